"""A fitted chart written as an iReal Pro progression: bar lines, signs and chords in cells, as the app orders them.

Four cells a bar and four bars a line where that can be; a section begins a new line. Chords in neighbouring cells are
in small print. A bar in which nothing changes repeats the one before it (``x``), or writes its chord again.
"""

from dataclasses import dataclass
from fractions import Fraction

from houseband.charts.carried import carried_chords
from houseband.charts.chart import Bar, Chart, ChordChange
from houseband.charts.ireal.beats import Spacing, cells_for, layouts, spacing
from houseband.charts.ireal.losses import Losses
from houseband.charts.ireal.quality import spelled
from houseband.charts.ireal.words import read_words
from houseband.music.chord import Chord

LINE_CELLS, MOST_CELLS = 16, 12 * 16  # the app shows twelve lines
SECTION_MARKS = {"A": "*A", "B": "*B", "C": "*C", "D": "*D", "Intro": "*i", "Verse": "*v"}
_HIDDEN = (("XyQ", "Xyq"), ("LZ", "Lz"), ("Kcl", "KcL"))  # would be taken for scrambled signs
_REPEATED, _HELD, _SILENT = "x", "p", " "


@dataclass(frozen=True, slots=True)
class _Cells:
    """One bar: what stands in its cells, and in which of them chords begin."""

    contents: tuple[str, ...]
    starts: tuple[int, ...]
    """The cells of the chords, in their order; empty where none is written."""


def progression(chart: Chart, losses: Losses) -> str:
    """The bars of a fitted chart in iReal's cells, in clear."""
    flats = chart.key is None or chart.key.prefers_flats or chart.key.fifths == 0
    opens, closes = _bar_lines(chart.bars)
    marks_end = any(bar.jump for bar in chart.bars)
    laid_out, pads = _fitting_the_page(chart, opens, closes, flats, losses)
    done: list[str] = []
    meter = None
    for i, bar in enumerate(chart.bars):
        anew = opens[i] != "" or (i > 0 and (closes[i - 1] != "|" or chart.bars[i - 1].endings != bar.endings))
        begins = _beginning(bar, opens[i], anew and bool(bar.endings), bar.meter != meter, losses)
        ends = _end(bar, marks_end, losses)
        done.append(opens[i] + begins + _written(bar, laid_out[i], ends, flats, losses) + closes[i] + " " * pads[i])
        meter = bar.meter
    return "".join(done).rstrip(" ")


def _bar_lines(bars: tuple[Bar, ...]) -> tuple[list[str], list[str]]:
    """The signs that open and close each bar; '' where the one before closes with a plain bar line."""
    opens, closes = [], []
    for i, bar in enumerate(bars):
        after = bars[i + 1] if i + 1 < len(bars) else None
        if bar.repeat_count > 1 or bar.open_repeat:
            closes.append("}")
        elif after is None:
            closes.append("Z")
        else:
            begins = after.section is not None or after.coda is not None or after.repeat_start
            closes.append("]" if begins or (bar.endings and not after.endings) else "|")
        before = closes[i - 1] if i else "]"
        if bar.repeat_start:
            opens.append("{")
        elif before == "]" or (before == "}" and (bar.section is not None or bar.coda is not None)):
            opens.append("[")
        else:
            opens.append("|" if before == "}" else "")
    return opens, closes


def _fitting_the_page(
    chart: Chart, opens: list[str], closes: list[str], flats: bool, losses: Losses
) -> tuple[list[_Cells], list[int]]:
    """The cells of every bar, and the empty ones after it: sections on new lines if the page has room, else closer."""
    laid_out = _laid_out(chart, flats, 4)
    pads = [0] * len(laid_out)
    at = 0
    for i, cells in enumerate(laid_out):
        at += len(cells.contents)
        if (
            closes[i] in "]}"
            and i + 1 < len(laid_out)
            and chart.bars[i + 1].section is not None
            and opens[i + 1] != "|"
        ):
            pads[i] = -at % LINE_CELLS
            at += pads[i]
    if at > MOST_CELLS:
        pads = [0] * len(laid_out)
    if sum(len(cells.contents) for cells in laid_out) > MOST_CELLS:
        laid_out = _laid_out(chart, flats, 2)
    if sum(len(cells.contents) for cells in laid_out) > MOST_CELLS:
        losses.add(f"longer than the {MOST_CELLS // LINE_CELLS} lines that iReal Pro shows", "split the chart")
    return laid_out, pads


