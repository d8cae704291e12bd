"""A part ready to sound: where each note begins and ends, which tone it takes, and how loud."""

import functools
import itertools
import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from houseband import cores
from houseband.music.controller import EXPRESSION, SUSTAIN_PEDAL, USUAL, VOLUME
from houseband.music.instrument import INSTRUMENTS
from houseband.performance import NoteArray, Part
from houseband.sound import pitch
from houseband.sound.bank import Bank
from houseband.sound.instruments.drums import CHOKE_SECONDS
from houseband.sound.instruments.pieces import CHOKES
from houseband.sound.modes import Samples
from houseband.sound.tone import LAYER_FLOORS, LAYER_VELOCITIES, LAYERS, Colouring, Stroke, Tone, velocity_db
from houseband.sound.voice import Gains, Planes, Voice, add_stretch, voice
from houseband.units import db_to_gain

PEDAL_DOWN = 64
RELEASE_FLOOR_DB = -60.0
LONGEST_SECONDS = 86_400.0
LONGEST_FRAMES = 2**60
HEAD_BYTES = 32 * 2**20
"""Tones that are kept as floats while a take is recorded, by all its parts."""
VOLUME_GLIDE_SECONDS = 0.01
LAYER_OF_VELOCITY = np.searchsorted(np.array(LAYER_FLOORS), np.arange(128), side="right") - 1
GAIN_OF_VELOCITY = np.array(
    [db_to_gain(velocity_db(v) - velocity_db(LAYER_VELOCITIES[int(LAYER_OF_VELOCITY[v])])) for v in range(128)],
    np.float32,
)
"""From the level of a layer's tone to that of a velocity."""


# As the drummer sits, seen from the hall, −1 left to 1 right; narrow, as an overhead pair hears a kit. Hand percussion
# stands to either side of it, where General MIDI's sets have it.
DRUM_PANS: dict[int, float] = {
    37: 0.05, 39: 0.1, 41: -0.45, 42: 0.35, 43: -0.35, 44: 0.35, 45: -0.2, 46: 0.35, 47: 0.05, 48: 0.15, 49: 0.4,
    50: 0.3, 51: -0.4, 52: -0.5, 53: -0.4, 54: -0.3, 55: 0.2, 56: 0.25, 57: -0.5, 58: -0.5, 59: -0.45, 60: 0.4, 61: 0.4,
    62: -0.4, 63: -0.4, 64: -0.45, 65: 0.45, 66: 0.4, 67: -0.5, 68: -0.5, 69: 0.45, 70: 0.45, 71: 0.5, 72: 0.5, 73: 0.5,
    74: 0.5, 75: -0.25, 76: 0.5, 77: 0.5, 78: -0.5, 79: -0.5, 80: -0.5, 81: -0.5, 82: 0.45, 83: 0.4, 84: 0.4, 85: -0.5,
    86: -0.3, 87: -0.3,
}  # fmt: skip


