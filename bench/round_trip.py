"""There and back: charts of the corpora, played, and read again from the sound by programs that are not ours.

    python bench/round_trip.py --listeners PYTHON      thirty charts
    python bench/round_trip.py --listeners PYTHON --limit 10 --json FILE

PYTHON is that of an environment of its own with the listeners (bench/README.md says how to make it); what they hear is
held against the chart in bench/listeners.py. Charts are chosen by a rule (``chosen``), never by their figures, and cut
at 75 s. Each is heard three times: the band's take as anybody gets it; block chords and roots by the clock through the
same tones and desk, which is as well as these listeners can read such a chart; and MMA's accompaniment, with the
chart's melody if it has one, through FluidSynth. As badly as anybody could do is the same hearing, held against the
chart moved by half its length and against the chart a tritone away. A take's normalised score is where it lies between
the two: (take − wrong charts) / (block chords − wrong charts), each the mean of all chord listeners.

Sounds and what was heard are kept in a folder (``--cache``) by what they are made of, and so is each made only once.
"""

import argparse
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from trip_charts import CORPORA, Piece, chosen
from trip_peer import label, mma_sound, mma_text

from houseband.arrangement import Arrangement, ChordSpan, PlannedBar
from houseband.band import perform
from houseband.deliver.audio import write_audio
from houseband.deliver.midi import midi_bytes
from houseband.desk.house_desks import house_desk
from houseband.desk.mixing import mix
from houseband.performance import CONTROL, NOTE, Part, Performance
from houseband.sound.bank import Bank, default_folder
from houseband.sound.record import record
from houseband.units import TICKS_PER_QUARTER

HERE = Path(__file__).resolve().parent
SOUNDFONTS = ("/usr/share/sounds/sf2/FluidR3_GM.sf2", "/usr/share/soundfonts/FluidR3_GM.sf2")
AIM_NORMALISED, AIM_BEATS, FEWEST_TRACKERS = 0.85, 0.90, 2
FLOORS = {"pop": 0.80, "jazz": 0.65}
TRITONE = 6
MOST_ALIKE = 1 / 3
"""Of the bars of the chart and of the one that is moved by half of it."""
SIDES = ("ours", "blocks", "mma")
Segment = tuple[float, float, str]


# What is written -----------------------------------------------------------------------------------------------------


def segments(bars: Sequence[PlannedBar], chords_of: Sequence[PlannedBar], semitones: int = 0) -> list[Segment]:
    """The chords of some bars at the times of others; the first bar line of all is at 0 s."""
    found = []
    for bar, other in zip(bars, chords_of, strict=True):
        begin = bar.onset_seconds - bars[0].onset_seconds
        for span in other.spans:
            start = begin + seconds_of(bar, span.onset_ticks)
            end = begin + seconds_of(bar, span.onset_ticks + span.duration_ticks)
            found.append((start, end, label(span.chord.transposed(semitones))))
    return found


def seconds_of(bar: PlannedBar, ticks: int) -> float:
    """From the bar line."""
    return bar.seconds_at(ticks) - bar.onset_seconds


def turned(bars: Sequence[PlannedBar]) -> Sequence[PlannedBar]:
    """The chart from its middle on, and then its beginning; from near its middle where the halves are much alike."""

    def alike(by: int) -> float:
        pairs = zip(bars, [*bars[by:], *bars[:by]], strict=True)
        return statistics.mean(
            [label(span.chord) for span in one.spans] == [label(span.chord) for span in other.spans]
            for one, other in pairs
        )

    half = len(bars) // 2
    by = min(range(1, len(bars)), key=lambda place: (max(alike(place), MOST_ALIKE), abs(place - half)))
    return [*bars[by:], *bars[:by]]


