"""② Chart and style → the bars as they sound: in what order, how strongly, where it builds and how it ends.

Times are ticks from the bar's own bar line unless a name says otherwise; a bar's own place is kept both in ticks and in
seconds from the top of the take. A bar carries what is ahead of it, so that players can aim at the next chord whether
the take is played at once or a bar at a time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Literal

from houseband.charts.carried import carried_chords
from houseband.charts.chart import Bar, Chart
from houseband.charts.conventions import CUSTOMARY, Conventions
from houseband.charts.form import Form, Section, unfold
from houseband.charts.transpose import chart_in_key
from houseband.errors import ChartError, Remark
from houseband.music.chord import NO_CHORD, Chord
from houseband.music.general_midi import instrument_for
from houseband.music.key import Key
from houseband.music.meter import Meter
from houseband.styles.choose import choose_style
from houseband.styles.style import PLAYERS, Style
from houseband.units import TICKS_PER_QUARTER, bpm_to_seconds_per_quarter, quarters_to_ticks

Role = Literal["count-in", "pickup", "body", "ending"]
AHEAD_BARS = 2  # how far players see: the rest of the bar and two more
MAX_BARS = 20_000  # longer than any concert: a slip in --choruses, not a wish
TEMPO_RANGE_BPM = (20.0, 400.0)

# How strongly a section is played, 0–1, by the first word of its name; and what each chorus adds. The order of sections
# by energy is that of Summach, "The structure, function, and genesis of the prechorus" (MTO 17.3, 2011) and everyday
# practice: intro < verse < bridge < chorus.
SECTION_INTENSITY = {
    "intro": 0.45, "verse": 0.55, "a": 0.55, "pre-chorus": 0.62, "prechorus": 0.62, "bridge": 0.65, "b": 0.65,
    "c": 0.65, "chorus": 0.75, "refrain": 0.75, "solo": 0.7, "interlude": 0.5, "outro": 0.55, "coda": 0.65, "tag": 0.7,
}  # fmt: skip
DEFAULT_INTENSITY = 0.6
CHORUS_LIFT = 0.06
PHRASE_BARS = 8  # where a chart names no sections, phrases are taken to be this long


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

    @property
    def tempo_bpm(self) -> float:
        """Beats of the bar's meter a minute."""
        return 60.0 / (self.seconds_per_quarter * float(self.meter.beat_quarters))

    @property
    def duration_seconds(self) -> float:
        """How long the bar lasts."""
        return self.duration_ticks / TICKS_PER_QUARTER * self.seconds_per_quarter


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


def arrange(
    chart: Chart,
    style: Style | None = None,
    *,
    key: Key | None = None,
    tempo_bpm: float | None = None,
    choruses: int = 1,
    band: Sequence[str] | None = None,
    without: Sequence[str] = (),
    parts: Sequence[str] = (),
    melody: bool = True,
    count_in: bool = False,
    conventions: Conventions = CUSTOMARY,
) -> Arrangement:
    """The chart as this band will play it.

    ``style`` None: by the chart's own words, else its meter and tempo. ``key``: by the shortest way. ``band``: players'
    names (default: the whole band, and a lead where there is a melody), less those of ``without``. ``parts``: written
    parts of the chart, by name or number from 1, or "all", that are played note for note; then the default band is
    nobody. Raises ChartError for a chart with nothing to play, and for values that nobody can play.
    """
    unharmonised = not any(bar.chords or bar.melody for bar in chart.bars)
    if unharmonised and not any(notes for part in chart.parts for notes in part.bars):
        raise ChartError("the chart has neither chords nor melody: there is nothing to play", chart.title)
    if unharmonised and not parts:
        parts = ("all",)
    if choruses < 1:
        raise ChartError(f"cannot play {choruses} choruses", hint="give 1 or more")
    chart, home, told = chart_in_key(chart, key)
    remarks = list(told)
    forms = _forms(chart, conventions, choruses)
    remarks += forms[-1].remarks
    count = sum(len(form.order) for form in forms)
    if count > MAX_BARS:
        raise ChartError(f"{count} bars are too many", hint=f"{MAX_BARS} at most")
    style = style or choose_style(chart)
    wished = (tempo_bpm, chart.tempo_bpm, style.usual_tempo_bpm(chart.meter))
    bpm = float(next(tempo for tempo in wished if tempo is not None))
    if not TEMPO_RANGE_BPM[0] <= bpm <= TEMPO_RANGE_BPM[1]:
        raise ChartError(f"nobody plays at {bpm:g} bpm", hint="tempos go from {:g} to {:g}".format(*TEMPO_RANGE_BPM))
    if tempo_bpm is None and chart.tempo_bpm is None:
        remarks.append(Remark(f"no tempo given: {bpm:g} bpm, usual for {style.title}"))
    scale = bpm / chart.tempo_bpm if tempo_bpm is not None and chart.tempo_bpm else 1.0
    bars = list(_bars_in_order(chart, forms, home, bpm, scale, count_in))
    written = _written_chairs(chart, parts)
    if written and band is None:
        band = ()
    improvised = not written or bool(band)
    if improvised and _wants_tag(bars, home) and not chart.bars[forms[-1].order[-1]].fine:
        bars.append(_tag(bars[-1], home))
        remarks.append(Remark("the form ends on the way home: one bar of the tonic is added to end on"))
    bars[-1] = replace(bars[-1], is_last=True, role="ending", closes_section=False)
    has_melody = melody and any(bar.melody for bar in bars)
    line_up = (*_line_up(style, band, without, has_melody=has_melody, remarks=remarks), *written)
    if not line_up:
        raise ChartError("nobody is left to play", hint="the band is " + ", ".join(PLAYERS))
    if count_in and not any(chair.player == "drums" for chair in line_up):
        remarks.append(Remark("nobody counts in: there is no drummer", hint="the bar is silent"))
    if not melody:
        bars = [replace(bar, melody=()) for bar in bars]
    if not any(span.chord.intervals for bar in bars for span in bar.spans):
        remarks.append(Remark("the chart has no chords: bass, guitar and keys lay out"))
    return Arrangement(chart.title, chart, forms, style, home, bpm, line_up, _with_ahead(bars), tuple(remarks))


