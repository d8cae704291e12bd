"""Organs and free reeds: drawbars, the turning loudspeaker, reeds that beat, and expression."""

import itertools

import numpy as np
import pytest

from houseband.music.articulation import Articulation
from houseband.sound.circles import Hold, loop_near
from houseband.sound.instruments import MODELS
from houseband.sound.instruments.organs import (
    FIGURES,
    FOOTAGES,
    HORN_METRES,
    NAMES,
    SOUND_METRES_PER_SECOND,
    drawn,
    turning,
)
from houseband.sound.modes import Samples
from houseband.sound.timbre import rows
from houseband.sound.tone import LAYERS, Stroke, Tone
from houseband.units import key_to_hz

RATE = 44_100


def held(name: str, key: int, layer: int = 2, kind: Articulation = Articulation.NORMAL, rate: int = RATE) -> Tone:
    return MODELS[name](Stroke(name, key, layer, kind, 0, rate))


def loop_of(tone: Tone) -> Samples:
    return tone.samples[tone.loop_start_frames : tone.loop_end_frames]


def swing_db(samples: Samples, rate: int = RATE) -> float:
    """From the softest to the loudest 30 ms."""
    size = round(0.03 * rate)
    levels = np.sqrt((samples[: len(samples) // size * size].reshape(-1, size) ** 2).mean(axis=1))
    return 20.0 * float(np.log10(levels.max() / levels.min()))


def partial_db(samples: Samples, hz: float) -> float:
    """The power within a semitone of a frequency, in dB."""
    spectrum = np.abs(np.fft.rfft(samples)) ** 2
    f = np.fft.rfftfreq(len(samples), 1 / RATE)
    return 10.0 * float(np.log10(spectrum[np.abs(np.log2(np.maximum(f, 1) / hz)) < 1 / 24].sum() + 1e-20))


def test_a_drawbar_is_three_decibels_a_step_and_sounds_its_footage() -> None:
    ratios = np.arange(1, 33) / 2.0
    full, pushed = drawn([8] * 9)(ratios), drawn([8, 8, 8, 4, 0, 0, 0, 0, 0])(ratios)
    assert set(ratios[full > 0.5].tolist()) == set(FOOTAGES)
    assert 20 * np.log10(pushed[ratios == 2.0] / full[ratios == 2.0]) == pytest.approx(-12.0)
    assert (pushed[ratios > 2.0] < 0.01).all()


def test_drawn_harmonics_are_the_loud_ones() -> None:
    tone = loop_of(held("organ", 60))
    f0 = key_to_hz(60)
    drawbars = rows(FIGURES)["organ"]["drawbars"]
    drawn_db = [partial_db(tone, f0 * ratio) for ratio, step in zip(FOOTAGES, drawbars, strict=True) if step >= 6]
    assert min(drawn_db) > partial_db(tone, f0 * 7.0) + 20


def test_the_horn_turns_by_whole_turns_and_bends_by_its_speed() -> None:
    hold = Hold(loop_near(220.0, 1.2, RATE), 0.6)
    turned = turning(hold, 6.67, 5.7)
    assert turned is not None
    t = np.linspace(0, hold.loop_seconds, 4801)
    low, high = turned(np.array([100.0, 4000.0]), t)
    assert np.allclose([low[0], high[0]], [low[-1], high[-1]])
    assert np.abs(high).max() > 1.2
    # Doppler: df/f = the speed of the horn's mouth over that of sound
    bend_hz = np.abs(np.diff(np.unwrap(np.angle(high)))).max() / (2 * np.pi * (t[1] - t[0]))
    turns = round(6.67 * hold.loop_seconds)
    speed = 2 * np.pi * HORN_METRES * turns / hold.loop_seconds
    assert bend_hz == pytest.approx(4000.0 * speed / SOUND_METRES_PER_SECOND, rel=0.03)
    assert np.abs(np.angle(low)).max() < 0.01


def test_the_horn_is_loudest_where_it_is_nearest_and_the_drum_turns_by_itself() -> None:
    hold = Hold(loop_near(220.0, 4.8, RATE), 0.6)
    turned = turning(hold, 0.83, 0.67)
    assert turned is not None
    t = np.linspace(0, hold.loop_seconds, 4801)[:-1]
    low, high = turned(np.array([60.0, 9000.0]), t)
    early = np.unwrap(np.angle(high))
    assert early[int(np.argmax(np.abs(high)))] == pytest.approx(early.max(), abs=0.01)  # its sound comes first
    drum, horn = (int(np.argmax(np.abs(np.fft.rfft(np.abs(x) - np.abs(x).mean())))) for x in (low, high))
    assert (horn, drum) == (4, 3)


def test_percussion_is_struck_with_the_key_and_dies_while_the_rest_is_held() -> None:
    f0 = key_to_hz(60)
    tone = held("percussive organ", 60).samples
    row = rows(FIGURES)["percussive organ"]
    harmonic, level_db, t60_seconds = row["percussion"]
    assert 0.3 < t60_seconds < 1.5

    def level(hz: float, at: float) -> float:
        part = tone[round(at * RATE) : round((at + 0.1) * RATE)]
        return partial_db(part * np.hanning(len(part)).astype(np.float32), hz)

    struck = level(harmonic * f0, 0.03) - level(harmonic * f0, 1.3)
    others = [level(ratio * f0, 0.03) - level(ratio * f0, 1.3) for ratio in (1.0, 3.0)]
    assert struck > max(others) + 0.4 * level_db
    assert max(np.abs(others)) < 5.0


@pytest.mark.parametrize("name", ["organ", "rock organ", "church organ", "reed organ"])
def test_what_is_held_stays_as_loud_as_it_was(name: str) -> None:
    """No key of an organ dies away: but for the swing of its loudspeaker, it is as loud after a second as at first."""
    samples = held(name, 60).samples
    early, later = (np.square(samples[round(at * RATE) : round((at + 0.4) * RATE)]).mean() for at in (0.25, 1.0))
    assert abs(10 * np.log10(later / early)) < 3.0


def test_a_fast_rotor_swings_quicker_than_a_slow_one_and_no_rotor_not_at_all() -> None:
    fast, slow = (rows(FIGURES)[name]["horn_hz"] for name in ("rock organ", "organ"))
    assert 5.5 < fast < 7.5
    assert 0.6 < slow < 1.0
    for name in ("rock organ", "organ", "percussive organ"):
        row = rows(FIGURES)[name]
        turns = [round(row[part] * row.get("loop_seconds", 1.2)) for part in ("horn_hz", "drum_hz")]
        assert turns[0] > turns[1] > 0, "the drum is heavier, and has a belt of its own"
    assert turning(Hold(loop_near(220.0, 1.2, RATE), 0.6), 0.0, 0.0) is None
    assert swing_db(loop_of(held("rock organ", 72))) > swing_db(loop_of(held("harmonica", 72)))


def test_the_accordion_beats_and_the_harmonica_does_not() -> None:
    assert swing_db(loop_of(held("accordion", 72))) > 2.0
    assert swing_db(loop_of(held("harmonica", 72))) < 2.0


@pytest.mark.parametrize("name", NAMES)
def test_it_goes_on_for_ever_and_brightens_with_its_swell(name: str) -> None:
    centroids = []
    for layer in range(LAYERS):
        tone = held(name, 64, layer)
        assert tone.loops
        assert 0 < tone.release_seconds < 0.3
        power = np.abs(np.fft.rfft(loop_of(tone))) ** 2
        centroids.append(float(power @ np.fft.rfftfreq(len(loop_of(tone)), 1 / RATE) / power.sum()))
    assert all(a < b for a, b in itertools.pairwise(centroids))


@pytest.mark.parametrize("name", NAMES)
def test_a_short_note_speaks_and_stops_sooner(name: str) -> None:
    normal, short = held(name, 64), held(name, 64, kind=Articulation.STACCATO)
    assert short.release_seconds < normal.release_seconds
    count = round(0.05 * RATE)
    begun = [np.cumsum(tone.samples[:count].astype(float) ** 2)[-1] for tone in (normal, short)]
    assert begun[1] > 0.9 * begun[0]


@pytest.mark.parametrize("name", NAMES)
def test_half_the_sample_rate_is_the_same_note(name: str) -> None:
    tone = held(name, 84, rate=22_050)
    power = np.abs(np.fft.rfft(loop_of(tone))) ** 2
    f = np.fft.rfftfreq(len(loop_of(tone)), 1 / 22_050)
    assert power[f > 0.46 * 22_050].sum() < 1e-6 * power.sum()
    assert power[np.abs(f / key_to_hz(84) - 1) < 0.06].sum() > 0
