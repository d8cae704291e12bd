"""Drum kits: a stroke on a piece, as ``courses`` rings it, with what only drums do; percussion is from ``hands``.

Voicings are fitted, piece by piece, to the median of three sampled sets (bench/sticks.py), each kit to its own. Levels
are K-weighted over the first 400 ms at velocity 90, so a short piece reads lower than it seems.
"""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from houseband.music.articulation import Articulation
from houseband.sound.instruments import hands
from houseband.sound.instruments.course import Played
from houseband.sound.instruments.courses import struck
from houseband.sound.instruments.pieces import KITS, KNOWN, SKINS, STUDIO, Piece
from houseband.sound.instruments.voicing import Voicing
from houseband.sound.model import PLAIN, Model
from houseband.sound.modes import Samples, finished
from houseband.sound.tone import LAYER_VELOCITIES, Stroke, Tone, velocity_db

CURVES = ("level_db", "t60_seconds", "noise_db", "noise_t60_seconds")
VOICINGS = Path(__file__).with_suffix(".toml")
CHOKE_SECONDS = 0.06
LOWEST_KEY, HIGHEST_KEY = 27, 87
VARIANTS = hands.VARIANTS
HUMAN_SECONDS = 0.0012
"""How far the strokes of a train stray."""
ROUNDING = 2.3
"""How far the peak drives a hyperbolic tangent: it comes out 7.4 dB lower."""
RIM_KEY, RIM_SHARE = 37, 0.7
SYNTH_KIT, SYNTH_KEY, SYNTH_DRUM_DB = "electronic kit", 47, -23.0
SYNTH_DRUM_HZ, SYNTH_DRUM_CENTS, SYNTH_DRUM_FALL = 190.0, 50.0, (700.0, 0.12)
FLAM = ((0.0, 0.32), (0.028, 1.0))
DRAG = ((0.0, 0.25), (0.036, 0.33), (0.072, 1.0))
ONCE = ((0.0, 1.0),)
TRAINS = {Articulation.FLAM: FLAM, Articulation.DRAG: DRAG}


@functools.cache
def kit_tables() -> Mapping[str, Mapping[str, list[float]]]:
    """The rows of the voicings by kit and key, such as "studio kit 38"."""
    tables: Mapping[str, Mapping[str, list[float]]] = tomllib.loads(VOICINGS.read_text(encoding="utf-8"))
    return tables


@functools.cache
def voicing_of(name: str) -> Voicing:
    """The voicing of a piece: the same for every key."""
    row = kit_tables()[name]
    return Voicing(np.array([60.0]), *(np.array([row[curve]], np.float64) for curve in CURVES))


def played_on(kit: str, key: int, stroke: Stroke) -> Played:
    """A stroke on the piece that a key of a kit is."""
    piece, name = piece_of(kit, key)
    course = replace(piece.course, dynamics_db=kit_tables()[name]["dynamics_db"][0])
    return Played(course, voicing_of(name), stroke)


def piece_of(kit: str, key: int) -> tuple[Piece, str]:
    """The piece that a key of a kit is, and the name of its voicing. KeyError for a key that hands play."""
    own = KITS[kit].get(key)
    return (own, f"{kit} {key}") if own else (STUDIO[key], f"studio kit {key}")


def hit(kit: str, stroke: Stroke) -> Tone:
    """A stroke on a piece of a kit, which rings until it is done. Keys outside the kit take the nearest."""
    key = min(max(stroke.key, LOWEST_KEY), HIGHEST_KEY)
    stroke = replace(stroke, key=key)
    kind = Articulation(stroke.articulation)
    by_hand = key in hands.PIECES and key not in KITS[kit]
    samples, level_db = by_hands(stroke) if by_hand else by_sticks(kit, stroke)
    train = TRAINS.get(kind, ONCE) if key in KNOWN.get(kind, ()) else ONCE
    samples = repeated(samples, train, stroke)
    return Tone(finished(samples, stroke.sample_rate_hz, level_db + velocity_db(LAYER_VELOCITIES[stroke.layer])))


