"""The limiter by its law: nothing passes the ceiling, low notes stay clean, and the stream is the whole."""

import numpy as np
import pytest
from numpy.typing import NDArray

from houseband.desk import limiter
from houseband.desk.limiter import BLOCK_FRAMES, Limiter, limiter_db, running_minimum
from houseband.desk.mastering import Peaks, master
from houseband.desk.ramps import apply_ramps, gains

RATE = 44_100


def over_db(planes: NDArray[np.float32], factor: int = 8) -> float:
    """The highest point of the band-limited signal, by zeros in its spectrum: no windowed sinc of our own."""
    size = planes.shape[1]
    dense = np.fft.irfft(np.fft.rfft(planes.astype(np.float64)), size * factor) * factor
    return float(20 * np.log10(np.abs(dense).max()))


def hiss(dice: np.random.Generator, sd: float, frames: int) -> NDArray[np.float32]:
    """Two planes of noise up to 16 kHz: nearer to half the sample rate the standard's filter does not see all."""
    spectrum = np.fft.rfft(dice.normal(0, sd, (2, frames)))
    spectrum[:, np.fft.rfftfreq(frames, 1 / RATE) > 16_000] = 0
    return np.fft.irfft(spectrum, frames).astype(np.float32)


def sine(hz: float, seconds: float, amplitude: float) -> NDArray[np.float32]:
    t = np.arange(round(seconds * RATE)) / RATE
    return (amplitude * np.sin(2 * np.pi * hz * t)).astype(np.float32)


def test_no_block_passes_the_ceiling_and_the_gain_moves_at_its_rates() -> None:
    peaks_db = np.random.default_rng(3).normal(-6, 4, 20_000)
    edges = limiter_db(peaks_db, -1.0, RATE)
    assert len(edges) == len(peaks_db) + 1
    assert edges.max() <= 0
    assert (peaks_db + np.maximum(edges[1:], edges[:-1])).max() <= -1.0 + 1e-9
    step_seconds = BLOCK_FRAMES / RATE
    assert np.diff(edges).max() <= limiter.RELEASE_DB_PER_SECOND * step_seconds + 1e-9
    assert np.diff(edges).min() >= -limiter.ATTACK_DB_PER_SECOND * step_seconds - 1e-9


def test_the_limiter_leaves_alone_what_is_low() -> None:
    assert not limiter_db(np.full(1000, -3.0), -1.0, RATE).any()


def test_a_running_minimum_looks_back_over_its_window() -> None:
    values = np.random.default_rng(1).normal(size=200)
    for window in (1, 2, 7, 36):
        expected = [values[max(0, end - window + 1) : end + 1].min() for end in range(200)]
        assert running_minimum(values, window).tolist() == expected


@pytest.mark.parametrize("hz", [41.2, 55.0, 82.4, 110.0])
def test_a_low_note_limited_by_12_db_stays_clean(hz: float) -> None:
    """Total harmonic distortion below 0.5 %: the gain stands still between the swings."""
    plane = sine(hz, 2.0, 4.0)
    plane = plane[: len(plane) // BLOCK_FRAMES * BLOCK_FRAMES]
    planes = np.stack([plane, plane])
    edges = limiter_db(Peaks(planes).with_gain(0.0, -60.0), 0.0, RATE)
    apply_ramps(plane.reshape(-1, BLOCK_FRAMES), gains(edges), np.multiply)
    steady = plane[RATE // 2 : RATE // 2 + RATE].astype(np.float64)
    power = np.abs(np.fft.rfft(steady * np.blackman(RATE))) ** 2
    harmonics = [power[round(n * hz) - 4 : round(n * hz) + 5].sum() for n in range(1, 11)]
    assert np.sqrt(sum(harmonics[1:]) / harmonics[0]) < 0.005


@pytest.mark.parametrize("ceiling_dbtp", [-1.0, -0.3])
def test_the_master_keeps_the_ceiling_by_another_oversampling(ceiling_dbtp: float) -> None:
    dice = np.random.default_rng(6)
    frames = 6 * RATE // 64 * 64
    bursts = (np.sin(np.arange(frames) / RATE * 9.0) ** 10).astype(np.float32)
    planes = hiss(dice, 0.2, frames) * bursts + sine(50, 6, 0.1)[:frames]
    _, said_dbtp = master(planes, frames, RATE, -12.0, ceiling_dbtp)
    assert over_db(planes) <= ceiling_dbtp
    assert said_dbtp == pytest.approx(over_db(planes), abs=0.1)


def test_the_stream_is_the_whole_only_later() -> None:
    dice = np.random.default_rng(9)
    frames = 40 * 256
    swells = 1.0 + np.sin(np.arange(frames) / 2500.0)
    sound = (hiss(dice, 0.5, frames) * swells).astype(np.float32)
    whole = sound.copy()
    peaks_db = Peaks(whole).with_gain(0.0, -240.0)
    edges = gains(limiter_db(peaks_db, -1.0, RATE))
    for plane in whole:
        apply_ramps(plane.reshape(-1, BLOCK_FRAMES), edges, np.multiply)
    stream = Limiter(-1.0, RATE, 256)
    out = np.concatenate([stream.process(sound[:, at : at + 256]).copy() for at in range(0, frames, 256)], axis=1)
    late = stream.latency_frames
    assert np.allclose(out[:, late:], whole[:, : frames - late], atol=2e-3)
    assert not out[:, :late].any()
    assert over_db(out) <= -0.8  # the stream has no second look; it aims a tenth of a dB lower for that
