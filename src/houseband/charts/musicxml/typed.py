"""Signs of the road typed as words: ``D.S. al Coda``, ``To Coda 𝄌``, ``Fine``, ``4x``, ``Verse 2``, ``vamp till cue``.

In English and the usual Italian. A coda or segno sign between words counts as the word (``Dal 𝄋 al 𝄌``).
"""

import re
from dataclasses import dataclass
from typing import Literal

Until = Literal["end", "fine", "coda"]
CODA_SIGN, SEGNO_SIGN = "𝄌", "𝄋"

_CODA_WORD = r"(?:the\s+|la\s+)?(?:coda\s*(?:𝄌|⊕)?|𝄌|⊕|ø|Ø)"
_SEGNO_WORD = r"(?:the\s+|il\s+)?(?:segno\s*𝄋?|𝄋|sign\s*𝄋?)"
_DA_CAPO = re.compile(
    r"\b(d\.?\s?c\b\.?|da\s+capo|dal\s+capo|(?:from|back\s+to|go\s+to|to)\s+the\s+(?:top|beginning)(?!\w))",
    re.IGNORECASE,
)
_DAL_SEGNO = re.compile(
    rf"\b(d\.?\s?s\b\.?(?:\s?s\b\.?)?|(?:dal|dallo)\s+{_SEGNO_WORD}|(?:from|go\s+to|back\s+to)\s+{_SEGNO_WORD})"
    r"(?:\s*(\d))?",
    re.IGNORECASE,
)
_TO_CODA = re.compile(
    rf"\(?\s*(?:to|go\s+to|jump\s+to|al(?:la)?|(?:e\s+)?poi(?:\s+(?:segue|alla))?|segue)\s+{_CODA_WORD}\s*(\d)?\s*[.)]*",
    re.IGNORECASE,
)
_CODA = re.compile(r"\(?\s*(?:𝄌|⊕)?\s*(?:coda|𝄌)\s*(?:𝄌|⊕)?\s*(\d)?\s*[.:)]*", re.IGNORECASE)
_SEGNO = re.compile(r"\(?\s*𝄋?\s*(?:segno|𝄋)\s*(\d)?\s*[.:)]*", re.IGNORECASE)
_FINE = re.compile(r"\(?\s*(?:al\s+)?fine\s*[.)]*", re.IGNORECASE)
_TIMES = re.compile(
    r"\(?\s*(?:(?:play|repeat)\s+(?P<told>\d{1,2})\s*(?:x|×|times|volte)?|(?:x|×)\s*(?P<after>\d{1,2})"
    r"|(?P<before>\d{1,2})\s*(?:x|×|times|volte))\s*[.)]*",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\(?\s*(?:open(?:\s+(?:repeat|vamp|solos?|section))?"
    r"|(?:vamp|repeat|loop|solos?|play)?\s*(?:(?:till|'til|until|to|on)\s+(?:the\s+)?cued?|till\s+ready|until\s+ready)"
    r"|(?:vamp|repeat|solos?)\s+(?:till|until)\s+(?:cue|ready)|(?:repeat\s+)?ad\s*lib(?:\.|itum)?(?:\s+repeat)?"
    r"|(?:vamp|repeat)\s+(?:and|&|to|till|'til)\s+fade|vamp\s+(?:ad\s*lib(?:\.|itum)?|open))\s*[.)]*",
    re.IGNORECASE,
)
_SECTION_WORD = (
    r"(?:(?:intro(?:duction|duzione)?|verse|pre[- ]?chorus|chorus|refrain|bridge|middle (?:8|eight)|solos?|interlude"
    r"|instrumental|vamp|tag|head|hook|break|breakdown|turnaround|outro|ending|strophe|stanza|strofa|ritornello)"
    r"(?:\s*(?:\d{1,2}|[A-H]|[IV]{1,3}))?(?![\w']))"
)
_SECTION = re.compile(rf"(?:{_SECTION_WORD}|[A-D]\d?'?)\s*[:.]?", re.IGNORECASE)
_SECTION_AND_MORE = re.compile(rf"({_SECTION_WORD})\s*(?:[:,–—-]|\s{{2,}}|\()\s*(.+)", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Typed:
    """What words over the staff say; most are but one of these."""

    to_coda: str | None = None
    """The label of the coda that one leaves for here; '' if it has none."""
    jump_to: str | None = None
    """'' is the top, '§' any segno, else the label of one."""
    until: Until | None = None
    """How far from there, if the words say so."""
    coda: str | None = None
    segno: str | None = None
    fine: bool = False
    times: int | None = None
    """How often a repeat sounds."""
    is_open: bool = False
    """A repeat goes on until the leader says so."""
    section: str | None = None
    rest: str = ""
    """What is not understood: a direction, or the style."""


def typed(text: str) -> Typed:
    """What these words mean to somebody who reads the road."""
    from_segno, from_top = _DAL_SEGNO.search(text), _DA_CAPO.search(text)
    if found := _TO_CODA.fullmatch(text):
        return Typed(to_coda=found[1] or "")
    if from_segno or from_top:
        twice = from_segno is not None and re.fullmatch(r"d\.?\s?s\.?\s?s\.?", from_segno[1], re.IGNORECASE)
        label = (from_segno[2] or ("2" if twice else "§")) if from_segno else ""
        low = text.lower()
        until: Until | None = "fine" if re.search(r"\bfine\b", low) else "coda" if re.search("coda|𝄌|⊕", low) else None
        return Typed(jump_to=label, until=until)
    if found := _CODA.fullmatch(text):
        return Typed(coda=found[1] or "")
    if found := _SEGNO.fullmatch(text):
        return Typed(segno=found[1] or "")
    if _FINE.fullmatch(text):
        return Typed(fine=True)
    if _OPEN.fullmatch(text):
        return Typed(is_open=True, rest=text)
    if found := _TIMES.fullmatch(text):
        return Typed(times=max(1, int(found["told"] or found["after"] or found["before"])))
    if _SECTION.fullmatch(text):
        return Typed(section=text.rstrip(" :."))
    if (found := _TIMES.match(text)) and _FINE.fullmatch(text[found.end() :].strip()):
        return Typed(fine=True)  # "4x Fine": the end comes the fourth time
    if found := _SECTION_AND_MORE.fullmatch(text):
        return Typed(section=found[1], rest=found[2].strip(" ()"))
    return Typed(rest=text if len(_LETTERS.findall(text)) >= 2 else "")
