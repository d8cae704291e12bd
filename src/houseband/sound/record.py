"""``record``: a performance and a bank of tones to stems, a slice-add per note.

A stem is made when it is asked for and not kept, so that a long take of many players fits in little memory. Notes are
taken tone by tone, so each tone is fetched once and stays in the processor's cache. A stem has shape (frames, 2)
but laid out in planes: adding into one plane is four times quicker than into two interleaved channels. Players who sit
in the middle have one plane, shown twice.
"""

import functools
import itertools
import math
from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from houseband.music.instrument import INSTRUMENTS
from houseband.performance import NoteArray, Part, Performance
from houseband.sound.bank import Bank, default_folder
from houseband.sound.instruments import drums
from houseband.sound.modes import Samples
from houseband.sound.tone import LAYER_FLOORS, LAYER_VELOCITIES, LAYERS, Tone, velocity_db
from houseband.units import cents_to_ratio, db_to_gain

TAIL_SECONDS = 2.5
"""What is recorded after the last bar line."""
FADE_SECONDS = 0.5
"""The end of the tail, faded."""
SUSTAIN_PEDAL, PEDAL_DOWN = 64, 64
RELEASE_FLOOR_DB = -60.0
LAYER_OF_VELOCITY = np.searchsorted(np.array(LAYER_FLOORS), np.arange(128), side="right") - 1
GAIN_OF_VELOCITY = np.array(
    [db_to_gain(velocity_db(v) - velocity_db(LAYER_VELOCITIES[int(LAYER_OF_VELOCITY[v])])) for v in range(128)],
    np.float32,
)
"""From the level of a layer's tone to that of a velocity."""

# As the drummer sits, seen from the hall, −1 left to 1 right; narrow, as an overhead pair hears a kit.
DRUM_PANS: dict[int, float] = {
    37: 0.05, 41: -0.45, 42: 0.35, 43: -0.35, 44: 0.35, 45: -0.2, 46: 0.35, 47: 0.05, 48: 0.15, 49: 0.4, 50: 0.3,
    51: -0.4, 52: -0.5, 53: -0.4, 54: -0.3, 55: 0.2, 57: -0.5, 59: -0.45, 69: 0.45, 70: 0.45, 75: -0.25,
}  # fmt: skip


class Stems(Mapping[str, NDArray[np.float32]]):
    """Player → stem, float32 of shape (frames, 2), made anew each time it is asked for; read-only."""

    def __init__(self, performance: Performance, bank: Bank, progress: Callable[[float], None] | None = None) -> None:
        self._parts = dict(performance.parts)
        self._bank = bank
        self._progress = progress
        self.sample_rate_hz = bank.sample_rate_hz
        self.frames = round((performance.duration_seconds + TAIL_SECONDS) * bank.sample_rate_hz)
        counts = [len(part.notes) for part in self._parts.values()]
        self._before = dict(zip(self._parts, itertools.accumulate(counts, initial=0), strict=False))
        self._total = max(1, sum(counts))

    def __getitem__(self, player: str) -> NDArray[np.float32]:
        planes = self.planes(player)
        stem = np.broadcast_to(planes[0][:, None], (self.frames, 2)) if len(planes) == 1 else planes.T
        stem.flags.writeable = False
        return stem

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def planes(self, player: str) -> NDArray[np.float32]:
        """The stem as planes: shape (1, frames) for a player in the middle, (2, frames) for the drums."""
        part = self._parts[player]
        planes = stem_planes(part, self._bank, self.frames, lambda notes: self._report(self._before[player] + notes))
        fade = min(self.frames, round(FADE_SECONDS * self.sample_rate_hz))
        planes[:, self.frames - fade :] *= (0.5 + 0.5 * np.cos(np.pi * np.arange(1, fade + 1) / max(fade, 1))).astype(
            np.float32
        )
        return planes

    def _report(self, notes: int) -> None:
        if self._progress is not None:
            self._progress(notes / self._total)


