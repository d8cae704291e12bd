"""Letters with accents and signs in the texts of ABC: ``\\'e``, ``&eacute;``, ``\\u00e9``.

ABC standard 2.1, section 8.2 (text strings).
"""

import html
import re
import unicodedata

_MARKS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", '"': "\u0308",
    "v": "\u030c", "c": "\u0327", ",": "\u0327", ".": "\u0307", "H": "\u030b", ";": "\u0328", "o": "\u030a",
}  # fmt: skip
_LETTERS = {"AE": "Æ", "ae": "æ", "OE": "Œ", "oe": "œ", "ss": "ß", "DH": "Ð", "dh": "ð", "TH": "Þ", "th": "þ",
            "/O": "Ø", "/o": "ø", "/D": "Đ", "/d": "đ", "/L": "Ł", "/l": "ł", "AA": "Å", "aa": "å", "cC": "Ç",
            "cc": "ç", "i-": "ı"}  # fmt: skip
_FONT = re.compile(r"(?<!\\)\$[0-4](?!\d)")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(AE|ae|OE|oe|ss|DH|dh|TH|th|/[OoDdLl]|AA|aa|cC|cc)"
                     r"|([`'^~=u\"vc,.H;o])([A-Za-z])|([%&\\$]))")  # fmt: skip


def plain_text(text: str) -> str:
    """The text with its mnemonics, entities and escapes as letters; font changes (``$1``) are left out."""
    if "&" in text and "\\&" not in text:
        text = html.unescape(text)
    if "$" in text:
        text = _FONT.sub("", text)
    return _ESCAPE.sub(_letter, text) if "\\" in text else text


def written_text(text: str) -> str:
    """The text as ABC writes it: what stands for other signs escaped, on one line."""
    return re.sub(r"[\\%&$]", lambda found: "\\" + found[0], " ".join(text.split()))


def _letter(found: re.Match[str]) -> str:
    if found[1]:
        number = int(found[1], 16)
        return chr(number) if not 0xD800 <= number < 0xE000 and number >= 32 else ""
    if found[2]:
        return _LETTERS[found[2]]
    if found[5]:
        return found[5]
    return unicodedata.normalize("NFC", found[4] + _MARKS[found[3]])
