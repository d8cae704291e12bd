"""Endings (volta brackets): which belong together, and which one sounds at which time round.

Neighbouring brackets are one group. Their numbers say when each sounds, in whatever order they stand: ``1. 2.``,
``1.-3. 4.``, ``1,3. 2,4.``, ``2. 1.``. A first ending alone is left out the last time.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from houseband.charts.chart import Bar
from houseband.charts.conventions import VAMP_PASSES
from houseband.errors import Remark

MOST_PASSES = 20_000  # a form of more bars than that is refused
MOST_MISSING = 10  # numbers named in a remark on missing endings


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
    first: int
    """Their first bar."""
    after: int
    """The first bar beyond them."""
    last_bars: frozenset[int]
    """The last bar of each."""
    at_pass: Mapping[int, int]
    """The first bar of the ending for each time round."""

    def entered_at(self, time: int) -> int:
        """Where the music goes on at this time round: the first bar of an ending, or the bar beyond them all."""
        if len(self.brackets) == 1:  # a first ending alone: the last time simply passes over it
            return self.brackets[0].first if time < self.count else self.after
        if time in self.at_pass:
            return self.at_pass[time]
        earlier = [bracket for bracket in self.brackets if bracket.passes[0] <= time]
        return (earlier or self.brackets)[-1 if earlier else 0].first

    def last_pass(self, i: int) -> int:
        """The last time round at which bar ``i`` sounds, if it stands in one of these endings or before them."""
        for bracket in self.brackets:
            if bracket.first <= i <= bracket.last:
                return self.count - 1 if len(self.brackets) == 1 else bracket.passes[-1]
        return self.count


def closes(bar: Bar) -> bool:
    """Whether a repeat sign closes after this bar."""
    return bar.repeat_count > 1 or bar.open_repeat


def times(bar: Bar, vamp_passes: int) -> int:
    """How often in all a passage sounds that closes after this bar."""
    return vamp_passes if bar.open_repeat else bar.repeat_count


def ending_groups(bars: Sequence[Bar], vamp_passes: int = VAMP_PASSES) -> tuple[dict[int, Group], list[Remark]]:
    """The groups of endings by bar, and what is odd about them."""
    remarks: list[Remark] = []
    groups: dict[int, Group] = {}
    for found in _runs_of_brackets(bars):
        brackets, odd = _numbered(found, bars, vamp_passes)
        remarks += odd
        if not brackets:
            continue
        last_pass = brackets[0].passes[-1] if len(brackets) == 1 else max(b.passes[-1] for b in brackets)
        for bracket in brackets:
            sign = closes(bars[bracket.last]) or bars[bracket.last].jump is not None
            if not sign and (len(brackets) == 1 or last_pass not in bracket.passes):
                here = f"bar {bars[bracket.last].number}: ending {bracket.passes[0]}"
                remarks.append(Remark(f"{here} without a repeat sign", hint="it is played as if it had one"))
        first, last = brackets[0].first, brackets[0].last
        count = max(last_pass + 1, times(bars[last], vamp_passes)) if len(brackets) == 1 else last_pass
        # An opening sign right before the endings opens the whole, unless a sign within the first one closes it.
        opens = bars[first].repeat_start and not any(closes(bar) for bar in bars[first:last])
        group = Group(
            tuple(brackets), count, first + opens, first, brackets[-1].last + 1,
            frozenset(bracket.last for bracket in brackets),
            {number: bracket.first for bracket in reversed(brackets) for number in bracket.passes},
        )  # fmt: skip
        groups.update((i, group) for bracket in brackets for i in range(bracket.first, bracket.last + 1))
    return groups, remarks


def _numbered(brackets: list[Bracket], bars: Sequence[Bar], vamp_passes: int) -> tuple[list[Bracket], list[Remark]]:
    """The brackets with numbers that can be played, and what was odd; no brackets where there is nothing to choose."""
    remarks: list[Remark] = []
    where = f"bar {bars[brackets[0].first].number}"
    numbers = [number for bracket in brackets for number in bracket.passes]
    if 1 not in numbers and len(brackets) == 1:
        remarks.append(Remark(f"{where}: ending {min(numbers)} without ending 1", hint="it is played every time"))
        return [], remarks
    if 1 not in numbers or len(set(numbers)) < len(brackets):
        remarks.append(Remark(f"{where}: endings with odd numbers", hint="they are played in their order"))
        brackets = [replace(bracket, passes=(k + 1,)) for k, bracket in enumerate(brackets)]
        numbers = list(range(1, len(brackets) + 1))
    elif len(set(numbers)) < len(numbers):
        twice = next(number for number, count in Counter(numbers).items() if count > 1)
        remarks.append(Remark(f"{where}: two endings for pass {twice}", hint="the first of them is played"))
    missing = sorted(set(range(1, min(max(numbers), 100))) - set(numbers))
    if missing:
        named = ", ".join(map(str, missing[:MOST_MISSING])) + (" …" if len(missing) > MOST_MISSING else "")
        counted = any(times(bars[bracket.last], vamp_passes) >= max(numbers) for bracket in brackets)
        hint = "the one before it is played instead" if counted else "they are played in their order"
        remarks.append(Remark(f"{where}: ending {named} is missing", hint=hint))
        if not counted:  # nothing says that there are so many passes: a slip in a number
            rank = {number: k for k, number in enumerate(sorted(set(numbers)), 1)}
            brackets = [replace(bracket, passes=tuple(rank[n] for n in bracket.passes)) for bracket in brackets]
    return _played_more_often(brackets, bars, vamp_passes), remarks


def _played_more_often(brackets: list[Bracket], bars: Sequence[Bar], vamp_passes: int) -> list[Bracket]:
    """``1. … :‖ ×4, 2.``: more passes than endings. The first ending sounds on all but the last ones."""
    count = max(bracket.passes[-1] for bracket in brackets)
    more = min(times(bars[brackets[0].last], vamp_passes), MOST_PASSES) - max(count, 2)
    if len(brackets) == 1 or more <= 0 or brackets[0].passes[0] != 1:
        return brackets
    last = brackets[0].passes[-1]
    first = replace(brackets[0], passes=(*brackets[0].passes, *range(last + 1, last + more + 1)))
    return [first, *(replace(b, passes=tuple(n + more if n > last else n for n in b.passes)) for b in brackets[1:])]


def _runs_of_brackets(bars: Sequence[Bar]) -> list[list[Bracket]]:
    """Neighbouring brackets in groups: a number that comes again with no repeat sign before it begins a new one."""
    runs: list[list[Bracket]] = []
    numbers: set[int] = set()  # of the last run
    opened = -1
    for i, bar in enumerate(bars):
        opened = i if bar.repeat_start else opened
        if not bar.endings:
            continue
        after = bool(runs) and runs[-1][-1].last == i - 1
        # A repeat sign closes the bracket, unless the repeat was opened within it.
        closed = after and closes(bars[i - 1]) and opened < runs[-1][-1].first
        passes = tuple(sorted(set(bar.endings)))
        if after and runs[-1][-1].passes == passes and not closed:
            runs[-1][-1] = Bracket(runs[-1][-1].first, i, passes)
        elif after and (closed or numbers.isdisjoint(passes)):
            runs[-1].append(Bracket(i, i, passes))
            numbers.update(passes)
        else:
            runs.append([Bracket(i, i, passes)])
            numbers = set(passes)
    return runs
