"""Sound effects of General MIDI: noises and calls, made in the simplest way that resembles them.

Each is a raw sound, one that ends or a circle that goes round, weighed by a curve over frequency. Curves are fitted to
three sampled sets (bench/sticks.py). Keys move the whole by less than a semitone each, as those sets do, slower when
lower. A squeak of fingers on wound strings glides with the hand; a crowd claps by chance (Peltola, Erkut, Cook &
Välimäki, "Synthesis of hand clapping sounds", IEEE TASLP 15(3), 2007); a rotor's blades chop what the engine hums; surf
swells and falls back.
"""

import functools
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from houseband.sound.instruments.courses import struck
from houseband.sound.instruments.drums import played_on
from houseband.sound.instruments.voicing import LOG_FREQUENCIES
from houseband.sound.model import Model
from houseband.sound.modes import LN_1000, NYQUIST_SHARE, Curve, Samples, dying, finished, ring
from houseband.sound.tone import LAYER_VELOCITIES, RINGS_OUT, Stroke, Tone, velocity_db

LEVEL_DB = -23.0
CENTS_A_KEY = 40.0
MIDDLE_KEY = 66
TOUCH_DB = 4.0
"""How much brighter for each octave the hardest stroke is than the softest."""
FIGURES = Path(__file__).with_suffix(".toml")
RISE_SECONDS = {"seashore": 0.25, "applause": 0.12, "helicopter": 0.08, "telephone": 0.004}
RELEASE_SECONDS = 0.3


@functools.cache
def curves() -> Mapping[str, Curve]:
    """What weighs each effect, in dB on FREQUENCIES_HZ."""
    tables = tomllib.loads(FIGURES.read_text(encoding="utf-8"))
    return {name: np.array(row["level_db"], np.float64) for name, row in tables.items()}


def speed(stroke: Stroke) -> float:
    """How quickly, and how high, a key plays the sound."""
    return float(2.0 ** (CENTS_A_KEY * (min(max(stroke.key, 12), 120) - MIDDLE_KEY) / 1200.0))


def glide(points_hz: tuple[float, ...], frames: int, sample_rate_hz: int, harmonics: int) -> Curve:
    """A tone whose pitch moves through points, evenly in time and in logarithm."""
    at = np.interp(np.linspace(0, len(points_hz) - 1, frames), np.arange(len(points_hz)), np.log(points_hz))
    phase = 2.0 * np.pi * np.cumsum(np.exp(at)) / sample_rate_hz
    top = NYQUIST_SHARE * sample_rate_hz / max(points_hz)
    out = np.zeros(frames)
    for k in range(1, harmonics + 1):
        if k < top:
            out += np.sin(k * phase) / k
    return out


def arch(frames: int, rise_share: float = 0.3) -> Curve:
    """A smooth rise and fall."""
    x = np.linspace(0.0, 1.0, frames)
    return np.asarray(np.sin(0.5 * np.pi * np.minimum(x / rise_share, (1.0 - x) / (1.0 - rise_share)).clip(0, 1)) ** 2)


def reverse_cymbal(stroke: Stroke) -> Curve:
    """A crash that is heard backwards, up to the moment of the stroke."""
    blow = Stroke("studio kit", 49, stroke.layer, 0, stroke.variant, stroke.sample_rate_hz)
    crash = played_on("studio kit", 49, blow)
    frames = round(1.25 / speed(stroke) * stroke.sample_rate_hz)
    sound = struck(crash)[:frames].astype(np.float64)
    fade = min(len(sound), round(0.5 * stroke.sample_rate_hz))
    sound[-fade:] *= np.linspace(1.0, 0.0, fade)
    last = round(0.01 * stroke.sample_rate_hz)
    out = sound[::-1].copy()
    out[-last:] *= np.linspace(1.0, 0.0, last)
    return out


def fret_noise(stroke: Stroke) -> Curve:
    """Fingers that slide along wound strings."""
    rate, dice, quick = stroke.sample_rate_hz, stroke.dice(), speed(stroke)
    frames = round(0.26 / quick * rate)
    points = tuple(np.array([900.0, 1500.0, 1900.0, 1700.0, 700.0]) * quick * dice.uniform(0.9, 1.1))
    steps = np.arange(0, frames + 64, 64)
    rough = np.interp(np.arange(frames), steps, dice.uniform(0.2, 1.0, len(steps)))
    return (glide(points, frames, rate, 6) * rough + 0.5 * dice.standard_normal(frames)) * arch(frames, 0.15)


def breath_noise(stroke: Stroke) -> Curve:
    """Air drawn in."""
    rate = stroke.sample_rate_hz
    frames = round(0.42 / speed(stroke) * rate)
    return np.asarray(stroke.dice().standard_normal(frames) * arch(frames, 0.4) ** 0.5)


def gunshot(stroke: Stroke) -> Curve:
    """A crack, and what the street answers."""
    rate, dice = stroke.sample_rate_hz, stroke.dice()
    seconds = 1.1 / speed(stroke)
    frames = round(1.3 * seconds * rate)
    crack = dice.standard_normal(frames) * dying(frames, 0.12, rate)
    street = dice.standard_normal(frames) * dying(frames, seconds, rate, 0.01) * np.linspace(1.0, 0.0, frames)
    return np.asarray(3.0 * crack + street)


