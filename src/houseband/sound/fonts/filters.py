"""Filters by their frequency response: at rest as one product of spectra, on the move in short windows.

Responses are those of the analogue prototypes, 1/(1 + jw/Q − w²) for a pair of poles with w the frequency over the
cutoff. A moving filter is the sum over half-overlapping windows of the signal, each through the filter of its middle.
"""

import numpy as np
from numpy.typing import NDArray

from houseband.sound.fonts.zone import Planes
from houseband.sound.modes import Curve

KINDS = {
    "lpf_1p": ("low", 1), "lpf_2p": ("low", 2), "lpf_4p": ("low", 4), "lpf_6p": ("low", 6),
    "hpf_1p": ("high", 1), "hpf_2p": ("high", 2), "hpf_4p": ("high", 4), "hpf_6p": ("high", 6),
    "bpf_1p": ("band", 1), "bpf_2p": ("band", 2), "brf_1p": ("stop", 1), "brf_2p": ("stop", 2),
}  # fmt: skip
"""What SFZ calls each: its kind and its number of poles."""
HOP_FRAMES, WINDOW_FRAMES, FFT_FRAMES = 512, 1024, 2048
STEPS_AN_OCTAVE = 60
Spectrum = NDArray[np.complex128]


def response(kind: str, cutoff_hz: Curve | float, q_db: float, frequency_hz: Curve) -> Spectrum:
    """The complex gain at each frequency; arrays of cutoffs and frequencies broadcast."""
    shape, poles = KINDS[kind]
    w = frequency_hz / np.maximum(cutoff_hz, 1.0)
    if poles == 1:
        below = np.asarray(1.0 / (1.0 + 1j * w), np.complex128)
        band = 2.0 * below * (1.0 - below)
        return {"low": below, "high": 1.0 - below, "band": band, "stop": 1.0 - band}[shape]
    q = 10.0 ** (q_db / 20.0)
    pair = 1.0 / (1.0 - w * w + 1j * w / q)
    one = {"low": 1.0, "high": -w * w, "band": 1j * w / q, "stop": 1.0 - w * w}[shape] * pair
    return np.asarray(one ** max(1, poles // 2), np.complex128)


def moving(samples: Planes, kind: str, cutoff_hz: Curve, q_db: float, sample_rate_hz: int) -> Planes:
    """The samples, shape (planes, frames), through a filter whose cutoff at frame i·HOP_FRAMES is ``cutoff_hz[i]``."""
    planes, frames = samples.shape
    count = frames // HOP_FRAMES + 2
    padded = np.zeros((planes, (count + 1) * HOP_FRAMES), np.float32)
    padded[:, HOP_FRAMES : HOP_FRAMES + frames] = samples
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW_FRAMES, axis=1)[:, ::HOP_FRAMES]
    hann = (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(WINDOW_FRAMES) / WINDOW_FRAMES)).astype(np.float32)
    f = np.fft.rfftfreq(FFT_FRAMES, 1.0 / sample_rate_hz).astype(np.float64)
    places = np.minimum(np.arange(windows.shape[1]), len(cutoff_hz) - 1)
    steps_up = np.round(np.log2(cutoff_hz[places]) * STEPS_AN_OCTAVE)
    found, which = np.unique(steps_up, return_inverse=True)
    gains = response(kind, 2.0 ** (found[:, None] / STEPS_AN_OCTAVE), q_db, f[None]).astype(np.complex64)
    spectra = np.fft.rfft(windows * hann, FFT_FRAMES, axis=2)
    spectra *= gains[which]
    parts = np.fft.irfft(spectra, FFT_FRAMES, axis=2).astype(np.float32)
    out = np.zeros((planes, padded.shape[1] + FFT_FRAMES), np.float32)
    steps = FFT_FRAMES // HOP_FRAMES
    rows = out[:, : (count + 1 + steps) * HOP_FRAMES].reshape(planes, -1, HOP_FRAMES)
    split = parts.reshape(planes, windows.shape[1], steps, HOP_FRAMES)
    for step in range(steps):
        rows[:, step : step + windows.shape[1]] += split[:, :, step]
    return out[:, HOP_FRAMES : HOP_FRAMES + frames]
