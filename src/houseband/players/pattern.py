"""From a style's patterns to the steps of one bar: which pattern, how it falls on this meter, and on these chords."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from houseband.arrangement import ChordSpan, PlannedBar
from houseband.dice import Dice
from houseband.music.meter import Meter
from houseband.styles.style import GOES_ON, PULSE, SILENCE, SOMETIMES, Book, Cells, Style, house_styles, strip
from houseband.units import TICKS_PER_QUARTER, quarters_to_ticks

REPEAT_WEIGHT = 0.35  # how likely a pattern is to be played again at once, against its weight: people do not loop
BUTTON_TICKS = TICKS_PER_QUARTER // 2
EARLY = "n"
FEWEST_SINGLES = 3  # notes of a broken chord that tell what it is
TURN_SHARE = 0.6  # how often a phrase's last beats get a turn, where the style has some


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
    @property
    def bars(self) -> int: ...


@lru_cache(maxsize=96)
def read_steps(pattern: str, length_ticks: int) -> tuple[Step, ...]:
    """The strokes of a pattern over so many ticks; ``_`` lengthens the stroke before it, ``.`` is silence."""
    marks = strip(pattern)
    steps: list[Step] = []
    for i, mark in enumerate(marks):
        onset = length_ticks * i // len(marks)
        width = length_ticks * (i + 1) // len(marks) - onset
        if mark == GOES_ON:
            if steps and steps[-1].onset_ticks + steps[-1].duration_ticks == onset:
                steps[-1] = steps[-1]._replace(duration_ticks=steps[-1].duration_ticks + width)
        elif mark != SILENCE:
            steps.append(Step(onset, width, mark))
    return tuple(steps)


def decided(pattern: str, strokes: Mapping[str, str], share: float, dice: Dice) -> str:
    """The pattern with the dice thrown for what is played sometimes, and without what is for the eye.

    ``strokes`` says what ``?`` and ``,`` are when they are played. One that is not goes on as the step before it.
    """
    marks = strip(pattern)
    if "?" not in marks and "," not in marks:
        return marks
    done: list[str] = []
    for mark in marks:
        if mark in SOMETIMES:
            before = SILENCE if not done or done[-1] == SILENCE else GOES_ON
            mark = strokes[mark] if dice.uniform() < share else before
        done.append(mark)
    return "".join(done)


def this_bar(pattern: str, bars: int, section_bar: int) -> str:
    """The part of a pattern of several bars that belongs to this bar of the section."""
    if bars == 1:
        return pattern
    marks = strip(pattern)
    size = len(marks) // bars
    place = section_bar % bars * size
    return marks[place : place + size]


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
    options: Sequence[HasPattern],
    bar: PlannedBar,
    last: int,
    dice: Dice,
    again: float = REPEAT_WEIGHT,
    liking: Callable[[int], float] | None = None,
) -> int:
    """One of the patterns for a bar, −1 if none is for its meter.

    By weight, by how well it suits what is heard (``liking``), and the last one ``again`` times as likely. A pattern of
    several bars is played to its end.
    """
    places = fitting(options, bar.meter, bar.intensity)
    if not places:
        return -1
    if last in places and options[last].bars > 1 and bar.section_bar % options[last].bars:
        return last
    weights = [options[i].weight * (again if i == last and len(places) > 1 else 1.0) for i in places]
    if liking is not None:
        weights = [weight * liking(place) for weight, place in zip(weights, places, strict=True)]
    return dice.choose(places, weights)


MAYBE = {"bass": {"?": "8", ",": "x"}, "guitar": {"?": "u", ",": "x"}, "keys": {"?": "x", ",": "o"}}
"""What is played sometimes, when it is."""
KICK_MARK = {"bass": "1", "guitar": "D", "keys": "X"}


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
    A pickup has no steps: chords in it are struck all the same (``on_chords``). Where the chart writes kicks, they are
    the steps.
    """
    if bar.role == "pickup":
        return [], last
    if bar.kicks:
        return [Step(onset, length, KICK_MARK[player]) for onset, length in bar.kicks], last
    book = style.book(player)
    length = quarters_to_ticks(bar.meter.quarters)
    read: dict[int, tuple[Step, ...]] = {}

    def steps_of(place: int) -> tuple[Step, ...]:
        if place not in read:
            pattern = this_bar(book.patterns[place].steps, book.patterns[place].bars, bar.section_bar)
            read[place] = read_steps(decided(pattern, MAYBE[player], book.loose, dice), length)
        return read[place]

    place = choose(
        book.patterns, bar, last, dice, liking=None if liking is None else lambda place: liking(steps_of(place))
    )
    if place < 0:
        return in_window(cell_steps(style, player, bar.meter), bar), -1
    steps = steps_of(place)
    if bar.closes_section and not bar.is_last and book.turns:
        steps = _turned(book, steps, length, bar, dice, player)
    return in_window(steps, bar), place


