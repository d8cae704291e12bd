"""MuseScore files, ``.mscx`` and the zip ``.mscz``, of versions 2, 3 and 4.

Their XML has no published specification; this is what public files show. The score is said again as MusicXML and goes
through that reader, so that melody, endings, jumps and words are understood in one place.
"""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from xml.etree.ElementTree import Element, SubElement

from houseband.charts.chart import Chart
from houseband.charts.musescore.head import add_head, add_part
from houseband.charts.musescore.measures import Staffs
from houseband.charts.musicxml import mxl
from houseband.charts.musicxml import reader as musicxml
from houseband.charts.musicxml.document import MOST_TAGS, parse
from houseband.charts.source import Source
from houseband.errors import ChartError, Remark


def read(source: Source) -> tuple[Chart, ...]:
    """The one chart of a score. Raises ChartError for what is damaged, too old or has no music."""
    data = source.data
    if mxl.is_compressed(data):
        data = mxl.unpack(data, source.name, ".mscx")
    if len(data) > mxl.MAX_MEMBER_BYTES or data.count(b"<") > MOST_TAGS:
        raise ChartError("the score is too large", source.name, hint="split it")
    root = parse(data, source.name, ("museScore",), "MuseScore")
    version = re.match(r"(\d{1,3})", root.get("version", ""))
    if version is None or int(version[1]) < 2:
        raise ChartError(
            f"a MuseScore file of version {root.get('version', '')[:20]!r}", source.name, 1,
            hint="open it in MuseScore 3 or 4 and save it again",
        )  # fmt: skip
    score = root.find("Score")
    if score is None:
        raise ChartError("a MuseScore file without a score", source.name, 1, hint="is it the right file?")
    said, remarks = _said_again(score, int(version[1]), source.name)
    charts = musicxml.read(Source(ET.tostring(said), source.name, source.reading))
    return tuple(
        replace(
            chart, format="musescore",
            # Lines and columns would be of what was said again.
            remarks=(*remarks, *(Remark(remark.problem, hint=remark.hint) for remark in chart.remarks)),
        )
        for chart in charts
    )  # fmt: skip


def _said_again(score: Element, version: int, name: str) -> tuple[Element, tuple[Remark, ...]]:
    """The score in MusicXML, and what could not be said."""
    root = Element("score-partwise")
    add_head(root, score)
    part_list = SubElement(root, "part-list")
    staffs = {staff.get("id", str(count)): staff for count, staff in enumerate(score.findall("Staff"), 1)}
    problems: dict[str, str] = {}
    style = score.find("Style")
    concert_pitch = style is not None and (style.findtext("concertPitch") or "0").strip() == "1"
    used = 0
    for count, part in enumerate(score.findall("Part"), 1):
        own = []
        for staff in part.findall("Staff"):
            used += 1
            found = staffs.get(staff.get("id", str(used)))
            if found is not None:
                own.append(found)
        if not own:
            continue
        add_part(part_list, part, f"P{count}")
        said = Staffs(part, own, version, concert_pitch, problems).part()
        said.set("id", f"P{count}")
        root.append(said)
    if root.find("part/measure") is None:
        raise ChartError("a score without a bar", name, 1, hint="is it the right file?")
    return root, tuple(Remark(problem, hint=hint) for problem, hint in problems.items())
