"""Rooms by what acousticians measure: decay by Schroeder's integral, density, flatness, and how alike the sides are."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from houseband.desk.desk import Room, RoomKind
from houseband.desk.rooms import CENTRES_HZ, KINDS, band_t60s, response

RATE = 22_050
PLACES: tuple[RoomKind, ...] = ("booth", "room", "chamber", "hall", "plate")


def octave(plane: NDArray[np.float64], centre_hz: float) -> NDArray[np.float64]:
    size = 2 * len(plane)
    frequency_hz = np.fft.rfftfreq(size, 1 / RATE)
    inside = (frequency_hz >= centre_hz / math.sqrt(2)) & (frequency_hz < centre_hz * math.sqrt(2))
    return np.asarray(np.fft.irfft(np.fft.rfft(plane, size) * inside)[: len(plane)])


def t60_seconds(plane: NDArray[np.float64], from_db: float = -5.0, to_db: float = -25.0) -> float:
    """By a line through the backward integral (Schroeder, JASA 37, 1965; ISO 3382-1, T20)."""
    left = np.cumsum(plane[::-1] ** 2)[::-1]
    level_db = 10 * np.log10(left / left[0] + 1e-30)
    first, last = int(np.argmax(level_db < from_db)), int(np.argmax(level_db < to_db))
    slope = np.polyfit(np.arange(first, last) / RATE, level_db[first:last], 1)[0]
    return float(-60.0 / slope)


def sides(room: Room) -> NDArray[np.float64]:
    return response(room, RATE).astype(np.float64)


@pytest.mark.parametrize("seconds", [0.5, 1.0, 2.2])
@pytest.mark.parametrize("kind", [*PLACES, "spring"])
def test_the_middle_dies_in_the_time_that_was_asked_for(kind: RoomKind, seconds: float) -> None:
    for side in sides(Room(kind=kind, t60_seconds=seconds)):
        middle = 0.5 * (t60_seconds(octave(side, 500)) + t60_seconds(octave(side, 1000)))
        assert middle == pytest.approx(seconds, rel=0.1)


@pytest.mark.parametrize("kind", PLACES)
def test_each_octave_dies_in_its_own_time(kind: RoomKind) -> None:
    room = Room(kind=kind, t60_seconds=1.5, damping=0.5)
    wanted = dict(zip(CENTRES_HZ, band_t60s(1.5, 0.5, KINDS[kind].low_ratio), strict=True))
    for centre_hz in (250.0, 500.0, 1000.0, 2000.0, 4000.0):
        found = np.mean([t60_seconds(octave(side, centre_hz)) for side in sides(room)])
        assert found == pytest.approx(wanted[centre_hz], rel=0.15), centre_hz


def test_highs_die_sooner_the_more_a_room_is_damped() -> None:
    bright, dark = (t60_seconds(octave(sides(Room(kind="hall", damping=damping))[0], 4000)) for damping in (0.0, 1.0))
    assert dark < 0.6 * bright


@pytest.mark.parametrize("kind", PLACES)
def test_the_tail_is_dense_and_does_not_ring(kind: RoomKind) -> None:
    tail = sides(Room(kind=kind, t60_seconds=1.5, predelay_seconds=0.0))[0][round(0.1 * RATE) : round(0.4 * RATE)]
    # echo density (Abel & Huang, AES 121, 2006): the share beyond one standard deviation, against Gaussian noise's
    frames = round(0.02 * RATE)
    rows = tail[: len(tail) // frames * frames].reshape(-1, frames)
    beyond = np.mean(np.abs(rows) > rows.std(axis=1, keepdims=True)) / math.erfc(1 / math.sqrt(2))
    assert beyond == pytest.approx(1.0, abs=0.15)
    # a ringing mode stands out of the noise's own spread (Rayleigh) in a third of an octave
    power = np.abs(np.fft.rfft(tail * np.hanning(len(tail)))) ** 2
    frequency_hz = np.fft.rfftfreq(len(tail), 1 / RATE)
    for centre_hz in (500.0, 800.0, 1250.0, 2000.0):
        band = power[(frequency_hz > centre_hz / 1.12) & (frequency_hz < centre_hz * 1.12)]
        flatness = float(np.exp(np.mean(np.log(band))) / np.mean(band))
        assert flatness > 0.35, centre_hz  # 0.56 is noise; a lone mode is near 0.05


@pytest.mark.parametrize("kind", [*PLACES, "spring"])
def test_the_sides_are_unlike_and_equally_loud(kind: RoomKind) -> None:
    left, right = sides(Room(kind=kind))
    assert [float(left @ left), float(right @ right)] == pytest.approx([1.0, 1.0], rel=1e-4)
    size = 2 * len(left)
    cross = np.fft.irfft(np.fft.rfft(left, size) * np.conj(np.fft.rfft(right, size)), size)
    reach = round(0.001 * RATE)  # IACC looks 1 ms either way (ISO 3382-1, annex B)
    assert max(np.abs(cross[: reach + 1]).max(), np.abs(cross[-reach:]).max()) < 0.4


def test_a_room_has_reflections_before_its_tail_and_a_plate_none() -> None:
    def first_share(kind: RoomKind) -> float:
        side = sides(Room(kind=kind, t60_seconds=1.5, predelay_seconds=0.0))[0]
        loud = np.sort(np.abs(side[: round(0.05 * RATE)]))[::-1]
        return float(np.sum(loud[:20] ** 2) / np.sum(loud**2))

    assert first_share("room") > 2 * first_share("plate")


def test_a_plate_stands_at_once_and_a_hall_takes_its_time() -> None:
    def half_energy_seconds(kind: RoomKind) -> float:
        power = np.cumsum(sides(Room(kind=kind, t60_seconds=1.5, early_db=-60.0))[0] ** 2)
        return float(np.argmax(power > 0.1 * power[-1])) / RATE

    assert half_energy_seconds("plate") < 0.03 < half_energy_seconds("hall")


def test_the_chirps_of_a_spring_fall_from_low_to_high() -> None:
    side = sides(Room(kind="spring", t60_seconds=2.0))[0][: round(0.06 * RATE)]

    def arrival(centre_hz: float) -> float:
        power = octave(side, centre_hz) ** 2
        return float(np.average(np.arange(len(power)), weights=power))

    assert arrival(500.0) < arrival(1500.0) < arrival(3000.0)


def test_an_echo_comes_back_after_its_time_and_softer_each_time() -> None:
    room = Room(kind="echo", predelay_seconds=0.12, t60_seconds=0.6, damping=0.2)
    side = np.abs(sides(room)[0])
    peaks = [side[round(0.12 * n * RATE) - 40 : round(0.12 * n * RATE) + 200].max() for n in (1, 2, 3)]
    assert peaks[0] > peaks[1] > peaks[2] > 0
    assert side[: round(0.115 * RATE)].max() < 0.01 * peaks[0]


def test_a_predelay_delays_and_none_is_nothing() -> None:
    early, late = (sides(Room(kind="room", predelay_seconds=seconds))[0] for seconds in (0.0, 0.05))
    assert len(late) - len(early) == round(0.05 * RATE)
    assert response(Room(), RATE).shape == (2, 0)


@pytest.mark.parametrize("kind", [*PLACES, "spring", "echo"])
def test_the_same_room_is_the_same_bytes(kind: RoomKind) -> None:
    one = response(Room(kind=kind), 24_000).tobytes()
    response.cache_clear()
    assert response(Room(kind=kind), 24_000).tobytes() == one
