"""How far our tones are from sampled ones: three SoundFonts as measuring sticks, and a plain saw wave as the control.

The distance of two tones is the mean absolute difference in dB over 64 mel bands and the first 1.5 s of a dry single
note, aligned at the onset, matched in loudness, with a floor 60 dB below the louder one's peak. A tone of ours is
judged by its mean distance to the three sticks over the largest distance between two of them. The sticks are
Debian's packages (fluid-soundfont-gm, musescore-general-soundfont-small, timgm6mb-soundfont), sounded by fluidsynth
without its reverb and chorus. Nothing of them is kept in the project: what they play lies in a cache of the machine's.

    python bench/sticks.py                     the table of all programs and drum keys
    python bench/sticks.py --family 4          one family of eight programs, counted from 1; 17 is the drums
    python bench/sticks.py --only "grand piano" flute
    python bench/sticks.py --partials 0        levels and decays of the partials of a program, as the sticks have them
    python bench/sticks.py --picture "grand piano" out.png    ours and theirs side by side
"""

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from png import write_png

from houseband.music.general_midi import PROGRAMS
from houseband.music.instrument import INSTRUMENTS
from houseband.sound.bank import Bank
from houseband.sound.modes import loudness_db
from houseband.sound.pitch import held
from houseband.sound.playing import GAIN_OF_VELOCITY, LAYER_OF_VELOCITY, release_curve
from houseband.units import key_to_hz

Samples = NDArray[np.float32]
Bands = NDArray[np.float64]

RATE = 44_100
STICKS = {
    "FluidR3": "/usr/share/sounds/sf2/FluidR3_GM.sf2",
    "MuseScore": "/usr/share/sounds/sf3/MuseScore_General_Lite.sf3",
    "TimGM6mb": "/usr/share/sounds/sf2/TimGM6mb.sf2",
}
FOLDER = Path(os.environ.get("HOUSEBAND_STICKS", tempfile.gettempdir() + "/houseband-sticks"))
HELD_SECONDS, HEARD_SECONDS, APART_SECONDS = 1.7, 1.5, 3.2
VELOCITIES = (60, 110)
SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Where in an instrument's range the five keys lie."""
MEL_BANDS, FFT_FRAMES, HOP_FRAMES, FLOOR_DB = 64, 2048, 512, 60.0
ONSET_DB = -34.0
DRUMS_FAMILY = 17
FAMILIES = (
    "pianos", "chromatic percussion", "organs", "guitars", "basses", "strings", "ensembles", "brass", "reeds", "pipes",
    "synth leads", "synth pads", "synth effects", "ethnic", "percussive", "sound effects", "drums",
)  # fmt: skip
DRUM_KEYS = tuple(range(35, 82))
KITS = {"studio kit": 0, "rock kit": 16, "electronic kit": 25, "jazz kit": 32, "brush kit": 40}
"""The sets' own kits by the program of the drum channel: standard, power, TR-808, jazz and brush."""
KIT_KEYS = tuple(range(35, 54))
"""What of the other kits is judged: the kit itself; their hand percussion is the standard kit's."""
AIM_MEDIAN, AIM_WORST = 1.5, 2.2


@dataclass(frozen=True)
class Note:
    """A single note of a General MIDI program; of drum kit k if ``program`` is −1 − k."""

    program: int
    key: int
    velocity: int


def keys_of(instrument: str) -> list[int]:
    """Five keys over the range of an instrument."""
    low, high = INSTRUMENTS[instrument].lowest, INSTRUMENTS[instrument].highest
    return [round(low + share * (high - low)) for share in SHARES]


def notes_of(program: int) -> list[Note]:
    """The notes that a program is judged by."""
    return [Note(program, key, velocity) for key in keys_of(PROGRAMS[program]) for velocity in VELOCITIES]


def theirs(stick: str, notes: Iterable[Note]) -> dict[Note, Samples]:
    """The notes as a stick plays them, mono from the note-on; sounded once, then kept."""
    wanted = list(notes)
    folder = FOLDER / stick
    folder.mkdir(parents=True, exist_ok=True)
    paths = {note: folder / f"{note.program}-{note.key}-{note.velocity}.npy" for note in wanted}
    missing = [note for note in wanted if not paths[note].exists()]
    if missing:
        for note, samples in zip(missing, sounded(STICKS[stick], missing), strict=True):
            scratch = paths[note].with_suffix(f".{os.getpid()}.part")
            with open(scratch, "wb") as file:
                np.save(file, samples.astype(np.float16))
            os.replace(scratch, paths[note])
    return {note: np.load(path).astype(np.float32) for note, path in paths.items()}


