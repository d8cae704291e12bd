"""iReal Pro charts: ``irealb://`` (scrambled) and ``irealbook://`` (plain) links in a text file or a web page.

A chart is a grid of cells, 16 to a line and usually four to a bar; bar lines stand between cells. The tokens, as the
app writes them (irealpro.com, "iReal Pro Custom Chord Chart Protocol"; no formal grammar is published):

    T44 T34 T12…  meter (12 is 12/8)      [ ] | Z    bar lines            { }   repeat
    *A *B *i *v   section                 N1 N2 N3   endings              S Q   segno, coda
    C^7/E         chord, one cell         space      an empty cell        ,     between two cells
    x r           repeat one bar, two     n          N.C.                 p     slash: the chord goes on
    W/E           same chord, other bass  (C7)       alternate chord      s l   small, large print
    <D.C. al Fine>, <3x>, <words>         U          end of the form      f     fermata
    Y             vertical space

The coda that one jumps from stands in the bar one jumps after; the last Q of a chart begins the coda itself.
"""

import re
from collections import Counter
from typing import Literal

from houseband.charts.chart import Chart, Jump
from houseband.charts.draft import Draft, place
from houseband.charts.ireal.link import Tune, find_links, key_or_none, plain_tunes, scrambled_tunes
from houseband.charts.source import Source
from houseband.errors import ChartError
from houseband.music.chord import NO_CHORD, Chord
from houseband.music.meter import meter

_TOKEN = re.compile(
    r"(?P<words><[^>]*>)"
    r"|(?P<section>\*[A-Za-z])"
    r"|(?P<meter>T(?:128|\d\d))"
    r"|(?P<ending>N\d)"
    r"|(?P<chord>[A-GW][b#]?(?:6/9|sus|alt|add|[-+^\dhobø#])*(?:\*[^*\s|\[\]{}]{1,12}\*)?(?:/[A-G][b#]?)?)"
    r"|(?P<alternate>\([^()|]*\)?)"
    r"|(?P<sign>.)",
    re.DOTALL,
)
_JUMP = re.compile(r"d\.?\s*([cs])\.?(?:\s*al\.?\s+(.*))?$", re.IGNORECASE)
_TIMES = re.compile(r"(?:repeat\s+|play\s+)?(?:x\s*(\d{1,2})|(\d{1,2})\s*(?:x|times))\W*$", re.IGNORECASE)
_SECTIONS = {"i": "Intro", "v": "Verse"}
_KEEPS_SILENT = frozenset(",slY\n\r\t\u00a0")  # print size, spacing: nothing to play


def read(source: Source) -> tuple[Chart, ...]:
    """Every tune of every link in the source. Raises ChartError if there is no link, or a link without a tune."""
    text = source.text
    charts: list[Chart] = []
    unread: ChartError | None = None
    line, counted_to = 1, 0
    for at, plain, body in find_links(text):
        line, counted_to = line + text.count("\n", counted_to, at), at
        column = at - (text.rfind("\n", 0, at) + 1) + 1
        tunes = plain_tunes(body) if plain else scrambled_tunes(body)
        if not tunes:
            error = ChartError("an iReal link without a chart in it", source.name, line, column,
                               hint="export the chart from iReal Pro again")  # fmt: skip
            unread = unread or error
        for tune in tunes:
            try:
                charts.append(_chart(tune, source, line, column))
            except ChartError as error:
                unread = unread or error
    if charts:
        return tuple(charts)
    raise unread or ChartError("no irealb:// or irealbook:// link found", source.name, 1, 1)


def _plain_symbol(cell: str) -> str:
    """The symbol in a cell: stars enclose a quality of the writer's own, W leaves only the new bass (``/E``)."""
    return cell.replace("*", "").removeprefix("W")


def _chart(tune: Tune, source: Source, line: int | None, column: int) -> Chart:
    draft = Draft(source, "ireal")
    draft.title, draft.composer, draft.style, draft.key = tune.title, tune.composer, tune.style, key_or_none(tune.key)
    if tune.tempo.strip().isdigit() and 20 <= int(tune.tempo) <= 500:
        draft.tempo_bpm = float(tune.tempo)
    if tune.shown_key.strip() not in ("", "0"):
        draft.remark("the app transposes this chart for its player", line, column,
                     hint=f"read in its own key, {tune.key}")  # fmt: skip
    _Grid(draft, line, column).read(tune.music)
    return draft.finish()


