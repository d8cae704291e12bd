"""What the words in an iReal Pro chart say: ``<D.C. al 2nd End.>``, ``<3x>``, ``<Chorus>``.

The app's own phrases are D.C. and D.S. al Coda, al Fine and al 1st, 2nd or 3rd End., Fine, and 3x to 8x. People also
type section names, and the numbers of an ending that the app cannot number (it leaves the bracket empty, N0). A name in
brackets (``<[Trio]>``) is a section whatever it says.
"""

import re
from dataclasses import dataclass
from typing import Literal

from houseband.charts.chart import Jump
from houseband.charts.stanza import section_name

_VERTICAL = re.compile(r"\*\d\d")
_JUMP = re.compile(
    r"(?:d\.?\s*(?P<letter>[cs])\b\.?|da\s+(?P<capo>capo)|dal\s+(?P<segno>segno))"
    r"(?:\s*al\.?\s+(?:the\s+)?(?:(?P<coda>coda|𝄌)|(?P<fine>fine)|(?P<ending>\d)\s*(?:st|nd|rd|th)?\s*end(?:ing)?))?\W*",
    re.IGNORECASE,
)
_FINE = re.compile(r"\W*fine\W*", re.IGNORECASE)
_TIMES = re.compile(r"\W*(?:repeat\s+|play\s+)?(?:x\s*(\d{1,2})|(\d{1,2})\s*(?:x|×|times))\W*", re.IGNORECASE)
_OPEN = re.compile(
    r"\W*(?:open(?:\s+(?:repeat|vamp|solos?))?|(?:repeat|vamp)\s+(?:until|till|til|on)\s+cue)\W*", re.IGNORECASE
)
_NUMBERS = re.compile(r"[\d\s.,&()–-]{0,30}\d[\s.,()]{0,3}")
_BOXED = re.compile(r"\[([^\[\]]*)\]")
_ROAD = re.compile(
    r"\b(?:d\.?\s?[cs]\b|coda|segno|fine|repeat|ending|chorus(?:es)?|last\s+time|(?:1st|2nd|3rd)\s+time)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Words:
    """What one text says: at most one of these."""

    text: str
    """As written, without its height over the bar."""
    jump: Jump | None = None
    ending: int | None = None
    """The number of the ending up to which the jump goes."""
    fine: bool = False
    times: int | None = None
    """How often a passage sounds in all."""
    is_open: bool = False
    numbers: tuple[int, ...] = ()
    """The passes of an ending."""
    section: str | None = None
    """The section that it names where one begins."""
    boxed: bool = False
    """Whether it names a section wherever it stands."""

    @property
    def is_road(self) -> bool:
        """Whether it may say where to go, though it was not understood."""
        return _ROAD.search(self.text) is not None


def read_words(inside: str) -> Words:
    """The meaning of what stands between < and >."""
    text = " ".join(_VERTICAL.sub("", inside, count=1).split()) if inside.startswith("*") else " ".join(inside.split())
    if found := _JUMP.fullmatch(text):
        until: Literal["end", "fine", "coda"] = "coda" if found["coda"] else "fine" if found["fine"] else "end"
        to = "segno" if found["segno"] or (found["letter"] or "").lower() == "s" else ""
        return Words(text, jump=Jump(to, until), ending=int(found["ending"]) if found["ending"] else None)
    if _FINE.fullmatch(text):
        return Words(text, fine=True)
    if found := _TIMES.fullmatch(text):
        return Words(text, times=max(1, int(found[1] or found[2])))
    if _OPEN.fullmatch(text):
        return Words(text, is_open=True)
    if _NUMBERS.fullmatch(text):
        return Words(text, numbers=_passes(text))
    if found := _BOXED.fullmatch(text):
        return Words(text, section=found[1].strip(), boxed=True)
    return Words(text, section=section_name(text))


def _passes(text: str) -> tuple[int, ...]:
    """The numbers of ``1.-3.`` and ``1, 2``."""
    passes: set[int] = set()
    for first, last in re.findall(r"(\d{1,2})(?:\s*\.?\s*[-–]\s*(\d{1,2}))?", text):
        passes.update(range(int(first), int(last or first) + 1))
    return tuple(sorted(passes - {0}))
