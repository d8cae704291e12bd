"""The bank gives the same tone from memory, from disk, and made anew, whatever becomes of the disk."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from houseband.errors import SoundError
from houseband.sound.bank import Bank, default_folder
from houseband.sound.library import HOUSE
from houseband.sound.model import Model
from houseband.sound.shelf import KeptTone, cache_size, clear, prune
from houseband.sound.tone import Tone

STROKE = ("nylon guitar", 76, 2, 0, 1)


def same(one: Tone, other: Tone) -> bool:
    return (
        one.samples.tobytes() == other.samples.tobytes()
        and one.loop_start_frames == other.loop_start_frames
        and one.loop_end_frames == other.loop_end_frames
        and one.release_seconds == other.release_seconds
    )


def test_made_remembered_and_read_again_are_the_same(tmp_path: Path) -> None:
    made = Bank().tone(*STROKE)
    bank = Bank(folder=tmp_path)
    assert same(made, bank.tone(*STROKE))
    assert same(made, bank.tone(*STROKE))
    assert same(made, Bank(folder=tmp_path).tone(*STROKE))


def test_a_kept_tone_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Bank(folder=tmp_path).tone(*STROKE)
    model = dataclasses.replace(HOUSE.model(STROKE[0]), make=refused)
    monkeypatch.setattr(Model, "recipe", HOUSE.model(STROKE[0]).recipe)
    monkeypatch.setattr(HOUSE, "model", lambda sound: model)
    assert same(made, Bank(folder=tmp_path).tone(*STROKE))


def refused(stroke: object) -> Tone:
    raise AssertionError("made again")


@pytest.mark.parametrize("damage", ["cut", "emptied", "flipped", "foreign"])
def test_a_spoiled_file_is_made_again(tmp_path: Path, damage: str) -> None:
    made = Bank(folder=tmp_path).tone(*STROKE)
    (path,) = tmp_path.iterdir()
    content = bytearray(path.read_bytes())
    if damage == "flipped":
        content[len(content) // 2] ^= 4
    spoiled = {"cut": bytes(content[:-9]), "emptied": b"", "flipped": bytes(content), "foreign": b"RIFF" * 500}
    path.write_bytes(spoiled[damage])
    assert same(made, Bank(folder=tmp_path).tone(*STROKE))
    assert same(made, Bank(folder=tmp_path).tone(*STROKE))


def test_a_folder_that_cannot_be_used_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert same(Bank().tone(*STROKE), Bank(folder=tmp_path / "file").tone(*STROKE))


def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    assert same(Bank().tone(*STROKE), Bank(folder=tmp_path).tone(*STROKE))
    assert list(tmp_path.iterdir()) == []


def test_two_processes_make_the_same_bytes(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from houseband.sound.bank import Bank\n"
        f"sys.stdout.buffer.write(Bank(folder=pathlib.Path(sys.argv[1])).tone(*{STROKE!r}).samples.tobytes())"
    )
    jobs = [
        subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE)
        for folder in (tmp_path / "shared", tmp_path / "shared")
    ]
    heard = [job.communicate()[0] for job in jobs]
    assert heard[0] == heard[1] == Bank().tone(*STROKE).samples.tobytes()


def test_memory_stays_within_its_limit() -> None:
    bank = Bank(memory_bytes=400_000)
    for key in range(60, 84):
        bank.tone("nylon guitar", key, 1, 0, 0)
    assert bank._kept_bytes <= 400_000
    assert len(bank._kept) >= 1


def test_strokes_that_sound_alike_are_one_tone() -> None:
    bank = Bank()
    assert bank.stroke("organ", 60, 1, 3, 3) == bank.stroke("organ", 60, 1, 0, 0)
    assert bank.stroke("studio kit", 38, 9, 0, 6) == bank.stroke("studio kit", 38, 3, 0, 1)
    assert bank.stroke("steel guitar", 60, 1, 1, 0) != bank.stroke("steel guitar", 60, 1, 0, 0)


def test_tones_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Bank().tone(*STROKE).samples[0] = np.float32(1.0)


def test_an_unknown_instrument_is_told_with_the_nearest() -> None:
    with pytest.raises(SoundError, match="did you mean 'clarinet'"):
        Bank().tone("clarinett", 60, 0, 0, 0)


def test_the_folder_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOUSEBAND_CACHE", str(tmp_path))
    assert default_folder() == tmp_path / "tones"
    monkeypatch.delenv("HOUSEBAND_CACHE")
    assert "houseband" in str(default_folder())


def test_the_folder_keeps_within_its_limit_and_loses_what_is_old(tmp_path: Path) -> None:
    bank = Bank(folder=tmp_path)
    for key in range(60, 72):
        bank.tone("nylon guitar", key, 1, 0, 0)
    count, size = cache_size(tmp_path)
    assert count == 12
    paths = sorted(tmp_path.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    for age, path in enumerate(paths):
        os.utime(path, (1_000_000 + age, 1_000_000 + age))
    (tmp_path / "not a tone.txt").write_text("mine")
    Bank(folder=tmp_path).tone(*_stroke_of(paths[0], tmp_path))  # the oldest, played again
    freed = prune(tmp_path, size // 2)
    left, left_bytes = cache_size(tmp_path)
    assert freed == size - left_bytes
    assert left_bytes <= 0.4 * size + 1
    assert left > 0
    assert paths[0].exists()
    assert not paths[1].exists()
    assert (tmp_path / "not a tone.txt").exists()
    assert clear(tmp_path) == left_bytes
    assert cache_size(tmp_path) == (0, 0)
    assert (tmp_path / "not a tone.txt").exists()


def _stroke_of(path: Path, folder: Path) -> tuple[str, int, int, int, int]:
    """Which key's tone a file is, found by making them in another folder."""
    for key in range(60, 72):
        other = folder / "other"
        Bank(folder=other).tone("nylon guitar", key, 1, 0, 0)
        if (other / path.name).exists():
            return "nylon guitar", key, 1, 0, 0
    raise AssertionError("no such tone")


