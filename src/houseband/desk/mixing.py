"""``mix``: stems and a desk to a take, at a loudness and under a true peak.

The stems are taken in stretches, so that a long take needs little more memory than itself. Order: the
equalisers (in the tones), each strip's compressor, level, pan and sends; the rooms; then the band's compressor, its
colour, and the master. The bus's own equaliser is among those of the strips: it is linear, so it makes no difference.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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

BLOCK_FRAMES = 16_384  # four such pieces stay in a core's own cache
STRETCH_FRAMES = 2**20
"""24 s at 44.1 kHz: what is rendered at once, so that memory hardly grows with the players."""
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
    inputs = {player: Input(strip, rate) for player, strip in made_ready(desk, stems.line_up).items()}
    sends = np.zeros((2, min(padded, STRETCH_FRAMES)), np.float32)
    steps = max(1, len(inputs) * -(-padded // STRETCH_FRAMES))
    done = 0
    for first in range(0, padded, STRETCH_FRAMES):
        stretch = planes[:, first : first + STRETCH_FRAMES]
        sent = sends[:, : stretch.shape[1]]
        sent.fill(0.0)
        for player, one in inputs.items():
            stem = np.empty((stems.channels(player, one.strip.colouring), stretch.shape[1]), np.float32)
            stems.fill(stem, player, first, one.strip.colouring)
            one.add(stem, [*stretch, *sent])
            done += 1
            report(done / steps)
        if answers is not None:
            answers.process([send for send, wanted in zip(sent, is_on, strict=True) if wanted], stretch)
    return planes


class Input:
    """A player at their strip, with what the strip remembers from one stretch to the next."""

    def __init__(self, strip: Strip, sample_rate_hz: int) -> None:
        self.strip = strip
        self._rate = sample_rate_hz
        self._follower = Follower(strip.compressor, sample_rate_hz) if strip.compresses else None
        self._before = np.zeros(spread_frames(sample_rate_hz), np.float32)

    def add(self, stem: Planes, targets: list[NDArray[np.float32]]) -> None:
        """Add a stretch of the stem, whole steps long, to left, right, room and effect; the stem is spoiled."""
        strip = self.strip
        edges = None if self._follower is None else self._follower.factors(block_powers(stem))
        shares = strip.shares(len(stem))
        scratch = np.empty(BLOCK_FRAMES, np.float32)
        for first in range(0, stem.shape[1], BLOCK_FRAMES):
            block = stem[:, first : first + BLOCK_FRAMES]
            if edges is not None:
                step = first // STEP_FRAMES
                for piece in block:
                    rows = piece.reshape(-1, STEP_FRAMES)
                    apply_ramps(rows, edges[step : step + len(rows) + 1], np.multiply)
            scaled = scratch[: block.shape[1]]
            for target, row in zip(targets, shares, strict=True):
                here = target[first : first + len(scaled)]
                for plane, share in zip(block, row, strict=True):
                    if share:
                        np.add(here, np.multiply(plane, share, out=scaled), out=here)
        if strip.spread and len(stem) == 1:
            heard = np.concatenate([self._before, stem[0]])
            side = side_of(heard, self._rate) * strip.spread
            self._before = heard[len(stem[0]) :]
            targets[0] += side * strip.left
            targets[1] -= side * strip.right


def through_the_bus(planes: Planes, desk: Desk, sample_rate_hz: int) -> None:
    """The band's compressor and colour, in place."""
    settings = desk.bus.compressor
    if settings.ratio > 1.0 or settings.makeup_db:
        edges = Follower(settings, sample_rate_hz).factors(block_powers(planes))
        for plane in planes:
            apply_ramps(plane.reshape(-1, STEP_FRAMES), edges, np.multiply)
    Saturation(desk.colour, sample_rate_hz).process(planes)


def fade_out(planes: Planes, frames: int, sample_rate_hz: int) -> None:
    """Let the rooms' last answers end with the stems."""
    fade = min(frames, round(END_FADE_SECONDS * sample_rate_hz))
    curve = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fade + 1) / max(fade, 1))
    planes[:, frames - fade : frames] *= curve.astype(np.float32)
    planes[:, frames:] = 0.0
