"""Two hands: work done at once, where NumPy lets go of the interpreter. Results do not depend on who is first."""

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class Task(Generic[T]):
    """A piece of work that has begun in a thread of its own."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._result: list[T] = []
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._result.append(self._work())
        except BaseException as error:  # noqa: BLE001 - it is raised again in the thread that asks for the result
            self._error = error

    def result(self) -> T:
        """What the work returned, when it is done; raises what it raised."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._result.pop()


def both(left: Callable[[], T], right: Callable[[], T]) -> tuple[T, T]:
    """What two pieces of work return, done at once."""
    other = Task(right)
    mine = left()
    return mine, other.result()
