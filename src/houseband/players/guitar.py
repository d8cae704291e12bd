"""The guitarist: grips chosen by the solver over the phrase, struck with down and up strokes."""

from dataclasses import dataclass
from typing import cast

from houseband.arrangement import ChordSpan, PlannedBar
from houseband.dice import Dice
from houseband.music.articulation import Articulation
from houseband.music.chord import NO_CHORD, Chord
from houseband.performance import Played
from houseband.players.fretboard import Kind, grips, keys_of, move_costs
from houseband.players.path import path_from
from houseband.players.pattern import Step, bar_steps, filled, on_chords
from houseband.players.player import Heard
from houseband.styles.style import Style
from houseband.units import TICKS_PER_QUARTER

MARK_VELOCITY = {"D": 88, "U": 76, "d": 70, "u": 62, "x": 52, "M": 80, "b": 80, "B": 76}
VELOCITY_LIFT = 34.0
# How many strings a stroke meets, from its own side: a full down stroke all, an up stroke only the upper ones.
MARK_STRINGS = {"D": 6, "U": 4, "d": 4, "u": 3, "x": 3, "M": 3}
PICKED = "bB1234"
MARK_ARTICULATION = {"x": Articulation.DEAD, "U": Articulation.UP, "u": Articulation.UP, "M": Articulation.MUTED}
SCRATCH_TICKS = TICKS_PER_QUARTER // 8


@dataclass(frozen=True, slots=True)
class GuitarMemory:
    """The last chord and its grip, and the last pattern."""

    chord: Chord = NO_CHORD
    grip: int = -1
    pattern: int = -1


@dataclass(frozen=True, slots=True)
class Guitar:
    """The rhythm guitar chair."""

    style: Style
    name: str = "guitar"

    def start(self) -> GuitarMemory:
        """Nothing played yet."""
        return GuitarMemory()

    def play(
        self, bar: PlannedBar, heard: Heard, memory: GuitarMemory, dice: Dice
    ) -> tuple[tuple[Played, ...], GuitarMemory]:
        """The bar's strokes, every new chord struck within its time."""
        if bar.role == "count-in":
            return (), memory
        steps, pattern = bar_steps(self.style, "guitar", bar, memory.pattern, dice)
        sounding = [span for span in bar.spans if span.chord.intervals]
        if not sounding:
            return (), GuitarMemory(memory.chord, memory.grip, pattern)
        chosen = self._grips(sounding, bar, memory)
        by_onset = dict(zip([span.onset_ticks for span in sounding], chosen, strict=True))
        notes: list[Played] = []
        for step, span in filled(on_chords(steps, bar, "D", at_once=False), PICKED, "D"):
            grip = grips(span.chord, self._kind)[0][by_onset[span.onset_ticks]]
            notes += self._stroke(step, keys_of(grip), bar)
        return tuple(notes), GuitarMemory(sounding[-1].chord, chosen[-1], pattern)

    @property
    def _kind(self) -> Kind:
        return cast(Kind, self.style.guitar.voicing or "open")

    def _grips(self, sounding: list[ChordSpan], bar: PlannedBar, memory: GuitarMemory) -> list[int]:
        """Which grip for each chord of the bar, with the coming chords in view."""
        kind = self._kind
        chords = [span.chord for span in (*sounding, *bar.ahead) if span.chord.intervals]
        last = (memory.chord, memory.grip) if memory.grip >= 0 else None
        size = len(grips(memory.chord, kind)[1]) if last else 0
        own = [grips(chord, kind)[1] for chord in chords]
        return path_from(last, chords, own, size, lambda a, b: move_costs(a, b, kind))[: len(sounding)]

    def _stroke(self, step: Step, strings: list[tuple[int, int, int]], bar: PlannedBar) -> list[Played]:
        """What one mark strikes of a grip: all strings, some of them, or one that is picked."""
        is_scratch, is_up = step.mark == "x", step.mark in "Uu"
        if step.mark in PICKED:
            chosen = [_picked(step.mark, strings)]
        elif is_up or is_scratch:
            chosen = strings[-MARK_STRINGS[step.mark] :]
        else:
            chosen = strings[: MARK_STRINGS[step.mark]]
        velocity = max(1, min(127, round(MARK_VELOCITY.get(step.mark, 72) + VELOCITY_LIFT * (bar.intensity - 0.6))))
        articulation = MARK_ARTICULATION.get(step.mark, Articulation.NORMAL)
        length = SCRATCH_TICKS if is_scratch else step.duration_ticks
        length = length if bar.is_last else max(1, int(length * self.style.guitar.sustain))
        return [
            Played(bar.onset_ticks + step.onset_ticks, length, key, velocity, articulation, string, fret)
            for string, fret, key in chosen
        ]


def _picked(mark: str, strings: list[tuple[int, int, int]]) -> tuple[int, int, int]:
    """The string that a finger picks: the thumb's two from below, the others counted from above."""
    if mark == "b":
        return strings[0]
    if mark == "B":
        return strings[min(1, len(strings) - 1)]
    return strings[max(0, len(strings) - int(mark))]
