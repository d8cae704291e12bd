"""A voice: one note as it sounds, read from its tone stretch by stretch.

A stem made at once and one made block by block add the same numbers, because both come from here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from houseband.sound.modes import Samples
from houseband.sound.tone import Tone

Planes = NDArray[np.float32]
Gains = NDArray[np.float32]
"""One for each plane that is added to, shape (planes, 1)."""


@dataclass(slots=True, eq=False)
class Voice:
    """A tone from ``start_frame`` on, held for ``hold_frames`` and then released."""

    samples: Planes
    """Shape (1 or 2, frames): the tone's planes."""
    loop_start_frames: int
    loop_end_frames: int
    start_frame: int
    """Counted from the top of the take."""
    hold_frames: int
    release: Samples
    """The fade after the note-off; empty for what rings out."""
    gains: Gains

    @property
    def end_frame(self) -> int:
        """The first frame of the take at which it is over."""
        frames = int(self.samples.shape[1])
        if self.loop_end_frames > self.loop_start_frames:
            return self.start_frame + self.hold_frames + len(self.release)
        return self.start_frame + (min(frames, self.hold_frames + len(self.release)) if len(self.release) else frames)

    def add(self, planes: Planes, first_frame: int, scratch: Planes) -> None:
        """Add what of it lies in ``planes``, which begin at ``first_frame`` of the take; ``scratch`` is as large."""
        at = max(self.start_frame, first_frame) - self.start_frame  # frames of the note; the tone's go round its loop
        stop = min(self.end_frame, first_frame + planes.shape[1]) - self.start_frame
        loops = self.loop_end_frames > self.loop_start_frames
        turn = self.loop_end_frames - self.loop_start_frames
        begin = self.start_frame - first_frame
        while at < stop:
            read, count = at, stop - at
            if loops:
                if at >= self.loop_end_frames:
                    read = self.loop_start_frames + (at - self.loop_end_frames) % turn
                count = min(count, self.loop_end_frames - read)
            add_stretch(
                planes, begin + at, self.samples, read, count, self.gains, scratch, self.release, self.hold_frames - at
            )
            at += count


def add_stretch(
    planes: Planes,
    begin: int,
    samples: Planes,
    read: int,
    count: int,
    gains: Gains,
    scratch: Planes,
    release: Samples,
    until_release: int,
) -> None:
    """Add ``count`` frames of a tone, from its frame ``read``, to the planes from their frame ``begin``.

    ``until_release``: after how many of them the note-off comes, below zero if it is past.
    """
    scaled = scratch[:, :count]
    np.multiply(samples[:, read : read + count], gains, out=scaled)
    if until_release < count and len(release):
        first = max(0, until_release)
        scaled[:, first:] *= release[first - until_release : count - until_release]
    target = planes[:, begin : begin + count]
    np.add(target, scaled, out=target)


def voice(tone: Tone, start_frame: int, hold_frames: int, release: Samples, gains: Gains) -> Voice:
    """A voice of a tone."""
    return Voice(tone.planes, tone.loop_start_frames, tone.loop_end_frames, start_frame, hold_frames, release, gains)
