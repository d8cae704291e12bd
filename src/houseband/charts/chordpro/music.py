"""The music of a song as it comes, line by line: stanzas, lines with bar lines, and grids, written into the draft."""

import re
from dataclasses import replace
from fractions import Fraction

from houseband.charts.barlines import BarLines
from houseband.charts.chordpro.words import (
    SungBar,
    Taken,
    annotations_in,
    barred,
    is_sign,
    mostly_chords,
    over_words,
    take_apart,
)
from houseband.charts.draft import Draft, DraftBar
from houseband.charts.stanza import SungLine, write_stanza

_STRUMS = re.compile(r"\s*\|[sS](?=[\s~.udx|]|$)")
_BAR = re.compile(r":?\|")


class Music:
    """Where lines of music are gathered until they can be written."""

    def __init__(self, draft: Draft, chords_in_brackets: bool) -> None:
        self.draft = draft
        self.grid = BarLines(draft)
        self.chords_in_brackets = chords_in_brackets
        self.in_passage = False
        """Whether an environment is open, which names its stanzas."""
        self.stanza: list[SungLine] = []
        self.annotations: list[str] = []
        """Those of the stanza."""
        self.directions: list[str] = []
        """Words over the bar that comes next."""
        self.over: tuple[int, str] | None = None
        """A line of chords that may have its words in the next line."""
        self.barred: tuple[int, int] | None = None
        """First and last but one bar of the line before, if that had bar lines."""
        self.unnamed: list[int] = []
        """Bars where stanzas without a name begin."""
        self.stanza_open = False
        """Whether what comes next belongs to a section that has its name."""
        self.optional = False
        """Whether a chord in round brackets has come in this stanza."""
        self.told_of_optional = False

    def grid_line(self, line: str, number: int) -> None:
        """A line of bars, with what stands in its margins."""
        if not line.strip() or _STRUMS.match(line):
            return
        first = len(self.draft.bars)
        begin = _BAR.search(line)
        margin = line[: begin.start()].strip() if begin else ""
        if begin and margin:
            if is_sign(margin):
                self.grid.read(margin, number, line.find(margin), line)
            if not is_sign(margin) or (margin.lower() == "coda" and self.draft.waiting_section is None):
                self.draft.waiting_section = self.draft.waiting_section or margin
        at = begin.start() if begin else 0
        self.grid.read(line[at:], number, at, line)
        self.wrote(first)

    def words(self, line: str, number: int) -> None:
        """A line of words and chords."""
        first = not (self.draft.title or self.draft.bars or self.stanza or self.over or self.in_passage)
        if first and not self.chords_in_brackets and not mostly_chords(line):
            self.draft.title = line.strip()
            return
        if not self.chords_in_brackets and mostly_chords(line):
            self.chords_alone()
            self.over = number, line
            return
        if self.over is not None:
            above, chords = self.over
            self.over = None
            self.take(over_words(chords, line, above, len(self.annotations), self.draft.dialect))
            return
        if self.barred:
            self.flush()
        self.take(take_apart(line, number, len(self.annotations), self.draft.dialect))

    def take(self, taken: Taken) -> None:
        """Add a line to the stanza."""
        sung = taken.sung
        for symbol, column in taken.unknown:
            self.draft.remark(f"[{symbol}] is not a chord", sung.line, column, sung.shown, "taken as an annotation")
        self.annotations += taken.annotations
        self.optional = self.optional or any(symbol[0] == "(" for symbol, _ in sung.chords)
        self.stanza.append(sung)

    def chords_alone(self) -> None:
        """The line of chords before had no words."""
        if self.over is not None:
            number, chords = self.over
            self.over = None
            self.take(over_words(chords, "", number, len(self.annotations), self.draft.dialect))

    def barred_words(self, line: str, number: int) -> None:
        """A line of words whose bar lines are written."""
        if self.stanza or self.over:
            self.flush()
        read = barred(line, self.draft.dialect)
        draft = self.draft
        first = len(draft.bars)
        self.name_stanza(read.has_words)
        for symbol, column in read.unknown:
            draft.remark(f"[{symbol}] is not a chord", number, column, line, "taken as an annotation")
        begin = 0
        for bar in read.bars:
            if bar.signs:
                end = bar.end or len(read.text)
                self.grid.read(read.text[begin:end], number, begin, line)
                for sign in bar.signs:
                    self.grid.read(sign, number, max(line.find(sign), 0), line)
                begin = end
        if read.text[begin:].strip():
            self.grid.read(read.text[begin:], number, begin, line)
        for new, sung in zip(draft.bars[first:], read.bars, strict=False):
            _sing(draft, new, sung)
        self.barred = first, len(draft.bars)
        self.wrote(first)

    def other_verse(self, verse: int, words: list[str], number: int, line: str) -> None:
        """Other words to the bars of the line above."""
        first, end = self.barred or (0, 0)
        if len(words) > end - first:
            self.draft.remark(f"verse {verse} has {len(words)} bars of words for {end - first}", number, 1, line,
                              "the last ones are left out")  # fmt: skip
        for bar, text in zip(self.draft.bars[first:end], words, strict=False):
            self.draft.sing(bar, Fraction(0), text, verse)

    def name_stanza(self, has_words: bool) -> None:
        """A stanza outside all passages that nobody named is a verse, if it has words."""
        if self.in_passage or self.stanza_open:
            return
        if has_words:
            self.draft.waiting_section = "Verse"
            self.unnamed.append(len(self.draft.bars))
        else:
            self.draft.waiting_section = ""
        self.stanza_open = True

    def flush(self) -> None:
        """Play the stanza read so far."""
        self.chords_alone()
        self.barred = None
        stanza, self.stanza = self.stanza, []
        if not stanza:
            return
        draft = self.draft
        if not any(sung.chords for sung in stanza):
            self.flush_words(stanza)
            return
        self.name_stanza(any(annotations_in(sung.words, self.annotations)[0].strip() for sung in stanza))
        first = len(draft.bars)
        write_stanza(draft, stanza)
        if self.annotations:
            self.place_annotations(draft.bars[first:])
        if self.optional:
            self.set_aside_optional(first, stanza[0])
        self.wrote(first)

    def flush_words(self, stanza: list[SungLine]) -> None:
        """A stanza without chords is not played."""
        self.directions += self.annotations
        self.annotations = []
        if not any(sung.words.strip() for sung in stanza):
            return
        draft = self.draft
        which = draft.waiting_section or f"the stanza of {len(stanza)} line{'s' * (len(stanza) > 1)}"
        draft.remark(f"{which} has words but no chords: not played", stanza[0].line, 1, stanza[0].shown,
                     "write chords into every verse that is to be played")  # fmt: skip
        draft.waiting_section = None

    def place_annotations(self, bars: list[DraftBar]) -> None:
        """Move the annotations from the words into the directions of the bars where they stand."""
        found: set[int] = set()
        for bar in bars:
            for k in range(len(bar.lyrics) - 1, -1, -1):
                lyric = bar.lyrics[k]
                text, places = annotations_in(lyric.text, self.annotations)
                if places:
                    found.update(places)
                    bar.directions[:0] = [self.annotations[place] for place in places]
                    bar.lyrics[k : k + 1] = [replace(lyric, text=text)] if text.strip() else []
        self.directions += [text for place, text in enumerate(self.annotations) if place not in found]
        self.annotations = []

    def set_aside_optional(self, first: int, sung: SungLine) -> None:
        """Chords in round brackets may be left out, and are, unless nothing else sounds."""
        draft = self.draft
        self.optional = False
        sounding = draft.bars[first].entering if first < len(draft.bars) else None
        count = 0
        for bar in draft.bars[first:]:
            bar.entering = sounding
            kept = []
            for change in bar.chords:
                if change.symbol[:1] == "(" and change.symbol[-1:] == ")":
                    change = replace(change, symbol=change.symbol[1:-1])
                    if sounding is not None:
                        bar.alternates.append(change)
                        count += 1
                        continue
                kept.append(change)
                sounding = change
            bar.chords = kept
        draft.sounding = sounding
        if count and not self.told_of_optional:
            self.told_of_optional = True
            draft.remark("chords in round brackets are optional", sung.line, None, sung.shown, "kept, but not played")

    def wrote(self, first: int) -> None:
        """Bars were written from ``first`` on: what waited to stand over them does now."""
        if self.directions and first < len(self.draft.bars):
            self.draft.bars[first].directions[:0] = self.directions
            self.directions = []


def _sing(draft: Draft, bar: DraftBar, sung: SungBar) -> None:
    """Put the words of a bar under its chords, or under its beats where those are written."""
    length = bar.duration_quarters or bar.meter.quarters
    for chords, cells, text in sung.pieces:
        if sung.cells > sung.chords:
            onset = length * max(cells - 1, 0) / sung.cells
        elif chords and bar.chords:
            onset = bar.chords[min(chords, len(bar.chords)) - 1].onset_quarters
        else:
            onset = Fraction(0)
        draft.sing(bar, onset, text)
    bar.directions += sung.directions
