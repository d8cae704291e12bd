"""The equaliser by its curve, and by what it does to tones: loops stay exact."""

import numpy as np
import pytest
from numpy.typing import NDArray

from houseband.desk.desk import Band
from houseband.desk.equaliser import RESPONSE_FRAMES, Equaliser, bands_response
from houseband.sound.tone import Tone

RATES = [22_050, 44_100, 48_000]


def level_db(bands: tuple[Band, ...], hz: float, rate: int = 44_100) -> float:
    return float(20 * np.log10(np.abs(bands_response(bands, np.array([hz]), rate)[0])))


def sine(hz: float, frames: int, rate: int) -> NDArray[np.float32]:
    return np.sin(2 * np.pi * hz * np.arange(frames) / rate).astype(np.float32)


@pytest.mark.parametrize("rate", RATES)
def test_bands_do_what_they_are_called(rate: int) -> None:
    cut = (Band(kind="low cut", frequency_hz=100),)
    assert level_db(cut, 100, rate) == pytest.approx(-3.0, abs=0.1)
    assert level_db(cut, 25, rate) == pytest.approx(-24.1, abs=0.5)
    assert level_db(cut, 2000, rate) == pytest.approx(0.0, abs=0.1)
    high = (Band(kind="high cut", frequency_hz=2000),)
    assert level_db(high, 2000, rate) == pytest.approx(-3.0, abs=0.1)
    assert level_db(high, 50, rate) == pytest.approx(0.0, abs=0.1)
    shelf = (Band(kind="low shelf", frequency_hz=200, gain_db=6),)
    assert level_db(shelf, 20, rate) == pytest.approx(6.0, abs=0.2)
    assert level_db(shelf, 200, rate) == pytest.approx(3.0, abs=0.1)
    assert level_db(shelf, 5000, rate) == pytest.approx(0.0, abs=0.1)
    top = (Band(kind="high shelf", frequency_hz=2000, gain_db=-4),)
    assert level_db(top, 10_500, rate) == pytest.approx(-4.0, abs=0.2)
    assert level_db(top, 100, rate) == pytest.approx(0.0, abs=0.1)
    peak = (Band(kind="peak", frequency_hz=1000, gain_db=5, q=2),)
    assert level_db(peak, 1000, rate) == pytest.approx(5.0, abs=0.05)
    assert level_db(peak, 100, rate) == pytest.approx(0.0, abs=0.1)


BANDS = (
    Band(kind="low cut", frequency_hz=28),
    Band(kind="peak", frequency_hz=700, gain_db=-5, q=3),
    Band(kind="high shelf", frequency_hz=5000, gain_db=4),
)


@pytest.mark.parametrize("hz", [60.0, 700.0, 6000.0])
def test_a_tone_is_changed_by_the_curve(hz: float) -> None:
    tone = Tone(sine(hz, 60_000, 44_100))
    out = Equaliser(BANDS).colour(tone, 44_100)
    assert out.frames == tone.frames
    change_db = 20 * np.log10(np.std(out.samples[20_000:50_000]) / np.std(tone.samples[20_000:50_000]))
    assert change_db == pytest.approx(level_db(BANDS, hz), abs=0.05)


def test_a_click_rings_as_the_recursive_filter_does() -> None:
    """Against the difference equation itself, written out."""
    from houseband.desk.equaliser import section

    click = np.zeros(3000)
    click[10] = 1.0
    expected = click
    for band in BANDS:
        (b0, b1, b2), (a0, a1, a2) = section(band, 44_100)
        x1 = x2 = y1 = y2 = 0.0
        filtered = []
        for x in expected.tolist():
            y = (b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2) / a0
            x1, x2, y1, y2 = x, x1, y, y1
            filtered.append(y)
        expected = np.array(filtered)
    out = Equaliser(BANDS).colour(Tone(click.astype(np.float32)), 44_100).samples
    assert np.allclose(out, expected, atol=2e-6)


@pytest.mark.parametrize("planes", [1, 2])
def test_a_loop_stays_exact(planes: int) -> None:
    dice = np.random.default_rng(4)
    head, loop = dice.normal(0, 0.1, (planes, 2000)), dice.normal(0, 0.1, (planes, 3001))
    samples = np.concatenate([head, loop, loop[:, :500]], axis=1).astype(np.float32)
    tone = Tone(samples if planes == 2 else samples[0], 2000, 5001)
    out = Equaliser(BANDS).colour(tone, 44_100)
    assert out.loop_start_frames == 2000 + RESPONSE_FRAMES
    assert out.loop_end_frames - out.loop_start_frames == 3001
    assert out.samples.ndim == tone.samples.ndim
    unrolled = np.concatenate([head, np.tile(loop, (1, 6))], axis=1).astype(np.float32)
    long = Equaliser(BANDS).colour(Tone(unrolled if planes == 2 else unrolled[0]), 44_100).planes
    start, end = out.loop_start_frames, out.loop_end_frames
    assert np.allclose(out.planes[:, :end], long[:, :end], atol=2e-6)
    again = np.concatenate([out.planes[:, :end], out.planes[:, start:end]], axis=1)
    assert np.allclose(again, long[:, : again.shape[1]], atol=2e-6)


def test_width_narrows_a_stereo_tone_and_keeps_its_middle() -> None:
    samples = np.random.default_rng(1).normal(0, 0.1, (2, 5000)).astype(np.float32)
    for width in (0.0, 0.4):
        left, right = Equaliser((), width).colour(Tone(samples.copy()), 44_100).planes
        assert np.allclose(left + right, samples.sum(axis=0), atol=1e-6)
        assert np.allclose(left - right, width * (samples[0] - samples[1]), atol=1e-6)


def test_names_tell_equalisers_apart() -> None:
    assert Equaliser(BANDS).name != Equaliser(BANDS[:2]).name != Equaliser(BANDS[:2], 0.5).name
    assert Equaliser(BANDS).name == Equaliser(tuple(BANDS)).name
    assert Equaliser(()).does_nothing
    assert not Equaliser(BANDS).does_nothing