def sounded(font: str, notes: Sequence[Note], scaled: bool = True, alone: bool = False) -> list[Samples]:
    """The notes one after the other through fluidsynth, each scaled to a peak of one unless told otherwise.

    ``alone`` stops what still rings of the note before, and interpolates as well as it can.
    """
    with tempfile.TemporaryDirectory() as name:
        midi, wave = Path(name, "notes.mid"), Path(name, "notes.wav")
        midi.write_bytes(midi_bytes(notes, alone))
        command = ["fluidsynth", "-ni", "-g", "0.4", "-R", "0", "-C", "0", "-r", str(RATE), "-F", str(wave), font]
        if alone:
            best = Path(name, "best.cfg")
            best.write_text("interp 7\n")  # its best interpolation: the usual one has loud images above old samples
            command[1:1] = ["-f", str(best)]
        subprocess.run([*command, str(midi)], check=True, capture_output=True)
        audio = soundfile.read(wave, dtype="float32", always_2d=True)[0]
    found = []
    for index in range(len(notes)):
        first = round(index * APART_SECONDS * RATE)
        mono = audio[first : first + round((APART_SECONDS - 0.1) * RATE)].mean(axis=1)
        found.append(mono / max(float(np.abs(mono).max()), 1e-9) if scaled else mono)
    return found


def midi_bytes(notes: Sequence[Note], alone: bool = False) -> bytes:
    """A MIDI file of the notes, 1,000 ticks a second."""
    events = bytearray(b"\x00\xff\x51\x03\x0f\x42\x40")
    now = 0
    for index, note in enumerate(notes):
        channel = 9 if note.program < 0 else 0
        start = round(index * APART_SECONDS * 1000)
        hushed = [(start - 50, bytes((0xB0 | channel, 120, 0)))] if alone and index else []
        for tick, message in (
            *hushed,
            (start, bytes((0xC0 | channel, note.program if note.program >= 0 else -1 - note.program))),
            (start, bytes((0x90 | channel, note.key, note.velocity))),
            (start + round(HELD_SECONDS * 1000), bytes((0x80 | channel, note.key, 0))),
        ):
            events += variable(tick - now) + message
            now = tick
    events += variable(4000) + b"\xff\x2f\x00"
    return b"MThd\0\0\0\6\0\0\0\1\x03\xe8MTrk" + len(events).to_bytes(4, "big") + bytes(events)


def variable(number: int) -> bytes:
    """A MIDI variable-length quantity."""
    out = [number & 0x7F]
    while number := number >> 7:
        out.append(number & 0x7F | 0x80)
    return bytes(reversed(out))


def ours(note: Note, instrument: str, bank: Bank) -> Samples:
    """The note as the house kit plays it, held as long as the sticks hold theirs."""
    tone = bank.tone(instrument, note.key, int(LAYER_OF_VELOCITY[note.velocity]), 0, 0)
    hold = round(HELD_SECONDS * RATE)
    release = release_curve(tone.release_seconds, RATE)
    samples = np.array(held(tone.planes[0], tone, round(APART_SECONDS * RATE)))
    if len(release) and len(samples) > hold:
        left = samples[hold : hold + len(release)]
        left *= release[: len(left)]
        samples[hold + len(release) :] = 0.0
    samples *= GAIN_OF_VELOCITY[note.velocity]
    return samples


def saw(note: Note) -> Samples:
    """A plain enveloped saw wave."""
    f0_hz = key_to_hz(note.key)
    t = np.arange(round(HELD_SECONDS * RATE)) / RATE
    out = np.zeros(len(t))
    for k in range(1, int(0.45 * RATE / f0_hz) + 1):
        out += np.sin(2 * np.pi * k * f0_hz * t) / k
    wave: Samples = (out * np.minimum(t / 0.01, 1.0)).astype(np.float32)
    return wave


@cache
def mel_filters() -> Bands:
    """Triangles on the mel scale (O'Shaughnessy 1987), shape (bands, bins)."""
    edges_mel = np.linspace(1127 * np.log1p(40.0 / 700), 1127 * np.log1p(16_000.0 / 700), MEL_BANDS + 2)
    edges = 700 * np.expm1(edges_mel / 1127)
    f = np.fft.rfftfreq(FFT_FRAMES, 1 / RATE)
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    filters: Bands = np.maximum(0.0, np.minimum((f - low) / (middle - low), (high - f) / (high - middle)))
    return filters


