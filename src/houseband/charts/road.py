"""The walk over a stretch of bars: obeys repeats, endings and jumps, and notes in what order the bars sound.

- A repeat goes back as often as its sign says; when an outer one goes back, the inner ones begin anew.
- Each jump is taken once. After it repeats are not taken again, unless asked for, and of several endings the last one
  is played, until the music comes to what it has not passed before: the coda, or the bar after the jump.
- Fine, and the leap to the coda, are obeyed after a jump, and the last time that their bar sounds.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from houseband.charts.chart import Bar, Jump
from houseband.charts.conventions import Conventions
from houseband.charts.endings import Group, closes, ending_groups
from houseband.charts.passages import Passages, repeated_passages
from houseband.errors import ChartError, Remark

MAX_BARS = 20_000  # about ten hours of music


@dataclass(frozen=True, slots=True)
class Turn:
    """A place where the music leaves the line of bars by a word rather than by a repeat."""

    place: int
    """The first place in the order that comes after it."""
    sign: str
    """As a musician says it: ``D.S. al Coda``, ``To Coda``, ``Fine``."""


def jump_text(jump: Jump) -> str:
    """``D.C. al Fine``, ``D.S. 2 al Coda``."""
    label = f" {jump.to}" if jump.to not in ("", "segno") else ""
    until = {"end": "", "fine": " al Fine", "coda": " al Coda"}[jump.until]
    return ("D.S." + label if jump.to else "D.C.") + until


class Road:
    """A walk over bars: where we are, what we are in the middle of, and what we may obey. Bars are indices here."""

    def __init__(
        self, bars: Sequence[Bar], conventions: Conventions, title: str = "", *, in_coda: bool = False
    ) -> None:
        self.bars = bars
        self.title = title
        self.repeats_after_jump = conventions.repeats_after_jump
        groups, odd = ending_groups(bars, conventions.vamp_passes)
        self.groups: dict[int, Group] = groups
        self.passages: Passages = repeated_passages(bars, groups, conventions.vamp_passes)
        self.remarks: list[Remark] = odd
        self.segnos = _by_label([bar.segno for bar in bars])
        self.codas = _by_label([bar.coda for bar in bars])
        self.leaving = _leaving(bars, self.codas)
        untils = {bar.jump.until for bar in bars if bar.jump}
        # A plain D.C. or D.S. obeys what the chart has, but not what belongs to another jump.
        self._plain_leaves = bool(self.leaving) and "coda" not in untils
        self._plain_ends = "fine" not in untils
        self.order: list[int] = []
        self.rounds: list[int] = []
        """For each place in the order, which time round its passage is at, from 1."""
        self.turns: list[Turn] = []
        self.taken: set[int] = set()
        """The jumps already taken."""
        self._times: dict[int, int] = {}
        """Which time round each passage is at, or was at when it ended, by its number, where it is not the first."""
        self._replay_until = -1
        """After a jump: the bar up to which everything has sounded before."""
        self._coda_pending = False
        self._visited: set[int] = set()
        """The codas that one has left for."""
        self._fine_obeyed = in_coda
        self._floor = 0
        """After the leap to the coda no repeat goes back beyond it."""
        self._leapt_to = -1
        """The bar that a jump went to, until it has sounded."""

    def walk(self) -> None:
        """Fill ``order``, ``rounds``, ``turns`` and ``taken``."""
        bars, end = self.bars, len(self.bars)
        choices, closing = self.passages.with_group, self.passages.closing_at
        signed = {i for i, bar in enumerate(bars) if i in closing or i in self.leaving or bar.fine or bar.jump}
        i = 0
        while i < end:
            if i > self._replay_until:
                self._replay_until = -1
            if i in choices and i != self._leapt_to:
                i = self._choose_ending(i)
                if i >= end:
                    break
            self._leapt_to = -1
            self.order.append(i)
            group = self.groups.get(i)
            self.rounds.append(1 if group is None else self._times.get(choices[group.first], 1))
            if len(self.order) > MAX_BARS:
                raise too_long(self.title)
            i = self._leave(i, bars[i]) if i in signed else i + 1

    @property
    def _replaying(self) -> bool:
        return self._replay_until >= 0 and not self.repeats_after_jump

    def _choose_ending(self, i: int) -> int:
        """The bar that sounds when the music comes to bar ``i`` with endings: one of them, or the bar after them."""
        while (p := self.passages.with_group.get(i)) is not None:
            group, time = self.groups[i], self._times.get(p, 1)
            i = self._last_ending(group) if self._replaying and time == 1 else group.entered_at(time)
            if i < group.after:
                break  # else past them all, and perhaps into other endings
        return i

    def _last_ending(self, group: Group) -> int:
        """Where the music goes on after a jump: the ending with the Fine or To Coda if one has it, else the last."""
        for bracket in group.brackets:
            for bar in self.bars[bracket.first : bracket.last + 1]:
                if (bar.fine and self._fine_obeyed) or (bar.to_coda is not None and self._coda_pending):
                    return bracket.first
        return group.entered_at(group.count)

    def _leave(self, i: int, bar: Bar) -> int:
        """The bar after bar ``i``, by the signs at its end; beyond the last one where the music ends."""
        if bar.fine and self._fine_obeyed and self._last_time(i):
            self.turns.append(Turn(len(self.order), "Fine"))
            return len(self.bars)
        if i in self.leaving and self._coda_pending and self._last_time(i):
            coda = self._coda(self.leaving[i], i)
            if coda is not None and (coda not in self._visited or not self._unvisited()):
                return self._arrive_at_coda(coda)
        onward = i + 1
        for p in self.passages.closing_at.get(i, ()):
            passage = self.passages.all[p]
            if passage.group is not None:
                onward = passage.group.after
                if bar.jump is not None and not closes(bar):
                    continue  # the jump is what goes back
            time = self._times.get(p, 1)
            if time < passage.count and not self._replaying:
                return self._back_to(p, time + 1, i)
        if bar.jump is not None:
            if i not in self.taken:
                return self._jump(i, bar.jump)
            if self._coda_pending and (coda := self._coda("", i)) is not None:
                return self._arrive_at_coda(coda)  # nothing said where to leave for it: here at the latest
        return onward

    def _back_to(self, p: int, time: int, i: int) -> int:
        """Begin passage ``p`` again after bar ``i``; what is repeated within it begins anew."""
        passage = self.passages.all[p]
        within = []
        for q in reversed(self._times):  # the latest first: beyond the first one that ended before it are no others
            other = self.passages.all[q]
            if other.last < passage.first:
                break
            if passage.first <= other.first and other.last <= passage.last:
                within.append(q)
        for q in within:
            del self._times[q]
        self._times[p] = time
        first = passage.first if passage.signed else self._top(passage.first, i)
        return max(first, self._floor) if self._floor <= i else first

    def _top(self, first: int, leaving: int) -> int:
        """Bar ``first``, or the one after a pickup for which the bar that is left has no room."""
        bars = self.bars
        if first == 0 and leaving > 0 and len(bars) > 1 and bars[0].duration_quarters < bars[0].meter.quarters:
            room = bars[leaving].meter.quarters - bars[leaving].duration_quarters
            return int(room < bars[0].duration_quarters)
        return first

    def _last_time(self, i: int) -> bool:
        """Whether bar ``i`` does not sound again in the passages that we are in the middle of."""
        if self._replaying:
            return True
        known = self.passages
        return all(self._times.get(p, 1) >= known.all[p].last_pass(i) for p in known.around(i))

    def _jump(self, i: int, jump: Jump) -> int:
        self.taken.add(i)
        self.turns.append(Turn(len(self.order), jump_text(jump)))
        plain = jump.until == "end"
        self._coda_pending = jump.until == "coda" or (plain and self._plain_leaves)
        self._fine_obeyed = jump.until == "fine" or (plain and self._plain_ends)
        self._replay_until, self._floor = i, 0
        kept = {
            p: time + 1
            for p in self.passages.closing_at.get(i, ())
            if self.passages.all[p].group is not None
            and not closes(self.bars[i])
            and (time := self._times.get(p, 1)) < self.passages.all[p].count
        }  # a jump in place of a repeat sign: the next ending follows
        self._times = kept
        segnos = self.segnos.get(jump.to) or self.segnos.get("") if jump.to else None
        # the last one before the jump, else the first of all
        to = segnos[max(0, bisect_right(segnos, i) - 1)] if segnos else self._top(0, i)
        self._leapt_to = to if segnos else -1
        group = self.groups.get(to)
        if group is not None and segnos:  # into an ending: this is its time
            bracket = next(bracket for bracket in group.brackets if bracket.first <= to <= bracket.last)
            self._times[self.passages.with_group[group.first]] = bracket.passes[-1]
        return to

    def _coda(self, label: str, i: int) -> int | None:
        """The coda of that name, after bar ``i`` if it can be; any coda if none has the name."""
        codas = self.codas.get(label) or self.codas.get("")
        if not codas:
            return None
        return codas[bisect_right(codas, i) % len(codas)]

    def _unvisited(self) -> bool:
        """Whether one may leave for a coda that has not sounded yet: then it is not for one that has."""
        return any(self._coda(label, i) not in self._visited for i, label in self.leaving.items())

    def _arrive_at_coda(self, coda: int) -> int:
        self.turns.append(Turn(len(self.order), "To Coda"))
        self._coda_pending, self._fine_obeyed, self._replay_until = False, True, -1
        self._times = {}
        self._floor = self._leapt_to = coda
        self._visited.add(coda)
        return coda


def too_long(title: str) -> ChartError:
    """The error for a form without end."""
    return ChartError(f"the repeats come to more than {MAX_BARS:,} bars", title, hint="check the repeat signs")


def _leaving(bars: Sequence[Bar], codas: dict[str, list[int]]) -> dict[int, str]:
    """The label of the coda that one leaves for after a bar, by bar; as many signs as codas, unnamed, go together."""
    leaving = {i: bar.to_coda for i, bar in enumerate(bars) if bar.to_coda is not None}
    if len(set(leaving.values())) == 1 and 1 < len(leaving) == len(codas.get("", [])) == max(map(len, codas.values())):
        for k, (i, coda) in enumerate(zip(list(leaving), codas[""], strict=True)):
            leaving[i] = f"#{k}"
            codas[f"#{k}"] = [coda]
    return leaving


def _by_label(labels: list[str | None]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for i, label in enumerate(labels):
        for key in {label, ""} if label is not None else ():
            found.setdefault(key, []).append(i)
    return found
