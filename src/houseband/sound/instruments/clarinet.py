"""A clarinet: the lead voice.

A cylinder closed at the reed sounds odd harmonics; above the cut-off of the tone-hole lattice, near 1.5 kHz, the even
ones are as strong (Benade, Fundamentals of Musical Acoustics, ch. 21; Fletcher & Rossing, ch. 15). Blown harder, the
upper harmonics grow faster than the first (Worman 1971, in Fletcher & Rossing, ch. 15).
"""

import numpy as np
from numpy.typing import NDArray

from houseband.sound.loops import TURN, circular_noise, fitted, harmonics, swell
from houseband.sound.model import Model
from houseband.sound.modes import Curve, finished
from houseband.sound.tone import LAYER_VELOCITIES, Stroke, Tone, velocity_db
from houseband.units import cents_to_ratio, key_to_hz

CLARINET_LEVEL_DB = -22.0
VIBRATO_HZ = 5.1
VIBRATO_CENTS = 9.0
VIBRATO_FROM_SECONDS, VIBRATO_FULL_SECONDS = 0.28, 0.75
LOOP_SECONDS = 1.2
LATTICE_HZ = 1500.0
RELEASE_SECONDS = 0.09
BREATH = 0.005
LOWEST_KEY, HIGHEST_KEY = 38, 103


def blow(stroke: Stroke) -> Tone:
    """A blown note: tongued, straight at first, with a vibrato that comes in as it is held."""
    rate, hardness = stroke.sample_rate_hz, stroke.hardness
    dice = stroke.dice()
    key = min(max(stroke.key, LOWEST_KEY), HIGHEST_KEY)
    loop = fitted(key_to_hz(key), LOOP_SECONDS, VIBRATO_HZ, rate, multiple=1)
    head = round(VIBRATO_FULL_SECONDS * rate)
    frames = head + loop.frames
    vibrato = swell(frames, VIBRATO_FROM_SECONDS * rate, (VIBRATO_FULL_SECONDS - VIBRATO_FROM_SECONDS) * rate)
    vibrato *= np.sin(TURN * loop.turns * np.arange(frames) / loop.frames)
    deviation = loop.f0_hz * (cents_to_ratio(VIBRATO_CENTS) - 1.0) / VIBRATO_HZ  # a phase swing, radians

    k = np.arange(1, min(48, int(9000.0 / loop.f0_hz) + 2))
    f = k * loop.f0_hz
    register = min(1.0, max(0.0, (key - 66) / 12.0))  # 0 in the chalumeau, 1 in the clarion
    even_db = -32.0 + 14.0 * register + (18.0 - 6.0 * register) * f**2 / (f**2 + LATTICE_HZ**2)
    amplitude = k ** -(1.75 - 0.85 * hardness) * np.where(k % 2 == 0, 10.0 ** (even_db / 20.0), 1.0)
    amplitude /= 1.0 + (f / (1300.0 + 2600.0 * hardness**1.5)) ** 2
    k = k[: int(np.flatnonzero(amplitude > 1e-4 * amplitude[0])[-1]) + 1]
    speak_frames = (0.018 + 0.020 * (1.0 - hardness)) * rate  # until the air column stands
    onset = round(3.0 * speak_frames)

    def envelope(index: int) -> NDArray[np.float64]:
        level = amplitude[index] * (1.0 + (0.05 + 0.015 * min(index, 8)) * vibrato)
        level[:onset] *= swell(onset, 0.0, speak_frames * (1.0 + 0.12 * min(index, 16)))  # the highs speak last
        return np.asarray(level)

    def breath_shape(frequency_hz: Curve) -> Curve:
        tube = 0.25 + np.abs(np.sin(np.pi * frequency_hz / (2.0 * loop.f0_hz)))  # the bore resonates to the breath too
        return np.asarray(tube / (1.0 + (400.0 / (frequency_hz + 1.0)) ** 2) / (1.0 + (frequency_hz / 2800.0) ** 2))

    samples = harmonics(
        loop, frames, [float(x) for x in k], envelope, dice.uniform(0, TURN, len(k)), deviation * vibrato
    )
    chiff = 1.0 + 2.5 * hardness * (1.0 - swell(frames, 0.004 * rate, 0.05 * rate))
    strength = BREATH * (0.8 + 0.4 * hardness) * float(np.sqrt(np.sum(amplitude**2)))
    breath = circular_noise(dice, loop, frames, breath_shape) * chiff * swell(frames, 0.0, 0.012 * rate) * strength
    samples += breath.astype(np.float32)
    level_db = CLARINET_LEVEL_DB + velocity_db(LAYER_VELOCITIES[stroke.layer])
    return Tone(finished(samples, rate, level_db, 0.003, 0.0), head, frames, RELEASE_SECONDS)


MODELS = {"clarinet": Model(blow, variants=1)}
