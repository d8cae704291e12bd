"""The roadmap: in what order the bars of a chart sound, once through.

The usual conventions (Gardner Read, Music Notation; Elaine Gould, Behind Bars):

- A closing sign without an opening one goes back to the end of the last repeat, or to the top. At the top it takes the
  pickup in only where the bar before it leaves room for it.
- After a D.C. or D.S. repeats are not taken again and of several endings the last one is played, until the music comes
  to what it has not passed before: the coda, or the bar after the jump.
- Fine, and the leap to the coda, are obeyed only after a jump. A plain D.C. or D.S. obeys whichever the chart has.
- Each jump is taken once.

What contradicts itself is played in the likeliest way and remarked on.
"""

from bisect import bisect_right
from dataclasses import dataclass, field

from houseband.charts.chart import Bar, Chart, Jump
from houseband.charts.endings import Group, ending_groups
from houseband.errors import ChartError, Remark

MAX_BARS = 20_000  # about ten hours of music
VAMP_PASSES = 4  # how often an open vamp sounds when nobody is there to give the cue
SHORTEST_SECTION_BARS = 3  # a shorter passage that is repeated is a vamp within its section, not a section again


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the sounding order under one name."""

    name: str
    first: int
    """Its first place in the order."""
    count: int
    """How many bars it has."""


@dataclass(frozen=True, slots=True)
class Form:
    """A chart unfolded: one chorus."""

    order: tuple[int, ...]
    """Indices into the chart's bars, as they sound."""
    passes: tuple[int, ...]
    """For each place in the order, which time round this is, from 1."""
    sections: tuple[Section, ...]
    remarks: tuple[Remark, ...] = ()


def unfold(chart: Chart, repeats_after_jump: bool = False) -> Form:
    """The order in which the bars sound. ``repeats_after_jump``: take repeats again after a D.C. or D.S.

    Raises ChartError if it comes to more than 20,000 bars.
    """
    groups, remarks = ending_groups(chart.bars)
    remarks += _contradictions(chart.bars)
    road = _Road(chart, groups, repeats_after_jump)
    road.walk()
    sections = _sections(chart.bars, road.order)
    return Form(tuple(road.order), tuple(road.passes), sections, tuple(remarks))


def roadmap_text(chart: Chart, form: Form) -> str:
    """The road in one line of printed bar numbers: ``A (1–8) · A (1–6, 9–10) · B (11–18)``."""
    shown = []
    for section in form.sections:
        runs: list[list[int]] = []
        for index in form.order[section.first : section.first + section.count]:
            if runs and index == runs[-1][-1] + 1:
                runs[-1].append(index)
            else:
                runs.append([index])
        spans = ", ".join(_span(chart.bars[run[0]].number, chart.bars[run[-1]].number) for run in runs)
        shown.append(f"{section.name} ({spans})" if section.name else spans)
    return " · ".join(shown)


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


@dataclass(slots=True)
class _Frame:
    """A repeated passage that the music is in."""

    start: int
    signed: bool
    """Whether an opening sign stands there."""
    time: int = 1


