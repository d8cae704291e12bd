"""One iReal Pro progression read into a draft, cell by cell.

The tokens, as the app writes them (irealpro.com, "iReal Pro custom chord chart protocol"; it gives no grammar):

    T44 T34 T12…  meter (12 is 12/8)      [ ] | Z    bar lines            { }   repeat
    *A *B *i *v   section                 N1 N2 N3   endings, N0 unnumbered     S Q   segno, coda
    C^7/E         chord, one cell         space      an empty cell        ,     between two cells
    x r           repeat one bar, two     n          N.C.                 p     slash: the chord goes on
    W/E  /E       same chord, other bass  (C7)       alternate chord      s l   small, large print
    <D.C. al Fine>, <3x>, <words>         U          end of the form      f     fermata
    Y             vertical space          *…*        a quality in words, after a root

What is not a chord or a space belongs to the cell that comes next. A sign for which a bar line stands (``]``, ``}``,
``Z``) is followed by empty cells up to the end of the line, which are no bar.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from houseband.charts.chart import ChordChange
from houseband.charts.draft import Draft, DraftBar
from houseband.charts.ireal.beats import Spacing, grids, spacing
from houseband.charts.ireal.road import Remarker, Road
from houseband.charts.ireal.words import Words, read_words
from houseband.music.chord import Chord
from houseband.music.meter import meter

_NOTE = "[A-G][b#]?"
_TOKEN = re.compile(
    rf"(?P<space> +(?!/[A-G]))"
    rf"|(?P<chord>{_NOTE}(?:6/9|sus|alt|add|maj|min|dim|aug|omit|no(?=\d)|ma|mi|m|M|Δ|°|[-+^\dhobø#])*"
    rf"(?:\*[^*\s|\[\]{{}}<>]{{1,40}}\*)?(?:/{_NOTE})?)"
    rf"|(?P<bass>[ Wp]?/{_NOTE})"
    r"|(?P<line>[|\[\]{}Z])"
    r"|(?P<words><[^<>]*>)"
    r"|(?P<section>\*[A-Za-z])"
    r"|(?P<meter>T\d\d8?)"
    r"|(?P<ending>N\d)"
    r"|(?P<alternate>\([^()|]*\)?)"
    r"|(?P<sign>.)",
    re.DOTALL,
)
_SECTIONS = {"i": "Intro", "I": "Intro", "v": "Verse", "V": "Verse"}
_KEEPS_SILENT = frozenset(",Y\n\r\t\u00a0")  # spacing: nothing to play
_CLOSES = frozenset("]}Z")
MOST_CHORDS = 64  # in one bar; the app shows sixteen cells a line
LONGEST_SYMBOL = 40
SHOWN = 60  # characters of a text that a remark quotes
BLANK, SLASH, NO_CHORD_CELL = "", "p", "n"


class Grid:
    """Reads a progression. ``remark`` is told a problem and a hint."""

    def __init__(self, draft: Draft, remark: Remarker) -> None:
        self.draft = draft
        self.remark = remark
        self.quarters = draft.meter.quarters
        self.cells: list[str] = []
        self.small: set[int] = set()
        self.is_small = False
        self.alternates: list[tuple[int, str]] = []
        self.fermatas: list[int] = []
        self.marks: list[tuple[str, int]] = []
        """Signs and words of the bar being read, each with the cell that it stands at."""
        self.opened = "["
        """The bar line before the bar being read."""
        self.ending: tuple[int, ...] = ()
        self.last_ending = 0
        self.times = 0  # from <3x>, until the repeat closes
        self.is_open = False
        self.padding = True  # spaces here only fill up a line
        self.two_bars: int | None = None  # a waiting second bar of r: the bar that it repeats
        self.unknown: Counter[str] = Counter()
        self.road = Road()

    def read(self, music: str) -> None:
        """Take the whole progression in."""
        for found in _TOKEN.finditer(music):
            self.token(found.lastgroup or "sign", found[0])
        self.close("end")
        if self.marks and self.draft.bars:
            self.apply_marks(self.draft.bars[-1], is_late=True)
        if self.times or self.is_open:
            words = f"{self.times}x" if self.times else "open"
            self.remark(f"{words!r} without a repeat sign", "passed over")
        self.road.finish(self.draft.bars, self.remark)
        for sign, count in self.unknown.items():
            self.remark(f"{count} × unknown sign {sign!r}", "left out")

    def token(self, kind: str, text: str) -> None:
        if kind == "space":
            self.cells += [BLANK] * len(text)
        elif kind in ("chord", "bass"):
            if self.is_small:
                self.small.add(len(self.cells))
            self.cells.append(text)
        elif kind == "line":
            self.close(text)
        elif kind == "meter":
            self.set_meter(text)
        elif kind == "alternate":
            self.alternate(text)
        elif kind in ("words", "section", "ending"):
            if kind == "section" and self.is_full:
                self.close("|")
            self.mark(text)
        else:
            self.sign(text)

    def sign(self, sign: str) -> None:
        if sign in "xrnpW":
            if sign == NO_CHORD_CELL and self.is_small:
                self.small.add(len(self.cells))
            self.cells.append(SLASH if sign == "W" else sign)
        elif sign in "SQU":
            self.mark(sign)
        elif sign in "sl":
            self.is_small = sign == "s"
        elif sign == "f":
            if self.fermatas[-1:] != [len(self.cells)]:
                self.fermatas.append(len(self.cells))
        elif sign not in _KEEPS_SILENT:
            self.unknown[sign] += 1

    def mark(self, text: str) -> None:
        """Keep a sign for its bar; what stands between passages may still belong to the one that ended."""
        if self.padding and not self.is_full and self.draft.bars and text.startswith("<"):
            words = read_words(text[1:-1])
            if words.jump or words.fine or words.times:
                self.obey(words, self.draft.bars[-1])
                return
        self.marks.append((text, len(self.cells)))

    def alternate(self, text: str) -> None:
        """A chord in brackets belongs to the cell before it: to a chord, or to an empty one."""
        symbol = text.strip("()").strip().removeprefix("W")
        if len(symbol) > LONGEST_SYMBOL or len(self.alternates) >= MOST_CHORDS:
            self.unknown["("] += 1
        elif symbol:
            self.alternates.append((max(0, len(self.cells) - 1), symbol))

    @property
    def is_full(self) -> bool:
        return any(cell != BLANK for cell in self.cells)

    def set_meter(self, text: str) -> None:
        count, unit = {"T12": (12, 8), "T128": (12, 8)}.get(text, (int(text[1]), int(text[2])))
        if count and unit in (2, 4, 8):
            if self.is_full:
                self.close("|")
            self.draft.meter = meter(count, unit)
            self.quarters = self.draft.meter.quarters
        else:
            self.remark(f"no such meter {text!r}", "the meter before it goes on")

    def close(self, line: str) -> None:
        """A bar line: make the bar that ends here, if there is one, and open the next."""
        draft = self.draft
        is_blank = len(self.cells) >= 2 and line in "|]}Z" and not self.padding
        if self.is_full or is_blank:
            self.make_bar()
        elif line in "]}Z" and draft.bars:
            self.apply_marks(draft.bars[-1], is_late=True)
        if self.two_bars is not None and line != "|":  # r stood for both its bars alone, at the end of a passage
            draft.repeat_bar(draft.add_bar(), draft.bars[self.two_bars])
            self.two_bars = None
        self.clear_cells()
        if line == "}" and draft.bars:
            draft.bars[-1].repeat_count = max(self.times, 2)
            draft.bars[-1].open_repeat = self.is_open
            self.times, self.is_open = 0, False
        if line in "[]{}Z":
            self.ending = ()
        if line == "{":
            self.mark("{")
        self.padding = line in _CLOSES
        self.opened = "[" if line in _CLOSES else line

    def clear_cells(self) -> None:
        self.cells.clear()
        self.small.clear()
        self.alternates.clear()
        self.fermatas.clear()
        self.marks = [(mark, 0) for mark, _ in self.marks]

    def make_bar(self) -> None:
        draft = self.draft
        if self.padding:  # no bar line opened this bar: the spaces before it filled up a line
            blanks = next((i for i, cell in enumerate(self.cells) if cell != BLANK), 0)
            self.shift(blanks)
        second, self.two_bars = self.two_bars, None
        if second is not None and self.is_full:  # r stood for both its bars alone
            draft.repeat_bar(draft.add_bar(), draft.bars[second])
            second = None
        bar = draft.add_bar()
        bar.duration_quarters = self.quarters
        last = len(draft.bars) - 2
        where = f"bar {len(draft.bars)}"
        if second is not None:
            draft.repeat_bar(bar, draft.bars[second])
        elif "r" in self.cells:
            if last >= 1:
                draft.repeat_bar(bar, draft.bars[last - 1])
                self.two_bars = last
            else:
                self.remark(f"{where}: nothing to repeat before 'r'", "read as an empty bar")
        elif "x" in self.cells:
            if last >= 0:
                draft.repeat_bar(bar, draft.bars[last])
            else:
                self.remark(f"{where}: nothing to repeat before 'x'", "read as an empty bar")
        else:
            self.put_chords(bar)
        if bar.chords:
            draft.previous = bar.chords[-1].chord
        if (self.alternates or self.fermatas) and ("x" in self.cells or "r" in self.cells):
            width = max(1, len(self.cells))
            self.put_beside(bar, spacing((), width, draft.meter), lambda cell: min(cell, width - 1))
        self.apply_marks(bar)

    def shift(self, blanks: int) -> None:
        self.cells = self.cells[blanks:]
        self.small = {cell - blanks for cell in self.small}
        self.alternates = [(max(0, cell - blanks), symbol) for cell, symbol in self.alternates]
        self.fermatas = [max(0, cell - blanks) for cell in self.fermatas]
        self.marks = [(mark, max(0, cell - blanks)) for mark, cell in self.marks]

    def put_chords(self, bar: DraftBar) -> None:
        draft, cells = self.draft, self.cells
        written = [i for i, cell in enumerate(cells) if cell != BLANK]
        places: Sequence[int] = range(len(cells))
        width = len(cells)
        counts = [beats for beats, _ in grids(draft.meter)]
        if SLASH in cells and len(written) in counts and width not in counts:
            # Slashes count the beats; the spaces are room.
            places = [sum(1 for i in written if i < cell) for cell in range(len(cells))]
            width = len(written)
        heard = [i for i in written if cells[i] != SLASH]
        if len(heard) > MOST_CHORDS:
            self.remark(f"bar {len(draft.bars)}: {len(heard)} chords in one bar", f"{MOST_CHORDS} are read")
            heard = heard[:MOST_CHORDS]
        elif len(heard) > 2 * grids(draft.meter)[-1][0]:
            self.remark(f"bar {len(draft.bars)}: {len(heard)} chords in one bar", "they divide it evenly")
        spaced = spacing([places[i] for i in heard], width, draft.meter, {places[i] for i in self.small})
        for cell, onset in zip(heard, spaced.onsets[-len(heard) :] if heard else (), strict=True):
            symbol = _symbol(cells[cell])
            chord = self.chord(symbol)
            if chord is not None:
                draft.put(bar, onset, symbol, chord)
        if self.alternates or self.fermatas:
            self.put_beside(bar, spaced, lambda cell: min(places[cell] if cell < len(places) else width, width - 1))

    def put_beside(self, bar: DraftBar, spaced: Spacing, place: Callable[[int], int]) -> None:
        """Alternate chords and fermatas, where their cells are."""
        before = self.draft.previous
        for cell, symbol in self.alternates:
            chord = self.draft.chord(symbol)
            if chord is not None:
                bar.alternates.append(ChordChange(spaced.at(place(cell)), symbol, chord))
        self.draft.previous = before
        bar.alternates.sort(key=lambda change: change.onset_quarters)
        bar.fermatas = sorted({spaced.sounding(place(cell)) for cell in self.fermatas})

    def chord(self, symbol: str) -> Chord | None:
        previous = self.draft.previous
        if symbol[0] == "/" and (previous is None or previous.root is None):
            self.remark(f"bar {len(self.draft.bars)}: no chord before {symbol!r} to change the bass of", "left out")
            return None
        return self.draft.chord(symbol)

    def apply_marks(self, bar: DraftBar, is_late: bool = False) -> None:
        """Give the marks read so far to a bar; ``is_late``: it is over, so what begins something waits for the next."""
        if not self.marks:
            bar.endings = self.ending if not is_late else bar.endings
            self.opened = "|" if not is_late else self.opened
            return
        index = len(self.draft.bars) - 1
        kept = []
        numbers: tuple[int, ...] = ()
        has_section = any(mark.startswith("*") for mark, _ in self.marks)
        first = next((i for i, cell in enumerate(self.cells) if cell != BLANK), len(self.cells))
        for mark, cell in self.marks:
            if is_late and not mark.startswith("<") and mark != "U":
                kept.append((mark, cell))
            elif mark == "{":
                bar.repeat_start = True
            elif mark == "S":
                bar.segno = "segno"
            elif mark == "Q":
                self.road.codas.append((index, cell <= first and cell < max(1, len(self.cells) - 1)))
            elif mark == "U":
                self.road.end_marks.append(index)
            elif mark.startswith("*"):
                bar.section = _SECTIONS.get(mark[1], mark[1])
                self.ending = ()
            elif mark.startswith("N"):
                self.last_ending = int(mark[1]) or self.last_ending + 1
                self.ending = (self.last_ending,)
                numbers = () if mark != "N0" else self.ending
            else:
                words = read_words(mark[1:-1])
                begins = not is_late and cell == 0 and self.opened in "[{"
                if words.section is not None and not has_section and (words.boxed or begins):
                    bar.section = words.section
                    self.ending = () if not numbers else self.ending
                elif words.numbers and numbers:
                    self.ending = words.numbers
                    self.last_ending = max(words.numbers)
                else:
                    self.obey(words, bar)
        bar.endings = self.ending if not is_late else bar.endings
        self.marks = kept
        if not is_late:
            self.opened = "|"

    def obey(self, words: Words, bar: DraftBar) -> None:
        """Do what words say at the end of a bar; what they only tell the players stays with it."""
        if words.jump:
            bar.jump = words.jump
            if words.ending:
                self.road.up_to_ending.append((len(self.draft.bars) - 1, words.ending))
        elif words.fine:
            bar.fine = True
        elif words.times:
            if bar.repeat_count > 1:
                bar.repeat_count = words.times
            else:
                self.times = words.times
        elif words.is_open:
            self.is_open = True
            bar.open_repeat = bar.repeat_count > 1
        elif words.text:
            bar.directions.append(words.text)
            if words.is_road:
                said = words.text[:SHOWN]
                self.remark(f"bar {len(self.draft.bars)}: {said!r}", "written over the bar, not obeyed")


def _symbol(cell: str) -> str:
    """The symbol in a cell: stars enclose a quality in the writer's own words, W leaves only the new bass (``/E``)."""
    if cell == NO_CHORD_CELL:
        return "N.C."
    return cell.replace("*", "").lstrip(" Wp") if "/" in cell or "*" in cell else cell
