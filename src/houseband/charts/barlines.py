"""Reads a line of written bars, ``|: Am7 D7 | Gmaj7 / C / | % :| x3``, into a draft; for plain text and ChordPro grids.

    | || |. ‖        bar lines                     C . . .  C / G /   cells: a chord, and beats on which it goes on
    |: :| :|: x3     repeats, how often in all      C~G                two chords in one cell
    |1. |2. 1. [2.   endings                       %  %%              repeat the bar, the last two
    D.C. al Fine, D.S. al Coda, To Coda, Coda, Segno, Fine             where to go

Bars without beats marked are shared by their chords (``draft.share``).
"""

import re
from fractions import Fraction
from typing import Literal

from houseband.charts.chart import Jump
from houseband.charts.draft import NO_CHORD_WORDS, Draft, place, share
from houseband.charts.symbol import looks_like_chord

_TOKEN = re.compile(
    r"(?P<bar>:?(?:\|{1,2}|‖)(?::|\.(?!\.))?(?:\|)?)(?P<ending>\s?\[?[1-9](?:\s?[,&-]\s?[1-9])*[.):>](?=\s|$|\S)|[1-9](?=\s))?"
    r"|(?P<house>\[?[1-9](?:,[1-9])*\.\]?(?=\s))"
    r"|(?P<times>\(?\s?[x×]\s?\d{1,2}\)?(?![\w#])|\(?\d{1,2}\s?[x×]\)?(?![\w#])|\(\s?\d{1,2}\s+times\s?\)|\(\s?repeat\s?\))"
    r"|(?P<go>\bD\.?\s?[CS]\.?(?:\s+al\s+(?:fine|coda)|(?=\s|$|\|))|\bda\s+capo(?:\s+al\s+(?:fine|coda))?|\bdal\s+segno(?:\s+al\s+(?:fine|coda))?"
    r"|\bto\s+coda\b|\bcoda\b|\bsegno\b|\bfine\b|[𝄋𝄌])"
    r"|(?P<again>%{1,2})"
    r"|(?P<hold>/(?=[/\s|]|$)|\.(?=[.\s|]|$)|-+(?=[\s|]|$)|_(?=\s))"
    r"|(?P<chord>(?:N\.C\.|no\schord)|[^\s|]+)",
    re.IGNORECASE,
)


def only_chords(text: str) -> bool:
    """Whether every word of a text is a chord, a bar line, a beat or another sign of the grid, and one is a chord."""
    chords = 0
    for found in _TOKEN.finditer(text):
        if found.lastgroup == "chord":
            if not is_cell(found[0]):
                return False
            chords += 1
    return chords > 0


def is_cell(word: str) -> bool:
    """Whether a word of a grid is a chord, N.C., or chords joined by ~."""
    word = word.strip("(),;*") if not looks_like_chord(word) else word
    return word.lower() in NO_CHORD_WORDS or all(looks_like_chord(part) for part in word.split("~"))


def _is_word(cell: tuple[str, str, int]) -> bool:
    """Whether a cell holds words rather than a chord, be it a misspelt one."""
    kind, word, _ = cell
    bare = word.strip("(),;*")
    return kind == "chord" and not is_cell(word) and (bare[:1] not in "ABCDEFGH" or (bare.isalpha() and len(bare) > 3))


