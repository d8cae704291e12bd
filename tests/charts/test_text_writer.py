"""Charts written as plain text: the same music when it is read back."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alike import form, harmony, words
from corpora import corpus, needs_corpora
from houseband.charts.chart import Bar, Chart, ChordChange, Frame, Jump, Lyric
from houseband.charts.formats import read_charts
from houseband.charts.source import Source
from houseband.charts.symbol import parse_symbol
from houseband.charts.text.reader import read
from houseband.charts.text.writer import write
from houseband.music.key import Key
from houseband.music.meter import parse_meter

FOUR = parse_meter("4/4")


def tune(text: str) -> Chart:
    (chart,) = read(Source(text.encode(), "song.txt"))
    return chart


def text_of(chart: Chart) -> str:
    return write([chart]).data.decode()


def same(chart: Chart) -> None:
    """The chart, written and read, is the same music; and what is written then is the same text."""
    text = text_of(chart)
    again = tune(text)
    assert harmony(again) == harmony(chart), text
    assert form(again) == form(chart), text
    assert words(again) == words(chart), text
    assert text_of(again) == text


def bar(number: int, chords: str, meter: str = "4/4", **more: object) -> Bar:
    """A bar of chords with their onsets: ``C@0 G@3/2``."""
    changes = []
    for word in chords.split():
        symbol, _, onset = word.partition("@")
        changes.append(ChordChange(Fraction(onset), symbol, parse_symbol(symbol).chord))
    value = parse_meter(meter)
    fields: dict[str, object] = {"duration_quarters": value.quarters, **more}
    return Bar(number, value, chords=tuple(changes), **fields)  # type: ignore[arg-type]


def test_a_page_is_written_as_a_musician_would_type_it() -> None:
    chart = Chart(
        "Blue Kitchen",
        (
            bar(1, "Gmaj7@0", section="A", repeat_start=True), bar(2, "Em7@0 A7@2"), bar(3, "Am7@0 D7@3"),
            bar(4, "", endings=(1,), repeat_count=2), bar(5, "G6@0 C@3/2", endings=(2,)),
            bar(6, "C@0", section="B", directions=("softly",)), bar(7, "C@0"), bar(8, "G@0", fine=True),
        ),
        "text", "Ann Example", Key("G"), "Bossa", 96,
    )  # fmt: skip
    assert text_of(chart) == (
        "Title: Blue Kitchen\n"
        "Composer: Ann Example\n"
        "Key: G\n"
        "Tempo: 96\n"
        "Style: Bossa\n"
        "\n"
        "[A]\n"
        "|: Gmaj7     | Em7 A7  | Am7 / / D7 |1. / / / / :|\n"
        "|2. G6 C@2.5 |\n"
        "\n"
        "[B]\n"
        "| (softly) C | %       | G Fine     |\n"
    )
    same(chart)


def test_words_stand_under_their_bars() -> None:
    lyric = [Lyric(Fraction(0), "Down the "), Lyric(Fraction(0), "emp"), Lyric(Fraction(0), "ty road"),
             Lyric(Fraction(0), "Back to ", 2)]  # fmt: skip
    chart = Chart("Road", (bar(1, "C@0", lyrics=(lyric[0], lyric[3])), bar(2, "F@0", lyrics=(lyric[1],)),
                           bar(3, "G@0", lyrics=(lyric[2],))), "text")  # fmt: skip
    assert text_of(chart).splitlines()[2:] == [
        "   | C        | F       | G       |", "w:   Down the | emp-    | ty road", "w2:  Back to",
    ]  # fmt: skip
    same(chart)


@pytest.mark.parametrize(
    "bars",
    [
        [bar(0, "G7@0", duration_quarters=Fraction(1)), bar(1, "C@0"), bar(2, "F@0")],
        [bar(1, "C@0 G@7/2"), bar(2, "F@0 G@1/2 Am@5/3")],
        [bar(1, "C@2"), bar(2, "N.C.@7/2"), bar(3, "")],
        [bar(1, "C@0", "6/8"), bar(2, "F@0 G@1/2 Am@3/2", "6/8"), bar(3, "C@0 G@2", "7/8")],
        [bar(1, "D@0 C@2"), bar(2, "G@0 D@1 C/E@2 G@3")],
        [bar(1, "C@0", repeat_start=True), bar(2, "F@0", repeat_count=2, endings=(1,)), bar(3, "G@0", endings=(2,)),
         bar(4, "C@0", jump=Jump("", "fine")), bar(5, "D@0", fine=True)],
        [bar(1, "C@0"), bar(2, "F@0", segno="segno"), bar(3, "G@0", to_coda="coda"), bar(4, "C@0", segno="b"),
         bar(5, "F@0", jump=Jump("segno", "coda")), bar(6, "G@0", coda="coda")],
        [bar(1, "C@0", repeat_start=True), bar(2, "F@0", repeat_count=3),
         bar(3, "G@0", open_repeat=True, repeat_count=2),
         bar(4, "C@0", endings=(1, 3), repeat_count=2), bar(5, "C@0", endings=(2,))],
        [bar(1, "C@0", section="Am7"), bar(2, "F@0", section="Coda"), bar(3, "G@0", section=""),
         bar(4, "G@0", section="Chorus x2"), bar(5, "G@0", section="solo: [ad lib]")],
        [bar(1, "C@0", key=Key("C")), bar(2, "F@0", key=Key("Eb")), bar(3, "G@0", tempo_bpm=90.5)],
        [bar(1, "C@0"), bar(2, "C@0"), bar(3, ""), bar(4, "F@0 G@2"), bar(5, "F@0 G@2"), bar(6, "")],
    ],
    ids=["pickup", "off the beat", "late", "compound", "D C is two chords", "endings", "coda", "counts", "names",
         "changes", "again"],
)  # fmt: skip
def test_every_sign_is_read_back(bars: list[Bar]) -> None:
    same(Chart("Tune", tuple(bars), "text"))


def test_what_text_cannot_hold_is_said() -> None:
    chart = Chart("Tune", (bar(1, "C@0", lyrics=(Lyric(Fraction(1), "la "),)),), "text", tempo_bpm=600)
    assert [remark.problem for remark in write([chart]).remarks] == [
        "tempo 600 is not written", "words stand under their bars",
    ]  # fmt: skip


def test_several_charts_are_a_book_and_each_keeps_its_lines() -> None:
    first, second = tune("One\n| C | Gq |\n"), tune("Two\nKey: G\n| G | D |\n")
    book = read(Source(write([first, replace(second, title="")]).data, "book.txt"))
    assert [(chart.title, str(chart.key)) for chart in book] == [("One", "None"), ("Untitled", "G")]
    pages = b"Title: One\n| C |\n\n==========\n\nTitle: Two\n| C | Gq |\n\n==========\n\nTitle: No\n"
    told = [r for chart in read(Source(pages, "book.txt")) for r in chart.remarks]
    assert [r.line for r in told] == [7, 10]
    assert (told[1].problem, told[1].hint) == ("no chords found in 'No'", "left out")


def test_a_section_name_before_a_chord_in_one_bar_is_no_heading() -> None:
    chart = tune("Tune\n| D | G |\n| Coda C | G |\n")
    assert [c.symbol for b in chart.bars for c in b.chords] == ["D", "G", "C", "G"]


def test_a_capo_and_its_shapes_are_read_back() -> None:
    chart = replace(tune("Tune\nKey: G\nCapo: 2\n| G | Em7 | D/F# | G |\n"), frames=(Frame("G", (3, 2, 0, 0, 0, 3)),))
    assert text_of(chart).splitlines()[1:5] == ["Key: G", "Capo: 2", "", "G 320003"]
    again = tune(text_of(chart))
    assert (again.capo_fret, again.key, again.frames) == (2, Key("A"), chart.frames)
    same(chart)


@pytest.mark.parametrize("text", [
    "| C . . G | C~G | >F / G | <C> | C! | (hold) G |", "| C | % | F G | %% | |", "[: C | F :] x3 | G [x2]",
    "C G Am F (x2)", "Key: G\n1 4 5 1", "H | Fis | Em | H7", "3/4\n| C | F G | (2/4) G |", "C   G\nla la la la\n",
    "[Chorus x2]\nC  G\nla la\n\n[Verse]\nF  C\nla la\n\n[Chorus]\n", "| C (G7) | F (softly) | G (fermata@3) |",
])  # fmt: skip
def test_text_that_was_read_is_written_once_and_for_all(text: str) -> None:
    chart = tune("Tune\n\n" + text)
    same(chart)


SYMBOLS = ("C", "F#m7", "Bbmaj7", "D7b9", "G7sus4", "Am/G", "N.C.", "C7(b9,#11)", "E7#9", "Cm(maj7)", "Db6", "Adim7")
NAMES = (None, None, None, "A", "B", "Verse 1", "Chorus", "Coda", "", "Am7", "My [odd] name")
JUMPS = (Jump("", "end"), Jump("segno", "coda"), Jump("", "fine"))
LINES = (None, None, "la ", "Down the road ", "twen", "well- ", "C ", "x2 ", "D.C. ", "| bar ")


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """Charts of up to twelve bars with any signs at all."""
    bars: list[Bar] = []
    meter = draw(st.sampled_from(["4/4", "3/4", "6/8", "2/2", "7/8"]))
    for number in range(1, draw(st.integers(1, 12)) + 1):
        value = parse_meter(meter)
        places = draw(st.sets(st.integers(0, 23), max_size=4))
        step = draw(st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(1, 4), Fraction(1, 3)]))
        onsets = sorted(place * step for place in places if place * step < value.quarters)
        symbols = [draw(st.sampled_from(SYMBOLS)) for _ in onsets]
        line = draw(st.sampled_from(LINES))
        sign = draw(st.integers(0, 24))
        bars.append(Bar(
            number, value, value.quarters,
            tuple(ChordChange(o, s, parse_symbol(s).chord) for o, s in zip(onsets, symbols, strict=True)),
            section=draw(st.sampled_from(NAMES)), lyrics=(Lyric(Fraction(0), line),) if line else (),
            repeat_start=sign == 1, repeat_count=draw(st.sampled_from([2, 3])) if sign in (2, 3) else 1,
            endings=draw(st.sampled_from([(1,), (2,)])) if sign in (4, 5) else (),
            segno="segno" if sign == 6 else None, coda="coda" if sign == 7 else None,
            to_coda="coda" if sign == 8 else None, fine=sign == 9,
            jump=draw(st.sampled_from(JUMPS)) if sign == 10 else None,
            directions=draw(st.sampled_from([(), (), ("softly",), ("x2",), ("G7",)])),
        ))  # fmt: skip
        if draw(st.integers(0, 5)) == 0:
            meter = draw(st.sampled_from(["4/4", "3/4", "6/8"]))
    bars[0] = replace(bars[0], chords=bars[0].chords or (ChordChange(Fraction(0), "C", parse_symbol("C").chord),))
    return Chart("Tune", tuple(bars), "text")


@settings(max_examples=80)
@given(charts())
def test_any_chart_is_read_back_as_it_was(chart: Chart) -> None:
    again = tune(text_of(chart))
    assert harmony(again) == harmony(chart), text_of(chart)
    assert form(again) == form(chart), text_of(chart)
    bar_words = [tuple(verse.replace("|", "¦") for verse in verses) for verses in words(chart)]
    assert words(again) == bar_words, text_of(chart)
    assert [bar.directions for bar in again.bars] == [bar.directions for bar in chart.bars]
    assert text_of(again) == text_of(chart)


@needs_corpora
@pytest.mark.parametrize(
    "path", corpus("musicxml_leadsheets_openewld_pd", ".mxl") + corpus("chordpro_christmas_cc0", ".cho"),
    ids=lambda path: path.stem,
)  # fmt: skip
def test_real_charts_are_read_back_as_they_were(path: Path) -> None:
    if "lyrics_only" in path.parts:
        pytest.skip("it has no chords")
    for chart in read_charts(Source(path.read_bytes(), path.name)):
        same(chart)
