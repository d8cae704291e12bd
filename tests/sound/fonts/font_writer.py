"""Writes small SoundFonts for the tests, straight from the SoundFont 2.04 specification; no reader's code is in it."""

import io
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import soundfile
from numpy.typing import NDArray

Amounts = Mapping[int, int]
Modulator = tuple[int, int, int, int, int]
"""Source, target, amount, amount source, transform."""
START_ADDRESS, PAN, INSTRUMENT, KEYS, VELOCITIES, SAMPLE, MODE, ROOT = 0, 17, 41, 43, 44, 53, 54, 58
MODEL_RATE_HZ = 44_100
SILENCE_FRAMES = 46  # §7.10: after each sample


def span(low: int, high: int) -> int:
    """A range as an amount."""
    return int.from_bytes(bytes((low, high)), "little", signed=True)


@dataclass
class Zone:
    """Generators in the order in which they are written, and modulators."""

    amounts: Amounts = field(default_factory=dict)
    modulators: Sequence[Modulator] = ()


@dataclass
class Font:
    """What is to be written."""

    samples: list[tuple[str, NDArray[np.float64], int, int, tuple[int, int], int, int, int]] = field(
        default_factory=list
    )
    instruments: list[tuple[str, Sequence[Zone]]] = field(default_factory=list)
    presets: list[tuple[str, int, int, Sequence[Zone]]] = field(default_factory=list)
    info: dict[str, str] = field(default_factory=lambda: {"INAM": "Small", "ICOP": "Public domain, CC0"})

    def sample(
        self,
        samples: NDArray[np.float64],
        rate_hz: int = MODEL_RATE_HZ,
        key: int = 60,
        loop: tuple[int, int] = (0, 0),
        correction: int = 0,
        kind: int = 1,
        link: int = 0,
    ) -> int:
        """Its number."""
        self.samples.append((f"s{len(self.samples)}", samples, rate_hz, key, loop, correction, kind, link))
        return len(self.samples) - 1

    def instrument(self, *zones: Zone) -> int:
        """Its number."""
        self.instruments.append((f"i{len(self.instruments)}", zones))
        return len(self.instruments) - 1

    def preset(self, name: str, program: int, *zones: Zone, bank: int = 0) -> None:
        """A preset of zones; one of an instrument's number alone is Zone({INSTRUMENT: number})."""
        self.presets.append((name, program, bank, zones))

    def one(self, samples: int, amounts: Amounts | None = None, modulators: Sequence[Modulator] = ()) -> "Font":
        """A preset 0:0 of one instrument of one zone."""
        number = self.instrument(Zone({**(amounts or {}), SAMPLE: samples}, modulators))
        self.preset("One", 0, Zone({INSTRUMENT: number}))
        return self

    def to_bytes(self, *, compressed: bool = False, deep: bool = False) -> bytes:
        """The file. ``compressed``: an SF3, with Ogg Vorbis samples; ``deep``: with 24-bit samples."""
        pool, low, heads = bytearray(), bytearray(), bytearray()
        for name, samples, rate, key, loop, correction, kind, link in self.samples:
            if compressed:
                ogg = io.BytesIO()
                soundfile.write(ogg, samples, rate, format="OGG", subtype="VORBIS")
                start, end = len(pool), len(pool) + len(ogg.getvalue())
                pool += ogg.getvalue()
                at, kind = loop, kind | 0x10
            else:
                whole = np.round(samples * (2**23 if deep else 2**15)).astype(np.int64)
                whole = whole.clip(-(2**23), 2**23 - 1) if deep else whole.clip(-32_768, 32_767)
                start = len(pool) // 2
                end = start + len(whole)
                pool += (whole >> 8 if deep else whole).astype("<i2").tobytes() + bytes(2 * SILENCE_FRAMES)
                low += (whole & 255).astype(np.uint8).tobytes() + bytes(SILENCE_FRAMES)
                at = (start + loop[0], start + loop[1])
            heads += struct.pack(
                "<20sIIIIIBbHH", name.encode(), start, end, at[0], at[1], rate, key, correction, link, kind
            )
        heads += struct.pack("<20sIIIIIBbHH", b"EOS", 0, 0, 0, 0, 0, 0, 0, 0, 0)
        preset_heads, *preset_tables = self._tables(
            [(f"{name:.20}", zones) for name, _, _, zones in self.presets],
            lambda index, name, bag: struct.pack(
                "<20sHHHIII", name, *((0, 0) if index is None else self.presets[index][1:3]), bag, 0, 0, 0
            ),
        )
        instrument_heads, *instrument_tables = self._tables(
            self.instruments, lambda index, name, bag: struct.pack("<20sH", name, bag)
        )
        version = struct.pack("<HH", 3 if compressed else 2, 0 if compressed else 4)
        info = chunk("ifil", version) + b"".join(chunk(name, text.encode() + b"\0") for name, text in self.info.items())
        sound = chunk("smpl", bytes(pool)) + (chunk("sm24", bytes(low)) if deep else b"")
        tables = b"".join(
            chunk(name, content)
            for name, content in zip(
                ("phdr", "pbag", "pmod", "pgen", "inst", "ibag", "imod", "igen", "shdr"),
                (preset_heads, *preset_tables, instrument_heads, *instrument_tables, bytes(heads)),
                strict=True,
            )
        )
        parts = b"".join(chunk("LIST", kind + part) for kind, part in
                         ((b"INFO", info), (b"sdta", sound), (b"pdta", tables)))  # fmt: skip
        return chunk("RIFF", b"sfbk" + parts)

    @staticmethod
    def _tables(
        owners: Sequence[tuple[str, Sequence[Zone]]], head: Callable[[int | None, bytes, int], bytes]
    ) -> tuple[bytes, bytes, bytes, bytes]:
        """Heads, bags, modulators and generators of presets or instruments, with their terminal records."""
        heads, bags, modulators, generators = b"", b"", b"", b""
        bag = 0
        for index, (name, zones) in enumerate(owners):
            heads += head(index, name.encode(), bag)
            for zone in zones:
                bags += struct.pack("<HH", len(generators) // 4, len(modulators) // 10)
                generators += b"".join(struct.pack("<Hh", number, amount) for number, amount in zone.amounts.items())
                modulators += b"".join(struct.pack("<HHhHH", *one) for one in zone.modulators)
                bag += 1
        heads += head(None, b"EOP", bag)
        bags += struct.pack("<HH", len(generators) // 4, len(modulators) // 10)
        return heads, bags, modulators + bytes(10), generators + bytes(4)


def chunk(name: str, content: bytes) -> bytes:
    """A RIFF chunk."""
    return name.encode() + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def sine(hz: float, seconds: float = 1.0, rate_hz: int = MODEL_RATE_HZ, level: float = 0.5) -> NDArray[np.float64]:
    """A sine of a number of frames."""
    wave: NDArray[np.float64] = level * np.sin(2.0 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz)
    return wave
