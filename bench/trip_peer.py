"""The peer of bench/round_trip.py: MMA plays the same bars, with the chart's melody, through FluidSynth."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import mido
from trip_charts import MMA_GROOVES, Piece

from houseband.arrangement import PlannedBar
from houseband.music.chord import Chord
from houseband.music.instrument import INSTRUMENTS
from houseband.music.pitch import pitch_name
from houseband.units import TICKS_PER_QUARTER


def label(chord: Chord) -> str:
    """A chord in Harte's syntax: its triad and its seventh or sixth, which is more than is judged."""
    if chord.root is None:
        return "N"
    third, fifth, tones = chord.third, chord.fifth, chord.intervals
    root = pitch_name(chord.root, flats=True)
    if third is None:
        return f"{root}:" + ("sus4" if 5 in tones else "sus2" if 2 in tones else "5" if fifth == 7 else "1")
    if fifth in (6, 8):
        plain = {(3, 6): "dim", (4, 8): "aug", (4, 6): "(3,b5)", (3, 8): "(b3,#5)"}[third, fifth]
        is_half = plain == "dim" and chord.seventh == 10
        return f"{root}:" + ("hdim7" if is_half else "dim7" if plain == "dim" and 9 in tones else plain)
    sevenths = {(4, 11): "maj7", (4, 10): "7", (3, 10): "min7", (3, 11): "minmaj7"}
    if chord.seventh is not None:
        return f"{root}:{sevenths[third, chord.seventh]}"
    return f"{root}:" + ("maj" if third == 4 else "min") + ("6" if 9 in tones else "")


def mma_chord(chord: Chord) -> str:
    """A chord as MMA spells it, with its bass; "z" is silence."""
    if chord.root is None or chord.bass is None:
        return "z"
    tails = {
        "maj": "", "min": "m", "dim": "dim", "aug": "aug", "(3,b5)": "(b5)", "(b3,#5)": "m", "hdim7": "m7b5",
        "dim7": "dim7", "maj7": "M7", "7": "7", "min7": "m7", "minmaj7": "m(maj7)", "maj6": "6", "min6": "m6",
        "sus4": "7sus4" if chord.seventh == 10 else "sus4", "sus2": "sus2", "5": "5", "1": "5",
    }  # fmt: skip
    slash = "" if chord.bass == chord.root else "/" + pitch_name(chord.bass, flats=True)
    return pitch_name(chord.root, flats=True) + tails[label(chord).split(":")[1]] + slash


def mma_text(found: Piece) -> str:
    """The same bars, less a pickup, in MMA's language (MMA reference manual, "Groove", "Chords")."""
    meter = str(found.bars[0].meter)
    lines = [f"Time {meter[0]}", "Tempo 120", "RndSeed 1"]
    lines.append(f"Groove {MMA_GROOVES[found.arrangement.style.name, meter]}")
    for number, bar in enumerate(found.bars, 1):
        spans = [f"{mma_chord(s.chord)}@{1 + s.onset_ticks / TICKS_PER_QUARTER:g}" for s in bar.spans]
        lines.append(f"{number} " + " ".join(spans))
    return "\n".join(lines) + "\n"


def mma_sound(found: Piece, text: str, path: Path, soundfont: str) -> None:
    """MMA's accompaniment and the chart's melody, by FluidSynth."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "chart.mma").write_text(text, "utf-8")
        quietly(["mma", "chart.mma", "-f", "chart.mid"], folder)
        complete(folder / "chart.mid", found)
        command = ["fluidsynth", "-ni", "-F", "chart.wav", "-r", "44100", soundfont, "chart.mid"]
        quietly(command, folder)
        shutil.move(folder / "chart.wav", path)


def quietly(command: list[str], folder: Path) -> None:
    """Runs a program; what it said is shown if it fails."""
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def complete(path: Path, found: Piece) -> None:
    """MMA's file at the chart's own tempo, of which MMA takes only whole beats a minute, and with its melody."""
    file = mido.MidiFile(path)
    for track in file.tracks:
        kept, late = [], 0
        for message in track:
            late += message.time
            if message.type != "set_tempo":
                kept.append(message.copy(time=late))
                late = 0
        track[:] = kept
    tempos: list[tuple[int, Any]] = [
        (first_tick(found, bar), mido.MetaMessage("set_tempo", tempo=round(1e6 * bar.seconds_per_quarter)))
        for bar in found.bars
    ]
    file.tracks.append(track_of(tempos, file.ticks_per_beat))
    lead = next((chair.instrument for chair in found.arrangement.line_up if chair.player == "lead"), None)
    if lead is not None:
        events = [(0, mido.Message("program_change", channel=0, program=INSTRUMENTS[lead].program))]
        for bar in found.bars:
            for note in bar.melody:
                start = first_tick(found, bar) + note.onset_ticks
                events.append((start, mido.Message("note_on", channel=0, note=note.pitch, velocity=84)))
                events.append((start + note.duration_ticks, mido.Message("note_off", channel=0, note=note.pitch)))
        file.tracks.append(track_of(events, file.ticks_per_beat))
    file.save(path)


def first_tick(found: Piece, bar: PlannedBar) -> int:
    """The bar line, counted from the first one."""
    return bar.onset_ticks - found.bars[0].onset_ticks


def track_of(events: list[tuple[int, Any]], ticks_per_quarter: int) -> mido.MidiTrack:
    """Messages at their ticks, those that end before those that begin."""
    track, now = mido.MidiTrack(), 0
    for ticks, message in sorted(events, key=lambda event: (event[0], event[1].type != "note_off")):
        at = round(ticks * ticks_per_quarter / TICKS_PER_QUARTER)
        track.append(message.copy(time=at - now))
        now = at
    return track
