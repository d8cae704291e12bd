"""The bars in the order in which they sound: introduction, chorus after chorus, tag and vamp."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from houseband.arrangement.energy import DEFAULT_INTENSITY, intensity
from houseband.arrangement.planned import ChordSpan, PlannedBar, PlannedNote
from houseband.charts.carried import carried_chords
from houseband.charts.chart import Bar, Chart
from houseband.charts.form import Form, Section
from houseband.music.chord import NO_CHORD, Chord
from houseband.music.key import Key
from houseband.units import TICKS_PER_QUARTER, bpm_to_seconds_per_quarter, quarters_to_ticks

PHRASE_BARS = 8  # where a chart names no sections, phrases are taken to be this long


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of the take: a chorus, or what is put before or after the choruses."""

    chart: Chart
    """In the key in which it sounds."""
    home: Key | None
    form: Form
    chorus: int
    is_chorus: bool = True


def leg_of(leg: Leg, order: Sequence[int], name: str) -> Leg:
    """Some bars of a chorus, played under another name."""
    form = Form(tuple(order), (1,) * len(order), (Section(name, 0, len(order)),))
    return replace(leg, form=form, is_chorus=False)


def bars_in_order(legs: Sequence[Leg], bpm: float, scale: float, count_in: bool) -> Iterator[PlannedBar]:
    """Every bar of the legs, without what is ahead of it. ``scale``: of tempo marks inside the chart."""
    choruses = 1 + max(leg.chorus for leg in legs)
    ticks, seconds, index = 0, 0.0, 0
    if count_in:
        first = legs[0].chart.bars[legs[0].form.order[0]]
        tempo = _tempos_and_keys(legs[0], bpm, scale)[0][legs[0].form.order[0]]
        bar = _count_in(first, tempo, legs[0].home)
        yield bar
        ticks, seconds, index = bar.duration_ticks, bar.duration_seconds, 1
    led_on = False  # whether the leg before had the pickup's notes in its last bar
    carried_of: dict[int, list[tuple[Chord, str]]] = {}
    for number, leg in enumerate(legs):
        chart, form = leg.chart, leg.form
        carried = carried_of.setdefault(id(chart), list(carried_chords(chart.bars)))
        tempos, keys = _tempos_and_keys(leg, bpm, scale)
        has_pickup = leg.is_chorus and _has_pickup(chart, form)
        following = legs[number + 1] if number + 1 < len(legs) else None
        leads_on = (
            following is not None
            and following.is_chorus
            and _has_pickup(following.chart, following.form)
            and not _is_complement(chart.bars[form.order[-1]], chart.bars[0])
        )
        skipped_before = 0
        section_bar = 0
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
            if leads_on and following is not None and place == len(form.order) - 1:
                extra = _pickup_notes(following.chart.bars[0], bar_written)
            per_quarter = bpm_to_seconds_per_quarter(tempos[written], bar_written.meter.beat_quarters)
            opens = is_first or (led_on and place == 1)
            section_bar = 0 if place == section.first or opens else section_bar + (not skipped)
            spans = _spans(bar_written, carried[written])
            is_sung = leg.is_chorus or section.name == "tag"
            yield PlannedBar(
                index=index,
                written=written,
                chorus=leg.chorus,
                section=section.name,
                role="pickup" if is_pickup else "body",
                meter=bar_written.meter,
                key=keys[written],
                onset_ticks=ticks,
                duration_ticks=duration,
                skipped_ticks=skipped,
                onset_seconds=seconds,
                seconds_per_quarter=per_quarter,
                spans=spans,
                melody=(_planned_notes(bar_written) if is_sung else ()) + extra,
                intensity=intensity(section.name, leg.chorus, choruses),
                opens_section=opens,
                closes_section=is_last,
                is_last=False,
                section_bar=section_bar,
                kicks=_kicks(bar_written),
                pushes=_pushes(spans, bar_written),
                holds=tuple(quarters_to_ticks(hold) for hold in bar_written.fermatas),
            )
            index += 1
            ticks += duration
            seconds += duration / TICKS_PER_QUARTER * per_quarter
        led_on = leads_on


def _kicks(bar: Bar) -> tuple[tuple[int, int], ...]:
    return tuple(
        (quarters_to_ticks(kick.onset_quarters), quarters_to_ticks(kick.duration_quarters)) for kick in bar.kicks
    )


def _pushes(spans: Sequence[ChordSpan], bar: Bar) -> tuple[int, ...]:
    """Where chords come off the beat."""
    unit = bar.meter.unit_quarters if bar.meter.unit > 4 else min(bar.meter.beat_quarters, Fraction(1))
    beat = quarters_to_ticks(unit)  # every place of a bar in eighths may be a beat
    return tuple(span.onset_ticks for span in spans if span.is_new and span.onset_ticks % beat)


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


def _tempos_and_keys(leg: Leg, bpm: float, scale: float) -> tuple[list[float], list[Key | None]]:
    """Tempo (beats of the bar's meter a minute) and key in force in each written bar.

    Tempo marks inside the chart keep their proportion when the user asks for another tempo; the quarter goes on evenly
    over a change of meter.
    """
    tempos: list[float] = []
    keys: list[Key | None] = []
    chart = leg.chart
    first_beat = chart.meter.beat_quarters
    quarters_per_minute = Fraction(bpm) * first_beat
    key = leg.home
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
