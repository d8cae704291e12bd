"""Filtering by transforms in single precision, quickly.

NumPy (2.4) computes a single-precision transform in double precision where it has nothing to scale, at four times the
cost. So the way there is scaled, and the response that is multiplied with makes up for it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Spectra = NDArray[np.complex64]


def spectra_of(planes: NDArray[np.float32], frames: int) -> Spectra:
    """Half spectra along the last axis, of planes with zeros after them to ``frames``, divided by ``frames``."""
    return np.asarray(np.fft.rfft(planes, frames, norm="forward"), np.complex64)


def response_of(response: NDArray[Any], frames: int) -> Spectra:
    """What ``spectra_of`` are multiplied with, from a response in time, so that ``np.fft.irfft`` gives its answer."""
    return np.asarray(np.fft.rfft(response, frames) * frames, np.complex64)
