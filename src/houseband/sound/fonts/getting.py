"""Fetches libraries of samples: by name, or from any address. Nothing else in the program uses the network.

A download goes into a ``.part`` file, with its address and the server's mark of the version beside it, so that one that
broke off goes on where it was (RFC 9110, §14.2: Range; §13.1.5: If-Range). It is checked, unpacked beside its place,
and moved there in one step.
"""

import contextlib
import functools
import hashlib
import http.client
import json
import re
import tomllib
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

from houseband.errors import SoundError
from houseband.files import file_name, replace_file
from houseband.sound.fonts.opening import SUFFIXES, open_font
from houseband.sound.fonts.unpacking import ARCHIVES, require_free, unpacked

SCHEMES = ("http", "https")
PLAIN_IN_ADDRESS = "%/?:@!$&'()*+,;=~"
"""Signs that mean something in an address, RFC 3986, §3.3 and §3.4; all others but letters and digits are quoted."""
HOST = re.compile(r"[\w.:%-]+", re.ASCII)
"""A name, or a number of either version of the Internet Protocol."""
TIMEOUT_SECONDS = 30.0
BLOCK_BYTES = 256 * 1024
KNOWN = "fetched.json"
"""In a folder: the digest of what each address gave, so that a file that changes is noticed."""
RANGE_IGNORED, RANGE_GIVEN, RANGE_REFUSED = 200, 206, 416
Progress = Callable[[int, int], None]
"""Told the bytes that are there and those that there will be, 0 if nobody knows."""


@dataclass(frozen=True, slots=True)
class Library:
    """A library of samples somewhere in the network."""

    name: str
    title: str
    url: str
    licence: str = ""
    licence_url: str = ""
    bytes_about: int = 0
    """Of the download; 0 if not known."""
    sha256: str = ""
    """In hexadecimal; '' if its makers tell none."""

    @property
    def suffix(self) -> str:
        """What the address ends in, one of SUFFIXES or ARCHIVES; '' for anything else."""
        path = _split(self.url).path.lower()
        return next((suffix for suffix in (*SUFFIXES, *ARCHIVES) if path.endswith(suffix)), "")


@functools.cache
def libraries() -> tuple[Library, ...]:
    """Those that are known by name."""
    rows = tomllib.loads((files("houseband.sound.fonts") / "libraries.toml").read_text("utf-8"))
    return tuple(Library(name, **row) for name, row in rows.items())


def library(name: str) -> Library:
    """The one of that name. SoundError, with the nearest, if there is none."""
    by_name = {one.name: one for one in libraries()}
    if name.lower() in by_name:
        return by_name[name.lower()]
    near = get_close_matches(name.lower(), by_name, 1)
    hint = f"did you mean '{near[0]}'?" if near else "houseband sounds get: lists them; --from fetches any address"
    raise SoundError(f"no library called '{name}' is known", hint=hint)


def from_url(url: str, name: str | None = None) -> Library:
    """What lies at an address, called as its file is or ``name``. SoundError if nothing there can be a library."""
    parts = _split(url)
    url = parts.geturl()
    last = urllib.parse.unquote(parts.path.rsplit("/", 1)[-1])
    found = Library(name or "", last, url)
    if not found.suffix or found.suffix == ".sfz":
        hint = f"it ends in {', '.join((*SUFFIXES[:2], *ARCHIVES))}"
        raise SoundError("not a library that can be fetched", url, hint=hint)
    plain = file_name(name or last[: -len(found.suffix)])
    if not plain:
        raise SoundError("an address without a name", url, hint="give one: houseband sounds get NAME --from ADDRESS")
    return Library(plain, last, url)


def _split(url: str) -> urllib.parse.SplitResult:
    """The parts of an address as a server can be asked for them. SoundError if it is none."""
    try:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in SCHEMES or not parts.hostname:
            raise SoundError("not an address to fetch from", url, hint="it begins with https://HOST/ or http://HOST/")
        host = parts.hostname if ":" in parts.hostname else parts.hostname.encode("idna").decode("ascii")
        if parts.username is not None or not HOST.fullmatch(host):
            raise ValueError(f"'{parts.netloc}' is no host")
        host = f"[{host}]" if ":" in host else host
        netloc = host if parts.port is None else f"{host}:{parts.port}"
        path, query = (
            urllib.parse.quote(part, safe=PLAIN_IN_ADDRESS, errors="surrogateescape")
            for part in (parts.path, parts.query)
        )
    except ValueError as error:
        hint = "look for a slip in it; it is written as https://HOST/FILE or https://HOST:NUMBER/FILE"
        raise SoundError(f"not an address to fetch from: {error}", url, hint=hint) from None
    return urllib.parse.SplitResult(parts.scheme, netloc, path, query, "")


def get(wanted: Library, folder: Path, progress: Progress = lambda done, total: None) -> Path:
    """Fetch a library into a folder; the file or the folder where it now is.

    SoundError if it cannot be had or is not what it should be; what was there before is then as it was, and a download
    that broke off is kept to go on with.
    """
    part = folder / f"{wanted.name}{wanted.suffix}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(part):
            if wanted.suffix in ARCHIVES:
                require_free(folder / wanted.name)
            _download(wanted, part, progress)
            return _checked(wanted, part, folder)
    except OSError as error:
        raise SoundError(f"cannot be written: {error.strerror or error}", str(part)) from None


