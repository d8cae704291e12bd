"""Rolls: as many strokes a second as are asked for, as loud as one stroke, and on for ever without a seam."""

import numpy as np
import pytest

from houseband.music.articulation import Articulation
from houseband.sound.instruments import MODELS, folk, mallets
from houseband.sound.modes import Samples, held_loudness_db
from houseband.sound.tone import LAYERS, Stroke, Tone

RATE = 44_100
ROLLS = {**mallets.ROLLS, **folk.TREMOLOS}
KEYS = {"vibraphone": 65, "marimba": 60, "xylophone": 77, "glockenspiel": 84, "timpani": 45, "steel drums": 67,
        "mandolin": 69, "ukulele": 67}  # fmt: skip


def made(name: str, layer: int = 2, kind: Articulation = Articulation.TREMOLO) -> Tone:
    return MODELS[name](Stroke(name, KEYS[name], layer, kind, 0, RATE))


def loop_of(tone: Tone, times: int = 1) -> Samples:
    return np.tile(tone.samples[tone.loop_start_frames : tone.loop_end_frames], times)


def test_every_instrument_that_is_rolled_on_says_so() -> None:
    assert {name for name, model in MODELS.items() if Articulation.TREMOLO in model.articulations} >= set(ROLLS)
    assert set(KEYS) == set(ROLLS)


@pytest.mark.parametrize("name", ROLLS)
def test_strokes_come_as_fast_as_they_should(name: str) -> None:
    loop = loop_of(made(name), 4).astype(np.float64)
    step = round(0.004 * RATE)
    spectrum = np.fft.rfft(np.diff(loop, prepend=loop[-1]))
    power = np.square(np.fft.irfft(spectrum, len(loop)))[: len(loop) // step * step].reshape(-1, step).mean(axis=1)
    envelope = np.log(power + power.max() * 1e-4)
    turns = np.abs(np.fft.rfft(envelope - envelope.mean()))
    f = np.fft.rfftfreq(len(envelope), step / RATE)
    near = (f > 5.0) & (f < 20.0)
    assert f[near][np.argmax(turns[near])] == pytest.approx(ROLLS[name].strokes_hz, rel=0.03)


@pytest.mark.parametrize("name", ROLLS)
def test_it_is_as_loud_as_a_stroke_and_rises_with_the_velocity(name: str) -> None:
    levels = [held_loudness_db(loop_of(made(name, layer), 2), RATE) for layer in range(LAYERS)]
    one = [held_loudness_db(made(name, layer, Articulation.NORMAL).planes[0], RATE) for layer in range(LAYERS)]
    assert levels == pytest.approx(one, abs=2.0)
    assert all(np.diff(levels) > 3.0)


@pytest.mark.parametrize("name", ROLLS)
def test_the_loop_has_no_seam(name: str) -> None:
    """What comes after its end is what came after its beginning."""
    tone = made(name)
    assert tone.loops
    before = tone.samples[tone.loop_start_frames - 1]
    assert tone.samples[tone.loop_end_frames - 1] == pytest.approx(before, abs=2e-3 * float(np.abs(tone.samples).max()))
    steps = np.abs(np.diff(loop_of(tone, 2)))
    seam = steps[len(loop_of(tone)) - 2 : len(loop_of(tone)) + 1].max()
    assert seam <= steps.max()
    assert ROLLS[name].release_seconds == tone.release_seconds
