"""Pianos: what literature says of their strings, hammers and dampers."""

import itertools
import math

import numpy as np
import pytest
from strings import RATE, inharmonicity, rise_seconds
from test_tones import centroid_hz, made, t60_seconds

from houseband.sound.instruments.pianos import LAST_DAMPER, MODELS
from houseband.units import key_to_hz

PIANOS = list(MODELS)


@pytest.mark.parametrize("name", PIANOS)
def test_inharmonicity_rises_from_the_break_to_the_top(name: str) -> None:
    """Young 1952 and Conklin 1999: about 1e-4 in the tenor, some 1e-3 two octaves up, and more in the short bass."""
    bass, tenor, middle, high = (
        inharmonicity(made(name, key).samples, key_to_hz(key), partials)
        for key, partials in ((24, range(8, 20)), (45, range(6, 16)), (69, range(3, 9)), (81, range(2, 6)))
    )
    assert 5e-5 < tenor < 3e-4
    assert tenor < bass < 1e-3
    assert 3e-4 < middle < 2e-3
    assert 1e-3 < high < 6e-3


@pytest.mark.parametrize("name", PIANOS)
def test_strings_ring_the_shorter_the_higher(name: str) -> None:
    times = [t60_seconds(made(name, key).samples) for key in (24, 36, 48, 60, 72, 84, 96)]
    assert all(low > high for low, high in itertools.pairwise(times))
    assert 6.0 < times[0] < 20.0
    assert 2.0 < times[3] < 8.0
    assert 0.3 < times[6] < 1.5


def slope_db(samples: np.ndarray[tuple[int], np.dtype[np.float32]], first: float, last: float) -> float:
    """How fast the level falls between two moments, in dB a second."""
    levels = [10 * math.log10(float(np.mean(samples[round(t * RATE) :][: RATE // 10] ** 2))) for t in (first, last)]
    return (levels[0] - levels[1]) / (last - first)


def test_there_is_a_prompt_sound_and_an_aftersound() -> None:
    """Weinreich 1977: what comes first dies two or more times as fast as what stays."""
    prompt, after = (
        np.mean([slope_db(made("grand piano", key).samples, *span) for key in (55, 58, 61, 64)])
        for span in ((0.02, 0.4), (1.0, 2.0))
    )
    assert prompt > 1.5 * after


@pytest.mark.parametrize("name", PIANOS)
def test_a_hammer_is_quick_and_harder_when_it_is_fast(name: str) -> None:
    for key in (36, 60, 84):
        assert rise_seconds(made(name, key).samples) < 0.06
        soft, hard = (centroid_hz(made(name, key, layer).samples) for layer in (0, 3))
        assert hard > 1.1 * soft


def test_dampers_fall_on_all_but_the_top_strings() -> None:
    times = [made("grand piano", key).release_seconds for key in (21, 40, 60, 80, LAST_DAMPER)]
    assert all(low > high for low, high in itertools.pairwise(times))
    assert 0.1 < times[2] < 0.3
    assert math.isinf(made("grand piano", LAST_DAMPER + 1).release_seconds)
