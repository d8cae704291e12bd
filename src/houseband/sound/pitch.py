"""Notes whose pitch moves: bends, slides, falls and vibrato, each made for its own note.

The tone is read at a speed that follows a curve of cents. Between its samples lies a windowed sinc of 16 points, so
that images stay below −60 dB up to 15 kHz (Smith, "Digital Audio Resampling", CCRMA; Kaiser 1974 for the window).
"""

import functools
import math
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from houseband.music.articulation import Articulation
from houseband.music.controller import MODULATION, PITCH_BEND
from houseband.performance import NoteArray, Part
from houseband.sound.modes import Samples
from houseband.sound.tone import Tone

Cents = NDArray[np.float64]
Points = tuple[tuple[float, float], ...]

STEP_SECONDS = 0.002
"""The curve is a line between points this far apart."""
TAPS, PHASES, KAISER_BETA = 16, 512, 7.0
GLIDE_SECONDS = 0.006
"""A wheel's steps are joined by lines this long."""
VIBRATO_HZ, VIBRATO_CENTS = 5.5, 50.0
"""General MIDI level 2: the modulation wheel's depth at its end is 50 cents."""

# What players do to pitch around a note: seconds and cents, from the onset, or for what leaves the note from its end.
# Scoops and falls of jazz brass: Sher & Johnson's and Baker's handbooks notate about a tone in and a fifth out; slides
# of guitarists come from two frets below.
FROM_ONSET: Mapping[int, Points] = MappingProxyType(
    {
        Articulation.SCOOP: ((0.0, -160.0), (0.03, -150.0), (0.13, 0.0)),
        Articulation.SLIDE: ((0.0, -200.0), (0.02, -200.0), (0.09, 0.0)),
    }
)
FROM_END: Mapping[int, Points] = MappingProxyType(
    {
        Articulation.FALL: ((-0.16, 0.0), (-0.08, -80.0), (0.0, -260.0), (0.16, -700.0)),
        Articulation.DOIT: ((-0.14, 0.0), (-0.06, 80.0), (0.0, 220.0), (0.14, 500.0)),
    }
)


def bends_of_its_own(part: Part) -> NDArray[np.bool_]:
    """For each note, whether it is bent by itself or by how it is played."""
    moving: NDArray[np.bool_] = np.isin(part.notes["articulation"], [*FROM_ONSET, *FROM_END])
    moving[part.bends["note"]] = True
    return moving


def moves(part: Part) -> NDArray[np.bool_]:
    """For each note, whether its pitch moves for any reason."""
    moving = bends_of_its_own(part)
    wheels = part.controls[np.isin(part.controls["number"], (PITCH_BEND, MODULATION))]
    if wheels["value"].any():
        ends = part.notes["onset_seconds"] + part.notes["duration_seconds"]
        moving |= ends > float(wheels["onset_seconds"][np.flatnonzero(wheels["value"])[0]])
    return moving


def own_curve(part: Part, index: int, hold_seconds: float, seconds: float) -> Cents:
    """The cents of a note at every STEP_SECONDS of the ``seconds`` from its onset, without the part's wheels."""
    t = np.arange(math.ceil(seconds / STEP_SECONDS) + 2) * STEP_SECONDS
    kind = int(part.notes[index]["articulation"])
    cents = np.zeros(len(t))
    for table, shift in ((FROM_ONSET, 0.0), (FROM_END, hold_seconds)):
        if kind in table:
            at, level = zip(*table[kind], strict=True)
            cents += np.interp(t, np.array(at) + shift, level)
    own = part.bends[part.bends["note"] == index]
    if len(own):
        cents += np.interp(t, own["after_seconds"], own["cents"])
    return cents


def curve(part: Part, index: int, hold_seconds: float, seconds: float) -> Cents:
    """The cents of a note at every STEP_SECONDS of the ``seconds`` from its onset."""
    cents = own_curve(part, index, hold_seconds, seconds)
    t = np.arange(len(cents)) * STEP_SECONDS
    moments = np.asarray(float(part.notes[index]["onset_seconds"]) + t, np.float64)
    cents += _wheel(part.controls, PITCH_BEND, moments)
    depth = _wheel(part.controls, MODULATION, moments) * (VIBRATO_CENTS / 127.0)
    if depth.any():
        cents += depth * np.sin(2 * np.pi * VIBRATO_HZ * t)
    return cents


