"""Sound files: 24-bit WAV and FLAC, put in place whole or not at all."""

import errno
import functools
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from houseband import cores
from houseband.errors import SoundError
from houseband.files import replace_file

BLOCK_FRAMES = 65_536
"""libsndfile crashes on some formats when handed millions of frames at once (python-soundfile issue 396)."""
FORMATS = {".wav": ("WAV", "PCM_24"), ".flac": ("FLAC", "PCM_24")}
STEPS = 2**23
"""Of full scale, in 24 bits."""


def write_audio(path: Path, samples: NDArray[np.float32], sample_rate_hz: int) -> None:
    """Write samples of shape (frames, channels), full scale 1, as the file that the suffix names.

    SoundError if the suffix is unknown or the file cannot be written; whatever stood at ``path`` is then still there.
    """
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise SoundError(
            f"cannot write '{path.suffix or path.name}' sound", str(path), hint=f"what is written: {', '.join(FORMATS)}"
        )
    replace_file(path, lambda scratch: write_blocks(scratch, samples, sample_rate_hz))


def write_blocks(path: Path, samples: NDArray[np.float32], sample_rate_hz: int) -> None:
    """Write the file itself, block by block. OSError if not all of it could be written."""
    import soundfile

    kind, subtype = FORMATS[path.suffix]
    channels = samples.shape[1]

    def steps(first: int) -> NDArray[np.int32]:
        part = samples[first : first + BLOCK_FRAMES] * np.float32(STEPS)
        np.clip(np.rint(part, out=part), -STEPS, STEPS - 1, out=part)
        whole = part.astype(np.int32, order="C")
        return np.left_shift(whole, 8, out=whole)  # libsndfile takes the upper 24 of 32 bits

    try:
        with soundfile.SoundFile(path, "w", sample_rate_hz, channels, subtype, format=kind) as file:
            ready = steps(0)
            for first in range(BLOCK_FRAMES, len(samples) + BLOCK_FRAMES, BLOCK_FRAMES):
                _, ready = cores.at_once(functools.partial(file.write, ready), functools.partial(steps, first))
        complete = soundfile.info(path).frames == len(samples)
    except (soundfile.LibsndfileError, AssertionError) as error:  # a short write is an assertion in soundfile
        raise OSError(errno.ENOSPC, "the disk took only a part of the file") from error
    if not complete:
        raise OSError(errno.ENOSPC, "the disk took only a part of the file")
