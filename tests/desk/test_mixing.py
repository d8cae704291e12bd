"""The mix reaches its loudness under its ceiling, whatever is played; another meter says so too."""

import math
from types import SimpleNamespace
from typing import cast

import msgspec
import numpy as np
import pytest

from houseband.arrangement import Arrangement
from houseband.desk import mixing
from houseband.desk.desk import Bus, Channel, Compressor, Desk, Room
from houseband.desk.house_desks import house_desk
from houseband.desk.loudness import Planes, true_peak_dbtp
from houseband.desk.mixing import Mix, bus_of, mix
from houseband.performance import CONTROL, NOTE, Part, Performance
from houseband.sound.bank import Bank
from houseband.sound.record import Stems, record

BANK = Bank()
DRY = Desk(channels={"x": Channel()}, bus=Bus(eq=()))


def at(lufs: float, desk: Desk | None = None) -> Desk:
    return msgspec.structs.replace(desk or house_desk("jazz-club"), loudness_lufs=lufs)


def take(duration_seconds: float, **parts: tuple[str, list[tuple[float, float, int, int]]]) -> Stems:
    """Stems of parts given as (instrument, rows of onset, duration, key, velocity)."""
    made = {}
    for player, (instrument, rows) in parts.items():
        array = np.zeros(len(rows), NOTE)
        array["string"] = array["fret"] = -1
        for index, (onset, duration, key, velocity) in enumerate(rows):
            array[index]["onset_seconds"], array[index]["duration_seconds"] = onset, duration
            array[index]["pitch"], array[index]["velocity"] = key, velocity
        made[player] = Part(player, instrument, array, np.zeros(0, CONTROL))
    arrangement = cast(Arrangement, SimpleNamespace(duration_seconds=duration_seconds))
    return record(Performance(arrangement, made), BANK)


def trio(seconds: float) -> Stems:
    beats = np.arange(0, seconds, 0.5)
    return take(
        seconds,
        drums=("studio kit", [(t, 0.1, (36, 42, 38, 42)[i % 4], 95) for i, t in enumerate(beats)]),
        bass=("finger bass", [(t, 0.45, (33, 40, 38, 31)[i % 4], 90) for i, t in enumerate(beats)]),
        keys=("tine piano", [(t, 0.9, key, 75) for t in beats[::2] for key in (57, 60, 64, 67)]),
    )


def metered(result: Mix) -> tuple[float, float]:
    pyebur128 = pytest.importorskip("pyebur128")
    mode = pyebur128.MeasurementMode
    meter = pyebur128.R128State(2, result.sample_rate_hz, mode.MODE_I | mode.MODE_TRUE_PEAK)
    meter.add_frames(np.ascontiguousarray(result.samples, np.float64).ravel(), len(result.samples))
    peak = max(pyebur128.get_true_peak(meter, channel) for channel in range(2))
    return pyebur128.get_loudness_global(meter), 20 * math.log10(peak)


@pytest.mark.parametrize("target_lufs", [-16.0, -23.0, -14.0])
def test_a_take_is_as_loud_as_asked_and_under_its_ceiling(target_lufs: float) -> None:
    stems = trio(8.0)
    result = mix(stems, at(target_lufs))
    assert result.samples.shape == (stems.frames, 2)
    assert result.samples.dtype == np.float32
    loudness, peak = metered(result)
    assert loudness == pytest.approx(target_lufs, abs=0.3)
    assert peak <= -1.0
    assert result.loudness_lufs == pytest.approx(loudness, abs=0.1)
    assert result.true_peak_dbtp == pytest.approx(peak, abs=0.1)


SPARSE = {
    "two bars": trio(2.0),
    "one kick": take(4.0, x=("studio kit", [(1.0, 0.1, 36, 100)])),
    "one kick in a minute": take(60.0, x=("studio kit", [(30.0, 0.1, 36, 127)])),
    "claves": take(4.0, x=("studio kit", [(t, 0.1, 75, 127) for t in (0.0, 1.5, 3.0)])),
    "one long note": take(6.0, x=("clarinet", [(0.0, 5.5, 60, 90)])),
    "no time at all": take(0.0, x=("steel guitar", [(0.0, 0.2, 60, 90)])),
    "the softest note": take(2.0, x=("tine piano", [(0.0, 1.0, 60, 1)])),
}


@pytest.mark.parametrize("kind", SPARSE)
def test_short_and_sparse_takes_keep_the_ceiling_and_reach_what_they_can(kind: str) -> None:
    result = mix(SPARSE[kind])
    assert np.isfinite(result.samples).all()
    loudness, peak = metered(result)
    assert peak <= -1.0
    assert loudness == pytest.approx(-16.0, abs=0.3) or (loudness < -16.0 and peak > -1.3)


