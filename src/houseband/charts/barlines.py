"""Reads a line of written bars, ``|: Am7 D7 | Gmaj7 / C / | % :| x3``, into a draft; for plain text and ChordPro grids.

    | || |. |] ‖          bar lines                  C . . .  C / G /  C///   cells: a chord, and beats it goes on for
    |: :| :|: [: :]       repeats                    C~G  >C  <C>  C!  C@2.5  see ``cells``
    x3 (2x) [x4] (3 times)  how often in all         %  ./.  %%               repeat the bar, the last two
    |1. |2. 1. [2. 1.-3.  endings; 1st ending:       3/4  (2/4)               the meter from here; of this bar alone
    D.C. al Fine, D.S. 2 al Coda, To Coda, Coda 2, Segno, Fine               where to go; a number tells several apart
    (Key: G) (Tempo: 90)  from here on               (open)                   after a repeat: until the leader says so
    (softly) ("x2")       words over the bar         (fermata@4) (hits 1-2 2.5-3)  holds, and rhythms for the band

Bars without beats marked are shared by their chords (``draft.share``).
"""

import re
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from houseband.charts.cells import BEAT, BarWriter, Cell, beat_quarters, words_of
from houseband.charts.chart import Jump, Kick
from houseband.charts.dialect import PLAIN, Dialect
from houseband.charts.draft import Draft, DraftBar
from houseband.music.key import parse_key
from houseband.music.meter import parse_meter

_COUNT = (
    r"(?:[x×]\s?\d{1,2}|\d{1,2}\s?[x×]|(?:play\s|repeat\s)?\d{1,2}\s(?:times|x)"
    r"|(?:play|repeat)\s[x×]?\d{1,2}[x×]?|repeat)"
)
_LABEL = r"(?:\s?\d{1,2}(?![\w/.]))?"
_GO = (
    rf"(?:D\.\s?[CS]\.?|D[CS]\.?){_LABEL}(?:\s+al\s+(?:fine|coda{_LABEL})|(?![\w#♯♭/@~]))"
    rf"|da\s+capo(?:\s+al\s+(?:fine|coda{_LABEL}))?|dal\s+segno{_LABEL}(?:\s+al\s+(?:fine|coda{_LABEL}))?"
    rf"|(?:to|al)\s+(?:coda|[𝄌⊕]){_LABEL}|(?:coda|segno){_LABEL}(?!\w)|fine\b|[𝄋𝄌⊕]{_LABEL}"
)
_AFTER_BAR = r"(?P<ending>\s?\[?[1-9](?:\.?\s?[,&-]\s?[1-9])*[.):>\]](?![\d/])|[1-9](?=\s))?"
_METER = r"|(?P<meter>\d{1,2}(?:\+\d{1,2})*/(?:1|2|4|8|16|32)(?![\w/]))"
_WORD = (
    r"(?!\s)"  # bars are padded with blanks: nothing else is tried on them
    r"(?:(?P<bar>(?:\[(?=\||:)|\{(?=[:|]))?:?(?:\|{1,3}|‖)(?::|\.(?![.\d]))?[\]}|]?|\[:|:\]|\{:|:\})"
    rf"{_AFTER_BAR}"
    r"|(?P<house>\[?[1-9](?:\.?\s?[,-]\s?[1-9])*\.\]?(?=\s|$)|\[[1-9]\](?!\S)"
    r"|\(?\b[1-9](?:st|nd|rd|th)(?:\s(?:ending|time|x))?\b\.?\s?[:)]?|\bending\s[1-9]\b[:.]?)"
    rf"|(?P<times>[(\[]\s?(?:{_COUNT}|bis|twice)\s?[)\]]|(?<![\w#]){_COUNT}(?![\w#/]))"
    rf"|(?P<go>\((?:{_GO})\)|(?<![^\s|:\]])(?:{_GO}))"
    r"|(?P<again>%{1,2}|\.//?\.|𝄎)"
    r"|(?P<hold>/(?=[/\s|]|$)|\.(?=[.\s|]|$)|[·•](?=[·•\s|]|$)|-+(?=[\s|]|$)|_(?=[\s|]|$))"
    rf"{_METER}"
    r"|(?P<round>\([^()|]*\))"
    r"|(?P<chord>n\.c\.(?![^\s|()])|no\schord|[^\s|()]+(?:\([^()|]*\)[^\s|()]*)*|[^\s|]+))"
)
_TOKEN = re.compile(_WORD, re.IGNORECASE)
# Where numbers are chords, 5/4 is one, and a digit after a bar line no ending without its dot.
_NUMBER_TOKEN = re.compile(_WORD.replace(_METER, "").replace(r"|[1-9](?=\s))?", ")?"), re.IGNORECASE)
_TAIL = re.compile(
    r"\(\s*(?:(?:[b#♭♯+-]|add|no|omit|sus|maj)?\s?\d{1,2}|alt|sus|maj7)(?:[,\s/]+[b#♭♯+-]?\d{1,2})*\s*\)"
)
_LENGTH = re.compile(r"\((\d{1,6})/(\d{1,6})\)")
_OPEN = re.compile(
    r"\((?:open|vamp|open (?:repeat|vamp)|(?:vamp|repeat|play) (?:till|til|until|to|on) .{0,20}|ad lib\.?)\)", re.I
)
_KEY = re.compile(
    r"\(?\s*(?:key(?: change)?|modulate|modulation)\s*(?:[:=]|of|to|change to)?\s+?([A-Ga-g][#b♯♭]?\s?\w*)\s*\)?", re.I
)
_TEMPO = re.compile(r"\(?\s*(?:(?:tempo|bpm)\s*[:=]?|[♩q]\s*=)\s*(\d{2,3}(?:\.\d+)?)\s*(?:bpm)?\s*\)?", re.I)
_FERMATA = re.compile(rf"\((?:fermata|𝄐)(?:@({BEAT}))?\)", re.I)
_HITS = re.compile(rf"\(hits?((?: {BEAT}-{BEAT})+)\)", re.I)
_ONE_AND_REMARK = re.compile(r"\s*\S+(?:\*|\s\s)\s*\([^()]*\)\s*$")  # G*   (let ring)
_QUOTED = re.compile(r'\("(.*)"\)')


