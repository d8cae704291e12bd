"""``mix``: stems and a desk to a take, at a loudness and under a true peak.

The stems are taken one at a time and in blocks, so that a long take needs little more memory than itself. Order: the
equalisers (in the tones), each strip's compressor, level, pan and sends; the rooms; then the band's compressor, its
colour, and the master. The bus's own equaliser is among those of the strips: it is linear, so it makes no difference.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from houseband.desk.colour import Saturation
from houseband.desk.compressor import BLOCK_FRAMES as STEP_FRAMES
from houseband.desk.compressor import Follower, block_powers
from houseband.desk.convolution import add_answers, halved
from houseband.desk.desk import Desk
from houseband.desk.house_desks import house_desk
from houseband.desk.loudness import Planes
from houseband.desk.mastering import master
from houseband.desk.ramps import apply_ramps
from houseband.desk.rooms import response
from houseband.desk.strips import Strip, made_ready, side_of
from houseband.sound.record import Stems

BLOCK_FRAMES = 16_384  # four such pieces stay in a core's own cache
USUAL_DESK = "jazz-club"
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
    planes = bus_of(stems, desk, stems.line_up, lambda share: report(0.7 * share))
    report(0.8)
    through_the_bus(planes, desk, stems.sample_rate_hz)
    fade_out(planes, stems.frames, stems.sample_rate_hz)
    report(0.85)
    reached_lufs, true_peak = master(
        planes, stems.frames, stems.sample_rate_hz, desk.loudness_lufs, desk.ceiling_dbtp
    )
    samples = planes[:, : stems.frames].T
    samples.flags.writeable = False
    report(1.0)
    return Mix(samples, stems.sample_rate_hz, reached_lufs, true_peak)


def bus_of(
    stems: Stems, desk: Desk, line_up: Mapping[str, str], report: Callable[[float], None] = lambda share: None
) -> Planes:
    """All strips and what the rooms answer, shape (2, frames), the frames rounded up to whole steps."""
    rate = stems.sample_rate_hz
    padded = stems.frames + -stems.frames % STEP_FRAMES
    ready = made_ready(desk, line_up)
    planes = np.zeros((2, padded), np.float32)
    responses = [response(room, rate // 2) for room in (desk.room, desk.effect)]
    sends = [np.zeros(padded if answer.shape[1] else 0, np.float32) for answer in responses]
    for done, player in enumerate(stems):
        strip = ready[player]
        stem = stems.planes(player, strip.colouring)
        add_strip(planes, sends, stem, strip, rate)
        report((done + 1) / len(stems))
        del stem
    wet = [(halved(send), answer) for send, answer in zip(sends, responses, strict=True) if len(send) and send.any()]
    del sends
    if wet:
        add_answers(planes, [send for send, _ in wet], [answer for _, answer in wet])
    return planes


def add_strip(planes: Planes, sends: list[NDArray[np.float32]], stem: Planes, strip: Strip, rate: int) -> None:
    """Add a stem, shape (1 or 2, frames), to the bus and the sends; the stem is spoiled."""
    frames = stem.shape[1]
    whole = frames - frames % STEP_FRAMES
    edges = Follower(strip.compressor, rate).factors(block_powers(stem[:, :whole])) if strip.compresses else None
    shares = strip.shares(len(stem))
    targets = [planes[0], planes[1], *sends]
    paths = [
        (plane, target, shares[index, plane])
        for plane in range(len(stem))
        for index, target in enumerate(targets)
        if len(target) and shares[index, plane]
    ]
    scratch = np.empty(BLOCK_FRAMES, np.float32)
    for first in range(0, frames, BLOCK_FRAMES):
        block = stem[:, first : first + BLOCK_FRAMES]
        if edges is not None:
            begin, end = first // STEP_FRAMES, min(first + BLOCK_FRAMES, whole) // STEP_FRAMES
            for piece in block:
                steps = piece[: (end - begin) * STEP_FRAMES].reshape(-1, STEP_FRAMES)
                apply_ramps(steps, edges[begin : end + 1], np.multiply)
                piece[len(steps) * STEP_FRAMES :] *= edges[-1]
        scaled = scratch[: block.shape[1]]
        for plane, target, share in paths:
            here = target[first : first + len(scaled)]
            np.add(here, np.multiply(block[plane], share, out=scaled), out=here)
    if strip.spread and len(stem) == 1:
        side = side_of(stem[0], rate, strip.spread)
        planes[0, :frames] += side * strip.left
        planes[1, :frames] -= side * strip.right


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
