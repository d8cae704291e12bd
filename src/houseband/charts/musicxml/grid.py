"""Written time in whole ticks, while a score is read: exact like Fractions, and many times as fast to add and compare.

A score's ticks to the quarter are the least number that its ``<divisions>`` all divide, times 10,080, so that tuplets
written without exact divisions fall on them too. Fractions of a quarter are made at the end, once for each length.
"""

import math
import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

MOST_TICKS = 10**15  # to the quarter; beyond it (no real score) lengths are rounded to a tick
LONGEST_QUARTERS = 1000  # of a note, a rest or a bar without a meter


class Grid(dict[int, Fraction]):
    """Quarters by ticks: ``grid[ticks]`` is a Fraction, made once."""

    def __init__(self, divisions: Iterable[str | None] = ()) -> None:
        super().__init__()
        self.per_quarter = 10_080
        for text in set(divisions):
            finer = math.lcm(self.per_quarter, max(1, number(text).numerator))
            if finer <= MOST_TICKS:
                self.per_quarter = finer
        self.longest = LONGEST_QUARTERS * self.per_quarter

    def __missing__(self, ticks: int) -> Fraction:
        quarters = self[ticks] = Fraction(ticks, self.per_quarter)
        return quarters

    def ticks(self, quarters: Fraction) -> int:
        """The nearest whole number of ticks."""
        return round(quarters * self.per_quarter)


class Durations(dict[str | None, int]):
    """Ticks by the text of a ``<duration>``, in the divisions in force."""

    def __init__(self, grid: Grid, divisions: Fraction) -> None:
        super().__init__()
        self.grid = grid
        self.divisions = divisions

    def __missing__(self, text: str | None) -> int:
        ticks = self[text] = self.grid.ticks(number(text) / self.divisions)
        return ticks


@lru_cache(maxsize=4096)
def number(text: str | None) -> Fraction:
    """A number written as an integer or a decimal; 0 for what is none."""
    text = (text or "").strip()
    if not re.fullmatch(r"[+-]?[0-9]{1,12}(\.[0-9]{0,12})?", text):
        return Fraction(0)
    return Fraction(text)
