"""Charts as ABC, which reads back as the same music: invented ones, those that hypothesis makes up, and real ones."""

from dataclasses import replace
from fractions import Fraction

import pytest
from abctunes import book
from hypothesis import given
from hypothesis import strategies as st

from alike import form, harmony, tune, words
from corpora import corpus, needs_corpora
from houseband.charts.abc.reader import read
from houseband.charts.abc.writer import write
from houseband.charts.chart import Bar, Chart, ChordChange, Jump, Lyric, MelodyNote, WrittenPart
from houseband.charts.formats import format_to_write, read_charts
from houseband.charts.source import Reading, Source
from houseband.charts.symbol import parse_symbol
from houseband.music.key import MODE_FIFTHS, Key
from houseband.music.meter import COMMON_TIME, Meter, meter, parse_meter

AS_WRITTEN = Reading(harmonise="never")


def text_of(chart: Chart) -> str:
    return write([chart]).data.decode()


def back(chart: Chart) -> Chart:
    (again,) = read(Source(write([chart]).data, "again.abc", AS_WRITTEN))
    return again


def same(chart: Chart, again: Chart) -> None:
    """The same music, and not a remark on it."""
    assert harmony(again) == harmony(chart)
    assert form(again) == form(chart)
    assert tune(again) == tune(chart)
    assert words(again) == words(chart)
    assert (again.key, again.meter, again.section_order) == (chart.key, chart.meter, chart.section_order)


def change(onset: Fraction | int, symbol: str) -> ChordChange:
    return ChordChange(Fraction(onset), symbol, parse_symbol(symbol).chord)


FULL = """X:4
T:The Service Lift
T:Up and Down
C:Ann Example
O:Quayside
R:jig
M:6/8
L:1/8
Q:3/8=112
P:AAB
K:Dmix
P:A
|: A | "D"dAF DEF | "C(Am)"G3- GAB |[1 "Em7"e2 (3f/g/a/ "A7/C#"ecA | "D"d3 d2 :|[2 "G"B2 c "A"e2 c | "D"d3- d3 ||
w: oh, down to the hall we go, and a- gain and out of the door we are home we
P:B
[K:G] [M:3/4] "G"!segno!b>a g2 "B7b9"^d2 | !fermata!e6 !fine! | [Q:1/4=90] "Am"(3abc' "D7"d4 !D.S.alfine! |]
W:More words
"""


def test_a_whole_tune_reads_back_as_it_was() -> None:
    (chart,) = book(FULL)
    again = back(chart)
    same(chart, again)
    assert again == replace(chart, remarks=again.remarks)
    assert again.remarks == chart.remarks == ()


def test_a_tune_is_written_in_plain_abc() -> None:
    (chart,) = book(
        'X:1\nT:Low Door\nM:4/4\nL:1/8\nK:G\n|: "G"G2 (3ABc d3 ^c | "D7"A6 z2 :|\nw: one two three _ four\n'
    )
    assert text_of(chart) == (
        "%abc-2.1\nX:1\nT:Low Door\nM:4/4\nL:1/8\nK:G\n"
        '|: "G"G2 (3:2:3A B c d3 ^c | "D7"A6 z2 :|\nw:one two three _ four\n'
    )


def test_a_chart_without_melody_has_its_chords_over_rests_that_are_not_seen() -> None:
    bars = (
        Bar(1, COMMON_TIME, Fraction(4), (change(0, "C-7"), change(2, "F7"))), Bar(2, COMMON_TIME, Fraction(4)),
        Bar(3, COMMON_TIME, Fraction(4), (change(1, "N.C."), change(Fraction(5, 2), "Bb^7/D"))),
    )  # fmt: skip
    chart = Chart("Bare", bars, "text", key=Key("Bb"))
    assert '"Cm7"x4 "F7"x4 | x8 | x2 "N.C."x3 "Bbmaj7/D"x3 |]' in text_of(chart)
    same(chart, back(chart))


def test_a_note_is_cut_and_tied_where_a_chord_or_a_syllable_falls_within_it() -> None:
    bar = Bar(
        1, COMMON_TIME, Fraction(4), (change(0, "C"), change(3, "G")),
        melody=(MelodyNote(Fraction(0), Fraction(4), 67),),
        lyrics=(Lyric(Fraction(0), "la "), Lyric(Fraction(2), "lo ")),
    )  # fmt: skip
    chart = Chart("Long", (bar,), "text")
    assert '"C"G4- G2- "G"G2 |]\nw:la lo\n' in text_of(chart)
    same(chart, back(chart))


