"""Metronome marks: a tempo, a relation to the tempo before (♪ = ♩), or a way to play eighths (♫ = triplet: swing)."""

import re
from dataclasses import dataclass
from fractions import Fraction
from xml.etree.ElementTree import Element

from houseband.charts.musicxml.grid import number

_PER_MINUTE = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,9})?")
_UNITS = {
    "long": Fraction(16), "breve": Fraction(8), "whole": Fraction(4), "half": Fraction(2), "quarter": Fraction(1),
    "eighth": Fraction(1, 2), "16th": Fraction(1, 4), "32nd": Fraction(1, 8), "64th": Fraction(1, 16),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    """A metric modulation: the new tempo in quarters is so many times the old one."""

    factor: Fraction


TempoMark = float | Relation
"""Quarters a minute, or how they change."""


def metronome(mark: Element) -> TempoMark | str | None:
    """What a ``<metronome>`` says: a tempo mark, or words such as "Swing"; None if it says nothing.

    Of two notes the left one is the old and the right one the new (Elaine Gould, Behind Bars, on metric modulation).
    """
    if mark.find("metronome-note") is not None:
        return _relation_of_groups(mark)
    sides: list[Fraction] = []
    dots = 0
    for child in mark:
        if child.tag == "beat-unit":
            unit = _UNITS.get((child.text or "").strip())
            if unit is None:
                return None
            sides.append(unit)
            dots = 0
        elif child.tag == "beat-unit-dot" and sides:
            dots += 1
            if dots < 5:  # the first dot makes 3/2 of it, the second 7/6 of that
                sides[-1] *= (2 - Fraction(1, 2**dots)) / (2 - Fraction(1, 2 ** (dots - 1)))
    if len(sides) == 2:
        return Relation(sides[1] / sides[0])
    found = _PER_MINUTE.search(mark.findtext("per-minute") or "")
    if not sides or found is None or float(found[0].replace(",", ".")) <= 0:
        return None
    return float(found[0].replace(",", ".")) * float(sides[0])


def swing(sound: Element) -> str:
    """The words for a ``<swing>`` in a ``<sound>``: its own, or Swing or Straight; '' if there is none."""
    found = sound.find("swing")
    if found is None:
        return ""
    if found.find("straight") is not None or found.findtext("first") == found.findtext("second"):
        return "Straight"
    own = " ".join((found.findtext("swing-style") or "").split())
    return own or ("Swing 16ths" if (found.findtext("swing-type") or "").strip() == "16th" else "Swing")


def _relation_of_groups(mark: Element) -> TempoMark | str | None:
    """Groups of notes on both sides: as long as each other but uneven on the right, they are swung eighths."""
    sides: list[list[Fraction]] = [[]]
    tuplets = False
    for child in mark:
        if child.tag == "metronome-relation":
            sides.append([])
            tuplets = False
        elif child.tag == "metronome-note":
            length = _UNITS.get((child.findtext("metronome-type") or "").strip(), Fraction(0))
            dots = min(4, len(child.findall("metronome-dot")))
            length *= 2 - Fraction(1, 2**dots)
            actual = number(child.findtext("metronome-tuplet/actual-notes"))
            normal = number(child.findtext("metronome-tuplet/normal-notes"))
            tuplets |= child.find("metronome-tuplet") is not None
            sides[-1].append(length * normal / actual if actual > 0 and normal > 0 else length)
    if len(sides) != 2 or not all(sides) or not all(sum(side) for side in sides):
        return None
    left, right = sides
    if len(left) == len(right) == 2 and left[0] == left[1] and right[0] != right[1]:
        return "Swing 16ths" if left[0] < Fraction(1, 2) else "Swing"
    return Relation(sum(right, Fraction(0)) / sum(left, Fraction(0)))
