"""A take as it is heard: the band and its desk in blocks, made as somebody listens.

The first notes sound before the last are made, and a take of any length needs the same memory.
"""

import math
from typing import Self

import numpy as np
from numpy.typing import NDArray

from houseband.desk.desk import Desk
from houseband.desk.live import LiveDesk
from houseband.desk.loudness import integrated_lufs, segment_energies
from houseband.desk.mastering import MOST_LIMITING_DB
from houseband.desk.mixing import bus_of, through_the_bus
from houseband.performance import Performance
from houseband.sound.bank import Bank
from houseband.sound.blocks import BLOCK_FRAMES, LiveStems
from houseband.sound.record import record

FORESEEN_SECONDS = 15.0
"""How much of the beginning says how loud the band is."""


class Aloud:
    """``with Aloud(...) as band`` has a thread keep ahead of the music; ``read`` gives what is heard next."""

    def __init__(self, performance: Performance, bank: Bank, desk: Desk) -> None:
        line_up = {player: part.instrument for player, part in performance.parts.items()}
        level_db = foreseen_level_db(performance, bank, desk)
        self._desk = LiveDesk(desk, line_up, bank.sample_rate_hz, BLOCK_FRAMES, level_db)
        self._stems = LiveStems(performance, bank, BLOCK_FRAMES, self._desk.colourings)
        self._late = self._desk.latency_frames
        self._left = np.zeros((0, 2), np.float32)
        self.sample_rate_hz = bank.sample_rate_hz
        self.frames = self._stems.frames
        """Of the whole, its tail included."""
        self.position = 0
        """The next frame that ``read`` gives."""

    def __enter__(self) -> Self:
        self._stems.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._stems.__exit__()

    def read(self, frames: int) -> NDArray[np.float32]:
        """The next frames, shape (frames, 2); fewer where the take ends, none after it."""
        frames = max(0, min(frames, self.frames - self.position))
        pieces, count = [self._left], len(self._left)
        while count < frames:
            block = self._desk.mix(self._stems.block()).T
            piece = block[self._late :].copy()
            self._late = max(0, self._late - len(block))
            pieces.append(piece)
            count += len(piece)
        heard = np.concatenate(pieces)
        self._left = heard[frames:]
        self.position += frames
        return heard[:frames]


def foreseen_level_db(performance: Performance, bank: Bank, desk: Desk) -> float:
    """The gain in dB that brings the beginning of a take, on its desk, to the desk's loudness; 0 for silence."""
    seconds = FORESEEN_SECONDS
    stems = record(performance.until(seconds), bank)
    planes = bus_of(stems, desk, most_frames=round(seconds * bank.sample_rate_hz))
    through_the_bus(planes, desk, bank.sample_rate_hz)
    reached_lufs = integrated_lufs(segment_energies(planes, bank.sample_rate_hz))
    if math.isinf(reached_lufs):
        return 0.0
    room_db = desk.ceiling_dbtp - 20.0 * math.log10(float(np.abs(planes).max())) + MOST_LIMITING_DB
    return min(desk.loudness_lufs - reached_lufs, room_db)
