"""Zones to a tone: each zone's sample read at its pitch, filtered, shaped by its envelopes, and all of them looped.

A tone that sustains ends in a loop that all its zones share. Its length holds a whole number of turns of each sample
loop and of each LFO; what of that cannot be had within LOOP_CENTS is crossfaded, so the seam is exact all the same.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from houseband.sound.fonts import filters
from houseband.sound.fonts.reading import doubled, read_at
from houseband.sound.fonts.zone import Lfo, LoopMode, Move, Planes, Zone
from houseband.sound.modes import Curve, Samples
from houseband.sound.tone import RINGS_OUT, Tone
from houseband.units import cents_to_ratio, db_to_gain

LONGEST_SECONDS = 8.0
"""What rings longer is faded out; what sustains is looped from here on at the latest."""
OVER_DB = -72.0
"""A zone this far below its peak is over."""
SUSTAINED_DB = -60.0
STILL_LOUD_DB = -30.0
"""Of what decays for longer than LONGEST_SECONDS: louder than this then, it is held."""
FADE_SECONDS, LAST_FADE_SECONDS = 0.005, 0.5
SHORTEST_RELEASE_SECONDS = 0.02
LOOP_SECONDS, LONGEST_LOOP_SECONDS = 0.5, 6.0
LOOP_CENTS, GOOD_CENTS, LOOP_TURNS = 1.0, 0.2, 0.03
"""How far a zone's pitch, and an LFO's rate (as a share), may be from its own for the loop's sake."""
SETTLED_PITCH_CENTS, SETTLED_FILTER_CENTS = 0.5, 50.0
MOST_CANDIDATES = 512
SEAM_FRAMES = 2048
CONTROL_FRAMES = 64
EXACT_FRAMES = 2048
FILTER_TAIL_FRAMES = 4096
SETTLING_SECONDS = 0.25
"""Of the sample, what is read beyond the last frame needed: its end rings in what takes the subsonic out."""
LEAST_SPEED, MOST_SPEED = 1e-3, 32.0
"""Ten octaves below the sample to five above it; what lies beyond is no sound."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A zone with its sample in hand. Frames of the sample are counted from where the zone begins."""

    zone: Zone
    planes: Planes
    speed: float
    """Frames of the sample to one of the tone, at rest."""
    loop: tuple[int, int] | None
    rate_hz: int

    @property
    def settled_speed(self) -> float:
        """The speed once all contours stand at their sustain, LFOs apart."""
        cents = sum(float(m.by.at(np.array([1e6]))[0]) * m.depth for m in self.zone.pitch_moves if not m.by.turns_hz)
        return min(max(self.speed * cents_to_ratio(min(max(cents, -12_000.0), 12_000.0)), LEAST_SPEED), MOST_SPEED)

    @property
    def sustains(self) -> bool:
        """Whether it sounds for as long as it is held."""
        if self.loop is None or self.zone.volume.sustain_db <= SUSTAINED_DB:
            return False
        at_last = float(self.zone.volume.gain(np.array([LONGEST_SECONDS]))[0])
        return self.zone.volume.settled_seconds < LONGEST_SECONDS or at_last > db_to_gain(STILL_LOUD_DB)

    @property
    def settled_seconds(self) -> float:
        """When it is within its sample's loop and nothing but LFOs moves."""
        entered = 0.0 if self.loop is None else self.loop[0] / (self.speed * self.rate_hz)
        delay = self.zone.volume.delay_seconds
        stands = [self.zone.volume.settled_seconds, delay + entered]
        stands += [m.settled_seconds(SETTLED_PITCH_CENTS) for m in self.zone.pitch_moves]
        stands += [m.settled_seconds(SETTLED_FILTER_CENTS) for m in self.zone.filter_moves]
        stands += [m.by.settled_seconds for m in self.zone.level_moves]
        return min(max(stands), LONGEST_SECONDS)

    @property
    def end_seconds(self) -> float:
        """When it is over by itself."""
        volume = self.zone.volume
        by_sample = math.inf
        if self.loop is None:
            by_sample = volume.delay_seconds + self.planes.shape[1] / (self.speed * self.rate_hz)
        before = volume.delay_seconds + volume.attack_seconds + volume.hold_seconds
        decays = volume.sustain_db <= OVER_DB
        by_volume = before - OVER_DB / volume.decay_db_per_second if decays else math.inf
        return min(by_sample, by_volume)


