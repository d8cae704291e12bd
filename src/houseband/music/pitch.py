"""Pitch classes (0–11, C is 0) and their names. MIDI key 60 is middle C, written C4."""

from typing import Final

STEPS: Final = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
ACCIDENTALS: Final = {"": 0, "#": 1, "b": -1, "x": 2, "##": 2, "bb": -2, "♯": 1, "♭": -1, "𝄪": 2, "𝄫": -2, "♮": 0}
SHARP_NAMES: Final = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
FLAT_NAMES: Final = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")


def pitch_class(name: str) -> int:
    """The pitch class of a note name such as ``Bb``, ``F♯`` or ``c``. Raises KeyError if it is none."""
    return (STEPS[name[:1].upper()] + ACCIDENTALS[name[1:]]) % 12


def pitch_name(pc: int, flats: bool) -> str:
    """The usual name of a pitch class, black keys as flats or as sharps."""
    return (FLAT_NAMES if flats else SHARP_NAMES)[pc % 12]


def key_name(key: int, flats: bool = True) -> str:
    """The name with octave of a MIDI key number: 60 is ``C4``."""
    return f"{pitch_name(key, flats)}{key // 12 - 1}"
