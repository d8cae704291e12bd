"""Where Guitar Pro's written notes really sound: harmonics, ghost notes, and the drums of version 6."""

from functools import lru_cache
from math import log2

from houseband.charts.guitarpro.score import STEP_VELOCITY

MOST_PARTIALS = 8


def ghost_velocity(velocity: int) -> int:
    """A note in parentheses is one dynamic softer."""
    return max(1, velocity - STEP_VELOCITY)


@lru_cache(maxsize=256)
def harmonic_semitones(fret: float) -> int:
    """Semitones above the open string of the harmonic that is touched over this fret; of the nearest node.

    A finger at fret f stops 1 − 2^(−f/12) of the string; the n-th partial has nodes at k/n of it, and sounds 12 log2 n
    semitones up (Helmholtz, On the Sensations of Tone, ch. 3).
    """
    touched = 1 - 2 ** (-fret / 12)
    nodes = [(k / n, n) for n in range(2, MOST_PARTIALS + 1) for k in range(1, n)]
    _, partial = min(nodes, key=lambda node: (round(abs(node[0] - touched), 3), node[1]))
    return round(12 * log2(partial))


# Drums of version 6, by the number of the instrument and of the way it is struck, as General MIDI percussion keys.
# The numbers were found out by alphaTab (PercussionMapper.ts); the keys are General MIDI level 1's percussion map.
GP6_DRUMS: dict[int, tuple[int, int, int]] = {
    0: (36, 36, 36),    # kick
    1: (38, 38, 37),    # snare: struck, on the rim, side stick
    2: (56, 56, 56),    # cowbell, low
    3: (56, 56, 56),    # cowbell
    4: (56, 56, 56),    # cowbell, high
    5: (43, 43, 43),    # toms from the lowest
    6: (45, 45, 45),
    7: (47, 47, 47),
    8: (48, 48, 48),
    9: (50, 50, 50),
    10: (42, 46, 46),   # hi-hat: closed, half open, open
    11: (44, 44, 44),   # hi-hat with the foot
    12: (57, 57, 57),   # crash
    13: (49, 49, 49),   # crash, high
    14: (55, 55, 55),   # splash
    15: (51, 51, 53),   # ride: middle, edge, bell
    16: (52, 52, 52),   # china
}  # fmt: skip


def gp6_drum(element: int, variation: int) -> int | None:
    """The percussion key of a version 6 drum; None for one that nobody knows."""
    row = GP6_DRUMS.get(element)
    return None if row is None else row[variation] if 0 <= variation < 3 else row[0]
