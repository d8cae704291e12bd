"""Tones by their laws: in tune, brighter and louder when struck harder, no clicks, and gone when they should be."""

import itertools
import math

import numpy as np
import pytest

from houseband.music.instrument import DRUM_KEYS, INSTRUMENTS
from houseband.sound.instruments import MODELS, bowed, effects, organs, synth, voices, winds
from houseband.sound.modes import Samples, held_loudness_db, loudness_db, ring
from houseband.sound.pitch import held
from houseband.sound.tone import LAYER_VELOCITIES, LAYERS, Stroke, Tone, velocity_db
from houseband.units import SAMPLE_RATE_HZ, key_to_hz

RATE = SAMPLE_RATE_HZ
PITCHED = [name for name in MODELS if not INSTRUMENTS[name].is_drum_kit]
IN_TUNE = [name for name in MODELS if INSTRUMENTS[name].is_in_tune]
HEARD_AT = {"tubular bells": 2.0}
"""The mode that says the pitch, where it is not the fundamental: the strike note of a bell lies an octave below it."""
SOME_KEYS = [
    (name, key) for name in PITCHED for key in range(INSTRUMENTS[name].lowest, INSTRUMENTS[name].highest + 1, 7)
]


def made(name: str, key: int, layer: int = 2, articulation: int = 0, variant: int = 0, rate: int = RATE) -> Tone:
    return MODELS[name](Stroke(name, key, layer, articulation, variant, rate))


def level_db(tone: Tone) -> float:
    """How loud a tone is: struck, at its beginning; held, wherever it is loudest."""
    return held_loudness_db(tone.samples, RATE) if tone.loops else loudness_db(tone.samples, RATE)


