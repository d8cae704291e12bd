"""A page as lines of plain characters: what web pages, word processors and music fonts leave in a text, taken out.

Tabulators become spaces (every eight columns); non-breaking and other wide spaces become plain ones; ``[ch]C[/ch]``,
``[tab]``, HTML tags and entities go; lines drawn with box characters become ``|`` and ``-``. What is taken out moves
the rest of its line to the left, so that chords stand over their words as they did on the screen.
"""

import re
from html import unescape

TAB_WIDTH = 8
_ODD = re.compile(
    "&|\\[/|<[/b]|[\u00a0\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff\u2500-\u257f\uff5c\u00ad\u2003]"
)
_SITE_TAGS = re.compile(r"\[/?(?:ch|tab|syllable)\]")
_TAGS = re.compile(r"</?(?:b|i|u|em|strong|span|pre|p|div|font|a|sup|code|h[1-6])(?:\s[^<>]{0,300})?/?>")
_LOOSE_MINOR = re.compile(r"(?<!\w)((?:Do|R[eé]|Mi|Fa|Sol|La|Si)[#b♯♭]?) m(7?)(?![\w'])")  # La m is Lam
_LONE_MINOR = re.compile(r" m7?(?![\w'])")
_BREAK = re.compile(r"<br\s*/?>", re.I)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8});", re.I)
_CHARACTERS = {
    **dict.fromkeys(range(0x2500, 0x2580), "-"), **dict.fromkeys(map(ord, "│┃┆┇┊┋╎╏╽╿"), "|"), ord("║"): "‖",
    **dict.fromkeys([*range(0x250C, 0x254C), *range(0x2552, 0x2571)], "+"),
    **dict.fromkeys([0xA0, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B)], " "),
    **dict.fromkeys([0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xAD]), ord("｜"): "|",
}  # fmt: skip


def plain_lines(text: str) -> list[str]:
    """The lines of a page, in plain characters."""
    if _ODD.search(text):
        if "&" in text:
            text = _ENTITY.sub(lambda found: unescape(found[0]), text)
        if "[/" in text:
            text = _SITE_TAGS.sub("", text)
        if "</" in text or "<br" in text:
            text = _BREAK.sub("\n", _TAGS.sub("", text))
        text = text.translate(_CHARACTERS)
    if _LONE_MINOR.search(text):
        text = _LOOSE_MINOR.sub(r"\1m\2 ", text)
    lines = text.split("\n")
    if "```" in text:  # the fences of Markdown
        lines = ["" if line.lstrip().startswith("```") else line for line in lines]
    return [line.expandtabs(TAB_WIDTH) for line in lines] if "\t" in text else lines