def _wheel(controls: NoteArray, number: int, at_seconds: Cents) -> Cents:
    events = controls[controls["number"] == number]
    return stepped(events, at_seconds, 0.0, GLIDE_SECONDS) if len(events) else np.zeros(len(at_seconds))


def stepped(events: NoteArray, at_seconds: Cents, before: float, glide_seconds: float) -> Cents:
    """The value of a controller at some moments: steps from the value ``before`` on, joined by short lines."""
    moment, value = events["onset_seconds"], events["value"].astype(np.float64)
    earlier = np.concatenate([[before], value[:-1]])
    glide = np.minimum(glide_seconds, 0.5 * np.diff(moment, append=math.inf))
    points = np.stack([moment, moment + glide], axis=1).ravel()
    return np.asarray(np.interp(at_seconds, points, np.stack([earlier, value], axis=1).ravel()))


@functools.cache
def sinc_table() -> NDArray[np.float32]:
    """The windowed sinc between samples, shape (PHASES + 1, TAPS)."""
    distance = np.arange(TAPS)[None, :] - (TAPS // 2 - 1) - np.arange(PHASES + 1)[:, None] / PHASES
    window = np.i0(KAISER_BETA * np.sqrt(np.clip(1.0 - (distance / (TAPS / 2)) ** 2, 0.0, 1.0))) / np.i0(KAISER_BETA)
    table = np.sinc(distance) * window
    return np.asarray(table / table.sum(axis=1, keepdims=True), np.float32)


def resampled(samples: Samples, positions: NDArray[np.float64]) -> Samples:
    """The samples read at fractional positions, each 0 or more; before and after them lies silence."""
    whole = np.floor(positions).astype(np.int64)
    phase = np.rint((positions - whole) * PHASES).astype(np.int64)
    last = int(whole.max(initial=0)) + TAPS + 1
    padded = np.zeros(max(last, len(samples)) + TAPS, np.float32)
    padded[TAPS // 2 - 1 : TAPS // 2 - 1 + len(samples)] = samples
    out = np.empty(len(positions), np.float32)
    table = sinc_table()
    windows = np.lib.stride_tricks.sliding_window_view(padded, TAPS)
    for first in range(0, len(positions), 16_384):
        some = slice(first, first + 16_384)
        out[some] = np.einsum("ij,ij->i", windows[whole[some]], table[phase[some]])
    return out


def bent(tone: Tone, cents: Cents, frames: int, sample_rate_hz: int) -> Tone:
    """A tone of ``frames`` frames whose pitch follows ``cents``; one that loops lasts, another may end sooner."""
    at = np.arange(frames) / (STEP_SECONDS * sample_rate_hz)
    ratio = np.exp2(np.interp(at, np.arange(len(cents)), cents) / 1200.0)
    positions = np.concatenate([[0.0], np.cumsum(ratio[:-1])]) if frames else np.zeros(0)
    if tone.loops:
        wanted = int(positions[-1]) + TAPS + 2 if frames else 0
        source = np.stack([held(plane, tone, wanted) for plane in tone.planes])
    else:
        positions = positions[positions < tone.frames]
        source = tone.planes
    planes = np.stack([resampled(plane, positions) for plane in source])
    return Tone(planes if len(planes) > 1 else planes[0], release_seconds=tone.release_seconds)


def held(plane: Samples, tone: Tone, frames: int) -> Samples:
    """The first ``frames`` samples of a plane of a tone, gone round its loop as often as it must."""
    if not tone.loops or frames <= tone.loop_end_frames:
        return plane[:frames]
    loop = plane[tone.loop_start_frames : tone.loop_end_frames]
    return np.concatenate([plane[: tone.loop_end_frames], np.resize(loop, frames - tone.loop_end_frames)])
