"""Cymbals and small metal and seeds: hats, ride, bell, crash, tambourine, shaker.

A cymbal has hundreds of modes; struck, the low ones feed the high ones, so the shimmer comes some tens of milliseconds
after the stick and dies before the hum (Fletcher & Rossing, ch. 20). Here a few hundred decaying modes are the
metal, and bands of noise with their own rise and decay are the modes too dense to count.
Tambourine and shaker are collisions at random moments: Cook 1997, "Physically informed sonic modeling (PhISM)".
"""

import numpy as np

from houseband.sound.modes import LN_1000, Samples, band, dying, noise, ring
from houseband.sound.tone import Stroke


def plate(
    stroke: Stroke, frames: int, low_hz: float, high_hz: float, t60_seconds: float, tilt: float, count: int
) -> Samples:
    """``count`` modes spread between two frequencies; amplitudes go as f^tilt, decays shorten with frequency."""
    same = Stroke(stroke.instrument, stroke.key, 0, 0, 0, stroke.sample_rate_hz).dice("plate")  # it is one cymbal
    f = low_hz * (high_hz / low_hz) ** np.sort(same.uniform(0.0, 1.0, count))
    t60 = t60_seconds * (low_hz / f) ** 0.35 * same.uniform(0.5, 1.3, count)
    dice = stroke.dice("where it is struck")
    a = (f / 1000.0) ** tilt * dice.gamma(1.5, 0.67, count)
    return ring(f, t60, a, dice.uniform(0, 2 * np.pi, count), frames, stroke.sample_rate_hz)


def wash(stroke: Stroke, frames: int, bands: tuple[tuple[float, float, float, float, float], ...]) -> Samples:
    """Noise in bands: low and high in Hz, gain, T60 and rise in seconds."""
    out = np.zeros(frames, np.float32)
    for index, (low_hz, high_hz, gain, t60_seconds, rise_seconds) in enumerate(bands):
        grain = noise(stroke.dice(f"band {index}"), frames, stroke.sample_rate_hz, band(low_hz, high_hz, 3))
        out += np.float32(gain) * grain * dying(frames, t60_seconds, stroke.sample_rate_hz, rise_seconds)
    return out


def unit(samples: Samples) -> Samples:
    """The samples with a peak of one, so that parts can be weighed against each other."""
    return samples / np.float32(np.abs(samples).max() + 1e-12)


def weighed(*parts: tuple[float, Samples]) -> Samples:
    """The sum of parts, each with its weight; as long as the first."""
    out = np.zeros(len(parts[0][1]), np.float32)
    for weight, samples in parts:
        out[: len(samples)] += np.float32(weight) * samples[: len(out)]
    return out


def closed_hat(stroke: Stroke) -> Samples:
    """Two cymbals pressed together by the foot."""
    return hat(stroke, 0.085 + 0.05 * stroke.hardness, 0.9)


def pedal_hat(stroke: Stroke) -> Samples:
    """The foot alone: a softer, lower chick."""
    return hat(stroke, 0.075, 0.35)


def open_hat(stroke: Stroke) -> Samples:
    """Two cymbals that sizzle against each other."""
    return hat(stroke, 0.95 + 0.35 * stroke.hardness, 0.8)


def hat(stroke: Stroke, t60_seconds: float, stick: float) -> Samples:
    """A pair of 14-inch hats that rings for ``t60_seconds``, touched by a stick or not."""
    rate, hard = stroke.sample_rate_hz, stroke.hardness
    frames = round((1.15 * t60_seconds + 0.05) * rate)
    metal = unit(plate(stroke, frames, 420, 15_000, 1.5 * t60_seconds, 0.35 + 0.4 * hard, 220))
    sizzle = wash(stroke, frames, (
        (900, 3500, 0.16, t60_seconds * 0.8, 0.0005),
        (3500, 8000, 0.26, t60_seconds, 0.0008),
        (8000, 16000, 0.10 + 0.20 * hard, t60_seconds * 0.9, 0.001),
    ))  # fmt: skip
    tip = unit(wash(stroke, frames, ((2200, 11000, 1.0, 0.012, 0.0003),)))
    return weighed((1.0, metal), (1.3, sizzle), (stick * (0.2 + 0.6 * hard), tip))


