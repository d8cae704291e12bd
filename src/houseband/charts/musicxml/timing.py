"""Durations and offsets of a MusicXML part: written down as quarters, and as divisions once all are known."""

import math
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement

MOST_DIVISIONS = 1_000_000  # of a quarter; where more would be needed, lengths are rounded
_ROUNDED_TO = 10_080  # divisions, which most tuplets have in common


class Timing:
    """The elements of a part that await their number of divisions."""

    def __init__(self) -> None:
        self._lengths: list[tuple[Element, Fraction]] = []
        self._offsets: list[tuple[Element, Fraction]] = []

    def duration(self, parent: Element, quarters: Fraction) -> None:
        """Add a ``<duration>``."""
        self._lengths.append((SubElement(parent, "duration"), quarters))

    def offset(self, parent: Element, quarters: Fraction) -> None:
        """Add an ``<offset>``."""
        self._offsets.append((SubElement(parent, "offset"), quarters))

    def fill_in(self) -> int:
        """Give every element its number; returns the divisions of a quarter.

        They are the fewest in which every duration and offset is a whole number. Chords at places that would need too
        many are moved to the nearest.
        """
        lengths = math.lcm(*{quarters.denominator for _, quarters in self._lengths})
        divisions = math.lcm(lengths, *{quarters.denominator for _, quarters in self._offsets})
        if divisions > MOST_DIVISIONS:
            divisions = math.lcm(lengths, _ROUNDED_TO)
        if divisions > MOST_DIVISIONS:
            divisions = _ROUNDED_TO
        for element, quarters in self._lengths:
            element.text = str(max(1, round(quarters * divisions)))
        for element, quarters in self._offsets:
            element.text = str(round(quarters * divisions))
        return divisions
