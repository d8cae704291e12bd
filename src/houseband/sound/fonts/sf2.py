"""The tables of a SoundFont file (SF2, SF3), and its samples.

SoundFont Technical Specification 2.04 (Creative/E-mu 2006), §§3–7. SF3 is the same with samples in Ogg Vorbis: bit 4 of
the sample type is set, start and end count bytes, and loops count frames from the sample's own beginning (MuseScore's
format, as its sf3convert writes it). Of the samples only those are read that are needed.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from houseband.errors import Remark, SoundError
from houseband.sound.fonts import riff
from houseband.sound.fonts.font import About
from houseband.sound.fonts.waves import Memory, decoded
from houseband.sound.fonts.zone import Planes, Wave

BAG = np.dtype([("generator", "<u2"), ("modulator", "<u2")])
MODULATOR = np.dtype(
    [("source", "<u2"), ("target", "<u2"), ("amount", "<i2"), ("amount_source", "<u2"), ("transform", "<u2")]
)
RECORDS = {
    "phdr": np.dtype([("name", "S20"), ("program", "<u2"), ("bank", "<u2"), ("bag", "<u2"), ("unused", "<u4", 3)]),
    "pbag": BAG,
    "pmod": MODULATOR,
    "pgen": np.dtype([("number", "<u2"), ("amount", "<i2")]),
    "inst": np.dtype([("name", "S20"), ("bag", "<u2")]),
    "ibag": BAG,
    "imod": MODULATOR,
    "igen": np.dtype([("number", "<u2"), ("amount", "<i2")]),
    "shdr": np.dtype(
        [("name", "S20"), ("start", "<u4"), ("end", "<u4"), ("loop_start", "<u4"), ("loop_end", "<u4"),
         ("rate", "<u4"), ("key", "u1"), ("correction", "i1"), ("link", "<u2"), ("type", "<u2")]
    ),
}  # fmt: skip
"""§7.1: the hydra's nine chunks; each ends in a terminal record."""
MOST_RECORDS = 4_000_000
COMPRESSED, ROM = 0x10, 0x8000
INFO = {"INAM": "title", "IENG": "author", "ICOP": "copyright", "ICMT": "comment", "ICRD": "date", "ISFT": "made_with"}
FULL_SCALE = 32_768.0
LONGEST_TEXT = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class SoundFont:
    """A SoundFont's tables as NumPy records, without their terminal ones (bags keep theirs), and its sample pool."""

    path: Path
    content: riff.Content
    about: About
    tables: dict[str, NDArray[np.void]]
    pool: tuple[int, int]
    """First byte of the samples, and one past the last."""
    low_bytes: tuple[int, int]
    """The same of the least significant bytes of 24-bit samples; 0, 0 if there are none."""
    remarks: tuple[Remark, ...]
    memory: Memory

    @property
    def is_compressed(self) -> bool:
        """Whether it is an SF3."""
        return bool((self.tables["shdr"]["type"] & COMPRESSED).any())

    def wave(self, index: int) -> Wave:
        """A sample. It must be one of ``shdr``."""
        head = self.tables["shdr"][index]

        def planes() -> Planes:
            return self.memory.planes(index, lambda: self._read(index))

        return Wave(text_of(head["name"]), int(head["rate"]), planes)

    def _read(self, index: int) -> Planes:
        head = self.tables["shdr"][index]
        first, end = int(head["start"]), int(head["end"])
        place = f"{self.path}, sample '{text_of(head['name'])}'"
        if head["type"] & ROM:
            raise SoundError("a sample in the sound card's own memory", place, hint="there is no way to read it")
        if head["type"] & COMPRESSED:
            first, end = self.pool[0] + first, self.pool[0] + end
            if not self.pool[0] <= first < end <= self.pool[1]:
                raise SoundError("a sample outside the file", place, hint="the file is cut short; get it again")
            return decoded(self.content[first:end], place)[0][:1]
        return self._pcm(first, end, place)

    def _pcm(self, first: int, end: int, place: str) -> Planes:
        room = (self.pool[1] - self.pool[0]) // 2
        if not 0 <= first <= end or first >= room:
            raise SoundError("a sample outside the file", place, hint="the file is cut short; get it again")
        count = min(end, room) - first
        begin = self.pool[0] + 2 * first
        samples = np.frombuffer(self.content[begin : begin + 2 * count], "<i2").astype(np.float32)
        low = self.low_bytes[0] + first
        if low + count <= self.low_bytes[1]:
            samples += np.frombuffer(self.content[low : low + count], np.uint8) * np.float32(1.0 / 256.0)
        samples *= np.float32(1.0 / FULL_SCALE)
        return samples[None]