def only_chords(text: str, dialect: Dialect = PLAIN) -> bool:
    """Whether every word of a text is a chord, a bar line, a beat or another sign of the grid, and one is a chord."""
    return _only_chords(text, dialect) if len(text) < 200 else _only_chords.__wrapped__(text, dialect)


@lru_cache(maxsize=4096)
def _only_chords(text: str, dialect: Dialect) -> bool:
    read_word = words_of(dialect)
    chords, remarks = 0, 0
    for found in (_TOKEN if dialect.numbers is None else _NUMBER_TOKEN).finditer(text):
        kind = found.lastgroup
        if kind == "chord":
            if not read_word(found[0]).is_sure:
                return False
            chords += 1
        elif kind == "round":
            word = read_word(found[0])
            if word.is_sure and word.symbols:
                chords += 1
            else:
                remarks = 1
    return chords > remarks or (chords == 1 and _ONE_AND_REMARK.match(text) is not None)


def is_cell(word: str, dialect: Dialect = PLAIN) -> bool:
    """Whether a word of a grid is a chord, N.C., or chords joined by ~."""
    found = words_of(dialect)(word)
    return bool(found.symbols) and found.is_sure


class BarLines:
    """Reads lines of bars one after another; endings and open repeats last from line to line."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.ending: tuple[int, ...] = ()
        self.two_bars: int | None = None
        self.opening = False
        self.segno: str | None = None
        self.coda: str | None = None
        self.directions: list[str] = []
        self.marks: list[str] = []
        """Fermatas and hits that wait for their bar."""
        self.length: Fraction | None = None
        """How long the next bar is, if not as long as the meter says."""
        self.writer = BarWriter(draft)
        self.read_word = words_of(draft.dialect)
        self.starts: list[int] = []
        """Where the bars of the last line read begin in it, columns from 0."""

    def end_passage(self) -> None:
        """A heading or a blank line: brackets over endings end here."""
        self.ending = ()
        self.flush()

    def flush(self) -> None:
        """Write the second bar of a %% that stood alone."""
        if self.two_bars is not None:
            again, self.two_bars = self.two_bars, None
            self.draft.repeat_bar(self.draft.add_bar(), self.draft.bars[again])

    def read(
        self, text: str, line: int, shift: int = 0, shown: str | None = None, *,
        bar_each: bool = False, repeat_from: int | None = None,
    ) -> None:  # fmt: skip
        """Read one line; ``shift`` is how many columns of the source line ``shown`` come before ``text``.

        ``bar_each``: a chord is a bar, as in a line of chords without bar lines. ``repeat_from``: the bar from which a
        count alone in its line repeats.
        """
        draft, shown = self.draft, text if shown is None else shown
        first = len(draft.bars)
        repeats = False
        cells: list[Cell] = []
        strays: list[tuple[str, int]] = []  # words that are no chords
        again = ""
        begun = False  # whether a bar line has been seen
        self.starts = []
        self.read_word = read_word = words_of(draft.dialect)
        written_from = 0

        def end_bar() -> None:
            nonlocal again
            self.starts.append(shift + written_from)
            self.bar(cells, again, line, shown)
            again = ""
            cells.clear()

        for found in (_TOKEN if draft.dialect.numbers is None else _NUMBER_TOKEN).finditer(text):
            kind, token = found.lastgroup, found[0]
            if kind in ("bar", "ending"):
                sign = found["bar"]
                room = text[written_from : found.start()]
                if strays:
                    self.stray(strays, line, shown)
                if cells or again or (begun and room and not room.strip() and sign != "‖" and sign[:1] not in ":[{"):
                    end_bar()
                begun, written_from = True, found.end()
                self.bar_line(sign)
                repeats = repeats or ":" in sign
                if found["ending"]:
                    self.ending = _numbers(found["ending"])
            elif kind == "chord":
                word = read_word(token)
                if word.symbols:
                    cells.append(Cell(token, shift + found.start() + 1, word))
                    if bar_each:
                        written_from = found.start()
                        end_bar()
                else:
                    strays.append((token, shift + found.start() + 1))
            elif kind == "hold":
                cells.append(Cell(token, shift + found.start() + 1, None))
            elif kind == "again":
                again = "%%" if token in ("%%", ".//.") else "%"
                cells = [cell for cell in cells if cell.word]
                if bar_each:
                    end_bar()
            elif kind == "round":
                self.round(token, shift + found.start() + 1, cells, line, shown, first)
                if bar_each and cells:
                    written_from = found.start()
                    end_bar()
            elif kind == "house":
                self.ending = _numbers(token)
            elif kind == "meter":
                if cells:
                    end_bar()
                self.meter(token, line, shift + found.start() + 1, shown)
            elif kind == "times":
                if cells or again:
                    end_bar()
                self.times(token, first if repeat_from is None else repeat_from, repeats)
            elif kind == "go":
                sign = token.strip("()").lower()
                if (cells or again) and not sign.startswith(("segno", "coda", "𝄋", "𝄌", "⊕")):
                    end_bar()
                    written_from = len(text)
                self.go(sign)
        if strays and (begun and not any(cell.word for cell in cells)) and not again:
            words = " ".join(word for word, _ in strays)
            draft.remark(f"words after the bars: {words!r}", line, strays[0][1], shown, "not acted on")
            if draft.bars:
                draft.bars[-1].directions.append(words)
        elif strays:
            self.stray(strays, line, shown)
        if again or any(cell.word for cell in cells):
            beats = len(draft.meter.beats)
            if (
                not begun
                and len(cells) > beats
                and len(cells) % beats == 0
                and any(cell.word is None for cell in cells)
            ):
                row, cells = cells, []  # beats for several bars, and no bar lines
                for at in range(0, len(row), beats):
                    cells[:] = row[at : at + beats]
                    end_bar()
            else:
                end_bar()
        elif len(draft.bars) > first:
            draft.bars[-1].directions += self.directions
            self.mark(draft.bars[-1])
            self.directions = []

    def stray(self, strays: list[tuple[str, int]], line: int, shown: str) -> None:
        """Words in a bar that are no chords."""
        words = " ".join(word for word, _ in strays)
        self.draft.remark(f"{words!r} in a bar is not a chord", line, strays[0][1], shown, "kept as words")
        self.directions.append(words)
        strays.clear()

    def bar_line(self, sign: str) -> None:
        bars = self.draft.bars
        if sign.startswith(":"):
            self.flush()
            if bars:
                bars[-1].repeat_count = max(bars[-1].repeat_count, 2)
        if sign.startswith(":") or "||" in sign or "." in sign or "‖" in sign or sign.endswith("|]"):
            self.ending = ()
        if sign.endswith(":") and len(sign) > 1:
            self.opening = True

    def bar(self, cells: list[Cell], again: str, line: int, shown: str) -> None:
        """Write one bar from its cells."""
        draft = self.draft
        sounds = any(cell.word for cell in cells)
        holds_only = not sounds and not again
        if not holds_only:
            self.flush()
        bar = draft.add_bar()
        bar.endings, bar.repeat_start = self.ending, self.opening
        bar.segno, bar.coda = self.segno, self.coda
        bar.duration_quarters = self.length
        bar.directions += self.directions
        self.opening, self.segno, self.coda, self.length, self.directions = False, None, None, None, []
        back = len(draft.bars) - 1 - (len(again) or 1)
        if holds_only and self.two_bars is not None:
            repeated, self.two_bars = self.two_bars, None
            draft.repeat_bar(bar, draft.bars[repeated])
        elif again and not sounds:
            if back >= 0:
                draft.repeat_bar(bar, draft.bars[back])
                self.two_bars = back + 1 if again == "%%" else None
            else:
                column = shown.find(again) + 1
                draft.remark(f"nothing to repeat before {again!r}", line, column or None, shown)
        else:
            self.writer.write(bar, cells, line, shown)
        if self.marks:
            self.mark(bar)

    def mark(self, bar: DraftBar) -> None:
        """Put the fermatas and hits that wait into a bar."""
        for text in self.marks:
            if found := _HITS.fullmatch(text):
                for hit in found[1].split():
                    start, end = (beat_quarters(beat, bar.meter) for beat in hit.split("-"))
                    if 0 <= start < end:
                        bar.kicks.append(Kick(start, end - start))
            elif found := _FERMATA.fullmatch(text):
                last = bar.chords[-1].onset_quarters if bar.chords else Fraction(0)
                onset = beat_quarters(found[1], bar.meter) if found[1] else last
                if onset >= 0:
                    bar.fermatas.append(onset)
        self.marks.clear()

    def meter(self, text: str, line: int, column: int, shown: str) -> None:
        try:
            self.draft.meter = parse_meter(text)
        except ValueError:
            self.draft.remark(f"{text!r} is no meter", line, column, shown, "not acted on")

    def round(self, text: str, column: int, cells: list[Cell], line: int, shown: str, first: int) -> None:
        """What stands in round brackets among the bars."""
        draft = self.draft
        if cells and cells[-1].word and _TAIL.fullmatch(text):  # C7 (b9): of the chord before it
            whole = cells[-1].text + text
            if self.read_word(whole).is_sure:
                cells[-1] = Cell(whole, cells[-1].column, self.read_word(whole))
                return
        if found := _LENGTH.fullmatch(text):
            length = Fraction(int(found[1]) * 4, int(found[2])) if int(found[2]) else Fraction(0)
            if 0 < length <= 1024:
                self.length = length
                return
        if found := _QUOTED.fullmatch(text):
            self.directions.append(found[1])
        elif _OPEN.fullmatch(text) and len(draft.bars) > first and not cells and draft.bars[-1].repeat_count > 1:
            draft.bars[-1].open_repeat = True
        elif (found := _FERMATA.fullmatch(text)) or (found := _HITS.fullmatch(text)):
            self.marks.append(text)
        elif not self.set(text):
            self.offered(text, column, cells, line, shown)

    def set(self, text: str) -> bool:
        """(Key: G), (Tempo: 90): from the next bar on."""
        if found := _KEY.fullmatch(text):
            try:
                self.draft.set_key(parse_key(found[1]))
            except ValueError:
                return False
            return True
        if (found := _TEMPO.fullmatch(text)) and 20 <= float(found[1]) <= 500:
            self.draft.set_tempo(float(found[1]))
            return True
        return False

    def offered(self, text: str, column: int, cells: list[Cell], line: int, shown: str) -> None:
        """(Am7), (Am7 D7): chords that may be left out; else words over the bar."""
        inside = re.finditer(r"[^\s,]+", text[1:-1])
        words = [(found[0], column + 1 + found.start()) for found in inside]
        read = [(word, at, self.read_word(f"({word})")) for word, at in words]
        if read and all(word.is_sure and word.symbols for _, _, word in read):
            cells += [Cell(f"({text})", at, word) for text, at, word in read]
        elif text[1:-1].strip():
            self.directions.append(text[1:-1].strip())

    def times(self, text: str, first: int, repeats: bool) -> None:
        """x3 after a repeat sign says how often in all; after plain bars it repeats the line."""
        self.flush()
        bars = self.draft.bars
        count = int(found[0]) if (found := re.search(r"\d+", text)) else 2
        if len(bars) <= first and not (bars and bars[-1].repeat_count > 1):
            return
        if not repeats and len(bars) > first:
            bars[first].repeat_start = True
        bars[-1].repeat_count = max(count, 1)

    def go(self, words: str) -> None:
        """D.C., D.S., Fine, Segno, Coda: before a bar for segno and coda, after it for the rest."""
        words = re.sub(r"\s+", " ", words).replace("𝄋", "segno").replace("𝄌", "coda").replace("⊕", "coda")
        numbers = re.findall(r"\d+", words)
        label = f" {numbers[-1]}" if numbers and numbers[-1] != "1" else ""
        if words.startswith("segno"):
            self.segno = "segno" + label
        elif words.startswith("coda"):
            self.coda = "coda" + label
        elif self.draft.bars:
            bar = self.draft.bars[-1]
            if words.startswith(("to coda", "al coda")):
                bar.to_coda = "coda" + label
            elif words == "fine":
                bar.fine = True
            else:
                until: Literal["end", "fine", "coda"] = (
                    "coda" if "al coda" in words else "fine" if words.endswith("fine") else "end"
                )
                dal_segno = words.startswith("dal s") or re.match(r"d\.? ?s", words)
                before_al = re.search(r"\d+", words.partition(" al ")[0])
                which = f" {before_al[0]}" if before_al and before_al[0] != "1" else ""
                bar.jump = Jump("segno" + which if dal_segno else "", until)


def _numbers(text: str) -> tuple[int, ...]:
    digits = [int(digit) for digit in re.findall(r"[1-9]", text)]
    if "-" in text and len(digits) == 2 and digits[0] < digits[1]:
        return tuple(range(digits[0], digits[1] + 1))
    return tuple(sorted(set(digits)))
