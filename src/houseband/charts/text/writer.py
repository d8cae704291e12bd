"""Charts as a plain grid that a musician can read, and that ``text.reader`` reads as the same music.

    Title: Blue Kitchen
    Key: G

    [A]
    |: Gmaj7     | Em7 A7    | Am7 / / D7 | Gmaj7     :|
    w: Down the  | empty     | road I     | go

Four bars a row, in columns; a new row at every section, key and tempo. What text cannot hold is remarked on: the
melody, written parts, and where within its bar a word is sung.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from houseband.charts.barlines import is_cell
from houseband.charts.cells import beat_text
from houseband.charts.chart import Bar, Chart
from houseband.charts.dialect import PLAIN
from houseband.charts.headings import section_name
from houseband.charts.text.bartext import chords_text, meter_text, slashes, symbol_text
from houseband.charts.text.kinds import frets_text
from houseband.charts.transpose import transposed
from houseband.charts.written import Written
from houseband.errors import Remark
from houseband.music.key import Key

BARS_A_ROW = 4
WIDEST = 110
NARROWEST = 9  # columns of a bar
_ROLES = {"artist": "Artist", "lyricist": "Lyricist", "arranger": "Arranger", "copyright": "Copyright",
          "album": "Album", "transcriber": "Transcribed by", "year": "Year"}  # fmt: skip


def write(charts: Sequence[Chart]) -> Written:
    """The charts as text, one after another with a line of equals signs between, and read so again."""
    pages, remarks = [], []
    for chart in charts:
        page = _Page(chart)
        pages.append(page.text())
        remarks += page.remarks
        if len(charts) > 1 and not chart.title.strip():
            pages[-1] = f"Title: Untitled\n{pages[-1]}"
    return Written("\n\n==========\n\n".join(pages).encode(), tuple(remarks))


@dataclass(slots=True)
class _Cell:
    """One bar of a row."""

    lead: str
    """Directly behind the bar line: ``:`` of a repeat, ``1.`` of an ending, ``|`` of a double bar."""
    content: str
    tail: str = ""
    """Directly before the next bar line: ``:`` of a repeat."""
    behind: str = ""
    """After that bar line: x3."""
    words: dict[int, str] = field(default_factory=dict)

    @property
    def front(self) -> str:
        return f"{self.lead} {self.content}"


class _Page:
    """Writes one chart."""

    def __init__(self, chart: Chart) -> None:
        if chart.capo_fret:  # the hand's shapes are written, and the capo says what sounds
            key = chart.key or _key_of(chart)
            shapes = transposed(chart, -chart.capo_fret, key.transposed(-chart.capo_fret))
            self.capo, self.chart = chart.capo_fret, shapes
            self.key = shapes.key if chart.key else None
        else:
            self.capo, self.chart, self.key = 0, chart, chart.key
        self.frames = chart.frames
        self.remarks: list[Remark] = []
        self.lines: list[str] = []
        self.systems: list[tuple[int, list[_Cell]]] = []
        """The rows of bars, and at which of the lines each will stand."""
        self.flats = self.key.prefers_flats if self.key else False
        bars = self.chart.bars
        self.segnos = _labels([b.segno for b in bars], [b.jump.to for b in bars if b.jump and b.jump.to], "Segno")
        self.codas = _labels([b.coda for b in bars], [b.to_coda for b in bars], "Coda")

    def text(self) -> str:
        self.head()
        self.rows()
        self.say_what_is_lost()
        return "\n".join(self.lines) + "\n"

    def head(self) -> None:
        chart = self.chart
        facts = [("Title", chart.title), ("Composer", chart.composer)]
        for role, name in chart.credits:
            if role in _ROLES:
                facts.append((_ROLES[role], name))
            else:
                self.remarks.append(Remark(f"{role}: {name!r} is not written", hint="no line of a text says so"))
        facts += [
            ("Key", str(self.key) if self.key else ""), ("Capo", str(self.capo) if self.capo else ""),
            ("Time", meter_text(chart.meter) if chart.bars and meter_text(chart.meter) != "4/4" else ""),
            ("Tempo", self.tempo(chart.tempo_bpm)), ("Style", chart.style),
            ("Order", ", ".join(chart.section_order)),
        ]  # fmt: skip
        self.lines += [f"{name}: {' '.join(value.split())}" for name, value in facts if value.strip()]
        if self.frames:
            self.lines += ["", *(f"{frame.symbol} {frets_text(frame.frets)}" for frame in self.frames)]

    def tempo(self, tempo_bpm: float | None) -> str:
        if tempo_bpm is None:
            return ""
        if not 20 <= tempo_bpm <= 500:
            self.remarks.append(Remark(f"tempo {tempo_bpm:g} is not written", hint="between 20 and 500 it is"))
            return ""
        return f"{tempo_bpm:.9g}"

    def rows(self) -> None:
        bars = self.chart.bars
        row: list[_Cell] = []
        cells = self.cells()
        width = max((len(cell.front) + len(cell.tail) + 1 for cell in cells), default=8)
        wide = max((max(map(len, cell.words.values()), default=0) + 3 for cell in cells), default=0)
        a_row = max(1, min(BARS_A_ROW, (WIDEST - 4) // (max(width, wide) + 1)))
        for index, (bar, cell) in enumerate(zip(bars, cells, strict=True)):
            new_key = bar.key if index and bar.key else None
            tempo = bar.tempo_bpm if index else None
            if row and (bar.section is not None or new_key or tempo or len(row) == a_row):
                self.end_row(row)
            if bar.section is not None:
                self.lines += ["", self.heading(bar)]
            elif index == 0:
                self.lines.append("")
            if new_key:
                self.lines.append(f"Key: {new_key}")
                self.flats = new_key.prefers_flats
            if tempo and (said := self.tempo(tempo)):
                self.lines.append(f"Tempo: {said}")
            row.append(cell)
        if row:
            self.end_row(row)
        self.set_columns()

    def end_row(self, row: list[_Cell]) -> None:
        self.systems.append((len(self.lines), list(row)))
        self.lines.append("")
        row.clear()

    def set_columns(self) -> None:
        """Write the rows that were kept, each bar as wide as the widest in its column."""
        widths = [NARROWEST] * BARS_A_ROW
        for _, row in self.systems:
            for column, cell in enumerate(row):
                words = max(map(len, cell.words.values()), default=0) + 2
                widths[column] = max(widths[column], len(cell.front) + len(cell.tail) + 1, words)
        margin = "   " if any(cell.words for _, row in self.systems for cell in row) else ""
        for place, row in self.systems:
            text = margin + "|"
            for cell, width in zip(row, widths, strict=False):
                text += cell.front.ljust(width - len(cell.tail)) + cell.tail + "|"
            lines = [text + row[-1].behind]
            for verse in sorted({verse for cell in row for verse in cell.words}):
                mark = ("w:" if verse == 1 else f"w{verse}:").ljust(len(margin) + 1)
                words_of_row = [f" {cell.words.get(verse, '')}".ljust(width)
                                for cell, width in zip(row, widths, strict=False)]  # fmt: skip
                lines.append((mark + "|".join(words_of_row)).rstrip(" |"))
            self.lines[place] = "\n".join(lines)

    def heading(self, bar: Bar) -> str:
        name = " ".join((bar.section or "").split())
        if not name:
            return "[]"
        plain = re.fullmatch(r"[\w' &.#-]{1,40}", name) is not None
        is_chord = len(name) > 1 and _is_chord(name)
        known = section_name(name)
        odd = name.lower() == "coda" and bar.coda is None
        timed = re.search(r"\d\s?x$|[x×]\s?\d+$|\dtimes$|\d times$", name, re.I)
        if plain and not is_chord and not timed and not odd and (known is None or known == name):
            return f"[{name}]"
        return f'["{name.replace(chr(34), chr(39))}"]'

    def cells(self) -> list[_Cell]:
        """Every bar as it stands in its row."""
        bars = self.chart.bars
        found: list[_Cell] = []
        safe: tuple[tuple[Fraction, str], ...] | None = None  # the last bar, if the next can only be come to from it
        flats, behind = self.flats, ""
        for index, bar in enumerate(bars):
            previous = bars[index - 1] if index else None
            if bar.key and index:
                flats = bar.key.prefers_flats
            names = self.names(bar, flats)
            plain = _continues(previous, bar)
            content = self.music(bar, names, safe if plain else None, flats)
            own = tuple(zip((c.onset_quarters for c in bar.chords), names, strict=True))
            if own:
                safe = own if own[0][0] == 0 else None
            elif not (plain and safe and len(safe) == 1):
                safe = None
            new_row = bar.section is not None or (index and (bar.key or bar.tempo_bpm))
            lead = self.lead(previous, bar)
            if behind and not new_row:
                lead = f"{behind} |{lead}" if lead else behind
            content = " ".join(part for part in (self.before(previous, bar), content, self.after(bar)) if part)
            count = bar.repeat_count
            behind = f" x{count}" if count > 2 else ""
            behind += " (open)" if bar.open_repeat else ""
            cell = _Cell(lead, content, ":" if count > 1 or bar.open_repeat else "", behind)
            cell.words = self.words(bars, index)
            found.append(cell)
        return found

    def names(self, bar: Bar, flats: bool) -> list[str]:
        names = []
        for change in bar.chords:
            text, same = symbol_text(change, flats)
            if not same:
                self.remarks.append(Remark(f"bar {bar.number}: {change.symbol!r} is written {text}", text=change.symbol,
                                           hint="no plain spelling has just its tones"))  # fmt: skip
            names.append(text)
        return names

    def music(
        self, bar: Bar, names: list[str], safe: tuple[tuple[Fraction, str], ...] | None, flats: bool
    ) -> str:  # fmt: skip
        """The chords of a bar: ``%`` where it is the one before it again, slashes where that one's chord goes on."""
        own = tuple(zip((c.onset_quarters for c in bar.chords), names, strict=True))
        offered = "".join(
            f" ({symbol_text(change, flats)[0]}@{beat_text(change.onset_quarters, bar.meter)})"
            for change in bar.alternates
        )
        if safe is not None and not offered and (own == safe or (not own and len(safe) == 1)):
            return "%"
        return (chords_text(bar, names) or slashes(bar)) + offered

    def lead(self, previous: Bar | None, bar: Bar) -> str:
        """What stands directly behind the bar line."""
        lead = ":" if bar.repeat_start else ""
        ends = previous is not None and previous.endings != bar.endings and previous.endings
        closed = previous is not None and (previous.repeat_count > 1 or previous.open_repeat)
        if ends and not bar.endings and not closed and bar.section is None and not lead:
            lead = "|"
        elif ends and not bar.endings and lead and not closed:
            lead = "|:"
        if bar.endings:
            lead += ",".join(map(str, bar.endings)) + "."
        return lead

    def before(self, previous: Bar | None, bar: Bar) -> str:
        """Signs and words before the chords."""
        parts = []
        if previous is not None and previous.meter != bar.meter:
            parts.append(meter_text(bar.meter))
        if bar.duration_quarters != bar.meter.quarters:
            whole = bar.duration_quarters / 4
            parts.append(f"({whole.numerator}/{whole.denominator})")
        if bar.segno is not None:
            parts.append(self.segnos[bar.segno])
        if bar.coda is not None and not (self.codas[bar.coda] == "Coda" and (bar.section or "").lower() == "coda"):
            parts.append(self.codas[bar.coda])
        parts += [_direction(text) for text in bar.directions if text.strip()]
        parts += [f"(fermata@{beat_text(onset, bar.meter)})" for onset in bar.fermatas]
        if bar.kicks:
            spans = ((kick.onset_quarters, kick.onset_quarters + kick.duration_quarters) for kick in bar.kicks)
            hits = (f"{beat_text(start, bar.meter)}-{beat_text(end, bar.meter)}" for start, end in spans)
            parts.append(f"(hits {' '.join(hits)})")
        return " ".join(parts)

    def after(self, bar: Bar) -> str:
        """Signs after the chords."""
        parts = []
        if bar.to_coda is not None:
            parts.append(f"To {self.codas[bar.to_coda]}")
        if bar.fine:
            parts.append("Fine")
        if bar.jump is not None:
            label = self.segnos[bar.jump.to].removeprefix("Segno") if bar.jump.to else ""
            until = {"end": "", "fine": " al Fine", "coda": " al Coda"}[bar.jump.until]
            parts.append(("D.S." if bar.jump.to else "D.C.") + label + until)
        return " ".join(parts)

    def words(self, bars: Sequence[Bar], index: int) -> dict[int, str]:
        """The words under a bar by verse; a last hyphen where the word goes on."""
        found = {}
        for verse, text in enumerate(bars[index].words, 1):
            text = " ".join(text.split()).replace("|", "¦")
            if text:
                pieces = [lyric.text for lyric in bars[index].lyrics if lyric.verse == verse and lyric.text.strip()]
                hyphens = len(text) - len(text.rstrip("-"))
                goes_on = not pieces[-1][-1:].isspace() and _begins_within(bars, index + 1, verse)
                found[verse] = text + "-" * (hyphens + goes_on)
        return found

    def say_what_is_lost(self) -> None:
        chart = self.chart
        if any(bar.melody for bar in chart.bars):
            self.remarks.append(Remark("the melody is not written", hint="a text has chords and words alone"))
        if chart.parts:
            self.remarks.append(Remark(f"{len(chart.parts)} written part{'s' * (len(chart.parts) > 1)} not written"))
        if any(frame.fingers for frame in self.frames):
            self.remarks.append(Remark("the fingers of the chord diagrams are not written"))
        if any(lyric.onset_quarters for bar in chart.bars for lyric in bar.lyrics):
            self.remarks.append(Remark("words stand under their bars", hint="their notes are lost"))
        if any("|" in text for bar in chart.bars for text in bar.words):
            self.remarks.append(Remark("a bar line within the words is written ¦"))


