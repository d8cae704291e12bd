"""Lines of words with chords in brackets, taken apart: ``A[G]mazing [C]grace``; with bar lines, ``| [G]A [/]b | c |``.

::

    line    = { text | "[" , inside , "]" | bar } ;
    inside  = chord | "(" , chord , ")" | "*" , annotation | "/" | bar ;     (* in barred lines "/" is one beat more *)
    barred  = [ margin ] , { text | "[" , inside , "]" | bar } , bar , [ margin ] ;
    bar     = "|" | "||" | "|:" | ":|" | ":|:" | "|." , [ ending ] ;         ending  = number , "." ;
    margin  = "Segno" | "Coda" | "x3" | "D.C. al Fine" | … ;                 (* as in ``barlines`` *)
    verse   = number , "." , { text | bar } ;       (* under a barred line: other words to the same bars *)

A barred line is read as a line of bars whose words are blanked out, so that bars have one grammar everywhere. Marks of
``<b>``, ``<span …>`` and their like are about print and are dropped.
"""

import re
from dataclasses import dataclass, field, replace

from houseband.charts.dialect import PLAIN, Dialect
from houseband.charts.numerals import looks_like_number_chord
from houseband.charts.stanza import SungLine, section_name, syllable_start
from houseband.charts.symbol import NO_CHORD_WORDS, looks_like_chord, parse_symbol, write_symbol

_ALMOST_CHORD = re.compile(r"[A-G](?:[#b♯♭]|[^a-z\s]|m|M|sus|dim|aug|add|maj|min)\S{0,14}")
_MARKUP = re.compile(r"</?(?:span|b|big|i|s|sub|sup|small|tt|u|strut|img|sym)(?:\s[^<>]{0,300})?/?>", re.IGNORECASE)
_PARTS = re.compile(r"\[([^\[\]]*)\]|\|")
_BAR = r":?\|{1,2}(?::|\.(?!\w))?"
_ENDING = r"(?:[1-9](?:[,-][1-9])*[.>](?=[\s\[]|$)|[1-9](?=[\s\[]))?"
_BARRED = re.compile(rf"\[([^\[\]]*)\]|({_BAR}{_ENDING})")
_A_BAR = re.compile(rf"{_BAR}{_ENDING}")
_GO = r"(?i:D\.?\s?[CS]\.?(?:\s\d)?(?:\sal\s(?:fine|coda(?:\s\d)?))?|da\scapo|dal\ssegno)"
_TIMES = r"(?i:[x×]\s?\d{1,2}|\d{1,2}\s?[x×]|\(?(?:repeat\s)?\d{1,2}\stimes\)?|\((?:open|vamp)\))"
_BEFORE = r"(?:Segno|SEGNO|Coda|CODA)(?:\s\d)?|\((?i:coda|segno)(?:\s\d)?\)|[𝄋𝄌]"
_AFTER = rf"Fine|FINE|\((?i:fine)\)|(?i:to\scoda(?:\s\d)?)|{_GO}|{_TIMES}"
_SIGNS_BEFORE = re.compile(rf"\s*(?:{_BEFORE})(?:[\s,]+(?:{_BEFORE}))*\s*")
_SIGNS_AFTER = re.compile(rf"\s*(?:{_AFTER})(?:[\s,]+(?:{_AFTER}))*\s*")
ONLY_TIMES = re.compile(rf"\s*{_TIMES}\s*")
_TIMES_AT_END = re.compile(r"(?:^|\s)[(\[]?(?:[x×]\s?(\d{1,2})|(\d{1,2})\s?[x×])[)\]]?\s*$", re.IGNORECASE)
_ANY_SIGN = re.compile(rf"\s*(?i:{_BEFORE}|{_AFTER}|fine|coda|segno)\s*")
_VERSE = re.compile(r"\s*([2-9]|[1-9]\d)[.)]\s")
_ANNOTATION = 0xE000  # the first of the characters that stand for annotations while a stanza is laid out
MOST_ANNOTATIONS = 6000  # of a stanza; there are 6,400 such characters


def without_markup(line: str) -> str:
    """The line without its marks of bold, colour and size."""
    return _MARKUP.sub("", line) if "<" in line else line


