"""A voice: one note as it sounds, read from its tone stretch by stretch.

A stem made at once and one made block by block add the same numbers, because both come from here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from houseband.sound.modes import Samples
from houseband.sound.tone import Tone

Planes = NDArray[np.float32]


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
    gains: tuple[np.float32, ...]
    """One for each plane that it is added to."""

    @property
    def end_frame(self) -> int:
        """The first frame of the take at which it is over."""
        if self.loop_end_frames > self.loop_start_frames:
            return self.start_frame + self.hold_frames + len(self.release)
        frames = int(self.samples.shape[1])
        return self.start_frame + (min(frames, self.hold_frames + len(self.release)) if len(self.release) else frames)

    def add(self, planes: Planes, first_frame: int, scratch: Samples) -> None:
        """Add what of it lies in ``planes``, which begin at ``first_frame`` of the take; ``scratch`` is as long."""
        start = self.start_frame
        first = max(start, first_frame)
        last = min(self.end_frame, first_frame + planes.shape[1])
        if first >= last:
            return
        loops = self.loop_end_frames > self.loop_start_frames
        if not loops or last - start <= self.loop_end_frames:
            self._add_stretch(planes, first_frame, first - start, first - start, last - first, scratch)
            return
        at, stop = first - start, last - start  # frames of the note; those of the tone go round its loop
        turn = self.loop_end_frames - self.loop_start_frames
        while at < stop:
            read = at if at < self.loop_end_frames else self.loop_start_frames + (at - self.loop_end_frames) % turn
            count = min(stop - at, self.loop_end_frames - read)
            self._add_stretch(planes, first_frame, at, read, count, scratch)
            at += count

    def _add_stretch(self, planes: Planes, first_frame: int, at: int, read: int, count: int, scratch: Samples) -> None:
        """Add ``count`` frames of the tone from its frame ``read``, which are the note's from its frame ``at``."""
        begin = self.start_frame + at - first_frame
        scaled = scratch[:count]
        hold = self.hold_frames
        source = self.samples
        for index, gain in enumerate(self.gains):
            if not index or len(source) > 1 or gain != self.gains[0]:  # alike on both sides: made once
                np.multiply(source[min(index, len(source) - 1), read : read + count], gain, out=scaled)
                if len(self.release) and at + count > hold:
                    fades = max(0, hold - at)
                    scaled[fades:] *= self.release[at + fades - hold : at + count - hold]
            target = planes[index, begin : begin + count]
            np.add(target, scaled, out=target)


def voice(tone: Tone, start_frame: int, hold_frames: int, release: Samples, gains: tuple[np.float32, ...]) -> Voice:
    """A voice of a tone."""
    return Voice(tone.planes, tone.loop_start_frames, tone.loop_end_frames, start_frame, hold_frames, release, gains)
