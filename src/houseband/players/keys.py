"""The keyboard player: voicings that move little, rhythms that leave the guitar room."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from houseband.arrangement import ChordSpan, PlannedBar
from houseband.dice import Dice
from houseband.music.chord import NO_CHORD, Chord
from houseband.performance import Played
from houseband.players.path import Costs, path_from
from houseband.players.pattern import Step, bar_steps, on_chords
from houseband.players.player import Heard
from houseband.players.voicing import Kind, move_costs, voicings
from houseband.styles.style import Style

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
        guitar = {note.onset_ticks - bar.onset_ticks for note in heard.get("guitar", ())}
        steps, pattern = bar_steps(
            self.style, "keys", bar, memory.pattern, dice, lambda steps: 1.0 + ROOM_LIKING * _room(steps, guitar)
        )
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

    def _stacks(self, sounding: list[ChordSpan], bar: PlannedBar, memory: KeysMemory, dice: Dice) -> list[int]:
        """Which stack for each chord of the bar, with the coming chords in view."""
        kind = self._kind
        chords = [span.chord for span in (*sounding, *bar.ahead) if span.chord.intervals]
        own: list[Costs] = [voicings(chord, kind)[1] for chord in chords]
        for i in range(len(sounding)):
            own[i] = own[i] + JITTER * np.array([dice.uniform() for _ in range(len(own[i]))])
        last = (memory.chord, memory.stack) if memory.stack >= 0 else None
        size = len(voicings(memory.chord, kind)[1]) if last else 0
        return path_from(last, chords, own, size, lambda a, b: move_costs(a, b, kind))[: len(sounding)]

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


def _room(steps: Sequence[Step], others: set[int]) -> float:
    """The share of the steps that fall where the others do not strike."""
    return sum(step.onset_ticks not in others for step in steps) / max(1, len(steps))
