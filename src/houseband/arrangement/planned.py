"""What the players have before them: the bars of a take as they will sound, and who plays.

Times are ticks from the bar's own bar line unless a name says otherwise; a bar's own place is kept both in ticks and in
seconds from the top of the take. A bar carries what is ahead of it, so that players can aim at the next chord whether
the take is played at once or a bar at a time.
"""

from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from houseband.charts.chart import Chart
from houseband.charts.form import Form
from houseband.errors import Remark
from houseband.music.chord import Chord
from houseband.music.key import Key
from houseband.music.meter import Meter
from houseband.styles.style import Style
from houseband.units import TICKS_PER_QUARTER

Role = Literal["count-in", "pickup", "body", "ending"]
TEMPO_PIECE_TICKS = TICKS_PER_QUARTER // 2  # how finely a ritardando is cut where a tempo must stand still


@dataclass(frozen=True, slots=True)
class ChordSpan:
    """A chord as it sounds within one bar."""

    onset_ticks: int
    duration_ticks: int
    chord: Chord
    symbol: str
    is_new: bool
    """Whether it is struck here: False where it only goes on over the bar line."""


@dataclass(frozen=True, slots=True)
class PlannedNote:
    """A melody note."""

    onset_ticks: int
    duration_ticks: int
    pitch: int


Ending = Literal["hold", "button", "ritardando", "tag", "fade"]


@dataclass(frozen=True, slots=True)
class Slowing:
    """The stretch of a ritardando that a bar is.

    Velocity falls over the score as runners stop: v(x) = (1 + (v_end^q − 1) x)^(1/q) (Friberg & Sundberg 1999, "Does
    music performance allude to locomotion?", JASA 105).
    """

    begun_seconds: float
    """How much of it, in tempo, lies before the bar."""
    whole_seconds: float
    """How long all of it would last in tempo."""
    end_tempo: float
    """The share of the tempo that is left at its end."""
    shape: float = 3.0
    """q: 3 is how runners stop; listeners like 2 to 3 best."""

    def later(self, in_tempo_seconds: float) -> float:
        """What so many seconds in tempo from the bar's beginning last."""
        return self._spent(self.begun_seconds + in_tempo_seconds) - self._spent(self.begun_seconds)

    def _spent(self, in_tempo_seconds: float) -> float:
        x = min(1.0, in_tempo_seconds / self.whole_seconds)
        fall = self.end_tempo**self.shape - 1.0
        power = 1.0 - 1.0 / self.shape
        spent: float = self.whole_seconds * ((1.0 + fall * x) ** power - 1.0) / (fall * power)
        return spent + max(0.0, in_tempo_seconds - self.whole_seconds) / self.end_tempo