def test_a_melody_note_may_last_over_bar_lines() -> None:
    bars = (
        Bar(1, COMMON_TIME, Fraction(4), melody=(MelodyNote(Fraction(3), Fraction(6), 61),)),
        Bar(2, COMMON_TIME, Fraction(4)), Bar(3, COMMON_TIME, Fraction(4), (change(0, "A"),)),
    )  # fmt: skip
    chart = Chart("Over", bars, "text")
    assert "z6 ^C2- | ^C8- |" in text_of(chart)
    same(chart, back(chart))


def test_several_charts_are_a_book_and_keep_their_numbers() -> None:
    (chart,) = book(FULL)
    other = replace(chart, title="Other", credits=(("reference number", "12"),))
    text = write([chart, other]).data.decode()
    assert [line for line in text.split("\n") if line.startswith("X:")] == ["X:4", "X:12"]
    assert [one.title for one in read(Source(text.encode()))] == ["The Service Lift", "Other"]
    assert "X:1\n" in write([chart, chart]).data.decode()


def test_several_codas_and_segnos_keep_their_labels() -> None:
    plain = [Bar(n, COMMON_TIME, Fraction(4), (change(0, "C"),)) for n in range(1, 9)]
    bars = (
        replace(plain[0], segno="segno"), replace(plain[1], segno="segno 2", to_coda="coda"),
        replace(plain[2], to_coda="coda 2"),
        replace(plain[3], jump=Jump("segno 2", "coda")), replace(plain[4], coda="coda"),
        replace(plain[5], jump=Jump("segno", "coda")), replace(plain[6], coda="coda 2"), plain[7],
    )  # fmt: skip
    chart = Chart("Maze", bars, "text")
    same(chart, back(chart))


@pytest.mark.parametrize("text", ["50% \\ & $1 &amp; &eacute; \\'e", "ö × – “quoted” | a_b*c~d-e", "X:1 K:C %%x"])
def test_texts_keep_all_their_letters(text: str) -> None:
    bar = Bar(
        1, COMMON_TIME, Fraction(4), melody=(MelodyNote(Fraction(0), Fraction(4), 60),),
        lyrics=(Lyric(Fraction(0), text + " "),), section=text, directions=("(" + text + ")",),
    )  # fmt: skip
    chart = Chart(
        text, (bar,), "text", composer=text, style=text, credits=(("notes", text), ("words", f"{text}\n{text}"))
    )
    again = back(chart)
    assert words(again) == words(chart)
    assert (again.title, again.composer, again.style, again.bars[0].section) == (text, text, text, text)
    assert again.credits[1:] == chart.credits
    assert again.bars[0].directions == chart.bars[0].directions


def test_what_abc_cannot_hold_is_said() -> None:
    bar = Bar(1, COMMON_TIME, Fraction(4), (change(0, "C"),), lyrics=(Lyric(Fraction(0), "la "),), open_repeat=True)
    chart = Chart("Lossy", (bar,), "text", capo_fret=2, parts=(WrittenPart("Tuba", ((),)),))
    assert [remark.problem.removeprefix("Lossy: ") for remark in write([chart]).remarks] == [
        "'until the cue' of open repeats left out", "1 written parts left out",
        "the capo at fret 2 left out", "words with no note to sing them on left out",
    ]  # fmt: skip


def test_an_order_of_sections_with_names_is_written_out() -> None:
    bars = tuple(replace(Bar(i, COMMON_TIME, Fraction(4), (change(0, c),)), section=n)
                 for i, (c, n) in enumerate((("C", "Verse"), ("F", "Chorus")), 1))  # fmt: skip
    chart = Chart("Ordered", bars, "text", section_order=("Verse", "Chorus", "Verse"))
    written = write([chart])
    assert [remark.problem for remark in written.remarks] == ["Ordered: the order of the sections"]
    assert harmony(back(chart)) == harmony(chart)
    assert len(harmony(chart)) == 3


def test_abc_is_what_a_name_that_ends_so_is_written_in() -> None:
    assert format_to_write(".abc").name == "abc"


# -- charts that hypothesis makes up -----------------------------------------------------------------------------------

