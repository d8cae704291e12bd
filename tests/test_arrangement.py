"""From a chart to the bars as they sound."""

import itertools
from dataclasses import replace
from fractions import Fraction

import pytest

from houseband.arrangement import arrange
from houseband.charts.chart import Bar, Chart, ChordChange, MelodyNote
from houseband.charts.conventions import Conventions
from houseband.charts.symbol import parse_symbol
from houseband.errors import ChartError
from houseband.music.key import Key, parse_key
from houseband.music.meter import meter
from houseband.styles.choose import find_style
from roadmaps import roadmap
from tunes import BLUES, tune


def symbols(arrangement: object) -> list[str]:
    return [span.symbol for bar in arrangement.bars for span in bar.spans if span.is_new]  # type: ignore[attr-defined]


def test_bars_follow_one_another_without_gap_in_ticks_and_seconds() -> None:
    bars = arrange(tune(BLUES, tempo_bpm=133), choruses=3).bars
    for bar, following in itertools.pairwise(bars):
        assert following.onset_ticks == bar.onset_ticks + bar.duration_ticks
        assert following.onset_seconds == pytest.approx(bar.onset_seconds + bar.duration_seconds)
        assert next(span.onset_ticks for span in bar.spans) == 0
        assert sum(span.duration_ticks for span in bar.spans) == bar.duration_ticks


def test_a_chart_that_stops_on_the_dominant_gets_a_bar_of_the_tonic_to_end_on() -> None:
    arrangement = arrange(tune(BLUES))
    assert len(arrangement.bars) == 13
    assert symbols(arrangement)[-3:] == ["Dm7", "G7", "C"]
    assert any("tonic is added" in remark.problem for remark in arrangement.remarks)
    assert arrange(tune("| C | F | G7 | C |")).bars[-1].written == 3


def test_a_key_wish_transposes_chords_and_melody_by_the_shortest_way() -> None:
    arrangement = arrange(tune("| C | F | G7/B | C |"), key=parse_key("Bb"))
    assert symbols(arrangement) == ["Bb", "Eb", "F7/A", "Bb"]
    assert arrangement.key == Key("Bb")


def test_a_minor_key_for_a_major_chart_is_its_relative_and_said_so() -> None:
    arrangement = arrange(tune("| C | F | G7 | C |"), key=parse_key("Em"))
    assert arrangement.key == Key("G")
    assert any("relative" in remark.problem for remark in arrangement.remarks)


def test_a_letter_alone_for_a_minor_chart_is_that_minor_key() -> None:
    arrangement = arrange(tune("| Am | Dm | E7 | Am |", key="Am"), key=parse_key("E"))
    assert arrangement.key == Key("E", "minor")
    assert symbols(arrangement) == ["Em", "Am", "B7", "Em"]


def test_a_chord_goes_on_over_the_bar_line_and_a_second_ending_goes_on_from_before_the_first() -> None:
    chart = tune("|: C | G | 1. Am :| 2. | F |")
    bars = tuple(
        Bar(i + 1, meter(4, 4), Fraction(4), chords=(_change(s),) if s else (), **signs)  # type: ignore[arg-type]
        for i, (s, signs) in enumerate(
            [
                ("C", {"repeat_start": True}),
                ("", {}),
                ("Am", {"endings": (1,), "repeat_count": 2}),
                ("", {"endings": (2,)}),
            ]
        )
    )
    bars_as_they_sound = arrange(Chart(chart.title, bars, "text", key=Key("C"))).bars
    assert [bar.spans[0].symbol for bar in bars_as_they_sound] == ["C", "C", "Am", "C", "C", "C"]


def _change(symbol: str) -> ChordChange:
    return ChordChange(Fraction(0), symbol, parse_symbol(symbol).chord)


