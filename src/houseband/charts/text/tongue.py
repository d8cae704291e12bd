"""In which dialect a page names its chords: letters, German, solfège, or numbers in its key (Nashville and Roman).

A page is a chart of numbers if it has lines of nothing but chord numbers, and no line of chords in letters.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from houseband.charts.barlines import only_chords
from houseband.charts.dialect import Dialect, dialect_of
from houseband.charts.draft import Draft
from houseband.charts.symbol import looks_like_chord
from houseband.music.key import Key, parse_key

# Each begins with its letter, not with what may not be before it: so a page is searched for the letters alone.
_GERMAN_HINT = re.compile(
    r"(?:H(?<![\w#♯/]H)(?:is)?(?:m|7|sus|dim|maj|\b)|[CDFGA](?<![\w#♯/].)is|[EA](?<![\w#♯/].)s)"
    r"(?=[m\d/\s|).~]|dim|sus|maj|$)"
)
_SOLFEGE_HINT = re.compile(
    r"[DRMFSL](?<!\w.)(?:(?<=D)[oO]|(?<=R)[eéEÉ]|(?<=M)[iI]|(?<=F)[aA]|(?<=S)(?:ol|i|OL|I)|(?<=L)[aA])"
    r"(?=[#b♯♭m\-\d\s|/+]|$)"
)
_NUMBER_HINT = re.compile(
    r"(?m)^[^\w\n]{0,12}(?:[\w ]{1,16}[:\]|][ |:\[(<]{0,8})?"
    r"[b#♭♯<(]{0,2}(?:[1-7]|[IV]{1,3}|[iv]{1,3})(?![\w.)]*[A-Za-z]{3})"
)
_KEY = re.compile(
    r"(?im)(?:^\W*|\s{2,}|[,;(]\s*)(?:key(?: of| signature)?|tonart|tom)\s*[:=]?\s*"
    r"([A-G][#b♯♭]?(?:\s?(?:minor|major|min|maj|m))?)\b"
)
_METER_LINE = re.compile(r"\s*\(?\d{1,2}/(?:1|2|4|8|16)(?:\s+time)?\)?\s*")
_HEAD = re.compile(r"\s*(?:\[[^\[\]|]{1,30}\]|[^\W\d][\w' -]{0,28}:(?!\|))\s*")
_WORD = re.compile(r"[^\s|:%.~()\[\]{}]+")


def tongue_of(draft: Draft, text: str, lines: Sequence[str]) -> Dialect:
    """The dialect of a page; what it was taken from is said in ``Dialect.said``."""
    plain = draft.dialect
    if _NUMBER_HINT.search(text):
        found = _numbers(draft, text, lines)
        if found is not None:
            return found
    if plain.german:
        return plain
    if _SOLFEGE_HINT.search(text):
        words = _chord_words(lines, _SOLFEGE_HINT, replace(plain, solfege=True))
        found = dialect_of(words, draft.source.reading)
        if found.solfege:
            return found
    if draft.source.reading.german is None and _GERMAN_HINT.search(text):
        words = _chord_words(lines, _GERMAN_HINT, replace(plain, german=True))
        return dialect_of(words, draft.source.reading)
    return plain


def _chord_words(lines: Sequence[str], hint: re.Pattern[str], dialect: Dialect) -> list[str]:
    """The words of all lines that are chords in this dialect."""
    words: list[str] = []
    for line in lines:
        if len(line) > 1000:
            continue
        found = _HEAD.match(line)
        music = line[found.end() :] if found else line
        if len(music.strip()) > 1 and hint.search(music) and only_chords(music, dialect):
            here = [word for word in _WORD.findall(music) if looks_like_chord(word, dialect)]
            words += here if set(here) != {"Hm"} else []  # alone in its line it is hummed
    return words


def _numbers(draft: Draft, text: str, lines: Sequence[str]) -> Dialect | None:
    """The dialect of a chart of numbers; None if the page is none."""
    key = _page_key(text)
    dialect = replace(draft.dialect, numbers=key or Key("C"))
    words: list[str] = []
    for line in lines:
        found = _HEAD.match(line) if ":" in line or "]" in line else None
        music = line[found.end() :] if found else line
        if len(line) > 1000 or not music.strip() or _METER_LINE.fullmatch(music):
            continue
        if "|" in music and any(looks_like_chord(word) for word in _WORD.findall(music)):
            return None
        if only_chords(music, dialect):
            here = [word for word in re.findall(r"[^\s|:%~()<>]+", music) if word not in "/.-"]
            here = [word for word in here if not _METER_LINE.fullmatch(word)]
            if len(here) > 2 or "|" in music or key is not None:
                words += here
        elif only_chords(music) and len(music.split()) > (1 if "|" not in music else 0):
            return None
    if not words:
        return None
    found_dialect = dialect_of(words, draft.source.reading, key or Key("C"))
    if key is None:
        draft.remark("numbers for chords, and no key", hint="read in C; a line 'Key: G' before them says otherwise")
    return found_dialect


def _page_key(text: str) -> Key | None:
    for found in _KEY.finditer(text):
        try:
            return parse_key(found[1])
        except ValueError:
            continue
    return None
