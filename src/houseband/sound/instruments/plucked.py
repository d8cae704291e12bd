"""Plucked strings: one model, and the figures that make one instrument or another of it.

The string is the sum of its modes, which is exact in tune and allows for stiffness:
  frequencies   f_k = k·f0·sqrt(1 + B·k²)          Fletcher & Rossing, The Physics of Musical Instruments, ch. 2
  plucked at β  a_k ∝ sin(kπβ) / k                 Fletcher & Rossing, ch. 2; the pick comb of Jaffe & Smith 1983
  pickup at p   a_k · sin(kπp)                     Karjalainen, Välimäki & Tolonen 1998
  losses        1/T60 = 1/T0 · (1 + (f/f_d)^1.5)   the loop filter of Välimäki et al. 1996, as a curve: highs go first
  polarisation  two transverse modes a hair apart, one dying twice as fast: the two-stage decay of Karjalainen et al.
Dynamics are the low-pass of the pluck (Jaffe & Smith 1983): a harder stroke has a wider spectrum. Jaffe & Smith is
Computer Music Journal 7(2), Karjalainen et al. 22(3), Välimäki et al. Journal of the AES 44(5).
"""

import functools
from dataclasses import dataclass

import numpy as np

from houseband.music.articulation import Articulation
from houseband.sound.model import Model
from houseband.sound.modes import LN_1000, Curve, band, dying, finished, noise, ring
from houseband.sound.tone import LAYER_VELOCITIES, Stroke, Tone, velocity_db
from houseband.units import cents_to_ratio, key_to_hz

STRING_LEVEL_DB = -23.0
"""K-weighted level of a note of velocity 90; all pitched instruments share it."""
LOWEST_KEY, HIGHEST_KEY = 12, 115


@dataclass(frozen=True, slots=True)
class PluckedString:
    """The figures that make one guitar or bass out of the model."""

    low_key: int
    high_key: int
    """Where the two ends of each pair below belong."""
    t60_seconds: tuple[float, float]
    """Of the fundamental, at the low and the high key."""
    stiffness: tuple[float, float]
    """The inharmonicity B at the low (wound) and the high key."""
    damping_hz: float
    """f_d: partials here die twice as fast as the fundamental."""
    pluck_position: float
    """β: share of the string's length from the bridge."""
    soft_hz: float
    hard_hz: float
    """Corner of the pluck's spectrum for the softest and the hardest stroke."""
    tone_hz: float
    """Where the body, the pickup or the loudspeaker stops."""
    noise_db: float
    """Of the plectrum's or finger's noise against the string."""
    noise_hz: tuple[float, float]
    release_seconds: float
    pickup_position: float = 0.0
    """p; 0 for an acoustic instrument."""
    radiation_hz: float = 0.0
    """Below this a body is too small to radiate well (6 dB an octave); 0 for a pickup."""
    body: tuple[tuple[float, float, float], ...] = ()
    """Resonances of the body: frequency in Hz, T60 in seconds, gain."""

    def along(self, pair: tuple[float, float], key: int) -> float:
        """The value for a key, geometric between the two ends and held outside."""
        share = min(1.0, max(0.0, (key - self.low_key) / (self.high_key - self.low_key)))
        return float(pair[0] * (pair[1] / pair[0]) ** share)

    def body_gain(self, frequency_hz: Curve) -> Curve:
        """How much of a partial the body radiates; 1 away from its resonances."""
        gain = np.ones_like(frequency_hz)
        for centre_hz, t60_seconds, height in self.body:
            half_width_hz = max(LN_1000 / (np.pi * t60_seconds), 0.12 * centre_hz)  # wide: notes must stay even
            gain += height / (1.0 + ((frequency_hz - centre_hz) / half_width_hz) ** 2)
        return gain


