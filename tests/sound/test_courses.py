"""The model of courses of strings, and its voicings, by what they promise."""

import itertools
from types import ModuleType

import numpy as np
import pytest
from test_tones import centroid_hz, cents_off, made

from houseband.music.instrument import INSTRUMENTS
from houseband.sound.instruments import basses, clavier, folk
from houseband.sound.instruments.course import Course, Played
from houseband.sound.instruments.course_modes import modes
from houseband.sound.instruments.voicing import FREQUENCIES_HZ, Voicing, read_voicings
from houseband.sound.modes import loudness_db
from houseband.sound.tone import Stroke
from houseband.units import SAMPLE_RATE_HZ, key_to_hz

RATE = SAMPLE_RATE_HZ
FAMILIES = (basses, folk, clavier)
NAMES = [name for family in FAMILIES for name in family.MODELS]


def flat(t60_seconds: float = 2.0) -> Voicing:
    """A voicing without features, and without noise."""
    shape = (2, len(FREQUENCIES_HZ))
    return Voicing(
        np.array([40.0, 80.0]), np.zeros(shape), np.full(shape, t60_seconds), np.full(shape, -80.0), np.full(shape, 0.1)
    )


def found(course: Course, key: int = 45) -> tuple[np.ndarray, np.ndarray]:
    """Frequencies and amplitudes of the first string's slower polarisation."""
    f, _, a, _ = modes(Played(course, flat(), Stroke("finger bass", key, 2, 0, 0, RATE)))
    return f, a


def test_partials_are_those_of_a_stiff_string_excited_at_a_point() -> None:
    f, a = found(Course(40, 80, (1e-3, 1e-3), (0.25, 0.25), prompt=(0.0, 1.0), comb_floor=0.01))
    k = np.arange(1, len(f) + 1)
    stiff = k * key_to_hz(45) * np.sqrt((1 + 1e-3 * k**2) / (1 + 1e-3))
    assert np.abs(1200 * np.log2(f / stiff)).max() < 1.6  # the bridge moves each by 0.3 cents or so
    assert a[3] < 0.5 * a[2]  # a quarter of the length is a node of the fourth
    assert a[3] < 0.5 * a[4]


def test_a_pickup_hears_no_partial_that_has_a_node_there() -> None:
    plain, heard = (
        found(Course(40, 80, (1e-4, 1e-4), (0.13, 0.13), prompt=(0.0, 1.0), comb_floor=0.05, pickups=pickups))[1]
        for pickups in ((), ((0.2, 1.0),))
    )
    ratio = heard[:9] / plain[:9]
    assert np.argmin(ratio) == 4  # a fifth of the length
    assert ratio[4] < 0.2 * ratio[1]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rate", [22_050, 48_000])
def test_other_sample_rates_are_in_tune_and_as_loud(name: str, rate: int) -> None:
    for key in range(INSTRUMENTS[name].lowest, INSTRUMENTS[name].highest + 1, 12):
        samples = made(name, key, rate=rate).samples
        assert abs(cents_off(samples, key_to_hz(key), rate)) < 2
        assert abs(loudness_db(samples, rate) + 23.0) < 0.1


@pytest.mark.parametrize("name", NAMES)
def test_takes_differ_a_little_and_are_the_same_when_made_again(name: str) -> None:
    key = (INSTRUMENTS[name].lowest + INSTRUMENTS[name].highest) // 2
    takes = [made(name, key, variant=variant).samples for variant in range(3)]
    assert takes[0].tobytes() == made(name, key).samples.tobytes()
    for one, other in itertools.combinations(takes, 2):
        n = min(len(one), len(other), RATE // 2)
        likeness = float(one[:n] @ other[:n]) / float(np.linalg.norm(one[:n]) * np.linalg.norm(other[:n]))
        assert likeness < 0.9999
        assert 0.7 < centroid_hz(one) / centroid_hz(other) < 1.4


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rate", [22_050, 44_100])
def test_nothing_lies_above_the_limit_for_partials(name: str, rate: int) -> None:
    for key in (INSTRUMENTS[name].lowest, INSTRUMENTS[name].highest):
        power = np.abs(np.fft.rfft(made(name, key, 3, rate=rate).samples)) ** 2
        f = np.linspace(0, rate / 2, len(power))
        assert power[f > 0.47 * rate].sum() < 1e-6 * power.sum()


def test_a_voicing_lies_between_its_rows_and_is_held_outside() -> None:
    voicing = flat()
    table = np.stack([np.zeros(len(FREQUENCIES_HZ)), np.full(len(FREQUENCIES_HZ), -12.0)])
    assert voicing.at(60, table, np.array([1000.0]))[0] == pytest.approx(-6.0)
    assert voicing.at(20, table, np.array([1.0]))[0] == 0.0
    assert voicing.at(127, table, np.array([20_000.0]))[0] == -12.0
    times = np.stack([np.full(len(FREQUENCIES_HZ), 1.0), np.full(len(FREQUENCIES_HZ), 4.0)])
    assert voicing.seconds(60, times, np.array([440.0]))[0] == pytest.approx(2.0)


@pytest.mark.parametrize("family", FAMILIES)
def test_voicings_are_whole(family: ModuleType) -> None:
    for name, voicing in read_voicings(family.VOICINGS).items():
        shape = (len(voicing.keys), len(FREQUENCIES_HZ))
        tables = (voicing.level_db, voicing.t60_seconds, voicing.noise_db, voicing.noise_t60_seconds)
        assert all(table.shape == shape for table in tables), name
        assert (np.diff(voicing.keys) > 0).all()
        assert (voicing.t60_seconds > 0).all()
        assert (voicing.t60_seconds < 12).all()
        assert voicing.level_db.max() == pytest.approx(0.0, abs=0.5)
