"""A held tone from its parts: players who sum, a source, a body, noise, and a beginning."""

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from houseband.sound.circles import TURN, Envelopes, Hold, held_tone, passing_tone
from houseband.sound.modes import LN_1000, Curve, Samples
from houseband.sound.timbre import Timbre
from houseband.sound.tone import Stroke
from houseband.sound.unison import Players, steadied

Law = Callable[[Curve], Curve]
Shaping = Callable[[Curve, Curve], Curve | Envelopes]
"""A factor by frequency and moment, shape (partials, moments)."""
ENTRY_SECONDS = 0.012
"""How long a player who comes in later takes to be there."""
HEARD = 10.0 ** (-85.0 / 20.0)


@dataclass(frozen=True, slots=True)
class Voicing:
    """All that decides a held tone but the stroke."""

    figures: Timbre
    law: Law
    """The factor of each partial by its ratio to the pitch, before the figures' own correction."""
    filtered: Law = np.ones_like
    """A factor by frequency besides the body's."""
    vibrato: Callable[[Curve], Curve] = np.ones_like
    """How much of the vibrato there is, by moment; 1 in the loop."""
    levels: Callable[[Curve], Curve] | None = None
    """The players' levels by moment, shape (players, moments)."""
    shaped: Shaping | None = None
    """A filter that moves; periodic in the loop."""
    unit: float = 1.0
    """The ratio of the lowest partial to the pitch."""
    quicker: float = 1.0
    """By how much the beginning is quicker than the figures say."""
    noise_db: float = 0.0
    """How much more noise there is than the figures say."""
    scratch_db: float = 0.0
    """How much more noise there is at the very beginning than later."""
    scratch_seconds: float = 0.05
    spread_seconds: float = 0.0
    """From the first player's entry to the last one's: 30 to 50 ms (Rasch, "Synchronization in performed ensemble
    music", Acustica 43, 1979)."""


def hold_tone(stroke: Stroke, hold: Hold, players: Players, voicing: Voicing) -> Samples:
    """The samples of a head and its loop, before they are levelled."""
    figures, f0_hz = voicing.figures, hold.f0_hz
    ratios = _heard(stroke, hold, voicing)
    envelopes = _envelopes(stroke, hold, players, voicing, ratios, lambda f, t: figures.rise(
        f, t, hold.head_seconds, voicing.quicker
    ))  # fmt: skip

    def gain(frequency_hz: Curve) -> Curve:
        return figures.body_gain(frequency_hz) * voicing.filtered(frequency_hz)

    def hiss(frequency_hz: Curve) -> Curve:
        touched = figures.touch_gain(frequency_hz, f0_hz, stroke.hardness) * voicing.filtered(frequency_hz)
        return np.asarray(figures.noise_gain(frequency_hz) * touched * 10.0 ** (voicing.noise_db / 20.0))

    def noise_rise(seconds: Curve) -> Curve:
        more = 10.0 ** (voicing.scratch_db / 20.0) - 1.0
        begin = figures.rise(np.array([1000.0]), seconds, hold.head_seconds, 2.0 * voicing.quicker)[0]
        fade = 1.0 - (seconds / hold.head_seconds).clip(0.0, 1.0) ** 4
        return np.asarray(begin * (1.0 + more * np.exp(-seconds / voicing.scratch_seconds) * fade))

    return held_tone(hold, ratios, envelopes, gain, (stroke.dice("noise"), hiss, noise_rise))


def short_tone(
    stroke: Stroke, hold: Hold, players: Players, voicing: Voicing, bow_seconds: float, t60_seconds: float
) -> Samples:
    """A short note that dies by itself: bowed for a while, then left to ring."""
    figures = voicing.figures
    seconds = bow_seconds + 1.2 * t60_seconds
    ratios = _heard(stroke, hold, voicing)

    def rise(frequencies_hz: Curve, t: Curve) -> Curve:
        begun = figures.rise(frequencies_hz, t, hold.head_seconds, voicing.quicker)
        over = ((seconds - t) / 0.03).clip(0.0, 1.0)
        ring = np.exp(-LN_1000 / t60_seconds * np.maximum(t - bow_seconds, 0.0)[None, :]
                      * (frequencies_hz[:, None] / 700.0).clip(0.5, 3.0) ** 0.4)  # fmt: skip
        shape: Curve = begun * ring * over
        return shape

    envelopes = _envelopes(stroke, hold, players, voicing, ratios, rise)
    return passing_tone(
        hold.f0_hz, seconds, hold.loop.sample_rate_hz, ratios, envelopes,
        lambda f: np.asarray(figures.body_gain(f) * voicing.filtered(f)),
    )  # fmt: skip


