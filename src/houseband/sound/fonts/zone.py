"""What sounds when a key is struck, whatever file it comes from: zones, each a sample with its envelopes and filter.

SF2 and SFZ files are resolved to these for one key and velocity; the sampler knows nothing else. Curves are functions
of the seconds since the note-on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from houseband.sound.modes import Curve

Planes = NDArray[np.float32]
SILENT_DB = -100.0


@dataclass(frozen=True, slots=True, eq=False)
class Wave:
    """A sample of a library; what it holds is read when it is first needed."""

    name: str
    sample_rate_hz: int
    planes: Callable[[], Planes]
    """Gives float32 of shape (1 or 2, frames), read-only. SoundError if it cannot be read."""


class LoopMode(Enum):
    """Whether a stretch of the sample is repeated for as long as the note is held."""

    NONE = "none"
    HELD = "held"
    ONE_SHOT = "one shot"
    """Not repeated, and no note-off ends it."""


@dataclass(frozen=True, slots=True)
class VolumeEnvelope:
    """Delay, a linear rise, hold, a decay that is straight in dB, sustain."""

    delay_seconds: float = 0.0
    attack_seconds: float = 0.0
    hold_seconds: float = 0.0
    decay_db_per_second: float = 1e5
    sustain_db: float = 0.0
    """At most 0; −100 and less is silence."""
    release_seconds: float = 0.0
    """From note-off to −60 dB."""

    @property
    def settled_seconds(self) -> float:
        """From when on it is at its sustain."""
        decay = -max(self.sustain_db, SILENT_DB) / self.decay_db_per_second
        return self.delay_seconds + self.attack_seconds + self.hold_seconds + decay

    def gain(self, t: Curve) -> Curve:
        """The amplitude factor at times in seconds."""
        at = t - self.delay_seconds
        rise = np.clip(at / max(self.attack_seconds, 1e-6), 0.0, 1.0)
        decayed_db = -self.decay_db_per_second * np.maximum(at - self.attack_seconds - self.hold_seconds, 0.0)
        gain: Curve = rise * 10.0 ** (np.maximum(decayed_db, max(self.sustain_db, SILENT_DB)) / 20.0)
        return gain


class Mover(Protocol):
    """Something that goes from 0 to 1, or round −1 and 1, while a note sounds."""

    @property
    def settled_seconds(self) -> float:
        """From when on it stands, or goes round evenly."""
        ...

    @property
    def turns_hz(self) -> float:
        """How often it goes round in a second; 0 for what comes to stand."""
        ...

    def at(self, t: Curve) -> Curve:
        """Its value at times in seconds."""
        ...


@dataclass(frozen=True, slots=True)
class Contour:
    """A modulation envelope: 0, up to 1 (straight or convex), straight down to its sustain."""

    delay_seconds: float = 0.0
    attack_seconds: float = 0.0
    hold_seconds: float = 0.0
    decay_seconds: float = 0.0
    """From 1 to 0; it stops at the sustain."""
    sustain: float = 1.0
    is_convex: bool = False

    @property
    def settled_seconds(self) -> float:
        decay = (1.0 - self.sustain) * self.decay_seconds
        return self.delay_seconds + self.attack_seconds + self.hold_seconds + decay

    @property
    def turns_hz(self) -> float:
        return 0.0

    def at(self, t: Curve) -> Curve:
        at = t - self.delay_seconds
        rise = np.clip(at / max(self.attack_seconds, 1e-6), 0.0, 1.0)
        if self.is_convex:
            rise = np.maximum(0.0, 1.0 + 40.0 / 96.0 * np.log10(np.maximum(rise, 1e-6)))
        fallen = np.maximum(at - self.attack_seconds - self.hold_seconds, 0.0) / max(self.decay_seconds, 1e-6)
        value: Curve = np.minimum(rise, np.maximum(1.0 - fallen, self.sustain))
        return value


@dataclass(frozen=True, slots=True)
class Lfo:
    """A triangle (SF2) or a sine (SFZ) that begins at 0 after a delay, and may fade in."""

    hz: float
    delay_seconds: float = 0.0
    fade_seconds: float = 0.0
    is_sine: bool = False

    @property
    def settled_seconds(self) -> float:
        return self.delay_seconds + self.fade_seconds

    @property
    def turns_hz(self) -> float:
        return self.hz

    def at(self, t: Curve) -> Curve:
        since = np.maximum(t - self.delay_seconds, 0.0)
        turn = since * self.hz
        wave = np.sin(2.0 * np.pi * turn) if self.is_sine else 1.0 - 4.0 * np.abs((turn + 0.25) % 1.0 - 0.5)
        if self.fade_seconds > 0:
            wave = wave * np.minimum(since / self.fade_seconds, 1.0)
        return np.asarray(wave, np.float64)


@dataclass(frozen=True, slots=True)
class Move:
    """A mover and how far it moves what it is tied to: cents, or dB of level."""

    by: Mover
    depth: float

    def settled_seconds(self, within: float) -> float:
        """From when on it is no further than ``within`` from where it comes to stand, or goes round evenly."""
        by = self.by
        if not isinstance(by, Contour) or by.decay_seconds <= 0:
            return by.settled_seconds
        return by.settled_seconds - min(within / max(abs(self.depth), 1e-9), 1.0 - by.sustain) * by.decay_seconds


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter at rest; ``kind`` is one of sound.fonts.filters.KINDS."""

    cutoff_hz: float
    q_db: float = 0.0
    """The gain at the cutoff against that far from it, of each pair of poles."""
    kind: str = "lpf_2p"


@dataclass(frozen=True, slots=True)
class Zone:
    """One sample as one key and velocity sounds it."""

    wave: Wave
    cents: float = 0.0
    """Against the speed at which it was recorded."""
    start_frames: int = 0
    end_frames: int | None = None
    """One past the last; negative from the sample's end, None for the end itself."""
    loop: LoopMode = LoopMode.NONE
    loop_start_frames: int = 0
    loop_end_frames: int = 0
    level_db: float = 0.0
    pan: float = 0.0
    """−1 left to 1 right; the balance of a stereo sample."""
    width: float = 1.0
    """Of a stereo sample: 1 as it is, 0 its two sides as one, −1 the other way round."""
    volume: VolumeEnvelope = VolumeEnvelope()
    filter: Filter | None = None
    pitch_moves: tuple[Move, ...] = ()
    filter_moves: tuple[Move, ...] = ()
    level_moves: tuple[Move, ...] = ()

    @property
    def moves(self) -> tuple[Move, ...]:
        """All that moves while it sounds."""
        return (*self.pitch_moves, *self.filter_moves, *self.level_moves)
