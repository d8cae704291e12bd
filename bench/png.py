"""Pictures without a library: grey values as a PNG file (ISO/IEC 15948)."""

import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def write_png(path: Path, grey: NDArray[np.uint8]) -> None:
    """Write an array of shape (rows, columns), 0 black to 255 white."""
    rows, columns = grey.shape
    scanlines = np.pad(grey, ((0, 0), (1, 0))).tobytes()  # a filter byte of 0 before each row
    header = struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(scanlines, 9)), (b"IEND", b""))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
            for kind, body in chunks
        )
    )
