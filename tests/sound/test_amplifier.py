"""The amplifier: it bends the wave without folding it, and the loudspeaker passes what its curve says."""

import math

import numpy as np
import pytest

from houseband.sound.instruments import amplifier
from houseband.sound.instruments.amplifier import (
    CRUNCH,
    LEAD,
    cabinet_response,
    through_the_loudspeaker,
    through_the_valve,
)
from houseband.units import SAMPLE_RATE_HZ

RATE = SAMPLE_RATE_HZ


def sine(hz: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.asarray(0.25 * np.sin(2 * np.pi * hz * np.arange(RATE) / RATE), np.float32)


@pytest.mark.parametrize("hz", [110.3, 440.3, 987.7, 2000.3, 4001.7])
def test_nothing_folds_above_minus_60_db(hz: float) -> None:
    """A sine at the drive of the lead guitar: all that is no harmonic of it, against all that is."""
    bent = through_the_valve(sine(hz), 1.25 * 10 ** (LEAD.drive_db / 20), LEAD.bias, RATE)
    heard = through_the_loudspeaker(bent, LEAD.cabinet, RATE)[4000:-4000]
    power = np.abs(np.fft.rfft(heard * np.blackman(len(heard)))) ** 2
    f = np.fft.rfftfreq(len(heard), 1 / RATE)
    harmonic = np.abs(f - np.round(f / hz) * hz) < 12
    assert power[~harmonic & (f > 30)].sum() < 1e-6 * power.sum()
    assert np.abs(bent[4000:-4000]).mean() > 0.8  # and it is bent: of a sine of that height it would be 0.64


def test_what_is_soft_passes_unbent_and_in_time() -> None:
    soft = sine(1000.0) * np.float32(1e-3)
    heard = through_the_valve(soft, 1.0, 0.0, RATE)
    middle = slice(5000, -5000)
    share = float(heard[middle] @ soft[middle] / (soft[middle] @ soft[middle]))
    assert 20 * math.log10(share) == pytest.approx(-0.22, abs=0.05)  # the bass cut's, at 1 kHz
    assert np.abs(heard[middle] - share * soft[middle]).max() < 0.02 * np.abs(soft).max()


def test_a_bias_adds_even_harmonics_and_no_direct_current() -> None:
    heard = through_the_valve(sine(441.0), 4.0, 0.3, RATE)[4410:39_690]
    level = np.abs(np.fft.rfft(heard))
    second, base = level[round(882 * len(heard) / RATE)], level[round(441 * len(heard) / RATE)]
    assert second > 0.02 * base
    assert abs(float(heard.mean())) < 1e-4
    even = through_the_valve(sine(441.0), 4.0, 0.0, RATE)[4410:39_690]
    assert np.abs(np.fft.rfft(even))[round(882 * len(even) / RATE)] < 1e-3 * base


@pytest.mark.parametrize("sound", [CRUNCH, LEAD])
def test_the_loudspeaker_follows_its_curve_and_does_not_ring_before(sound: amplifier.Amplifier) -> None:
    response = cabinet_response(sound.cabinet, RATE)
    level = 20 * np.log10(np.abs(np.fft.rfft(response)))
    f = np.fft.rfftfreq(len(response), 1 / RATE)
    for hz, wanted_db in sound.cabinet[1:-2]:
        assert level[np.argmin(np.abs(f - hz))] == pytest.approx(wanted_db, abs=1.5)
    assert np.argmax(np.abs(response)) < 0.001 * RATE
