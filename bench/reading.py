"""How fast charts are read, beside the libraries that people use: charts a second, warm and cold.

Warm: every file of a corpus is read some times in one process, bytes in and charts out; the figure is the median over
the files of each file's best time. Cold: a process from start to exit that reads one chart, the median of some runs,
less nothing. Peers (music21, partitura, pychord, PyGuitarPro, mido, and a bare walk by ElementTree) are timed in the
same run, on the same files, where they are installed. Nothing here is a test: speed depends on the machine.
"""

import argparse
import contextlib
import importlib
import io
import json
import os
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from houseband.charts.formats import read_charts
from houseband.charts.source import Source
from houseband.charts.symbol import parse_symbol
from houseband.errors import ChartError

ROOT = Path(__file__).resolve().parents[1]
CORPORA = Path(os.environ.get("HOUSEBAND_CORPORA") or ROOT.parent / "shared" / "corpora")
# What is read of each format, and who else reads it.
FOLDERS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "MusicXML": ("musicxml_leadsheets_openewld_pd", (".mxl",), ("ElementTree", "music21", "partitura")),
    "ABC": ("abc_chords_tuneworks", (".abc",), ("music21",)),
    "ChordPro": ("chordpro_christmas_cc0", (".cho",), ()),
    "Guitar Pro 3–5": ("guitarpro_pyguitarpro_lgpl3", (".gp3", ".gp4", ".gp5"), ("PyGuitarPro",)),
    "Guitar Pro 6–8": ("guitarpro_alphatab_mpl2", (".gp", ".gpx"), ()),
    "MIDI": ("human_drums_groove", (".mid",), ("mido",)),
    "Billboard": ("charts_billboard_cc0", (".txt",), ()),
    "Rock Corpus": ("charts_rs200_roman_ccby", (".har",), ()),
}
MOST_FILES = 80
MOST_PEER_SECONDS = 60.0


def main() -> None:
    """Times every format and prints a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help="only formats whose name contains this")
    asked = parser.parse_args()
    if not CORPORA.is_dir():
        print(f"no corpora at {CORPORA}: set HOUSEBAND_CORPORA")
        return
    print(f"{'format':16} {'reader':14} {'files':>5} {'ms a chart':>10} {'charts/s':>9}  cold process")
    for name, (folder, suffixes, peers) in FOLDERS.items():
        if asked.only.lower() not in name.lower():
            continue
        paths = sorted(path for path in (CORPORA / folder).rglob("*") if path.suffix in suffixes)
        paths = paths[:: max(1, len(paths) // MOST_FILES)][:MOST_FILES]
        if not paths:
            continue
        cold = cold_seconds([sys.executable, "-m", "houseband", "read", str(paths[0])], asked.runs)
        row(name, "houseband", warm_seconds(ours, paths, asked.runs), cold)
        for peer in peers:
            with contextlib.suppress(ImportError):
                row(name, peer, warm_seconds(PEERS[peer](), paths, asked.runs), None)
    if asked.only.lower() in "text forms":
        written_forms(asked.runs)
    if asked.only.lower() in "chord symbols":
        chord_symbols(asked.runs)


def row(name: str, reader: str, seconds: list[float], cold: float | None) -> None:
    """One line of the table."""
    median = statistics.median(seconds) if seconds else float("nan")
    shown = "" if cold is None else f"{cold:.3f} s"
    print(f"{name:16} {reader:14} {len(seconds):5} {1000 * median:10.3f} {1 / median:9.0f}  {shown}", flush=True)


def warm_seconds(read: Callable[[Path, bytes], Any], paths: list[Path], runs: int) -> list[float]:
    """For each file that can be read, its best time in seconds; a slow peer is given fewer files."""
    best: list[float] = []
    begun = time.perf_counter()
    for path in paths:
        data = path.read_bytes()
        times: list[float] = []
        for _ in range(runs):
            start = time.perf_counter()
            try:
                read(path, data)
            except Exception:  # noqa: BLE001  a peer refuses with whatever it likes
                break
            times.append(time.perf_counter() - start)
            if time.perf_counter() - begun > MOST_PEER_SECONDS:
                break
        if times:
            best.append(min(times))
        if time.perf_counter() - begun > MOST_PEER_SECONDS:
            break
    return best


def cold_seconds(command: list[str], runs: int) -> float:
    """The median time of the whole process, after one run that does not count."""
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def ours(path: Path, data: bytes) -> None:
    """Our reader; a refusal is an answer too."""
    with contextlib.suppress(ChartError):
        read_charts(Source(data, path.name))


def _score(data: bytes) -> bytes:
    """The score inside an .mxl."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(next(n for n in archive.namelist() if n.endswith("xml") and not n.startswith("META-INF")))


