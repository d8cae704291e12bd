"""Spoilt and hostile libraries: an error that says so, or what can be played; never another one, in little time."""

import random
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from font_writer import INSTRUMENT, KEYS, MODE, MODEL_RATE_HZ, SAMPLE, Font, Zone, chunk, sine, span

from houseband.errors import SoundError
from houseband.sound.fonts.opening import open_font
from houseband.sound.fonts.sampler import sampled
from spoil import spoilt

RATE = MODEL_RATE_HZ
MOST_SECONDS = 2.0


def small_font() -> Font:
    font = Font()
    one = font.sample(sine(441.0, 0.1), loop=(400, 4000))
    other = font.sample(sine(882.0, 0.1), kind=4, link=0)
    instrument = font.instrument(
        Zone({38: 100}, [(0x0502, 48, 500, 0, 0)]),
        Zone({KEYS: span(0, 60), 8: 9000, 26: 0, 7: 300, 24: 100, 6: 50, MODE: 1, SAMPLE: one}),
        Zone({KEYS: span(50, 127), 33: -4000, 37: 300, SAMPLE: other}, [(0x0102, 8, -2400, 0, 0)]),
    )
    font.preset("One", 0, Zone({51: 2}), Zone({INSTRUMENT: instrument}))
    font.preset("Two", 1, Zone({INSTRUMENT: instrument, 17: 200}), bank=1)
    return font


def tried(path: Path) -> bool:
    """Open it and sound some of it; whether any of it could be. Any error but SoundError is the test's."""
    begin = time.process_time()
    try:
        font = open_font(path)
        for preset in range(min(2, len(font.presets))):
            font.keys(preset)
            for key in (0, 48, 60, 127):
                tone = sampled(font.zones(preset, key, 100, 1), RATE, font.planes(preset), 0.2)
                assert np.isfinite(tone.samples).all()
    except SoundError:
        return False
    finally:
        assert time.process_time() - begin < MOST_SECONDS
    return True


@pytest.mark.parametrize("kind", ["plain", "compressed", "deep"])
def test_spoilt_soundfonts(tmp_path: Path, kind: str) -> None:
    content = small_font().to_bytes(compressed=kind == "compressed", deep=kind == "deep")
    outcomes = []
    for seed in range(150):
        path = tmp_path / f"{seed}.sf2"
        path.write_bytes(spoilt(content, random.Random(seed)))
        outcomes.append(tried(path))
    assert any(outcomes)
    assert not all(outcomes)


def _tables(content: bytes) -> Iterator[tuple[str, int, int]]:
    """Name, first byte and one past the last of the chunks of the hydra."""
    for name in ("phdr", "pbag", "pmod", "pgen", "inst", "ibag", "imod", "igen", "shdr"):
        start = content.rindex(name.encode()) + 8
        yield name, start, start + struct.unpack("<I", content[start - 4 : start])[0]


def test_spoilt_tables(tmp_path: Path) -> None:
    """Numbers in the tables that point anywhere: bags, generators, instruments, samples, loops."""
    content = small_font().to_bytes()
    tables = list(_tables(content))
    for seed in range(400):
        dice = random.Random(seed)
        spoiled = bytearray(content)
        for _ in range(dice.randint(1, 6)):
            _, start, end = dice.choice(tables)
            at = dice.randrange(start, end - 1)
            spoiled[at : at + 2] = dice.choice(
                (b"\0\0", b"\xff\xff", b"\xff\x7f", b"\0\x80", b"\1\0", dice.randbytes(2))
            )
        path = tmp_path / f"{seed}.sf2"
        path.write_bytes(spoiled)
        tried(path)


