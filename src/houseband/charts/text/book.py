"""A text of several charts: each begins with its title behind a line of equals signs, as our own writer has them.

Title: One
| C | G |

==========

Title: Two
| F | C |
"""

import re
from collections.abc import Callable
from dataclasses import replace

from houseband.charts.chart import Chart
from houseband.charts.source import Source
from houseband.errors import ChartError, Remark

_BETWEEN = re.compile(r"\n[ ]*={6,}[ ]*\n(?=\s{0,20}Title:)")
MOST_CHARTS = 10_000


def read_book(source: Source, read: Callable[[Source], Chart]) -> tuple[Chart, ...]:
    """Every chart of a text that ``read`` finds in its pages. Raises ChartError if not one page has any."""
    text = source.text
    starts = [0, *(found.end() for found in _BETWEEN.finditer(text))]
    if len(starts) == 1:
        return (read(source),)
    if len(starts) > MOST_CHARTS:
        raise ChartError(f"more than {MOST_CHARTS:,} charts", source.name, hint="split the file")
    charts: list[Chart] = []
    refused: list[ChartError] = []
    above = 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        page = text[start:end]
        try:
            chart = read(replace(source, data=page.encode()))
            remarks = (replace(r, line=r.line + above if r.line else r.line) for r in chart.remarks)
            charts.append(replace(chart, remarks=tuple(remarks)))
        except ChartError as error:
            line = None if error.line is None else error.line + above
            refused.append(ChartError(error.problem, error.source, line, error.column, error.text, error.hint))
        above += page.count("\n")
    if not charts:
        raise refused[0]
    left_out = tuple(Remark(error.problem, error.line, error.column, error.text, "left out") for error in refused)
    charts[-1] = replace(charts[-1], remarks=charts[-1].remarks + left_out)
    return tuple(charts)
