"""Partials placed on a circle: the sums of sines that they stand for, and a head that meets its loop."""

import numpy as np
import pytest

from houseband.sound.circles import TURN, Hold, held_tone, loop_near, moments, passing_tone, placed
from houseband.sound.modes import Curve

RATE = 44_100


@pytest.mark.parametrize("f0_hz", [32.7, 220.0, 1318.5, 4186.0])
@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
def test_a_loop_is_in_tune(f0_hz: float, rate: int) -> None:
    loop = loop_near(f0_hz, 2.0, rate)
    assert abs(1200 * np.log2(loop.f0_hz / f0_hz)) < 0.3
    assert 1.6 < loop.frames / rate < 2.6


def test_placed_partials_are_the_sines_they_stand_for() -> None:
    frames = 20_480
    count = moments(frames / RATE)
    t, fine = np.arange(count) / count * frames / RATE, np.arange(frames) / RATE
    f = np.array([100.3, 713.7])

    def envelope(seconds: Curve) -> Curve:
        return np.asarray(np.sin(np.pi * seconds * RATE / frames) ** 2)

    made = np.fft.irfft(placed(np.stack([envelope(t), 0.5j * envelope(t)]), f, frames, RATE), frames)
    wanted = envelope(fine) * (np.cos(TURN * f[0] * fine) - 0.5 * np.sin(TURN * f[1] * fine))
    assert np.allclose(made, wanted, atol=1e-4)


def test_the_head_meets_the_loop_in_phase() -> None:
    hold = Hold(loop_near(261.6, 1.0, RATE), 0.4)

    def envelopes(seconds: Curve) -> np.ndarray[tuple[int, ...], np.dtype[np.complex128]]:
        beat = np.exp(1j * 0.4 * np.sin(TURN * 5 * seconds / hold.loop_seconds))
        rise = np.minimum(seconds / 0.1, 1.0)
        return np.stack([beat * rise, 0.5 * beat**2 * rise])

    samples = held_tone(hold, np.array([1.0, 2.0]), envelopes, np.ones_like)
    n = np.arange(len(samples)) - hold.head_frames
    phase = TURN * hold.loop.cycles * n / hold.loop.frames
    swing = 0.4 * np.sin(TURN * 5 * (n / RATE + hold.head_frames / RATE) / hold.loop_seconds)
    wanted = np.cos(phase + swing) + 0.5 * np.cos(2 * (phase + swing))
    steady = slice(round(0.12 * RATE), None)
    assert np.abs(samples[steady] - wanted[steady]).max() < 2e-3


def test_a_passing_tone_begins_and_ends_in_nothing() -> None:
    def envelopes(seconds: Curve) -> np.ndarray[tuple[int, ...], np.dtype[np.complex128]]:
        return (np.sin(np.pi * np.minimum(seconds / 0.4, 1.0)) ** 2)[None, :].astype(np.complex128)

    samples = passing_tone(440.0, 0.5, RATE, np.array([1.0]), envelopes, np.ones_like)
    assert np.abs(samples[:50]).max() < 0.01
    assert np.abs(samples[round(0.42 * RATE) :]).max() < 0.01
    assert np.abs(samples).max() == pytest.approx(1.0, abs=0.01)
