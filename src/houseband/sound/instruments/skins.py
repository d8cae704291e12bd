"""Drums with a skin and things of wood: kick, snare, side stick, toms, claves.

A round membrane rings at the zeros of the Bessel functions, pulled towards whole-number ratios by the air it carries;
struck hard it starts sharp, because the stroke itself stretches it (Fletcher & Rossing, ch. 3 and 18). Each function
gives the bare sound; level and last touch are the kit's.
"""

import numpy as np

from houseband.sound.modes import LN_1000, Samples, band, dying, noise, ring
from houseband.sound.tone import Stroke

MEMBRANE_RATIOS = np.array([1.0, 1.59, 2.14, 2.30, 2.65, 2.92, 3.16, 3.50, 3.60])
"""Of the ideal membrane, modes 01, 11, 21, 02, 31, 12, 41, 22, 03 (Fletcher & Rossing, ch. 3)."""


def swept(
    frames: int, sample_rate_hz: int, start_hz: float, end_hz: float, fall_seconds: float, t60_seconds: float
) -> Samples:
    """A decaying sine that falls from one frequency to another: the stretched skin coming to rest."""
    t = np.arange(frames) / sample_rate_hz
    phase = end_hz * t + (start_hz - end_hz) * fall_seconds * (1.0 - np.exp(-t / fall_seconds))
    return (np.sin(2 * np.pi * phase) * np.exp(-LN_1000 / t60_seconds * t)).astype(np.float32)


def burst(stroke: Stroke, purpose: str, frames: int, low_hz: float, high_hz: float, t60_seconds: float) -> Samples:
    """Decaying noise between two frequencies: a stick, a beater, wires."""
    rate = stroke.sample_rate_hz
    return noise(stroke.dice(purpose), frames, rate, band(low_hz, high_hz)) * dying(frames, t60_seconds, rate, 0.0004)


def kick(stroke: Stroke) -> Samples:
    """A 22-inch drum with a pillow in it: a low fall, a beater, a little air."""
    rate, hard, dice = stroke.sample_rate_hz, stroke.hardness, stroke.dice()
    frames = round(0.62 * rate)
    out = swept(frames, rate, 92 + 50 * hard, 51 * float(dice.uniform(0.99, 1.01)), 0.032, 0.50)
    out += 0.35 * ring([86, 118, 163], [0.20, 0.14, 0.10], [1.0, 0.6, 0.4], dice.uniform(0, 6, 3), frames, rate)
    out += (0.10 + 0.30 * hard**2) * burst(stroke, "beater", frames, 1400, 3800, 0.028)
    out += (0.14 + 0.10 * hard) * burst(stroke, "air", frames, 120, 700, 0.07)
    return out


def snare(stroke: Stroke) -> Samples:
    """A 14-inch drum: two skins, and the wires that answer a moment later."""
    rate, hard, dice = stroke.sample_rate_hz, stroke.hardness, stroke.dice()
    frames = round(0.55 * rate)
    # The (0,1) pair of the coupled heads near 180 and 330 Hz: Rossing, Bork, Zhao & Fystrom 1992, JASA 92.
    f = np.array([182, 331, 278, 422, 488, 610, 735, 880]) * dice.uniform(0.995, 1.005, 8)
    a = np.array([1.0, 0.7, 0.45, 0.35, 0.3, 0.22, 0.16, 0.12]) * dice.uniform(0.75, 1.25, 8)
    a *= (f / 182.0) ** (0.9 * (hard - 0.6))
    out = ring(f, 0.24 * (182.0 / f) ** 0.45, a, dice.uniform(-0.5, 0.5, 8), frames, rate)
    t = np.arange(frames) / rate
    answer = (1.0 - np.exp(-t / 0.0025)).astype(np.float32)  # the wave crosses the shell, then the wires jump
    wires = burst(stroke, "wires", frames, 900 + 700 * hard, 5200 + 3800 * hard, 0.24 + 0.08 * hard)
    out += 0.72 * answer * wires + 0.22 * burst(stroke, "long wires", frames, 2500, 7000, 0.42)
    out += (0.2 + 0.75 * hard**1.5) * burst(stroke, "stick", frames, 1800, 9500, 0.020)
    return out


def tom(stroke: Stroke, f0_hz: float) -> Samples:
    """A tom without damping, falling a tone or so when struck hard."""
    rate, hard, dice = stroke.sample_rate_hz, stroke.hardness, stroke.dice()
    t60 = 0.95 * (100.0 / f0_hz) ** 0.4
    frames = round(1.1 * t60 * rate)
    out = swept(frames, rate, f0_hz * (1.05 + 0.16 * hard), f0_hz, 0.06, t60)
    f = f0_hz * MEMBRANE_RATIOS[1:] * dice.uniform(0.99, 1.01, 8)
    a = 0.5 * hard ** np.linspace(0.4, 2.0, 8) / np.arange(1, 9) ** 0.6 * dice.uniform(0.7, 1.3, 8)
    out += ring(f, t60 * np.linspace(0.55, 0.16, 8), a, dice.uniform(-0.6, 0.6, 8), frames, rate)
    out += (0.08 + 0.30 * hard**2) * burst(stroke, "stick", frames, 900, 5500, 0.025)
    out += 0.10 * burst(stroke, "air", frames, 150, 900, 0.12)
    return out


def side_stick(stroke: Stroke) -> Samples:
    """The stick laid across the drum and knocked on the rim."""
    rate, dice = stroke.sample_rate_hz, stroke.dice()
    frames = round(0.22 * rate)
    f = np.array([412, 628, 1010, 1685, 2240, 3120, 4350]) * dice.uniform(0.99, 1.01, 7)
    a = np.array([0.5, 0.45, 0.7, 1.0, 0.55, 0.4, 0.25]) * dice.uniform(0.8, 1.2, 7)
    a *= (f / 1685.0) ** (0.9 * (stroke.hardness - 0.6))
    t60 = np.array([0.11, 0.09, 0.06, 0.055, 0.04, 0.03, 0.025])
    out = ring(f, t60, a, dice.uniform(0, 6, 7), frames, rate)
    return out + (0.2 + 0.5 * stroke.hardness) * burst(stroke, "knock", frames, 1500, 8000, 0.010)


def claves(stroke: Stroke) -> Samples:
    """Two sticks of rosewood: a bar with one loud mode, the next 2.76 times as high (Fletcher & Rossing, ch. 2)."""
    rate, dice = stroke.sample_rate_hz, stroke.dice()
    frames = round(0.24 * rate)
    f = 2480 * float(dice.uniform(0.997, 1.003)) * np.array([1.0, 1.015, 2.76])
    a = np.array([1.0, 0.3, 0.10 + 0.35 * stroke.hardness**2])
    out = ring(f, [0.15, 0.11, 0.04], a, [0.0, 1.0, 2.0], frames, rate)
    return out + 0.25 * stroke.hardness * burst(stroke, "knock", frames, 2000, 9000, 0.006)
