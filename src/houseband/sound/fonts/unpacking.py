"""Archives of libraries, unpacked where nothing in them can do harm."""

import contextlib
import lzma
import os
import shutil
import stat
import struct
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
BLOCK_BYTES = 1024 * 1024
MARKER = ".houseband-fetched"
"""A file in every folder that was unpacked: only such a folder may be replaced by a newer one."""
MARKER_TEXT = "Fetched by 'houseband sounds get', which replaces all of this folder when it is asked again.\n"
BROKEN = (
    OSError, ValueError, LookupError, OverflowError, EOFError, RuntimeError, struct.error,
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError,
)  # fmt: skip
"""What Python's readers of archives raise for spoiled ones."""
Member = tuple[str, int, Iterator[bytes]]
"""Its name, its bytes, and what it holds, block by block."""


def unpacked(archive: Path, suffix: str, place: Path) -> None:
    """Have the files of an archive in the folder ``place``, in which nothing is then but they and the marker.

    Only files within it are made; links, devices and paths that lead out are passed over. SoundError, and the folder as
    it was, if the archive is broken, too large, or has no library in it, or if the folder was not made here.
    """
    scratch = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    try:
        with contextlib.closing(_members(archive, suffix)) as members:
            has_library = _written(members, scratch)
        if not has_library:
            raise SoundError("no .sf2, .sf3 or .sfz file is in the archive", str(archive))
        (scratch / MARKER).write_text(MARKER_TEXT, "utf-8")
        _put(scratch, place)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def require_free(place: Path) -> None:
    """SoundError if anything is in a place but a folder that was unpacked there before."""
    is_ours = not place.is_symlink() and (place / MARKER).is_file()
    if os.path.lexists(place) and not is_ours:
        hint = "move it away, or choose another folder with --to; nothing was changed"
        raise SoundError("is in the way: it was not made by 'houseband sounds get'", str(place), hint=hint)


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
            file.writelines(content)
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
    """The plain files of an archive. SoundError where it is broken."""
    with _reading(archive):
        for name, size, content in _zipped(archive) if suffix == ".zip" else _tarred(archive):
            yield name, size, _blocks(archive, content)


def _blocks(archive: Path, content: IO[bytes]) -> Iterator[bytes]:
    """What a member holds. SoundError where it is broken; an error in writing it is none of this."""
    with _reading(archive):
        while block := content.read(BLOCK_BYTES):
            yield block


@contextlib.contextmanager
def _reading(archive: Path) -> Iterator[None]:
    """Whatever fails in here is the archive's fault, and a SoundError."""
    try:
        yield
    except BROKEN as error:
        said = str(error).partition("\n")[0].rstrip(": ") or "it cannot be read"
        raise SoundError(f"a broken archive: {said}", str(archive), hint="get it again") from None


def _zipped(archive: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    """The plain files of a .zip, open."""
    with zipfile.ZipFile(archive) as opened:
        for info in opened.infolist():
            kind = stat.S_IFMT(info.external_attr >> 16)
            if not info.is_dir() and kind in (0, stat.S_IFREG):
                with opened.open(info) as inside:
                    yield info.filename, info.file_size, inside


def _tarred(archive: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    """The plain files of a .tar, packed in any way, open.

    A spoiled header looks like the end; only the checksum at the very end of what is packed tells them apart.
    """
    with tarfile.open(archive) as packed:
        for member in packed:
            content = packed.extractfile(member) if member.isreg() else None
            if content is not None:
                with content:
                    yield member.name, member.size, content
        while packed.fileobj is not None and packed.fileobj.read(BLOCK_BYTES):
            pass


def _put(scratch: Path, place: Path) -> None:
    """Have a folder in a place, what was there before gone only when that is done.

    SoundError if that was not made here.
    """
    require_free(place)
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
