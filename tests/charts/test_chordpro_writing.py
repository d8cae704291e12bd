"""Charts as ChordPro: what is written reads back as the same music, for charts invented, drawn by lot, and real."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alike import form, harmony, words
from corpora import corpus, needs_corpora
from houseband.charts.chart import Bar, Chart, ChordChange, Frame, Jump, Lyric, MelodyNote
from houseband.charts.chordpro.reader import read
from houseband.charts.chordpro.writer import write
from houseband.charts.formats import read_charts
from houseband.charts.source import Source
from houseband.charts.symbol import parse_symbol
from houseband.errors import ChartError
from houseband.music.key import Key
from houseband.music.meter import Meter, parse_meter
from tunes import tune

FOUR, THREE = parse_meter("4/4"), parse_meter("3/4")
F = Fraction


def chord(symbol: str, onset: Fraction | int = 0) -> ChordChange:
    return ChordChange(F(onset), symbol, parse_symbol(symbol).chord)


def bar(*chords: ChordChange, meter: Meter = FOUR, quarters: Fraction | int | None = None, **more: object) -> Bar:
    return Bar(1, meter, F(quarters) if quarters is not None else meter.quarters, chords, **more)  # type: ignore[arg-type]


def chart(*bars: Bar, **more: object) -> Chart:
    return Chart("A Tune", tuple(replace(b, number=n) for n, b in enumerate(bars, 1)), "text", **more)  # type: ignore[arg-type]


def text_of(*charts: Chart) -> str:
    return write(charts).data.decode()


def back(written: Chart) -> Chart:
    (found,) = read(Source(write([written]).data, "tune.cho"))
    return found


def assert_same(original: Chart) -> Chart:
    found = back(original)
    assert harmony(found) == harmony(original)
    assert form(found) == form(original)
    assert words(found) == words(original)
    return found


def test_a_tune_without_words_is_a_grid() -> None:
    original = replace(tune("|: C7 | F7 C7 | G7 F7 Em7 C7 | C7 :|"), composer="Ann Example", key=Key("C"))
    assert (
        text_of(original)
        == """{title: A Tune}
{composer: Ann Example}
{key: C}
{time: 4/4}
{tempo: 120}

{start_of_grid: shape="1+4x4+1"}
|: C7 . . .     | F7 . C7 .    | G7 F7 Em7 C7 | C7 . . .     :|
{end_of_grid}
"""
    )
    assert_same(original)


def test_a_song_with_words_is_lines_with_bar_lines() -> None:
    sung = [("A", 0), ("ma", 0), ("zing ", 2)]
    first = bar(chord("G"), section="Verse 1", lyrics=tuple(Lyric(F(at), text) for text, at in sung[1:]))
    pickup = bar(quarters=1, lyrics=(Lyric(F(0), "A"),), section="Verse 1")
    second = bar(
        chord("C"), chord("G", 1), lyrics=(Lyric(F(0), "grace "), Lyric(F(1), "how "), Lyric(F(0), "’Twas ", 2))
    )
    original = chart(pickup, replace(first, section=None), second)
    assert (
        text_of(original).split("\n\n")[1]
        == """{start_of_verse: label="Verse 1"}
{x_houseband_bar_length: 1/4}
| A|[G]mazing | [C]grace [G]how [/][/] |
2.  |  | ’Twas |
{end_of_verse}
"""
    )
    found = assert_same(original)
    assert found.bars[0].number == 0
    assert "".join(lyric.text for each in found.bars for lyric in each.lyrics if lyric.verse == 1).startswith(
        "Amazing "
    )


@pytest.mark.parametrize(
    ("meter", "onsets", "written"),
    [
        ("4/4", (0,), "C . . ."), ("4/4", (0, 2), "C . D ."), ("4/4", (1,), ". C . ."), ("4/4", (), ". . . ."),
        ("4/4", (0, F(7, 2)), "C . . ~D"), ("4/4", (0, 3, F(7, 2)), "C . . D~E"), ("4/4", (F(1, 2),), "~C . . ."),
        ("4/4", (0, F(4, 3)), "C ~D~ . ."), ("3/4", (0, 2), "C . D"), ("3/4", (0, F(3, 2)), "C ~D ."),
        ("6/8", (0, F(3, 2)), "C D"), ("6/8", (0, 1), "C . D . . ."), ("12/8", (0, 3), "C . D ."),
        ("7/8", (0, 2), "C . . . D . ."), ("2/2", (0, 1), "C~D ."), ("5/4", (0, 3), "C . . D ."),
        ("4/4", (0, F(1, 4), F(1, 2)), "C~D E . . . . . ."),
    ],
)  # fmt: skip
def test_chords_stand_in_the_cells_of_their_beats(meter: str, onsets: tuple[Fraction, ...], written: str) -> None:
    chords = tuple(chord(symbol, onset) for symbol, onset in zip("CDE", onsets, strict=False))
    original = chart(bar(chord("A"), meter=parse_meter(meter)), bar(*chords, meter=parse_meter(meter)))
    row = next(line for line in text_of(original).split("\n") if line.startswith("|"))
    assert row.split("|")[2].strip() == written
    assert_same(original)


def test_signs_of_the_road_stand_in_the_margins_and_at_the_bar_lines() -> None:
    a, b, c, d, e = (chord(symbol) for symbol in ("A", "B", "C", "D", "E"))
    original = chart(
        bar(a, section="A", segno="segno", repeat_start=True), bar(b, endings=(1, 2), repeat_count=2),
        bar(c, endings=(3,), to_coda="coda"), bar(d, section="B", repeat_start=True, repeat_count=4),
        bar(e, jump=Jump("segno", "coda")), bar(a, section="Coda", coda="coda", fine=True),
    )  # fmt: skip
    assert (
        text_of(original).split("\n\n", 1)[1]
        == """{start_of_grid: label="A" shape="1+4x4+1"}
