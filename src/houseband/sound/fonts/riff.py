"""The chunks of a RIFF file, as they are and as they ought to be.

Chunks of an odd size are padded to an even one (Microsoft & IBM, Multimedia Programming Interface and Data
Specifications 1.0, 1991); some programs forget the pad, so the next chunk is looked for at both places.
"""

import struct
import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from houseband.errors import SoundError

MOST_CHUNKS = 4096


class Content:
    """A file's bytes, read where they are asked for. Safe to use from several threads.

    Not a memory map: a mapped file that another program cuts short kills whoever looks at it.
    """

    def __init__(self, path: Path) -> None:
        """SoundError if the file cannot be read."""
        self._path = path
        try:
            self._file = open(path, "rb", buffering=0)  # noqa: SIM115  closed when nobody has it any more
            self._size = self._file.seek(0, 2)
        except OSError as error:
            raise SoundError(f"cannot be read: {error.strerror or error}", str(path)) from None
        self._lock = threading.Lock()
        weakref.finalize(self, self._file.close)

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, place: slice) -> bytes:
        """The bytes of a slice without a step. SoundError if they are no longer there."""
        first, last, _ = place.indices(self._size)
        wanted = max(0, last - first)
        found = bytearray()
        try:
            with self._lock:
                self._file.seek(first)
                while len(found) < wanted and (more := self._file.read(wanted - len(found))):
                    found += more
        except OSError as error:
            raise SoundError(f"cannot be read: {error.strerror or error}", str(self._path)) from None
        if len(found) < wanted:
            raise SoundError("the file was changed while it was open", str(self._path), hint="open it again")
        return bytes(found)


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
        if size % 2 and not _is_name(content[start : start + 4]):
            start += 1


def _is_name(letters: bytes) -> bool:
    """Whether four bytes look like a chunk's name."""
    return len(letters) == 4 and letters[:1].isalnum() and all(32 <= byte < 127 for byte in letters)


def form_of(content: Content, source: str) -> tuple[str, Iterator[Chunk]]:
    """The form of a RIFF file ('sfbk', 'WAVE') and its chunks. SoundError if it is none."""
    head = content[:12]
    if len(head) < 12 or head[:4] not in (b"RIFF", b"RF64"):
        raise SoundError("not a RIFF file", source, hint="a SoundFont or a WAV file begins with the letters RIFF")
    return head[8:12].decode("latin-1"), chunks(content, 12, len(content))
