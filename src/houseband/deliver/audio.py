"""Sound files: 24-bit WAV and FLAC, put in place whole or not at all."""

import contextlib
import errno
import os
import secrets
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from houseband.errors import SoundError

BLOCK_FRAMES = 65_536
"""libsndfile crashes on some formats when handed millions of frames at once (python-soundfile issue 396)."""
FORMATS = {".wav": ("WAV", "PCM_24"), ".flac": ("FLAC", "PCM_24")}
ADVICE = {
    errno.ENOENT: "make the folder first",
    errno.EACCES: "you may not write there; choose another folder",
    errno.EROFS: "that disk is read-only; choose another folder",
    errno.ENOSPC: "the disk is full, or nearly",
}
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
    scratch = path.with_name(f".{path.stem[:40]}-{secrets.token_hex(6)}{path.suffix.lower()}")
    try:
        os.close(os.open(scratch, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))  # tells what is wrong, if anything is
        write_blocks(scratch, samples, sample_rate_hz)
        os.replace(scratch, path)
    except OSError as error:
        problem = error.strerror or str(error)
        raise SoundError(f"cannot write: {problem}", str(path), hint=ADVICE.get(error.errno or 0, "")) from error
    finally:
        with contextlib.suppress(OSError):
            scratch.unlink(missing_ok=True)


def write_blocks(path: Path, samples: NDArray[np.float32], sample_rate_hz: int) -> None:
    """Write the file itself, block by block. OSError if not all of it could be written."""
    import soundfile

    kind, subtype = FORMATS[path.suffix]
    channels = samples.shape[1]
    scaled = np.empty((BLOCK_FRAMES, channels), np.float32)
    whole = np.empty((BLOCK_FRAMES, channels), np.int32)
    try:
        with soundfile.SoundFile(path, "w", sample_rate_hz, channels, subtype, format=kind) as file:
            for first in range(0, len(samples), BLOCK_FRAMES):
                block = samples[first : first + BLOCK_FRAMES]
                part, steps = scaled[: len(block)], whole[: len(block)]
                np.multiply(block, np.float32(STEPS), out=part)
                np.clip(np.rint(part, out=part), -STEPS, STEPS - 1, out=part)
                np.copyto(steps, part, casting="unsafe")
                file.write(np.left_shift(steps, 8, out=steps))  # libsndfile takes the upper 24 of 32 bits
        complete = soundfile.info(path).frames == len(samples)
    except (soundfile.LibsndfileError, AssertionError) as error:  # a short write is an assertion in soundfile
        raise OSError(errno.ENOSPC, "the disk took only a part of the file") from error
    if not complete:
        raise OSError(errno.ENOSPC, "the disk took only a part of the file")
