"""Kits by their laws: every key is something, pieces differ, skins fall, articulations do what they are called."""

import itertools

import numpy as np
import pytest

from houseband.music.articulation import Articulation
from houseband.sound.instruments import MODELS, hands
from houseband.sound.instruments.drums import CURVES, kit_tables, piece_of
from houseband.sound.instruments.pieces import CHOKES, CYMBALS, HATS, KITS, KNOWN, SIX_SQUARES, SQUARES_HZ, STUDIO
from houseband.sound.instruments.voicing import FREQUENCIES_HZ
from houseband.sound.modes import Samples, loudness_db
from houseband.sound.tone import LAYERS, Stroke

RATE = 44_100
KEYS = range(27, 88)
KIT_KEYS = range(35, 54)


def hit(
    kit: str, key: int, layer: int = 2, articulation: Articulation = Articulation.NORMAL, variant: int = 0
) -> Samples:
    return MODELS[kit](Stroke(kit, key, layer, articulation, variant, RATE)).samples


def centroid_hz(samples: Samples) -> float:
    magnitude = np.abs(np.fft.rfft(samples[: RATE // 3], RATE))
    return float(magnitude @ np.arange(len(magnitude)) / magnitude.sum())


def seconds_down(samples: Samples, db: float) -> float:
    """Until what is left is this much below the whole."""
    left = np.cumsum(samples[::-1].astype(float) ** 2)[::-1]
    return float(np.argmax(left < left[0] * 10 ** (-db / 10))) / RATE


def low_hz(samples: Samples, first: float, last: float) -> float:
    """The strongest frequency below 500 Hz in a stretch."""
    part = samples[round(first * RATE) : round(last * RATE)]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), 1 << 17))
    f = np.fft.rfftfreq(1 << 17, 1 / RATE)
    return float(f[np.argmax(np.where((f > 25) & (f < 500), spectrum, 0.0))])


def test_every_key_of_general_midi_2_is_a_piece_of_its_own() -> None:
    assert sorted({*STUDIO, *hands.KEYS}) == list(KEYS)
    assert not set(STUDIO) & set(hands.KEYS)
    for one, other in itertools.pairwise(KEYS):
        a, b = hit("studio kit", one), hit("studio kit", other)
        count = min(len(a), len(b), 4410)
        assert abs(np.corrcoef(a[:count], b[:count])[0, 1]) < 0.9, (one, other)


def test_every_piece_has_a_voicing_and_every_voicing_a_piece() -> None:
    names = {piece_of(kit, key)[1] for kit in KITS for key in {*STUDIO, *KITS[kit]}}
    assert names == set(kit_tables())
    for name, row in kit_tables().items():
        assert set(row) == {*CURVES, "loudness_db", "dynamics_db"}, name
        for curve in CURVES:
            assert len(row[curve]) == len(FREQUENCIES_HZ)
        assert -40 <= row["loudness_db"][0] <= -15
        assert min(row["t60_seconds"] + row["noise_t60_seconds"]) > 0


@pytest.mark.parametrize("kit", KITS)
def test_layers_rise_in_level_and_brightness(kit: str) -> None:
    for key in KIT_KEYS:
        layers = [hit(kit, key, layer) for layer in range(LAYERS)]
        levels = [loudness_db(samples, RATE) for samples in layers]
        assert all(b > a + 3 for a, b in itertools.pairwise(levels)), (key, levels)
        assert centroid_hz(layers[-1]) > centroid_hz(layers[0]), key


@pytest.mark.parametrize("kit", KITS)
def test_takes_of_a_stroke_differ_and_are_the_same_bytes_each_time(kit: str) -> None:
    takes = [hit(kit, 38, variant=variant)[:4000] for variant in range(MODELS[kit].variants)]
    assert MODELS[kit].variants >= 3
    for one, other in itertools.combinations(takes, 2):
        assert not np.array_equal(one, other)
    assert np.array_equal(hit(kit, 38), hit(kit, 38))


def test_toms_are_in_the_order_of_their_keys_and_small_kits_are_tuned_higher() -> None:
    for kit in KITS:
        pitches = [low_hz(hit(kit, key), 0.15, 0.4) for key in (41, 43, 45, 47, 48, 50)]
        assert pitches == sorted(pitches), (kit, pitches)
    assert low_hz(hit("jazz kit", 47), 0.15, 0.4) > 1.15 * low_hz(hit("studio kit", 47), 0.15, 0.4)


@pytest.mark.parametrize("kit", ["studio kit", "rock kit", "electronic kit"])
def test_a_skin_falls_to_its_pitch_the_more_the_harder(kit: str) -> None:
    hard, soft = hit(kit, 47, 3), hit(kit, 47, 0)
    assert low_hz(hard, 0.0, 0.09) > 1.03 * low_hz(hard, 0.2, 0.4)
    assert low_hz(hard, 0.2, 0.4) == pytest.approx(low_hz(soft, 0.2, 0.4), rel=0.02)
    assert low_hz(hard, 0.0, 0.09) >= low_hz(soft, 0.0, 0.09)


def test_hats_ring_as_far_as_they_are_open() -> None:
    for kit in KITS:
        closed, opened = hit(kit, 42), hit(kit, 46)
        half = hit(kit, 46, articulation=Articulation.HALF_OPEN)
        assert seconds_down(closed, 30) < seconds_down(half, 30) < seconds_down(opened, 30), kit


def test_caught_cymbals_stop_and_damped_skins_are_short() -> None:
    for key in CYMBALS:
        assert seconds_down(hit("studio kit", key, articulation=Articulation.CHOKED), 30) < 0.35
        assert seconds_down(hit("studio kit", key), 30) > 0.35
    for key in (36, 41, 47, 64):
        muted = hit("studio kit", key, articulation=Articulation.MUTED)
        assert seconds_down(muted, 30) < 0.6 * seconds_down(hit("studio kit", key), 30)


def test_flams_drags_and_claps_are_more_than_one_touch() -> None:
    plain = np.abs(hit("studio kit", 38))
    flam = np.abs(hit("studio kit", 38, articulation=Articulation.FLAM))
    drag = np.abs(hit("studio kit", 38, articulation=Articulation.DRAG))
    assert plain.argmax() < 0.010 * RATE
    assert 0.020 * RATE < flam.argmax() < 0.045 * RATE
    assert 0.060 * RATE < drag.argmax() < 0.090 * RATE
    assert flam[: round(0.015 * RATE)].max() > 0.1 * flam.max()


def test_a_rim_shot_cracks() -> None:
    plain, rim = hit("studio kit", 38), hit("studio kit", 38, articulation=Articulation.RIM)
    assert centroid_hz(rim) != pytest.approx(centroid_hz(plain), rel=0.02)
    assert not np.array_equal(plain[:2000], rim[:2000])


def test_an_articulation_that_a_piece_has_not_is_the_plain_stroke() -> None:
    for kind, keys in KNOWN.items():
        other = next(key for key in STUDIO if key not in keys)
        assert np.array_equal(hit("studio kit", other, articulation=kind), hit("studio kit", other))


def test_the_electronic_hat_is_made_of_squares() -> None:
    ratios = np.array(SIX_SQUARES) * SQUARES_HZ[0]
    for hz in SQUARES_HZ:
        assert np.abs(ratios - 3 * hz).min() < 0.01
        assert ratios.min() == pytest.approx(min(SQUARES_HZ))
    assert set(HATS) <= set(KITS["electronic kit"])


def test_what_chokes_is_a_piece() -> None:
    for choked, choking in CHOKES.items():
        assert choked not in choking
        assert {choked, *choking} <= {*STUDIO, *hands.KEYS}
