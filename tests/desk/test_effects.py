"""The room and the limiter by their laws."""

import numpy as np
import pytest

from houseband.desk import effects
from houseband.desk.effects import LIMITER_BLOCK_FRAMES, add_room, halved, limiter_db, room_response, without_dc

RATE = 44_100


def test_the_room_dies_in_its_time_and_its_sides_differ() -> None:
    response = room_response(1.2, RATE // 2)
    left = np.cumsum(response[0][::-1].astype(np.float64) ** 2)[::-1]
    level = np.asarray(10 * np.log10(left / left.max() + 1e-20))
    t60 = 2 * (np.argmax(level < -35) - np.argmax(level < -5)) / (RATE / 2)
    assert 0.6 < t60 < 1.4
    assert np.sum(response**2, axis=1) == pytest.approx([1.0, 1.0], rel=1e-4)
    assert abs(float(response[0] @ response[1])) < 0.5
    assert np.array_equal(response, room_response(1.2, RATE // 2))


@pytest.mark.parametrize("at", [0, 1000, 130_000])
def test_a_click_in_the_room_is_the_rooms_answer(at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effects, "FFT_FRAMES", 32_768)
    response = room_response(0.4, RATE // 2)
    send = np.zeros(160_000, np.float32)
    send[at] = 1.0
    planes = np.zeros((2, 320_000), np.float32)
    add_room(planes, send, response)
    heard = planes[:, 2 * at :: 2][:, : response.shape[1]]
    assert np.allclose(heard, response[:, : heard.shape[1]], atol=1e-5)
    between = planes[:, 2 * at + 1 :: 2][:, : heard.shape[1] - 1]
    assert np.allclose(between, 0.5 * (heard[:, 1:] + heard[:, :-1])[:, : between.shape[1]], atol=1e-5)


def test_the_room_is_linear_and_silent_when_nothing_is_sent() -> None:
    planes = np.zeros((2, 200_000), np.float32)
    add_room(planes, np.zeros(100_000, np.float32), room_response(0.5, RATE // 2))
    assert not planes.any()


def test_halving_keeps_what_the_half_rate_can_hold() -> None:
    t = np.arange(44_100) / RATE
    low, high = (np.sin(2 * np.pi * hz * t).astype(np.float32) for hz in (500.0, 21_000.0))
    assert np.allclose(halved(low)[5:-5], low[::2][5:-5], atol=0.01)
    assert np.abs(halved(high)[5:-5]).max() < 0.02


def test_no_block_passes_the_ceiling_and_the_gain_lets_go_slowly() -> None:
    peaks_db = np.random.default_rng(3).normal(-6, 4, 20_000)
    edges = limiter_db(peaks_db, -1.0, RATE)
    assert len(edges) == len(peaks_db) + 1
    assert edges.max() <= 0
    assert (peaks_db + np.maximum(edges[1:], edges[:-1])).max() <= -1.0 + 1e-9
    step_seconds = LIMITER_BLOCK_FRAMES / RATE
    assert np.diff(edges).max() <= effects.RELEASE_DB_PER_SECOND * step_seconds + 1e-9
    assert np.diff(edges).min() >= -effects.ATTACK_DB_PER_SECOND * step_seconds - 1e-9


def test_the_limiter_leaves_alone_what_is_low() -> None:
    assert not limiter_db(np.full(1000, -3.0), -1.0, RATE).any()


def test_dc_goes_and_the_bass_stays() -> None:
    t = np.arange(4 * RATE) / RATE
    bass = (0.3 * np.sin(2 * np.pi * 41.2 * t)).astype(np.float32)
    planes = np.stack([bass + np.float32(0.1), bass - np.float32(0.2)])
    without_dc(planes, RATE)
    assert np.abs(planes.mean(axis=1)).max() < 1e-3
    assert np.sqrt(np.mean((planes - bass)[:, RATE:-RATE] ** 2)) < 0.01
