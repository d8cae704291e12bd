"""``read``, ``convert`` and ``chord``: charts and chords, shown or written in another format."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from houseband.cli import show
from houseband.cli.options import dialect_options, reading_options, road_options, take_conventions, take_reading
from houseband.cli.takes import session_in

if TYPE_CHECKING:
    from houseband.stand import Book


@click.command(short_help="Show a chart as the band reads it, or list a song book.")
@click.argument("chart", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As data (docs/json.md).")
@click.option("--unfold", "unfolded", is_flag=True, help="Bars in the order that sounds.")
@click.option("--lyrics", is_flag=True, help="With the words under the bars.")
@click.option("--list", "listed", is_flag=True, help="A line a chart; so is every book of several charts shown.")
@click.option("--all", "whole", is_flag=True, help="Every chart of a book, whole.")
@road_options
@reading_options
def read(chart: Path, as_json: bool, unfolded: bool, lyrics: bool, listed: bool, whole: bool, **wishes: Any) -> None:
    """Prints CHART as bars with its sections, its form and what is worth remarking.

    CHART may be a song book or a folder of charts: it is listed, and --song shows one of them.
    """
    from houseband.charts.contract import book_json, chart_json
    from houseband.charts.conventions import CUSTOMARY

    song, conventions = wishes["song"], take_conventions(wishes) or CUSTOMARY
    book = _open(chart, wishes)
    if as_json:
        charts = [chart_json(one, unfolded=unfolded, conventions=conventions) for one in book.charts]
        data = book_json(book.charts) if listed else charts if len(charts) > 1 else charts[0]
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        show.refused(book)
    elif listed or (len(book.entries) > 1 and not whole):
        show.book(book)
    else:
        for number, one in enumerate(book.charts, 1):
            if number > 1:
                click.echo()
            label = f"{number}. " if song is None and len(book.entries) > 1 else ""
            show.chart(one, label, unfolded=unfolded, lyrics=lyrics, conventions=conventions)
        show.refused(book)


@click.command(short_help="Write charts in another format.")
@click.argument("chart", type=click.Path(path_type=Path))
@click.argument("output", type=str)
@click.option("--to", "format_name", help="The format, where OUTPUT is a folder/ or - (standard output).")
@click.option("--key", help="Key to write it in: Em, Bb, 'F# minor'; default: the chart's.")
@click.option("--quiet", "-q", is_flag=True, help="No summary.")
@reading_options
def convert(chart: Path, output: str, format_name: str | None, key: str | None, quiet: bool, **wishes: Any) -> None:
    """Reads CHART, a song book or a folder, and writes OUTPUT in the format that its name ends in.

    \b
      houseband convert song.cho song.musicxml       ChordPro .cho, plain grid .txt, iReal Pro .html,
      houseband convert book.html songs/ --to abc    MusicXML .musicxml .mxl, ABC .abc
      houseband convert song.cho - --to text

    What the other format cannot hold is remarked on.
    """
    from houseband.charts.formats import format_named, format_to_write
    from houseband.conversion import check_room, in_key, write_book, write_one

    song = wishes["song"]
    book = _open(chart, wishes)
    charts = [in_key(one, key) for one in book.charts] if key else list(book.charts)
    is_folder = output.endswith(("/", "\\")) or Path(output).is_dir()
    if format_name and chart.is_dir() and song is None and output != "-" and not Path(output).suffix:
        is_folder = True  # a folder of charts becomes a folder of charts
    if output == "-" or is_folder:
        if format_name is None:
            raise click.UsageError("name the format with --to: text, chordpro, ireal, musicxml, abc")
        form = format_named(format_name)
    else:
        form = format_named(format_name) if format_name else format_to_write(Path(output).suffix)
    if output == "-":
        check_room(charts, form, output)
        written = form.write(charts)
        click.echo(written.data, nl=False)
        show.remarks(written.remarks, err=True)
        return
    if is_folder:
        with show.progress(quiet) as told:
            files = write_book(charts, Path(output), form, lambda share: told("writing", share))
    else:
        files = [write_one(charts, Path(output), form)]
    if not quiet:
        for file, remarks in files:
            click.echo(str(file))
            show.remarks(remarks)
        show.refused(book)


@click.command(short_help="Explain chord symbols.", context_settings={"ignore_unknown_options": True})
@click.argument("symbols", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--key", "key_name", help="The key in which numbers are chords: houseband chord --key G 1 4 5/7 ii7.")
@dialect_options
@click.option("--json", "as_json", is_flag=True, help="As data (docs/json.md).")
def chord(symbols: tuple[str, ...], key_name: str | None, as_json: bool, **wishes: Any) -> None:
    """Says how each of SYMBOLS is read and which notes are in it."""
    from houseband.charts.contract import symbol_json
    from houseband.charts.dialect import dialect_of
    from houseband.charts.numerals import read_symbol
    from houseband.errors import Remark
    from houseband.music.key import named_key
    from houseband.page import chord_line

    dialect = dialect_of(symbols, take_reading(wishes), None if key_name is None else named_key(key_name))
    previous = None
    read_symbols = []
    for text in symbols:
        read_symbols.append(read_symbol(text, previous, dialect))
        previous = read_symbols[-1].chord
    if as_json:
        click.echo(json.dumps([symbol_json(symbol) for symbol in read_symbols], ensure_ascii=False, indent=2))
        return
    show.table(("symbol", "read as", "notes"), [chord_line(symbol) for symbol in read_symbols])
    if dialect.said:
        show.remarks([Remark(dialect.said)])
    for symbol in read_symbols:
        show.remarks(symbol.remarks)


def _open(path: Path, wishes: dict[str, Any]) -> "Book":
    """The charts of a file, folder or session file; of those the song that is wished."""
    from houseband.stand import Book, Entry, load, open_book

    song, reading = wishes.pop("song"), take_reading(wishes)
    session = session_in(load(path)) if path.suffix.lower() == ".json" and not path.is_dir() else None
    if session is not None:
        book = Book(path, (Entry(path, session.chart),))
    else:
        with show.progress() as told:
            book = open_book(path, reading, lambda share: told("reading", share))
    return book if song is None else Book(path, (book.pick(song),))
