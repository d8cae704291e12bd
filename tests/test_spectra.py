"""No style clips, booms or hisses, and its instruments sit where listeners expect them.

Long-term spectra of hit records from 1950 to 2010 fall by about 5 dB an octave between 100 Hz and 4 kHz, more steeply
above, and are cut steeply below 60 Hz (Pestana, Ma, Reiss, Barbosa & Black, "Spectral characteristics of popular
commercial recordings 1950-2010", AES 135, 2013). The bounds around that are this project's own.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from houseband import takes
from houseband.sound.bank import Bank
from houseband.styles.style import house_styles
from houseband.takes import Take

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
STYLES = sorted(house_styles())
CHARTS = ("kitchen-blues.txt", "ferry.cho")
FFT_FRAMES = 8192
BANK = Bank(memory_bytes=2**29)
THIRDS_HZ = 1000.0 * 2.0 ** (np.arange(-10, 7) / 3.0)
"""From 99 Hz to 4 kHz."""


@lru_cache(maxsize=2 * len(CHARTS))
def take_of(style: str, chart: str) -> Take:
    session = takes.take(EXAMPLES / chart, style=style).session
    return Take(session, bank=BANK)


def powers(planes: NDArray[np.float32]) -> NDArray[np.float64]:
    """The long-term power of each bin, shape (channels, bins)."""
    count = planes.shape[1] // FFT_FRAMES
    rows = planes[:, : count * FFT_FRAMES].reshape(len(planes), count, FFT_FRAMES) * np.hanning(FFT_FRAMES)
    return np.asarray((np.abs(np.fft.rfft(rows, axis=2)) ** 2).mean(axis=1))


def hz(take: Take) -> NDArray[np.float64]:
    return np.asarray(np.fft.rfftfreq(FFT_FRAMES, 1.0 / take.mix.sample_rate_hz), np.float64)


def share_db(take: Take, low_hz: float, high_hz: float) -> float:
    """The power of a band against that of the whole mix."""
    power, f = powers(take.mix.samples.T).sum(axis=0), hz(take)
    return 10.0 * float(np.log10(power[(f >= low_hz) & (f < high_hz)].sum() / power.sum()))


@pytest.mark.parametrize("style", STYLES, scope="class")
class TestMix:
    """The tests of one style after another, so that each take is made once and let go."""

    @pytest.mark.parametrize("chart", CHARTS)
    def test_the_spectrum_falls_as_that_of_records_does(self, style: str, chart: str) -> None:
        take = take_of(style, chart)
        density, f = powers(take.mix.samples.T).sum(axis=0), hz(take)
        level_db = [
            10.0 * np.log10(density[(f >= centre * 2 ** (-1 / 6)) & (f < centre * 2 ** (1 / 6))].mean())
            for centre in THIRDS_HZ
        ]
        slope, _ = np.polyfit(np.log2(THIRDS_HZ), level_db, 1)
        assert -8.0 <= slope <= -3.0

    @pytest.mark.parametrize("chart", CHARTS)
    def test_nothing_booms_hisses_or_clips(self, style: str, chart: str) -> None:
        take = take_of(style, chart)
        assert share_db(take, 0, 40) < -20.0
        assert share_db(take, 40, 160) < -1.5
        assert share_db(take, 10_000, 22_050) < -15.0
        assert take.mix.true_peak_dbtp <= take.desk.ceiling_dbtp
        highest = np.abs(take.mix.samples).max()
        at_the_top = np.abs(take.mix.samples) >= highest * 0.9999
        assert not (at_the_top[2:] & at_the_top[1:-1] & at_the_top[:-2]).any()

    def test_the_low_end_is_in_the_middle_and_the_sides_weigh_the_same(self, style: str) -> None:
        take = take_of(style, CHARTS[0])
        left, right = take.mix.samples.T
        rate, size = take.mix.sample_rate_hz, 1 << (len(left) - 1).bit_length()
        low = np.fft.rfftfreq(size, 1.0 / rate) < 120.0
        lows = np.stack([np.fft.irfft(np.fft.rfft(plane, size) * low, size)[: len(left)] for plane in (left, right)])
        alike = float(lows[0] @ lows[1] / np.sqrt((lows[0] @ lows[0]) * (lows[1] @ lows[1])))
        assert alike > 0.9
        balance_db = 10.0 * np.log10(np.sum(left.astype(float) ** 2) / np.sum(right.astype(float) ** 2))
        assert abs(balance_db) < 1.5

    def test_guitar_and_keys_stand_apart(self, style: str) -> None:
        """What sets the two apart in the mix: the guitar is left, the keys are right, the bass is between them."""
        take = take_of(style, CHARTS[0])
        channels = take.desk.channels
        assert channels["guitar"].pan < -0.2 < 0.2 < channels["keys"].pan
        assert channels["bass"].pan == 0.0
        heard = {}
        for player in ("guitar", "keys"):
            alone = Take(takes.take(EXAMPLES / CHARTS[0], style=style, band=[player]).session, bank=BANK)
            if alone.performance.parts:
                power = powers(alone.mix.samples.T).sum(axis=1)
                heard[player] = 10.0 * float(np.log10(power[0] / power[1]))
        assert heard["guitar"] > 1.5
        assert heard["keys"] < -1.5
