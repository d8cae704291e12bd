"""The desk as plain data: where each player stands and how loud, and the room around them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Channel:
    """One player's strip."""

    level_db: float = 0.0
    pan: float = 0.0
    """−1 left, 0 middle, 1 right; equal power."""
    send_db: float = -18.0
    """How much goes to the room, against the dry sound."""

    def __post_init__(self) -> None:
        if not -1.0 <= self.pan <= 1.0:
            raise ValueError(f"pan {self.pan} is outside −1 to 1")


HOUSE_CHANNELS: Mapping[str, Channel] = MappingProxyType(
    {
        "drums": Channel(-1.0, 0.0, -19.0),
        "bass": Channel(1.0, 0.0, -34.0),  # a bass in a room is mud
        "guitar": Channel(-6.5, -0.35, -17.0),
        "keys": Channel(-1.5, 0.35, -17.0),
        "horns": Channel(-3.0, 0.2, -14.0),
        "strings": Channel(-5.0, -0.15, -12.0),
        "lead": Channel(3.0, 0.05, -14.0),
    }
)
GUEST_CHANNEL = Channel(-3.0, 0.0, -16.0)


@dataclass(frozen=True, slots=True)
class Desk:
    """All strips and the room. Players without a strip of their own get ``guest``."""

    channels: Mapping[str, Channel] = field(default_factory=lambda: HOUSE_CHANNELS)
    guest: Channel = GUEST_CHANNEL
    room_seconds: float = 1.2
    """T60 of the room at middle frequencies; 0 for none."""
    room_db: float = 0.0
    """Level of all that the room gives back."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.room_seconds <= 10.0:
            raise ValueError(f"a room of {self.room_seconds} s is outside 0 to 10 s")

    def channel(self, player: str) -> Channel:
        """The player's strip."""
        return self.channels.get(player, self.guest)