@contextlib.contextmanager
def _alone(part: Path) -> Iterator[None]:
    """Nobody else fetches the same file meanwhile; SoundError if somebody does."""
    try:
        import fcntl
    except ImportError:  # Windows: there, two at a time are not kept apart
        yield
        return
    with open(part.with_suffix(".lock"), "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SoundError("is being fetched already", str(part), hint="wait for the other to end") from None
        try:
            yield
        finally:
            part.with_suffix(".lock").unlink(missing_ok=True)


def _download(wanted: Library, part: Path, progress: Progress) -> None:
    """Have the whole file in ``part``; go on with what is there if the server still has the same."""
    notes = _notes(part)
    mark = _mark(notes, wanted.url)
    begin = part.stat().st_size if mark and part.exists() else 0
    with _opened(wanted.url, begin, mark) as answer:
        if answer.status == RANGE_REFUSED:
            if answer.headers.get("Content-Range") == f"bytes */{begin}":
                return None  # all of it was there
            _forget(part)
            return _download(wanted, part, progress)
        begin = begin if answer.status == RANGE_GIVEN and _starts_at(answer) == begin else 0
        if answer.status == RANGE_GIVEN and not begin:
            raise SoundError("the server sent another part of the file than was asked for", wanted.url)
        length = answer.headers.get("Content-Length", "")
        total = begin + int(length) if length.isdecimal() else 0
        notes.write_text(json.dumps({"url": wanted.url, "mark": _version(answer)}), "utf-8")
        with open(part, "r+b" if begin else "wb") as file:
            file.seek(begin)
            done, is_whole = _copied(answer, file, begin, total, progress)
    if not is_whole or done < total:
        there = f"{done:,} of {total:,}" if total else f"{done:,}"
        hint = f"the same command {'goes on from there' if _mark(notes, wanted.url) else 'begins again'}"
        raise SoundError(f"the connection broke off after {there} bytes", wanted.url, hint=hint)
    return None


def _copied(answer: Any, file: IO[bytes], done: int, total: int, progress: Progress) -> tuple[int, bool]:
    """Write all that comes; the length of the file then, and False if the connection broke before the end."""
    while True:
        try:
            block = answer.read1(BLOCK_BYTES)  # what is there now: of what came before a break, nothing is lost
        except (http.client.HTTPException, OSError):
            return done, False
        if not block:
            return done, True
        file.write(block)
        done += len(block)
        progress(done, total)


def _notes(part: Path) -> Path:
    """Where it is written which version of which address a part is of."""
    return part.with_suffix(".json")


def _forget(part: Path) -> None:
    """Have a part, and what is known of it, gone."""
    part.unlink(missing_ok=True)
    _notes(part).unlink(missing_ok=True)


def _mark(notes: Path, url: str) -> str:
    """What the server said of the version of which a part is there; '' if it is not known."""
    try:
        said = json.loads(notes.read_text("utf-8"))
        return str(said["mark"]) if said["url"] == url else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _version(answer: Any) -> str:
    """A strong mark of the version that is sent; '' if the server has none."""
    tag = str(answer.headers.get("ETag", ""))
    return tag if tag and not tag.startswith("W/") else str(answer.headers.get("Last-Modified", ""))


def _starts_at(answer: Any) -> int:
    """The first byte of a part that is sent; −1 if the server does not say."""
    first = str(answer.headers.get("Content-Range", "")).removeprefix("bytes ").split("-")[0]
    return int(first) if first.isdecimal() else -1


def _opened(url: str, begin: int, mark: str) -> Any:
    """The server's answer, from byte ``begin`` on if it still has the version of that mark. SoundError if none."""
    headers = {"User-Agent": "houseband", "Accept-Encoding": "identity"}
    if begin:
        headers |= {"Range": f"bytes={begin}-", "If-Range": mark}
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(), urllib.request.HTTPHandler(), urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(), urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPRedirectHandler(),  # to the web only: there is no handler for anything else

    ):  # fmt: skip
        opener.add_handler(handler)
    try:
        answer = opener.open(urllib.request.Request(url, headers=headers), timeout=TIMEOUT_SECONDS)
    except urllib.error.HTTPError as error:
        if error.code == RANGE_REFUSED and begin:
            return error
        raise SoundError(f"the server says {error.code} {error.reason}", url) from None
    except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: sent on to what is no address
        said = getattr(error, "reason", None) or error
        raise SoundError(f"cannot be reached: {said}", url, hint="the same command tries again") from None
    if answer is None:
        raise SoundError("not an address to fetch from", url)
    return answer


def _checked(wanted: Library, part: Path, folder: Path) -> Path:
    """Put what was fetched in its place if it is what it should be; else it goes, and SoundError.

    A disk that is full, or will not have it, leaves the part to go on with.
    """
    try:
        with open(part, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        expected = wanted.sha256 or _known(folder).get(wanted.url, digest)
        if digest != expected:
            hint = f"it was changed or spoiled on its way; nothing here was replaced ({KNOWN} has what it was)"
            raise SoundError(f"has the SHA-256 {digest}, not {expected}", wanted.url, hint=hint)
        place = _put(wanted, part, folder)
    except SoundError:
        _forget(part)
        raise
    _forget(part)
    text = json.dumps({**_known(folder), wanted.url: digest}, indent=2)
    replace_file(folder / KNOWN, lambda scratch: scratch.write_text(text + "\n", "utf-8"))
    return place


def _put(wanted: Library, part: Path, folder: Path) -> Path:
    """Have the library in its place, in one step; where that is. SoundError if it is none."""
    if wanted.suffix not in ARCHIVES:
        open_font(part)
        return part.replace(folder / f"{wanted.name}{wanted.suffix}")
    unpacked(part, wanted.suffix, folder / wanted.name)
    return folder / wanted.name


def _known(folder: Path) -> dict[str, str]:
    """The digests of what was fetched into a folder before, by address."""
    try:
        said = json.loads((folder / KNOWN).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {url: digest for url, digest in said.items() if isinstance(digest, str)} if isinstance(said, dict) else {}
