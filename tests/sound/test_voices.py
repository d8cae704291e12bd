"""Voices and sound effects by their laws."""

import itertools

import numpy as np
import pytest

from houseband.music.articulation import Articulation
from houseband.music.general_midi import PROGRAMS
from houseband.sound.instruments import MODELS, effects
from houseband.sound.instruments.voices import FORMANTS_HZ, MEN_UP_TO_KEY, NAMES, WOMEN_FROM_KEY, folds, vowel
from houseband.sound.modes import Samples
from houseband.sound.pitch import held
from houseband.sound.timbre import RISE_HZ, timbre
from houseband.sound.tone import LAYERS, Stroke, Tone

RATE = 44_100


def made(name: str, key: int = 64, layer: int = 2, kind: Articulation = Articulation.NORMAL, variant: int = 0) -> Tone:
    return MODELS[name](Stroke(name, key, layer, kind, variant, RATE))


def centroid_hz(samples: Samples) -> float:
    power = np.abs(np.fft.rfft(samples)) ** 2
    return float(power @ np.fft.rfftfreq(len(samples), 1 / RATE) / power.sum())


@pytest.mark.parametrize("name", FORMANTS_HZ)
@pytest.mark.parametrize(("key", "sex"), [(MEN_UP_TO_KEY - 5, 0), (WOMEN_FROM_KEY + 5, 1)])
def test_a_throat_is_loudest_at_its_formants(name: str, key: int, sex: int) -> None:
    f = np.arange(100.0, 5000.0, 5.0)
    gain = vowel(name, key)(f)
    for hz in FORMANTS_HZ[name][sex][:2]:
        near = (f > 0.88 * hz) & (f < 1.12 * hz)
        peak = f[near][np.argmax(gain[near])]
        assert 0.89 * hz < peak < 1.11 * hz
        assert gain[near].max() > 2 * gain[(f > 4500)].max()


def test_formants_move_from_men_to_women_between_the_registers() -> None:
    f = np.arange(200.0, 1500.0, 2.0)
    firsts = [f[np.argmax(vowel("a", key)(f) * (f < 1000))] for key in range(MEN_UP_TO_KEY, WOMEN_FROM_KEY + 1, 2)]
    assert all(low <= high for low, high in itertools.pairwise(firsts))
    assert firsts[-1] > firsts[0] + 50


def test_the_folds_fall_by_six_decibels_an_octave_as_they_are_heard() -> None:
    assert 20 * np.log10(folds(np.array([2.0])) / folds(np.array([1.0]))) == pytest.approx(-6.02, abs=0.01)


def test_an_ah_is_brighter_than_an_ooh() -> None:
    for key in (52, 60, 70):
        assert centroid_hz(made("choir", key).samples) > centroid_hz(made("choir oohs", key).samples)


@pytest.mark.parametrize("name", NAMES)
def test_short_notes_stop_sooner_and_all_go_on(name: str) -> None:
    normal, short = made(name), made(name, kind=Articulation.STACCATO)
    assert short.release_seconds < normal.release_seconds
    assert normal.loops
    assert short.loops


def test_a_choir_is_several_singers() -> None:
    """Their partials spread about the pitch: a line of one singer is as narrow as the loop is long."""
    tone = made("choir", 67)
    loop = tone.samples[tone.loop_start_frames : tone.loop_end_frames]
    power = np.abs(np.fft.rfft(loop)) ** 2
    middle = round(4 * 392.0 * len(loop) / RATE)
    around = power[middle - 25 : middle + 26]
    assert around.max() < 0.8 * around.sum()


@pytest.mark.parametrize("name", effects.MODELS)
def test_an_effect_is_a_program_and_differs_from_take_to_take(name: str) -> None:
    assert name in PROGRAMS
    one, other = (made(name, 66, variant=variant).samples for variant in (0, 1))
    count = min(len(one), len(other), RATE)
    if name != "telephone":  # a machine rings the same each time
        assert not np.array_equal(one[:count], other[:count])


@pytest.mark.parametrize("name", effects.MODELS)
def test_a_harder_effect_is_brighter_and_a_higher_key_is_quicker(name: str) -> None:
    centroids = [centroid_hz(made(name, 66, layer).samples) for layer in range(LAYERS)]
    assert all(a < b for a, b in itertools.pairwise(centroids))
    if name != "applause":  # a hall claps on
        assert made(name, 90).frames < made(name, 40).frames


def test_a_reversed_cymbal_grows_and_a_gunshot_dies() -> None:
    for name, grows in (("reverse cymbal", True), ("gunshot", False)):
        samples = made(name, 66).samples.astype(float)
        half = len(samples) // 2
        assert (np.sum(samples[half:] ** 2) > np.sum(samples[:half] ** 2)) == grows


def test_blades_chop_eleven_times_a_second() -> None:
    tone = made("helicopter", 66)
    long = held(tone.samples, tone, 10 * RATE)[2 * RATE :]
    level = np.sqrt((long[: len(long) // 441 * 441].reshape(-1, 441) ** 2).mean(axis=1))
    spectrum = np.abs(np.fft.rfft(level - level.mean()))
    assert np.fft.rfftfreq(len(level), 0.01)[np.argmax(spectrum)] == pytest.approx(11.0, abs=0.3)


def test_quicker_scales_the_whole_beginning() -> None:
    """A note that begins k times sooner is the same shape on a clock k times as fast, swell and settling included."""
    figures = timbre({"attack_seconds": [0.05] * len(RISE_HZ), "decay_db": [-12.0] * len(RISE_HZ)})
    hz, seconds = np.array([500.0]), np.linspace(0.0, 0.3, 60)
    plain = figures.rise(hz, seconds, 4.0)
    assert np.allclose(figures.rise(hz, seconds / 3.0, 4.0, 3.0), plain, atol=1e-9)
    assert float(np.ptp(plain)) > 0.3
