"""Lines of a page that are neither music nor words: tablature, chord diagrams, strumming patterns, rules.

e|--3---0--|      tablature: at least six dashes, with fret numbers between them
Am x02210   C: x32010   G = 320033 or xx5433   A: |X02220|   F x-10-10-9-8-8     chord diagrams, several on a line
D DU UDU   ↓ ↓↑ ↑↓↑   ^ . ^ .                                                   strumming
-----   *****   +----+----+   |---|:--:|                                        rules and the edges of tables
"""

import re

from houseband.charts.chart import Frame
from houseband.charts.symbol import looks_like_chord

_TAB = re.compile(
    r"\s*[|]?\s*[A-Ga-g]?[#b]?\s?[|:]?-?[-|:\d/\\hpbrsx~^*().=<>\s]*-{3,}[-|:\d/\\hpbrsx~^*().=<>\s]*\(?\w{0,12}\W*"
)
_RULE = re.compile(r"[-=_*~#+|:.·\s]{3,}")
_FRETS = r"(?:[xX\d]{4,8}|[xX\d]{1,2}(?:[-,][xX\d]{1,2}){3,7}|(?:[xX\d]{1,2}\s){3,7}[xX\d]{1,2}(?!\S))"
_DIAGRAM = re.compile(
    rf"\(?(?P<symbol>[A-H][^\s=:|]*(?:\s(?:alt|sus\d?|dim|aug|\(\w+\)))?\)?)\s*(?:[=:]\s*['|]?\s*|[\s|]\s*)"
    rf"(?P<frets>{_FRETS})\|?(?:\s*(?:or|,)\s*=?{_FRETS})*(?:\s*\([^()]{{0,40}}\))?(?:\s+|$)"
)
_HAS_FRETS = re.compile(r"[xX\d][-,\s]?[xX\d][-,\s]?[xX\d][-,\s]?[xX\d]")
_STRUM = re.compile(r"[DUdu↓↑xX.\-–\s|&]+")
_STRINGS = re.compile(r"(?:\(?[EADGBe]\s?){4,6}\)?|(?:E\s?A\s?D\s?G\s?B\s?[Ee]\s*)+")


def is_rule(bare: str) -> bool:
    """Whether a line is only drawn: a rule, or the edge of a table."""
    return bare[0] in "-=_*~#+|:.·" and _RULE.fullmatch(bare) is not None and (bare[0] != "|" or "-" in bare)


def is_tab(text: str) -> bool:
    """Whether a line is guitar tablature: runs of dashes with fret numbers between."""
    return text.count("-") >= 6 and len(text) < 1000 and _TAB.fullmatch(text) is not None


def is_strumming(bare: str) -> bool:
    """Whether a line is a strumming pattern: down and up strokes."""
    if bare[0] not in "DUdu↓↑xX^" or len(bare) > 120:
        return False
    if "↓" in bare or "↑" in bare:
        return _STRUM.fullmatch(bare) is not None
    letters = set(bare.replace(" ", "").lower())
    return (letters <= set("dux.-–|&") and {"d", "u"} <= letters) or (letters <= {"^", ".", "v"} and "." in letters)


def frames(bare: str) -> list[Frame] | None:
    """The chord diagrams of a line that has nothing else; None if it has something else."""
    if not _HAS_FRETS.search(bare) or len(bare) > 400:
        return None
    found, at = [], 0
    while at < len(bare):
        one = _DIAGRAM.match(bare, at)
        if one is None:
            return None
        symbol = one["symbol"].strip("()") if one["symbol"].count("(") != one["symbol"].count(")") else one["symbol"]
        if not looks_like_chord(symbol) and not symbol[:1].isupper():
            return None
        found.append(Frame(symbol, fret_numbers(one["frets"])))
        at = one.end()
    return found or None


def fret_numbers(text: str) -> tuple[int | None, ...]:
    """The frets of ``x02210`` or ``x-10-9-8``, from the lowest string; None for a string that is not played."""
    parts = re.split(r"[-,\s]", text) if re.search(r"[-,\s]", text) else list(text)
    return tuple(None if part in "xX" else int(part) for part in parts if part)


def frets_text(fret_numbers: tuple[int | None, ...]) -> str:
    """Frets as ``fret_numbers`` reads them."""
    names = ["x" if fret is None else str(fret) for fret in fret_numbers]
    return ("-" if any(len(name) > 1 for name in names) else "").join(names)


def is_string_names(bare: str) -> bool:
    """Whether a line names the open strings over chord diagrams: EADGBE."""
    return bare.replace(" ", "").upper().replace("EADGBE", "") == ""
