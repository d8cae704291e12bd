"""Keys: a tonic and a mode, how they are spelled, and how far apart they are."""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from houseband.errors import ChartError
from houseband.music.pitch import pitch_class

Mode = Literal["major", "minor", "dorian", "phrygian", "lydian", "mixolydian", "locrian"]
# How many steps on the line of fifths a mode's signature lies from the major key on the same tonic.
MODE_FIFTHS: dict[Mode, int] = {
    "lydian": 1, "major": 0, "mixolydian": -1, "dorian": -2, "minor": -3, "phrygian": -4, "locrian": -5,
}  # fmt: skip
LINE_OF_FIFTHS = ("Fb", "Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#", "G#", "D#",
                  "A#", "E#", "B#")  # fmt: skip
_C = LINE_OF_FIFTHS.index("C")
# A tonic in letters, in German (Es, Fis) and in solfège (Sib, Fa dièse), tried in this order.
_TONICS = (
    re.compile(r"([A-Ha-h])\s*([#b♯♭]|-?\s?(?i:sharp|flat)(?![a-z]))?"),
    re.compile(r"([A-Ha-h])(is|es|s)(?![a-z])"),
    re.compile(
        r"(?i:(sol|d[oó]|ut|r[eé]|m[ií]|f[aá]|l[aá]|s[ií])\s*(-?di[eè]se|-?b[eé]mol(?:le)?|diesis|sostenido|[#b♯♭])?)"
    ),
)
_REST = re.compile(r"\s*-?\s*([A-Za-z]*|-)\s*")
_LETTERS = {"h": "B", "do": "C", "ut": "C", "re": "D", "ré": "D", "mi": "E", "fa": "F", "sol": "G", "la": "A",
            "si": "B", "dó": "C", "mí": "E", "fá": "F", "lá": "A", "sí": "B"}  # fmt: skip
_SHARP = ("#", "♯", "is", "sharp", "dièse", "diese", "diesis", "sostenido")
# By their first three letters in English; in full in German, French, Italian, Spanish and Portuguese.
_MODE_WORDS: dict[str, Mode] = {
    "": "major", "maj": "major", "ion": "major", "ma": "major", "m": "minor", "-": "minor", "min": "minor",
    "mi": "minor", "aeo": "minor", "dur": "major", "moll": "minor", "majeur": "major", "mineur": "minor",
    "maggiore": "major", "minore": "minor", "mayor": "major", "maior": "major", "menor": "minor",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """A key such as E minor. ``tonic`` is spelled as written: Gb and F# differ on paper."""

    tonic: str
    mode: Mode = "major"

    def __post_init__(self) -> None:
        if self.tonic not in LINE_OF_FIFTHS:
            raise ValueError(f"not a tonic: {self.tonic!r}")
        if self.mode not in get_args(Mode):
            raise ValueError(f"not a mode: {self.mode!r}")

    @property
    def tonic_pc(self) -> int:
        """Pitch class of the tonic, 0–11."""
        return pitch_class(self.tonic)

    @property
    def is_minor(self) -> bool:
        """Whether the third above the tonic is minor."""
        return self.mode in ("minor", "dorian", "phrygian", "locrian")

    @property
    def fifths(self) -> int:
        """Sharps (positive) or flats (negative) of the key signature."""
        return LINE_OF_FIFTHS.index(self.tonic) - _C + MODE_FIFTHS[self.mode]

    @property
    def prefers_flats(self) -> bool:
        """Whether black keys are better named as flats here."""
        return self.fifths < 0 or (self.fifths == 0 and self.is_minor)

    def transposed(self, semitones: int) -> "Key":
        """The key so many semitones higher, in the spelling with the fewest accidentals."""
        if semitones % 12 == 0:
            return self
        pc = (self.tonic_pc + semitones) % 12
        spellings = [Key(name, self.mode) for name in LINE_OF_FIFTHS if pitch_class(name) == pc]
        return min(spellings, key=lambda key: (abs(key.fifths), -key.fifths))

    def __str__(self) -> str:
        suffix = {"major": "", "minor": "m"}.get(self.mode, f" {self.mode}")
        return self.tonic + suffix


def key_from_fifths(fifths: int, mode: Mode = "major") -> Key:
    """The key with so many sharps (positive) or flats (negative). Raises ValueError beyond the line of fifths."""
    place = _C + fifths - MODE_FIFTHS[mode]
    if not 0 <= place < len(LINE_OF_FIFTHS):
        raise ValueError(f"no key has {abs(fifths)} {'sharps' if fifths > 0 else 'flats'}")
    return Key(LINE_OF_FIFTHS[place], mode)


def parse_key(text: str) -> Key:
    """The key that ``Em``, ``Bb``, ``F# minor``, ``G-``, ``D dorian``, ``h-Moll`` or ``Sol mineur`` names.

    H is B; B is B flat only before Dur and Moll. Raises ValueError if it is none.
    """
    word = text.strip()
    for pattern in _TONICS:
        found = pattern.match(word)
        rest = found and _REST.fullmatch(word, found.end())
        mode = rest and _mode(rest[1] or ("-" if "-" in rest[0] else ""))
        if found and rest and mode:
            letter = _LETTERS.get(found[1].lower(), found[1].upper())
            sign = (found[2] or "").strip(" -").lower()
            if letter == "B" and found[1] in "Bb" and rest[1][:3].lower() in ("dur", "mol"):
                sign = sign or "b"
            tonic = letter + ("#" if sign in _SHARP else "b" if sign else "")
            if tonic in LINE_OF_FIFTHS:
                return Key(tonic, mode)
    raise ValueError(f"not a key: {text!r}")


def _mode(word: str) -> Mode | None:
    """The mode that a word names, by its first letters; None if it is none."""
    if word in ("m", "M"):
        return "minor" if word == "m" else "major"
    word = word.lower()
    mode = _MODE_WORDS.get(word) or _MODE_WORDS.get(word[:3])
    return mode or next((name for name in get_args(Mode) if len(word) >= 3 and name.startswith(word[:3])), None)


def named_key(text: str) -> Key:
    """The key that a user names, as ``parse_key`` reads it. Raises ChartError if it is none."""
    try:
        return parse_key(text)
    except ValueError as error:
        raise ChartError(str(error), hint="keys are written as Em, Bb, F# or 'D dorian'") from None