@dataclass(slots=True)
class _Road:
    """The walk over the bars: where we are, what we are in the middle of, and what we may obey."""

    chart: Chart
    groups: dict[int, Group]
    """The endings that each bar belongs to."""
    repeats_after_jump: bool
    order: list[int] = field(default_factory=list)
    passes: list[int] = field(default_factory=list)
    frames: list[_Frame] = field(default_factory=list)
    floor: int = 0
    """Where a repeat without an opening sign goes back to."""
    counts: dict[int, int] = field(default_factory=dict)
    """How often the passage that starts at a bar sounds in all, as far as it is known."""
    taken: set[int] = field(default_factory=set)
    """The jumps already taken."""
    replay_until: int = -1
    """After a jump: the bar up to which everything has sounded before."""
    coda_pending: bool = False
    fine_obeyed: bool = False
    segnos: dict[str, list[int]] = field(init=False)
    """The bars with a segno by its label; under '' all of them."""
    codas: dict[str, list[int]] = field(init=False)
    has_to_coda: bool = field(init=False)

    def __post_init__(self) -> None:
        bars = self.chart.bars
        self.segnos = _by_label([bar.segno for bar in bars])
        self.codas = _by_label([bar.coda for bar in bars])
        self.has_to_coda = any(bar.to_coda is not None for bar in bars)

    def walk(self) -> None:
        """Fill ``order`` and ``passes``."""
        bars = self.chart.bars
        sounded = [0] * len(bars)
        i = 0
        while i < len(bars):
            if i > self.replay_until:
                self.replay_until = -1
            i = self._enter(i)
            if i >= len(bars):
                break
            sounded[i] += 1
            time = self.frames[-1].time if self.frames and i in self.groups else 1
            self.order.append(i)
            self.passes.append(max(sounded[i], time))
            if len(self.order) > MAX_BARS:
                raise ChartError(
                    f"the repeats come to more than {MAX_BARS:,} bars", self.chart.title, hint="check the repeat signs"
                )
            i = self._leave(i)

    def _enter(self, i: int) -> int:
        """The bar that sounds when the music comes to bar ``i``: itself, or one of several endings."""
        replaying = self.replay_until >= 0 and not self.repeats_after_jump
        group = self.groups.get(i)
        if group is not None and i == group.brackets[0].first and not self._within(group):
            if i < group.inner_from and not replaying:
                self._open(i)
            i = self._last_ending(group) if replaying else group.entered_at(self._frame().time)
            if i == group.after:
                self._close(i)
        if i < len(self.chart.bars) and not replaying:
            self._open(i)
        return i

    def _open(self, i: int) -> None:
        if self.chart.bars[i].repeat_start and not (self.frames and self.frames[-1].start == i):
            self.frames.append(_Frame(i, True))

    def _within(self, group: Group) -> bool:
        """Whether we are in a repeat that was opened within one of these endings."""
        return bool(self.frames) and self.frames[-1].signed and self.frames[-1].start >= group.inner_from

    def _last_ending(self, group: Group) -> int:
        """Where the music goes on after a jump: the ending with the Fine or To Coda if one has it, else the last."""
        for bracket in group.brackets:
            for bar in self.chart.bars[bracket.first : bracket.last + 1]:
                if (bar.fine and self.fine_obeyed) or (bar.to_coda is not None and self.coda_pending):
                    return bracket.first
        return group.entered_at(group.count)

    def _frame(self) -> _Frame:
        """The repeated passage that we are in; without an opening sign, it began where the last one ended."""
        if not self.frames:
            self.frames.append(_Frame(self.floor, False))
        return self.frames[-1]

    def _close(self, floor: int) -> None:
        """The innermost passage has sounded as often as it should."""
        if self.frames:
            frame = self.frames.pop()
            self.counts[frame.start] = frame.time
        self.floor = floor

    def _leave(self, i: int) -> int:
        """The bar after bar ``i``, by the signs at its end; beyond the last one where the music ends."""
        bar = self.chart.bars[i]
        if bar.fine and self.fine_obeyed and self._last_time():
            return len(self.chart.bars)
        if bar.to_coda is not None and self.coda_pending and self._last_time():
            coda = self._coda(bar.to_coda, i)
            if coda is not None:
                return self._arrive_at_coda(coda)
        back, onward = self._repeat(i)
        if back is not None:
            return back
        if bar.jump is not None:
            if i not in self.taken:
                return self._jump(i, bar.jump)
            if self.coda_pending and (coda := self._coda("", i)) is not None:
                return self._arrive_at_coda(coda)  # nothing said where to leave for it: here at the latest
        return onward

    def _repeat(self, i: int) -> tuple[int | None, int]:
        """Where a repeat goes back to after bar ``i``, if it does; and where the music goes on otherwise."""
        replaying = self.replay_until >= 0 and not self.repeats_after_jump
        group = self.groups.get(i)
        bracket = next((b for b in group.brackets if b.last == i), None) if group else None
        bar = self.chart.bars[i]
        plain = group is None or bracket is None or self._within(group)  # no sign that closes an ending
        count = VAMP_PASSES if bar.open_repeat else bar.repeat_count
        if count > 1 and plain and not replaying:
            if (back := self._again(i, count)) is not None:
                return back, i + 1
            self._close(i + 1)
        if group is None or bracket is None:
            return None, i + 1
        if replaying or (bar.repeat_count < 2 and bar.jump is not None):  # a jump there is what goes back
            return None, group.after
        within = []  # repeats opened under the bracket, which go on after it
        while self._within(group):
            within.append(self.frames.pop())
        if (back := self._again(i, group.count)) is not None:
            return back, group.after
        self._close(group.after)
        self.frames += reversed(within)
        return None, group.after

    def _again(self, i: int, count: int) -> int | None:
        frame = self._frame()
        if frame.time >= count:
            return None
        frame.time += 1
        return frame.start if frame.signed else self._top(frame.start, i)

    def _top(self, start: int, leaving: int) -> int:
        """Bar ``start``, or the one after a pickup for which the bar that is left has no room."""
        bars = self.chart.bars
        if start == 0 and leaving > 0 and len(bars) > 1 and bars[0].duration_quarters < bars[0].meter.quarters:
            room = bars[leaving].meter.quarters - bars[leaving].duration_quarters
            return int(room < bars[0].duration_quarters)
        return start

    def _last_time(self) -> bool:
        return all(frame.time >= self.counts.get(frame.start, frame.time) for frame in self.frames)

    def _jump(self, i: int, jump: Jump) -> int:
        self.taken.add(i)
        self.coda_pending = jump.until == "coda" or (jump.until == "end" and self.has_to_coda)
        self.fine_obeyed = jump.until != "coda"
        self.replay_until = i
        self.frames.clear()
        segnos = self.segnos.get(jump.to) or self.segnos.get("") if jump.to else None
        # the last one before the jump, else the first of all
        to = segnos[max(0, bisect_right(segnos, i) - 1)] if segnos else self._top(0, i)
        self.floor = to
        return to

    def _coda(self, label: str, i: int) -> int | None:
        """The coda of that name, after bar ``i`` if it can be; any coda if none has the name."""
        codas = self.codas.get(label) or self.codas.get("")
        if not codas:
            return None
        return codas[bisect_right(codas, i) % len(codas)]

    def _arrive_at_coda(self, coda: int) -> int:
        self.coda_pending, self.fine_obeyed, self.replay_until = False, True, -1
        self.frames.clear()
        self.floor = coda
        return coda


