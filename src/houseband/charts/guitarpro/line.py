"""One track's notes being written down: ties joined, strings, frets and sounding pitches.

A tie takes the last note on its string in its voice, if that note lasts until the tie: then the two are one. A tie to
nothing is a note of its own. Notes of drums keep neither string nor fret.
"""

from houseband.charts.chart import PartNote
from houseband.charts.guitarpro.grains import Grains, quarters

_ONSET, _DURATION, _PITCH, _VELOCITY, _STRING, _FRET, _END = range(7)
Sketch = list[Grains]
"""Onset, duration, pitch, velocity, string, fret, and where it ends from the top."""


class Line:
    """A track's notes, bar after bar."""

    def __init__(self) -> None:
        self.bars: list[list[Sketch]] = []
        self.held: dict[tuple[int, int], Sketch] = {}
        self.top: Grains = 0

    def begin_bar(self, top: Grains) -> None:
        """The next bar, which begins so many grains from the top."""
        self.bars.append([])
        self.top = top

    def play(
        self, voice: int, onset: Grains, duration: Grains, pitch: int, velocity: int, string: int, fret: int, tied: bool
    ) -> None:
        """A note of the last bar. ``tied``: it goes on from the one before on its string (without strings: its pitch).

        The pitch and fret of a tie are those of the note that it prolongs.
        """
        lane = (voice, string if string >= 0 else -1 - pitch)
        start = self.top + onset
        held = self.held.get(lane)
        if tied and held is not None and held[_END] == start:
            held[_DURATION] += duration
            held[_END] += duration
            return
        self.held[lane] = sketch = [onset, duration, pitch, velocity, string, fret, start + duration]
        self.bars[-1].append(sketch)

    def repeat(self, back: int, top: Grains) -> None:
        """The next bar, which sounds as the one so many bars before it."""
        self.begin_bar(top)
        if back < len(self.bars):
            for sketch in self.bars[-1 - back]:
                again = list(sketch)
                again[_END] = top + again[_ONSET] + again[_DURATION]
                self.bars[-1].append(again)

    def finish(self, is_drums: bool) -> list[list[PartNote]]:
        """The notes of every bar in order of onset, from the lowest."""
        bars: list[list[PartNote]] = []
        for bar in self.bars:
            bar.sort()
            bars.append(
                [
                    PartNote(
                        quarters(onset), quarters(duration), int(pitch), int(velocity),
                        -1 if is_drums else int(string), -1 if is_drums else int(fret),
                    )
                    for onset, duration, pitch, velocity, string, fret, _ in bar
                ]
            )  # fmt: skip
        return bars
