"""Pitch classes (0–11, C is 0) and their names. MIDI key 60 is middle C, written C4."""

from typing import Final

STEPS: Final = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
ACCIDENTALS: Final = {"": 0, "#": 1, "b": -1, "x": 2, "##": 2, "bb": -2, "♯": 1, "♭": -1, "𝄪": 2, "𝄫": -2, "♮": 0}
LETTERS: Final = "CDEFGAB"
# How many letters above the root a chord's interval in semitones is written: 10 is a seventh, 15 a (sharp) ninth.
DEGREE_OF_INTERVAL: Final = {
    0: 0, 1: 1, 2: 1, 3: 2, 4: 2, 5: 3, 6: 4, 7: 4, 8: 4, 9: 5, 10: 6, 11: 6, 12: 0, 13: 1, 14: 1, 15: 1, 16: 2, 17: 3,
    18: 3, 19: 4, 20: 5, 21: 5, 22: 6, 23: 6,
}  # fmt: skip
SHARP_NAMES: Final = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
FLAT_NAMES: Final = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")


def pitch_class(name: str) -> int:
    """The pitch class of a note name such as ``Bb``, ``F♯`` or ``c``. Raises KeyError if it is none."""
    return (STEPS[name[:1].upper()] + ACCIDENTALS[name[1:]]) % 12


def pitch_name(pc: int, flats: bool) -> str:
    """The usual name of a pitch class, black keys as flats or as sharps."""
    return (FLAT_NAMES if flats else SHARP_NAMES)[pc % 12]


def spelled(root_name: str, interval: int, is_diminished_seventh: bool = False) -> str:
    """The name of a chord tone so many semitones above the root, by its degree: the seventh of C is Bb, never A#."""
    degree = 6 if interval == 9 and is_diminished_seventh else DEGREE_OF_INTERVAL[interval]
    letter = LETTERS[(LETTERS.index(root_name[0]) + degree) % 7]
    away = (pitch_class(root_name) + interval - STEPS[letter] + 6) % 12 - 6
    return letter + ("#" * away if away > 0 else "b" * -away)
