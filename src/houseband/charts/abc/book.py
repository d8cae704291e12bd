"""A tune book as lines: the file header, and the tunes with the numbers of their lines.

::

    book      = [ file-header ] , { tune | free text } ;
    tune      = "X:" number , { field | music | "%%" directive } , blank line ;       (* "X:" alone begins one too *)
    field     = letter ":" text , { "+:" more text } ;
    comment   = "%" text ;                                            (* to the end of its line; "\\%" is no comment *)

ABC standard 2.1, section 2.2 (abcnotation.com/wiki/abc:standard:v2.1). Two slips are forgiven: a file without any
``X:`` is one tune, and a blank line within a tune, after which music goes on, does not end it.
"""

import re
from dataclasses import dataclass, field

Line = tuple[int, str]
"""The number of a line in the file, from 1, and its text without comment and trailing blanks."""

FIELD = re.compile(r"\s*([A-Za-z]):(?![|:])\s*(.*)", re.DOTALL)
_TUNE = re.compile(r"\s*X:\s*\S?")
_COMMENT = re.compile(r"(?<!\\)%.*")
_BLOCK = re.compile(r"%%\s*begin(text|ps|svg|ml|js)\b")
_BODY_FIELD = re.compile(r"\s*\[?[VwsKMLPQ]:")
_MUSIC = re.compile(r"[\sA-Ga-gxyzZ\d,'/^_=<>|:()\[\]{}~.\-!\"#+hHTuvLS]*\|[\sA-Ga-gxyzZ\d,'/^_=<>|:()\[\]{}~.\-]*")


@dataclass(slots=True)
class Tune:
    """The lines of one tune."""

    lines: list[Line] = field(default_factory=list)
    blank: int = 0
    """The number of the first blank line that was read over; 0: none."""


def split_book(text: str) -> tuple[list[Line], list[Tune]]:
    """The lines before the first tune, and the tunes; a text without ``X:`` is one tune."""
    header: list[Line] = []
    tunes: list[Tune] = []
    open_tune: Tune | None = None
    closed_at = 0  # the blank line after the last tune, while it is not sure that it ends it
    block = ""
    for number, raw in enumerate(text.split("\n"), 1):
        if block:
            if raw.startswith(f"%%end{block}") or _TUNE.match(raw):
                block = ""
            if not _TUNE.match(raw):
                continue
        if raw[:1] == "%":
            if found := _BLOCK.match(raw):
                block = found[1]
            elif raw[:2] == "%%":
                (header if open_tune is None else open_tune.lines).append((number, raw.rstrip()))
            continue
        line = (_COMMENT.sub("", raw) if "%" in raw else raw).rstrip()
        if raw[:2] == "X:" or (raw[:1] == " " and _TUNE.match(raw)):
            open_tune, closed_at = Tune([(number, line)]), 0
            tunes.append(open_tune)
        elif not line:
            if open_tune is not None and not raw.strip():
                closed_at = closed_at or number
        elif open_tune is None:
            header.append((number, line))
        elif (closed_at or open_tune.blank) and not _goes_on(line):
            continue  # free text between tunes, or after one
        else:
            if closed_at:
                open_tune.blank, closed_at = open_tune.blank or closed_at, 0
            _add(open_tune.lines, number, line)
    if not tunes and header:
        tunes, header = [Tune(_joined(header))], []
    return _joined(header), tunes


def _goes_on(line: str) -> bool:
    """Whether a line after a blank one belongs to the tune before it: a field of its body, or music with bar lines."""
    return _BODY_FIELD.match(line) is not None or ("|" in line and _MUSIC.fullmatch(line) is not None)


def _add(lines: list[Line], number: int, line: str) -> None:
    if line.startswith("+:") and lines and FIELD.match(lines[-1][1]):
        lines[-1] = (lines[-1][0], f"{lines[-1][1]} {line[2:].strip()}")
    else:
        lines.append((number, line))


def _joined(lines: list[Line]) -> list[Line]:
    joined: list[Line] = []
    for number, line in lines:
        _add(joined, number, line)
    return joined
