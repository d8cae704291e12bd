"""Brass, reeds and flutes: a source that the player blows, and the tube that it is heard through.

Sources, by the ratio of a partial to the pitch. Lips and double or single reeds on a cone let air through in pulses,
whose partials fall as 1/k; a reed on a cylinder sounds odd partials, and even ones only above the cut-off of the tone
holes; an air jet at an edge is nearly a sine, 1/k² (Fletcher & Rossing, The Physics of Musical Instruments, 2nd ed.,
ch. 13–16). A bell radiates poorly below its cut-off, a lattice of tone holes lets go of what is above its own (Benade,
Fundamentals of Musical Acoustics, 1976, ch. 19–22). Blown harder, the upper partials grow faster than the lower, most
of all in brass (Risset & Mathews, Physics Today 22(2), 1969; Beauchamp, JASA 58, 1975), and the lower ones speak first.
Formants of oboe, English horn and bassoon: Meyer, Acoustics and the Performance of Music, 5th ed., ch. 3. Vibrato of
4–7 turns a second comes in as a note is held (Seashore 1938; Meyer, ch. 3); on flutes it is one of levels more than
of pitch (Fletcher, JASA 57, 1975). The figures of ``winds.toml`` correct these laws and give the bodies.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from houseband.music.articulation import Articulation
from houseband.sound.circles import TURN, Hold, loop_near
from houseband.sound.model import Model
from houseband.sound.modes import Curve, finished
from houseband.sound.sustained import Law, Voicing, hold_tone
from houseband.sound.timbre import Timbre, rows, timbre
from houseband.sound.tone import LAYER_VELOCITIES, Stroke, Tone, velocity_db
from houseband.sound.unison import Players, section_of
from houseband.units import key_to_hz

LEVEL_DB = -23.0
FIGURES = Path(__file__).with_suffix(".toml")
LOWEST_KEY, HIGHEST_KEY = 24, 110
SPEECH_SECONDS = 0.03
"""How long a slurred note takes to change: the air is already moving."""
STACCATO_QUICKER, STACCATO_RELEASE = 2.0, 0.6
TONGUE_DB = 5.0
"""How much more of the tongue there is in a staccato note."""
TAKE_DB = 0.7
"""By how much the partials of one take differ from those of another."""
STRAIGHT_MUTE = 1_500.0, 16.0, 2_200.0, 5.0
"""A straight mute passes what is above the first frequency, in Hz; below it takes away so many dB; then the frequency
and the height in dB of its own resonance (Meyer, Acoustics and the Performance of Music, ch. 3)."""


def lips(k: Curve) -> Curve:
    """Pulses of air through buzzing lips, or through a reed on a cone."""
    return np.asarray(1.0 / k)


def jet(k: Curve) -> Curve:
    """A jet that swings to and fro across an edge."""
    return np.asarray(1.0 / k**2)


def odd(cutoff: float, even_db: float) -> Law:
    """A reed on a cylinder: even partials are ``even_db`` weaker up to the partial at the cut-off."""

    def law(k: Curve) -> Curve:
        under = 1.0 / (1.0 + (k / cutoff) ** 4)
        even = np.where(np.round(k) % 2 == 0, 10.0 ** (-even_db * under / 20.0), 1.0)
        return np.asarray(even / k)

    return law


def bell(cutoff_hz: float) -> Law:
    """What a bell radiates: little of what is reflected into the tube, below its cut-off."""

    def law(frequency_hz: Curve) -> Curve:
        ratio = frequency_hz / cutoff_hz
        return np.asarray(ratio / np.sqrt(1.0 + ratio**2))

    return law


def holes(cutoff_hz: float) -> Law:
    """A lattice of open tone holes: what is above its cut-off is let go and is weak in the tube."""

    def law(frequency_hz: Curve) -> Curve:
        return np.asarray(1.0 / (1.0 + (frequency_hz / cutoff_hz) ** 2))

    return law


def mute(frequency_hz: Curve) -> Curve:
    """A straight mute of metal in the bell."""
    corner_hz, loss_db, peak_hz, height_db = STRAIGHT_MUTE
    below = -loss_db / (1.0 + (frequency_hz / corner_hz) ** 3)
    peak = height_db * np.exp(-(np.log2(frequency_hz / peak_hz) ** 2) / 0.5)
    return np.asarray(10.0 ** ((below + peak) / 20.0))


def taken(stroke: Stroke, law: Law) -> Law:
    """A source as it is in one take: partials a little stronger or weaker than in another."""
    dice = stroke.dice("take")
    scatter = dice.normal(0.0, TAKE_DB, 128)
    scatter[0] = 0.0

    def law_of_take(k: Curve) -> Curve:
        index = np.minimum(np.round(k).astype(int), len(scatter)) - 1
        return np.asarray(law(k) * 10.0 ** (scatter[np.maximum(index, 0)] / 20.0))

    return law_of_take


def swinging(players: Players, depth_db: float, vibrato: Callable[[Curve], Curve]) -> Callable[[Curve], Curve]:
    """The levels of players whose vibrato is one of breath too: loud when sharp. Shape (players, moments)."""

    def levels(seconds: Curve) -> Curve:
        angle = TURN * players.swing_turns[:, :1] * seconds / players.loop_seconds + players.swing_phases[:, :1]
        shape: Curve = 10.0 ** (depth_db / 20.0 * np.cos(angle) * vibrato(seconds))
        return shape

    return levels


def quickness(figures: Timbre, articulation: Articulation, dice: np.random.Generator) -> float:
    """By how much a note begins sooner than the figures say."""
    take = float(dice.uniform(0.88, 1.14))
    if articulation is Articulation.LEGATO:
        return take * float(figures.attack_seconds[:2].max()) / SPEECH_SECONDS
    return take * (STACCATO_QUICKER if articulation is Articulation.STACCATO else 1.0)


def blow(stroke: Stroke) -> Tone:
    """A blown note."""
    rate, articulation = stroke.sample_rate_hz, Articulation(stroke.articulation)
    row = rows(FIGURES)[stroke.instrument]
    figures = timbre(row)
    if articulation is Articulation.LEGATO:  # the air moves as it did: nothing bursts
        figures = replace(figures, decay_db=np.zeros_like(figures.decay_db))
    key = min(max(stroke.key, LOWEST_KEY), HIGHEST_KEY)
    hold = Hold(loop_near(key_to_hz(key), float(row["loop_seconds"]), rate), float(row["head_seconds"]))
    players = section_of(row, int(row["players"]), stroke.dice("players"), hold)
    cutoff_hz = float(row["cutoff_hz"])
    laws = {"lips": lips, "cone": lips, "jet": jet, "cylinder": odd(cutoff_hz / hold.f0_hz, float(row["even_db"]))}
    tube = bell(cutoff_hz) if row["source"] == "lips" else holes(cutoff_hz)
    begin, full = float(row["vibrato_from_seconds"]), 0.85 * hold.head_seconds

    def vibrato(seconds: Curve) -> Curve:
        x = ((seconds - begin) / (full - begin)).clip(0.0, 1.0)
        return np.asarray(x * x * (3.0 - 2.0 * x))

    def heard(frequency_hz: Curve) -> Curve:
        muted = mute(frequency_hz) if articulation is Articulation.MUTED else 1.0
        return np.asarray(tube(frequency_hz) * muted)

    tongue_db = float(row["tongue_db"]) * (0.6 + 0.5 * stroke.hardness)
    short = articulation is Articulation.STACCATO
    voicing = Voicing(
        figures,
        taken(stroke, laws[row["source"]]),
        filtered=heard,
        vibrato=vibrato,
        levels=swinging(players, float(row["vibrato_db"]), vibrato),
        quicker=quickness(figures, articulation, stroke.dice("tongue")),
        scratch_db=0.0 if articulation is Articulation.LEGATO else tongue_db + (TONGUE_DB if short else 0.0),
        scratch_seconds=float(row["tongue_seconds"]),
        spread_seconds=0.0 if articulation is Articulation.LEGATO else float(row.get("spread_seconds", 0.0)),
    )
    samples = hold_tone(stroke, hold, players, voicing)
    level_db = LEVEL_DB + velocity_db(LAYER_VELOCITIES[stroke.layer])
    samples = finished(samples, rate, level_db, 0.003, 0.0)
    release = float(row["release_seconds"]) * (STACCATO_RELEASE if short else 1.0)
    return Tone(samples, hold.head_frames, len(samples), release)


BLOWN = frozenset(Articulation[name] for name in ("NORMAL", "LEGATO", "STACCATO"))
BRASS = ("trumpet", "trombone", "tuba", "French horn", "horn section")
OTHERS = (
    "muted trumpet", "soprano sax", "alto sax", "tenor sax", "baritone sax", "oboe", "English horn", "bassoon",
    "clarinet", "piccolo", "flute", "recorder", "pan flute", "blown bottle", "shakuhachi", "whistle", "ocarina",
    "bagpipe", "shehnai",
)  # fmt: skip
MODELS = {name: Model(blow, 3, BLOWN | {Articulation.MUTED}) for name in BRASS}
MODELS |= {name: Model(blow, 3, BLOWN) for name in OTHERS}
