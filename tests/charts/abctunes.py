"""How the ABC tests write a tune down and look at what was read."""

from fractions import Fraction
from typing import Literal

from houseband.charts.abc.reader import read
from houseband.charts.chart import Bar, Chart
from houseband.charts.source import Reading, Source

NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")


def book(text: str, harmonise: Literal["auto", "always", "never"] = "never") -> tuple[Chart, ...]:
    """All tunes of a text."""
    return read(Source(text.encode(), "tune.abc", Reading(harmonise=harmonise)))


def tune(music: str, head: str = "M:4/4\nL:1/4\nK:C") -> Chart:
    """The one tune with this head and music."""
    (chart,) = book(f"X:1\nT:Tune\n{head}\n{music}\n")
    return chart


def chords(bar: Bar) -> str:
    """``Am@0 G@2``."""
    return " ".join(f"{change.symbol}@{float(change.onset_quarters):g}" for change in bar.chords)


def notes(chart: Chart) -> str:
    """``C4 D4 | E5``: the notes of each bar with their octave, and their length in quarters if it is not one."""
    return " | ".join(" ".join(_note(n.pitch, n.duration_quarters) for n in bar.melody) for bar in chart.bars)


def _note(pitch: int, duration: Fraction) -> str:
    length = "" if duration == 1 else f"*{duration}"
    return f"{NAMES[pitch % 12]}{pitch // 12 - 1}{length}"


def problems(chart: Chart) -> list[str]:
    """What the remarks say."""
    return [remark.problem for remark in chart.remarks]
