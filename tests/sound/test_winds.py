"""Brass, reeds and pipes: spectra and beginnings as literature has them."""

import numpy as np
import pytest
from numpy.typing import NDArray
from test_tones import centroid_hz, made

from houseband.music.articulation import Articulation
from houseband.music.instrument import INSTRUMENTS
from houseband.sound.instruments.bowed import FIGURES as BOWED
from houseband.sound.instruments.voices import FIGURES as VOICES
from houseband.sound.instruments.winds import FIGURES as WINDS
from houseband.sound.instruments.winds import MODELS
from houseband.sound.sustained import entries
from houseband.sound.timbre import rows
from houseband.sound.tone import Tone
from houseband.units import SAMPLE_RATE_HZ, key_to_hz

RATE = SAMPLE_RATE_HZ
BRASS = ["trumpet", "trombone", "tuba", "French horn", "horn section"]


def partials_db(tone: Tone, f0_hz: float, count: int) -> NDArray[np.float64]:
    """The level of each harmonic in the loop."""
    loop = tone.samples[tone.loop_start_frames : tone.loop_end_frames].astype(np.float64)
    power = np.abs(np.fft.rfft(loop)) ** 2
    f = np.fft.rfftfreq(len(loop), 1 / RATE)
    found = [power[np.abs(f - k * f0_hz) < 0.3 * f0_hz].sum() for k in range(1, count + 1)]
    return np.asarray(10 * np.log10(np.array(found) + 1e-20))


def test_the_low_clarinet_sounds_odd_partials() -> None:
    """Benade, ch. 21: a cylinder closed at the reed; the even ones lie 15 dB and more lower in the chalumeau."""
    levels = partials_db(made("clarinet", 52), key_to_hz(52), 6)
    assert levels[0] - levels[1] > 15
    assert levels[2] - levels[3] > 8


def test_a_saxophone_has_them_all() -> None:
    levels = partials_db(made("tenor sax", 52), key_to_hz(52), 6)
    assert levels.max() - levels.min() < 25


def test_a_flute_has_few_partials_and_a_trumpet_many() -> None:
    flute, trumpet = (partials_db(made(name, 72), key_to_hz(72), 8) for name in ("flute", "trumpet"))
    assert (flute > flute.max() - 30).sum() < (trumpet > trumpet.max() - 30).sum()


@pytest.mark.parametrize("name", BRASS)
def test_brass_brightens_as_it_grows(name: str) -> None:
    """Risset & Mathews 1969, Beauchamp 1975."""
    key = (INSTRUMENTS[name].lowest + INSTRUMENTS[name].highest) // 2
    soft, hard = (centroid_hz(made(name, key, layer).samples) for layer in (0, 3))
    assert hard > 1.1 * soft


def reached_seconds(tone: Tone) -> float:
    """When the level first comes within 3 dB of its highest in the first second."""
    step = round(0.004 * RATE)
    head = tone.samples[: RATE // step * step].astype(np.float64)
    level = np.sqrt(np.square(head).reshape(-1, step).mean(axis=1))
    return 0.004 * float(np.argmax(level > 0.707 * level.max()))


@pytest.mark.parametrize("name", list(MODELS))
def test_it_speaks_within_a_quarter_of_a_second_and_holds(name: str) -> None:
    key = (INSTRUMENTS[name].lowest + INSTRUMENTS[name].highest) // 2
    tone = made(name, key)
    assert tone.loops
    assert reached_seconds(tone) < 0.25
    assert tone.loop_end_frames - tone.loop_start_frames < 3 * RATE


@pytest.mark.parametrize("name", ["trumpet", "alto sax", "flute", "oboe"])
def test_a_short_note_is_tongued_sooner_than_a_long_one(name: str) -> None:
    key = (INSTRUMENTS[name].lowest + INSTRUMENTS[name].highest) // 2
    long, short, slurred = (
        made(name, key, 2, kind) for kind in (Articulation.NORMAL, Articulation.STACCATO, Articulation.LEGATO)
    )
    assert reached_seconds(short) < reached_seconds(long) + 0.001
    beginning = slice(0, round(0.05 * RATE))
    sooner, later = (float(np.sum(tone.samples[beginning].astype(np.float64) ** 2)) for tone in (short, long))
    assert sooner > 1.1 * later
    assert not np.array_equal(slurred.samples[:2000], long.samples[:2000])


def burst_db(tone: Tone) -> float:
    """By how much the loudest 10 ms of the first 80 are louder than the held note."""
    step = round(0.01 * RATE)
    head = tone.samples[: 8 * step].astype(np.float64).reshape(8, step)
    loop = tone.samples[tone.loop_start_frames : tone.loop_end_frames].astype(np.float64)
    return float(10 * np.log10(np.square(head).mean(axis=1).max() / np.square(loop).mean()))


@pytest.mark.parametrize("name", ["trumpet", "tenor sax", "clarinet", "French horn"])
def test_a_slurred_note_neither_bursts_nor_creeps_in(name: str) -> None:
    key = (INSTRUMENTS[name].lowest + INSTRUMENTS[name].highest) // 2
    long, short, slurred = (
        made(name, key, 2, kind) for kind in (Articulation.NORMAL, Articulation.STACCATO, Articulation.LEGATO)
    )
    assert burst_db(slurred) < 1.5
    assert burst_db(slurred) < burst_db(short) or name not in BRASS
    assert reached_seconds(slurred) < 0.07
    assert reached_seconds(short) < 0.8 * reached_seconds(long)


@pytest.mark.parametrize("name", BRASS)
def test_the_upper_partials_of_brass_grow_faster_than_the_lower(name: str) -> None:
    """Beauchamp 1975: by 8 dB and more between 2 and 5 kHz from soft to loud, against the fundamental."""
    key = (INSTRUMENTS[name].lowest + INSTRUMENTS[name].highest) // 2
    f0_hz = key_to_hz(key)

    def above_db(layer: int) -> float:
        tone = made(name, key, layer)
        loop = tone.samples[tone.loop_start_frames : tone.loop_end_frames].astype(np.float64)
        power, f = np.abs(np.fft.rfft(loop)) ** 2, np.fft.rfftfreq(len(loop), 1 / RATE)
        low = power[np.abs(f - f0_hz) < 0.3 * f0_hz].sum()
        return float(10 * np.log10(power[(f > 2000) & (f < 5000)].sum() / low))

    assert 7.5 < above_db(3) - above_db(0) < 16.0


def test_a_section_does_not_come_in_like_one_man() -> None:
    """The last of them some 30 ms after the first; by then all are there, and a slur moves them together."""
    enter = entries(np.random.default_rng(1), 5, 0.03)
    assert enter is not None
    seconds = np.linspace(0.0, 0.1, 1001)
    levels = enter(seconds)
    begins = np.sort(seconds[np.argmax(levels > 0.01, axis=1)])
    assert begins[0] == 0.0
    assert 0.028 < begins[-1] < 0.035
    assert np.diff(begins).min() > 0.0
    assert (levels[:, seconds > 0.045] == 1.0).all()
    assert entries(np.random.default_rng(1), 1, 0.03) is None
    for rows_of, name in ((WINDS, "horn section"), (BOWED, "string section"), (VOICES, "choir")):
        assert 0.02 <= rows(rows_of)[name]["spread_seconds"] <= 0.05
