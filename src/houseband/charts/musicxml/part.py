"""One part of a MusicXML score, measure by measure: what stands where, before it is made into bars.

Everything is in quarters from the bar line of its measure and at sounding pitch. Signs (barlines, directions, sounds)
are only collected here, with their places; ``signs.py`` says what they mean.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from xml.etree.ElementTree import Element

from houseband.charts.chart import ChordChange, Lyric, MelodyNote
from houseband.charts.musicxml.harmony import Transposition, is_no_chord, read_harmony
from houseband.charts.musicxml.melody import Note, melody_and_words
from houseband.music.chord import NO_CHORD
from houseband.music.key import MODE_FIFTHS, Key, Mode, key_from_fifths
from houseband.music.meter import Meter, parse_meter
from houseband.music.pitch import STEPS

_TYPE_QUARTERS = {
    "breve": Fraction(8), "whole": Fraction(4), "half": Fraction(2), "quarter": Fraction(1), "eighth": Fraction(1, 2),
    "16th": Fraction(1, 4), "32nd": Fraction(1, 8), "64th": Fraction(1, 16), "128th": Fraction(1, 32),
}  # fmt: skip
_MODES: dict[str, Mode] = {"ionian": "major", "aeolian": "minor", **{mode: mode for mode in MODE_FIFTHS}}


@dataclass(slots=True)
class Margin:
    """Where the reader writes its remarks: each problem once, with the measure where it was first seen."""

    notes: dict[tuple[str, str], int | None] = field(default_factory=dict)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, problem: str, hint: str, measure: int | None = None) -> None:
        """Note a problem in the measure with this index (None: in the whole)."""
        self.notes.setdefault((problem, hint), measure)
        self.counts[problem, hint] = self.counts.get((problem, hint), 0) + 1


@dataclass(slots=True)
class Measure:
    """A measure as it stands in one part."""

    number: str
    implicit: bool
    meter: Meter | None
    """The meter in force; None before the first time signature."""
    free: bool
    """Without a meter (senza misura)."""
    key: Key | None = None
    """A key signature that begins here."""
    content_quarters: Fraction = Fraction(0)
    """How far its notes and rests really reach."""
    repeats: int = 0
    """How many measures back stands what a measure-repeat sign repeats here; 0: no such sign."""
    chords: list[ChordChange] = field(default_factory=list)
    melody: list[MelodyNote] = field(default_factory=list)
    lyrics: dict[str, list[Lyric]] = field(default_factory=dict)
    """The words by verse."""
    signs: list[tuple[Element, Fraction]] = field(default_factory=list)
    """Barlines, directions and sounds, with their places."""


@dataclass(slots=True)
class Part:
    """A whole part."""

    name: str
    measures: list[Measure]
    margin: Margin

    @property
    def chord_count(self) -> int:
        """How many chord symbols it has."""
        return sum(len(measure.chords) for measure in self.measures)

    @property
    def has_melody(self) -> bool:
        """Whether it has a note of definite pitch."""
        return any(measure.melody for measure in self.measures)


def read_part(measures: list[Element], name: str) -> Part:
    """A part from its measure elements, in order."""
    reader = _PartReader()
    read = [reader.measure(index, element) for index, element in enumerate(measures)]
    lines, words = melody_and_words(reader.notes, [measure.content_quarters for measure in read])
    for measure, line, verses in zip(read, lines, words, strict=True):
        measure.melody, measure.lyrics = line, verses
    if reader.graces:
        notes = "1 grace note" if reader.graces == 1 else f"{reader.graces} grace notes"
        reader.margin.add(notes, "they are left out of the melody", reader.first_grace)
    return Part(name, read, reader.margin)


class _PartReader:
    """What is in force while one reads: divisions, meter, key, transposition, repeat signs."""

    def __init__(self) -> None:
        self.margin = Margin()
        self.notes: list[Note] = []
        self.divisions = Fraction(1)
        self.meter: Meter | None = None
        self.free = False
        self.key: Key | None = None
        self.transposition = Transposition()
        self.repeats = 0
        self.slashes = False
        self.graces = 0
        self.first_grace: int | None = None

    def measure(self, index: int, element: Element) -> Measure:
        """The next measure."""
        measure = Measure(element.get("number", ""), element.get("implicit") == "yes", self.meter, self.free)
        for child, onset in self._timed(index, measure, element):
            if child.tag == "attributes":
                self._attributes(index, measure, child)
            elif child.tag == "harmony":
                self._harmony(index, measure, child, onset)
            elif child.tag in ("direction", "sound", "barline"):
                onset += self._offset(child)
                measure.signs.append((child, max(onset, Fraction(0))))
                for words in child.iterfind("direction-type/words"):
                    if is_no_chord(words.text or "") and not any(c.onset_quarters == onset for c in measure.chords):
                        measure.chords.append(ChordChange(max(onset, Fraction(0)), "N.C.", NO_CHORD))
        measure.meter, measure.free, measure.repeats = self.meter, self.free, self.repeats
        measure.chords = self._spread(index, measure)
        return measure

    def _spread(self, index: int, measure: Measure) -> list[ChordChange]:
        """The chords in order. Several over one note, with nothing to say where each begins, share its length."""
        stacks: dict[Fraction, list[ChordChange]] = {}
        for change in measure.chords:
            stack = stacks.setdefault(change.onset_quarters, [])
            if all(change.symbol != other.symbol for other in stack):
                stack.append(change)
        chords: list[ChordChange] = []
        for onset in sorted(stacks):
            stack = stacks[onset]
            if len(stack) > 1:
                self.margin.add("several chords over one note", "they share its length", index)
                under = [n.duration_quarters for n in self._notes_of(index) if n.onset_quarters == onset]
                later = [other for other in stacks if other > onset]
                room = max(under, default=Fraction(0)) or Fraction(1)
                room = min([room, *(other - onset for other in later)])
                stack = [
                    replace(change, onset_quarters=onset + room * k / len(stack)) for k, change in enumerate(stack)
                ]
            chords += stack
        return chords

    def _notes_of(self, index: int) -> Iterator[Note]:
        for note in reversed(self.notes):
            if note.measure != index:
                return
            yield note

    def _timed(self, index: int, measure: Measure, element: Element) -> Iterator[tuple[Element, Fraction]]:
        """The children that are no notes, with their places; notes are put into ``self.notes`` as they pass."""
        place = last = Fraction(0)
        for child in element:
            if child.tag == "note":
                duration = self._duration(child)
                if child.find("chord") is not None:
                    self._note(index, child, last, duration, True)
                    continue
                last = place
                self._note(index, child, place, duration, False)
                place += duration
            elif child.tag == "backup":
                place = max(Fraction(0), place - self._duration(child))
            elif child.tag == "forward":
                place += self._duration(child)
            else:
                yield child, place
            measure.content_quarters = max(measure.content_quarters, place)

    def _duration(self, element: Element) -> Fraction:
        if element.find("grace") is not None:
            return Fraction(0)
        text = element.findtext("duration")
        if text is not None:
            return max(_fraction(text), Fraction(0)) / self.divisions
        # Not allowed, but seen: only the note's shape tells how long it is.
        quarters = _TYPE_QUARTERS.get(element.findtext("type", ""), Fraction(0))
        return quarters * (2 - Fraction(1, 2 ** len(element.findall("dot"))))

    def _offset(self, element: Element) -> Fraction:
        text = element.findtext("offset")
        return Fraction(0) if text is None else _fraction(text) / self.divisions

    def _note(self, index: int, note: Element, onset: Fraction, duration: Fraction, in_chord: bool) -> None:
        if note.find("grace") is not None:
            self.graces += 1
            self.first_grace = index if self.first_grace is None else self.first_grace
            return
        pitch = self._pitch(note)
        if pitch is not None and ((note.findtext("notehead") or "").strip() == "slash" or self.slashes):
            self.margin.add("rhythm slashes", "they are not melody and were left out", index)
            pitch = None
        if note.find("cue") is not None:
            pitch = None
        ties = {tie.get("type") for tie in note.iterfind("tie")} or {
            tie.get("type") for tie in note.iterfind("notations/tied")
        }
        self.notes.append(
            Note(
                index, onset, duration, pitch, in_chord, "stop" in ties, "start" in ties,
                (note.findtext("staff") or "1").strip(), (note.findtext("voice") or "1").strip(), note.findall("lyric"),
            )
        )  # fmt: skip

    def _pitch(self, note: Element) -> int | None:
        pitch = note.find("pitch")
        if pitch is None:
            return None
        step = STEPS.get((pitch.findtext("step") or "").strip())
        octave = _fraction(pitch.findtext("octave") or "4")
        if step is None:
            return None
        alter = _fraction(pitch.findtext("alter") or "0")
        key = round(12 * (octave + 1) + step + alter + self.transposition.chromatic)
        return key if 0 <= key <= 127 else None

    def _harmony(self, index: int, measure: Measure, harmony: Element, onset: Fraction) -> None:
        def remark(problem: str, hint: str) -> None:
            self.margin.add(problem, hint, index)

        read = read_harmony(harmony, self.key, self.transposition, remark)
        if read is not None:
            symbol, chord = read
            measure.chords.append(ChordChange(max(onset + self._offset(harmony), Fraction(0)), symbol, chord))

    def _attributes(self, index: int, measure: Measure, attributes: Element) -> None:
        divisions = attributes.findtext("divisions")
        if divisions is not None and _fraction(divisions) > 0:
            self.divisions = _fraction(divisions)
        transpose = _of_first_staff(attributes, "transpose")
        if transpose is not None:
            self.transposition = _transposition(transpose)
        key = _of_first_staff(attributes, "key")
        if key is not None:
            self._key(index, measure, key)
        time = _of_first_staff(attributes, "time")
        if time is not None:
            self._time(index, time)
        for style in attributes.iterfind("measure-style"):
            repeat, slash = style.find("measure-repeat"), style.find("slash")
            if repeat is not None:
                back = int(_fraction(repeat.text or "1")) if repeat.get("type") == "start" else 0
                self.repeats = max(0, min(back, 64))
            if slash is not None:
                self.slashes = slash.get("type") == "start"

    def _key(self, index: int, measure: Measure, element: Element) -> None:
        fifths = element.findtext("fifths")
        mode = _MODES.get((element.findtext("mode") or "major").strip().lower(), "major")
        try:
            if fifths is None:
                raise ValueError("a key made of single accidentals")
            place = int(_fraction(fifths)) + self.transposition.fifths
            key = key_from_fifths(place - 12 if place > 7 else place + 12 if place < -7 else place, mode)
        except ValueError as error:
            self.margin.add(str(error), "the key was left out", index)
            return
        if key != self.key:
            self.key = measure.key = key

    def _time(self, index: int, time: Element) -> None:
        self.free = time.find("senza-misura") is not None
        if self.free:
            self.margin.add("no meter (senza misura)", "bars are as long as their notes", index)
            return
        read = _meter(time)
        if read is None:
            shown = " + ".join(f"{e.text}" for e in time if e.tag in ("beats", "beat-type"))
            self.margin.add(f"not a meter: {shown!r}", "the last one was kept", index)
        else:
            self.meter = read


def _of_first_staff(attributes: Element, tag: str) -> Element | None:
    return next((found for found in attributes.iterfind(tag) if found.get("number", "1") == "1"), None)


def _transposition(transpose: Element) -> Transposition:
    """Semitones with octaves, and on the line of fifths: c semitones and d steps are 7c − 12d fifths."""
    chromatic = round(_fraction(transpose.findtext("chromatic") or "0"))
    octaves = round(_fraction(transpose.findtext("octave-change") or "0"))
    diatonic = transpose.findtext("diatonic")
    steps = round(_fraction(diatonic)) if diatonic is not None else round(chromatic * 7 / 12)
    fifths = 7 * chromatic - 12 * steps
    if abs(fifths) > 12:  # the two contradict each other, so the steps are not to be trusted
        fifths = 7 * chromatic - 12 * round(chromatic * 7 / 12)
    return Transposition(max(-96, min(96, chromatic + 12 * octaves)), fifths)


def _meter(time: Element) -> Meter | None:
    """3+2/8 stands in one pair; 2/4 + 3/8 in two, here counted in the shorter unit."""
    counts = [(element.text or "").replace(" ", "") for element in time.iterfind("beats")]
    units = [(element.text or "").strip() for element in time.iterfind("beat-type")]
    try:
        pairs = [parse_meter(f"{count}/{unit}") for count, unit in zip(counts, units, strict=True)]
        if len(pairs) == 1:
            return pairs[0]
        unit = max(pair.unit for pair in pairs)
        groups = tuple(
            group * (unit // pair.unit)
            for count, pair in zip(counts, pairs, strict=True)
            for group in (pair.groups if "+" in count else (pair.count,))
        )
        return Meter(sum(groups), unit, groups)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _fraction(text: str) -> Fraction:
    """A number written as an integer or a decimal; 0 for what is none."""
    text = text.strip()
    if not re.fullmatch(r"[+-]?\d{1,12}(\.\d{0,12})?", text):
        return Fraction(0)
    return Fraction(text)
