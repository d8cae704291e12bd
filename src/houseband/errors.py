"""Whose fault it is: these three are the user's, shown kindly and with their place; anything else is a bug.

``Remark`` is what a reader says of something that it could not fully read but played all the same.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing worth telling about a chart that was read nevertheless."""

    problem: str
    """What is odd, in a few words, with the offending text quoted."""
    line: int | None = None
    """Line in the source, from 1; None where the source has no lines (or the remark is about the whole)."""
    column: int | None = None
    """Column in that line, from 1."""
    text: str = ""
    """The offending text itself, or the source line."""
    hint: str = ""
    """What to do, or what was done instead."""


class UserError(Exception):
    """Something the user can mend. ``str()`` gives the whole message: place, problem, the line, and what to do."""

    def __init__(
        self,
        problem: str,
        source: str = "",
        line: int | None = None,
        column: int | None = None,
        text: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(problem, source, line, column, text, hint)
        self.problem = problem
        self.source = source
        self.line = line
        self.column = column
        self.text = text
        self.hint = hint

    def __str__(self) -> str:
        return located(self.problem, self.source, self.line, self.column, self.text, self.hint)


class ChartError(UserError):
    """A chart that cannot be read or played."""


class StyleError(UserError):
    """A style that does not exist, or whose file is wrong."""


class SoundError(UserError):
    """A sound, device or audio file that cannot be used."""


def located(problem: str, source: str, line: int | None, column: int | None, text: str, hint: str) -> str:
    """``source:line:column: problem``, the offending line with a caret under its column, and the hint, on lines."""
    numbers = () if line is None else (line,) if column is None else (line, column)
    place = ":".join(str(part) for part in (source, *numbers) if part != "")
    lines = [f"{place}: {problem}" if place else problem]
    if text:
        shown = text.replace("\t", " ")
        if column and len(shown) > 100:  # a window around the column, so that the caret is on the screen
            start = max(0, min(column - 50, len(shown) - 100))
            shown, column = shown[start : start + 100], column - start
        lines.append(f"    {shown[:100]}")
        if column and column <= len(shown) + 1:
            lines.append("    " + " " * (column - 1) + "^")
    if hint:
        lines.append(f"    {hint}")
    return "\n".join(lines)
