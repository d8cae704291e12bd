"""The equaliser of a strip, done once a tone.

An equaliser is linear and does not change with time, and a stem is a sum of tones: so each tone is filtered when it is
first fetched, and the stem comes out filtered. Bands are second-order sections by the bilinear transform (Robert
Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients", 1998; W3C note, 2021), evaluated as one
frequency response and applied as a convolution with its impulse response.
"""

import functools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from houseband.desk.desk import Band
from houseband.sound.tone import Tone
from houseband.transforms import response_of, spectra_of

FFT_FRAMES = 16_384
RESPONSE_FRAMES = 4096
"""A cut at 28 Hz has died to −100 dB after that many at 44.1 kHz."""
HIGHEST_SHARE = 0.49
"""Of the sample rate: bands above are moved there."""


@dataclass(frozen=True, slots=True)
class Equaliser:
    """A colouring for the bank: bands in series, then the width of a stereo tone."""

    bands: tuple[Band, ...]
    width: float = 1.0

    @property
    def name(self) -> str:
        """Equalisers of one name do the same."""
        return f"eq {self.bands!r} {self.width!r}"

    @property
    def does_nothing(self) -> bool:
        """Whether a tone comes out as it went in."""
        return not self.bands and self.width == 1.0

    def colour(self, tone: Tone, sample_rate_hz: int) -> Tone:
        """The tone filtered. A loop begins later, when the filter has settled, and is then as exact as before."""
        planes, start, end = tone.planes, tone.loop_start_frames, tone.loop_end_frames
        if tone.loops:
            loop = planes[:, start:end]
            turns = -(-RESPONSE_FRAMES // loop.shape[1]) + 1
            planes = np.concatenate([planes[:, :start], np.tile(loop, (1, turns))], axis=1)
            start += RESPONSE_FRAMES
            end = start + loop.shape[1]
            planes = planes[:, :end]
        filtered = np.stack([convolved(plane, self.bands, sample_rate_hz) for plane in planes])
        if len(filtered) == 2 and self.width < 1.0:
            middle, side = 0.5 * (filtered[0] + filtered[1]), 0.5 * self.width * (filtered[0] - filtered[1])
            filtered = np.stack([middle + side, middle - side])
        samples = filtered[0] if tone.samples.ndim == 1 else filtered
        return Tone(np.ascontiguousarray(samples, np.float32), start, end, tone.release_seconds)


def convolved(plane: NDArray[np.float32], bands: tuple[Band, ...], sample_rate_hz: int) -> NDArray[np.float32]:
    """A plane through the bands, as long as before, by overlap-add."""
    if not bands or not len(plane):
        return plane
    spectrum = short_spectrum(bands, sample_rate_hz)
    step = FFT_FRAMES - RESPONSE_FRAMES
    out = np.zeros(len(plane) + FFT_FRAMES, np.float32)
    for first in range(0, len(plane), step):
        piece = spectra_of(plane[first : first + step], FFT_FRAMES)
        out[first : first + FFT_FRAMES] += np.fft.irfft(piece * spectrum, FFT_FRAMES)
    return out[: len(plane)]


@functools.lru_cache(64)
def short_spectrum(bands: tuple[Band, ...], sample_rate_hz: int) -> NDArray[np.complex64]:
    """The bands' impulse response for ``spectra_of``, cut to RESPONSE_FRAMES with its end faded."""
    frequency_hz = np.fft.rfftfreq(FFT_FRAMES, 1.0 / sample_rate_hz).astype(np.float64)
    response = np.fft.irfft(bands_response(bands, frequency_hz, sample_rate_hz), FFT_FRAMES)
    response[RESPONSE_FRAMES:] = 0.0
    fade = RESPONSE_FRAMES // 8
    response[RESPONSE_FRAMES - fade : RESPONSE_FRAMES] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fade + 1) / fade)
    return response_of(response, FFT_FRAMES)


def bands_response(
    bands: tuple[Band, ...], frequency_hz: NDArray[np.float64], sample_rate_hz: int
) -> NDArray[np.complex128]:
    """The complex gain of bands in series at frequencies."""
    z = np.exp(-2j * np.pi * frequency_hz / sample_rate_hz)
    total = np.ones(len(z), np.complex128)
    for band in bands:
        (b0, b1, b2), (a0, a1, a2) = section(band, sample_rate_hz)
        total *= (b0 + b1 * z + b2 * z**2) / (a0 + a1 * z + a2 * z**2)
    return total


def section(band: Band, sample_rate_hz: int) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """The coefficients (b0, b1, b2), (a0, a1, a2) of one band (Bristow-Johnson)."""
    turn = 2.0 * math.pi * min(band.frequency_hz, HIGHEST_SHARE * sample_rate_hz) / sample_rate_hz
    cos, alpha = math.cos(turn), math.sin(turn) / (2.0 * band.q)
    if band.kind == "low cut":
        return ((1 + cos) / 2, -(1 + cos), (1 + cos) / 2), (1 + alpha, -2 * cos, 1 - alpha)
    if band.kind == "high cut":
        return ((1 - cos) / 2, 1 - cos, (1 - cos) / 2), (1 + alpha, -2 * cos, 1 - alpha)
    a = 10.0 ** (band.gain_db / 40.0)
    if band.kind == "peak":
        return (1 + alpha * a, -2 * cos, 1 - alpha * a), (1 + alpha / a, -2 * cos, 1 - alpha / a)
    sign = 1.0 if band.kind == "low shelf" else -1.0
    slope = 2.0 * math.sqrt(a) * alpha
    return (
        a * ((a + 1) - sign * (a - 1) * cos + slope),
        sign * 2 * a * ((a - 1) - sign * (a + 1) * cos),
        a * ((a + 1) - sign * (a - 1) * cos - slope),
    ), (
        (a + 1) + sign * (a - 1) * cos + slope,
        -sign * 2 * ((a - 1) + sign * (a + 1) * cos),
        (a + 1) + sign * (a - 1) * cos - slope,
    )
