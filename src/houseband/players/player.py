"""What a player is: a function of the bar, what it has heard of it, what it remembers, and its dice."""

from collections.abc import Mapping
from typing import Protocol, TypeVar

from houseband.arrangement import PlannedBar
from houseband.dice import Dice
from houseband.performance import Played

Memory = TypeVar("Memory")


Heard = Mapping[str, tuple[Played, ...]]
"""By player, what those before in listening order play in this bar."""


class Player(Protocol[Memory]):
    """One chair of the band. Everything that it keeps from bar to bar is in the memory that it returns."""

    @property
    def name(self) -> str:
        """drums, bass, guitar, keys or lead."""
        ...

    def start(self) -> Memory:
        """The memory before the first bar."""
        ...

    def play(self, bar: PlannedBar, heard: Heard, memory: Memory, dice: Dice) -> tuple[tuple[Played, ...], Memory]:
        """The notes of this bar, in order of onset, and what to remember."""
        ...
