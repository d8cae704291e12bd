"""Bowed strings, alone and as a section; plucked, struck short, trembling and muted.

The bow holds the string in Helmholtz's motion, whose force on the bridge is a saw tooth: partials fall as 1/k, and
those with a node at the bow are weak (Cremer, The Physics of the Violin, 1984; Fletcher & Rossing, The Physics of
Musical Instruments, 2nd ed., ch. 10). The corner is the less rounded the harder the bow is pressed (Cremer): that is
the touch. The body has its air and wood modes, and the bridge its hill near 2–3 kHz (Dünnwald 1991; Fletcher & Rossing,
section 10.9). Vibrato is 5–7 a second (Seashore 1938; Fletcher & Sanders, JASA 41, 1967), and the body makes it one of
levels too. Players of a section scatter in pitch by some 5–15 cents (Fletcher & Sanders; Meyer, Acoustics and the
Performance of Music, 5th ed., on ensembles). The figures of ``bowed.toml`` correct the saw tooth and give the bodies.
"""

from pathlib import Path

import numpy as np

from houseband.music.articulation import Articulation
from houseband.sound.circles import Hold, loop_near
from houseband.sound.model import Model
from houseband.sound.modes import Curve, dying, finished, noise, ring
from houseband.sound.sustained import Voicing, hold_tone, short_tone, tremolo_levels
from houseband.sound.timbre import rows, timbre
from houseband.sound.tone import LAYER_VELOCITIES, Stroke, Tone, velocity_db
from houseband.sound.unison import Players, section_of
from houseband.units import key_to_hz

LEVEL_DB = -23.0
FIGURES = Path(__file__).with_suffix(".toml")
LOWEST_KEY, HIGHEST_KEY = 24, 108
BOW_AT = 1.0 / 9.0
"""Where the bow is, as a share of the string's length from the bridge."""
LEGATO_QUICKER, STACCATO_QUICKER = 3.0, 4.0
SPICCATO_SECONDS, SPICCATO_T60_SECONDS = 0.09, 0.35
TREMOLO_HZ, TREMOLO_DEPTH = 11.0, 0.85
PLUCK_DULLS_HZ = 6000.0
THUMP_T60_SECONDS = 0.4


def helmholtz(ratios: Curve) -> Curve:
    """The force on the bridge: 1/k, weak where the bow is at a node."""
    gain: Curve = (0.35 + 0.65 * np.abs(np.sin(np.pi * ratios * BOW_AT)) / np.sin(np.pi * BOW_AT * 4.0)) / ratios
    return gain


def bow(stroke: Stroke) -> Tone:
    """A note of a bowed string or of a section."""
    articulation = Articulation(stroke.articulation)
    row = rows(FIGURES)[stroke.instrument]
    if articulation is Articulation.NORMAL:
        articulation = Articulation[row.get("articulation", "NORMAL")]
    if articulation is Articulation.PIZZICATO:
        return _plucked(stroke)
    rate = stroke.sample_rate_hz
    key = min(max(stroke.key, LOWEST_KEY), HIGHEST_KEY)
    hold = Hold(loop_near(key_to_hz(key), float(row["loop_seconds"]), rate), float(row["head_seconds"]))
    count = int(row["players"])
    players = section_of(row, count, stroke.dice("players"), hold)
    voicing = _voicing(stroke, articulation, hold, players)
    level_db = LEVEL_DB + velocity_db(LAYER_VELOCITIES[stroke.layer])
    if articulation is Articulation.STACCATO:
        samples = short_tone(stroke, hold, players, voicing, SPICCATO_SECONDS, SPICCATO_T60_SECONDS)
        return Tone(finished(samples, rate, level_db, 0.004, 0.03), release_seconds=0.25)
    samples = finished(hold_tone(stroke, hold, players, voicing), rate, level_db, 0.004, 0.0)
    return Tone(samples, hold.head_frames, len(samples), float(row["release_seconds"]))


