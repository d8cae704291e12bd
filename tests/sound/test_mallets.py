"""Bars, bells and electric pianos: modes where theory has them, mallets that brighten, dampers that stop."""

import itertools

import numpy as np
import pytest

from houseband.music.articulation import Articulation
from houseband.music.instrument import INSTRUMENTS
from houseband.sound.instruments import MODELS, mallets
from houseband.sound.instruments.electric_pianos import CHIME_RATIO
from houseband.sound.modes import Samples
from houseband.sound.tone import LAYERS, RINGS_OUT, Stroke
from houseband.units import key_to_hz

RATE = 44_100
SIZE = 1 << 17


def struck(name: str, key: int, layer: int = 2, kind: Articulation = Articulation.NORMAL) -> Samples:
    return MODELS[name](Stroke(name, key, layer, kind, 0, RATE)).samples


def lines_db(samples: Samples, hz: list[float], seconds: float = 0.4) -> list[float]:
    """The strongest line within 2 % of each frequency, against the strongest of all."""
    part = samples[: round(seconds * RATE)]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), SIZE))
    f = np.fft.rfftfreq(SIZE, 1 / RATE)
    top = spectrum.max()
    return [20 * float(np.log10(spectrum[np.abs(f / one - 1) < 0.02].max() / top)) for one in hz]


def strongest(samples: Samples, above_hz: float, below_hz: float, seconds: float = 0.3) -> float:
    part = samples[: round(seconds * RATE)]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), SIZE))
    f = np.fft.rfftfreq(SIZE, 1 / RATE)
    return float(f[np.argmax(np.where((f > above_hz) & (f < below_hz), spectrum, 0.0))])


def t60_seconds(samples: Samples) -> float:
    left = np.cumsum(samples[::-1].astype(np.float64) ** 2)[::-1]
    level = 10 * np.log10(left / left[0] + 1e-20)
    return 2.0 * float(np.argmax(level < -35) - np.argmax(level < -5)) / RATE


# The first overtone that is tuned or given by theory: Fletcher & Rossing, chapters 2 and 19.
OVERTONES = {"vibraphone": (65, 4.0), "marimba": (50, 4.0), "xylophone": (69, 3.0), "glockenspiel": (82, 2.75)}


@pytest.mark.parametrize("name", OVERTONES)
def test_the_overtone_of_a_bar_is_where_it_is_tuned(name: str) -> None:
    key, ratio = OVERTONES[name]
    f0 = key_to_hz(key)
    found = strongest(struck(name, key, 3), f0 * (ratio - 0.6), f0 * (ratio + 0.6))
    assert found / f0 == pytest.approx(ratio, rel=0.01)


def test_the_strike_note_of_a_tubular_bell_is_an_octave_below_its_fourth_mode() -> None:
    """Modes 4 to 6 lie near 2 : 3 : 4, and nothing sounds at the strike note itself (Fletcher & Rossing, ch. 19)."""
    f0 = key_to_hz(67)
    bell = struck("tubular bells", 67)
    second, third, fourth, itself = lines_db(bell, [2 * f0, 2.92 * f0, 4.01 * f0, f0])
    assert min(second, third, fourth) > -20
    assert itself < min(second, third, fourth) - 10


def test_timpani_ring_in_the_preferred_modes() -> None:
    """1 : 1.5 : 2, by the air that the membrane carries (Rossing, Scientific American 247(5), 1982)."""
    f0 = key_to_hz(47)
    assert min(lines_db(struck("timpani", 47), [f0, 1.5 * f0, 1.98 * f0], 0.6)) > -30


# Seconds to −60 dB between which bars of this kind ring, damper up: wide bounds around the sampled sets' own.
DECAYS = {
    "vibraphone": (60, 3.0, 9.5), "marimba": (60, 0.3, 2.5), "xylophone": (77, 0.1, 1.2),
    "glockenspiel": (84, 1.0, 9.0), "celesta": (72, 0.8, 6.0), "tubular bells": (67, 2.0, 9.5),
    "kalimba": (70, 0.4, 4.0), "timpani": (45, 0.5, 5.0),
    "woodblock": (60, 0.02, 0.4), "tine piano": (52, 2.0, 6.5), "reed piano": (52, 0.8, 4.0),
    "FM piano": (52, 2.0, 7.5),
}  # fmt: skip


