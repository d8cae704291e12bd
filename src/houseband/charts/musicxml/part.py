"""One part of a MusicXML score, measure by measure: what stands where, before it is made into bars.

Places and lengths are in ticks (``grid.py``) from the bar line of their measure; pitches are at sounding pitch. Signs
(barlines, directions, sounds) are only collected here, with their places; ``signs.py`` says what they mean.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple
from xml.etree.ElementTree import Element

from houseband.charts.chart import Frame
from houseband.charts.musicxml.attributes import Attributes
from houseband.charts.musicxml.drum_keys import drum_key, drum_key_of_line
from houseband.charts.musicxml.grid import Grid, number
from houseband.charts.musicxml.harmony import is_no_chord, read_frame, read_harmony
from houseband.charts.musicxml.head import ScorePart
from houseband.charts.musicxml.margin import Margin
from houseband.charts.musicxml.notes import NO_LYRICS, Note
from houseband.charts.musicxml.touch import Touch
from houseband.charts.symbol import looks_like_chord, parse_symbol, transpose_symbol
from houseband.music.articulation import Articulation
from houseband.music.chord import NO_CHORD, Chord
from houseband.music.key import Key
from houseband.music.meter import Meter
from houseband.music.pitch import STEPS

_TYPE_QUARTERS = {
    "maxima": Fraction(32), "long": Fraction(16), "breve": Fraction(8), "whole": Fraction(4), "half": Fraction(2),
    "quarter": Fraction(1), "eighth": Fraction(1, 2), "16th": Fraction(1, 4), "32nd": Fraction(1, 8),
    "64th": Fraction(1, 16), "128th": Fraction(1, 32),
}  # fmt: skip
# MIDI velocities of dynamics, as MuseScore plays them (MuseScore handbook, "Dynamics").
_VELOCITIES = {
    "pppp": 10, "ppp": 16, "pp": 33, "p": 49, "mp": 64, "mf": 80, "f": 96, "ff": 112, "fff": 126, "ffff": 127,
    "fp": 96, "sf": 112, "sfz": 112, "fz": 112, "rf": 96, "rfz": 96,
}  # fmt: skip
_LONGEST_TYPED_CHORD = 30  # letters
_USUAL_VELOCITY = 80
_FORTE_VELOCITY = 90  # what dynamics="100" means, says the specification


class PlacedChord(NamedTuple):
    """A chord symbol at its place in ticks."""

    onset: int
    symbol: str
    chord: Chord


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
    content: int = 0
    """How far its notes and rests really reach."""
    repeats: int = 0
    """How many measures back stands what a measure-repeat sign repeats here; 0: no such sign."""
    chords: list[PlacedChord] = field(default_factory=list)
    alternates: list[PlacedChord] = field(default_factory=list)
    fermatas: list[int] = field(default_factory=list)
    signs: list[tuple[Element, int]] = field(default_factory=list)
    """Barlines, directions and sounds, with their places."""


@dataclass(slots=True)
class Part:
    """A whole part."""

    head: ScorePart
    measures: list[Measure]
    notes: list[Note]
    margin: Margin
    frames: list[Frame]
    tuning: tuple[int, ...]
    chord_count: int
    first_grace: tuple[int, int] | None
    """The measure of the first grace note, and how many there are."""
    has_melody: bool = False
    """Whether it has a note of definite pitch."""
    is_drums: bool = False
    """Whether all its notes are of indefinite pitch."""


def read_part(measures: list[Element], head: ScorePart, grid: Grid) -> Part:
    """A part from its measure elements, in order."""
    reader = _PartReader(head, grid)
    read = [reader.measure(index, element) for index, element in enumerate(measures)]
    pitched = [note.is_drum for note in reader.notes if note.pitch is not None]
    return Part(
        head, read, reader.notes, reader.margin, reader.frames, reader.attributes.tuning,
        chord_count=sum(len(measure.chords) for measure in read),
        first_grace=(reader.first_grace, reader.graces) if reader.graces else None,
        has_melody=not all(pitched), is_drums=bool(pitched) and all(pitched),
    )  # fmt: skip


class _PartReader:
    """Reads the measures of one part, one after the other."""

    def __init__(self, head: ScorePart, grid: Grid) -> None:
        self.head = head
        self.grid = grid
        self.margin = Margin()
        self.attributes = Attributes(grid, self.margin)
        self.notes: list[Note] = []
        self.frames: list[Frame] = []
        self.velocity = _USUAL_VELOCITY
        self.touch = Touch()
        self.graces = 0
        self.first_grace = 0
        self._taken: set[int] = set()
        """Where in the measure a chord stands already: words that say one there only repeat it."""
        self._pitches: dict[tuple[str, ...], int | None] = {}
        self._chords: dict[object, tuple[str, Chord]] = {}

    def measure(self, index: int, element: Element) -> Measure:
        """The next measure."""
        attributes = self.attributes
        measure = Measure(element.get("number", ""), element.get("implicit") == "yes", None, False)
        place = last = content = 0
        self._taken.clear()
        for child in element:
            tag = child.tag
            if tag == "note":
                found = {inside.tag: inside for inside in child}
                if "grace" in found:
                    self._grace(index, child, place)
                    continue
                duration = self._duration(found)
                if "chord" not in found:
                    last = place
                    place += duration
                self._note(measure, index, child, found, last, duration)
            elif tag == "backup":
                place = max(0, place - self._duration({inside.tag: inside for inside in child}))
            elif tag == "forward":
                place += self._duration({inside.tag: inside for inside in child})
            elif tag == "attributes":
                key = attributes.read(index, child)
                if key is not None:
                    measure.key = key
            elif tag == "harmony":
                self._harmony(index, measure, child, place)
            elif tag in ("direction", "sound", "barline"):
                onset = max(0, place + self._offset(child))
                measure.signs.append((child, onset))
                if tag == "direction":
                    self._direction(index, measure, child, onset)
                elif tag == "barline" and child.find("fermata") is not None:
                    measure.fermatas.append(last)
            if place > content:
                content = place
        measure.content = content
        measure.meter, measure.free, measure.repeats = attributes.meter, attributes.free, attributes.repeats
        if len(measure.chords) > 1:
            measure.chords = self._spread(index, measure)
        return measure

    def _duration(self, found: dict[str, Element]) -> int:
        element = found.get("duration")
        if element is not None:
            return min(max(0, self.attributes.durations[element.text]), self.grid.longest)
        # Not allowed, but seen: only the note's shape tells how long it is.
        shape = found.get("type")
        quarters = _TYPE_QUARTERS.get((shape.text or "").strip(), Fraction(0)) if shape is not None else Fraction(0)
        if "dot" in found:
            quarters *= Fraction(3, 2)
        if (tuplet := found.get("time-modification")) is not None:
            actual, normal = number(tuplet.findtext("actual-notes")), number(tuplet.findtext("normal-notes"))
            quarters *= normal / actual if actual > 0 and normal > 0 else 1
        return self.grid.ticks(quarters)

    def _offset(self, element: Element) -> int:
        text = element.findtext("offset")
        return 0 if text is None else self.attributes.durations[text]

    def _grace(self, index: int, note: Element, place: int) -> None:
        """Grace notes are not played; their syllables are sung with the note that follows."""
        self.graces += 1
        if self.graces == 1:
            self.first_grace = index
        if lyrics := note.findall("lyric"):
            staff, voice = (note.findtext("staff") or "1").strip(), (note.findtext("voice") or "1").strip()
            self.notes.append(
                Note(index, place, 0, None, False, False, False, False, staff, voice, lyrics, self.velocity, 0, -1)
            )

    def _note(
        self, measure: Measure, index: int, note: Element, found: dict[str, Element], onset: int, duration: int
    ) -> None:
        attributes = self.attributes
        staff = (found["staff"].text or "1").strip() if "staff" in found else "1"
        pitch: int | None = None
        is_drum = False
        is_rhythm: bool | None = False
        if "cue" in found or staff in attributes.ossia:
            pass
        elif "pitch" in found:
            pitch = self._pitch(found["pitch"], staff)
            is_drum = self.head.is_drums
        elif "unpitched" in found:
            pitch = self._drum_key(found)
            is_drum = True
        if pitch is not None and self._is_slash(found, staff):
            is_rhythm = self._has_stem(found, staff)
            pitch = None
        tied_from = tied_to = False
        string, fret = 0, -1
        voice = (found["voice"].text or "1").strip() if "voice" in found else "1"
        articulation = self.touch.usual
        if "tie" in found:
            for tie in note.iterfind("tie"):
                if tie.get("type") == "start":
                    tied_to = True
                elif tie.get("type") == "stop":
                    tied_from = True
        notations = note.findall("notations/*") if "notations" in found else []
        if pitch is not None and not is_drum:
            articulation = self.touch.of_note(notations, voice)
        if notations:
            for notation in notations:
                if notation.tag == "tied" and "tie" not in found:
                    tied_to |= notation.get("type") == "start"
                    tied_from |= notation.get("type") == "stop"
                elif notation.tag == "fermata":
                    measure.fermatas.append(onset)
                elif notation.tag == "technical":
                    string, fret = _string_and_fret(notation, string, fret)
        loudness = note.get("dynamics")
        self.notes.append(
            Note(
                index, onset, duration, pitch, is_drum, is_rhythm, tied_from, tied_to, staff, voice,
                note.findall("lyric") if "lyric" in found else NO_LYRICS,
                self.velocity if loudness is None else _velocity(loudness), string, fret,
                Articulation.NORMAL if is_drum else articulation,
            )
        )  # fmt: skip

    def _pitch(self, pitch: Element, staff: str) -> int | None:
        written = tuple([f"{child.tag}{child.text}" for child in pitch])
        key = self._pitches.get(written)
        if key is None:
            step = STEPS.get((pitch.findtext("step") or "").strip())
            if step is None:
                return None
            octave = number(pitch.findtext("octave") or "4")
            key = self._pitches[written] = round(12 * (octave + 1) + step + number(pitch.findtext("alter")))
        key += self.attributes.transposition_of(staff).chromatic
        return key if 0 <= key <= 127 else None

    def _drum_key(self, found: dict[str, Element]) -> int:
        instrument = found["instrument"].get("id", "") if "instrument" in found else ""
        keys = self.head.drum_keys
        if instrument in keys:
            return keys[instrument]
        if not instrument and len(keys) == 1:
            return next(iter(keys.values()))
        called = drum_key(self.head.name)
        if called is not None and self.head.name.lower() not in ("drum", "drums"):
            return called
        unpitched = found["unpitched"]
        line = f"{unpitched.findtext('display-step', 'C')}{unpitched.findtext('display-octave', '5')}".replace(" ", "")
        crossed = "notehead" in found and (found["notehead"].text or "").strip() in ("x", "cross", "circle-x")
        return drum_key_of_line(line, crossed)

    def _is_slash(self, found: dict[str, Element], staff: str) -> bool:
        if staff in self.attributes.slashes:
            return True
        return "notehead" in found and (found["notehead"].text or "").strip() == "slash"

    def _has_stem(self, found: dict[str, Element], staff: str) -> bool | None:
        in_style = self.attributes.slashes.get(staff)
        if in_style is not None:
            return in_style
        if "stem" not in found:
            return None
        return (found["stem"].text or "").strip() != "none"

    def _harmony(self, index: int, measure: Measure, harmony: Element, place: int) -> None:
        parts = list(harmony)
        onset = place
        for child in parts:
            if child.tag == "offset":
                onset = max(0, place + self.attributes.durations[child.text])
        attributes = self.attributes
        # The same harmony comes again and again: what was read of it once, without a remark, is kept.
        looks = (
            attributes.key, attributes.transposition,
            *[(e.tag, e.text, *e.attrib.items()) for e in harmony.iter() if e.tag not in ("offset", "staff")],
        )  # fmt: skip
        read = self._chords.get(looks)
        if read is None:
            told = len(self.margin.notes), sum(self.margin.counts.values())

            def remark(problem: str, hint: str) -> None:
                self.margin.add(problem, hint, index)

            read = read_harmony(harmony, attributes.key, attributes.transposition, remark)
            if read is None:
                return
            if (len(self.margin.notes), sum(self.margin.counts.values())) == told:
                self._chords[looks] = read
            if (frame := read_frame(harmony, read[0])) is not None and frame not in self.frames:
                self.frames.append(frame)
        if harmony.get("type") == "alternate":
            measure.alternates.append(PlacedChord(onset, *read))
            return
        self._taken.add(onset)
        measure.chords.append(PlacedChord(onset, *read))

    def _direction(self, index: int, measure: Measure, direction: Element, onset: int) -> None:
        """Chords typed as words, and how loud it goes on; all else is left to ``signs.py``."""
        for kind in direction.iterfind("direction-type/*"):
            if kind.tag == "words":
                text = (kind.text or "").strip()
                self.touch.words(text)
                if not text or onset in self._taken or len(text) > _LONGEST_TYPED_CHORD:
                    continue
                if is_no_chord(text):
                    self._taken.add(onset)
                    measure.chords.append(PlacedChord(onset, "N.C.", NO_CHORD))
                elif is_typed_chord(text):
                    self._taken.add(onset)
                    self.margin.add(f"a chord typed as words: {text!r}", "it is played as a chord", index)
                    moved = transpose_symbol(text.rstrip("."), self.attributes.transposition.chromatic, "b" in text)
                    measure.chords.append(PlacedChord(onset, moved, parse_symbol(moved).chord))
            elif kind.tag == "dynamics":
                for mark in kind:
                    self.velocity = _VELOCITIES.get(mark.tag, self.velocity)
        sound = direction.find("sound")
        if sound is not None:
            self.touch.sound(sound)
        if sound is not None and sound.get("dynamics"):
            self.velocity = _velocity(sound.get("dynamics", ""))

    def _spread(self, index: int, measure: Measure) -> list[PlacedChord]:
        """The chords in order. Several over one note, with nothing to say where each begins, share its length."""
        stacks: dict[int, dict[str, PlacedChord]] = {}
        for chord in measure.chords:
            stacks.setdefault(chord.onset, {}).setdefault(chord.symbol, chord)
        chords: list[PlacedChord] = []
        onsets = sorted(stacks)
        for k, onset in enumerate(onsets):
            stack = list(stacks[onset].values())
            if len(stack) > 1:
                self.margin.add("several chords over one note", "they share its length", index)
                under = [note.duration for note in self._notes_of(index) if note.onset == onset]
                room = max(under, default=0) or self.grid.per_quarter
                room = min([room, *(later - onset for later in onsets[k + 1 : k + 2])])
                stack = [chord._replace(onset=onset + room * j // len(stack)) for j, chord in enumerate(stack)]
            chords += stack
        return chords

    def _notes_of(self, index: int) -> list[Note]:
        found = []
        for note in reversed(self.notes):
            if note.measure != index:
                break
            found.append(note)
        return found


def is_typed_chord(text: str) -> bool:
    """Whether these words over the staff are a chord and no letter of a section: ``Gm``, ``C7``, never ``A``."""
    plain = text.rstrip(".")
    return len(plain) > 1 and not plain[1:].isdecimal() and plain[1:] not in "'#b" and looks_like_chord(plain)


def _velocity(percent: str) -> int:
    return max(1, min(127, round(_FORTE_VELOCITY * number(percent) / 100)))


def _string_and_fret(technical: Element, string: int, fret: int) -> tuple[int, int]:
    for child in technical:
        if child.tag == "string":
            string = int(number(child.text))
        elif child.tag == "fret":
            fret = int(number(child.text))
    return (string, fret) if 0 < string <= 64 and 0 <= fret <= 36 else (0, -1)
