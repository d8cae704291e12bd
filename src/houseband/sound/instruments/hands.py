"""Hand percussion: the percussion keys of General MIDI level 2 beside the drum kit, and cajon, pandeiro and claps.

A row of the table beside this module is a piece: a body with modes and noise (``struck``), the touches that set it
going (``touches``), or a led source (``rubbed``); ``with`` adds another row, as jingles to a skin.
Sources: membranes of congas, bongos, timbales and surdo, Fletcher & Rossing, The Physics of Musical Instruments,
ch. 18; bars, blocks, claves, bells, triangle, ch. 19 and 20; shaken things, Cook 1997; claps, Peltola et al. 2007.
"""

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from houseband.music.articulation import Articulation
from houseband.sound.instruments.rubbed import led, line
from houseband.sound.instruments.struck import body, response
from houseband.sound.instruments.touches import gesture, touches
from houseband.sound.model import PLAIN, Model
from houseband.sound.modes import Samples, finished
from houseband.sound.timbre import rows
from houseband.sound.tone import LAYER_VELOCITIES, Stroke, Tone, velocity_db

TABLE = Path(__file__).with_suffix(".toml")
VARIANTS = 5
"""Takes of each stroke: shaken things repeat faster than anything else in a band."""


def sound(name: str, stroke: Stroke) -> Samples:
    """A piece of the table, bare: level and last touch are the kit's."""
    return play(rows(TABLE)[name], stroke)


def play(row: Mapping[str, Any], stroke: Stroke, damping: float = 1.0) -> Samples:
    """What a row sounds like, bare; shape (frames,). A hand that stays on it shortens its decays by ``damping``."""
    out = _led(row, stroke) if "pitch_hz" in row else _touched(row, stroke, damping)
    if "with" in row:
        more = play(rows(TABLE)[row["with"]], stroke, damping) * np.float32(10.0 ** (row["with_db"] / 20.0))
        out = np.pad(out, (0, max(0, len(more) - len(out))))
        out[: len(more)] += more
    return out


def _led(row: Mapping[str, Any], stroke: Stroke) -> Samples:
    return led(line(row), stroke.dice("line"), stroke.hardness, stroke.sample_rate_hz)


def _touched(row: Mapping[str, Any], stroke: Stroke, damping: float) -> Samples:
    rate, how = stroke.sample_rate_hz, gesture(row)
    own = Stroke(stroke.instrument, stroke.key, 0, 0, 0, rate).dice("bodies")  # the same things at each stroke
    cents = own.uniform(-1.0, 1.0, how.bodies) * how.spread_cents + np.arange(how.bodies) * how.step_cents
    dice = stroke.dice("touches")
    times, gains = touches(how, dice, stroke.hardness)
    damped = body(row).damped(damping)
    grains = [response(damped, dice, stroke.hardness, float(2.0 ** (c / 1200.0)), rate) for c in cents]
    starts = np.rint(times * rate).astype(np.int64).tolist()
    out = np.zeros(max(starts) + max(map(len, grains)), np.float32)
    for turn, (at, gain) in enumerate(zip(starts, gains.tolist(), strict=True)):
        grain = grains[turn % len(grains)]
        out[at : at + len(grain)] += np.float32(gain) * grain
    return out


def piece(name: str) -> Callable[[Stroke], Samples]:
    """A row of the table as a piece of a kit."""
    return functools.partial(_played, name)


def _played(name: str, stroke: Stroke) -> Samples:
    articulation = Articulation(stroke.articulation)
    own = ARTICULATED.get((name, articulation))
    return sound(own, stroke) if own else play(rows(TABLE)[name], stroke, DAMPING.get(articulation, 1.0))


ARTICULATED: dict[tuple[str, Articulation], str] = {
    ("open high conga", Articulation.MUTED): "muted high conga",
    ("open high conga", Articulation.SLAP): "conga slap",
    ("low conga", Articulation.MUTED): "muted low conga",
    ("low conga", Articulation.SLAP): "conga slap",
    ("high bongo", Articulation.SLAP): "bongo slap",
    ("low bongo", Articulation.SLAP): "bongo slap",
    ("open triangle", Articulation.MUTED): "muted triangle",
    ("open cuica", Articulation.MUTED): "muted cuica",
    ("open surdo", Articulation.MUTED): "muted surdo",
}
"""Which row another touch of a piece is."""
DAMPING: dict[Articulation, float] = {Articulation.MUTED: 0.3, Articulation.DEAD: 0.12}
"""What a hand on any other piece leaves of its decays; about what it leaves of the triangle and the conga."""

