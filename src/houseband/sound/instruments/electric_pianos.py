"""Electric pianos: tines before magnets, reeds beside a charged plate, and the one that is a pair of sines.

Tine and reed swing almost as a sine. The tine's pickup is a magnet a little off its axis, the reed's a plate whose
capacity goes as one over the gap: both bend that sine, so harmonic k goes as the k-th power of the swing. It grows with
velocity (the bark) and dies k times as fast (Pfeifle & Bader 2017, "Tone production of the Wurlitzer and Rhodes
E-pianos"; Gabrielli et al. 2020, JASA 148). Written out as modes this has no aliasing. Over it lie the bar's own upper
modes, a clamped bar's at 6.27 and 17.5 times the fundamental (Fletcher & Rossing, ch. 2): the bell at the start.

The third is frequency modulation: a carrier's side lines at n times the modulator's frequency have the size of the
Bessel function J_n of the index (Chowning 1973, JAES 21(7)); a modulator at the pitch makes the body, one at 14 times
it the chime. The indices die with the note. The body is computed as it stands, its index bounded so that no side line
that is heard lies above the limit; the chime, whose side lines reach far, line by line up to that limit.
"""

import functools
import math
from dataclasses import dataclass

import numpy as np

from houseband.sound.model import Model
from houseband.sound.modes import LN_1000, NYQUIST_SHARE, Curve, band, dying, finished, noise, ring
from houseband.sound.tone import LAYER_VELOCITIES, Stroke, Tone, velocity_db
from houseband.units import cents_to_ratio, key_to_hz

LEVEL_DB = -23.0
BAR_RATIOS = np.array([6.27, 17.55, 34.39])
HARMONICS = 14
LOWEST_KEY, HIGHEST_KEY = 16, 110
CHIME_RATIO, CHIME_ORDERS = 14, 3
VARIANTS = 3


@dataclass(frozen=True, slots=True)
class Reeds:
    """What tells tines and reeds apart."""

    t60_seconds: tuple[float, float]
    """Of the lowest and the highest key."""
    swing: tuple[float, float]
    """Of the softest and the hardest stroke, in the middle of the keyboard: the share of the gap."""
    second: float
    """The weight of the second harmonic: how far off the axis, or how lopsided the gap, it is."""
    induction: float
    """The power of the frequency that the pickup's voltage goes with: 1 for a coil alone, which hears speed."""
    cut_hz: float
    """Of the pickup and its cable."""
    bell: tuple[float, float, float]
    thump: float
    release_seconds: float


# Swing, induction, cut, bell and thump of the tine piano are fitted to three sampled sets (bench/balance.py), in which
# there is no reed piano.
REEDS = {
    "tine piano": Reeds((9.0, 2.0), (0.35, 0.97), 0.84, 1.16, 730.0, (2.235, 0.024, 0.005), 0.09, 0.22),
    "reed piano": Reeds((3.2, 0.7), (0.30, 0.93), 0.9, 0.0, 3600.0, (0.06, 0.03, 0.01), 0.16, 0.12),
}