def test_a_pickup_is_played_once_more_inside_the_last_bar_of_a_chorus() -> None:
    pickup = Bar(0, meter(4, 4), Fraction(1), melody=(MelodyNote(Fraction(0), Fraction(1), 67),))
    full = Bar(1, meter(4, 4), Fraction(4), (_change("C"),), melody=(MelodyNote(Fraction(0), Fraction(2), 72),))
    bars = arrange(Chart("", (pickup, full), "text", key=Key("C")), choruses=2).bars
    assert [bar.duration_ticks // 10_080 for bar in bars] == [1, 4, 4]
    assert [(n.onset_ticks // 10_080, n.pitch) for n in bars[1].melody] == [(0, 72), (3, 67)]
    assert [n.pitch for n in bars[2].melody] == [72]


def test_a_tempo_mark_inside_keeps_its_proportion_when_another_tempo_is_asked_for() -> None:
    bars = (
        Bar(1, meter(4, 4), Fraction(4), (_change("C"),)),
        Bar(2, meter(4, 4), Fraction(4), tempo_bpm=60.0),
        Bar(3, meter(6, 8), Fraction(3)),
    )
    chart = Chart("", bars, "text", key=Key("C"), tempo_bpm=120.0)
    assert [bar.tempo_bpm for bar in arrange(chart).bars] == pytest.approx([120, 60, 40])
    assert [bar.tempo_bpm for bar in arrange(chart, tempo_bpm=60).bars] == pytest.approx([60, 30, 20])


def test_the_band_is_who_was_asked_for_in_listening_order() -> None:
    def players(**wishes: object) -> list[str]:
        return [chair.player for chair in arrange(tune(BLUES), **wishes).line_up]  # type: ignore[arg-type]

    assert players() == ["drums", "bass", "guitar", "keys"]
    assert players(band=["keys", "bass"]) == ["bass", "keys"]
    assert players(without=["drums"]) == ["bass", "guitar", "keys"]
    with pytest.raises(ChartError, match="nobody here plays 'tuba'"):
        players(band=["tuba"])
    with pytest.raises(ChartError, match="nobody is left"):
        players(band=["bass"], without=["bass"])


def test_a_count_in_is_one_bar_of_sticks_less_the_pickup() -> None:
    arrangement = arrange(tune("| C | F |"), find_style("rock"), count_in=True)
    assert arrangement.bars[0].role == "count-in"
    assert arrangement.bars[1].onset_ticks == 4 * 10_080


@pytest.mark.parametrize(
    ("wish", "problem"),
    [
        ({"tempo_bpm": 0}, "at 0 bpm"),
        ({"choruses": 0}, "0 choruses"),
        ({"tempo_bpm": 5}, "nobody plays at 5 bpm"),
        ({"choruses": 5000}, "too many"),
    ],
)
def test_what_nobody_can_play_is_refused(wish: dict[str, float], problem: str) -> None:
    with pytest.raises(ChartError, match=problem):
        arrange(tune(BLUES), **wish)  # type: ignore[arg-type]


def test_a_chart_with_nothing_to_play_is_refused() -> None:
    with pytest.raises(ChartError, match="neither chords nor melody"):
        arrange(Chart("Empty", (Bar(1, meter(4, 4), Fraction(4)),), "text"))


def test_the_form_is_told_as_it_is_played() -> None:
    chart = tune("[A]\n| C | F | C | G7 |\n[B]\n| F | C | G7 | C |")
    assert arrange(chart).form_text == "A B"
    assert arrange(chart, choruses=2).form_text == "(A B) ×2"
    assert arrange(tune(BLUES), choruses=3).form_text == "12 bars ×3 + 1"


def test_the_introduction_is_played_once_and_the_coda_in_the_last_chorus() -> None:
    chart = roadmap("<Intro> a <A> b >O c O d")
    arrangement = arrange(chart, choruses=3)
    assert [bar.written for bar in arrangement.bars] == [0, 1, 2, 1, 2, 1, 3]
    assert [bar.chorus for bar in arrangement.bars] == [0, 0, 0, 1, 1, 2, 2]
    assert arrangement.form_text == "Intro A · A · A Coda"
    assert arrange(chart, choruses=4).form_text == "Intro A · A ×2 · A Coda"
    assert [bar.written for bar in arrange(chart).bars] == [0, 1, 3]
    assert [bar.section for bar in arrange(chart).bars] == ["Intro", "A", "Coda"]


def test_the_pickup_of_the_next_chorus_is_played_in_the_last_bar_before_it_and_not_before_the_coda() -> None:
    chart = roadmap("a=1 b c O d")
    note = MelodyNote(Fraction(0), Fraction(1), 67)
    chart = replace(chart, bars=(replace(chart.bars[0], melody=(note,)), *chart.bars[1:]))
    bars = arrange(chart, choruses=2).bars
    assert [bar.written for bar in bars] == [0, 1, 2, 1, 2, 3]
    assert [len(bar.melody) for bar in bars] == [1, 0, 1, 0, 0, 0]


def test_repeats_after_a_jump_and_the_length_of_a_vamp_can_be_asked_for() -> None:
    chart = roadmap("|: a :|open b Fine c DCF")
    asked = Conventions(repeats_after_jump=True, vamp_passes=2)
    assert [bar.written for bar in arrange(chart).bars] == [0, 0, 0, 0, 1, 2, 0, 1]
    assert [bar.written for bar in arrange(chart, conventions=asked).bars] == [0, 0, 1, 2, 0, 0, 1]


def test_the_band_sees_two_bars_ahead() -> None:
    bars = arrange(tune("| C | F | G7 | C |")).bars
    assert [(span.symbol, span.onset_ticks // 10_080) for span in bars[0].ahead] == [("F", 4), ("G7", 8)]
    assert bars[-1].ahead == ()


def test_a_written_fine_is_the_end_whatever_its_chord() -> None:
    bars = arrange(tune("| C | G7 Fine |\n| F | C | D.C. al Fine")).bars
    assert [bar.spans[0].symbol for bar in bars] == ["C", "G7", "F", "C", "C", "G7"]


def test_a_count_in_without_a_drummer_is_remarked_on() -> None:
    remarks = arrange(tune("| C |"), count_in=True, without=["drums"]).remarks
    assert any("nobody counts in" in remark.problem for remark in remarks)
