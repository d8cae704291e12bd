"""Gains that move: lines from one block's edge to the next, and one-pole smoothing of values at block rate."""

import functools
import math

import numpy as np
from numpy.typing import NDArray

from houseband.units import db_to_gain

CHUNK = 32


def apply_ramps(rows: NDArray[np.float32], edges: NDArray[np.float32], operation: np.ufunc) -> None:
    """``rows`` (blocks, frames) ∘ the line from each edge to the next, in place; ``edges`` has one more than rows."""
    ramp = (np.arange(rows.shape[1], dtype=np.float32) + np.float32(0.5)) / np.float32(rows.shape[1])
    at_once = max(1, 16_384 // rows.shape[1])
    line = np.empty((min(at_once, len(rows)), rows.shape[1]), np.float32)
    for first in range(0, len(rows), at_once):
        some = rows[first : first + at_once]
        begin = edges[first : first + len(some), None]
        here = line[: len(some)]
        np.multiply(edges[first + 1 : first + len(some) + 1, None] - begin, ramp, out=here)
        here += begin
        operation(some, here, out=some)


def gains(edges_db: NDArray[np.float64], gain_db: float = 0.0) -> NDArray[np.float32]:
    """Edge levels in dB, on top of one gain, as factors."""
    return np.asarray(db_to_gain(gain_db) * np.exp(edges_db * (math.log(10.0) / 20.0)), np.float32)


def one_pole(values: NDArray[np.float64], keep: float, before: float) -> NDArray[np.float64]:
    """y[n] = keep·y[n−1] + (1 − keep)·x[n], with y[−1] = before; in chunks, so that long runs cost little."""
    out = np.empty(len(values))
    whole = len(values) - len(values) % CHUNK
    matrix, powers = _chunk(keep)
    if whole:
        rows = values[:whole].reshape(-1, CHUNK) @ matrix
        last = rows[:, -1].tolist()
        fall = float(powers[-1])
        carries = []
        for end in last:
            carries.append(before)
            before = end + fall * before
        rows += np.array(carries)[:, None] * powers
        out[:whole] = rows.ravel()
    for index in range(whole, len(values)):
        before = keep * before + (1.0 - keep) * float(values[index])
        out[index] = before
    return out


@functools.lru_cache(64)
def _chunk(keep: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    lag = np.arange(CHUNK)[None, :] - np.arange(CHUNK)[:, None]
    matrix = np.where(lag >= 0, (1.0 - keep) * keep ** np.maximum(lag, 0), 0.0)
    return matrix, np.asarray(keep ** (np.arange(CHUNK) + 1.0), np.float64)
