"""Charts as people type them."""

from fractions import Fraction

import pytest

from houseband.charts.chart import Bar, Chart, Jump
from houseband.charts.source import Reading, Source
from houseband.charts.text.reader import read
from houseband.errors import ChartError
from houseband.music.key import Key


def tune(text: str, bars_per_chord: Fraction | None = None) -> Chart:
    (chart,) = read(Source(text.encode(), "song.txt", Reading(bars_per_chord)))
    return chart


def written(bar: Bar) -> str:
    return " ".join(f"{c.symbol}@{float(c.onset_quarters):g}" for c in bar.chords)


@pytest.mark.parametrize(
    ("text", "bars"),
    [
        ("| Am7 D7 | Gmaj7 |", ["Am7@0 D7@2", "Gmaj7@0"]),
        ("|Am7 D7|Gmaj7|", ["Am7@0 D7@2", "Gmaj7@0"]),
        ("Am7 D7 | Gmaj7", ["Am7@0 D7@2", "Gmaj7@0"]),
        ("| C G Am | C G Am F |", ["C@0 G@2 Am@3", "C@0 G@1 Am@2 F@3"]),
        ("| C / G / | C / / G | C /// |", ["C@0 G@2", "C@0 G@3", "C@0"]),
        ("| C . . G | C - - - |", ["C@0 G@3", "C@0"]),
        ("3/4\n| C G | C | C G F |", ["C@0 G@2", "C@0", "C@0 G@1 F@2"]),
        ("6/8\n| Am G | F |", ["Am@0 G@1.5", "F@0"]),
        ("| C | % | G || F |", ["C@0", "C@0", "G@0", "F@0"]),
        ("| C | G | %% | | F |", ["C@0", "G@0", "C@0", "G@0", "F@0"]),
        ("| C |   | N.C. | C/E |", ["C@0", "", "N.C.@0", "C/E@0"]),
        ("Am  G  F", ["Am@0", "G@0", "F@0"]),
        ("Am\nG\nF E7", ["Am@0", "G@0", "F@0", "E7@0"]),
    ],
)
def test_bars_are_shared_as_a_band_would_agree(text: str, bars: list[str]) -> None:
    assert [written(bar) for bar in tune(text).bars] == bars


def test_the_head_of_a_page_is_understood() -> None:
    chart = tune("Blue Kitchen\nby Ann Example\nKey: Em\nTime: 3/4\nTempo: 120\nStyle: Bossa\n\n| Em | Am |\n")
    assert (chart.title, chart.composer, chart.key, chart.style) == (
        "Blue Kitchen",
        "Ann Example",
        Key("E", "minor"),
        "Bossa",
    )
    assert (str(chart.meter), chart.tempo_bpm) == ("3/4", 120)
    assert not chart.remarks


@pytest.mark.parametrize(
    "head", ["Title: Blue Kitchen\nComposer: Ann Example\n4/4 \n120 bpm\n", "Blue Kitchen\nby: Ann Example\n♩=120\n"]
)
def test_facts_may_be_written_otherwise(head: str) -> None:
    chart = tune(head + "| C | G |")
    assert (chart.title, chart.composer, chart.tempo_bpm) == ("Blue Kitchen", "Ann Example", 120)


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("[A]", "A"), ("A:", "A"), ("Verse:", "Verse"), ("[Verse 1]", "Verse 1"), ("Chorus", "Chorus"), ("(B)", "B"),
        ("INTRO:", "INTRO"), ("Pre-Chorus 2:", "Pre-Chorus 2"), ("<Bridge>", "Bridge"),
    ],
)  # fmt: skip
def test_headings_name_sections(heading: str, name: str) -> None:
    chart = tune(f"A Tune\n\n| C |\n{heading}\n| G |\n")
    assert [bar.section for bar in chart.bars] == [None, name]


def test_a_heading_may_stand_before_its_bars() -> None:
    chart = tune("A Tune\nA: | C | G |\nIntro: Am G F E\n")
    assert [bar.section for bar in chart.bars] == ["A", None, "Intro", None, None, None]


