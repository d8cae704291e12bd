"""The command line: a chart on the stand, a take on disk. Shown kindly; what the user can mend exits with status 2."""

import json
import os
import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from houseband import __version__
from houseband.errors import UserError

if TYPE_CHECKING:
    from houseband.charts.chart import Chart
    from houseband.charts.source import Source
    from houseband.session import Session

HELP = """Houseband, a session band in software: put a chart on the stand, get the take.

\b
  houseband record song.cho -o song.wav           the whole band, mixed
  houseband record song.cho -o takes/             mix, stems, MIDI and session.json
  houseband record tune.musicxml -o tune.mid --style bossa --key Em --tempo 140
  houseband read song.cho                         the chart as the band reads it
  houseband chord Bb7#11 C-7                      what is in a chord

Charts: ChordPro (.cho .chopro .crd), iReal Pro links (.txt .html), MusicXML lead sheets (.musicxml .xml .mxl), and
plain text, as chord grids or chords over lyrics.
"""


class BarsType(click.ParamType):  # type: ignore[type-arg]
    """A positive number of bars, such as 2 or 1/2."""

    name = "bars"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        try:
            number = Fraction(value)
        except (ValueError, ZeroDivisionError):
            self.fail(f"{value!r} is not a number of bars such as 2 or 1/2", param, ctx)
        if not 0 < number <= 64:
            self.fail(f"a chord cannot last {value} bars", param, ctx)
        return number


class NamesType(click.ParamType):  # type: ignore[type-arg]
    """Names with commas between them."""

    name = "players"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        return (
            tuple(name.strip().lower() for name in value.split(",") if name.strip())
            if isinstance(value, str)
            else value
        )


