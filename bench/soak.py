"""Every chart of the corpora, recorded and mixed by the clock, in the style that the band chooses or in every style.

Looked for: anything that crashes (only a ChartError may refuse a chart), a take that is not as long as its bars, not as
loud as it should be or with too high a peak, sound that is not a number, and a player with notes who is not heard.
Each is a line; the exit status is 1 if there was one. The corpora are those of $HOUSEBAND_CORPORA, by default
``../shared/corpora`` beside this checkout; without them there is nothing to do.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import mido
import numpy as np
import soundfile
from numpy.typing import NDArray

from houseband.arrangement import Arrangement, arrange
from houseband.band import perform
from houseband.charts.chart import Chart
from houseband.deliver.audio import write_audio
from houseband.deliver.midi import write_midi
from houseband.desk.house_desks import house_desk
from houseband.desk.loudness import loudness_lufs, true_peak_dbtp
from houseband.desk.mixing import USUAL_DESK, mix
from houseband.errors import ChartError
from houseband.performance import Performance
from houseband.sound.bank import Bank, default_folder
from houseband.sound.record import TAIL_SECONDS, Stems
from houseband.sound.tone import Colouring
from houseband.stand import read_all
from houseband.styles.style import Style, house_styles

DESK = house_desk(USUAL_DESK)
ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (
    "musicxml_leadsheets_openewld_pd", "chordpro_christmas_cc0", "chordpro_reference_tests_artistic2",
    "musicxml_testsuite_mit", "abc_chords_rjl20", "abc_chords_tuneworks", "abc_hymns_satb_openhymnal",
)  # fmt: skip
SUFFIXES = (".musicxml", ".xml", ".mxl", ".cho", ".crd", ".chopro", ".pro", ".abc")
NEAR_ENOUGH_LU = 0.5
SPARSE_NOTES_PER_SECOND = 2.0
"""A take with fewer notes than this may stay quieter than asked: the limiter would have too much to do."""
SPARSE_SECONDS = 4.0
"""One shorter than this is no take to judge the loudness of: most of it is its tail."""


class Watched(Stems):
    """Stems that are looked at while the mixer takes them, so that each is made only once."""

    problems: list[str]
    heard: set[str]

    def fill(
        self, planes: NDArray[np.float32], player: str, first_frame: int, colouring: Colouring | None = None
    ) -> None:
        super().fill(planes, player, first_frame, colouring)
        highest, lowest = float(planes.max(initial=0.0)), float(planes.min(initial=0.0))
        if not np.isfinite(highest - lowest):
            self.problems.append(f"the stem of {player} is not all numbers")
        if not highest == lowest == 0.0:
            self.heard.add(player)

    def silent(self) -> list[str]:
        """A problem for each player who has notes and was not heard."""
        return [
            f"the stem of {player} is silent, with {len(part.notes)} notes"
            for player, part in self._parts.items()
            if player not in self.heard and len(part.notes)
        ]


def charts_of(corpora: Path) -> Iterator[Path]:
    """The files that may be charts, in an order of their own."""
    for folder in FOLDERS:
        if not (corpora / folder).is_dir():
            print(f"{folder}: not here, passed over")
        yield from sorted(path for path in (corpora / folder).rglob("*") if path.suffix.lower() in SUFFIXES)


def is_sparse(performance: Performance) -> bool:
    """Whether there is so little in a take that no loudness is promised."""
    seconds = performance.duration_seconds
    notes = sum(len(part.notes) for part in performance.parts.values())
    return seconds < SPARSE_SECONDS or notes < SPARSE_NOTES_PER_SECOND * seconds


def record_one(arrangement: Arrangement, bank: Bank, scratch: Path) -> tuple[list[str], str, float]:
    """Records and mixes a take into files; what is wrong with it, a remark on what is only unusual, and its seconds."""
    performance = perform(arrangement)
    stems = Watched(performance, bank)
    stems.problems, stems.heard = [], set()
    mixed = mix(stems, DESK)
    problems, remark = [*stems.problems, *stems.silent()], ""
    rate = mixed.sample_rate_hz
    bars_seconds = sum(bar.duration_seconds for bar in arrangement.bars)
    wanted = round((bars_seconds + TAIL_SECONDS) * rate)
    if abs(len(mixed.samples) - wanted) > 1:  # the sum of the bars may round to the other side
        problems.append(f"{len(mixed.samples)} frames, and its {len(arrangement.bars)} bars ask for {wanted}")
    if not np.isfinite(float(mixed.samples.max()) - float(mixed.samples.min())):
        problems.append("the mix is not all numbers")
    planes = np.ascontiguousarray(mixed.samples.T)
    lufs, peak_dbtp = loudness_lufs(planes, rate), true_peak_dbtp(planes)
    if not abs(lufs - DESK.loudness_lufs) <= NEAR_ENOUGH_LU:
        if is_sparse(performance):
            remark = f"sparse: {lufs:.1f} LUFS, {sum(len(p.notes) for p in performance.parts.values())} notes"
        else:
            problems.append(f"{lufs:.2f} LUFS")
    if not peak_dbtp <= DESK.ceiling_dbtp:
        problems.append(f"{peak_dbtp:.3f} dBTP")
    if not abs(lufs - mixed.loudness_lufs) <= 0.05 and np.isfinite(lufs):
        problems.append(f"said to be {mixed.loudness_lufs:.2f} LUFS, is {lufs:.2f}")
    problems += problems_of_files(performance, mixed.samples, rate, scratch)
    return problems, remark, bars_seconds


def problems_of_files(performance: Performance, samples: NDArray[np.float32], rate: int, scratch: Path) -> list[str]:
    """What is wrong with the WAV and the MIDI file, read back by others."""
    problems = []
    write_audio(scratch / "take.wav", samples, rate)
    info = soundfile.info(scratch / "take.wav")
    if (info.frames, info.samplerate, info.channels) != (len(samples), rate, 2):
        problems.append(f"the WAV has {info.frames} frames of {info.channels} at {info.samplerate} Hz")
    write_midi(scratch / "take.mid", performance)
    struck = Counter(
        message.channel
        for track in mido.MidiFile(scratch / "take.mid").tracks
        for message in track
        if message.type == "note_on" and message.velocity
    )
    with_notes = sum(len(part.notes) > 0 for part in performance.parts.values())
    if len(struck) != with_notes:
        problems.append(f"{len(struck)} players in the MIDI file, and {with_notes} played")
    return problems


class Soak:
    """The takes so far, and what was wrong with them."""

    def __init__(self, styles: tuple[Style | None, ...], scratch: Path) -> None:
        self.styles = styles
        self.scratch = scratch
        self.bank = Bank(folder=default_folder())
        self.refused = self.takes = self.failures = self.sparse = 0
        self.music_seconds = 0.0
        self.slowest: tuple[float, str] = (0.0, "")
        self.by_style: Counter[str] = Counter()

    def file(self, path: Path) -> None:
        """Every chart of a file, in every style wanted."""
        try:
            charts = read_all(path)
        except ChartError:
            self.refused += 1
            return
        except Exception:  # noqa: BLE001 - a crash is what is looked for
            self.fail(path.name, "reading it: " + traceback.format_exc(limit=-1).replace("\n", " · "))
            return
        for chart in charts:
            for style in self.styles:
                self.take(path, chart, style)

    def take(self, path: Path, chart: Chart, style: Style | None) -> None:
        """One take."""
        name = path.name + (f" as {style.name}" if style else "")
        began = time.perf_counter()
        try:
            arrangement = arrange(chart, style)
            problems, remark, seconds = record_one(arrangement, self.bank, self.scratch)
        except ChartError:
            self.refused += 1
            return
        except Exception:  # noqa: BLE001 - a crash is what is looked for
            self.fail(name, traceback.format_exc(limit=-2).replace("\n", " · "))
            return
        self.takes += 1
        self.music_seconds += seconds
        self.by_style[arrangement.style.name] += 1
        self.slowest = max(self.slowest, (time.perf_counter() - began, name))
        for problem in problems:
            self.fail(name, problem)
        if remark:
            self.sparse += 1
            print(f"  {name}: {remark}")

    def fail(self, name: str, problem: str) -> None:
        """A line for something that must not be."""
        self.failures += 1
        print(f"✗ {name}: {problem}", flush=True)


def main() -> None:
    """Goes through the corpora and sums up."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--all-styles", action="store_true", help="every chart in every style")
    parser.add_argument("--only", default="", help="only files whose path contains this")
    asked = parser.parse_args()
    corpora = Path(os.environ.get("HOUSEBAND_CORPORA") or ROOT.parent / "shared" / "corpora")
    if not corpora.is_dir():
        print(f"no corpora at {corpora}: set HOUSEBAND_CORPORA")
        return
    began = time.perf_counter()
    styles: tuple[Style | None, ...] = tuple(house_styles().values()) if asked.all_styles else (None,)
    with tempfile.TemporaryDirectory(prefix="houseband-soak-") as scratch:
        soak = Soak(styles, Path(scratch))
        paths = [path for path in charts_of(corpora) if asked.only in str(path)]
        for number, path in enumerate(paths, 1):
            if sys.stderr.isatty():
                print(f"\r{number} of {len(paths)} {path.name[:60]:<60}", end="\r", file=sys.stderr)
            soak.file(path)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    print(f"\n{len(paths)} files: {soak.takes} takes, {soak.refused} refused as no charts, {soak.sparse} sparse")
    print("styles: " + ", ".join(f"{name} {count}" for name, count in soak.by_style.most_common()))
    print(f"{soak.music_seconds / 60:.0f} min of music in {took:.0f} s, {soak.music_seconds / took:.0f} × real time")
    print(f"slowest: {soak.slowest[1]}, {soak.slowest[0]:.1f} s; peak memory {peak:.0f} MB; failures: {soak.failures}")
    sys.exit(1 if soak.failures else 0)


if __name__ == "__main__":
    main()
