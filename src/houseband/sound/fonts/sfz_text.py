"""The text of an SFZ file as headers with their opcodes: comments, ``#define`` and ``#include`` are resolved here.

SFZ 1 (Cakewalk 2004), and of SFZ 2 and ARIA the ``<control>``, ``<global>`` and ``<master>`` headers and the two
directives (sfzformat.com, which documents them). An include must lie in the library's folder.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from houseband.errors import Remark, SoundError

MOST_TEXT_BYTES = 16 * 2**20
MOST_DEPTH = 16
MOST_INCLUDES = 2000
MOST_BLOCKS = 60_000
LONGEST_EXPANSION, LONGEST_NAME = 65_536, 200
HEADER = re.compile(r"<\s*(\w+)\s*>")
OPCODE = re.compile(r"(?:^|(?<=\s))([A-Za-z][A-Za-z0-9_#]*)=")
DEFINE = re.compile(r"#define\s+(\$\w+)\s*(\S*)")
INCLUDE = re.compile(r'#include\s+"([^"]*)"')
VARIABLE = re.compile(r"\$\w+")
TEXTS = frozenset({"sample", "default_path", "region_label", "group_label", "master_label", "global_label", "image"})
"""Opcodes whose value may have blanks in it."""
TEXT_WORDS = re.compile(r"label|name|text|image|path")


@dataclass(slots=True)
class Block:
    """A header and its opcodes; a later one of a name takes an earlier one's place."""

    header: str
    line: int
    opcodes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Text:
    """What a file and its includes say."""

    blocks: list[Block] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    comment: str = ""
    remarks: list[Remark] = field(default_factory=list)


def library_folder(path: Path) -> Path:
    """The folder that samples and includes must lie in: that of the .sfz file, or the one above it.

    Libraries keep instruments in a folder beside that of their samples. The folder above counts unless it is the
    user's home or the top of a disk.
    """
    own = path.resolve().parent
    above = own.parent
    is_too_wide = above in (Path.home().resolve(), above.parent) or above == own or len(above.parts) <= 2
    return own if is_too_wide else above


def read_text(path: Path) -> Text:
    """The blocks of a file. SoundError if it cannot be read, or is no text or too much of it."""
    reader = _Reader(path.resolve(), library_folder(path))
    reader.read(path.resolve(), 0)
    return reader.text