@pytest.mark.parametrize("name", DECAYS)
def test_it_rings_as_long_as_its_kind(name: str) -> None:
    key, shortest, longest = DECAYS[name]
    assert shortest < t60_seconds(struck(name, key)) < longest


def test_metal_rings_longer_than_wood_and_low_bars_longer_than_high() -> None:
    assert t60_seconds(struck("vibraphone", 65)) > 2 * t60_seconds(struck("marimba", 65))
    for name in ("marimba", "xylophone"):
        low, high = INSTRUMENTS[name].lowest, INSTRUMENTS[name].highest - 6
        assert t60_seconds(struck(name, low)) > t60_seconds(struck(name, high))


def test_a_damper_stops_what_has_one_and_nothing_stops_the_rest() -> None:
    for name in mallets.COURSES:
        tone = MODELS[name](Stroke(name, 72, 2, 0, 0, RATE))
        has_damper = name in ("celesta", "vibraphone", "timpani")
        assert (tone.release_seconds < RINGS_OUT) == has_damper, name


@pytest.mark.parametrize("name", ["vibraphone", "marimba", "timpani"])
def test_a_dead_stroke_is_short(name: str) -> None:
    key = (INSTRUMENTS[name].lowest + INSTRUMENTS[name].highest) // 2
    assert t60_seconds(struck(name, key, kind=Articulation.MUTED)) < 0.4 * t60_seconds(struck(name, key))


def test_what_is_out_of_tune_with_the_keys_still_rises_with_them() -> None:
    for name in ("woodblock", "taiko", "melodic tom", "synth drum"):
        assert not INSTRUMENTS[name].is_in_tune
        top_hz = 2500 if name == "woodblock" else 600
        pitches = [strongest(struck(name, key), 40, top_hz) for key in (42, 54, 66, 78)]
        assert all(low < high < 2 * low for low, high in itertools.pairwise(pitches)), (name, pitches)


def test_tines_and_reeds_bark_when_they_are_struck_hard() -> None:
    """Harmonic k of the pickup goes as the k-th power of the swing."""
    for name in ("tine piano", "reed piano"):
        f0 = key_to_hz(48)
        seconds = [lines_db(struck(name, 48, layer), [2 * f0, 4 * f0], 0.3) for layer in (0, LAYERS - 1)]
        assert seconds[1][0] > seconds[0][0] + 3
        assert seconds[1][1] - seconds[0][1] > seconds[1][0] - seconds[0][0]


def test_frequency_modulation_has_its_side_lines_where_the_modulator_puts_them() -> None:
    """Around a modulator of 14 times the pitch: at 13 and 15, evenly (Chowning 1973)."""
    f0 = key_to_hz(48)
    below, at, above = lines_db(struck("FM piano", 48, 3), [f0 * (CHIME_RATIO + step) for step in (-1, 0, 1)], 0.1)
    assert below == pytest.approx(above, abs=3.0)
    assert at < below - 6
    soft = lines_db(struck("FM piano", 48, 0), [f0 * (CHIME_RATIO - 1)], 0.1)[0]
    assert soft < below - 6


@pytest.mark.parametrize("key", [72, 84, 91, 100])
def test_no_side_line_folds_over(key: int) -> None:
    """At 22.05 kHz too: what is not near a harmonic lies 60 dB under the note."""
    rate = 22_050
    samples = MODELS["FM piano"](Stroke("FM piano", key, 3, 0, 0, rate)).samples[: rate // 2]
    power = np.abs(np.fft.rfft(samples * np.blackman(len(samples)))) ** 2
    f = np.fft.rfftfreq(len(samples), 1 / rate) / key_to_hz(key)
    between = np.abs(f - np.round(f)) > 0.2
    assert 10 * np.log10(power[between].sum() / power.sum()) < -60.0
