"""How fast notes become sound, beside synthesisers that play the same notes: warm, on one core, in one run.

    python bench/sounding.py                       all that is below
    python bench/sounding.py --symusic PYTHON      with symusic 0.5.8, in an environment of its own
    python bench/sounding.py --live-minutes 10     blocks for a loudspeaker, sixteen players, for as long

Ours are timed in this process, after a round that fills the bank; FluidSynth as a process, less one that plays an empty
file and so only loads its font; symusic inside a process of its own, its font loaded. Multiples are of the music's own
length. Cold banks and peak memory are processes of their own.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from houseband import takes
from houseband.deliver.audio import write_audio
from houseband.deliver.midi import write_midi
from houseband.desk.mixing import mix
from houseband.performance import Performance
from houseband.sound.bank import Bank
from houseband.sound.blocks import BLOCK_FRAMES, LiveStems
from houseband.sound.record import record

HERE = Path(__file__).resolve().parent
OUT = HERE / "out"
EXAMPLE = HERE.parent / "examples" / "service-lift.musicxml"
FLUID = "/usr/share/sounds/sf2/FluidR3_GM.sf2"
SONIVOX = HERE.parent / "node_modules" / "@coderline" / "alphatab" / "dist" / "soundfont" / "sonivox.sf3"
FONTS = {
    "sonivox": str(SONIVOX),
    "TimGM6mb": "/usr/share/sounds/sf2/TimGM6mb.sf2",
    "FluidR3": FLUID,
    "MuseScore": "/usr/share/sounds/sf3/MuseScore_General_Lite.sf3",
}
SYMUSIC = """
import json, sys, time
from symusic import Score, Synthesizer
score = Score(sys.argv[1])
font = Synthesizer(sf_path=sys.argv[2], sample_rate=44100)
font.render(score, stereo=True)
times = []
for _ in range(int(sys.argv[3])):
    begun = time.perf_counter()
    font.render(score, stereo=True)
    times.append(time.perf_counter() - begun)
