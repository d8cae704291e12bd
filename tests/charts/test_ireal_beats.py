"""Which beat a cell is, in every meter of iReal Pro, and which cell a beat."""

from fractions import Fraction
from itertools import combinations

import pytest

from houseband.charts.ireal.beats import cells_for, grids, on_the_grid, spacing
from houseband.charts.ireal.fit import METERS
from houseband.music.meter import meter, parse_meter


def beats(cells: str, of: str, small: str = "") -> str:
    """The onsets of the letters in ``cells``, in quarters; those of ``small`` are in small print."""
    starts = [i for i, cell in enumerate(cells) if cell.isalpha()]
    spaced = spacing(starts, len(cells), parse_meter(of), [i for i in starts if cells[i] in small])
    return " ".join(f"{float(onset):g}" for onset in spaced.onsets[-len(starts) :])


@pytest.mark.parametrize(
    ("of", "cells", "onsets"),
    [
        ("4/4", "C...", "0"), ("4/4", "C.D.", "0 2"), ("4/4", "C..D", "0 3"), ("4/4", "CDEF", "0 1 2 3"),
        ("4/4", "..D.", "2"), ("4/4", "CD", "0 2"), ("4/4", "C.D", "0 3"), ("4/4", "CDE", "0 2 3"),
        ("4/4", "C...D...", "0 2"), ("4/4", "C.....DE", "0 2 3"), ("4/4", "CDEFG", "0 1 2 3 3.5"),
        ("4/4", "C.DEFGAB", "0 1 1.5 2 2.5 3 3.5"),
        ("3/4", "C.D.", "0 1.5"), ("3/4", "C..D", "0 2"), ("3/4", "CD..", "0 1"), ("3/4", "C.D", "0 2"),
        ("3/4", "CDE", "0 1 2"), ("3/4", "CDE.", "0 1 2"), ("3/4", "C.DE", "0 1 2"),
        ("2/4", "C.D.", "0 1"), ("2/2", "C.D.", "0 2"), ("2/2", "C.DE", "0 2 3"), ("3/2", "C.D.", "0 3"),
        ("5/4", "C.D.", "0 3"), ("5/4", "C.D", "0 3"), ("5/4", "C..D", "0 4"), ("6/4", "C.D.", "0 3"),
        ("7/4", "C.D.", "0 4"), ("6/8", "C.D.", "0 1.5"), ("6/8", "CDE.", "0 1 2"), ("6/8", "C....D", "0 2.5"),
        ("9/8", "C.D.", "0 3"), ("9/8", "CDE", "0 1.5 3"), ("12/8", "C.D.", "0 3"), ("12/8", "CDEF", "0 1.5 3 4.5"),
        ("5/8", "C.D.", "0 1.5"), ("7/8", "C.D.", "0 2"), ("3/8", "C.D.", "0 1"),
    ],
)  # fmt: skip
def test_cells_say_when_chords_sound(of: str, cells: str, onsets: str) -> None:
    assert beats(cells, of) == onsets


@pytest.mark.parametrize(
    ("cells", "small", "onsets"),
    [("C.D", "D", "0 3"), ("CD", "D", "0 3"), ("CD", "C", "0 1"), ("CD", "CD", "0 2"), ("C.DE", "DE", "0 2 3")],
)
def test_a_chord_in_small_print_keeps_its_one_beat(cells: str, small: str, onsets: str) -> None:
    """ireal-musicxml's issue 54: a small chord comes on the last beat."""
    assert beats(cells, "4/4", small) == onsets


@pytest.mark.parametrize("of", METERS, ids=str)
def test_every_way_to_divide_a_bar_into_beats_has_its_cells(of: object) -> None:
    held = next(known for known in METERS if known is of)
    for beats_, unit in grids(held):
        for count in range(min(beats_, 5)):
            for places in combinations(range(1, beats_), count):
                onsets = tuple(unit * place for place in (0, *places))
                found = cells_for(onsets, held)
                assert found is not None, onsets
                starts, width = found
                assert spacing(starts, width, held).onsets == onsets


@pytest.mark.parametrize("of", METERS, ids=str)
def test_what_is_off_the_beat_goes_to_the_nearest_in_order_and_apart(of: object) -> None:
    held = next(known for known in METERS if known is of)
    unit = grids(held)[-1][1]
    for count in range(1, 2 * grids(held)[-1][0] + 3):
        onsets = [held.quarters * i / (count + 1) + Fraction(1, 7) for i in range(count)]
        placed = on_the_grid(onsets, held)
        assert list(placed) == sorted(set(placed))
        assert 0 <= placed[0] <= placed[-1] < held.quarters
        whole = placed if placed[0] == 0 else (Fraction(0), *placed)
        assert cells_for(whole, held) or count > 2 * grids(held)[-1][0]
        if count == 1:
            assert abs(placed[0] - onsets[0]) <= unit / 2


def test_a_cell_without_a_chord_has_its_beat_too() -> None:
    common = meter(4, 4)
    assert [spacing([0], 4, common).at(cell) for cell in range(4)] == [0, 1, 2, 3]
    assert [spacing([0, 3], 4, common).at(cell) for cell in range(4)] == [0, 1, 2, 3]
    assert [spacing([0, 2], 4, meter(3, 4)).at(cell) for cell in (0, 2)] == [0, Fraction(3, 2)]
    assert [spacing([0, 2], 4, common).sounding(cell) for cell in range(4)] == [0, 0, 2, 2]
