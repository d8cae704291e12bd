"""What two hands and two feet can strike: which hand takes which stroke, and which strokes nobody can play.

A hand strikes one piece again in 80 ms with single strokes, the second of a double bounces in 45; it needs longer to
another piece. Those are the quickest strokes that people play (Groove MIDI Dataset, first percentiles of the time
between strokes: 92 ms on a hat, 94 on a ride; 22 on a snare with both hands).
"""

from collections.abc import Sequence
from typing import NamedTuple

SINGLE_SECONDS = 0.080
DOUBLE_SECONDS = 0.045
MOVE_SECONDS = 0.095
FOOT_SECONDS = 0.085
REST = -10.0


class Stroke(NamedTuple):
    """A stroke that is meant: where, on what, with which mark, and how strongly."""

    onset_ticks: int
    piece: str
    mark: str
    velocity: int


class Limbs(NamedTuple):
    """When each limb last struck, in seconds of the take, and on what; for hands also whether it was a bounce."""

    left: tuple[float, str, bool] = (REST, "", False)
    right: tuple[float, str, bool] = (REST, "", False)
    kick: float = REST
    pedal: float = REST


RESTING = Limbs()


def can_strike(hand: tuple[float, str, bool], seconds: float, piece: str) -> bool:
    """Whether a hand gets there in time."""
    last, where, was_bounce = hand
    gap = seconds - last
    if where != piece:
        return gap >= MOVE_SECONDS - 1e-9
    return gap >= SINGLE_SECONDS - 1e-9 or (gap >= DOUBLE_SECONDS - 1e-9 and not was_bounce)


def _struck(hand: tuple[float, str, bool], seconds: float, piece: str) -> tuple[float, str, bool]:
    return seconds, piece, hand[1] == piece and seconds - hand[0] < SINGLE_SECONDS - 1e-9


def playable(strokes: Sequence[Stroke], onset_seconds: Sequence[float], limbs: Limbs) -> tuple[list[Stroke], Limbs]:
    """The strokes, in order of onset, that two hands and two feet can play, and where the limbs are then.

    Of strokes that want more the softest are left out. The hand that is nearer takes a stroke: the one that struck this
    piece last, or else the one that has rested longer.
    """
    kept: list[Stroke] = []
    left, right, kick, pedal = limbs
    i = 0
    while i < len(strokes):
        onset = strokes[i].onset_ticks
        seconds = onset_seconds[i]
        group = []
        while i < len(strokes) and strokes[i].onset_ticks == onset:
            group.append(strokes[i])
            i += 1
        hands = []
        for stroke in group:
            if stroke.piece == "kick":
                if seconds - kick >= FOOT_SECONDS - 1e-9:
                    kick = seconds
                    kept.append(stroke)
            elif stroke.piece == "pedal hat":
                if seconds - pedal >= FOOT_SECONDS - 1e-9:
                    pedal = seconds
                    kept.append(stroke)
            else:
                hands.append(stroke)
        hands.sort(key=lambda stroke: -stroke.velocity)
        free = [True, True]
        for stroke in hands:
            options = [
                (side, hand)
                for side, hand in enumerate((left, right))
                if free[side] and can_strike(hand, seconds, stroke.piece)
            ]
            if not options:
                continue
            side, hand = min(options, key=lambda option: (option[1][1] != stroke.piece, option[1][0], option[0]))
            free[side] = False
            if side == 0:
                left = _struck(hand, seconds, stroke.piece)
            else:
                right = _struck(hand, seconds, stroke.piece)
            kept.append(stroke)
    return kept, Limbs(left, right, kick, pedal)
