"""Pictures without a library: values as a PNG file (ISO/IEC 15948), and spectrograms."""

import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# From night to daylight: colours at even steps, mixed in between.
PALETTE = np.array(
    [
        [8, 8, 20], [38, 20, 72], [92, 28, 98], [158, 44, 90],
        [218, 78, 62], [246, 146, 50], [252, 216, 120], [255, 250, 230],
    ]
)  # fmt: skip
FFT_FRAMES = 4096
RANGE_DB = 72.0


def write_png(path: Path, pixels: NDArray[np.uint8]) -> None:
    """Write an array of shape (rows, columns), 0 black to 255 white, or (rows, columns, 3) in colour."""
    rows, columns = pixels.shape[:2]
    kind = 0 if pixels.ndim == 2 else 2
    scanlines = np.pad(pixels.reshape(rows, -1), ((0, 0), (1, 0))).tobytes()  # a filter byte of 0 before each row
    header = struct.pack(">IIBBBBB", columns, rows, 8, kind, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(scanlines, 9)), (b"IEND", b""))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
            for kind, body in chunks
        )
    )


def coloured(shares: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Shares from 0 to 1 in the palette's colours: shape (…, 3)."""
    place = np.clip(shares, 0, 1) * (len(PALETTE) - 1)
    below = np.minimum(place.astype(int), len(PALETTE) - 2)
    part = (place - below)[..., None]
    return np.asarray(PALETTE[below] * (1 - part) + PALETTE[below + 1] * part, np.uint8)


def spectrogram(
    samples: NDArray[np.float32], sample_rate_hz: int, columns: int = 800, rows: int = 240, lowest_hz: float = 40.0
) -> NDArray[np.uint8]:
    """A picture of mono samples: time to the right, pitch upwards to 16 kHz, 72 dB of light."""
    padded = np.pad(samples.astype(np.float64), FFT_FRAMES // 2)
    centres = np.linspace(0, len(samples) - 1, columns).astype(int)
    windows = np.stack([padded[at : at + FFT_FRAMES] for at in centres]) * np.hanning(FFT_FRAMES)
    power = np.abs(np.fft.rfft(windows, axis=1)) ** 2
    f = np.fft.rfftfreq(FFT_FRAMES, 1.0 / sample_rate_hz)
    edges = lowest_hz * (16_000.0 / lowest_hz) ** (np.arange(rows + 1) / rows)
    total = np.concatenate([np.zeros((columns, 1)), np.cumsum(power, axis=1)], axis=1)
    at = np.clip(edges / f[1] + 0.5, 0, len(f))
    whole = np.minimum(at.astype(int), len(f) - 1)
    reached = np.stack(
        [total[:, i] + (x - i) * (total[:, i + 1] - total[:, i]) for x, i in zip(at, whole, strict=True)]
    )
    level = 10 * np.log10(np.diff(reached, axis=0) / np.diff(edges)[:, None] * edges[1:, None] + 1e-12)
    return coloured(1.0 + (level[::-1] - level.max()) / RANGE_DB)
