"""From a style's patterns to the steps of one bar: which pattern, how it falls on this meter, and on these chords."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from houseband.arrangement import ChordSpan, PlannedBar
from houseband.dice import Dice
from houseband.music.meter import Meter
from houseband.styles.style import PULSE, Cells, Style, house_styles, strip
from houseband.units import quarters_to_ticks

REPEAT_WEIGHT = 0.35  # how likely a pattern is to be played again at once, against its weight: people do not loop


class Step(NamedTuple):
    """One stroke of a pattern."""

    onset_ticks: int
    """From the bar line."""
    duration_ticks: int
    mark: str


class HasPattern(Protocol):
    """What a groove and a pattern share."""

    @property
    def meter(self) -> str: ...
    @property
    def weight(self) -> float: ...
    @property
    def energy(self) -> tuple[float, float]: ...


@lru_cache(maxsize=2048)
def read_steps(pattern: str, length_ticks: int) -> tuple[Step, ...]:
    """The strokes of a pattern over so many ticks; ``_`` lengthens the stroke before it, ``.`` is silence."""
    marks = strip(pattern)
    steps: list[Step] = []
    for i, mark in enumerate(marks):
        onset = length_ticks * i // len(marks)
        width = length_ticks * (i + 1) // len(marks) - onset
        if mark == "_":
            if steps and steps[-1].onset_ticks + steps[-1].duration_ticks == onset:
                steps[-1] = steps[-1]._replace(duration_ticks=steps[-1].duration_ticks + width)
        elif mark != ".":
            steps.append(Step(onset, width, mark))
    return tuple(steps)


def fitting(options: Sequence[HasPattern], meter: Meter, intensity: float) -> list[int]:
    """Which of the patterns are for this meter and intensity; for the meter alone if none is for both."""
    names = (str(meter), "4/4") if (meter.count, meter.unit) == (2, 2) else (str(meter),)
    for name in names:
        in_meter = [i for i, option in enumerate(options) if option.meter == name]
        both = [i for i in in_meter if options[i].energy[0] <= intensity <= options[i].energy[1]]
        if in_meter:
            return both or in_meter
    return []


def choose(
    options: Sequence[HasPattern], places: Sequence[int], last: int, dice: Dice, liking: Sequence[float] | None = None
) -> int:
    """One of the places, by weight, by how well it suits what is heard (``liking``), and seldom the last one again."""
    weights = [options[i].weight * (REPEAT_WEIGHT if i == last and len(places) > 1 else 1.0) for i in places]
    if liking is not None:
        weights = [weight * like for weight, like in zip(weights, liking, strict=True)]
    return dice.choose(list(places), weights)


def bar_steps(
    style: Style,
    player: str,
    bar: PlannedBar,
    last: int,
    dice: Dice,
    liking: Callable[[Sequence[Step]], float] | None = None,
) -> tuple[list[Step], int]:
    """The steps of bass, guitar or keys in this bar, and which pattern they are of (−1: the meter's cells).

    ``last`` is the pattern of the bar before; ``liking`` says how well steps suit what is heard (1 is neutral).
    A pickup has no steps: chords in it are struck all the same (``on_chords``).
    """
    if bar.role == "pickup":
        return [], last
    patterns = style.book(player).patterns
    places = fitting(patterns, bar.meter, bar.intensity)
    if not places:
        return in_window(cell_steps(style, player, bar.meter), bar), -1
    length = quarters_to_ticks(bar.meter.quarters)
    options = [read_steps(patterns[place].steps, length) for place in places]
    place = choose(patterns, places, last, dice, None if liking is None else [liking(steps) for steps in options])
    return in_window(options[places.index(place)], bar), place


def cell_of(style: Style, unit: int, size: int) -> Cells:
    """The cell that plays a group of ``size`` units; the style's own, or the grouped pulse's."""
    name = f"{size}/{'4' if unit <= 4 else '8'}"
    for cells in (style.cells, house_styles()[PULSE].cells):
        for cell in cells:
            if cell.group == name:
                return cell
    raise KeyError(name)


def group_sizes(meter: Meter) -> list[int]:
    """The bar's groups, none larger than the largest cell."""
    return [part for group in meter.groups for part in ([group] if group <= 4 else [3] * (group // 3) + [group % 3])
            if part]  # fmt: skip


def cell_steps(style: Style, player: str, meter: Meter) -> tuple[Step, ...]:
    """The steps of bass, guitar or keys in a meter that has no pattern, group by group."""
    unit_ticks = quarters_to_ticks(meter.unit_quarters)
    onset, steps = 0, []
    for i, size in enumerate(group_sizes(meter)):
        pattern: str = getattr(cell_of(style, meter.unit, size), player)[min(i, 1)]
        steps += [s._replace(onset_ticks=s.onset_ticks + onset) for s in read_steps(pattern, size * unit_ticks)]
        onset += size * unit_ticks
    return tuple(steps)


def in_window(steps: Sequence[Step], bar: PlannedBar) -> list[Step]:
    """The steps that fall into a bar that may be only a part of its meter's bar."""
    if not bar.skipped_ticks and bar.duration_ticks == quarters_to_ticks(bar.meter.quarters):
        return list(steps)
    shifted = (step._replace(onset_ticks=step.onset_ticks - bar.skipped_ticks) for step in steps)
    return [
        step._replace(duration_ticks=min(step.duration_ticks, bar.duration_ticks - step.onset_ticks))
        for step in shifted
        if 0 <= step.onset_ticks < bar.duration_ticks
    ]


def on_chords(steps: Sequence[Step], bar: PlannedBar, mark: str, *, at_once: bool) -> list[tuple[Step, ChordSpan]]:
    """The steps with the chord that each falls on, so that every chord of the bar is sounded.

    A step that rings into a new chord is cut there. A new chord that no step strikes (``at_once``: at its very onset;
    otherwise anywhere within it) gets a stroke of ``mark`` at its onset. In the last bar the last chord is struck once
    and held. In N.C. nobody plays.
    """
    last_onset = bar.spans[-1].onset_ticks if bar.is_last else -1
    placed: list[tuple[Step, ChordSpan]] = []
    for span in bar.spans:
        end = span.onset_ticks + span.duration_ticks
        if not span.chord.intervals:
            continue
        if span.onset_ticks == last_onset:
            placed.append((Step(span.onset_ticks, span.duration_ticks, mark), span))
            continue
        inside = [step for step in steps if span.onset_ticks <= step.onset_ticks < end]
        starts_late = not inside or (at_once and inside[0].onset_ticks > span.onset_ticks)
        if starts_late and (span.is_new or (at_once and not inside and _rings_in(steps, span))):
            until = inside[0].onset_ticks if inside else end
            inside.insert(0, Step(span.onset_ticks, until - span.onset_ticks, mark))
        for step in inside:
            placed.append((step._replace(duration_ticks=min(step.duration_ticks, end - step.onset_ticks)), span))
    return placed


def _rings_in(steps: Sequence[Step], span: ChordSpan) -> bool:
    """Whether a step from before the span would have rung into it."""
    return any(s.onset_ticks < span.onset_ticks < s.onset_ticks + s.duration_ticks for s in steps)