print(json.dumps(times))
"""
COLD = """
import sys, time
from pathlib import Path
from houseband import takes
begun = time.perf_counter()
take = takes.take(Path(sys.argv[1]), choruses=int(sys.argv[3]))
take.performance
played = time.perf_counter()
take.save(Path(sys.argv[2]))
print(time.perf_counter() - played, take.performance.duration_seconds, len(take.stems))
"""
RSS_UNITS_PER_MB = 2**20 if sys.platform == "darwin" else 2**10


def timed(work: Callable[[], object], runs: int) -> float:
    """The median seconds of some runs, after one that does not count."""
    work()
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


def process_seconds(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun


def row(name: str, seconds: float, music_seconds: float) -> None:
    print(f"  {name:44}{seconds * 1000:9.0f} ms{music_seconds / seconds:9.0f} x")


def offline(folder: Path, choruses: int, runs: int, symusic: str | None) -> None:
    """Stems, and the mastered file, against the peers on the same notes."""
    bank = Bank(folder=folder / "bank")
    take = takes.take(EXAMPLE, choruses=choruses)
    performance = take.performance
    music_seconds = performance.duration_seconds
    notes = sum(len(part.notes) for part in performance.parts.values())
    midi, wave = folder / "notes.mid", folder / "theirs.wav"
    write_midi(midi, performance)
    (folder / "empty.mid").write_bytes(b"MThd\0\0\0\6\0\0\0\1\0\x60MTrk\0\0\0\4\0\xff\x2f\0")
    print(f"{notes} notes of {len(performance.parts)} players, {music_seconds:.0f} s of music, one core")

    def stems() -> None:
        made = record(performance, bank)
        for player in made:
            made.planes(player)

    def mastered() -> None:
        master = mix(record(performance, bank), take.desk)
        write_audio(folder / "ours.wav", master.samples, master.sample_rate_hz)

    print("dry stems")
    row("houseband", timed(stems, runs), music_seconds)
    if symusic:
        for name, font in FONTS.items():
            if Path(font).exists():
                done = subprocess.run(
                    [symusic, "-c", SYMUSIC, str(midi), font, str(runs)], capture_output=True, text=True, check=False
                )
                if done.returncode == 0:
                    row(f"symusic, {name}", statistics.median(json.loads(done.stdout)), music_seconds)
                else:
                    print(f"  symusic, {name}: {done.stderr.strip().splitlines()[-1][:80]}")
    fluidsynth = shutil.which("fluidsynth")
    if fluidsynth:
        for name, effects in (("without effects", ["-R", "0", "-C", "0"]), ("with reverb and chorus", [])):
            command = [fluidsynth, "-ni", *effects, "-r", "44100", "-F", str(wave), FLUID]
            loading = statistics.median(process_seconds([*command, str(folder / "empty.mid")]) for _ in range(3))
            whole = statistics.median(process_seconds([*command, str(midi)]) for _ in range(3))
            row(f"fluidsynth, FluidR3, {name}", whole - loading, music_seconds)
    print("mastered stereo WAV on disk, notes given")
    row("houseband", timed(mastered, runs), music_seconds)


def cold_and_memory(folder: Path) -> None:
    """A bank that is empty, and the memory of a song of five minutes."""
    for name, choruses in (("cold bank, four players", 1), ("five minutes", 6)):
        settings = {**os.environ, "HOUSEBAND_CACHE": str(folder / "cold")}
        command = [sys.executable, "-c", COLD, str(EXAMPLE), str(folder / "cold.wav"), str(choruses)]
        process = subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, text=True)
        said = process.stdout.read() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds, music_seconds, players = map(float, said.split())
        print(f"{name}: {music_seconds:.0f} s of {players:.0f} players in {seconds:.2f} s, "
              f"peak {usage.ru_maxrss / RSS_UNITS_PER_MB:.0f} MB")  # fmt: skip


def crowd(performance: Performance, players: int) -> Performance:
    """A performance of many players: the same ones again, moved by some semitones."""
    parts = {}
    for number in range(players):
        name, part = list(performance.parts.items())[number % len(performance.parts)]
        notes = part.notes.copy()
        if name != "drums":
            notes["pitch"] += (0, 5, -4, 7)[number // len(performance.parts) % 4]
        parts[f"{name} {number}"] = replace(part, player=f"{name} {number}", notes=notes)
    return Performance(performance.arrangement, parts)


def live(folder: Path, minutes: float, players: int = 16, rate: int = 48_000) -> None:
    """Blocks of 256 frames: how long each takes to make, the voices prepared by a thread meanwhile."""
    take = takes.take(EXAMPLE, choruses=max(1, round(minutes * 60 / 51)))
    performance = crowd(take.performance, players)
    bank = Bank(rate, folder / "bank")
    block_ms = 1000.0 * BLOCK_FRAMES / rate
    with LiveStems(performance, bank) as stems:
        count = min(round(minutes * 60 * rate / BLOCK_FRAMES), stems.frames // BLOCK_FRAMES)
        spent = np.zeros(count)
        memory = []
        for index in range(count):
            begun = time.perf_counter()
            stems.block()
            spent[index] = time.perf_counter() - begun
            time.sleep(max(0.0, 0.3 * (block_ms / 1000 - spent[index])))  # faster than the music: a harder test
            if index % (count // 10 or 1) == 0:
                memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / RSS_UNITS_PER_MB)
    p50, p99, p999, worst = (1000 * float(np.quantile(spent, q)) for q in (0.5, 0.99, 0.999, 1.0))
    print(f"live: {players} players, {rate} Hz, blocks of {BLOCK_FRAMES} ({block_ms:.2f} ms), "
          f"{count * BLOCK_FRAMES / rate / 60:.1f} min; making one: median {p50:.2f} ms, 99 % {p99:.2f}, "
          f"99.9 % {p999:.2f}, worst {worst:.2f}; threads {threading.active_count()}; "
          f"memory {' '.join(f'{mb:.0f}' for mb in memory)} MB")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--choruses", type=int, default=4)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--symusic", help="a Python that has symusic 0.5.8")
    parser.add_argument("--live-minutes", type=float, default=2.0)
    parser.add_argument("--only", choices=("offline", "cold", "live"))
    asked = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT) as name:
        folder = Path(name)
        if asked.only in (None, "cold"):
            cold_and_memory(folder)
        if asked.only in (None, "live"):
            live(folder, asked.live_minutes)
        if asked.only in (None, "offline"):
            if hasattr(os, "sched_setaffinity"):
                os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
            offline(folder, asked.choruses, asked.runs, asked.symusic)


if __name__ == "__main__":
    main()
