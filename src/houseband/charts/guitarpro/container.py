"""The boxes in which Guitar Pro 6 to 8 keep their score: a zip file (``.gp``) and a small file system (``.gpx``).

``.gp``: the member ``Content/score.gpif``. ``.gpx``: ``BCFZ``, a length and a bit stream that unpacks to ``BCFS``,
which is the file system itself, in sectors of 4,096 bytes counted after those four letters. The layout of both is
public in the readers of alphaTab and TuxGuitar:

    BCFZ      = "BCFZ" length:int32le bits
    bits      = { "0" size:2 bytes:8*size | "1" width:4 offset:width size:width }
                bytes and width have their high bit first, the sizes and the offset of a copy their low bit first;
                a copy takes min(size, offset) bytes that begin offset bytes before the end of what is unpacked
    sector    = int32le at its start is 2 for a file: its name at 4 (127 bytes), its length at 0x8C, and from 0x94
                the numbers of its sectors, int32le, up to a 0

Nothing is written to disk; sizes are checked before and while unpacking.
"""

import io
import struct
import zipfile
import zlib

from houseband.errors import ChartError

MAX_SCORE_BYTES = 50_000_000  # the longest score seen is 2 MB
MAX_RATIO = 500  # scores shrink 10 to 60 times; deflate cannot do more than about 1,030
MAX_TOKENS = 2_000_000  # of a .gpx bit stream, about a second's work; the longest seen has 17,391
_SCORE = "score.gpif"
_SECTOR_BYTES = 0x1000
_NAME, _NAME_BYTES, _LENGTH, _SECTORS = 0x04, 127, 0x8C, 0x94
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_HINT = "open it in Guitar Pro and save it again"


def score_of_zip(data: bytes, name: str) -> bytes:
    """The XML of a ``.gp`` file. Raises ChartError for what is damaged, locked or far too big."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            path = next((path for path in archive.namelist() if path.rpartition("/")[2] == _SCORE), None)
            if path is None:
                raise ChartError(f"no {_SCORE} in the .gp file", name, hint="is it the right file?")
            info = archive.getinfo(path)
            if info.file_size > MAX_SCORE_BYTES or info.file_size > MAX_RATIO * max(info.compress_size, 1_000):
                raise ChartError(f"{path!r} in the .gp file would unpack to {info.file_size:,} bytes", name)
            with archive.open(info) as member:
                score = member.read(MAX_SCORE_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        # RuntimeError is zipfile's word for a member locked with a password.
        raise ChartError(f"a damaged or locked .gp file: {error}", name, hint=_HINT) from None
    if len(score) > MAX_SCORE_BYTES:
        raise ChartError(f"{path!r} in the .gp file is bigger than it says", name)
    return score


def score_of_gpx(data: bytes, name: str) -> bytes:
    """The XML of a ``.gpx`` file. Raises ChartError, with the byte, for what is damaged or far too big."""
    if data.startswith(b"BCFZ"):
        data = _unpacked(data, name)
    if not data.startswith(b"BCFS"):
        raise ChartError("a damaged .gpx file: no file system in it", name, hint=_HINT)
    files = memoryview(data)[4:]
    for sector in range(_SECTOR_BYTES, len(files) - _SECTORS, _SECTOR_BYTES):
        head = files[sector : sector + _SECTOR_BYTES]
        if _int(head, 0) == 2 and bytes(head[_NAME : _NAME + _NAME_BYTES]).partition(b"\x00")[0] == _SCORE.encode():
            return _file(files, head, sector, name)
    raise ChartError(f"a damaged .gpx file: no {_SCORE} in it", name, hint=_HINT)


def _int(data: bytes | memoryview, place: int) -> int:
    return int(struct.unpack_from("<i", data, place)[0])


def _file(files: memoryview, head: memoryview, sector: int, name: str) -> bytes:
    """The file whose sector is ``head``, put together from its own sectors."""
    length = _int(head, _LENGTH)
    parts: list[bytes] = []
    for place in range(_SECTORS, len(head) - 3, 4):
        number = _int(head, place)
        if number == 0:
            break
        part = files[number * _SECTOR_BYTES : (number + 1) * _SECTOR_BYTES] if number > 0 else b""
        if not part:
            at = 4 + sector + place
            raise ChartError(f"a damaged .gpx file: no sector {number} (byte {at} unpacked)", name, hint=_HINT)
        parts.append(bytes(part))
    score = b"".join(parts)
    if not 0 <= length <= len(score):
        raise ChartError(f"a damaged .gpx file: {_SCORE} has {len(score):,} of its {length:,} bytes", name, hint=_HINT)
    return score[:length]


def _unpacked(data: bytes, name: str) -> bytes:
    """What a ``BCFZ`` stream unpacks to.

    The bytes are turned round, so that the stream can be read from the low end of little-endian windows; then widths
    and bytes, which have their high bit first, are what must be turned round once more.
    """
    if len(data) < 8:
        raise ChartError("a damaged .gpx file: it ends at byte 8", name, hint=_HINT)
    length = _int(data, 4)
    if not 0 < length <= MAX_SCORE_BYTES:
        raise ChartError(f"a damaged .gpx file: it would unpack to {length:,} bytes (byte 4)", name, hint=_HINT)
    stream = data[8:].translate(_REVERSED)
    ends = 8 * len(stream)
    out = bytearray()
    place = tokens = 0
    while len(out) < length:
        tokens += 1
        if place + 3 > ends:  # some files stop a little short: what is there is kept if the score is whole
            break
        if tokens > MAX_TOKENS:
            raise ChartError(f"the .gpx file is too long to unpack (byte {8 + place // 8})", name, hint=_HINT)
        window = int.from_bytes(stream[place >> 3 : (place >> 3) + 6], "little") >> (place & 7)
        if window & 1:
            width = _REVERSED[window >> 1 & 15] >> 4
            mask = (1 << width) - 1
            offset, size = window >> 5 & mask, window >> 5 + width & mask
            start = len(out) - offset
            if start < 0:
                at = 8 + place // 8
                raise ChartError(f"a damaged .gpx file: it copies from before its start (byte {at})", name, hint=_HINT)
            out += out[start : start + min(size, offset)]
            place += 5 + 2 * width
        else:
            size = window >> 1 & 3
            out += ((window >> 3) & ((1 << 8 * size) - 1)).to_bytes(size, "little").translate(_REVERSED)
            place += 3 + 8 * size
    return bytes(out)
