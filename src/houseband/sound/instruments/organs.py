"""Organs, and free reeds that bellows or breath keep going.

  tonewheels    drawbars sound the harmonics of the 8' pitch at the octaves and fifths of a pipe organ, 3 dB a step
                (Hammond Organ Company, Model B-3 Service Manual); the percussion is a harmonic that dies. The
                loudspeaker turns: a horn for the highs, a drum below 800 Hz, each nearer and farther, so louder and
                softer, sharper and flatter (Henricksen, "Unearthing the Mysteries of the Leslie Cabinet", Recording
                Engineer/Producer, April 1981); the horn's mouth is some 18 cm from its axis
  pipes         flue pipes are nearly harmonic and fall with the order; ranks of the principal chorus are never quite in
                tune with each other, and each pipe speaks with a chiff (Fletcher & Rossing, The Physics of Musical
                Instruments, ch. 17)
  free reeds    a tongue that swings through a slot lets air through in short pulses: partials that fall slowly, with
                hardly a formant (Cottingham, "Acoustics of free-reed instruments", Physics Today 64(3), 2011). The
                accordion's second reed is tuned sharp, so that it beats (musette)

Partials, bodies, noises and beginnings are figures of ``organs.toml``, fitted to three sampled sets (bench/sticks.py).
Neither organ nor accordion has a touch: layers are the swell pedal, the bellows and the breath.
"""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from houseband.music.articulation import Articulation
from houseband.sound.circles import TURN, Envelopes, Hold, loop_near
from houseband.sound.model import PLAIN, Model
from houseband.sound.modes import LN_1000, Curve, finished
from houseband.sound.sustained import Law, Shaping, Voicing, hold_tone
from houseband.sound.timbre import rows, timbre
from houseband.sound.tone import LAYER_VELOCITIES, Stroke, Tone, velocity_db
from houseband.sound.unison import oscillators_of
from houseband.units import key_to_hz

LEVEL_DB = -23.0
FIGURES = Path(__file__).with_suffix(".toml")
LOWEST_KEY, HIGHEST_KEY = 20, 112
FOOTAGES = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)
"""The harmonic of the 8' pitch that each drawbar sounds: 16', 5⅓', 8', 4', 2⅔', 2', 1⅗', 1⅓', 1' by pitch."""
DRAWBAR_STEP_DB, LEAKAGE_DB = 3.0, -48.0
CROSSOVER_HZ, HORN_METRES, SOUND_METRES_PER_SECOND = 800.0, 0.18, 343.0
HORN_DEPTH, DRUM_DEPTH = 0.25, 0.12
"""How far the level swings."""
STACCATO_QUICKER, STACCATO_RELEASE = 1.5, 0.6


def drawn(drawbars: list[float]) -> Law:
    """Partials on a grid of halves, as the drawbars are drawn; what leaks from other wheels lies far below."""
    levels = {
        ratio: 10.0 ** (DRAWBAR_STEP_DB * (step - 8.0) / 20.0)
        for ratio, step in zip(FOOTAGES, drawbars, strict=True)
        if step > 0
    }
    leak = 10.0 ** (LEAKAGE_DB / 20.0)

    def law(ratios: Curve) -> Curve:
        return np.array([levels.get(round(2.0 * ratio) / 2.0, leak / ratio) for ratio in ratios.tolist()])

    return law


def pulses(ratios: Curve) -> Curve:
    """Air through a reed in short pulses, or the ranks of a chorus together."""
    return np.asarray(1.0 / ratios)


