"""Written time in a Guitar Pro score: grains, GRAINS to the quarter.

Every dotted or tupleted value down to a 256th is a whole number of them (tuplets of 3, 5, 7, 9, 11 and 13), and adding
whole numbers is what makes reading fast. Another tuplet gives Fractions of grains, which are just as exact.
"""

from fractions import Fraction
from functools import lru_cache

from houseband.music.meter import Meter

GRAINS = 256 * 9 * 5 * 7 * 11 * 13
Grains = int | Fraction


@lru_cache(maxsize=50_000)
def quarters(grains: Grains) -> Fraction:
    """A time or length in quarters."""
    return Fraction(grains) / GRAINS


def whole(grains: Fraction) -> Grains:
    """The same as an integer, if it is one."""
    return grains.numerator if grains.denominator == 1 else grains


def bar_grains(meter: Meter) -> int:
    """The length of a full bar."""
    return meter.count * 4 * GRAINS // meter.unit
