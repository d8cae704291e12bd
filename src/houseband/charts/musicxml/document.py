"""The XML of a score: from bytes to its root element, or a refusal with its line and column.

Entities are refused (scores need none, XML bombs do), nothing outside the file is fetched, and a file with more tags
than a score can have is refused before it is parsed.
"""

import re
import xml.etree.ElementTree as ET
from bisect import bisect_left
from dataclasses import dataclass
from xml.etree.ElementTree import Element
from xml.parsers import expat

from houseband.charts.musicxml import mxl
from houseband.charts.source import Source
from houseband.errors import ChartError

MOST_TAGS = 2_500_000  # a symphony has about a million; an element takes some 200 bytes when it is read
_MEASURE = re.compile(r"<(?:[\w.-]+:)?measure[\s>/]")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ROOTS = ("score-partwise", "score-timewise")


def score_bytes(source: Source) -> bytes:
    """The XML of a plain or compressed file. Raises ChartError for what is empty, damaged or far too big."""
    data = source.data
    if mxl.is_compressed(data):
        data = mxl.unpack(data, source.name)
    if not data.strip():
        raise ChartError("the file is empty", source.name, hint="is it the right file?")
    if len(data) > mxl.MAX_MEMBER_BYTES:
        raise ChartError(f"{len(data) / 1e6:.0f} MB is too large for a score", source.name, hint="split the score")
    if data.count(b"<") > MOST_TAGS:
        raise ChartError(f"more than {MOST_TAGS:,} XML tags", source.name, hint="split the score")
    return data


def parse(data: bytes, name: str, roots: tuple[str, ...] = _ROOTS, kind: str = "MusicXML") -> Element:
    """The root of the score, without namespaces. Raises ChartError where the XML is broken or is something else."""
    stripped = data.lstrip(b" \t\r\n")  # a blank line before the declaration is not XML, but harmless
    skipped_lines = data[: len(data) - len(stripped)].count(b"\n")
    try:
        _refuse_entities(stripped, name)
        root = ET.fromstring(stripped)
    except ET.ParseError as error:
        line, column = error.position
        raise _broken(stripped, name, str(error), line, column, skipped_lines) from None
    except expat.ExpatError as error:
        raise _broken(stripped, name, str(error), error.lineno, error.offset, skipped_lines) from None
    except (LookupError, ValueError) as error:  # an encoding that nobody knows
        raise ChartError(f"not readable XML: {error}", name, 1, hint="save it as UTF-8") from None
    if root.tag.startswith("{"):
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
    if root.tag not in roots:
        hint = {"opus": "open the scores it names one by one"}.get(root.tag, "is it the right file?")
        raise ChartError(f"not a {kind} score: its root is <{root.tag[:100]}>", name, 1, hint=hint)
    return root


def measures_by_part(root: Element) -> dict[str, list[Element]]:
    """The measures of every part in order, whichever way round the score is written."""
    parts: dict[str, list[Element]] = {}
    if root.tag == "score-partwise":
        for number, part in enumerate(root.iterfind("part")):
            parts.setdefault(part.get("id", f"part {number + 1}"), []).extend(part.iterfind("measure"))
    else:
        for measure in root.iterfind("measure"):
            for part in measure.iterfind("part"):
                part.attrib.update(measure.attrib)
                parts.setdefault(part.attrib.pop("id", ""), []).append(part)
    return {id_: measures for id_, measures in parts.items() if measures}


@dataclass(slots=True)
class Places:
    """Where the measure elements stand in the file."""

    text: str
    newlines: list[int]
    measures: list[int]

    def of(self, measure: int) -> tuple[int | None, int | None, str]:
        """Line, column and the line's text of a measure by its order in the file."""
        if measure >= len(self.measures):
            return None, None, ""
        start = self.measures[measure]
        row = bisect_left(self.newlines, start)
        line_start = self.newlines[row - 1] + 1 if row else 0
        line_end = self.newlines[row] if row < len(self.newlines) else len(self.text)
        if line_end - line_start > 1000:  # a whole score on one line: show what is near
            return row + 1, start - line_start + 1, self.text[start : start + 100]
        return row + 1, start - line_start + 1, self.text[line_start:line_end].rstrip()


def places(data: bytes) -> Places:
    """Where the measures stand in this file."""
    text = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), _text(data))
    newlines = [found.start() for found in re.finditer(r"\n", text)]
    return Places(text, newlines, [found.start() for found in _MEASURE.finditer(text)])


def _broken(data: bytes, name: str, message: str, line: int, column: int, skipped_lines: int) -> ChartError:
    problem = re.sub(r": line \d+, column \d+$", "", message)
    lines = _text(data).split("\n")
    text = lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else ""
    hint = "the file is cut short; export it again" if "no element" in problem or "unclosed" in problem else ""
    return ChartError(
        f"not well-formed XML: {problem}", name, line + skipped_lines, column + 1, text, hint or "export it again"
    )


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8-sig", errors="replace")


class _FirstElement(Exception):  # noqa: N818  (it is no error: the prolog is over)
    pass


def _refuse_entities(data: bytes, name: str) -> None:
    """Read the prolog alone and refuse a document type that declares entities: scores need none, bombs do."""

    def entity(*_: object) -> None:
        line = parser.CurrentLineNumber
        raise ChartError("the file declares XML entities", name, line, hint="no score needs them; export it again")

    def element(*_: object) -> None:
        raise _FirstElement

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = entity
    parser.StartElementHandler = element
    try:
        parser.Parse(data, True)
    except _FirstElement:
        return