def _forms(chart: Chart, conventions: Conventions, choruses: int) -> tuple[Form, ...]:
    """The form of each chorus."""
    if choruses == 1:
        return (unfold(chart, conventions),)
    first, last = unfold(chart, conventions, "first"), unfold(chart, conventions, "last")
    inner = unfold(chart, conventions, "inner") if choruses > 2 else first
    return (first, *[inner] * (choruses - 2), last)


def _bars_in_order(
    chart: Chart, forms: Sequence[Form], home: Key | None, bpm: float, scale: float, count_in: bool
) -> Iterator[PlannedBar]:
    carried = carried_chords(chart.bars)
    tempos, keys = _tempos_and_keys(chart, home, bpm, scale)
    ticks, seconds, index = 0, 0.0, 0
    first = chart.bars[forms[0].order[0]]
    if count_in:
        bar = _count_in(first, tempos[forms[0].order[0]], home)
        yield bar
        ticks, seconds, index = bar.duration_ticks, bar.duration_seconds, 1
    led_on = False  # whether the chorus before had the pickup's notes in its last bar
    for chorus, form in enumerate(forms):
        has_pickup = _has_pickup(chart, form)
        leads_on = (
            chorus + 1 < len(forms)
            and _has_pickup(chart, forms[chorus + 1])
            and not _is_complement(chart.bars[form.order[-1]], chart.bars[0])
        )
        skipped_before = 0
        for place, (section, is_first, is_last) in enumerate(_phrases(form)):
            written = form.order[place]
            bar_written = chart.bars[written]
            if led_on and place == 0:
                continue
            duration = quarters_to_ticks(bar_written.duration_quarters)
            full = quarters_to_ticks(bar_written.meter.quarters)
            is_pickup = has_pickup and place == 0
            skipped = full - duration if is_pickup else 0
            if not is_pickup and skipped_before and skipped_before + duration == full:
                skipped = skipped_before  # the other half of a bar that a repeat sign cut in two
            skipped_before = duration if duration < full and not is_pickup and not skipped else 0
            extra: tuple[PlannedNote, ...] = ()
            if leads_on and place == len(form.order) - 1:
                extra = _pickup_notes(chart.bars[0], bar_written)
            per_quarter = bpm_to_seconds_per_quarter(tempos[written], bar_written.meter.beat_quarters)
            yield PlannedBar(
                index=index,
                written=written,
                chorus=chorus,
                section=section.name,
                role="pickup" if is_pickup else "body",
                meter=bar_written.meter,
                key=keys[written],
                onset_ticks=ticks,
                duration_ticks=duration,
                skipped_ticks=skipped,
                onset_seconds=seconds,
                seconds_per_quarter=per_quarter,
                spans=_spans(bar_written, carried[written]),
                melody=_planned_notes(bar_written) + extra,
                intensity=_intensity(section.name, chorus),
                opens_section=is_first or (led_on and place == 1),
                closes_section=is_last,
                is_last=False,
            )
            index += 1
            ticks += duration
            seconds += duration / TICKS_PER_QUARTER * per_quarter
        led_on = leads_on


