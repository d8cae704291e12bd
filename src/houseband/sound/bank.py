"""The bank of tones: each is made once, then kept in memory and, given a folder, on disk between runs.

A file's name is the digest of everything that the tone depends on, the models' own source among it, so nothing in the
folder is ever out of date and any number of processes may share it. A folder that cannot be written changes nothing but
the time it takes.
"""

import hashlib
import os
import threading
from collections import OrderedDict
from pathlib import Path

from houseband.sound.library import HOUSE, Library
from houseband.sound.shelf import KeptTone, read_kept, write_kept
from houseband.sound.tone import Stroke, Tone
from houseband.units import SAMPLE_RATE_HZ

MEMORY_BYTES = 64 * 2**20
"""About 350 guitar notes; a whole take of 192 s then stays within 250 MB. The rest is read again in 0.2 ms a tone."""
FOLDER_VARIABLE = "HOUSEBAND_CACHE"


def default_folder() -> Path:
    """Where tones are kept between runs: $HOUSEBAND_CACHE, or else the user's cache folder."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named).expanduser() / "tones"
    import platformdirs

    return Path(platformdirs.user_cache_dir("houseband")) / "tones"


class Bank:
    """Tones at one sample rate. Safe to use from several threads."""

    def __init__(
        self,
        sample_rate_hz: int = SAMPLE_RATE_HZ,
        folder: Path | None = None,
        memory_bytes: int = MEMORY_BYTES,
        library: Library = HOUSE,
    ) -> None:
        self.library = library
        self.sample_rate_hz = sample_rate_hz
        self.folder = folder
        self.memory_bytes = memory_bytes
        self._kept: OrderedDict[Stroke, KeptTone] = OrderedDict()
        self._kept_bytes = 0
        self._lock = threading.Lock()

    def stroke(self, instrument: str, key: int, layer: int, articulation: int, variant: int) -> Stroke:
        """The stroke whose tone this is; many requests share one. SoundError for an instrument that is not there."""
        model = self.library.model(instrument)
        return model.heard(
            Stroke(instrument, int(key), int(layer), int(articulation), int(variant), self.sample_rate_hz)
        )

    def tone(self, instrument: str, key: int, layer: int, articulation: int, variant: int) -> Tone:
        """The tone, made if it must be. Keys and layers out of range take the nearest; variants go round."""
        stroke = self.stroke(instrument, key, layer, articulation, variant)
        with self._lock:
            kept = self._kept.get(stroke)
            if kept is not None:
                self._kept.move_to_end(stroke)
        if kept is None:
            kept = self._fetch(stroke)
            self._remember(stroke, kept)
        return kept.tone()

    def _fetch(self, stroke: Stroke) -> KeptTone:
        model = self.library.model(stroke.instrument)
        if self.folder is None:
            return KeptTone.of(model(stroke))
        name = hashlib.blake2b(model.recipe + repr(stroke).encode(), digest_size=16).hexdigest()
        path = self.folder / f"{name}.tone"
        kept = read_kept(path)
        if kept is None:
            kept = KeptTone.of(model(stroke))
            write_kept(path, kept)
        return kept

    def _remember(self, stroke: Stroke, kept: KeptTone) -> None:
        with self._lock:
            if stroke in self._kept:
                return
            self._kept[stroke] = kept
            self._kept_bytes += kept.samples.nbytes
            while self._kept_bytes > self.memory_bytes and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                self._kept_bytes -= oldest.samples.nbytes
