"""Notes of a leadsheet: ``c+8 eb4/3 r2+8 a-16 f#4.``, one after the other, each with its length.

``c`` is middle C and the letters up to ``b`` lie over it; each ``+`` is an octave up, each ``-`` one down. 1 is a whole
note, 4 a quarter; ``.`` adds half, ``/3`` makes it one of three in the room of two, ``4+8`` is a sum. ``v90`` is how
loud the notes after it are. (Bob Keller, Impro-Visor Leadsheet Notation, 2005.)
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

_NOTE = re.compile(r"([a-gr])([#b]?)([+-]{0,9})(\d.*)?")
_LENGTH = re.compile(r"(\d{1,3})(\.{0,3})(?:/([3-9]))?(\.{0,3})")
_KEYS = {"c": 60, "d": 62, "e": 64, "f": 65, "g": 67, "a": 69, "b": 71}


@dataclass(frozen=True, slots=True)
class Note:
    """A note or a rest (``pitch`` is None), in quarters."""

    pitch: int | None
    quarters: Fraction


def loudness(word: str) -> int | None:
    """The velocity that ``v90`` sets; None if the word is another."""
    found = re.fullmatch(r"v(\d{1,3})", word)
    return max(1, min(127, int(found[1]))) if found else None


@lru_cache(maxsize=2048)
def read_note(word: str) -> Note | None:
    """What a word means; None if it is no note, or one without a length."""
    found = _NOTE.fullmatch(word)
    if not found or not found[4] or len(word) > 400:  # a tie over a hundred bars at most
        return None
    quarters = Fraction(0)
    for term in found[4].split("+"):
        length = _LENGTH.fullmatch(term)
        if not length or not 1 <= int(length[1]) <= 480:
            return None
        one = Fraction(4, int(length[1]))
        dots = len(length[2]) + len(length[4])
        one *= 2 - Fraction(1, 2**dots)
        if length[3]:
            one *= Fraction(int(length[3]) - 1, int(length[3]))
        quarters += one
    if found[1] == "r":
        return Note(None, quarters)
    pitch = _KEYS[found[1]] + {"#": 1, "b": -1, "": 0}[found[2]] + 12 * (found[3].count("+") - found[3].count("-"))
    return Note(pitch, quarters) if 0 <= pitch <= 127 else None
