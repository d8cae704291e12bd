"""Notes and rests as ABC writes them: names, accidentals through the bar, lengths and tuplets."""

from dataclasses import dataclass, field
from fractions import Fraction

from houseband.charts.abc.key import LETTERS, Signature
from houseband.music.pitch import FLAT_NAMES, SHARP_NAMES, STEPS

_ACCIDENTALS = {2: "^^", 1: "^", 0: "=", -1: "_", -2: "__"}
_MOST = 9999  # a number has four digits at most


@dataclass(frozen=True, slots=True)
class Piece:
    """A note or a rest between two points at which something happens."""

    onset_quarters: Fraction
    duration_quarters: Fraction
    pitch: int | None
    """MIDI key; None for a rest."""
    ties: bool = False
    """Whether it goes on in the next piece."""


@dataclass(slots=True)
class Spelling:
    """How pitches are spelled in a key, bar by bar.

    An accidental is written unless the note is right without it both where accidentals hold for all octaves (the
    standard's default) and where they hold for their own (as most programs read them).
    """

    signature: Signature
    flats: bool
    by_letter: dict[int, int] = field(default_factory=dict)
    by_place: dict[tuple[int, int], int] = field(default_factory=dict)

    def new_bar(self) -> None:
        """Accidentals end at the bar line."""
        self.by_letter.clear()
        self.by_place.clear()

    def name(self, pitch: int) -> str:
        """The note with its accidental and octave marks."""
        letter, alter = self._letter(pitch % 12)
        octave = (pitch - alter - STEPS[LETTERS[letter]]) // 12 - 1
        usual = self.signature.alters[letter]
        accidental = ""
        place = (letter, octave)
        if alter != self.by_letter.get(letter, usual) or alter != self.by_place.get(place, usual):
            accidental = _ACCIDENTALS[alter]
            self.by_letter[letter] = self.by_place[place] = alter
        name = LETTERS[letter]
        marks = name.lower() + "'" * (octave - 5) if octave >= 5 else name + "," * (4 - octave)
        return accidental + marks

    def _letter(self, pc: int) -> tuple[int, int]:
        """The letter and the alteration of a pitch class: of the key if it has it."""
        for letter, alter in enumerate(self.signature.alters):
            if (STEPS[LETTERS[letter]] + alter) % 12 == pc:
                return letter, alter
        name = (FLAT_NAMES if self.flats else SHARP_NAMES)[pc]
        return LETTERS.index(name[0]), {"#": 1, "b": -1, "": 0}[name[1:]]


def length_text(units: Fraction) -> str:
    """A length in units: 2, 3/2, / for a half, nothing for one."""
    if units.numerator > _MOST or units.denominator > _MOST:  # longer than anything that is played
        units = min(units, Fraction(_MOST))
        units = units.limit_denominator(max(1, _MOST // (units.__floor__() + 1)))
    times = "" if units.numerator == 1 else str(units.numerator)
    if units.denominator == 1:
        return times
    return f"{times}/" if units.denominator == 2 else f"{times}/{units.denominator}"


@dataclass(frozen=True, slots=True)
class Tuplet:
    """So many pieces of a bar in another measure: ``p`` in the time of ``q``."""

    first: int
    count: int
    p: int
    q: int


def tuplets_of(pieces: list[Piece], unit_quarters: Fraction) -> list[Tuplet]:
    """The tuplets that a bar's pieces make: from a piece that halving cannot give to where the time is whole again."""
    found: list[Tuplet] = []
    i = 0
    while i < len(pieces):
        p = _odd(pieces[i].duration_quarters / unit_quarters)
        if p == 1 or p > 9:
            i += 1
            continue
        q = 1 << (p.bit_length() - 1)
        total = Fraction(0)
        for k in range(i, len(pieces)):
            units = pieces[k].duration_quarters / unit_quarters
            if _odd(units * p / q) != 1 or k - i >= 99:
                break
            total += units
            if _odd(total) == 1:
                found.append(Tuplet(i, k - i + 1, p, q))
                i = k
                break
        i += 1
    return found


def _odd(number: Fraction) -> int:
    """The denominator without its factors of two."""
    denominator = number.denominator
    return denominator // (denominator & -denominator)