def _continues(previous: Bar | None, bar: Bar) -> bool:
    """Whether one can only come to a bar from the one before it, so that ``%`` means what it seems to mean."""
    return (
        previous is not None and previous.repeat_count == 1 and not previous.open_repeat and previous.jump is None
        and not previous.fine and previous.to_coda is None and not bar.repeat_start and previous.endings == bar.endings
        and bar.section is None and bar.segno is None and bar.coda is None and previous.meter == bar.meter
        and previous.duration_quarters == bar.duration_quarters and not previous.alternates and bar.key is None
    )  # fmt: skip


def _begins_within(bars: Sequence[Bar], index: int, verse: int) -> bool:
    """Whether the words of the next bar go on with the same word."""
    if index >= len(bars):
        return False
    following = next((lyric.text for lyric in bars[index].lyrics if lyric.verse == verse), "")
    return bool(following) and not following[0].isspace()


def _labels(signs: Sequence[str | None], leading: Sequence[str | None], word: str) -> dict[str, str]:
    """What each label is called: Segno, Segno 2 …, in the order in which they come."""
    found: dict[str, str] = {}
    for label in (*signs, *leading):
        if label is not None and label not in found:
            found[label] = f"{word} {len(found) + 1}" if found else word
    return found


def _direction(text: str) -> str:
    """Words over a bar in round brackets; in quotes where they would be read as something else."""
    plain = " ".join(text.split()).translate(str.maketrans('()|"', "[]/'"))
    if re.fullmatch(r"[^\W\d][\w ,.'!&-]*", plain) and len(plain) > 3 and not _reads_otherwise(plain):
        return f"({plain})"
    return f'("{plain}")'


def _reads_otherwise(plain: str) -> bool:
    words = plain.split()
    return all(_is_chord(word) for word in words) or re.match(
        r"(?:x|open|vamp|repeat|play|ad lib|key|modul|tempo|bpm|fermata|hit|d\.?\s?[cs]|da |dal |to |al "
        r"|coda|segno|fine|tacet|silen|rest)",
        plain, re.IGNORECASE,
    ) is not None  # fmt: skip


def _is_chord(word: str) -> bool:
    return is_cell(word, PLAIN)


def _key_of(chart: Chart) -> Key:
    roots = [change.chord for bar in chart.bars for change in bar.chords if change.chord.root is not None]
    return Key("C").transposed(roots[-1].root or 0) if roots else Key("C")
