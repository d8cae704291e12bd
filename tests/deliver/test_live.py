"""A take aloud: on a device, or a clear word about what is missing."""

import numpy as np
import pytest

from houseband.deliver.live import check_live, play_aloud
from houseband.errors import SoundError


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("houseband.deliver.live.find_spec", lambda name: None)
    with pytest.raises(SoundError, match=r"pip install 'houseband\[live\]'"):
        check_live()


def test_every_frame_goes_to_the_device() -> None:
    miniaudio = pytest.importorskip("miniaudio")
    heard: list[float] = []
    play_aloud(np.zeros((4410, 2), np.float32), 44_100, heard.append, [miniaudio.Backend.NULL])
    assert heard[-1] == 1.0


def test_without_a_device_it_is_said_what_to_do_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    miniaudio = pytest.importorskip("miniaudio")

    def no_device(**_: object) -> None:
        raise miniaudio.MiniaudioError("failed to init device", -401)

    monkeypatch.setattr(miniaudio, "PlaybackDevice", no_device)
    with pytest.raises(SoundError, match="no sound device"):
        play_aloud(np.zeros((10, 2), np.float32), 44_100)
