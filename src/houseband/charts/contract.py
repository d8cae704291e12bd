"""Charts as data for other programs: the shape that docs/json.md promises. Quarters are exact strings such as '3/2'."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from houseband.charts.chart import Bar, Chart, ChordChange
from houseband.charts.conventions import CUSTOMARY, Conventions
from houseband.charts.form import unfold
from houseband.charts.symbol import Symbol
from houseband.errors import Remark

Json = dict[str, Any]


def chart_json(chart: Chart, *, unfolded: bool = False, conventions: Conventions = CUSTOMARY) -> Json:
    """The chart as plain data: its bars as written, or in the order that sounds (then each with its new index)."""
    remarks = chart.remarks
    order: tuple[int, ...] = tuple(range(len(chart.bars)))
    if unfolded:
        form = unfold(chart, conventions)
        order, remarks = form.order, remarks + form.remarks
    sections = section_names(chart)
    bars, onset = [], Fraction(0)
    for index, place in enumerate(order):
        bars.append(_bar_json(chart.bars[place], index, sections[place], onset))
        onset += chart.bars[place].duration_quarters
    return {
        "title": chart.title,
        "composer": chart.composer,
        "credits": [{"role": role, "name": name} for role, name in chart.credits],
        "key": None if chart.key is None else str(chart.key),
        "style": chart.style,
        "meter": str(chart.meter),
        "tempo_bpm": chart.tempo_bpm,
        "capo_fret": chart.capo_fret,
        "format": chart.format,
        "section_order": list(chart.section_order),
        "bars": bars,
        "parts": [
            {"name": part.name, "program": part.program, "is_drums": part.is_drums, "notes": sum(map(len, part.bars))}
            for part in chart.parts
        ],
        "remarks": [remark_json(remark) for remark in remarks],
    }


def book_json(charts: Sequence[Chart]) -> list[Json]:
    """The charts of a book in short: what ``chart_json`` says at their heads, and how many bars they have."""
    short = []
    for number, chart in enumerate(charts, 1):
        head = chart_json(replace(chart, bars=()))
        told = {name: head[name] for name in ("title", "composer", "key", "style", "tempo_bpm", "format")}
        short.append({"number": number, **told, "meter": str(chart.meter), "bars": len(chart.bars)})
    return short


def symbol_json(symbol: Symbol) -> Json:
    """One chord symbol as plain data."""
    return {
        "symbol": symbol.text,
        "root": symbol.chord.root,
        "bass": symbol.chord.bass,
        "pitch_classes": list(symbol.chord.pitch_classes),
        "read_as": symbol.read_as,
        "remarks": [remark_json(remark) for remark in symbol.remarks],
    }


def remark_json(remark: Remark) -> Json:
    """A remark as plain data."""
    return {
        "line": remark.line,
        "column": remark.column,
        "problem": remark.problem,
        "text": remark.text,
        "hint": remark.hint,
    }


def section_names(chart: Chart) -> list[str | None]:
    """The name of the section that each written bar is in; None before the first name."""
    names: list[str | None] = []
    current: str | None = None
    for bar in chart.bars:
        current = current if bar.section is None else (bar.section or None)
        names.append(current)
    return names


def _change_json(change: ChordChange) -> Json:
    return {
        "onset_quarters": str(change.onset_quarters),
        "symbol": change.symbol,
        "root": change.chord.root,
        "bass": change.chord.bass,
        "pitch_classes": list(change.chord.pitch_classes),
    }


def _bar_json(bar: Bar, index: int, section: str | None, onset: Fraction) -> Json:
    return {
        "index": index,
        "number": bar.number,
        "section": section,
        "meter": str(bar.meter),
        "onset_quarters": str(onset),
        "chords": [_change_json(change) for change in bar.chords],
        "alternates": [_change_json(change) for change in bar.alternates],
        "melody": [
            {
                "onset_quarters": str(note.onset_quarters),
                "duration_quarters": str(note.duration_quarters),
                "pitch": note.pitch,
            }
            for note in bar.melody
        ],
        "lyrics": [
            {"onset_quarters": str(lyric.onset_quarters), "text": lyric.text, "verse": lyric.verse}
            for lyric in bar.lyrics
        ],
        "kicks": [
            {"onset_quarters": str(kick.onset_quarters), "duration_quarters": str(kick.duration_quarters)}
            for kick in bar.kicks
        ],
        "directions": list(bar.directions),
        "fermatas": [str(onset) for onset in bar.fermatas],
    }
