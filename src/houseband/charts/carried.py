"""Which chord goes on into a bar."""

from collections.abc import Sequence

from houseband.charts.chart import Bar
from houseband.music.chord import NO_CHORD, Chord


def carried_chords(bars: Sequence[Bar]) -> list[tuple[Chord, str]]:
    """The chord in force at each bar line and its symbol, by written order: what a reader of the page sees before it.

    A second ending goes on from before the first.
    """
    carried: list[tuple[Chord, str]] = []
    at_end: list[tuple[Chord, str]] = []
    before_endings = (NO_CHORD, "")
    for i, bar in enumerate(bars):
        previous = at_end[i - 1] if i else (NO_CHORD, "")
        if bar.endings and not (i and bars[i - 1].endings):
            before_endings = previous
        elif bar.endings and i and bars[i - 1].endings != bar.endings:
            previous = before_endings
        carried.append(previous)
        at_end.append((bar.chords[-1].chord, bar.chords[-1].symbol) if bar.chords else previous)
    return carried