def _has_pickup(chart: Chart, form: Form) -> bool:
    """Whether a chorus begins with the chart's short first bar."""
    return form.order[:1] == (0,) and chart.bars[0].duration_quarters < chart.bars[0].meter.quarters


def _phrases(form: Form) -> list[tuple[Section, bool, bool]]:
    """For each sounding bar its section, and whether it opens or closes a phrase (eight bars of a long section)."""
    places: list[tuple[Section, bool, bool]] = []
    for section in form.sections:
        length = PHRASE_BARS if section.count % PHRASE_BARS == 0 or section.count > 2 * PHRASE_BARS else section.count
        for i in range(section.count):
            is_last = (i + 1) % length == 0 or i + 1 == section.count
            places.append((section, i % length == 0, is_last and section.count > 2))
    return places


def _tempos_and_keys(chart: Chart, home: Key | None, bpm: float, scale: float) -> tuple[list[float], list[Key | None]]:
    """Tempo (beats of the bar's meter a minute) and key in force in each written bar.

    Tempo marks inside the chart keep their proportion when the user asks for another tempo; the quarter goes on evenly
    over a change of meter.
    """
    tempos: list[float] = []
    keys: list[Key | None] = []
    first_beat = chart.meter.beat_quarters
    quarters_per_minute = Fraction(bpm) * first_beat
    key = home
    for i, bar in enumerate(chart.bars):
        if bar.tempo_bpm is not None and i > 0:
            quarters_per_minute = Fraction(bar.tempo_bpm * scale) * bar.meter.beat_quarters
        key = bar.key or key
        tempos.append(float(quarters_per_minute / bar.meter.beat_quarters))
        keys.append(key)
    return tempos, keys


def _spans(bar: Bar, carried: tuple[Chord, str]) -> tuple[ChordSpan, ...]:
    """The bar's chords with their lengths, the one that goes on from before first."""
    end = quarters_to_ticks(bar.duration_quarters)
    starts = [(quarters_to_ticks(c.onset_quarters), c.chord, c.symbol, True) for c in bar.chords]
    starts = [start for start in starts if 0 <= start[0] < end]
    if not starts or starts[0][0] > 0:
        starts.insert(0, (0, *carried, False))
    ends = [start[0] for start in starts[1:]] + [end]
    return tuple(
        ChordSpan(onset, stop - onset, chord, symbol, is_new)
        for (onset, chord, symbol, is_new), stop in zip(starts, ends, strict=True)
        if stop > onset
    )


def _planned_notes(bar: Bar) -> tuple[PlannedNote, ...]:
    return tuple(
        PlannedNote(quarters_to_ticks(n.onset_quarters), quarters_to_ticks(n.duration_quarters), n.pitch)
        for n in bar.melody
    )


def _pickup_notes(pickup: Bar, last: Bar) -> tuple[PlannedNote, ...]:
    """The pickup's notes, moved to the end of the bar that they lead out of in a later chorus."""
    shift = quarters_to_ticks(last.duration_quarters - pickup.duration_quarters)
    return tuple(replace(note, onset_ticks=note.onset_ticks + shift) for note in _planned_notes(pickup))


def _is_complement(last: Bar, pickup: Bar) -> bool:
    """Whether the last bar is short by just the pickup, as engravers write it."""
    return last.duration_quarters + pickup.duration_quarters == last.meter.quarters


def _count_in(first: Bar, tempo_bpm: float, key: Key | None) -> PlannedBar:
    """One bar of clicks, less the pickup's length when there is one."""
    short = first.meter.quarters - first.duration_quarters
    duration = quarters_to_ticks(first.meter.quarters + (short if short > 0 else 0))
    return PlannedBar(
        index=0, written=None, chorus=0, section="count-in", role="count-in", meter=first.meter, key=key, onset_ticks=0,
        duration_ticks=duration, skipped_ticks=0, onset_seconds=0.0,
        seconds_per_quarter=bpm_to_seconds_per_quarter(tempo_bpm, first.meter.beat_quarters),
        spans=(ChordSpan(0, duration, NO_CHORD, "", False),), melody=(), intensity=DEFAULT_INTENSITY,
        opens_section=False, closes_section=False, is_last=False,
    )  # fmt: skip


