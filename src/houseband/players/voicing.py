"""Chords under two hands: which notes of the chord, how they are stacked, and what a stack and a move cost.

Which notes come first is the usual order of importance: third and seventh, then what the symbol alters or adds, then
the fifth, then the root, which the bass has (Levine, The Jazz Piano Book, ch. 3 and 7). The low-interval limits are
those of arranging textbooks (Lowell & Pullig, Arranging for Large Jazz Ensemble, ch. 1), simplified to three zones.
"""

from functools import lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from houseband.music.chord import Chord
from houseband.players.path import Costs

Kind = Literal["rootless", "close", "spread", "shell", "drop 2", "triad", "power", "block"]
VOICES: dict[Kind, int] = {
    "rootless": 4, "close": 4, "spread": 4, "shell": 3, "drop 2": 4, "triad": 3, "power": 2, "block": 4
}  # fmt: skip
BARE = ("triad", "power")  # of root, third and fifth only, whatever the symbol adds
LOWEST, HIGHEST = 48, 79
CENTRE_KEY = 62.0
CENTRE_COST = 0.05  # per semitone of the mean from the centre
LOW_LIMITS = ((48, 7), (53, 4), (58, 3))  # below this key, no interval smaller than this above it
LOW_LIMIT_COST = 2.0
CLASH_COST = 3.0  # a minor ninth between two voices
TOP_SEMITONE_COST = 1.5
SPAN_LIMIT, SPAN_COST = 16, 0.5  # two hands close together: per semitone beyond
TOP_MOVE_COST = 0.25  # per semitone of the top voice
MOVE_COST = 1.0  # per semitone and voice
STAND_COST = 0.35  # to play the very same stack on a new chord's repeat: moving a little is more alive


def chosen_intervals(chord: Chord, kind: Kind) -> tuple[int, ...]:
    """The intervals above the root that the hands play, as pitch classes 0–11, rising."""
    limit = VOICES[kind]
    if kind in BARE:
        middle = chord.third if chord.third is not None else next((i for i in (5, 2) if i in chord.intervals), None)
        bare = [0, chord.fifth, middle if kind == "triad" or chord.fifth is None else None]
        return tuple(sorted({i % 12 for i in bare if i is not None}))
    named = [i for i in (chord.third, chord.seventh) if i is not None]
    fifth = chord.fifth
    altered_fifth = [fifth] if fifth is not None and fifth != 7 else []
    others = [i for i in chord.intervals if i not in named and i != fifth and i != 0]
    order = [*named, *altered_fifth, *others, *([fifth] if fifth == 7 else []), 0]
    if kind == "rootless" and len(order) > 3:
        order.remove(0)
    return tuple(sorted({i % 12 for i in list(dict.fromkeys(order))[:limit]}))


@lru_cache(maxsize=1024)
def voicings(chord: Chord, kind: Kind) -> tuple[NDArray[np.int64], Costs]:
    """Every stack worth considering, shape (n, voices), rising in each row, and what each costs, shape (n,)."""
    assert chord.root is not None
    tones = [(chord.root + i) % 12 for i in chosen_intervals(chord, kind)]
    stacks: set[tuple[int, ...]] = set()
    for start in range(len(tones)):
        turned = tones[start:] + tones[:start]
        for base in range(LOWEST, HIGHEST):
            if base % 12 != turned[0]:
                continue
            close = _stacked(base, turned)
            if kind == "power":
                stacks.add((*close, close[0] + 12))
                continue
            if kind == "block":
                stacks.add(tuple(sorted({close[-1] - 12, *close})))
                continue
            if kind != "drop 2" or len(close) < 4:
                stacks.add(close)
            if len(close) >= 4:
                stacks.add(tuple(sorted((*close[:-2], close[-2] - 12, close[-1]))))  # drop 2
            if kind == "spread" and len(close) >= 3:
                stacks.add(tuple(sorted((close[0], close[1] + 12, *close[2:]))))
    fitting = sorted(stack for stack in stacks if stack[0] >= LOWEST and stack[-1] <= HIGHEST)
    table = np.array(fitting, dtype=np.int64)
    costs = np.array([_own_cost(stack) for stack in fitting])
    table.flags.writeable = costs.flags.writeable = False
    return table, costs


@lru_cache(maxsize=4096)
def move_costs(before: Chord, after: Chord, kind: Kind) -> Costs:
    """What going from every stack of one chord to every stack of the next costs, shape (n, m).

    The mean distance from each voice to the nearest of the other stack, both ways, and the top voice's own move.
    """
    a, b = voicings(before, kind)[0], voicings(after, kind)[0]
    distance = np.abs(a[:, None, :, None] - b[None, :, None, :])
    mean = (distance.min(axis=3).mean(axis=2) + distance.min(axis=2).mean(axis=2)) / 2
    top = np.abs(a[:, None, -1] - b[None, :, -1])
    costs: Costs = MOVE_COST * mean + TOP_MOVE_COST * top + np.where(mean == 0, STAND_COST, 0.0)
    costs.flags.writeable = False
    return costs


def _stacked(base: int, tones: list[int]) -> tuple[int, ...]:
    keys = [base]
    for tone in tones[1:]:
        keys.append(keys[-1] + (tone - keys[-1]) % 12)
    return tuple(keys)


def _own_cost(stack: tuple[int, ...]) -> float:
    cost = CENTRE_COST * abs(sum(stack) / len(stack) - CENTRE_KEY)
    cost += SPAN_COST * max(0, stack[-1] - stack[0] - SPAN_LIMIT)
    for low, high in pairwise(stack):
        cost += sum(LOW_LIMIT_COST for key, smallest in LOW_LIMITS if low < key and high - low < smallest)
    cost += sum(CLASH_COST for i, low in enumerate(stack) for high in stack[i + 1 :] if high - low == 13)
    return cost + (TOP_SEMITONE_COST if len(stack) > 1 and stack[-1] - stack[-2] == 1 else 0.0)