Segno |: A . . . |
|1,2.    B . . . :|3. C . . . || To Coda
{end_of_grid}

{start_of_grid: label="B" shape="1+4x4+1"}
|: D . . . :| x4
|  E . . . || D.S. al Coda
{end_of_grid}

{start_of_grid: label="Coda" shape="1+4x4+1"}
(Coda) | A . . . |. Fine
{end_of_grid}
"""
    )
    assert_same(original)


def test_several_segnos_and_codas_keep_apart() -> None:
    a = chord("A")
    original = chart(
        bar(a), bar(chord("B"), segno="segno"), bar(chord("C"), to_coda="coda"), bar(chord("D"), segno="segno 2"),
        bar(chord("E"), to_coda="coda 2"), bar(a, jump=Jump("segno 2", "coda")),
        bar(a, coda="coda"), bar(chord("F"), coda="coda 2"),
    )  # fmt: skip
    assert "D.S. 2 al Coda" in text_of(original)
    assert_same(original)


def test_with_a_capo_the_shapes_are_written_and_the_sound_is_kept() -> None:
    frame = Frame("G", (3, 2, 0, 0, 0, 3))
    original = chart(bar(chord("Bb")), bar(chord("Eb/G")), key=Key("Bb"), capo_fret=3, frames=(frame,))
    assert "{key: G}" in text_of(original)
    assert "{capo: 3}" in text_of(original)
    assert "{define: G base-fret 1 frets 3 2 0 0 0 3}" in text_of(original)
    assert "| G . . .   | C/E . . . |." in text_of(original)
    found = assert_same(original)
    assert (found.key, found.capo_fret, found.frames) == (Key("Bb"), 3, (frame,))


def test_changes_of_key_meter_and_tempo_stand_where_they_come() -> None:
    original = chart(bar(chord("C")), bar(chord("D"), meter=THREE, key=Key("D"), tempo_bpm=80.5), bar(meter=THREE),
                     key=Key("C"), tempo_bpm=120)  # fmt: skip
    found = assert_same(original)
    assert [(str(b.meter), b.key, b.tempo_bpm) for b in found.bars] == [
        ("4/4", None, None), ("3/4", Key("D"), 80.5), ("3/4", None, None)]  # fmt: skip
    assert (found.key, found.tempo_bpm) == (Key("C"), 120)


def test_people_and_style_are_kept() -> None:
    people = (("lyricist", "Bo"), ("copyright", "1999 [C]"), ("ccli", "12"), ("dedicatee", "Cy"))
    found = back(chart(bar(chord("C")), composer="Ann", credits=people, style="Slow Waltz"))
    assert found.composer == "Ann"
    assert found.style == "Slow Waltz"
    assert found.credits == (("lyricist", "Bo"), ("copyright", "1999 (C)"), ("ccli", "12"), ("dedicatee", "Cy"))


def test_what_chordpro_cannot_hold_is_told() -> None:
    sung = bar(chord("C"), melody=(MelodyNote(F(0), F(1), 60),), fermatas=(F(0),), lyrics=(Lyric(F(0), "la [x] la"),))
    written = write([chart(sung)])
    assert [remark.problem for remark in written.remarks] == [
        "the melody (1 notes)", "fermatas", "brackets and bars in texts such as 'la [x] la'"]  # fmt: skip


def test_the_order_of_the_sections_is_kept_or_written_out() -> None:
    bars = bar(chord("C"), section="A"), bar(chord("F"), section="B")
    assert back(chart(*bars, section_order=("A", "B", "A"))).section_order == ("A", "B", "A")
    written = write([chart(*bars, section_order=("A", "X"))])
    assert [remark.problem for remark in written.remarks] == ["the order of the sections"]
    assert b"flow" not in written.data


def test_several_charts_are_several_songs() -> None:
    charts = (replace(tune("| C | F |"), title="One"), replace(tune("| G | D |"), title="Two"))
    assert [found.title for found in read(Source(write(charts).data, "book.cho"))] == ["One", "Two"]


def test_words_over_a_bar_are_kept_and_never_taken_for_headings_or_signs() -> None:
    over = ("softly", "Chorus", "D.C. al Fine")
    plain = chart(bar(chord("C")), bar(chord("F"), directions=over))
    assert back(plain).bars[1].directions == ("softly", "“Chorus”", "“D.C. al Fine”")
    assert_same(plain)
    sung = chart(bar(chord("C"), lyrics=(Lyric(F(0), "la "),), directions=("softly",)))
    assert "[*softly][C]la" in text_of(sung)
    assert back(sung).bars[0].directions == ("softly",)


SYMBOLS = ("C", "Am7", "F#m7b5", "Bbmaj7", "G7b9", "D/F#", "N.C.", "Ebm", "C6/9", "Asus4", "Bdim7", "E7#9", "C|D")
METERS = tuple(map(parse_meter, ("4/4", "3/4", "2/2", "6/8", "12/8", "5/4", "7/8", "3+2+2/8", "2/4", "9/8", "3/2")))
TEXTS = ("la ", "A", "ma", "zing ", "1. One ", "two: ", "Fine ", "end. ", "2 ", "D ", "(x2) ", "don’t ", "Coda ", "C")


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """Charts of a few bars with chords and words anywhere, and signs of the road where they please."""
    sung, free = draw(st.booleans()), draw(st.booleans())
    bars = []
    meter = draw(st.sampled_from(METERS))
    for i in range(draw(st.integers(1, 9))):
        if draw(st.integers(0, 9)) == 0:
            meter = draw(st.sampled_from(METERS))
        length = meter.quarters
        if draw(st.integers(0, 7)) == 0:
            length = meter.unit_quarters * draw(st.integers(1, meter.count + 1)) / draw(st.sampled_from((1, 1, 2, 3)))
            steps = draw(st.sampled_from((1, 2)))
            steps = steps * length.numerator if length.denominator < 3 else steps
        else:
            steps = draw(st.sampled_from((1, 2, 2, 4, 3))) * meter.count
        places = st.integers(0, steps - 1) if free else st.sampled_from((0, steps // 2))
        onsets = sorted({length * place / steps for place in draw(st.lists(places, max_size=4))})
        chords = tuple(chord(draw(st.sampled_from(SYMBOLS)), onset) for onset in onsets)
        lyrics = [
            Lyric(length * draw(st.integers(0, 3)) / 4, draw(st.sampled_from(TEXTS)), draw(st.sampled_from((1, 1, 2))))
            for _ in range(draw(st.integers(0, 3)) if sung else 0)
        ]  # fmt: skip
        rare = draw(st.integers(0, 30))
        bars.append(
            bar(*chords, meter=meter, quarters=length,
                lyrics=tuple(sorted(lyrics, key=lambda lyric: (lyric.verse, lyric.onset_quarters))),
                section=draw(st.sampled_from((None, None, None, "", "A", "Verse 1", "Chorus", 'The "big" bit'))),
                repeat_start=draw(st.integers(0, 5)) == 0,
                repeat_count=2 if rare == 7 else draw(st.sampled_from((1, 1, 1, 1, 2, 3))),
                endings=draw(st.sampled_from(((), (), (), (), (1,), (2,), (1, 2), (3,)))),
                segno="segno" if rare == 1 else None, coda="coda" if rare == 2 and i else None,
                to_coda="coda" if rare == 3 else None, fine=rare == 4,
                jump=Jump("segno", "coda") if rare == 5 else Jump("", "fine") if rare == 6 else None,
                open_repeat=rare == 7, directions=("softly",) if rare == 8 else (),
                key=Key("D") if rare == 9 and i else None)
        )  # fmt: skip
    bars[0] = replace(bars[0], chords=bars[0].chords or (chord("G"),))
    capo = draw(st.sampled_from((0, 0, 0, 2, 5)))
    return chart(*bars, key=draw(st.sampled_from((None, Key("C"), Key("E", "minor")))), capo_fret=capo)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(charts())
def test_a_chart_drawn_by_lot_reads_back_as_the_same_music(original: Chart) -> None:
    found = assert_same(original)
    assert [b.meter for b in found.bars] == [b.meter for b in original.bars]
    assert found.capo_fret == original.capo_fret


@needs_corpora
@pytest.mark.parametrize(
    "folder", ["musicxml_leadsheets_openewld_pd", "chordpro_christmas_cc0", "chordpro_reference_tests_artistic2"]
)
def test_real_charts_read_back_as_the_same_music(folder: str) -> None:
    count = 0
    for path in corpus(folder):
        if path.suffix == ".ref":
            continue
        try:
            originals = read_charts(Source(path.read_bytes(), path.name))
        except ChartError:  # no chords in it
            continue
        for original in originals:
            assert_same(original)
            count += 1
    assert count >= {"musicxml_leadsheets_openewld_pd": 73, "chordpro_christmas_cc0": 8}.get(folder, 1)