def test_silence_stays_silent() -> None:
    result = mix(take(2.0, drums=("studio kit", [])))
    assert not result.samples.any()
    assert result.loudness_lufs == -math.inf
    assert result.true_peak_dbtp == -math.inf
    assert len(mix(take(2.0)).samples) > 0


def test_the_mix_does_not_shift_or_clip_what_is_low() -> None:
    stems = take(2.0, x=("tine piano", [(0.5, 1.0, 60, 90)]))
    result = mix(stems, at(-30.0, DRY))
    ratio = result.samples[:, 0] @ stems["x"][:, 0] / (stems["x"][:, 0] @ stems["x"][:, 0])
    assert np.allclose(result.samples[:, 0], ratio * stems["x"][:, 0], atol=2e-3)


def test_pans_are_equal_in_power() -> None:
    stems = take(1.0, x=("tine piano", [(0.0, 1.0, 60, 90)]))
    for pan in (-1.0, -0.3, 0.0, 1.0):
        desk = Desk(channels={"x": Channel(pan=pan)}, loudness_lufs=-30.0)
        left, right = np.sum(mix(stems, desk).samples.astype(np.float64) ** 2, axis=0)
        assert left / (left + right) == pytest.approx(math.cos((pan + 1) * math.pi / 4) ** 2, abs=0.01)


def test_levels_are_kept_between_players() -> None:
    stems = take(1.0, a=("tine piano", [(0.0, 1.0, 60, 90)]), b=("studio kit", []))
    quiet = mix(stems, Desk(channels={"a": Channel(level_db=-40.0)}, loudness_lufs=-20.0))
    loud = mix(stems, Desk(channels={"a": Channel()}, loudness_lufs=-20.0))
    assert np.allclose(quiet.samples, loud.samples, atol=1e-3)  # alone, a level is made up for


@pytest.mark.parametrize("kind", ["room", "plate"])
def test_the_room_and_the_effect_are_heard_after_the_sound(kind: str) -> None:
    stems = take(1.0, x=("studio kit", [(0.0, 0.1, 37, 100)]))
    late = slice(30_000, 44_100)
    strip = Channel(room_db=-6.0) if kind == "room" else Channel(room_db=-120.0, effect_db=-6.0)
    place = Room(kind="room", t60_seconds=1.2) if kind == "room" else Room(kind="plate")
    desk = Desk(channels={"x": strip}, room=place) if kind == "room" else Desk(channels={"x": strip}, effect=place)
    assert np.abs(mix(stems, desk).samples[late]).max() > 10 * np.abs(mix(stems, DRY).samples[late]).max()


def correlation(planes: Planes) -> float:
    left, right = planes.astype(np.float64)
    return float(left @ right / math.sqrt((left @ left) * (right @ right)))


def test_a_spread_strip_is_wide_and_folds_to_what_it_was() -> None:
    stems = take(2.0, x=("string section", [(0.0, 1.5, 60, 90)]))
    narrow = bus_of(stems, Desk(channels={"x": Channel()}))
    wide = bus_of(stems, Desk(channels={"x": Channel(spread=0.7)}))
    assert np.allclose(wide.sum(axis=0), narrow.sum(axis=0), atol=1e-6)
    assert correlation(wide) < 0.9 < correlation(narrow)


def test_stretches_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    stems, desk = trio(3.0), house_desk("dry-studio")
    whole = bus_of(stems, desk)
    monkeypatch.setattr(mixing, "STRETCH_FRAMES", 32_768)
    assert np.allclose(bus_of(stems, desk), whole, atol=2e-6)


def test_a_compressor_narrows_the_distance_between_loud_and_soft() -> None:
    stems = take(4.0, x=("organ", [(0.0, 1.5, 60, 36), (2.0, 1.5, 60, 115)]))

    def distance_db(compressor: Compressor) -> float:
        left = bus_of(stems, Desk(channels={"x": Channel(compressor=compressor)}, bus=Bus(eq=())))[0].astype(np.float64)
        soft, loud = (float(np.mean(left[round(b * 44_100) :][:30_000] ** 2)) for b in (0.6, 2.6))
        return 10 * math.log10(loud / soft)

    plain, pressed = distance_db(Compressor()), distance_db(Compressor(threshold_db=-60.0, ratio=4.0))
    assert pressed == pytest.approx(plain / 4.0, abs=0.7)


def test_the_same_stems_are_the_same_bytes_and_progress_ends_at_one() -> None:
    heard: list[float] = []
    one = mix(trio(3.0), progress=heard.append)
    assert one.samples.tobytes() == mix(trio(3.0)).samples.tobytes()
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    assert true_peak_dbtp(np.ascontiguousarray(one.samples.T)) == pytest.approx(one.true_peak_dbtp, abs=0.02)
