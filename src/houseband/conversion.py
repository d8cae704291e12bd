"""Charts from one format into another, onto disk."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from houseband.charts.chart import Chart
from houseband.charts.formats import Format
from houseband.charts.transpose import chart_in_key
from houseband.errors import ChartError, Remark
from houseband.files import file_name, replace_file
from houseband.music.key import named_key

_HOLD_NOTES = ("musicxml", "mxl", "abc")
_HOLD_ONE = ("musicxml", "mxl")
Files = list[tuple[Path, tuple[Remark, ...]]]


def in_key(chart: Chart, key: str) -> Chart:
    """The chart in that key. Raises ChartError for what is no key, and for a chart whose key nobody can tell."""
    moved, _, remarks = chart_in_key(chart, named_key(key))
    return replace(moved, remarks=(*moved.remarks, *remarks))


def write_one(charts: Sequence[Chart], path: Path, form: Format) -> tuple[Path, tuple[Remark, ...]]:
    """Writes all charts into one file; the file, and what was remarked. Raises ChartError, SoundError."""
    check_room(charts, form, str(path))
    written = form.write(charts)
    replace_file(path, lambda scratch: scratch.write_bytes(written.data))
    several = len(charts) > 1
    read = (
        replace(remark, problem=f"{chart.title or 'Untitled'}: {remark.problem}") if several else remark
        for chart in charts
        for remark in chart.remarks
    )
    return path, (*read, *written.remarks, *_unplayable(charts, form))


def _unplayable(charts: Sequence[Chart], form: Format) -> tuple[Remark, ...]:
    """A remark for charts whose only music, notes, the format does not hold."""
    if form.name in _HOLD_NOTES:
        return ()
    hint = "--harmonise always finds some; MusicXML and ABC hold the notes"
    return tuple(
        Remark(f"{chart.title or 'Untitled'}: no chords in it, so the file cannot be played", hint=hint)
        for chart in charts
        if not any(bar.chords for bar in chart.bars)
    )


def check_room(charts: Sequence[Chart], form: Format, output: str) -> None:
    """Raises ChartError for several charts in one file of a format that holds one."""
    if len(charts) > 1 and form.name in _HOLD_ONE:
        raise ChartError(f"{len(charts)} charts, and a MusicXML file holds one", "" if output == "-" else output,
                         hint=f"write a file each into a folder: {Path(output).stem if output != '-' else 'scores'}/"
                              f" --to {form.name}; or one of them with --song NUMBER or TITLE")  # fmt: skip


def write_book(
    charts: Sequence[Chart], folder: Path, form: Format, progress: Callable[[float], None] | None = None
) -> Files:
    """Writes a file a chart, named by its title, into a folder, which is made if need be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ChartError(f"cannot be made: {error.strerror or error}", str(folder)) from None
    files: Files = []
    names: set[str] = set()
    for number, chart in enumerate(charts, 1):
        name = _own_name(chart.title, names)
        files.append(write_one([chart], folder / (name + form.suffixes[0]), form))
        if progress is not None:
            progress(number / len(charts))
    return files


def _own_name(title: str, taken: set[str]) -> str:
    """A title as a file's name that no other of the folder's charts has."""
    plain = file_name(title) or "Untitled"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain} {number}"
    taken.add(name.casefold())
    return name
