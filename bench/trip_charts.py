"""Which charts go there and back (bench/round_trip.py): chosen by a rule, never by their figures."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path
from typing import Any

from houseband.arrangement import Arrangement, PlannedBar, arrange
from houseband.charts.chart import Bar, Chart, ChordChange
from houseband.charts.symbol import parse_symbol
from houseband.errors import ChartError
from houseband.music.key import parse_key
from houseband.music.meter import parse_meter
from houseband.stand import read_all
from houseband.styles.choose import choose_style, find_style
from houseband.units import TICKS_PER_QUARTER

CORPORA = Path(os.environ.get("HOUSEBAND_CORPORA") or Path(__file__).resolve().parents[2] / "shared" / "corpora")
MOST_SECONDS, FEWEST_SECONDS = 75.0, 24.0
FEWEST_CHORDS, MOST_SILENCE = 4, 0.2
METERS = ("4/4", "3/4")
MMA_GROOVES = {
    ("rock", "4/4"): "BasicRock", ("folk", "4/4"): "Folk", ("folk", "3/4"): "Waltz", ("ballad", "4/4"): "Ballad",
    ("ballad", "3/4"): "Waltz", ("swing", "4/4"): "Swing", ("bossa-nova", "4/4"): "BossaNova",
    ("jazz-waltz", "3/4"): "JazzWaltz",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """Charts of one folder, and how many of them are taken."""

    group: str
    folder: str
    suffix: str
    count: int
    style: str | None = None
    """Their style in 4/4 where all of the folder is of one kind and no chart says so; None: as the band chooses."""


SOURCES = (
    Source("pop", "charts_rs200_roman_ccby", ".har", 6, "rock"),
    Source("pop", "charts_billboard_cc0", ".txt", 6, "rock"),
    Source("pop", "musicxml_leadsheets_openewld_pd", ".mxl", 5),
    Source("pop", "chordpro_christmas_cc0", ".cho", 3),
    Source("jazz", "charts_jazz_irb_mit", ".jsonl", 10),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A chart that is played."""

    name: str
    group: str
    arrangement: Arrangement
    """Cut."""

    @property
    def bars(self) -> tuple[PlannedBar, ...]:
        """The bars without a pickup: all full, of one meter."""
        bars = self.arrangement.bars
        return bars[1:] if bars[0].role == "pickup" else bars


def charts_of(source: Source) -> Iterator[tuple[str, Chart]]:
    """The charts of a folder by name; those that cannot be read are passed over."""
    for path in sorted((CORPORA / source.folder).glob("*" + source.suffix)):
        if path.suffix == ".jsonl":
            for line in path.read_text("utf-8").splitlines():
                chart = standard(json.loads(line))
                yield chart.title, chart
            continue
        try:
            yield path.stem, read_all(path)[0]
        except ChartError:
            continue


def standard(row: dict[str, Any]) -> Chart:
    """A standard of the iRb corpus, whose chords have their lengths in quarters."""
    meter, onset = parse_meter(row["time"]), Fraction(0)
    chords: dict[int, list[ChordChange]] = {}
    for _, symbol, quarters in row["chords"]:
        index = int(onset // meter.quarters)
        place = onset - index * meter.quarters
        chords.setdefault(index, []).append(ChordChange(place, symbol, parse_symbol(symbol).chord))
        onset += Fraction(quarters)
    bars = tuple(
        Bar(i + 1, meter, meter.quarters, chords=tuple(chords.get(i, ())))
        for i in range(int(-(-onset // meter.quarters)))
    )
    return Chart(row["title"], bars, "irb", composer=row["composer"], key=parse_key(row["key"].replace("-", " ")))


def piece(name: str, chart: Chart, source: Source) -> Piece | None:
    """A chart, cut; None if it is not one for this: too short, of a changing meter, or of hardly any chords."""
    try:
        usual = source.style if source.style and str(chart.meter) == "4/4" else choose_style(chart).name
        whole = arrange(chart, find_style(usual))
    except ChartError:
        return None
    bars = [bar for bar in whole.bars if bar.onset_seconds + bar.duration_seconds <= MOST_SECONDS]
    if not bars or bars[-1].onset_seconds + bars[-1].duration_seconds < FEWEST_SECONDS:
        return None
    found = Piece(name, source.group, replace(whole, bars=tuple(bars)))
    meter = str(found.bars[0].meter) if found.bars else ""
    is_even = all(
        str(bar.meter) == meter and bar.duration_ticks == bar.meter.quarters * TICKS_PER_QUARTER for bar in found.bars
    )
    if (usual, meter) not in MMA_GROOVES or meter not in METERS or not is_even:
        return None
    spans = [span for bar in found.bars for span in bar.spans]
    silent = sum(span.duration_ticks for span in spans if span.chord.root is None)
    if len({span.chord for span in spans}) < FEWEST_CHORDS or silent > MOST_SILENCE * whole.duration_ticks:
        return None
    return found


def chosen() -> list[Piece]:
    """From each folder so many of those that will do, at even distances; then one of each folder after the other."""
    by_folder = []
    for source in SOURCES:
        able = [found for name, chart in charts_of(source) if (found := piece(name, chart, source)) is not None]
        count = min(source.count, len(able))
        by_folder.append([able[(2 * i + 1) * len(able) // (2 * count)] for i in range(count)])
        print(f"{source.folder}: {count} of {len(able)} that will do", flush=True)
    return [found for turn in zip_longest(*by_folder) for found in turn if found is not None]
