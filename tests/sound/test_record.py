"""Stems: each note in its place and as long as it should be, and the same bytes whatever ran before."""

import numpy as np
import pytest
from numpy.typing import NDArray

from houseband.performance import CONTROL, Part, Performance
from houseband.sound.bank import Bank
from houseband.sound.record import TAIL_SECONDS, Stems, record
from houseband.units import SAMPLE_RATE_HZ
from performances import controls, notes, played

RATE = SAMPLE_RATE_HZ


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Bank()


def mono(stems: Stems, player: str) -> NDArray[np.float32]:
    return np.asarray(stems[player].sum(axis=1))


def peak(samples: NDArray[np.float32]) -> float:
    return float(np.abs(samples).max(initial=0.0))


def test_stems_are_stereo_as_long_as_the_take_and_its_tail_and_read_only(bank: Bank) -> None:
    stems = record(played(2.0, bass=("finger bass", notes([(0, 1, 40, 90)])), drums=("studio kit", notes([]))), bank)
    assert list(stems) == ["bass", "drums"]
    assert stems.frames == round((2.0 + TAIL_SECONDS) * RATE)
    for stem in stems.values():
        assert stem.shape == (stems.frames, 2)
        assert stem.dtype == np.float32
        assert not stem.flags.writeable
    with pytest.raises(KeyError):
        stems["nobody"]


def test_no_notes_are_silence(bank: Bank) -> None:
    assert not record(played(drums=("studio kit", notes([]))), bank)["drums"].any()


@pytest.mark.parametrize(
    ("instrument", "key"),
    [("steel guitar", 52), ("finger bass", 33), ("tine piano", 60), ("studio kit", 38), ("organ", 60)],
)
def test_a_note_is_heard_when_it_is_struck(bank: Bank, instrument: str, key: int) -> None:
    stem = mono(record(played(x=(instrument, notes([(1.0, 0.5, key, 90)]))), bank), "x")
    assert not stem[:RATE].any()
    # by 2 ms it has reached a tenth of what it reaches in its first 10 ms
    assert peak(stem[RATE : RATE + round(0.002 * RATE)]) > 0.1 * peak(stem[RATE : RATE + round(0.010 * RATE)])


def test_two_notes_are_the_sum_of_each(bank: Bank) -> None:
    one, other = (0.2, 0.5, 60, 80), (0.4, 0.5, 67, 100)
    both = mono(record(played(x=("tine piano", notes([one, other]))), bank), "x")
    each = [mono(record(played(x=("tine piano", notes([row]))), bank), "x") for row in (one, other)]
    assert np.allclose(both, each[0] + each[1], atol=1e-6)


def test_a_released_note_dies_and_a_drum_rings_on(bank: Bank) -> None:
    stems = record(
        played(2, keys=("tine piano", notes([(0, 0.5, 48, 90)])), kit=("studio kit", notes([(0, 0.1, 49, 90)]))), bank
    )
    assert peak(mono(stems, "keys")[RATE:]) == 0.0
    assert peak(mono(stems, "kit")[RATE:]) > 0.0


