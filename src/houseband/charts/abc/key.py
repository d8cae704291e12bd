"""``K:`` and the properties of a voice: tonic, mode, accidentals, clef, octave and transposition.

::

    key   = tonic , [ mode ] , { accidental note } | "HP" | "Hp" | "none" | "" ;     (* then properties *)
    mode  = "maj" | "m" | "min" | "dor" | "phr" | "lyd" | "mix" | "aeo" | "loc" | "ion" | "exp" ;    (* 3 letters do *)
    properties = clef [ "+8" | "-8" ] | "octave=" n | "transpose=" n | "middle=" … | "name=" … ;

ABC standard 2.1, sections 3.1.14, 4.6 and 7.1. ``exp`` takes the accidentals that are written and no others. The
bagpipes' HP and Hp both sound as A mixolydian (section 3.1.14); HP only does not print it.
"""

import re
from dataclasses import dataclass, field

from houseband.music.key import LINE_OF_FIFTHS, MODE_FIFTHS, Key, Mode

LETTERS = "CDEFGAB"
SHARPS = "FCGDAEB"
_KEY = re.compile(r"([A-G])([#b♯♭]?)\s*(?:-?(major|minor|maj|min|mixolydian|mix|dorian|dor|phrygian|phr|lydian|lyd"
                  r"|locrian|loc|aeolian|aeo|ionian|ion|exp|m(?![a-z]))[a-z]*)?(?=[\s^_=,]|$|clef|treble|bass|alto|tenor)",
                  re.IGNORECASE)  # fmt: skip
_ACCIDENTAL = re.compile(r"\s*(\^\^|__|[\^_=])\s*([A-Ga-g])(?=[\s^_=]|$)")
_CLEF = re.compile(r"(?:clef\s*=\s*)?\"?(?:treble|bass|alto|tenor|mezzo|soprano|baritone|perc|none|[GFC]\d?|P)\d?"
                   r"([+\-^_]8)?\"?", re.IGNORECASE)  # fmt: skip
PROPERTY = re.compile(r"([A-Za-z]+)\s*=\s*(\"[^\"]*\"|\S+)")
_ALTERS = {"^^": 2, "__": -2, "^": 1, "_": -1, "=": 0}


def _modes() -> dict[str, Mode]:
    words: dict[str, Mode] = {"": "major", "m": "minor", "aeo": "minor", "ion": "major", "maj": "major", "min": "minor"}
    return words | {mode[:3]: mode for mode in MODE_FIFTHS}


_MODES = _modes()


@dataclass(frozen=True, slots=True)
class Signature:
    """What ``K:`` says of notes."""

    key: Key | None
    """None for ``none``, and for accidentals that no mode has on an unnamed tonic."""
    alters: tuple[int, ...] = (0,) * 7
    """Semitones up or down for each letter from C."""


@dataclass(slots=True)
class Properties:
    """What ``V:`` and ``K:`` say of a voice's clef and pitch; None where they say nothing."""

    name: str = ""
    octaves: int | None = None
    """From ``octave=`` and a clef with an 8."""
    semitones: int | None = None
    """From ``transpose=``."""
    is_drums: bool = False
    unknown: list[str] = field(default_factory=list)


def parse_signature(text: str) -> tuple[Signature | None, str]:
    """The signature that the text begins with and the rest of it; None where it names no key (only a clef).

    Raises ValueError for what is no key.
    """
    text = text.strip()
    word = text.split(maxsplit=1)[0] if text else ""
    if word in ("HP", "Hp"):
        return Signature(Key("A", "mixolydian"), _alters_of(2)), text[2:]
    if word.lower() == "none" or not word:
        return Signature(None), text[4:]
    found = _KEY.match(text)
    if found is None:
        if _ACCIDENTAL.match(text):
            return _with_accidentals(None, [0] * 7, text)
        if _CLEF.match(text) or PROPERTY.match(text):
            return None, text
        raise ValueError(f"not a key: {text!r}")
    tonic = found[1].upper() + found[2].replace("♯", "#").replace("♭", "b")
    mode_word = (found[3] or "").lower()
    rest = text[found.end() :]
    if mode_word == "exp":
        signature, rest = _with_accidentals(None, [0] * 7, rest)
        return Signature(_named(tonic, signature.alters), signature.alters), rest
    mode = _MODES[mode_word if mode_word == "m" else mode_word[:3]]
    if tonic not in LINE_OF_FIFTHS:
        raise ValueError(f"not a key: {text!r}")
    key = Key(tonic, mode)
    return _with_accidentals(key, list(_alters_of(key.fifths)), rest)


def _with_accidentals(key: Key | None, alters: list[int], rest: str) -> tuple[Signature, str]:
    place = 0
    while found := _ACCIDENTAL.match(rest, place):
        alters[LETTERS.index(found[2].upper())] = _ALTERS[found[1]]
        place = found.end()
    return Signature(key, tuple(alters)), rest[place:]


def _alters_of(fifths: int) -> tuple[int, ...]:
    """The accidentals of a signature; beyond seven they become double ones."""
    alters = dict.fromkeys(LETTERS, 0)
    order, step = (SHARPS, 1) if fifths > 0 else (SHARPS[::-1], -1)
    for i in range(abs(fifths)):
        alters[order[i % 7]] += step
    return tuple(alters[letter] for letter in LETTERS)


def _named(tonic: str, alters: tuple[int, ...]) -> Key | None:
    """The key on this tonic with these accidentals; major or minor by its third where no mode has them."""
    if tonic not in LINE_OF_FIFTHS:
        return None
    for mode in MODE_FIFTHS:
        if _alters_of(Key(tonic, mode).fifths) == alters:
            return Key(tonic, mode)
    major = _alters_of(Key(tonic).fifths)
    third = (LETTERS.index(tonic[0]) + 2) % 7
    return Key(tonic, "minor" if alters[third] < major[third] else "major")


def signature_of(key: Key | None) -> Signature:
    """The signature that ``K:`` with this key has."""
    return Signature(None) if key is None else Signature(key, _alters_of(key.fifths))


def parse_properties(text: str) -> Properties:
    """Name, clef, octave and transposition among the properties of a voice; how it looks on paper is passed over."""
    properties = Properties()
    clef = ""
    rest = text
    for found in PROPERTY.finditer(text):
        name, value = found[1].lower(), found[2].strip('"')
        number = int(value) if re.fullmatch(r"[+-]?\d{1,2}", value) else None
        if name == "clef":
            clef = value
        elif name in ("name", "nm"):
            properties.name = value.replace("\\n", " ").strip()
        elif name == "octave" and number is not None:
            properties.octaves = (properties.octaves or 0) + max(-5, min(5, number))
        elif name in ("transpose", "t") and number is not None:
            properties.semitones = number
        rest = rest.replace(found[0], " ")
    for word in rest.split():
        if _CLEF.fullmatch(word) and not clef:
            clef = word
    if clef:
        eighth = _CLEF.fullmatch(clef)
        if eighth and eighth[1]:
            properties.octaves = (properties.octaves or 0) + (1 if eighth[1][0] in "+^" else -1)
        properties.is_drums = clef.lower().startswith("perc") or clef == "P"
    return properties