def test_a_bank_sees_to_its_folder_by_itself(tmp_path: Path) -> None:
    bank = Bank(folder=tmp_path, folder_bytes=1_500_000)
    for key in range(50, 84):
        bank.tone("nylon guitar", key, 1, 0, 0)
    assert 0 < cache_size(tmp_path)[1] <= 1_600_000


def test_many_processes_may_fill_and_empty_one_folder(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib, hashlib; from houseband.sound.bank import Bank\n"
        "bank = Bank(folder=pathlib.Path(sys.argv[1]), folder_bytes=600_000, memory_bytes=0)\n"
        "heard = hashlib.sha256()\n"
        "for turn in range(2):\n"
        "    for key in range(64, 76): heard.update(bank.tone('nylon guitar', key, 1, 0, 0).samples.tobytes())\n"
        "print(heard.hexdigest())"
    )
    jobs = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    heard = [job.communicate() for job in jobs]
    assert len({out for out, _ in heard}) == 1
    assert all(job.returncode == 0 for job in jobs), heard


def test_the_limit_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSEBAND_CACHE_MB", "50")
    assert Bank().folder_bytes == 50 * 2**20
    monkeypatch.setenv("HOUSEBAND_CACHE_MB", "much")
    with pytest.raises(SoundError, match="not a number of megabytes"):
        Bank()


class Louder:
    name = "twice"

    def colour(self, tone: Tone, sample_rate_hz: int) -> Tone:
        return Tone(tone.samples * np.float32(2.0), tone.loop_start_frames, tone.loop_end_frames, tone.release_seconds)


def test_a_colouring_is_kept_beside_the_plain_tone(tmp_path: Path) -> None:
    bank = Bank(folder=tmp_path)
    plain, louder = bank.tone(*STROKE), bank.tone(*STROKE, Louder())
    assert np.allclose(louder.samples, 2 * plain.samples, atol=1e-3)
    assert same(plain, bank.tone(*STROKE))
    assert len(list(tmp_path.iterdir())) == 1


def test_a_stereo_tone_is_kept_whole(tmp_path: Path) -> None:
    samples = np.random.default_rng(1).uniform(-1, 1, (2, 501)).astype(np.float32)
    kept = KeptTone.of(Tone(samples, 100, 500, 0.3))
    again = KeptTone.from_bytes(kept.to_bytes()).tone()
    assert again.samples.shape == (2, 501)
    assert np.allclose(again.samples, samples, atol=1e-4)
    assert (again.loop_start_frames, again.loop_end_frames, again.release_seconds) == (100, 500, 0.3)