def _wants_tag(bars: Sequence[PlannedBar], key: Key | None) -> bool:
    """Whether the tune stops on a dominant that wants to go home: a turnaround, not an end."""
    if key is None or not bars:
        return False
    chord = bars[-1].spans[-1].chord
    if chord.root is None or chord.root == key.tonic_pc or not bars[-1].spans[-1].is_new:
        return False
    return chord.is_dominant or chord.root == (key.tonic_pc + 7) % 12


def _tag(last: PlannedBar, key: Key | None) -> PlannedBar:
    """One full bar of the tonic after the form."""
    assert key is not None
    duration = quarters_to_ticks(last.meter.quarters)
    tonic = Chord(key.tonic_pc, key.tonic_pc, (0, 3, 7) if key.is_minor else (0, 4, 7))
    symbol = key.tonic + ("m" if key.is_minor else "")
    return replace(
        last,
        index=last.index + 1,
        written=None,
        onset_ticks=last.onset_ticks + last.duration_ticks,
        onset_seconds=last.onset_seconds + last.duration_seconds,
        duration_ticks=duration,
        skipped_ticks=0,
        spans=(ChordSpan(0, duration, tonic, symbol, True),),
        melody=(),
        opens_section=False,
    )


def _intensity(section: str, chorus: int) -> float:
    word = section.lower().split(" ")[0].rstrip("0123456789':") if section else ""
    return min(1.0, SECTION_INTENSITY.get(word, DEFAULT_INTENSITY) + CHORUS_LIFT * min(chorus, 4))


def _line_up(
    style: Style, band: Sequence[str] | None, without: Sequence[str], *, has_melody: bool, remarks: list[Remark]
) -> tuple[Chair, ...]:
    """The band's chairs in listening order. Raises ChartError for a player nobody knows."""
    for player in (*(band or ()), *without):
        if player not in PLAYERS:
            raise ChartError(f"nobody here plays {player!r}", hint="the band is " + ", ".join(PLAYERS))
    if band is not None and "lead" in band and not has_melody:
        remarks.append(Remark("no melody to play: the lead lays out"))
    wanted = set(PLAYERS if band is None else band) - set(without)
    return tuple(Chair(p, style.line_up[p]) for p in PLAYERS if p in wanted and (p != "lead" or has_melody))


def _written_chairs(chart: Chart, wanted: Sequence[str]) -> tuple[Chair, ...]:
    """A chair, under a name of its own, for each written part that is wanted. Raises ChartError if there is none."""
    names: list[str] = []
    for number, part in enumerate(chart.parts, 1):
        name = plain = " ".join(part.name.split()) or f"part {number}"
        again = 1
        while name in names or name in PLAYERS:
            again += 1
            name = f"{plain} {again}"
        names.append(name)
    chosen: set[int] = set()
    for wish in wanted:
        folded = wish.strip().casefold()
        found = [
            i for i, name in enumerate(names)
            if folded in ("all", str(i + 1), name.casefold(), chart.parts[i].name.strip().casefold())
        ]  # fmt: skip
        if not found:
            there = ", ".join(names) or "none"
            raise ChartError(f"the chart has no part {wish!r}", chart.title, hint=f"written parts: {there}")
        chosen.update(found)
    return tuple(
        Chair(names[i], instrument_for(part.program, is_drums=part.is_drums, name=part.name), i)
        for i, part in enumerate(chart.parts)
        if i in chosen
    )


def _with_ahead(bars: Sequence[PlannedBar]) -> tuple[PlannedBar, ...]:
    """Each bar with the chords of the next two, counted from its own bar line, and the span of the melody."""
    pitches = [note.pitch for bar in bars for note in bar.melody]
    span = (min(pitches), max(pitches)) if pitches else None
    for bar, following in pairwise(bars):
        assert following.onset_ticks == bar.onset_ticks + bar.duration_ticks
    done = []
    for i, bar in enumerate(bars):
        ahead = tuple(
            replace(span, onset_ticks=later.onset_ticks - bar.onset_ticks + span.onset_ticks)
            for later in bars[i + 1 : i + 1 + AHEAD_BARS]
            for span in later.spans
        )
        done.append(replace(bar, ahead=ahead, tune_span=span))
    return tuple(done)