def plays(symbol: str, dialect: Dialect = PLAIN) -> bool:
    """Whether what stands in brackets is a chord, be it a misspelt one."""
    if looks_like_chord(symbol, dialect) or symbol.lower() in NO_CHORD_WORDS:
        return True
    if dialect.numbers is not None and looks_like_number_chord(symbol):
        return True
    bare = symbol[1:-1] if symbol[:1] == "(" and symbol[-1:] == ")" else symbol
    return section_name(bare) is None and _ALMOST_CHORD.fullmatch(bare) is not None


def is_sign(text: str) -> bool:
    """Whether a text is a sign of the roadmap: ``D.C. al Fine``, ``x3``."""
    return _ANY_SIGN.fullmatch(text) is not None


@dataclass(slots=True)
class Taken:
    """A line without bar lines, taken apart."""

    sung: SungLine
    annotations: list[str] = field(default_factory=list)
    """What stands for them in the words is one character each, in order."""
    unknown: list[tuple[str, int]] = field(default_factory=list)
    """Brackets that hold neither a chord nor an annotation, with their columns."""


def take_apart(line: str, number: int, annotated: int = 0, dialect: Dialect = PLAIN) -> Taken:
    """The words and chords of a line; ``annotated``: how many annotations the stanza had before it."""
    fragments = [""]
    chords: list[tuple[str, int]] = []
    bar_lines: list[int] = []
    taken = Taken(SungLine(number, line, (), ()))
    at = 0
    for found in _PARTS.finditer(line):
        if found.start() > at:
            fragments[-1] += line[at : found.start()]
        at = found.end()
        inside = found[1]
        symbol = "|" if inside is None else inside.strip()
        if plays(symbol, dialect):
            chords.append((symbol, found.start() + 2 + inside.find(symbol)))
            fragments.append("")
        elif not symbol:
            pass
        elif "|" in symbol and not symbol.strip("|:"):
            bar_lines.append(len(chords))
        elif symbol[0] in "x×23456789" and found.end() == len(line.rstrip()) and ONLY_TIMES.fullmatch(symbol):
            fragments[-1] += f" {symbol}"
        elif symbol not in ("/", "-", "."):
            if symbol[0] != "*":
                taken.unknown.append((symbol, found.start() + 1))
            text = symbol.removeprefix("*").strip()
            if text and annotated + len(taken.annotations) < MOST_ANNOTATIONS:
                fragments[-1] += chr(_ANNOTATION + annotated + len(taken.annotations))
                taken.annotations.append(text)
    fragments[-1] += line[at:]
    times = 1
    if chords and (count := _TIMES_AT_END.search(fragments[-1])):
        times = int(count[1] or count[2])
        fragments[-1] = fragments[-1][: count.start()]
    if fragments[-1][-1:].strip():
        fragments[-1] += " "  # a line ends a word
    words = tuple(fragment.replace("\xad", "") if "\xad" in fragment else fragment for fragment in fragments)
    taken.sung = SungLine(number, line, words, tuple(chords), tuple(bar_lines), max(times, 1))
    return taken


def annotations_in(words: str, annotations: list[str]) -> tuple[str, list[int]]:
    """Words without the characters that stand for annotations, and which those were."""
    if not annotations:
        return words, []
    places = [ord(c) - _ANNOTATION for c in words if _ANNOTATION <= ord(c) < _ANNOTATION + len(annotations)]
    if not places:
        return words, places
    return "".join(c for c in words if not _ANNOTATION <= ord(c) < _ANNOTATION + len(annotations)), places


@dataclass(slots=True)
class SungBar:
    """What a barred line has between two of its bar lines."""

    pieces: list[tuple[int, int, str]] = field(default_factory=list)
    """Words, with how many chords and how many cells (chords and beats) come before them in the bar."""
    cells: int = 0
    chords: int = 0
    directions: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)
    end: int = 0
    """Where in the line the bar line after it ends."""

    @property
    def has_words(self) -> bool:
        return bool(self.pieces)


@dataclass(slots=True)
class BarredLine:
    """A line with bar lines, taken apart."""

    text: str
    """The line with its words blanked out: columns are the same."""
    bars: list[SungBar]
    unknown: list[tuple[str, int]]

    @property
    def has_words(self) -> bool:
        return any(bar.has_words for bar in self.bars)


