"""The bars of a chart as lines of a ChordPro file, section by section."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from houseband.charts.chart import Bar, Chart
from houseband.charts.chordpro.bars import BarTexts
from houseband.charts.chordpro.head import key_line, tempo_line, time_line
from houseband.charts.chordpro.layout import beats
from houseband.charts.chordpro.said import Said
from houseband.charts.chordpro.words import is_sign
from houseband.charts.stanza import section_name
from houseband.errors import Remark

BARS_A_ROW = 4
_MOST_TIMES = 99
_HIGHEST_ENDING = 9
_WIDEST_BAR = 28  # characters; beyond, bars are not padded to one width


@dataclass(frozen=True, slots=True)
class Block:
    """A section: the bars from ``first`` to before ``end``."""

    first: int
    end: int
    name: str | None
    """None: it has none, and goes on as the one before it."""
    has_words: bool


class Page:
    """Writes the bars of one chart, and notes what could not be written."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.bars = chart.bars
        self.said = Said()
        self.texts = BarTexts(chart, self.said)
        self.lost: dict[str, str] = {}
        """Problems and what was done."""
        self.segnos = _numbers([bar.segno for bar in chart.bars] + [bar.jump.to for bar in chart.bars if bar.jump])
        self.codas = _numbers([bar.coda for bar in chart.bars] + [bar.to_coda for bar in chart.bars])

    def remarks(self) -> list[Remark]:
        """What could not be written as it was."""
        texts = self.texts
        lost = self.lost | {f"the chord {symbol}": f"written as {text}" for symbol, text in texts.respelled.items()}
        if texts.moved_chords:
            lost[f"{texts.moved_chords} chords between all beats"] = "moved to a near one"
        if texts.lost_alternates:
            lost[f"{texts.lost_alternates} alternate chords"] = "left out"
        remarks = [Remark(problem, hint=hint) for problem, hint in lost.items()]
        if self.said.changed:
            remarks.append(Remark(f"brackets and bars in texts such as {self.said.changed[0]!r}",
                                  hint="written as round ones and as /"))  # fmt: skip
        return remarks

    def lines(self) -> list[str]:
        """All sections."""
        lines: list[str] = []
        for block in self.blocks():
            if lines:
                lines.append("")
            lines += self.block_lines(block)
        return lines

    def blocks(self) -> Iterator[Block]:
        starts = [i for i, bar in enumerate(self.bars) if i == 0 or bar.section is not None]
        for first, end in zip(starts, [*starts[1:], len(self.bars)], strict=True):
            has_words = any(bar.lyrics for bar in self.bars[first:end])
            yield Block(first, end, self.bars[first].section, has_words)

    def block_lines(self, block: Block) -> Iterator[str]:
        """The lines of a section with its environment around them."""
        attributes = [] if block.name is None else [f"label={self.said.label(block.name)}"]
        if block.has_words:
            kind = _environment(block.name or "")
            if block.name is None:
                attributes = ['label=""']
            if block.name == kind.capitalize():
                attributes = []
        else:
            kind = "grid"
            bar = self.bars[block.first]
            attributes.append(f'shape="1+{BARS_A_ROW}x{beats(bar.meter, bar.meter.quarters)[0]}+1"')
        yield f"{{start_of_{kind}{': ' if attributes else ''}{' '.join(attributes)}}}"
        rows = list(self.rows(block))
        yield from self.words_lines(rows, block) if block.has_words else self.grid_lines(rows, block)
        yield f"{{end_of_{kind}}}"

    def grid_lines(self, rows: list[range], block: Block) -> Iterator[str]:
        """The rows of a grid, their cells under each other."""
        cells = {i: self.texts.grid_bar(i) for row in rows for i in row}
        width = max(map(len, cells.values()))
        width = 0 if width > _WIDEST_BAR else width
        starts = [self.before(self.bars[row[0]]) + self.opening(row[0], row[0] == block.first) for row in rows]
        margin = max(map(len, starts))
        for row, start in zip(rows, starts, strict=True):
            yield from self.directives(row[0], in_grid=True)
            yield start.ljust(margin) + self.row_text(row, block, [f" {cells[i].ljust(width)} " for i in row])

    # Rows.

    def rows(self, block: Block) -> Iterator[range]:
        """The bars of a section in rows."""
        first = block.first
        for i in range(block.first, block.end):
            full = i - first == BARS_A_ROW
            if i > first and (full or self.begins_row(i, not block.has_words) or self.ends_row(i - 1)):
                yield range(first, i)
                first = i
        yield range(first, block.end)

    def begins_row(self, i: int, in_grid: bool) -> bool:
        """Whether something stands before bar ``i`` that has its own line or the left margin."""
        bar = self.bars[i]
        return (
            any(True for _ in self.directives(i, in_grid)) or bar.segno is not None or bar.coda is not None
            or (bar.endings[:1] == (1,) and not self.bars[i - 1].endings)
        )  # fmt: skip

    def ends_row(self, i: int) -> bool:
        """Whether something stands after bar ``i`` in the right margin."""
        return bool(self.after(self.bars[i]))

    def directives(self, i: int, in_grid: bool) -> Iterator[str]:
        """What changes at bar ``i``."""
        bar = self.bars[i]
        if i and bar.meter != self.bars[i - 1].meter:
            yield time_line(bar.meter)
        if bar.key is not None and (i or bar.key != self.chart.key):
            yield key_line(bar.key, self.chart.capo_fret)
        if bar.tempo_bpm is not None and (i or bar.tempo_bpm != self.chart.tempo_bpm):
            yield tempo_line(bar.tempo_bpm)
        if bar.duration_quarters != bar.meter.quarters:
            length = bar.duration_quarters / 4
            yield f"{{x_houseband_bar_length: {length.numerator}/{length.denominator}}}"
        if in_grid:
            for words in bar.directions:
                if text := self.direction(words):
                    yield f"{{comment: {text}}}"

    def direction(self, words: str) -> str:
        """Words over a bar; in quotes if they would be read as a heading or a sign."""
        text = self.said.text(words)
        return f"“{text}”" if section_name(text) or is_sign(text) else text

    def row_text(self, row: range, block: Block, texts: list[str]) -> str:
        """A row from its first bar on, with its bar lines and right margin."""
        parts = []
        for i, text in zip(row, texts, strict=True):
            parts.append(text)
            if i < row[-1]:
                parts.append(self.between(i))
        last = row[-1]
        if closes(self.bars[last]):
            parts.append(":|")
        elif not block.has_words and last == len(self.bars) - 1:
            parts.append("|.")
        else:
            parts.append("||" if not block.has_words and last == block.end - 1 else "|")
        after = self.after(self.bars[last])
        return "".join(parts) + (f" {after}" if after else "")

    def opening(self, i: int, first: bool) -> str:
        """The bar line at the start of a row."""
        bar = self.bars[i]
        leaves = not first and self.leaves_ending(i)
        return ("||" if leaves else "|") + (":" if bar.repeat_start else "") + self.ending(bar)

    def between(self, i: int) -> str:
        """The bar line between bar ``i`` and the next."""
        bar, following = self.bars[i], self.bars[i + 1]
        label = self.ending(following) if following.endings != bar.endings or closes(bar) else ""
        if closes(bar):
            return (":|:" if following.repeat_start else ":|") + label
        return ("||" if self.leaves_ending(i + 1) else "|") + (":" if following.repeat_start else "") + label

    def leaves_ending(self, i: int) -> bool:
        """Whether a bracket goes to before bar ``i`` that no repeat sign closes."""
        before = self.bars[i - 1]
        return bool(before.endings) and not self.bars[i].endings and not closes(before)

    def ending(self, bar: Bar) -> str:
        if any(number > _HIGHEST_ENDING for number in bar.endings):
            self.lost[f"endings beyond {_HIGHEST_ENDING}"] = "left out"
        shown = [str(number) for number in bar.endings if number <= _HIGHEST_ENDING]
        return ",".join(shown) + "." if shown else ""

    def before(self, bar: Bar) -> str:
        """The left margin."""
        signs = []
        if bar.segno is not None:
            signs.append("Segno" + self.segnos[bar.segno])
        if bar.coda is not None:
            signs.append(f"(Coda{self.codas[bar.coda]})")
        return " ".join(signs) + " " if signs else ""

    def after(self, bar: Bar) -> str:
        """The right margin."""
        signs = []
        if bar.repeat_count > 2:
            if bar.repeat_count > _MOST_TIMES:
                self.lost[f"a repeat {bar.repeat_count} times"] = f"written as {_MOST_TIMES}"
            signs.append(f"x{min(bar.repeat_count, _MOST_TIMES)}")
        if bar.open_repeat:
            signs.append("(open)")
        if bar.fine:
            signs.append("Fine")
        if bar.to_coda is not None:
            signs.append("To Coda" + self.codas[bar.to_coda])
        if bar.jump is not None:
            where = "D.S." + self.segnos[bar.jump.to] if bar.jump.to else "D.C."
            signs.append(where + {"end": "", "fine": " al Fine", "coda": " al Coda"}[bar.jump.until])
        return " ".join(signs)

    def words_lines(self, rows: list[range], block: Block) -> Iterator[str]:
        """The rows of a section with words."""
        for row in rows:
            yield from self.directives(row[0], in_grid=False)
            yield from self.words_row(row, block)

    def words_row(self, row: range, block: Block) -> Iterator[str]:
        """A row of words with its chords, and under it the other verses."""
        texts = [self.texts.sung_bar(i) for i in row]
        first = self.bars[row[0]]
        if not any("[" in text for text in texts):
            texts[0] = "[/]" + texts[0]
        is_pickup = row[0] == 0 and first.duration_quarters < first.meter.quarters and not self.before(first)
        bare = is_pickup and texts[0].startswith("[") and not first.repeat_start and not first.endings
        spaced = []
        for k, (i, text) in enumerate(zip(row, texts, strict=True)):
            left = "" if (bare and k == 0) or (k and self.goes_on(i - 1)) else " "
            right = "" if i < row[-1] and self.goes_on(i) else " "
            spaced.append(left + text.strip() + right)
        start = "" if bare else self.before(first) + self.opening(row[0], row[0] == block.first)
        yield start + self.row_text(row, block, spaced)
        verses = {lyric.verse for i in row for lyric in self.bars[i].lyrics if lyric.verse > 1}
        for verse in sorted(verses):
            sung = ["".join(lyric.text for lyric in self.bars[i].lyrics if lyric.verse == verse) for i in row]
            words = [" ".join(self.said.words(text).split()) for text in sung]
            yield f"{verse}. " + " | ".join(words) + " |"

    def goes_on(self, i: int) -> bool:
        """Whether a word goes on over a plain bar line after bar ``i``."""
        return self.texts.goes_on(i) and self.between(i) == "|"


def closes(bar: Bar) -> bool:
    """Whether a repeat sign closes after a bar."""
    return bar.repeat_count > 1 or bar.open_repeat


def _environment(name: str) -> str:
    """The environment that suits a section's name."""
    return next((kind for kind in ("chorus", "bridge") if name.casefold().startswith(kind)), "verse")


def _numbers(labels: list[str | None]) -> dict[str, str]:
    """What to write behind Segno or Coda for each label: its own number, else the next; nothing for the first."""
    distinct = list(dict.fromkeys(label for label in labels if label))
    numbers: dict[str, int] = {}
    for label in distinct:
        digits = re.search(r"\d{1,2}$", label)
        if digits and 0 < int(digits[0]) not in numbers.values():
            numbers[label] = int(digits[0])
    for label in distinct:
        if label not in numbers:
            numbers[label] = next(k for k in range(1, len(distinct) + 100) if k not in numbers.values())
    return {"": ""} | {label: f" {k}" if k > 1 else "" for label, k in numbers.items()}
