"""The sound libraries on this machine: where they lie, what they are called, and what they say of themselves."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from houseband.choices import HOUSE
from houseband.errors import SoundError
from houseband.sound.fonts.font import About, Font
from houseband.sound.fonts.opening import SUFFIXES, open_font

SOUNDS_VARIABLE = "HOUSEBAND_SOUNDS"
SYSTEM_FOLDERS = (
    "/usr/share/sounds/sf2", "/usr/share/sounds/sf3", "/usr/share/soundfonts", "/usr/local/share/sounds/sf2",
    "/usr/local/share/sounds/sf3", "/usr/local/share/soundfonts",
)  # fmt: skip
"""Where Debian, Fedora and Arch keep SoundFonts."""
MOST_ENTRIES, MOST_DEPTH = 20_000, 6
LICENCE = re.compile(
    r"licen[sc]e|\bMIT\b|\bCC[ -]?(?:0|BY)|creative commons|public domain|\bGPL\b|apache|commercial|free to use|"
    r"copyright|©|\(c\)",
    re.IGNORECASE,
)
LICENCE_FILES = re.compile(r"^(?:licen[sc]e|copying|unlicense)(?:\.(?:txt|md|rst))?$", re.IGNORECASE)
LONGEST_LICENCE = 90


@dataclass(frozen=True, slots=True)
class Found:
    """A library file."""

    name: str
    """What it is called by: the file's name without its ending, with it where two would be called alike."""
    path: Path
    bytes: int


def data_folder() -> Path:
    """Where the user's own libraries are kept, and where ``sounds get`` puts those that it fetches."""
    import platformdirs

    return Path(platformdirs.user_data_dir("houseband")) / "sounds"


def folders() -> tuple[Path, ...]:
    """Where libraries are looked for, in order: $HOUSEBAND_SOUNDS, the user's own folder, the system's."""
    named = [Path(part).expanduser() for part in os.environ.get(SOUNDS_VARIABLE, "").split(os.pathsep) if part]
    system = [Path(folder) for folder in SYSTEM_FOLDERS]
    return tuple(dict.fromkeys((*named, data_folder(), Path.home() / ".local/share/soundfonts", *system)))


def libraries(places: Iterable[Path] | None = None) -> tuple[Found, ...]:
    """The libraries in the folders and the folders within them, each file once however many names it has."""
    found: dict[Path, Found] = {}
    taken: set[str] = set()
    for folder in folders() if places is None else places:
        for path in _files(folder):
            try:
                real, size = path.resolve(), path.stat().st_size
            except (OSError, RuntimeError):
                continue
            if real in found:
                continue
            name = path.stem if path.stem.lower() not in taken else path.name
            if name.lower() in taken:
                name = f"{path.parent.name}/{path.name}"
            if name.lower() in taken or name.lower() == HOUSE:
                continue
            taken |= {name.lower(), path.name.lower()}
            found[real] = Found(name, real, size)
    return tuple(found.values())


def _files(folder: Path) -> Iterator[Path]:
    """The library files of a folder by name, real ones before links; a folder that cannot be read has none."""
    left = MOST_ENTRIES
    waiting = [(folder, 0)]
    while waiting:
        at, depth = waiting.pop(0)
        try:
            entries = sorted(os.scandir(at), key=lambda entry: (entry.is_symlink(), entry.name.lower()))
        except OSError:
            continue
        for entry in entries:
            left -= 1
            if left < 0:
                return
            try:
                if entry.is_dir(follow_symlinks=False):
                    if depth < MOST_DEPTH and not entry.name.startswith("."):
                        waiting.append((Path(entry.path), depth + 1))
                elif entry.name.lower().endswith(SUFFIXES) and not entry.name.startswith("."):
                    yield Path(entry.path)
            except OSError:
                continue


@dataclass(frozen=True, slots=True)
class Entry:
    """A library as a list shows it: opened, or with the reason why it cannot be."""

    found: Found
    font: Font | None
    licence: str
    problem: str = ""


def entries() -> tuple[Entry, ...]:
    """Every library that is found, opened if it can be."""
    return tuple(_entry(found) for found in libraries())


def _entry(found: Found) -> Entry:
    try:
        font = open_font(found.path)
    except SoundError as error:
        return Entry(found, None, "", error.problem)
    return Entry(found, font, licence_of(font.about, found.path))


def locate(name: str) -> Path:
    """The file of a library that is named or given as a path. SoundError, with what there is, if there is none."""
    path = Path(name).expanduser()
    try:
        if path.exists():
            return path.absolute()
    except (OSError, ValueError):
        pass
    there = libraries()
    for found in there:
        if name.lower() in (found.name.lower(), found.path.name.lower()):
            return found.path
    if path.suffix.lower() in SUFFIXES and len(path.parts) > 1:
        raise SoundError("there is no such sound library", name, hint="houseband sounds list: shows what is here")
    near = get_close_matches(name.lower(), [found.name.lower() for found in there], 1, 0.5)
    close = next((found.name for found in there if near and found.name.lower() == near[0]), "")
    hint = f"did you mean '{close}'? " if close else ""
    raise SoundError(f"there is no sound library '{name}'", hint=hint + "houseband sounds list: shows what is here")


def licence_of(about: About, path: Path) -> str:
    """What a library says of its licence, in a line; '' if it says nothing."""
    lines = [line.strip() for text in (about.copyright, about.comment) for line in text.splitlines()]
    for pattern in (re.compile(r"licen[sc]e|public domain|\bMIT\b|\bCC", re.IGNORECASE), LICENCE):
        for line in lines:
            if pattern.search(line):
                return _short(line)
    if about.copyright:
        return _short(about.copyright.splitlines()[0])
    if path.suffix.lower() == ".sfz":
        return _licence_file(path)
    return ""


def _licence_file(path: Path) -> str:
    for folder in (path.parent, path.parent.parent):
        try:
            for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
                if LICENCE_FILES.match(entry.name) and entry.is_file():
                    with open(entry.path, encoding="utf-8", errors="replace") as file:
                        text = file.read(2000)
                    return _short(next((line.strip(" #*=") for line in text.splitlines() if line.strip(" #*=")), ""))
        except OSError:
            continue
    return ""


def _short(line: str) -> str:
    plain = "".join(c for c in line if c.isprintable())
    return plain if len(plain) <= LONGEST_LICENCE else plain[: LONGEST_LICENCE - 1] + "…"
