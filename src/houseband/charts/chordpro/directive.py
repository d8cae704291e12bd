r"""Lines of a ChordPro file, and the directives in them.

::

    file       = { line } ;               (* a line that ends in "\" goes on in the next, whose indent does not count *)
    directive  = "{" , name , [ "-" , selector , [ "!" ] ] , [ ":" | blank ] , [ value ] , "}" ;  (* on its own line *)
    value      = text | attribute , { attribute } ;
    attribute  = key , "=" , ( '"' , text , '"' | "'" , text , "'" | word ) ;

``\uXXXX`` anywhere is the character of that number. Names and short forms are those of chordpro.org/chordpro
(ChordPro 6, cheat sheet). Errata met in the wild: no colon, several directives on one line, a brace never closed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

SHORT = {
    "t": "title", "st": "subtitle", "su": "subtitle", "c": "comment", "ci": "comment", "cb": "comment",
    "comment_italic": "comment", "comment_box": "comment", "highlight": "comment",
    "soc": "start_of_chorus", "eoc": "end_of_chorus", "sov": "start_of_verse", "eov": "end_of_verse",
    "sob": "start_of_bridge", "eob": "end_of_bridge", "sog": "start_of_grid", "eog": "end_of_grid",
    "sot": "start_of_tab", "eot": "end_of_tab", "ns": "new_song", "music": "composer", "words": "lyricist",
    "g": "grid", "ng": "no_grid", "np": "new_page", "npp": "new_physical_page", "colb": "column_break",
    "cf": "chordfont", "cs": "chordsize", "cc": "chordcolour", "tf": "textfont", "ts": "textsize", "tc": "textcolour",
    "col": "columns",
}  # fmt: skip
# About paper, fonts and diagrams; and duration: how long a song takes follows from its bars and its tempo.
LAYOUT = frozenset((
    "duration", "diagrams", "grid", "no_grid", "new_page", "new_physical_page", "column_break", "columns", "pagetype",
    "image", "titles", "sorttitle", "sortartist",
    *(part + what for part in ("chord", "chorus", "footer", "grid", "tab", "label", "toc", "text", "title")
      for what in ("font", "size", "colour", "color")),
))  # fmt: skip
_SIMPLE = re.compile(r"\s*\{([^{}]*)\}\s*")
_BODY = re.compile(r"\s*([^\s:{}=]+)\s*(?::\s*|\s+|$)", re.DOTALL)
_ATTRIBUTE = re.compile(r"""\s*([A-Za-z][\w-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_SECTIONS_WITH_HYPHEN = frozenset(("pre-chorus", "post-chorus"))


@dataclass(frozen=True, slots=True)
class Directive:
    """What stands between braces."""

    name: str
    """Its long name in lower case, without its selector."""
    value: str
    selector: str = ""
    """For whom it is; '': for everybody."""
    negated: bool = False
    """Whether it is for everybody but those."""

    def attributes(self) -> dict[str, str]:
        """The value as ``key="text"`` pairs; {} if it is anything else."""
        found: dict[str, str] = {}
        at = 0
        while match := _ATTRIBUTE.match(self.value, at):
            found[match[1].lower()] = next(group for group in match.groups()[1:] if group is not None)
            at = match.end()
        return {} if self.value[at:].strip() else found

    def label(self) -> str | None:
        """The label of a passage: its attribute, else the whole value; None if it has neither."""
        if "=" in self.value:
            return self.attributes().get("label")
        return self.value or None


def lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers from 1, continued ones joined, escapes replaced."""
    parts: list[str] = []
    first = 1
    for number, line in enumerate(text.split("\n"), 1):
        if "\\" in line:
            line = _ESCAPE.sub(_character, line)
        if parts:
            line = line.lstrip()
        else:
            first = number
        if line.endswith("\\") and not line.startswith("#"):
            parts.append(line[:-1])
            continue
        if parts:
            line = "".join((*parts, line))
            parts.clear()
        yield first, line
    if parts:
        yield first, "".join(parts)


def _character(escape: re.Match[str]) -> str:
    number = int(escape[1], 16)
    if number < 32 or 0xD800 <= number < 0xE000:  # no character, or one that would break the line
        return escape[0]
    return chr(number)


def directives(line: str) -> list[Directive] | None:
    """The directives that a line consists of; None if it is no such line."""
    simple = _SIMPLE.fullmatch(line)
    if simple:
        return [_directive(simple[1])]
    text = line.strip()
    if not text.startswith("{"):
        return None
    found: list[Directive] = []
    depth = start = 0
    for place in re.finditer(r"[{}]", text):
        at = place.start()
        if place[0] == "{":
            if depth == 0:
                if text[start:at].strip():
                    return None
                start = at + 1
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                found.append(_directive(text[start:at]))
                start = at + 1
    if depth:  # never closed
        found.append(_directive(text[start:]))
    elif text[start:].strip():
        return None
    return found


def _directive(body: str) -> Directive:
    match = _BODY.match(body)
    if not match:
        return Directive("", body.strip())
    name, value = match[1].lower(), body[match.end() :].strip()
    selector = ""
    if "-" in name and not name.startswith("x_"):
        head, _, tail = name.partition("-")
        section = head.partition("_of_")[2] + "-" + tail.rstrip("!")
        if section in _SECTIONS_WITH_HYPHEN:
            name = name.replace("-", "_")
        else:
            name, selector = head, tail
    return Directive(SHORT.get(name, name), value, selector.rstrip("!"), selector.endswith("!"))
