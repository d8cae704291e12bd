"""The drum kit: which piece each General MIDI key is, and how loud it stands in the kit.

Levels are K-weighted over the first 400 ms at velocity 90, so a short piece reads lower than it seems.
"""

from collections.abc import Callable

from houseband.sound.instruments import hands, metals, skins
from houseband.sound.model import Model
from houseband.sound.modes import Samples, finished
from houseband.sound.tone import LAYER_VELOCITIES, Stroke, Tone, velocity_db


def tom_at(f0_hz: float) -> Callable[[Stroke], Samples]:
    """A tom tuned to ``f0_hz``."""
    return lambda stroke: skins.tom(stroke, f0_hz)


# By General MIDI percussion key: what makes it, and its level in dB. Keys between take the nearest one below.
PIECES: dict[int, tuple[Callable[[Stroke], Samples], float]] = {
    35: (skins.kick, -21.0),
    36: (skins.kick, -21.0),
    37: (skins.side_stick, -28.0),
    38: (skins.snare, -22.5),
    40: (skins.snare, -22.5),
    41: (tom_at(78.0), -22.0),
    42: (metals.closed_hat, -34.0),
    43: (tom_at(92.0), -22.0),
    44: (metals.pedal_hat, -36.0),
    45: (tom_at(108.0), -22.0),
    46: (metals.open_hat, -29.0),
    47: (tom_at(132.0), -22.0),
    48: (tom_at(150.0), -22.0),
    49: (metals.crash, -24.0),
    50: (tom_at(172.0), -22.0),
    51: (metals.ride, -30.0),
    52: (metals.crash, -24.0),
    53: (metals.ride_bell, -29.0),
    54: (metals.tambourine, -33.0),
    55: (metals.crash, -24.0),
    56: (metals.ride_bell, -29.0),
    57: (metals.crash, -24.0),
    59: (metals.ride, -30.0),
    60: (tom_at(240.0), -25.0),
    67: (skins.claves, -31.0),
    69: (metals.shaker, -36.0),
    70: (metals.shaker, -36.0),
    75: (skins.claves, -30.0),
    76: (skins.side_stick, -29.0),
    78: (metals.shaker, -36.0),
} | hands.PIECES  # fmt: skip
CHOKED_KEY = 46
CHOKING_KEYS = (42, 44)
"""Closing the hats, by stick or by foot, stops the open hat."""
CHOKE_SECONDS = 0.06


def hit(stroke: Stroke) -> Tone:
    """One piece of the kit, which rings until it is done."""
    piece, level_db = PIECES[max((key for key in PIECES if key <= stroke.key), default=min(PIECES))]
    level_db += velocity_db(LAYER_VELOCITIES[stroke.layer])
    return Tone(finished(piece(stroke), stroke.sample_rate_hz, level_db))


MODELS = {"studio kit": Model(hit)}
