"""Impro-Visor leadsheets: chords that share bars, notes with octaves and lengths, sections and parts."""

from fractions import Fraction
from pathlib import Path

import pytest

from houseband.charts.chart import Chart
from houseband.charts.formats import read_charts
from houseband.charts.improvisor.notes import Note, read_note
from houseband.charts.source import Source
from houseband.errors import ChartError
from houseband.music.key import parse_key

CASES = Path(__file__).parents[1] / "cases" / "improvisor"


def sheet(text: str) -> Chart:
    """The chart of a leadsheet."""
    return read_charts(Source(text.encode(), "x.ls"))[0]


def placed(chart: Chart) -> list[list[str]]:
    """The chords of each bar with their places."""
    return [[f"{change.symbol}@{change.onset_quarters}" for change in bar.chords] for bar in chart.bars]


def test_what_stands_in_a_bar_shares_it_evenly_and_a_slash_goes_on() -> None:
    assert placed(sheet("| Cm7 / / F7 | Bb G7 Cm7 | / | | D/F#|")) == [
        ["Cm7@0", "F7@3"], ["Bb@0", "G7@4/3", "Cm7@8/3"], [], [], ["D/F#@0"],
    ]  # fmt: skip


def test_a_backslash_is_one_chord_over_another() -> None:
    assert sheet("C\\D |").bars[0].chords[0].chord.intervals != sheet("C/D |").bars[0].chords[0].chord.intervals


@pytest.mark.parametrize(
    ("word", "note"),
    [
        ("c4", Note(60, Fraction(1))),
        ("bb8", Note(70, Fraction(1, 2))),
        ("f#+4.", Note(78, Fraction(3, 2))),
        ("a-16", Note(57, Fraction(1, 4))),
        ("g8/3", Note(67, Fraction(1, 3))),
        ("r2+8", Note(None, Fraction(5, 2))),
        ("c++1+1", Note(84, Fraction(8))),
        ("c", None),
        ("c0", None),
        ("c4x", None),
    ],
)
def test_a_note_has_an_octave_and_a_length(word: str, note: Note | None) -> None:
    assert read_note(word) == note


def test_a_whole_sheet_is_read() -> None:
    chart = read_charts(Source((CASES / "quay.ls").read_bytes(), "quay.ls"))[0]
    assert (chart.title, chart.composer, chart.tempo_bpm, str(chart.meter)) == ("Quay Waltz", "Ann Example", 132, "3/4")
    assert chart.key == parse_key("Eb")
    assert [bar.section for bar in chart.bars if bar.section] == ["Section 1", "Section 2"]
    assert chart.bars[4].directions == ("ballad",)
    assert [part.name for part in chart.parts] == ["head", "chorus 2"]
    assert [(note.onset_quarters, note.pitch) for note in chart.bars[0].melody] == [
        (0, 67),
        (1, 72),
        (Fraction(3, 2), 74),
        (2, 75),
    ]


def test_what_is_not_acted_on_is_remarked() -> None:
    chart = sheet("(playback-transpose 2)(key 12)\nC | Xyz | D |\nh4 c")
    assert [(remark.line, remark.problem.split()[0]) for remark in chart.remarks if remark.line] == [
        (1, "(playback-transpose"), (1, "(key"), (2, chart.remarks[2].problem.split()[0]), (3, "'h4'"), (3, "'c'"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["(title x", "(" * 50_000, "(title x)", ")", "c1" + "+1" * 900_000, "c8 " * 60_000])
def test_what_cannot_be_played_is_refused(text: str) -> None:
    with pytest.raises(ChartError):
        sheet(text)


def test_empty_brackets_are_passed_over() -> None:
    assert len(sheet("() ( ) C |").bars) == 1
