"""``record``: a performance and a bank of tones to stems, a slice-add per note.

A stem is made when it is asked for and not kept, so that a long take of many players fits in little memory. Notes are
taken tone by tone, so each tone is fetched once and stays in the processor's cache. A stem has shape (frames, 2)
but laid out in planes: adding into one plane is four times quicker than into two interleaved channels. Players who sit
in the middle have one plane, shown twice.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from houseband.performance import Part, Performance
from houseband.sound.bank import Bank, default_folder
from houseband.sound.playing import Playing
from houseband.sound.tone import Colouring

TAIL_SECONDS = 2.5
"""What is recorded after the last bar line."""
FADE_SECONDS = 0.5
"""The end of the tail, faded."""
BLOCK_FRAMES = 65_536


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

    @property
    def line_up(self) -> dict[str, str]:
        """Each player's instrument."""
        return {player: part.instrument for player, part in self._parts.items()}

    def planes(self, player: str, colouring: Colouring | None = None) -> NDArray[np.float32]:
        """The stem as planes: shape (1, frames) for a player in the middle, (2, frames) for drums and stereo tones."""
        part = self._parts[player]

        def report(notes: int) -> None:
            self._report(self._before[player] + notes)

        planes = stem_planes(part, self._bank, self.frames, report, colouring)
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
    part: Part,
    bank: Bank,
    frames: int,
    report: Callable[[int], None] = lambda notes: None,
    colouring: Colouring | None = None,
) -> NDArray[np.float32]:
    """One player's sound, shape (1 or 2, frames)."""
    playing = Playing(part, bank, colouring)
    planes = np.zeros((playing.channels, frames), np.float32)
    if not len(part.notes) or not frames:
        return planes
    scratch = np.empty(frames, np.float32)
    done = 0
    for stroke, group in playing.groups():
        tone = playing.tone(stroke)
        for index in group.tolist():
            playing.voice(index, tone).add(planes, 0, scratch)
        done += len(group)
        report(done)
    for first in range(0, frames, BLOCK_FRAMES):
        block = planes[:, first : first + BLOCK_FRAMES]
        swell = playing.swell(first, block.shape[1])
        if swell is None:
            break
        block *= swell
    return planes