class BarLines:
    """Reads lines of bars one after another; endings and open repeats last from line to line."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.ending: tuple[int, ...] = ()
        self.two_bars: int | None = None
        self.opening = False
        self.segno = self.coda = False

    def end_passage(self) -> None:
        """A heading or a blank line: brackets over endings end here."""
        self.ending = ()
        self.flush()

    def flush(self) -> None:
        """Write the second bar of a %% that stood alone."""
        if self.two_bars is not None:
            again, self.two_bars = self.two_bars, None
            self.draft.repeat_bar(self.draft.add_bar(), self.draft.bars[again])

    def read(self, text: str, line: int, shift: int = 0, shown: str | None = None) -> None:
        """Read one line; ``shift`` is how many columns of the source line ``shown`` come before ``text``."""
        draft, shown = self.draft, text if shown is None else shown
        first = len(draft.bars)
        repeats = False
        cells: list[tuple[str, str, int]] = []
        begun = False  # whether a bar line has been seen
        written_from = 0
        for found in _TOKEN.finditer(text):
            kind = found.lastgroup if found["bar"] is None else "bar"
            column = shift + found.start() + 1
            if kind == "bar":
                sign = found["bar"]
                room = text[written_from : found.start()]
                if cells or (begun and room and not room.strip() and sign != "‖" and not sign.startswith(":")):
                    self.bar(cells, line, shown)
                cells, begun, written_from = [], True, found.end()
                self.bar_line(sign, first)
                repeats = repeats or ":" in sign
                if found["ending"]:
                    self.ending = _numbers(found["ending"])
            elif kind == "house":
                self.ending = _numbers(found[0])
            elif kind == "times":
                if cells:
                    self.bar(cells, line, shown)
                    cells = []
                self.times(found[0], first, repeats)
            elif kind == "go":
                sign = found[0].lower()
                if cells and sign not in ("segno", "coda", "𝄋", "𝄌"):
                    self.bar(cells, line, shown)
                    cells, written_from = [], len(text)
                self.go(sign)
            else:
                cells.append((kind or "", found[0], column))
        if any(kind in ("chord", "again") for kind, _, _ in cells):
            if begun and not any(kind == "again" or is_cell(word) for kind, word, _ in cells):
                words = " ".join(word for _, word, _ in cells)
                draft.remark(f"words after the bars: {words!r}", line, cells[0][2], shown, "not acted on")
            else:
                self.bar(cells, line, shown)

    def bar_line(self, sign: str, first: int) -> None:
        bars = self.draft.bars
        if sign.startswith(":"):
            self.flush()
            if bars:
                bars[-1].repeat_count = max(bars[-1].repeat_count, 2)
        if sign.startswith(":") or "||" in sign or "." in sign or "‖" in sign:
            self.ending = ()
        if sign.endswith(":") and len(sign) > 1:
            self.opening = True

    def bar(self, cells: list[tuple[str, str, int]], line: int, shown: str) -> None:
        """Write one bar from its cells."""
        draft = self.draft
        holds_only = all(kind == "hold" for kind, _, _ in cells)
        again = next((word for kind, word, _ in cells if kind == "again"), "")
        if not holds_only:
            self.flush()
        bar = draft.add_bar()
        bar.endings, bar.repeat_start = self.ending, self.opening
        bar.segno, bar.coda = ("segno" if self.segno else None), ("coda" if self.coda else None)
        self.opening = self.segno = self.coda = False
        back = len(draft.bars) - 1 - (len(again) or 1)
        if holds_only and self.two_bars is not None:
            repeated, self.two_bars = self.two_bars, None
            draft.repeat_bar(bar, draft.bars[repeated])
        elif again and not any(kind == "chord" for kind, _, _ in cells):
            if back >= 0:
                draft.repeat_bar(bar, draft.bars[back])
                self.two_bars = back + 1 if again == "%%" else None
            else:
                draft.remark(f"nothing to repeat before {again!r}", line, cells[0][2], shown)
        else:
            self.put(cells, line, shown)

    def put(self, cells: list[tuple[str, str, int]], line: int, shown: str) -> None:
        draft, bar = self.draft, self.draft.bars[-1]
        for _, word, column in (cell for cell in cells if _is_word(cell)):
            draft.remark(f"{word!r} in a bar is not a chord", line, column, shown, "left out")
        cells = [cell for cell in cells if not _is_word(cell)]
        heard = [(index, word, column) for index, (kind, word, column) in enumerate(cells) if kind == "chord"]
        if not heard:
            return
        if len(heard) == len(cells):
            onsets = share(len(heard), draft.meter)
        else:
            onsets = place([index for index, _, _ in heard], len(cells), draft.meter)
        ends = (*onsets[1:], draft.meter.quarters)
        for onset, end, (_, word, column) in zip(onsets, ends, heard, strict=True):
            parts = [part for part in (word.split("~") if "~" in word else [word]) if part]
            for k, part in enumerate(parts):
                symbol = part.strip("(),;*") if not looks_like_chord(part) else part
                chord = draft.chord(symbol, line, column, shown) if symbol else None
                if chord is not None:
                    own = (
                        end - onset if len(heard) == len(cells) else min(end - onset, draft.meter.quarters / len(cells))
                    )
                    draft.put(bar, onset + own * Fraction(k, len(parts)), symbol, chord)

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
        words = re.sub(r"\s+", " ", words)
        if words in ("segno", "𝄋"):
            self.segno = True
        elif words in ("coda", "𝄌"):
            self.coda = True
        elif self.draft.bars:
            bar = self.draft.bars[-1]
            if words == "to coda":
                bar.to_coda = "coda"
            elif words == "fine":
                bar.fine = True
            else:
                until: Literal["end", "fine", "coda"] = (
                    "coda" if words.endswith("coda") else "fine" if words.endswith("fine") else "end"
                )
                dal_segno = words.startswith("dal s") or re.match(r"d\.? ?s", words)
                bar.jump = Jump("segno" if dal_segno else "", until)


def _numbers(text: str) -> tuple[int, ...]:
    digits = [int(digit) for digit in re.findall(r"[1-9]", text)]
    if "-" in text and len(digits) == 2 and digits[0] < digits[1]:
        return tuple(range(digits[0], digits[1] + 1))
    return tuple(sorted(set(digits)))
