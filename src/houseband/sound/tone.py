"""One struck note as sound, and the stroke that asks for it.

A tone is ``float32`` at the rate its stroke names, at the level of its layer's velocity: the recorder only adds the
small gain from there to the note's own velocity. Brightness belongs to the layer, so it is in the samples. The house
kit's tones are mono; a sampled one may be stereo.
"""

import hashlib
import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

LAYER_VELOCITIES = (36, 64, 90, 115)
"""The MIDI velocity that each layer is made for, from the softest."""
LAYERS = len(LAYER_VELOCITIES)
LAYER_FLOORS = (0, 50, 77, 103)
"""The lowest velocity that takes each layer: half-way between its neighbours' own velocities."""
REFERENCE_VELOCITY = 90
RINGS_OUT = math.inf
"""A ``release_seconds`` that no note-off shortens."""


def velocity_db(velocity: int) -> float:
    """The level of a MIDI velocity against velocity 90, in dB.

    40·log10 of the velocity ratio: MIDI Manufacturers Association, DLS Level 1, "MIDI velocity to volume".
    """
    return 40.0 * math.log10(max(velocity, 1) / REFERENCE_VELOCITY)


@dataclass(frozen=True, slots=True)
class Stroke:
    """What a tone is made from, and all of it: the same stroke is the same tone, in any process and any order."""

    instrument: str
    key: int
    """MIDI key number, or General MIDI percussion key."""
    layer: int
    """0 (softest) to LAYERS − 1."""
    articulation: int
    """A value of ``performance.Articulation``."""
    variant: int
    """Which of the takes of the same stroke: repeated notes rotate through them."""
    sample_rate_hz: int

    @property
    def hardness(self) -> float:
        """How hard the stroke is, 0 to 1: the layer's velocity over 127."""
        return LAYER_VELOCITIES[self.layer] / 127.0

    def dice(self, purpose: str = "") -> np.random.Generator:
        """Random numbers of this stroke's own; another ``purpose`` gives independent ones.

        The layer has no part in them: a harder stroke is the same stroke, only harder.
        """
        name = f"{self.instrument}/{self.key}/{self.articulation}/{self.variant}/{purpose}"
        digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
        return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "little")))


@dataclass(frozen=True, slots=True, eq=False)
class Tone:
    """A note's whole sound if nobody stops it."""

    samples: NDArray[np.float32]
    """Shape (frames,), or (2, frames) for left and right; read-only."""
    loop_start_frames: int = 0
    loop_end_frames: int = 0
    """An exactly periodic stretch, repeated for as long as the note is held; 0, 0 where the tone dies by itself."""
    release_seconds: float = RINGS_OUT
    """From note-off to −60 dB; infinite where a note-off changes nothing, as on drums."""

    def __post_init__(self) -> None:
        shape = self.samples.shape
        if self.samples.dtype != np.float32 or not (len(shape) == 1 or (len(shape) == 2 and shape[0] == 2)):
            raise ValueError(f"a tone is float32, mono or two planes, not {self.samples.dtype} of shape {shape}")
        if not 0 <= self.loop_start_frames <= self.loop_end_frames <= self.frames:
            raise ValueError(f"loop {self.loop_start_frames}–{self.loop_end_frames} is outside the tone")
        self.samples.setflags(write=False)

    @property
    def frames(self) -> int:
        """How long it is."""
        return int(self.samples.shape[-1])

    @property
    def planes(self) -> NDArray[np.float32]:
        """Shape (1, frames) or (2, frames)."""
        return np.atleast_2d(self.samples)

    @property
    def loops(self) -> bool:
        """Whether a held note goes on for ever."""
        return self.loop_end_frames > self.loop_start_frames


class Colouring(Protocol):
    """What a channel does to every tone alike, such as its equaliser: done once a tone, since a stem is their sum."""

    @property
    def name(self) -> str:
        """Two colourings of one name do the same."""
        ...

    def colour(self, tone: Tone, sample_rate_hz: int) -> Tone:
        """The tone as it sounds after it, with as many planes; a loop stays exact."""
        ...
