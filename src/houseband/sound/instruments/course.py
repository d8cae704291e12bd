"""The figures of a course of strings, or of a bar or a bell, and how each articulation touches it."""

import math
from dataclasses import dataclass

import numpy as np

from houseband.music.articulation import Articulation
from houseband.sound.instruments.voicing import Voicing
from houseband.sound.tone import LAYER_VELOCITIES, RINGS_OUT, Stroke
from houseband.units import key_to_hz

LOWEST_KEY, HIGHEST_KEY = 12, 118
MIDDLE_VELOCITY, VELOCITY_SPAN = 85.0, 50.0
"""Voicings are those of the middle velocity; ``dynamics_db`` is what a span of velocities adds."""


@dataclass(frozen=True, slots=True)
class Course:
    """The figures that make one instrument out of the model. Pairs belong to the two keys."""

    low_key: int
    high_key: int
    stiffness: tuple[float, float]
    """The inharmonicity B."""
    excited_at: tuple[float, float]
    """β: share of the sounding length from the bridge."""
    release_seconds: float = RINGS_OUT
    ratios: tuple[float, ...] = ()
    """Of the modes to the pitch, where it is no string that sounds but a bar, a tube, a tine or a bell; ``stiffness``,
    ``excited_at`` and ``pickups`` then have no part in it."""
    scale: tuple[float, float] = (0.0, 100.0)
    """What key 60 sounds, in Hz, and how many cents a key; 0 Hz for what is in tune with the keys."""
    stiffness_points: tuple[tuple[int, float], ...] = ()
    """B by key, where two ends are not enough."""
    strings: tuple[tuple[float, float, float], ...] = ((1.0, 0.0, 1.0),)
    """Frequency ratio, cents beside it, and gain of each string of the course."""
    pickups: tuple[tuple[float, float], ...] = ()
    """Position (share of the length at the low key; it moves as β does) and gain (negative: out of phase) of each."""
    bridge_cents: float = 0.3
    """Standard deviation of what the bridge's motion does to each mode of a string."""
    comb_floor: float = 0.15
    """How deep the comb of β reaches: fingers and hammers have width, so its zeros are not quite zero."""
    prompt: tuple[float, float] = (0.5, 0.4)
    """Share of the polarisation that dies sooner, and its T60 against the other's."""
    dynamics_db: float = 4.0
    """What a harder stroke (velocity 110 for 60) adds four octaves over the fundamental."""
    noise_dynamics_db: float = 3.0
    brightness_db: float = 0.0
    """Over four octaves, where a course shares another's voicing."""
    scattered: bool = False
    """Whether the modes begin anyhow: of drums and cymbals, where no blow sets them going together."""
    attack_seconds: float = 0.0015
    body: tuple[tuple[float, float, float], ...] = ()
    """Modes of the body that the stroke knocks on: frequency in Hz, T60 in seconds, level in dB against the string."""
    bloom: tuple[float, float] = (0.0, 0.1)
    """Share of the upper partials that come by the bridge's curve, and in what time in seconds."""
    jawari: tuple[float, float] = (-math.inf, 1.0)
    """Level in dB of the band that glides down through the partials, and when it comes to 1 kHz, in seconds."""
    clicks_db: float = -math.inf
    """Of the string on the frets, against the string as a whole."""
    clicks_hz: float = 1500.0
    """Clicks lie above this."""
    clicks_t60_seconds: float = 0.05
    sympathetic: tuple[int, ...] = ()
    """Keys of the strings that ring along."""
    sympathy_db: float = -24.0

    def along(self, pair: tuple[float, float], key: float) -> float:
        """The value for a key, geometric between the two ends and held outside."""
        share = min(1.0, max(0.0, (key - self.low_key) / (self.high_key - self.low_key)))
        return float(pair[0] * (pair[1] / pair[0]) ** share)


def between(points: tuple[tuple[int, float], ...], key: float) -> float:
    """The value at a key of one that is given at some: its logarithm is linear between them, and held outside."""
    keys, values = zip(*points, strict=True)
    return math.exp(float(np.interp(key, keys, np.log(values))))


@dataclass(frozen=True, slots=True)
class Touch:
    """How an articulation differs from the plain stroke."""

    length: float = 1.0
    """Of the decays."""
    tilt_db: float = 0.0
    """Over four octaves."""
    noise_db: float = 0.0
    excited_at: float = 1.0
    """Factor of β."""
    level_db: float = 0.0
    attack_seconds: float = 0.0
    """Added to the course's own."""
    node: int = 1
    """The finger touches the string at 1/node: only each node-th partial of the open string is left."""
    pitched: bool = True


TOUCHES: dict[Articulation, Touch] = {
    Articulation.NORMAL: Touch(),
    Articulation.MUTED: Touch(0.13, -16.0, 1.0, 1.0, -3.0),
    Articulation.DEAD: Touch(0.02, -7.0, 16.0, 1.0, -9.0, pitched=False),
    Articulation.UP: Touch(1.0, 5.0, 2.0, 0.75, -1.0),
    Articulation.HAMMER: Touch(0.85, -7.0, -9.0, 2.2, -2.0, 0.004),
    Articulation.PULL: Touch(0.85, 2.0, -4.0, 2.6, -2.0, 0.001),
    Articulation.HARMONIC: Touch(0.9, -12.0, -3.0, 1.0, -1.0, 0.001, node=2),
    Articulation.HALF_OPEN: Touch(0.4, 1.0, 2.0),
    Articulation.CHOKED: Touch(0.08, 0.0, 0.0),
}


@dataclass(frozen=True, slots=True)
class Played:
    """A stroke on a course, with all that it takes to make its sound."""

    course: Course
    voicing: Voicing
    stroke: Stroke

    @property
    def key(self) -> int:
        """The key that sounds."""
        return min(max(self.stroke.key, LOWEST_KEY), HIGHEST_KEY)

    @property
    def f0_hz(self) -> float:
        middle_hz, cents = self.course.scale
        return middle_hz * 2.0 ** (cents * (self.key - 60) / 1200.0) if middle_hz else key_to_hz(self.key)

    @property
    def touch(self) -> Touch:
        return TOUCHES.get(Articulation(self.stroke.articulation), TOUCHES[Articulation.NORMAL])

    @property
    def harder(self) -> float:
        """How much harder than the voicing's the stroke is, in spans of velocity."""
        return (LAYER_VELOCITIES[self.stroke.layer] - MIDDLE_VELOCITY) / VELOCITY_SPAN

    def along(self, pair: tuple[float, float]) -> float:
        """The course's value of a pair for the key."""
        return self.course.along(pair, self.key)

    @property
    def stiffness(self) -> float:
        """B of the key's strings."""
        points = self.course.stiffness_points
        return between(points, self.key) if points else self.along(self.course.stiffness)
