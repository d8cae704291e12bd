"""A chart as written: bars with their chords, melody and roadmap signs, before anyone unfolds or plays it.

Units: quarters, exact (``Fraction``), counted from the bar line of the bar a thing stands in. Pitches of notes are MIDI
key numbers at sounding pitch (middle C is 60).
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from houseband.errors import Remark
from houseband.music.articulation import Articulation
from houseband.music.chord import Chord
from houseband.music.key import Key
from houseband.music.meter import COMMON_TIME, Meter


@dataclass(frozen=True, slots=True)
class ChordChange:
    """A chord symbol at its place. It lasts until the next one, over bar lines too."""

    onset_quarters: Fraction
    symbol: str
    """As written."""
    chord: Chord
    """As understood."""


@dataclass(frozen=True, slots=True)
class MelodyNote:
    """A note of the melody at sounding pitch; ties are already joined, so it may outlast its bar."""

    onset_quarters: Fraction
    duration_quarters: Fraction
    pitch: int
    """MIDI key number."""


@dataclass(frozen=True, slots=True)
class Lyric:
    """A piece of the words, sung from its onset until the next piece: a syllable, or all words under a chord."""

    onset_quarters: Fraction
    text: str
    """Its spaces kept: a piece that neither ends nor is followed by a blank goes on as the same word."""
    verse: int = 1


@dataclass(frozen=True, slots=True)
class Kick:
    """A rhythm written for the whole band (slashes, rhythmic notation): hit together, in the chord of the moment."""

    onset_quarters: Fraction
    duration_quarters: Fraction


@dataclass(frozen=True, slots=True)
class Jump:
    """D.C. or D.S.: where to go back to after this bar, and how far from there."""

    to: str
    """'' is the top (da capo); otherwise the label of a segno."""
    until: Literal["end", "fine", "coda"]


@dataclass(frozen=True, slots=True)
class Bar:
    """One written bar. Repeated-bar signs (``%``) are already replaced by what they repeat."""

    number: int
    """The printed bar number: 0 for a pickup, and from 1."""
    meter: Meter
    """The meter in force."""
    duration_quarters: Fraction
    """As long as it really is: shorter than the meter's bar in a pickup."""
    chords: tuple[ChordChange, ...] = ()
    """In order; empty where the last chord goes on."""
    alternates: tuple[ChordChange, ...] = ()
    """Chords offered in place of those (iReal Pro's small ones, a chord in brackets); nobody plays them unasked."""
    melody: tuple[MelodyNote, ...] = ()
    """In order of onset."""
    section: str | None = None
    """The name of the section that begins here; None where the last one goes on; '' where it ends with no new name."""
    key: Key | None = None
    """A key signature that begins here."""
    tempo_bpm: float | None = None
    """A tempo mark that begins here, in beats of the bar's meter (dotted quarters in 6/8)."""
    lyrics: tuple[Lyric, ...] = ()
    """The words under this bar, in order of onset within each verse."""
    kicks: tuple[Kick, ...] = ()
    """Rhythms written for the band, in order; empty: the band plays time."""
    fermatas: tuple[Fraction, ...] = ()
    """Onsets, in quarters, of what is held under a fermata."""
    directions: tuple[str, ...] = ()
    """What is written over this bar in words that are none of the other signs: 'softly', 'guitar solo'."""
    repeat_start: bool = False
    """A repeat sign opens at the start of this bar."""
    repeat_count: int = 1
    """How often in all a passage sounds that a repeat sign closes after this bar: 2 for a plain one, 1: none."""
    open_repeat: bool = False
    """The repeat that closes here goes on until the leader says so ('vamp', 'open'); how often is the band's choice."""
    endings: tuple[int, ...] = ()
    """The passes on which this bar sounds (every bar under a bracket has them): (1,), (1, 2), … Empty: on all."""
    segno: str | None = None
    """The label of a segno at the start of this bar ('segno' unless there are several)."""
    coda: str | None = None
    """The label of a coda that begins at the start of this bar."""
    to_coda: str | None = None
    """The label of the coda that one jumps to after this bar, on the last time."""
    fine: bool = False
    """The music may end after this bar."""
    jump: Jump | None = None
    """Where to go after this bar."""

    def __post_init__(self) -> None:
        if self.duration_quarters.numerator <= 0:  # quicker than to compare the fraction
            raise ValueError(f"bar {self.number} has no length")
        if self.repeat_count < 1:
            raise ValueError(f"bar {self.number} cannot sound {self.repeat_count} times")

    @property
    def words(self) -> tuple[str, ...]:
        """The words under this bar, one string a verse, '' for a verse that is silent here."""
        last = max((lyric.verse for lyric in self.lyrics), default=0)
        lines = ["".join(lyric.text for lyric in self.lyrics if lyric.verse == verse) for verse in range(1, last + 1)]
        return tuple(line.strip() for line in lines)