def _element_tree() -> Callable[[Path, bytes], Any]:
    return lambda path, data: sum(1 for _ in ElementTree.fromstring(_score(data)).iter())


def _music21() -> Callable[[Path, bytes], Any]:
    converter = importlib.import_module("music21.converter")
    formats = {".mxl": "musicxml", ".abc": "abc"}
    return lambda path, data: converter.parse(
        (_score(data) if path.suffix == ".mxl" else data).decode("utf-8", "replace"), format=formats[path.suffix]
    )


def _partitura() -> Callable[[Path, bytes], Any]:
    load = importlib.import_module("partitura").load_musicxml
    return lambda path, data: load(str(path))


def _guitarpro() -> Callable[[Path, bytes], Any]:
    parse = importlib.import_module("guitarpro").parse
    return lambda path, data: parse(io.BytesIO(data))


def _mido() -> Callable[[Path, bytes], Any]:
    midi_file = importlib.import_module("mido").MidiFile
    return lambda path, data: midi_file(file=io.BytesIO(data))


PEERS: dict[str, Callable[[], Callable[[Path, bytes], Any]]] = {
    "ElementTree": _element_tree,
    "music21": _music21,
    "partitura": _partitura,
    "PyGuitarPro": _guitarpro,
    "mido": _mido,
}


def written_forms(runs: int) -> None:
    """The lead sheets again, written in each format that we write: how fast they are written, and read back."""
    from houseband.charts.formats import FORMATS

    paths = sorted((CORPORA / "musicxml_leadsheets_openewld_pd").glob("*.mxl"))
    charts = [read_charts(Source(path.read_bytes(), path.name))[0] for path in paths]
    for form in FORMATS.values():
        if form.writer is None:
            continue
        writing, reading = [], []
        for chart in charts:
            start = time.perf_counter()
            data = form.write([chart]).data
            writing.append(time.perf_counter() - start)
            times = []
            for _ in range(runs):
                start = time.perf_counter()
                form.read(Source(data, "chart" + form.suffixes[0]))
                times.append(time.perf_counter() - start)
            reading.append(min(times))
        row(f"{form.name} (ours)", "read", reading, None)
        row(f"{form.name} (ours)", "write", writing, None)


def chord_symbols(runs: int) -> None:
    """Every distinct chord symbol of a jazz corpus, parsed once; not from memory."""
    lines = (CORPORA / "charts_jazz_irb_mit" / "irb.jsonl").read_text("utf-8").splitlines()
    symbols = sorted({symbol for line in lines for _, symbol, _ in json.loads(line)["chords"]})
    readers: dict[str, Callable[[str], Any]] = {"houseband": parse_symbol}
    with contextlib.suppress(ImportError):
        readers["pychord"] = importlib.import_module("pychord").Chord
    with contextlib.suppress(ImportError):
        readers["music21"] = importlib.import_module("music21.harmony").ChordSymbol
    for reader, parse in readers.items():
        times = list(symbol_seconds(parse, symbols))
        row("chord symbols", reader, times, None)


def symbol_seconds(parse: Callable[[str], Any], symbols: list[str]) -> Iterator[float]:
    """The time of each symbol's first parse, where it parses."""
    for symbol in symbols:
        start = time.perf_counter()
        try:
            parse(symbol)
        except Exception:  # noqa: BLE001  a peer refuses with whatever it likes
            continue
        yield time.perf_counter() - start


if __name__ == "__main__":
    main()