def test_the_pedal_holds_what_the_finger_lets_go(bank: Bank) -> None:
    pedal = np.array([(0, 0.1, 64, 127), (0, 1.5, 64, 0)], CONTROL)
    performance = played(3.0, keys=("tine piano", notes([(0, 0.5, 48, 90)])))
    part = performance.parts["keys"]
    pedalled = Performance(performance.arrangement, {"keys": Part("keys", part.instrument, part.notes, pedal)})
    stem = mono(record(pedalled, bank), "keys")
    assert peak(stem[RATE : RATE + RATE // 4]) > 0.01
    assert peak(stem[2 * RATE :]) == 0.0


def test_closing_the_hats_stops_the_open_one(bank: Bank) -> None:
    rows = [(0.0, 0.1, 46, 100), (0.3, 0.1, 44, 1)]
    alone = mono(record(played(x=("studio kit", notes(rows[:1]))), bank), "x")
    choked = mono(record(played(x=("studio kit", notes(rows))), bank), "x")
    late = slice(round(0.5 * RATE), round(0.8 * RATE))
    assert peak(choked[late]) < 0.02 * peak(alone[late])


def test_a_string_sounds_one_note_at_a_time(bank: Bank) -> None:
    rows = [(0.0, 2.0, 52, 100), (0.5, 0.1, 54, 100)]
    loose = mono(record(played(x=("steel guitar", notes(rows))), bank), "x")
    strung = mono(record(played(x=("steel guitar", notes(rows, string=2))), bank), "x")
    assert peak(loose[RATE : 2 * RATE]) > 0.01
    assert peak(strung[RATE : 2 * RATE]) == 0.0


def test_a_note_from_before_the_top_begins_at_the_top(bank: Bank) -> None:
    early = mono(record(played(x=("tine piano", notes([(-0.02, 0.52, 60, 90)]))), bank), "x")
    on_time = mono(record(played(x=("tine piano", notes([(0.0, 0.5, 60, 90)]))), bank), "x")
    assert np.array_equal(early, on_time)


def test_a_long_held_note_sounds_to_its_end(bank: Bank) -> None:
    stem = mono(record(played(20.0, x=("clarinet", notes([(0.0, 20.0, 67, 90)]))), bank), "x")
    assert peak(stem[19 * RATE : 20 * RATE]) > 0.5 * peak(stem[2 * RATE : 3 * RATE])
    assert peak(stem[21 * RATE :]) == 0.0


def test_the_end_of_the_take_fades_out(bank: Bank) -> None:
    stem = mono(record(played(1.0, x=("organ", notes([(0.0, 60.0, 60, 90)]))), bank), "x")
    assert peak(stem[-10:]) < 1e-5


def test_louder_velocities_are_louder_without_steps_at_the_layers(bank: Bank) -> None:
    rows = [(index * 0.5, 0.4, 60, velocity) for index, velocity in enumerate(range(20, 128, 3))]
    stem = mono(record(played(0.5 * len(rows), x=("tine piano", notes(rows))), bank), "x")
    levels = [float(np.sqrt(np.mean(stem[round(t * RATE) : round((t + 0.4) * RATE)] ** 2))) for t, *_ in rows]
    steps_db = 20 * np.diff(np.log10(levels))
    assert steps_db.min() > 0
    assert steps_db.max() < 3.0


def test_detune_moves_the_pitch(bank: Bank) -> None:
    def hz(cents: float) -> float:
        stem = mono(record(played(x=("organ", notes([(0.0, 3.5, 69, 90)], detune_cents=cents))), bank), "x")
        spectrum = np.abs(np.fft.rfft(stem[RATE // 2 : 3 * RATE] * np.hanning(5 * RATE // 2), 1 << 20))
        f = np.fft.rfftfreq(1 << 20, 1 / RATE)
        near = (f > 400) & (f < 500)
        return float(f[near][spectrum[near].argmax()])

    assert 1200 * np.log2(hz(30.0) / hz(0.0)) == pytest.approx(30.0, abs=1.5)


def test_the_same_performance_is_the_same_bytes_whatever_ran_before() -> None:
    performance = played(
        x=("studio kit", notes([(0.1 * i, 0.1, (36, 42, 38, 42)[i % 4], 60 + i) for i in range(20)])),
        y=("nylon guitar", notes([(0.1 * i, 0.3, 70 + i % 5, 80) for i in range(20)])),
    )
    fresh = record(performance, Bank())
    used = Bank(memory_bytes=100_000)
    record(played(z=("nylon guitar", notes([(0, 1, 71, 80), (0, 1, 72, 80)]))), used)["z"]
    again = record(performance, used)
    for player in ("y", "x", "y"):
        assert fresh[player].tobytes() == again[player].tobytes()


def test_repeated_hits_take_turns(bank: Bank) -> None:
    stem = mono(
        record(played(x=("studio kit", notes([(0.0, 0.1, 38, 90), (1.0, 0.1, 38, 90), (2.0, 0.1, 38, 90)]))), bank), "x"
    )
    first, second, third = (stem[start * RATE : start * RATE + 20_000] for start in range(3))
    assert not np.allclose(first, second, atol=1e-3)
    assert not np.allclose(second, third, atol=1e-3)


def test_progress_rises_to_one(bank: Bank) -> None:
    heard: list[float] = []
    stems = record(
        played(a=("studio kit", notes([(0, 0.1, 36, 90)])), b=("studio kit", notes([(0, 0.1, 38, 90)]))),
        bank,
        heard.append,
    )
    for player in stems:
        stems[player]
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


@pytest.mark.parametrize("frames", [10_000, 44_100])
def test_stretches_put_together_are_the_whole_to_the_bit(bank: Bank, frames: int) -> None:
    rows = [(0.21 * i, 0.7, 40 + i, 50 + 3 * i) for i in range(12)]
    swelled = Part("z", "clarinet", notes([(0.2, 2.0, 66, 90)], detune_cents=30.0), controls((0.5, 11, 60)))
    performance = played(
        2.5, x=("organ", notes(rows)), y=("studio kit", notes([(0.3 * i, 0.1, 49 - 7 * (i % 2), 90) for i in range(8)]))
    )
    performance = Performance(performance.arrangement, {**performance.parts, "z": swelled})
    stems = record(performance, bank)
    for player in stems:
        whole = stems.planes(player)
        pieces = np.ones((stems.channels(player), stems.frames + 2 * frames), np.float32)
        for first in range(0, stems.frames + frames, frames):
            stems.fill(pieces[:, first : first + frames], player, first)
        assert np.array_equal(pieces[:, : stems.frames], whole)
        assert not pieces[:, stems.frames : stems.frames + frames].any()
