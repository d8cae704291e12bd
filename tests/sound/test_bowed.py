"""Bowed strings by their laws: loops without seams, attacks and vibratos as measured, articulations that differ."""

import numpy as np
import pytest

from houseband.music.articulation import Articulation
from houseband.music.instrument import INSTRUMENTS
from houseband.sound.instruments.bowed import MODELS, helmholtz
from houseband.sound.modes import Samples
from houseband.sound.pitch import held
from houseband.sound.tone import Stroke, Tone
from houseband.units import key_to_hz

RATE = 44_100
HELD = [name for name in MODELS if name != "pizzicato strings"]


def made(name: str, key: int, articulation: Articulation = Articulation.NORMAL, variant: int = 0) -> Tone:
    return MODELS[name](Stroke(name, key, 2, articulation, variant, RATE))


def envelope(samples: Samples, size: int = 441) -> Samples:
    part = samples[: len(samples) // size * size].reshape(-1, size)
    return np.asarray(np.sqrt((part.astype(np.float64) ** 2).mean(axis=1)), np.float32)


def track_hz(samples: Samples, f0_hz: float) -> Samples:
    """The pitch of the fundamental by moment."""
    spectrum = np.fft.fft(samples)
    f = np.fft.fftfreq(len(samples), 1 / RATE)
    phase = np.unwrap(np.angle(np.fft.ifft(spectrum * (f > 0.8 * f0_hz) * (f < 1.2 * f0_hz))))
    return np.asarray(np.diff(phase) * RATE / (2 * np.pi), np.float32)


@pytest.mark.parametrize("name", ["violin", "viola", "cello", "bowed bass"])
def test_a_solo_string_vibrates_as_players_do(name: str) -> None:
    """5–7 a second, a few tens of cents from peak to peak: Fletcher & Sanders 1967, Seashore 1938."""
    key = INSTRUMENTS[name].lowest + 20
    tone = made(name, key)
    loop = tone.samples[tone.loop_start_frames : tone.loop_end_frames]
    cents = 1200 * np.log2(track_hz(np.tile(loop, 3), key_to_hz(key))[len(loop) : 2 * len(loop)] / key_to_hz(key))
    assert 12 < np.percentile(cents, 99) - np.percentile(cents, 1) < 60
    spectrum = np.abs(np.fft.rfft(cents - cents.mean()))
    hz = np.fft.rfftfreq(len(cents), 1 / RATE)
    slow = hz > 3
    assert 4.4 < hz[slow][int(np.argmax(spectrum[slow]))] < 7


@pytest.mark.parametrize("name", HELD)
def test_a_bowed_tone_takes_its_time(name: str) -> None:
    """30–300 ms (Fletcher & Rossing, ch. 10; Meyer, ch. 3), twice that where it is meant to be slow."""
    level = envelope(made(name, INSTRUMENTS[name].lowest + 22).samples)
    reached = float(np.argmax(level > 0.5 * np.median(level[40:]))) * 10
    assert 10 <= reached <= 600


def test_the_bow_sounds_a_saw_tooth_with_nodes() -> None:
    k = np.arange(1.0, 40.0)
    gain = helmholtz(k)
    assert gain[8] * 9 < 0.6 * gain[4] * 5  # the bow stands on a node of the ninth
    slope = np.polyfit(np.log2(k), 20 * np.log10(gain), 1)[0]
    assert -7.5 < slope < -4.5  # 6 dB an octave


def test_articulations_are_what_they_say() -> None:
    for name in ("violin", "string section"):
        normal, legato, short, plucked, trembling, muted = (
            made(name, 69, Articulation[kind])
            for kind in ("NORMAL", "LEGATO", "STACCATO", "PIZZICATO", "TREMOLO", "MUTED")
        )
        assert normal.loops
        assert legato.loops
        assert trembling.loops
        assert not short.loops
        assert not plucked.loops
        steady = [envelope(tone.samples[tone.loop_start_frames :]) for tone in (normal, trembling)]
        if name == "violin":  # those of a section do not change the bow together
            assert steady[1].std() > 0.3 * steady[1].mean()
            assert steady[0].std() < 0.1 * steady[0].mean()
        rises = [np.argmax(envelope(tone.samples) > 0.6 * np.median(envelope(tone.samples)[50:])) for tone in
                 (legato, normal)]  # fmt: skip
        assert rises[0] <= rises[1]
        assert len(short.samples) < 0.8 * RATE
        spectra = [np.abs(np.fft.rfft(tone.samples[-RATE:])) for tone in (muted, normal)]
        high = [float(spectrum[3000:].sum() / spectrum.sum()) for spectrum in spectra]
        assert high[0] < 0.7 * high[1]


def test_a_plucked_string_dies_and_a_bowed_one_does_not() -> None:
    plucked = envelope(made("pizzicato strings", 60).samples)
    assert plucked[60] < 0.1 * plucked.max()
    bowed = envelope(held(made("string section", 60).samples, made("string section", 60), 4 * RATE))
    assert bowed[350] > 0.4 * bowed.max()


@pytest.mark.parametrize("name", list(MODELS))
def test_takes_differ(name: str) -> None:
    one, other = (made(name, 60, variant=variant).samples for variant in (0, 1))
    size = min(len(one), len(other))
    assert np.corrcoef(one[:size], other[:size])[0, 1] < 0.999
    assert np.array_equal(one, made(name, 60).samples)
