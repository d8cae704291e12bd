"""``w:`` and ``s:`` lines: which syllable, or which symbol, stands under which note of the line of music before them.

::

    words    = { syllable | "-" | "_" | "*" | "|" } ;
    syllable = letters , [ "-" ] ;      (* "~" is a blank in it, "\\-" a hyphen; a hyphen alone holds, as "_" does *)

``*`` passes a note by, ``|`` goes on to the next bar. Rests and grace notes have no syllables, tied notes have one
each. A number before the first word (``1.~``) only numbers the verse. ABC standard 2.1, chapter 5 and section 4.15.
"""

import re
from dataclasses import dataclass

from houseband.charts.abc.length import Ticks

_TOKEN = re.compile(r"(?P<bar>\|)|(?P<skip>\*)|(?P<hold>_)|(?P<hyphen>-)|(?P<text>(?:\\-|\\[^-]|[^\s|*_\-\\])+)")
_ESCAPED = re.compile(r"~|\\[-_*|~\\]")
_NUMBER = re.compile(r"\s*\(?\d{1,2}[.):]?[~\s]\s*|\s*\d{1,2}[.)]\s*(?=\D)")
_SYMBOL = re.compile(r"(?P<bar>\|)|(?P<skip>\*)|\"(?P<quoted>[^\"]*)\"|!(?P<deco>[^!\s]+)!|(?P<letter>[.~H-Wh-w])")

Place = tuple[int, Ticks]
"""The index of a bar in its voice and the onset of a note in it."""


@dataclass(frozen=True, slots=True)
class Syllable:
    """A syllable at its note; its trailing blank says that a word ends."""

    place: Place
    text: str


def align_words(text: str, notes: list[Place]) -> tuple[list[Syllable], int]:
    """The syllables of a line under these notes, and how many found no note."""
    sung: list[Syllable] = []
    if number := _NUMBER.match(text):
        text = text[number.end() :]
    cursor = _Cursor(notes)
    left_over = 0
    last_end = -1  # where the last syllable ended: a hyphen right behind it joins it to the next
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        if kind == "text":
            place = cursor.next()
            words = found[0]
            if "~" in words or "\\" in words:
                words = _ESCAPED.sub(_plain_sign, words)
            if place is None:
                left_over += 1
            else:
                sung.append(Syllable(place, words + " "))
            last_end = found.end()
        elif kind == "hyphen":
            if sung and not left_over and last_end >= 0:
                sung[-1] = Syllable(sung[-1].place, sung[-1].text.rstrip(" ") or " ")
            if found.start() != last_end:
                cursor.next()
        elif kind == "bar":
            cursor.next_bar()
        else:
            cursor.next()
    return sung, left_over


def align_symbols(text: str, notes: list[Place]) -> list[tuple[Place, str, str, int]]:
    """The symbols of an ``s:`` line: place, kind (quoted, deco, letter), text, column."""
    symbols: list[tuple[Place, str, str, int]] = []
    cursor = _Cursor(notes)
    for found in _SYMBOL.finditer(text):
        kind = found.lastgroup or ""
        if kind == "bar":
            cursor.next_bar()
        elif (place := cursor.next()) is not None and kind != "skip":
            symbols.append((place, kind, found[kind], found.start() + 1))
    return symbols


def _plain_sign(sign: re.Match[str]) -> str:
    """What a sign within a syllable stands for; an escaped backslash is left to ``plain_text``."""
    return " " if sign[0] == "~" else sign[0] if sign[0] == "\\\\" else sign[0][1]


class _Cursor:
    """Goes along the notes of a line."""

    def __init__(self, notes: list[Place]) -> None:
        self.notes = notes
        self.at = 0
        self.bar = notes[0][0] if notes else 0

    def next(self) -> Place | None:
        """The next note, if there is one."""
        if self.at >= len(self.notes):
            return None
        place = self.notes[self.at]
        self.at += 1
        if place[0] > self.bar:
            self.bar = place[0]
        return place

    def next_bar(self) -> None:
        """Go on to the first note of the next bar."""
        self.bar += 1
        while self.at < len(self.notes) and self.notes[self.at][0] < self.bar:
            self.at += 1
