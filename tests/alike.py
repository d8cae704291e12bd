"""Whether two charts are the same music: what a writer must keep, in a form that can be compared and read."""

from fractions import Fraction

from houseband.charts.carried import carried_chords
from houseband.charts.chart import Bar, Chart
from houseband.charts.form import unfold
from houseband.music.chord import Chord

Change = tuple[Fraction, Chord]


def harmony(chart: Chart) -> list[tuple[Fraction, tuple[Change, ...]]]:
    """Each bar as it sounds: its length, and its chords with their onsets; a chord that goes on begins it anew.

    A chord that is only written again counts once, and sounds from where it came first.
    """
    carried = carried_chords(chart.bars)
    bars: list[tuple[Fraction, tuple[Change, ...]]] = []
    for index in unfold(chart).order:
        bar = chart.bars[index]
        changes: list[Change] = [(Fraction(0), carried[index][0])]
        for change in bar.chords:
            if changes[-1][0] == change.onset_quarters:
                changes.pop()
            if not changes or changes[-1][1] != change.chord:
                changes.append((change.onset_quarters, change.chord))
        bars.append((bar.duration_quarters, tuple(changes)))
    return bars


def form(chart: Chart) -> tuple[tuple[int, ...], tuple[tuple[str, int, int], ...]]:
    """The order in which the written bars sound, and the sections of that order."""
    unfolded = unfold(chart)
    return unfolded.order, tuple((section.name, section.first, section.count) for section in unfolded.sections)


def tune(chart: Chart) -> list[tuple[int, Fraction, Fraction, int]]:
    """The melody: bar index as written, onset, duration and pitch of every note."""
    return [
        (index, note.onset_quarters, note.duration_quarters, note.pitch)
        for index, bar in enumerate(chart.bars)
        for note in bar.melody
    ]


def words(chart: Chart) -> list[tuple[str, ...]]:
    """The words under each written bar, a string a verse."""
    return [_words(bar) for bar in chart.bars]


def _words(bar: Bar) -> tuple[str, ...]:
    return tuple(" ".join(verse.split()) for verse in bar.words)
