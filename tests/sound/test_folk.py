"""Folk strings: inharmonicity by the dimensions of real ones, bounded decays, and what sets each apart."""

import dataclasses

import numpy as np
import pytest
from strings import RATE, band_level_db, inharmonicity, peak_seconds
from test_tones import centroid_hz, made, t60_seconds

from houseband.music.articulation import Articulation
from houseband.music.instrument import INSTRUMENTS
from houseband.sound.instruments import folk
from houseband.sound.instruments.courses import sound
from houseband.sound.instruments.voicing import read_voicings
from houseband.sound.modes import Samples
from houseband.sound.tone import Stroke
from houseband.units import key_to_hz


def plain_string_b(length_metres: float, diameter_mm: float, f0_hz: float, modulus: float, density: float) -> float:
    """Fletcher & Rossing, ch. 2, with the tension that gives f0: B = π²·E·d² / (64·ρ·L⁴·f0²)."""
    d = diameter_mm / 1000
    return float(np.pi**2 * modulus * d**2 / (64 * density * length_metres**4 * f0_hz**2))


STEEL, NYLON = (2.0e11, 7850.0), (4.0e9, 1100.0)


@pytest.mark.parametrize(
    ("name", "key", "length_metres", "diameter_mm", "material"),
    [
        ("banjo", 62, 0.67, 0.25, STEEL),  # first string
        ("mandolin", 76, 0.35, 0.26, STEEL),  # first pair
        ("ukulele", 69, 0.35, 0.65, NYLON),  # first string
        ("dulcimer", 62, 0.60, 0.40, STEEL),
        ("sitar", 54, 0.88, 0.30, STEEL),  # main string
    ],
)
def test_stiffness_is_that_of_real_strings(
    name: str, key: int, length_metres: float, diameter_mm: float, material: tuple[float, float]
) -> None:
    expected = plain_string_b(length_metres, diameter_mm, key_to_hz(key), *material)
    found = inharmonicity(made(name, key).samples, key_to_hz(key), range(5, 12))
    assert expected / 2.5 < found < expected * 2.5


@pytest.mark.parametrize(
    ("name", "key", "shortest", "longest"),
    [
        ("banjo", 50, 1.2, 3.0), ("banjo", 62, 0.8, 2.5), ("banjo", 79, 0.4, 1.5),
        ("mandolin", 55, 1.5, 4.0), ("mandolin", 76, 0.7, 2.5), ("ukulele", 60, 1.0, 2.5), ("ukulele", 76, 0.7, 2.0),
        ("harp", 36, 4.0, 9.0), ("harp", 60, 2.5, 6.0), ("harp", 96, 0.7, 2.5), ("dulcimer", 62, 2.0, 6.0),
        ("sitar", 54, 3.0, 8.0), ("shamisen", 60, 1.0, 3.5), ("koto", 62, 2.0, 6.0),
    ],
)  # fmt: skip
def test_strings_die_when_they_should(name: str, key: int, shortest: float, longest: float) -> None:
    assert shortest < t60_seconds(made(name, key).samples) < longest


def test_the_banjo_dies_before_all_other_steel_strings() -> None:
    """Woodhouse, Politzer & Mansour 2021: the head takes the energy of the strings much sooner than a wooden body."""
    for key in (55, 62, 69, 76):
        banjo = t60_seconds(made("banjo", key).samples)
        assert all(banjo < t60_seconds(made(name, key).samples) for name in ("mandolin", "dulcimer", "sitar", "koto"))


def beats_db(samples: Samples, f0_hz: float) -> float:
    """How far the third to eighth partials stray from a straight decay, in dB."""
    strays = []
    for k in range(3, 9):
        level = band_level_db(samples[: round(0.9 * RATE)], (k - 0.4) * f0_hz, (k + 0.4) * f0_hz)[6:170]
        t = np.arange(len(level))
        strays.append(float(np.std(level - np.polyval(np.polyfit(t, level, 2), t))))
    return float(np.mean(strays))


def test_pairs_of_strings_beat_and_single_ones_hardly() -> None:
    keys = (57, 62, 67)
    pairs = np.mean([beats_db(made("mandolin", key).samples, key_to_hz(key)) for key in keys])
    single = np.mean([beats_db(made("ukulele", key + 5).samples, key_to_hz(key + 5)) for key in keys])
    assert pairs > 1.4 * single


@pytest.mark.parametrize("key", [54, 57, 60])
def test_the_sitar_s_buzz_glides_down(key: int) -> None:
    """Siddiq 2012: the upper partials arrive the later the lower they are."""
    samples = made("sitar", key, 3).samples
    high, low = (peak_seconds(samples, centre / 1.12, centre * 1.12) for centre in (4500.0, 2000.0))
    assert high < low - 0.02


def test_sympathetic_strings_come_after_the_pluck() -> None:
    for name, key in (("sitar", 60), ("harp", 60), ("koto", 62), ("dulcimer", 62)):
        alone = dataclasses.replace(folk.COURSES[name], sympathetic=())
        stroke = Stroke(name, key, 2, 0, 0, RATE)
        with_them, without = (
            sound(course, read_voicings(folk.VOICINGS)[name], stroke).samples for course in (folk.COURSES[name], alone)
        )
        frames = min(len(with_them), len(without))
        scale = float(with_them[:2000] @ without[:2000]) / float(without[:2000] @ without[:2000])
        halo = with_them[:frames] - scale * without[:frames]
        assert peak_seconds(halo, 50.0, 8000.0) > 0.06, name
        assert np.abs(halo).max() < 0.5 * np.abs(with_them).max()


def test_the_head_of_a_banjo_is_in_its_formant() -> None:
    body_hz = [centre for centre, _, _ in folk.COURSES["banjo"].body]
    assert any(500.0 <= centre <= 800.0 for centre in body_hz)  # Woodhouse et al. 2021
    low, high = (band_level_db(made("banjo", 84).samples, *band)[:6].max() for band in ((500, 800), (60, 160)))
    assert low > high  # below the lowest partial, at 1047 Hz, only the head is left


@pytest.mark.parametrize("name", list(folk.MODELS))
def test_articulations_sound_like_themselves(name: str) -> None:
    known = folk.ARTICULATIONS[name]
    key = (INSTRUMENTS[name].lowest + INSTRUMENTS[name].highest) // 2
    sounds = {kind: made(name, key, 2, kind).samples for kind in known}
    plain = sounds[Articulation.NORMAL]
    assert t60_seconds(sounds[Articulation.MUTED]) < 0.45 * t60_seconds(plain)
    for kind, sign in ((Articulation.UP, 1), (Articulation.HAMMER, -1), (Articulation.HARMONIC, -1)):
        if kind in known:
            assert sign * centroid_hz(sounds[kind]) > sign * centroid_hz(plain), kind
    if Articulation.DEAD in known:
        assert len(sounds[Articulation.DEAD]) < 0.5 * len(plain)
