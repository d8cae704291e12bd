"""The bank of tones: each is made once, then kept in memory and, given a folder, on disk between runs.

A file's name is the digest of everything that the tone depends on, the models' own source among it, so nothing in the
folder is ever out of date and any number of processes may share it. A folder that cannot be written changes nothing but
the time it takes.
"""

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from houseband.errors import SoundError
from houseband.sound.library import HOUSE, Library
from houseband.sound.model import Model
from houseband.sound.shelf import SUFFIX, KeptTone, prune, read_kept, write_kept
from houseband.sound.tone import Colouring, Stroke, Tone
from houseband.units import SAMPLE_RATE_HZ

MEMORY_BYTES = 64 * 2**20
"""About 350 guitar notes; a whole take of 192 s then stays within 250 MB. The rest is read again in 0.2 ms a tone."""
FOLDER_BYTES = 2 * 2**30
FOLDER_VARIABLE = "HOUSEBAND_CACHE"
LIMIT_VARIABLE = "HOUSEBAND_CACHE_MB"


def default_folder() -> Path:
    """Where tones are kept between runs: $HOUSEBAND_CACHE, or else the user's cache folder."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named).expanduser() / "tones"
    import platformdirs

    return Path(platformdirs.user_cache_dir("houseband")) / "tones"


def folder_limit_bytes() -> int:
    """How large the folder may grow: $HOUSEBAND_CACHE_MB, or 2 GB. SoundError if that is not a number."""
    named = os.environ.get(LIMIT_VARIABLE)
    if not named:
        return FOLDER_BYTES
    if not named.isdigit():
        raise SoundError(f"{LIMIT_VARIABLE} is '{named}', not a number of megabytes", hint=f"say {LIMIT_VARIABLE}=500")
    return int(named) * 2**20


class Measures(NamedTuple):
    """What is to be known of a tone before it is sounded."""

    frames: int
    loop_end_frames: int
    """0 where it does not loop."""
    release_seconds: float


class Bank:
    """Tones at one sample rate. Safe to use from several threads."""

    def __init__(
        self,
        sample_rate_hz: int = SAMPLE_RATE_HZ,
        folder: Path | None = None,
        memory_bytes: int = MEMORY_BYTES,
        library: Library = HOUSE,
        folder_bytes: int | None = None,
    ) -> None:
        self.library = library
        self.sample_rate_hz = sample_rate_hz
        self.folder = folder
        self.memory_bytes = memory_bytes
        self.folder_bytes = folder_limit_bytes() if folder_bytes is None else folder_bytes
        self._new_bytes = 0
        self._kept: OrderedDict[tuple[Stroke, str], KeptTone] = OrderedDict()
        self._kept_bytes = 0
        self._measures: dict[Stroke, Measures] = {}
        self._lock = threading.Lock()

    def stroke(self, instrument: str, key: int, layer: int, articulation: int, variant: int) -> Stroke:
        """The stroke whose tone this is; many requests share one. SoundError for an instrument that is not there."""
        model = self.library.model(instrument)
        return model.heard(
            Stroke(instrument, int(key), int(layer), int(articulation), int(variant), self.sample_rate_hz)
        )

    def tone(
        self,
        instrument: str,
        key: int,
        layer: int,
        articulation: int,
        variant: int,
        colouring: Colouring | None = None,
    ) -> Tone:
        """The tone, made if it must be. Keys and layers out of range take the nearest; variants go round.

        What a ``colouring`` makes of it is kept in memory in its place.
        """
        return self.kept(self.stroke(instrument, key, layer, articulation, variant), colouring).tone()

    def kept(self, stroke: Stroke, colouring: Colouring | None = None) -> KeptTone:
        """The tone of a stroke as it is kept; for a stroke from ``stroke``."""
        name = (stroke, colouring.name if colouring else "")
        with self._lock:
            kept = self._kept.get(name)
            if kept is not None:
                self._kept.move_to_end(name)
                return kept
        kept = self._fetch(stroke)
        if colouring:
            kept = KeptTone.of(colouring.colour(kept.tone(), self.sample_rate_hz))
        self._remember(name, kept)
        return kept

    def measures(self, stroke: Stroke) -> Measures:
        """How long the tone of a stroke is, and what becomes of it: what must be known before any of it is sounded."""
        if stroke not in self._measures:
            kept = self._fetch(stroke)
            loop_end = kept.loop_end_frames if kept.loops else 0
            self._measures[stroke] = Measures(kept.frames, loop_end, kept.release_seconds)
        return self._measures[stroke]

    def unmeasured(self, strokes: Iterable[Stroke]) -> list[Stroke]:
        """Those whose measures are not known yet: to know them their tones are fetched or made."""
        return [stroke for stroke in strokes if stroke not in self._measures]

    def head(self, stroke: Stroke, frames: int, colouring: Colouring | None = None) -> NDArray[np.float32]:
        """The first frames of a tone as planes; of many a tone no note needs more, and no more is kept or coloured."""
        name = (stroke, f"head {colouring.name}" if colouring else "head")
        with self._lock:
            kept = self._kept.get(name)
            if kept is not None:
                self._kept.move_to_end(name)
        if kept is None or kept.frames < min(frames, self.measures(stroke).frames):
            kept = self._fetch(stroke).cut(frames)
            if colouring:  # a filter looks back only: the head of what it makes is what it makes of the head
                kept = KeptTone.of(colouring.colour(kept.tone(), self.sample_rate_hz))
            self._remember(name, kept)
        return kept.head(frames)

    def _fetch(self, stroke: Stroke) -> KeptTone:
        model = self.library.model(stroke.instrument)
        if self.folder is None:
            return self._made(model, stroke)
        name = hashlib.blake2b(model.recipe + repr(stroke).encode(), digest_size=16).hexdigest()
        path = self.folder / f"{name}{SUFFIX}"
        kept = read_kept(path)
        if kept is None:
            kept = KeptTone.of(model(stroke))
            self._written(write_kept(path, kept), kept)
        return kept

    def _made(self, model: Model, stroke: Stroke) -> KeptTone:
        """The tone where nothing is kept on disk: made once, for as long as it stays in memory."""
        with self._lock:
            kept = self._kept.get((stroke, ""))
        if kept is None:
            kept = KeptTone.of(model(stroke))
            self._remember((stroke, ""), kept)
        return kept

    def _written(self, is_written: bool, kept: KeptTone) -> None:
        """Every so often, see that the folder stays within its limit."""
        if is_written and self.folder is not None:
            self._new_bytes += kept.samples.nbytes
            if self._new_bytes > self.folder_bytes // 50:
                self._new_bytes = 0
                prune(self.folder, self.folder_bytes)

    def _remember(self, name: tuple[Stroke, str], kept: KeptTone) -> None:
        with self._lock:
            before = self._kept.pop(name, None)
            self._kept_bytes -= before.samples.nbytes if before else 0
            self._kept[name] = kept
            self._kept_bytes += kept.samples.nbytes
            while self._kept_bytes > self.memory_bytes and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                self._kept_bytes -= oldest.samples.nbytes
