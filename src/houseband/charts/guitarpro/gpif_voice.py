"""The voices of ``score.gpif``: beats in time, and their notes at sounding pitch.

Every element is read once and remembered by its number, since version 6 names alike beats and notes many times. Grace
beats (``<GraceNotes>``) take no time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from xml.etree.ElementTree import Element

from houseband.charts.chart import PartNote
from houseband.charts.guitarpro.gpif_track import Staff
from houseband.charts.guitarpro.grains import GRAINS, Grains, bar_grains, whole
from houseband.charts.guitarpro.line import Line
from houseband.charts.guitarpro.pitch import ghost_velocity, gp6_drum, harmonic_semitones
from houseband.charts.guitarpro.score import MOST_EVENTS, Score, Track
from houseband.charts.guitarpro.technique import (
    CENTS_PER_BEND_UNIT,
    PLAIN,
    VIBRATO_CENTS,
    WIDE_CENTS,
    Bend,
    Technique,
    technique_of,
)
from houseband.charts.guitarpro.xml_values import fraction, integer
from houseband.errors import ChartError
from houseband.music.pitch import STEPS

_VALUES = {
    "Long": Fraction(16), "DoubleWhole": Fraction(8), "Whole": Fraction(4), "Half": Fraction(2), "Quarter": Fraction(1),
    "Eighth": Fraction(1, 2), "16th": Fraction(1, 4), "32nd": Fraction(1, 8), "64th": Fraction(1, 16),
    "128th": Fraction(1, 32), "256th": Fraction(1, 64),
}  # fmt: skip
_VELOCITIES = {"PPP": 15, "PP": 31, "P": 47, "MP": 63, "MF": 79, "F": 95, "FF": 111, "FFF": 127}
_SIGNS = {"PalmMuted": "muted", "HopoOrigin": "hammer", "Slapped": "slap", "Popped": "pop"}
_SLIDES = ("shift", "legato", "down", "up", "below", "above")
"""By the bits of their flags."""
_ALTERS = {"#": 1, "b": -1, "x": 2, "bb": -2, "Sharp": 1, "Flat": -1, "DoubleSharp": 2, "DoubleFlat": -2}


@dataclass(slots=True)
class _Note:
    """A note as its element says."""

    string: int = -1
    fret: int = -1
    pitch: int | None = None
    """As written out: for staves without strings, or None."""
    drum: int | None = None
    articulation: int = -1
    harmonic: str = ""
    harmonic_fret: float = 0.0
    tied: bool = False
    dead: bool = False
    ghost: bool = False
    signs: set[str] = field(default_factory=set)
    slides: frozenset[str] = frozenset()
    bend: dict[str, float] = field(default_factory=dict)
    vibrato: str = ""
    _technique: Technique | None = None

    def technique(self, up: bool) -> Technique:
        """How it is played; ``up``: with an up stroke."""
        if self._technique is None or up:
            self._technique = technique_of(
                dead=self.dead,
                muted="muted" in self.signs,
                harmonic=bool(self.harmonic),
                up=up,
                hammer="hammer" in self.signs,
                slap="slap" if "slap" in self.signs else "pop" if "pop" in self.signs else "",
                slides=self.slides,
                bend=_bend(self.bend) if "Bended" in self.bend else (),
                vibrato_cents={"Slight": VIBRATO_CENTS, "Wide": WIDE_CENTS}.get(self.vibrato, 0),
            )
        return self._technique


@dataclass(slots=True)
class _Beat:
    """A beat as its element says."""

    duration: Grains
    grace: bool
    velocity: int
    notes: list[_Note]
    chord: str
    words: str
    lyrics: list[tuple[int, str]]
    tempo_glide: bool = False
    up: bool = False
    """Picked upwards."""


class Voices:
    """All voices of one file."""

    def __init__(self, score: Score, numbered: dict[str, dict[str, Element]], name: str) -> None:
        self.score, self.name = score, name
        self.bars, self.voices, self.rhythms = numbered["Bar"], numbered["Voice"], numbered["Rhythm"]
        self.beat_elements, self.note_elements = numbered["Beat"], numbered["Note"]
        self.beats: dict[str, _Beat] = {}
        self.notes: dict[str, _Note] = {}
        self.lengths: dict[str, Grains] = {}
        self.events = 0
        self.lines: list[Line] = []
        """Of all staves so far."""

    def staff(self, track: Track, staff: Staff, first: bool, ids: Iterable[str]) -> list[list[PartNote]]:
        """The notes of a staff in bars, from the numbers of its bars; chords and words go to the track."""
        line = Line()
        self.lines.append(line)
        top: Grains = 0
        for index, number in enumerate(ids):
            bar = self.bars.get(number)
            master = self.score.bars[index]
            simile = "" if bar is None else (bar.findtext("SimileMark") or "").strip()
            if simile and index:
                line.repeat(1 if simile == "Simple" else 2, top)
            else:
                line.begin_bar(top)
                voices = [] if bar is None else (bar.findtext("Voices") or "").split()
                ends = [
                    self._voice(track, staff, line, index, first and place == 0, place, voice)
                    for place, voice in enumerate(voices[:8])
                    if voice != "-1"
                ]
                master.reach(ends)
            top += bar_grains(master.meter)
        return line.finish(track.is_drums)

    def _voice(
        self, track: Track, staff: Staff, line: Line, index: int, sings: bool, place: int, number: str
    ) -> Grains:
        """Write down a voice; where it ends."""
        voice = self.voices.get(number)
        onset: Grains = 0
        for beat_number in [] if voice is None else (voice.findtext("Beats") or "").split():
            beat = self.beats.get(beat_number)
            if beat is None:
                beat = self.beats[beat_number] = self._beat(beat_number)
            self.events += 1 + len(beat.notes)
            if self.events > MOST_EVENTS:
                raise ChartError(f"more than {MOST_EVENTS:,} beats and notes", self.name, hint="is it the right file?")
            if beat.chord:
                diagram = staff.chords.get(beat.chord)
                if diagram is not None:
                    track.diagrams.append((index, onset, diagram))
            if beat.words:
                self.score.bars[index].say(beat.words)
            if beat.grace:
                self.score.remark("grace notes", "they are left out", index)
                continue
            for verse, text in beat.lyrics:
                track.syllables.append((index, onset, verse, text))
            if beat.notes:
                if sings:
                    track.sung.append((index, onset))
                for note in beat.notes:
                    self._play(track, staff, line, index, place, onset, beat, note)
            onset += beat.duration
        return onset

    def _play(
        self, track: Track, staff: Staff, line: Line, index: int, place: int, onset: Grains, beat: _Beat, note: _Note
    ) -> None:
        pitch = _drum(note, staff.drums) if staff.drums is not None else _pitch(note, staff)
        if pitch is None or not 0 <= pitch <= 127:
            self.score.remark("notes that no instrument has", "they are left out", index)
            return
        velocity = ghost_velocity(beat.velocity) if note.ghost else beat.velocity
        string = note.string if staff.tuning and staff.drums is None else -1
        how = PLAIN if staff.drums is not None else note.technique(beat.up)
        fret = note.fret if string >= 0 else -1
        line.play(place, onset, beat.duration, pitch, velocity, string, fret, note.tied, how)

    def _beat(self, number: str) -> _Beat:
        element = self.beat_elements.get(number)
        if element is None:
            raise ChartError(f"a damaged Guitar Pro file: there is no beat {number}", self.name)
        beat = _Beat(0, False, _VELOCITIES["F"], [], "", "", [])
        for child in element:
            tag, text = child.tag, child.text
            if tag == "Rhythm":
                beat.duration = self._length(child.get("ref", ""))
            elif tag == "Dynamic":
                beat.velocity = _VELOCITIES.get((text or "").strip(), beat.velocity)
            elif tag == "Notes":
                beat.notes = [self._note(note) for note in (text or "").split()]
            elif tag == "Chord":
                beat.chord = (text or "").strip()
            elif tag == "Properties":
                stroke = child.find("Property[@name='PickStroke']")
                beat.up = stroke is not None and (stroke.findtext("Direction") or "").strip() == "Up"
            elif tag == "FreeText":
                beat.words = text or ""
            elif tag == "GraceNotes":
                beat.grace = True
            elif tag == "Lyrics":
                lines = enumerate(child.findall("Line")[:10], 1)
                beat.lyrics = [(verse, line.text) for verse, line in lines if line.text and line.text.strip()]
        return beat

    def _length(self, number: str) -> Grains:
        if number not in self.lengths:
            self.lengths[number] = _rhythm(self.rhythms.get(number))
        return self.lengths[number]

    def _note(self, number: str) -> _Note:
        if number not in self.notes:
            element = self.note_elements.get(number)
            if element is None:
                raise ChartError(f"a damaged Guitar Pro file: there is no note {number}", self.name)
            self.notes[number] = _note(element)
        return self.notes[number]


def _rhythm(element: Element | None) -> Grains:
    if element is None:
        return GRAINS
    length = _VALUES.get((element.findtext("NoteValue") or "").strip(), Fraction(1)) * GRAINS
    if (dots := element.find("AugmentationDot")) is not None:
        length *= 2 - Fraction(1, 2 ** max(0, min(integer(dots.get("count")), 4)))
    for kind in ("PrimaryTuplet", "SecondaryTuplet"):
        if (tuplet := element.find(kind)) is not None:
            inside = integer(tuplet.get("num") or tuplet.findtext("Num"))
            of = integer(tuplet.get("den") or tuplet.findtext("Den"))
            if 0 < inside <= 1_000 and 0 < of <= 1_000:
                length = length * of / inside
    return whole(length)


def _note(element: Element) -> _Note:
    note = _Note()
    element_number, variation, step, octave = -1, 0, None, 0
    concert: Element | None = None
    for child in element:
        tag = child.tag
        if tag == "Properties":
            for found in child:
                name = found.get("name")
                if name == "String":
                    note.string = integer(found.findtext("String"))
                elif name == "Fret":
                    note.fret = integer(found.findtext("Fret"))
                elif name == "Midi":
                    note.pitch = integer(found.findtext("Number"))
                elif name == "Muted":
                    note.dead = True
                elif name in _SIGNS:
                    note.signs.add(_SIGNS[name])
                elif name == "Slide":
                    flags = integer(found.findtext("Flags"))
                    note.slides = frozenset(slide for bit, slide in enumerate(_SLIDES) if flags >> bit & 1)
                elif name is not None and name.startswith("Bend"):
                    note.bend[name] = float(fraction(found.findtext("Float")) or 0)
                elif name == "HarmonicType":
                    note.harmonic = (found.findtext("HType") or "").strip()
                elif name == "HarmonicFret":
                    note.harmonic_fret = float(fraction(found.findtext("HFret")) or 0)
                elif name == "Element":
                    element_number = integer(found.findtext("Element"))
                elif name == "Variation":
                    variation = integer(found.findtext("Variation"))
                elif name == "Tone":
                    step = integer(found.findtext("Step"))
                elif name == "Octave":
                    octave = integer(found.findtext("Number"))
                elif name == "ConcertPitch":
                    concert = found
        elif tag == "Tie":
            note.tied = child.get("destination") == "true"
        elif tag == "AntiAccent":
            note.ghost = True
        elif tag == "Vibrato":
            note.vibrato = (child.text or "").strip()
        elif tag == "InstrumentArticulation":
            note.articulation = integer(child.text)
    if element_number >= 0:
        note.drum = gp6_drum(element_number, variation)
    if note.pitch is None and step is not None:
        note.pitch = 12 * octave + step
    if note.pitch is None and concert is not None:
        note.pitch = _concert(concert.find("Pitch"))
    return note


def _bend(said: dict[str, float]) -> Bend:
    """The points of a bend: where it begins, two in the middle, and where it ends; offsets are hundredths."""
    origin, middle, end = (said.get(f"Bend{which}Value", 0.0) for which in ("Origin", "Middle", "Destination"))
    places = [
        (said.get("BendOriginOffset", 0.0), origin), (said.get("BendMiddleOffset1", 50.0), middle),
        (said.get("BendMiddleOffset2", 50.0), middle), (said.get("BendDestinationOffset", 100.0), end),
    ]  # fmt: skip
    if "BendMiddleValue" not in said:
        del places[1:3]
    return tuple(
        (
            Fraction(round(min(max(at, 0.0), 100.0) * 10), 1000),
            round(CENTS_PER_BEND_UNIT * min(max(height, -600.0), 600.0)),
        )
        for at, height in sorted(places)
        if 0.0 <= at <= 100.0
    )


def _concert(pitch: Element | None) -> int | None:
    step = None if pitch is None else STEPS.get((pitch.findtext("Step") or "").strip())
    if pitch is None or step is None:
        return None
    alter = _ALTERS.get((pitch.findtext("Accidental") or "").strip(), 0)
    return 12 * (integer(pitch.findtext("Octave")) + 1) + step + alter


def _pitch(note: _Note, staff: Staff) -> int | None:
    """What sounds: from the string and its fret where there are strings, else as it is written out."""
    if not staff.tuning:
        return note.pitch
    if not 0 <= note.string < len(staff.tuning) or note.fret < 0:
        return note.pitch
    pitch = staff.tuning[note.string] + staff.capo + note.fret
    if note.harmonic == "Natural":
        return pitch - note.fret + harmonic_semitones(note.harmonic_fret or note.fret)
    return pitch + harmonic_semitones(note.harmonic_fret) if note.harmonic else pitch


def _drum(note: _Note, keys: tuple[int, ...] | None) -> int | None:
    if note.drum is not None:
        return note.drum
    if keys and 0 <= note.articulation < len(keys):
        return keys[note.articulation]
    return note.pitch if note.pitch is not None else (note.fret if note.fret > 0 else None)
