"""Repeated passages: which closing sign belongs to which opening one, before anybody walks the road.

A closing sign belongs to the nearest opening sign before it that is not closed yet, so repeats nest. Without one it
goes back to the end of the last repeat, or to the top. Endings close the passage that was open when they began.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from houseband.charts.chart import Bar
from houseband.charts.endings import Group, closes, times


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of bars that sounds more than once."""

    first: int
    last: int
    """Its first and last bar, as indices; the endings belong to it."""
    count: int
    """How often it sounds in all."""
    signed: bool
    """Whether an opening sign stands at its first bar."""
    group: Group | None = None

    def last_pass(self, i: int) -> int:
        """The last time round at which its bar ``i`` sounds."""
        return self.group.last_pass(i) if self.group else self.count


@dataclass(frozen=True, slots=True)
class Passages:
    """All repeated passages of a stretch of bars."""

    all: tuple[Passage, ...]
    closing_at: Mapping[int, tuple[int, ...]]
    """Which of them have a sign, or an ending, that closes after this bar, the inner ones first."""
    with_group: Mapping[int, int]
    """The passage that a group of endings closes, by the group's first bar."""
    unclosed: tuple[int, ...]
    """Bars with an opening sign that nothing closes."""
    innermost: Mapping[int, int]
    """The innermost passage that a bar is in."""
    parents: tuple[int, ...]
    """For each passage the one around it; −1 where there is none."""

    def around(self, i: int) -> Iterator[int]:
        """The passages that bar ``i`` is in, by number, the inner ones first."""
        p = self.innermost.get(i, -1)
        while p >= 0:
            if self.all[p].last >= i:
                yield p
            p = self.parents[p]


def repeated_passages(bars: Sequence[Bar], groups: Mapping[int, Group], vamp_passes: int) -> Passages:
    """The passages that the signs of these bars make; ``groups`` are their endings, by bar."""
    found: list[Passage] = []
    closing_at: dict[int, list[int]] = {}
    with_group: dict[int, int] = {}
    opened: list[int] = []
    floor, base = 0, 0  # where an unsigned repeat begins; how many signs were open before the endings we are in
    for i, bar in enumerate(bars):
        group = groups.get(i)
        begins = group is not None and i == group.first
        if begins:
            base = len(opened)
        if bar.repeat_start:
            opened.append(i)
            if begins and group is not None and i < group.inner_from:
                base += 1
        inner = len(opened) > (base if group else 0)
        ending = group is not None and i in group.last_bars
        if closes(bar) and (inner or not ending):
            first = opened.pop() if inner else max(floor, group.first if group else 0)
            closing_at.setdefault(i, []).append(len(found))
            found.append(Passage(first, i, times(bar, vamp_passes), inner))
            floor = i + 1 if not group else floor
        if group is not None and i + 1 == group.after:
            first = opened.pop(base - 1) if base else floor
            with_group[group.first] = len(found)
            for bracket in group.brackets:
                closing_at.setdefault(bracket.last, []).append(len(found))
            found.append(Passage(first, i, group.count, bool(base), group))
            base, floor = 0, i + 1
    innermost, parents = _nested(found)
    closing = {i: tuple(p) for i, p in closing_at.items()}
    return Passages(tuple(found), closing, with_group, tuple(opened), innermost, parents)


def _nested(found: Sequence[Passage]) -> tuple[dict[int, int], tuple[int, ...]]:
    """The innermost passage of each bar, and the passage around each passage."""
    parents = [-1] * len(found)
    innermost: dict[int, int] = {}
    inside: list[int] = []
    bar = 0
    for p in sorted(range(len(found)), key=lambda p: (found[p].first, -found[p].last)):
        bar = _mark(innermost, inside, found, bar, found[p].first)
        parents[p] = inside[-1] if inside else -1
        inside.append(p)
    _mark(innermost, inside, found, bar, max((passage.last for passage in found), default=-1) + 1)
    return innermost, tuple(parents)


def _mark(innermost: dict[int, int], inside: list[int], found: Sequence[Passage], bar: int, until: int) -> int:
    """Note the innermost passage of the bars from ``bar`` to before ``until``, leaving those that have ended."""
    for i in range(bar, until):
        while inside and found[inside[-1]].last < i:
            inside.pop()
        if inside:
            innermost[i] = inside[-1]
    while inside and found[inside[-1]].last < until:
        inside.pop()
    return max(bar, until)
