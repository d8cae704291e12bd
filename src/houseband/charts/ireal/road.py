"""Where an iReal Pro chart goes: what its coda signs, END marks and D.C. al 2nd End. mean once all bars are known.

The last coda sign at the start of a bar begins the coda; from the others one jumps there (irealpro.com, "How the coda
symbol works in iReal Pro"). The app takes a coda in two ways: with D.C. or D.S. al Coda it belongs to every chorus;
without one it is played after the last chorus only. The chart keeps the signs as they stand; without a jump nothing
leads to the coda but the band's last chorus.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field

from houseband.charts.chart import Jump
from houseband.charts.draft import DraftBar

Remarker = Callable[[str, str], None]


@dataclass(slots=True)
class Road:
    """Signs gathered while the bars are read; bars by their index."""

    codas: list[tuple[int, bool]] = field(default_factory=list)
    """The bars with a coda sign, and whether it stands before all that the bar has."""
    end_marks: list[int] = field(default_factory=list)
    """The bars with an END mark."""
    up_to_ending: list[tuple[int, int]] = field(default_factory=list)
    """The bars with a D.C. al 2nd End. and the like, and that number."""

    def finish(self, bars: list[DraftBar], remark: Remarker) -> None:
        """Give the bars their signs. ``remark`` is told a problem and a hint."""
        self._name_codas(bars, remark)
        if self.up_to_ending:
            self._obey_endings(bars, remark)
        self._obey_end_marks(bars, remark)

    def _name_codas(self, bars: list[DraftBar], remark: Remarker) -> None:
        leaving = list(self.codas)
        first = [i for i, (_, is_first) in enumerate(leaving) if is_first]
        if first or len(leaving) > 1:
            bars[leaving.pop(first[-1] if first else -1)[0]].coda = "coda"
        for index, is_first in leaving:
            if is_first and index > 0:
                remark(f"bar {index + 1}: a coda sign before the bar", "one leaves for the coda before it")
                index -= 1
            bars[index].to_coda = "coda"

    def _obey_endings(self, bars: list[DraftBar], remark: Remarker) -> None:
        """D.C. al 2nd End. ends with that ending; al 3rd End. at the end of the second is a repeat sign in words."""
        ends: dict[int, list[int]] = {}  # the last bars of the endings of each number
        for i, bar in enumerate(bars):
            for number in bar.endings:
                if i + 1 == len(bars) or number not in bars[i + 1].endings:
                    ends.setdefault(number, []).append(i)
        starts = [i for i, bar in enumerate(bars) if bar.repeat_start] or [0]
        for index, number in self.up_to_ending:
            jump, bar, known = bars[index].jump, bars[index], ends.get(number, [])
            before = bisect_left(known, index)
            begins = starts[max(0, bisect_left(starts, index) - 1)]
            if not known:
                remark(f"bar {index + 1}: no ending {number} to go to", "it is played to the end")
            elif before and jump is not None:
                bars[known[before - 1]].fine = True
                bar.jump = Jump(jump.to, "fine")
            elif jump is not None and bar.endings == (number - 1,) and _goes_to(jump, begins, bars[begins]):
                bar.jump, bar.repeat_count = None, max(2, bar.repeat_count)

    def _obey_end_marks(self, bars: list[DraftBar], remark: Remarker) -> None:
        """END ends the last chorus. Where a Fine is wanted it is one; by other jumps it ends every chorus: told."""
        jumps = [bar.jump for bar in bars if bar.jump]
        wants_fine = any(jump.until == "fine" for jump in jumps) and not any(bar.fine for bar in bars)
        for index in self.end_marks:
            if not jumps or wants_fine:
                bars[index].fine = True
            elif index + 1 < len(bars):
                remark(f"bar {index + 1}: an END mark", "every chorus is played to the end")


def _goes_to(jump: Jump, index: int, bar: DraftBar) -> bool:
    return bar.segno is not None if jump.to else index == 0
