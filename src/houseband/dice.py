"""The dice that players throw: random numbers that depend on (seed, who, bar) and on nothing else.

Integers and exact float arithmetic only, so that a seed gives the same notes on every machine and with every version of
every library. The generator is SplitMix64 (Steele, Lea & Flood, "Fast splittable pseudorandom number generators",
OOPSLA 2014, fig. 16).
"""

import zlib
from collections.abc import Sequence
from typing import TypeVar

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_THIRD_BITS = 21
_THIRD = (1 << _THIRD_BITS) - 1
T = TypeVar("T")


class Dice:
    """A stream of random numbers. Dice of different players, or in different bars, know nothing of each other."""

    __slots__ = ("_state",)

    def __init__(self, seed: int, who: str, bar: int = 0) -> None:
        state = _mixed(seed & _MASK)
        state = _mixed(state ^ zlib.crc32(who.encode()))
        self._state = _mixed(state ^ (bar & _MASK))

    def _word(self) -> int:
        self._state = (self._state + _GOLDEN) & _MASK
        return _mixed(self._state)

    def uniform(self) -> float:
        """A number in [0, 1)."""
        return (self._word() >> 11) * 2.0**-53

    def normal(self) -> float:
        """A bell-shaped number with mean 0 and standard deviation 1, never beyond ±3.

        The sum of three uniform numbers (Irwin–Hall): no player is ever four deviations late.
        """
        word = self._word()
        total = (word & _THIRD) + ((word >> _THIRD_BITS) & _THIRD) + ((word >> 2 * _THIRD_BITS) & _THIRD)
        return 2.0 * total / _THIRD - 3.0

    def choose(self, options: Sequence[T], weights: Sequence[float]) -> T:
        """One of the options, each as likely as its weight."""
        point = self.uniform() * sum(weights)
        for option, weight in zip(options, weights, strict=True):
            point -= weight
            if point < 0:
                return option
        return options[-1]


def _mixed(word: int) -> int:
    """SplitMix64's output function: every bit of the word depends on every bit of the input."""
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & _MASK
    return word ^ (word >> 31)
