"""The meter against ITU-R BS.1770-4, EBU Tech 3341 and another implementation."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from houseband.desk.loudness import Planes, loudness_lufs, sample_peaks, true_peak_dbtp

RATES = [44_100, 48_000]


def sine(hz: float, seconds: float, rate: int, db: float = 0.0, phase: float = 0.0) -> NDArray[np.float64]:
    t = np.arange(round(seconds * rate)) / rate
    return np.asarray(10 ** (db / 20) * np.sin(2 * np.pi * hz * t + phase))


def stereo(*pieces: NDArray[np.float64]) -> Planes:
    plane = np.concatenate(pieces).astype(np.float32)
    return np.stack([plane, plane])


@pytest.mark.parametrize("rate", RATES)
def test_a_full_scale_sine_in_one_channel_is_minus_3_01(rate: int) -> None:
    plane = sine(997, 10, rate).astype(np.float32)
    assert loudness_lufs(np.stack([plane, np.zeros_like(plane)]), rate) == pytest.approx(-3.01, abs=0.02)
    assert loudness_lufs(plane[None, :], rate) == pytest.approx(-3.01, abs=0.02)


# EBU Tech 3341 (2016), table 1, cases 1 to 5: stereo sines of 1 kHz; every case but the second should read −23.0.
EBU_3341: dict[str, tuple[list[tuple[float, float]], float]] = {
    "1": ([(-23, 20)], -23.0),
    "2": ([(-33, 20)], -33.0),
    "3": ([(-36, 10), (-23, 60), (-36, 10)], -23.0),
    "4": ([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23.0),
    "5": ([(-26, 20), (-20, 20.1), (-26, 20)], -23.0),
}


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("case", EBU_3341)
def test_ebu_tech_3341(case: str, rate: int) -> None:
    levels, expected = EBU_3341[case]
    planes = stereo(*(sine(1000, seconds, rate, db) for db, seconds in levels))
    assert loudness_lufs(planes, rate) == pytest.approx(expected, abs=0.1)


# EBU Tech 3341 (2016), table 1, cases 15 to 19: divisor of the sample rate, phase in degrees, amplitude, maximum dBTP.
EBU_3341_PEAKS = {
    "15": (4, 0.0, 0.5, -6.0),
    "16": (4, 45.0, 0.5, -6.0),
    "17": (6, 60.0, 0.5, -6.0),
    "18": (8, 67.5, 0.5, -6.0),
    "19": (4, 45.0, 1.41, 3.0),
}


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("case", EBU_3341_PEAKS)
def test_a_peak_between_samples_is_found(case: str, rate: int) -> None:
    """The standard allows 0.2 dB above and 0.4 below."""
    divisor, phase_degrees, amplitude, expected = EBU_3341_PEAKS[case]
    n = np.arange(rate)
    rise = np.clip(np.minimum(n, rate - n) / (0.2 * rate), 0, 1)
    planes = stereo(amplitude * np.sin(2 * np.pi * n / divisor + math.radians(phase_degrees)) * rise)
    assert expected - 0.4 <= true_peak_dbtp(planes) <= expected + 0.2


def test_a_peak_at_either_end_is_found() -> None:
    planes = np.zeros((2, 1003), np.float32)
    planes[1, -1] = 0.5
    assert true_peak_dbtp(planes) == pytest.approx(-6.02, abs=0.1)
    assert true_peak_dbtp(planes[::-1, ::-1]) == pytest.approx(-6.02, abs=0.1)


def test_silence_and_nothing_are_minus_infinity() -> None:
    for frames in (0, 10, 100_000):
        assert loudness_lufs(np.zeros((2, frames), np.float32), 44_100) == -math.inf
        assert true_peak_dbtp(np.zeros((2, frames), np.float32)) == -math.inf


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("kind", ["noise", "bursts", "bass and hats"])
def test_another_meter_agrees(kind: str, rate: int) -> None:
    pyebur128 = pytest.importorskip("pyebur128")
    dice = np.random.default_rng(5)
    frames = 12 * rate
    noise = dice.normal(0, 0.1, (2, frames))
    planes = {
        "noise": noise,
        "bursts": noise * (np.sin(np.arange(frames) / rate * 2.1) ** 6),
        "bass and hats": 0.2 * np.sin(2 * np.pi * 61.7 * np.arange(frames) / rate) + 0.8 * noise,
    }[kind].astype(np.float32)
    mode = pyebur128.MeasurementMode
    meter = pyebur128.R128State(2, rate, mode.MODE_I | mode.MODE_TRUE_PEAK)
    meter.add_frames(np.ascontiguousarray(planes.T, np.float64).ravel(), frames)
    peak = max(pyebur128.get_true_peak(meter, channel) for channel in range(2))
    assert loudness_lufs(planes, rate) == pytest.approx(pyebur128.get_loudness_global(meter), abs=0.1)
    assert true_peak_dbtp(planes) == pytest.approx(20 * math.log10(peak), abs=0.2)


def test_sample_peaks_are_those_of_each_stretch() -> None:
    plane = np.random.default_rng(1).normal(size=32 * 5000).astype(np.float32)
    assert np.array_equal(sample_peaks(plane, 32), np.abs(plane).reshape(-1, 32).max(axis=1))
