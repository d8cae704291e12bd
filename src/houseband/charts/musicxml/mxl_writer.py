"""A chart as a compressed MusicXML lead sheet (``.mxl``)."""

from collections.abc import Sequence
from dataclasses import replace

from houseband.charts.chart import Chart
from houseband.charts.musicxml import mxl, writer
from houseband.charts.written import Written


def write(charts: Sequence[Chart]) -> Written:
    """The first chart as a file. Raises ChartError as the plain writer does."""
    written = writer.write(charts)
    return replace(written, data=mxl.pack(written.data))
