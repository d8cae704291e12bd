"""MusicXML, plain and compressed: the chords, the melody, the words and the roadmap of a lead sheet or a whole score.

MusicXML 4.0: https://www.w3.org/2021/06/musicxml40/ . Of a score with several parts, the one with the most chord
symbols is read; the melody is its own, or else that of the first part with one. Signs of the road count in all parts.
"""

import re
import xml.etree.ElementTree as ET
from bisect import bisect_left
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element
from xml.parsers import expat

from houseband.charts.chart import Chart
from houseband.charts.musicxml import mxl
from houseband.charts.musicxml.bars import bars_of, infer_meter
from houseband.charts.musicxml.part import Part, read_part
from houseband.charts.musicxml.signs import merge, read_signs
from houseband.charts.source import Source
from houseband.errors import ChartError, Remark

_MEASURE = re.compile(r"<measure[\s>/]")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def read(source: Source) -> tuple[Chart, ...]:
    """The one chart of a MusicXML file. Raises ChartError, with its place, for what is no score or has no music."""
    data = source.data
    if mxl.is_compressed(data):
        data = mxl.unpack(data, source.name)
    if not data.strip():
        raise ChartError("the file is empty", source.name, hint="is it the right file?")
    root = _parse(data, source.name)
    names = {e.get("id", ""): (e.findtext("part-name") or "").strip() for e in root.iterfind("part-list/score-part")}
    measures = _measures_by_part(root, source.name)
    parts = [read_part(elements, names.get(id_) or id_) for id_, elements in measures.items()]
    with_chords = max(parts, key=lambda part: part.chord_count, default=None)
    with_melody = next((part for part in parts if part.has_melody), None)
    if with_chords is None or (not with_chords.chord_count and with_melody is None):
        raise ChartError("neither chords nor melody in it", source.name, hint="it needs chord symbols or notes")
    if not with_chords.chord_count and with_melody is not None:
        with_chords = with_melody
    if with_chords.has_melody or with_melody is None:
        with_melody = with_chords
    chart = _chart(root, parts, with_chords, with_melody)
    first = 0  # the place of the chosen part's first measure among all in the file
    if root.tag == "score-partwise":
        first = sum(len(part.measures) for part in parts[: parts.index(with_chords)])
    return (replace(chart, remarks=_remarks(with_chords, data, first)),)


def _chart(root: Element, parts: list[Part], chosen: Part, with_melody: Part) -> Chart:
    margin = chosen.margin
    infer_meter(chosen.measures, margin)
    contents = [measure.content_quarters for measure in chosen.measures]
    signs = read_signs([measure.signs for measure in chosen.measures], contents)
    for part in parts:
        if part is not chosen:
            lengths = [measure.content_quarters for measure in part.measures]
            others = read_signs([measure.signs for measure in part.measures], lengths)
            for sign, other in zip(signs, others, strict=False):
                merge(sign, other)
    if with_melody is not chosen:
        for measure, other_measure in zip(chosen.measures, with_melody.measures, strict=False):
            measure.melody, measure.lyrics = other_measure.melody, other_measure.lyrics
            measure.content_quarters = max(measure.content_quarters, other_measure.content_quarters)
    left_out = [part.name for part in parts if part is not chosen and part is not with_melody]
    if left_out:
        shown = ", ".join(left_out[:6]) + (f" and {len(left_out) - 6} more" if len(left_out) > 6 else "")
        margin.add(
            f"{len(left_out)} more part{'s' if len(left_out) > 1 else ''}: {shown}",
            f"the chart is of {with_melody.name!r}",
        )
    bars = bars_of(chosen.measures, signs, margin)
    style = next((sign.style for sign in signs[:1] if sign.style), "")
    return Chart(
        title=_title(root),
        bars=bars,
        format="musicxml",
        composer=_composer(root),
        key=next((measure.key for measure in chosen.measures[:2] if measure.key), None),
        style=style,
        tempo_bpm=next((bar.tempo_bpm for bar in bars[:2] if bar.tempo_bpm), None),
    )


def _title(root: Element) -> str:
    for path in ("movement-title", "work/work-title"):
        if title := " ".join((root.findtext(path) or "").split()):
            return title
    for credit in root.iterfind("credit"):
        if credit.findtext("credit-type") == "title":
            return " ".join((credit.findtext("credit-words") or "").split())
    return ""


def _composer(root: Element) -> str:
    names = [
        " ".join((creator.text or "").split())
        for creator in root.iterfind("identification/creator")
        if creator.get("type", "composer").lower() in ("composer", "music")
    ]
    return ", ".join(dict.fromkeys(name for name in names if name))


def _parse(data: bytes, name: str) -> Element:
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
    if root.tag not in ("score-partwise", "score-timewise"):
        hint = {"opus": "open the scores it names one by one"}.get(root.tag, "is it the right file?")
        raise ChartError(f"not a MusicXML score: its root is <{root.tag}>", name, 1, hint=hint)
    return root


def _broken(data: bytes, name: str, message: str, line: int, column: int, skipped_lines: int) -> ChartError:
    problem = re.sub(r": line \d+, column \d+$", "", message)
    lines = _text(data).split("\n")
    text = lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else ""
    hint = "the file is cut short; export it again" if "no element" in problem or "unclosed" in problem else ""
    return ChartError(
        f"not well-formed XML: {problem}", name, line + skipped_lines, column + 1, text, hint or "export it again"
    )


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


def _measures_by_part(root: Element, name: str) -> dict[str, list[Element]]:
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
    parts = {id_: measures for id_, measures in parts.items() if measures}
    if not parts:
        raise ChartError("a score without a bar", name, hint="is it the right file?")
    return parts


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8-sig", errors="replace")


@dataclass(slots=True)
class _Places:
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


def _places(data: bytes) -> _Places:
    text = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), _text(data))
    newlines = [found.start() for found in re.finditer(r"\n", text)]
    return _Places(text, newlines, [found.start() for found in _MEASURE.finditer(text)])


def _remarks(part: Part, data: bytes, first: int) -> tuple[Remark, ...]:
    """The part's remarks with their places, which are looked up only when there is one to place."""
    placed = any(measure is not None for measure in part.margin.notes.values())
    places = _places(data if placed else b"")
    remarks = []
    for (problem, hint), measure in part.margin.notes.items():
        count = part.margin.counts[problem, hint]
        said = f"{problem} ({count} times)" if count > 1 else problem
        if measure is None:
            remarks.append(Remark(said, hint=hint))
            continue
        said = f"bar {part.measures[measure].number or measure + 1}: {said}"
        line, column, text = places.of(first + measure)
        remarks.append(Remark(said, line, column, text, hint))
    return tuple(remarks)
