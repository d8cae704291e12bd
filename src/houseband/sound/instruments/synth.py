"""Synthesisers: oscillators, a ladder filter with its envelope, and a slow oscillator that moves one or the other.

The oscillators are summed from their Fourier series, so nothing aliases. The filter is Moog's ladder ("A voltage-
controlled low-pass high-pass filter for audio signal processing", AES 1965), four poles in a loop of gain r:
H(s) = (1 + r) / ((1 + s)⁴ + r), as Stilson & Smith analyse it ("Analyzing the Moog VCF", ICMC 1996); its magnitude is
laid on the partials while its corner moves. A pulse of width d has partials sin(πkd)/k; bells are Chowning's frequency
modulation, whose side bands follow Bessel's functions (JAES 21, 1973). A patch is a row of ``synth.toml``.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from houseband.music.articulation import Articulation
from houseband.sound.circles import TURN, Hold, loop_near
from houseband.sound.model import Model
from houseband.sound.modes import Curve, finished
from houseband.sound.sustained import Voicing, hold_tone
from houseband.sound.timbre import rows, timbre
from houseband.sound.tone import LAYER_VELOCITIES, Stroke, Tone, velocity_db
from houseband.sound.unison import oscillators_of
from houseband.units import key_to_hz

LEVEL_DB = -23.0
PATCHES = Path(__file__).with_suffix(".toml")
LOWEST_KEY, HIGHEST_KEY = 20, 108
LEGATO_QUICKER = 4.0
BESSEL_POINTS = 256


def saw(k: Curve) -> Curve:
    """Partials of a saw tooth."""
    return np.asarray(1.0 / k)


def square(k: Curve) -> Curve:
    """Of a square wave; the even ones 34 dB down, as the two halves of a real one are never quite alike."""
    return np.asarray(np.where(k % 2 == 1, 1.0, 0.02) / k)


def triangle(k: Curve) -> Curve:
    """Of a triangle; even ones as of ``square``."""
    return np.asarray(np.where(k % 2 == 1, 1.0, 0.02) / k**2)


def bell(k: Curve) -> Curve:
    """Of frequency modulation, the modulator at twice the carrier and an index of 2: |J_n| at 1 + 2n, folded at 0."""
    theta = TURN * np.arange(BESSEL_POINTS) / BESSEL_POINTS
    bessel = (np.fft.fft(np.exp(2j * np.sin(theta))) / BESSEL_POINTS).real
    out = np.full(len(k), 1e-3)
    for n in range(-8, 9):
        out = out + np.where(k == abs(1 + 2 * n), np.sign(1 + 2 * n) * bessel[n], 0.0)
    return np.asarray(np.abs(out))


WAVES: Mapping[str, Callable[[Curve], Curve]] = {
    "saw": saw, "square": square, "triangle": triangle, "pulse": saw, "bell": bell,
}  # fmt: skip


def ladder(frequency_hz: Curve, corner_hz: Curve, resonance: float) -> Curve:
    """The magnitude of the ladder; arrays broadcast. It rings at the corner as ``resonance`` nears 4."""
    s = 1j * frequency_hz / corner_hz
    gain: Curve = np.abs((1.0 + resonance) / ((1.0 + s) ** 4 + resonance))
    return gain


def play(stroke: Stroke) -> Tone:
    """A key of the synthesiser, held."""
    rate = stroke.sample_rate_hz
    row = rows(PATCHES)[stroke.instrument]
    key = min(max(stroke.key, LOWEST_KEY), HIGHEST_KEY)
    unit = float(row.get("unit", 1.0))
    f0_hz = key_to_hz(key)
    halves = round(1.0 / unit)
    loop = loop_near(f0_hz, float(row["loop_seconds"]), rate, halves)
    hold = Hold(loop, float(row["head_seconds"]))
    voices = oscillators_of(row, stroke.dice("oscillators"), hold, halves)
    slurred = stroke.articulation == Articulation.LEGATO
    voicing = Voicing(
        timbre(row),
        WAVES[row["wave"]] if unit == 1.0 else _over(WAVES[row["wave"]], unit),
        shaped=_moved(row, hold, slurred),
        unit=unit,
        quicker=LEGATO_QUICKER if slurred else 1.0,
    )
    samples = hold_tone(stroke, hold, voices, voicing)
    level_db = LEVEL_DB + velocity_db(LAYER_VELOCITIES[stroke.layer])
    return Tone(
        finished(samples, rate, level_db, 0.003, 0.0), hold.head_frames, len(samples), float(row["release_seconds"])
    )


def _over(wave: Callable[[Curve], Curve], unit: float) -> Callable[[Curve], Curve]:
    """Two oscillators, the other one at 1.5 times the pitch: their partials on a grid of halves."""

    def law(ratios: Curve) -> Curve:
        both = np.where(ratios % 1.0 == 0.0, wave(np.maximum(ratios, 1.0)), 1e-4)
        other = np.where(ratios % 1.5 == 0.0, wave(np.maximum(ratios / 1.5, 1.0)), 0.0)
        return np.asarray(np.where(ratios < 1.0, 1e-4, both + 0.9 * other))

    return law


def _moved(row: Mapping[str, Any], hold: Hold, slurred: bool) -> Callable[[Curve, Curve], Curve] | None:
    """What moves: the ladder's corner, by its envelope and the slow oscillator, or a pulse's width."""
    depth = 0.0 if slurred else float(row.get("filter_octaves", 0.0))
    decay, attack = float(row.get("filter_decay_seconds", 0.3)), float(row.get("filter_attack_seconds", 0.0))
    slow_octaves, width = float(row.get("lfo_octaves", 0.0)), float(row.get("lfo_width", 0.0))
    turns = max(1.0, round(float(row.get("lfo_hz", 0.4)) * hold.loop_seconds))
    corner_hz, resonance = float(row.get("corner_hz", 0.0)), float(row.get("resonance", 0.0))
    track = (hold.f0_hz / 261.63) ** float(row.get("key_track", 0.5))
    if not corner_hz and row["wave"] != "pulse":
        return None

    def moved(frequencies_hz: Curve, seconds: Curve) -> Curve:
        slow = np.sin(TURN * turns * seconds / hold.loop_seconds)
        out: Curve = np.ones((len(frequencies_hz), len(seconds)))
        if row["wave"] == "pulse":
            k = frequencies_hz[:, None] / hold.f0_hz
            out = np.sin(np.pi * k * (float(row.get("width", 0.5)) + width * slow)[None, :])
        if corner_hz:
            left = (1.0 - seconds / (0.9 * hold.head_seconds)).clip(0.0, 1.0)
            bent = depth * np.exp(-seconds / decay) * (3.0 * left**2 - 2.0 * left**3)
            if attack:
                bent = bent * (1.0 - np.exp(-seconds / attack))
            corner = corner_hz * track * 2.0 ** (bent + slow_octaves * slow)
            out = out * ladder(frequencies_hz[:, None], corner[None, :], resonance)
        return out

    return moved


NAMES = (
    "synth strings", "synth bass", "synth brass", "square lead", "saw lead", "flute lead", "charang lead",
    "fifths lead", "bass lead", "bright pad", "warm pad", "polysynth", "glass pad", "metal pad", "halo pad",
    "sweep pad", "rain pad", "soundtrack pad", "crystal", "atmosphere pad", "brightness pad", "goblin pad", "echo pad",
    "sci-fi pad",
)  # fmt: skip
MODELS = {name: Model(play, 3, frozenset({Articulation.NORMAL, Articulation.LEGATO})) for name in NAMES}
