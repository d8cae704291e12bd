"""What a heading looks like: the names that songs give their sections, in eight languages, and which are the same."""

import re
from functools import lru_cache

# A kind of section and what it is called; a kind is what a bare "Chorus" calls back, whichever number it had.
KINDS = {
    "intro": r"intro(?:duction)?|opening|vorspiel|einleitung|introducción|introduccion|introdução|introducao|"
             r"introduzione|voorspel|förspel|forspil",
    "verse": r"verses?|vers|verso|vs|v(?=\s?\d)|strophe|couplet|estrofa|estrofe|strofa|strofe|stanza|"
             r"(?:primeira|segunda|terceira) parte",
    "pre-chorus": r"pre[- ]?chorus|pre|pré[- ]?refrain|pre[- ]?refrain|precoro|pre[- ]?coro|pre[- ]?estribillo|"
                  r"pré[- ]?refrão|pre[- ]?refrao|pre[- ]?ritornello|pre[- ]?refrein|brygga",
    "chorus": r"chorus|chor|refrain|refr|ref|hook|estribillo|coro|refrão|refrao|ritornello|refrein|refräng|"
              r"refreng|omkvæd|kehrvers",
    "post-chorus": r"post[- ]?chorus|tag|post[- ]?refrain",
    "bridge": r"bridge|middle(?:\s?(?:8|eight))?|pont|puente|ponte|brücke|überleitung|brug|stick|c[- ]?teil",
    "solo": r"solo|(?:guitar|piano|sax|keyboard|organ|drum|bass|harmonica|violin|trumpet)\s(?:solo|break|lead)|"
            r"gitarrensolo|gitaarsolo",
    "interlude": r"interlude|instrumental|zwischenspiel|tussenspel|mellanspel|mellomspill|intermezzo|interludio|"
                 r"interlúdio|inst|fill|riff|vamp|turnaround|break(?:down)?|head|transition",
    "coda": r"coda",
    "outro": r"outro|ending|end|finale?|nachspiel|schluss|schluß|slot|fin|conclusion|coda final|avslutning|rideout|"
             r"fade(?: ?out)?",
    "part": r"part|section|parte|partie|teil|deel",
}  # fmt: skip
_ORDINAL = (
    r"(?:(?:\d{1,2}(?:st|nd|rd|th|\.|e|er|ère|ème|ª|º)?|first|second|third|fourth|last|final|repeat|half|double|guitar|"
    r"piano|sax|instrumental|dernier|último|ultimo|erste|zweite|dritte|letzter?)\s+)?"
)
_NUMBER = r"(?:\s*[#.:nN°º]*\s*(?:\d{1,2}[a-d]?(?:\s?[,&+-]\s?\d{1,2})*|[ivx]{1,4}|[a-h]))?"
_NAMES = "|".join(f"(?P<{kind.replace('-', '_')}>{words})" for kind, words in KINDS.items())
_SECTION = re.compile(rf"{_ORDINAL}(?:{_NAMES}){_NUMBER}(?:\s+solo)?", re.IGNORECASE)
_REPEATED = re.compile(
    r"(.*?)(?<![\s,:-])[\s,:-]*+(?:[(\[]\s*+)?(?:[x×]\s?(\d{1,2})|(\d{1,2})\s?(?:[x×]|times))\s*[)\]]?\s*:?\s*", re.I
)
_DIGIT = re.compile(r"\d")
_AGAIN = re.compile(
    r"[(\[]?\s*(?:(?:repeat|play|sing|back to|same as|as)\s+(?:the\s+)?(?P<name>[^()\[\]|]{1,30}?)"
    r"|(?P<late>[^()\[\]|]{1,30}?)\s+again)\s*(?:once|again)?\s*[)\]]?",
    re.IGNORECASE,
)
LONGEST = 40


@lru_cache(maxsize=4096)
def section_name(text: str) -> str | None:
    """The heading that a text is (``Chorus``, ``[Verse 2]``, ``Bridge:``), or None if it reads as something else."""
    if len(text) > 2 * LONGEST:
        return None
    name = text.strip().strip("[](){}<>*=-_#: .").strip()
    return name if name and len(name) <= LONGEST and _SECTION.fullmatch(name) else None


def section_kind(name: str) -> str:
    """What kind of section has this name: 'chorus' for Refrain 2; the name itself, in small letters, for any other."""
    found = _SECTION.fullmatch(name)
    return (found.lastgroup or "").replace("_", "-") if found else name.casefold()


def heading_times(text: str) -> tuple[str, int]:
    """A heading without its ``x2``, and how often the section sounds."""
    found = _REPEATED.fullmatch(text) if len(text) <= 2 * LONGEST and _DIGIT.search(text) else None
    if found and found[1].strip("[( "):
        return found[1].strip(), max(int(found[2] or found[3]), 1)
    return text, 1


def called_back(text: str) -> tuple[str, int] | None:
    """The section that ``(repeat chorus x2)`` or ``Chorus again`` calls back, and how often; None for other texts."""
    bare, times = heading_times(text.strip().strip("()[]"))
    found = _AGAIN.fullmatch(bare) if len(bare) < 60 else None
    name = section_name(found["name"] or found["late"]) if found else None
    return (name, times) if name else None
