"""Sends through responses, at half the sample rate: air and walls swallow the highs anyway, and it costs a quarter.

``LongConvolver`` takes long stretches and transforms; ``Convolver`` takes blocks and answers at once, by uniformly
partitioned overlap-save (Wefers, "Partitioned convolution algorithms for real-time auralization", 2015, chapter 5).
Both give the same sound, four frames of the full rate late: what halving and doubling need to see.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from houseband import cores
from houseband.transforms import Spectra, response_of, spectra_of

Planes = NDArray[np.float32]
FFT_FRAMES = 131_072
HISTORY_FRAMES = 6
NEAR, FAR = np.float32(9.0 / 32.0), np.float32(-1.0 / 32.0)
HALF = np.float32(0.5)


def halved(plane: NDArray[np.float32], before: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
    """Every second sample of an even number after the half-band filter [−1 0 9 16 9 0 −1]/32, two frames late.

    ``before`` holds the six frames that came before.
    """
    if before is None:
        before = np.zeros(HISTORY_FRAMES, np.float32)
    padded = np.concatenate([before, plane])
    even, odd = padded[0::2], padded[1::2]
    count = len(plane) // 2
    out = even[2 : 2 + count] * HALF
    nearer = odd[2 : 2 + count] + odd[1 : 1 + count]
    nearer *= NEAR
    out += nearer
    np.add(odd[3 : 3 + count], odd[:count], out=nearer)
    nearer *= FAR
    out += nearer
    return out


def add_doubled(target: NDArray[np.float32], wet: NDArray[np.float32], before: np.float32) -> None:
    """Add to ``target``, at the full rate, a plane of half its frames, joined by lines; a half-rate sample late."""
    evens, odds = target[0::2], target[1::2]
    evens[0] += before
    evens[1:] += wet[:-1]
    odds[0] += HALF * (before + wet[0])
    odds[1:] += HALF * (wet[:-1] + wet[1:])


class LongConvolver:
    """Both sends through their responses in long transforms; stretches are of any even length at the full rate."""

    def __init__(self, responses: Sequence[Planes]) -> None:
        self._length = max(response.shape[1] for response in responses)
        self._size = FFT_FRAMES
        while self._size < 2 * self._length:
            self._size *= 2
        self._answers = [response_of(response, self._size) for response in responses]
        self._tail = np.zeros((2, self._length), np.float32)
        self._before = np.zeros((len(responses), HISTORY_FRAMES), np.float32)
        self._last = [np.float32(0.0), np.float32(0.0)]

    @property
    def piece_frames(self) -> int:
        """Stretches of whole pieces, at the full rate, cost least; a multiple of 64."""
        return max(64, 2 * int(self._size - self._length) // 64 * 64)

    def process(self, sends: Sequence[NDArray[np.float32]], planes: Planes) -> None:
        """Add to both planes what each response answers to its send, all at the full rate."""
        halves = []
        for send, before in zip(sends, self._before, strict=True):
            halves.append(halved(send, before))
            before[:] = np.concatenate([before, send[-HISTORY_FRAMES:]])[-HISTORY_FRAMES:]
        count = planes.shape[1] // 2
        most = self._size - self._length
        step = max(1, -(-count // -(-count // most))) if count else 1  # pieces of one length: none is a scrap
        firsts = range(0, count, step)
        pieces = ([half[first : first + step] for half in halves] for first in firsts)
        for first, wet in zip(firsts, cores.at_once(*(partial(self._answer, piece) for piece in pieces)), strict=True):
            self._add(wet, planes[:, 2 * first : 2 * (first + step)])

    def _answer(self, halves: list[NDArray[np.float32]]) -> Planes | None:
        """What the responses say to a piece, shape (2, size); None to silence."""
        total: Spectra | None = None
        for half, answers in zip(halves, self._answers, strict=True):
            if half.any():
                more = answers * spectra_of(half, self._size)
                total = more if total is None else np.add(total, more, out=total)
        return None if total is None else np.asarray(np.fft.irfft(total, self._size), np.float32)

    def _add(self, wet: Planes | None, planes: Planes) -> None:
        frames, length = planes.shape[1] // 2, self._length
        for side, plane in enumerate(planes):
            tail = self._tail[side]
            if wet is not None:
                heard = wet[side]
            elif tail.any() or self._last[side]:
                heard = np.zeros(self._size, np.float32)
            else:
                continue
            heard[:length] += tail
            tail[:] = heard[frames : frames + length]
            add_doubled(plane, heard[:frames], self._last[side])
            self._last[side] = heard[frames - 1]


class Convolver:
    """One response, a block at a time; blocks are of one even length at the full rate."""

    def __init__(self, response: Planes, block_frames: int) -> None:
        half = block_frames // 2
        count = max(1, -(-response.shape[1] // half))
        padded = np.pad(response, ((0, 0), (0, count * half - response.shape[1])))
        parts = response_of(padded.reshape(2, count, half), 2 * half)
        # (bins, parts, sides), the newest block's part last, so that the history reads forwards
        self._parts = np.ascontiguousarray(parts.transpose(2, 1, 0)[:, ::-1])
        self._history = np.zeros((half + 1, 2 * count), np.complex64)  # each block twice: any stretch is in one piece
        self._count, self._half, self._at = count, half, 0
        self._heard = np.zeros(2 * half, np.float32)
        self._before = np.zeros(HISTORY_FRAMES, np.float32)
        self._last = [np.float32(0.0), np.float32(0.0)]

    def process(self, send: NDArray[np.float32], planes: Planes) -> None:
        """Add to ``planes``, shape (2, block_frames), the answer to a block of what is sent at the full rate."""
        half = self._half
        self._heard[:half] = self._heard[half:]
        self._heard[half:] = halved(send, self._before)
        self._before[:] = send[-HISTORY_FRAMES:]
        spectrum = spectra_of(self._heard, 2 * half)
        self._history[:, self._at] = self._history[:, self._at + self._count] = spectrum
        self._at = (self._at + 1) % self._count
        stretch = self._history[:, None, self._at : self._at + self._count]
        wet = np.fft.irfft(np.matmul(stretch, self._parts)[:, 0].T, 2 * half, axis=1)[:, half:]
        for side in range(2):
            add_doubled(planes[side], wet[side], self._last[side])
            self._last[side] = wet[side, -1]
