"""What a reader is given: bytes with a name, and how to take what charts leave open. No I/O happens here."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from houseband.errors import ChartError

_CONTROLS = bytes(code for code in range(32) if code not in b"\n\t\f")
MAX_BYTES = 20_000_000  # the longest song books seen are a few megabytes; more than this is not a chart


@dataclass(frozen=True, slots=True)
class Reading:
    """How to take what a chart leaves open; the defaults are what most writers mean."""

    bars_per_chord: Fraction | None = None
    """How many bars a chord over lyrics lasts; None: as lines are usually counted."""
    harmonise: Literal["auto", "always", "never"] = "auto"
    """Whether a tune without chords gets some; auto: dance tunes do."""
    dash_is_minor: bool = True
    """``C-`` is C minor; False: C with something flat, as ``C-5``, and alone a C major chord with a remark."""
    german: bool | None = None
    """Whether B is B flat, as in German charts; None: where the chart itself shows it, by an H."""


@dataclass(frozen=True, slots=True)
class Source:
    """The raw matter of one or more charts."""

    data: bytes
    name: str = ""
    """What to call it in messages: a path as the user gave it."""
    reading: Reading = Reading()

    @property
    def suffix(self) -> str:
        """The lower-case ending of the name with its dot, or ''."""
        tail = self.name.replace("\\", "/").rsplit("/", 1)[-1]
        return "." + tail.rsplit(".", 1)[-1].lower() if "." in tail[1:] else ""

    @property
    def text(self) -> str:
        """The bytes as text with ``\\n`` line ends: by their byte-order mark, else UTF-8, else Windows-1252.

        Raises ChartError for what is empty or not text (NUL bytes, mostly control characters).
        """
        data = self.data
        if not data.strip():
            raise ChartError("the file is empty", self.name, hint="is it the right file?")
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = data.decode("utf-16", errors="replace")
        else:
            if b"\x00" in data:
                place = data.index(b"\x00")
                raise ChartError(f"not text: a NUL byte at byte {place}", self.name, hint="is it the right file?")
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = data.decode("cp1252", errors="replace")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        head = text[:4000].encode("utf-8", "replace")
        odd = len(head) - len(head.translate(None, _CONTROLS)) + text[:4000].count("\ufffd")
        if odd * 20 > min(len(text), 4000):
            raise ChartError("not text: too many control characters", self.name, hint="is it the right file?")
        return text
