"""A tone as it is kept: 16-bit samples with one scale, in memory and in files.

The file is a seal, a header and the samples. The seal is the sum of all the words after it, so that a file cut short or
spoiled in any one place, is known for what it is and made again.
"""

import contextlib
import os
import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from houseband.sound.tone import Tone

MAGIC = b"HBTONE01"
SEAL = struct.Struct("<8sQ")  # magic, sum of all that follows as 64-bit words
HEADER = struct.Struct("<QQQdd")  # frames, loop start and end in frames, release in seconds, scale
FULL_SCALE = 32_767


@dataclass(frozen=True, slots=True, eq=False)
class KeptTone:
    """A tone at a quarter of the memory that a stereo float one takes."""

    samples: NDArray[np.int16]
    scale: float
    loop_start_frames: int
    loop_end_frames: int
    release_seconds: float

    @classmethod
    def of(cls, tone: Tone) -> "KeptTone":
        """The tone, rounded to 16 bits of its own peak: noise 98 dB below it."""
        scale = max(float(np.abs(tone.samples).max(initial=0.0)), 1e-9) / FULL_SCALE
        samples = np.rint(tone.samples * np.float32(1.0 / scale)).astype(np.int16)
        return cls(samples, scale, tone.loop_start_frames, tone.loop_end_frames, tone.release_seconds)

    def tone(self) -> Tone:
        """The tone again, in float32."""
        samples = self.samples.astype(np.float32)
        samples *= np.float32(self.scale)
        return Tone(samples, self.loop_start_frames, self.loop_end_frames, self.release_seconds)

    def to_bytes(self) -> bytes:
        """The file's content."""
        header = HEADER.pack(
            len(self.samples), self.loop_start_frames, self.loop_end_frames, self.release_seconds, self.scale
        )
        body = header + self.samples.astype("<i2").tobytes()
        body += bytes(-len(body) % 8)
        return SEAL.pack(MAGIC, seal(body)) + body

    @classmethod
    def from_bytes(cls, content: bytes) -> "KeptTone":
        """What ``to_bytes`` was given. ValueError if the content is not whole."""
        if len(content) < SEAL.size + HEADER.size or len(content) % 8:
            raise ValueError("cut short")
        magic, total = SEAL.unpack_from(content)
        body = memoryview(content)[SEAL.size :]
        if magic != MAGIC or total != seal(body):
            raise ValueError("spoiled")
        frames, loop_start, loop_end, release_seconds, scale = HEADER.unpack_from(body)
        samples = np.frombuffer(content, "<i2", frames, SEAL.size + HEADER.size)
        return cls(samples, scale, loop_start, loop_end, release_seconds)


def seal(body: bytes | memoryview) -> int:
    """The sum of the 64-bit words of ``body``, modulo 2⁶⁴: ten times as quick as a CRC, and enough for a cache."""
    return int(np.frombuffer(body, "<u8").sum(dtype=np.uint64))


def read_kept(path: Path) -> KeptTone | None:
    """The tone in a file, or None if there is none or it is not whole."""
    try:
        with open(path, "rb", buffering=0) as file:
            return KeptTone.from_bytes(file.read())
    except (OSError, ValueError):
        return None


def write_kept(path: Path, kept: KeptTone) -> bool:
    """Put a tone in its file, all at once or not at all; False if the disk would not have it."""
    scratch = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, scratch = tempfile.mkstemp(dir=path.parent, prefix="new-", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(kept.to_bytes())
        os.replace(scratch, path)
    except OSError:
        if scratch:
            with contextlib.suppress(OSError):
                os.unlink(scratch)
        return False
    return True
