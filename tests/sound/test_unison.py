"""Sections that are in tune as a whole, and oscillators as far apart as they are told."""

import numpy as np
import pytest

from houseband.sound.circles import TURN
from houseband.sound.unison import oscillators, section, steadied

SECONDS = 2.0
MOMENTS = np.arange(1024) / 1024 * SECONDS


def test_phases_come_back_after_a_loop() -> None:
    players = section(np.random.default_rng(1), 8, 440.0, SECONDS, 7.0, 15.0, 5.8)
    turned = players.phases(MOMENTS + SECONDS) - players.phases(MOMENTS)
    assert np.allclose(turned, 0.0, atol=1e-9)


def test_a_section_scatters_by_what_it_is_told() -> None:
    players = section(np.random.default_rng(2), 200, 440.0, SECONDS, 8.0, 0.0, 5.8)
    hz = np.gradient(players.phases(MOMENTS), MOMENTS, axis=1) / TURN
    cents = 1200 * np.log2(1 + hz / 440.0)
    assert cents.std() == pytest.approx(8.0, rel=0.2)
    assert abs(cents.mean()) < 0.1


def test_vibrato_is_as_wide_and_as_quick_as_it_is_told() -> None:
    players = section(np.random.default_rng(3), 100, 440.0, SECONDS, 0.0, 20.0, 6.0)
    hz = np.gradient(players.phases(MOMENTS), MOMENTS, axis=1) / TURN
    peak = (1200 * np.log2(1 + np.abs(hz[:, 5:-5]).max(axis=1) / 440.0)).mean()
    assert peak == pytest.approx(20.0, rel=0.1)
    assert 5.0 < (players.swing_turns[:, 0] / SECONDS).mean() < 7.0


def test_oscillators_are_whole_turns_apart() -> None:
    made = oscillators(np.random.default_rng(4), np.array([-7.0, 0.0, 7.0, 0.1]), np.ones(4), 440.0, SECONDS)
    assert np.array_equal(made.turns, [-4.0, 0.0, 4.0, 1.0])  # 7 cents of 440 Hz are 1.78 Hz


def test_a_steadied_fundamental_neither_gains_nor_loses_a_turn() -> None:
    for seed in range(40):
        players = section(np.random.default_rng(seed), 6, 880.0, SECONDS, 12.0, 25.0, 5.5)
        once = players.sums(players.phases(MOMENTS), 1)[0]
        steady = steadied(once, once)
        assert abs(np.angle(steady / np.roll(steady, 1)).sum()) < 0.01
        assert np.sqrt(np.mean(np.abs(steady) ** 2)) == pytest.approx(np.sqrt(np.mean(np.abs(once) ** 2)))