class Playing:
    """A part and the bank that it is played from. Voices are made when they are asked for."""

    def __init__(
        self, part: Part, bank: Bank, colouring: Colouring | None = None, head_bytes: int = HEAD_BYTES
    ) -> None:
        self.part = part
        self._bank = bank
        self._colouring = colouring
        notes, rate = part.notes, bank.sample_rate_hz
        self._sound = bank.library.sound(part.player, part.instrument)
        self._model = bank.library.model(self._sound)
        self._is_drum_kit = INSTRUMENTS[part.instrument].is_drum_kit
        self._has_own_pans = self._is_drum_kit and self._model.planes == 1
        self.channels = 2 if self._has_own_pans or self._model.planes == 2 else 1
        """How many planes its stem has: 1 for a player in the middle."""
        pans = DRUM_PANS if self._has_own_pans else {}
        self._shares = np.stack([pan_gains(pans.get(key, 0.0)) for key in range(128)])[:, : self.channels]
        """How much of a note of each key each plane gets, shape (128, planes, 1)."""
        velocity = np.clip(notes["velocity"], 1, 127)
        self._gain = GAIN_OF_VELOCITY[velocity]
        self.start_frames = np.rint(np.maximum(notes["onset_seconds"], 0.0) * rate).astype(np.int64)
        self._hold_frames = np.rint(held_seconds(part) * rate).astype(np.int64)
        layer = LAYER_OF_VELOCITY[velocity]
        asked = np.stack([notes["pitch"], layer, notes["articulation"], turns(notes)], axis=1).astype(np.int64)
        self._asked = asked.clip(0, [127, LAYERS - 1, 127, np.iinfo(np.int64).max])
        self.swells = bool(np.isin(part.controls["number"], (VOLUME, EXPRESSION)).any())
        """Whether anybody touches the part's volume."""
        self._moves = pitch.moves(part) | (notes["detune_cents"] != 0)
        self._order = np.argsort(self.start_frames, kind="stable")
        self._strokes, self._stroke_of = self._asked_strokes()
        self._ends: NDArray[np.int64] | None = None
        self._is_plain = np.zeros(len(notes), np.bool_)
        self._needed_frames: list[int] = []
        self._heads: dict[int, tuple[Planes, Samples]] = {}
        self._head_bytes = 0
        self._most_head_bytes = head_bytes

    def _asked_strokes(self) -> tuple[list[Stroke], NDArray[np.int64]]:
        """Every stroke that is asked for, and for each note which of them."""
        asked = self._asked
        code = ((asked[:, 0] * LAYERS + asked[:, 1]) * 128 + asked[:, 2]) * self._model.variants
        code += asked[:, 3] % self._model.variants
        _, first, which = np.unique(code, return_index=True, return_inverse=True)
        numbers: dict[Stroke, int] = {}
        own = np.array([numbers.setdefault(self.stroke(int(index)), len(numbers)) for index in first], np.int64)
        return list(numbers), own[which] if len(first) else np.zeros(0, np.int64)

    def stroke(self, index: int) -> Stroke:
        """The stroke of a note."""
        key, layer, articulation, turn = self._asked[index].tolist()
        return self._bank.stroke(self._sound, key, layer, articulation, turn)

    def tone(self, stroke: Stroke) -> Tone:
        """The tone of a stroke, as this part's channel colours it."""
        return self._bank.kept(stroke, self._colouring).tone()

    def learn(self, report: Callable[[float], None] = lambda share: None) -> NDArray[np.int64]:
        """Have every tone made, and know how many frames each note sounds; ``report`` hears the share done."""
        if self._ends is not None:
            return self._ends
        count = len(self._strokes)
        frames, loop_ends, releases = (np.zeros(count, np.int64) for _ in range(3))
        new = self._bank.unmeasured(self._strokes)
        done = itertools.count(1)

        def make(stroke: Stroke) -> None:
            self._bank.measures(stroke)
            report(next(done) / len(new))

        cores.at_once(*(functools.partial(make, stroke) for stroke in new))
        for number, stroke in enumerate(self._strokes):
            frames[number], loop_ends[number], seconds = self._bank.measures(stroke)
            releases[number] = len(self._release(seconds))
        which = self._stroke_of
        ends = np.where(releases[which] > 0, self._hold_frames + releases[which], LONGEST_FRAMES)
        ends = np.where(loop_ends[which] > 0, ends, np.minimum(ends, frames[which]))
        self._is_plain = ~self._moves & ((loop_ends[which] == 0) | (ends <= loop_ends[which]))
        needed = np.zeros(count, np.int64)
        np.maximum.at(needed, which[self._is_plain], ends[self._is_plain])
        self._needed_frames = needed.tolist()
        self._ends = np.where(self._moves, LONGEST_FRAMES // 2, ends)  # of those that move no bound is known
        return self._ends

    def fill(self, planes: Planes, scratch: Planes, first_frame: int) -> None:
        """Put what sounds of the part into planes that begin at a frame of the take; ``scratch`` is as large.

        The same as adding the notes' voices one after the other, and quicker.
        """
        planes.fill(0.0)
        ends = self.learn()
        last_frame = first_frame + planes.shape[1]
        order = self._order[: np.searchsorted(self.start_frames, last_frame, sorter=self._order)]
        order = order[self.start_frames[order] + ends[order] > first_frame]
        starts, holds = self.start_frames[order], self._hold_frames[order]
        begins = np.maximum(first_frame - starts, 0)
        counts = np.minimum(ends[order], last_frame - starts) - begins
        rows = np.stack([order, self._stroke_of[order], starts + begins - first_frame, begins, counts, holds - begins])
        gains = self._gain[order, None, None] * self._shares[self._asked[order, 0]]
        plain = self._is_plain[order].tolist()
        for number, (index, which, at, begin, count, until_release) in enumerate(rows.T.tolist()):
            if plain[number]:
                head, release = self._heads.get(which) or self._head(which)
                add_stretch(planes, at, head, begin, count, gains[number], scratch, release, until_release)
            else:
                self.voice(index, self.tone(self._strokes[which])).add(planes, first_frame, scratch)

    def forget(self) -> None:
        """Let go of the tones that are kept as floats."""
        self._heads.clear()
        self._head_bytes = 0

    def _head(self, which: int) -> tuple[Planes, Samples]:
        """As much of a tone as any note needs, and its release; the latest are remembered."""
        stroke = self._strokes[which]
        head = self._bank.head(stroke, self._needed_frames[which], self._colouring)
        self._head_bytes += head.nbytes
        if self._head_bytes > self._most_head_bytes:
            self.forget()
            self._head_bytes = head.nbytes
        self._heads[which] = (head, self._release(self._bank.measures(stroke).release_seconds))
        return self._heads[which]

    def voice(self, index: int, tone: Tone) -> Voice:
        """The voice of a note whose tone this is; if its pitch moves, a tone of its own is made for it."""
        hold = int(self._hold_frames[index])
        release = self._release(tone.release_seconds)
        gains = self._gain[index] * self._shares[self._asked[index, 0]]
        if self._moves[index]:
            tone = self._bent(index, tone, hold, len(release))
        return voice(tone, int(self.start_frames[index]), hold, release, gains)

    def _release(self, release_seconds: float) -> Samples:
        return release_curve(CHOKE_SECONDS if self._is_drum_kit else release_seconds, self._bank.sample_rate_hz)

    def _bent(self, index: int, tone: Tone, hold: int, release_frames: int) -> Tone:
        rate = self._bank.sample_rate_hz
        longest = hold + release_frames if tone.loops else min(hold + release_frames, 2 * tone.frames)
        frames = longest if release_frames else 2 * tone.frames
        cents = pitch.curve(self.part, index, hold / rate, frames / rate)
        return pitch.bent(tone, cents + float(self.part.notes["detune_cents"][index]), frames, rate)

    def swell(self, first_frame: int, frames: int) -> NDArray[np.float32]:
        """The gain of the part's volume and expression over a stretch of the take."""
        at = np.arange(first_frame, first_frame + frames) / self._bank.sample_rate_hz
        gain = np.ones(frames)
        for number in (VOLUME, EXPRESSION):
            events = self.part.controls[self.part.controls["number"] == number]
            if len(events):
                gain *= (pitch.stepped(events, at, float(USUAL[number]), VOLUME_GLIDE_SECONDS) / USUAL[number]) ** 2
        return gain.astype(np.float32)


def turns(notes: NoteArray) -> NDArray[np.int64]:
    """Which variant each note takes: the number of earlier notes on its key."""
    order = np.argsort(notes["pitch"], kind="stable")
    pitch = notes["pitch"][order]
    first = np.searchsorted(pitch, pitch, side="left")
    count = np.empty(len(notes), np.int64)
    count[order] = np.arange(len(notes)) - first
    return count


def held_seconds(part: Part) -> NDArray[np.float64]:
    """How long each note really sounds: with the pedal, a string's next note, and what chokes what."""
    notes = part.notes
    onset = notes["onset_seconds"]
    off = onset + np.maximum(notes["duration_seconds"], 0.0)
    if INSTRUMENTS[part.instrument].is_drum_kit:
        off = np.full(len(notes), math.inf)
        for choked, choking in CHOKES.items():
            ringing = notes["pitch"] == choked
            if ringing.any():
                stops = np.append(np.sort(onset[np.isin(notes["pitch"], choking)]), math.inf)
                off[ringing] = stops[np.searchsorted(stops, onset[ringing], side="right")]
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
    held: NDArray[np.float64] = np.minimum(np.maximum(off - np.maximum(onset, 0.0), 0.0), LONGEST_SECONDS)
    return held


@functools.lru_cache(16)
def release_curve(release_seconds: float, sample_rate_hz: int) -> Samples:
    """The fade after a note-off: exponential to −60 dB, shifted to end at exactly 0; empty if the tone rings out."""
    if math.isinf(release_seconds):
        return np.zeros(0, np.float32)
    frames = max(2, round(release_seconds * sample_rate_hz))
    floor = db_to_gain(RELEASE_FLOOR_DB)
    return np.asarray((floor ** (np.arange(frames) / frames) - floor) / (1.0 - floor), np.float32)


@functools.lru_cache(64)
def pan_gains(pan: float) -> Gains:
    """Equal power, and 1 each in the middle; shape (2, 1)."""
    angle = (pan + 1.0) * math.pi / 4.0
    return np.array([[math.sqrt(2.0) * math.cos(angle)], [math.sqrt(2.0) * math.sin(angle)]], np.float32)
