"""Sound files: what is written is read back, and a failure leaves what was there."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from houseband.deliver.audio import BLOCK_FRAMES, write_audio
from houseband.errors import SoundError

SAMPLES = np.random.default_rng(0).uniform(-0.9, 0.9, (BLOCK_FRAMES + 1234, 2)).astype(np.float32)


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".WAV"])
def test_what_is_written_is_read_back_to_24_bits(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"take{suffix}"
    write_audio(path, SAMPLES, 48_000)
    read, rate = soundfile.read(path)
    assert rate == 48_000
    assert soundfile.info(path).subtype == "PCM_24"
    assert np.abs(read - SAMPLES).max() <= 0.51 / 2**23
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_the_same_samples_are_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    one, other = tmp_path / f"one{suffix}", tmp_path / f"other{suffix}"
    write_audio(one, SAMPLES, 44_100)
    write_audio(other, np.asfortranarray(SAMPLES), 44_100)
    assert one.read_bytes() == other.read_bytes()


def test_beyond_full_scale_is_cut_and_does_not_wrap(tmp_path: Path) -> None:
    write_audio(tmp_path / "x.wav", np.array([[1.5], [-1.5], [1.0]], np.float32), 44_100)
    read, _ = soundfile.read(tmp_path / "x.wav")
    assert np.allclose(read, [1.0, -1.0, 1.0], atol=1e-6)


def test_nothing_is_a_file_too(tmp_path: Path) -> None:
    write_audio(tmp_path / "x.wav", np.zeros((0, 2), np.float32), 44_100)
    assert soundfile.info(tmp_path / "x.wav").frames == 0


def test_an_unknown_suffix_says_what_is_written(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match=r"\.wav, \.flac"):
        write_audio(tmp_path / "take.mp4", SAMPLES, 44_100)
    with pytest.raises(SoundError, match="take"):
        write_audio(tmp_path / "take", SAMPLES, 44_100)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="make the folder first"):
        write_audio(tmp_path / "nowhere" / "take.wav", SAMPLES, 44_100)


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "take.wav").mkdir()
    with pytest.raises(SoundError, match="cannot write"):
        write_audio(tmp_path / "take.wav", SAMPLES, 44_100)
    assert [path.name for path in tmp_path.iterdir()] == ["take.wav"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(SoundError, match="may not write there"):
        write_audio(tmp_path / "take.wav", SAMPLES, 44_100)


@pytest.mark.skipif(os.name == "nt", reason="needs a limit on the size of files")
@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"take{suffix}"
    path.write_bytes(b"the old take")
    code = (
        "import resource, sys, pathlib, numpy as np\n"
        "from houseband.deliver.audio import write_audio\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "samples = np.random.default_rng(0).normal(size=(90_000, 2)).astype('f4')\n"
        "write_audio(pathlib.Path(sys.argv[1]), samples, 44100)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert "SoundError" in done.stderr
    assert "only a part" in done.stderr
    assert path.read_bytes() == b"the old take"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "take.wav"
    path.write_bytes(b"the old take")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("houseband.files.os.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_audio(path, SAMPLES, 44_100)
    assert path.read_bytes() == b"the old take"
    assert [file.name for file in tmp_path.iterdir()] == ["take.wav"]
