"""The music stand: where charts are fetched from disk. The readers themselves never touch a file."""

import difflib
from collections.abc import Sequence
from pathlib import Path

from houseband.charts.chart import Chart
from houseband.charts.formats import read_charts
from houseband.charts.source import MAX_BYTES, Reading, Source
from houseband.errors import ChartError

AS_USUAL = Reading()


def read(path: Path | str, reading: Reading = AS_USUAL) -> Chart:
    """① The chart in a file; the first one of a song book. Raises ChartError, with the place, for what cannot be read.

    ``reading``: how to take what charts leave open, such as how long a chord over lyrics lasts.
    """
    return read_all(path, reading)[0]


def read_all(path: Path | str, reading: Reading = AS_USUAL) -> tuple[Chart, ...]:
    """Every chart in a file, at least one. Raises ChartError as ``read`` does."""
    return read_charts(load(path, reading))


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
    except IsADirectoryError:
        raise ChartError("is a folder, not a chart", str(path), hint=_contents(path)) from None
    except FileNotFoundError:
        raise ChartError("no such file", str(path), hint=_near(path)) from None
    except OSError as error:
        raise ChartError(f"cannot be opened: {error.strerror or error}", str(path)) from None
    return Source(data, str(path), reading)


def pick(charts: Sequence[Chart], wanted: str, source: str = "") -> Chart:
    """The chart of that number (from 1) or title, or part of one. Raises ChartError with the nearest titles."""
    if wanted.isdigit() and 1 <= int(wanted) <= len(charts):
        return charts[int(wanted) - 1]
    folded = wanted.casefold()
    for chart in charts:
        if chart.title.casefold() == folded:
            return chart
    found = [chart for chart in charts if folded in chart.title.casefold()]
    if found:
        return found[0]
    titles = [chart.title for chart in charts]
    near = difflib.get_close_matches(wanted, titles, 3) or titles[:5]
    raise ChartError(f"no chart {wanted!r} among the {len(charts)} here", source, hint="there are: " + ", ".join(near))


def _contents(folder: Path) -> str:
    try:
        names = sorted(entry.name for entry in folder.iterdir() if entry.is_file())[:5]
    except OSError:
        names = []
    return f"name a file in it: {', '.join(names)}" if names else "name a file"


def _near(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return f"there is no folder {path.parent}"
    near = difflib.get_close_matches(path.name, names, 2)
    return f"did you mean {' or '.join(near)}?" if near else ""
