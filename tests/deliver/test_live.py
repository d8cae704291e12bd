"""A take aloud: on a device, or a clear word about what is missing."""

import numpy as np
import pytest
from numpy.typing import NDArray

from houseband.deliver.live import check_live, play_aloud
from houseband.errors import SoundError


class Silence:
    """A band of a tenth of a second that says nothing, or fails half-way."""

    sample_rate_hz = 44_100
    frames = 4410

    def __init__(self, fails_at: int | None = None) -> None:
        self.position = 0
        self.read_frames = 0
        self._fails_at = fails_at

    def read(self, frames: int) -> NDArray[np.float32]:
        if self._fails_at is not None and self.position >= self._fails_at:
            raise SoundError("the bank is gone")
        count = min(frames, self.frames - self.position)
        self.position += count
        self.read_frames += count
        return np.zeros((count, 2), np.float32)


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("houseband.deliver.live.find_spec", lambda name: None)
    with pytest.raises(SoundError, match=r"pip install 'houseband\[live\]'"):
        check_live()


def test_every_frame_goes_to_the_device() -> None:
    miniaudio = pytest.importorskip("miniaudio")
    heard: list[float] = []
    band = Silence()
    play_aloud(band, heard.append, [miniaudio.Backend.NULL])
    assert heard[-1] == 1.0
    assert band.read_frames == band.frames


def test_what_goes_wrong_while_it_sounds_is_said() -> None:
    miniaudio = pytest.importorskip("miniaudio")
    with pytest.raises(SoundError, match="the bank is gone"):
        play_aloud(Silence(fails_at=0), None, [miniaudio.Backend.NULL])


def test_without_a_device_it_is_said_what_to_do_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    miniaudio = pytest.importorskip("miniaudio")

    def no_device(**_: object) -> None:
        raise miniaudio.MiniaudioError("failed to init device", -401)

    monkeypatch.setattr(miniaudio, "PlaybackDevice", no_device)
    with pytest.raises(SoundError, match="no sound device"):
        play_aloud(Silence())