def cents_off(samples: Samples, f0_hz: float, rate: int) -> float:
    """How far the fundamental is from ``f0_hz``: the phase that it gains between two windows, in cents."""
    size = min(len(samples) // 2, round(0.6 * rate))
    first, hop = round(0.06 * rate), round(min(0.25 * rate, size / 2))
    window = np.hanning(size)
    n = np.arange(size + hop + first)
    turned = held_out(samples, len(n)) * np.exp(-2j * np.pi * f0_hz / rate * n)
    a = (turned[first : first + size] * window).sum()
    b = (turned[first + hop :][:size] * window).sum()
    return 1200 * math.log2(1 + float(np.angle(b / a)) / (2 * np.pi * hop / rate) / f0_hz)


def loop_cents_off(tone: Tone, f0_hz: float) -> float:
    """The same for a loop: the whole periods of the fundamental in it, counted; a vibrato evens out."""
    loop = tone.samples[tone.loop_start_frames : tone.loop_end_frames]
    spectrum = np.fft.fft(loop)
    f = np.fft.fftfreq(len(loop), 1 / RATE)
    phase = np.unwrap(np.angle(np.fft.ifft(spectrum * (f > 0.75 * f0_hz) * (f < 1.25 * f0_hz))))
    hz = float(phase[-1] - phase[0]) / (2 * np.pi) * RATE / (len(loop) - 1)
    return 1200 * math.log2(hz / f0_hz)


def held_out(samples: Samples, frames: int) -> Samples:
    return np.pad(samples, (0, max(0, frames - len(samples))))[:frames]


def centroid_hz(samples: Samples, rate: int = RATE) -> float:
    size = min(len(samples), round(0.3 * rate))
    faded = samples[:size] * np.hanning(2 * size)[size:]  # no edge at the end, which would be bright itself
    magnitude = np.abs(np.fft.rfft(faded, 16_384))
    return float((magnitude * np.fft.rfftfreq(16_384, 1 / rate)).sum() / magnitude.sum())


def test_every_instrument_has_a_model() -> None:
    assert set(MODELS) == set(INSTRUMENTS)


@pytest.mark.parametrize("name", IN_TUNE)
def test_every_layer_is_in_tune_within_two_cents(name: str) -> None:
    for key, layer in itertools.product(
        range(INSTRUMENTS[name].lowest, INSTRUMENTS[name].highest + 1, 5), range(LAYERS)
    ):
        tone = made(name, key, layer)
        hz = key_to_hz(key) * HEARD_AT.get(name, 1.0)
        off = loop_cents_off(tone, hz) if tone.loops else cents_off(tone.samples, hz, RATE)
        assert abs(off) < 2, (name, key, layer, off)


@pytest.mark.parametrize("rate", [22_050, 48_000])
def test_other_sample_rates_are_in_tune_too(rate: int) -> None:
    assert abs(cents_off(made("steel guitar", 64, rate=rate).samples, key_to_hz(64), rate)) < 2


@pytest.mark.parametrize("name", PITCHED)
def test_harder_strokes_are_brighter_and_as_loud_as_their_velocity(name: str) -> None:
    for key in (INSTRUMENTS[name].lowest, 60, INSTRUMENTS[name].highest - 4):
        layers = [made(name, key, layer).samples for layer in range(LAYERS)]
        centroids = [centroid_hz(samples) for samples in layers]
        assert all(soft < hard for soft, hard in itertools.pairwise(centroids)), (name, key, centroids)
        levels = [level_db(made(name, key, layer)) for layer in range(LAYERS)]
        expected = [velocity_db(velocity) for velocity in LAYER_VELOCITIES]
        assert np.allclose(np.diff(levels), np.diff(expected), atol=0.1)


@pytest.mark.parametrize("piece", DRUM_KEYS)
def test_a_harder_hit_is_brighter_and_louder(piece: str) -> None:
    soft, hard = (made("studio kit", DRUM_KEYS[piece], layer).samples for layer in (0, 3))
    assert centroid_hz(hard) > centroid_hz(soft)
    assert loudness_db(hard, RATE) > loudness_db(soft, RATE) + 15


def test_instruments_are_equally_loud() -> None:
    levels = [level_db(made(name, key)) for name, key in SOME_KEYS]
    assert max(levels) - min(levels) < 2


@pytest.mark.parametrize("name", list(MODELS))
def test_no_tone_clicks_or_has_dc(name: str) -> None:
    keys = sorted(DRUM_KEYS.values()) if INSTRUMENTS[name].is_drum_kit else range(INSTRUMENTS[name].lowest, 100, 13)
    for key in keys:
        tone = made(name, key)
        peak = float(np.abs(tone.samples).max())
        assert abs(float(tone.samples[0])) < 1e-4 * peak
        assert np.abs(tone.samples[:9]).max() < 0.25 * peak  # 0.2 ms into the rise
        assert abs(float(tone.samples.mean(dtype=np.float64))) < 1e-3 * peak
        if not tone.loops:
            assert np.abs(tone.samples[-45:]).max() < 10 ** (-70 / 20) * peak, (name, key)


HELD = [
    name for family in (bowed, organs, winds, synth, voices) for name in family.MODELS if name != "pizzicato strings"
]
LOOPS = [(name, key) for name in ("organ", "clarinet") for key in (50, 63, 76, 91)]
LOOPS += [(name, key) for name in HELD for key in (54, 57, 76)] + [(name, 66) for name in effects.ROUND]


@pytest.mark.parametrize(("name", "key"), LOOPS)
def test_a_loop_has_no_seam(name: str, key: int) -> None:
    tone = made(name, key)
    assert tone.loops
    long = held(tone.samples, tone, 20 * RATE)
    assert len(long) == 20 * RATE
    loop = tone.loop_end_frames - tone.loop_start_frames
    bend = np.abs(np.diff(long.astype(np.float64), 2))
    seams = np.arange(tone.loop_end_frames, len(long) - 2, loop)
    around = (np.append(seams, tone.loop_start_frames)[:, None] + np.arange(-3, 3)).ravel()
    inside = bend[tone.loop_start_frames : tone.loop_end_frames]
    assert bend[around].max() <= inside.max() * 1.001
    if name in ("organ", "clarinet"):  # a second of a section or a pad beats
        late, early = (np.sqrt(np.mean(long[at : at + RATE] ** 2)) for at in (19 * RATE, 3 * RATE))
        assert late == pytest.approx(early, rel=0.1)


def t60_seconds(samples: Samples) -> float:
    """By the slope of Schroeder's backward integral between −5 and −35 dB."""
    left = np.cumsum(samples[::-1].astype(np.float64) ** 2)[::-1]
    level = 10 * np.log10(left / left[0] + 1e-20)
    five, thirty_five = np.argmax(level < -5), np.argmax(level < -35)
    return 2.0 * float(thirty_five - five) / RATE


@pytest.mark.parametrize(
    ("name", "key", "shortest", "longest"),
    [
        ("steel guitar", 40, 2.5, 6.0), ("steel guitar", 76, 0.8, 3.0), ("nylon guitar", 64, 0.8, 3.0),
        ("upright bass", 28, 1.5, 4.0), ("finger bass", 28, 2.5, 6.0), ("tine piano", 52, 2.0, 6.5),
        ("studio kit", 49, 1.2, 4.0), ("studio kit", 42, 0.03, 0.25), ("studio kit", 36, 0.1, 0.7),
        ("studio kit", 38, 0.08, 0.5),
    ],
)  # fmt: skip
def test_tones_die_when_they_should(name: str, key: int, shortest: float, longest: float) -> None:
    assert shortest < t60_seconds(made(name, key).samples) < longest


@pytest.mark.parametrize("name", ["steel guitar", "nylon guitar", "upright bass", "finger bass"])
def test_low_strings_ring_longer(name: str) -> None:
    low, high = INSTRUMENTS[name].lowest, INSTRUMENTS[name].highest - 4
    assert t60_seconds(made(name, low).samples) > t60_seconds(made(name, high).samples)


def test_muted_is_short_dead_has_no_pitch_and_up_is_brighter() -> None:
    normal, muted, dead, up = (made("steel guitar", 52, 2, kind).samples for kind in (0, 1, 2, 3))
    assert len(muted) < 0.3 * len(normal)
    assert len(dead) < len(muted)
    assert centroid_hz(up) > centroid_hz(normal) > centroid_hz(muted)
    spectrum = np.abs(np.fft.rfft(normal, 65_536))
    stopped = np.abs(np.fft.rfft(dead, 65_536))
    assert spectrum.max() / np.median(spectrum) > 8 * stopped.max() / np.median(stopped)
    assert periodicity(normal, key_to_hz(52)) > 0.9
    assert periodicity(dead, key_to_hz(52)) < 0.6


def periodicity(samples: Samples, f0_hz: float) -> float:
    """How alike the sound is to itself a period later: 1 for a tone, about 0 for noise."""
    lag = round(RATE / f0_hz)
    part = samples[441 : 441 + 12 * lag].astype(np.float64)
    return float(
        part[lag:] @ part[:-lag] / math.sqrt(float(part[lag:] @ part[lag:]) * float(part[:-lag] @ part[:-lag]))
    )


def test_nothing_lies_above_the_limit_for_partials() -> None:
    for name, key in [("tine piano", 103), ("clarinet", 91), ("steel guitar", 84), ("studio kit", 49)]:
        power = np.abs(np.fft.rfft(made(name, key, 3).samples)) ** 2
        f = np.linspace(0, RATE / 2, len(power))
        assert power[f > 0.47 * RATE].sum() < 1e-5 * power.sum()


@pytest.mark.parametrize("name", list(MODELS))
@pytest.mark.parametrize("key", [0, 127])
def test_keys_outside_the_range_still_sound(name: str, key: int) -> None:
    samples = made(name, key).samples
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() > 0.001


def test_variants_differ_but_not_in_pitch() -> None:
    one, other = (made("steel guitar", 52, variant=variant) for variant in (0, 1))
    assert not np.array_equal(one.samples[:5000], other.samples[:5000])
    assert abs(cents_off(other.samples, key_to_hz(52), RATE)) < 2


def test_modes_are_the_sines_they_stand_for() -> None:
    t = np.arange(3000) / RATE
    expected = 0.7 * np.exp(-math.log(1000) / 0.4 * t) * np.sin(2 * np.pi * 441.3 * t + 0.3)
    assert np.allclose(ring([441.3], [0.4], [0.7], [0.3], 3000, RATE), expected, atol=1e-5)
    assert not ring([30_000.0], [1.0], [1.0], [0.0], 100, RATE).any()
