"""The desk as plain data: a strip for each player, two effects behind sends, what the whole band goes through.

Levels are in dB; a send of −100 dB or less is none. Levels before the master are set so that the bus of the house
band stands near −16 LUFS: thresholds and drive are meant against that.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

import msgspec

from houseband.music.instrument import INSTRUMENTS

SILENT_DB = -100.0
GUEST = "guest"

Level = Annotated[float, msgspec.Meta(ge=-120.0, le=24.0)]
Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
BandKind = Literal["low cut", "high cut", "low shelf", "high shelf", "peak"]
RoomKind = Literal["none", "booth", "room", "chamber", "hall", "plate", "spring", "echo"]


class Band(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One band of an equaliser; cuts fall by 12 dB an octave."""

    kind: BandKind
    frequency_hz: Annotated[float, msgspec.Meta(ge=10.0, le=20_000.0)]
    gain_db: Annotated[float, msgspec.Meta(ge=-24.0, le=24.0)] = 0.0
    """Of shelves and peaks; cuts have none."""
    q: Annotated[float, msgspec.Meta(ge=0.1, le=12.0)] = 0.7071


class Compressor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A compressor with a soft knee. A ratio of 1 is none."""

    threshold_db: Annotated[float, msgspec.Meta(ge=-80.0, le=0.0)] = 0.0
    """Against full scale, by the RMS of a millisecond and a half."""
    ratio: Annotated[float, msgspec.Meta(ge=1.0, le=20.0)] = 1.0
    attack_seconds: Annotated[float, msgspec.Meta(ge=0.0005, le=1.0)] = 0.01
    release_seconds: Annotated[float, msgspec.Meta(ge=0.01, le=5.0)] = 0.15
    knee_db: Annotated[float, msgspec.Meta(ge=0.0, le=24.0)] = 6.0
    makeup_db: Level = 0.0


class Channel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A strip: equaliser, compressor, then level, pan and sends."""

    level_db: Level = 0.0
    pan: Annotated[float, msgspec.Meta(ge=-1.0, le=1.0)] = 0.0
    """−1 left, 0 middle, 1 right; equal power."""
    width: Share = 1.0
    """Of a stereo sound: 0 folds it to the middle. A mono one is spread by it where ``spread`` says so."""
    spread: Share = 0.0
    """How much a mono sound is made wide, without changing the sum of the sides; for sections and pads."""
    eq: tuple[Band, ...] = ()
    compressor: Compressor = Compressor()
    room_db: Level = -18.0
    """How much goes to the room, against the dry sound."""
    effect_db: Level = -120.0
    """How much goes to the second effect."""


class Room(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place or device that answers. Values that are None are as usual for its kind."""

    kind: RoomKind = "none"
    t60_seconds: Annotated[float, msgspec.Meta(ge=0.1, le=6.0)] | None = None
    """From the end of a sound to −60 dB, at 500–1000 Hz."""
    predelay_seconds: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] | None = None
    """Of an echo, the time between its strokes."""
    damping: Share | None = None
    """How much sooner highs die than the middle: 0 not at all."""
    early_db: Level = 0.0
    """Of the first reflections, against what is usual for the kind."""
    level_db: Level = 0.0
    """Of all that it gives back."""


class Colour(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What old machines do to the whole band."""

    kind: Literal["clean", "tape", "tube"] = "clean"
    drive_db: Annotated[float, msgspec.Meta(ge=-24.0, le=12.0)] = 0.0
    """How hot the band goes in; it comes out as loud as it went in."""


class Bus(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the whole band goes through before the master."""

    level_db: Level = 0.0
    eq: tuple[Band, ...] = (Band(kind="low cut", frequency_hz=28.0),)
    compressor: Compressor = Compressor()


class Desk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of it. Strips are named by player, or by family of instruments for whoever has no strip of their own."""

    title: str = ""
    channels: dict[str, Channel] = {}
    room: Room = Room()
    effect: Room = Room()
    bus: Bus = Bus()
    colour: Colour = Colour()
    loudness_lufs: Annotated[float, msgspec.Meta(ge=-40.0, le=-8.0)] = -16.0
    """Integrated, ITU-R BS.1770-4."""
    ceiling_dbtp: Annotated[float, msgspec.Meta(ge=-20.0, le=0.0)] = -1.0

    def strip(self, player: str, instrument: str) -> Channel:
        """The strip of a player: their own, their family's, or a guest's."""
        for name in (player, family(instrument), GUEST):
            if name in self.channels:
                return self.channels[name]
        return Channel()


# Families of instruments by General MIDI program, in eights (General MIDI level 1), finer where they sit differently.
FAMILIES = (
    "pianos", "mallets", "organs", "guitars", "basses", "bowed", "sections", "brass",
    "reeds", "pipes", "leads", "pads", "pads", "plucked", "mallets", "effects",
)  # fmt: skip
FAMILY_NAMES = frozenset({*FAMILIES, "kits", "voices", "timpani"})
STAYS_IN_THE_MIDDLE = frozenset({"basses", "kits"})
STAGE_WIDTH = 0.55
"""How far from the middle the outermost of many guests of one family sit."""


def family(instrument: str) -> str:
    """The family of an instrument of the kit: a name that a desk may have a strip for."""
    known = INSTRUMENTS.get(instrument)
    if known is None:
        return GUEST
    if known.is_drum_kit:
        return "kits"
    if instrument == "timpani":
        return "timpani"
    if instrument == "bowed bass":
        return "basses"
    if instrument in ("harp", "pizzicato strings"):
        return "plucked"
    if instrument in ("choir", "synth voice"):
        return "voices"
    return FAMILIES[known.program // 8]


def strips(desk: Desk, line_up: Mapping[str, str]) -> dict[str, Channel]:
    """Each player's strip, of players and their instruments; guests of one family are spread over the stage.

    The highest sit left and the lowest right, as an orchestra's strings do, around their family's place; those who
    carry the ground stay in the middle.
    """
    seated: dict[str, list[str]] = {}
    for player, instrument in line_up.items():
        if player not in desk.channels and family(instrument) not in STAYS_IN_THE_MIDDLE:
            seated.setdefault(family(instrument), []).append(player)
    placed = {player: desk.strip(player, instrument) for player, instrument in line_up.items()}
    for players in seated.values():
        if len(players) > 1:
            players.sort(key=lambda player: -_lowest_key(line_up[player]))
            for player, pan in zip(players, _seats(players, placed), strict=True):
                placed[player] = msgspec.structs.replace(placed[player], pan=pan)
    return placed


def _lowest_key(instrument: str) -> int:
    return INSTRUMENTS[instrument].lowest if instrument in INSTRUMENTS else 60


def _seats(players: Sequence[str], placed: Mapping[str, Channel]) -> list[float]:
    width = min(STAGE_WIDTH, 0.2 * len(players))
    last = len(players) - 1
    return [
        max(-1.0, min(1.0, 0.5 * placed[player].pan + width * (2.0 * seat / last - 1.0)))
        for seat, player in enumerate(players)
    ]
