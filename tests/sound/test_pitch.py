"""Pitch that moves: by as many cents as asked, without images, and only where somebody asked."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from houseband.music.articulation import Articulation
from houseband.music.controller import MODULATION, PITCH_BEND, VOLUME
from houseband.performance import BEND, CONTROL, Part, Performance
from houseband.sound.bank import Bank
from houseband.sound.pitch import STEP_SECONDS, bent, curve, moves, resampled
from houseband.sound.record import record
from houseband.sound.tone import Tone
from houseband.units import SAMPLE_RATE_HZ, cents_to_ratio
from performances import controls, notes, played

RATE = SAMPLE_RATE_HZ


def sine(f_hz: float, seconds: float) -> NDArray[np.float32]:
    return np.sin(2 * np.pi * f_hz * np.arange(round(seconds * RATE)) / RATE).astype(np.float32)


def hz_at(samples: NDArray[np.float32], near_hz: float, seconds: float, width_seconds: float = 0.08) -> float:
    """The strongest frequency near ``near_hz`` around a moment, by a fine transform."""
    first = round((seconds - width_seconds / 2) * RATE)
    window = samples[first : first + round(width_seconds * RATE)]
    spectrum = np.abs(np.fft.rfft(window * np.hanning(len(window)), 1 << 18))
    f = np.fft.rfftfreq(1 << 18, 1 / RATE)
    spectrum[np.abs(f / near_hz - 1) > 0.04] = 0
    return float(f[np.argmax(spectrum)])


def sounded(part: Part) -> NDArray[np.float32]:
    performance = played(4.0)
    stems = record(Performance(performance.arrangement, {"x": part}), Bank())
    return np.array(stems["x"][:, 0])


@pytest.mark.parametrize("cents", [-700.0, -35.0, 50.0, 200.0, 700.0])
def test_a_bend_is_as_wide_as_asked(cents: float) -> None:
    tone = Tone(sine(1000.0, 2.0))
    out = bent(tone, np.full(2000, cents), round(1.2 * RATE), RATE).samples
    assert hz_at(out, 1000.0 * cents_to_ratio(cents), 0.6, 0.5) == pytest.approx(
        1000.0 * cents_to_ratio(cents), rel=0.0003
    )


@pytest.mark.parametrize("f_hz", [500.0, 5000.0, 15_000.0])
@pytest.mark.parametrize("ratio", [0.97, 1.013, 1.1])
def test_reading_between_samples_makes_no_images(f_hz: float, ratio: float) -> None:
    positions = np.arange(round(0.8 * RATE), dtype=np.float64) * np.float64(ratio)
    samples = resampled(sine(f_hz, 1.0), positions)[RATE // 10 :]
    spectrum = np.abs(np.fft.rfft(samples * np.blackman(len(samples)))) ** 2
    f = np.fft.rfftfreq(len(samples), 1 / RATE)
    wanted = np.abs(f - f_hz * ratio) < 40
    assert spectrum[~wanted].max() < 1e-6 * spectrum.max()


def test_a_loop_that_is_bent_lasts() -> None:
    loop = sine(440.0, 0.1)  # a whole number of periods
    tone = Tone(np.concatenate([loop, loop]), len(loop), 2 * len(loop), 0.1)
    out = bent(tone, np.full(3000, 100.0), 2 * RATE, RATE)
    assert out.frames == 2 * RATE
    assert hz_at(out.samples, 467.0, 1.5, 0.6) == pytest.approx(440.0 * cents_to_ratio(100.0), rel=0.0003)


def test_stereo_tones_bend_on_both_sides() -> None:
    tone = Tone(np.stack([sine(500.0, 1.0), 0.5 * sine(700.0, 1.0)]))
    out = bent(tone, np.full(600, 300.0), RATE // 2, RATE)
    assert out.planes.shape == (2, RATE // 2)
    assert hz_at(out.planes[1], 830.0, 0.25, 0.3) == pytest.approx(700.0 * cents_to_ratio(300.0), rel=0.0005)


def test_a_note_of_a_chord_bends_alone_and_comes_back() -> None:
    rows = notes([(0.0, 3.0, 64, 100), (0.0, 3.0, 55, 100)])
    bends = np.array([(0, 0.5, 0.0), (0, 0.8, 200.0), (0, 1.6, 200.0), (0, 1.9, 0.0)], BEND)
    part = Part("x", "steel guitar", rows, controls(), bends)
    out = sounded(part)
    assert hz_at(out, 329.6, 0.3, 0.3) == pytest.approx(329.63, rel=0.002)
    assert hz_at(out, 370.0, 1.2, 0.3) == pytest.approx(369.99, rel=0.002)
    assert hz_at(out, 329.6, 2.4, 0.3) == pytest.approx(329.63, rel=0.002)
    low = np.abs(np.fft.rfft(out[round(1.0 * RATE) : round(1.4 * RATE)] * np.hanning(round(0.4 * RATE))))
    f = np.fft.rfftfreq(round(0.4 * RATE), 1 / RATE)
    near = (f > 180) & (f < 240)
    assert f[near][np.argmax(low[near])] == pytest.approx(196.0, abs=2.0)
    assert list(moves(part)) == [True, False]


@pytest.mark.parametrize(
    ("articulation", "at_seconds", "lowest", "highest"),
    [
        (Articulation.SCOOP, 0.06, -170, -60), (Articulation.SCOOP, 0.5, -2, 2),
        (Articulation.SLIDE, 0.01, -210, -190), (Articulation.SLIDE, 0.3, -2, 2),
        (Articulation.FALL, 0.5, -2, 2), (Articulation.FALL, 1.0, -300, -220),
        (Articulation.DOIT, 0.5, -2, 2), (Articulation.DOIT, 1.0, 180, 260),
    ],
)  # fmt: skip
def test_gestures_leave_and_reach_the_pitch_as_they_are_called(
    articulation: Articulation, at_seconds: float, lowest: float, highest: float
) -> None:
    rows = notes([(0.0, 1.0, 66, 100)])
    rows["articulation"] = articulation
    cents = curve(Part("x", "clarinet", rows, controls()), 0, 1.0, 1.5)
    assert lowest <= cents[round(at_seconds / STEP_SECONDS)] <= highest


def test_the_wheels_bend_and_sway_the_whole_part() -> None:
    rows = notes([(0.0, 3.0, 69, 100)])
    up = sounded(Part("x", "clarinet", rows, controls((0.5, PITCH_BEND, 200), (2.0, PITCH_BEND, 0))))
    assert hz_at(up, 493.9, 1.2, 0.4) == pytest.approx(493.88, rel=0.003)
    swayed = curve(Part("x", "clarinet", rows, controls((0.0, MODULATION, 127))), 0, 3.0, 3.0)
    assert np.abs(swayed).max() == pytest.approx(50.0, abs=1.0)
    assert not moves(Part("x", "clarinet", rows, controls((0.0, PITCH_BEND, 0)))).any()


def test_volume_falls_by_the_square() -> None:
    rows = notes([(0.0, 3.0, 69, 100)])
    usual = sounded(Part("x", "organ", rows, np.zeros(0, CONTROL)))
    lower = sounded(Part("x", "organ", rows, controls((1.0, VOLUME, 50))))
    middle = slice(round(1.5 * RATE), round(2.5 * RATE))
    fall_db = 20 * math.log10(float(np.abs(lower[middle]).max() / np.abs(usual[middle]).max()))
    assert fall_db == pytest.approx(-12.04, abs=0.05)
    assert np.array_equal(lower[:RATE], usual[:RATE])
