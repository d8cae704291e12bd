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

    @property
    def third(self) -> int | None:
        """The third in semitones, 3 or 4; None in suspended and power chords."""
        return self._first_of(4, 3)

    @property
    def fifth(self) -> int | None:
        """The fifth in semitones: 7 if it is there, else 6 or 8; None if it is left out (as in 7alt)."""
        return self._first_of(7, 6, 8)

    @property
    def seventh(self) -> int | None:
        """The seventh in semitones: 11, 10, or 9 in a diminished seventh chord; None in triads and sixth chords."""
        if 9 in self.intervals and {3, 6} <= set(self.intervals):
            return self._first_of(11, 10, 9)
        return self._first_of(11, 10)

    @property
    def is_sus(self) -> bool:
        """Whether a second or a fourth stands in the place of the third."""
        return self.third is None and self._first_of(5, 2) is not None

    @property
    def is_dominant(self) -> bool:
        """Whether it has a major third and a minor seventh, which pull to a chord a fifth below."""
        return self.third == 4 and self.seventh == 10

    @property
    def is_minor(self) -> bool:
        """Whether its third is minor, in diminished chords too."""
        return self.third == 3

    @property
    def guide_tones(self) -> tuple[int, ...]:
        """What tells the chord from others on its root: the third or what is in its place, and the seventh or sixth."""
        place_of_third = self.third if self.third is not None else self._first_of(5, 2)
        place_of_seventh = self.seventh if self.seventh is not None else self._first_of(9)
        return tuple(tone for tone in (place_of_third, place_of_seventh) if tone is not None)

    @property
    def tensions(self) -> tuple[int, ...]:
        """The ninths, elevenths and thirteenths, in semitones above the root (13 and more)."""
        return tuple(tone for tone in self.intervals if tone > 12)

    def _first_of(self, *tones: int) -> int | None:
        return next((tone for tone in tones if tone in self.intervals), None)

    def transposed(self, semitones: int) -> "Chord":
        """The same chord so many semitones higher."""
        if self.root is None or self.bass is None:
            return self
        return Chord((self.root + semitones) % 12, (self.bass + semitones) % 12, self.intervals)


NO_CHORD = Chord(None, None, ())
