"""A chart as text: bars in rows under their sections, as a musician would jot it down. Plain characters, no colour."""

from dataclasses import dataclass
from fractions import Fraction

from houseband.charts.chart import Bar, Chart
from houseband.charts.contract import section_names
from houseband.charts.form import unfold
from houseband.errors import Remark

BARS_A_ROW = 4
MIN_CELL = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the page: a section's name, or bars."""

    text: str
    is_heading: bool = False


def head_line(chart: Chart) -> str:
    """Key, meter, style and tempo, as far as the chart says: ``G minor · 4/4 · Medium Swing · 140 bpm``."""
    key = None if chart.key is None else f"{chart.key.tonic} {chart.key.mode}"
    tempo = None if chart.tempo_bpm is None else f"{chart.tempo_bpm:g} bpm"
    return " · ".join(part for part in (key, str(chart.meter), chart.style, tempo) if part)


def rows(chart: Chart, *, unfolded: bool = False, width: int = 100) -> list[Row]:
    """The bars, four a row or as many as fit, a new row at every section; unfolded in the order that sounds."""
    order = unfold(chart).order if unfolded else tuple(range(len(chart.bars)))
    names = section_names(chart)
    cells = [_cell(chart.bars[i], unfolded=unfolded) for i in order]
    cell_width = max([MIN_CELL, *(len(cell) for cell in cells)])
    a_row = max(1, min(BARS_A_ROW, (width - 6) // (cell_width + 3)))
    done: list[Row] = []
    row: list[str] = []
    number = 0

    def end_row() -> None:
        if row:
            done.append(Row(f"{number:4} │ " + " │ ".join(cell.ljust(cell_width) for cell in row) + " │"))
            row.clear()

    section: str | None = None
    for place, (i, cell) in enumerate(zip(order, cells, strict=True)):
        bar = chart.bars[i]
        starts_anew = bar.section is not None or names[i] != section
        if (
            starts_anew
            or len(row) == a_row
            or (not unfolded and row and (bar.endings[:1] == (1,) and not chart.bars[i - 1].endings))
        ):
            end_row()
        if starts_anew and names[i]:
            done.append(Row(names[i] or "", is_heading=True))
        section = names[i]
        if not row:
            number = place + 1 if unfolded else bar.number
        row.append(cell)
    end_row()
    return done


def remark_line(remark: Remark) -> str:
    """A remark in one line: ``line 7, column 12: unknown chord 'C7alt5': did you mean 'C7alt'?``."""
    place = ", ".join(
        f"{word} {value}" for word, value in (("line", remark.line), ("column", remark.column)) if value is not None
    )
    return ": ".join(part for part in (place, remark.problem) if part) + (f" ({remark.hint})" if remark.hint else "")


def _cell(bar: Bar, *, unfolded: bool) -> str:
    """One bar's chords, with slashes for the beats that they last where it is not plain, and its roadmap signs."""
    words = _chords(bar)
    if unfolded:
        return words
    before = []
    if bar.endings:
        before.append(",".join(str(n) for n in bar.endings) + ".")
    if bar.segno is not None:
        before.append("𝄋")
    if bar.coda is not None:
        before.append("𝄌")
    if bar.repeat_start:
        before.append("‖:")
    after = []
    if bar.repeat_count > 1:
        after.append(":‖" + (f" ×{bar.repeat_count}" if bar.repeat_count > 2 else ""))
    if bar.to_coda is not None:
        after.append("to 𝄌")
    if bar.fine:
        after.append("Fine")
    if bar.jump is not None:
        until = {"end": "", "fine": " al Fine", "coda": " al Coda"}[bar.jump.until]
        after.append(("D.S." if bar.jump.to else "D.C.") + until)
    return " ".join([*before, words, *after])


def _chords(bar: Bar) -> str:
    if not bar.chords:
        return "%"
    beat = bar.meter.beat_quarters
    count = bar.duration_quarters / beat
    by_onset = {change.onset_quarters: change.symbol for change in bar.chords}
    on_beats = all((onset / beat).denominator == 1 for onset in by_onset)
    step = bar.duration_quarters / len(by_onset)
    is_even = all(onset == i * step for i, onset in enumerate(by_onset))
    if is_even or not on_beats or count.denominator != 1:
        return " ".join(([] if Fraction(0) in by_onset else ["·"]) + list(by_onset.values()))
    return " ".join(by_onset.get(i * beat, "/" if i or Fraction(0) in by_onset else "·") for i in range(int(count)))