class _Grid:
    """Reads one progression into a draft, cell by cell."""

    def __init__(self, draft: Draft, line: int | None, column: int) -> None:
        self.draft = draft
        self.line, self.column = line, column
        self.cells: list[str] = []
        self.marks: list[str] = []  # signs and words of the bar being read
        self.ending: tuple[int, ...] = ()
        self.times = 0  # from <3x>, until the repeat closes
        self.padding = True  # spaces here only fill up a line
        self.two_bars: int | None = None  # a waiting second bar of r: the bar that it repeats
        self.ignored: Counter[str] = Counter()
        self.codas: list[int] = []
        self.end_marks: list[int] = []

    def read(self, music: str) -> None:
        for found in _TOKEN.finditer(music):
            kind, text = found.lastgroup, found[0]
            if kind == "sign":
                self.sign(text)
            elif kind == "chord":
                self.cells.append(text)
            elif kind == "meter":
                self.set_meter(text)
            elif kind == "alternate":
                self.ignored["alternate chord in brackets"] += 1
            else:
                if kind == "section" and self.full:
                    self.close("|")
                self.marks.append(text)
                if kind == "words" and self.padding and not self.full and self.draft.bars:
                    self.apply_marks(after_last=True)
        self.close("end")
        self.name_codas()
        self.obey_end_marks()
        for what, count in (+self.ignored).items():
            self.draft.remark(f"{count} × {what}: not played ({self.draft.title!r})", self.line, self.column)

    @property
    def full(self) -> bool:
        return any(cell != " " for cell in self.cells)

    def remark(self, problem: str, hint: str = "") -> None:
        place_ = f"bar {len(self.draft.bars) + 1} of {self.draft.title!r}"
        self.draft.remark(f"{problem} ({place_})", self.line, self.column, hint=hint)

    def set_meter(self, text: str) -> None:
        count, unit = {"T12": (12, 8), "T128": (12, 8)}.get(text, (int(text[1]), int(text[2])))
        if count and unit in (2, 4, 8):
            if self.full:
                self.close("|")
            self.draft.meter = meter(count, unit)
        else:
            self.remark(f"no such meter {text!r}", "the meter before it goes on")

    def sign(self, sign: str) -> None:
        if sign in "|[]{}Z":
            self.close(sign)
        elif sign in " xrnp":
            self.cells.append(sign)
        elif sign in "SQU":
            self.marks.append(sign)
        elif sign == "f":
            self.ignored["fermata"] += 1
        elif sign not in _KEEPS_SILENT:
            self.ignored[f"unknown sign {sign!r}"] += 1

    def close(self, sign: str) -> None:
        """A bar line: make the bar that ends here, if there is one, and open the next."""
        blank = len(self.cells) >= 2 and sign in "|]}Z" and not self.padding
        if self.full or blank:
            self.make_bar()
        elif sign in ("]", "}", "Z", "end") and self.draft.bars:
            self.apply_marks(after_last=True)
        if self.two_bars is not None and sign != "|":  # r stood for both its bars alone, at the end of a passage
            draft = self.draft
            draft.repeat_bar(draft.add_bar(), draft.bars[self.two_bars])
            self.two_bars = None
        self.cells = []
        if sign == "}" and self.draft.bars:
            self.draft.bars[-1].repeat_count = max(self.times, 2)
            self.times = 0
        if sign in "[]{}Z":
            self.ending = ()
        if sign == "{":
            self.marks.append("{")
        self.padding = sign in "]}Z"

    def make_bar(self) -> None:
        draft = self.draft
        second, self.two_bars = self.two_bars, None
        if second is not None and self.full:  # r stood for both its bars alone
            draft.repeat_bar(draft.add_bar(), draft.bars[second])
            second = None
        bar = draft.add_bar()
        self.apply_marks()
        last = len(draft.bars) - 2
        if second is not None:
            draft.repeat_bar(bar, draft.bars[second])
        elif "r" in self.cells:
            if last >= 1:
                draft.repeat_bar(bar, draft.bars[last - 1])
                self.two_bars = last
            else:
                self.remark("nothing to repeat before 'r'")
        elif "x" in self.cells:
            if last >= 0:
                draft.repeat_bar(bar, draft.bars[last])
            else:
                self.remark("nothing to repeat before 'x'")
        else:
            self.put_chords()

    def put_chords(self) -> None:
        draft, cells = self.draft, self.cells
        written = [cell for cell in cells if cell != " "]
        if "p" in written and len(written) == len(draft.meter.beats):
            cells = written  # slashes count the beats; the spaces are room
        heard = [(i, cell) for i, cell in enumerate(cells) if cell not in (" ", "p", "W")]
        bar = draft.bars[-1]
        if len(heard) > 4 * len(draft.meter.beats):
            self.remark(f"{len(heard)} chords in one bar")
        onsets = place([i for i, _ in heard], len(cells), draft.meter)
        for onset, (_, cell) in zip(onsets, heard, strict=True):
            chord = self.chord(cell)
            if chord is not None:
                draft.put(bar, onset, "N.C." if cell == "n" else _plain_symbol(cell), chord)

    def chord(self, cell: str) -> Chord | None:
        if cell == "n":
            self.draft.previous = NO_CHORD
            return NO_CHORD
        if cell.startswith("W") and (self.draft.previous is None or self.draft.previous.root is None):
            self.remark(f"no chord before {cell!r} to change the bass of")
            return None
        return self.draft.chord(_plain_symbol(cell), self.line)

    def apply_marks(self, after_last: bool = False) -> None:
        """Give the marks read so far to the last bar; ``after_last`` leaves those that belong to the next."""
        bar = self.draft.bars[-1]
        kept = []
        for mark in self.marks:
            if after_last and not mark.startswith("<") and mark != "U":
                kept.append(mark)
            elif mark == "{":
                bar.repeat_start = True
            elif mark == "S":
                bar.segno = "segno"
            elif mark == "Q":
                self.codas.append(len(self.draft.bars) - 1)
            elif mark == "U":
                self.end_marks.append(len(self.draft.bars) - 1)
            elif mark.startswith("*"):
                bar.section = _SECTIONS.get(mark[1].lower() if mark[1] in "ivIV" else mark[1], mark[1])
                self.ending = ()
            elif mark.startswith("N"):
                self.ending = (int(mark[1]),) if mark != "N0" else ()
            else:
                self.words(re.sub(r"^\*\d\d", "", mark[1:-1]).strip())
        bar.endings = self.ending if not after_last else bar.endings
        self.marks = kept

    def words(self, words: str) -> None:
        bar = self.draft.bars[-1]
        if found := _JUMP.match(words):
            aim = (found[2] or "").lower()
            until: Literal["end", "fine", "coda"] = "coda" if "coda" in aim else "fine" if "fine" in aim else "end"
            bar.jump = Jump("segno" if found[1].lower() == "s" else "", until)
        elif words.lower().rstrip(".") == "fine":
            bar.fine = True
        elif found := _TIMES.match(words):
            times = int(found[1] or found[2])
            if bar.repeat_count > 1:
                bar.repeat_count = max(times, 1)
            else:
                self.times = times
        elif words:
            self.ignored[f"words {words!r}"] += 1

    def obey_end_marks(self) -> None:
        """U ends the last chorus only. With a jump in the chart a Fine would end every chorus there, so it is told."""
        bars = self.draft.bars
        for index in self.end_marks:
            if any(bar.jump for bar in bars):
                self.ignored["END mark"] += index + 1 < len(bars)
            else:
                bars[index].fine = True

    def name_codas(self) -> None:
        """The last Q begins the coda, those before it jump there; a lone one is a coda played at the very end."""
        if not self.codas:
            return
        bars = self.draft.bars
        bars[self.codas[-1]].coda = "coda"
        for index in self.codas[:-1]:
            bars[index].to_coda = "coda"
