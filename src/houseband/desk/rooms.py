"""What rooms, plates, springs and echoes answer to a click: shape (2, frames), of unit energy a side, without chance.

A room's first reflections are those of a shoebox by image sources (Allen & Berkley, JASA 65, 1979); its tail is noise
whose bands die each in their own time (Moorer, "About this reverberation business", CMJ 3, 1979), fading in as the
reflections grow dense (Kuttruff, Room Acoustics, 6th ed., chapter 4). Sides are unlike, so that the tail has no place.
"""

import functools
import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from houseband.desk.desk import Room
from houseband.desk.springs import spring_response

Planes = NDArray[np.float32]
Curve = NDArray[np.float64]

SOUND_METRES_PER_SECOND = 343.0
SEED = 1729
TAIL_T60S = 1.1
"""How much of the tail is kept, in its longest band."""
CENTRES_HZ = (63.0, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16_000.0)
LOWEST_HZ = 90.0
"""Rooms give back less and less below, or the low end is mud."""
EAR_METRES = 0.17


@dataclass(frozen=True, slots=True)
class Kind:
    """What is usual for a kind of room."""

    t60_seconds: float
    predelay_seconds: float
    damping: float
    size_metres: tuple[float, float, float]
    reflects: float
    """The share of the amplitude that a wall gives back."""
    early_db: float
    """The energy of the first reflections against the tail's."""
    build_seconds: float
    """How long the tail takes to stand."""
    low_ratio: float = 1.15
    """T60 at 125 Hz against the middle."""


KINDS: dict[str, Kind] = {
    "booth": Kind(0.25, 0.001, 0.5, (2.6, 3.1, 2.3), 0.55, 4.0, 0.006, 1.0),
    "room": Kind(0.7, 0.004, 0.5, (6.3, 8.4, 3.4), 0.75, 0.0, 0.018, 1.15),
    "chamber": Kind(1.0, 0.008, 0.35, (4.4, 5.3, 3.1), 0.9, -3.0, 0.010, 1.1),
    "hall": Kind(2.0, 0.018, 0.5, (19.0, 31.0, 12.0), 0.8, -3.0, 0.050, 1.25),
    "plate": Kind(1.6, 0.0, 0.25, (0.0, 0.0, 0.0), 0.0, -120.0, 0.003, 1.3),
}


@functools.lru_cache(8)
def response(room: Room, sample_rate_hz: int) -> Planes:
    """The answer of a room, plate, spring or echo to a click; of no frames for "none"."""
    if room.kind == "none":
        return np.zeros((2, 0), np.float32)
    if room.kind == "echo":
        planes = _echo(room, sample_rate_hz)
    elif room.kind == "spring":
        planes = spring_response(room.t60_seconds or 2.0, room.damping or 0.0, sample_rate_hz)
        planes = _delayed(planes, room.predelay_seconds or 0.0, sample_rate_hz)
    else:
        planes = _room(room, KINDS[room.kind], sample_rate_hz)
    planes = planes / np.sqrt(np.sum(planes**2, axis=1, keepdims=True))
    made = np.asarray(planes, np.float32)
    made.flags.writeable = False
    return made


def band_t60s(t60_seconds: float, damping: float, low_ratio: float) -> Curve:
    """T60 at CENTRES_HZ: longer below the middle, shorter above it the more it is damped."""
    centres = np.array(CENTRES_HZ)
    low = 1.0 + (low_ratio - 1.0) * np.clip(np.log2(500.0 / centres) / 2.0, 0.0, 1.0)
    high = 1.0 / (1.0 + damping * (np.maximum(centres, 1000.0) / 1000.0 - 1.0) ** 0.9 / 2.0)
    return np.asarray(t60_seconds * low * high)


def _room(room: Room, kind: Kind, rate: int) -> Curve:
    t60 = room.t60_seconds if room.t60_seconds is not None else kind.t60_seconds
    predelay = room.predelay_seconds if room.predelay_seconds is not None else kind.predelay_seconds
    damping = room.damping if room.damping is not None else kind.damping
    t60s = band_t60s(t60, damping, kind.low_ratio)
    early = _reflections(kind, damping, rate) if kind.reflects else np.zeros((2, 1))
    tail = _tail(t60s, kind.build_seconds, rate, is_plate=room.kind == "plate")
    frames = max(early.shape[1], tail.shape[1])
    out = np.zeros((2, frames))
    out[:, : tail.shape[1]] = tail / math.sqrt(float(np.sum(tail**2)))
    energy = float(np.sum(early**2))
    if energy:
        level = 10.0 ** ((kind.early_db + room.early_db) / 20.0) / math.sqrt(energy)
        out[:, : early.shape[1]] += level * early
    return _delayed(_without_mud(out, rate), predelay, rate)


