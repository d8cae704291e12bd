"""What the terminal shows: the summary of a take, the list of styles, chords explained. Words and their places only."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from houseband.charts.sheet import remark_line
from houseband.charts.symbol import Symbol
from houseband.errors import Remark
from houseband.music.pitch import pitch_class, pitch_name, spelled

if TYPE_CHECKING:  # showing a chord loads no styles
    from houseband.arrangement import Arrangement
    from houseband.charts.chart import Chart
    from houseband.review.verdict import Line
    from houseband.sound.fonts.catalogue import Entry
    from houseband.sound.fonts.font import Font
    from houseband.styles.style import Style

LABEL_WIDTH = 11
MAX_REMARKS = 8
NO_SOUNDS: Mapping[str, str] = MappingProxyType({})


def summary(
    arrangement: "Arrangement",
    loudness: tuple[float, float] | None,
    remarks: Sequence[Remark],
    files: Sequence[Path],
    sounds: Mapping[str, str] = NO_SOUNDS,
) -> list[tuple[str, str]]:
    """Label and text of each line of a take's summary.

    ``loudness``: LUFS and dBTP, None where no audio was made. ``sounds``: by player, what the house kit does not play.
    """
    style = arrangement.style
    key = f"{arrangement.key.tonic} {arrangement.key.mode}" if arrangement.key else "none to be heard"
    bars = len(arrangement.bars)
    form = arrangement.form_text
    players = [f"{chair.player} ({sounds.get(chair.player, chair.instrument)})" for chair in arrangement.line_up]
    lines = [
        ("key", key),
        ("style", f"{style.title}, {arrangement.tempo_bpm:g} bpm, {arrangement.chart.meter}"),
        ("form", form if form == counted(bars, "bar") else f"{form} · {counted(bars, 'bar')}"),
        ("length", clock(arrangement.duration_seconds)),
        *_listed("players", players),
    ]
    if loudness is not None:
        lines.append(("loudness", f"{loudness[0]:.1f} LUFS, true peak {loudness[1]:.1f} dBTP".replace("-", "−")))
    shown = [remark_line(remark) for remark in remarks[:MAX_REMARKS]]
    if len(remarks) > MAX_REMARKS:
        shown.append(f"and {len(remarks) - MAX_REMARKS} more: houseband read shows them all")
    lines += _listed("remarks", shown)
    return lines + _listed("files", [str(path) for path in files])


def review_line(line: "Line") -> tuple[str, str, str, str, str]:
    """What is measured, people's mean and range, ours, and the verdict."""
    unit = f" {line.band.unit}" if line.band.unit else ""

    def shown(value: float) -> str:
        return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"

    people = f"{shown(line.band.mean)}{unit}"
    return line.band.about, people, f"{shown(line.band.low)}–{shown(line.band.high)}", shown(line.ours), line.verdict


def _listed(label: str, texts: Iterable[str]) -> list[tuple[str, str]]:
    return [(label if i == 0 else "", text) for i, text in enumerate(texts)]


def counted(number: int, word: str) -> str:
    """``1 bar``, ``2 bars``."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def clock(seconds: float) -> str:
    """Minutes and seconds: ``2:05``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def size_text(count: int) -> str:
    """A number of bytes in the unit that suits it: ``12 kB``, ``141 MB``, ``2.0 GB``."""
    if count >= 10**9:
        return f"{count / 10**9:.1f} GB"
    return f"{count / 10**6:.0f} MB" if count >= 10**6 else f"{-(-count // 1000)} kB"


def library_line(entry: "Entry") -> tuple[str, str, str, str, str]:
    """A library's name, format, number of presets, size and licence, or what is wrong with it."""
    size = size_text(entry.found.bytes)
    if entry.font is None:
        return entry.found.name, entry.found.path.suffix[1:].upper(), "", size, f"broken: {entry.problem}"
    return entry.found.name, entry.font.format, str(len(entry.font.presets)), size, entry.licence or "says none"


def library_notes(font: "Font", licence: str) -> list[tuple[str, str]]:
    """Label and text of what a library says of itself."""
    about = font.about
    holds = f"{counted(len(font.presets), 'preset')}, {counted(font.sample_count, 'sample')}"
    comment = " ".join(about.comment.split())
    said = (("format", font.format), ("holds", holds), ("by", about.author), ("licence", licence or "says none"),
            ("date", about.date), ("comment", _cut(comment, 200) if comment != licence else ""))  # fmt: skip
    return [(label, text) for label, text in said if text]


def style_line(style: "Style") -> tuple[str, str, str, str, str]:
    """A style's name, title, family, meters and tempo range."""
    low, usual, high = style.tempo_bpm
    return style.name, style.title, style.family, " ".join(style.meters), f"{low:g}–{usual:g}–{high:g}"


def chart_notes(chart: "Chart") -> list[tuple[str, str]]:
    """Label and text of what a chart says beside its bars: the capo, the order of its sections, its written parts."""
    notes = []
    if chart.capo_fret:
        notes.append(("capo", f"{chart.capo_fret}: the chords shown are what sounds"))
    if chart.frames:
        notes.append(("grips", ", ".join(dict.fromkeys(frame.symbol for frame in chart.frames))))
    if chart.parts:
        parts = [f"{number} {part.name}".strip() for number, part in enumerate(chart.parts, 1)]
        notes.append(("parts", " · ".join(parts)))
    return notes


def book_line(number: int, chart: "Chart", file: str | None) -> tuple[str, ...]:
    """A chart of a book: its number, title, composer, key, meter, bars and style, and its file if there are several."""
    key = "" if chart.key is None else str(chart.key)
    cells = (str(number), _cut(chart.title or "Untitled", 40), _cut(chart.composer, 24), key, str(chart.meter))
    return (*cells, str(len(chart.bars)), _cut(chart.style, 24), *(() if file is None else (file,)))


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def chord_line(symbol: Symbol) -> tuple[str, str, str]:
    """A chord as written, how it is read, and its notes from the bass up, spelled as its degrees."""
    chord = symbol.chord
    if chord.root is None or chord.bass is None:
        return symbol.text, symbol.read_as, "nobody plays chords"
    root_name = symbol.root_name or pitch_name(chord.root, flats=True)  # a bare /B names no root
    names = [spelled(root_name, interval, chord.seventh == 9) for interval in chord.intervals]
    if chord.bass != chord.root:
        names = [symbol.bass_name, *(name for name in names if pitch_class(name) != chord.bass)]
    return symbol.text, symbol.read_as, " ".join(names)
