"""Where the reader writes its remarks, each problem once, with the part and the measure where it was first seen."""

from dataclasses import dataclass, field
from typing import NamedTuple

from houseband.charts.musicxml.document import places
from houseband.errors import Remark


class Place(NamedTuple):
    """A measure: its place among all in the file, and what a musician calls it."""

    order: int
    called: str
    """'bar 3', or "bar 3 of 'Piano'" in a score of several parts."""


@dataclass(slots=True)
class Margin:
    """Remarks of one part."""

    notes: dict[tuple[str, str], int | None] = field(default_factory=dict)
    """Problem and hint, with the index of the measure; None: in the whole."""
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, problem: str, hint: str, measure: int | None = None) -> None:
        """Note a problem in the measure with this index (None: in the whole)."""
        self.notes.setdefault((problem, hint), measure)
        self.counts[problem, hint] = self.counts.get((problem, hint), 0) + 1


def remarks(margin: Margin, measures: list[Place], data: bytes) -> tuple[Remark, ...]:
    """The remarks with their places in the file, which are looked up only when there is one to place."""
    if not margin.notes:
        return ()
    placed = any(measure is not None for measure in margin.notes.values())
    found = places(data if placed else b"")
    told = []
    for (problem, hint), measure in margin.notes.items():
        count = margin.counts[problem, hint]
        said = f"{problem} ({count} times)" if count > 1 else problem
        if measure is None:
            told.append(Remark(said, hint=hint))
            continue
        line, column, text = found.of(measures[measure].order)
        told.append(Remark(f"{measures[measure].called}: {said}", line, column, text, hint))
    return tuple(told)
