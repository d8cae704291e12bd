"""A Guitar Pro score, whichever version wrote it: what the two readers find and the chart is made from.

Written time is in grains (grains.py). Strings count from 0, the lowest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from houseband.charts.chart import PartNote
from houseband.charts.guitarpro.grains import Grains
from houseband.charts.guitarpro.line import Line
from houseband.music.key import Key, key_from_fifths
from houseband.music.meter import COMMON_TIME, Meter

MOST_BARS = 20_000  # more cannot be unfolded (charts/form.py)
MOST_TRACKS = 256  # Guitar Pro 5 allows 127
MOST_EVENTS = 500_000  # beats and notes of a score; the longest seen has some 4,000
MOST_WORDS = 16  # over one bar
STEP_VELOCITY = 16  # between two dynamics: ppp is 15, fff 127


@dataclass(slots=True)
class Diagram:
    """A chord named over a beat, perhaps with its grip."""

    name: str
    frets: tuple[int | None, ...] = ()
    """From the lowest string; real frets. Empty where the file gives none."""
    fingers: tuple[int, ...] = ()
    pitches: tuple[int, ...] = ()
    """What the grip sounds without a capo, or what the file says are its tones, the bass first."""


@dataclass(slots=True)
class MasterBar:
    """What holds for all tracks in one bar."""

    meter: Meter = COMMON_TIME
    key: Key | None = None
    """The key in force."""
    free: bool = False
    """Without a meter: as long as its notes."""
    section: str | None = None
    repeat_start: bool = False
    repeat_count: int = 1
    endings: tuple[int, ...] = ()
    """The passes under a bracket that begins here."""
    signs: list[str] = field(default_factory=list)
    """Directions as GPIF names them: Coda, DaSegnoSegnoAlDoubleCoda, …"""
    tempos: list[tuple[Grains, float]] = field(default_factory=list)
    """Quarters a minute, each from where it holds."""
    feel: str = ""
    """The triplet feel in words: 'swing', 'swing sixteenths'; '' for none."""
    fermatas: list[Grains] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """What is written over it in words."""
    content: Grains = 0
    """How far the longest voice of any track reaches."""
    shortest: Grains | None = None
    """How far the shortest voice that has beats reaches."""

    def say(self, words: str) -> None:
        """Note words over this bar, once."""
        words = " ".join(words.split())
        if words and words not in self.words and len(self.words) < MOST_WORDS:
            self.words.append(words)

    def reach(self, ends: Sequence[Grains]) -> None:
        """Note where the voices of one track end in this bar."""
        for end in ends:
            if end:
                self.content = max(self.content, end)
                self.shortest = end if self.shortest is None else min(self.shortest, end)


@dataclass(slots=True)
class Track:
    """One player's part."""

    name: str
    program: int | None = None
    is_drums: bool = False
    tuning: tuple[int, ...] = ()
    """Open strings from the lowest, without a capo."""
    capo: int = 0
    bars: list[list[PartNote]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    """The same notes as they were written down, one line a staff: in grains, for looking at their harmony."""
    diagrams: list[tuple[int, Grains, Diagram]] = field(default_factory=list)
    """Bar, place in it, and what is named there."""
    syllables: list[tuple[int, Grains, int, str]] = field(default_factory=list)
    """Bar, place in it, verse, and the piece of the words."""
    sung: list[tuple[int, Grains]] = field(default_factory=list)
    """The beats of the first voice with notes, in order: those that words are spread over."""
    verses: list[tuple[int, int, str]] = field(default_factory=list)
    """Words still to be spread: verse, the bar they begin in, the whole line."""


@dataclass(slots=True)
class Score:
    """The whole."""

    title: str = ""
    subtitle: str = ""
    people: list[tuple[str, str]] = field(default_factory=list)
    """Role and name, as Chart.credits has them; 'composer' among them."""
    has_pickup: bool = False
    bars: list[MasterBar] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)
    remarks: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    """What is odd and what was done, with the indices of the bars; no bar for what is odd in the whole."""

    def remark(self, problem: str, hint: str, bar: int | None = None) -> None:
        """Note something worth telling."""
        places = self.remarks.setdefault((problem, hint), [])
        if bar is not None:
            places.append(bar)

    def credit(self, role: str, name: str) -> None:
        """Note who did something; blank names are passed over."""
        name = " ".join(name.split())
        if name and (role, name) not in self.people:
            self.people.append((role, name))


def key_of(fifths: int, minor: bool) -> Key | None:
    """The key with that signature; None if there is none."""
    try:
        return key_from_fifths(fifths, "minor" if minor else "major")
    except ValueError:
        return None
