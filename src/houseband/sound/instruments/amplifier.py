"""A guitar amplifier: a preamplifier that bends the wave, tone controls, and a loudspeaker in a box.

The valve stage is a memoryless curve, tanh with a bias, between filters: less bass before it, so that low notes stay
clear, and no direct current after it (Yeh, Abel & Smith 2007, "Simplified, physically-informed models of distortion and
overdrive guitar effects pedals", Proc. DAFx; Pakarinen & Yeh 2009, "A review of digital techniques for modeling
vacuum-tube guitar amplifiers", CMJ 33(2)). Bending makes harmonics without end: it is done at OVERSAMPLING times the
rate, and averaged between samples by its antiderivative (Parker, Zavalishin & Le Bivic 2016, "Reducing the aliasing of
nonlinear waveshaping using continuous-time convolution", Proc. DAFx), and what lies above the half of the plain rate is
taken away before coming back. The loudspeaker is a curve over
frequency, so linear phase would ring before the note: it is made of minimum phase.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from houseband.sound.instruments.course import MIDDLE_VELOCITY, VELOCITY_SPAN
from houseband.sound.modes import NYQUIST_SHARE, Samples, finished
from houseband.sound.tone import LAYER_VELOCITIES, Stroke, Tone, velocity_db
from houseband.transforms import response_of, spectra_of
from houseband.units import db_to_gain

AMPLIFIED_LEVEL_DB = -23.0
OVERSAMPLING = 4
FLAT = 1e-5
"""Where two samples lie nearer than this, the difference of antiderivatives is rounding."""
INPUT_HIGH_PASS_HZ = 160.0
REFERENCE_PEAK = 0.25
"""The peak of a string at velocity 90 goes into the valve as this, before the drive."""
LONGEST_SECONDS, FADE_SECONDS = 5.0, 0.4
BRIGHTER_DB = 1.5
"""An octave above 1 kHz, for a span of velocities: a harder pick is heard even where the valve is full."""
CABINET_FRAMES = 4096


@dataclass(frozen=True, slots=True)
class Amplifier:
    """Where the controls stand, and what the loudspeaker lets through."""

    drive_db: float
    bias: float
    """Shifts the curve: even harmonics."""
    cabinet: tuple[tuple[float, float], ...]
    """Frequency in Hz and level in dB of tone controls, loudspeaker and box together."""


# Loudspeakers of 12 inches pass some 80 Hz to 5 kHz with a rise near 2.5 kHz (Pakarinen & Yeh 2009); the levels were
# moved towards the mean spectrum of three sampled General MIDI sets (bench/sticks.py).
CRUNCH = Amplifier(
    42.0,
    0.25,
    (
        (60, -22.5), (90, -12), (160, -8), (400, -13), (1000, -15.5), (2500, -4.5), (4000, 0), (5500, -12),
        (8000, -31.5), (12_000, -54), (16_000, -68),
    ),
)  # fmt: skip
LEAD = Amplifier(
    54.0,
    0.15,
    (
        (60, -9), (90, 0), (160, -5), (400, -16), (1000, -12.5), (2500, -8.5), (4000, -6.5), (5500, -20.5),
        (8000, -30), (12_000, -54), (16_000, -71.5),
    ),
)  # fmt: skip


def amplified(strings: Tone, amplifier: Amplifier, stroke: Stroke) -> Tone:
    """The tone of a string through the amplifier, at the level of its layer."""
    rate = stroke.sample_rate_hz
    layer_db = velocity_db(LAYER_VELOCITIES[stroke.layer])
    samples = strings.samples[: round(LONGEST_SECONDS * rate)] / np.float32(db_to_gain(layer_db))
    touch_db = 0.35 * layer_db  # what the guitar's pickup gives of a harder stroke
    gain = REFERENCE_PEAK / 0.2 * db_to_gain(amplifier.drive_db + touch_db)
    bent = through_the_valve(samples, gain, amplifier.bias, rate)
    harder = (LAYER_VELOCITIES[stroke.layer] - MIDDLE_VELOCITY) / VELOCITY_SPAN
    curve = tuple(
        (hz, level_db + BRIGHTER_DB * harder * min(max(math.log2(hz / 1000.0), 0.0), 2.0))
        for hz, level_db in amplifier.cabinet
    )
    heard = through_the_loudspeaker(bent, curve, rate)
    level_db = AMPLIFIED_LEVEL_DB + layer_db
    return Tone(finished(heard, rate, level_db, 0.001, FADE_SECONDS), release_seconds=strings.release_seconds)


def through_the_valve(samples: Samples, gain: float, bias: float, sample_rate_hz: int) -> Samples:
    """tanh(gain·x + bias) − tanh(bias) of samples without their bass."""
    frames = len(samples)
    size = 1 << math.ceil(math.log2(frames + 1024))
    spectrum = spectra_of(samples, size)
    f = np.fft.rfftfreq(size, 1.0 / sample_rate_hz)
    spectrum *= f**2 / (f**2 + INPUT_HIGH_PASS_HZ**2) * (f < NYQUIST_SHARE * sample_rate_hz)
    wide = np.zeros(size * OVERSAMPLING // 2 + 1, np.complex64)
    wide[: len(spectrum)] = spectrum * np.float32(gain * OVERSAMPLING * size)
    fine = np.fft.irfft(wide, size * OVERSAMPLING).astype(np.float64) + bias
    fine = between_antiderivatives(fine)
    fine -= math.tanh(bias)
    bent = spectra_of(fine.astype(np.float32), len(fine))[: len(spectrum)] * (f < NYQUIST_SHARE * sample_rate_hz)
    late = f / (OVERSAMPLING * sample_rate_hz)  # the mean of two neighbours is half a sample late, and a little dull
    bent *= f**2 / (f**2 + 20.0**2) * np.exp(1j * np.pi * late) / np.sinc(late)
    return np.asarray(np.fft.irfft((bent * size).astype(np.complex64), size)[:frames], np.float32)


def between_antiderivatives(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """tanh, averaged from each sample to the next: by the difference of its antiderivative, log cosh."""
    size = np.abs(x)
    whole = size + np.log1p(np.exp(-2.0 * size))
    step = np.diff(x, prepend=x[-1])
    flat = np.abs(step) < FLAT
    return np.where(flat, np.tanh(x - 0.5 * step), np.diff(whole, prepend=whole[-1]) / np.where(flat, 1.0, step))


def through_the_loudspeaker(samples: Samples, curve: tuple[tuple[float, float], ...], sample_rate_hz: int) -> Samples:
    """The samples weighed by a curve over frequency, of minimum phase (cepstrum: Oppenheim & Schafer, ch. 13)."""
    size = 1 << math.ceil(math.log2(len(samples) + CABINET_FRAMES))
    spectrum = spectra_of(samples, size) * response_of(cabinet_response(curve, sample_rate_hz), size)
    return np.asarray(np.fft.irfft(spectrum, size)[: len(samples)], np.float32)


def cabinet_response(curve: tuple[tuple[float, float], ...], sample_rate_hz: int) -> NDArray[np.float64]:
    """The answer of a curve to a click, CABINET_FRAMES long."""
    f = np.fft.rfftfreq(2 * CABINET_FRAMES, 1.0 / sample_rate_hz)
    hz, level_db = zip(*curve, strict=True)
    level = np.interp(np.log(np.maximum(f, 1.0)), np.log(hz), level_db) * (math.log(10.0) / 20.0)
    cepstrum = np.fft.irfft(level)
    half = len(cepstrum) // 2
    cepstrum[1:half] *= 2.0
    cepstrum[half + 1 :] = 0.0
    return np.asarray(np.fft.irfft(np.exp(np.fft.rfft(cepstrum)))[:CABINET_FRAMES])
