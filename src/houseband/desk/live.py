"""The desk while the band plays: block by block, what ``mix`` does to the whole take, but for its loudness.

Nobody knows yet how loud the take will be, so the gain that brings it to its loudness is given (``aloud`` foresees it
from the beginning). The rest is the same arithmetic, for all players at once, in arrays that are made once.
"""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from houseband.desk.colour import Saturation
from houseband.desk.compressor import BLOCK_FRAMES as STEP_FRAMES
from houseband.desk.compressor import LEAST_DB, LEAST_POWER, Follower, block_powers
from houseband.desk.convolution import Convolver
from houseband.desk.desk import Desk
from houseband.desk.limiter import Limiter
from houseband.desk.loudness import Planes
from houseband.desk.ramps import apply_ramps
from houseband.desk.rooms import response
from houseband.desk.strips import Strip, made_ready, side_of, spread_frames
from houseband.sound.tone import Colouring
from houseband.units import db_to_gain

HEADROOM_DB = 0.1


class LiveDesk:
    """A desk for players with their instruments; ``mix`` takes a block of each and gives one of the band."""

    def __init__(
        self,
        desk: Desk,
        players: Mapping[str, str],
        sample_rate_hz: int,
        block_frames: int = 256,
        level_db: float = 0.0,
    ) -> None:
        if block_frames % STEP_FRAMES:
            raise ValueError(f"{block_frames} frames are not whole steps of {STEP_FRAMES}")
        self.block_frames = block_frames
        self._rate = sample_rate_hz
        self._strips = made_ready(desk, players)
        self._rows: Rows | None = None
        self._convolvers = [
            (2 + index, Convolver(response(room, sample_rate_hz // 2), block_frames))
            for index, room in enumerate((desk.room, desk.effect))
            if room.kind != "none"
        ]
        bus = desk.bus.compressor
        self._follower = Follower(bus, sample_rate_hz) if bus.ratio > 1.0 or bus.makeup_db else None
        self._colour = Saturation(desk.colour, sample_rate_hz)
        self._gain = np.float32(db_to_gain(level_db))
        self._limiter = Limiter(desk.ceiling_dbtp - HEADROOM_DB, sample_rate_hz, block_frames)
        self.latency_frames = self._limiter.latency_frames
        """How much later the band comes out than it goes in."""

    @property
    def colourings(self) -> dict[str, Colouring]:
        """What each player's tones have to go through: equalisers are in the tones."""
        return {player: strip.colouring for player, strip in self._strips.items() if strip.colouring is not None}

    def mix(self, blocks: Mapping[str, Planes]) -> Planes:
        """A block of the band, shape (2, block_frames), of a block of each player, shape (1 or 2, block_frames).

        Valid until the next call. Always the same players, each with as many planes as at first.
        """
        if self._rows is None:
            planes = {player: len(block) for player, block in blocks.items()}
            self._rows = Rows(self._strips, planes, self._rate, self.block_frames)
        buses = self._rows.summed(blocks)
        bus = buses[:2]
        for row, convolver in self._convolvers:
            convolver.process(buses[row], bus)
        if self._follower is not None:
            edges = self._follower.factors(block_powers(bus))
            for plane in bus:
                apply_ramps(plane.reshape(-1, STEP_FRAMES), edges, np.multiply)
        self._colour.process(bus)
        bus *= self._gain
        return self._limiter.process(bus)


class Rows:
    """All players' planes under each other, and all their compressors at once."""

    def __init__(
        self, strips: Mapping[str, Strip], planes: Mapping[str, int], sample_rate_hz: int, block_frames: int
    ) -> None:
        self._rate = sample_rate_hz
        steps = block_frames // STEP_FRAMES
        count = sum(planes.values())
        self._sound = np.zeros((count, steps, STEP_FRAMES), np.float32)
        self._scratch = np.zeros_like(self._sound)
        self._flat = self._sound.reshape(count, block_frames)
        self._buses = np.zeros((4, block_frames), np.float32)
        self._shares = np.zeros((4, count), np.float32)
        self._places: dict[str, slice] = {}
        self._player_of = np.zeros(count, np.int64)
        self._spreads: list[tuple[int, Strip, NDArray[np.float32]]] = []
        begin = 0
        for index, (player, number) in enumerate(planes.items()):
            self._places[player] = place = slice(begin, begin + number)
            self._shares[:, place] = strips[player].shares(number)
            self._player_of[place] = index
            if strips[player].spread and number == 1:
                before = np.zeros(spread_frames(sample_rate_hz) + block_frames, np.float32)
                self._spreads.append((begin, strips[player], before))
            begin += number
        self._starts = np.array([place.start for place in self._places.values()], np.int64)
        settings = [strips[player].compressor for player in planes]
        self._compresses = any(strips[player].compresses for player in planes)
        block_seconds = STEP_FRAMES / sample_rate_hz
        column = {
            "threshold": [one.threshold_db for one in settings],
            "slope": [1.0 - 1.0 / one.ratio for one in settings],
            "knee": [max(one.knee_db, 1e-9) for one in settings],
            "keep": [math.exp(-block_seconds / one.attack_seconds) for one in settings],
            "fall": [math.exp(-block_seconds / one.release_seconds) for one in settings],
            "makeup": [one.makeup_db for one in settings],
        }
        self._set = {name: np.array(values) for name, values in column.items()}
        self._held = np.zeros(len(settings))
        self._smooth = np.zeros((steps + 1, len(settings)))
        self._ramp = (np.arange(STEP_FRAMES, dtype=np.float32) + np.float32(0.5)) / np.float32(STEP_FRAMES)

    def summed(self, blocks: Mapping[str, Planes]) -> Planes:
        """Left, right, room and effect, shape (4, block_frames)."""
        for player, place in self._places.items():
            self._flat[place] = blocks[player]
        if self._compresses:
            self._compress()
        np.matmul(self._shares, self._flat, out=self._buses)
        for row, strip, before in self._spreads:
            reach = len(before) - self._flat.shape[1]
            before[:reach] = before[-reach:]
            before[reach:] = self._flat[row]
            side = side_of(before, self._rate) * strip.spread
            self._buses[0] += side * strip.left
            self._buses[1] -= side * strip.right
        return self._buses

    def _compress(self) -> None:
        """What ``Follower`` does, step by step for all players together."""
        values = self._set
        np.multiply(self._sound, self._sound, out=self._scratch)
        powers = self._scratch.sum(axis=2, dtype=np.float64) / STEP_FRAMES
        powers = np.maximum.reduceat(powers, self._starts, axis=0)
        over = 10.0 * np.log10(np.maximum(powers, LEAST_POWER)) - values["threshold"][:, None]
        knee = values["knee"][:, None]
        inside = np.clip(over + knee / 2.0, 0.0, knee)
        wanted = values["slope"][:, None] * (inside**2 / (2.0 * knee) + np.maximum(over - knee / 2.0, 0.0))
        np.maximum(wanted, LEAST_DB, out=wanted)
        self._smooth[0] = self._smooth[-1]
        keep, rest = values["keep"], 1.0 - values["keep"]
        for step in range(wanted.shape[1]):
            self._held = np.maximum(wanted[:, step], self._held * values["fall"])
            self._smooth[step + 1] = keep * self._smooth[step] + rest * self._held
        edges_db = values["makeup"] - self._smooth
        edges = np.exp(edges_db * (math.log(10.0) / 20.0)).astype(np.float32)[:, self._player_of]
        np.multiply((edges[1:] - edges[:-1]).T[:, :, None], self._ramp, out=self._scratch)
        self._scratch += edges[:-1].T[:, :, None]
        self._sound *= self._scratch
