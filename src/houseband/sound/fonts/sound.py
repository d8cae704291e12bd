"""A preset as a sound of the band: its tones at the house's level, so that the desk works unchanged.

A preset keeps its own balance from key to key. The mean of some of its keys at velocity 90 is brought to where the
house's own tones of the instrument stand (K-weighted, the loudest 400 ms), a drum kit's by its main pieces. From layer
to layer the level is that of ``velocity_db``, as everywhere in the bank; brightness and envelopes follow the velocity
as the font says.
"""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from houseband.music.articulation import Articulation
from houseband.music.instrument import INSTRUMENTS
from houseband.sound.fonts.font import Font
from houseband.sound.fonts.sampler import sampled
from houseband.sound.fonts.zone import Planes, Zone
from houseband.sound.instruments import MODELS
from houseband.sound.modes import LN_1000, held_loudness_db
from houseband.sound.tone import LAYER_VELOCITIES, REFERENCE_VELOCITY, Stroke, Tone, velocity_db
from houseband.units import db_to_gain

MODEL_DRUM_KEYS = (36, 38, 42, 51)
REFERENCE_LAYER = LAYER_VELOCITIES.index(REFERENCE_VELOCITY)
HEARD_SECONDS = 1.2
"""Of a tone, what is made to know its level."""
QUIETEST_DB = -90.0
"""A tone below this, before its level is set, is silence."""
MOST_GAIN_DB = 60.0
DAMPED_SECONDS = {Articulation.DEAD: 0.09, Articulation.MUTED: 0.5, Articulation.CHOKED: 0.15}
"""T60 of what a hand stops, where the font has no sound of its own for it."""
DAMPED = frozenset(DAMPED_SECONDS)


@dataclass(frozen=True, slots=True)
class PresetSound:
    """A preset of a font, as the sound of an instrument."""

    font: Font
    preset: int
    instrument: str
    digest: str
    """Of the font's files."""
    planes: int = 2
    others: tuple[tuple[Articulation, int], ...] = ()
    """Presets that are this instrument played in another way."""

    def __repr__(self) -> str:
        """All that its tones depend on: the bank's files are named by it."""
        others = [(int(way), preset) for way, preset in self.others]
        return f"PresetSound({self.digest}, {self.preset}, {self.instrument!r}, {self.planes}, {others})"

    @property
    def is_drum_kit(self) -> bool:
        return INSTRUMENTS[self.instrument].is_drum_kit


def tone(sound: PresetSound, stroke: Stroke) -> Tone:
    """The tone of a stroke."""
    preset = dict(sound.others).get(Articulation(stroke.articulation), sound.preset)
    key = sounding_key(sound, preset, stroke.key)
    if key is None:
        return _houses_own(sound, stroke)
    zones = shifted(sound.font.zones(preset, key, LAYER_VELOCITIES[stroke.layer], stroke.variant), stroke.key - key)
    made = sampled(zones, stroke.sample_rate_hz, sound.planes)
    loud_db = level_db(sound, preset, key, stroke.layer, stroke.sample_rate_hz)
    if loud_db < QUIETEST_DB:
        return made
    reference_db = level_db(sound, preset, key, REFERENCE_LAYER, stroke.sample_rate_hz)
    lift_db = calibration_db(sound, preset, stroke.sample_rate_hz)
    gain_db = lift_db + max(reference_db, loud_db - 24.0) + velocity_db(LAYER_VELOCITIES[stroke.layer]) - loud_db
    samples = made.samples * np.float32(db_to_gain(min(gain_db, MOST_GAIN_DB)))
    damping = DAMPED_SECONDS.get(Articulation(stroke.articulation)) if preset == sound.preset else None
    if damping is not None:
        return _damped(samples, damping, made, stroke.sample_rate_hz)
    return Tone(samples, made.loop_start_frames, made.loop_end_frames, made.release_seconds)


def shifted(zones: Sequence[Zone], semitones: int) -> tuple[Zone, ...]:
    """The zones of another key at this one's pitch."""
    return tuple(replace(zone, cents=zone.cents + 100.0 * semitones) for zone in zones)


def sounding_key(sound: PresetSound, preset: int, key: int) -> int | None:
    """The key itself if the preset has it; else the nearest one that it has, or None for a piece that a kit has not."""
    keys = sound.font.keys(preset)
    if key in keys or not keys:
        return key if keys else None
    return None if sound.is_drum_kit else min(keys, key=lambda other: (abs(other - key), other))


@functools.lru_cache(4096)
def level_db(sound: PresetSound, preset: int, key: int, layer: int, sample_rate_hz: int) -> float:
    """The K-weighted level of a key as the font has it, of its first variant."""
    zones = sound.font.zones(preset, key, LAYER_VELOCITIES[layer], 0)
    beginning = sampled(zones, sample_rate_hz, sound.planes, HEARD_SECONDS)
    return _loudness(beginning.planes, sample_rate_hz)


@functools.lru_cache(256)
def calibration_db(sound: PresetSound, preset: int, sample_rate_hz: int) -> float:
    """From the font's levels to the house's: the mean over some keys of the instrument, by its own model."""
    instrument = INSTRUMENTS[sound.instrument]
    keys = MODEL_DRUM_KEYS if sound.is_drum_kit else np.linspace(instrument.lowest, instrument.highest, 7)[1:-1]
    lifts = []
    for key in (round(float(key)) for key in keys):
        nearest = sounding_key(sound, preset, key)
        if nearest is not None:
            house = MODELS[sound.instrument](Stroke(sound.instrument, key, REFERENCE_LAYER, 0, 0, sample_rate_hz))
            heard = house.planes[:, : round(HEARD_SECONDS * sample_rate_hz)]
            own_db = level_db(sound, preset, nearest, REFERENCE_LAYER, sample_rate_hz)
            lifts += [_loudness(heard, sample_rate_hz) - own_db] if own_db > QUIETEST_DB else []
    return min(sum(lifts) / len(lifts), MOST_GAIN_DB) if lifts else 0.0


def _loudness(planes: Planes, sample_rate_hz: int) -> float:
    """The level of one plane, or the mean power of two."""
    powers = [10.0 ** (held_loudness_db(plane, sample_rate_hz) / 10.0) for plane in planes]
    return 10.0 * math.log10(sum(powers) / len(powers) + 1e-20)


def _damped(samples: NDArray[np.float32], t60_seconds: float, made: Tone, sample_rate_hz: int) -> Tone:
    """The tone dying as under a hand."""
    frames = min(made.frames, max(1, round(1.2 * t60_seconds * sample_rate_hz)))
    fall = np.exp(-LN_1000 / t60_seconds * np.arange(frames) / sample_rate_hz).astype(np.float32)
    tail = min(frames, 64)
    fall[frames - tail :] *= np.linspace(1.0, 0.0, tail, dtype=np.float32)
    return Tone(samples[..., :frames] * fall, 0, 0, min(made.release_seconds, t60_seconds))


def _houses_own(sound: PresetSound, stroke: Stroke) -> Tone:
    """The house kit's tone for what the font has not."""
    model = MODELS[sound.instrument]
    other = Stroke(
        sound.instrument, stroke.key, stroke.layer, stroke.articulation, stroke.variant, stroke.sample_rate_hz
    )
    own = model(model.heard(other))
    if sound.planes == 2 and own.samples.ndim == 1:
        both = np.stack([own.samples, own.samples])
        return Tone(both, own.loop_start_frames, own.loop_end_frames, own.release_seconds)
    return own
