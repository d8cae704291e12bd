"""Block by block is the same sound as all at once, in bounded memory, whoever prepares the voices."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from houseband import takes
from houseband.music.articulation import Articulation
from houseband.performance import BEND, Part, Performance
from houseband.sound.bank import Bank
from houseband.sound.blocks import LiveStems
from houseband.sound.record import record
from performances import controls, notes, played

EXAMPLE = Path(__file__).parents[2] / "examples" / "service-lift.musicxml"
AGREEMENT_DB = -90.0


def expressive() -> Performance:
    """Loops that go round, pedals, bends, falls, swells, a choked hat; notes that begin in mid-block."""
    performance = played(
        3.0, drums=("studio kit", notes([(0.0, 0.1, 46, 100), (0.31, 0.1, 42, 90), (0.5, 0.1, 49, 120)]))
    )
    held = notes([(0.1, 2.2, 60, 80), (0.101, 0.3, 67, 110)])
    lead = notes([(0.05, 0.5, 64, 90), (0.7, 0.4, 66, 100), (1.3, 0.5, 62, 60), (1.9, 0.6, 69, 127)])
    lead["articulation"] = [Articulation.SCOOP, Articulation.FALL, Articulation.NORMAL, Articulation.DOIT]
    wheel = controls(
        (0.0, 11, 90), (1.2, 128, 0), (1.4, 128, 100), (1.5, 1, 64), (1.6, 11, 127), (1.8, 128, 0), (1.8, 1, 0)
    )
    guitar = notes([(0.2, 1.0, 52, 90), (0.4, 1.0, 59, 70)])
    bends = np.array([(0, 0.2, 0.0), (0, 0.5, 200.0), (0, 0.9, 0.0)], BEND)
    parts = {
        **performance.parts,
        "organ": Part("organ", "organ", held, controls((0.0, 7, 80))),
        "lead": Part("lead", "clarinet", lead, wheel),
        "guitar": Part("guitar", "steel guitar", guitar, controls(), bends),
        "keys": Part("keys", "tine piano", notes([(0.3, 0.1, 60, 90)]), controls((0.2, 64, 127), (1.5, 64, 0))),
    }
    return Performance(performance.arrangement, parts)


def by_blocks(stems: LiveStems) -> dict[str, NDArray[np.float32]]:
    heard: dict[str, list[NDArray[np.float32]]] = {}
    while not stems.is_over:
        for player, planes in stems.block().items():
            heard.setdefault(player, []).append(np.broadcast_to(planes, (2, planes.shape[1])).copy())
    return {player: np.concatenate(blocks, axis=1) for player, blocks in heard.items()}


@pytest.fixture(scope="module", params=["expressive", "example"])
def performance(request: pytest.FixtureRequest) -> Performance:
    return expressive() if request.param == "expressive" else takes.take(EXAMPLE).performance


@pytest.mark.parametrize("block_frames", [256, 1000])
def test_blocks_and_the_whole_agree(performance: Performance, block_frames: int) -> None:
    bank = Bank()
    whole = record(performance, bank)
    live = by_blocks(LiveStems(performance, bank, block_frames))
    assert list(live) == list(whole)
    faded = round(0.6 * bank.sample_rate_hz)  # a recording fades at its very end
    for player, planes in live.items():
        stem = whole[player].T[:, : whole.frames - faded]
        off = np.abs(planes[:, : stem.shape[1]] - stem).max()
        assert np.abs(stem).max() > 0.01
        assert off < 10 ** (AGREEMENT_DB / 20) * np.abs(stem).max(), (player, off)


def test_a_thread_that_prepares_changes_nothing() -> None:
    bank = Bank()
    alone = by_blocks(LiveStems(expressive(), bank))
    with LiveStems(expressive(), bank) as stems:
        threaded = by_blocks(stems)
    for player, planes in alone.items():
        assert np.array_equal(planes, threaded[player])


def test_voices_that_are_over_are_let_go() -> None:
    rows = [(0.05 * i, 0.04, 60 + i % 5, 90) for i in range(400)]
    stems = LiveStems(played(22.0, x=("organ", notes(rows))), Bank())
    most = 0
    while not stems.is_over:
        stems.block()
        part = stems._parts["x"]
        most = max(most, len(part._sounding) + len(part._coming))
    assert most < 60
    assert not stems._parts["x"]._sounding