def _amplitudes(stroke: Stroke, hold: Hold, voicing: Voicing, ratios: Curve) -> Curve:
    gain = voicing.law(ratios) * voicing.figures.source_gain(np.maximum(ratios, 1.0))
    return np.asarray(gain * voicing.figures.touch_gain(ratios * hold.f0_hz, hold.f0_hz, stroke.hardness))


def _heard(stroke: Stroke, hold: Hold, voicing: Voicing) -> Curve:
    """The ratios of all partials up to the last one that is less than 85 dB under the loudest at any moment."""
    ratios = hold.partials(voicing.unit)
    f = ratios * hold.f0_hz
    level = _amplitudes(stroke, hold, voicing, ratios) * voicing.figures.body_gain(f)
    moments = np.linspace(0.0, hold.head_seconds, 24)
    shape = voicing.figures.rise(f, moments, hold.head_seconds)
    if voicing.shaped is not None:
        shape = shape * np.abs(voicing.shaped(f, moments))
    level = level * shape.max(axis=1)
    return ratios[: int(np.flatnonzero(level > HEARD * level.max())[-1]) + 1]


def _envelopes(
    stroke: Stroke, hold: Hold, players: Players, voicing: Voicing, ratios: Curve, rise: Callable[[Curve, Curve], Curve]
) -> Callable[[Curve], Envelopes]:
    f = ratios * hold.f0_hz
    amplitudes = _amplitudes(stroke, hold, voicing, ratios)
    first = round(1.0 / voicing.unit)

    enter = entries(stroke.dice("entries"), len(players.levels), voicing.spread_seconds)
    by_moment = [levels for levels in (voicing.levels, enter) if levels is not None]

    def summed(seconds: Curve, count: int, vibrato: Curve | float) -> Envelopes:
        factors = [levels(seconds) for levels in by_moment]
        levels = functools.reduce(np.multiply, factors) if factors else None
        return players.sums(players.phases(seconds, vibrato) * voicing.unit, count, levels)

    loop_moments = hold.head_seconds + np.arange(512) / 512 * hold.loop_seconds
    once = summed(loop_moments, first, 1.0)[first - 1]

    def envelopes(seconds: Curve) -> Envelopes:
        out = summed(seconds, len(ratios), voicing.vibrato(seconds))
        out[first - 1] = steadied(out[first - 1], once)
        shape: Curve | Envelopes = amplitudes[:, None] * rise(f, seconds)
        if voicing.shaped is not None:
            shape = shape * voicing.shaped(f, seconds)
        out *= shape
        return out

    return envelopes


def entries(dice: np.random.Generator, count: int, spread_seconds: float) -> Callable[[Curve], Curve] | None:
    """Levels of players who do not begin together, shape (players, moments): the last so much after the first.

    None where they do.
    """
    if count < 2 or spread_seconds <= 0.0:
        return None
    late = np.sort(dice.uniform(0.0, 1.0, count))
    late = spread_seconds * (late - late[0]) / max(late[-1] - late[0], 1e-9)
    late = dice.permutation(late)

    def levels(seconds: Curve) -> Curve:
        x = ((seconds[None, :] - late[:, None]) / ENTRY_SECONDS).clip(0.0, 1.0)
        return np.asarray(np.where(late[:, None] > 0.0, x * x * (3.0 - 2.0 * x), 1.0))

    return levels


def tremolo_levels(
    dice: np.random.Generator, count: int, strokes_hz: float, loop_seconds: float, depth: float
) -> Callable[[Curve], Curve]:
    """Levels of players who each change the bow ``strokes_hz`` times a second: shape (players, moments)."""
    turns = np.maximum(1.0, np.round(strokes_hz * loop_seconds * dice.uniform(0.9, 1.1, count)))
    starts = dice.uniform(0.0, TURN, count)

    def levels(seconds: Curve) -> Curve:
        angle = TURN * turns[:, None] * seconds / loop_seconds + starts[:, None]
        shape: Curve = 1.0 - depth * np.abs(np.cos(0.5 * angle)) ** 3
        return shape

    return levels
