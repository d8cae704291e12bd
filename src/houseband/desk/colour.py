"""Tape and tube on the whole band: memoryless curves, so gentle that what they fold back stays below −60 dB.

A curve of the third order makes nothing above three times a tone, and for programme, whose highs are low, what of it
passes half the sample rate is small; the tests measure it. Tape is odd (magnetisation saturates alike both ways:
Chowdhury, "Real-time physical modelling for analog tape machines", DAFx 2019); a single tube is not, and adds a second
harmonic (Pakarinen & Yeh, "A review of digital techniques for modeling vacuum-tube guitar amplifiers", CMJ 33, 2009).
Its DC is followed and taken away. What both do to the spectrum is an equaliser's work: HEAD.
"""

import functools
import math

import numpy as np
from numpy.typing import NDArray

from houseband import cores
from houseband.desk.desk import Band, Colour
from houseband.desk.ramps import apply_ramps, one_pole
from houseband.units import db_to_gain

BLOCK_FRAMES = 64
PIECE_FRAMES = 16_384
CUBIC = {"tape": 0.11, "tube": 0.07}
"""y = x − c·x³: at a peak of −6 dB and a drive of 0 dB the third harmonic is c/16, −43 dB for tape."""
SQUARE = {"tape": 0.0, "tube": 0.05}
DC_HZ = 5.0
HEAD: dict[str, tuple[Band, ...]] = {
    "clean": (),
    "tape": (
        Band(kind="peak", frequency_hz=75.0, gain_db=1.2, q=0.9),  # the bump of a 15-inch-a-second head
        Band(kind="high shelf", frequency_hz=13_000.0, gain_db=-2.5),
    ),
    "tube": (Band(kind="high shelf", frequency_hz=10_000.0, gain_db=-2.0),),
}


class Saturation:
    """A colour with what it remembers of the DC; whole takes or blocks of whole 64 frames, in place."""

    def __init__(self, colour: Colour, sample_rate_hz: int) -> None:
        self.is_clean = colour.kind == "clean"
        drive = db_to_gain(colour.drive_db)
        self._cubic = np.float32(0.0 if self.is_clean else CUBIC[colour.kind] * drive**2)
        self._square = np.float32(0.0 if self.is_clean else SQUARE[colour.kind] * drive)
        self._highest = np.float32(1e9 if self.is_clean else 1.0 / math.sqrt(3.0 * float(self._cubic)))
        self._keep = math.exp(-2.0 * math.pi * DC_HZ * BLOCK_FRAMES / sample_rate_hz)
        self._dc = [0.0, 0.0]

    def process(self, planes: NDArray[np.float32]) -> None:
        """Bend both planes, shape (2, frames)."""
        if self.is_clean:
            return
        if planes.shape[1] > PIECE_FRAMES:
            cores.at_once(*(functools.partial(self._colour, side, plane) for side, plane in enumerate(planes)))
        else:
            for side, plane in enumerate(planes):
                self._colour(side, plane)

    def _colour(self, side: int, plane: NDArray[np.float32]) -> None:
        for first in range(0, len(plane), PIECE_FRAMES):
            self._bend(plane[first : first + PIECE_FRAMES])
        if self._square:
            self._without_dc(side, plane)

    def _bend(self, piece: NDArray[np.float32]) -> None:
        np.clip(piece, -self._highest, self._highest, out=piece)  # beyond it the curve would turn back
        curve = piece * -self._cubic
        curve += self._square
        curve *= piece
        curve += np.float32(1.0)
        piece *= curve

    def _without_dc(self, side: int, plane: NDArray[np.float32]) -> None:
        rows = plane.reshape(-1, BLOCK_FRAMES)
        means = (rows @ np.full(BLOCK_FRAMES, 1.0 / BLOCK_FRAMES, np.float32)).astype(np.float64)
        followed = one_pole(means, self._keep, self._dc[side])
        edges = np.concatenate([[self._dc[side]], followed])
        self._dc[side] = float(followed[-1])
        apply_ramps(rows, edges.astype(np.float32), np.subtract)
