"""The signs of the road in a MuseScore part, said in MusicXML: repeats, endings, segno, coda, D.C. and D.S.

A jump names the markers it means by their labels: where it goes, how far it plays, and where it goes on.
"""

import re
from xml.etree.ElementTree import Element, SubElement


class Road:
    """The signs of all bars of a staff."""

    def __init__(self, measures: list[Element]) -> None:
        self.measures = measures
        self.starts: dict[int, str] = {}
        self.stops: set[int] = set()
        open_: dict[str, int] = {}
        self.jumps: dict[int, Element] = {}
        self.markers: dict[int, list[str]] = {}
        for index, measure in enumerate(measures):
            for child in (*measure, *(inside for voice in measure.findall("voice") for inside in voice)):
                if child.tag == "Spanner" and child.get("type") == "Volta":
                    volta = child.find("Volta")
                    if volta is not None:
                        count = _number(child.findtext("next/location/measures"))
                        more = bool((child.findtext("next/location/fractions") or "").strip())
                        self._volta(volta, index, max(index, min(len(measures), index + count + more) - 1))
                elif child.tag == "Volta":  # version 2: closed by its name
                    open_[child.get("id", "")] = index
                    self.starts[index] = _passes(child)
                elif child.tag == "endSpanner" and child.get("id", "") in open_:
                    begun = open_.pop(child.get("id", ""))
                    # It stands at the start of the bar after the ending, or at the end of the last bar.
                    first = next((e.tag for e in measure if e.tag in ("Chord", "Rest", "endSpanner")), "")
                    self.stops.add(max(begun, index - 1 if first == "endSpanner" else index))
                elif child.tag == "Jump":
                    self.jumps[index] = child
                elif child.tag == "Marker":
                    self.markers.setdefault(index, []).append((child.findtext("label") or "").strip())
        self.leaves = {_word(jump, "playUntil"): _word(jump, "continueAt") for jump in self.jumps.values()}
        self.arrivals = {label for label in self.leaves.values() if label}
        self.back = {_word(jump, "jumpTo") for jump in self.jumps.values()}

    def _volta(self, volta: Element, index: int, last: int) -> None:
        self.starts[index] = _passes(volta)
        self.stops.add(last)

    def before(self, said: Element, index: int) -> None:
        """The signs at the start of a bar."""
        begins = self.measures[index].find("startRepeat") is not None
        if begins or index in self.starts:
            barline = SubElement(said, "barline", location="left")
            if index in self.starts:
                SubElement(barline, "ending", number=self.starts[index], type="start")
            if begins:
                SubElement(barline, "repeat", direction="forward")
        for label in self.markers.get(index, ()):
            low = label.lower()
            if label in self.back or "segno" in low:
                SubElement(said, "sound", segno=label)
            elif label in self.arrivals or low.startswith("codab"):
                SubElement(said, "sound", coda=label)

    def after(self, said: Element, index: int) -> None:
        """The signs at the end of a bar."""
        for label in self.markers.get(index, ()):
            low = label.lower()
            if label in self.arrivals or label in self.back:
                continue
            if low == "fine":
                SubElement(said, "sound", fine="yes")
            elif self.leaves.get(label) or low == "coda":
                SubElement(said, "sound", tocoda=self.leaves.get(label) or "codab")
        jump = self.jumps.get(index)
        if jump is not None:
            to, until, goes_on = (_word(jump, name) for name in ("jumpTo", "playUntil", "continueAt"))
            text = "D.C." if to in ("start", "") else "D.S."
            text += " al Coda" if goes_on else " al Fine" if until == "fine" else ""
            direction = SubElement(said, "direction")
            SubElement(SubElement(direction, "direction-type"), "words").text = text
            SubElement(direction, "sound", {"dacapo": "yes"} if text.startswith("D.C.") else {"dalsegno": to})
        closes = self.measures[index].find("endRepeat")
        if closes is not None or index in self.stops:
            barline = SubElement(said, "barline", location="right")
            if index in self.stops:
                SubElement(barline, "ending", number="1", type="stop")
            if closes is not None:
                SubElement(barline, "repeat", direction="backward", times=str(max(2, _number(closes.text))))


def _passes(volta: Element) -> str:
    said = (volta.findtext("endings") or volta.findtext("beginText") or volta.findtext("text") or "").strip()
    return ",".join(re.findall(r"\d{1,2}", said)[:20]) or "1"


def _word(jump: Element, name: str) -> str:
    return (jump.findtext(name) or "").strip()


def _number(text: str | None) -> int:
    found = re.fullmatch(r"\s*(-?\d{1,4})\s*", text or "")
    return int(found[1]) if found else 0
