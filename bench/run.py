"""How fast the band is beside its peers: whole processes by the clock, ours and theirs in turn, in one table.

A chart to MIDI is held against MMA, a chart to WAV against MMA and FluidSynth after it. Every figure is the median of
some runs (``--runs``) of a process from start to exit, after one that does not count; peak memory is what the kernel
saw. Nothing here is a test: speed depends on the machine and on what else it is doing. The claims are in README.md.
"""

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parent / "examples" / "service-lift.musicxml"
SOUNDFONTS = ("/usr/share/sounds/sf2/FluidR3_GM.sf2", "/usr/share/soundfonts/FluidR3_GM.sf2")
TEMPO_BPM = 132
CHORUSES = 3
A = (("Bbmaj7",), ("G7",), ("Cm7",), ("F7",), ("Dm7",), ("G7",), ("Cm7", "F7"), ("Bb6",))
B = (("Fm7",), ("Bb7",), ("Ebmaj7",), ("Ebmaj7",), ("Am7b5",), ("D7b9",), ("Gm7", "C7"), ("Cm7", "F7"))
FORM = (("A", A), ("A", A), ("B", B), ("A", A))
BARS = CHORUSES * sum(len(section) for _, section in FORM)
TAKE_SECONDS = BARS * 4 * 60 / TEMPO_BPM
RSS_UNITS_PER_MB = 2**20 if sys.platform == "darwin" else 2**10


@dataclass(frozen=True)
class Row:
    """Something that is timed: one process, or some that need each other."""

    name: str
    commands: tuple[tuple[str, ...], ...]
    is_peer: bool = False
    is_take: bool = False
    """Whether it makes the whole take, so that a multiple of real time says something."""
    bank: Literal["warm", "new", "second"] = "warm"
    """The folder of tones: filled; emptied before the run; left as the run before in "new" made it."""


@dataclass(frozen=True)
class Figures:
    """What was measured of a row."""

    seconds: list[float] = field(default_factory=list)
    peak_mb: list[float] = field(default_factory=list)

    @property
    def median_seconds(self) -> float:
        """The middle run."""
        return statistics.median(self.seconds)


def chart_text() -> str:
    """The changes as a plain-text chart."""
    head = (
        f"The Long Way Back to Four\nby the Houseband authors (CC0)\nKey: Bb\nStyle: Swing\nTempo: {TEMPO_BPM}\n4/4\n"
    )
    sections = [f"[{name}]\n| " + " | ".join(" ".join(bar) for bar in bars) + " |\n" for name, bars in FORM]
    return head + "\n" + "\n".join(sections)


def mma_text() -> str:
    """The same bars, written out, in MMA's language (MMA reference manual, "Groove", "Chords")."""
    bars = [bar for _ in range(CHORUSES) for _, section in FORM for bar in section]
    lines = [f"Tempo {TEMPO_BPM}", "Time 4", "KeySig 2b", "Groove Swing"]
    for number, bar in enumerate(bars, 1):
        chords = [chord.replace("maj7", "M7") for chord in bar]
        lines.append(f"{number} " + (chords[0] if len(chords) == 1 else f"{chords[0]} / {chords[1]} /"))
    return "\n".join(lines) + "\n"


