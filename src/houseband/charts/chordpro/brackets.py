"""What a file has in its square brackets and in its grids: chords or none, and in which dialect they are named."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from houseband.charts.dialect import NUMBER, Dialect, dialect_of
from houseband.charts.source import Source
from houseband.charts.symbol import looks_like_chord
from houseband.music.key import Key, parse_key

_BRACKET = re.compile(r"\[([^\[\]\n*|]{1,24})\]")
_GRID_EDGE = re.compile(r"\s*\{\s*(?:(start_of_grid|sog)|end_of_grid|eog)\b", re.IGNORECASE)
_NO_CELL = re.compile(r"\|\s?\d(?:[,-]\d)*[.>]?|[x×]\s?\d+|\d+\s?(?:[x×]|times)")
_CELL = re.compile(r"[^\s|:~.%]+")
_KEY = re.compile(r"(?m)^\s*\{\s*(?:meta\s*:?\s*)?key\s*:?\s*([^{}\n]+)\}")


@dataclass(frozen=True, slots=True)
class Brackets:
    """What is known of the chords of a file before it is read."""

    dialect: Dialect
    hold_chords: bool
    """Whether any bracket holds a chord; else chords may stand in lines over the words."""
    numbers_in_c: bool = False
    """Whether chords are numbers and no key says what they mean."""


def look_at(source: Source, text: str) -> Brackets:
    """The dialect of a file's chords: by their names, and by the key where most are numbers (Nashville, Roman)."""
    in_brackets = list(dict.fromkeys(_BRACKET.findall(text)))
    cells = dict.fromkeys(_cells(text)) if "grid" in text or "sog" in text else ()
    found = [*in_brackets, *cells]
    numbers = [symbol for symbol in found if NUMBER.fullmatch(symbol)]
    if len(numbers) * 2 <= len(found) or any(looks_like_chord(symbol) for symbol in found):
        dialect = dialect_of(found, source.reading)
        return Brackets(dialect, any(looks_like_chord(symbol.strip(), dialect) for symbol in in_brackets))
    key, known = Key("C"), False
    for stated in _KEY.finditer(text):
        try:
            key, known = parse_key(stated[1]), True
            break
        except ValueError:
            continue
    dialect = dialect_of(numbers, source.reading, key)
    return Brackets(dialect, True, numbers_in_c=not known)


def _cells(text: str) -> Iterator[str]:
    """What stands between the bars of a file's grids."""
    in_grid = False
    for line in text.split("\n"):
        if edge := _GRID_EDGE.match(line):
            in_grid = edge[1] is not None
        elif in_grid and not line.lstrip().startswith("{"):
            yield from _CELL.findall(_NO_CELL.sub(" ", line))


def in_key(dialect: Dialect, key: Key) -> Dialect:
    """The dialect from a new key on: numbers count from there."""
    return dialect if dialect.numbers is None else replace(dialect, numbers=key, said="")