@dataclass(frozen=True, slots=True)
class Plan:
    """How long a tone is, and where it loops (0, 0 if it does not)."""

    frames: int
    loop_start: int = 0
    loop_end: int = 0

    @property
    def turn(self) -> int:
        return self.loop_end - self.loop_start


def sampled(zones: Sequence[Zone], sample_rate_hz: int, planes: int, longest_seconds: float = math.inf) -> Tone:
    """The zones together as a tone of 1 or 2 planes, at the font's own level; silence if there are none.

    With ``longest_seconds`` only its beginning is made, without a loop.
    """
    parts = [part for zone in zones if (part := _part(zone, sample_rate_hz)) is not None]
    plan = _plan(parts, sample_rate_hz)
    if plan.frames > longest_seconds * sample_rate_hz:
        plan = Plan(round(longest_seconds * sample_rate_hz))
    out = np.zeros((planes, plan.frames), np.float32)
    for part in parts:
        _add(out, part, plan)
    release = RINGS_OUT
    if not any(part.zone.loop is LoopMode.ONE_SHOT for part in parts):
        ends = [part.zone.volume.release_seconds for part in parts]
        release = max([SHORTEST_RELEASE_SECONDS, *ends])
    return Tone(out if planes == 2 else out[0], plan.loop_start, plan.loop_end, release)


def _part(zone: Zone, rate_hz: int) -> Part | None:
    """The zone with its sample, or None if nothing of it would sound."""
    whole = zone.wave.planes()
    end = whole.shape[1] if zone.end_frames is None else zone.end_frames
    end = min(whole.shape[1] + end if end < 0 else end, whole.shape[1])
    planes = whole[:, zone.start_frames : end]
    if planes.shape[1] < 2 or zone.level_db < -120.0:
        return None
    speed = zone.wave.sample_rate_hz / rate_hz * cents_to_ratio(min(max(zone.cents, -12_000.0), 12_000.0))
    first, last = zone.loop_start_frames - zone.start_frames, zone.loop_end_frames - zone.start_frames
    is_looped = zone.loop is LoopMode.HELD and first >= 0 and first + 2 <= last <= whole.shape[1] - zone.start_frames
    if is_looped:
        planes = whole[:, zone.start_frames : zone.start_frames + last]
    return Part(zone, planes, min(max(speed, LEAST_SPEED), MOST_SPEED), (first, last) if is_looped else None, rate_hz)


def _plan(parts: Sequence[Part], rate_hz: int) -> Plan:
    held = [part for part in parts if part.sustains]
    dying = [part.end_seconds for part in parts if not part.sustains]
    if not held:
        seconds = min(max(dying, default=0.0), LONGEST_SECONDS)
        return Plan(max(1, math.ceil(seconds * rate_hz)))
    begin = max([part.settled_seconds for part in held] + [min(end, LONGEST_SECONDS) for end in dying])
    start = math.ceil(begin * rate_hz) + SEAM_FRAMES
    turn = _turn(held, rate_hz)
    return Plan(start + turn, start, start + turn)


def _turn(held: Sequence[Part], rate_hz: int) -> int:
    """The length of the loop in frames: whole turns of the sample loops and LFOs, as nearly as there are any."""
    periods = np.array([(part.loop[1] - part.loop[0]) / part.settled_speed for part in held if part.loop])
    rates = sorted({m.by.turns_hz for part in held for m in part.zone.moves if m.by.turns_hz})
    least = min(max([LOOP_SECONDS, *(3.0 / hz for hz in rates)]), LONGEST_LOOP_SECONDS) * rate_hz
    longest = float(periods.max())
    first = max(1, math.ceil(least / longest))
    last = max(first, int(LONGEST_LOOP_SECONDS * rate_hz / longest))
    counts = np.unique(np.linspace(first, last, min(MOST_CANDIDATES, last - first + 1)).astype(np.int64))
    frames = np.maximum(1.0, np.round(counts * longest))
    frames = np.minimum(frames, 2 * LONGEST_LOOP_SECONDS * rate_hz)
    turns = frames[:, None] / periods
    cents = 1200.0 * np.abs(np.log2(np.maximum(np.round(turns), 0.25) / turns))
    cost = cents.max(axis=1) / GOOD_CENTS
    for hz in rates:
        exact = frames * hz / rate_hz
        cost = np.maximum(cost, np.abs(np.maximum(np.round(exact), 1.0) / exact - 1.0) / LOOP_TURNS)
    good = np.flatnonzero(cost <= 1.0)
    return int(frames[good[0] if len(good) else int(np.argmin(cost))])