def _tail(t60s: Curve, build_seconds: float, rate: int, *, is_plate: bool) -> Curve:
    """Noise whose bands die in their T60; on a plate the highs come first, as bending waves do."""
    frames = round(TAIL_T60S * float(t60s.max()) * rate)
    size = 1 << (frames - 1).bit_length()
    frequency_hz = np.maximum(np.fft.rfftfreq(size, 1.0 / rate), 1.0)
    seconds = np.arange(frames) / rate
    dice = np.random.Generator(np.random.PCG64(SEED))
    out = np.zeros((2, frames))
    spectra = [np.fft.rfft(dice.standard_normal(size)) for _ in range(2)]
    for index, t60 in enumerate(t60s):
        share = _band_share(frequency_hz, index)
        if CENTRES_HZ[index] > 0.7 * rate:
            break
        begin = 0.012 * math.sqrt(250.0 / CENTRES_HZ[index]) if is_plate else 0.0
        rise = 1.0 - np.exp(-np.maximum(seconds - begin, 0.0) / (build_seconds / 2.0))
        envelope = rise * np.exp(-math.log(1000.0) / float(t60) * seconds)
        for side, spectrum in zip(out, spectra, strict=True):
            side += np.fft.irfft(spectrum * share, size)[:frames] * envelope
    fade = max(1, round(0.02 * rate))
    out[:, -fade:] *= np.linspace(1.0, 0.0, fade)
    return out


def _band_share(frequency_hz: Curve, index: int) -> Curve:
    """The amplitude of an octave band; neighbours' powers add to one."""
    octaves = np.log2(frequency_hz / CENTRES_HZ[index])
    if index == 0:
        octaves = np.maximum(octaves, 0.0)
    if index == len(CENTRES_HZ) - 1:
        octaves = np.minimum(octaves, 0.0)
    return np.asarray(np.cos(0.5 * np.pi * np.clip(octaves, -1.0, 1.0)))


def _reflections(kind: Kind, damping: float, rate: int) -> Curve:
    """The images up to the third order of a source in a shoebox, as two ears 17 cm apart hear them.

    Each wall darkens what it gives back: the click becomes a short one-sided decay, the more so the more walls.
    """
    size = np.array(kind.size_metres)
    source, listener = size * (0.47, 0.31, 0.42), size * (0.55, 0.68, 0.45)
    direct = float(np.linalg.norm(source - listener))
    out = np.zeros((2, round((direct + 3.0 * float(size.max())) / SOUND_METRES_PER_SECOND * rate) + 64))
    for order in itertools.product(range(-3, 4), repeat=3):
        bounces = sum(abs(n) for n in order)
        if not 1 <= bounces <= 3:
            continue
        counts = np.array(order)
        image = counts * size + np.where(counts % 2 == 0, source, size - source)
        away = image - listener
        metres = float(np.linalg.norm(away))
        gain = kind.reflects**bounces * direct / metres
        side = float(away[0]) / metres
        dark = min(0.85, (0.15 + 0.5 * damping) * bounces / 2.0)
        for ear, sign in enumerate((-1.0, 1.0)):
            delay = (metres - direct - sign * side * EAR_METRES / 2.0) / SOUND_METRES_PER_SECOND * rate
            heard = gain * math.sqrt(max(0.0, 1.0 + sign * 0.85 * side))
            _add_reflection(out[ear], max(delay, 0.0), heard, dark)
    return out


def _add_reflection(plane: Curve, delay_frames: float, gain: float, dark: float) -> None:
    at = int(delay_frames)
    part = delay_frames - at
    decay = (1.0 - dark) * dark ** np.arange(24)
    for begin, share in ((at, 1.0 - part), (at + 1, part)):
        end = min(len(plane), begin + len(decay))
        if end > begin:
            plane[begin:end] += gain * share * decay[: end - begin]


def _echo(room: Room, rate: int) -> Curve:
    """Strokes a predelay apart, each darker, falling by 60 dB in the T60; the sides a hair apart."""
    apart = room.predelay_seconds or 0.12
    t60 = room.t60_seconds or 0.5
    damping = room.damping if room.damping is not None else 0.4
    count = max(1, math.ceil(t60 / apart))
    out = np.zeros((2, round((count + 0.5) * apart * rate) + 200))
    for stroke in range(1, count + 1):
        level = 10.0 ** (-3.0 * (stroke - 1) * apart / t60)
        dark = 1.0 - 1.0 / (1.0 + damping * (0.4 + 0.5 * stroke))
        for side, ear in enumerate(out):
            _add_reflection(ear, stroke * apart * rate + 7.0 * side * stroke, level, dark)
    return _without_mud(out, rate)


def _without_mud(planes: Curve, rate: int) -> Curve:
    """First-order low cut, twice: what rooms add below LOWEST_HZ is taken away."""
    size = 1 << (planes.shape[1] + 4096 - 1).bit_length()
    frequency_hz = np.fft.rfftfreq(size, 1.0 / rate)
    ratio = 1j * frequency_hz / LOWEST_HZ
    cut = (ratio / (1.0 + ratio)) ** 2
    return np.asarray(np.fft.irfft(np.fft.rfft(planes, size) * cut, size)[:, : planes.shape[1]])


def _delayed(planes: Curve, seconds: float, rate: int) -> Curve:
    return np.pad(planes, ((0, 0), (round(seconds * rate), 0)))
