"""Dialects: how writers name notes, where they differ, and which of them a whole chart speaks.

::

    letter  = "A" … "H" , [ accidental ] ;                             (* B and H are both B natural *)
    german  = letter | ( "C" … "H" , "is" | "Ais" ) | ( "C" | "D" | "F" | "G" | "H" , "es" ) | "Es" | "As" ;
              (* B is B flat, H is B natural; a lower-case root is a minor chord: "a" is Am, "fis7" F#m7 *)
    solfège = ( "Do" | "Ut" | "Ré" | "Re" | "Mi" | "Fa" | "Sol" | "La" | "Si" ) , [ accidental | word ] ;
    accidental = "#" | "b" | "##" | "x" | "bb" | "♮" | "sharp" | "flat" ;      word = "dièse" | "bémol" | … ;

An H alone does not make a chart German (English ears read it as a slip), but German is the only tongue that has one, so
a chart in which H is a root is read as German unless the reader is told otherwise: its B is B flat.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from houseband.charts.source import Reading
from houseband.music.key import LINE_OF_FIFTHS, Key


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a chart means by its chord names; the defaults are what most charts mean."""

    dash_is_minor: bool = True
    """``C-`` is C minor; False: it flattens what follows, as in ``C-5``, and alone is C major with a remark."""
    german: bool = False
    """B is B flat, H is B, Fis is F#, and a lower-case root is a minor chord."""
    solfege: bool = False
    """Do is C, not a diminished D."""
    numbers: Key | None = None
    """The key in which 1–7 and I–VII name chords; None: numbers are no chords."""
    natural_minor: bool = True
    """In a minor key a bare 3, 6, 7 (III, VI, VII) is of the natural minor scale; False: of the major, as b3 shows."""
    figures: bool = False
    """A 6 behind a Roman numeral is figured bass, a first inversion, and no sixth chord; 64, 65, 43, 42 always are."""
    said: str = ""
    """What was decided from the chart itself, in words for a remark; '' where nothing was."""


PLAIN = Dialect()
LONGEST = 100
"""Characters of the longest symbol: what is longer is some other text."""

# Patterns are text until someone needs them: few charts need more than letters.
_ACCIDENTAL = r"(?:##|bb|𝄫|[#bx♮]|[ -]?(?i:sharp|flat)(?![a-z]))?"
LETTER = rf"[A-H]{_ACCIDENTAL}"
SMALL_LETTER = rf"[a-h]{_ACCIDENTAL}"
# Esus is E suspended, and Asus too.
GERMAN = (r"(?i:[cdfgaeh]isis|[cdfgh]eses|eses|ases|asas|[cdfgaeh]is|[cdfgh]es|es(?!us)|as(?!us))"
          rf"|[A-Ha-h]{_ACCIDENTAL}")  # fmt: skip
SOLFEGE = (
    r"(?i:d[oó]|ut|r[eé]|m[ií]|f[aá]|sol|l[aá]|s[ií])"
    r"(?: ?(?i:di[eè]se|b[eé]mol(?:le)?|diesis|sostenido)(?![a-z])|##|bb|𝄫|[#bx♮])?"
)
_SYLLABLES = {"do": "C", "ut": "C", "re": "D", "ré": "D", "mi": "E", "fa": "F", "sol": "G", "la": "A", "si": "B",
              "dó": "C", "mí": "E", "fá": "F", "lá": "A", "sí": "B"}  # fmt: skip
_SIGNS = {
    "": "", "#": "#", "b": "b", "##": "##", "x": "##", "bb": "bb", "𝄫": "bb", "♮": "", "sharp": "#", "flat": "b",
    "dièse": "#", "diese": "#", "diesis": "#", "sostenido": "#", "bémol": "b", "bemol": "b", "bemolle": "b",
    "bémolle": "b", "is": "#", "isis": "##", "es": "b", "s": "b", "eses": "bb", "ses": "bb", "sas": "bb",
}  # fmt: skip


def letter_name(note: str) -> str:
    """A note in plain letters from letters: H is B, Fx is F##."""
    return note[0].upper().replace("H", "B") + _SIGNS[note[1:].lstrip(" -").lower()]


def german_name(note: str) -> str:
    """A note in plain letters from German: B is Bb, H is B, Es is Eb."""
    if note in ("B", "b"):
        return "Bb"
    return letter_name(note)


