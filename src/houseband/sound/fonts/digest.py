"""A digest of a library's files: what a tone of it depends on. A file is hashed once, and again when it has changed.

What was hashed is remembered in the cache folder by path, size and time of change; a folder that cannot be written only
costs the time of hashing again (about a second for 500 MB).
"""

import contextlib
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from houseband.errors import SoundError
from houseband.files import replace_file

DIGEST_BYTES = 16
BLOCK_BYTES = 2**20
MOST_REMEMBERED = 20_000
FILE_NAME = "digests.json"


def digest_of(files: Iterable[Path], folder: Path | None) -> str:
    """The digest of some files together, in hexadecimal, with their names. ``folder`` remembers them."""
    memory = Remembered(folder)
    whole = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for file in files:
        whole.update(f"{file.name}\0{memory.digest(file)}\0".encode("utf-8", "surrogateescape"))
    memory.save()
    return whole.hexdigest()


def file_digest(file: Path) -> str:
    """The digest of one file's content, in hexadecimal. SoundError if it cannot be read."""
    whole = hashlib.blake2b(digest_size=DIGEST_BYTES)
    try:
        with open(file, "rb") as opened:
            while block := opened.read(BLOCK_BYTES):
                whole.update(block)
    except OSError as error:
        raise SoundError(f"cannot be read: {error.strerror or error}", str(file)) from None
    return whole.hexdigest()


class Remembered:
    """Digests by path; each is good for as long as the file's size and times are what they were."""

    def __init__(self, folder: Path | None) -> None:
        self._path = None if folder is None else folder / FILE_NAME
        self._known: dict[str, list[object]] = {}
        self._is_changed = False
        if self._path is not None:
            with contextlib.suppress(OSError, ValueError):
                data = json.loads(self._path.read_text("utf-8"))
                if isinstance(data, dict):
                    self._known = {name: row for name, row in data.items() if isinstance(row, list) and len(row) == 5}

    def digest(self, file: Path) -> str:
        """The file's digest, remembered or made."""
        try:
            state = file.stat()
        except OSError as error:
            raise SoundError(f"cannot be read: {error.strerror or error}", str(file)) from None
        name = str(file.resolve())
        stamp: list[object] = [state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino]
        known = self._known.get(name)
        if known is None or known[:4] != stamp or not isinstance(known[4], str):
            known = [*stamp, file_digest(file)]
            self._known[name] = known
            self._is_changed = True
        return str(known[4])

    def save(self) -> None:
        """Write what is new, all at once or not at all."""
        if self._path is None or not self._is_changed:
            return
        newest = json.dumps(dict(list(self._known.items())[-MOST_REMEMBERED:]))
        with contextlib.suppress(OSError, SoundError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._path, lambda scratch: scratch.write_text(newest, "utf-8"))
        self._is_changed = False
