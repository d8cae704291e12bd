"""One track's notes being written down: ties joined, strings, frets and sounding pitches.

A tie takes the last note on its string in its voice, if that note lasts until the tie: then the two are one. A tie to
nothing is a note of its own. Notes of drums keep neither string nor fret.
"""

from houseband.charts.chart import PartNote
from houseband.charts.guitarpro.grains import Grains, quarters
from houseband.charts.guitarpro.technique import PLAIN, SLIDE_FROM, Leads, Technique, curve
from houseband.music.articulation import Articulation

_ONSET, _DURATION, _PITCH, _VELOCITY, _STRING, _FRET, _END = range(7)
Sketch = list[Grains]
"""Onset, duration, pitch, velocity, string, fret, and where it ends from the top."""
Struck = tuple[Articulation, list[tuple[Grains, int]], Leads]
"""How a note is struck, the points of its pitch, and what leads to the next."""
UNMARKED: Struck = (Articulation.NORMAL, [], Leads.NOT)


class Line:
    """A track's notes, bar after bar."""

    def __init__(self) -> None:
        self.bars: list[list[Sketch]] = []
        self.held: dict[tuple[int, int], Sketch] = {}
        self.scratches: list[list[Sketch]] = []
        """Dead notes, bar after bar: they have no pitch, and say nothing of the harmony."""
        self.struck: dict[int, Struck] = {}
        """Of the notes that are not plain, by the identity of their sketch."""
        self.top: Grains = 0

    def begin_bar(self, top: Grains) -> None:
        """The next bar, which begins so many grains from the top."""
        self.bars.append([])
        self.scratches.append([])
        self.top = top

    def play(
        self,
        voice: int,
        onset: Grains,
        duration: Grains,
        pitch: int,
        velocity: int,
        string: int,
        fret: int,
        tied: bool,
        technique: Technique = PLAIN,
    ) -> None:
        """A note of the last bar. ``tied``: it goes on from the one before on its string (without strings: its pitch).

        The pitch and fret of a tie are those of the note that it prolongs.
        """
        lane = (voice, string if string >= 0 else -1 - pitch)
        start = self.top + onset
        held = self.held.get(lane)
        if tied and held is not None and held[_END] == start:
            if technique is not PLAIN:
                how, points, _ = self.struck.get(id(held), (Articulation.NORMAL, [], Leads.NOT))
                points += [(held[_DURATION] + at, cents) for at, cents in curve(technique, duration)]
                self.struck[id(held)] = (how, points, technique.leads)
            held[_DURATION] += duration
            held[_END] += duration
            return
        self.held[lane] = sketch = [onset, duration, pitch, velocity, string, fret, start + duration]
        if technique is not PLAIN:
            self.struck[id(sketch)] = (technique.articulation, curve(technique, duration), technique.leads)
        (self.scratches if technique.articulation is Articulation.DEAD else self.bars)[-1].append(sketch)

    def repeat(self, back: int, top: Grains) -> None:
        """The next bar, which sounds as the one so many bars before it."""
        self.begin_bar(top)
        if back < len(self.bars):
            for bars in (self.bars, self.scratches):
                for sketch in bars[-1 - back]:
                    again = list(sketch)
                    again[_END] = top + again[_ONSET] + again[_DURATION]
                    if id(sketch) in self.struck:
                        self.struck[id(again)] = self.struck[id(sketch)]
                    bars[-1].append(again)

    def finish(self, is_drums: bool) -> list[list[PartNote]]:
        """The notes of every bar in order of onset, from the lowest."""
        bars: list[list[PartNote]] = []
        for bar in self.bars:
            bar.sort()
        if self.struck:
            self._lead_on()
        for bar, scratches in zip(self.bars, self.scratches, strict=True):
            notes = []
            for sketch in sorted(bar + scratches) if scratches else bar:
                onset, duration, pitch, velocity, string, fret, _ = sketch
                how, points, _ = self.struck.get(id(sketch), UNMARKED)
                notes.append(
                    PartNote(
                        quarters(onset), quarters(duration), int(pitch), int(velocity),
                        -1 if is_drums else int(string), -1 if is_drums else int(fret),
                        Articulation.NORMAL if is_drums else how,
                        tuple((quarters(at), cents) for at, cents in points) if points and not is_drums else (),
                    )
                )  # fmt: skip
            bars.append(notes)
        return bars

    def _lead_on(self) -> None:
        """Hammer-ons, pull-offs and slides: what they make of the next note on the string, and of their own."""
        before: dict[Grains, Sketch] = {}
        for bar in self.bars:
            for sketch in bar:
                last = before.get(sketch[_STRING])
                before[sketch[_STRING]] = sketch
                if last is None or id(last) not in self.struck:
                    continue
                how, points, leads = self.struck[id(last)]
                steps = int(sketch[_PITCH] - last[_PITCH])
                own, own_points, own_leads = self.struck.get(id(sketch), UNMARKED)
                if leads in (Leads.SLIDE, Leads.SHIFT) and not points:
                    slide = [(SLIDE_FROM * last[_DURATION], 0), (last[_DURATION], 100 * steps)]
                    self.struck[id(last)] = (how, slide, Leads.NOT)
                if leads in (Leads.SLIDE, Leads.HAMMER) and own is Articulation.NORMAL and steps:
                    reached = Articulation.PULL if steps < 0 and leads is Leads.HAMMER else Articulation.HAMMER
                    self.struck[id(sketch)] = (reached, own_points, own_leads)