def _voicing(stroke: Stroke, articulation: Articulation, hold: Hold, players: Players) -> Voicing:
    row = rows(FIGURES)[stroke.instrument]
    from_seconds, full_seconds = 0.05, 0.7 * hold.head_seconds
    slurred = articulation is Articulation.LEGATO

    def vibrato(seconds: Curve) -> Curve:
        x = ((seconds - from_seconds) / (full_seconds - from_seconds)).clip(0.0, 1.0)
        return np.asarray(x * x * (3.0 - 2.0 * x))

    def sordino(frequency_hz: Curve) -> Curve:
        # A mute's mass on the bridge lowers its resonance: Fletcher & Rossing, section 10.9.
        return np.asarray(10.0 ** (-12.0 / 20.0 / (1.0 + (1400.0 / frequency_hz) ** 4)))

    quicker = {Articulation.LEGATO: LEGATO_QUICKER, Articulation.STACCATO: STACCATO_QUICKER,
               Articulation.TREMOLO: 1.5}.get(articulation, 1.0)  # fmt: skip
    trembling = articulation is Articulation.TREMOLO
    return Voicing(
        timbre(row),
        helmholtz,
        filtered=sordino if articulation is Articulation.MUTED else np.ones_like,
        vibrato=vibrato,
        levels=tremolo_levels(stroke.dice("bows"), len(players.levels), TREMOLO_HZ, hold.loop_seconds, TREMOLO_DEPTH)
        if trembling
        else None,
        quicker=quicker * (0.8 + 0.3 * stroke.hardness),
        noise_db=4.0 if trembling and "articulation" not in row else 0.0,
        scratch_db=0.0 if slurred else float(row["scratch_db"]) * (0.5 + 0.6 * stroke.hardness),
        scratch_seconds=0.06,
        spread_seconds=0.0 if slurred else float(row.get("spread_seconds", 0.0)),
    )


def _plucked(stroke: Stroke) -> Tone:
    """Plucked by a finger a quarter of the way along: partials fall as 1/k² with nodes there, and soon die."""
    rate, dice = stroke.sample_rate_hz, stroke.dice("pluck")
    row = rows(FIGURES)[stroke.instrument]
    row = rows(FIGURES)[row.get("plucked_like", stroke.instrument)]
    figures = timbre(row)
    key = min(max(stroke.key, LOWEST_KEY), HIGHEST_KEY)
    f0_hz = key_to_hz(key)
    k: Curve = np.arange(1.0, max(2, int(min(9000.0, 0.45 * rate) / f0_hz)) + 1)
    f: Curve = k * f0_hz
    at = 0.23 + 0.04 * dice.uniform(-1.0, 1.0)
    amplitude = np.abs(np.sin(np.pi * k * at)).clip(0.1) / k**2
    amplitude *= figures.source_gain(k) * figures.body_gain(f)
    amplitude *= figures.touch_gain(f, f0_hz, stroke.hardness)
    ring_seconds = float(row["pluck_t60_seconds"]) * (220.0 / f0_hz) ** (0.6 if f0_hz < 220.0 else 0.12)
    t60 = ring_seconds / np.sqrt(1.0 + f / PLUCK_DULLS_HZ)
    frames = round(min(2.5, 1.2 * float(t60[0]) + 0.1) * rate)
    samples = ring(f, t60, amplitude, dice.uniform(-0.3, 0.3, len(f)), frames, rate)

    def thump(frequency_hz: Curve) -> Curve:
        f = np.maximum(frequency_hz, 1.0)
        return np.asarray(figures.noise_gain(f) * figures.touch_gain(f, f0_hz, stroke.hardness))

    # The board and the air answer to the finger. The figures' level is that in 100 Hz, as for held tones.
    hz = np.linspace(20.0, 0.45 * rate, 512)
    strength = np.sqrt(float(np.mean(thump(hz) ** 2)) * 0.45 * rate / 100.0 * 0.5 * float(np.sum(amplitude**2)))
    samples += noise(dice, frames, rate, thump) * dying(frames, THUMP_T60_SECONDS, rate) * np.float32(strength)
    rise = round(float(row["pluck_attack_seconds"]) * rate)
    samples[:rise] *= (0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / rise)).astype(np.float32)
    level_db = LEVEL_DB + velocity_db(LAYER_VELOCITIES[stroke.layer])
    return Tone(finished(samples, rate, level_db, 0.001, 0.05), release_seconds=0.4)


BOWED = frozenset(Articulation[name] for name in ("NORMAL", "LEGATO", "STACCATO", "PIZZICATO", "TREMOLO", "MUTED"))
MODELS = {
    name: Model(bow, 3, BOWED)
    for name in (
        "violin", "viola", "cello", "bowed bass", "tremolo strings", "string section", "slow strings",
    )
} | {"pizzicato strings": Model(bow, 3)}  # fmt: skip
