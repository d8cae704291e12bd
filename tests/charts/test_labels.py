"""Labels of recordings: Billboard, Rock Corpus, .lab and JAMS."""

import json
import re
from fractions import Fraction
from typing import Any

import pytest

from corpora import corpus, needs_corpora
from houseband.charts.chart import Bar, Chart
from houseband.charts.form import unfold
from houseband.charts.formats import find_format, read_charts
from houseband.charts.labels.timed import likely_beat_seconds
from houseband.charts.source import Source
from houseband.errors import ChartError
from houseband.music.key import Key


def chart_of(text: str, name: str) -> Chart:
    (chart,) = read_charts(Source(text.encode(), name))
    return chart


def shown(bar: Bar) -> str:
    return " ".join(f"{c.symbol}@{float(c.onset_quarters):g}" for c in bar.chords)


def bars(chart: Chart) -> list[str]:
    return [shown(bar) for bar in chart.bars]


BILLBOARD = """# title: T
# artist: A
# metre: 4/4
# tonic: Eb

0.0\tsilence
1.0\tA, intro, | E:maj | A:maj B:7 |, (guitar
5.0\tB, verse, | E:maj . . F#:min | (2/4) G:maj | * | &pause | x2, guitar), fadeout
19.0\t| C:maj . . . | N |
22.5\tZ, applause
30.0\tend
"""


def test_billboard_bars_are_read_with_their_beats_metres_and_sections() -> None:
    chart = chart_of(BILLBOARD, "a.txt")
    assert (chart.format, chart.title, chart.credits, chart.key) == ("billboard", "T", (("artist", "A"),), Key("Eb"))
    assert bars(chart) == [
        "E:maj@0", "A:maj@0 B:7@2", "E:maj@0 F#:min@3", "G:maj@0", "", "", "C:maj@0", "N.C.@0",
    ]  # fmt: skip
    assert [bar.section for bar in chart.bars] == ["Intro", None, "Verse", None, None, None, None, None]
    assert [bar.duration_quarters for bar in chart.bars] == [4, 4, 4, 2, 4, 4, 4, 4]
    assert chart.bars[0].directions == ("guitar",)
    assert chart.bars[2].directions == ("fade out",)
    assert chart.bars[5].fermatas == (Fraction(0),)


def test_a_billboard_line_that_sounds_twice_is_a_repeat() -> None:
    chart = chart_of(BILLBOARD, "a.txt")
    assert (chart.bars[2].repeat_start, chart.bars[5].repeat_count) == (True, 2)
    assert unfold(chart).order == (0, 1, 2, 3, 4, 5, 2, 3, 4, 5, 6, 7)


def test_the_tempo_of_a_recording_is_the_median_of_its_lines() -> None:
    # Lines of 8, 28 and 8 quarters in 4, 14 and 3.5 s: 120, 120 and 137 bpm.
    assert chart_of(BILLBOARD, "a.txt").tempo_bpm == 120


def test_a_billboard_chord_that_is_none_is_remarked_at_its_place() -> None:
    chart = chart_of("# title: T\n# metre: 4/4\n1.0\tA, verse, | C:maj | Q:maj |\n2.0\tend\n", "a.txt")
    (remark,) = chart.remarks
    assert (remark.line, remark.column) == (3, 25)


def test_an_annotation_without_chords_is_refused() -> None:
    with pytest.raises(ChartError, match="no chords found in 'T'"):
        chart_of("# title: T\n# metre: 4/4\n1.0\tsilence\n2.0\tend\n", "a.txt")


ROCK = """% Proud Title  % more
Vr: I |*3 vi . . V6 | | R |
S: [D] $Vr [2/4] $Vr*2 [Bb] IV V | % the end
"""