def _laid_out(chart: Chart, flats: bool, width: int) -> list[_Cells]:
    done: list[_Cells] = []
    plain: Chord | None = None  # the chord that fills the bar before, if one does
    for i, (bar, (carried, symbol)) in enumerate(zip(chart.bars, carried_chords(chart.bars), strict=True)):
        if bar.chords:
            done.append(_with_chords(bar, flats, width))
            is_plain = len(bar.chords) == 1 and bar.chords[0].onset_quarters == 0
            plain = bar.chords[0].chord if is_plain else None
            continue
        room = [_SILENT] * width
        if plain == carried and bar.meter == chart.bars[i - 1].meter and not bar.fermatas and not bar.alternates:
            room[1 if width > 2 else 0] = _REPEATED
        else:
            room[0] = spelled(symbol, carried, flats)[0]
        plain = carried
        done.append(_Cells(tuple(room), ()))
    return done


def _with_chords(bar: Bar, flats: bool, width: int) -> _Cells:
    """Chords in the cells that say when they begin; a slash for what sounds before the first."""
    onsets = tuple(change.onset_quarters for change in bar.chords)
    held = onsets[0] > 0
    whole = (Fraction(0), *onsets) if held else onsets
    if width == 2 and whole in layouts(2, bar.meter):
        starts, width = layouts(2, bar.meter)[whole], 2
    else:
        starts, width = cells_for(whole, bar.meter) or (tuple(range(len(whole))), len(whole))
    contents = [_SILENT] * max(width, 2)
    if held:
        contents[0] = _HELD
        starts = starts[1:]
    for start, change in zip(starts, bar.chords, strict=True):
        contents[start] = spelled(change.symbol, change.chord, flats)[0]
    return _Cells(tuple(contents), starts)


def _beginning(bar: Bar, opened: str, numbered: bool, tells_meter: bool, losses: Losses) -> str:
    """The signs that stand before all else in a bar."""
    signs = []
    if bar.section is not None:
        signs.append(SECTION_MARKS.get(bar.section) or _section_words(bar.section, losses, bar.number))
    if numbered or (bar.endings and bar.section is not None):
        signs.append(_ending(bar.endings, losses, bar.number))
    if bar.segno is not None:
        signs.append("S")
    if bar.coda is not None:
        signs.append("Q")
    if tells_meter:
        signs.append("T12" if bar.meter.count == 12 else f"T{bar.meter.count}{bar.meter.unit}")
    return "".join(signs)


def _section_words(name: str, losses: Losses, number: int) -> str:
    text = _words(name.replace("[", "(").replace("]", ")"), losses, number)
    words = read_words(text)
    return f"<{text}>" if words.section == text and text else f"<[{text}]>"


def _ending(numbers: tuple[int, ...], losses: Losses, number: int) -> str:
    """N1, N2, N3; the app numbers no others, but draws an empty bracket over words."""
    if len(numbers) == 1 and numbers[0] <= 3:
        return f"N{numbers[0]}"
    losses.add(f"an ending for {_listed(numbers)}", "shown, but iReal Pro does not play it as one", number)
    return f"N0<{_listed(numbers)}>"


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(f"{n}." for n in numbers)


