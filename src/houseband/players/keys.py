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
from houseband.players.pattern import EARLY, Step, bar_steps, filled, on_chords
from houseband.players.player import Heard
from houseband.players.voicing import Kind, move_costs, voicings
from houseband.styles.style import Style
from houseband.units import TICKS_PER_QUARTER

MARK_VELOCITY = {"X": 92, "x": 76, "o": 58, "n": 78}
SINGLE_VELOCITY = 70  # of broken chords
APPROACH, OCTAVES, VOICE_MARKS, LEFT_HAND = "a", "8", "1234", "Ll"
LEFT_HAND_KEY = 41  # F2: the left hand stays above the bass, whose middle it is
VELOCITY_LIFT = 30.0
TOP_VOICE_VELOCITY = 6  # the top voice sings a little over the others
ROOM_LIKING = 1.5  # a rhythm that strikes only where the guitar does not is so much likelier
JITTER = 0.4


@dataclass(frozen=True, slots=True)
class KeysMemory:
    """The last chord and the stack it was played as, the last rhythm, and whether the next chord has been struck."""

    chord: Chord = NO_CHORD
    stack: int = -1
    pattern: int = -1
    is_early: bool = False


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
        """The bar's chords, every new one struck within its time or just before it."""
        if bar.role == "count-in":
            return (), memory
        guitar = {note.onset_ticks - bar.onset_ticks for note in heard.get("guitar", ())}
        steps, pattern = bar_steps(
            self.style, "keys", bar, memory.pattern, dice, lambda steps: 1.0 + ROOM_LIKING * _room(steps, guitar)
        )
        moments = on_chords(steps, bar, "x", at_once=False, is_anticipated=memory.is_early)
        moments = filled(moments, VOICE_MARKS + OCTAVES + LEFT_HAND, "x")
        sounding = [span for span in bar.spans if span.chord.intervals]
        if not sounding:
            return (), KeysMemory(memory.chord, memory.stack, pattern)
        following = bar.ahead[0] if bar.ahead and bar.ahead[0].chord.intervals else None
        chords = [span.chord for span in sounding] + ([following.chord] if following is not None else [])
        stacks = self._stacks(chords, bar, memory, dice)
        chosen = dict(zip([span.onset_ticks for span in sounding], stacks, strict=False))
        notes: list[Played] = []
        is_early = False
        for step, span in moments:
            keys = self._keys(span.chord, chosen[span.onset_ticks])
            is_early = step.mark == EARLY and step.onset_ticks + step.duration_ticks >= bar.duration_ticks
            if is_early and following is not None and not bar.is_last:
                keys = self._keys(following.chord, stacks[len(sounding)])
            elif step.mark == APPROACH and following is not None:
                keys = [key - 1 for key in self._keys(following.chord, stacks[len(sounding)])]
            notes += self._struck(step, span, keys, bar)
        return tuple(notes), KeysMemory(
            sounding[-1].chord, stacks[len(sounding) - 1], pattern, is_early and not bar.is_last
        )

    @property
    def _kind(self) -> Kind:
        return cast(Kind, self.style.keys.voicing or "close")

    def _keys(self, chord: Chord, stack: int) -> list[int]:
        return [int(key) for key in voicings(chord, self._kind)[0][stack]]

    def _stacks(self, wanted: list[Chord], bar: PlannedBar, memory: KeysMemory, dice: Dice) -> list[int]:
        """Which stack for each of the chords wanted, with the coming chords in view."""
        kind = self._kind
        seen = len(wanted) - sum(bool(span.chord.intervals) for span in bar.spans)
        chords = [*wanted, *[span.chord for span in bar.ahead if span.chord.intervals][seen:]]
        own: list[Costs] = [voicings(chord, kind)[1] for chord in chords]
        for i in range(sum(bool(span.chord.intervals) for span in bar.spans)):
            own[i] = own[i] + JITTER * np.array([dice.uniform() for _ in range(len(own[i]))])
        last = (memory.chord, memory.stack) if memory.stack >= 0 else None
        size = len(voicings(memory.chord, kind)[1]) if last else 0
        return path_from(last, chords, own, size, lambda a, b: move_costs(a, b, kind))[: len(wanted)]

    def _struck(self, step: Step, span: ChordSpan, keys: list[int], bar: PlannedBar) -> list[Played]:
        """The keys that a mark strikes, with their length and strength."""
        velocity = MARK_VELOCITY.get(step.mark, SINGLE_VELOCITY) + VELOCITY_LIFT * (bar.intensity - 0.6)
        length = step.duration_ticks
        if bar.is_last and bar.ending != "button":
            length = span.onset_ticks + span.duration_ticks - step.onset_ticks
        elif self.style.keys.pedal and not bar.is_last:
            length = max(length, span.onset_ticks + span.duration_ticks - step.onset_ticks)
        if not bar.is_last:
            length = max(1, int(length * self.style.keys.sustain))
        if step.mark == EARLY:
            length += TICKS_PER_QUARTER
        struck = keys
        if step.mark in VOICE_MARKS:
            struck = [keys[min(int(step.mark), len(keys)) - 1]]
        elif step.mark == OCTAVES:
            struck = [keys[-1] - 12, keys[-1]]
        elif step.mark in LEFT_HAND:
            struck = [_left_hand(span.chord, step.mark)]
        return [
            Played(
                bar.onset_ticks + step.onset_ticks,
                length,
                key,
                max(1, min(127, round(velocity + (TOP_VOICE_VELOCITY if key == keys[-1] else 0)))),
            )
            for key in struck
        ]


def _left_hand(chord: Chord, mark: str) -> int:
    """The key of the left hand: the bass note around G2, or the fifth under it."""
    assert chord.bass is not None
    key = LEFT_HAND_KEY + (chord.bass - LEFT_HAND_KEY) % 12
    if mark == "l" and chord.bass == chord.root and chord.fifth is not None:
        key += chord.fifth - 12
    return key


def _room(steps: Sequence[Step], others: set[int]) -> float:
    """The share of the steps that fall where the others do not strike."""
    return sum(step.onset_ticks not in others for step in steps) / max(1, len(steps))
