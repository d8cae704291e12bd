"""A take aloud: the same band, at about the same loudness as its mix, without waiting for the end."""

import numpy as np
import pytest

from houseband.desk.aloud import Aloud, foreseen_level_db
from houseband.desk.house_desks import desk_with, house_desk
from houseband.desk.loudness import loudness_lufs, true_peak_dbtp
from houseband.performance import Performance
from houseband.sound.bank import Bank
from performances import notes, played

BANK = Bank()


def duo(seconds: float = 6.0, velocity: int = 90) -> Performance:
    beats = np.arange(0, seconds, 0.5).tolist()
    return played(
        seconds,
        bass=("finger bass", notes([(t, 0.45, (33, 40, 38)[i % 3], velocity) for i, t in enumerate(beats)])),
        keys=("grand piano", notes([(t, 0.9, key, velocity) for t in beats[::2] for key in (57, 60, 64)])),
    )


@pytest.mark.parametrize("wanted_lufs", [-23.0, -18.0])
@pytest.mark.parametrize("velocity", [50, 100])
def test_it_is_as_loud_as_the_desk_says_and_under_its_ceiling(wanted_lufs: float, velocity: int) -> None:
    desk = desk_with("jazz-club", {"loudness_lufs": wanted_lufs})
    with Aloud(duo(velocity=velocity), BANK, desk) as band:
        heard = band.read(band.frames)
    assert loudness_lufs(heard.T, BANK.sample_rate_hz) == pytest.approx(wanted_lufs, abs=1.0)
    assert true_peak_dbtp(heard.T) <= desk.ceiling_dbtp


@pytest.mark.parametrize("piece", [1, 300, 5000])
def test_pieces_of_any_size_are_the_whole(piece: int) -> None:
    performance, desk = duo(1.0), house_desk("dry-studio")
    whole = Aloud(performance, BANK, desk).read(10**9)
    assert len(whole) == Aloud(performance, BANK, desk).frames
    band = Aloud(performance, BANK, desk)
    some = [band.read(piece) for _ in range(20_000 // piece)]
    assert np.array_equal(np.concatenate(some), whole[: 20_000 // piece * piece])
    assert band.position == 20_000 // piece * piece


def test_after_the_end_there_is_nothing_more() -> None:
    band = Aloud(duo(0.5), BANK, house_desk("dry-studio"))
    band.read(band.frames)
    assert band.read(100).shape == (0, 2)


def test_the_first_note_comes_on_time() -> None:
    """The limiter's delay is taken away."""
    band = Aloud(duo(1.0, 110), BANK, house_desk("dry-studio"))
    heard = np.abs(band.read(band.frames)).max(axis=1)
    assert 0 < np.argmax(heard > 0.1 * heard.max()) < 0.03 * BANK.sample_rate_hz


def test_silence_stays_silent() -> None:
    performance = played(0.5, keys=("grand piano", notes([])))
    assert foreseen_level_db(performance, BANK, house_desk("dry-studio")) == 0.0
    assert not Aloud(performance, BANK, house_desk("dry-studio")).read(10**9).any()
