"""Charts as people type them: bars between bar lines, bare chords, or chords on a line above the words.

    Blue Kitchen                  the first line that is not music is the title (``head`` has all that can be said)
    by Ann Example
    Key: G
    [A]  A:  Verse 1:  [Chorus x2]  ["any name"]  []         headings; the last ends a section with no new name
    | Am7 D7 | Gmaj7 / C / | %  :| x2                        bars (``barlines``, ``cells``)
    w: Down the | empty road                                 words for the bars above them; w2: the second verse
    Am   G   F                                               bare chords: a bar each
    C         G7                                             chords above words: they stand at the syllable below
    Down the empty road
    1 4 5 1    | I | IV V |                                  numbers in the key (``tongue``)

Tablature is left out, chord diagrams are kept (``kinds``); all that is not music is named in one remark.
"""

import re
from dataclasses import replace
from itertools import pairwise

from houseband.charts.barlines import BarLines, is_cell, only_chords
from houseband.charts.cells import words_of
from houseband.charts.chart import Chart
from houseband.charts.dialect import Dialect
from houseband.charts.draft import Draft
from houseband.charts.headings import heading_times, section_kind
from houseband.charts.source import Source
from houseband.charts.stanza import SungLine, section_name, syllable_start, write_stanza
from houseband.charts.text.book import read_book
from houseband.charts.text.capo import sounding
from houseband.charts.text.doubt import only_letters_of_a_list, tell_of_lines
from houseband.charts.text.head import Head, is_noise
from houseband.charts.text.kinds import frames, is_rule, is_string_names, is_strumming, is_tab
from houseband.charts.text.loose_headings import named_chords, number_heading
from houseband.charts.text.markup import plain_lines
from houseband.charts.text.sections import Sections, may_recall
from houseband.charts.text.tongue import tongue_of
from houseband.charts.text.underlay import sing_below, sing_marked
from houseband.errors import ChartError
from houseband.music.key import Key

