"""Jobs on several cores: their answers in order, their errors raised, and the same bytes on any number."""

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pytest

from houseband import cores
from houseband.desk.house_desks import house_desk
from houseband.desk.mixing import mix
from houseband.sound.bank import Bank
from houseband.sound.record import record
from performances import notes, played


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    def choose(count: int) -> None:
        cores._pool.cache_clear()
        monkeypatch.setattr(cores, "count", lambda: count)

    yield choose
    cores._pool.cache_clear()


@pytest.mark.parametrize("count", [1, 2, 4])
def test_answers_come_in_the_order_of_the_jobs(count: int, on: Callable[[int], None]) -> None:
    on(count)

    def job(number: int) -> int:
        time.sleep(0.002 * (7 - number))
        return number

    assert cores.at_once(*(partial(job, number) for number in range(7))) == list(range(7))
    assert cores.at_once() == []


def test_jobs_run_beside_each_other(on: Callable[[int], None]) -> None:
    on(2)
    meet = threading.Barrier(2, timeout=10)
    assert len(set(cores.at_once(meet.wait, meet.wait))) == 2


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("failing", [0, 2])
def test_an_error_is_raised_when_all_are_done(failing: int, count: int, on: Callable[[int], None]) -> None:
    on(count)

    def job(number: int) -> None:
        if number == failing:
            raise ValueError(f"job {number}")

    with pytest.raises(ValueError, match=f"job {failing}"):
        cores.at_once(*(partial(job, number) for number in range(4)))


def test_jobs_in_jobs_do_not_wait_for_each_other(on: Callable[[int], None]) -> None:
    on(2)

    def outer() -> list[int]:
        return cores.at_once(*(partial(int, number) for number in range(3)))

    assert cores.at_once(*[outer] * 5) == [[0, 1, 2]] * 5


def test_a_mix_has_the_same_bytes_on_any_number_of_cores(on: Callable[[int], None]) -> None:
    bank = Bank()
    beats = np.arange(0, 14.0, 0.5).tolist()
    performance = played(
        14.0,
        bass=("finger bass", notes([(t, 0.45, (33, 40, 38)[i % 3], 110) for i, t in enumerate(beats)])),
        keys=("grand piano", notes([(t, 0.9, key, 100) for t in beats[::2] for key in (57, 60, 64)])),
        strings=("string section", notes([(0.0, 13.0, 67, 80)])),
    )
    made = []
    for count in (1, 2, 4):
        on(count)
        made.append(mix(record(performance, bank), house_desk("old-tube")).samples)
    assert np.array_equal(made[0], made[1])
    assert np.array_equal(made[0], made[2])
