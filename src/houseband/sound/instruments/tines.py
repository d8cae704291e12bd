"""An electric piano of tines.

The tine swings almost as a sine in front of a magnetic pickup set a little off its axis; the pickup bends that sine, so
harmonic k of the output goes as the k-th power of the swing: it grows with velocity (the bark) and dies k times as fast
(Pfeifle & Bader 2017, "Tone production of the Wurlitzer and Rhodes E-pianos"; Gabrielli et al. 2020, JASA 148). Written
out as modes this has no aliasing. Over it lie the tine's own upper modes, a clamped bar's at 6.27 and 17.5 times the
fundamental (Fletcher & Rossing, ch. 2): the bell at the start.
"""

import numpy as np

from houseband.sound.model import Model
from houseband.sound.modes import band, dying, finished, noise, ring
from houseband.sound.tone import LAYER_VELOCITIES, Stroke, Tone, velocity_db
from houseband.units import cents_to_ratio, key_to_hz

TINE_LEVEL_DB = -23.0
BAR_RATIOS = np.array([6.27, 17.55, 34.39])
HARMONICS = 14
RELEASE_SECONDS = 0.22
LOWEST_KEY, HIGHEST_KEY = 16, 110


def strike(stroke: Stroke) -> Tone:
    """A struck key: round when soft, barking when hard."""
    rate, hardness = stroke.sample_rate_hz, stroke.hardness
    key = min(max(stroke.key, LOWEST_KEY), HIGHEST_KEY)
    dice = stroke.dice()
    f0_hz = key_to_hz(key)
    t0 = 6.5 * (1.6 / 6.5) ** (min(max(key - 28, 0), 75) / 75)
    swing = (0.14 + 0.74 * hardness**1.3) * (1.0 - 0.45 * min(max(key - 40, 0), 60) / 60)  # short tines swing less
    k = np.arange(1, HARMONICS + 1)
    harmonic = swing ** (k - 1.0) / np.sqrt(k) * np.where(k == 2, 1.25, 1.0)
    harmonic /= 1.0 + (k * f0_hz / 5200.0) ** 2  # the pickup coil and its cable
    bell = 0.20 * hardness * np.array([1.0, 0.35, 0.1]) * float(dice.uniform(0.9, 1.1))
    bell /= 1.0 + (BAR_RATIOS * f0_hz / 5200.0) ** 2
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
    knock = round(0.04 * rate)  # the hammer's neoprene tip
    thump = noise(dice, knock, rate, band(150, 1400)) * dying(knock, 0.025, rate, 0.001)
    samples[:knock] += thump * np.float32(0.09 * hardness)
    level_db = TINE_LEVEL_DB + velocity_db(LAYER_VELOCITIES[stroke.layer])
    return Tone(finished(samples, rate, level_db, 0.0012), release_seconds=RELEASE_SECONDS)


MODELS = {"tine piano": Model(strike, variants=1)}
