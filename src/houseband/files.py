"""Files that are whole or not there: written beside their place, then moved into it in one step."""

import contextlib
import errno
import os
import re
from collections.abc import Callable
from pathlib import Path

from houseband.errors import SoundError

LONGEST_NAME = 80
ADVICE = {
    errno.ENOENT: "make the folder first",
    errno.EACCES: "you may not write there; choose another folder",
    errno.EROFS: "that disk is read-only; choose another folder",
    errno.ENOSPC: "the disk is full, or nearly",
}


def file_name(text: str) -> str:
    """A text as the name of a file, without its ending, on every system; '' if nothing of it can be."""
    plain = " ".join(re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", text).split())
    return plain[:LONGEST_NAME].strip(" .")


def replace_file(path: Path, write: Callable[[Path], object]) -> None:
    """Has ``write`` make a scratch file of the same suffix next to ``path`` and puts it in its place.

    Raises SoundError if that cannot be done; then nothing is left over and an older file is as it was.
    """
    scratch = path.with_name(f".{path.stem[:40]}-{os.getpid()}-{os.urandom(6).hex()}{path.suffix.lower()}")
    try:
        os.close(os.open(scratch, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))  # tells what is wrong, if anything is
        write(scratch)
        os.replace(scratch, path)
    except OSError as error:
        problem = error.strerror or str(error)
        raise SoundError(f"cannot write: {problem}", str(path), hint=ADVICE.get(error.errno or 0, "")) from error
    finally:
        with contextlib.suppress(OSError):
            scratch.unlink(missing_ok=True)
