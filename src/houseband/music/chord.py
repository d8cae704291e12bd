"""A chord as sounded: root, bass and the intervals above the root. What symbols mean is in ``charts/symbol.py``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord, or N.C. (``root`` None and no intervals)."""

    root: int | None
    """Pitch class of the root, 0–11; None for N.C."""
    bass: int | None
    """Pitch class of the lowest note, 0–11: the root unless a slash says otherwise; None for N.C."""
    intervals: tuple[int, ...]
    """Semitones above the root, rising, as the symbol stacks them: C7#9 is (0, 4, 7, 10, 15), C6 (0, 4, 7, 9)."""

    def __post_init__(self) -> None:
        if (self.root is None) != (self.bass is None) or (self.root is None) != (not self.intervals):
            raise ValueError("a chord has a root, a bass and intervals, or none of them")
        if list(self.intervals) != sorted(set(self.intervals)):
            raise ValueError(f"intervals must rise: {self.intervals}")
        for pc in (self.root, self.bass):
            if pc is not None and not 0 <= pc < 12:
                raise ValueError(f"not a pitch class: {pc}")

    @property
    def pitch_classes(self) -> tuple[int, ...]:
        """The absolute pitch classes that sound, sorted, the bass among them; empty for N.C."""
        if self.root is None or self.bass is None:
            return ()
        return tuple(sorted({(self.root + i) % 12 for i in self.intervals} | {self.bass}))

    def transposed(self, semitones: int) -> "Chord":
        """The same chord so many semitones higher."""
        if self.root is None or self.bass is None:
            return self
        return Chord((self.root + semitones) % 12, (self.bass + semitones) % 12, self.intervals)


NO_CHORD = Chord(None, None, ())