def mel_power(samples: Samples) -> Bands:
    """Mel bands of the first 1.5 s after the onset, loudness-matched: power, shape (bands, moments)."""
    size = round(0.005 * RATE)
    power = np.square(samples[: len(samples) // size * size].reshape(-1, size).astype(np.float64)).mean(axis=1)
    onset = int(np.argmax(power > power.max() * 10 ** (ONSET_DB / 10))) * size if power.max() > 0 else 0
    frames = round(HEARD_SECONDS * RATE)
    part = np.zeros(frames + FFT_FRAMES)
    some = samples[onset : onset + frames]
    part[FFT_FRAMES // 2 : FFT_FRAMES // 2 + len(some)] = some
    part *= 10.0 ** (-loudness_db(some, RATE) / 20) if some.any() else 1.0
    windows = np.lib.stride_tricks.sliding_window_view(part, FFT_FRAMES)[::HOP_FRAMES] * np.hanning(FFT_FRAMES)
    return np.asarray(mel_filters() @ (np.abs(np.fft.rfft(windows, axis=1)) ** 2).T)


def distance_db(one: Bands, other: Bands) -> float:
    """Mean absolute difference of two tones' mel bands."""
    floor = max(one.max(), other.max()) * 10 ** (-FLOOR_DB / 10) + 1e-30
    return float(np.abs(10 * np.log10(np.maximum(one, floor) / np.maximum(other, floor))).mean())


@dataclass(frozen=True)
class Row:
    """What was measured of a program or a drum key, in dB; ratios to the largest distance between two sticks."""

    name: str
    family: int
    between_db: float
    ours_db: float
    saw_db: float

    @property
    def ratio(self) -> float:
        return self.ours_db / max(self.between_db, 0.1)


def judged(name: str, family: int, instrument: str, notes: Sequence[Note], bank: Bank) -> Row:
    """One row of the table."""
    stick_bands = [[mel_power(x) for x in theirs(stick, notes).values()] for stick in STICKS]
    our_bands = [mel_power(ours(note, instrument, bank)) for note in notes]
    saw_bands = [mel_power(saw(note)) for note in notes]

    def mean(one: Sequence[Bands], other: Sequence[Bands]) -> float:
        return float(np.mean([distance_db(a, b) for a, b in zip(one, other, strict=True)]))

    between = max(mean(a, b) for a, b in itertools.combinations(stick_bands, 2))
    to_us, to_saw = (float(np.mean([mean(x, bands) for bands in stick_bands])) for x in (our_bands, saw_bands))
    return Row(name, family, between, to_us, to_saw)


def table(families: Sequence[int], only: Sequence[str]) -> list[Row]:
    """A row for each program and drum key that is asked for."""
    bank, rows = Bank(RATE), []
    for program, instrument in enumerate(PROGRAMS):
        family = program // 8 + 1
        if family in families and (not only or instrument in only):
            rows.append(judged(f"{program} {instrument}", family, instrument, notes_of(program), bank))
    for kit in KITS if DRUMS_FAMILY in families else ():
        if not only or kit in only:
            rows += [judged(f"{kit} {notes[0].key}", DRUMS_FAMILY, kit, notes, bank) for notes in drum_notes(kit)]
    return rows


def drum_notes(kit: str) -> list[list[Note]]:
    """The notes that each key of a kit is judged by."""
    keys = DRUM_KEYS if kit == "studio kit" else KIT_KEYS
    return [[Note(-1 - KITS[kit], key, velocity) for velocity in VELOCITIES] for key in keys]


def prepare(families: Sequence[int]) -> None:
    """Sound all that the sticks are asked for, a family at a time."""
    for family in families:
        programs = range(8 * family - 8, 8 * family)
        notes = [note for program in programs for note in notes_of(program)] if family < DRUMS_FAMILY else []
        if family == DRUMS_FAMILY:
            notes = [note for kit in KITS for pair in drum_notes(kit) for note in pair]
        for stick in STICKS:
            theirs(stick, notes)


def show(rows: Sequence[Row]) -> None:
    """Print the table, then its families."""
    print(f"{'':32}{'between':>9}{'ours':>8}{'saw':>8}{'ratio':>8}{'saw':>7}")
    for row in rows:
        flag = " *" if row.ratio > AIM_WORST else ""
        print(f"{row.name:32}{row.between_db:9.1f}{row.ours_db:8.1f}{row.saw_db:8.1f}{row.ratio:8.2f}"
              f"{row.saw_db / max(row.between_db, 0.1):7.2f}{flag}")  # fmt: skip
    print()
    ratios = []
    for number, family in enumerate(FAMILIES, 1):
        some = [row for row in rows if row.family == number]
        if some:
            ratio = float(np.mean([row.ours_db for row in some]) / np.mean([row.between_db for row in some]))
            control = float(np.mean([row.saw_db for row in some]) / np.mean([row.between_db for row in some]))
            ratios.append(ratio)
            print(f"{family:32}{ratio:33.2f}{control:7.2f}")
    print(f"{'median over families':32}{np.median(ratios):33.2f}   (aim {AIM_MEDIAN})")
    print(f"{'worst family':32}{max(ratios):33.2f}   (aim {AIM_WORST})")


def partials(program: int) -> None:
    """Print, for each note, the levels of the partials at 0.05–0.15 s and their decay, median over the sticks."""
    heard = {stick: theirs(stick, notes_of(program)) for stick in STICKS}
    for note in notes_of(program):
        found = [partial_levels(heard[stick][note], key_to_hz(note.key)) for stick in STICKS]
        early, late = (np.median([f[i] for f in found], axis=0) for i in (0, 1))
        t60 = 60.0 * 0.8 / np.maximum(early - late, 0.1)
        attack_ms = np.median([rise_ms(heard[stick][note]) for stick in STICKS])
        print(f"key {note.key} velocity {note.velocity}: attack {attack_ms:.0f} ms")
        print("  level dB " + " ".join(f"{x:6.1f}" for x in early - early.max()))
        print("  T60 s    " + " ".join(f"{min(x, 99):6.2f}" for x in t60))


def partial_levels(samples: Samples, f0_hz: float, count: int = 16) -> tuple[Bands, Bands]:
    """The level in dB of each harmonic (the strongest line near it) early (0.05–0.15 s) and 0.8 s later."""
    onset = int(np.argmax(np.abs(samples) > 0.02 * np.abs(samples).max()))
    levels = []
    for at_seconds in (0.05, 0.85):
        first = onset + round(at_seconds * RATE)
        window = np.zeros(8192)
        some = samples[first : first + max(4410, round(4 * RATE / f0_hz))][:8192]
        window[: len(some)] = some * np.hanning(len(some))
        spectrum = 20 * np.log10(np.abs(np.fft.rfft(window, 65_536)) / max(1, len(some)) + 1e-9)
        f = np.fft.rfftfreq(65_536, 1 / RATE)
        near = [np.abs(f - k * f0_hz) < 0.35 * f0_hz for k in range(1, count + 1)]
        levels.append(np.array([spectrum[mask].max() if mask.any() else -180.0 for mask in near]))
    return levels[0], levels[1]


def rise_ms(samples: Samples) -> float:
    """From a tenth of the highest short-time level to nine tenths of it."""
    size = round(0.002 * RATE)
    level = np.sqrt(np.square(samples[: len(samples) // size * size].reshape(-1, size)).mean(axis=1))
    smooth = np.convolve(level, np.ones(5) / 5, mode="same")
    peak = smooth.max()
    return 2.0 * float(np.argmax(smooth > 0.9 * peak) - np.argmax(smooth > 0.1 * peak))


def picture(instrument: str, path: Path) -> None:
    """Mel spectrograms of five notes, ours on top of the sticks', as a grey PNG."""
    program = PROGRAMS.index(instrument) if instrument in PROGRAMS else -1
    notes = notes_of(program) if program >= 0 else [Note(-1 - KITS[instrument], key, 110) for key in KIT_KEYS]
    bank = Bank(RATE)
    rows = [[mel_power(ours(note, instrument, bank)) for note in notes]]
    rows += [[mel_power(x) for x in theirs(stick, notes).values()] for stick in STICKS]
    tiles = []
    for row in rows:
        shades = [np.clip(1 + 10 * np.log10(x / x.max() + 1e-12) / FLOOR_DB, 0, 1)[::-1] for x in row]
        tiles.append(np.concatenate([np.pad(s, ((2, 2), (2, 2)), constant_values=1.0) for s in shades], axis=1))
    grey = (255 * np.concatenate(tiles)).astype(np.uint8)
    write_png(path, np.repeat(grey, 3, axis=0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--family", type=int, nargs="+", default=list(range(1, DRUMS_FAMILY + 1)))
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--partials", type=int)
    parser.add_argument("--picture", nargs=2, metavar=("INSTRUMENT", "FILE"))
    parser.add_argument("--prepare", action="store_true", help="only sound the sticks")
    asked = parser.parse_args()
    absent = [path for path in STICKS.values() if not Path(path).exists()]
    if absent:
        sys.exit(f"not installed: {', '.join(absent)}")
    if asked.partials is not None:
        partials(asked.partials)
    elif asked.picture:
        picture(asked.picture[0], Path(asked.picture[1]))
    elif asked.prepare:
        prepare(asked.family)
    else:
        prepare(asked.family)
        show(table(asked.family, asked.only))


if __name__ == "__main__":
    main()
