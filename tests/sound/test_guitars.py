"""Guitars: strings as literature has them, and ways of playing that differ as they do in life."""

import numpy as np
import pytest
from strings import RATE, band_level_db, inharmonicity, rise_seconds
from test_tones import centroid_hz, made, t60_seconds

from houseband.music.articulation import Articulation
from houseband.sound.instruments.guitars import DRIVEN, MODELS
from houseband.units import key_to_hz

PLAIN = [name for name in MODELS if name not in DRIVEN]


@pytest.mark.parametrize("name", ["nylon guitar", "steel guitar", "jazz guitar", "electric guitar"])
def test_stiffness_is_that_of_guitar_strings(name: str) -> None:
    """Järveläinen, Välimäki & Karjalainen 2001: B of 1e-5 to 2e-4 over guitar strings."""
    for key in (40, 52, 64):
        assert 1e-5 < inharmonicity(made(name, key).samples, key_to_hz(key), range(5, 13)) < 2e-4


@pytest.mark.parametrize(
    ("name", "key", "shortest", "longest"),
    [
        ("nylon guitar", 40, 2.5, 6.0), ("nylon guitar", 64, 1.0, 3.5), ("steel guitar", 40, 3.0, 8.0),
        ("steel guitar", 76, 1.0, 3.0), ("electric guitar", 40, 5.0, 10.0), ("jazz guitar", 52, 2.0, 6.0),
        ("muted guitar", 52, 0.1, 1.3),
    ],
)  # fmt: skip
def test_strings_ring_as_long_as_their_bodies_let_them(name: str, key: int, shortest: float, longest: float) -> None:
    assert shortest < t60_seconds(made(name, key).samples) < longest


def test_a_pickup_takes_less_from_the_string_than_a_body() -> None:
    for key in (40, 52, 64):
        nylon, steel, electric = (
            t60_seconds(made(name, key).samples) for name in ("nylon guitar", "steel guitar", "electric guitar")
        )
        assert nylon < steel < electric


@pytest.mark.parametrize("name", PLAIN)
def test_a_string_is_plucked_at_once(name: str) -> None:
    assert all(rise_seconds(made(name, key).samples) < 0.03 for key in (45, 57, 69))


def test_twelve_strings_have_the_octave() -> None:
    six, twelve = (made(name, 52).samples for name in ("steel guitar", "twelve-string guitar"))
    f0 = key_to_hz(52)

    def even_db(samples: np.ndarray[tuple[int], np.dtype[np.float32]]) -> float:
        even, odd = (
            10 * np.log10(sum(10 ** (band_level_db(samples, k * f0 - 30, k * f0 + 30)[20:60].mean() / 10) for k in ks))
            for ks in ((2, 4, 6), (1, 3, 5))
        )
        return float(even - odd)

    assert even_db(twelve) > even_db(six) + 3.0


@pytest.mark.parametrize("name", ["steel guitar", "electric guitar"])
def test_articulations_differ_as_they_do_in_life(name: str) -> None:
    kinds = (Articulation.NORMAL, Articulation.MUTED, Articulation.HAMMER, Articulation.HARMONIC, Articulation.UP)
    normal, muted, hammer, harmonic, up = (made(name, 57, 2, kind).samples for kind in kinds)
    assert t60_seconds(muted) < 0.3 * t60_seconds(normal)
    assert centroid_hz(muted) < centroid_hz(normal) < centroid_hz(up)
    assert centroid_hz(hammer) < centroid_hz(normal)
    assert centroid_hz(harmonic) < centroid_hz(normal)


@pytest.mark.parametrize("name", list(DRIVEN))
def test_an_amplifier_sustains_and_fills_the_spectrum(name: str) -> None:
    clean, driven = made("electric guitar", 52).samples, made(name, 52).samples

    def fallen_db(samples: np.ndarray[tuple[int], np.dtype[np.float32]]) -> float:
        early, late = (float(np.sum(samples[round(t * RATE) :][: RATE // 5] ** 2)) for t in (0.1, 2.0))
        return float(10 * np.log10(early / late))

    assert fallen_db(driven) < 0.5 * fallen_db(clean)
    assert centroid_hz(driven) > centroid_hz(clean)
