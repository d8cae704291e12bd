"""The bank gives the same tone from memory, from disk, and made anew, whatever becomes of the disk."""

import dataclasses
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from houseband.errors import SoundError
from houseband.sound.bank import Bank, default_folder
from houseband.sound.library import HOUSE
from houseband.sound.model import Model
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
    assert bank.stroke("organ", 60, 1, 3, 2) == bank.stroke("organ", 60, 1, 0, 0)
    assert bank.stroke("studio kit", 38, 9, 0, 4) == bank.stroke("studio kit", 38, 3, 0, 1)
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