def open_soundfont(path: Path) -> SoundFont:
    """The tables of a file. SoundError, with the file and the place, if it is no SoundFont or spoiled."""
    source = str(path)
    content = riff.Content(path)
    if not len(content):
        raise SoundError("an empty file", source)
    form, parts = riff.form_of(content, source)
    if form != "sfbk":
        raise SoundError(f"a RIFF file of the kind '{form}', not a SoundFont", source)
    found: dict[str, riff.Chunk] = {}
    for part in parts:
        kind = content[part.start : part.start + 4].decode("latin-1") if part.name == "LIST" else ""
        for chunk in riff.chunks(content, part.start + 4, part.end) if kind else ():
            found.setdefault(chunk.name, chunk)
    missing = [name for name in RECORDS if name not in found]
    if missing:
        hint = "the file is cut short or spoiled; get it again"
        raise SoundError(f"a SoundFont without its chunks {', '.join(missing)}", source, hint=hint)
    tables = {name: _table(content, found[name], source) for name in RECORDS}
    remarks = [
        Remark(f"the file ends within its chunk '{chunk.name}'", hint="what is missing is silent")
        for chunk in found.values()
        if not chunk.is_whole
    ]
    pool, low_bytes = ((found[name].start, found[name].end) if name in found else (0, 0) for name in ("smpl", "sm24"))
    about = {field: _text(content, found[name]) for name, field in INFO.items() if name in found}
    version = ".".join(str(number) for number in _words(content, found["ifil"])[:2]) if "ifil" in found else ""
    return SoundFont(
        path, content, About(version=version, **about), tables, pool, low_bytes, tuple(remarks), Memory()
    )  # fmt: skip


def _table(content: riff.Content, chunk: riff.Chunk, source: str) -> NDArray[np.void]:
    """A chunk's records, in memory of their own; the terminal one is left out of headers and samples."""
    kind = RECORDS[chunk.name]
    count = chunk.size // kind.itemsize
    if count > MOST_RECORDS:
        raise SoundError(f"{count:,} records in the chunk '{chunk.name}'", source, hint="no real SoundFont has so many")
    records = np.frombuffer(content[chunk.start : chunk.start + count * kind.itemsize], kind)
    return records[: max(0, count - 1)] if chunk.name == "shdr" else records


def _words(content: riff.Content, chunk: riff.Chunk) -> tuple[int, ...]:
    """A chunk as 16-bit numbers; none if it is not whole."""
    raw = content[chunk.start : min(chunk.end, chunk.start + LONGEST_TEXT)]
    return struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])


def text_of(name: bytes) -> str:
    """A name of at most 20 characters, up to its first NUL."""
    return clean(bytes(name).split(b"\0")[0].decode("utf-8", "replace"))


def _text(content: riff.Content, chunk: riff.Chunk) -> str:
    raw = content[chunk.start : min(chunk.end, chunk.start + LONGEST_TEXT)].split(b"\0")[0]
    try:
        return clean(raw.decode("utf-8"), keep_lines=True)
    except UnicodeDecodeError:
        return clean(raw.decode("cp1252", "replace"), keep_lines=True)


def clean(text: str, keep_lines: bool = False) -> str:
    """The text without characters that would do something to a terminal."""
    plain = "".join(c if c.isprintable() or (keep_lines and c == "\n") else " " for c in text.replace("\r\n", "\n"))
    return plain.strip()
