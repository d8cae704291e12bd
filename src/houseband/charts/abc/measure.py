"""What is written in a bar of one voice, before it is known which voice is the melody and which has the chords.

Times are ticks (``length.py``) from the bar line. Pitches are MIDI keys that sound.
"""

from dataclasses import dataclass, field

from houseband.charts.abc import lexer, signs
from houseband.charts.abc.key import Signature
from houseband.charts.abc.length import Ticks
from houseband.charts.abc.lyrics import Syllable
from houseband.charts.abc.macros import Macro
from houseband.music.meter import Meter


@dataclass(slots=True)
class Event:
    """A note or a chord of notes."""

    onset: Ticks
    duration: Ticks
    pitches: tuple[int, ...]
    """Rising; empty for a rest."""
    tied: bool = False
    """Whether it is tied to what follows."""
    letters: tuple[tuple[int, int], ...] = ()
    """Of a tied note: the natural keys and the accidentals that its pitches were written with."""


@dataclass(slots=True)
class Quoted:
    """A chord symbol at its place."""

    onset: Ticks
    text: str
    line: int
    column: int | None
    stretch: Ticks
    """How long what it stands over is."""


@dataclass(slots=True)
class Measure:
    """A bar of a voice."""

    line: int
    """The source line that it begins in."""
    meter: Meter | None
    """None: without a meter."""
    duration: Ticks = 0
    events: list[Event] = field(default_factory=list)
    overlay: list[Event] = field(default_factory=list)
    """The notes behind an ``&``."""
    chords: list[Quoted] = field(default_factory=list)
    words: list[tuple[int, Syllable]] = field(default_factory=list)
    """Verse, syllable."""
    fermatas: list[Ticks] = field(default_factory=list)
    directions: list[str] = field(default_factory=list)
    road: list[tuple[str, bool]] = field(default_factory=list)
    """Signs of the road, and whether each stands after the first beat."""
    section: str | None = None
    signature: Signature | None = None
    """A key signature that begins here."""
    tempo: float | None = None
    """Quarters a minute, from here on."""
    repeat_start: int = 0
    """How often in all the passage that opens here sounds; 0: none opens."""
    repeat_count: int = 1
    endings: tuple[int, ...] = ()
    opens_thick: bool = False
    closes_thick: bool = False
    """Whether a line that is more than a plain one stands before and after it."""

    is_outermost: bool = False
    """Whether it is the first or the last of its voice."""


@dataclass(slots=True)
class Manner:
    """What holds for a whole tune: letters of decorations, macros, how far accidentals hold."""

    letters: dict[str, str] = field(default_factory=lambda: dict(signs.LETTERS))
    macros: list[Macro] = field(default_factory=list)
    accidentals: str = "pitch"
    own_names: set[str] = field(default_factory=set)
    """Decorations that the file itself defines, by how they are drawn."""
    notes: dict[str, tuple[lexer.Written, bool]] = field(default_factory=dict)
    """Notes already read, by their text."""
