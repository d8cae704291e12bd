"""Sends through responses, at half the sample rate: air and walls swallow the highs anyway, and it costs a quarter.

``LongConvolver`` takes long stretches and transforms; ``Convolver`` takes blocks and answers at once, by uniformly
partitioned overlap-save (Wefers, "Partitioned convolution algorithms for real-time auralization", 2015, chapter 5).
Both give the same sound, four frames of the full rate late: what halving and doubling need to see.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

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
        self._spectra = [np.fft.rfft(response, self._size, axis=1).astype(np.complex64) for response in responses]
        self._tail = np.zeros((2, self._length), np.float32)
        self._before = np.zeros((len(responses), HISTORY_FRAMES), np.float32)
        self._last = [np.float32(0.0), np.float32(0.0)]

    def process(self, sends: Sequence[NDArray[np.float32]], planes: Planes) -> None:
        """Add to both planes what each response answers to its send, all at the full rate."""
        halves = []
        for send, before in zip(sends, self._before, strict=True):
            halves.append(halved(send, before))
            before[:] = np.concatenate([before, send[-HISTORY_FRAMES:]])[-HISTORY_FRAMES:]
        count = planes.shape[1] // 2
        most = self._size - self._length
        step = max(1, -(-count // -(-count // most))) if count else 1  # pieces of one length: none is a scrap
        for first in range(0, count, step):
            self._piece([half[first : first + step] for half in halves], planes[:, 2 * first : 2 * (first + step)])

    def _piece(self, halves: list[NDArray[np.float32]], planes: Planes) -> None:
        heard = [
            (np.fft.rfft(half, self._size), spectrum)
            for half, spectrum in zip(halves, self._spectra, strict=True)
            if half.any()
        ]
        frames, length = planes.shape[1] // 2, self._length
        for side, plane in enumerate(planes):
            tail = self._tail[side]
            if heard:
                total = heard[0][0] * heard[0][1][side]
                for spectrum, answer in heard[1:]:
                    total += spectrum * answer[side]
                wet = np.asarray(np.fft.irfft(total, self._size), np.float32)
            elif tail.any() or self._last[side]:
                wet = np.zeros(self._size, np.float32)
            else:
                continue
            wet[:length] += tail
            tail[:] = wet[frames : frames + length]
            add_doubled(plane, wet[:frames], self._last[side])
            self._last[side] = wet[frames - 1]


class Convolver:
    """One response, a block at a time; blocks are of one even length at the full rate."""

    def __init__(self, response: Planes, block_frames: int) -> None:
        half = block_frames // 2
        count = max(1, -(-response.shape[1] // half))
        padded = np.pad(response, ((0, 0), (0, count * half - response.shape[1])))
        parts = np.fft.rfft(padded.reshape(2, count, half), 2 * half, axis=2).astype(np.complex64)
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
        spectrum = np.fft.rfft(self._heard)
        self._history[:, self._at] = self._history[:, self._at + self._count] = spectrum
        self._at = (self._at + 1) % self._count
        stretch = self._history[:, None, self._at : self._at + self._count]
        wet = np.fft.irfft(np.matmul(stretch, self._parts)[:, 0].T, 2 * half, axis=1)[:, half:]
        for side in range(2):
            add_doubled(planes[side], wet[side], self._last[side])
            self._last[side] = wet[side, -1]