class Kind(click.Group):
    """Shows what the user can mend in red, without a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs)
        except UserError as error:
            click.echo(click.style("houseband: ", fg="red") + str(error), err=True)
            sys.exit(2)
        except BrokenPipeError:  # the reader of our output went away: head, less
            sys.stderr.close()
            sys.exit(0)


@click.group(cls=Kind, help=HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="houseband")
def main() -> None:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy's threads wait longer for each other than they work


def _session_options(command: Any) -> Any:
    """The options that decide a take, the same for ``record`` and ``play``."""
    options = [
        click.option("--style", help="Style by name, as 'houseband styles' lists them; default: as the chart says."),
        click.option("--key", help="Key to play in: Em, Bb, 'F# minor'; default: the chart's."),
        click.option("--tempo", "tempo_bpm", type=float, help="Beats a minute; default: the chart's, or the style's."),
        click.option("--choruses", type=click.IntRange(1, 999), help="Times through the form.  [default: 1]"),
        click.option("--seed", type=int, help="Another number, another take.  [default: 0]"),
        click.option("--band", type=NamesType(), help="Who plays, of drums,bass,guitar,keys,lead."),
        click.option("--without", type=NamesType(), help="Who sits out: drums."),
        click.option("--swing", type=click.FloatRange(1, 4), help="First eighth to second: 1 even, 2 triplets."),
        click.option("--melody", type=click.Choice(["on", "off"]), help="Whether the lead plays.  [default: on]"),
        click.option("--count-in/--no-count-in", default=None, help="One bar of sticks before the top."),
        click.option("--song", help="Which song of a song book: its number or title."),
        click.option("--bars-per-chord", type=BarsType(), help="Bars that a chord over lyrics lasts: 1, 2, 1/2."),
        click.option("--quiet", "-q", is_flag=True, help="No progress, no summary."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@main.command(short_help="Have the band play a chart, into files.")
@click.argument("chart", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", "outputs", multiple=True, type=str,
    help="What to write: .wav .flac .mid, or a folder/ for mix, stems, MIDI and session.json. May be repeated.",
)  # fmt: skip
@_session_options
def record(chart: Path, outputs: tuple[str, ...], quiet: bool, **wishes: Any) -> None:
    """Reads CHART, has the band play it, and writes each OUTPUT.

    CHART may also be the session.json beside an earlier take: it gives that take again.
    """
    from houseband.takes import Take, kind_of

    paths = [Path(output) for output in outputs] or [Path(chart.stem + ".wav")]
    kinds = ["folder" if output.endswith(("/", "\\")) else kind_of(Path(output)) for output in outputs] or ["audio"]
    session = _session(chart, wishes)
    with _progress(quiet) as told:
        take = Take(session, told)
        files = [file for path in paths for file in take.save(path)]
    if not quiet:
        _show_summary(take, files, has_audio={"audio", "folder"} & set(kinds) != set())


@main.command(short_help="Have the band play a chart aloud (extra: live).")
@click.argument("chart", type=click.Path(path_type=Path))
@_session_options
def play(chart: Path, quiet: bool, **wishes: Any) -> None:
    """Reads CHART and plays it aloud on the default sound device."""
    from houseband.deliver.live import check_live, play_aloud
    from houseband.takes import Take

    check_live()
    session = _session(chart, wishes)
    with _progress(quiet) as told:
        take = Take(session, told)
        mixed = take.mix
        if not quiet:
            _show_summary(take, [], has_audio=True)
        play_aloud(mixed.samples, mixed.sample_rate_hz, lambda share: told("sounding", share))


@main.command(short_help="Show a chart as the band reads it.")
@click.argument("chart", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As data (docs/json.md).")
@click.option("--unfold", "unfolded", is_flag=True, help="Bars in the order that sounds.")
@click.option("--song", help="Which song of a song book: its number or title.")
@click.option("--bars-per-chord", type=BarsType(), help="Bars that a chord over lyrics lasts: 1, 2, 1/2.")
def read(chart: Path, as_json: bool, unfolded: bool, song: str | None, bars_per_chord: Fraction | None) -> None:
    """Prints CHART as bars with its sections, its form and what is worth remarking."""
    from houseband.charts.contract import chart_json
    from houseband.charts.formats import read_charts
    from houseband.charts.source import Reading
    from houseband.stand import load, pick

    source = load(chart, Reading(bars_per_chord=bars_per_chord))
    session = _session_in(source)
    charts = (session.chart,) if session is not None else read_charts(source)
    if song is not None:
        charts = (pick(charts, song, str(chart)),)
    if as_json:
        data = [chart_json(one, unfolded=unfolded) for one in charts]
        click.echo(json.dumps(data if len(data) > 1 else data[0], ensure_ascii=False, indent=2))
        return
    for number, one in enumerate(charts, 1):
        if number > 1:
            click.echo()
        _show_chart(one, f"{number}. " if len(charts) > 1 else "", unfolded)


@main.command(short_help="List the styles.")
@click.option("--json", "as_json", is_flag=True, help="As data.")
def styles(as_json: bool) -> None:
    """Lists every style with its family, meters and tempo (slowest–usual–fastest)."""
    from houseband.page import style_line
    from houseband.styles.style import house_styles

    found = house_styles().values()
    if as_json:
        keys = ("name", "title", "family")
        data = [
            {**{k: getattr(s, k) for k in keys}, "meters": s.meters, "tempo_bpm": s.tempo_bpm, "words": s.words}
            for s in found
        ]
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    _show_table(("name", "style", "family", "meters", "tempo"), [style_line(style) for style in found])


@main.command(short_help="Explain chord symbols.", context_settings={"ignore_unknown_options": True})
@click.argument("symbols", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--json", "as_json", is_flag=True, help="As data (docs/json.md).")
def chord(symbols: tuple[str, ...], as_json: bool) -> None:
    """Says how each of SYMBOLS is read and which notes are in it."""
    from houseband.charts.contract import symbol_json
    from houseband.charts.sheet import remark_line
    from houseband.charts.symbol import parse_symbol
    from houseband.page import chord_line

    previous = None
    read_symbols = []
    for text in symbols:
        read_symbols.append(parse_symbol(text, previous))
        previous = read_symbols[-1].chord
    if as_json:
        click.echo(json.dumps([symbol_json(symbol) for symbol in read_symbols], ensure_ascii=False, indent=2))
        return
    _show_table(("symbol", "read as", "notes"), [chord_line(symbol) for symbol in read_symbols])
    for symbol in read_symbols:
        for remark in symbol.remarks:
            click.echo(click.style(remark_line(remark), fg="yellow"))


def _session(path: Path, wishes: dict[str, Any]) -> "Session":
    """The session to play: of a session file, or of a chart; the wishes that were uttered come on top."""
    from dataclasses import replace

    from houseband.charts.formats import read_charts
    from houseband.charts.source import Reading
    from houseband.session import Session
    from houseband.stand import load, pick

    song, bars_per_chord = wishes.pop("song"), wishes.pop("bars_per_chord")
    if wishes["melody"] is not None:
        wishes["melody"] = wishes["melody"] == "on"
    uttered = {name: value for name, value in wishes.items() if value is not None}
    source = load(path, Reading(bars_per_chord=bars_per_chord))
    session = _session_in(source)
    if session is not None:
        return replace(session, **uttered)
    charts = read_charts(source)
    chart = pick(charts, song, str(path)) if song is not None else charts[0]
    if song is None and len(charts) > 1:
        chart = _with_book_remark(chart, len(charts))
    return Session(chart, **uttered)


def _session_in(source: "Source") -> "Session | None":
    """The session in a session file; None for anything else."""
    if source.suffix != ".json":
        return None
    from houseband.session import is_session, parse_session

    return parse_session(source.data, source.name) if is_session(source.data) else None


def _with_book_remark(chart: "Chart", count: int) -> "Chart":
    from dataclasses import replace

    from houseband.errors import Remark

    remark = Remark(f"the first of {count} songs is played", hint="choose another with --song NUMBER or --song TITLE")
    return replace(chart, remarks=(*chart.remarks, remark))


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


def _progress(quiet: bool) -> Any:
    return _Bar() if not quiet and sys.stderr.isatty() else _Silent()


def _show_summary(take: Any, files: list[Path], *, has_audio: bool) -> None:
    from houseband.page import LABEL_WIDTH, summary

    chart = take.arrangement.chart
    loudness = (take.mix.loudness_lufs, take.mix.true_peak_dbtp) if has_audio else None
    remarks = (*chart.remarks, *take.arrangement.remarks)
    by_line = f"  {chart.composer}" if chart.composer else ""
    click.echo("\n  " + click.style(chart.title or "Untitled", bold=True) + click.style(by_line, dim=True) + "\n")
    for label, text in summary(take.arrangement, loudness, remarks, files):
        click.echo("  " + click.style(label.ljust(LABEL_WIDTH), dim=True) + text)
    click.echo()


def _show_chart(chart: "Chart", number: str, unfolded: bool) -> None:
    import shutil

    from houseband.charts.form import roadmap_text, unfold
    from houseband.charts.sheet import head_line, remark_line, rows
    from houseband.page import counted

    click.echo(
        click.style(number + (chart.title or "Untitled"), bold=True) + (f"  {chart.composer}" if chart.composer else "")
    )
    click.echo(click.style(head_line(chart), dim=True))
    for row in rows(chart, unfolded=unfolded, width=shutil.get_terminal_size((100, 24)).columns):
        click.echo("\n" + click.style(row.text, bold=True) if row.is_heading else row.text)
    form = unfold(chart)
    click.echo(
        "\n" + click.style("form  ", dim=True) + roadmap_text(chart, form) + f" · {counted(len(form.order), 'bar')}"
    )
    for remark in (*chart.remarks, *form.remarks):
        click.echo(click.style(remark_line(remark), fg="yellow"))


def _show_table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, *rows]:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        click.echo(click.style(line, dim=True) if row is head else line)


if __name__ == "__main__":
    main()
