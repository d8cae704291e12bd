"""The stems of a performance block by block, as a loudspeaker takes them.

The voices are those of ``record``, so the sound is the same. Tones are fetched, and notes whose pitch moves are made,
ahead of time by ``prepare``: in a thread of its own while it plays, so that making a block is only adding. Nothing here
grows with the length of the music.
"""

import threading
from collections import deque
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from houseband.performance import Performance
from houseband.sound.bank import Bank
from houseband.sound.playing import Playing
from houseband.sound.record import TAIL_SECONDS
from houseband.sound.tone import Colouring, Stroke, Tone
from houseband.sound.voice import Voice

BLOCK_FRAMES = 256
AHEAD_SECONDS = 2.0
"""How far ahead of the music voices are prepared."""
WAIT_SECONDS = 0.05


class LivePart:
    """One player's voices, from the coming to the gone."""

    def __init__(self, playing: Playing, block_frames: int) -> None:
        self._playing = playing
        self._order = np.argsort(playing.start_frames, kind="stable")
        self._next = 0
        self._coming: deque[Voice] = deque()
        self._sounding: list[Voice] = []
        self._tones: dict[Stroke, Tone] = {}
        self.planes = np.zeros((playing.channels, block_frames), np.float32)
        """The block that was made last; the next one overwrites it."""

    def prepare(self, until_frame: int) -> None:
        """Make the voices of the notes that begin before a frame of the take."""
        used: dict[Stroke, Tone] = {}
        while self._next < len(self._order):
            index = int(self._order[self._next])
            if self._playing.start_frames[index] >= until_frame:
                break
            stroke = self._playing.stroke(index)
            tone = self._tones.get(stroke) or self._playing.tone(stroke)
            used[stroke] = self._tones[stroke] = tone
            self._coming.append(self._playing.voice(index, tone))
            self._next += 1
        if used:
            self._tones = used  # those of the last stretch are the likeliest to be wanted again

    def block(self, first_frame: int, scratch: NDArray[np.float32]) -> NDArray[np.float32]:
        """The sound of the frames from ``first_frame`` on, shape (1 or 2, block)."""
        planes = self.planes
        planes.fill(0.0)
        last_frame = first_frame + planes.shape[1]
        while self._coming and self._coming[0].start_frame < last_frame:
            self._sounding.append(self._coming.popleft())
        for voice in self._sounding:
            voice.add(planes, first_frame, scratch[: len(planes)])
        self._sounding = [voice for voice in self._sounding if voice.end_frame > last_frame]
        if self._playing.swells:
            planes *= self._playing.swell(first_frame, planes.shape[1])
        return planes


class LiveStems:
    """The whole band, a block at a time from the top.

    ``with LiveStems(...) as stems`` has a thread prepare what is coming; without it ``block`` does so itself.
    """

    def __init__(
        self,
        performance: Performance,
        bank: Bank,
        block_frames: int = BLOCK_FRAMES,
        colourings: Mapping[str, Colouring] | None = None,
        ahead_seconds: float = AHEAD_SECONDS,
    ) -> None:
        colourings = colourings or {}
        self.sample_rate_hz = bank.sample_rate_hz
        self.block_frames = block_frames
        self.frames = round((performance.duration_seconds + TAIL_SECONDS) * bank.sample_rate_hz)
        """Of the take, its tail included; blocks after it are silent, but for what still rings."""
        self._parts = {
            player: LivePart(Playing(part, bank, colourings.get(player)), block_frames)
            for player, part in performance.parts.items()
        }
        self._scratch = np.empty((2, block_frames), np.float32)
        self._ahead_frames = max(block_frames, round(ahead_seconds * bank.sample_rate_hz))
        self._prepared_frame = 0
        self._position = 0
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def position(self) -> int:
        """The first frame of the next block."""
        return self._position

    @property
    def is_over(self) -> bool:
        """Whether the take and its tail have been played."""
        return self._position >= self.frames

    def __enter__(self) -> "LiveStems":
        self.prepare()
        self._thread = threading.Thread(target=self._keep_ahead, name="houseband voices", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def prepare(self) -> None:
        """Make the voices of the notes up to ``ahead_seconds`` from where the music is."""
        with self._lock:
            until = self._position + self._ahead_frames
            while self._prepared_frame < until:  # in small steps, so that nobody waits long
                self._prepared_frame = min(until, self._prepared_frame + self._ahead_frames // 8 + 1)
                for part in self._parts.values():
                    part.prepare(self._prepared_frame)

    def block(self) -> dict[str, NDArray[np.float32]]:
        """The next block of every player, shape (1 or 2, block_frames); valid until the next call."""
        first, last = self._position, self._position + self.block_frames
        if self._prepared_frame < last:
            self.prepare()
        blocks = {player: part.block(first, self._scratch) for player, part in self._parts.items()}
        self._position = last
        return blocks

    def _keep_ahead(self) -> None:
        while not self._stopping.wait(WAIT_SECONDS):
            if self._prepared_frame - self._position < 0.75 * self._ahead_frames:
                self.prepare()