def test_repeats_endings_and_counts_are_marked() -> None:
    bars = tune("|: C | G |1. Am | F :|2. Dm | G ||\n|: C | F :| x3\n| A | B | (x2)\n").bars
    assert [b.endings for b in bars] == [(), (), (1,), (1,), (2,), (2,), (), (), (), ()]
    assert [b.repeat_count for b in bars] == [1, 1, 1, 2, 1, 1, 1, 3, 1, 2]
    assert [i for i, b in enumerate(bars) if b.repeat_start] == [0, 6, 8]


def test_words_say_where_to_go() -> None:
    bars = tune(
        "| C | F Fine |\n| G | Am To Coda |\nSegno | D | E D.S. al Coda |\nCoda:\n| C | G | D.C. al Fine\n"
    ).bars
    assert bars[1].fine
    assert bars[3].to_coda == "coda"
    assert (bars[4].segno, bars[5].jump) == ("segno", Jump("segno", "coda"))
    assert (bars[6].coda, bars[7].jump) == ("coda", Jump("", "fine"))


def test_chords_above_words_stand_at_their_syllables() -> None:
    chart = tune("Empty Road\n\nC         F        C       G\nDown the  empty    road I  go\n")
    assert [written(bar) for bar in chart.bars] == ["C@0", "F@0", "C@0", "G@0"]
    assert [bar.words for bar in chart.bars] == [("Down the",), ("empty",), ("road I",), ("go",)]
    assert chart.title == "Empty Road"
    assert "durations" in chart.remarks[0].problem


def test_chords_above_words_may_be_given_a_length() -> None:
    chart = tune("C    G\nDown there\n", bars_per_chord=Fraction(1, 2))
    assert [written(bar) for bar in chart.bars] == ["C@0 G@2"]


def test_tablature_and_prose_are_left_out_with_one_remark_each() -> None:
    tab = "e|--3---0--|\nB|--1---0--|\n"
    chart = tune("Tune\nsome words about it\nmore words\n\n" + tab + "\n| C | G |\n" + tab)
    assert len(chart.bars) == 2
    assert [r.problem for r in chart.remarks] == ["4 lines of tablature: not read", "2 lines without music: left out"]


def test_an_unknown_chord_is_told_of_at_its_place_and_plays() -> None:
    chart = tune("Tune\n| Am7 | G7qux |\n")
    (told,) = chart.remarks
    assert (told.line, told.text) == (2, "| Am7 | G7qux |")
    assert told.text[(told.column or 0) - 1 :].startswith("qux")
    assert chart.bars[1].chords[0].chord.root == 7


def test_words_in_a_bar_take_no_room_and_are_kept() -> None:
    chart = tune("Tune\n| C (hold) | G softly Am |\n")
    assert [written(bar) for bar in chart.bars] == ["C@0", "G@0 Am@2"]
    assert [bar.directions for bar in chart.bars] == [("hold",), ("softly",)]
    assert [r.problem for r in chart.remarks] == ["'softly' in a bar is not a chord"]


def test_a_page_without_chords_is_refused() -> None:
    with pytest.raises(ChartError, match="no chords found"):
        tune("A letter\n\nDear all, nothing to play here.\n")


def test_a_letter_alone_above_a_line_of_bars_is_a_section() -> None:
    chart = read(Source(b"Title: T\n\nA\n| C | F |\nB\n| G | C |\n", "t.txt"))[0]
    assert [bar.section for bar in chart.bars] == ["A", None, "B", None]
    assert [change.symbol for bar in chart.bars for change in bar.chords] == ["C", "F", "G", "C"]


def test_a_letter_above_a_repeat_is_a_section_and_a_segno_alone_on_a_line_counts() -> None:
    chart = read(Source(b"Title: T\n\nA\n|: C | F :|\n", "t.txt"))[0]
    assert [bar.section for bar in chart.bars] == ["A", None]
    chart = read(Source(b"Song\n| C | F |\nSegno\n| G | Am | Fine\n| D | E | D.S. al Fine\n", "t.txt"))[0]
    assert [bar.segno for bar in chart.bars] == [None, None, "segno", None, None, None]
    assert chart.bars[5].jump == Jump("segno", "fine")


def test_words_about_tuning_within_a_bar_are_no_line_about_tuning() -> None:
    chart = tune("T\n\n| (Guitar Tune down 1 step) C5 |\n| G |\n")
    assert [change.symbol for bar in chart.bars for change in bar.chords] == ["C5", "G"]
