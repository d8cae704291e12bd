"""How the commands speak: tables, charts, summaries, and a progress bar for what takes longer than a moment."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from houseband.charts.chart import Chart
    from houseband.charts.conventions import Conventions
    from houseband.stand import Book

NOTE_WIDTH = 8


class _Silent:
    """Tells nobody."""

    def __enter__(self) -> Any:
        return lambda doing, share: None

    def __exit__(self, *_: object) -> None:
        return None


class _Bar:
    """A progress bar on the error stream, gone when the work is done."""

    def __enter__(self) -> Any:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        self._progress = Progress(
            TextColumn("  {task.description:<10}"), BarColumn(40), TextColumn("{task.percentage:>3.0f} %"),
            console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self._progress.start()
        task = self._progress.add_task("reading", total=1.0)
        return lambda doing, share: self._progress.update(task, description=doing, completed=share)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def progress(quiet: bool = False) -> Any:
    """A context that gives a function of what is being done and the share of it done, 0–1."""
    return _Bar() if not quiet and sys.stderr.isatty() else _Silent()


def summary(take: Any, files: list[Path], *, has_audio: bool) -> None:
    """What a take is, and where its files are."""
    from houseband.page import LABEL_WIDTH
    from houseband.page import summary as lines_of

    chart = take.arrangement.chart
    loudness = (take.mix.loudness_lufs, take.mix.true_peak_dbtp) if has_audio else None
    remarks = (*chart.remarks, *take.arrangement.remarks, *(take.library.remarks if take.choices else ()))
    by_line = f"  {chart.composer}" if chart.composer else ""
    click.echo("\n  " + click.style(chart.title or "Untitled", bold=True) + click.style(by_line, dim=True) + "\n")
    for label, text in lines_of(take.arrangement, loudness, remarks, files, take.sounds):
        click.echo("  " + click.style(label.ljust(LABEL_WIDTH), dim=True) + text)
    click.echo()


def chart(
    one: "Chart",
    number: str = "",
    *,
    unfolded: bool = False,
    lyrics: bool = False,
    conventions: "Conventions | None" = None,
) -> None:
    """A chart as bars, its form, its written parts, and its remarks."""
    import shutil

    from houseband.charts.conventions import CUSTOMARY
    from houseband.charts.form import roadmap_text, unfold
    from houseband.charts.sheet import head_line, rows
    from houseband.page import chart_notes, counted

    conventions = conventions or CUSTOMARY
    width = shutil.get_terminal_size((100, 24)).columns
    by_line = f"  {one.composer}" if one.composer else ""
    click.echo(click.style(number + (one.title or "Untitled"), bold=True) + by_line)
    click.echo(click.style(head_line(one), dim=True))
    for row in rows(one, unfolded=unfolded, width=width, lyrics=lyrics, conventions=conventions):
        if row.is_heading:
            click.echo("\n" + click.style(row.text, bold=True))
        else:
            click.echo(click.style(row.text, dim=True) if row.is_note else row.text)
    form = unfold(one, conventions)
    form_text = f"{roadmap_text(one, form)} · {counted(len(form.order), 'bar')}"
    click.echo()
    for label, text in (("form", form_text), *chart_notes(one)):
        click.echo(click.style(label.ljust(NOTE_WIDTH), dim=True) + text)
    remarks((*one.remarks, *form.remarks))


def remarks(said: Any, err: bool = False) -> None:
    """Remarks, a line each."""
    from houseband.charts.sheet import remark_line

    for remark in said:
        click.echo(click.style(remark_line(remark), fg="yellow"), err=err)


def book(opened: "Book") -> None:
    """A line a chart, and the files that were refused."""
    from houseband.page import book_line, counted

    folder = opened.path if opened.path.is_dir() else None
    head = ("", "title", "by", "key", "meter", "bars", "style", *(("file",) if folder else ()))
    lines = [
        book_line(number, entry.chart, None if folder is None else str(entry.path.relative_to(folder)))
        for number, entry in enumerate(opened.entries, 1)
    ]
    table(head, lines, numbers=(0, 5))
    click.echo(click.style(f"\n{counted(len(lines), 'chart')}; show one with --song NUMBER or TITLE", dim=True))
    refused(opened)


def refused(opened: "Book") -> None:
    """The files of a folder that were refused, on the error stream."""
    from houseband.page import counted

    if opened.refused:
        click.echo(click.style(f"{counted(len(opened.refused), 'file')} refused:", fg="yellow"), err=True)
    for error in opened.refused:
        place = ":".join(str(part) for part in (error.source, error.line) if part)
        click.echo(click.style(f"  {place}: {error.problem}", fg="yellow"), err=True)


def wrapped(label: str, words: Iterable[str], width: int = 20) -> None:
    """A label, and words with commas between them on as many lines as they need."""
    import shutil
    import textwrap

    room = shutil.get_terminal_size((100, 24)).columns - width
    for index, line in enumerate(textwrap.wrap(", ".join(words), max(room, 20))):
        click.echo(click.style((label if index == 0 else "").ljust(width), dim=True) + line)


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], numbers: tuple[int, ...] = ()) -> None:
    """Columns as wide as they need; those of ``numbers`` stand to the right."""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, *rows]:
        cells = [
            cell.rjust(width) if i in numbers else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        line = "  ".join(cells).rstrip()
        click.echo(click.style(line, dim=True) if row is head else line)
