"""Guitar Pro 6 to 8: the XML inside (``score.gpif``) as a Score.

The file is made of lists of numbered things that name each other by number:

    MasterBar ─Bars→ Bar (one a staff) ─Voices→ Voice (−1: none) ─Beats→ Beat ─Notes→ Note,  Beat ─Rhythm→ Rhythm

A beat or a note may be named more than once (version 6 writes alike ones only once). There is no published
description; what the elements mean is known from the open readers of them (alphaTab, TuxGuitar, MuseScore) and from the
files themselves. ``<Tempo>`` counts, by the second number of its value: 1 eighths, 2 quarters, 3 dotted quarters,
4 halves, 5 dotted halves.
"""

import re
import xml.etree.ElementTree as ET
from fractions import Fraction
from xml.etree.ElementTree import Element

from houseband.charts.guitarpro.gpif_track import Staff, read_track
from houseband.charts.guitarpro.gpif_voice import Voices
from houseband.charts.guitarpro.grains import GRAINS, whole
from houseband.charts.guitarpro.score import MOST_BARS, MOST_TRACKS, MasterBar, Score, Track, key_of
from houseband.charts.guitarpro.xml_values import fraction, integer
from houseband.errors import ChartError
from houseband.music.meter import parse_meter

_PEOPLE = (
    ("Words", "lyricist"), ("Music", "composer"), ("Artist", "artist"), ("Album", "album"), ("Copyright", "copyright"),
    ("Tabber", "transcriber"),
)  # fmt: skip
_FEELS = {
    "Triplet8th": "swing", "Triplet16th": "swing sixteenths", "Dotted8th": "dotted swing",
    "Dotted16th": "dotted swing sixteenths", "Scottish8th": "Scotch snap", "Scottish16th": "Scotch snap sixteenths",
}  # fmt: skip
_TEMPO_QUARTERS = {"1": 0.5, "2": 1.0, "3": 1.5, "4": 2.0, "5": 3.0}
_PROLOG = re.compile(rb"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*", re.DOTALL)
_HINT = "open it in Guitar Pro and save it again"


def read_score(xml: bytes, name: str) -> Score:
    """The score in this XML. Raises ChartError where it is broken or is something else."""
    root = _parse(xml, name)
    score = Score()
    _head(root, score)
    masters = root.findall("MasterBars/MasterBar")
    if not 0 < len(masters) <= MOST_BARS:
        raise ChartError(f"a Guitar Pro score of {len(masters):,} bars", name, hint=_HINT)
    for index, master in enumerate(masters):
        score.bars.append(_master_bar(master, score, index))
    _tempos(root, score)
    elements = root.findall("Tracks/Track")
    if len(elements) > MOST_TRACKS:
        raise ChartError(f"a Guitar Pro score of {len(elements):,} tracks", name, hint=_HINT)
    numbered = {kind: _by_id(root, kind) for kind in ("Bar", "Voice", "Beat", "Note", "Rhythm")}
    voices = Voices(score, numbered, name)
    column = 0
    for element in elements:
        track, staves = read_track(element)
        _play(track, staves, column, masters, voices)
        column += len(staves)
        score.tracks.append(track)
    return score


def _parse(xml: bytes, name: str) -> Element:
    prolog = _PROLOG.match(xml.removeprefix(b"\xef\xbb\xbf"))
    rest = xml.removeprefix(b"\xef\xbb\xbf")[prolog.end() if prolog else 0 :]
    if not rest.startswith(b"<GPIF"):  # a document type could declare entities; no score has one
        raise ChartError(f"not a Guitar Pro score: it begins {rest[:20]!r}", name, 1, hint="is it the right file?")
    try:
        return ET.fromstring(xml)
    except ET.ParseError as error:
        line, column = error.position
        problem = re.sub(r": line \d+, column \d+$", "", str(error))
        lines = xml.decode("utf-8", errors="replace").split("\n")
        text = lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else ""
        raise ChartError(
            f"its score.gpif is not well-formed XML: {problem}", name, line, column + 1, text, _HINT
        ) from None
    except (LookupError, ValueError) as error:  # an encoding that nobody knows
        raise ChartError(f"its score.gpif is not readable XML: {error}", name, 1, hint=_HINT) from None


