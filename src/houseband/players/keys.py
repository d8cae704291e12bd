"""The keyboard player: voicings that move little, rhythms that leave the guitar room."""

from dataclasses import dataclass
from typing import cast

import numpy as np

from houseband.arrangement import ChordSpan, PlannedBar
from houseband.dice import Dice
from houseband.music.chord import NO_CHORD, Chord
from houseband.performance import Played
from houseband.players.path import Costs, cheapest_path
from houseband.players.pattern import Step, cell_steps, choose, fitting, in_window, on_chords, read_steps
from houseband.players.player import Heard
from houseband.players.voicing import Kind, move_costs, voicings
from houseband.styles.style import Style
from houseband.units import quarters_to_ticks

MARK_VELOCITY = {"X": 92, "x": 76, "o": 58}
VELOCITY_LIFT = 30.0
TOP_VOICE_VELOCITY = 6  # the top voice sings a little over the others
ROOM_LIKING = 1.5  # a rhythm that strikes only where the guitar does not is so much likelier
JITTER = 0.4


@dataclass(frozen=True, slots=True)
class KeysMemory:
    """The last chord and the stack it was played as, and the last rhythm."""

    chord: Chord = NO_CHORD
    stack: int = -1
    pattern: int = -1


@dataclass(frozen=True, slots=True)
class Keys:
    """The keyboard chair."""

    style: Style
    name: str = "keys"

    def start(self) -> KeysMemory:
        """Nothing played yet."""
        return KeysMemory()

    def play(
        self, bar: PlannedBar, heard: Heard, memory: KeysMemory, dice: Dice
    ) -> tuple[tuple[Played, ...], KeysMemory]:
        """The bar's chords, every new one struck within its time."""
        if bar.role == "count-in":
            return (), memory
        steps, pattern = self._steps(bar, heard, memory, dice)
        moments = on_chords(steps, bar, "x", at_once=False)
        sounding = [span for span in bar.spans if span.chord.intervals]
        if not sounding:
            return (), KeysMemory(memory.chord, memory.stack, pattern)
        stacks = self._stacks(sounding, bar, memory, dice)
        chosen = dict(zip([span.onset_ticks for span in sounding], stacks, strict=True))
        notes: list[Played] = []
        for step, span in moments:
            keys = voicings(span.chord, self._kind)[0][chosen[span.onset_ticks]]
            notes += self._chord(step, span, [int(key) for key in keys], bar)
        return tuple(notes), KeysMemory(sounding[-1].chord, stacks[-1], pattern)

    @property
    def _kind(self) -> Kind:
        return cast(Kind, self.style.keys.voicing or "close")

    def _steps(self, bar: PlannedBar, heard: Heard, memory: KeysMemory, dice: Dice) -> tuple[list[Step], int]:
        if bar.role == "pickup":
            return [], memory.pattern
        patterns = self.style.keys.patterns
        places = fitting(patterns, bar.meter, bar.intensity)
        if not places:
            return in_window(cell_steps(self.style, "keys", bar.meter), bar), -1
        length = quarters_to_ticks(bar.meter.quarters)
        guitar = {note.onset_ticks - bar.onset_ticks for note in heard.get("guitar", ())}
        liking = []
        for i in places:
            strokes = read_steps(patterns[i].steps, length)
            liking.append(1.0 + ROOM_LIKING * sum(s.onset_ticks not in guitar for s in strokes) / max(1, len(strokes)))
        place = choose(patterns, places, memory.pattern, dice, liking)
        return in_window(read_steps(patterns[place].steps, length), bar), place

    def _stacks(self, sounding: list[ChordSpan], bar: PlannedBar, memory: KeysMemory, dice: Dice) -> list[int]:
        """Which stack for each chord of the bar, with the coming chords in view."""
        chords = [span.chord for span in sounding] + [span.chord for span in bar.ahead if span.chord.intervals]
        own: list[Costs] = []
        for i, chord in enumerate(chords):
            costs = voicings(chord, self._kind)[1]
            if i < len(sounding):
                costs = costs + JITTER * np.array([dice.uniform() for _ in range(len(costs))])
            own.append(costs)
        if memory.stack >= 0:
            chords.insert(0, memory.chord)
            first = np.full(len(voicings(memory.chord, self._kind)[1]), np.inf)
            first[memory.stack] = 0.0
            own.insert(0, first)
        path = cheapest_path(own, lambda i: move_costs(chords[i], chords[i + 1], self._kind))
        return path[1 if memory.stack >= 0 else 0 :][: len(sounding)]

    def _chord(self, step: Step, span: ChordSpan, keys: list[int], bar: PlannedBar) -> list[Played]:
        velocity = MARK_VELOCITY[step.mark] + VELOCITY_LIFT * (bar.intensity - 0.6)
        length = step.duration_ticks
        if self.style.keys.pedal or bar.is_last:
            length = span.onset_ticks + span.duration_ticks - step.onset_ticks
        length = length if bar.is_last else max(1, int(length * self.style.keys.sustain))
        return [
            Played(
                bar.onset_ticks + step.onset_ticks,
                length,
                key,
                max(1, min(127, round(velocity + (TOP_VOICE_VELOCITY if key == keys[-1] else 0)))),
            )
            for key in keys
        ]
