"""A spring tank: echoes that are chirps, since a helical spring carries lows faster than highs.

Välimäki, Parker & Abel, "Parametric spring reverberation effect", JAES 58 (2010): below the transition frequency a
chain of stretched first-order allpasses inside a feedback delay. Here it is evaluated as a frequency response, so its
sections cost nothing when it plays.
"""

import math

import numpy as np
from numpy.typing import NDArray

TRANSITION_HZ = 4300.0
ALLPASS = 0.62
SECTIONS = 80
SPRINGS = ((0.041, 0.056), (0.045, 0.052))
"""The time of one way there and back of each spring, in seconds: two a side."""
SPREAD_HZ = (1.0, 0.93)
"""Springs are not alike: each side's transition against the other's."""
LOW_HZ = 120.0


def spring_response(t60_seconds: float, damping: float, sample_rate_hz: int) -> NDArray[np.float64]:
    """The answer of two tanks to a click, shape (2, frames)."""
    frames = round(1.15 * t60_seconds * sample_rate_hz)
    size = 1 << (2 * frames - 1).bit_length()  # what goes on longer has died to −120 dB before it comes round
    frequency_hz = np.fft.rfftfreq(size, 1.0 / sample_rate_hz).astype(np.float64)
    out = np.zeros((2, frames))
    for side, (loops, spread) in enumerate(zip(SPRINGS, SPREAD_HZ, strict=True)):
        total = np.zeros(len(frequency_hz), np.complex128)
        for loop_seconds in loops:
            total += _spring(frequency_hz, loop_seconds, TRANSITION_HZ * spread, t60_seconds)
        corner = TRANSITION_HZ * (1.0 - 0.5 * damping)
        low_pass = 1.0 / np.sqrt(1.0 + (frequency_hz / corner) ** 12)
        high_pass = (frequency_hz / LOW_HZ) ** 2 / (1.0 + (frequency_hz / LOW_HZ) ** 2)
        out[side] = np.fft.irfft(total * low_pass * high_pass, size)[:frames]
    fade = max(1, frames // 20)
    out[:, -fade:] *= np.linspace(1.0, 0.0, fade)
    return out


def _spring(
    frequency_hz: NDArray[np.float64], loop_seconds: float, transition_hz: float, t60_seconds: float
) -> NDArray[np.complex128]:
    """One spring: a first way through the chain, then again and again with the loss of its loop."""
    turn = np.pi * np.minimum(frequency_hz / transition_hz, 1.0)  # the stretched allpasses' own circle
    z = np.exp(-1j * turn)
    phase = SECTIONS * np.angle((ALLPASS + z) / (1.0 + ALLPASS * z))
    # the group delay of the whole loop at each frequency: the loss has to be that of the time it takes
    delay = SECTIONS / (2.0 * transition_hz) * (1.0 - ALLPASS**2) / (1.0 + ALLPASS**2 + 2.0 * ALLPASS * np.cos(turn))
    whole = loop_seconds + 2.0 * delay
    loss = 10.0 ** (-3.0 * whole / t60_seconds)
    once = np.exp(1j * (phase - 2.0 * np.pi * frequency_hz * loop_seconds / 2.0))
    return np.asarray(once / (1.0 + loss * once**2) * np.exp(-math.log(1000.0) * delay / t60_seconds))