def barred(line: str, dialect: Dialect = PLAIN) -> BarredLine:
    """A line of words with bar lines as a line of bars, and the words of each bar."""
    out = [" "] * len(line)
    bars: list[SungBar] = []
    unknown: list[tuple[str, int]] = []
    bar = SungBar()
    bar_from = at = 0
    begun = False

    def say(text: str) -> None:
        if text.strip():
            text = text if bar.pieces or bar.cells else text.lstrip()
            bar.pieces.append((bar.chords, bar.cells, text.replace("\xad", "")))
        elif bar.pieces and text:
            chords, cells, words = bar.pieces[-1]
            bar.pieces[-1] = chords, cells, words + text

    def end_bar(until: int, sign: str) -> None:
        nonlocal bar
        room = line[bar_from:until]
        if not bar.cells:
            margin = _SIGNS_BEFORE if not begun else _SIGNS_AFTER if not sign else ONLY_TIMES
            if margin.fullmatch(room):
                out[bar_from:until] = room
                bar.pieces.clear()
                return
            if not bar.has_words and not (begun and room and sign and not sign.startswith(":")):
                if bars:
                    bars[-1].directions += bar.directions
                return
            out[bar_from + len(room) - len(room.lstrip()) if room.strip() else bar_from] = "/"
            bar.cells = 1
        bars.append(bar)

    for found in _BARRED.finditer(line):
        say(line[at : found.start()])
        at = found.end()
        inside, sign = found[1], found[2]
        if inside is not None:
            symbol = inside.strip()
            column = found.start() + 1 + inside.find(symbol)
            if symbol and _A_BAR.fullmatch(symbol):
                sign = symbol
            elif plays(symbol, dialect):
                if "|" in symbol:  # a polychord: its plain name has no bar in it
                    out[column] = write_symbol(parse_symbol(symbol, None, dialect).chord, flats="b" in symbol)
                else:
                    out[column : column + len(symbol)] = symbol
                bar.chords, bar.cells = bar.chords + 1, bar.cells + 1
            elif symbol in ("/", "-", "."):
                out[column] = "/"
                bar.cells += 1
            elif symbol in ("%", "%%"):
                out[column : column + len(symbol)] = symbol
                bar.cells += 1
            elif symbol:
                if symbol[0] != "*":
                    unknown.append((symbol, found.start() + 1))
                text = symbol.removeprefix("*").strip()
                (bar.signs if is_sign(text) else bar.directions).append(text)
        if sign:
            end_bar(found.start(), sign)
            if bars:
                bars[-1].end = found.end()
            column = found.end() - len(sign) - (inside is not None)
            out[column : column + len(sign)] = sign
            bar, bar_from, begun = SungBar(), found.end(), True
    say(line[at:])
    end_bar(len(line), "")
    return BarredLine("".join(out), bars, unknown)


def verse_under(line: str) -> tuple[int, list[str]] | None:
    """The number of a verse and its words by bar, if the line is other words to the bars above it."""
    found = _VERSE.match(line)
    if not found or "[" in line or "|" not in line:
        return None
    words = re.split(_BAR, line[found.end() :])
    if not words[-1].strip():
        words.pop()
    return int(found[1]), words


def mostly_chords(line: str) -> bool:
    """Whether a line without brackets is one of chords over words: half its words or more are, and blanks are wide."""
    words = line.split()
    played = sum(map(plays, words))
    is_wide = len(words) == 1 or "  " in line.strip()
    return is_wide and 2 * played >= len(words) and any(map(looks_like_chord, words))


def over_words(chords: str, words: str, number: int, annotated: int = 0, dialect: Dialect = PLAIN) -> Taken:
    """A line of chords above a line of words, taken apart as one with brackets would be."""
    symbols = [(found[0], found.start()) for found in re.finditer(r"\S+", chords.expandtabs())]
    words = words.expandtabs()
    cuts = [syllable_start(words, column) for _, column in symbols]
    parts = [words[: cuts[0]]] if cuts else [words]
    for k, ((symbol, _), cut) in enumerate(zip(symbols, cuts, strict=True)):
        end = cuts[k + 1] if k + 1 < len(cuts) else len(words)
        parts.append(f"[{symbol}]{words[cut : max(cut, end)]}")
    taken = take_apart("".join(parts), number, annotated, dialect)
    columns = {symbol: column + 1 for symbol, column in symbols}
    placed = tuple((symbol, columns.get(symbol, 1)) for symbol, _ in taken.sung.chords)
    taken.sung = replace(taken.sung, shown=chords, chords=placed)
    taken.unknown = [(symbol, columns.get(symbol, 1)) for symbol, _ in taken.unknown]
    return taken
