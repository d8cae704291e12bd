"""A chart as text: bars in rows under their sections, as a musician would jot it down. Plain characters, no colour."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace

from houseband.charts.cell import Cell, Held, bar_cell, key_text
from houseband.charts.chart import Bar, Chart
from houseband.charts.contract import section_names
from houseband.charts.conventions import CUSTOMARY, Conventions
from houseband.charts.form import Form, unfold
from houseband.errors import Remark

BARS_A_ROW = 4
MIN_CELL = 8
MAX_NOTE = 24  # how far what stands over or under a bar may widen it
MARGIN = 5  # the bar number


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the page: a section's name, or bars, or what stands over or under them."""

    text: str
    is_heading: bool = False
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """A bar on the page."""

    number: int
    cell: Cell
    heading: str | None
    """What is written before its row; None where no section begins."""
    starts_row: bool


def head_line(chart: Chart) -> str:
    """Key, meter, style and tempo, as far as the chart says: ``G minor · 4/4 · Medium Swing · 140 bpm``."""
    key = None if chart.key is None else key_text(chart.key)
    tempo = None if chart.tempo_bpm is None else f"{chart.tempo_bpm:g} bpm"
    return " · ".join(part for part in (key, str(chart.meter), chart.style, tempo) if part)


def rows(
    chart: Chart,
    *,
    unfolded: bool = False,
    width: int = 100,
    lyrics: bool = False,
    conventions: Conventions = CUSTOMARY,
) -> list[Row]:
    """The bars, four a row or as many as fit, a new row at every section; unfolded in the order that sounds.

    ``lyrics``: with the words under the bars, all verses as written, or the one that is sung.
    """
    places = _as_it_sounds(chart, unfold(chart, conventions), lyrics) if unfolded else _as_written(chart, lyrics)
    room = width - MARGIN - 4  # for one bar alone in its row
    notes = [line for place in places for line in (*place.cell.over, *place.cell.under)]
    words = [word for place in places for line in place.cell.words for word in line.split()]
    widths = [MIN_CELL, *(len(place.cell.text) for place in places)]
    widths += [min(len(note), MAX_NOTE, room) for note in (*notes, *words)]
    if words:
        widths.append((width - MARGIN - 1) // BARS_A_ROW - 3)
    cell_width = max(widths)
    a_row = max(1, min(BARS_A_ROW, (width - MARGIN - 1) // (cell_width + 3)))
    done: list[Row] = []
    row: list[_Place] = []
    for place in places:
        if row and (place.heading is not None or place.starts_row or len(row) == a_row):
            done += _row(row, cell_width)
            row = []
        if place.heading:
            done.append(Row(place.heading, is_heading=True))
        row.append(place)
    return done + (_row(row, cell_width) if row else [])


def remark_line(remark: Remark) -> str:
    """A remark in one line: ``line 7, column 12: unknown chord 'C7alt5': did you mean 'C7alt'?``."""
    place = ", ".join(
        f"{word} {value}" for word, value in (("line", remark.line), ("column", remark.column)) if value is not None
    )
    return ": ".join(part for part in (place, remark.problem) if part) + (f" ({remark.hint})" if remark.hint else "")


def _as_written(chart: Chart, lyrics: bool) -> list[_Place]:
    bars, names = chart.bars, section_names(chart)
    held = Held()
    places = []
    for i, bar in enumerate(bars):
        before, after = bars[i - 1] if i else None, bars[i + 1] if i + 1 < len(bars) else None
        cell = bar_cell(bar, before, after, chart.meter, held.after(bar, before), signs=True)
        if lyrics:
            cell = _with_words(cell, bar.words)
        begins = bar.section is not None or not before
        starts_row = bar.coda is not None or bool(bar.endings and before and not before.endings)
        places.append(_Place(bar.number, cell, (names[i] or "") if begins else None, starts_row))
    return places


def _as_it_sounds(chart: Chart, form: Form, lyrics: bool) -> list[_Place]:
    turns = {turn.place: turn.sign.replace("To Coda", "") for turn in form.turns}
    headings = {
        section.first: f"{turns[section.first]} → {section.name}".strip() if section.first in turns else section.name
        for section in form.sections
    }
    held = Held()
    places = []
    before: Bar | None = None
    for place, (i, time) in enumerate(zip(form.order, form.passes, strict=True)):
        bar = chart.bars[i]
        cell = bar_cell(bar, before, None, chart.meter, held.after(bar, before), signs=False)
        if lyrics and bar.words:
            cell = _with_words(cell, (bar.words[min(time, len(bar.words)) - 1],))
        places.append(_Place(place + 1, cell, headings.get(place), starts_row=False))
        before = bar
    return places


def _with_words(cell: Cell, words: Sequence[str]) -> Cell:
    numbered = [f"{verse}. {line}" if len(words) > 1 else line for verse, line in enumerate(words, 1) if line]
    return replace(cell, words=tuple(numbered))


def _row(row: Sequence[_Place], cell_width: int) -> list[Row]:
    """The bars of a row, with a line over and under them where something stands there."""
    over = _lines([place.cell.over for place in row], cell_width, at_the_end=True)
    under = _lines([(*place.cell.under, *place.cell.words) for place in row], cell_width, at_the_end=False)
    cells = " │ ".join(place.cell.text.ljust(cell_width) for place in row)
    return [*over, Row(f"{row[0].number:4} │ {cells} │"), *under]


def _lines(notes: Sequence[Sequence[str]], cell_width: int, *, at_the_end: bool) -> list[Row]:
    broken = [[part for line in lines for part in textwrap.wrap(line, cell_width)] for lines in notes]
    height = max(map(len, broken))
    blank = [[""] * (height - len(lines)) for lines in broken]
    columns = [gap + lines if at_the_end else lines + gap for gap, lines in zip(blank, broken, strict=True)]
    return [
        Row(" " * (MARGIN + 2) + "   ".join(text.ljust(cell_width) for text in line).rstrip(), is_note=True)
        for line in zip(*columns, strict=True)
    ]
