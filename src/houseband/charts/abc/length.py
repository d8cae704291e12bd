"""``M:``, ``L:`` and ``Q:``: the meter, the unit length and the tempo; and the exact ticks that notes are counted in.

::

    meter  = "C" | "C|" | "none" | "free" | count { "+" count } "/" unit ;           (* the counts may be in "(" ")" *)
    unit   = number "/" number ;
    tempo  = [ '"' words '"' ] , [ length { length } "=" number ] , [ '"' words '"' ]
           | number | "C" [ number ] "=" number ;             (* old: so many unit lengths a minute *)

ABC standard 2.1, sections 3.1.6–3.1.8 and 10.2. A tick is a fraction of a quarter in which all usual lengths are whole;
what is not whole in it is kept as a Fraction of ticks.
"""

import re
from fractions import Fraction
from functools import lru_cache

from houseband.music.meter import Meter, parse_meter

QUARTER = 2**8 * 9 * 5 * 7 * 11 * 13
"""Ticks of a quarter."""
WHOLE = 4 * QUARTER
Ticks = int | Fraction
_quarters: dict[Ticks, Fraction] = {}
_MOST_KEPT = 4096

_NUMBERS = re.compile(r"(\d{1,4})\s*/\s*(\d{1,4})")
_TEMPO = re.compile(r"(?P<beats>C\d{0,2}|\d{1,3}/\d{1,3}(?:[\s+]+\d{1,3}/\d{1,3})*)?\s*=\s*(?:ca?\.?\s*)?"
                    r"(?P<count>\d{1,4}(?:\.\d{1,4})?)|^\s*(?P<bare>\d{1,4}(?:\.\d{1,4})?)\s*$")  # fmt: skip
_QUOTED = re.compile(r'"([^"]*)"?')


def scaled(ticks: Ticks, times: int, by: int) -> Ticks:
    """``ticks × times ÷ by``, exactly."""
    if by == 1:
        return ticks * times
    if isinstance(ticks, int):
        whole, rest = divmod(ticks * times, by)
        if not rest:
            return whole
    return Fraction(ticks * times) / by


def quarters(ticks: Ticks) -> Fraction:
    """Ticks as quarters."""
    found = _quarters.get(ticks)
    if found is None:
        found = Fraction(ticks) / QUARTER
        if len(_quarters) < _MOST_KEPT:
            _quarters[ticks] = found
    return found


@lru_cache(maxsize=256)
def bar_ticks(meter: Meter) -> Ticks:
    """The ticks of a whole bar."""
    return scaled(QUARTER, *meter.quarters.as_integer_ratio())


def read_meter(text: str) -> Meter | None:
    """The meter; None for ``none`` and ``free``. Raises ValueError for what is none of them."""
    plain = text.strip().replace("(", "").replace(")", "").replace(" ", "")
    if plain.lower() in ("none", "free", ""):
        return None
    if plain.isdigit():  # "3" alone: quarters
        plain += "/4"
    return parse_meter(plain)


def default_unit(meter: Meter | None) -> Ticks:
    """The unit length where no ``L:`` says: a sixteenth in meters shorter than 3/4, else an eighth."""
    return WHOLE // 16 if meter is not None and meter.quarters < 3 else WHOLE // 8


def read_unit(text: str) -> Ticks:
    """The ticks of a unit length. Raises ValueError for what is none."""
    found = _NUMBERS.search(text)
    if found and int(found[1]) and int(found[2]):
        return scaled(WHOLE, int(found[1]), int(found[2]))
    if text.strip() == "1":
        return WHOLE
    raise ValueError(f"not a note length: {text.strip()!r}")


def read_tempo(text: str, unit: Ticks) -> tuple[float | None, str]:
    """Quarters a minute, or None, and the words of a tempo. Raises ValueError for what is neither."""
    words = " ".join(word.strip() for word in _QUOTED.findall(text) if word.strip())
    rest = _QUOTED.sub(" ", text)
    found = _TEMPO.search(rest)
    if not found:
        if rest.strip():
            raise ValueError(f"not a tempo: {text.strip()!r}")
        return None, words
    if found["bare"]:
        length, count = unit, found["bare"]
    else:
        beats = found["beats"] or ""
        count = found["count"]
        if beats[:1] == "C" or not beats:
            length = unit * int(beats[1:] or 1)
        else:
            length = sum((scaled(WHOLE, int(a), int(b)) for a, b in _NUMBERS.findall(beats) if int(b)), 0)
    a_minute = float(count) * float(length) / QUARTER
    if not 4 <= a_minute <= 2000:
        raise ValueError(f"not a tempo: {text.strip()!r}")
    return a_minute, words
