"""Files that are whole or not there: written beside their place, then moved into it in one step."""

import os
from collections.abc import Callable
from pathlib import Path

from houseband.errors import SoundError


def replace_file(path: Path, write: Callable[[Path], object]) -> None:
    """Has ``write`` make a temporary file next to ``path`` and puts it in its place.

    Raises SoundError if that cannot be done; then nothing is left over and an older file is as it was.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write(temporary)
        os.replace(temporary, path)
    except OSError as error:
        raise SoundError(f"cannot be written: {error.strerror or error}", str(path), hint=_hint(path)) from None
    finally:
        temporary.unlink(missing_ok=True)


def _hint(path: Path) -> str:
    if not path.parent.exists():
        return f"there is no folder {path.parent}"
    return "choose another place with -o"
