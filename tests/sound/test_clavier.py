"""Harpsichord and clavinet: their strings by the papers, and how little or how much they mind the touch."""

import numpy as np
import pytest
from strings import RATE, inharmonicity
from test_tones import centroid_hz, made, t60_seconds

from houseband.music.articulation import Articulation
from houseband.sound.instruments.clavier import MODELS
from houseband.units import key_to_hz


@pytest.mark.parametrize(("key", "lowest", "highest"), [(36, 1e-5, 1e-4), (60, 1e-5, 2e-4), (77, 3e-5, 5e-4)])
def test_harpsichord_strings_are_hardly_stiff(key: int, lowest: float, highest: float) -> None:
    """π²·E·d²/(64·ρ·L⁴·f²) for iron of 0.2–0.3 mm and brass of 0.6 mm at a scale of 0.35 m for c″: 2e-5 to 3e-4."""
    found = inharmonicity(made("harpsichord", key).samples, key_to_hz(key), range(7, 16, 2))
    assert lowest < found < highest


@pytest.mark.parametrize("key", [36, 60, 77])
def test_clavinet_strings_are_stiffer(key: int) -> None:
    clavinet = inharmonicity(made("clavinet", key).samples, key_to_hz(key), range(3, 10))
    harpsichord = inharmonicity(made("harpsichord", key).samples, key_to_hz(key), range(3, 10, 2))
    assert clavinet > 1.5 * harpsichord
    assert clavinet < 2e-3


@pytest.mark.parametrize(
    ("name", "key", "shortest", "longest"),
    [
        ("harpsichord", 36, 4.0, 10.0), ("harpsichord", 60, 2.5, 7.0), ("harpsichord", 84, 0.8, 3.0),
        ("clavinet", 36, 4.0, 9.0), ("clavinet", 60, 3.0, 8.0), ("clavinet", 84, 1.5, 5.0),
    ],
)  # fmt: skip
def test_strings_die_when_they_should(name: str, key: int, shortest: float, longest: float) -> None:
    assert shortest < t60_seconds(made(name, key).samples) < longest


def test_quills_mind_the_touch_less_than_tips() -> None:
    for key in (41, 53, 65):
        harpsichord, clavinet = (
            centroid_hz(made(name, key, 3).samples) / centroid_hz(made(name, key, 0).samples) for name in MODELS
        )
        assert 1.0 < harpsichord < clavinet
        assert harpsichord < 1.5


def test_the_four_foot_choir_sounds_an_octave_up() -> None:
    """Its partials lie beside the even ones of the eight-foot choirs: those are doubled, the odd ones are not."""
    samples = made("harpsichord", 53).samples[: round(1.5 * RATE)]
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 1 << 18))
    f = np.fft.rfftfreq(1 << 18, 1 / RATE)

    def level_db(k: int) -> float:
        return 20 * float(np.log10(spectrum[np.abs(f / key_to_hz(53) - k) < 0.3].max()))

    even, odd = (np.mean([level_db(k) for k in range(first, first + 10, 2)]) for first in (4, 3))
    assert even > odd


@pytest.mark.parametrize("name", list(MODELS))
def test_the_buff_stop_and_the_slider_shorten_and_darken(name: str) -> None:
    plain, muted = (made(name, 57, 2, kind).samples for kind in (Articulation.NORMAL, Articulation.MUTED))
    assert t60_seconds(muted) < 0.3 * t60_seconds(plain)
    assert centroid_hz(muted) < 0.7 * centroid_hz(plain)
