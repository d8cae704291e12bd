"""The desk block by block against the desk on the whole take."""

import time

import numpy as np
import pytest
from numpy.typing import NDArray

from houseband.desk.house_desks import house_desk, house_desk_names
from houseband.desk.limiter import limiter_db
from houseband.desk.live import HEADROOM_DB, LiveDesk
from houseband.desk.mastering import Peaks
from houseband.desk.mixing import bus_of, through_the_bus
from houseband.desk.ramps import apply_ramps, gains
from houseband.performance import Performance
from houseband.sound.bank import Bank
from houseband.sound.blocks import LiveStems
from houseband.sound.record import record
from performances import notes, played

BANK = Bank()
BLOCK = 256


def quartet() -> Performance:
    beats = np.arange(0, 3.0, 0.5).tolist()
    return played(
        3.0,
        drums=("studio kit", notes([(t, 0.1, (36, 42, 38, 42)[i % 4], 95) for i, t in enumerate(beats)])),
        bass=("finger bass", notes([(t, 0.45, (33, 40, 38)[i % 3], 90) for i, t in enumerate(beats)])),
        keys=("tine piano", notes([(t, 0.9, key, 75) for t in beats[::2] for key in (57, 60, 64)])),
        guest=("string section", notes([(0.0, 2.8, 67, 80)])),
    )


def streamed(name: str) -> tuple[NDArray[np.float32], int]:
    performance, desk = quartet(), house_desk(name)
    line_up = {player: part.instrument for player, part in performance.parts.items()}
    live = LiveDesk(desk, line_up, BANK.sample_rate_hz, BLOCK)
    stems = LiveStems(performance, BANK, BLOCK, live.colourings)
    blocks = []
    while not stems.is_over:
        blocks.append(live.mix(stems.block()).copy())
    return np.concatenate(blocks, axis=1), live.latency_frames


@pytest.mark.parametrize("name", house_desk_names())
def test_block_by_block_is_the_whole_take(name: str) -> None:
    desk, rate = house_desk(name), BANK.sample_rate_hz
    whole = bus_of(record(quartet(), BANK), desk)
    whole = whole[:, : whole.shape[1] // BLOCK * BLOCK].copy()
    through_the_bus(whole, desk, rate)
    edges = limiter_db(Peaks(whole).with_gain(0.0, -240.0), desk.ceiling_dbtp - HEADROOM_DB, rate)
    for plane in whole:
        apply_ramps(plane.reshape(-1, 32), gains(edges), np.multiply)
    heard, late = streamed(name)
    frames = 3 * rate  # the end of a take fades, a stream's does not
    assert np.allclose(heard[:, late : late + frames], whole[:, :frames], atol=2e-4)
    assert np.abs(whole).max() > 0.05


def test_sixteen_players_leave_time_and_take_no_more_and_more() -> None:
    import tracemalloc

    players = {f"part {number}": ("violin", "trumpet", "grand piano", "flute")[number % 4] for number in range(16)}
    dice = np.random.default_rng(1)
    blocks = {player: dice.normal(0, 0.02, (1, BLOCK)).astype(np.float32) for player in players}
    live = LiveDesk(house_desk("dry-studio"), players, 48_000, BLOCK)
    for _ in range(20):
        live.mix(blocks)
    began = time.thread_time()
    for _ in range(100):
        live.mix(blocks)
    assert (time.thread_time() - began) / 100 < 0.5 * BLOCK / 48_000  # half of what there is, on a slow machine
    tracemalloc.start()
    live.mix(blocks)
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(200):
        live.mix(blocks)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 20_000


def test_silence_is_silent_and_odd_blocks_are_refused() -> None:
    live = LiveDesk(house_desk("old-tube"), {"keys": "organ"}, 44_100, BLOCK)
    for _ in range(5):
        assert not live.mix({"keys": np.zeros((1, BLOCK), np.float32)}).any()
    with pytest.raises(ValueError, match="whole steps"):
        LiveDesk(house_desk("old-tube"), {"keys": "organ"}, 44_100, 100)
