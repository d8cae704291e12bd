"""A take played aloud, with the extra ``live`` (miniaudio); nothing here is imported before it is asked for."""

import time
from collections.abc import Callable, Generator
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from houseband.errors import SoundError, UserError

LOOK_SECONDS = 0.05


class Band(Protocol):
    """What is played: frames as they are asked for."""

    sample_rate_hz: int
    frames: int
    position: int

    def read(self, frames: int) -> NDArray[np.float32]:
        """The next frames, float32 of shape (frames, 2)."""
        ...


def check_live() -> None:
    """Raises SoundError, saying how to get it, if the extra is not installed."""
    if find_spec("miniaudio") is None:
        raise SoundError(
            "playing aloud needs the extra 'live'",
            hint="pip install 'houseband[live]', or write a file: houseband record CHART -o take.wav",
        )


def play_aloud(band: Band, progress: Callable[[float], None] | None = None, backends: list[Any] | None = None) -> None:
    """Plays a band on the default device and returns when it is over.

    Raises SoundError without the extra or a device, and whatever the band raised while it was read. ``backends`` names
    miniaudio back ends (tests use its null).
    """
    check_live()
    import miniaudio

    try:
        device = miniaudio.PlaybackDevice(
            output_format=miniaudio.SampleFormat.FLOAT32,
            nchannels=2,
            sample_rate=band.sample_rate_hz,
            backends=backends,
            app_name="Houseband",
        )
    except miniaudio.MiniaudioError as error:
        raise SoundError(
            f"no sound device can be opened: {error}", hint="write a file: houseband record CHART -o take.wav"
        ) from None
    failed: list[UserError] = []

    def frames() -> Generator[bytes, int, None]:
        wanted = yield b""
        while band.position < band.frames:
            try:
                block = band.read(wanted)
            except UserError as error:  # this is the device's thread: it is raised in the caller's
                failed.append(error)
                return
            wanted = yield np.ascontiguousarray(block).tobytes()

    stream = frames()
    next(stream)
    with device:
        device.start(stream)
        while band.position < band.frames and not failed:
            time.sleep(LOOK_SECONDS)
            if progress is not None:
                progress(band.position / band.frames)
        if failed:
            raise failed[0]
        if progress is not None:
            progress(1.0)
        time.sleep(device.buffersize_msec / 1000)
