"""Spoils files the way disks, mail programs, hasty editors and enemies do: the same dice, the same damage."""

import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence

Damage = Callable[[bytes, random.Random], bytes]
MOST_BYTES = 400_000  # so that doubling does not run away
_TOKENS = (
    b"|", b"||", b"|:", b":|", b"%", b"{", b"}", b"[", b"]", b"(", b")", b"<", b">", b"/", b"\\", b'"', b"'", b"=",
    b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\r", b"\n", b"\t", b"  ", b"0", b"-1", b"1e9", b"999999999999",
    b"4/0", b"0/4", b"C#m7b5/G", b"H", b"N.C.", b"K:", b"X:1", b"M:0/0", b"L:1/0", b"Q:0", b"{time: 0/4}", b"*A",
    b"T00", b":", b"N1", b"<D.C. al Coda>", b"x", b"r", b"W/", b"<divisions>0",
    b"<repeat direction='backward' times='99999999'/>",
    b"<duration>-5</duration>", b"<backup><duration>99999</duration></backup>", b"&amp;", b"&x;", b"]]>", b"<!--",
    "♯".encode(), "♭".encode(), "Δ".encode(), "𝄋".encode(), "́".encode(), "٣".encode(), "²".encode(),
)  # fmt: skip


def spoilt(data: bytes, dice: random.Random, others: Sequence[bytes] = ()) -> bytes:
    """The data with one to six kinds of damage; a zip archive may be spoilt inside. ``others`` are spliced in."""
    if data.startswith(b"PK\x03\x04") and dice.random() < 0.8:
        return _inside_zip(data, dice, others)
    if data.lstrip()[:1] == b"<" and dice.random() < 0.8:
        return _inside_xml(data, dice)
    for _ in range(dice.randint(1, 6)):
        data = dice.choice(_DAMAGES)(data, dice)
        if others and dice.random() < 0.1:
            data = _spliced(data, dice.choice(others), dice)
    return data[:MOST_BYTES]


def _span(data: bytes, dice: random.Random) -> tuple[int, int]:
    start = dice.randrange(len(data) + 1)
    return start, min(len(data), start + int(dice.expovariate(1 / 20)) + 1)


def _flip(data: bytes, dice: random.Random) -> bytes:
    if not data:
        return data
    place = dice.randrange(len(data))
    return data[:place] + bytes((data[place] ^ 1 << dice.randrange(8),)) + data[place + 1 :]


def _cut(data: bytes, dice: random.Random) -> bytes:
    start, end = _span(data, dice)
    return data[:start] + data[end:]


def _truncate(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data) + 1)] if dice.random() < 0.5 else data[dice.randrange(len(data) + 1) :]


def _double(data: bytes, dice: random.Random) -> bytes:
    start, end = _span(data, dice)
    return data[:end] + data[start:end] * dice.choice((1, 1, 2, 50)) + data[end:]


def _move(data: bytes, dice: random.Random) -> bytes:
    start, end = _span(data, dice)
    piece, rest = data[start:end], data[:start] + data[end:]
    place = dice.randrange(len(rest) + 1)
    return rest[:place] + piece + rest[place:]


def _insert(data: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(data) + 1)
    noise = dice.choice(_TOKENS) if dice.random() < 0.8 else dice.randbytes(dice.randint(1, 12))
    return data[:place] + noise + data[place:]


def _overwrite(data: bytes, dice: random.Random) -> bytes:
    start, end = _span(data, dice)
    return data[:start] + dice.randbytes(end - start) + data[end:]


def _number(data: bytes, dice: random.Random) -> bytes:
    numbers = list(re.finditer(rb"\d+", data[:MOST_BYTES]))
    if not numbers:
        return data
    found = dice.choice(numbers)
    other = dice.choice((b"0", b"-1", b"1", b"7", b"255", b"65536", b"4294967296", b"9" * 40, b"1.5", b""))
    return data[: found.start()] + other + data[found.end() :]


def _lines(data: bytes, dice: random.Random) -> bytes:
    lines = data.split(b"\n")
    if len(lines) > 2:
        one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


_DAMAGES: tuple[Damage, ...] = (
    _flip, _flip, _cut, _cut, _truncate, _double, _move, _insert, _insert, _insert, _overwrite, _number, _lines,
)  # fmt: skip


def _spliced(data: bytes, other: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data) + 1)] + other[dice.randrange(len(other) + 1) :]


def _inside_zip(data: bytes, dice: random.Random, others: Sequence[bytes]) -> bytes:
    """The archive again with one of its members spoilt."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(info.filename, archive.read(info)) for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError):
        members = []
    if not members:
        return _flip(data, dice)
    chosen = dice.randrange(len(members))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(members):
            archive.writestr(name, spoilt(content, dice, ()) if number == chosen else content)
    return packed.getvalue()


_LEAF = re.compile(rb"<([A-Za-z][\w-]*)(?:\s[^<>]*)?(?:/>|>([^<>]*)</\1>)")
_TEXTS = (b"", b"0", b"-1", b"1", b"13", b"4294967296", b"1.5", b"1/0", b"x", b"yes", b"C", b"none", b"9" * 30, b" ")


def _inside_xml(data: bytes, dice: random.Random) -> bytes:
    """The document still well formed, with leaves left out, doubled, moved or with other texts in them."""
    for _ in range(dice.randint(1, 8)):
        leaves = list(_LEAF.finditer(data[:MOST_BYTES]))
        if not leaves:
            break
        one, other = dice.choice(leaves), dice.choice(leaves)
        damage = dice.randrange(4)
        if damage == 0:
            data = data[: one.start()] + data[one.end() :]
        elif damage == 1:
            data = data[: other.start()] + one[0] + data[other.start() :]
        elif damage == 2 and one[2] is not None:
            data = data[: one.start(2)] + dice.choice(_TEXTS) + data[one.end(2) :]
        elif damage == 3:
            data = _attribute(data, dice)
    return data


def _attribute(data: bytes, dice: random.Random) -> bytes:
    values = list(re.finditer(rb'="([^"<>&]*)"', data[:MOST_BYTES]))
    if not values:
        return data
    found = dice.choice(values)
    return data[: found.start(1)] + dice.choice(_TEXTS) + data[found.end(1) :]
