"""The touches of a gesture: when beads, jingles, teeth or palms meet, and how hard.

A shaken instrument is a cloud of collisions at random moments whose rate and force follow the energy of the shake
(Cook 1997, "Physically informed sonic modeling (PhISM): synthesis of percussive sounds", Computer Music Journal
21(3)); a scraped one is the same with the regularity of its teeth. Applause is hands that meet within some tens of
milliseconds, each pair with a resonance of its own (Peltola, Erkut, Cook & Välimäki 2007, "Synthesis of hand clapping
sounds", IEEE Trans. Audio, Speech and Language Processing 15(3)).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from houseband.sound.modes import Curve

STEP_SECONDS = 0.0005
FAINTEST = 0.01
"""Swells are followed until they are this small."""
QUICKER = 0.5
"""How much quicker the hardest shake swells than the softest."""


@dataclass(frozen=True, slots=True)
class Gesture:
    """When the parts of a piece meet. Times in seconds from the onset."""

    times_seconds: tuple[float, ...]
    """Touches that are counted, such as the strokes of several palms."""
    gains: tuple[float, ...]
    jitter_seconds: float
    """How far those stray, but for the first."""
    swells: tuple[tuple[float, ...], ...]
    """Energy: when it is highest, rise and fall as time constants, and how high."""
    rates_hz: tuple[float, ...]
    """Touches a second at the beginning and the end of the swells."""
    regularity: float
    """Shape of the gamma distribution of gaps and forces: 1 for the chance of beads, large for the teeth of a comb."""
    bodies: int
    """How many alike bodies the touches are dealt round to."""
    spread_cents: float
    """How far those are apart in pitch, at random."""
    step_cents: float
    """How much higher each is than the one before."""


def gesture(row: Mapping[str, Any]) -> Gesture:
    """The gesture of a row of the table; what it does not say is a single touch of a single body."""
    return Gesture(
        tuple(row.get("times_seconds", (0.0,))),
        tuple(row.get("gains", (1.0,))),
        float(row.get("jitter_seconds", 0.0)),
        tuple(tuple(swell) for swell in row.get("swells", ())),
        tuple(row.get("rates_hz", ())),
        float(row.get("regularity", 1.0)),
        int(row.get("bodies", 1)),
        float(row.get("spread_cents", 0.0)),
        float(row.get("step_cents", 0.0)),
    )


def touches(gesture: Gesture, dice: np.random.Generator, hardness: float) -> tuple[Curve, Curve]:
    """The moments in seconds and the forces of all touches, in order of time."""
    times = np.array(gesture.times_seconds, np.float64)
    times[1:] += dice.uniform(-1.0, 1.0, max(len(times) - 1, 0)) * gesture.jitter_seconds
    gains = np.array(gesture.gains) * dice.uniform(0.85, 1.15, len(times))
    if gesture.swells:
        more, forces = scattered(gesture, dice, hardness)
        times, gains = np.append(times, more), np.append(gains, forces)
    order = np.argsort(times, kind="stable")
    return times[order].clip(0.0), gains[order]


def scattered(gesture: Gesture, dice: np.random.Generator, hardness: float) -> tuple[Curve, Curve]:
    """Touches by chance, or by the comb: moments and forces."""
    t, energy = swelling(gesture, hardness)
    rate_hz = np.interp(t, [0.0, t[-1]], gesture.rates_hz)
    touched = np.cumsum(rate_hz) * STEP_SECONDS
    shape = gesture.regularity
    count = round(float(touched[-1]) + 4.0 * float(touched[-1]) ** 0.5) + 1
    counted = np.cumsum(dice.gamma(shape, 1.0 / shape, count))
    counted = counted[counted < touched[-1]]
    times = np.interp(counted, touched, t)
    forces = np.interp(times, t, energy) * dice.gamma(shape, 1.0 / shape, len(times))
    return times, forces


def swelling(gesture: Gesture, hardness: float) -> tuple[Curve, Curve]:
    """Moments in seconds, and the force of the shake at each; a harder shake swells quicker."""
    end = max(at + fall * -np.log(FAINTEST) for at, _, fall, _ in gesture.swells)
    t = np.arange(0.0, end, STEP_SECONDS)
    energy = np.zeros(len(t))
    for at, rise, fall, height in gesture.swells:
        slower = 1.0 + QUICKER * (0.7 - hardness)
        before = np.exp(-(((at - t) / (rise * slower)) ** 2))
        energy += height * np.where(t < at, before, np.exp(-(t - at).clip(0.0) / fall))
    return t, energy
