"""How singers count lines whose words carry no durations."""

import re
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houseband.charts.draft import middle, place, share
from houseband.charts.lyricline import LyricLine, bars_of_lines, line_of_fragments, places_in_bars, syllables
from houseband.music.meter import Meter, parse_meter

FOUR, THREE, SIX_EIGHT = parse_meter("4/4"), parse_meter("3/4"), parse_meter("6/8")


def lay_out(line: LyricLine, bars: int, meter: Meter, chord_sounds: bool = True) -> tuple[Fraction, ...]:
    """Onsets of the line's chords in quarters from its first bar line."""
    return tuple(meter.quarters * bar + onset for bar, onset in places_in_bars(line, bars, meter, chord_sounds))


def sung(text: str) -> LyricLine:
    """The line ``[G]Silent [C]night``."""
    return line_of_fragments(re.split(r"\[[^\]]*\]", text))


def counted(text: str, meter: Meter = FOUR, bars: int | None = None) -> list[tuple[int, float]]:
    """Bar (from 1) and beat (from 1, in the meter's unit) of every chord of a line."""
    line = sung(text)
    bars = bars or bars_of_lines([line], meter)[0]
    onsets = lay_out(line, bars, meter)
    return [(int(o // meter.quarters) + 1, float(o % meter.quarters / meter.unit_quarters) + 1) for o in onsets]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("silent", 2), ("night", 1), ("Jesus", 2), ("little", 2), ("looked", 1), ("wanted", 2), ("comes", 1),
        ("heavenly", 3), ("joyous", 2), ("eyes", 1), ("playing", 2), ("people", 2), ("re", 1), ("heav'n", 1),
        ("Schläft", 1), ("été", 2), ("Hmm", 1), ("", 0), ("東京", 2), ("Away in a manger, no crib for a bed", 11),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_sung(words: str, count: int) -> None:
    assert syllables(words) == count


@pytest.mark.parametrize(
    ("line", "meter", "bars"),
    [
        ("[C]Down the [F]empty [C]road I [G]go", FOUR, 4),
        ("[C]Down the empty [G]road", FOUR, 2),
        ("[C]Down the [F]empty [C]road", FOUR, 4),
        ("[G]Silent night, holy night!", THREE, 4),
        ("[D]Away in a manger, no [G]crib for a [D]bed,", THREE, 4),
        ("[C]A [D]b [E]c [F]d [G]e [A]f [B]g", FOUR, 4),
        ("[C] [D] [E]", FOUR, 3),
    ],
)
def test_a_line_takes_the_bars_a_singer_gives_it(line: str, meter: Meter, bars: int) -> None:
    assert bars_of_lines([sung(line)], meter) == (bars,)


def test_lines_of_like_length_in_a_stanza_take_the_same_bars() -> None:
    lines = [sung("[D]Let [G]earth re[A]ceive her [D]King"), sung("And [D]heaven and nature sing")]
    assert bars_of_lines(lines, FOUR) == (4, 4)


def test_a_bar_of_six_four_counts_as_two_of_three() -> None:
    assert bars_of_lines([sung("It [G]came up[C]on the [G]midnight clear")], parse_meter("6/4")) == (2,)


def test_the_last_chord_of_three_is_held() -> None:
    assert counted("how [D]still we [A7]see thee [D]lie!") == [(1, 1), (2, 1), (3, 1)]


def test_chords_that_crowd_share_a_bar() -> None:
    assert counted("[D]Joy to the world! the [D/A]Lord [A]is [D]come;") == [(1, 1), (3, 1), (3, 3), (4, 1)]


def test_in_three_four_a_crowded_chord_takes_the_last_beat() -> None:
    line = "And [A7]stay by my [D]cradle till [Em]morning [A7]is [D]nigh."
    assert counted(line, THREE) == [(1, 1), (2, 1), (3, 1), (3, 3), (4, 1)]


def test_a_pickup_comes_before_the_bar_line() -> None:
    assert counted("A[G]mazing grace how [C]sweet the [G]sound", THREE)[0] == (1, 1)


def test_many_words_before_the_first_chord_are_sung_to_the_chord_before() -> None:
    assert counted("Shall come to Thee, O [Am]Is[D]ra[Em]el")[0] == (3, 1)


def test_with_nothing_sounding_the_first_chord_is_at_the_first_bar_line() -> None:
    assert lay_out(sung("Shall come to Thee, O [Am]Is[D]rael"), 4, FOUR, chord_sounds=False)[0] == 0


@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=60),
    st.integers(0, 30),
    st.sampled_from(["2/4", "3/4", "4/4", "5/4", "6/8", "7/8", "12/8", "2/2", "6/4"]),
    st.booleans(),
)
def test_chords_rise_and_stay_in_even_bars(gaps: list[int], lead: int, name: str, chord_sounds: bool) -> None:
    meter = parse_meter(name)
    line = line_of_fragments(["la " * lead, *("la " * gap for gap in gaps[:-1]), "la " * (gaps[-1] + 1)])
    (bars,) = bars_of_lines([line], meter)
    onsets = lay_out(line, bars, meter, chord_sounds)
    assert bars % 2 == 0
    assert len(onsets) == len(gaps)
    assert all(a < b for a, b in pairwise(onsets))
    assert onsets[0] % meter.quarters == 0
    assert onsets[-1] < bars * meter.quarters


@pytest.mark.parametrize(
    ("count", "meter", "onsets"),
    [
        (1, "4/4", [0]), (2, "4/4", [0, 2]), (3, "4/4", [0, 2, 3]), (4, "4/4", [0, 1, 2, 3]), (2, "3/4", [0, 2]),
        (3, "3/4", [0, 1, 2]), (2, "5/4", [0, 3]), (2, "6/8", [0, 1.5]), (8, "4/4", [i / 2 for i in range(8)]),
        (2, "2/2", [0, 2]), (2, "2/4", [0, 1]),
    ],
)  # fmt: skip
def test_chords_share_a_bar_as_a_band_would_agree(count: int, meter: str, onsets: list[float]) -> None:
    assert list(map(float, share(count, parse_meter(meter)))) == onsets


@pytest.mark.parametrize(
    ("cells", "width", "meter", "onsets"),
    [
        ([0, 2], 4, "4/4", [0, 2]), ([0, 3], 4, "4/4", [0, 3]), ([0, 1], 2, "4/4", [0, 2]), ([0, 2], 4, "3/4", [0, 2]),
        ([0, 1, 2], 4, "3/4", [0, 1, 2]), ([0, 2, 3], 4, "12/8", [0, 3, 4.5]), ([0, 2], 4, "6/8", [0, 1.5]),
        ([0, 3], 6, "6/8", [0, 1.5]), ([0, 2], 4, "5/4", [0, 3]), ([0, 5], 8, "4/4", [0, 2.5]),
    ],
)  # fmt: skip
def test_cells_are_beats_where_there_is_one_a_beat(
    cells: list[int], width: int, meter: str, onsets: list[float]
) -> None:
    assert list(map(float, place(cells, width, parse_meter(meter)))) == onsets


@given(
    st.sets(st.integers(0, 15), min_size=1),
    st.integers(1, 16),
    st.sampled_from(["2/4", "3/4", "4/4", "5/8", "6/8", "7/4"]),
)
def test_placed_chords_rise_within_the_bar(cells: set[int], width: int, name: str) -> None:
    meter, inside = parse_meter(name), sorted(cell for cell in cells if cell < width)
    onsets = place(inside, width, meter)
    assert all(a < b for a, b in pairwise(onsets))
    assert all(0 <= onset < meter.quarters for onset in onsets)
    assert middle(meter) < meter.quarters
    assert isinstance(middle(meter), Fraction)