@dataclass(frozen=True, slots=True)
class Frame:
    """A chord diagram: how a fretted instrument is to stop a chord."""

    symbol: str
    frets: tuple[int | None, ...]
    """From the lowest string: 0 is open, None is not played; real frets, not counted from the diagram's first."""
    fingers: tuple[int, ...] = ()
    """0 where none is given; empty where the diagram has no fingering."""


@dataclass(frozen=True, slots=True)
class PartNote:
    """A note of a written part, at sounding pitch; ties are already joined."""

    onset_quarters: Fraction
    duration_quarters: Fraction
    pitch: int
    """MIDI key number; in a part for drums the General MIDI percussion key."""
    velocity: int = 80
    """1–127."""
    string: int = -1
    """From 0, the lowest; −1 where there is none."""
    fret: int = -1
    """As the hand counts (from the capo, if any); −1 where there is none."""
    articulation: Articulation = Articulation.NORMAL
    bends: tuple[tuple[Fraction, int], ...] = ()
    """Points of its pitch: quarters after the onset and cents; between them it moves evenly."""


@dataclass(frozen=True, slots=True)
class PartMove:
    """A controller of a written part that takes a value: ``number`` as in ``music.controller``."""

    onset_quarters: Fraction
    number: int
    value: int


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """What a score, a MIDI file or a tablature writes out for one player."""

    name: str
    bars: tuple[tuple[PartNote, ...], ...]
    """As many as the chart has bars, in the same order, each with its notes in order of onset."""
    program: int | None = None
    """General MIDI program from 0; None where the source does not say."""
    is_drums: bool = False
    tuning: tuple[int, ...] = ()
    """The open strings from the lowest, as MIDI keys; empty where there are none."""
    moves: tuple[tuple[PartMove, ...], ...] = ()
    """By bar, like the notes: what pedals and wheels do; empty where they do nothing."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A whole tune, as its source has it."""

    title: str
    bars: tuple[Bar, ...]
    format: str
    """The reader's name: a key of ``charts.formats.FORMATS``."""
    composer: str = ""
    key: Key | None = None
    """The key at the start; None where the source does not say."""
    style: str = ""
    """The chart's own words for its style: 'Medium Up Swing'."""
    tempo_bpm: float | None = None
    """Beats of the first meter a minute; None where the source does not say."""
    credits: tuple[tuple[str, str], ...] = ()
    """Who else, and what else the head says, each with its role: ('lyricist', …), ('artist', …), ('copyright', …)."""
    capo_fret: int = 0
    """The fret of the guitarist's capo. The chords here are what sounds; the hand's shapes are so much lower."""
    frames: tuple[Frame, ...] = ()
    """Chord diagrams that the source brings."""
    parts: tuple[WrittenPart, ...] = ()
    """Parts written out note by note, if the source has any; the melody is one of them, chosen."""
    section_order: tuple[str, ...] = ()
    """Sections by name in the order in which they are played (ABC's P:); empty: as they stand, and as signs say."""
    remarks: tuple[Remark, ...] = ()

    @property
    def meter(self) -> Meter:
        """The first full bar's meter (4/4 for a chart without bars)."""
        return self.bars[0].meter if self.bars else COMMON_TIME
