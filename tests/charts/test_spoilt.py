"""Whatever happens to a file, its reader reads it or refuses it. ``make fuzz`` does the same twenty thousand times."""

import contextlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from houseband.charts.form import unfold
from houseband.charts.formats import find_format
from houseband.charts.source import Source
from houseband.errors import ChartError
from spoil import spoilt
from test_docs import charts_shown

ROOT = Path(__file__).parents[2]
SPOILT = ROOT / "tests" / "cases" / "spoilt"
TIMES = 60


def sound_files() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of our own charts: the examples, the tests' cases, and those in the documents."""
    for path in sorted([*(ROOT / "examples").iterdir(), *(ROOT / "tests" / "cases").rglob("*")]):
        if path.is_file() and path.parent != SPOILT:
            yield path.name, path.read_bytes()
    for block in charts_shown():
        yield f"{block.document.stem}-{block.line}.{block.kind}", block.text.encode()


def read_it(data: bytes, name: str) -> None:
    source = Source(data, name)
    with contextlib.suppress(ChartError):
        for chart in find_format(source).read(source):
            assert unfold(chart).order


FILES = dict(sound_files())


@pytest.mark.parametrize("name", FILES)
def test_a_spoilt_file_is_read_or_refused(name: str) -> None:
    dice = random.Random(name)
    for _ in range(TIMES):
        read_it(spoilt(FILES[name], dice, list(FILES.values())), name)


@pytest.mark.parametrize("path", sorted(SPOILT.iterdir()) if SPOILT.is_dir() else [], ids=lambda path: path.name)
def test_what_once_crashed_a_reader_is_read_or_refused(path: Path) -> None:
    read_it(path.read_bytes(), path.name)
