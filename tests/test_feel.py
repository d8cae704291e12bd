"""Feel: people's timing is slow, shared and bounded, and swing is each player's own."""

import numpy as np
import pytest
from numpy.typing import NDArray

from houseband.arrangement import arrange
from houseband.band import perform
from houseband.dice import Dice
from houseband.feel import swing_ratio
from houseband.music.instrument import DRUM_KEYS
from houseband.performance import NoteArray
from houseband.styles.choose import find_style
from houseband.styles.style import Feel
from tunes import CHANGES, tune


def played(style: str, tempo_bpm: float = 120, swing: float | None = None, seed: int = 1) -> dict[str, NoteArray]:
    arrangement = arrange(tune(CHANGES), find_style(style), tempo_bpm=tempo_bpm, choruses=8, ending="hold")
    return {name: part.notes for name, part in perform(arrangement, seed, swing).parts.items()}


def deviations_ms(notes: NoteArray, tempo_bpm: float) -> NDArray[np.float64]:
    written = notes["onset_ticks"] / 10_080 * 60 / tempo_bpm
    return np.asarray((notes["onset_seconds"] - written) * 1000)


def test_the_hat_strays_as_little_as_people_do_and_slowly() -> None:
    notes = played("rock")["drums"]
    hats = notes[notes["pitch"] == DRUM_KEYS["closed hat"]]
    late = deviations_ms(hats, 120)
    assert 4 < late.std() < 20  # people: 11–25 ms against a click, and ours is scaled to 0.6 of that
    lag_1 = np.corrcoef(late[:-1], late[1:])[0, 1]
    assert 0.26 < lag_1 < 0.86  # p05–p95 of 273 takes; white noise would be 0


def test_kick_and_hat_stray_together() -> None:
    notes = played("rock")["drums"]
    hat = {n["onset_ticks"]: d for n, d in zip(notes, deviations_ms(notes, 120), strict=True) if n["pitch"] == 42}
    pairs = [
        (d, hat[n["onset_ticks"]])
        for n, d in zip(notes, deviations_ms(notes, 120), strict=True)
        if n["pitch"] == 36 and n["onset_ticks"] in hat
    ]
    kick, hats = np.array(pairs).T
    assert np.corrcoef(kick, hats)[0, 1] > 0.3
    assert -9 < (kick - hats).mean() < 3


@pytest.mark.parametrize(
    ("tempo_bpm", "low", "high"), [(110, 1.8, 2.5), (150, 1.7, 2.4), (210, 1.3, 2.0), (270, 1.1, 1.6)]
)
def test_the_ride_swings_by_tempo(tempo_bpm: float, low: float, high: float) -> None:
    notes = played("swing", tempo_bpm)["drums"]
    ride = np.unique(notes[notes["pitch"] == DRUM_KEYS["ride"]]["onset_seconds"])
    beat = 60 / tempo_bpm
    long, short = [], []
    for a, b, c in zip(ride, ride[1:], ride[2:], strict=False):
        if 0.8 * beat < c - a < 1.2 * beat and 0.4 < (b - a) / (c - a) < 0.85 and abs(a / beat - round(a / beat)) < 0.2:
            long.append(b - a)
            short.append(c - b)
    assert len(long) > 40
    assert low < np.median(np.array(long) / np.array(short)) < high


def test_keys_and_lead_swing_less_than_drums_and_bass() -> None:
    ratios = {player: swing_ratio(Feel(swing="jazz"), player, 150) for player in ("drums", "bass", "keys", "lead")}
    assert ratios["drums"] == pytest.approx(2.02)
    assert ratios["keys"] < 1.5 < ratios["bass"]
    assert ratios["lead"] < 1.5


def test_the_user_may_set_the_swing_and_straight_styles_are_even() -> None:
    assert swing_ratio(Feel(swing="jazz"), "drums", 150, asked=1.5) == 1.5
    assert swing_ratio(Feel(), "drums", 150) == 1.0


@pytest.mark.parametrize("style", ["swing", "bossa-nova", "rock", "folk", "ballad"])
def test_nobody_strays_further_than_people_do(style: str) -> None:
    for player, notes in played(style, swing=1.0).items():
        late = deviations_ms(notes, 120)
        strum = 40 if player == "guitar" else 0
        assert np.abs(late).max() < 75 + strum, player


def test_bass_and_keys_come_a_little_after_the_drums_as_trios_do() -> None:
    seeds = range(6)
    takes = [played("swing", 180, seed=seed) for seed in seeds]
    on_beat: dict[str, list[float]] = {"drums": [], "bass": [], "keys": []}
    for take in takes:
        for player, late in on_beat.items():
            notes = take[player]
            if player == "drums":
                notes = notes[notes["pitch"] == DRUM_KEYS["ride"]]
            notes = notes[notes["onset_ticks"] % 10_080 == 0]
            late.append(float(deviations_ms(notes, 180).mean()))
    mean = {player: np.mean(late) for player, late in on_beat.items()}
    assert -4.8 < mean["bass"] - mean["drums"] < 13.5
    assert -0.3 < mean["keys"] - mean["drums"] < 33.1


def test_a_strum_meets_the_strings_in_the_order_of_the_stroke() -> None:
    notes = played("folk")["guitar"]
    down = up = 0
    for onset in np.unique(notes["onset_ticks"]):
        stroke = notes[notes["onset_ticks"] == onset]
        if len(stroke) < 3:
            continue
        order = np.argsort(stroke["onset_seconds"])
        strings = stroke["string"][order]
        is_up = bool((stroke["articulation"] == 3).all())
        assert (np.diff(strings) < 0).all() if is_up else (np.diff(strings) > 0).all()
        down, up = down + (not is_up), up + is_up
    assert down > 20
    assert up > 20


def test_dice_are_fair_bounded_and_their_own() -> None:
    dice = Dice(1, "bass", 3)
    normal = np.array([dice.normal() for _ in range(20_000)])
    assert abs(normal.mean()) < 0.03
    assert abs(normal.std() - 1) < 0.03
    assert np.abs(normal).max() <= 3
    uniform = np.array([dice.uniform() for _ in range(20_000)])
    assert 0 <= uniform.min() < 0.001
    assert 0.999 < uniform.max() < 1
    first = [Dice(seed, who, bar).uniform() for seed in (0, 1) for who in ("bass", "keys") for bar in (0, 1)]
    assert len(set(first)) == 8
    picks = [Dice(0, "x", bar).choose("ab", (3, 1)) for bar in range(4000)]
    assert 0.72 < picks.count("a") / 4000 < 0.78
