"""Macros, ``m: ~G3 = G{A}G{F}G``: text of the music that stands for other text.

::

    macro  = "m:" pattern "=" text ;
    (* static; or transposing where the pattern has an "n": then n is any note, and h … z in the text are the notes as
       many steps from it as their letters are from n *)

ABC standard 2.1, chapter 9.
"""

import re
from dataclasses import dataclass

_NOTE = r"([A-Ga-g])([,']*)"
_LETTERS = "CDEFGAB"


@dataclass(frozen=True, slots=True)
class Macro:
    """One macro, ready to be used."""

    pattern: re.Pattern[str]
    text: str
    transposing: bool

    def applied(self, line: str) -> str:
        """The line with the macro's text in the place of its pattern."""
        if not self.transposing:
            return self.pattern.sub(lambda _: self.text, line)
        return self.pattern.sub(lambda found: _moved(self.text, found[1], found[2]), line)


def read_macro(text: str) -> Macro | None:
    """The macro that a field defines; None if it is none."""
    pattern, sign, replacement = text.partition("=")
    pattern, replacement = pattern.strip(), replacement.strip()
    if not sign or not pattern or len(pattern) > 31 or len(replacement) > 200:
        return None
    transposing = "n" in pattern
    compiled = re.escape(pattern).replace("n", _NOTE, 1) if transposing else re.escape(pattern)
    return Macro(re.compile(compiled + r"(?!\d)" if pattern[-1:].isdigit() else compiled), replacement, transposing)


def _moved(text: str, name: str, octave_marks: str) -> str:
    place = _LETTERS.index(name.upper()) + 7 * (name.islower() + octave_marks.count("'") - octave_marks.count(","))
    return re.sub("[h-z]", lambda found: _written(place + ord(found[0]) - ord("n")), text)


def _written(place: int) -> str:
    octave, letter = divmod(place, 7)
    name = _LETTERS[letter]
    return name.lower() + "'" * (octave - 1) if octave > 0 else name + "," * -octave