def record(
    performance: Performance, bank: Bank | None = None, progress: Callable[[float], None] | None = None
) -> Stems:
    """The stems of a performance, each made when asked for. ``progress`` hears the share done, 0 to 1, as they are."""
    return Stems(performance, bank or Bank(folder=default_folder()), progress)


def stem_planes(
    part: Part, bank: Bank, frames: int, report: Callable[[int], None] = lambda notes: None
) -> NDArray[np.float32]:
    """One player's sound, shape (1 or 2, frames)."""
    rate, notes = bank.sample_rate_hz, part.notes
    drum_kit = INSTRUMENTS[part.instrument].is_drum_kit
    planes = np.zeros((2 if drum_kit else 1, frames), np.float32)
    if not len(notes) or not frames:
        return planes
    velocity = np.clip(notes["velocity"], 1, 127)
    layer, gain = LAYER_OF_VELOCITY[velocity], GAIN_OF_VELOCITY[velocity]
    starts = np.rint(np.maximum(notes["onset_seconds"], 0.0) * rate).astype(np.int64)
    holds = np.rint(held_seconds(part) * rate).astype(np.int64)
    asked = np.stack([notes["pitch"], layer, notes["articulation"], turns(notes)], axis=1).astype(np.int64)
    cents = notes["detune_cents"].astype(np.float64)
    scratch = np.empty(rate, np.float32)
    done = 0
    sound = bank.library.sound(part.player, part.instrument)
    for stroke, group in grouped(asked, sound, bank.library.model(sound).variants):
        tone = bank.tone(*stroke)
        release = release_curve(drums.CHOKE_SECONDS if drum_kit else tone.release_seconds, rate)
        shares = pan_gains(DRUM_PANS.get(stroke[1], 0.0)) if drum_kit else (1.0,)
        for index in group.tolist():
            start, hold = int(starts[index]), int(holds[index])
            samples = sounding(tone, hold, len(release), frames - start, float(cents[index]))
            if len(scratch) < len(samples):
                scratch = np.empty(len(samples), np.float32)
            scaled = scratch[: len(samples)]
            for plane, share in enumerate(shares):
                if not plane or share != shares[0]:  # a piece in the middle is the same on both sides
                    np.multiply(samples, gain[index] * np.float32(share), out=scaled)
                    if len(release) and len(samples) > hold:
                        scaled[hold:] *= release[: len(samples) - hold]
                target = planes[plane, start : start + len(samples)]
                np.add(target, scaled, out=target)
        done += len(group)
        report(done)
    return planes


def grouped(
    asked: NDArray[np.int64], instrument: str, turns_around: int
) -> Iterator[tuple[tuple[str, int, int, int, int], NDArray[np.int64]]]:
    """Each tone's (instrument, key, layer, articulation, variant), and its notes in order of onset.

    ``asked`` has a row (key, layer, articulation, turn) for each note. Rows that sound alike become one group.
    """
    asked = asked.clip(0, [127, LAYERS - 1, 127, np.iinfo(np.int64).max])
    code = ((asked[:, 0] * LAYERS + asked[:, 1]) * 128 + asked[:, 2]) * turns_around + asked[:, 3] % turns_around
    order = np.argsort(code, kind="stable")
    edges = np.flatnonzero(np.diff(code[order], prepend=-1))
    for group in np.split(order, edges[1:]):
        key, layer, articulation, turn = asked[group[0]].tolist()
        yield (instrument, key, layer, articulation, turn), group


def turns(notes: NoteArray) -> NDArray[np.int64]:
    """Which variant each note takes: the number of earlier notes on its key."""
    order = np.argsort(notes["pitch"], kind="stable")
    pitch = notes["pitch"][order]
    first = np.searchsorted(pitch, pitch, side="left")
    count = np.empty(len(notes), np.int64)
    count[order] = np.arange(len(notes)) - first
    return count