_BOXED = re.compile(
    r'\s*(?:\["(?P<quoted>[^"\n]*)"\]|\[(?P<square>[^\[\]|:]{0,40})\]|\((?P<round>[A-Z])\)|<(?P<angle>[^<>|]{1,30})>'
    r"|(?:\*\*|__)(?P<bold>[^*_|]{1,40})(?:\*\*|__):?"
    r"|(?P<colon>[A-Z]\d?'?|[^\W\d][\w' ,&/#().-]{0,38}?)\s*:)(?![|\]:])[ \t]*"
)
_DIRECTION = re.compile(
    r"\s*[(\[]?(?:(?:d\.\s?[cs]\.?|d[cs]\.?)(?:\s?\d)?(?:\s+al\s+(?:fine|coda)(?:\s\d)?)?|fine|segno(?:\s\d)?|𝄋|𝄌|to\s+coda(?:\s\d)?|x\s?\d+|\d+\s?x"
    r"|repeat(?:\sx?\d{1,2}x?|\s\d{1,2}\stimes)?|[1-9](?:st|nd|rd|th)\s(?:ending|time):?|ending\s[1-9]:?)[)\]]?\s*",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[#*\s]*([A-H]\d?'?)[*\s]*")
_NUMBERED = re.compile(r"\s*(?:(?:m|bar|measure|takt)s?\.?\s?)?[\[(#]?\d{1,4}[\]):.]{0,2}\s*(?=[|‖])", re.IGNORECASE)
_TIMES = re.compile(  # at the end of lines that are mostly blanks: a run of blanks is walked through once
    r"(?<!\s)\s*+(?:(?:[(\[]\s*+)?(?:[x×]\s?(\d{1,2})|(\d{1,2})\s?(?:[x×]|times))\s*[)\]]?"
    r"|[(\[]\s?(?:bis|twice)\.?\s?[)\]])\s*$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*(?:\[[^\[\]\s]{1,14}\]\s*)+")
_BEATS = re.compile(r"(?:^|\s)[/.-]+(?:\s|$)|\S[/.]+(?:\s|$)|~|@|(?<!\S)[<>](?!\S*>)")
_SIGNS = re.compile(
    r"(?:^|\s)[/.%-]+(?:\s|$)|\S[/.]+(?:\s|$)|[~@<>%()]|\bx\s?\d|\d\s?x\b"
    r"|\b(?i:fine|coda|segno|d\.?[cs]\.?)\b"
)
_SEPARATOR = re.compile(r"(?<=\S)(\s+)(-+>?|=?>|→|–|—|,|\+)(\s+)(?=\S)")
_HELD_BEAT = re.compile(r"(?:^|[\s|])[/.-](?=[\s|/.-]|$)")
_ROUND = re.compile(r"\([^()|]*\)")
_ROADMAP_WORDS = frozenset(
    ["segno", "coda", "fine", "al", "to", "da", "dal", "capo", "repeat", "play", "times", "ending", "time", "end"]
)
_MUSIC_SIGN = re.compile(r"[%/:]|\.\s")


def read(source: Source) -> tuple[Chart, ...]:
    """The chart of a text, or all charts of a book (``book``). Raises ChartError if it has no chords."""
    return read_book(source, _read)


def _read(page: Source) -> Chart:
    return _Page(page).read()


class _Page:
    """Reads a page of text from top to bottom into a draft."""

    def __init__(self, source: Source) -> None:
        self.draft = Draft(source, "text")
        text = source.text
        self.lines = plain_lines(text)
        self.draft.dialect = tongue_of(self.draft, text, self.lines)
        self.head = Head(self.draft)
        self.bars = BarLines(self.draft)
        self.sections = Sections(self.draft)
        self.stanza: list[SungLine] = []
        self.verse: list[tuple[int, str]] = []  # words without chords under a heading: perhaps a further verse
        self.row = (0, 0)  # the bars of the last line of bars
        self.verses_below = 0
        self.tab_lines: list[int] = []
        self.strum_lines: list[int] = []
        self.other_lines: list[int] = []
        self.is_sure = False

    @property
    def dialect(self) -> Dialect:
        return self.draft.dialect

    def only_chords(self, text: str) -> bool:
        return only_chords(text, self.draft.dialect)

    def read(self) -> Chart:
        draft = self.draft
        index = 0
        while index < len(self.lines):
            index += self.line(index)
        self.end_section()
        draft.title = draft.title or self.head.subject
        if not self.is_sure and only_letters_of_a_list(draft, len(self.other_lines)):
            raise ChartError("no chords found", draft.source.name, 1, None, self.lines[0][:200],
                             hint="single letters in a list are not taken as chords")  # fmt: skip
        for numbers, what in (
            (self.tab_lines, "of tablature: not read"),
            (self.strum_lines, "of strumming: the band plays its own"),
            (self.other_lines, "without music: left out"),
        ):
            if numbers and (draft.bars or what.startswith("of")):
                tell_of_lines(draft, self.lines, numbers, what)
        if self.head.order:
            self.sections.set_order(self.head.order)
        return sounding(draft.finish())

    def line(self, index: int) -> int:
        """Read the line, and the words under it if they are its own; how many lines that was."""
        text, number = self.lines[index], index + 1
        bare = text.strip()
        if not bare:
            self.end_stanza()
            self.bars.end_passage()
        elif is_rule(bare) or (bare[0] == "w" and sing_marked(self.draft, self.row, text)):
            pass
        elif is_tab(text):
            self.tab_lines.append(number)
        elif self.recalled(index) or self.fact(index) or self.heading(index):
            pass
        elif (diagrams := frames(bare)) is not None:
            self.draft.frames += diagrams
        elif is_strumming(bare):
            self.strum_lines.append(number)
        else:
            return self.music(index)
        return 1

    def recalled(self, index: int) -> bool:
        """(repeat verse 1), Chorus again: a passage is played again, if it has come."""
        text = self.lines[index]
        if len(text) > 80 or not may_recall(text) or not (again := self.sections.again(text)):
            return False
        model, name, times = again
        self.end_stanza()
        waiting = self.sections.name if self.sections.is_waiting and not self.verse else ""
        if waiting and section_kind(waiting) == section_kind(name):  # [Verse 2], and under it: same as verse 1
            name, times = self.sections.name or name, times * self.sections.times
            self.sections.abandon()
        self.end_section()
        self.sections.recall(model, name, times)
        return True

    def music(self, index: int) -> int:
        """Read a line that may be music; how many lines that was."""
        text, number = self.lines[index], index + 1
        bare = text.strip()
        if "[" in text and _BRACKETS.fullmatch(text) and (freed := self.without_brackets(text)):
            text = self.lines[index] = freed
        if "|" in text or "‖" in text or "[:" in text or ":]" in text:
            return self.barred(index)
        if ("-" in text or ">" in text or "→" in text or "–" in text or "—" in text) and (freed := self.unlinked(text)):
            text = self.lines[index] = freed
        if self.only_chords(text) and not self.is_prose(index):
            return self.chords(index)
        if self.is_direction(text):
            self.end_stanza()
            first = self.sections.first if self.row[1] <= self.sections.first else self.row[0]
            self.bars.read(text, number, repeat_from=first)
        elif (
            self.head.by(text)
            or is_string_names(bare)
            or (
                not self.draft.title
                and not self.head.subject
                and not self.draft.bars
                and not self.stanza
                and self.head.title(text)
            )
        ):
            pass
        elif is_noise(bare):
            self.other_lines.append(number)
        elif self.stanza:
            self.stanza.append(self.sung(number, text, text.strip()))
        elif self.sections.is_waiting and not self.bars.directions:
            self.verse.append((number, bare))
        else:
            self.other_lines.append(number)
        return 1

    def without_brackets(self, text: str) -> str:
        """``[C]   [G]`` over words as chords alone, each where its bracket was; '' if they are no chords."""
        if all(is_cell(word, self.dialect) for word in re.findall(r"\[([^\[\]]+)\]", text)):
            return re.sub(r"\[([^\[\]]+)\]", lambda found: f"{found[1]}  ", text).rstrip()
        return ""

    def unlinked(self, text: str) -> str:
        """``C - G - Am``, ``C-G-Am``, ``C → G``: chords with something between all of them; '' if it is not so."""
        if len(text) > 1000:
            return ""
        freed, count = _SEPARATOR.subn(lambda found: " " * len(found[0]), text)
        words = freed.split()
        if count and count == len([word for word in words if word[0] not in "(["]) - 1 and self.only_chords(freed):
            return freed
        if not count and "-" in text:
            parts = text.replace("-", " ").split()
            if len(parts) > 2 and all(is_cell(part, self.dialect) for part in parts) and len(words) * 2 < len(parts):
                return text.replace("-", " ")
        return ""

    def is_prose(self, index: int) -> bool:
        """A single A at the start of words is a word, not a chord: nothing above the first title is one letter long."""
        return (
            self.lines[index].strip() in ("A", "a")
            and index + 1 < len(self.lines)
            and not self.lines[index + 1].strip()
        )

    def is_direction(self, text: str) -> bool:
        """D.C. al Fine and the like, alone on a line after some bars."""
        return len(text) < 80 and bool(self.draft.bars or self.stanza) and _DIRECTION.fullmatch(text) is not None

    def heading(self, index: int) -> bool:
        """[A], A:, Verse 1, possibly with music behind it on the same line."""
        text = self.lines[index]
        bare = text.lstrip()
        if len(bare) > 400 and "|" not in bare:
            return False
        found = _BOXED.match(text) if bare[0] in "[(<*_" or ":" in bare[:42] else None
        if found and found["quoted"] is not None:
            self.named(index, found["quoted"], 1, found.end())
            self.bars.coda = None  # a name in quotes is only a name
            return not text[found.end() :].strip()
        if found and found["square"] is not None and not found["square"].strip():
            return self.named(index, "", 1, found.end())
        if found and (name := self.box_name(found)):
            rest = text[found.end() :]
            outside = _TIMES.fullmatch(rest)
            name, times = heading_times(name)
            if outside:
                times, rest = int(outside[1] or outside[2] or 2), ""
            known = section_name(name) or (name if found["colon"] is None or len(name) <= 3 else None)
            if known and (not rest.strip() or "|" in rest or self.only_chords(rest) or self.is_aside(rest)):
                return self.named(index, known, times, found.end() if rest.strip() else len(text))
        if len(bare) <= 60:
            name, times = heading_times(bare)
            if known := section_name(name):
                return self.named(index, known, times, len(text))
            if (aside := re.fullmatch(r"(.{1,30}?)\s*\(([^()]*)\)\s*:?\s*", bare)) and (
                known := section_name(aside[1])
            ):
                self.named(index, known, 1, len(text))
                self.bars.directions.append(aside[2])
                return True
            if before := named_chords(text, self.dialect):
                return self.named(index, before[1].strip(), 1, before.end())
            if letters := number_heading(self.lines, index, self.dialect):
                return self.named(index, letters, times, len(text))
            if letter := self.letter(index):
                return self.named(index, letter, 1, len(text))
        return False

    def box_name(self, found: re.Match[str]) -> str:
        """The name in a heading's box, or '' if it is no heading."""
        name = next((group for group in found.groups() if group), "").strip()
        if found["square"] is not None and (is_cell(name, self.dialect) and len(name) > 1):
            return ""
        if found["angle"] is not None and is_cell(name, self.dialect) and len(name) > 1:
            return ""
        if found["bold"] is not None and section_name(name) is None and not re.fullmatch("[A-Z]", name):
            return ""
        return name

    def is_aside(self, rest: str) -> bool:
        return re.fullmatch(r"\s*\([^()]*\)\s*", rest) is not None

    def named(self, index: int, name: str, times: int, end: int) -> bool:
        """Begin a section; True if its line has nothing more."""
        text = self.lines[index]
        self.begin_section(name, times, index + 1, text)
        rest = text[end:]
        if self.is_aside(rest) and not self.only_chords(rest):
            self.bars.directions.append(rest.strip()[1:-1])
            return True
        if rest.strip():
            self.lines[index] = " " * end + rest
            return False
        return True

    def letter(self, index: int) -> str:
        """A letter alone above a line of bars: a section, though it is spelled like a chord."""
        found = _LETTER.fullmatch(self.lines[index])
        if not found:
            return ""
        below = next((line for line in self.lines[index + 1 : index + 6] if line.strip()), "")
        is_bars = ("|" in below or "%" in below) and (self.only_chords(below) or "|" in below.strip()[:6])
        return found[1] if is_bars or "#" in self.lines[index] or "**" in self.lines[index] else ""

    def begin_section(self, name: str, times: int, line: int, shown: str) -> None:
        self.end_section()
        if name.lower() == "coda":
            self.bars.coda = "coda"
        self.sections.begin(name, times, line, shown)

    def end_section(self) -> None:
        self.end_stanza()
        self.bars.end_passage()
        self.end_verse()
        self.sections.end()

    def end_verse(self) -> None:
        """Words without chords under a heading: the chords of the section before of that kind, if there is one."""
        verse, self.verse = self.verse, []
        sections, draft = self.sections, self.draft
        if not verse:
            return
        model = sections.model(sections.name) if sections.is_waiting else None
        if model is None:
            self.other_lines += [number for number, _ in verse]
            return
        name = sections.name
        draft.remark(f"{name!r} has words but no chords", verse[0][0], 1, verse[0][1],
                     f"played with the chords of {model.name!r}")  # fmt: skip
        passage = sections.recall(model, name, sections.times, with_words=False)
        starts = passage.lines or list(
            range(passage.first, passage.end, max(1, (passage.end - passage.first) // len(verse)))
        )
        for k, (_, words) in enumerate(verse):
            if k >= len(starts):
                self.other_lines.append(verse[k][0])
                continue
            end = starts[k + 1] if k + 1 < len(starts) else passage.end
            sing_below(draft, (starts[k], end), [0], words, spread=True)

    def fact(self, index: int) -> bool:
        """Key: G and its like, a meter or a tempo on a line of its own."""
        text = self.lines[index]
        key = self.draft.waiting_key or self.draft.key
        if not self.head.take(text.replace("**", "") if "**" in text else text, index + 1):
            return False
        self.end_stanza()
        if self.dialect.numbers is not None:
            self.new_key(key)
        return True

    def new_key(self, before: Key | None) -> None:
        """Numbers count from the key in force."""
        key = self.draft.waiting_key or self.draft.key
        if key is not None and key != before and self.draft.bars:
            self.draft.dialect = replace(self.dialect, numbers=key, said="")

    def barred(self, index: int) -> int:
        """A line with bar lines; or words that happen to have one."""
        text, number = self.lines[index], index + 1
        if self.is_wordy(text):
            return self.wordy(index)
        if self.words_below(index) and not _MUSIC_SIGN.search(text) and not text.strip().startswith("|"):
            return self.chords(index)
        self.end_stanza()
        self.is_sure = True
        shift = self.margin(text)
        first = len(self.draft.bars)
        self.bars.read(text[shift:], number, shift, text)
        self.row = (first, len(self.draft.bars))
        if not self.words_below(index):
            return 1
        below = 1
        while self.words_below(index, below) and below <= 8:
            sing_below(self.draft, self.row, self.bars.starts, self.lines[index + below], verse=below)
            below += 1
        return below

    def is_wordy(self, text: str) -> bool:
        """Whether a line with bar lines is rather words: no chord in it, or many words to a chord."""
        read_word = words_of(self.dialect)
        words = [word for word in re.findall(r"\([^\s|()]+\)|[^\s|()]+", text) if any(map(str.isalnum, word))]
        sure = sum(1 for word in words if read_word(word).is_sure)
        if not sure:
            return bool(words) and "%" not in text and not _HELD_BEAT.search(text)
        others = sum(
            1 for word in re.findall(r"[^\s|()]+", _ROUND.sub(" ", text))
            if word.isalpha() and word.lower() not in _ROADMAP_WORDS and not read_word(word).symbols
        )  # fmt: skip
        return others > (2 if text.lstrip()[:1] == "|" else 1) * sure

    def margin(self, text: str) -> int:
        """How much of a line of bars is a number or a name in its margin."""
        if (found := _NUMBERED.match(text)) and (self.dialect.numbers is None or re.search(r"[\]):]", found[0])):
            ending = re.fullmatch(r"\s*([1-9])\.\s*", found[0])
            if not ending or int(ending[1]) == len(self.draft.bars) + 1:
                return found.end()
        at = text.find("|")
        before = text[:at].strip() if 0 < at <= 30 else ""
        if before and (name := section_name(before)):
            self.begin_section(name, 1, 0, text)
            return at
        cell = text[at + 1 :].partition("|")
        name = section_name(cell[0].strip(" *_")) if not text[:at].strip() and cell[1] else None
        if name and (section_kind(name) == "part" or not is_cell(name.split()[-1], self.dialect)):  # no | Coda C |
            self.begin_section(name, 1, 0, text)
            return at + 1 + len(cell[0])
        return 0

    def wordy(self, index: int) -> int:
        """A line with bar lines and no chord in it: a heading or a title in a box, else words."""
        text, number = self.lines[index], index + 1
        inside = text.strip().strip("|‖ ").strip()
        draft = self.draft
        if "|" not in inside and (name := section_name(inside)):
            self.begin_section(name, 1, number, text)
        elif "|" in inside or draft.title or draft.bars or not self.head.title(inside):
            self.other_lines.append(number)
        return 1

    def words_below(self, index: int, away: int = 1) -> bool:
        """Whether the next line is words for this one."""
        if index + away >= len(self.lines):
            return False
        below = self.lines[index + away]
        bare = below.strip()
        if not bare or "|" in below or "‖" in below or section_name(bare):
            return False
        if number_heading(self.lines, index + away, self.dialect) or named_chords(below, self.dialect):
            return False
        headed = _BOXED.match(below) if bare[0] in "[(<*_" or ":" in bare[:42] else None
        if headed and (headed.end() >= len(below.rstrip()) or self.only_chords(below[headed.end() :])):
            return False
        return not (
            self.only_chords(below) or is_tab(below) or ("-" in below and self.unlinked(below) != "")
            or is_rule(bare) or self.is_direction(below)
            or is_strumming(bare) or self.head.would_take(bare) or is_noise(bare) or _BRACKETS.fullmatch(below)
            or (bare[0] == "w" and re.match(r"w\d?:", bare)) or self.sections.again(bare) is not None
        )  # fmt: skip

    def chords(self, index: int) -> int:
        """A line of chords alone, or above its words."""
        text, number = self.lines[index], index + 1
        below = self.lines[index + 1] if self.words_below(index) else ""
        self.told_music(text)
        if not below and (_SIGNS.search(text) or "|" in text):
            self.end_stanza()
            first = len(self.draft.bars)
            self.bars.read(text, number, bar_each=_BEATS.search(text) is None and "|" not in text)
            self.row = (first, len(self.draft.bars))
            return 1
        times = 1
        if below:
            for line in (text, below):
                if (found := _TIMES.search(line)) and line[: found.start()].strip():
                    times = min(max(int(found[1] or found[2] or 2), 1), 64)
            if times > 1:
                text, below = _TIMES.sub("", text), _TIMES.sub("", below)
        self.stanza.append(self.sung(number, text, below, times))
        return 2 if below else 1

    def told_music(self, text: str) -> None:
        """Whether the page has shown beyond doubt that it is music, not a list of letters."""
        self.is_sure = self.is_sure or len(text.split()) > 1 or len(text.strip()) > 1

    def sung(self, number: int, text: str, below: str, times: int = 1) -> SungLine:
        """The chords of a line over the words below it."""
        read_word = words_of(self.dialect)
        symbols: list[tuple[str, int]] = []
        for found in re.finditer(r"[^\s|]+", text) if below is not text.strip() else ():
            word = read_word(found[0])
            if word.is_sure and word.symbols:
                symbols += [(symbol, found.start()) for symbol in word.symbols if symbol]
        cuts = [0, *(syllable_start(below, column) for _, column in symbols), max(len(below), 1)]
        fragments = tuple(below[a : max(a, b)] for a, b in pairwise(cuts))
        marks = [found.start() for found in re.finditer(r"\|+", text)] if "|" in text else []
        bar_lines = tuple(sum(1 for _, column in symbols if column < mark) for mark in marks)
        return SungLine(number, text, fragments, tuple((symbol, at + 1) for symbol, at in symbols), bar_lines, times)

    def end_stanza(self) -> None:
        stanza, self.stanza = self.stanza, []
        if stanza:
            first = len(self.draft.bars)
            lines = write_stanza(self.draft, stanza)
            self.sections.lines += lines
            self.row = (first, len(self.draft.bars))
