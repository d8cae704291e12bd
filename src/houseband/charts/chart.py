"""A chart as written: bars with their chords, melody and roadmap signs, before anyone unfolds or plays it.

Units: quarters, exact (``Fraction``), counted from the bar line of the bar a thing stands in. Pitches of notes are MIDI
key numbers at sounding pitch (middle C is 60).
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from houseband.errors import Remark
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
    melody: tuple[MelodyNote, ...] = ()
    """In order of onset."""
    section: str | None = None
    """The name of the section that begins here; None where the last one goes on; '' where it ends with no new name."""
    key: Key | None = None
    """A key signature that begins here."""
    tempo_bpm: float | None = None
    """A tempo mark that begins here, in beats of the bar's meter (dotted quarters in 6/8)."""
    lyrics: tuple[str, ...] = ()
    """The words under this bar, one string a verse."""
    repeat_start: bool = False
    """A repeat sign opens at the start of this bar."""
    repeat_count: int = 1
    """How often in all a passage sounds that a repeat sign closes after this bar: 2 for a plain one, 1: none."""
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
        if self.duration_quarters <= 0:
            raise ValueError(f"bar {self.number} has no length")
        if self.repeat_count < 1:
            raise ValueError(f"bar {self.number} cannot sound {self.repeat_count} times")


@dataclass(frozen=True, slots=True)
class Chart:
    """A whole tune, as its source has it."""

    title: str
    bars: tuple[Bar, ...]
    format: str
    """The reader's name: chordpro, ireal, musicxml, text …"""
    composer: str = ""
    key: Key | None = None
    """The key at the start; None where the source does not say."""
    style: str = ""
    """The chart's own words for its style: 'Medium Up Swing'."""
    tempo_bpm: float | None = None
    """Beats of the first meter a minute; None where the source does not say."""
    remarks: tuple[Remark, ...] = ()

    @property
    def meter(self) -> Meter:
        """The first full bar's meter (4/4 for a chart without bars)."""
        return self.bars[0].meter if self.bars else COMMON_TIME