def held_seconds(part: Part) -> NDArray[np.float64]:
    """How long each note really sounds: with the pedal, a string's next note, and the hats' closing."""
    notes = part.notes
    onset = notes["onset_seconds"]
    off = onset + np.maximum(notes["duration_seconds"], 0.0)
    if INSTRUMENTS[part.instrument].is_drum_kit:
        off = np.full(len(notes), math.inf)
        chokes = np.sort(onset[np.isin(notes["pitch"], drums.CHOKING_KEYS)])
        chokes = np.append(chokes, math.inf)
        open_hats = notes["pitch"] == drums.CHOKED_KEY
        off[open_hats] = chokes[np.searchsorted(chokes, onset[open_hats], side="right")]
    pedal = part.controls[part.controls["number"] == SUSTAIN_PEDAL]
    if len(pedal):
        down = pedal["value"] >= PEDAL_DOWN
        lifted = np.append(np.where(down, math.inf, pedal["onset_seconds"]), math.inf)
        lifted = np.minimum.accumulate(lifted[::-1])[::-1]  # for each control, when the pedal is next up
        at = np.searchsorted(pedal["onset_seconds"], off, side="right") - 1
        pressed = (at >= 0) & down[np.maximum(at, 0)]
        off = np.where(pressed, lifted[np.maximum(at, 0)], off)
    for string in np.unique(notes["string"][notes["string"] >= 0]):  # a string sounds one note at a time
        same = np.flatnonzero(notes["string"] == string)
        same = same[np.argsort(onset[same], kind="stable")]
        off[same[:-1]] = np.minimum(off[same[:-1]], onset[same[1:]])
    held: NDArray[np.float64] = np.minimum(np.maximum(off - np.maximum(onset, 0.0), 0.0), 86_400.0)
    return held


@functools.lru_cache(16)
def release_curve(release_seconds: float, sample_rate_hz: int) -> Samples:
    """The fade after a note-off: exponential to −60 dB, shifted to end at exactly 0; empty if the tone rings out."""
    if math.isinf(release_seconds):
        return np.zeros(0, np.float32)
    frames = max(2, round(release_seconds * sample_rate_hz))
    floor = db_to_gain(RELEASE_FLOOR_DB)
    return np.asarray((floor ** (np.arange(frames) / frames) - floor) / (1.0 - floor), np.float32)


def sounding(tone: Tone, hold_frames: int, release_frames: int, room_frames: int, cents: float = 0.0) -> Samples:
    """The samples of a tone held for ``hold_frames`` and then dying, no more than ``room_frames`` of them."""
    room = max(0, room_frames)
    wanted = min(hold_frames + release_frames, room) if release_frames else room
    if not cents:
        return held(tone, wanted)
    ratio = cents_to_ratio(cents)
    return resampled(held(tone, math.ceil(wanted * ratio) + 1), ratio)[:wanted]


def held(tone: Tone, frames: int) -> Samples:
    """The first ``frames`` samples of a tone; one that loops goes round as often as it must, another may be shorter."""
    if not tone.loops or frames <= tone.loop_end_frames:
        return tone.samples[:frames]
    loop = tone.samples[tone.loop_start_frames : tone.loop_end_frames]
    return np.concatenate([tone.samples[: tone.loop_end_frames], np.resize(loop, frames - tone.loop_end_frames)])


def resampled(samples: Samples, ratio: float) -> Samples:
    """The samples read ``ratio`` times as fast, by Catmull-Rom between neighbours: for bends of a few cents."""
    padded = np.concatenate([samples[:1], samples, np.zeros(3, np.float32)])
    at = np.arange(int(len(samples) / ratio)) * ratio
    index = at.astype(np.int64)
    t = (at - index).astype(np.float32)
    before, here, after, beyond = (padded[index + shift] for shift in range(4))
    curve = 2 * before - 5 * here + 4 * after - beyond + t * (3 * (here - after) + beyond - before)
    bent: Samples = here + np.float32(0.5) * t * (after - before + t * curve)
    return bent


def pan_gains(pan: float) -> tuple[float, float]:
    """Equal power, and 1 each in the middle."""
    angle = (pan + 1.0) * math.pi / 4.0
    return math.sqrt(2.0) * math.cos(angle), math.sqrt(2.0) * math.sin(angle)