def _end(bar: Bar, has_jumps: bool, losses: Losses) -> str:
    """The signs that stand in a bar's last cell, since they are obeyed after it."""
    signs = []
    for direction in bar.directions:
        text = _words(direction, losses, bar.number)
        said = read_words(text)
        if said.jump or said.fine or said.times or said.is_open or said.boxed:
            losses.add(f"the words {direction!r}", "they would be taken for a sign: left out", bar.number)
        elif text:
            signs.append(f"<{text}>")
    if bar.repeat_count > 2 and not bar.open_repeat:
        signs.append(f"<{bar.repeat_count}x>")
    if bar.open_repeat:
        signs.append("<Open>")
    if bar.to_coda is not None:
        signs.append("Q")
    if bar.fine:
        signs.append("<Fine>" if has_jumps else "U")
    if bar.jump is not None:
        until = {"end": "", "fine": " al Fine", "coda": " al Coda"}[bar.jump.until]
        signs.append(f"<D.{'S' if bar.jump.to else 'C'}.{until}>")
    return "".join(signs)


def _words(text: str, losses: Losses, number: int) -> str:
    """A text that can stand between < and >, in a link."""
    words = " ".join(text.replace("<", "(").replace(">", ")").replace("=", "-").split()).lstrip("*")
    for sign, other in _HIDDEN:
        words = words.replace(sign, other)
    if words != " ".join(text.split()):
        losses.add(f"the words {text!r}", f"written as {words!r}", number)
    return words


def _written(bar: Bar, cells: _Cells, ends: str, flats: bool, losses: Losses) -> str:
    """The cells of a bar with what is printed at them; a comma parts neighbours."""
    contents = cells.contents
    last = len(contents) - 1
    small = _in_small_print(cells, bar)
    spaced = spacing(cells.starts, len(contents), bar.meter)
    alternates = _cells_of_alternates(bar, spaced, losses)
    begin = dict(zip(cells.starts, bar.chords, strict=False))
    for change in (*begin.values(), *alternates.values()):
        if not spelled(change.symbol, change.chord, flats)[1]:
            losses.add(f"{change.symbol!r} is no quality of iReal Pro", "written in words after its root", bar.number)
    held = {cell for cell in (0, *cells.starts) if spaced.at(cell) in bar.fermatas}
    text, is_small = [], False
    for cell, content in enumerate(contents):
        if cell == last:
            text.append(ends)
        if cell in small and not is_small:
            text.append("s")
        elif is_small and cell in begin and cell not in small:
            text.append("l")
        is_small = cell in small or (is_small and cell not in begin)
        if cell in held:
            text.append("f")
        text.append(content)
        if cell in alternates:
            change = alternates[cell]
            text.append(f"({'N.C.' if change.chord.root is None else spelled(change.symbol, change.chord, flats)[0]})")
        if content != _SILENT and ((cell < last and contents[cell + 1] != _SILENT) or (cell == last and is_small)):
            text.append(",")
    return "".join([*text, "l" if is_small else ""])


def _in_small_print(cells: _Cells, bar: Bar) -> frozenset[int]:
    """The cells of chords with no room after them, if they still sound when they should: small print lasts a beat."""
    contents = cells.contents
    crowded = frozenset(cell for cell in cells.starts if contents[cell + 1 : cell + 2] != (_SILENT,))
    if len(cells.starts) < 3 or not crowded:
        return frozenset()
    small, large = (spacing(cells.starts, len(contents), bar.meter, which) for which in (crowded, ()))
    return crowded if small.onsets == large.onsets else frozenset()


def _cells_of_alternates(bar: Bar, spaced: Spacing, losses: Losses) -> dict[int, ChordChange]:
    """Alternate chords by the cells that they are written over, one to a cell."""
    found: dict[int, ChordChange] = {}
    for change in bar.alternates:
        cell = min(range(spaced.width), key=lambda cell: (abs(spaced.at(cell) - change.onset_quarters), cell))
        if cell in found:
            losses.add("two alternate chords at one place", "the second is left out", bar.number)
            continue
        if spaced.at(cell) != change.onset_quarters:
            losses.add("an alternate chord off the beat", "moved to the nearest cell", bar.number)
        found[cell] = change
    return found
