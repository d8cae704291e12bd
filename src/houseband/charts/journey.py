"""A chorus put together from walks over stretches of bars: the whole, the coda of the last chorus, sections in order.

What stands above the signs of the road itself:

- A coda that no D.C. or D.S. leads to is for the last chorus, which leaves for it where To Coda stands the last time.
- A Fine that no D.C. or D.S. leads to ends the last chorus.
- An introduction is for the first chorus.
- A section order (ABC's ``P:``) says which section sounds when; each is walked by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from houseband.charts.chart import Bar, Chart
from houseband.charts.conventions import Conventions
from houseband.charts.oddities import contradictions, spans, unheard
from houseband.charts.road import MAX_BARS, Road, Turn, too_long
from houseband.errors import Remark

TURNAROUND_BARS = 4  # what may be left out after a Fine that no D.C. leads to, when the tune is played once only
INTROS = ("intro", "introduction")
Chorus = Literal["only", "first", "inner", "last"]
"""Which time through the tune this is: the only one, or one of several."""


@dataclass(slots=True)
class Journey:
    """The order as it grows, stretch by stretch."""

    title: str
    order: list[int] = field(default_factory=list)
    rounds: list[int] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    openings: set[int] = field(default_factory=set)
    """Places at which a section begins whatever its name."""
    taken: set[int] = field(default_factory=set)
    remarks: list[Remark] = field(default_factory=list)
    spared: set[int] = field(default_factory=set)
    """Bars that are left out for a reason that a remark gives."""

    def add(self, road: Road, first: int) -> None:
        """Go on with a road that was walked from bar ``first``."""
        place = len(self.order)
        self.order += [first + i for i in road.order]
        self.rounds += road.rounds
        self.turns += [Turn(place + turn.place, turn.sign) for turn in road.turns]
        self.taken.update(first + i for i in road.taken)
        if len(self.order) > MAX_BARS:
            raise too_long(self.title)

    def leave_out_first(self, count: int) -> None:
        """Begin so many bars later."""
        del self.order[:count], self.rounds[:count]
        self.turns = [Turn(turn.place - count, turn.sign) for turn in self.turns if turn.place > count]
        self.openings = {place - count for place in self.openings if place > count}

    def cut(self, place: int) -> None:
        """Leave off what comes from this place on."""
        del self.order[place:], self.rounds[place:]
        self.turns = [turn for turn in self.turns if turn.place <= place and turn.sign != "Fine"]

    @property
    def passes(self) -> tuple[int, ...]:
        """How often each bar has sounded by then, or the number of its ending where that is more."""
        sounded: dict[int, int] = {}
        passes = []
        for i, time in zip(self.order, self.rounds, strict=True):
            sounded[i] = sounded.get(i, 0) + 1
            passes.append(max(sounded[i], time))
        return tuple(passes)


def travel(chart: Chart, conventions: Conventions, chorus: Chorus) -> Journey:
    """The chorus as it sounds, with what is odd about it."""
    bars = chart.bars
    journey = Journey(chart.title)
    if chart.section_order:
        _in_section_order(journey, chart, conventions)
    if not journey.order:
        coda = _last_coda(bars)
        if coda is None:
            _whole(journey, chart, conventions, chorus)
        else:
            _with_coda_at_the_end(journey, chart, conventions, chorus, coda)
    if chorus in ("only", "last"):
        journey.remarks += unheard(bars, {*journey.order, *journey.spared}, journey.taken)
    if chorus in ("inner", "last"):
        journey.leave_out_first(_intro(bars, journey.order))
    return journey


def _intro(bars: Sequence[Bar], order: Sequence[int]) -> int:
    """How many bars the music needs for its introduction, if a section of that name is the first."""
    names = [(i, bar.section) for i, bar in enumerate(bars) if bar.section is not None]
    after = next((i for i, name in names if not _is_intro(name)), 0) if names and _is_intro(names[0][1]) else 0
    return next((k for k, i in enumerate(order) if i >= after), 0)


def _is_intro(name: str | None) -> bool:
    return bool(name) and (name or "").casefold().strip(" :.0123456789") in INTROS


def _whole(journey: Journey, chart: Chart, conventions: Conventions, chorus: Chorus) -> None:
    """All bars in one walk; a Fine that no jump leads to ends the last chorus."""
    bars = chart.bars
    road = Road(bars, conventions, chart.title)
    road.walk()
    journey.remarks += road.remarks + contradictions(bars, road.passages.unclosed)
    journey.add(road, 0)
    if any(bar.jump for bar in bars):
        return
    place = max((k for k, i in enumerate(journey.order) if bars[i].fine), default=-1) + 1
    if not 0 < place < len(journey.order):
        return
    lost = set(journey.order[place:]) - set(journey.order[:place])
    problem = f"bar {bars[journey.order[place - 1]].number}: Fine, but no D.C. or D.S."
    if chorus in ("first", "inner") or (chorus == "only" and len(lost) > TURNAROUND_BARS):
        journey.remarks.append(Remark(problem, hint="of several choruses the last ends there; here it is passed over"))
        return
    journey.remarks.append(Remark(problem, hint="the last chorus ends there"))
    journey.cut(place)
    journey.turns.append(Turn(place, "Fine"))
    journey.spared |= lost


def _last_coda(bars: Sequence[Bar]) -> int | None:
    """The coda that only the last chorus takes: one that no jump leads to. None if there is no such coda."""
    codas = [i for i, bar in enumerate(bars) if bar.coda is not None]
    if not codas or codas[0] == 0:
        return None
    leaving = any(bar.to_coda is not None for bar in bars)
    for i, bar in enumerate(bars):
        if bar.jump and (bar.jump.until == "coda" or (bar.jump.until == "end" and leaving) or i >= codas[0]):
            return None
    return codas[0]


def _with_coda_at_the_end(journey: Journey, chart: Chart, conventions: Conventions, chorus: Chorus, coda: int) -> None:
    """What comes before the coda, and on the last chorus the coda, left for where To Coda stands the last time."""
    bars = chart.bars
    road = Road(bars[:coda], conventions, chart.title)
    road.walk()
    journey.remarks += road.remarks
    journey.add(road, 0)
    where = f"bar {bars[coda].number}: a coda, but no D.C. or D.S. to it"
    if chorus in ("first", "inner"):
        journey.remarks += [
            *contradictions(bars, road.passages.unclosed),
            Remark(where, hint="the last chorus takes it"),
        ]
        return
    last = max((k for k, i in enumerate(journey.order) if bars[i].to_coda is not None), default=-1)
    to, left_out = coda, ""
    if last >= 0:
        journey.spared |= set(journey.order[last + 1 :]) - set(journey.order[: last + 1])
        if journey.spared:
            left_out = f" and leaves out {spans(sorted(bars[i].number for i in journey.spared))}"
        wanted = bars[journey.order[last]].to_coda
        to = next((i for i in range(coda, len(bars)) if bars[i].coda == wanted), coda)
        journey.cut(last + 1)
        journey.turns.append(Turn(last + 1, "To Coda"))
    journey.remarks.append(Remark(where, hint=f"the last chorus takes it{left_out}"))
    outro = Road(bars[to:], conventions, chart.title, in_coda=True)
    outro.walk()
    unclosed = [*road.passages.unclosed, *(to + i for i in outro.passages.unclosed)]
    journey.remarks += outro.remarks + contradictions(bars, unclosed)
    journey.add(outro, to)


def _in_section_order(journey: Journey, chart: Chart, conventions: Conventions) -> None:
    """The sections by name; each is walked by itself, so that its own repeats hold."""
    bars = chart.bars
    starts = [i for i, bar in enumerate(bars) if bar.section is not None]
    ends = [*starts[1:], len(bars)] if starts else []
    named: dict[str, list[tuple[int, int]]] = {}
    for first, end in zip(starts, ends, strict=True):
        if bars[first].section:
            named.setdefault((bars[first].section or "").casefold(), []).append((first, end))
    roads: dict[tuple[int, int], Road] = {}
    calls: dict[str, int] = {}

    def go(first: int, end: int) -> None:
        if (first, end) not in roads:
            stretch = [bar if bar.jump is None else replace(bar, jump=None) for bar in bars[first:end]]
            road = roads[first, end] = Road(stretch, conventions, chart.title)
            road.walk()
            journey.remarks.extend(road.remarks + contradictions(stretch, road.passages.unclosed))
        journey.openings.add(len(journey.order))
        journey.add(roads[first, end], first)

    if starts and starts[0] > 0 and any(name.casefold() in named for name in chart.section_order):
        go(0, starts[0])
    for name in chart.section_order:
        written = named.get(name.casefold())
        if written is None:
            there = ", ".join(dict.fromkeys(bars[first].section or "" for first in starts if bars[first].section))
            hint = f"it is left out; there are {there}" if there else "no section has a name: played as written"
            journey.remarks.append(Remark(f"the order of sections names {name!r}, which is not there", hint=hint))
            continue
        call = calls[name.casefold()] = calls.get(name.casefold(), 0) + 1
        go(*written[(call - 1) % len(written)])
    for i, bar in enumerate(bars):
        if bar.jump is not None and journey.order:
            journey.taken.add(i)
            problem = f"bar {bar.number}: a D.C. or D.S. beside an order of sections"
            journey.remarks.append(Remark(problem, hint="the order holds; it is passed over"))
