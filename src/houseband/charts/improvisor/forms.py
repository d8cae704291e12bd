"""The text of a leadsheet in pieces: forms in round brackets, and the words between them. Columns and lines from 1."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from houseband.errors import ChartError

# A chord may have brackets in it, C7(b9), but no blank; a bar line needs no blanks around it.
_PIECE = re.compile(r"[|,]|\(|\)|[^\s()|,]+(?:\([^\s()|,]{1,20}\)[^\s()|,]*)*")
_BRACKET = re.compile(r"[()]")
_INNER = re.compile(r"\(\s*([\w-]+)\s*([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A form, by its first word, or a word of its own (``name`` is '')."""

    name: str
    text: str
    """The word, or what stands in the form after its name, blanks made one."""
    line: int
    column: int
    shown: str
    """The line that it stands in."""

    def inner(self) -> dict[str, str]:
        """The forms within, by name; of several, the first."""
        found: dict[str, str] = {}
        for name, text in _INNER.findall(self.text):
            found.setdefault(name, text.strip())
        return found


def pieces(text: str, name: str) -> Iterator[Piece]:
    """The pieces in order. Raises ChartError for a bracket that is never closed."""
    lines = text.split("\n")
    line, line_start, at = 1, 0, 0
    while found := _PIECE.search(text, at):
        start = found.start()
        line += text.count("\n", at, start)
        line_start = text.rfind("\n", 0, start) + 1 if "\n" in text[at:start] else line_start
        column, shown = start - line_start + 1, lines[line - 1][:500]
        if found[0] != "(":
            yield Piece("", found[0], line, column, shown)
            at = found.end()
            continue
        end = _closing(text, start)
        if end is None:
            raise ChartError("a bracket that is never closed", name, line, column, shown, "the file may be cut short")
        first, _, rest = " ".join(text[start + 1 : end - 1].split()).partition(" ")
        head, bracket, more = first.partition("(")  # (part(type chords))
        if first:
            yield Piece(head, bracket + more + (" " + rest if more else rest), line, column, shown)
        line += text.count("\n", start, end)
        if "\n" in text[start:end]:
            line_start = text.rfind("\n", 0, end) + 1
        at = end


def _closing(text: str, start: int) -> int | None:
    """Where the form that begins here is over."""
    depth = 0
    for found in _BRACKET.finditer(text, start):
        depth += 1 if found[0] == "(" else -1
        if depth == 0:
            return found.end()
    return None
