"""Grips: where a hand can stop the strings of a fretted instrument so that a chord sounds, and what each grip costs.

A grip is one fret a string (0 open, −1 not played), strings counted from the lowest. A first look at the fretboard:
windows of four frets, a barre with the first finger, at most four fingers.
"""

from functools import lru_cache
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from houseband.music.chord import Chord
from houseband.music.instrument import GUITAR_TUNING
from houseband.players.path import Costs

Kind = Literal["open", "shell"]
MUTED = -1
WINDOW_FRETS = 4
FINGERS = 4
HIGHEST_FRET = {"open": 9, "shell": 11}
STRINGS = {"open": (4, 6), "shell": (3, 4)}  # fewest and most strings wanted
MISSING_COST = {"essential": 6.0, "colour": 1.2, "fifth": 0.3, "root": 1.0}
BASS_COST = 2.5  # the lowest string sounds neither root nor bass
POSITION_COST = {"open": 0.22, "shell": 0.12}  # per fret away from the place that suits the kind
POSITION = {"open": 1.0, "shell": 5.0}
BARRE_COST = 0.6
OPEN_AMONG_COST = 0.7  # open strings under the arch of four fingers, or in two places between fingers: easily damped
INNER_MUTE_COST = 1.1
FEW_STRINGS_COST = 1.3
FINGER_COST = 0.2
STRETCH_COST = 0.5  # per fret of stretch beyond two
SHIFT_COST = 0.3  # per fret that the hand moves
CHANGE_COST = 0.12  # per string that changes
KEPT_CANDIDATES = 24
_TUNING = np.array(GUITAR_TUNING)


@lru_cache(maxsize=1024)
def grips(chord: Chord, kind: Kind) -> tuple[NDArray[np.int64], Costs]:
    """The cheapest grips for a chord in standard tuning, shape (n, 6), and what each costs, shape (n,)."""
    assert chord.root is not None, "N.C. has no grip"
    wanted = set(chord.pitch_classes)
    candidates: set[tuple[int, ...]] = set()
    for low in range(1, HIGHEST_FRET[kind] + 1):
        options = []
        for string in GUITAR_TUNING:
            frets = [fret for fret in range(low, low + WINDOW_FRETS) if (string + fret) % 12 in wanted]
            if kind == "open" and low <= WINDOW_FRETS and string % 12 in wanted:
                frets.append(0)
            options.append(frets or [MUTED])
        candidates.update(_trimmed(product(*options), kind))
    table = np.array(sorted(candidates), dtype=np.int64)
    costs = _own_costs(table, chord, kind)
    playable = np.isfinite(costs)
    table, costs = table[playable], costs[playable]
    best = np.argsort(costs, kind="stable")[:KEPT_CANDIDATES]
    table, costs = table[best], costs[best]
    table.flags.writeable = costs.flags.writeable = False
    return table, costs


@lru_cache(maxsize=4096)
def move_costs(before: Chord, after: Chord, kind: Kind) -> Costs:
    """What going from every grip of one chord to every grip of the next costs, shape (n, m)."""
    a, b = grips(before, kind)[0], grips(after, kind)[0]
    shift = np.abs(_positions(a)[:, None] - _positions(b)[None, :])
    changes = (a[:, None, :] != b[None, :, :]).sum(axis=2)
    costs: Costs = SHIFT_COST * shift + CHANGE_COST * changes
    costs.flags.writeable = False
    return costs


