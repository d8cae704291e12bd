"""Texts as they can stand in a ChordPro file, and what had to be changed in them."""

import re

_BREAKS = str.maketrans({"[": "(", "]": ")", "{": "(", "}": ")", "|": "/", "\\": "/", "\n": " ", "\r": " "})
_SPECIAL = re.compile(r"[\[\]{}|\\]")
_FILLED = re.compile(r"%(?=[({])")


class Said:
    """Makes texts fit, and remembers what did not."""

    def __init__(self) -> None:
        self.changed: list[str] = []
        """Texts with characters that mean something else in ChordPro."""

    def text(self, text: str) -> str:
        """A text in one line without brackets, braces, bars and backslashes."""
        return " ".join(self.words(text).split())

    def words(self, text: str) -> str:
        """The same for words that are sung: their blanks stay."""
        if _SPECIAL.search(text):
            self.changed.append(text)
        return text.translate(_BREAKS)

    def label(self, text: str) -> str:
        """A label in quotes."""
        label = self.text(text)
        if '"' not in label:
            return f'"{label}"'
        if "'" in label:
            self.changed.append(text)
            label = label.replace("'", "’")
        return f"'{label}'"
