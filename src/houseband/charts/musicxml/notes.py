"""Note elements as they are read, before it is known what they are for: melody, a written part, a rhythm, words."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from houseband.music.articulation import Articulation

NO_LYRICS: list[Element] = []


@dataclass(slots=True)
class Note:
    """A note or rest of any voice. Places are in ticks from the bar line."""

    measure: int
    onset: int
    duration: int
    pitch: int | None
    """MIDI key as it sounds; None for rests, slashes and cues."""
    is_drum: bool
    """The pitch is a percussion key."""
    is_rhythm: bool | None
    """A slash that gives a rhythm for the band; None: a slash of which it is not said whether it has a stem."""
    tied_from: bool
    tied_to: bool
    staff: str
    voice: str
    lyrics: list[Element]
    velocity: int
    string: int
    """As MusicXML counts: 1 is the highest; 0 where there is none."""
    fret: int
    """−1 where there is none."""
    articulation: Articulation = Articulation.NORMAL


@dataclass(slots=True)
class Sounding:
    """Tied notes as the one note that sounds."""

    note: Note
    """The first of them."""
    duration: int


def join_ties(notes: list[Note], starts: list[int]) -> list[Sounding]:
    """What sounds of ``notes``, which are in order; ``starts`` is where each measure begins, in ticks from the top."""
    joined: list[Sounding] = []
    held: dict[int, tuple[Sounding, int]] = {}  # by pitch: what is tied on, and where it ends
    for note in notes:
        pitch = note.pitch
        if pitch is None:
            continue
        onset = starts[note.measure] + note.onset
        # Some programs forget to say where a tie ends: it does at the same note without a new syllable.
        if held and pitch in held and (note.tied_from or not note.lyrics) and held[pitch][1] == onset:
            sounding = held.pop(pitch)[0]
            sounding.duration += note.duration
        else:
            sounding = Sounding(note, note.duration)
            joined.append(sounding)
        if note.tied_to:
            held[pitch] = sounding, onset + note.duration
    return joined
