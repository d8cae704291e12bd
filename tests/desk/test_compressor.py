"""The compressor by its curve and its times; a block at a time it is the same."""

import itertools
import math

import numpy as np
import pytest

from houseband.desk.compressor import BLOCK_FRAMES, Follower, block_powers, reductions_db
from houseband.desk.desk import Compressor
from houseband.desk.ramps import one_pole

RATE = 48_000
SETTINGS = Compressor(threshold_db=-20, ratio=4, attack_seconds=0.01, release_seconds=0.1)


def test_the_curve_is_straight_outside_the_knee_and_smooth_in_it() -> None:
    level_db = np.array([-60.0, -23.0, -17.0, -8.0, 0.0])
    assert reductions_db(level_db, SETTINGS) == pytest.approx([0.0, 0.0, 2.25, 9.0, 15.0], abs=1e-9)
    fine = np.diff(reductions_db(np.linspace(-30, -10, 2001), SETTINGS), 2)
    assert fine.max() < 2e-5  # no corner


def test_it_takes_its_attack_and_its_release() -> None:
    step = RATE / BLOCK_FRAMES
    powers = np.concatenate([np.full(round(0.5 * step), 1e-12), np.full(round(0.5 * step), 0.5), np.full(1000, 1e-12)])
    gain_db = 20 * np.log10(Follower(SETTINGS, RATE).factors(powers).astype(np.float64))
    begin = round(0.5 * step)
    deepest = float(gain_db.min())
    assert deepest == pytest.approx(-float(reductions_db(np.array([10 * math.log10(0.5)]), SETTINGS)[0]), abs=0.01)
    assert gain_db[begin + round(0.01 * step)] == pytest.approx(deepest * (1 - math.exp(-1)), abs=0.5)
    end = 2 * begin
    assert gain_db[end + round(0.11 * step)] == pytest.approx(deepest * math.exp(-1), abs=0.6)
    assert gain_db[-1] == pytest.approx(0.0, abs=0.05)


@pytest.mark.parametrize("pieces", [[1] * 40, [4] * 10, [3, 30, 7]])
def test_in_pieces_it_is_the_same(pieces: list[int]) -> None:
    powers = 10 ** np.random.default_rng(2).uniform(-6, 0, 40)
    whole = Follower(SETTINGS, RATE).factors(powers)
    follower = Follower(SETTINGS, RATE)
    parts = [follower.factors(piece) for piece in np.split(powers, np.cumsum(pieces)[:-1])]
    assert np.allclose(np.concatenate([parts[0][:1], *(part[1:] for part in parts)]), whole, rtol=1e-6)
    assert all(later[0] == earlier[-1] for earlier, later in itertools.pairwise(parts))


def test_makeup_and_no_ratio_is_a_plain_gain() -> None:
    factors = Follower(Compressor(makeup_db=6.0206), RATE).factors(np.full(10, 0.9))
    assert factors == pytest.approx(2.0, rel=1e-4)


def test_powers_are_those_of_the_louder_plane() -> None:
    planes = np.random.default_rng(1).normal(size=(2, 640)).astype(np.float32)
    expected = (planes.astype(np.float64) ** 2).reshape(2, -1, BLOCK_FRAMES).mean(axis=2).max(axis=0)
    assert block_powers(planes) == pytest.approx(expected, rel=1e-5)


def test_a_pole_by_chunks_is_the_recursion() -> None:
    values = np.random.default_rng(1).normal(size=101)
    before, expected = 0.3, []
    for value in values.tolist():
        before = 0.93 * before + 0.07 * value
        expected.append(before)
    assert one_pole(values, 0.93, 0.3) == pytest.approx(expected, abs=1e-12)
