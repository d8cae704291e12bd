"""The words of a chart as syllables under notes: which begin, go on with or end a word."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from houseband.charts.chart import Chart

Syllabic = Literal["single", "begin", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Syllable:
    """A piece of the words at its place in the bar."""

    onset: Fraction
    text: str
    verse: int
    syllabic: Syllabic


def syllables(chart: Chart) -> list[list[Syllable]]:
    """The syllables of every bar, in order of onset within each verse."""
    found: list[list[Syllable]] = [[] for _ in chart.bars]
    verses = sorted({lyric.verse for bar in chart.bars for lyric in bar.lyrics})
    for verse in verses:
        pieces = [
            (i, lyric) for i, bar in enumerate(chart.bars) for lyric in bar.lyrics
            if lyric.verse == verse and lyric.text.strip()
        ]  # fmt: skip
        within = False
        for k, (i, lyric) in enumerate(pieces):
            after = pieces[k + 1][1].text if k + 1 < len(pieces) else " "
            goes_on = not lyric.text[-1:].isspace() and not after[:1].isspace()
            syllabic: Syllabic = ("middle" if goes_on else "end") if within else "begin" if goes_on else "single"
            found[i].append(Syllable(lyric.onset_quarters, " ".join(lyric.text.split()), verse, syllabic))
            within = goes_on
    return found
