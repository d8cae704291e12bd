"""A tonewheel organ: drawbars 88 8300 002, a touch of percussion, a slow-turning loudspeaker.

Drawbars as harmonics of the 8' pitch, 3 dB a step, and the second-harmonic percussion: Hammond Organ Company, Model B-3
Service Manual. The wheels of the real one are tempered; here they are harmonic, so that the loop closes exactly.
The loudspeaker turns the level and the pitch of low and high partials differently: Henricksen, "Unearthing the
Mysteries of the Leslie Cabinet", Recording Engineer/Producer, April 1981.
"""

import numpy as np

from houseband.sound.loops import TURN, fitted, harmonics, swell
from houseband.sound.model import Model
from houseband.sound.modes import LN_1000, band, dying, finished, noise
from houseband.sound.tone import LAYER_VELOCITIES, Stroke, Tone, velocity_db
from houseband.units import key_to_hz

ORGAN_LEVEL_DB = -23.0
FOOTAGES = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)
"""The harmonic of the 8' pitch that each drawbar sounds: 16', 8', 5⅓', 4', 2⅔', 2', 1⅗', 1⅓', 1'."""
DRAWBARS = (8, 8, 6, 4, 3, 2, 0, 0, 1)
ROTOR_HZ = 5.9
LOOP_SECONDS = 1.2
HEAD_SECONDS = 0.55
RELEASE_SECONDS = 0.045
LOWEST_KEY, HIGHEST_KEY = 24, 112


def hold(stroke: Stroke) -> Tone:
    """A held key. An organ has no touch; the layers are the swell pedal, which opens the highs as it opens."""
    rate = stroke.sample_rate_hz
    dice = stroke.dice()
    loop = fitted(key_to_hz(min(max(stroke.key, LOWEST_KEY), HIGHEST_KEY)), LOOP_SECONDS, ROTOR_HZ, rate)
    head = round(HEAD_SECONDS * rate)
    frames = head + loop.frames
    turning = TURN * loop.turns * np.arange(frames) / loop.frames
    ratios = np.array(FOOTAGES)
    f = ratios * loop.f0_hz
    corner_hz = 350.0 * 16.0**stroke.hardness + loop.f0_hz * stroke.hardness
    amplitude = np.where(np.array(DRAWBARS) > 0, 10.0 ** (3.0 * (np.array(DRAWBARS) - 8) / 20.0), 0.0)
    amplitude /= np.sqrt(1.0 + (f / corner_hz) ** 2)
    percussion = (
        0.9 * np.exp(-LN_1000 * np.arange(frames) / (0.42 * rate)) * (1.0 - swell(frames, 0.6 * head, 0.4 * head))
    )

    def envelope(index: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        horn = f[index] > 800.0  # the crossover of the cabinet: above it the horn, below it the drum, half a turn apart
        depth, lag = (0.22, 0.0) if horn else (0.10, np.pi)
        level = amplitude[index] * (1.0 + depth * np.sin(turning + lag))
        if ratios[index] == 2.0:
            level = level + percussion * amplitude[1]
        return np.asarray(level)

    samples = harmonics(
        loop, frames, FOOTAGES, envelope, dice.uniform(0, TURN, len(FOOTAGES)), 0.10 * np.sin(turning + 0.7), 0.5
    )
    click = min(frames, round(0.02 * rate))  # nine contacts close, not quite together
    samples[:click] += (
        noise(dice, click, rate, band(600, 5000)) * dying(click, 0.012, rate) * np.float32(0.15 * stroke.hardness**2)
    )
    level_db = ORGAN_LEVEL_DB + velocity_db(LAYER_VELOCITIES[stroke.layer])
    samples = finished(samples, rate, level_db, attack_seconds=0.004, fade_seconds=0.0)
    return Tone(samples, head, frames, RELEASE_SECONDS)


MODELS = {"organ": Model(hold, variants=1)}
