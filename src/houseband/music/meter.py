"""Meters: how long a bar is, where a foot taps, and how an uneven bar is grouped.

A *beat* is what a foot taps: a quarter in 4/4, a dotted quarter in 6/8, a half in 2/2. Everywhere else the unit is the
quarter note. The default groups of uneven meters are the commonest in the repertoire (5/8 and 5/4 as 3+2, 7/8 as
2+2+3; see Gardner Read, Music Notation, 2nd ed., ch. 10, on composite meters); a chart that spells them out
(``3+2+2/8``) is obeyed.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

# Uneven numerators, for units of an eighth or shorter: how they are usually felt.
EIGHTH_GROUPS = {
    1: (1,), 2: (2,), 3: (3,), 4: (2, 2), 5: (3, 2), 6: (3, 3), 7: (2, 2, 3), 8: (3, 3, 2), 9: (3, 3, 3),
    10: (3, 2, 2, 3), 11: (3, 3, 3, 2), 12: (3, 3, 3, 3), 13: (3, 3, 3, 2, 2),
}  # fmt: skip
# Numerators over quarters or halves: each unit is a beat, and these are the groups that carry the accents.
QUARTER_GROUPS = {
    1: (1,), 2: (2,), 3: (3,), 4: (4,), 5: (3, 2), 6: (3, 3), 7: (4, 3), 8: (4, 4), 9: (3, 3, 3), 10: (3, 2, 3, 2),
    11: (4, 4, 3), 12: (4, 4, 4), 13: (4, 4, 3, 2),
}  # fmt: skip
_METER = re.compile(r"\s*(\d{1,2}(?:\+\d{1,2})*)\s*/\s*(\d{1,2})\s*")
_NAMED = {"C": "4/4", "C|": "2/2", "common": "4/4", "cut": "2/2"}


@dataclass(frozen=True, slots=True)
class Meter:
    """A time signature. ``groups`` are counts of its unit that add up to ``count``."""

    count: int
    """The upper number."""
    unit: int
    """The lower number: 1, 2, 4, 8, 16 or 32."""
    groups: tuple[int, ...]
    """How the bar is felt: (3, 2) for 5/4; counts of the unit."""

    def __post_init__(self) -> None:
        if self.unit not in (1, 2, 4, 8, 16, 32):
            raise ValueError(f"no such note value: 1/{self.unit}")
        if self.count < 1 or sum(self.groups) != self.count or min(self.groups) < 1:
            raise ValueError(f"groups {self.groups} do not fill {self.count}/{self.unit}")

    @property
    def quarters(self) -> Fraction:
        """The length of a full bar in quarters."""
        return _quarters(self.count, self.unit)

    @property
    def unit_quarters(self) -> Fraction:
        """The length of the lower number's note in quarters."""
        return _quarters(1, self.unit)

    @property
    def is_compound(self) -> bool:
        """Whether every beat divides in three (6/8, 9/8, 12/8, and 3/8 in one)."""
        return self.unit >= 8 and self.count % 3 == 0 and set(self.groups) == {3}

    @property
    def beat_quarters(self) -> Fraction:
        """The note that tempo marks count, in quarters: dotted in compound meters, a half in x/2, else a quarter."""
        if self.is_compound:
            return _quarters(3, self.unit)
        return _quarters(1, self.unit if self.unit <= 4 else 4)

    @property
    def beats(self) -> tuple[Fraction, ...]:
        """Where a foot taps, in quarters from the bar line: every unit of x/4, the first of every group of x/8."""
        if self.unit <= 4:
            return _onsets((1,) * self.count, self.unit)
        return self.group_onsets

    @property
    def group_onsets(self) -> tuple[Fraction, ...]:
        """Where the groups begin, in quarters from the bar line."""
        return _onsets(self.groups, self.unit)

    def __str__(self) -> str:
        return f"{self.count}/{self.unit}"


@lru_cache(maxsize=256)
def _quarters(count: int, unit: int) -> Fraction:
    """So many notes of 1/``unit`` in quarters; readers ask for it at every chord."""
    return Fraction(4 * count, unit)


@lru_cache(maxsize=256)
def _onsets(groups: tuple[int, ...], unit: int) -> tuple[Fraction, ...]:
    """Where groups of so many notes of 1/``unit`` begin, in quarters."""
    return tuple(_quarters(sum(groups[:i]), unit) for i in range(len(groups)))


def meter(count: int, unit: int) -> Meter:
    """The meter ``count``/``unit`` with its usual groups."""
    table = QUARTER_GROUPS if unit <= 4 else EIGHTH_GROUPS
    groups = table.get(count) or (2,) * (count // 2 - count % 2) + (3,) * (count % 2)
    return Meter(count, unit, groups)


def parse_meter(text: str) -> Meter:
    """The meter that ``4/4``, ``6/8``, ``3+2/8``, ``C`` or ``C|`` names. Raises ValueError if it names none."""
    found = _METER.fullmatch(_NAMED.get(text.strip(), text))
    if not found:
        raise ValueError(f"not a meter: {text!r}")
    parts = tuple(int(part) for part in found[1].split("+"))
    unit = int(found[2])
    if not 1 <= sum(parts) <= 64:
        raise ValueError(f"not a meter: {text!r}")
    return Meter(sum(parts), unit, parts) if len(parts) > 1 else meter(parts[0], unit)


COMMON_TIME = meter(4, 4)