def pluck(kit: PluckedString, stroke: Stroke) -> Tone:
    """A note. DEAD has no pitch, MUTED is short and dark, UP is thin and bright."""
    rate = stroke.sample_rate_hz
    key = min(max(stroke.key, LOWEST_KEY), HIGHEST_KEY)
    dice = stroke.dice()
    muted, dead, up = (stroke.articulation == kind for kind in (Articulation.MUTED, Articulation.DEAD, Articulation.UP))
    f0_hz = key_to_hz(key)
    b = kit.along(kit.stiffness, key)
    k = np.arange(1, max(2, int(min(0.45 * rate, 3.0 * kit.tone_hz + 4.0 * f0_hz) / f0_hz)) + 1, dtype=np.float64)
    f = k * f0_hz * np.sqrt((1.0 + b * k**2) / (1.0 + b))  # over (1 + B): the fundamental itself is in tune
    corner_hz = kit.soft_hz * (kit.hard_hz / kit.soft_hz) ** ((LAYER_VELOCITIES[stroke.layer] - 30) / 90)
    corner_hz = max(corner_hz * (0.45 if muted or dead else 1.35 if up else 1.0), 1.2 * f0_hz)
    beta = kit.pluck_position * (0.72 if up else 1.0) * float(dice.uniform(0.93, 1.07))
    a = np.sqrt(np.sin(k * np.pi * beta) ** 2 + 0.004) / k ** (
        1.35 - 0.55 * stroke.hardness
    )  # a finger has width: the comb's zeros are not quite zero
    a /= 1.0 + (f / corner_hz) ** 2
    a /= np.sqrt(1.0 + (f / kit.tone_hz) ** 8)
    if kit.pickup_position:
        a *= np.sqrt(np.sin(k * np.pi * kit.pickup_position) ** 2 + 0.01)
    if kit.radiation_hz:
        a *= f / np.sqrt(f**2 + kit.radiation_hz**2)
    a *= kit.body_gain(f) * dice.uniform(0.9, 1.1, len(k))
    if up:
        a *= np.sqrt(f**2 / (f**2 + (1.3 * f0_hz) ** 2))

    t0 = kit.along(kit.t60_seconds, key)
    t0 = 0.09 if dead else min(0.11 * t0 + 0.06, 0.5) if muted else t0
    t60 = t0 / (1.0 + (f / (kit.damping_hz * (0.4 if muted else 1.0) + f0_hz)) ** 1.5)
    if dead:  # the finger lies on the string: no standing wave, so no harmonic series
        f = f * dice.uniform(0.8, 1.25, len(k))
    frames = int(rate * (1.18 * t0 + 0.12))
    phases = np.pi / 2 + dice.normal(0.0, 0.25, len(k))
    knock = np.array(kit.body).reshape(-1, 3)
    thump = float(np.abs(a).sum()) * (0.5 if dead else 0.16) * (0.6 + 0.8 * stroke.hardness)
    samples = ring(
        np.concatenate([f, f * cents_to_ratio(0.35), knock[:, 0]]),
        np.concatenate([t60 * 0.5, t60, knock[:, 1]]),
        np.concatenate([a * 0.75, a * 0.4, thump * knock[:, 2] / max(knock[:, 2].sum(), 1.0)]),
        np.concatenate([phases, phases, dice.uniform(0, 2 * np.pi, len(knock))]),
        frames,
        rate,
    )
    burst = min(frames, int(0.05 * rate))
    scrape = noise(dice, burst, rate, band(*kit.noise_hz)) * dying(burst, 0.035 if dead else 0.022, rate, 0.0008)
    level = 10.0 ** ((kit.noise_db + (2 if dead else -6 if muted else 3 if up else 0)) / 20.0) * (0.5 + stroke.hardness)
    samples[:burst] += scrape * np.float32(level * float(np.abs(samples[: rate // 20]).max()))
    quiet_db = 9.0 if dead else 3.0 if muted else 1.0 if up else 0.0
    level_db = STRING_LEVEL_DB + velocity_db(LAYER_VELOCITIES[stroke.layer]) - quiet_db
    return Tone(finished(samples, rate, level_db), release_seconds=min(kit.release_seconds, t0))


ARTICULATIONS = frozenset({Articulation.NORMAL, Articulation.MUTED, Articulation.DEAD, Articulation.UP})


def models(strings: dict[str, PluckedString]) -> dict[str, Model]:
    """A model for each row of figures."""
    return {name: Model(functools.partial(pluck, kit), articulations=ARTICULATIONS) for name, kit in strings.items()}