SYMBOLS = ("C", "F#m7", "Bb7", "Ebmaj7", "G7(b9)", "D/F#", "Am7b5", "N.C.", "C|D", "Gsus4", "Eadd9")
METERS = ("4/4", "3/4", "6/8", "2/2", "5/4", "7/8", "2+3/8", "12/8")
KEYS = st.builds(
    Key, st.sampled_from(("C", "G", "F", "Bb", "E", "Ab", "F#", "Db")), st.sampled_from(sorted(MODE_FIFTHS))
)
GRID = (Fraction(1, 4), Fraction(1, 3), Fraction(2, 3), Fraction(1, 2), Fraction(3, 4), Fraction(1), Fraction(3, 2))
SYLLABLES = ("la ", "hap", "py ", "o'er ", "2nd ", "*x ", "well-", "a b ", "50% ")


@st.composite
def bars(draw: st.DrawFn) -> Bar:
    one: Meter = draw(st.sampled_from([parse_meter(text) for text in METERS]))
    length = draw(st.sampled_from([one.quarters, one.quarters, one.quarters, Fraction(1), Fraction(3, 2)]))
    notes: list[MelodyNote] = []
    at = Fraction(0)
    while at < length and draw(st.integers(0, 9)):
        duration = min(draw(st.sampled_from(GRID)), length - at)
        if draw(st.integers(0, 3)):
            notes.append(MelodyNote(at, duration, draw(st.integers(40, 90))))
        at += duration
    onsets = draw(st.lists(st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1), Fraction(4, 3)]), unique=True))
    changes = [change(onset, draw(st.sampled_from(SYMBOLS))) for onset in sorted(onsets) if onset < length]
    lyrics = tuple(
        Lyric(note.onset_quarters, draw(st.sampled_from(SYLLABLES)), verse)
        for verse in (1, 2)
        for note in notes
        if draw(st.booleans())
    )
    return Bar(
        1, one, length, tuple(changes), melody=tuple(notes), lyrics=lyrics, repeat_start=draw(st.booleans()),
        section=draw(st.sampled_from([None, None, "A", "Verse 2", ""])), key=draw(st.one_of(st.none(), KEYS)),
        repeat_count=draw(st.sampled_from([1, 1, 2, 3])), endings=draw(st.sampled_from([(), (), (1,), (2,), (1, 3)])),
        segno=draw(st.sampled_from([None, None, "segno", "segno 2"])), fine=draw(st.booleans()),
        coda=draw(st.sampled_from([None, None, "coda", "coda 2"])),
        to_coda=draw(st.sampled_from([None, None, "coda", "coda 2"])),
        jump=draw(st.sampled_from([None, None, Jump("", "end"), Jump("segno", "coda"), Jump("segno 2", "fine")])),
    )  # fmt: skip


@given(st.lists(bars(), min_size=1, max_size=8), st.one_of(st.none(), KEYS))
def test_any_chart_reads_back_as_the_same_music(made: list[Bar], key: Key | None) -> None:
    made[0] = replace(made[0], chords=(change(0, "C"), *made[0].chords[1:]), key=None)
    chart = Chart("Made up", tuple(made), "text", key=key)
    again = back(chart)
    assert harmony(again) == harmony(chart)
    assert form(again) == form(chart)
    assert tune(again) == tune(chart)
    assert words(again) == words(chart)
    assert [str(bar.meter) for bar in again.bars] == [str(bar.meter) for bar in chart.bars]
    assert [bar.key for bar in again.bars] == [bar.key for bar in chart.bars]


def test_the_meters_groups_are_kept() -> None:
    bar = Bar(1, parse_meter("3+2+2/8"), Fraction(7, 2), (change(0, "C"),))
    again = back(Chart("Seven", (bar,), "text"))
    assert again.meter == bar.meter != meter(7, 8)


# -- real charts -------------------------------------------------------------------------------------------------------


@needs_corpora
def test_every_lead_sheet_reads_back_as_the_same_music() -> None:
    paths = corpus("musicxml_leadsheets_openewld_pd", ".mxl", ".musicxml", ".xml")
    assert len(paths) == 73
    for path in paths:
        for chart in read_charts(Source(path.read_bytes(), str(path))):
            same(chart, back(chart))


@needs_corpora
def test_every_abc_tune_reads_back_as_the_same_music() -> None:
    paths = [path for folder in ("abc_chords_rjl20", "abc_chords_tuneworks", "abc_hymns_satb_openhymnal")
             for path in corpus(folder, ".abc")]  # fmt: skip
    assert len(paths) == 255
    for path in paths:
        for chart in read_charts(Source(path.read_bytes(), str(path), AS_WRITTEN)):
            if "JesuJoy" not in path.name:  # its words belong to a voice that is not the melody
                same(chart, back(chart))
