"""The bass player: the root when a chord arrives, a line that aims at the next one, and an ear on the kick drum.

Every step of the pattern is a moment with its candidate keys; the costs below choose among them over the bar and the
arrival in the next. Interval costs are −ln of the shares counted in walking lines of the Weimar Jazz Database (330
solos' bass estimates; a proxy, see docs/design.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from houseband.arrangement import ChordSpan, PlannedBar
from houseband.dice import Dice
from houseband.music.articulation import Articulation
from houseband.music.chord import Chord
from houseband.music.instrument import DRUM_KEYS, INSTRUMENTS
from houseband.music.key import Key
from houseband.music.scale import chord_scale
from houseband.performance import Played
from houseband.players.path import Costs, cheapest_path
from houseband.players.pattern import Step, bar_steps, on_chords
from houseband.players.player import Heard
from houseband.styles.style import Style
from houseband.units import TICKS_PER_QUARTER

# Share of each absolute interval in semitones between neighbouring beats (6, 8–11 interpolated, 12 and above shared).
INTERVAL_SHARE = {
    0: 0.05, 1: 0.23, 2: 0.20, 3: 0.07, 4: 0.07, 5: 0.10, 6: 0.02, 7: 0.09, 8: 0.015, 9: 0.015, 10: 0.01, 11: 0.005,
    12: 0.04,
}  # fmt: skip
LEAP_COST = 8.0
# What a walking note costs by what it is to the chord, on a strong beat and on a weak one.
WALK_COST = {
    "root": (0.6, 1.6), "fifth": (0.5, 0.6), "third": (0.3, 0.3), "chord": (0.8, 0.6), "scale": (2.4, 0.7),
    "other": (6.0, 2.6),
}  # fmt: skip
OCTAVE_LIKING = 1.5  # the octave is the higher one
CENTRE_KEY = 41  # the median of those lines is 42, a little lower here to leave the guitar its room
REGISTER_COST = 0.012  # per semitone squared from the centre
JITTER = 0.55  # how much the dice may turn the choice between walking notes
KICK_LIKING = 2.0  # a pattern whose strokes all fall on the kick is so much likelier
EARLY_RINGS_TICKS = TICKS_PER_QUARTER  # a note that comes before its chord rings on over the bar line
VELOCITY = 88
VELOCITY_LIFT = 30.0
_LOWEST, _HIGHEST = INSTRUMENTS["upright bass"].lowest, 60
_KEYS = np.arange(_LOWEST, _HIGHEST + 1)


_DEAD, _SLID, _SLAPPED, _POPPED, _EARLY, _OCTAVE = "x", "s", "S", "P", "n", "8"
_BASS_NOTES = ("1", _SLID, _SLAPPED)
MARK_ARTICULATION = {
    _DEAD: Articulation.DEAD, _SLID: Articulation.SLIDE, _SLAPPED: Articulation.SLAP, _POPPED: Articulation.POP
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BassMemory:
    """The last key and pattern, and whether the next chord has been struck already."""

    key: int = -1
    pattern: int = -1
    is_early: bool = False


@dataclass(frozen=True, slots=True)
class Bass:
    """The bass chair."""

    style: Style
    name: str = "bass"

    def start(self) -> BassMemory:
        """Nothing played yet."""
        return BassMemory()

    def play(
        self, bar: PlannedBar, heard: Heard, memory: BassMemory, dice: Dice
    ) -> tuple[tuple[Played, ...], BassMemory]:
        """The bar's notes: the bass note at every new chord, and between them what the pattern asks for."""
        if bar.role == "count-in":
            return (), memory
        drums = heard.get("drums", ())
        kick = {note.onset_ticks - bar.onset_ticks for note in drums if note.pitch == DRUM_KEYS["kick"]}
        steps, pattern = bar_steps(
            self.style, "bass", bar, memory.pattern, dice, lambda steps: 1.0 + KICK_LIKING * _agreement(steps, kick)
        )
        moments = on_chords(steps, bar, "1", at_once=True, is_anticipated=memory.is_early)
        if not moments:
            return (), BassMemory(memory.key, pattern)
        keys = _line(moments, bar, memory, dice)
        notes = tuple(self._note(step, key, bar) for (step, _), key in zip(moments, keys, strict=True))
        last = moments[-1][0]
        at_the_end = last.onset_ticks + last.duration_ticks >= bar.duration_ticks
        comes_next = bool(bar.ahead) and bar.ahead[0].chord.bass == keys[-1] % 12
        is_early = last.mark == _EARLY and at_the_end and comes_next
        return notes, BassMemory(keys[-1], pattern, is_early and not bar.is_last)

    def _note(self, step: Step, key: int, bar: PlannedBar) -> Played:
        velocity = VELOCITY + VELOCITY_LIFT * (bar.intensity - 0.6) + (5 if step.onset_ticks == 0 else 0)
        is_dead = step.mark == _DEAD
        length = step.duration_ticks if bar.is_last else int(step.duration_ticks * self.style.bass.sustain)
        if step.mark == _EARLY:
            length += EARLY_RINGS_TICKS
        articulation = MARK_ARTICULATION.get(step.mark, Articulation.NORMAL)
        if articulation in (Articulation.SLAP, Articulation.POP) and self.style.line_up["bass"] != "slap bass":
            articulation = Articulation.NORMAL
        return Played(
            bar.onset_ticks + step.onset_ticks,
            min(length, TICKS_PER_QUARTER // 6) if is_dead else length,
            key,
            max(1, min(127, round(velocity - (25 if is_dead else 0)))),
            articulation,
        )


def _agreement(steps: Sequence[Step], kick: set[int]) -> float:
    """The share of the pattern's strokes that fall on the kick drum."""
    return sum(step.onset_ticks in kick for step in steps) / max(1, len(steps))


def _line(moments: list[tuple[Step, ChordSpan]], bar: PlannedBar, memory: BassMemory, dice: Dice) -> list[int]:
    """The cheapest keys for the moments, from the last key to the bass note that comes after the bar."""
    last_key = memory.key
    following = next((span.chord for span in bar.ahead if span.chord.bass is not None), None)
    own: list[Costs] = []
    started = bar.spans[0] if memory.is_early else None
    for i, (step, span) in enumerate(moments):
        arrives = span.is_new and span is not started
        started = span
        coming = next((s.chord for _, s in moments[i + 1 :] if s.onset_ticks > span.onset_ticks), following)
        is_strong = step.onset_ticks % (2 * TICKS_PER_QUARTER) == 0
        begins = step.mark == "w" and step.onset_ticks == 0 and i == 0 and last_key < 0
        mark = "1" if begins or (arrives and step.mark not in _BASS_NOTES) else step.mark
        own.append(_own_costs(mark, span.chord, coming, bar.key, is_strong=is_strong, dice=dice))
    if following is not None and following.bass is not None:
        own.append(_own_costs("1", following, None, None, is_strong=True, dice=None))
    if last_key >= 0:
        own.insert(0, np.where(last_key == _KEYS, 0.0, np.inf))
    path = cheapest_path(own, lambda _: _PAIR_COSTS)
    keys = [int(_KEYS[place]) for place in path]
    return keys[1 if last_key >= 0 else 0 :][: len(moments)]


def _own_costs(
    mark: str, chord: Chord, coming: Chord | None, key: Key | None, *, is_strong: bool, dice: Dice | None
) -> Costs:
    """What each key of the bass costs at this moment (inf: not to be played)."""
    assert chord.root is not None
    assert chord.bass is not None
    register: Costs = REGISTER_COST * (_KEYS - CENTRE_KEY).astype(np.float64) ** 2
    degrees = (_KEYS - chord.root) % 12
    if mark in (*_BASS_NOTES, _DEAD):
        return np.where(chord.bass == _KEYS % 12, register, np.inf)
    if mark in (_OCTAVE, _POPPED):
        return np.where(chord.bass == _KEYS % 12, 0.3 * register - OCTAVE_LIKING * (_KEYS >= CENTRE_KEY), np.inf)
    if mark == _EARLY:
        bass = coming.bass if coming is not None and coming.bass is not None else chord.bass
        return np.where(bass == _KEYS % 12, register, np.inf)
    if mark == "p" and key is not None:
        pedal = (key.tonic_pc + 7) % 12
        wanted = pedal if pedal in {(chord.root + i) % 12 for i in chord_scale(chord)} else chord.bass
        return np.where(wanted == _KEYS % 12, register, np.inf)
    if mark == "6":
        return np.where(degrees == 9, register, np.inf)
    if mark == "7":
        seventh = chord.seventh if chord.seventh is not None else 10
        return np.where(degrees == seventh % 12, register, np.inf)
    if mark == "5":
        fifth = chord.fifth if chord.fifth is not None else 0
        wanted = (chord.root + fifth) % 12 if chord.bass == chord.root else chord.bass
        return np.where(wanted == _KEYS % 12, register, np.inf)
    if mark == "3":
        third = chord.third if chord.third is not None else 0
        return np.where(degrees == third % 12, register, np.inf)
    if mark == "a" and coming is not None and coming.bass is not None:
        gap = (coming.bass - _KEYS + 6) % 12 - 6
        near = np.select([np.abs(gap) == 1, np.abs(gap) == 2, np.abs(gap) == 5], [0.0, 1.0, 0.8], np.inf)
        scale = np.isin(degrees, np.array(chord_scale(chord)))
        costs: Costs = near + np.where(scale, 0.0, 0.6) + register
        return costs
    strong = 0 if is_strong else 1
    table = np.full(12, WALK_COST["other"][strong])
    table[list(chord_scale(chord))] = WALK_COST["scale"][strong]
    table[[i % 12 for i in chord.intervals]] = WALK_COST["chord"][strong]
    for interval, name in ((0, "root"), (chord.third, "third"), (chord.fifth, "fifth")):
        if interval is not None:
            table[interval % 12] = WALK_COST[name][strong]
    if chord.bass != chord.root:  # over a pedal or an inversion the written bass comes first
        table[(chord.bass - chord.root) % 12] = 0.0
    chances = np.array([dice.uniform() for _ in range(12)]) if dice is not None else np.zeros(12)
    walk: Costs = (table + JITTER * chances)[degrees] + register
    return walk


def _pair_costs() -> NDArray[np.float64]:
    size = np.abs(_KEYS[:, None] - _KEYS[None, :])
    table = np.full(size.max() + 1, LEAP_COST)
    for interval, share in INTERVAL_SHARE.items():
        table[interval] = -log(share)
    costs: Costs = table[size]
    return costs


_PAIR_COSTS = _pair_costs()
