"""A line of music: each of its signs given to the voice that it belongs to. The signs are in ``lexer.py``."""

from collections.abc import Callable

from houseband.charts.abc import signs
from houseband.charts.abc.lexer import TOKEN
from houseband.charts.abc.macros import Macro
from houseband.charts.abc.voice import Voice
from houseband.errors import ChartError

LONGEST_LINE = 100_000  # characters, after macros
InlineField = Callable[[str, str, int, int], Voice]
"""Takes an inline field's letter, text, line and column; gives the voice that goes on."""


def expand(text: str, macros: list[Macro], number: int) -> str:
    """The line with its macros replaced. Raises ChartError where they grow without end."""
    for macro in macros:
        text = macro.applied(text)
        if len(text) > LONGEST_LINE:
            raise ChartError("macros that grow without end", line=number, hint="look at the m: fields")
    return text


def read_line(voice: Voice, text: str, number: int, inline_field: InlineField) -> Voice:
    """Read a line into the voice, or the voices that its inline fields name; the last of them."""
    voice.begin_line(text, number)
    goes_on = text.endswith("\\")
    for found in TOKEN.finditer(text):
        kind = found.lastgroup
        if kind == "note":
            voice.note(found["note"])
        elif kind == "bar" or kind == "ends":
            sign = found["bar"]
            if "|" in sign or "::" in sign:
                voice.bar_line(sign, found["ends"])
            else:
                voice.remark(f"not understood: {sign!r}", number, found.start("bar") + 1, text, "passed over")
        elif kind == "quoted":
            voice.quoted(found["quoted"], found.start("quoted") + 1)
        elif kind == "rest":
            voice.rest(found["rest"])
        elif kind == "tie":
            voice.tie()
        elif kind == "broken":
            voice.broken(found["broken"])
        elif kind == "slur" or kind == "grace":
            continue
        elif kind == "times" or kind == "group":
            voice.group(found["group"], found["times"], found.start("group") + 1)
        elif kind == "p" or kind == "q" or kind == "r":
            voice.tuplet(int(found["p"]), found["q"], found["r"])
        elif kind == "value" or kind == "field":
            after = inline_field(found["field"], found["value"], number, found.start("field") + 1)
            if after is not voice:
                voice = after
                voice.begin_line(text, number)
        elif kind == "ending":
            voice.ending(found["ending"])
        elif kind == "deco":
            voice.decoration(found["deco"], found.start("deco") + 1)
        elif kind == "plus":
            _plus(voice, found["plus"], found.start("plus") + 1)
        elif kind == "space":
            voice.spacer()
        elif kind == "letter":
            voice.letter(found["letter"], found.start("letter") + 1)
        elif kind == "overlay":
            voice.overlay(found["overlay"])
        elif found["junk"] not in "!*;?@#$`\\":  # an old end of line, and signs that are kept for later
            voice.remark(f"not understood: {found['junk']!r}", number, found.start("junk") + 1, text, "passed over")
    voice.goes_on = goes_on
    return voice


def _plus(voice: Voice, inside: str, column: int) -> None:
    """``+trill+`` is a decoration; ``+CEG+`` is a chord of notes, as ABC 1.6 wrote it."""
    if signs.is_known(inside) or inside in signs.ROAD or inside in signs.FERMATAS:
        voice.decoration(inside, column)
    else:
        voice.group(inside, "", column)
