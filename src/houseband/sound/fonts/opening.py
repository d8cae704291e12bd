"""Opens a font, whatever its format: by its first bytes, and by its name where it is text."""

import functools
from pathlib import Path

from houseband.errors import SoundError
from houseband.sound.fonts.font import Font
from houseband.sound.fonts.sf2_font import Sf2Font
from houseband.sound.fonts.sfz_font import SfzFont

SUFFIXES = (".sf2", ".sf3", ".sfz")
KNOWN_HINT = "sounds are .sf2, .sf3 and .sfz files"


def open_font(path: Path) -> Font:
    """The font of a file; one that is open stays so until the file changes. SoundError if it is none."""
    try:
        state = path.stat()
        resolved = path.resolve()
    except (OSError, ValueError, RuntimeError) as error:
        said = getattr(error, "strerror", None) or error
        raise SoundError(f"cannot be read: {said}", str(path), hint=KNOWN_HINT) from None
    if path.is_dir():
        found = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES)
        if len(found) != 1:
            told = ", ".join(file.name for file in found[:8]) or "no .sf2, .sf3 or .sfz file"
            raise SoundError("a folder, not a sound", str(path), hint=f"name one of its files: {told}")
        return open_font(found[0])
    return _open(resolved, state.st_size, state.st_mtime_ns)


@functools.lru_cache(8)
def _open(path: Path, size: int, mtime_ns: int) -> Font:
    try:
        with open(path, "rb") as file:
            head = file.read(12)
    except OSError as error:
        raise SoundError(f"cannot be read: {error.strerror or error}", str(path)) from None
    if head[:4] == b"RIFF" and head[8:12] == b"sfbk":
        return Sf2Font(path)
    if path.suffix.lower() == ".sfz":
        return SfzFont(path)
    if path.suffix.lower() in (".sf2", ".sf3"):
        return Sf2Font(path)  # says what is wrong with it
    raise SoundError("not a sound library", str(path), hint=KNOWN_HINT)