def _turned(
    book: Book, steps: tuple[Step, ...], length: int, bar: PlannedBar, dice: Dice, player: str
) -> tuple[Step, ...]:
    """The steps with a turn in the place of the last beats, if the dice want one."""
    turns = [
        turn for turn in book.turns
        if turn.energy[0] <= bar.intensity <= turn.energy[1] and turn.quarters * TICKS_PER_QUARTER <= length
    ]  # fmt: skip
    if not turns or dice.uniform() > TURN_SHARE:
        return steps
    turn = dice.choose(turns, [turn.weight for turn in turns])
    begin = length - turn.quarters * TICKS_PER_QUARTER
    before = [step for step in steps if step.onset_ticks < begin]
    kept = [s._replace(duration_ticks=min(s.duration_ticks, begin - s.onset_ticks)) for s in before]
    marks = decided(turn.steps, MAYBE[player], book.loose, dice)
    new = read_steps(marks, turn.quarters * TICKS_PER_QUARTER)
    return (*kept, *(step._replace(onset_ticks=step.onset_ticks + begin) for step in new))


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


def on_chords(
    steps: Sequence[Step], bar: PlannedBar, mark: str, *, at_once: bool, is_anticipated: bool = False
) -> list[tuple[Step, ChordSpan]]:
    """The steps with the chord that each falls on, so that every chord of the bar is sounded.

    A step that rings into a new chord is cut there. A new chord that no step strikes (``at_once``: at its very onset;
    otherwise anywhere within it) gets a stroke of ``mark`` at its onset. In the last bar the last chord is struck once
    and held (in a button struck short). In N.C. nobody plays. ``is_anticipated``: the bar's first chord was struck
    before its bar line, and needs no other stroke.
    """
    last_onset = bar.spans[-1].onset_ticks if bar.is_last else -1
    steps = _held(steps, bar) if bar.holds else steps
    placed: list[tuple[Step, ChordSpan]] = []
    for span in bar.spans:
        end = span.onset_ticks + span.duration_ticks
        if not span.chord.intervals:
            continue
        if span.onset_ticks == last_onset:
            length = min(span.duration_ticks, BUTTON_TICKS) if bar.ending == "button" else span.duration_ticks
            placed.append((Step(span.onset_ticks, length, mark), span))
            continue
        inside = [step for step in steps if span.onset_ticks <= step.onset_ticks < end]
        exactly = at_once or span.onset_ticks in bar.pushes
        starts_late = not inside or (exactly and inside[0].onset_ticks > span.onset_ticks)
        is_there = is_anticipated and span.onset_ticks == 0 and not bar.is_last
        if starts_late and not is_there and (span.is_new or (at_once and not inside and _rings_in(steps, span))):
            until = inside[0].onset_ticks if inside else end
            inside.insert(0, Step(span.onset_ticks, until - span.onset_ticks, mark))
        for step in inside:
            placed.append((step._replace(duration_ticks=min(step.duration_ticks, end - step.onset_ticks)), span))
    return placed


def filled(placed: Sequence[tuple[Step, ChordSpan]], singles: str, mark: str) -> list[tuple[Step, ChordSpan]]:
    """The steps with a whole chord (``mark``) at first where one has too few single notes (``singles``) to be heard."""
    marks: dict[int, str] = {}
    for step, span in placed:
        own = "" if step.mark == EARLY else step.mark  # what comes early is of the next chord
        marks[span.onset_ticks] = marks.get(span.onset_ticks, "") + own
    bare = {onset for onset, found in marks.items() if len(set(found)) < FEWEST_SINGLES and set(found) <= set(singles)}
    done = []
    for step, span in placed:
        if span.onset_ticks in bare:
            bare.remove(span.onset_ticks)
            step = step._replace(mark=mark)
        done.append((step, span))
    return done


def _held(steps: Sequence[Step], bar: PlannedBar) -> list[Step]:
    """The steps with those under a fermata held to the end of the bar, and nothing struck meanwhile."""
    hold = bar.holds[0]
    kept = [step for step in steps if step.onset_ticks <= hold]
    if kept:
        kept[-1] = kept[-1]._replace(duration_ticks=bar.duration_ticks - kept[-1].onset_ticks)
    return kept


def _rings_in(steps: Sequence[Step], span: ChordSpan) -> bool:
    """Whether a step from before the span would have rung into it."""
    return any(s.onset_ticks < span.onset_ticks < s.onset_ticks + s.duration_ticks for s in steps)