def test_spoilt_instruments_in_text(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", sine(441.0, 0.1), RATE)
    text = (
        b"#define $A 60\n<control> default_path= note_offset=1 set_cc1=5\n<global> ampeg_release=.5 cutoff=900\n"
        b"<group> seq_length=2 lovel=1 hivel=127 fileg_depth=1200 fileg_decay=.2\n"
        b"<region> sample=a.wav lokey=0 hikey=$A seq_position=2 pitchlfo_freq=5 pitchlfo_depth=30\n"
        b"<region> sample=a.wav key=c5 loop_mode=loop_continuous loop_start=10 loop_end=2000 offset=3 end=4000\n"
        b"<region> sample=a.wav tune=5 volume=-3 pan=20 width=50 amp_veltrack=50 ampeg_attack=.1 lorand=0 hirand=1\n"
    )
    outcomes = []
    for seed in range(300):
        path = tmp_path / f"{seed}.sfz"
        path.write_bytes(spoilt(text, random.Random(seed)))
        outcomes.append(tried(path))
    assert any(outcomes)
    assert not all(outcomes)


def test_spoilt_samples_of_an_instrument(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "whole.wav", sine(441.0, 0.1), RATE)
    content = (tmp_path / "whole.wav").read_bytes()
    content += chunk("smpl", struct.pack("<9I", 0, 0, 0, 60, 0, 0, 0, 1, 0) + struct.pack("<6I", 0, 0, 10, 900, 0, 0))
    for seed in range(150):
        (tmp_path / f"{seed}.wav").write_bytes(spoilt(content, random.Random(seed)))
        path = tmp_path / f"{seed}.sfz"
        path.write_text(f"<region> sample={seed}.wav\n<region> sample=whole.wav key=48\n")
        tried(path)


@pytest.mark.parametrize("rate_hz", [0, 1, 2**31])
def test_samples_at_absurd_rates_are_silent(tmp_path: Path, rate_hz: int) -> None:
    font = Font()
    path = tmp_path / "rate.sf2"
    path.write_bytes(font.one(font.sample(sine(441.0, 0.1), rate_hz)).to_bytes())
    assert open_font(path).zones(0, 60, 100, 0) == ()


def test_a_promise_of_two_gigabytes_takes_no_memory(tmp_path: Path) -> None:
    """A sample's head that names more frames than the file has is read as far as the file goes."""
    content = bytearray(small_font().to_bytes())
    start = next(start for name, start, _ in _tables(bytes(content)) if name == "shdr")
    content[start + 24 : start + 28] = struct.pack("<I", 2**30)
    path = tmp_path / "large.sf2"
    path.write_bytes(content)
    assert tried(path)


def test_a_hundred_thousand_regions_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.sfz"
    path.write_text("<region>" * 100_000)
    with pytest.raises(SoundError, match="more regions"):
        open_font(path)


def test_includes_that_multiply_are_refused(tmp_path: Path) -> None:
    for level in range(12):
        (tmp_path / f"{level}.sfz").write_text(f'#include "{level + 1}.sfz"\n' * 10)
    (tmp_path / "12.sfz").write_text("<region> sample=a.wav\n")
    begin = time.process_time()
    with pytest.raises(SoundError, match="without end"):
        open_font(tmp_path / "0.sfz")
    assert time.process_time() - begin < MOST_SECONDS


def test_definitions_that_double_are_refused(tmp_path: Path) -> None:
    lines = [
        "#define $A0 xxxxxxxx",
        *(f"#define $A{n} $A{n - 1}$A{n - 1}" for n in range(1, 60)),
        "<region> sample=$A59",
    ]
    path = tmp_path / "double.sfz"
    path.write_text("\n".join(lines))
    with pytest.raises(SoundError, match="grows without end"):
        open_font(path)


def test_ten_thousand_includes_on_a_line_are_refused(tmp_path: Path) -> None:
    (tmp_path / "more.sfz").write_text("<region> sample=a.wav\n")
    path = tmp_path / "line.sfz"
    path.write_text('#include "more.sfz" ' * 10_000)
    with pytest.raises(SoundError, match="without end"):
        open_font(path)
