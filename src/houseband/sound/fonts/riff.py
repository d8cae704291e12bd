"""The chunks of a RIFF file, as they are and as they ought to be.

Chunks of an odd size are padded to an even one (Microsoft & IBM, Multimedia Programming Interface and Data
Specifications 1.0, 1991); some programs forget the pad, so the next chunk is looked for at both places.
"""

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from houseband.errors import SoundError

Content = bytes | memoryview | mmap.mmap
MOST_CHUNKS = 4096


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk's four letters and where its content lies in the file."""

    name: str
    start: int
    end: int
    """One past the last byte that is really there."""
    is_whole: bool
    """False where the file ends before the chunk does."""

    @property
    def size(self) -> int:
        return self.end - self.start


def chunks(content: Content, start: int, end: int) -> Iterator[Chunk]:
    """The chunks between two bytes, in order; a chunk that would go on past ``end`` is cut there."""
    for _ in range(MOST_CHUNKS):
        if start + 8 > end:
            return
        name, size = struct.unpack("<4sI", content[start : start + 8])
        first = start + 8
        last = min(first + size, end)
        yield Chunk(name.decode("latin-1"), first, last, first + size <= end)
        start = last
        if size % 2 and not _is_name(bytes(content[start : start + 4])):
            start += 1


def _is_name(letters: bytes) -> bool:
    """Whether four bytes look like a chunk's name."""
    return len(letters) == 4 and letters[:1].isalnum() and all(32 <= byte < 127 for byte in letters)


def form_of(content: Content, source: str) -> tuple[str, Iterator[Chunk]]:
    """The form of a RIFF file ('sfbk', 'WAVE') and its chunks. SoundError if it is none."""
    head = bytes(content[:12])
    if len(head) < 12 or head[:4] not in (b"RIFF", b"RF64"):
        raise SoundError("not a RIFF file", source, hint="a SoundFont or a WAV file begins with the letters RIFF")
    return head[8:12].decode("latin-1"), chunks(content, 12, len(content))