@dataclass(frozen=True, slots=True)
class PlannedBar:
    """A bar as it will sound."""

    index: int
    """From 0 at the top of the take, count-in included."""
    written: int | None
    """Index of the bar in the chart; None for a count-in or an added last bar."""
    chorus: int
    """Which time through the form, from 0."""
    section: str
    role: Role
    meter: Meter
    key: Key | None
    onset_ticks: int
    """From the top of the take."""
    duration_ticks: int
    skipped_ticks: int
    """How much of the meter's bar lies before this bar begins: more than 0 in a pickup or the second half of a bar."""
    onset_seconds: float
    seconds_per_quarter: float
    spans: tuple[ChordSpan, ...]
    """They fill the bar."""
    melody: tuple[PlannedNote, ...]
    intensity: float
    """0–1."""
    opens_section: bool
    closes_section: bool
    """The place of a fill."""
    is_last: bool
    ahead: tuple[ChordSpan, ...] = ()
    """The coming bars' chords, their onsets counted from this bar's bar line."""
    tune_span: tuple[int, int] | None = None
    """The lowest and the highest note of the whole take's melody; None if there is none."""
    section_bar: int = 0
    """The place in its section, from 0: which half of a two-bar pattern is played."""
    kicks: tuple[tuple[int, int], ...] = ()
    """Onset and length of what the whole band hits together in the place of its patterns."""
    pushes: tuple[int, ...] = ()
    """Onsets of chords that come off the beat: everybody is there."""
    holds: tuple[int, ...] = ()
    """Onsets of what is held to the end of the bar."""
    build: float = 0.0
    """How far the band is on its way up to a stronger section, 0–1."""
    out: frozenset[str] = frozenset()
    """Who lays out."""
    ending: Ending = "hold"
    """How it ends, in the last bar."""
    slowing: Slowing | None = None
    """The ritardando that it is a part of."""

    @property
    def tempo_bpm(self) -> float:
        """Beats of the bar's meter a minute."""
        return 60.0 / (self.seconds_per_quarter * float(self.meter.beat_quarters))

    @property
    def duration_seconds(self) -> float:
        """How long the bar lasts."""
        return self.seconds_at(self.duration_ticks) - self.onset_seconds

    def seconds_at(self, ticks: float) -> float:
        """When a place of the bar, or one after it, sounds, in seconds from the top of the take."""
        in_tempo = ticks / TICKS_PER_QUARTER * self.seconds_per_quarter
        if self.slowing is None:
            return self.onset_seconds + in_tempo
        return self.onset_seconds + self.slowing.later(in_tempo)

    def tempo_pieces(self) -> list[tuple[int, float, float]]:
        """Onset in ticks and in seconds (of the take) and seconds per quarter of stretches in one tempo."""
        if self.slowing is None:
            return [(0, self.onset_seconds, self.seconds_per_quarter)]
        places = [*range(0, self.duration_ticks, TEMPO_PIECE_TICKS), self.duration_ticks]
        times = [self.seconds_at(place) for place in places]
        return [
            (place, time, (times[i + 1] - time) / (places[i + 1] - place) * TICKS_PER_QUARTER)
            for i, (place, time) in enumerate(zip(places[:-1], times[:-1], strict=True))
        ]


@dataclass(frozen=True, slots=True)
class Chair:
    """A player and what they play."""

    player: str
    instrument: str
    part: int | None = None
    """The index of the chart's written part that they play note for note; None: what they make of the chart."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Everything that the players need to know, and nothing that they decide."""

    title: str
    chart: Chart
    """In the key that sounds."""
    forms: tuple[Form, ...]
    """One for each chorus: the first may have an introduction, and the last a coda, that the others do not have."""
    style: Style
    key: Key | None
    tempo_bpm: float
    """At the top, in beats of the first meter."""
    line_up: tuple[Chair, ...]
    """In listening order: who hears whom."""
    bars: tuple[PlannedBar, ...]
    remarks: tuple[Remark, ...]
    fade_seconds: float = 0.0
    """How long before the last bar line the take begins to fade out; 0: it ends."""

    @property
    def duration_seconds(self) -> float:
        """From the top to the last bar line."""
        return self.bars[-1].onset_seconds + self.bars[-1].duration_seconds if self.bars else 0.0

    @property
    def duration_ticks(self) -> int:
        """From the top to the last bar line."""
        return self.bars[-1].onset_ticks + self.bars[-1].duration_ticks if self.bars else 0

    @property
    def choruses(self) -> int:
        """How often the tune is played."""
        return len(self.forms)

    @property
    def form_text(self) -> str:
        """The form as played: ``(A A B A) ×2 · A A B Coda``; an added last bar is ``+ 1``."""
        texts = [(_form_text(form), sum(1 for _ in alike)) for form, alike in groupby(self.forms)]
        together = [
            (f"({text}) ×{times}" if " " in text and not text.endswith(" bars") else f"{text} ×{times}")
            if times > 1
            else text
            for text, times in texts
        ]
        return " · ".join(together) + (" + 1" if self._has_tag else "")

    @property
    def _has_tag(self) -> bool:
        return bool(self.bars) and self.bars[-1].written is None


def _form_text(form: Form) -> str:
    """One chorus by its sections' names, or by its bars."""
    if any(section.name for section in form.sections):
        return " ".join(section.name or f"{section.count} bars" for section in form.sections)
    return f"{len(form.order)} bars"
