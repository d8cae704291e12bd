"""``mix``: stems and a desk to a take, at a loudness and under a true peak.

The stems are taken in stretches, so that a long take needs little more memory than itself. Order: the
equalisers (in the tones), each strip's compressor, level, pan and sends; the rooms; then the band's compressor, its
colour, and the master. The bus's own equaliser is among those of the strips: it is linear, so it makes no difference.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from houseband import cores
from houseband.desk.colour import Saturation
from houseband.desk.compressor import BLOCK_FRAMES as STEP_FRAMES
from houseband.desk.compressor import Follower, block_powers
from houseband.desk.convolution import LongConvolver
from houseband.desk.desk import Desk
from houseband.desk.house_desks import house_desk
from houseband.desk.loudness import Planes
from houseband.desk.mastering import master
from houseband.desk.ramps import apply_ramps
from houseband.desk.rooms import response
from houseband.desk.strips import Strip, made_ready, side_of, spread_frames
from houseband.sound.record import Stems

PRODUCT_TERMS = 2**17
"""Half of the least product of matrices that OpenBLAS gives to several cores."""
STRETCH_FRAMES = 2**18
"""12 s at 44.1 kHz: about as much is rendered at once, so that memory hardly grows with the players."""
USUAL_DESK = "dry-studio"
END_FADE_SECONDS = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Mix:
    """The finished take."""

    samples: NDArray[np.float32]
    """Shape (frames, 2), read-only."""
    sample_rate_hz: int
    loudness_lufs: float
    """Integrated, ITU-R BS.1770-4; −inf for silence."""
    true_peak_dbtp: float


def mix(stems: Stems, desk: Desk | None = None, progress: Callable[[float], None] | None = None) -> Mix:
    """The stems on the desk, at its loudness and never above its ceiling; silence stays."""
    desk = desk or house_desk(USUAL_DESK)
    report = progress or (lambda share: None)
    planes = bus_of(stems, desk, lambda share: report(0.7 * share))
    report(0.8)
    through_the_bus(planes, desk, stems.sample_rate_hz)
    fade_out(planes, stems.frames, stems.sample_rate_hz)
    report(0.85)
    reached_lufs, true_peak = master(planes, stems.frames, stems.sample_rate_hz, desk.loudness_lufs, desk.ceiling_dbtp)
    samples = planes[:, : stems.frames].T
    samples.flags.writeable = False
    report(1.0)
    return Mix(samples, stems.sample_rate_hz, reached_lufs, true_peak)


def bus_of(
    stems: Stems, desk: Desk, report: Callable[[float], None] = lambda share: None, most_frames: int | None = None
) -> Planes:
    """All strips and what the rooms answer, shape (2, frames), the frames rounded up to whole steps."""
    rate = stems.sample_rate_hz
    frames = stems.frames if most_frames is None else min(stems.frames, most_frames)
    padded = frames + -frames % STEP_FRAMES
    planes = np.zeros((2, padded), np.float32)
    rooms = [room for room in (desk.room, desk.effect) if room.kind != "none"]
    is_on = [room.kind != "none" for room in (desk.room, desk.effect)]
    answers = LongConvolver([response(room, rate // 2) for room in rooms]) if rooms else None
    inputs = [Input(player, strip, stems) for player, strip in made_ready(desk, stems.line_up).items()]
    shares = np.concatenate([np.zeros((4, 0), np.float32), *(one.shares for one in inputs)], axis=1)
    piece = answers.piece_frames if answers else STRETCH_FRAMES
    stretch = max(1, STRETCH_FRAMES // piece) * piece
    sound = np.empty((shares.shape[1], min(padded, stretch)), np.float32)
    buses = np.empty((4, sound.shape[1]), np.float32)
    steps = max(1, len(inputs) * -(-padded // stretch))
    done = 0
    for first in range(0, padded, stretch):
        count = min(stretch, padded - first)
        row = 0
        for one in inputs:
            one.fill(sound[row : row + one.channels, :count], first)
            row += one.channels
            done += 1
            report(done / steps)
        summed(shares, sound[:, :count], buses[:, :count])
        row = 0
        for one in inputs:
            one.spread(sound[row, :count], buses[:2, :count])
            row += one.channels
        if answers is not None:
            sends = [send for send, wanted in zip(buses[2:, :count], is_on, strict=True) if wanted]
            answers.process(sends, buses[:2, :count])
        planes[:, first : first + count] = buses[:2, :count]
    return planes


def summed(shares: NDArray[np.float32], sound: Planes, buses: Planes) -> None:
    """Put ``shares`` (buses, rows) of the rows of sound into the buses.

    In pieces so small that the product is one core's work: how many it has makes no difference to a bit.
    """
    step = max(64, PRODUCT_TERMS // max(1, shares.size) // 64 * 64)
    for first in range(0, sound.shape[1], step):
        np.matmul(shares, sound[:, first : first + step], out=buses[:, first : first + step])


class Input:
    """A player at their strip, with what the strip remembers from one stretch to the next."""

    def __init__(self, player: str, strip: Strip, stems: Stems) -> None:
        self._player, self._strip, self._stems = player, strip, stems
        rate = stems.sample_rate_hz
        self.channels = stems.channels(player, strip.colouring)
        self.shares = strip.shares(self.channels)
        self._follower = Follower(strip.compressor, rate) if strip.compresses else None
        self._before = np.zeros(spread_frames(rate), np.float32)

    def fill(self, planes: Planes, first_frame: int) -> None:
        """Put a stretch of the stem, whole steps long, into planes, as it leaves the compressor."""
        self._stems.fill(planes, self._player, first_frame, self._strip.colouring)
        if self._follower is not None:
            edges = self._follower.factors(block_powers(planes))
            for plane in planes:
                apply_ramps(plane.reshape(-1, STEP_FRAMES), edges, np.multiply)

    def spread(self, plane: NDArray[np.float32], sides: Planes) -> None:
        """Add to left, and take from right, what makes a mono sound wide."""
        if not self._strip.spread or self.channels > 1:
            return
        heard = np.concatenate([self._before, plane])
        side = side_of(heard, self._stems.sample_rate_hz) * self._strip.spread
        self._before = heard[len(plane) :]
        sides[0] += side * self._strip.left
        sides[1] -= side * self._strip.right


def through_the_bus(planes: Planes, desk: Desk, sample_rate_hz: int) -> None:
    """The band's compressor and colour, in place."""
    settings = desk.bus.compressor
    if settings.ratio > 1.0 or settings.makeup_db:
        edges = Follower(settings, sample_rate_hz).factors(block_powers(planes))
        rows = [plane.reshape(-1, STEP_FRAMES) for plane in planes]
        cores.at_once(*(functools.partial(apply_ramps, row, edges, np.multiply) for row in rows))
    Saturation(desk.colour, sample_rate_hz).process(planes)


def fade_out(planes: Planes, frames: int, sample_rate_hz: int) -> None:
    """Let the rooms' last answers end with the stems."""
    fade = min(frames, round(END_FADE_SECONDS * sample_rate_hz))
    curve = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fade + 1) / max(fade, 1))
    planes[:, frames - fade : frames] *= curve.astype(np.float32)
    planes[:, frames:] = 0.0
