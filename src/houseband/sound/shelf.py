"""A tone as it is kept: 16-bit samples with one scale, in memory and in files.

The file is a seal, a header and the samples. The seal is the sum of all the words after it, so that a file cut short or
spoiled in any one place, is known for what it is and made again.
"""

import contextlib
import os
import struct
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from houseband.errors import SoundError
from houseband.files import replace_file
from houseband.sound.tone import Tone

MAGIC = b"HBTONE02"
SEAL = struct.Struct("<8sQ")  # magic, sum of all that follows as 64-bit words
HEADER = struct.Struct("<QQQQdd")  # planes, frames, loop start and end in frames, release in seconds, scale
FULL_SCALE = 32_767
SUFFIX = ".tone"
DAY_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True, eq=False)
class KeptTone:
    """A tone at a quarter of the memory that a stereo float one takes."""

    samples: NDArray[np.int16]
    """Shape (frames,) or (2, frames), as the tone's."""
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

    @property
    def frames(self) -> int:
        """How long it is."""
        return int(self.samples.shape[-1])

    @property
    def loops(self) -> bool:
        """Whether a held note goes on for ever."""
        return self.loop_end_frames > self.loop_start_frames

    def head(self, frames: int) -> NDArray[np.float32]:
        """The first frames of the tone as planes, float32 of shape (1 or 2, frames or what there is)."""
        samples = np.atleast_2d(self.samples)[:, :frames].astype(np.float32)
        samples *= np.float32(self.scale)
        return samples

    def cut(self, frames: int) -> "KeptTone":
        """Its first frames alone, without a loop."""
        return KeptTone(self.samples[..., :frames].copy(), self.scale, 0, 0, self.release_seconds)

    def tone(self) -> Tone:
        """The tone again, in float32."""
        samples = self.head(self.frames)
        return Tone(
            samples if self.samples.ndim > 1 else samples[0],
            self.loop_start_frames,
            self.loop_end_frames,
            self.release_seconds,
        )

    def to_bytes(self) -> bytes:
        """The file's content."""
        planes, frames = np.atleast_2d(self.samples).shape
        header = HEADER.pack(
            planes, frames, self.loop_start_frames, self.loop_end_frames, self.release_seconds, self.scale
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
        planes, frames, loop_start, loop_end, release_seconds, scale = HEADER.unpack_from(body)
        samples = np.frombuffer(content, "<i2", planes * frames, SEAL.size + HEADER.size)
        samples = samples.reshape(planes, frames) if planes > 1 else samples
        return cls(samples, scale, loop_start, loop_end, release_seconds)


def seal(body: bytes | memoryview) -> int:
    """The sum of the 64-bit words of ``body``, modulo 2⁶⁴: ten times as quick as a CRC, and enough for a cache."""
    return int(np.frombuffer(body, "<u8").sum(dtype=np.uint64))


def read_kept(path: Path) -> KeptTone | None:
    """The tone in a file, or None if there is none or it is not whole."""
    try:
        with open(path, "rb", buffering=0) as file:
            kept = KeptTone.from_bytes(file.read())
            touch(path)
            return kept
    except (OSError, ValueError):
        return None


def write_kept(path: Path, kept: KeptTone) -> bool:
    """Put a tone in its file, all at once or not at all; False if the disk would not have it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, lambda scratch: scratch.write_bytes(kept.to_bytes()))
    except (OSError, SoundError):
        return False
    return True


def touch(path: Path) -> None:
    """Mark a file as used today, so that what nobody plays any more is the first to go."""
    with contextlib.suppress(OSError):
        now = time.time()
        if now - path.stat().st_mtime > DAY_SECONDS:
            os.utime(path, (now, now))


def _tones(folder: Path) -> list[tuple[float, int, Path]]:
    """When each file of the folder was last used, its bytes and its path; the oldest first."""
    found = []
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if entry.name.endswith(SUFFIX):
                with contextlib.suppress(OSError):  # another process may have taken it away
                    about = entry.stat()
                    found.append((about.st_mtime, about.st_size, Path(entry.path)))
    return sorted(found, key=lambda entry: entry[0])


def cache_size(folder: Path) -> tuple[int, int]:
    """How many tones a folder holds, and their bytes."""
    found = _tones(folder)
    return len(found), sum(size for _, size, _ in found)


def clear(folder: Path) -> int:
    """Take every tone out of a folder, and nothing else; the bytes that are free then."""
    return prune(folder, -1)


def prune(folder: Path, limit_bytes: int) -> int:
    """Take out the tones that have not been used for the longest until a fifth of the limit is free; the bytes freed.

    A tone that another process is reading stays readable until it is closed, and one that is gone is made again.
    """
    found = _tones(folder)
    total = sum(size for _, size, _ in found)
    freed = 0
    if total > limit_bytes:
        for _, size, path in found:
            if total - freed <= 0.8 * limit_bytes:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                freed += size
    return freed
