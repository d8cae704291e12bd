"""Charts as people type them: bars between bar lines, bare chords, or chords on a line above the words.

    Blue Kitchen                  the first line that is not music is the title
    by Ann Example      Key: G      Tempo: 120      Time: 3/4      Style: Bossa
    [A]  A:  Verse 1:             headings
    | Am7 D7 | Gmaj7 / C / | %  :| x2
    Am   G   F                    bare chords: a bar each
    C         G7                  chords above words: they stand at the syllable below (``lyricline``)
    Down the empty road

Tablature is left out; everything that is not music is named in one remark.
"""

import re
from fractions import Fraction
from itertools import islice, pairwise

from houseband.charts.barlines import BarLines, is_cell, only_chords
from houseband.charts.chart import Chart
from houseband.charts.draft import Draft
from houseband.charts.source import Source
from houseband.charts.stanza import SungLine, section_name, write_stanza
from houseband.charts.symbol import looks_like_chord
from houseband.music.key import parse_key
from houseband.music.meter import parse_meter

TAB_WIDTH = 8
LONGEST_TITLE = 120
_FIELD = re.compile(
    r"\s*(title|song|composer|words and music|music|written by|artist|author|key|tempo|bpm|time|meter|metre|"
    r"time signature|style|feel|groove)\s*[:=]\s*(.+?)\s*",
    re.IGNORECASE,
)
_BPM = re.compile(r"(?:♩|q|quarter)?\s*=?\s*(\d{2,3})\s*(?:bpm|BPM)|[♩q]\s*=\s*(\d{2,3})")
_CAPO = re.compile(r"\s*capo\W*(?:on\s+|fret\s+)?(\d{1,2})\D{0,12}", re.IGNORECASE)
_METER = re.compile(r"\s*\(?(\d{1,2}/(?:1|2|4|8|16))(?:\s+time)?\)?\s*", re.IGNORECASE)
_BY = re.compile(r"\s*by:?\s+(.+?)\s*", re.IGNORECASE)
_BOXED = re.compile(
    r"\s*(?:\[([^\[\]|]{1,30})\]|\(([A-Z])\)|<([^<>|]{1,30})>|([A-Z]\d?|[^\W\d][\w' -]{0,28}?)\s*:)(?!\|)\s*"
)
_TAB = re.compile(
    r"\s*[|]?\s*[A-Ga-g]?[#b]?\s?[|:]?-?[-|:\d/\\hpbrsx~^*().=<>\s]*-{3,}[-|:\d/\\hpbrsx~^*().=<>\s]*\w{0,12}\W*"
)
_DIRECTION = re.compile(
    r"\s*\(?(?:d\.?\s?[cs]\.?(?:\s+al\s+(?:fine|coda))?|fine|segno|𝄋|to\s+coda|x\s?\d+|\d+\s?x)\)?\s*", re.IGNORECASE
)
_LETTER = re.compile(r"\s*[A-H]\s*")
_RULE = re.compile(r"\s*[-=_*~#]{3,}\s*")


def read(source: Source) -> tuple[Chart, ...]:
    """The one chart of a text. Raises ChartError if it has no chords."""
    return (_Page(source).read(),)