def beats_of(bars: Sequence[PlannedBar]) -> list[float]:
    """The beats of the bars; the first bar line of all is at 0 s."""
    return [
        bar.onset_seconds - bars[0].onset_seconds + seconds_of(bar, beat * TICKS_PER_QUARTER)
        for bar in bars
        for beat in range(bar.duration_ticks // TICKS_PER_QUARTER)
    ]


# What sounds ---------------------------------------------------------------------------------------------------------


def our_sound(performance: Performance, path: Path, bank: Bank) -> None:
    """A performance, mixed on the desk of its style."""
    done = mix(record(performance, bank), house_desk(performance.arrangement.style.desk))
    write_audio(path, done.samples, done.sample_rate_hz)


def block_chords(arrangement: Arrangement) -> Performance:
    """The plain chart by the clock: each chord from its place to the next on the piano, between G3 and F#4, its bass
    two octaves below."""
    chords: list[tuple[PlannedBar, ChordSpan, int]] = []
    basses: list[tuple[PlannedBar, ChordSpan, int]] = []
    for bar in arrangement.bars:
        for span in bar.spans:
            chord = span.chord
            if chord.root is None or chord.bass is None:
                continue
            pitch_classes = {(chord.root + interval) % 12 for interval in chord.intervals}
            chords += [(bar, span, 55 + (pc - 55) % 12) for pc in sorted(pitch_classes)]
            basses.append((bar, span, 31 + (chord.bass - 31) % 12))
    parts = {}
    for player, instrument, rows in (("keys", "grand piano", chords), ("bass", "finger bass", basses)):
        notes = np.zeros(len(rows), NOTE)
        notes["string"] = notes["fret"] = -1
        notes["velocity"] = 80
        for note, (bar, span, pitch) in zip(notes, rows, strict=True):
            note["onset_ticks"] = bar.onset_ticks + span.onset_ticks
            note["duration_ticks"] = span.duration_ticks
            note["onset_seconds"] = bar.onset_seconds + seconds_of(bar, span.onset_ticks)
            note["duration_seconds"] = seconds_of(bar, span.duration_ticks)
            note["pitch"] = pitch
        parts[player] = Part(player, instrument, notes, np.zeros(0, CONTROL))
    return Performance(arrangement, parts)


# What is heard -------------------------------------------------------------------------------------------------------


def digest(*parts: bytes | str) -> str:
    """A name for what a file is made of."""
    return hashlib.sha256(b"\0".join(part.encode() if isinstance(part, str) else part for part in parts)).hexdigest()


def our_sources() -> str:
    """A name for the sound of this checkout: whatever makes it."""
    folder = HERE.parent / "src" / "houseband"
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return digest(*(path.read_bytes() for path in paths if path.relative_to(folder).parts[0] not in ("charts", "cli")))


class Room:
    """Where sounds are made and heard, and both are kept."""

    def __init__(self, python: str, cache: Path) -> None:
        cache.mkdir(parents=True, exist_ok=True)
        self.python = python
        self.cache = cache
        self.bank = Bank(folder=default_folder())
        self.ours = our_sources()
        self.ears = (HERE / "listeners.py").read_bytes()
        self.soundfont = next((path for path in SOUNDFONTS if Path(path).exists()), None)
        self.has_mma = bool(shutil.which("mma") and shutil.which("fluidsynth") and self.soundfont)

    def sounds(self, found: Piece) -> dict[str, Path]:
        """The WAV of each side."""
        played = perform(found.arrangement)
        blocks = block_chords(found.arrangement)
        paths = {}
        for side, performance in (("ours", played), ("blocks", blocks)):
            paths[side] = self.cache / f"{digest(side, self.ours, midi_bytes(performance))[:24]}.wav"
            if not paths[side].exists():
                our_sound(performance, paths[side], self.bank)
        if self.has_mma and self.soundfont:
            text = mma_text(found)
            more = repr([(bar.melody, bar.seconds_per_quarter) for bar in found.bars])
            paths["mma"] = self.cache / f"{digest('mma', text, more, self.soundfont)[:24]}.wav"
            if not paths["mma"].exists():
                mma_sound(found, text, paths["mma"], self.soundfont)
        return paths

    def hear(self, paths: dict[str, Path]) -> dict[str, dict[str, Any]]:
        """What each listener hears in each file."""
        kept = {side: self.cache / f"{path.stem}-{digest(self.ears)[:8]}.json" for side, path in paths.items()}
        missing = [side for side in paths if not kept[side].exists()]
        if missing:
            lines = self._ask([str(paths[side]) for side in missing]).splitlines()
            for side, line in zip(missing, lines, strict=True):
                kept[side].write_text(line + "\n", "utf-8")
        return {side: json.loads(path.read_text("utf-8")) for side, path in kept.items()}

    def judge(self, chords: list[Any], beats: list[Any]) -> dict[str, list[dict[str, float]]]:
        """The scores of pairs of what is written and what was heard."""
        scores: dict[str, list[dict[str, float]]] = json.loads(
            self._ask(["--judge"], json.dumps({"chords": chords, "beats": beats}))
        )
        return scores

    def _ask(self, words: list[str], said: str | None = None) -> str:
        settings = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        command = [self.python, str(HERE / "listeners.py"), *words]
        done = subprocess.run(command, input=said, env=settings, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"the listeners failed:\n{done.stderr[-3000:]}")
        return done.stdout


def trip(found: Piece, room: Room) -> dict[str, Any]:
    """All scores of one chart."""
    bars = found.bars
    written = {"right": segments(bars, bars), "turned": segments(bars, turned(bars)),
               "tritone": segments(bars, bars, TRITONE)}  # fmt: skip
    beats = beats_of(bars)
    heard = room.hear(room.sounds(found))
    chord_names: list[tuple[str, str, str]] = []
    chord_pairs: list[Any] = []
    beat_names: list[tuple[str, str]] = []
    beat_pairs: list[Any] = []
    for side, ears in heard.items():
        late = 0.0 if side == "mma" else bars[0].onset_seconds
        for which, wanted in written.items():
            for tool, segments_heard in ears["chords"].items():
                chord_names.append((side, which, tool))
                chord_pairs.append(([(a + late, b + late, name) for a, b, name in wanted], segments_heard))
        for tool, beats_heard in ears["beats"].items():
            beat_names.append((side, tool))
            beat_pairs.append(([second + late for second in beats], beats_heard))
    scores = room.judge(chord_pairs, beat_pairs)
    result: dict[str, Any] = {
        "name": found.name,
        "group": found.group,
        "style": found.arrangement.style.name,
        "meter": str(bars[0].meter),
        "bars": len(bars),
        "seconds": found.arrangement.duration_seconds,
        "tempo_bpm": found.arrangement.tempo_bpm,
        "chords": {side: {which: {} for which in written} for side in heard},
        "beats": {side: {} for side in heard},
    }
    for (side, which, tool), score in zip(chord_names, scores["chords"], strict=True):
        result["chords"][side][which][tool] = score
    for (side, tool), score in zip(beat_names, scores["beats"], strict=True):
        result["beats"][side][tool] = score
    result["normalised"] = {side: normalised(result, side) for side in heard}
    return result


# What it amounts to --------------------------------------------------------------------------------------------------


def mean_score(result: dict[str, Any], side: str, which: str, measure: str = "majmin") -> float:
    """The mean of all chord listeners."""
    scores: dict[str, dict[str, float]] = result["chords"][side][which]
    return statistics.mean(score.get(measure, 0.0) for score in scores.values())


def normalised(result: dict[str, Any], side: str) -> float:
    """Where a side lies between the wrong charts (0) and block chords (1)."""
    worst = statistics.mean(mean_score(result, side, which) for which in ("turned", "tritone"))
    best = mean_score(result, "blocks", "right")
    take = mean_score(result, side, "right")
    return (take - worst) / (best - worst) if best > worst else 0.0


def trackers(result: dict[str, Any], side: str) -> int:
    """How many beat trackers follow it."""
    return sum(score["AML-total"] >= AIM_BEATS for score in result["beats"][side].values())


def row(result: dict[str, Any]) -> str:
    """The line of a chart."""
    cells = [f"{result['group']:5}{result['name'][:29]:30}{result['style'][:10]:11}{result['tempo_bpm']:4.0f} "]
    for side in SIDES:
        if side not in result["chords"]:
            continue
        by_tool = " ".join(f"{s.get('majmin', 0.0):.2f}" for s in result["chords"][side]["right"].values())
        if side == "blocks":
            cells.append(f"{by_tool}")
            continue
        by_tracker = " ".join(f"{s['AML-total']:.2f}" for s in result["beats"][side].values())
        cells.append(f"{by_tool}  {result['normalised'][side]:5.2f}  {by_tracker}")
    wrong = " ".join(f"{mean_score(result, 'ours', which):.2f}" for which in ("turned", "tritone"))
    return " | ".join([*cells, wrong])


def summary(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The means of each group and side."""
    rows = []
    for group in dict.fromkeys(result["group"] for result in results):
        those = [result for result in results if result["group"] == group]
        for side in SIDES:
            if not all(side in result["chords"] for result in those):
                continue
            figures: dict[str, Any] = {"group": group, "side": side, "charts": len(those)}
            for measure in ("majmin", "root", "thirds"):
                figures[measure] = statistics.mean(mean_score(result, side, "right", measure) for result in those)
            for which in ("turned", "tritone"):
                figures[which] = statistics.mean(mean_score(result, side, which) for result in those)
            figures["normalised"] = statistics.mean(result["normalised"][side] for result in those)
            for measure in ("F", "AML-total"):
                figures[measure] = {
                    tool: statistics.mean(result["beats"][side][tool][measure] for result in those)
                    for tool in those[0]["beats"][side]
                }
            figures["followed"] = statistics.mean(trackers(result, side) >= FEWEST_TRACKERS for result in those)
            rows.append(figures)
    return rows


def show(results: list[dict[str, Any]]) -> None:
    """The table of the groups, and whether the aims are met."""
    print(f"\n{'':14}{'charts':>6}{'majmin':>8}{'root':>7}{'thirds':>8}{'turned':>8}{'tritone':>8}{'normal.':>8}"
          f"{'followed':>10}   beats, AML-total and F")  # fmt: skip
    for f in summary(results):
        beats = ", ".join(f"{tool} {f['AML-total'][tool]:.2f} {f['F'][tool]:.2f}" for tool in f["F"])
        cells = [f"{f['group']:6}{f['side']:8}{f['charts']:6}{f['majmin']:8.3f}{f['root']:7.3f}{f['thirds']:8.3f}"]
        cells.append(f"{f['turned']:8.3f}{f['tritone']:8.3f}{f['normalised']:8.3f}{f['followed']:10.2f}   {beats}")
        print("".join(cells))
    print()
    for f in summary(results):
        if f["side"] != "ours":
            continue
        good = sum(value >= AIM_BEATS for value in f["AML-total"].values())
        aims = {
            f"normalised {f['normalised']:.2f} of {AIM_NORMALISED:.2f}": f["normalised"] >= AIM_NORMALISED,
            f"majmin {f['majmin']:.2f} of {FLOORS[f['group']]:.2f}": f["majmin"] >= FLOORS[f["group"]],
            f"beats {AIM_BEATS:.2f} by {good} of {len(f['AML-total'])} trackers": good >= FEWEST_TRACKERS,
        }
        for aim, is_met in aims.items():
            print(f"{f['group']}: {aim}: {'met' if is_met else 'NOT MET'}")


def main() -> None:
    """Plays, listens and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listeners", required=True, metavar="PYTHON", help="a Python that has the listeners")
    parser.add_argument("--limit", type=int, default=None, help="only so many charts")
    parser.add_argument("--only", default="", help="only charts whose name contains this")
    parser.add_argument("--json", type=Path, help="write every single figure here")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "houseband-round-trip")
    asked = parser.parse_args()
    if shutil.which(asked.listeners) is None:
        parser.error(
            f"there is no {asked.listeners}: bench/README.md says how to make an environment for the listeners"
        )
    if not CORPORA.is_dir():
        print(f"no corpora at {CORPORA}: set HOUSEBAND_CORPORA")
        return
    room = Room(asked.listeners, asked.cache)
    if not room.has_mma:
        print("mma, fluidsynth or FluidR3_GM.sf2 for it is not installed: nobody plays beside ours")
    pieces = [found for found in chosen() if asked.only.lower() in found.name.lower()][: asked.limit]
    results: list[dict[str, Any]] = []
    for found in pieces:
        results.append(trip(found, room))
        if len(results) == 1:
            sides = [side for side in SIDES if side in results[0]["chords"]]
            chord_tools, beat_tools = (", ".join(tools) for tools in (results[0]["chords"]["ours"]["right"],
                                                                      results[0]["beats"]["ours"]))  # fmt: skip
            print(f"\nmajmin by {chord_tools}; normalised; AML-total by {beat_tools}")
            print(f"{' | '.join(sides)} | ours against the charts turned and a tritone away")
        print(row(results[-1]), flush=True)
    if results:
        show(results)
    if asked.json:
        asked.json.write_text(json.dumps({"charts": results, "groups": summary(results)}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
