"""``record``: a performance and a bank of tones to stems, a slice-add per note.

A stem is made when it is asked for and not kept, whole or a stretch at a time, so that a long take of many players fits
in little memory. Notes are taken tone by tone, so each tone is fetched once and stays in the processor's cache. A stem
has shape (frames, 2) but laid out in planes: adding into one plane is four times quicker than into two interleaved
channels. Players who sit in the middle have one plane, shown twice.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from houseband.performance import Performance
from houseband.sound.bank import Bank, default_folder
from houseband.sound.playing import HEAD_BYTES, Playing
from houseband.sound.tone import Colouring

TAIL_SECONDS = 2.5
"""What is recorded after the last bar line."""
FADE_SECONDS = 0.5
"""The end of the tail, faded."""
SWELL_FRAMES = 65_536
STRETCH_FRAMES = 2**20
"""What of a whole stem is made at a time: more does not stay in the processor's cache."""
MAKING_SHARE = 0.8
"""Of the work on a stem, what it is to have its tones, as progress is told."""


class Stems(Mapping[str, NDArray[np.float32]]):
    """Player → stem, float32 of shape (frames, 2), made anew each time it is asked for; read-only."""

    def __init__(self, performance: Performance, bank: Bank, progress: Callable[[float], None] | None = None) -> None:
        self._parts = dict(performance.parts)
        self._bank = bank
        self._progress = progress
        self._shares: dict[str, float] = {}
        self._playing: dict[tuple[str, str], Playing] = {}
        self.sample_rate_hz = bank.sample_rate_hz
        self.frames = round((performance.duration_seconds + TAIL_SECONDS) * bank.sample_rate_hz)

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

    def channels(self, player: str, colouring: Colouring | None = None) -> int:
        """How many planes a stem has: 1 for a player in the middle, 2 for drums and stereo tones."""
        return self._playing_of(player, colouring).channels

    def planes(self, player: str, colouring: Colouring | None = None) -> NDArray[np.float32]:
        """The whole stem as planes, shape (1 or 2, frames). ``colouring``: what the channel does to every tone."""
        planes = np.empty((self.channels(player, colouring), self.frames), np.float32)
        for first in range(0, self.frames, STRETCH_FRAMES):
            self.fill(planes[:, first : first + STRETCH_FRAMES], player, first, colouring)
        return planes

    def fill(
        self, planes: NDArray[np.float32], player: str, first_frame: int, colouring: Colouring | None = None
    ) -> None:
        """Put into planes, shape (channels, frames), the stretch of a stem that begins at a frame of the take.

        Stretches put together are the whole, to the bit; after the end there is silence.
        """
        playing = self._playing_of(player, colouring)
        frames = max(0, min(planes.shape[1], self.frames - first_frame))
        planes[:, frames:] = 0.0
        playing.learn(lambda share: self._report(player, MAKING_SHARE * share))
        playing.fill(planes[:, :frames], np.empty((len(planes), frames), np.float32), first_frame)
        for first in range(0, frames if playing.swells else 0, SWELL_FRAMES):
            block = planes[:, first : min(first + SWELL_FRAMES, frames)]
            block *= playing.swell(first_frame + first, block.shape[1])
        if first_frame + frames >= self.frames:
            playing.forget()
        done = (first_frame + frames) / max(1, self.frames)
        self._report(player, MAKING_SHARE + (1.0 - MAKING_SHARE) * done)
        fade = min(self.frames, round(FADE_SECONDS * self.sample_rate_hz))
        falls = first_frame + frames - (self.frames - fade)
        if falls > 0:
            curve = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fade + 1) / max(fade, 1))
            part = min(falls, frames)
            planes[:, frames - part : frames] *= curve[falls - part : falls].astype(np.float32)

    def _playing_of(self, player: str, colouring: Colouring | None) -> Playing:
        name = (player, colouring.name if colouring else "")
        if name not in self._playing:
            share = HEAD_BYTES // len(self._parts)
            self._playing[name] = Playing(self._parts[player], self._bank, colouring, share)
        return self._playing[name]

    def _report(self, player: str, share: float) -> None:
        if self._progress is not None:
            self._shares[player] = share
            self._progress(sum(self._shares.values()) / len(self._parts))


def record(
    performance: Performance, bank: Bank | None = None, progress: Callable[[float], None] | None = None
) -> Stems:
    """The stems of a performance, each made when asked for. ``progress`` hears the share done, 0 to 1, as they are."""
    return Stems(performance, bank or Bank(folder=default_folder()), progress)