class _Page:
    """Reads a page of text from top to bottom into a draft."""

    def __init__(self, source: Source) -> None:
        self.draft = Draft(source, "text")
        self.lines = [line.expandtabs(TAB_WIDTH) for line in source.text.split("\n")]
        self.bars = BarLines(self.draft)
        self.stanza: list[SungLine] = []
        self.tab_lines: list[int] = []
        self.other_lines: list[int] = []

    def read(self) -> Chart:
        draft = self.draft
        index = 0
        while index < len(self.lines):
            index += self.line(index)
        self.end_stanza()
        self.bars.end_passage()
        if self.tab_lines:
            first = self.tab_lines[0]
            draft.remark(f"{_lines(self.tab_lines)} of tablature: not read", first, 1, self.lines[first - 1])
        if self.other_lines and draft.bars:
            first = self.other_lines[0]
            draft.remark(f"{_lines(self.other_lines)} without music: left out", first, 1, self.lines[first - 1])
        return draft.finish()

    def line(self, index: int) -> int:
        """Read the line, and the words under it if they are its own; how many lines that was."""
        text, number = self.lines[index], index + 1
        if not text.strip():
            self.end_stanza()
            self.bars.end_passage()
        elif _RULE.fullmatch(text):
            pass
        elif _is_tab(text):
            self.tab_lines.append(number)
        elif self.heading(index) or self.field(index):
            pass
        else:
            return self.music(index)
        return 1

    def music(self, index: int) -> int:
        """Read a line that may be music; how many lines that was."""
        text, number = self.lines[index], index + 1
        if "|" in text or "‖" in text:
            return self.barred(index)
        elif only_chords(text) and not self.is_prose(index):
            return self.chords(index)
        elif self.is_direction(text):
            self.bars.read(text, number)
        elif not self.draft.title and not self.draft.bars and not self.stanza and len(text) <= LONGEST_TITLE:
            self.draft.title = text.strip()
        elif found := _BY.fullmatch(text):
            self.draft.composer = self.draft.composer or found[1]
        elif self.stanza:
            self.stanza.append(SungLine(number, text, (text.strip(),), ()))
        else:
            self.other_lines.append(number)
        return 1

    def is_prose(self, index: int) -> bool:
        """A single A at the start of words is a word, not a chord: nothing above the first title is one letter long."""
        return (
            self.lines[index].strip() in ("A", "a")
            and index + 1 < len(self.lines)
            and not self.lines[index + 1].strip()
        )

    def is_direction(self, text: str) -> bool:
        """D.C. al Fine and the like, alone on a line after some bars."""
        return bool(self.draft.bars or self.stanza) and _DIRECTION.fullmatch(text) is not None

    def heading(self, index: int) -> bool:
        """[A], A:, Verse 1, possibly with music behind it on the same line."""
        text = self.lines[index]
        found = _BOXED.match(text)
        name = next((group for group in found.groups() if group), "").strip() if found else ""
        if found and found[4] and len(name) > 2 and section_name(name) is None:
            name = ""
        if found and name and not (found[1] and looks_like_chord(name) and len(name) > 1):
            rest = text[found.end() :]
            if not rest.strip() or "|" in rest or only_chords(rest):
                self.begin_section(section_name(name) or name)
                if rest.strip():
                    self.lines[index] = " " * found.end() + rest
                    return False
                return True
        if section_name(text) or self.is_letter(index):
            self.begin_section(section_name(text) or text.strip())
            return True
        return False

    def is_letter(self, index: int) -> bool:
        """A letter alone above a line of bars: a section, though it is spelled like a chord."""
        if not _LETTER.fullmatch(self.lines[index]):
            return False
        below = next((line for line in islice(self.lines, index + 1, None) if line.strip()), "")
        return "|" in below and only_chords(below)

    def begin_section(self, name: str) -> None:
        self.end_stanza()
        self.bars.end_passage()
        if name.lower() == "coda":
            self.bars.coda = True
        self.draft.waiting_section = name

    def field(self, index: int) -> bool:
        """Key: G and its like, a meter or a tempo on a line of its own."""
        text, draft = self.lines[index], self.draft
        if found := _METER.fullmatch(text):
            return self.set("time", found[1], index)
        if found := _FIELD.fullmatch(text):
            return self.set(found[1].lower(), found[2], index)
        if found := _CAPO.fullmatch(text):
            draft.remark(f"capo {found[1]}: it sounds that many semitones higher than written", index + 1, 1, text,
                         "played as written; transpose to play along with a capo")  # fmt: skip
            return True
        if (found := _BPM.fullmatch(text.strip())) and "|" not in text:
            return self.set("tempo", found[1] or found[2], index)
        return bool(draft.title and not draft.bars and not draft.composer and self.by(text))

    def by(self, text: str) -> bool:
        found = _BY.fullmatch(text)
        if found:
            self.draft.composer = found[1]
        return bool(found)

    def set(self, name: str, value: str, index: int) -> bool:
        draft = self.draft
        self.end_stanza()
        try:
            if name in ("title", "song"):
                draft.title = value
            elif name == "key":
                draft.set_key(parse_key(value))
            elif name in ("time", "meter", "metre", "time signature"):
                draft.meter = parse_meter(value)
            elif name in ("tempo", "bpm"):
                number = re.search(r"\d+(?:\.\d+)?", value)
                if not number or not 20 <= float(number[0]) <= 500:
                    raise ValueError(value)
                draft.set_tempo(float(number[0]))
            elif name in ("style", "feel", "groove"):
                draft.style = value
            else:
                draft.composer = draft.composer or value
        except ValueError:
            text = self.lines[index]
            draft.remark(f"{name} {value!r} is not understood", index + 1, text.find(value) + 1, text, "not acted on")
        return True

    def barred(self, index: int) -> int:
        """A line with bar lines; or words that happen to have one."""
        text = self.lines[index]
        words = re.findall(r"[^\s|:%/.()]+", text)
        if words and not any(is_cell(word) for word in words) and "%" not in text and not text.strip().startswith("|"):
            self.other_lines.append(index + 1)
            return 1
        if self.words_below(index) and not re.search(r"[%/:]|\.\s", text) and not text.strip().startswith("|"):
            return self.chords(index)
        self.end_stanza()
        self.bars.read(text, index + 1)
        return 2 if self.words_below(index) and self.sing_below(index) else 1

    def sing_below(self, index: int) -> bool:
        """Words under a line of bars are kept with its last bar."""
        if self.draft.bars:
            self.draft.sing(self.draft.bars[-1], Fraction(0), self.lines[index + 1].strip())
        return True

    def words_below(self, index: int) -> bool:
        """Whether the next line is words for this one."""
        if index + 1 >= len(self.lines):
            return False
        below = self.lines[index + 1]
        headed = _BOXED.match(below)
        if headed and only_chords(below[headed.end() :]):
            return False
        return bool(
            below.strip() and "|" not in below and not only_chords(below) and not _is_tab(below)
            and not _RULE.fullmatch(below) and not section_name(below) and not self.is_direction(below)
            and not _FIELD.fullmatch(below) and not _BOXED.fullmatch(below) and not _METER.fullmatch(below)
        )  # fmt: skip

    def chords(self, index: int) -> int:
        """A line of chords alone, or above its words."""
        text, number = self.lines[index], index + 1
        symbols = [
            (found[0].strip("(),;*"), found.start()) for found in re.finditer(r"[^\s|]+", text) if is_cell(found[0])
        ]
        below = self.lines[index + 1] if self.words_below(index) else ""
        if not below and re.search(r"(?:^|\s)[/.%-]+(?:\s|$)|~|\bx\s?\d|\d\s?x\b", text):
            self.end_stanza()
            self.bars.read(text, number)
            return 1
        cuts = [0, *(_syllable_start(below, column) for _, column in symbols), max(len(below), 1)]
        fragments = tuple(below[a : max(a, b)] for a, b in pairwise(cuts))
        marks = [found.start() for found in re.finditer(r"\|+", text)]
        bar_lines = tuple(sum(1 for _, column in symbols if column < mark) for mark in marks)
        sung = SungLine(number, text, fragments, tuple((symbol, at + 1) for symbol, at in symbols), bar_lines)
        self.stanza.append(sung)
        return 2 if below else 1

    def end_stanza(self) -> None:
        stanza, self.stanza = self.stanza, []
        if stanza:
            write_stanza(self.draft, stanza)


def _lines(numbers: list[int]) -> str:
    return f"{len(numbers)} line{'s' * (len(numbers) != 1)}"


def _is_tab(text: str) -> bool:
    """Whether a line is guitar tablature: runs of dashes with fret numbers between."""
    return text.count("-") >= 6 and len(text) < 1000 and _TAB.fullmatch(text) is not None


def _syllable_start(words: str, column: int) -> int:
    """The place of a chord in the words under it: if it stands inside a word near its start, that start."""
    if column >= len(words) or words[column].isspace():
        return min(column, len(words))
    start = words.rfind(" ", 0, column) + 1
    return start if column - start <= 1 else column
