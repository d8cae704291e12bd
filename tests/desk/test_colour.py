"""Tape and tube: which harmonics they add, what they fold back, and that they leave no DC."""

from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray

from houseband.desk.colour import HEAD, Saturation
from houseband.desk.desk import Colour
from houseband.desk.equaliser import bands_response

Kind = Literal["clean", "tape", "tube"]
RATE = 44_100
FRAMES = 2 * RATE // 64 * 64


def coloured(kind: Kind, hz: float, level_db: float, drive_db: float = 0.0) -> NDArray[np.float64]:
    """Levels in dB by Hz, against the tone."""
    t = np.arange(FRAMES) / RATE
    plane = (10 ** (level_db / 20) * np.sin(2 * np.pi * hz * t)).astype(np.float32)
    planes = np.stack([plane, plane])
    Saturation(Colour(kind=kind, drive_db=drive_db), RATE).process(planes)
    second = planes[0, FRAMES - RATE :].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(second * np.blackman(RATE)))
    return np.asarray(20 * np.log10(spectrum / spectrum[round(hz)] + 1e-12))


def test_tape_is_odd_and_a_tube_is_not() -> None:
    tape, tube = coloured("tape", 400, -6), coloured("tube", 400, -6)
    assert tape[800] < -90
    assert tape[1200] == pytest.approx(-43, abs=1.5)
    assert tube[800] == pytest.approx(-38, abs=1.5)
    assert tube[1200] < tape[1200]


def test_more_drive_is_more_colour_and_not_less_sound() -> None:
    assert coloured("tape", 400, -6, 6.0)[1200] > coloured("tape", 400, -6, 0.0)[1200] + 9
    plane = np.full((2, 64), 1e-3, np.float32)
    Saturation(Colour(kind="tape", drive_db=6.0), RATE).process(plane)
    assert plane == pytest.approx(1e-3, rel=1e-4)


# Highs of programme are low: 18 to 36 dB below its peaks from 8 kHz on (the long-term spectra of Pestana et al., AES
# 135, 2013, fall by some 5 dB an octave from 100 Hz and faster above 4 kHz).
@pytest.mark.parametrize(("hz", "level_db"), [(3000, -12), (5000, -15), (8000, -21), (11_000, -26), (15_000, -32)])
@pytest.mark.parametrize("kind", ["tape", "tube"])
def test_what_folds_back_is_below_60_db(kind: Kind, hz: int, level_db: float) -> None:
    levels = coloured(kind, hz, level_db, 2.0)
    folded = [RATE - n * hz if n * hz < RATE else n * hz - RATE for n in (2, 3) if n * hz > RATE / 2]
    assert all(levels[place] < -60 for place in folded)
    assert folded or 3 * hz < RATE / 2


def test_a_tube_leaves_no_dc() -> None:
    t = np.arange(4 * RATE // 64 * 64) / RATE
    plane = (0.6 * np.sin(2 * np.pi * 110 * t)).astype(np.float32)
    planes = np.stack([plane, plane])
    Saturation(Colour(kind="tube", drive_db=3.0), RATE).process(planes)
    assert abs(float(planes[0, 2 * RATE : 3 * RATE].mean())) < 1e-4


@pytest.mark.parametrize("kind", ["tape", "tube", "clean"])
def test_in_pieces_it_is_the_same(kind: Kind) -> None:
    planes = np.random.default_rng(1).normal(0, 0.3, (2, 2560)).astype(np.float32)
    whole, pieces = planes.copy(), planes.copy()
    Saturation(Colour(kind=kind), RATE).process(whole)
    stream = Saturation(Colour(kind=kind), RATE)
    for first in range(0, 2560, 256):
        stream.process(pieces[:, first : first + 256])
    assert np.allclose(whole, pieces, atol=1e-6)
    assert np.array_equal(whole, planes) == (kind == "clean")


def test_what_is_far_too_loud_is_held_and_does_not_turn_back() -> None:
    rise = np.linspace(0, 6, 640, dtype=np.float32)
    planes = np.stack([rise, -rise])
    Saturation(Colour(kind="tape"), RATE).process(planes)
    assert np.diff(planes[0]).min() >= 0
    assert planes[0].max() < 2.0


def test_the_head_bumps_the_lows_and_loses_highs() -> None:
    levels = 20 * np.log10(np.abs(bands_response(HEAD["tape"], np.array([75.0, 1000.0, 18_000.0]), RATE)))
    assert levels == pytest.approx([1.2, 0.0, -2.2], abs=0.3)
