"""How a drummer keeps time: 29 figures of a take, after the features of docs/review.md.

Deviations are from the nearest place of the take's own grid (sixteenths, or what swung eighths make of them), in ms;
late is positive. A *cell* is one kind of drum at one place of the bar.
"""

import numpy as np
from numpy.typing import NDArray

from houseband.review.hearing import Bars, Floats, Ints, Strokes

KICKS = (35, 36)
SNARES = (37, 38, 40)
HATS_CLOSED = (22, 42, 70, 82)
CYMBALS = (*HATS_CLOSED, 26, 46, 51, 53, 59)
CRASHES = (49, 52, 55, 57)
PEDAL_HATS = (44,)
KINDS = (KICKS, SNARES, HATS_CLOSED, (26, 46), PEDAL_HATS, (51, 53, 59), CRASHES, (48, 50), (45, 47), (41, 43, 58))
"""Keys of different kits that are the same piece: a head and its rim, one crash and another."""
LIMBS = {"kick": KICKS, "snare": SNARES, "cym": CYMBALS}
FEWEST_OF_A_CELL = 4
FEWEST_FOR_DFA = 64
FEWEST_STROKES = 20
PAIR_SECONDS = 0.040
EVEN = 0.5
LEAST_SWING = 0.56  # of a quarter: what comes earlier is an even eighth, played late


def swing_place(strokes: Strokes) -> float:
    """Where in the quarter the off-beat eighths fall: 0.5 is even, 2/3 triplets. From strokes between .4 and .8."""
    phase = strokes.onset_quarters % 1.0
    inside = phase[(phase > 0.42) & (phase < 0.80)]
    if len(inside) < FEWEST_STROKES:
        return EVEN
    middle = float(np.median(inside))
    straight = np.minimum(np.abs(inside - 0.5), np.abs(inside - 0.75)).mean()
    return middle if middle > LEAST_SWING and np.abs(inside - middle).mean() < straight else EVEN


def grid_deviations(strokes: Strokes, swing: float, seconds_per_quarter: Floats) -> tuple[Ints, Floats]:
    """For each stroke its sixteenth (from the top of the file) and its deviation in ms; shape (n,) each."""
    quarter, phase = np.divmod(strokes.onset_quarters + 0.125, 1.0)
    phase -= 0.125
    places = np.array([0.0, 0.25, 0.5, 0.75]) if swing == EVEN else np.array([0.0, swing / 2, swing, (1 + swing) / 2])
    bounds = (places[1:] + places[:-1]) / 2
    which = np.searchsorted(bounds, phase)
    over = phase > (places[-1] + 1.0) / 2
    which, phase = np.where(over, 0, which), np.where(over, phase - 1.0, phase)
    late = (phase - places[which]) * seconds_per_quarter * 1000.0
    return (4 * (quarter + over) + which).astype(np.int64), late


def on_grid(strokes: Strokes, bars: Bars) -> tuple[Ints, Ints, Floats]:
    """For each stroke its bar, its sixteenth in the bar and its deviation in ms; shape (n,) each."""
    bar = bars.of(strokes.onset_quarters)
    sixteenth, late = grid_deviations(strokes, swing_place(strokes), bars.seconds_per_quarter[bar])
    return bar, sixteenth - np.round(bars.starts_quarters[:-1] * 4).astype(np.int64)[bar], late


def lag_1(values: Floats) -> float:
    """The correlation of each value with the one before; nan for fewer than eight."""
    if len(values) < 8 or values.std() == 0:
        return float("nan")
    centred = values - values.mean()
    return float((centred[1:] * centred[:-1]).sum() / (centred**2).sum())


