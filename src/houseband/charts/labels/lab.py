"""Chord labels by the second, as in ``.lab`` files: onset, end and label a line, the label in Harte's syntax.

    0.000  2.612  N            12.345  14.987  A:min7/b3

From Harte, Sandler, Abdallah and Gómez, Symbolic representation of musical chords (ISMIR 2005).
"""

import re

from houseband.charts.chart import Chart
from houseband.charts.draft import Draft
from houseband.charts.labels.timed import TimedLabel, write_bars
from houseband.charts.source import Source

_LINE = re.compile(r"\s*(\d+(?:\.\d*)?(?:e-?\d{1,2})?)[\s,;]+(\d+(?:\.\d*)?(?:e-?\d{1,2})?)[\s,;]+(\S.*?)\s*")
LONGEST_SECONDS = 86_400.0


def read(source: Source) -> tuple[Chart, ...]:
    """The one recording's chords. Raises ChartError if there is none."""
    draft = Draft(source, "harte")
    chords = []
    for number, line in enumerate(source.text.split("\n"), 1):
        found = _LINE.fullmatch(line)
        if found and float(found[2]) <= LONGEST_SECONDS:
            chords.append(TimedLabel(float(found[1]), float(found[2]), found[3].strip("\"'"), None, number, line))
        elif line.strip() and not line.startswith("#"):
            draft.remark("not a label", number, 1, line, "onset, end and chord belong on a line, in seconds")
    chords.sort(key=lambda chord: chord.seconds)
    write_bars(draft, chords, ())
    return (draft.finish(),)
