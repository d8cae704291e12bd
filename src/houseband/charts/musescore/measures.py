"""The bars of a part of a MuseScore file, said in MusicXML.

Pitches are MIDI keys that sound. Roots are tonal pitch classes: 14 is C, each step a fifth. Tempos are quarters a
second. In versions 3 and 4 a voice is an element; in version 2 the voices follow each other, ``<tick>`` going back.
"""

import re
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement

from houseband.charts.musescore.head import words
from houseband.charts.musescore.road import Road
from houseband.charts.musicxml.harmony import is_no_chord

DIVISIONS = 10_080 * 11 * 13
_QUARTERS = {
    "long": Fraction(16), "breve": Fraction(8), "whole": Fraction(4), "half": Fraction(2), "quarter": Fraction(1),
    "eighth": Fraction(1, 2), "16th": Fraction(1, 4), "32nd": Fraction(1, 8), "64th": Fraction(1, 16),
    "128th": Fraction(1, 32), "256th": Fraction(1, 64), "512th": Fraction(1, 128), "1024th": Fraction(1, 256),
}  # fmt: skip
_GRACE = ("acciaccatura", "appoggiatura", "grace4", "grace16", "grace32", "grace8after", "grace16after", "grace32after")
_STEPS = (("C", 0), ("C", 1), ("D", 0), ("D", 1), ("E", 0), ("F", 0), ("F", 1), ("G", 0), ("G", 1), ("A", 0), ("A", 1),
          ("B", 0))  # fmt: skip
_LETTERS = "FCGDAEB"
_WORDS = ("StaffText", "SystemText", "Text")


class Staffs:
    """The staves of one part, which become one MusicXML part."""

    def __init__(
        self, part: Element, staffs: list[Element], version: int, concert_pitch: bool, problems: dict[str, str]
    ) -> None:
        self.version = version
        self.problems = problems
        self.staffs = [
            [measure for measure in staff.findall("Measure") if measure.find("multiMeasureRest") is None]
            for staff in staffs
        ]  # a rest over many bars is written besides the bars themselves
        chromatic = whole(part.findtext("Instrument/transposeChromatic"))
        self.fifths = 0 if concert_pitch else (7 * chromatic + 5) % 12 - 5
        """How far chords and old key signatures move on the line of fifths to sound."""
        self.meter = Fraction(4)
        self.begins = Fraction(0)
        """Where the bar begins that is being written, in quarters from the top."""
        self.repeating = False
        self.ties: set[str] = set()

    def part(self) -> Element:
        """The part with its measures."""
        said = Element("part")
        road = Road(self.staffs[0])
        for index, first in enumerate(self.staffs[0]):
            measure = SubElement(said, "measure", number=str(index + 1))
            length = fraction(first.get("len"))
            if length:
                measure.set("implicit", "yes")
            road.before(measure, index)
            if index == 0:
                SubElement(SubElement(measure, "attributes"), "divisions").text = str(DIVISIONS)
            self._signatures(measure, first)
            full = 4 * length if length else self.meter
            repeats = False
            place = Fraction(0)
            for number, staff in enumerate(self.staffs, 1):
                if index >= len(staff):
                    continue
                source = staff[index]
                voices = source.findall("voice") or [source]
                for voice_number, voice in enumerate(voices, 1):
                    writer = Voice(self, measure, number, 4 * (number - 1) + voice_number, full, place)
                    writer.read(voice)
                    place = writer.place
                    repeats |= writer.repeats
            self._repeat_sign(measure, repeats)
            if place < full:
                move(measure, full - place)
            self.begins += full
            road.after(measure, index)
        return said

    def _signatures(self, measure: Element, source: Element) -> None:
        for child in (*source, *(inside for voice in source.findall("voice")[:1] for inside in voice)):
            if child.tag == "TimeSig":
                count, unit = whole(child.findtext("sigN")), whole(child.findtext("sigD"))
                if 1 <= count <= 64 and unit in (1, 2, 4, 8, 16, 32):
                    self.meter = Fraction(4 * count, unit)
                    time = SubElement(SubElement(measure, "attributes"), "time")
                    SubElement(time, "beats").text = str(count)
                    SubElement(time, "beat-type").text = str(unit)
                else:
                    self.problems.setdefault("a time signature that is none", "the one before it goes on")
            elif child.tag == "KeySig":
                concert = child.findtext("concertKey")
                fifths = whole(concert if concert is not None else child.findtext("accidental"))
                if concert is None:
                    fifths += self.fifths
                if abs(fifths) <= 7:
                    key = SubElement(SubElement(measure, "attributes"), "key")
                    SubElement(key, "fifths").text = str(fifths)

    def _repeat_sign(self, measure: Element, repeats: bool) -> None:
        """A sign that repeats the bar before."""
        if repeats != self.repeating or repeats:
            attributes = Element("attributes")
            sign = SubElement(SubElement(attributes, "measure-style"), "measure-repeat")
            sign.set("type", "start" if repeats else "stop")
            sign.text = "1"
            measure.insert(0, attributes)
        self.repeating = repeats