def dfa(values: Floats) -> float:
    """The exponent of detrended fluctuation analysis (Peng et al. 1994): 0.5 is white noise, 1 is 1/f."""
    count = len(values)
    if count < FEWEST_FOR_DFA or values.std() == 0:
        return float("nan")
    profile = np.cumsum(values - values.mean())
    sizes = np.unique(np.round(np.geomspace(4, count // 4, 12)).astype(int))
    spreads = []
    for size in sizes.tolist():
        boxes = profile[: count // size * size].reshape(-1, size)
        x = np.arange(size) - (size - 1) / 2
        slope = (boxes @ x) / (x @ x)
        rest = boxes - boxes.mean(axis=1, keepdims=True) - slope[:, None] * x
        spreads.append(np.sqrt((rest**2).mean()))
    found = np.array(spreads)
    keep = found > 0
    if keep.sum() < 4:
        return float("nan")
    return float(np.polyfit(np.log(sizes[keep]), np.log(found[keep]), 1)[0])


def _limb_figures(late: Floats, place: Ints, velocity: Floats) -> dict[str, float]:
    """The eight figures of one limb."""
    _, index, counts = np.unique(place, return_inverse=True, return_counts=True)
    means = np.bincount(index, late) / counts
    loud = np.bincount(index, velocity) / counts
    own = late - means[index]
    known = means[counts >= FEWEST_OF_A_CELL]
    touch = velocity - loud[index]
    low, high = np.percentile(velocity, [5, 95])
    return {
        "sd": float(own.std()),
        "sys": float(known.std()) if len(known) > 1 else float("nan"),
        "ac1": lag_1(own),
        "dfa": dfa(own),
        "vsd": float(velocity.std()),
        "vcell": float(touch.std()),
        "vac1": lag_1(touch),
        "vrange": float(high - low),
    }


def drum_figures(strokes: Strokes, bars: Bars) -> dict[str, float]:
    """The 29 figures by name (``kick_sd`` … ``acc``); nan where there is too little to tell."""
    bar, place, late = on_grid(strokes, bars)
    velocity = strokes.velocity.astype(np.float64)
    figures: dict[str, float] = {}
    kinds: dict[str, NDArray[np.bool_]] = {}
    for limb, keys in LIMBS.items():
        kinds[limb] = np.isin(strokes.pitch, keys)
        mine = kinds[limb]
        if mine.sum() < FEWEST_STROKES:
            names = ("sd", "sys", "ac1", "dfa", "vsd", "vcell", "vac1", "vrange")
            figures |= {f"{limb}_{name}": float("nan") for name in names}
            continue
        figures |= {
            f"{limb}_{name}": value for name, value in _limb_figures(late[mine], place[mine], velocity[mine]).items()
        }
    figures["kc_mean"], figures["kc_sd"] = _pairs(
        strokes.onset_seconds[kinds["kick"]], strokes.onset_seconds[kinds["cym"]]
    )
    bar_means = np.array([late[bar == number].mean() for number in np.unique(bar)])
    figures["bar_sd"], figures["bar_ac1"] = float(bar_means.std()), lag_1(bar_means)
    figures["acc"] = _accent(velocity, place)
    return figures


def _pairs(some: Floats, others: Floats) -> tuple[float, float]:
    """Mean and spread, in ms, of how much earlier some strokes come than others that were meant to be together."""
    if not len(some) or not len(others):
        return float("nan"), float("nan")
    after = np.clip(np.searchsorted(others, some), 1, max(1, len(others) - 1))
    before = others[after - 1]
    near = np.where(np.abs(others[np.minimum(after, len(others) - 1)] - some) < np.abs(before - some),
                    others[np.minimum(after, len(others) - 1)], before)  # fmt: skip
    gaps = (some - near)[np.abs(some - near) < PAIR_SECONDS] * 1000.0
    if len(gaps) < 8:
        return float("nan"), float("nan")
    return float(gaps.mean()), float(gaps.std())


def _accent(velocity: Floats, place: Ints) -> float:
    """How much stronger strokes are on the beat than between beats."""
    on, off = velocity[place % 4 == 0], velocity[place % 4 != 0]
    return float(on.mean() - off.mean()) if len(on) >= 8 and len(off) >= 8 else float("nan")