def solfege_name(note: str) -> str:
    """A note in plain letters from solfège: Sib is Bb."""
    if note[:2].lower() not in _SYLLABLES and note[:3].lower() != "sol":
        return letter_name(note)
    length = 3 if note[:3].lower() == "sol" else 2
    return _SYLLABLES[note[:length].lower()] + _SIGNS[note[length:].lstrip().lower()]


_SHOWS_GERMAN = r"\s*\(?(?:H(?:is)?|[CDFGA]is|[CDG]es|Es|As)(?:[m7-]|dim|sus|maj|add|/|\s|\)|$)"
_SHOWS_SOLFEGE = (
    r"\s*\(?(?:D[oó]|Ut|R[eé]|M[ií]|F[aá]|Sol|L[aá]|S[ií]|DO|RE|RÉ|MI|FA|SOL|LA|SI)(?:#|b|♯|♭| ?di[eè]se| ?b[eé]mol)?"
    r"\s?(?:m|M|-|\+|min|maj|dim|sus|aug|add)*\d*(?:[/(].*|$)"
)
_FLAT_DEGREE = r"\s*\(?[b♭](?:[367]|III|VI{1,2}|iii|vi{1,2})(?![0-9IiVv])"
_MINOR_SIXTH = r"\s*\(?(?:6(?:-|m(?!aj))|vi(?![iI°o]))"
_MINOR_FIRST = r"\s*\(?(?:1(?:-|m(?!aj))|i(?![iIvV]))"
_FIGURE = r"[IViv]+[°oøh+x]?(?:64|65|43|42|6/4|6/5|4/3|4/2)(?![0-9])"


# 1–7 and I–VII with their accidental, which may stand behind a digit (b7, 7b, but 7b5 is a seventh with a flat fifth).
ARABIC = re.compile(r"(?P<before>[b#]?)(?P<degree>[1-7])(?P<behind>[b#](?![0-9]))?")
ROMAN = re.compile(r"(?P<before>[b#]?)(?P<degree>VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)(?![IVXLivxl])")
NUMBER = re.compile(rf"\s*\(?(?:{ARABIC.pattern}|{ROMAN.pattern.replace('?P<', '?P<roman_')})[^|]*")


def relative_major(key: Key) -> Key:
    """The major key with the same signature."""
    return Key(LINE_OF_FIFTHS[LINE_OF_FIFTHS.index("C") + key.fifths])


def _one_is(pattern: str, chords: list[str]) -> bool:
    return any(re.match(pattern, text) for text in chords)


def dialect_of(symbols: Iterable[str], reading: Reading | None = None, key: Key | None = None) -> Dialect:
    """The dialect of a chart that has these chord symbols; ``key`` is given where numbers are chords.

    What ``reading`` leaves open is decided by the chart: German where H or a name such as Fis is a root, solfège where
    two different syllables are. Numbers in a minor key count from the relative major where the chart has a minor 6 and
    no minor 1, as Nashville charts do; else from the tonic, in the major scale where b3, b6 or b7 occur.
    """
    reading = reading or Reading()
    chords = [text for text in dict.fromkeys(symbols) if len(text) <= LONGEST]
    said: list[str] = []
    german = reading.german
    if german is None:
        shown = next((text for text in chords if re.match(_SHOWS_GERMAN, text)), None)
        german = shown is not None
        if shown is not None:
            said.append(f"German note names, since the chart has {shown.strip()!r}: B is B flat")
    syllables = {found[0].strip()[:2].lower() for text in chords if (found := re.match(_SHOWS_SOLFEGE, text))}
    numbers, natural_minor = key, True
    if key is not None and key.is_minor:
        if _one_is(_FLAT_DEGREE, chords):
            natural_minor = False
        elif _one_is(_MINOR_SIXTH, chords) and not _one_is(_MINOR_FIRST, chords):
            numbers = relative_major(key)
            said.append(
                f"numbers counted from {numbers}, the relative major of {key}: the chart has a minor 6, no minor 1"
            )
        if numbers is key:
            scale = "natural minor" if natural_minor else "major"
            said.append(f"numbers counted from {key.tonic} in the {scale} scale")
    figures = key is not None and any(re.search(_FIGURE, text) for text in chords)
    return Dialect(reading.dash_is_minor, german, len(syllables) > 1, numbers, natural_minor, figures, "; ".join(said))
