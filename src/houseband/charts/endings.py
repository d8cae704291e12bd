"""Endings (volta brackets): which belong together, and which one sounds at which time round."""

from dataclasses import dataclass, replace

from houseband.charts.chart import Bar
from houseband.errors import Remark


@dataclass(frozen=True, slots=True)
class Bracket:
    """One bracket."""

    first: int
    last: int
    """Its first and last bar, as indices."""
    passes: tuple[int, ...]
    """The times round that it sounds at."""


@dataclass(frozen=True, slots=True)
class Group:
    """Endings that belong together."""

    brackets: tuple[Bracket, ...]
    count: int
    """How often in all the passage before them sounds."""
    inner_from: int
    """A repeat opened at this bar or later is one within an ending."""

    @property
    def after(self) -> int:
        """The first bar beyond them."""
        return self.brackets[-1].last + 1

    def entered_at(self, time: int) -> int:
        """Where the music goes on at this time round: the first bar of an ending, or the bar beyond them all."""
        if len(self.brackets) == 1:  # a first ending alone: the last time simply passes over it
            return self.brackets[0].first if time < self.count else self.after
        for bracket in self.brackets:
            if time in bracket.passes:
                return bracket.first
        earlier = [bracket for bracket in self.brackets if bracket.passes[0] <= time]
        return (earlier or self.brackets)[-1 if earlier else 0].first


def ending_groups(bars: tuple[Bar, ...]) -> tuple[dict[int, Group], list[Remark]]:
    """The groups of endings by bar, and what is odd about them."""
    remarks: list[Remark] = []
    groups: dict[int, Group] = {}
    for brackets in _runs_of_brackets(bars):
        numbers = sorted({number for bracket in brackets for number in bracket.passes})
        where = f"bar {bars[brackets[0].first].number}"
        if numbers[0] > 1 and len(brackets) == 1:
            remarks.append(Remark(f"{where}: ending {numbers[0]} without ending 1", hint="it is played every time"))
            continue
        if brackets[0].passes[0] > 1 or len(numbers) < len(brackets):
            remarks.append(Remark(f"{where}: endings with odd numbers", hint="they are played in their order"))
            brackets = [replace(bracket, passes=(k + 1,)) for k, bracket in enumerate(brackets)]
            numbers = list(range(1, len(brackets) + 1))
        missing = [str(n) for n in range(1, min(numbers[-1], 100)) if n not in numbers]
        if missing:
            remarks.append(
                Remark(f"{where}: ending {', '.join(missing)} is missing", hint="the one before it is played instead")
            )
        closing = brackets if len(brackets) == 1 else brackets[:-1]
        for bracket in closing:
            if bars[bracket.last].repeat_count < 2 and bars[bracket.last].jump is None:
                here = f"bar {bars[bracket.last].number}: ending {bracket.passes[0]}"
                remarks.append(Remark(f"{here} without a repeat sign", hint="it is played as if it had one"))
        alone = len(brackets) == 1
        count = max(numbers[-1] + 1, bars[brackets[0].last].repeat_count) if alone else numbers[-1]
        first, last = brackets[0].first, brackets[0].last
        # An opening sign right before the endings opens the whole, unless a sign within the first one closes it.
        opens = bars[first].repeat_start and all(bar.repeat_count < 2 for bar in bars[first:last])
        group = Group(tuple(brackets), count, first + opens)
        groups.update((i, group) for bracket in brackets for i in range(bracket.first, bracket.last + 1))
    return groups, remarks


def _runs_of_brackets(bars: tuple[Bar, ...]) -> list[list[Bracket]]:
    """Neighbouring brackets in groups: a number that comes again with no repeat sign before it begins a new one."""
    runs: list[list[Bracket]] = []
    opened = -1
    for i, bar in enumerate(bars):
        opened = i if bar.repeat_start else opened
        if not bar.endings:
            continue
        after = bool(runs) and runs[-1][-1].last == i - 1
        # A repeat sign closes the bracket, unless the repeat was opened within it.
        closed = after and bars[i - 1].repeat_count > 1 and opened < runs[-1][-1].first
        if after and runs[-1][-1].passes == bar.endings and not closed:
            runs[-1][-1] = Bracket(runs[-1][-1].first, i, bar.endings)
        elif after and (closed or not _shares_number(runs[-1], bar)):
            runs[-1].append(Bracket(i, i, bar.endings))
        else:
            runs.append([Bracket(i, i, bar.endings)])
    return runs


def _shares_number(brackets: list[Bracket], bar: Bar) -> bool:
    return any(number in bracket.passes for bracket in brackets for number in bar.endings)