class _Reader:
    def __init__(self, top: Path, root: Path) -> None:
        self.text = Text()
        self._top, self._root = top, root
        self._defined: dict[str, str] = {}
        self._bytes = 0

    def read(self, path: Path, depth: int) -> None:
        source = str(path)
        if depth > MOST_DEPTH or len(self.text.files) > MOST_INCLUDES:
            raise SoundError("includes within includes without end", source, hint="a file includes itself")
        try:
            if not path.is_file():
                raise SoundError("there is no such file", source, hint="an #include names it")
            self._bytes += path.stat().st_size
            if self._bytes > MOST_TEXT_BYTES:
                hint = f"{MOST_TEXT_BYTES:,} bytes at most"
                raise SoundError("more text than any instrument needs", source, hint=hint)
            data = path.read_bytes()
        except OSError as error:
            raise SoundError(f"cannot be read: {error.strerror or error}", source) from None
        if b"\0" in data[:4000]:
            raise SoundError("not an SFZ file: it is no text", source)
        self.text.files.append(path)
        try:
            decoded = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            decoded = data.decode("cp1252", "replace")
        if depth == 0:
            self.text.comment = _top_comment(decoded)
        for number, line in enumerate(_uncommented(decoded).splitlines(), 1):
            self._line(line, number, path, depth)

    def _line(self, line: str, number: int, path: Path, depth: int) -> None:
        if not line.strip():
            return
        at = 0
        for include in INCLUDE.finditer(line) if "#include" in line else ():
            self._piece(line[at : include.start()], number, path)
            self._include(include[1], number, path, depth)
            at = include.end()
        self._piece(line[at:], number, path)

    def _piece(self, line: str, number: int, path: Path) -> None:
        """A line, or what of it stands between two includes."""
        if "#define" in line:
            for name, value in DEFINE.findall(line):
                self._defined[name] = self._expanded(value, number, path) if "$" in value else value
            line = DEFINE.sub(" ", line)
        if "$" in line:
            line = self._expanded(line, number, path)
        at = 0
        for header in HEADER.finditer(line):
            self._opcodes(line[at : header.start()])
            if len(self.text.blocks) >= MOST_BLOCKS:
                raise SoundError("more regions than any instrument needs", str(path), number)
            self.text.blocks.append(Block(header[1].lower(), number))
            at = header.end()
        self._opcodes(line[at:])

    def _include(self, name: str, number: int, path: Path, depth: int) -> None:
        name = self._expanded(name, number, path).replace("\\", "/")
        target = found(self._top.parent / name, self._root)
        if target is None:
            target = found(path.parent / name, self._root)
        if target is None:
            hint = "it must be a file within the library's folder"
            raise SoundError(f"cannot include '{name}'", str(path), number, hint=hint)
        self.read(target, depth + 1)

    def _opcodes(self, text: str) -> None:
        named = list(OPCODE.finditer(text))
        if not named or not self.text.blocks:
            return
        opcodes = self.text.blocks[-1].opcodes
        for index, match in enumerate(named):
            end = named[index + 1].start() if index + 1 < len(named) else len(text)
            value = text[match.end() : end].strip()
            name = match[1].lower()
            if name not in TEXTS and not TEXT_WORDS.search(name):
                value = value.split()[0] if value else ""
            opcodes[name] = value

    def _expanded(self, text: str, number: int, path: Path) -> str:
        """The text with what was defined in place of its names; the longest name that fits counts."""
        room = LONGEST_EXPANSION + len(text)

        def value(match: re.Match[str]) -> str:
            nonlocal room
            word = match[0]
            for end in range(min(len(word), LONGEST_NAME), 1, -1):
                if word[:end] in self._defined:
                    room -= len(self._defined[word[:end]])
                    if room < 0:
                        hint = "a definition names itself over and over"
                        raise SoundError("a line that grows without end", str(path), number, hint=hint)
                    return self._defined[word[:end]] + word[end:]
            return word

        return VARIABLE.sub(value, text)


def found(path: Path, root: Path) -> Path | None:
    """The file, with its name in upper or lower case; None if there is none, or it lies outside ``root``."""
    try:
        whole = path.resolve()
        if not whole.is_relative_to(root):
            return None
        if whole.is_file():
            return whole
        return _whatever_case(whole, root)
    except (OSError, ValueError, RuntimeError):
        return None


def _whatever_case(path: Path, root: Path) -> Path | None:
    """The file as a system that does not tell A from a would find it."""
    at = root
    for part in path.relative_to(root).parts:
        exact = at / part
        if not exact.exists():
            near = [entry for entry in at.iterdir() if entry.name.lower() == part.lower()] if at.is_dir() else []
            if not near:
                return None
            exact = sorted(near)[0]
        at = exact
    whole = at.resolve()
    return whole if whole.is_file() and whole.is_relative_to(root) else None


def _uncommented(text: str) -> str:
    """The text without // and /* */ comments; lines keep their numbers."""
    if "/*" in text:
        text = re.sub(r"/\*.*?(?:\*/|\Z)", lambda match: "\n" * match[0].count("\n"), text, flags=re.DOTALL)
    return "\n".join(line.split("//", 1)[0] if "//" in line else line for line in text.splitlines())


def _top_comment(text: str) -> str:
    """The comment that a file begins with: often who made it, and under which licence."""
    said = []
    for line in text.splitlines()[:40]:
        plain = line.strip()
        if plain.startswith(("//", "/*", "*")):
            said.append(plain.strip("/* ").strip())
        elif plain:
            break
    return "\n".join(line for line in said if line)[:2000]