def _by_label(labels: list[str | None]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for i, label in enumerate(labels):
        for key in {label, ""} if label is not None else ():
            found.setdefault(key, []).append(i)
    return found


def _contradictions(bars: tuple[Bar, ...]) -> list[Remark]:
    """Jumps to signs that are not there, signs that nothing leads to, repeats that never close."""
    remarks: list[Remark] = []
    segnos, codas = {bar.segno for bar in bars}, {bar.coda for bar in bars} - {None}
    leaving, fines = any(bar.to_coda is not None for bar in bars), any(bar.fine for bar in bars)
    opened: list[int] = []
    for bar in bars:
        where = f"bar {bar.number}"
        if bar.repeat_start:
            opened.append(bar.number)
        if bar.repeat_count > 1 and opened:
            opened.pop()
        if bar.to_coda is not None and not codas:
            remarks.append(Remark(f"{where}: To Coda, but there is no coda", hint="it is passed over"))
        if bar.jump is None:
            continue
        if bar.jump.to and bar.jump.to not in segnos:
            hint = "it goes to the nearest segno" if segnos - {None} else "it goes to the top"
            remarks.append(Remark(f"{where}: D.S., but there is no segno {bar.jump.to!r}", hint=hint))
        if bar.jump.until == "fine" and not fines:
            remarks.append(Remark(f"{where}: al Fine, but there is no Fine", hint="it is played to the end"))
        if bar.jump.until == "coda" and not codas:
            remarks.append(Remark(f"{where}: al Coda, but there is no coda", hint="it is played to the end"))
        elif bar.jump.until == "coda" and not leaving:
            remarks.append(Remark(f"{where}: al Coda, but no To Coda", hint="the coda follows this bar the next time"))
    remarks += [Remark(f"bar {number}: a repeat that never closes", hint="it is played once") for number in opened]
    if (leaving or fines) and not any(bar.jump for bar in bars):
        if leaving:
            remarks.append(Remark("To Coda, but no D.C. or D.S.", hint="it is passed over"))
        if fines and not bars[-1].fine:
            remarks.append(Remark("Fine, but no D.C. or D.S.", hint="it is passed over"))
    return remarks


def _sections(bars: tuple[Bar, ...], order: list[int]) -> tuple[Section, ...]:
    """A section begins at every bar with a name, where another name is in force, and where the music goes back."""
    in_force: list[str] = []
    for bar in bars:
        in_force.append(bar.section if bar.section is not None else in_force[-1] if in_force else "")
    starts: list[int] = []
    for k, index in enumerate(order):
        previous = order[k - 1] if k else -1
        goes_back = index <= previous and previous - index + 1 >= SHORTEST_SECTION_BARS
        vamps = index <= previous and not goes_back
        named = bars[index].section is not None and not vamps
        if k == 0 or named or goes_back or in_force[index] != in_force[previous]:
            starts.append(k)
    ends = [*starts[1:], len(order)] if starts else []
    return tuple(Section(in_force[order[start]], start, end - start) for start, end in zip(starts, ends, strict=True))
