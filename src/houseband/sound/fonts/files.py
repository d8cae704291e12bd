"""Text files that are whole or not there."""

import contextlib
import os
import tempfile
from pathlib import Path

from houseband.errors import SoundError


def replace_text(path: Path, text: str) -> None:
    """Put a text in a file, with its folder if need be; SoundError, and the old file as it was, if that cannot be."""
    scratch = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=".new-", suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(scratch, path)
    except OSError as error:
        if scratch:
            with contextlib.suppress(OSError):
                os.unlink(scratch)
        raise SoundError(f"cannot be written: {error.strerror or error}", str(path)) from None
