"""What is measured of a plucked or struck string: its inharmonicity, and how a band of it rises and falls."""

import numpy as np
from numpy.typing import NDArray

from houseband.sound.modes import Samples
from houseband.units import SAMPLE_RATE_HZ

RATE = SAMPLE_RATE_HZ


def inharmonicity(samples: Samples, f0_hz: float, partials: range) -> float:
    """B from the frequencies of some partials: (f_k / (k·f_1))² = (1 + B·k²) / (1 + B), by least squares."""
    size = 1 << 18
    part = samples[: round(0.8 * RATE)]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), size))
    f = np.fft.rfftfreq(size, 1 / RATE)

    def peak(near_hz: float) -> float:
        around = np.flatnonzero(np.abs(f - near_hz) < 0.4 * f0_hz)
        return float(f[around[np.argmax(spectrum[around])]])

    first = peak(f0_hz)
    found = np.array([peak(k * f0_hz * (1 + 1e-4 * k)) for k in partials])
    k = np.array(partials, np.float64)
    y = (found / (k * first)) ** 2 - 1.0
    slope = float(np.median(y / (k**2 - 1.0)))
    return slope / (1.0 - slope)


def band_level_db(samples: Samples, low_hz: float, high_hz: float) -> NDArray[np.float64]:
    """The level of a band every 5 ms, in dB."""
    spectrum = np.fft.rfft(samples.astype(np.float64))
    f = np.fft.rfftfreq(len(samples), 1 / RATE)
    inside = np.fft.irfft(spectrum * ((f > low_hz) & (f < high_hz)), len(samples))
    step = round(0.005 * RATE)
    power = np.square(inside[: len(inside) // step * step]).reshape(-1, step).mean(axis=1)
    smooth = np.convolve(power, np.ones(3) / 3, mode="same")
    return np.asarray(10 * np.log10(smooth + 1e-20))


def peak_seconds(samples: Samples, low_hz: float, high_hz: float) -> float:
    """When a band is loudest."""
    return 0.005 * float(np.argmax(band_level_db(samples[: round(0.8 * RATE)], low_hz, high_hz)))


def rise_seconds(samples: Samples) -> float:
    """From a tenth of the highest level of the first 0.3 s to nine tenths of it."""
    step = round(0.001 * RATE)
    head = samples[: round(0.3 * RATE) // step * step]
    level = np.abs(head).reshape(-1, step).max(axis=1)
    level = np.maximum.accumulate(level)
    return 0.001 * float(np.argmax(level > 0.9 * level[-1]) - np.argmax(level > 0.1 * level[-1]))
