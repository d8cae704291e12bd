"""Charts as ChordPro: songs with words as lines of words with bar lines, others as grids; reads back as the same music.

    {start_of_verse: label="Verse 1"}                        {start_of_grid: label="A" shape="1+4x4+1"}
    | [G]Amazing | grace how [C]sweet the | [G]sound |       |: C . . . | G . F~G . :| x3
    2. Through many | dangers, toils and | snares |          Segno | Am . . . |1. F . . . :|2. C . . . |. D.C. al Fine
    {end_of_verse}                                           {end_of_grid}

A bar's chords stand alone where the reader shares the bar out as they are; else ``[/]`` and ``.`` count its beats. A
bar that is not as long as its meter says has ``{x_houseband_bar_length: 1/4}`` before it: names with x_ are passed over
by programs that do not know them. ChordPro has no notes: melodies, parts, rhythms and fermatas are lost, and told of.
"""

from collections.abc import Sequence
from dataclasses import replace

from houseband.charts.chart import Chart
from houseband.charts.chordpro.head import head_lines
from houseband.charts.chordpro.page import Page
from houseband.charts.written import Written
from houseband.charts.written_out import written_out
from houseband.errors import Remark


def write(charts: Sequence[Chart]) -> Written:
    """The charts as one file, a song each, with remarks on what ChordPro cannot hold."""
    songs: list[str] = []
    remarks: list[Remark] = []
    for chart in charts:
        lines, lost = _song(chart)
        songs.append("\n".join(lines) + "\n")
        told = f"{chart.title}: " if len(charts) > 1 else ""
        remarks += (replace(remark, problem=told + remark.problem) for remark in lost)
    return Written("\n{new_song}\n".join(songs).encode(), tuple(remarks))


def _song(chart: Chart) -> tuple[list[str], list[Remark]]:
    remarks = [Remark(problem, hint="left out") for problem in _lost(chart)]
    names = {bar.section for bar in chart.bars if bar.section and "," not in bar.section}
    if chart.section_order and not names.issuperset(chart.section_order):
        chart = written_out(chart)
        remarks.append(Remark("the order of the sections", hint="they are written out as they are played"))
    page = Page(chart)
    body = page.lines()
    lines = [*head_lines(chart, page.said), "", *body]
    return lines, remarks + page.remarks()


def _lost(chart: Chart) -> list[str]:
    """What no ChordPro file can hold."""
    lost = []
    if notes := sum(len(bar.melody) for bar in chart.bars):
        lost.append(f"the melody ({notes} notes)")
    if chart.parts:
        lost.append("written parts: " + ", ".join(part.name for part in chart.parts))
    if any(bar.kicks for bar in chart.bars):
        lost.append("rhythms written for the band")
    if any(bar.fermatas for bar in chart.bars):
        lost.append("fermatas")
    return lost
