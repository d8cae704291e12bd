"""The roadmap: in what order the bars of a chart sound, once through.

The conventions are those of the textbooks (Gardner Read, Music Notation; Elaine Gould, Behind Bars) and, for what bands
do chorus after chorus, of iReal Pro; docs/form.md has them all. ``charts/road.py`` walks the bars by their signs,
``charts/journey.py`` puts a chorus together. What contradicts itself is played in the likeliest way and remarked on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from houseband.charts.chart import Bar, Chart
from houseband.charts.conventions import CUSTOMARY, Conventions
from houseband.charts.journey import Chorus, travel
from houseband.charts.road import Turn
from houseband.errors import Remark

MOST_REMARKS = 200  # more than anyone reads; the rest are counted
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
    turns: tuple[Turn, ...] = ()
    """Where a D.C., D.S., leap to the coda or Fine was obeyed."""
    remarks: tuple[Remark, ...] = ()


def unfold(chart: Chart, conventions: Conventions = CUSTOMARY, chorus: Chorus = "only") -> Form:
    """The order in which the bars sound, in this chorus. Raises ChartError if it comes to more than 20,000 bars."""
    journey = travel(chart, conventions, chorus)
    remarks = [*dict.fromkeys([*journey.remarks, *_vamps(chart.bars, set(journey.order), conventions)])]
    if len(remarks) > MOST_REMARKS:
        remarks[MOST_REMARKS:] = [Remark(f"and {len(remarks) - MOST_REMARKS} more remarks on the form")]
    openings = journey.openings | {turn.place for turn in journey.turns}
    sections = _sections(chart.bars, journey.order, openings)
    return Form(tuple(journey.order), journey.passes, sections, tuple(journey.turns), tuple(remarks))


def _vamps(bars: Sequence[Bar], heard: set[int], conventions: Conventions) -> list[Remark]:
    return [
        Remark(f"bar {bars[i].number}: an open repeat", hint=f"it is played {conventions.vamp_passes} times")
        for i in range(len(bars))
        if bars[i].open_repeat and i in heard
    ]


def _sections(bars: Sequence[Bar], order: Sequence[int], openings: set[int]) -> tuple[Section, ...]:
    """A section begins at every bar with a name, where another name is in force, and where the music goes back."""
    in_force: list[str] = []
    codas = len({bar.coda for bar in bars} - {None})
    for bar in bars:
        if bar.section is None and bar.coda is not None:
            in_force.append(f"Coda {bar.coda}" if codas > 1 and bar.coda not in ("", "coda") else "Coda")
        else:
            in_force.append(bar.section if bar.section is not None else in_force[-1] if in_force else "")
    starts: list[int] = []
    for k, index in enumerate(order):
        previous = order[k - 1] if k else -1
        goes_back = index <= previous and previous - index + 1 >= SHORTEST_SECTION_BARS
        vamps = index <= previous and not goes_back
        named = bars[index].section is not None and not vamps
        if k == 0 or k in openings or named or goes_back or in_force[index] != in_force[previous]:
            starts.append(k)
    ends = [*starts[1:], len(order)] if starts else []
    return tuple(Section(in_force[order[start]], start, end - start) for start, end in zip(starts, ends, strict=True))


def roadmap_text(chart: Chart, form: Form) -> str:
    """The road in one line of printed bar numbers: ``A (1–4) ×2 · B (5–8) · D.S. al Coda → A (1–2) → Coda (9–10)``."""
    stops: list[tuple[str, str, int, bool]] = []  # the word that leads there, the section, how often; is it a vamp
    words = {turn.place: turn.sign for turn in form.turns}
    for section in form.sections:
        order = form.order[section.first : section.first + section.count]
        shown, often = _bars_text(chart.bars, order), ""
        if section.name:
            if "," not in shown:  # all of it is one vamp: its count goes outside
                shown, often = shown.partition(" ")[::2]
            shown = f"{section.name} ({shown})" + (f" {often}" if often else "")
        sign = words.get(section.first, "")
        if stops and not sign and not often and stops[-1][1] == shown:
            stops[-1] = (*stops[-1][:2], stops[-1][2] + 1, chart.bars[order[-1]].open_repeat)
        else:
            stops.append((sign, shown, 1, False))
    text = ""
    for sign, shown, times, is_open in stops:
        arrow = " → " if sign == "To Coda" else f" · {sign} → " if sign else " · "
        text += (arrow if text else "") + shown + (f" ×{times}" if times > 1 else "") + (" open" if is_open else "")
    return text + (" · Fine" if words.get(len(form.order)) == "Fine" else "")


def _bars_text(bars: Sequence[Bar], order: Sequence[int]) -> str:
    """Bar numbers as they sound, what is repeated at once counted: ``1, 2 ×3, 3–4``."""
    shown: list[str] = []
    run: list[int] = []
    k = 0
    while k < len(order):
        length = max(0, run[-1] - order[k] + 1) if run else 0
        vamp = list(order[k : k + length])
        if run and 0 < length <= len(run) and vamp == run[-length:]:
            times = 1
            while list(order[k : k + length]) == vamp:
                times, k = times + 1, k + length
            opened = " open" if bars[vamp[-1]].open_repeat else ""
            shown += [_span(bars, run[:-length])] if run[:-length] else []
            shown.append(f"{_span(bars, vamp)} ×{times}{opened}")
            run = []
            continue
        if run and order[k] != run[-1] + 1:
            shown.append(_span(bars, run))
            run = []
        run.append(order[k])
        k += 1
    return ", ".join(shown + ([_span(bars, run)] if run else []))


def _span(bars: Sequence[Bar], run: Sequence[int]) -> str:
    first, last = bars[run[0]].number, bars[run[-1]].number
    return str(first) if first == last else f"{first}–{last}"