def ride(stroke: Stroke) -> Samples:
    """The tip of the stick on the bow of a 20-inch cymbal: a ping over a quiet wash."""
    rate, hard = stroke.sample_rate_hz, stroke.hardness
    frames = round(2.6 * rate)
    hum = unit(plate(stroke, frames, 280, 7000, 3.2, -0.25 + 0.5 * hard, 260))
    ping = unit(plate(stroke, round(0.5 * rate), 2200, 9000, 0.34, 0.1, 60))
    shimmer = wash(stroke, frames, (
        (1500, 4500, 0.05, 1.5, 0.008), (4500, 9000, 0.05 + 0.05 * hard, 1.2, 0.014),
        (9000, 15000, 0.04 * hard, 0.8, 0.02),
    ))  # fmt: skip
    tip = unit(wash(stroke, frames, ((2500, 10000, 1.0, 0.012, 0.0003),)))
    return weighed((0.55, hum), (1.0, shimmer), (0.25 + 0.45 * hard, tip), (0.75, ping))


def ride_bell(stroke: Stroke) -> Samples:
    """The shoulder of the stick on the bell: a few clear modes, and the cymbal behind them."""
    rate, dice = stroke.sample_rate_hz, stroke.dice()
    frames = round(2.4 * rate)
    f = np.array([588, 1012, 1395, 2140, 2875, 3920, 4810, 6230])
    a = np.array([0.55, 0.8, 1.0, 0.75, 0.6, 0.45, 0.3, 0.2]) * dice.uniform(0.8, 1.2, 8)
    a *= (f / 1400.0) ** (0.8 * (stroke.hardness - 0.6))
    bell = unit(ring(f, 2.2 * (588 / f) ** 0.45, a, dice.uniform(0, 6, 8), frames, rate))
    hum = unit(plate(stroke, frames, 300, 8000, 2.4, 0.0, 160))
    tip = unit(wash(stroke, frames, ((2000, 9000, 1.0, 0.012, 0.0003),)))
    return weighed((1.0, bell), (0.25, hum), (0.1 + 0.3 * stroke.hardness, tip))


def crash(stroke: Stroke) -> Samples:
    """A 16-inch cymbal struck on the edge: everything at once, and the highs blooming after."""
    rate, hard = stroke.sample_rate_hz, stroke.hardness
    frames = round(3.1 * rate)
    metal = unit(plate(stroke, frames, 240, 12_000, 3.4, 0.05 + 0.35 * hard, 420))
    bloom = wash(stroke, frames, (
        (300, 1200, 0.06, 1.6, 0.004), (1200, 4000, 0.16, 2.4, 0.010),
        (4000, 8000, 0.14 + 0.10 * hard, 2.3, 0.022), (8000, 15000, 0.05 + 0.15 * hard, 1.6, 0.035),
    ))  # fmt: skip
    tip = unit(wash(stroke, frames, ((800, 8000, 1.0, 0.03, 0.0005),)))
    return weighed((1.0, metal), (1.4, bloom), (0.5 * hard, tip))


def tambourine(stroke: Stroke) -> Samples:
    """Six pairs of jingles: many small plates struck at moments of their own, after a slap."""
    rate, hard, dice = stroke.sample_rate_hz, stroke.hardness, stroke.dice()
    frames = round(0.42 * rate)
    out = np.zeros(frames, np.float32)
    strikes = np.concatenate([[0.0], np.sort(dice.exponential(0.028, 9)).clip(0, 0.16)])
    for at_seconds in strikes:
        at = round(at_seconds * rate)
        f = dice.uniform(4200, 13_500, 9)
        a = dice.uniform(0.3, 1.0, 9) * np.exp(-at_seconds / 0.07) * (f / 8000) ** (1.2 * (hard - 0.6))
        out[at:] += ring(f, dice.uniform(0.08, 0.28, 9), a, np.zeros(9), frames - at, rate)
    slap = noise(stroke.dice("slap"), frames, rate, band(500, 3500)) * dying(frames, 0.03, rate, 0.0004)
    return out + np.float32(0.8) * slap


def shaker(stroke: Stroke) -> Samples:
    """Seeds thrown from one wall to the other: a swell of collisions, then a sharper stop."""
    rate, hard, dice = stroke.sample_rate_hz, stroke.hardness, stroke.dice()
    frames = round(0.16 * rate)
    t = np.arange(frames) / rate
    density = np.exp(-(((t - 0.018) / 0.016) ** 2)) + 0.35 * np.exp(-LN_1000 * t / 0.13)
    seeds = np.where(dice.uniform(size=frames) < 0.12, dice.normal(size=frames), 0.0) * density
    spectrum = np.fft.rfft(seeds, 1 << frames.bit_length())
    f = np.fft.rfftfreq(1 << frames.bit_length(), 1.0 / rate)
    shape = band(3400 + 1200 * hard, 7500 + 4500 * hard, 2)(f.astype(np.float64)) * (f < 0.45 * rate) * (f > 0)
    return np.fft.irfft(spectrum * shape)[:frames].astype(np.float32)