def bird_tweet(stroke: Stroke) -> Curve:
    """Two calls that rise and fall, and a rest."""
    rate, dice, quick = stroke.sample_rate_hz, stroke.dice(), speed(stroke)
    frames = round(1.5 / quick * rate)
    out = np.zeros(frames)
    for at, length in ((0.0, 0.12), (0.2, 0.28)):
        first, count = round(at / quick * rate), round(length / quick * rate)
        points = tuple(np.array([2300.0, 3600.0, 2500.0, 2100.0]) * quick * dice.uniform(0.93, 1.07))
        out[first : first + count] += glide(points, count, rate, 3) * arch(count)
    return out


def telephone(stroke: Stroke) -> Curve:
    """Two bells and a clapper between them, twenty times a second: a ring, and a rest. A circle."""
    rate, quick = stroke.sample_rate_hz, speed(stroke)
    frames = round(1.8 / quick * rate)
    apart = 0.05 / quick
    out = np.zeros(frames)
    ratios = np.array([1.0, 1.52, 2.74, 3.76, 5.1, 6.8])
    for number in range(24):
        first = round(number * apart * rate)
        low_hz = (980.0, 1220.0)[number % 2] * quick
        count = min(frames - first, round(0.5 / quick * rate))
        levels = np.array([1.0, 0.7, 0.9, 0.6, 0.5, 0.4])
        out[first : first + count] += ring(low_hz * ratios, 0.45 / quick, levels, np.zeros(6), count, rate)
    return out


def helicopter(stroke: Stroke) -> Curve:
    """Blades that chop the air eleven times a second over an engine. A circle of whole turns."""
    rate, quick = stroke.sample_rate_hz, speed(stroke)
    turns = 22
    frames = round(turns / (11.0 * quick) * rate)
    angle = 2.0 * np.pi * turns * np.arange(frames) / frames
    chop = (0.5 + 0.5 * np.cos(angle)) ** 6
    hum = sum(np.sin(round(k * 7.0) * angle + k) / k for k in range(1, 9))
    return np.asarray(stroke.dice().standard_normal(frames) * (0.15 + chop) + 0.25 * hum)


def seashore(stroke: Stroke) -> Curve:
    """Surf: two waves that swell and fall back. A circle."""
    frames = round(7.0 / speed(stroke) ** 0.5 * stroke.sample_rate_hz)
    x = 2.0 * np.pi * np.arange(frames) / frames
    swell = 0.65 - 0.25 * np.cos(x + 0.6) - 0.15 * np.cos(2.0 * x)
    return np.asarray(stroke.dice().standard_normal(frames) * swell)


def applause(stroke: Stroke) -> Curve:
    """A hall of people who clap by chance. A circle."""
    rate, dice = stroke.sample_rate_hz, stroke.dice()
    frames = round(4.0 * rate)
    out = 0.25 * dice.standard_normal(frames)
    clap = dice.standard_normal(round(0.02 * rate)) * dying(round(0.02 * rate), 0.018, rate)
    starts = dice.integers(0, frames, 1200)
    claps = np.bincount(starts, dice.gamma(0.7, 1.0, len(starts)), frames)
    size = frames + len(clap)
    ringing = np.fft.irfft(np.fft.rfft(claps, size) * np.fft.rfft(clap, size), size)
    out += ringing[:frames]
    out[: len(clap)] += ringing[frames:]
    return out


ONCE: dict[str, Callable[[Stroke], Curve]] = {
    "reverse cymbal": reverse_cymbal, "fret noise": fret_noise, "breath noise": breath_noise, "bird tweet": bird_tweet,
    "gunshot": gunshot,
}  # fmt: skip
ROUND: dict[str, Callable[[Stroke], Curve]] = {
    "seashore": seashore, "telephone": telephone, "helicopter": helicopter, "applause": applause,
}  # fmt: skip


def weighed(name: str, sound: Curve, stroke: Stroke) -> Samples:
    """A sound as the effect's curve and the stroke's strength weigh it; as a circle, so that what is round stays so."""
    f = np.fft.rfftfreq(len(sound), 1.0 / stroke.sample_rate_hz)
    logs = np.log(np.maximum(f, 1.0))
    level_db = np.interp(logs - np.log(speed(stroke)), LOG_FREQUENCIES, curves()[name])
    level_db += TOUCH_DB * (stroke.hardness - 0.6) * np.clip((logs - np.log(500.0)) / np.log(2.0), -3.0, 4.0)
    gain = 10.0 ** (level_db / 20.0) * (f > 0) * (f < NYQUIST_SHARE * stroke.sample_rate_hz)
    return np.asarray(np.fft.irfft(np.fft.rfft(sound) * gain, len(sound)), np.float32)


def make(name: str, stroke: Stroke) -> Tone:
    """The effect called ``name``."""
    rate = stroke.sample_rate_hz
    level_db = LEVEL_DB + velocity_db(LAYER_VELOCITIES[stroke.layer])
    if name in ONCE:
        sound = ONCE[name](stroke)
        padded = np.concatenate([sound, np.zeros(round(0.3 * rate))])
        return Tone(finished(weighed(name, padded, stroke), rate, level_db, 0.002, 0.1), release_seconds=RINGS_OUT)
    circle = weighed(name, ROUND[name](stroke), stroke)
    rise = 1.0 - np.exp(-LN_1000 * np.arange(len(circle)) / (RISE_SECONDS[name] * rate))
    samples = finished(np.concatenate([circle * rise.astype(np.float32), circle]), rate, level_db, 0.003, 0.0)
    return Tone(samples, len(circle), 2 * len(circle), RELEASE_SECONDS)


MODELS = {name: Model(functools.partial(make, name)) for name in (*ONCE, *ROUND)}
