"""Samples as sound: decoded in blocks when they are first needed, and kept while there is room.

libsndfile decodes WAV, AIFF, FLAC and Ogg Vorbis. No more is read than MOST_FRAMES, whatever a file's head promises.
"""

import io
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path

import numpy as np
import soundfile

from houseband.errors import SoundError
from houseband.sound.fonts.zone import Planes

MOST_FRAMES = 2**24
"""About six minutes."""
BLOCK_FRAMES = 65_536
MEMORY_BYTES = 96 * 2**20
MOST_RATE_HZ, LEAST_RATE_HZ = 400_000, 400


class Memory:
    """What was decoded last, up to a number of bytes. Safe to use from several threads."""

    def __init__(self, memory_bytes: int = MEMORY_BYTES) -> None:
        self._memory_bytes = memory_bytes
        self._kept: OrderedDict[Hashable, Planes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def planes(self, name: Hashable, decode: Callable[[], Planes]) -> Planes:
        """What ``decode`` gives, or gave the last time; read-only."""
        with self._lock:
            kept = self._kept.get(name)
            if kept is not None:
                self._kept.move_to_end(name)
                return kept
        planes = decode()
        planes.setflags(write=False)
        with self._lock:
            if name not in self._kept:
                self._kept[name] = planes
                self._bytes += planes.nbytes
                while self._bytes > self._memory_bytes and len(self._kept) > 1:
                    self._bytes -= self._kept.popitem(last=False)[1].nbytes
        return planes


def decoded(file: Path | bytes, source: str) -> tuple[Planes, int]:
    """The sound of a file, float32 of shape (1 or 2, frames), and its rate in Hz. SoundError if it cannot be read."""
    blocks, frames = [], 0
    try:
        with soundfile.SoundFile(io.BytesIO(file) if isinstance(file, bytes) else file) as sound:
            rate = int(sound.samplerate)
            if not 1 <= sound.channels <= 64 or not LEAST_RATE_HZ <= rate <= MOST_RATE_HZ:
                raise SoundError(f"{sound.channels} channels at {rate} Hz", source, hint="that is no sample to play")
            while frames < MOST_FRAMES:
                block = sound.read(BLOCK_FRAMES, dtype="float32", always_2d=True)
                if not len(block):
                    break
                blocks.append(block[:, :2].T)
                frames += len(block)
    except (soundfile.SoundFileError, OSError, RuntimeError, ValueError, TypeError) as error:
        raise SoundError(f"a sample that cannot be decoded: {error}", source, hint="get the library again") from None
    planes = np.concatenate(blocks, axis=1) if blocks else np.zeros((1, 0), np.float32)
    return np.ascontiguousarray(np.nan_to_num(planes, nan=0.0, posinf=0.0, neginf=0.0)), rate
