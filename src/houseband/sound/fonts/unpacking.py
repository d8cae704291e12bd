"""Archives of libraries, unpacked where nothing in them can do harm."""

import contextlib
import lzma
import os
import shutil
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Generator, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from houseband.errors import SoundError
from houseband.sound.fonts.opening import SUFFIXES

ARCHIVES = (".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
MOST_BYTES = 16 * 10**9
MOST_FILES = 200_000
BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError)
Member = tuple[str, int, IO[bytes]]
"""Its name, its bytes, and what it holds."""


def unpacked(archive: Path, suffix: str, place: Path) -> None:
    """Have the files of an archive in the folder ``place``, in which nothing is then but they.

    Only files within it are made; links, devices and paths that lead out are passed over. SoundError, and the folder as
    it was, if the archive is broken, too large, or has no library in it.
    """
    scratch = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    try:
        with contextlib.closing(_members(archive, suffix)) as members:
            has_library = _written(members, scratch)
        if not has_library:
            raise SoundError("no .sf2, .sf3 or .sfz file is in the archive", str(archive))
        _put(scratch, place)
    except BROKEN as error:
        raise SoundError(f"a broken archive: {error}", str(archive), hint="get it again") from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _written(members: Iterator[Member], scratch: Path) -> bool:
    """Write the members into a folder; whether a library is among them."""
    count = total = 0
    has_library = False
    for name, size, content in members:
        count, total = count + 1, total + size
        path = _within(scratch, name)
        if path is None:
            continue
        if count > MOST_FILES or total > MOST_BYTES:
            raise SoundError("more in the archive than any library holds", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "wb") as file:
            shutil.copyfileobj(content, file)
            total += max(0, file.tell() - size)
        has_library = has_library or path.suffix.lower() in SUFFIXES
    return has_library


def _within(folder: Path, name: str) -> Path | None:
    """Where a member goes; None if its name leads out of the folder."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or any(part in ("..", "/") or ":" in part or "\0" in part for part in parts):
        return None
    return folder.joinpath(*parts)


def _members(archive: Path, suffix: str) -> Generator[Member]:
    """The plain files of an archive."""
    if suffix == ".zip":
        with zipfile.ZipFile(archive) as opened:
            for info in opened.infolist():
                kind = stat.S_IFMT(info.external_attr >> 16)
                if not info.is_dir() and kind in (0, stat.S_IFREG):
                    with opened.open(info) as inside:
                        yield info.filename, info.file_size, inside
        return
    with tarfile.open(archive) as packed:
        for member in packed:
            content = packed.extractfile(member) if member.isreg() else None
            if content is not None:
                with content:
                    yield member.name, member.size, content


def _put(scratch: Path, place: Path) -> None:
    """Have a folder in a place, what was there before gone only when that is done."""
    old = scratch.with_name(scratch.name + "-old")
    if place.exists():
        os.replace(place, old)
    try:
        os.replace(scratch, place)
    except OSError:
        if old.exists():
            os.replace(old, place)
        raise
    shutil.rmtree(old, ignore_errors=True)