# By key of General MIDI level 2: its row, and its level in dB at velocity 90, K-weighted over the first 400 ms.
# Levels are near those that two sampled kits have against their snare, and lower where a band would be in their shade.
KEYS: dict[int, tuple[str, float]] = {
    27: ("high q", -31.0),
    28: ("slap", -26.0),
    29: ("scratch push", -30.0),
    30: ("scratch pull", -28.0),
    31: ("sticks", -32.0),
    32: ("square click", -36.0),
    33: ("metronome click", -36.0),
    34: ("metronome bell", -27.0),
    39: ("hand clap", -26.0),
    54: ("tambourine", -32.0),
    56: ("cowbell", -31.0),
    58: ("vibraslap", -30.0),
    60: ("high bongo", -30.5),
    61: ("low bongo", -29.0),
    62: ("muted high conga", -32.0),
    63: ("open high conga", -25.5),
    64: ("low conga", -24.5),
    65: ("high timbale", -26.0),
    66: ("low timbale", -26.0),
    67: ("high agogo", -30.0),
    68: ("low agogo", -30.0),
    69: ("cabasa", -34.0),
    70: ("maracas", -36.0),
    71: ("short whistle", -27.0),
    72: ("long whistle", -25.0),
    73: ("short guiro", -31.0),
    74: ("long guiro", -31.0),
    75: ("claves", -30.0),
    76: ("high wood block", -31.0),
    77: ("low wood block", -31.0),
    78: ("muted cuica", -28.0),
    79: ("open cuica", -26.0),
    80: ("muted triangle", -36.0),
    81: ("open triangle", -32.0),
    82: ("shaker", -34.0),
    83: ("jingle bell", -31.0),
    84: ("bell tree", -31.0),
    85: ("castanets", -33.0),
    86: ("muted surdo", -28.0),
    87: ("open surdo", -24.0),
}
PIECES: dict[int, tuple[Callable[[Stroke], Samples], float]] = {
    key: (piece(name), level_db) for key, (name, level_db) in KEYS.items()
}
"""What makes each key, as the table of a drum kit has it."""
CHOKES: dict[int, tuple[int, ...]] = {29: (30,), 30: (29,), 72: (71,), 74: (73,), 79: (78,), 81: (80,), 87: (86,)}
"""Which keys each key is stopped by: General MIDI level 2, exclusive classes of the standard kit."""
ARTICULATIONS = PLAIN | set(DAMPING) | {articulation for _, articulation in ARTICULATED}
"""What the pieces know beside a plain stroke."""

# The strokes of instruments of their own lie on the keys that their like has on a drum kit: bass on the kick, slap on
# the snare, taps on the side stick, jingles on the closed hat.
STROKES: dict[str, dict[int, tuple[str, float]]] = {
    "cajon": {36: ("cajon bass", -25.0), 37: ("cajon tap", -33.0), 38: ("cajon slap", -28.0)},
    "pandeiro": {
        36: ("pandeiro bass", -27.0),
        37: ("pandeiro tap", -33.0),
        38: ("pandeiro slap", -29.0),
        42: ("pandeiro jingles", -34.0),
    },
    "hand claps": {38: ("finger snap", -32.0), 39: ("hand clap", -26.0)},
}


def hit(instrument: str, stroke: Stroke) -> Tone:
    """A stroke on an instrument of its own; keys between take the nearest one below."""
    strokes = STROKES[instrument]
    name, level_db = strokes[max((key for key in strokes if key <= stroke.key), default=min(strokes))]
    level_db += velocity_db(LAYER_VELOCITIES[stroke.layer])
    return Tone(finished(_played(name, stroke), stroke.sample_rate_hz, level_db))


MODELS = {name: Model(functools.partial(hit, name), VARIANTS, PLAIN | set(DAMPING)) for name in STROKES}
