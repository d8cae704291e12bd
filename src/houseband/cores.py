"""The machine's cores: jobs that do not depend on each other are done at once.

NumPy lets go of the interpreter while it works on long arrays, so threads do. What a job computes does not depend on
which thread does it, nor when: a take has the same bytes on any number of cores.
"""

import functools
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

Answer = TypeVar("Answer")

MOST = 4
"""Memory is shared: more threads than this only wait for it."""
_here = threading.local()


@functools.cache
def count() -> int:
    """How many cores this process may use, at most MOST."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(MOST, usable))


@functools.cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(count() - 1, "houseband core")


def at_once(*jobs: Callable[[], Answer]) -> list[Answer]:
    """What the jobs return, in their order; they are begun in it too. The first error of a job is raised here.

    A job that calls this itself does its own jobs one after the other.
    """
    if len(jobs) < 2 or count() < 2 or getattr(_here, "is_busy", False):
        return [job() for job in jobs]
    numbers = iter(range(len(jobs)))
    answers: dict[int, Answer] = {}
    lock = threading.Lock()

    def work() -> None:
        _here.is_busy = True
        try:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                answers[number] = jobs[number]()
        finally:
            _here.is_busy = False

    others = [_pool().submit(work) for _ in range(min(count(), len(jobs)) - 1)]
    try:
        work()
    finally:
        wait(others)  # nobody may be at work on what the caller thinks is finished
    for other in others:
        other.result()
    return [answers[number] for number in range(len(jobs))]
