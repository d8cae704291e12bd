"""A chart as a MusicXML 4.0 lead sheet: one part in treble clef with its chords, melody, words and roadmap.

Bars without a melody have a slash on every beat if the chart has no melody at all, else rests. Rhythms for the band are
slashes with stems, over the melody in a second voice. The order of elements is the schema's:
https://www.w3.org/2021/06/musicxml40/
"""

import re
import statistics
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from houseband.charts.chart import Chart, Frame
from houseband.charts.musicxml.bar_writer import BarWriter
from houseband.charts.musicxml.road_writer import directions_after, directions_before, left_barline, right_barline
from houseband.charts.musicxml.spelling import signature_of
from houseband.charts.musicxml.staff import staff_of
from houseband.charts.musicxml.syllables import syllables
from houseband.charts.written import Written
from houseband.charts.written_out import written_out
from houseband.errors import ChartError, Remark
from houseband.music.key import Key
from houseband.music.meter import Meter, meter

DOCTYPE = (
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN"'
    ' "http://www.musicxml.org/dtds/partwise.dtd">'
)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CREATORS = ("lyricist", "arranger", "artist", "translator", "poet", "performer", "transcriber", "editor")
_LOW = 57  # a melody that lies lower is written an octave higher than it sounds, with an 8 under the clef


def write(charts: Sequence[Chart]) -> Written:
    """The first chart as a file. Raises ChartError if there is none, or it has no bar."""
    if not charts or not charts[0].bars:
        raise ChartError("nothing to write: a chart without a bar")
    chart = charts[0]
    remarks = list(_lost(chart))
    if chart.section_order:
        chart = written_out(chart)
    if len(charts) > 1:
        remarks.append(
            Remark(f"{len(charts) - 1} more charts", hint="a MusicXML file holds one: write them one by one")
        )
    root = Element("score-partwise", version="4.0")
    _head(root, chart)
    part_list = SubElement(root, "part-list")
    SubElement(SubElement(part_list, "score-part", id="P1"), "part-name").text = "Lead"
    remarks += _part(SubElement(root, "part", id="P1"), chart)
    for element in root.iter():
        if element.text and _NOT_XML.search(element.text):
            element.text = _NOT_XML.sub("", element.text)
        for name, value in element.attrib.items():
            element.attrib[name] = _NOT_XML.sub("", value)
    ET.indent(root, " ")
    body = ET.tostring(root, encoding="unicode")
    return Written(f'<?xml version="1.0" encoding="UTF-8"?>\n{DOCTYPE}\n{body}\n'.encode(), tuple(remarks))


def _lost(chart: Chart) -> Iterator[Remark]:
    if chart.section_order:
        yield Remark("the order of sections", hint="bars are written out in the order that sounds")
    if len(chart.parts) > 1:
        yield Remark(f"{len(chart.parts)} written parts", hint="a lead sheet holds the melody alone")
    if chart.capo_fret:
        yield Remark(f"the capo at fret {chart.capo_fret}", hint="chords are written as they sound")


def _head(root: Element, chart: Chart) -> None:
    said = dict(chart.credits)
    if "work" in said or "work number" in said:
        work = SubElement(root, "work")
        if "work number" in said:
            SubElement(work, "work-number").text = said["work number"]
        if "work" in said:
            SubElement(work, "work-title").text = said["work"]
    if "movement number" in said:
        SubElement(root, "movement-number").text = said["movement number"]
    SubElement(root, "movement-title").text = chart.title
    identification = SubElement(root, "identification")
    if chart.composer:
        SubElement(identification, "creator", type="composer").text = chart.composer
    for role, name in chart.credits:
        if role in _CREATORS:
            SubElement(identification, "creator", type=role).text = name
    for role, text in chart.credits:
        if role == "copyright":
            SubElement(identification, "rights").text = text
    SubElement(SubElement(identification, "encoding"), "software").text = "Houseband"
    if "source" in said:
        SubElement(identification, "source").text = said["source"]
    placed = ("copyright", "source", "work", "work number", "movement number", "subtitle", *_CREATORS)
    others = [(role, text) for role, text in chart.credits if role not in placed]
    if others:
        miscellaneous = SubElement(identification, "miscellaneous")
        for role, text in others:
            SubElement(miscellaneous, "miscellaneous-field", name=role).text = text
    if "subtitle" in said:
        credit = SubElement(root, "credit", page="1")
        SubElement(credit, "credit-type").text = "subtitle"
        SubElement(credit, "credit-words").text = said["subtitle"]


