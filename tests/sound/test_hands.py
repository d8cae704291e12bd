"""Hand percussion by its laws: modes and decays by the literature, gestures by their statistics, and all expressive."""

import itertools
import math

import numpy as np
import pytest
from test_tones import RATE, centroid_hz, t60_seconds

from houseband.music.articulation import Articulation
from houseband.sound.instruments import hands, rubbed, struck, touches
from houseband.sound.instruments.pieces import MEMBRANE
from houseband.sound.modes import Samples, finished, loudness_db
from houseband.sound.timbre import rows
from houseband.sound.tone import LAYER_VELOCITIES, LAYERS, Stroke, velocity_db

ROWS = rows(hands.TABLE)
GM2_KEYS = (*range(27, 35), 39, 54, 56, 58, *range(60, 88))
OWN = [(name, key) for name, strokes in hands.STROKES.items() for key in strokes]
SHAKEN = ["cabasa", "maracas", "shaker", "tambourine", "jingle bell"]
SKINS = ["low bongo", "open high conga", "low conga", "high timbale", "low timbale", "open surdo"]


def stroke(key: int = 60, layer: int = 2, articulation: int = 0, variant: int = 0, rate: int = RATE) -> Stroke:
    return Stroke("studio kit", key, layer, articulation, variant, rate)


def heard(key: int, layer: int = 2, articulation: int = 0, variant: int = 0, rate: int = RATE) -> Samples:
    piece, level_db = hands.PIECES[key]
    level_db += velocity_db(LAYER_VELOCITIES[layer])
    return finished(piece(stroke(key, layer, articulation, variant, rate)), rate, level_db)


def named(name: str, layer: int = 2, variant: int = 0) -> Samples:
    return finished(hands.sound(name, stroke(60, layer, 0, variant)), RATE, -25.0)


def every_tone(layer: int) -> list[tuple[object, Samples]]:
    tones: list[tuple[object, Samples]] = [(key, heard(key, layer)) for key in GM2_KEYS]
    for name, key in OWN:
        tones.append(((name, key), hands.MODELS[name](Stroke(name, key, layer, 0, 0, RATE)).samples))
    return tones


def test_every_percussion_key_of_general_midi_2_beside_the_kit_is_there() -> None:
    assert tuple(sorted(hands.PIECES)) == GM2_KEYS


@pytest.mark.parametrize("layer", range(LAYERS))
def test_tones_begin_and_end_in_silence_without_dc_or_aliases(layer: int) -> None:
    for name, samples in every_tone(layer):
        peak = float(np.abs(samples).max())
        assert np.isfinite(samples).all()
        assert abs(float(samples[0])) < 1e-4 * peak, name
        assert np.abs(samples[:9]).max() < 0.25 * peak, name
        assert np.abs(samples[-45:]).max() < 10 ** (-70 / 20) * peak, name
        assert abs(float(samples.mean(dtype=np.float64))) < 1e-3 * peak, name
        power = np.abs(np.fft.rfft(samples)) ** 2
        f = np.linspace(0, RATE / 2, len(power))
        assert power[f > 0.47 * RATE].sum() < 1e-6 * power.sum(), name


def test_harder_strokes_are_brighter_and_as_loud_as_their_velocity() -> None:
    layers = [every_tone(layer) for layer in range(LAYERS)]
    for tones in zip(*layers, strict=True):
        name = tones[0][0]
        centroids = [centroid_hz(samples) for _, samples in tones]
        assert all(soft < hard for soft, hard in itertools.pairwise(centroids)), (name, centroids)
        levels = [loudness_db(samples, RATE) for _, samples in tones]
        assert np.allclose(np.diff(levels), np.diff([velocity_db(v) for v in LAYER_VELOCITIES]), atol=0.1), name


def test_no_two_variants_are_alike_and_each_is_always_the_same() -> None:
    for key in GM2_KEYS:
        takes = [heard(key, variant=variant) for variant in range(hands.VARIANTS)]
        for one, other in itertools.combinations(takes, 2):
            size = min(len(one), len(other))
            alike = float(np.dot(one[:size], other[:size])) / math.sqrt(float(np.dot(one, one) * np.dot(other, other)))
            assert alike < 0.9999, key
        assert heard(key, variant=1).tobytes() == takes[1].tobytes()


