"""What a song says of itself, and the places in its text where that is put in: ``%{title}``, ``%{key|in %{}|}``.

::

    substitution = "%{" , name , [ "=" , value ] , [ "|" , then , [ "|" , else ] ] , "}" ;
    name         = item , [ "." , number ] ;               (* of several values the first is 1, the last -1 *)

``%{}`` within ``then`` is the value itself. A backslash takes ``\\ { } |`` literally. After
chordpro.org/chordpro/chordpro-configuration-format-strings. Several values are joined by "; ", as the reference does.
"""

from dataclasses import dataclass, field

LONGEST = 4000  # characters that a text may grow to: values that are put into values could double without end
MOST_FILLED = 1_000_000  # characters put into the texts of one song; beyond, texts stay as they are
_DEEPEST = 16
INSTRUMENT = "guitar"  # the reference's own default


@dataclass(slots=True)
class Metadata:
    """The items of one song, each with its values in order."""

    items: dict[str, list[str]] = field(default_factory=dict)
    computed: dict[str, str] = field(default_factory=lambda: {"instrument": INSTRUMENT, "instrument.type": INSTRUMENT})
    """What no directive sets but the program: the instrument, the key as it sounds."""
    joined: dict[str, str] = field(default_factory=dict)
    """All values of an item as one text."""
    room: int = MOST_FILLED

    def add(self, name: str, value: str) -> None:
        """Another value of an item."""
        name = name.lower()
        values = self.items.setdefault(name, [])
        values.append(value)
        before = self.joined.get(name, "")
        if len(before) < LONGEST:
            self.joined[name] = (f"{before}; {value}" if len(values) > 1 else value)[:LONGEST]

    def value(self, name: str) -> str:
        """All values of an item, or the one whose number is asked for; '' if there is none."""
        name = name.strip().lower()
        if name in self.computed:
            return self.computed[name]
        if name in self.joined:
            return self.joined[name]
        item, _, number = name.rpartition(".")
        values = self.items.get(item, [])
        if values and number.lstrip("-").isdecimal() and len(number) < 6:
            index = int(number)
            index = index - 1 if index > 0 else index + len(values)
            return values[index] if 0 <= index < len(values) else ""
        return ""

    def selects(self, selector: str) -> bool:
        """Whether a directive for ``selector`` is for us: for our instrument, or for an item that is set and true."""
        if selector.lower() == self.computed["instrument"].lower():
            return True
        return self.value(selector).lower() not in ("", "0", "false", "null")


def substitute(text: str, metadata: Metadata) -> str:
    """The text with its substitutions made; one that is never closed stays as it is."""
    if "%{" not in text or metadata.room < 0:
        return text
    try:
        filled = _Filling(text, metadata).filled()[:LONGEST]
    except _NotClosedError:
        return text
    metadata.room -= len(filled)
    return filled


class _NotClosedError(Exception):
    """A substitution without its brace."""


class _Filling:
    """Walks a text from left to right."""

    def __init__(self, text: str, metadata: Metadata) -> None:
        self.text = text
        self.metadata = metadata
        self.at = 0
        self.room = LONGEST

    def filled(self) -> str:
        return self.run("", "", 0)

    def run(self, stops: str, own: str, depth: int) -> str:
        """The text up to one of ``stops``, which is not taken; ``own`` is what %{} stands for."""
        out: list[str] = []
        text = self.text
        while self.at < len(text) and text[self.at] not in stops:
            if text.startswith("%{", self.at):
                self.at += 2
                out.append(self.substitution(own, depth + 1))
            elif text[self.at] == "\\" and text[self.at + 1 : self.at + 2] in tuple("\\{}|"):
                out.append(text[self.at + 1])
                self.at += 2
            else:
                out.append(text[self.at])
                self.at += 1
        return "".join(out)

    def substitution(self, own: str, depth: int) -> str:
        if depth > _DEEPEST:
            raise _NotClosedError
        name, _, wanted = self.run("|}", own, depth).partition("=")
        value = self.metadata.value(name) if name.strip() else own
        branches: list[str] = []
        while self.at < len(self.text) and self.text[self.at] == "|":
            self.at += 1
            branches.append(self.run("|}", value, depth))
        if self.at >= len(self.text):
            raise _NotClosedError
        self.at += 1
        holds = value == wanted if wanted else bool(value)
        branches = branches or [value, value]
        result = branches[0] if holds else "".join(branches[1:2])
        self.room -= len(result)
        return result if self.room >= 0 else ""