def test_rules_are_written_out_with_their_names_as_sections() -> None:
    chart = chart_of(ROCK, "a.har")
    assert (chart.format, chart.title, chart.key) == ("rock corpus", "Proud Title  % more", Key("D"))
    assert bars(chart)[:6] == ["I@0", "I@0", "I@0", "vi@0 V6@3", "", "N.C.@0"]
    assert [(i, bar.section) for i, bar in enumerate(chart.bars) if bar.section] == [
        (0, "Verse"), (6, "Verse"), (12, "Verse"),
    ]  # fmt: skip
    assert [str(bar.meter) for bar in chart.bars][5:7] == ["4/4", "2/4"]
    assert shown(chart.bars[9]) == "vi@0 V6@1.5"


def test_numerals_are_chords_of_the_tonic_in_force() -> None:
    chart = chart_of(ROCK, "a.har")
    roots = [[(change.chord.root, change.chord.bass) for change in bar.chords] for bar in chart.bars]
    assert roots[0] == [(2, 2)]
    assert roots[3] == [(11, 11), (9, 1)]
    assert roots[-1] == [(3, 3), (5, 5)]
    assert chart.bars[-1].key == Key("Bb")


def test_a_song_whose_tonic_is_mostly_minor_is_in_minor() -> None:
    assert chart_of("S: [E] i | i | I | V |\n", "a.har").key == Key("E", "minor")


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ("Vr: I |\n", "no rule S", 1),
        ("Vr: I |\nS: $Ch |\n", "no rule 'Ch'", 2),
        ("A: $B |\nB: $A |\nS: $A\n", "calls itself", 2),
        ("A: I | I | I | I | I |\nB: $A*99 $A*99\nS: $B*999\n", "too long", 1),
    ],
)
def test_rules_that_cannot_be_played_are_refused_with_their_line(text: str, problem: str, line: int) -> None:
    with pytest.raises(ChartError, match=problem) as caught:
        chart_of(text, "a.har")
    assert caught.value.line == line


def lab(*rows: tuple[float, float, str]) -> str:
    return "".join(f"{a:.3f}\t{b:.3f}\t{label}\n" for a, b, label in rows)


def test_labels_by_the_second_become_bars_at_the_likeliest_tempo() -> None:
    text = lab((0, 2, "N"), (2, 4.01, "C:maj"), (4.01, 4.99, "A:min7"), (4.99, 6, "G:7"), (6, 8, "C:maj"))
    chart = chart_of(text, "a.lab")
    assert bars(chart) == ["N.C.@0", "C:maj@0", "A:min7@0 G:7@2", "C:maj@0"]
    assert chart.tempo_bpm == pytest.approx(120, rel=0.02)
    assert any("is guessed" in remark.problem for remark in chart.remarks)


@pytest.mark.parametrize("bpm", [72, 95, 120, 144])
def test_the_beat_is_found_through_unsteady_playing(bpm: int) -> None:
    late = [0.02, -0.03, 0.01, 0.025, -0.015, 0.0, -0.02, 0.03]
    lengths = [beats * 60 / bpm + late[i % 8] for i, beats in enumerate([4, 4, 2, 2, 4, 3, 1, 4, 4, 2, 2, 8])]
    assert 60 / likely_beat_seconds(lengths) == pytest.approx(bpm, rel=0.03)


def test_a_line_that_is_no_label_is_remarked_on() -> None:
    chart = chart_of("0 1 C:maj\nhello\n1 2 G:maj\n", "a.lab")
    assert [(r.line, r.problem) for r in chart.remarks if r.line] == [(2, "not a label")]


def jams(annotations: list[dict[str, Any]], **about: str) -> str:
    return json.dumps({"file_metadata": about, "annotations": annotations})


def rows(*values: tuple[float, float, Any]) -> list[dict[str, Any]]:
    return [{"time": time, "duration": duration, "value": value, "confidence": 1} for time, duration, value in values]


BEATS = {"namespace": "beat", "data": rows(*((0.5 + 0.6 * i, 0.0, i % 3 + 1) for i in range(13)))}


