"""What a player repeats: bars as patterns of sixteenths, compared with the bar before and with all the others."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from houseband.review.drumming import KICKS, KINDS, PEDAL_HATS, SNARES, on_grid
from houseband.review.hearing import Bars, Strokes

MAIN_SNARE_VELOCITY = 45  # softer ones are ghosts
TOGETHER_SECONDS = 0.025
HANDS = 2
Pattern = frozenset[tuple[int, int]]
_SAME_PIECE = {key: kind[0] for kind in KINDS for key in kind}


def bar_patterns(strokes: Strokes, bars: Bars) -> list[Pattern]:
    """For each bar from the first to the last in which they play, what is struck (place, pitch) by sixteenths."""
    if not len(strokes):
        return []
    bar, place, _ = on_grid(strokes, bars)
    found: list[set[tuple[int, int]]] = [set() for _ in range(int(bar.max()) + 1)]
    for number, where, pitch in zip(bar.tolist(), place.tolist(), strokes.pitch.tolist(), strict=True):
        found[number].add((where, pitch))
    return [frozenset(one) for one in found[int(bar.min()) :]]


def pieces(patterns: list[Pattern]) -> list[Pattern]:
    """Patterns of a drummer with the keys of one piece taken together."""
    return [frozenset((place, _SAME_PIECE.get(key, key)) for place, key in one) for one in patterns]


def repeat_share(patterns: list[Pattern]) -> float:
    """The share of bars that are just what the bar before was; nan for fewer than four."""
    pairs = [(a, b) for a, b in pairwise(patterns) if a or b]
    return sum(a == b for a, b in pairs) / len(pairs) if len(pairs) >= 3 else float("nan")


def unique_share(patterns: list[Pattern]) -> float:
    """How many different bars there are, as a share of all; nan for fewer than four."""
    return len(set(patterns)) / len(patterns) if len(patterns) >= 4 else float("nan")


def likeness(patterns: list[Pattern]) -> float:
    """How alike neighbouring bars are on the mean: strokes in common over strokes in either (Jaccard)."""
    pairs = [(a, b) for a, b in pairwise(patterns) if a or b]
    return float(np.mean([len(a & b) / len(a | b) for a, b in pairs])) if len(pairs) >= 3 else float("nan")


def loop_share(strokes: Strokes, bars: Bars) -> float:
    """The share of strokes that are copies, to a millisecond and in strength, of one up to eight bars before."""
    bar = bars.of(strokes.onset_quarters)
    late = (strokes.onset_quarters - bars.starts_quarters[bar]) * bars.seconds_per_quarter[bar]
    rows = zip(
        bar.tolist(),
        strokes.pitch.tolist(),
        strokes.velocity.tolist(),
        np.round(late * 1000.0).astype(int).tolist(),
        strict=True,
    )
    seen: dict[tuple[int, int, int], int] = {}
    copies = total = 0
    for number, pitch, velocity, milliseconds in rows:
        before = seen.get((pitch, velocity, milliseconds))
        copies += before is not None and 0 < number - before <= 8
        total += 1
        seen[pitch, velocity, milliseconds] = number
    return copies / total if total else float("nan")


def drum_patterns(strokes: Strokes, bars: Bars) -> dict[str, float]:
    """What a drummer repeats, by name."""
    patterns = pieces(bar_patterns(strokes, bars))
    loud = bar_patterns(_where(strokes, strokes.velocity >= MAIN_SNARE_VELOCITY), bars)
    main = [frozenset(s for s in one if s[1] in (KICKS[0], SNARES[0])) for one in pieces(loud)]
    return {
        "repeat": repeat_share(patterns),
        "main_repeat": repeat_share(main),
        "likeness": likeness(patterns),
        "unique": unique_share(patterns),
        "copies": loop_share(strokes, bars),
        "three_hands": hand_excess(strokes),
    }


def hand_excess(strokes: Strokes) -> float:
    """The share of strokes by hand that come as a third within 25 ms."""
    hands = strokes.onset_seconds[~np.isin(strokes.pitch, (*KICKS, *PEDAL_HATS))]
    if len(hands) <= HANDS:
        return 0.0
    return float((hands[HANDS:] - hands[:-HANDS] < TOGETHER_SECONDS).mean())


def _where(strokes: Strokes, keep: NDArray[np.bool_]) -> Strokes:
    return Strokes(
        strokes.player,
        strokes.role,
        strokes.onset_seconds[keep],
        strokes.duration_seconds[keep],
        strokes.onset_quarters[keep],
        strokes.pitch[keep],
        strokes.velocity[keep],
    )
