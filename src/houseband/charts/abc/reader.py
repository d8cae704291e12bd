"""ABC 2.1, and what ABC 1.6 and 2.0 wrote otherwise: tune books, each tune a chart.

The standard: https://abcnotation.com/wiki/abc:standard:v2.1 . The grammars stand beside what parses them: lines in
``book.py``, fields in ``key.py``, ``length.py`` and ``parts.py``, music in ``lexer.py``, words in ``lyrics.py``.
"""

from collections.abc import Sequence
from dataclasses import replace

from houseband.charts.abc.book import split_book
from houseband.charts.abc.tune import read_tune
from houseband.charts.chart import Chart
from houseband.charts.source import Source
from houseband.errors import ChartError, Remark


def read(source: Source) -> tuple[Chart, ...]:
    """The tunes of a book. Raises ChartError, with its place, where none of them has music."""
    header, tunes = split_book(_text(source))
    charts: list[Chart] = []
    refused: list[ChartError] = []
    for tune in tunes:
        try:
            charts.append(read_tune(source, header, tune))
        except ChartError as error:
            refused.append(error)
    if not charts:
        if refused:
            raise refused[0]
        raise ChartError("no tune found", source.name, 1, hint="a tune begins with X:1 and its music follows K:")
    if refused:
        charts[0] = replace(charts[0], remarks=charts[0].remarks + _left_out(refused))
    return tuple(charts)


def _left_out(refused: Sequence[ChartError]) -> tuple[Remark, ...]:
    shown = [
        Remark(error.problem, error.line, error.column, error.text, "this tune of the book was left out")
        for error in refused[:20]
    ]
    return (*shown, Remark(f"and {len(refused) - 20} more tunes")) if len(refused) > 20 else tuple(shown)


def _text(source: Source) -> str:
    """The text; where it is not UTF-8 and says which other charset it is in, in that."""
    data = source.data
    head = data[:2000]
    at = head.find(b"abc-charset")
    if at >= 0 and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        words = head[at + 11 : at + 60].split()
        charset = words[0].decode("ascii", "replace").lower() if words else ""
        if charset.startswith(("iso-8859-", "windows-125", "koi8")):
            try:
                data.decode("utf-8")
            except UnicodeDecodeError:
                try:
                    return Source(data.decode(charset, "replace").encode(), source.name).text
                except LookupError:
                    pass
    return source.text