def strike(name: str, stroke: Stroke) -> Tone:
    """A struck tine or reed: round when soft, barking when hard."""
    reeds = REEDS[name]
    rate, hardness = stroke.sample_rate_hz, stroke.hardness
    key = min(max(stroke.key, LOWEST_KEY), HIGHEST_KEY)
    dice = stroke.dice()
    f0_hz = key_to_hz(key)
    low, high = reeds.t60_seconds
    t0 = low * (high / low) ** (min(max(key - 28, 0), 75) / 75)
    softest, hardest = reeds.swing
    swing = softest + (hardest - softest) * hardness**1.3
    swing *= (1.0 - 0.45 * min(max(key - 40, 0), 60) / 60) * float(dice.uniform(0.97, 1.03))  # short ones swing less
    k = np.arange(1, HARMONICS + 1)
    harmonic = swing ** (k - 1.0) * k**reeds.induction / np.sqrt(k) * np.where(k == 2, reeds.second, 1.0)
    harmonic /= 1.0 + (k * f0_hz / reeds.cut_hz) ** 2
    bell = hardness * np.array(reeds.bell) * float(dice.uniform(0.85, 1.15))
    bell /= 1.0 + (BAR_RATIOS * f0_hz / reeds.cut_hz) ** 2
    bell_t60 = np.array([0.38, 0.16, 0.07]) * (440.0 / max(f0_hz, 110.0)) ** 0.4
    frames = int(rate * (1.12 * t0 + 0.1))
    samples = ring(
        np.concatenate([k * f0_hz, [f0_hz * cents_to_ratio(0.5)], BAR_RATIOS * f0_hz]),
        np.concatenate([t0 / (1.0 + 0.55 * (k - 1)), [0.55 * t0], bell_t60]),
        np.concatenate([harmonic, [0.35], bell]),
        np.concatenate([np.where(k % 2 == 0, np.pi / 2, 0.0), [0.4], dice.uniform(0, 2 * np.pi, 3)]),
        frames,
        rate,
    )
    knock = round(0.04 * rate)  # the hammer's tip
    thump = noise(dice, knock, rate, band(150, 1400)) * dying(knock, 0.025, rate, 0.001)
    samples[:knock] += thump * np.float32(reeds.thump * hardness)
    level_db = LEVEL_DB + velocity_db(LAYER_VELOCITIES[stroke.layer])
    return Tone(finished(samples, rate, level_db, 0.0012), release_seconds=reeds.release_seconds)


def modulate(stroke: Stroke) -> Tone:
    """Two pairs of sines, each modulating the other's phase: a body and a chime."""
    rate, hardness, dice = stroke.sample_rate_hz, stroke.hardness, stroke.dice()
    key = min(max(stroke.key, LOWEST_KEY), HIGHEST_KEY)
    f0_hz = key_to_hz(key)
    share = min(max(key - 28, 0), 75) / 75
    t0 = 7.0 * (1.3 / 7.0) ** share
    frames = round(rate * (1.05 * t0 + 0.1))
    t = np.arange(frames) / rate
    turn = 2.0 * np.pi * f0_hz * t
    top = NYQUIST_SHARE * rate / f0_hz  # harmonics that fit
    fade = np.exp(-LN_1000 * t / t0)
    body_index = min((0.35 + 1.9 * hardness**1.5) * (1.0 - 0.6 * share), max(0.0, 0.4 * (top - 2.0)))
    phase = turn + float(dice.uniform(0, 0.3))
    body = np.sin(phase + body_index * np.exp(-LN_1000 * t / (0.55 * t0)) * np.sin(turn)) * fade
    chime_index = (0.05 + 0.55 * hardness**1.3) * (1.0 - 0.5 * share) * float(dice.uniform(0.9, 1.1))
    index = chime_index * np.exp(-LN_1000 * t / (0.55 * t0))
    chime = np.zeros(frames)
    for order, size in enumerate(bessel(index, CHIME_ORDERS)):
        for side in {order, -order}:
            ratio = 1.0 + CHIME_RATIO * side
            if abs(ratio) < top:  # each side line by itself, so that none folds over
                chime += (-1.0 if side < 0 and order % 2 else 1.0) * size * np.sin(ratio * cents_to_ratio(0.3) * turn)
    chime *= fade
    samples = (body + 0.8 * chime).astype(np.float32)
    level_db = LEVEL_DB + velocity_db(LAYER_VELOCITIES[stroke.layer])
    return Tone(finished(samples, rate, level_db, 0.002), release_seconds=0.25)


def bessel(x: Curve, orders: int) -> list[Curve]:
    """The Bessel functions of the first kind, orders 0 to ``orders``, for x below 1: five terms of the power series."""
    half = 0.5 * x
    return [
        np.asarray(
            sum((-1.0) ** m * half ** (2 * m + n) / (math.factorial(m) * math.factorial(m + n)) for m in range(5))
        )
        for n in range(orders + 1)
    ]


MODELS = {name: Model(functools.partial(strike, name), VARIANTS) for name in REEDS}
MODELS["FM piano"] = Model(modulate, VARIANTS)
