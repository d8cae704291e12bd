"""A strip made ready: what its tones go through, and with which gains its stem reaches the bus and the sends."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from houseband.desk.colour import HEAD
from houseband.desk.desk import SILENT_DB, Channel, Compressor, Desk, strips
from houseband.desk.equaliser import Equaliser
from houseband.sound.tone import Colouring
from houseband.units import db_to_gain

SPREAD_TAPS = ((0.0031, 0.5), (0.0079, -0.5), (0.0127, -0.5), (0.0183, 0.5))
"""Delays in seconds and gains of the side that makes a mono sound wide: a few strokes of velvet noise (Alary, Politis &
Välimäki, "Velvet-noise decorrelator", DAFx 2017). One side gets it upright and the other upside down, so that their sum
is the sound itself."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Gains are factors, the bus's own level among them."""

    colouring: Colouring | None
    compressor: Compressor
    left: np.float32
    right: np.float32
    """Of one plane on both sides; a stereo stem's planes get them each, √2 louder."""
    room: np.float32
    effect: np.float32
    spread: np.float32

    @property
    def compresses(self) -> bool:
        """Whether its compressor does anything."""
        return self.compressor.ratio > 1.0 or self.compressor.makeup_db != 0.0

    def shares(self, planes: int) -> NDArray[np.float32]:
        """From each plane to left, right, room and effect; shape (4, planes)."""
        if planes == 1:
            return np.array([[self.left], [self.right], [self.room], [self.effect]], np.float32)
        louder, half = np.float32(math.sqrt(2.0)), np.float32(0.5)
        return np.array(
            [
                [self.left * louder, 0.0],
                [0.0, self.right * louder],
                [self.room * half, self.room * half],
                [self.effect * half, self.effect * half],
            ],
            np.float32,
        )


def made_ready(desk: Desk, line_up: Mapping[str, str]) -> dict[str, Strip]:
    """Each player's strip, of players and their instruments."""
    return {player: _ready(desk, channel) for player, channel in strips(desk, line_up).items()}


def _ready(desk: Desk, channel: Channel) -> Strip:
    angle = (channel.pan + 1.0) * math.pi / 4.0
    level = db_to_gain(channel.level_db + desk.bus.level_db)
    equaliser = Equaliser((*channel.eq, *desk.bus.eq, *HEAD[desk.colour.kind]), channel.width)
    return Strip(
        None if equaliser.does_nothing else equaliser,
        channel.compressor,
        np.float32(level * math.cos(angle)),
        np.float32(level * math.sin(angle)),
        np.float32(level * _send(channel.room_db, desk.room.level_db, desk.room.kind)),
        np.float32(level * _send(channel.effect_db, desk.effect.level_db, desk.effect.kind)),
        np.float32(channel.spread),
    )


def _send(send_db: float, return_db: float, kind: str) -> float:
    if kind == "none" or send_db <= SILENT_DB:
        return 0.0
    return db_to_gain(send_db + return_db)


def spread_frames(sample_rate_hz: int) -> int:
    """How far back the side of a mono sound reaches."""
    return round(SPREAD_TAPS[-1][0] * sample_rate_hz)


def side_of(heard: NDArray[np.float32], sample_rate_hz: int) -> NDArray[np.float32]:
    """What the left gets more and the right less of, for a mono plane that begins ``spread_frames`` earlier."""
    begin = spread_frames(sample_rate_hz)
    side = np.zeros(len(heard) - begin, np.float32)
    for seconds, gain in SPREAD_TAPS:
        delay = round(seconds * sample_rate_hz)
        side += heard[begin - delay : len(heard) - delay] * np.float32(gain)
    return side