def _by_id(root: Element, kind: str) -> dict[str, Element]:
    return {element.get("id", ""): element for element in root.iterfind(f"{kind}s/{kind}")}


def _head(root: Element, score: Score) -> None:
    head = root.find("Score")
    if head is None:
        return
    score.title, score.subtitle = head.findtext("Title") or "", head.findtext("SubTitle") or ""
    both = head.findtext("WordsAndMusic") or ""
    for tag, role in _PEOPLE:
        name = head.findtext(tag) or ""
        if not name.strip() and role == "composer":
            name = both
        score.credit(role, name)
    if not (head.findtext("Words") or "").strip():
        score.credit("lyricist", both)
    score.has_pickup = root.find("MasterTrack/Anacrusis") is not None


def _master_bar(master: Element, score: Score, index: int) -> MasterBar:
    bar = MasterBar()
    before = score.bars[-1] if score.bars else None
    try:
        bar.meter = parse_meter(master.findtext("Time") or "4/4")
    except ValueError as error:
        bar.meter = before.meter if before else bar.meter
        score.remark(str(error), f"{bar.meter} is played", index)
    bar.free = master.find("FreeTime") is not None
    if (key := master.find("Key")) is not None:
        minor = (key.findtext("Mode") or "").strip().lower() == "minor"
        bar.key = key_of(integer(key.findtext("AccidentalCount")), minor)
    if (section := master.find("Section")) is not None:
        names = ((section.findtext(part) or "").split() for part in ("Letter", "Text"))
        bar.section = " ".join(" ".join(name) for name in names if name)
    if (repeat := master.find("Repeat")) is not None:
        bar.repeat_start = repeat.get("start") == "true"
        if repeat.get("end") == "true":
            bar.repeat_count = max(1, min(integer(repeat.get("count")), 1_000))
    passes = (integer(number) for number in (master.findtext("AlternateEndings") or "").split()[:64])
    bar.endings = tuple(sorted({number for number in passes if 0 < number <= 100}))
    if (directions := master.find("Directions")) is not None:
        bar.signs = [(sign.text or "").strip() for sign in directions]
    bar.feel = _FEELS.get((master.findtext("TripletFeel") or "").strip(), "")
    for fermata in master.iterfind("Fermatas/Fermata"):
        onset = fraction(fermata.findtext("Offset"))
        if onset is not None and onset >= 0:
            bar.fermatas.append(whole(onset * GRAINS))
    return bar


def _tempos(root: Element, score: Score) -> None:
    """The tempos of the master track, each in its bar at its share of it."""
    for automation in root.iterfind("MasterTrack/Automations/Automation"):
        if automation.findtext("Type") != "Tempo":
            continue
        value = (automation.findtext("Value") or "").split()
        index, share = integer(automation.findtext("Bar")), fraction(automation.findtext("Position")) or Fraction(0)
        number = fraction(value[0]) if value else None
        if number is None or not 0 < number < 10_000 or not 0 <= index < len(score.bars):
            continue
        bpm = float(number) * _TEMPO_QUARTERS.get(value[1] if len(value) > 1 else "2", 1.0)
        bar = score.bars[index]
        place = max(Fraction(0), share) * bar.meter.quarters * GRAINS
        bar.tempos.append((whole(place), bpm))
        if automation.findtext("Linear") == "true":
            score.remark("a tempo that glides", "it changes at once, where it is written", index)


def _play(track: Track, staves: list[Staff], column: int, masters: list[Element], voices: Voices) -> None:
    """Write down a track's bars: its staves stand side by side in every master bar, from that column on."""
    bars: list[list[str]] = [(master.findtext("Bars") or "").split() for master in masters]
    made = []
    for place, staff in enumerate(staves):
        ids = (ids[column + place] if column + place < len(ids) else "" for ids in bars)
        made.append(voices.staff(track, staff, place == 0, ids))
    track.lines = voices.lines[-len(staves) :]
    track.bars = made[0] if made else [[] for _ in masters]
    for more in made[1:]:
        for notes, others in zip(track.bars, more, strict=True):
            if others:
                notes += others
                notes.sort(key=lambda note: (note.onset_quarters, note.pitch))