def test_jams_chords_fall_on_the_labelled_beats() -> None:
    chords = {"namespace": "chord", "data": rows((0.5, 1.8, "C:maj"), (2.31, 1.19, "F:maj"), (3.48, 0.6, "G:7"))}
    sections = {"namespace": "segment_open", "data": rows((0.5, 1.8, "verse"), (2.3, 2, "chorus"))}
    key = {"namespace": "key_mode", "data": rows((0, 9, "C:major"))}
    chart = chart_of(jams([chords, BEATS, sections, key], title="T", artist="A"), "a.jams")
    assert (chart.title, chart.credits, chart.key) == ("T", (("artist", "A"),), Key("C"))
    assert bars(chart)[:2] == ["C:maj@0", "F:maj@0 G:7@2"]
    assert str(chart.meter) == "3/4"
    assert chart.tempo_bpm == 100
    assert [bar.section for bar in chart.bars[:2]] == ["verse", "chorus"]


def test_older_jams_hold_lists_side_by_side() -> None:
    data = {"time": [0.0, 2.0], "duration": [2.0, 2.0], "value": ["C:maj", "G:7"], "confidence": [1, 1]}
    assert bars(chart_of(jams([{"namespace": "chord_harte", "data": data}]), "a.jams")) == ["C:maj@0", "G:7@0"]


def test_roman_numerals_in_jams_are_read_in_their_tonic() -> None:
    data = rows((0, 2, {"tonic": "D", "chord": "I"}), (2, 2, {"tonic": "D", "chord": "V7"}))
    chart = chart_of(jams([{"namespace": "chord_roman", "data": data}]), "a.jams")
    assert [change.chord.root for bar in chart.bars for change in bar.chords] == [2, 9]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "not valid JSON"), ("[]", "not a JAMS file"), ("{}", "not a JAMS file"),
        ('{"annotations": [1]}', "no chords"), ("[" * 100_000, "nested too deeply"),
        ('{"annotations": [{"namespace": "chord", "data": [{"time": "x"}]}]}', "no chords"),
        ('{"annotations": [{"namespace": "chord", "data": {"time": [1e999], "duration": [1], "value": ["C"]}}]}',
         "no chords"),
    ],
)  # fmt: skip
def test_what_is_no_jams_file_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ChartError, match=problem):
        chart_of(text, "a.jams")


@needs_corpora
def test_every_billboard_annotation_is_read_whole() -> None:
    paths = corpus("charts_billboard_cc0", ".txt")
    odd: list[str] = []
    for path in paths:
        source = Source(path.read_bytes(), path.name)
        assert find_format(source).name == "billboard"
        (chart,) = read_charts(source)
        odd += [f"{path.name}:{r.line}: {r.problem}" for r in chart.remarks if "left the harmony open" not in r.problem]
        written = sum(len(re.findall(r"\|(?=[^|\n]*\|)", line)) for line in source.text.split("\n"))
        assert len(chart.bars) == written, path.name
        assert chart.tempo_bpm, path.name
    assert len(paths) == 425
    assert odd == []


@needs_corpora
def test_every_song_of_the_rock_corpus_is_read_whole() -> None:
    odd: list[str] = []
    paths = corpus("charts_rs200_roman_ccby", ".har")
    for path in paths:
        (chart,) = read_charts(Source(path.read_bytes(), path.name))
        odd += [f"{path.name}:{r.line}: {r.problem}" for r in chart.remarks]
        assert all(c.onset_quarters < bar.duration_quarters for bar in chart.bars for c in bar.chords)
        assert chart.key is not None
        assert chart.title
    assert len(paths) == 190
    assert odd == []


def test_onsets_are_exact() -> None:
    chart = chart_of("S: [C] I IV V | I . IV . V . I |\n", "a.har")
    assert [c.onset_quarters for c in chart.bars[0].chords] == [0, Fraction(4, 3), Fraction(8, 3)]
    assert [c.onset_quarters for c in chart.bars[1].chords][1] == Fraction(8, 7)