def keys_of(grip: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """(string, fret, MIDI key) of every string that sounds, from the lowest string."""
    return [(s, int(fret), GUITAR_TUNING[s] + int(fret)) for s, fret in enumerate(grip) if fret != MUTED]


def fingers_needed(table: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many fingers each grip takes, shape (n,): one for a barre (no open string), else one a stopped string."""
    stopped = table > 0
    lowest = np.where(stopped, table, 99).min(axis=1, keepdims=True)
    at_lowest = (stopped & (table == lowest)).sum(axis=1)
    can_barre = ~(table == 0).any(axis=1) & (at_lowest > 1)
    total = stopped.sum(axis=1)
    fingers: NDArray[np.int64] = np.where(can_barre, total - at_lowest + 1, total)
    return fingers


def _trimmed(rows: "product[tuple[int, ...]]", kind: Kind) -> set[tuple[int, ...]]:
    """Every row, and what is left of it with strings at the bottom or the top not played."""
    done = set()
    for row in rows:
        for first in range(4):
            for last in range(6, max(first + 2, 3), -1):
                if kind == "shell" and last - first > 5:
                    continue
                trimmed = (MUTED,) * first + row[first:last] + (MUTED,) * (6 - last)
                if kind == "shell" and last - first == 5:  # the string above the bass is skipped, as Freddie Green did
                    trimmed = (*trimmed[: first + 1], MUTED, *trimmed[first + 2 :])
                done.add(trimmed)
    return done


def _positions(table: NDArray[np.int64]) -> NDArray[np.int64]:
    """The fret of the first finger; 1 for a grip of open strings only."""
    lowest = np.where(table > 0, table, 99).min(axis=1)
    return np.where(lowest == 99, 1, lowest)


def _own_costs(table: NDArray[np.int64], chord: Chord, kind: Kind) -> Costs:
    sounding = table != MUTED
    count = sounding.sum(axis=1)
    pcs = np.where(sounding, (_TUNING + table) % 12, -1)
    stopped_high = np.where(table > 0, table, 0).max(axis=1)
    stretch = stopped_high - np.where(table > 0, table, 99).min(axis=1)
    fingers = fingers_needed(table)
    costs = POSITION_COST[kind] * np.abs(_positions(table) - POSITION[kind]) + FINGER_COST * fingers
    root = chord.root or 0
    essential = {(root + i) % 12 for i in (chord.third, chord.seventh) if i is not None}
    if chord.fifth is not None and chord.fifth != 7:
        essential.add((root + chord.fifth) % 12)
    for pc in chord.pitch_classes:
        if pc in essential:
            price = MISSING_COST["essential"]
        elif pc == root:
            price = MISSING_COST["root"]
        elif chord.fifth is not None and pc == (root + chord.fifth) % 12:
            price = MISSING_COST["fifth"]
        else:
            price = MISSING_COST["colour"]
        costs = costs + np.where((pcs == pc).any(axis=1), 0.0, price)
    lowest = pcs[np.arange(len(table)), sounding.argmax(axis=1)]
    costs = costs + np.where((lowest == chord.bass) | (lowest == root), 0.0, BASS_COST)
    first, last = sounding.argmax(axis=1), 5 - sounding[:, ::-1].argmax(axis=1)
    costs = costs + INNER_MUTE_COST * (last - first + 1 - count) * (0.3 if kind == "shell" else 1.0)
    fewest, most = STRINGS[kind]
    costs = costs + FEW_STRINGS_COST * np.maximum(0, fewest - count) + 0.25 * (most - count) * (kind == "open")
    costs = costs + BARRE_COST * (fingers < (table > 0).sum(axis=1))
    costs = costs + STRETCH_COST * np.maximum(0, stretch - 2)
    places = _open_places(table)
    costs = costs + OPEN_AMONG_COST * (np.maximum(0, places - 1) + (places > 0) * (fingers >= FINGERS))
    impossible = (fingers > FINGERS) | (stretch >= WINDOW_FRETS) | (count > most) | (count < 2)
    done: Costs = np.where(impossible, np.inf, costs)
    return done


def _open_places(table: NDArray[np.int64]) -> NDArray[np.int64]:
    """In how many places open strings lie between stopped ones, shape (n,); neighbouring open strings are one place."""
    stopped = table > 0
    below = np.cumsum(stopped, axis=1) > 0
    above = np.cumsum(stopped[:, ::-1], axis=1)[:, ::-1] > 0
    among = (table == 0) & below & above
    first = among.copy()
    first[:, 1:] &= ~among[:, :-1]
    places: NDArray[np.int64] = first.sum(axis=1)
    return places
