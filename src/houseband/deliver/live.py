"""A take played aloud, with the extra ``live`` (miniaudio); nothing here is imported before it is asked for."""

import time
from collections.abc import Callable, Generator
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from houseband.errors import SoundError


def check_live() -> None:
    """Raises SoundError, saying how to get it, if the extra is not installed."""
    if find_spec("miniaudio") is None:
        raise SoundError(
            "playing aloud needs the extra 'live'",
            hint="pip install 'houseband[live]', or write a file: houseband record CHART -o take.wav",
        )


def play_aloud(
    samples: NDArray[np.float32],
    sample_rate_hz: int,
    progress: Callable[[float], None] | None = None,
    backends: list[Any] | None = None,
) -> None:
    """Plays float32 samples of shape (frames, 2) on the default device and returns when they are over.

    Raises SoundError without the extra or a device. ``backends`` names miniaudio back ends (tests use its null).
    """
    check_live()
    import miniaudio

    try:
        device = miniaudio.PlaybackDevice(
            output_format=miniaudio.SampleFormat.FLOAT32,
            nchannels=2,
            sample_rate=sample_rate_hz,
            backends=backends,
            app_name="Houseband",
        )
    except miniaudio.MiniaudioError as error:
        raise SoundError(
            f"no sound device can be opened: {error}", hint="write a file: houseband record CHART -o take.wav"
        ) from None
    played = [0]

    def frames() -> Generator[bytes, int, None]:
        wanted = yield b""
        while played[0] < len(samples):
            block = samples[played[0] : played[0] + wanted]
            played[0] += len(block)
            wanted = yield np.ascontiguousarray(block).tobytes()

    stream = frames()
    next(stream)
    with device:
        device.start(stream)
        while played[0] < len(samples):
            time.sleep(0.05)
            if progress is not None:
                progress(played[0] / len(samples))
        if progress is not None:
            progress(1.0)
        time.sleep(device.buffersize_msec / 1000)
