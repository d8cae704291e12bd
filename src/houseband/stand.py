"""The music stand: where charts are fetched from disk. The readers themselves never touch a file."""

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from houseband.charts.chart import Chart
from houseband.charts.formats import read_charts
from houseband.charts.source import MAX_BYTES, Reading, Source
from houseband.errors import ChartError

AS_USUAL = Reading()


@dataclass(frozen=True, slots=True)
class Entry:
    """A chart and the file that it is in."""

    path: Path
    chart: Chart


@dataclass(frozen=True, slots=True)
class Book:
    """All charts of a file or of a folder, in order, and the files of the folder that were refused."""

    path: Path
    entries: tuple[Entry, ...]
    refused: tuple[ChartError, ...] = ()

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The charts alone."""
        return tuple(entry.chart for entry in self.entries)

    def pick(self, wanted: str) -> Entry:
        """The entry of that number (from 1) or title, or part of one. Raises ChartError with the nearest titles."""
        titles = [entry.chart.title.casefold() for entry in self.entries]
        if wanted.isdecimal() and 1 <= int(wanted) <= len(titles):
            return self.entries[int(wanted) - 1]
        folded = wanted.casefold()
        found = [i for i, title in enumerate(titles) if title == folded]
        found = found or [i for i, title in enumerate(titles) if folded in title]
        if found:
            return self.entries[found[0]]
        near = difflib.get_close_matches(folded, titles, 3) or titles[:5]
        named = ", ".join(self.entries[titles.index(title)].chart.title for title in near)
        problem = f"no chart {wanted!r} among the {len(titles)} here"
        raise ChartError(problem, str(self.path), hint="there are: " + named)


def read(path: Path | str, reading: Reading = AS_USUAL) -> Chart:
    """① The chart in a file; the first one of a song book. Raises ChartError, with the place, for what cannot be read.

    ``reading``: how to take what charts leave open, such as how long a chord over lyrics lasts.
    """
    return read_all(path, reading)[0]


def read_all(path: Path | str, reading: Reading = AS_USUAL) -> tuple[Chart, ...]:
    """Every chart in a file or folder, at least one. Raises ChartError as ``read`` does; for a folder, if none is read.

    Files of a folder that cannot be read are passed over; ``open_book`` names them.
    """
    return open_book(path, reading).charts


def open_book(path: Path | str, reading: Reading = AS_USUAL, progress: Callable[[float], None] | None = None) -> Book:
    """The charts of a file, or of all files in a folder and its folders by name. ``progress`` is told the share done.

    Raises ChartError if there is not one chart in it.
    """
    path = Path(path)
    if not path.is_dir():
        return Book(path, tuple(Entry(path, chart) for chart in read_charts(load(path, reading))))
    entries: list[Entry] = []
    refused: list[ChartError] = []
    files = list(_files(path))
    for number, file in enumerate(files, 1):
        try:
            entries += [Entry(file, chart) for chart in read_charts(load(file, reading))]
        except ChartError as error:
            refused.append(error)
        if progress is not None:
            progress(number / len(files))
    if not entries:
        hint = f"{refused[0].source}: {refused[0].problem}" if refused else "the folder is empty"
        raise ChartError("no chart in this folder", str(path), hint=hint)
    return Book(path, tuple(entries), tuple(refused))


def load(path: Path | str, reading: Reading = AS_USUAL) -> Source:
    """The bytes of a file as readers want them. Raises ChartError if it cannot be opened or is far too large."""
    path = Path(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ChartError(
                f"too large for a chart: {path.stat().st_size / 1e6:.0f} MB",
                str(path),
                hint=f"charts of up to {MAX_BYTES // 1_000_000} MB are read",
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise ChartError("no such file", str(path), hint=_near(path)) from None
    except OSError as error:
        raise ChartError(f"cannot be opened: {error.strerror or error}", str(path)) from None
    return Source(data, str(path), reading)


def _files(folder: Path) -> Iterator[Path]:
    """The files of a folder and its folders in order of their names; hidden ones are passed over."""
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: (entry.name.casefold(), entry.name))
    except OSError as error:
        raise ChartError(f"cannot be opened: {error.strerror or error}", str(folder)) from None
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _files(entry)
        elif entry.is_file():
            yield entry


def _near(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return f"there is no folder {path.parent}"
    near = difflib.get_close_matches(path.name, names, 2)
    return f"did you mean {' or '.join(near)}?" if near else ""