def by_hands(stroke: Stroke) -> tuple[Samples, float]:
    """A piece that every kit has from ``hands``, and its level in dB."""
    made, level_db = hands.PIECES[stroke.key]
    return made(stroke), level_db


def by_sticks(kit: str, stroke: Stroke) -> tuple[Samples, float]:
    """One stroke on a piece of the kit's own, and its level in dB."""
    kind = Articulation(stroke.articulation)
    kind = kind if stroke.key in KNOWN.get(kind, ()) else Articulation.NORMAL
    stroke = replace(stroke, articulation=kind)
    piece, name = piece_of(kit, stroke.key)
    samples = repeated(fallen(struck(played_on(kit, stroke.key, stroke)), piece, stroke), piece.strokes, stroke)
    if kind is Articulation.RIM:
        samples = with_rim(samples, kit, stroke)
    if stroke.key in SKINS:
        samples = rounded(samples)
    return samples, kit_tables()[name]["loudness_db"][0]


def rounded(samples: Samples) -> Samples:
    """The samples as a microphone close to a skin gives them to tape: only the very peak of the stroke is bent."""
    peak = np.float32(np.abs(samples).max() / ROUNDING)
    return np.asarray(np.tanh(samples / peak) * peak, np.float32)


def fallen(samples: Samples, piece: Piece, stroke: Stroke) -> Samples:
    """The samples with their pitch falling to where it stays: time runs faster at first, the more the harder."""
    cents, seconds = piece.fall
    if not cents:
        return samples
    extra = 2.0 ** (cents * stroke.hardness / 1200.0) - 1.0
    n = np.arange(len(samples))
    frames = seconds * stroke.sample_rate_hz
    at = n + extra * frames * (1.0 - np.exp(-n / frames))
    return np.asarray(np.interp(at, n, samples, right=0.0), np.float32)


def repeated(samples: Samples, strokes: tuple[tuple[float, float], ...], stroke: Stroke) -> Samples:
    """The samples once for each stroke of a train, which no hand spaces evenly."""
    if len(strokes) == 1:
        return samples
    rate, dice = stroke.sample_rate_hz, stroke.dice("train")
    starts = [max(0, round((at + float(dice.normal(0.0, HUMAN_SECONDS)) * (at > 0)) * rate)) for at, _ in strokes]
    out = np.zeros(max(starts) + len(samples), np.float32)
    for start, (_, gain) in zip(starts, strokes, strict=True):
        out[start : start + len(samples)] += samples * np.float32(gain * dice.uniform(0.85, 1.15))
    return out


def with_rim(samples: Samples, kit: str, stroke: Stroke) -> Samples:
    """A rim shot: the stick meets head and rim at once, and the shell cracks over the drum."""
    rim = struck(played_on(kit, RIM_KEY, stroke))
    out = np.zeros(max(len(samples), len(rim)), np.float32)
    out[: len(samples)] += samples / np.abs(samples).max()
    out[: len(rim)] += rim * np.float32(RIM_SHARE) / np.abs(rim).max()
    return out


def synth_drum(stroke: Stroke) -> Tone:
    """The electronic kit's tom, tuned by the key: half a semitone each, as General MIDI's sets have it."""
    hz = SYNTH_DRUM_HZ * 2.0 ** (SYNTH_DRUM_CENTS * (min(max(stroke.key, 24), 96) - 60) / 1200.0)
    piece = replace(KITS[SYNTH_KIT][SYNTH_KEY], hz=hz, fall=SYNTH_DRUM_FALL)
    played = replace(played_on(SYNTH_KIT, SYNTH_KEY, stroke), course=piece.course)
    level_db = SYNTH_DRUM_DB + velocity_db(LAYER_VELOCITIES[stroke.layer])
    return Tone(finished(fallen(struck(played), piece, stroke), stroke.sample_rate_hz, level_db))


KNOWN_WAYS = PLAIN | frozenset(KNOWN) | hands.ARTICULATIONS
MODELS = {kit: Model(functools.partial(hit, kit), VARIANTS, KNOWN_WAYS) for kit in KITS}
MODELS["synth drum"] = Model(synth_drum)