class Voice:
    """Writes one voice of one staff into a measure. ``place`` is where the measure stands by now, in quarters."""

    def __init__(
        self, staffs: Staffs, measure: Element, staff: int, voice: int, full: Fraction, place: Fraction
    ) -> None:
        self.staffs, self.measure, self.staff, self.voice, self.full = staffs, measure, staff, voice, full
        self.place = place
        self.at = Fraction(0)
        self.tuplets: list[Fraction] = []
        self.named: dict[str, Fraction] = {}
        self.fermata = False
        self.repeats = False

    def read(self, voice: Element) -> None:
        """All that is in it."""
        for child in voice:
            tag = child.tag
            if tag in ("Chord", "Rest"):
                self._chord(child)
            elif tag == "Tuplet":
                self._tuplet(child)
            elif tag == "endTuplet" and self.tuplets:
                self.tuplets.pop()
            elif tag == "location":
                self.at = max(Fraction(0), self.at + 4 * fraction(child.findtext("fractions")))
            elif tag == "tick" and self.staffs.version == 2:
                self._tick(child)
            elif tag == "Harmony":
                self._harmony(child)
            elif tag == "FretDiagram":
                for harmony in child.findall("Harmony"):
                    self._harmony(harmony)
            elif tag == "Fermata":
                self.fermata = True
            elif tag in ("RepeatMeasure", "MeasureRepeat"):
                self.repeats = True
                if whole(child.findtext("subtype")) > 1:
                    self._problem("a sign that repeats several bars", "the bar before it alone is repeated")
                self.at += self.full
            elif tag == "Tempo":
                self._tempo(child)
            elif tag == "RehearsalMark":
                self._direction("rehearsal", words(child.find("text")))
            elif tag in _WORDS and child.find("text/sym") is None:
                self._direction("words", words(child.find("text")))

    def _problem(self, problem: str, hint: str) -> None:
        self.staffs.problems.setdefault(f"bar {self.measure.get('number')}: {problem}", hint)

    def _tick(self, tick: Element) -> None:
        """Version 2: a place in the whole score, 480 to the quarter; where it goes back another voice begins."""
        at = min(max(Fraction(whole(tick.text), 480) - self.staffs.begins, Fraction(0)), self.full)
        if at < self.at:
            self.voice += 1
        self.at = at

    def _tuplet(self, tuplet: Element) -> None:
        normal, actual = whole(tuplet.findtext("normalNotes")), whole(tuplet.findtext("actualNotes"))
        ratio = Fraction(normal, actual) if 0 < normal <= 128 and 0 < actual <= 128 else Fraction(1)
        if self.staffs.version == 2:
            ratio *= self.named.get((tuplet.findtext("Tuplet") or "").strip(), Fraction(1))
            self.named[tuplet.get("id", "")] = ratio
        elif len(self.tuplets) < 8:
            self.tuplets.append(ratio * (self.tuplets[-1] if self.tuplets else 1))

    def _length(self, element: Element) -> Fraction:
        kind = (element.findtext("durationType") or "").strip()
        if kind == "measure":
            return 4 * fraction(element.findtext("duration")) or self.full
        length = _QUARTERS.get(kind)
        if length is None:
            self._problem(f"a note of an unknown length {kind[:20]!r}", "it is left out")
            return Fraction(0)
        length *= 2 - Fraction(1, 2 ** max(0, min(4, whole(element.findtext("dots")))))
        if self.staffs.version == 2:
            return length * self.named.get((element.findtext("Tuplet") or "").strip(), Fraction(1))
        return length * (self.tuplets[-1] if self.tuplets else 1)

    def _go(self) -> None:
        """Move the measure to where this voice is."""
        if self.place != self.at:
            move(self.measure, self.at - self.place)
            self.place = self.at

    def _chord(self, chord: Element) -> None:
        grace = any(chord.find(tag) is not None for tag in _GRACE)
        length = self._length(chord)
        notes = chord.findall("Note") if chord.tag == "Chord" else []
        if length == 0:
            return
        self._go()
        fermata = self.fermata or any(
            "fermata" in (found.findtext("subtype") or "").lower() for found in chord.findall("Articulation")
        )
        for index, note in enumerate(notes or [None]):
            said = SubElement(self.measure, "note")
            if grace:
                SubElement(said, "grace")
            if index:
                SubElement(said, "chord")
            if note is None:
                SubElement(said, "rest")
            else:
                self._pitch(said, note)
            if not grace:
                SubElement(said, "duration").text = ticks(length)
            if note is not None:
                self._ties(said, note)
            SubElement(said, "voice").text = str(self.voice)
            if chord.find("noStem") is not None and (chord.findtext("noStem") or "").strip() == "1":
                SubElement(said, "stem").text = "none"
            if note is not None and "slash" in (note.findtext("head") or ""):
                SubElement(said, "notehead").text = "slash"
            SubElement(said, "staff").text = str(self.staff)
            if fermata and not grace and not index:
                SubElement(SubElement(said, "notations"), "fermata")
            if not index:
                self._lyrics(said, chord)
        if not grace:
            self.fermata = False
            self.at += length
            self.place = self.at

    def _pitch(self, said: Element, note: Element) -> None:
        key = max(0, min(127, whole(note.findtext("pitch"))))
        step, alter = _STEPS[key % 12]
        pitch = SubElement(said, "pitch")
        SubElement(pitch, "step").text = step
        if alter:
            SubElement(pitch, "alter").text = str(alter)
        SubElement(pitch, "octave").text = str(key // 12 - 1)

    def _ties(self, said: Element, note: Element) -> None:
        """Version 2 names its ties; later versions say where the other end is."""
        starts = stops = False
        for spanner in note.findall("Spanner"):
            if spanner.get("type") == "Tie":
                starts |= spanner.find("next") is not None
                stops |= spanner.find("prev") is not None
        for tie in note.findall("Tie"):
            starts = True
            self.staffs.ties.add(tie.get("id", ""))
        stops |= any(end.get("id", "") in self.staffs.ties for end in note.findall("endSpanner"))
        for kind, is_so in (("stop", stops), ("start", starts)):
            if is_so:
                SubElement(said, "tie", type=kind)

    def _lyrics(self, said: Element, chord: Element) -> None:
        for lyrics in chord.findall("Lyrics"):
            text = words(lyrics.find("text"))
            if text:
                number = whole(lyrics.findtext("no"))
                lyric = SubElement(said, "lyric", number=str(min(max(number, 0), 98) + 1))
                SubElement(lyric, "syllabic").text = (lyrics.findtext("syllabic") or "single").strip()
                SubElement(lyric, "text").text = text

    def _harmony(self, harmony: Element) -> None:
        info = harmony.find("harmonyInfo")
        if len(harmony.findall("harmonyInfo")) > 1:
            self._problem("two chords, one over the other", "the first is played")
        info = harmony if info is None else info
        name = " ".join((info.findtext("name") or "").split())
        root = info.findtext("root")
        self._go()
        if root is None:
            if is_no_chord(name):
                said = SubElement(self.measure, "harmony")
                SubElement(said, "kind", text=name).text = "none"
            elif name:
                self._problem(f"a chord without a root {name[:30]!r}", "it is left out: the chord before it goes on")
            return
        if info.find("rootCase") is not None and not name.startswith(("m", "o", "0", "dim")):
            name = "m" + name  # a small letter is minor
        name = re.sub(r"^07?(?!\d)", "m7b5", name)  # its signs for half diminished and for major seven
        name = re.sub(r"^t(?=\d)|^t7?$", lambda sign: "maj7" if len(name) == len(sign[0]) else "maj", name)
        place = whole(root) - 14 + self.staffs.fifths
        said = SubElement(self.measure, "harmony")
        _step(SubElement(said, "root"), "root", place)
        SubElement(said, "kind", text=name).text = "other" if name else "major"
        base = info.findtext("base") or info.findtext("bass")
        if base is not None:
            _step(SubElement(said, "bass"), "bass", whole(base) - 14 + self.staffs.fifths)
        if self.staffs.fifths:
            self.staffs.problems.setdefault(
                "chords over a part for a transposing instrument", "they are moved to what sounds"
            )

    def _tempo(self, tempo: Element) -> None:
        a_second = (tempo.findtext("tempo") or "").strip()
        text = words(tempo.find("text"))
        style = re.sub(r"[^\w .,'-]", "", re.split(r"[(=]", text)[0]).strip()
        self._go()
        direction = Element("direction", placement="above")
        if len(style) >= 3:
            SubElement(SubElement(direction, "direction-type"), "words").text = style
        if re.fullmatch(r"\d{1,3}(\.\d{1,20})?", a_second) and float(a_second) > 0:
            SubElement(direction, "sound", tempo=f"{round(60 * float(a_second), 2):g}")
        if len(direction):
            self.measure.append(direction)

    def _direction(self, kind: str, text: str) -> None:
        if text:
            self._go()
            direction = SubElement(self.measure, "direction", placement="above")
            SubElement(SubElement(direction, "direction-type"), kind).text = text


def _step(element: Element, name: str, place: int) -> None:
    """A place on the line of fifths (C is 0) as a letter and its sharps or flats."""
    alter, letter = divmod(place + 1, 7)
    SubElement(element, f"{name}-step").text = _LETTERS[letter]
    if alter:
        SubElement(element, f"{name}-alter").text = str(max(-3, min(3, alter)))


def move(measure: Element, quarters: Fraction) -> None:
    """Go on, or back, without a note."""
    element = SubElement(measure, "forward" if quarters > 0 else "backup")
    SubElement(element, "duration").text = ticks(abs(quarters))


def ticks(quarters: Fraction) -> str:
    """A length in divisions."""
    return str(round(quarters * DIVISIONS))


def whole(text: str | None) -> int:
    """A whole number; 0 for what is none."""
    found = re.fullmatch(r"\s*([+-]?\d{1,9})\s*", text or "")
    return int(found[1]) if found else 0


def fraction(text: str | None) -> Fraction:
    """``3/4`` in whole notes; 0 for what is none."""
    found = re.fullmatch(r"\s*(-?\d{1,4})/(\d{1,4})\s*", text or "")
    return Fraction(int(found[1]), int(found[2])) if found and int(found[2]) else Fraction(0)