def groups(folder: Path) -> dict[str, list[Row]]:
    """What is timed, by claim; peers that are not installed are left out, and said to be."""
    houseband = str(Path(sys.executable).with_name("houseband"))
    record = (houseband, "record", "changes.txt", "--choruses", str(CHORUSES), "-q", "-o")
    (folder / "changes.txt").write_text(chart_text(), "utf-8")
    (folder / "changes.mma").write_text(mma_text(), "utf-8")
    mma, fluidsynth = shutil.which("mma"), shutil.which("fluidsynth")
    soundfont = next((path for path in SOUNDFONTS if Path(path).exists()), None)
    to_midi = Row("houseband", ((*record, "ours.mid"),), is_take=True)
    to_wav = Row("houseband", ((*record, "ours.wav"),), is_take=True)
    midi_rows, wav_rows = [to_midi], [to_wav]
    if mma is None:
        print("mma is not installed: nothing to hold the MIDI against")
    else:
        compose = (mma, "changes.mma", "-f", "theirs.mid")
        midi_rows.append(Row("mma", (compose,), is_peer=True, is_take=True))
        if fluidsynth is None or soundfont is None:
            print("fluidsynth, or FluidR3_GM.sf2 for it, is not installed: nothing to hold the WAV against")
        else:
            sound = (fluidsynth, "-ni", "-F", "theirs.wav", "-r", "44100", soundfont, "theirs.mid")
            wav_rows.append(Row("mma + fluidsynth", (compose, sound), is_peer=True, is_take=True))
            wav_rows.append(Row("fluidsynth alone", (sound,), is_take=True))
    return {
        f"chart to MIDI, {BARS} bars": midi_rows,
        f"chart to WAV, {BARS} bars": wav_rows,
        "the bank of tones": [
            Row("the very first take", ((*record, "first.wav"),), is_take=True, bank="new"),
            Row("the second", ((*record, "second.wav"),), is_take=True, bank="second"),
        ],
        "starting": [
            Row("houseband --help", ((houseband, "--help"),)),
            Row("houseband read", ((houseband, "read", str(EXAMPLE)),)),
            Row("python -c pass", ((sys.executable, "-c", "pass"),)),
        ],
    }


def environment(folder: Path, bank: str) -> dict[str, str]:
    """As an installed program finds it: bytecode compiled once and kept (in the bench's folder), a bank of its own."""
    settings = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "HOUSEBAND_CACHE": str(folder / bank)}
    settings.pop("PYTHONDONTWRITEBYTECODE", None)
    return settings


def run_once(row: Row, folder: Path) -> tuple[float, float]:
    """Seconds that a row's processes took, one after the other, and the largest peak memory of one, in MB."""
    if row.bank == "new":
        shutil.rmtree(folder / "bank-new", ignore_errors=True)
    settings = environment(folder, "bank" if row.bank == "warm" else "bank-new")
    seconds, peak_mb = 0.0, 0.0
    for command in row.commands:
        with (folder / "said.txt").open("w+b") as said:
            began = time.perf_counter()
            process = subprocess.Popen(
                command, cwd=folder, env=settings, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
            )
            _, status, usage = os.wait4(process.pid, 0)
            seconds += time.perf_counter() - began
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                said.seek(0)
                sys.exit(f"{' '.join(command)}\nfailed:\n{said.read().decode(errors='replace')}")
        peak_mb = max(peak_mb, usage.ru_maxrss / RSS_UNITS_PER_MB)
    return seconds, peak_mb


def measure(rows: list[Row], folder: Path, runs: int) -> dict[str, Figures]:
    """All rows in turn, ``runs`` times over after one round that does not count."""
    figures = {row.name: Figures() for row in rows}
    for turn in range(runs + 1):
        for row in rows:
            seconds, peak_mb = run_once(row, folder)
            if turn:
                figures[row.name].seconds.append(seconds)
                figures[row.name].peak_mb.append(peak_mb)
    return figures


@contextlib.contextmanager
def timed(steps: dict[str, list[float]], name: str) -> Iterator[None]:
    """Notes how long the block took."""
    began = time.perf_counter()
    yield
    steps.setdefault(name, []).append(time.perf_counter() - began)