def loudest_hz(samples: Samples, rate: int = RATE) -> float:
    size = 1 << 19
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(2 * len(samples))[len(samples) :], size))
    return float(np.argmax(spectrum)) * rate / size


@pytest.mark.parametrize("name", ["metronome bell", "high agogo", "low agogo"])
def test_every_layer_of_what_rings_clear_is_in_tune(name: str) -> None:
    row = ROWS[name]
    for layer, variant in itertools.product(range(LAYERS), range(3)):
        found = loudest_hz(named(name, layer, variant)[RATE // 50 :])
        nearest = min(row["modes_hz"], key=lambda hz: abs(hz - found))
        assert abs(1200 * math.log2(found / nearest)) < 2, (layer, variant, found)


@pytest.mark.parametrize("rate", [22_050, 48_000])
def test_other_sample_rates_sound_the_same_pitch(rate: int) -> None:
    for key in (63, 68):
        there = loudest_hz(heard(key, rate=rate), rate)
        assert abs(1200 * math.log2(there / loudest_hz(heard(key)))) < 2


@pytest.mark.parametrize(
    ("name", "shortest", "longest"),
    [
        # Membranes of hand drums die within half a second or so, those of a surdo later; wood at once; metal slowly
        # (Fletcher & Rossing, ch. 18 to 20).
        ("high bongo", 0.05, 0.4), ("low bongo", 0.05, 0.5), ("muted high conga", 0.05, 0.4),
        ("open high conga", 0.2, 0.9), ("low conga", 0.2, 0.9), ("high timbale", 0.3, 1.2), ("low timbale", 0.3, 1.3),
        ("open surdo", 0.5, 2.0), ("claves", 0.02, 0.2), ("high wood block", 0.02, 0.25), ("castanets", 0.01, 0.15),
        ("cowbell", 0.1, 0.6), ("low agogo", 0.2, 1.2), ("open triangle", 0.8, 4.0), ("hand clap", 0.05, 0.35),
        ("maracas", 0.01, 0.15), ("cabasa", 0.01, 0.15), ("cajon bass", 0.1, 0.4), ("pandeiro bass", 0.15, 0.5),
    ],
)  # fmt: skip
def test_pieces_die_when_they_should(name: str, shortest: float, longest: float) -> None:
    assert shortest < t60_seconds(named(name)) < longest


def test_small_and_muted_ones_die_sooner() -> None:
    for muted, free in (
        ("muted high conga", "open high conga"), ("muted triangle", "open triangle"), ("muted surdo", "open surdo"),
        ("short guiro", "long guiro"), ("short whistle", "long whistle"), ("muted cuica", "open cuica"),
    ):  # fmt: skip
        assert t60_seconds(named(muted)) < t60_seconds(named(free)) or len(named(muted)) < len(named(free))
    for muted, free in (("muted triangle", "open triangle"), ("muted high conga", "open high conga")):
        assert t60_seconds(named(muted)) < 0.6 * t60_seconds(named(free))


@pytest.mark.parametrize(
    ("high", "low"),
    [
        ("open high conga", "low conga"), ("high timbale", "low timbale"), ("high agogo", "low agogo"),
        ("high wood block", "low wood block"), ("high bongo", "low bongo"), ("muted high conga", "muted low conga"),
    ],
)  # fmt: skip
def test_the_high_one_of_a_pair_is_higher(high: str, low: str) -> None:
    assert loudest_hz(named(high)) > 1.1 * loudest_hz(named(low))


def test_skins_begin_sharp_when_struck_hard() -> None:
    for name in ("open high conga", "low conga", "cajon bass", "pandeiro bass"):
        row = ROWS[name]
        assert 10.0 <= row["glide_cents"] <= 100.0
        f0_hz = row["modes_hz"][int(np.argmax(row["mode_db"]))]
        bare = struck.body(
            {**row, "modes_hz": [f0_hz], "mode_db": [0.0], "mode_t60_seconds": [0.4], "noise_db": [-99.0] * 8}
        )
        hard = struck.response(bare, np.random.default_rng(1), 0.9, 1.0, RATE)
        crossings = np.flatnonzero(np.diff(np.signbit(hard[: RATE // 5])))
        first, last = np.diff(crossings)[1:4].mean(), np.diff(crossings)[-4:].mean()
        assert 0.3 * row["glide_cents"] < 1200 * math.log2(last / first) < 1.1 * row["glide_cents"]


def test_the_second_mode_of_claves_is_that_of_a_free_bar() -> None:
    """2.76 times the first: Fletcher & Rossing, ch. 2."""
    row = ROWS["claves"]["modes_hz"]
    assert row[-1] / row[0] == pytest.approx(2.76, rel=0.03)


def test_the_pandeiro_is_a_membrane_and_the_cajon_a_box_of_air() -> None:
    skin = np.array(ROWS["pandeiro bass"]["modes_hz"])
    assert np.allclose(skin / skin[0], MEMBRANE[: len(skin)], rtol=0.01)
    volume, opening, neck = 0.29 * 0.29 * 0.46, math.pi * 0.06**2, 0.012 + 1.7 * 0.06
    helmholtz_hz = 343.0 / (2 * math.pi) * math.sqrt(opening / (volume * neck))
    assert ROWS["cajon bass"]["modes_hz"][0] == pytest.approx(helmholtz_hz, rel=0.03)


@pytest.mark.parametrize("name", SKINS)
def test_skins_have_their_second_mode_where_air_and_shell_let_it_be(name: str) -> None:
    """From 1.3, two heads or a rim that pull it down, to some 2.2, an air that pulls the first down (ch. 18)."""
    f = np.sort(ROWS[name]["modes_hz"])
    level = np.array(ROWS[name]["mode_db"])[np.argsort(ROWS[name]["modes_hz"])]
    f0 = f[int(np.argmax(level))]
    assert ((f / f0 > 1.3) & (f / f0 < 2.2)).any()


def test_slaps_are_brighter_and_shorter_and_muted_strokes_shorter() -> None:
    for key in (63, 64):
        free, muted, slap = (heard(key, 2, kind) for kind in (0, Articulation.MUTED, Articulation.SLAP))
        assert centroid_hz(slap) > 1.5 * centroid_hz(free)
        assert t60_seconds(slap) < 0.6 * t60_seconds(free)
        assert t60_seconds(muted) < 0.6 * t60_seconds(free)
    for key in (60, 61):
        assert centroid_hz(heard(key, 2, Articulation.SLAP)) > 1.2 * centroid_hz(heard(key, 2))
    for name, brighter in (("cajon", 3.0), ("pandeiro", 2.0)):
        bass, slap = (hands.MODELS[name](Stroke(name, key, 2, 0, 0, RATE)).samples for key in (36, 38))
        assert centroid_hz(slap) > brighter * centroid_hz(bass)


@pytest.mark.parametrize("key", [27, 34, 39, 54, 56, 65, 67, 72, 75, 77, 81, 87])
def test_a_hand_on_a_piece_shortens_it_if_it_rings(key: int) -> None:
    free, muted, dead = (len(heard(key, 2, kind)) for kind in (0, Articulation.MUTED, Articulation.DEAD))
    led = "pitch_hz" in ROWS[hands.KEYS[key][0]]
    assert free == muted == dead if led else free > muted > dead


@pytest.mark.parametrize("name", SHAKEN)
def test_beads_meet_by_chance_and_more_of_them_than_teeth(name: str) -> None:
    """Poisson collisions (Cook 1997): the gaps vary as much as they last."""
    how = touches.gesture(ROWS[name])
    gaps = np.concatenate([np.diff(touches.scattered(how, np.random.default_rng(seed), 0.7)[0]) for seed in range(200)])
    assert 0.75 < gaps.std() / gaps.mean() < 1.6


@pytest.mark.parametrize("name", ["long guiro", "vibraslap"])
def test_teeth_and_rattles_keep_time(name: str) -> None:
    how = touches.gesture(ROWS[name])
    times = touches.scattered(how, np.random.default_rng(3), 0.7)[0]
    gaps = np.diff(times)
    assert gaps.std() / gaps.mean() < 0.45
    assert min(how.rates_hz) * 0.8 < len(times) / times[-1] < max(how.rates_hz) * 1.2


def test_a_harder_shake_swells_quicker() -> None:
    how = touches.gesture(ROWS["maracas"])
    soft, hard = (touches.swelling(how, hardness) for hardness in (0.3, 0.9))
    early = how.swells[0][0] / 2
    assert np.interp(early, *soft) > np.interp(early, *hard)
    assert soft[1].max() == pytest.approx(hard[1].max(), rel=0.05)


def test_hands_clap_within_some_tens_of_milliseconds() -> None:
    """Peltola et al. 2007, and the machines that imitate them: several palms before the loudest one."""
    how = touches.gesture(ROWS["hand clap"])
    assert len(how.times_seconds) >= 3
    assert 0.01 < max(how.times_seconds) < 0.05


def test_a_led_line_follows_its_pitch() -> None:
    row = {"seconds": [0.0, 1.0], "pitch_hz": [400.0, 800.0], "level_db": [0.0, 0.0], "touch_db": 3.0}
    out = rubbed.led(rubbed.line(row), np.random.default_rng(1), 0.6, RATE)
    for at, expected in ((0.02, 400.0), (0.5, 400 * 2**0.5), (0.98, 800.0)):
        some = out[round((at - 0.02) * RATE) : round((at + 0.02) * RATE)]
        found = loudest_hz(some[::-1].copy())
        assert found == pytest.approx(expected, rel=0.02)


def test_the_whistle_has_a_pea_and_keeps_its_pitch() -> None:
    one, other = (loudest_hz(named("long whistle", layer)[: RATE // 3]) for layer in (0, 3))
    assert 2000 < one < 4000
    assert abs(1200 * math.log2(one / other)) < 120
    assert ROWS["long whistle"]["flutter_depth"] > 0.0


def test_bells_of_the_tree_go_down_one_by_one() -> None:
    row = ROWS["bell tree"]
    assert row["bodies"] >= 20
    assert row["step_cents"] < 0
    samples = named("bell tree")
    early, late = samples[: RATE // 5], samples[RATE // 2 :][: RATE // 5]
    assert centroid_hz(early) > centroid_hz(late)


def test_what_is_stopped_is_there_and_is_stopped_by_its_like() -> None:
    for stopped, stopping in hands.CHOKES.items():
        assert {stopped, *stopping} <= set(hands.PIECES)
        assert stopped not in stopping


@pytest.mark.parametrize("name", list(ROWS))
def test_rows_are_whole(name: str) -> None:
    row = ROWS[name]
    if "pitch_hz" in row:
        assert len(row["seconds"]) == len(row["pitch_hz"]) == len(row["level_db"])
        assert np.all(np.diff(row["seconds"]) > 0)
    else:
        noise_t60_seconds = row.get("noise_t60_seconds", [0.02] * len(struck.OCTAVES_HZ))
        assert len(row.get("noise_db", noise_t60_seconds)) == len(noise_t60_seconds) == len(struck.OCTAVES_HZ)
        modes = row.get("modes_hz", [])
        assert len(modes) == len(row.get("mode_db", [])) == len(row.get("mode_t60_seconds", []))
        assert all(0.0 < t60 <= 3.0 for t60 in noise_t60_seconds + row.get("mode_t60_seconds", []))
        assert len(row.get("times_seconds", [0.0])) == len(row.get("gains", [1.0]))
    assert row.get("with", name) in ROWS


def test_every_row_is_played_by_somebody() -> None:
    played = {name for strokes in hands.STROKES.values() for name, _ in strokes.values()}
    played |= set(hands.ARTICULATED.values()) | {name for name, _ in hands.ARTICULATED}
    played |= {name for name, _ in hands.KEYS.values()}
    assert played == set(ROWS)
