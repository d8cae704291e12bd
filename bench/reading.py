"""How fast charts are read, beside the libraries that people use: charts a second, warm and cold.

Warm: every file of a corpus is read some times in one process, bytes in and charts out; "best" is the median over the
files of each file's best time, "first" that of its first, when none of its words and chords is remembered. Cold: a
process from start to exit that reads one chart, the median of some runs, less nothing. Song sheets are the ChordPro
carols with their chords set over the words, as plain text. Peers (music21, partitura, pychord, PyGuitarPro, mido, and a
bare walk by ElementTree) are timed in the same run, on the files that we read, where they are installed; "ours/theirs"
is the median of the files' ratios. Nothing here is a test: speed depends on the machine.
"""

import argparse
import contextlib
import importlib
import io
import json
import os
import re
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
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
    "ABC in parts": ("abc_hymns_satb_openhymnal", (".abc",), ()),
    "ChordPro": ("chordpro_christmas_cc0", (".cho",), ()),
    "Guitar Pro 3–5": ("guitarpro_pyguitarpro_lgpl3", (".gp3", ".gp4", ".gp5"), ("PyGuitarPro",)),
    "Guitar Pro 6–8": ("guitarpro_alphatab_mpl2", (".gp", ".gpx"), ()),
    "MIDI": ("human_drums_groove", (".mid",), ("mido",)),
    "Billboard": ("charts_billboard_cc0", (".txt",), ()),
    "Rock Corpus": ("charts_rs200_roman_ccby", (".har",), ()),
    "numbers, refused": ("human_jazz_trio_onsets_jtd", (".txt",), ()),
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
    print(
        f"{'format':16} {'reader':12} {'files':>5} {'best ms':>8} {'first ms':>8} {'charts/s':>9}  cold     ours/theirs"
    )
    for name, (folder, suffixes, peers) in FOLDERS.items():
        if asked.only.lower() not in name.lower():
            continue
        paths = sorted(path for path in (CORPORA / folder).rglob("*") if path.is_file() and path.suffix in suffixes)
        paths = paths[:: max(1, len(paths) // MOST_FILES)][:MOST_FILES]
        if not paths:
            continue
        cold = cold_seconds([sys.executable, "-m", "houseband", "read", str(paths[0])], asked.runs)
        own = warm_seconds(refusal if "refused" in name else ours, paths, asked.runs)
        row(name, "houseband", own.values(), f"{cold:.3f} s")
        for peer in peers:
            with contextlib.suppress(ImportError):
                theirs = warm_seconds(PEERS[peer](), list(own), asked.runs)
                ratio = statistics.median(own[path].best / theirs[path].best for path in theirs) if theirs else 0.0
                row(name, peer, theirs.values(), f"{'':8} {ratio:10.2f}")
    if asked.only.lower() in "song sheets":
        song_sheets(asked.runs)
    if asked.only.lower() in "text forms":
        written_forms(asked.runs)
    if asked.only.lower() in "chord symbols":
        chord_symbols(asked.runs)


def row(name: str, reader: str, timings: Collection["Timing"], more: str = "") -> None:
    """One line of the table."""
    best = statistics.median(timing.best for timing in timings) if timings else float("nan")
    first = statistics.median(timing.first for timing in timings) if timings else float("nan")
    print(f"{name:16} {reader:12} {len(timings):5} {1000 * best:8.3f} {1000 * first:8.3f} {1 / best:9.0f}  {more}",
          flush=True)  # fmt: skip


class Timing(NamedTuple):
    """How long one thing took, in seconds."""

    first: float
    best: float


def warm_seconds(read: Callable[[Path, bytes], Any], paths: list[Path], runs: int) -> dict[Path, Timing]:
    """The times of each file that can be read; a slow peer is given fewer files."""
    found: dict[Path, Timing] = {}
    begun = time.perf_counter()
    for path in paths:
        if timing := timed(partial(read, path, path.read_bytes()), runs, begun + MOST_PEER_SECONDS):
            found[path] = timing
        if time.perf_counter() - begun > MOST_PEER_SECONDS:
            break
    return found


def timed(read: Callable[[], Any], runs: int, until: float = float("inf")) -> Timing | None:
    """The times of so many runs, or as many as are over by ``until``; None if it is refused."""
    times: list[float] = []
    for _ in range(runs):
        start = time.perf_counter()
        try:
            read()
        except Exception:  # noqa: BLE001  a peer refuses with whatever it likes
            break
        times.append(time.perf_counter() - start)
        if time.perf_counter() > until:
            break
    return Timing(times[0], min(times)) if times else None


def cold_seconds(command: list[str], runs: int) -> float:
    """The median time of the whole process, after one run that does not count."""
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def ours(path: Path, data: bytes) -> None:
    """Our reader."""
    read_charts(Source(data, path.name))


def refusal(path: Path, data: bytes) -> None:
    """Our reader, where a refusal is the right answer."""
    try:
        read_charts(Source(data, path.name))
    except ChartError:
        return
    raise ValueError(f"{path.name} is read")


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


def song_sheets(runs: int) -> None:
    """The carols as the web's song sheets have them: chords over the words, headings in square brackets."""
    paths = sorted((CORPORA / "chordpro_christmas_cc0").glob("*.cho"))
    sheets = [Source(song_sheet(path.read_text("utf-8", "replace")).encode(), "sheet.txt") for path in paths]
    row("song sheets", "houseband", [t for sheet in sheets if (t := timed(partial(read_charts, sheet), runs))])


def song_sheet(chordpro: str) -> str:
    """A ChordPro song as plain text; of its directives only the title and the headings are kept."""
    sheet: list[str] = []
    for line in chordpro.splitlines():
        if line.startswith("{"):
            if found := re.match(r"\{(?:title|t):\s*(.*)\}", line):
                sheet.append(found[1])
            elif found := re.match(r"\{start_of_(\w+)", line):
                sheet.append(f"[{found[1].title()}]")
            continue
        chords = words = ""
        for k, piece in enumerate(re.split(r"\[([^\]]*)\]", line)):
            if k % 2 == 0:
                words += piece
                continue
            chords = chords.ljust(max(len(words), len(chords) + bool(chords)))
            words = words.ljust(len(chords))
            chords += piece
        sheet += [text.rstrip() for text in ([chords, words] if chords else [words])]
    return "\n".join(sheet) + "\n"


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
            writing.append(timed(partial(form.write, [chart]), 1))
            source = Source(form.write([chart]).data, "chart" + form.suffixes[0])
            reading.append(timed(partial(form.read, source), runs))
        row(f"{form.name} (ours)", "read", [timing for timing in reading if timing])
        row(f"{form.name} (ours)", "write", [timing for timing in writing if timing])


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
        row("chord symbols", reader, [t for symbol in symbols if (t := timed(partial(parse, symbol), 1))])


if __name__ == "__main__":
    main()