def inside(runs: int) -> dict[str, list[float]]:
    """Seconds of each step of a take in this process, with the bank and every memory warm. Reads changes.txt here."""
    from houseband.arrangement import arrange
    from houseband.band import perform
    from houseband.deliver.audio import write_audio
    from houseband.deliver.midi import midi_bytes
    from houseband.desk.mixing import mix
    from houseband.sound.bank import Bank, default_folder
    from houseband.sound.record import record
    from houseband.stand import read

    bank = Bank(folder=default_folder())
    all_steps: list[dict[str, list[float]]] = []
    for _ in range(runs + 1):
        steps: dict[str, list[float]] = {}
        with timed(steps, "read"):
            chart = read("changes.txt")
        with timed(steps, "arrange"):
            arrangement = arrange(chart, choruses=CHORUSES)
        with timed(steps, "perform"):
            performance = perform(arrangement)
        with timed(steps, "MIDI bytes"):
            midi_bytes(performance)
        stems = record(performance, bank)
        with timed(steps, "record (stems)"):
            for player in stems:
                stems[player]
        with timed(steps, "record and mix"):
            mixed = mix(stems)
        with timed(steps, "write WAV"):
            write_audio(Path("inside.wav"), mixed.samples, mixed.sample_rate_hz)
        all_steps.append(steps)
    return {name: [seconds for steps in all_steps[1:] for seconds in steps[name]] for name in all_steps[0]}


def inside_apart(folder: Path, runs: int) -> dict[str, Figures]:
    """``inside`` in a process of its own: this one stays small, or its size would count as its children's."""
    answer = subprocess.run(
        [sys.executable, str(Path(__file__).resolve()), "--inside", "--runs", str(runs)],
        cwd=folder, env=environment(folder, "bank"), stdout=subprocess.PIPE, check=True,
    ).stdout  # fmt: skip
    steps: dict[str, list[float]] = json.loads(answer)
    return {name: Figures(seconds) for name, seconds in steps.items()}


def line(name: str, figures: Figures, *, is_take: bool, peer: Figures | None = None) -> str:
    """A row of the table."""
    middle = figures.median_seconds
    span = f"{min(figures.seconds) * 1e3:.0f}–{max(figures.seconds) * 1e3:.0f}"
    times = f"{TAKE_SECONDS / middle:,.0f} ×" if is_take else ""
    ratio = f"{middle / peer.median_seconds:.2f}" if peer is not None else ""
    peak = f"{max(figures.peak_mb):.0f}" if figures.peak_mb else ""
    return f"  {name:<22}{middle * 1e3:>9,.1f}{span:>16}{times:>12}{ratio:>14}{peak:>9}"


def show(title: str, rows: list[Row], figures: dict[str, Figures]) -> None:
    """A group of the table."""
    peer = next((figures[row.name] for row in rows if row.is_peer), None)
    print(f"\n{title}")
    for row in rows:
        held_against = peer if row.name == "houseband" else None
        print(line(row.name, figures[row.name], is_take=row.is_take, peer=held_against))


def main() -> None:
    """Measures all of it and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=7, help="how often each is run (default 7)")
    parser.add_argument("--json", type=Path, help="write every single figure here")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.runs < 1:
        parser.error("--runs must be 1 or more")
    if asked.inside:
        print(json.dumps(inside(asked.runs)))
        return
    raw: dict[str, dict[str, dict[str, list[float]]]] = {}
    with tempfile.TemporaryDirectory(prefix="houseband-bench-") as name:
        folder = Path(name)
        claims = groups(folder)
        print(f"medians of {asked.runs} runs; {BARS} bars of swing at {TEMPO_BPM} bpm, {TAKE_SECONDS:.0f} s of music")
        print(f"\n  {'':<22}{'ms':>9}{'min–max':>16}{'real time':>12}{'ours/theirs':>14}{'peak MB':>9}")
        for title, rows in claims.items():
            figures = measure(rows, folder, asked.runs)
            show(title, rows, figures)
            raw[title] = {key: {"seconds": f.seconds, "peak_mb": f.peak_mb} for key, f in figures.items()}
        steps = inside_apart(folder, asked.runs)
        print("\ninside one process, all warm")
        for step, figures_of_step in steps.items():
            print(line(step, figures_of_step, is_take=True))
        raw["inside"] = {step: {"seconds": f.seconds, "peak_mb": []} for step, f in steps.items()}
    if asked.json:
        asked.json.write_text(json.dumps(raw, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
