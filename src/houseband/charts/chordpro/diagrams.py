"""Chord diagrams: ``{define: C7 base-fret 3 frets x 3 2 3 1 x fingers 0 3 2 4 1 0}`` and the same with ``{chord: …}``.

::

    define = name , { "base-fret" , number | "frets" , { place } | "fingers" , { finger } | "copy" , name
           | "display" , name | "format" , text | "diagram" , word | "keys" , { number } } ;
    place  = number | "x" | "X" | "N" | "-" | "-1" ;        (* from the lowest string; 0 is open, x is not played *)

Places count from the diagram's first fret: place 1 with base-fret 3 is the third fret. The oldest form has bare
numbers: ``{define: G 1 3 2 0 0 0 3}`` is base-fret 1 and the frets.
"""

import re
from collections.abc import Mapping

from houseband.charts.chart import Frame

_SILENT = frozenset(("x", "X", "n", "N", "-", "-1"))
_KEYWORD = re.compile(r"(?:base[-_]fret|frets|fingers|copy|copyall|display|format|diagram|keys)")
_MOST_STRINGS = 12
_HIGHEST_FRET = 36


def read_frame(value: str, known: Mapping[str, Frame]) -> Frame | None:
    """The diagram that a definition draws; None if it draws none (a keyboard's, or a name alone).

    ``known``: the diagrams so far by their symbols, for ``copy``. Raises ValueError if it makes no sense.
    """
    words = value.split()
    if not words:
        raise ValueError(value)
    symbol, rest = words[0].strip("[]"), words[1:]
    if rest and not _KEYWORD.fullmatch(rest[0].lower()) and len(rest) >= 5 and all(_is_place(word) for word in rest):
        rest = ["base-fret", rest[0], "frets", *rest[1:]]
    fields: dict[str, list[str]] = {}
    place: list[str] | None = None
    for word in rest:
        if _KEYWORD.fullmatch(word.lower()):
            place = fields.setdefault(word.lower().replace("_", "-"), [])
        elif place is None:
            raise ValueError(value)
        else:
            place.append(word)
    copied = next((known.get(fields[word][0]) for word in ("copy", "copyall") if fields.get(word)), None)
    if "frets" not in fields:
        return None if copied is None else Frame(symbol, copied.frets, copied.fingers)
    base = fields.get("base-fret", ["1"])
    first = max(int(base[0]) - 1, 0) if base else 0
    frets = tuple(None if word in _SILENT else _fret(word, first) for word in fields["frets"])
    if not 1 <= len(frets) <= _MOST_STRINGS:
        raise ValueError(value)
    fingers = tuple(_finger(word) for word in fields.get("fingers", ()))
    if not fingers and copied is not None:
        fingers = copied.fingers
    return Frame(symbol, frets, fingers if len(fingers) == len(frets) else ())


def frame_text(frame: Frame) -> str:
    """The definition of a diagram, as ``read_frame`` reads it."""
    pressed = [fret for fret in frame.frets if fret]
    base = min(pressed) if pressed and max(pressed) > 5 else 1
    frets = " ".join("x" if fret is None else str(fret - base + 1 if fret else 0) for fret in frame.frets)
    fingers = " fingers " + " ".join(map(str, frame.fingers)) if any(frame.fingers) else ""
    return f"{frame.symbol} base-fret {base} frets {frets}{fingers}"


def _is_place(word: str) -> bool:
    return word in _SILENT or word.isdecimal()


def _fret(word: str, first: int) -> int:
    fret = int(word)
    if not 0 <= fret + first <= _HIGHEST_FRET:
        raise ValueError(word)
    return fret + first if fret else 0


def _finger(word: str) -> int:
    if word.isdecimal() and len(word) == 1:
        return int(word)
    return ord(word) - ord("A") + 1 if len(word) == 1 and "A" <= word <= "L" and word not in _SILENT else 0