def _part(part: Element, chart: Chart) -> list[Remark]:
    staff = staff_of(chart)
    words = syllables(chart)
    has_melody = any(staff.melody)
    key = chart.key or next((bar.key for bar in chart.bars[:1]), None)
    frames: dict[str, list[Frame]] = {}
    for frame in chart.frames:
        frames.setdefault(frame.symbol, []).append(frame)
    writer = BarWriter(has_melody)
    in_force: Meter | None = None
    numbers: set[str] = set()
    for i, bar in enumerate(chart.bars):
        number, is_whole = str(bar.number), bar.duration_quarters == bar.meter.quarters
        if number in numbers:  # the second half of a split bar
            number = f"X{i + 1}"
        numbers.add(number)
        measure = SubElement(part, "measure", number=number)
        if not is_whole:
            measure.set("implicit", "yes")
        if (barline := left_barline(chart, i)) is not None:
            measure.append(barline)
        key = bar.key or key
        shown_meter = bar.meter if bar.meter != in_force else None
        is_free = bar.duration_quarters > bar.meter.quarters
        _attributes(measure, chart, i, key, shown_meter, is_free)
        in_force = None if is_free else bar.meter
        tempo = bar.tempo_bpm if i or bar.tempo_bpm is not None else chart.tempo_bpm
        for direction in directions_before(chart, i, chart.style if i == 0 else "", tempo):
            measure.append(direction)
        writer.key = signature_of(key)
        writer.write(measure, bar, staff.melody[i], staff.kicks[i], words[i], frames)
        for direction in directions_after(bar):
            measure.append(direction)
        if (barline := right_barline(chart, i)) is not None:
            measure.append(barline)
    for element in part.iter("divisions"):
        element.text = str(writer.timing.fill_in())
    remarks = []
    if staff.shortened:
        remarks.append(Remark(f"{staff.shortened} notes that sound into others", hint="they end where the next begins"))
    if staff.moved:
        remarks.append(Remark(f"{staff.moved} notes between note values", hint="they are moved to the nearest 64th"))
    return remarks


def _attributes(measure: Element, chart: Chart, i: int, key: Key | None, shown: Meter | None, is_free: bool) -> None:
    attributes = Element("attributes")
    bar = chart.bars[i]
    if i == 0:
        SubElement(attributes, "divisions")  # filled in when all lengths are known
    if key is not None and (i == 0 or bar.key is not None):
        element = SubElement(attributes, "key")
        SubElement(element, "fifths").text = str(signature_of(key))
        SubElement(element, "mode").text = key.mode
    if shown is not None:
        time = SubElement(attributes, "time")
        usual = meter(shown.count, shown.unit).groups == shown.groups
        SubElement(time, "beats").text = str(shown.count) if usual else "+".join(map(str, shown.groups))
        SubElement(time, "beat-type").text = str(shown.unit)
    if i == 0:
        clef = SubElement(attributes, "clef")
        SubElement(clef, "sign").text = "G"
        SubElement(clef, "line").text = "2"
        pitches = [note.pitch for one in chart.bars for note in one.melody]
        if pitches and statistics.median(pitches) < _LOW:
            SubElement(clef, "clef-octave-change").text = "-1"
    if len(attributes):
        measure.append(attributes)
    if is_free:  # only here does a bar hold more than its meter
        free = SubElement(SubElement(measure, "attributes"), "time", {"print-object": "no"})
        SubElement(free, "senza-misura")
