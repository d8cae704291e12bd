"""Our sampler beside FluidSynth: the same SoundFont, the same notes, and how far apart they sound.

For each note: the distance of bench/sticks.py in dB (two renderings of one font should be well below 2), the
difference of their pitch in cents, of their level in dB (against that of the first note), and of the time in which they
rise to nine tenths and die to a tenth of their peak. FluidSynth does not darken soft notes as SoundFont 2.04 §8.4.2
says, so the sampler leaves that out here too; --darkened shows what it does.

    python bench/fonts.py [FONT …] [--darkened]
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sticks import HELD_SECONDS, RATE, STICKS, Note, Samples, distance_db, mel_power, sounded

from houseband.sound.fonts import sf2_presets
from houseband.sound.fonts.modulators import DEFAULT_MODULATORS
from houseband.sound.fonts.sampler import sampled
from houseband.sound.fonts.sf2_font import Sf2Font
from houseband.sound.modes import loudness_db
from houseband.sound.playing import release_curve
from houseband.sound.voice import voice
from houseband.units import key_to_hz

PROGRAMS = {
    0: (36, 60, 84), 4: (48, 72), 11: (60, 79), 16: (48, 72), 24: (52, 71), 25: (45, 64), 33: (31, 43), 40: (67, 84),
    48: (48, 72), 52: (60,), 56: (60, 74), 65: (62,), 73: (67, 86), 81: (60,), 89: (60,),
}  # fmt: skip
DRUM_KEYS = (36, 38, 42, 46, 49, 51)
VELOCITIES = (60, 110)
HEARD_SECONDS = 3.0


def ours(font: Sf2Font, note: Note) -> Samples:
    """The note from our sampler, mono, of FluidSynth's length."""
    bank = 128 if note.program < 0 else 0
    preset = next(i for i, p in enumerate(font.presets) if (p.bank, p.program) == (bank, max(note.program, 0)))
    tone = sampled(font.zones(preset, note.key, note.velocity, 0), RATE, 2)
    planes = np.zeros((2, round(HEARD_SECONDS * RATE)), np.float32)
    hold = round(HELD_SECONDS * RATE)
    gains = np.full((2, 1), 0.5, np.float32)
    voice(tone, 0, hold, release_curve(tone.release_seconds, RATE), gains).add(planes, 0, np.empty_like(planes))
    mono: Samples = planes.mean(axis=0)
    return mono


def pitch_hz(samples: Samples, near_hz: float) -> float:
    """The strongest line within a tone of where it should be, or of its octave."""
    part = samples[round(0.3 * RATE) : round(1.5 * RATE)]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), 1 << 19))
    f = np.fft.rfftfreq(1 << 19, 1 / RATE)
    spectrum[(np.abs(f / near_hz - 1) > 0.12)] = 0
    return float(f[int(np.argmax(spectrum))])


def times_ms(samples: Samples) -> tuple[float, float]:
    """From the first sound to nine tenths of the peak level, and until it is last above a tenth of it."""
    size = round(0.005 * RATE)
    level = np.sqrt(np.square(samples[: len(samples) // size * size].reshape(-1, size)).mean(axis=1))
    heard = int(np.argmax(level > 0.01 * level.max()))
    above = np.flatnonzero(level > 0.1 * level.max())
    return 5.0 * (int(np.argmax(level > 0.9 * level.max())) - heard), 5.0 * (int(above[-1]) - heard)


def compare(path: Path) -> list[float]:
    """Print a line a note, and return the distances."""
    font = Sf2Font(path)
    there = {(preset.bank, preset.program) for preset in font.presets}
    notes = [Note(p, k, v) for p, keys in PROGRAMS.items() if (0, p) in there for k in keys for v in VELOCITIES]
    notes += [Note(-1, key, velocity) for key in DRUM_KEYS for velocity in VELOCITIES]
    theirs = sounded(str(path), notes, scaled=False, alone=True)
    print(f"\n{path.name:34}  dB    cents  level dB  attack ms   end ms")
    distances = []
    first = None
    for note, their in zip(notes, theirs, strict=True):
        our = ours(font, note)
        if not our.any() or not their.any():
            print(f"{note!s:34}  silent: ours {not our.any()}, theirs {not their.any()}")
            continue
        level = loudness_db(our, RATE) - loudness_db(their, RATE)
        first = level if first is None else first
        cents = 0.0
        if note.program >= 0:
            cents = 1200 * float(np.log2(pitch_hz(our, key_to_hz(note.key)) / pitch_hz(their, key_to_hz(note.key))))
        (rise, end), (their_rise, their_end) = times_ms(our), times_ms(their)
        distances.append(distance_db(mel_power(our), mel_power(their)))
        name = font.presets[
            next(
                i
                for i, p in enumerate(font.presets)
                if (p.bank, p.program) == (128 if note.program < 0 else 0, max(note.program, 0))
            )
        ].name
        print(
            f"{name:20} key {note.key:3} {note.velocity:4}  {distances[-1]:4.2f}  {cents:7.2f}"
            f"  {level - first:8.2f}  {rise:4.0f} {their_rise:4.0f}  {end:5.0f} {their_end:5.0f}"
        )
    print(f"{'mean':34}  {np.mean(distances):4.2f}    worst {max(distances):.2f}")
    return distances


def main(words: Sequence[str] | None = None) -> None:
    """Compare fonts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("fonts", nargs="*", type=Path)
    parser.add_argument("--darkened", action="store_true")
    arguments = parser.parse_args(words)
    if not arguments.darkened:
        vars(sf2_presets)["DEFAULT_MODULATORS"] = DEFAULT_MODULATORS[:1]
    for path in arguments.fonts or [Path(path) for path in STICKS.values()]:
        compare(path)


if __name__ == "__main__":
    main()
