"""Synthesisers by their laws: waves, the ladder, envelopes that open and close, loops without seams."""

import numpy as np
import pytest

from houseband.music.articulation import Articulation
from houseband.sound.instruments.synth import MODELS, WAVES, bell, ladder
from houseband.sound.modes import Samples
from houseband.sound.tone import Stroke, Tone
from houseband.units import key_to_hz

RATE = 44_100


def made(name: str, key: int = 60, layer: int = 2, articulation: int = 0, rate: int = RATE) -> Tone:
    return MODELS[name](Stroke(name, key, layer, articulation, 0, rate))


def partial(samples: Samples, hz: float) -> float:
    """The level of the strongest line within 3 % of ``hz``, in dB."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    f = np.fft.rfftfreq(len(samples), 1 / RATE)
    return 20 * float(np.log10(spectrum[np.abs(f / hz - 1) < 0.03].max()))


def centroid_hz(samples: Samples) -> float:
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    return float((power * np.fft.rfftfreq(len(samples), 1 / RATE)).sum() / power.sum())


def test_waves_have_their_fourier_series() -> None:
    k = np.arange(1.0, 10.0)
    assert np.allclose(WAVES["saw"](k), 1 / k)
    assert np.allclose(WAVES["square"](k)[::2], (1 / k)[::2])
    assert WAVES["square"](k)[1::2].max() < 0.02
    assert np.allclose(WAVES["triangle"](k)[::2], (1 / k**2)[::2])


def test_a_bell_has_the_side_bands_of_bessel() -> None:
    """J0(2) = 0.2239, J1(2) = 0.5767, J2(2) = 0.3528, J3(2) = 0.1289: Abramowitz & Stegun, table 9.1."""
    k = np.array([1.0, 3.0, 5.0])
    # The side bands n and −(n + 1) fall on the same partial, with opposite signs.
    wanted = [0.2239 + 0.5767, 0.5767 - 0.3528, 0.3528 + 0.1289]
    assert np.allclose(bell(k), wanted, atol=0.002)


def test_the_ladder_falls_by_24_db_an_octave_and_rings_at_its_corner() -> None:
    corner = np.array([1000.0])
    steep = 20 * np.log10(ladder(np.array([8000.0]), corner, 0.0) / ladder(np.array([16_000.0]), corner, 0.0))
    assert steep[0] == pytest.approx(24.0, abs=0.5)
    assert ladder(np.array([1.0]), corner, 2.0)[0] == pytest.approx(1.0, abs=0.001)
    assert ladder(np.array([1000.0]), corner, 3.5)[0] > 4 * ladder(np.array([1000.0]), corner, 0.0)[0]


def test_a_square_lead_is_hollow_and_a_saw_lead_is_not() -> None:
    f0_hz = key_to_hz(60)
    for name, least, most in (("square lead", 12.0, 60.0), ("saw lead", -6.0, 12.0)):
        samples = made(name).samples[-RATE:]
        between = partial(samples, 3 * f0_hz) - partial(samples, 2 * f0_hz)
        assert least - 12 < between + 20 * np.log10(3 / 2) < most, (name, between)


def test_fifths_are_there() -> None:
    samples = made("fifths lead").samples[-RATE:]
    assert partial(samples, 1.5 * key_to_hz(60)) > partial(samples, key_to_hz(60)) - 12
    assert partial(samples, 0.5 * key_to_hz(60)) < partial(samples, key_to_hz(60)) - 30


@pytest.mark.parametrize("name", ["synth brass", "synth bass", "bass lead"])
def test_the_filter_closes(name: str) -> None:
    tone = made(name, 48)
    early, late = tone.samples[2000:6096], tone.samples[20_000:24_096]
    assert centroid_hz(early) > 1.2 * centroid_hz(late)


@pytest.mark.parametrize("name", ["warm pad", "sweep pad", "goblin pad"])
def test_slow_pads_swell(name: str) -> None:
    samples = made(name).samples
    early, late = (float(np.sqrt(np.mean(samples[a : a + 4410] ** 2))) for a in (1000, 35_000))
    assert early < 0.8 * late


@pytest.mark.parametrize("name", ["saw lead", "charang lead", "crystal"])
@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
def test_nothing_aliases(name: str, rate: int) -> None:
    tone = made(name, 96, 3, rate=rate)
    power = np.abs(np.fft.rfft(tone.samples[tone.loop_start_frames :])) ** 2
    f = np.linspace(0, rate / 2, len(power))
    assert power[f > 0.46 * rate].sum() < 1e-6 * power.sum()


def test_legato_keeps_the_filter_still() -> None:
    normal, slurred = (made("bass lead", 48, 2, kind).samples for kind in (Articulation.NORMAL, Articulation.LEGATO))
    assert centroid_hz(slurred[2000:6096]) < centroid_hz(normal[2000:6096])
