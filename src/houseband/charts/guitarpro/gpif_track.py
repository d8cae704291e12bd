"""The head of a track in ``score.gpif``: its name and sound, its staves with their strings, capos and chords."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from houseband.charts.guitarpro.score import Diagram, Track
from houseband.charts.guitarpro.xml_values import integer
from houseband.music.pitch import STEPS

_ACCIDENTALS = {
    "DoubleFlat": -2, "Flat": -1, "Natural": 0, "Sharp": 1, "DoubleSharp": 2,
}  # fmt: skip
_DEGREES = {"Second": 2, "Third": 4, "Fourth": 5, "Fifth": 7, "Sixth": 9, "Seventh": 11, "Ninth": 14, "Eleventh": 17,
            "Thirteenth": 21}  # fmt: skip
# What an alteration does to the degrees above, which are those of the major scale.
_PERFECT = ("Fourth", "Fifth", "Eleventh")
_ALTERATIONS = {"Perfect": 0, "Major": 0, "Minor": -1, "Augmented": 1, "Diminished": -2}
_FINGERS = {"Thumb": 5, "Index": 1, "Middle": 2, "Ring": 3, "Pinky": 4}
MOST_STRINGS = 16


@dataclass(slots=True)
class Staff:
    """One staff of a track."""

    tuning: tuple[int, ...] = ()
    """Open strings from the lowest, without the capo."""
    capo: int = 0
    drums: tuple[int, ...] | None = None
    """The percussion keys of the track's articulations by number; None where the staff is not for drums."""
    chords: dict[str, Diagram] = field(default_factory=dict)


def read_track(element: Element) -> tuple[Track, list[Staff]]:
    """A track without its bars, and its staves (at least one)."""
    name = " ".join((element.findtext("Name") or "").split())
    drums = _is_drums(element)
    keys = _articulations(element) if drums else None
    owners = element.findall("Staves/Staff") or [element]  # version 6 has one staff, which is the track
    staves = [_staff(owner, keys) for owner in owners[:4]]
    first = staves[0]
    track = Track(name or f"Track {element.get('id', '')}".strip(), None if drums else _program(element), drums,
                  first.tuning, first.capo)  # fmt: skip
    lyrics = element.find("Lyrics")
    if lyrics is not None:
        for verse, line in enumerate(lyrics.findall("Line")[:10], 1):
            text = line.findtext("Text") or ""
            if text.strip():
                track.verses.append((verse, max(0, integer(line.findtext("Offset"))), text))
    return track, staves


def _is_drums(element: Element) -> bool:
    general = element.find("GeneralMidi")
    if general is not None:
        return general.get("table") == "Percussion" or element.findtext("GeneralMidi/PrimaryChannel") == "9"
    kind = element.findtext("InstrumentSet/Type") or ""
    return kind in ("drumKit", "percussion") or element.findtext("MidiConnection/PrimaryChannel") == "9"


def _program(element: Element) -> int | None:
    for path in ("GeneralMidi/Program", "Sounds/Sound/MIDI/Program"):
        text = element.findtext(path)
        if text is not None and text.strip().isdecimal():
            return int(text) & 127
    return None


def _articulations(element: Element) -> tuple[int, ...]:
    """The General MIDI keys of a drum kit's articulations in their order, which is how notes number them."""
    return tuple(
        integer(articulation.findtext("OutputMidiNumber"))
        for articulation in element.iterfind("InstrumentSet/Elements/Element/Articulations/Articulation")
    )


def _staff(owner: Element, drums: tuple[int, ...] | None) -> Staff:
    staff = Staff(drums=drums)
    collections: list[Element] = []
    for found in owner.iterfind("Properties/Property"):
        kind = found.get("name")
        if kind == "Tuning" and drums is None:
            pitches = (found.findtext("Pitches") or "").split()
            staff.tuning = tuple(integer(pitch) for pitch in pitches[:MOST_STRINGS])
        elif kind == "CapoFret" and drums is None:
            staff.capo = max(0, min(integer(found.findtext("Fret")), 24))
        elif kind in ("ChordCollection", "DiagramCollection"):
            collections.append(found)
    # A diagram says more than a bare chord of the same number, and comes second.
    for collection in sorted(collections, key=lambda found: found.get("name", "")):
        for item in collection.iterfind("Items/Item"):
            staff.chords[item.get("id", "")] = _chord(item, staff.tuning)
    return staff


def _chord(item: Element, tuning: tuple[int, ...]) -> Diagram:
    name = " ".join((item.get("name") or "").split())
    drawn = item.find("Diagram")
    if drawn is None or not tuning:
        return Diagram(name, pitches=_tones(item))
    base = integer(drawn.get("baseFret"))
    frets: list[int | None] = [None] * len(tuning)
    for fret in drawn.iterfind("Fret"):
        string = integer(fret.get("string"))
        if 0 <= string < len(tuning):
            frets[string] = base + integer(fret.get("fret"))
    fingers = [0] * len(tuning)
    for position in drawn.iterfind("Fingering/Position"):
        string = integer(position.get("string"))
        if 0 <= string < len(tuning):
            fingers[string] = _FINGERS.get(position.get("finger", ""), 0)
    if all(fret is None for fret in frets):
        return Diagram(name, pitches=_tones(item))
    pitches = sorted(tuning[i] + fret for i, fret in enumerate(frets) if fret is not None)
    return Diagram(name, tuple(frets), tuple(fingers) if any(fingers) else (), tuple(pitches))


def _tones(item: Element) -> tuple[int, ...]:
    """The tones that a chord's degrees spell, the bass first; () where the file gives no degrees."""
    root = _note(item.find("Chord/KeyNote"))
    if root is None:
        return ()
    bass = _note(item.find("Chord/BassNote"))
    tones = [48 + root]
    for degree in item.iterfind("Chord/Degree"):
        kind = degree.get("interval", "")
        if kind in _DEGREES and degree.get("omitted") != "true":
            altered = _ALTERATIONS.get(degree.get("alteration", ""), 0)
            if kind in _PERFECT and altered == -2:
                altered = -1
            tones.append(48 + root + _DEGREES[kind] + altered)
    return (36 + (root if bass is None else bass), *tones)


def _note(element: Element | None) -> int | None:
    step = None if element is None else STEPS.get(element.get("step", ""))
    return None if element is None or step is None else (step + _ACCIDENTALS.get(element.get("accidental", ""), 0)) % 12
