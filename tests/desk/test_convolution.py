"""Sends through responses: the long way, the short way and the plain sum are one."""

import numpy as np
import pytest
from numpy.typing import NDArray

from houseband.desk import convolution
from houseband.desk.convolution import Convolver, LongConvolver, halved

DICE = np.random.default_rng(8)


def plainly(send: NDArray[np.float32], response: NDArray[np.float32]) -> NDArray[np.float64]:
    half = halved(send.astype(np.float32)).astype(np.float64)
    planes = np.zeros((2, len(send)))
    for plane, side in zip(planes, response.astype(np.float64), strict=True):
        wet = np.convolve(half, side)[: len(half)]
        late = np.concatenate([[0.0], wet])
        plane[0::2] = late[:-1]
        plane[1::2] = 0.5 * (late[:-1] + late[1:])
    return planes


def test_halving_keeps_what_the_half_rate_can_hold() -> None:
    t = np.arange(44_100) / 44_100
    low, high = (np.sin(2 * np.pi * hz * t).astype(np.float32) for hz in (500.0, 19_000.0))
    assert np.allclose(halved(low)[5:], low[::2][4:-1], atol=1e-3)  # a frame late
    assert np.abs(halved(high)[5:]).max() < 0.02


@pytest.mark.parametrize("pieces", [[6000], [1000, 2000, 3000], [64, 5936]])
def test_the_long_way_is_the_plain_sum(pieces: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convolution, "FFT_FRAMES", 2048)
    sends = DICE.normal(size=(2, 6000)).astype(np.float32)
    responses = [DICE.normal(size=(2, frames)).astype(np.float32) * 0.05 for frames in (700, 300)]
    expected = plainly(sends[0], responses[0]) + plainly(sends[1], responses[1])
    rooms, planes, first = LongConvolver(responses), np.zeros((2, 6000), np.float32), 0
    for frames in pieces:
        rooms.process(list(sends[:, first : first + frames]), planes[:, first : first + frames])
        first += frames
    assert np.allclose(planes, expected, atol=2e-5)


@pytest.mark.parametrize("block_frames", [64, 256])
def test_block_by_block_is_the_plain_sum(block_frames: int) -> None:
    frames = 12 * 256
    send = DICE.normal(size=frames).astype(np.float32)
    response = DICE.normal(size=(2, 401)).astype(np.float32) * 0.05
    convolver, planes = Convolver(response, block_frames), np.zeros((2, frames), np.float32)
    for first in range(0, frames, block_frames):
        convolver.process(send[first : first + block_frames], planes[:, first : first + block_frames])
    assert np.allclose(planes, plainly(send, response), atol=2e-5)


def test_what_is_silent_stays_silent_and_a_tail_goes_on() -> None:
    response = np.ones((2, 500), np.float32)
    rooms = LongConvolver([response])
    planes = np.zeros((2, 400), np.float32)
    rooms.process([np.zeros(400, np.float32)], planes)
    assert not planes.any()
    click = np.zeros(400, np.float32)
    click[0] = 1.0
    rooms.process([click], np.zeros((2, 400), np.float32))
    rooms.process([np.zeros(400, np.float32)], planes)
    assert planes.all()