def _add(out: Planes, part: Part, plan: Plan) -> None:
    """Add one zone to the planes of a tone."""
    zone = part.zone
    rate, frames = part.rate_hz, plan.frames
    if plan.turn:
        zone = _turning(zone, plan.turn / rate)
    sustains = plan.turn > 0 and part.sustains
    if not sustains and not part.sustains:
        frames = min(frames, math.ceil(part.end_seconds * rate) if math.isfinite(part.end_seconds) else frames)
    if frames < 2:
        return
    positions, is_exact = _positions(part, zone, frames, plan if sustains else Plan(frames))
    is_moving = bool(zone.filter and zone.filter_moves)
    needed = int(positions[-1]) + 8 + math.ceil(SETTLING_SECONDS * rate * part.settled_speed)
    source = part.planes if part.loop is None else _unrolled(part.planes, part.loop, needed)
    source = source[:, :needed]
    mean_speed = max(part.settled_speed, 1e-9)
    at_rest = zone.filter if zone.filter and not is_moving else None
    twice = doubled(
        source,
        mean_speed,
        mean_speed * rate,
        None if at_rest is None else lambda f: filters.response(at_rest.kind, at_rest.cutoff_hz, at_rest.q_db, f),
        FILTER_TAIL_FRAMES if at_rest else 0,
    )
    sound = read_at(twice, positions)
    if is_moving and zone.filter:
        at = np.arange(frames // filters.HOP_FRAMES + 2) * filters.HOP_FRAMES / rate
        cents = sum((m.by.at(at) * m.depth for m in zone.filter_moves), np.zeros(len(at)))
        cutoff_hz = np.clip(zone.filter.cutoff_hz * 2.0 ** (cents / 1200.0), 20.0, 20_000.0)
        sound = filters.moving(sound, zone.filter.kind, cutoff_hz, zone.filter.q_db, rate)
    sound *= _level(zone, frames, rate)
    _finish(sound, part, plan, sustains, is_exact)
    _mix(out[:, :frames], sound, zone)


def _turning(zone: Zone, turn_seconds: float) -> Zone:
    """The zone with LFOs that go round a whole number of times in a loop."""

    def fitted(moves: tuple[Move, ...]) -> tuple[Move, ...]:
        return tuple(
            replace(m, by=replace(m.by, hz=max(1, round(m.by.hz * turn_seconds)) / turn_seconds))
            if isinstance(m.by, Lfo)
            else m
            for m in moves
        )

    return replace(
        zone,
        pitch_moves=fitted(zone.pitch_moves),
        filter_moves=fitted(zone.filter_moves),
        level_moves=fitted(zone.level_moves),
    )


def _positions(part: Part, zone: Zone, frames: int, plan: Plan) -> tuple[NDArray[np.float64], bool]:
    """Where in the sample each frame of the tone reads, and whether the loop then closes by itself."""
    delay = zone.volume.delay_seconds * part.rate_hz
    if zone.pitch_moves:
        coarse = np.arange(0, frames + 2 * CONTROL_FRAMES, CONTROL_FRAMES)
        cents = sum((m.by.at(coarse / part.rate_hz) * m.depth for m in zone.pitch_moves), np.zeros(len(coarse)))
        speed = part.speed * 2.0 ** (np.clip(cents, -12_000, 12_000) / 1200.0)
        speed = np.clip(speed, LEAST_SPEED, MOST_SPEED) * (coarse >= delay)
        steps = straight(speed)[:frames]
        positions = np.concatenate([[0.0], np.cumsum(steps)])
    else:
        positions = np.maximum(np.arange(frames + 1.0) - delay, 0.0) * part.speed
    if not plan.turn or part.loop is None:
        return positions[:frames], True
    period = part.loop[1] - part.loop[0]
    advance = float(positions[plan.loop_end] - positions[plan.loop_start])
    turns = max(1, round(advance / period))
    correction = turns * period / advance
    if 1200.0 * abs(math.log2(correction)) > LOOP_CENTS:
        return positions[:frames], False
    return positions[:frames] * correction, not any(m.depth for m in zone.filter_moves)


def _unrolled(planes: Planes, loop: tuple[int, int], frames: int) -> Planes:
    """The sample up to the end of its loop, and the loop again until there are that many frames."""
    if frames <= planes.shape[1]:
        return planes
    first, last = loop
    more = np.arange(frames - planes.shape[1]) % (last - first)
    return np.concatenate([planes, planes[:, first:last][:, more]], axis=1)


def _level(zone: Zone, frames: int, rate_hz: int) -> Samples:
    """The gain of every frame: exact at first, then straight between points."""

    def gain(at_frames: NDArray[np.float64]) -> Curve:
        t = at_frames / rate_hz
        value = zone.volume.gain(t) * db_to_gain(zone.level_db)
        for move in zone.level_moves:
            value = value * 10.0 ** (move.by.at(t) * move.depth / 20.0)
        return value

    exact = min(frames, EXACT_FRAMES + math.ceil(min(zone.volume.delay_seconds, 0.2) * rate_hz))
    out = np.empty(frames, np.float32)
    out[:exact] = gain(np.arange(exact, dtype=np.float64))
    if frames > exact:
        coarse = np.arange(exact, frames + 2 * CONTROL_FRAMES, CONTROL_FRAMES, dtype=np.float64)
        out[exact:] = straight(gain(coarse).astype(np.float32))[: frames - exact]
    return out


def straight(points: NDArray[Any]) -> NDArray[Any]:
    """Straight lines between points CONTROL_FRAMES apart: the value of every frame from the first point on."""
    share = (np.arange(CONTROL_FRAMES) / CONTROL_FRAMES).astype(points.dtype)
    lines: NDArray[Any] = points[:-1, None] + (points[1:] - points[:-1])[:, None] * share
    return lines.reshape(-1)


def _finish(sound: Planes, part: Part, plan: Plan, sustains: bool, is_exact: bool) -> None:
    """End it without a click, or close its loop."""
    frames = sound.shape[1]
    if sustains:
        if not is_exact:
            width = min(SEAM_FRAMES, plan.turn)
            rise = (0.5 - 0.5 * np.cos(np.pi * (np.arange(width) + 0.5) / width)).astype(np.float32)
            before = sound[:, plan.loop_start - width : plan.loop_start]
            sound[:, plan.loop_end - width :] *= np.sqrt(1.0 - rise)
            sound[:, plan.loop_end - width :] += before * np.sqrt(rise)
        return
    is_cut = part.end_seconds > LONGEST_SECONDS
    fall = min(frames, round((LAST_FADE_SECONDS if is_cut else FADE_SECONDS) * part.rate_hz))
    sound[:, frames - fall :] *= (0.5 + 0.5 * np.cos(np.pi * np.arange(1, fall + 1) / fall)).astype(np.float32)


def _mix(out: Planes, sound: Planes, zone: Zone) -> None:
    """Add it at its place, with equal power: 1 on both sides in the middle, √2 on one at the end."""
    if len(out) == 1:
        out[0] += sound.mean(axis=0)
        return
    if len(sound) > 1 and zone.width != 1.0:
        middle, side = sound.mean(axis=0), np.float32(0.5 * zone.width) * (sound[0] - sound[1])
        sound = np.stack([middle + side, middle - side])
    angle = (zone.pan + 1.0) * math.pi / 4.0
    for plane, share in enumerate((math.cos(angle), math.sin(angle))):
        out[plane] += sound[min(plane, len(sound) - 1)] * np.float32(math.sqrt(2.0) * share)
