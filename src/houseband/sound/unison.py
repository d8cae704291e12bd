"""Several players of one note: each with a pitch that wanders, a vibrato of their own and a place in the sum.

Everything is periodic in the loop. Pitch is phase here: a player is out of tune by whole turns a loop, or wanders about
the pitch and comes back, so that the section is in tune as a whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from houseband.sound.circles import TURN, Envelopes, Hold
from houseband.sound.modes import Curve

STEPS = 24
"""By how much the sum's fundamental is strengthened, at most, until it keeps its pitch."""


@dataclass(frozen=True, slots=True)
class Players:
    """Phases of each player's fundamental: whole turns a loop, plus sines of whole turns a loop."""

    start_radians: Curve
    """Shape (players,)."""
    turns: Curve
    """Shape (players,): by how many turns a loop a player is sharp."""
    swing_radians: Curve
    """Shape (players, sines)."""
    swing_turns: Curve
    """Shape (players, sines): turns a loop of each."""
    swing_phases: Curve
    """Shape (players, sines)."""
    levels: Curve
    """Shape (players,)."""
    loop_seconds: float

    def phases(self, seconds: Curve, vibrato: Curve | float = 1.0) -> Curve:
        """Shape (players, moments). ``vibrato`` scales the first sine, which is the vibrato, by moment."""
        angle = TURN * seconds / self.loop_seconds
        out = self.start_radians[:, None] + self.turns[:, None] * angle
        for j in range(self.swing_radians.shape[1]):
            sine = np.sin(self.swing_turns[:, j, None] * angle + self.swing_phases[:, j, None])
            out = out + self.swing_radians[:, j, None] * sine * (vibrato if j == 0 else 1.0)
        return out

    def sums(self, phases: Curve, count: int, levels: Curve | None = None) -> Envelopes:
        """The sum over the players of the envelopes of partials 1 to ``count``: shape (count, moments).

        ``levels``, shape (players, moments), are theirs by moment; else they are steady.
        """
        shares = self.levels[:, None] if levels is None else self.levels[:, None] * levels
        base = np.exp(1j * phases)
        power = base * (shares / np.sqrt(np.sum(self.levels**2)))
        out = np.empty((count, phases.shape[1]), np.complex128)
        for k in range(count):
            power.sum(axis=0, out=out[k])
            if k + 1 < count:
                power *= base
        return out


def section(
    dice: np.random.Generator,
    count: int,
    f0_hz: float,
    loop_seconds: float,
    wander_cents: float,
    vibrato_cents: float,
    vibrato_hz: float,
) -> Players:
    """``count`` players whose pitches wander slowly by ``wander_cents`` (rms), with a vibrato of a peak in cents."""
    vibrato_turns = np.maximum(1.0, np.round(vibrato_hz * loop_seconds * dice.uniform(0.9, 1.1, count)))
    slow = np.arange(1, 4)
    per_cent = TURN * f0_hz * (2.0 ** (1.0 / 1200.0) - 1.0)  # radians a second for each cent
    vibrato = vibrato_cents * dice.uniform(0.7, 1.3, count) * per_cent * loop_seconds / (TURN * vibrato_turns)
    drift = wander_cents * np.sqrt(2.0 / len(slow)) * per_cent * loop_seconds / (TURN * slow)
    drifts = drift * np.abs(dice.normal(1.0, 0.3, (count, len(slow))))
    return Players(
        dice.uniform(0.0, TURN, count),
        np.zeros(count),
        np.concatenate([vibrato[:, None], drifts], axis=1),
        np.concatenate([vibrato_turns[:, None], np.broadcast_to(slow, (count, len(slow)))], axis=1),
        dice.uniform(0.0, TURN, (count, 1 + len(slow))),
        dice.uniform(0.8, 1.2, count),
        loop_seconds,
    )


def oscillators(
    dice: np.random.Generator,
    detune_cents: Curve,
    levels: Curve,
    f0_hz: float,
    loop_seconds: float,
    multiple: int = 1,
) -> Players:
    """Oscillators out of tune by about ``detune_cents``: whole turns a loop, at least one if it is not nothing.

    Where partials lie at fractions of the pitch, turns are a ``multiple``, so that those close the loop too.
    """
    exact = detune_cents * f0_hz * (2.0 ** (1.0 / 1200.0) - 1.0) * loop_seconds / multiple
    turns = np.sign(exact) * np.maximum(1.0, np.abs(np.round(exact))) * multiple
    turns = np.where(detune_cents == 0.0, 0.0, turns)
    count = len(detune_cents)
    none = np.zeros((count, 1))
    return Players(
        dice.uniform(0.0, TURN, count), turns, none, none, none, np.asarray(levels, np.float64), loop_seconds
    )


def section_of(row: Mapping[str, Any], count: int, dice: np.random.Generator, hold: Hold) -> Players:
    """The section that a row of an instrument's figures tells of."""
    wander, vibrato, hz = (float(row[name]) for name in ("wander_cents", "vibrato_cents", "vibrato_hz"))
    return section(dice, count, hold.f0_hz, hold.loop_seconds, wander, vibrato, hz)


def oscillators_of(row: Mapping[str, Any], dice: np.random.Generator, hold: Hold, multiple: int) -> Players:
    """The oscillators, reeds or ranks that a row of an instrument's figures tells of."""
    detune = np.array(row["detune_cents"], np.float64)
    levels = np.array(row.get("levels", [1.0] * len(detune)), np.float64)
    return oscillators(dice, detune, levels, hold.f0_hz, hold.loop_seconds, multiple)


def steadied(envelope: Envelopes, once: Envelopes) -> Envelopes:
    """The envelope of a fundamental with as much of a steady part as it needs to be in tune over a loop.

    ``once`` is the envelope at the moments of the loop. A sum of players whose phases beat may gain or lose a whole
    turn in a loop; the section's strong first desk does not let it.
    """
    size = float(np.sqrt(np.mean(np.abs(once) ** 2)))
    lead = np.exp(1j * np.angle(once.mean())) if abs(once.mean()) > 1e-9 else 1.0
    for step in range(STEPS):
        added = lead * size * step / 8.0
        angles = np.angle((once + added) / np.roll(once + added, 1))
        if abs(angles.sum()) < 0.5 and np.abs(angles).max() < 1.0 and np.abs(once + added).min() > 0.15 * size:
            break
    steady: Envelopes = (envelope + added) * (size / np.sqrt(np.mean(np.abs(once + added) ** 2)))
    return steady