def turning(hold: Hold, horn_hz: float, drum_hz: float) -> Shaping | None:
    """What the turning loudspeaker does to each frequency: level and phase, shape (partials, moments).

    Horn and drum have belts and rates of their own; each goes round a whole number of times in the loop.
    """
    if not horn_hz:
        return None
    horn_turns, drum_turns = (max(1.0, round(hz * hold.loop_seconds)) for hz in (horn_hz, drum_hz))
    delay = HORN_METRES / SOUND_METRES_PER_SECOND

    def turned(frequencies_hz: Curve, seconds: Curve) -> Envelopes:
        above = 1.0 / (1.0 + (CROSSOVER_HZ / frequencies_hz[:, None]) ** 4)
        angle = TURN * seconds[None, :] / hold.loop_seconds
        horn = np.cos(horn_turns * angle)
        drum = np.sin(drum_turns * angle + 2.0)
        level = above * (1.0 + HORN_DEPTH * horn) + (1.0 - above) * (1.0 + DRUM_DEPTH * drum)
        early = TURN * frequencies_hz[:, None] * delay * above * horn  # loudest, the mouth is nearest
        return np.asarray(level * np.exp(1j * early))

    return turned


def percussive(hold: Hold, harmonic: float, level_db: float, t60_seconds: float) -> Shaping:
    """One harmonic that is struck with the key and dies, whatever is held; at the end of the head it is gone."""

    def struck(frequencies_hz: Curve, seconds: Curve) -> Envelopes:
        more = 10.0 ** (level_db / 20.0) * np.exp(-LN_1000 * seconds / t60_seconds)
        more = more * (1.0 - (seconds / (0.9 * hold.head_seconds)).clip(0.0, 1.0) ** 2)
        chosen = np.abs(frequencies_hz / (harmonic * hold.f0_hz) - 1.0) < 0.01
        return np.asarray(1.0 + chosen[:, None] * more[None, :], np.complex128)

    return struck


def shaped(row: Mapping[str, Any], hold: Hold) -> Shaping | None:
    """All that moves an organ's partials apart from each other."""
    parts = [turning(hold, float(row.get("horn_hz", 0.0)), float(row.get("drum_hz", 0.0)))]
    if "percussion" in row:
        parts.append(percussive(hold, *map(float, row["percussion"])))
    there = [part for part in parts if part is not None]

    def both(frequencies_hz: Curve, seconds: Curve) -> Envelopes:
        return np.asarray(math.prod(part(frequencies_hz, seconds) for part in there), np.complex128)

    return both if there else None


def play(stroke: Stroke) -> Tone:
    """A held key."""
    rate = stroke.sample_rate_hz
    row: Mapping[str, Any] = rows(FIGURES)[stroke.instrument]
    key = min(max(stroke.key, LOWEST_KEY), HIGHEST_KEY)
    unit = float(row.get("unit", 1.0))
    halves = round(1.0 / unit)
    loop = loop_near(key_to_hz(key), float(row["loop_seconds"]), rate, halves)
    hold = Hold(loop, float(row["head_seconds"]))
    voices = oscillators_of(row, stroke.dice("reeds"), hold, halves)
    short = stroke.articulation == Articulation.STACCATO
    voicing = Voicing(
        timbre(row),
        drawn(row["drawbars"]) if "drawbars" in row else pulses,
        shaped=shaped(row, hold),
        unit=unit,
        quicker=(STACCATO_QUICKER if short else 1.0) * float(stroke.dice("valve").uniform(0.9, 1.12)),
        scratch_db=float(row["scratch_db"]) * (0.5 + 0.7 * stroke.hardness),
        scratch_seconds=float(row["scratch_seconds"]),
    )
    samples = hold_tone(stroke, hold, voices, voicing)
    level_db = LEVEL_DB + velocity_db(LAYER_VELOCITIES[stroke.layer])
    release = float(row["release_seconds"]) * (STACCATO_RELEASE if short else 1.0)
    return Tone(finished(samples, rate, level_db, 0.003, 0.0), hold.head_frames, len(samples), release)


NAMES = (
    "organ", "percussive organ", "rock organ", "church organ", "reed organ", "accordion", "bandoneon", "harmonica",
)  # fmt: skip
MODELS = {name: Model(play, 3, PLAIN | {Articulation.STACCATO}) for name in NAMES}
