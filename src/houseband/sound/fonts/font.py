"""What the readers of sample libraries give: a font, its presets, and the zones that a key and a velocity sound."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from houseband.errors import Remark
from houseband.sound.fonts.zone import Zone

PERCUSSION_BANK = 128
"""The bank of drum kits (SoundFont 2.04, §7.2)."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A sound of a font."""

    name: str
    bank: int
    program: int


@dataclass(frozen=True, slots=True)
class About:
    """What a font says of itself, as it says it; '' where it says nothing."""

    title: str = ""
    author: str = ""
    copyright: str = ""
    comment: str = ""
    date: str = ""
    made_with: str = ""
    version: str = ""


class Font(Protocol):
    """A library file that is open."""

    @property
    def path(self) -> Path: ...

    @property
    def format(self) -> str:
        """'SF2', 'SF3' or 'SFZ'."""
        ...

    @property
    def about(self) -> About: ...

    @property
    def presets(self) -> tuple[Preset, ...]:
        """By bank and program."""
        ...

    @property
    def sample_count(self) -> int: ...

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What of it was not understood, or is not played."""
        ...

    @property
    def files(self) -> tuple[Path, ...]:
        """All that its sound depends on, itself first."""
        ...

    def zones(self, preset: int, key: int, velocity: int, turn: int) -> tuple[Zone, ...]:
        """What sounds, of the preset of that index; none where the preset has no sample."""
        ...

    def keys(self, preset: int) -> frozenset[int]:
        """The keys that sound."""
        ...

    def variants(self, preset: int) -> int:
        """How many turns differ."""
        ...

    def planes(self, preset: int) -> int:
        """1 if all of it is in the middle, else 2."""
        ...
