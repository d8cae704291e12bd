"""The players' craft, row by row against theory."""

import itertools
import math
from collections import Counter

import numpy as np
import pytest

from houseband.arrangement import PlannedBar, arrange
from houseband.band import perform
from houseband.charts.symbol import parse_symbol
from houseband.music.chord import Chord
from houseband.music.instrument import DRUM_KEYS, GUITAR_TUNING, INSTRUMENTS
from houseband.players import fretboard, voicing
from houseband.players.path import cheapest_path
from houseband.players.pattern import cell_steps, group_sizes, read_steps
from houseband.styles.choose import find_style
from houseband.styles.style import house_styles
from tunes import BLUES, CHANGES, tune

QUALITIES = ["", "m", "7", "maj7", "m7", "m7b5", "dim7", "dim", "aug", "6", "m6", "9", "m9", "maj9", "13", "7b9", "7#9",
             "7alt", "7#11", "sus4", "sus2", "7sus4", "9sus4", "add9", "6/9", "mMaj7", "7#5", "7b5", "5", "11", "m11",
             "maj7#11", "13b9"]  # fmt: skip
ROOTS = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]


def chord(symbol: str) -> Chord:
    return parse_symbol(symbol).chord


def test_the_solver_finds_what_trying_every_path_finds() -> None:
    dice = np.random.default_rng(1)
    for _ in range(30):
        own = [dice.random(size) for size in dice.integers(1, 5, 5)]
        pairs = [dice.random((len(a), len(b))) for a, b in itertools.pairwise(own)]
        path = cheapest_path(own, lambda i, pairs=pairs: pairs[i])  # type: ignore[misc]

        def cost(p: tuple[int, ...]) -> float:
            stands = sum(float(o[i]) for o, i in zip(own, p, strict=True))  # noqa: B023
            steps = zip(pairs, itertools.pairwise(p), strict=True)  # noqa: B023
            return stands + sum(float(pair[a, b]) for pair, (a, b) in steps)

        best = min(itertools.product(*(range(len(o)) for o in own)), key=cost)
        assert math.isclose(cost(tuple(path)), cost(best))


@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize("kind", ["rootless", "close", "spread"])
def test_every_voicing_is_of_the_chord_with_its_third_and_seventh(quality: str, kind: voicing.Kind) -> None:
    for root in ROOTS:
        c = chord(root + quality)
        stacks, costs = voicing.voicings(c, kind)
        assert len(stacks) == len(costs) >= 4
        essential = {(c.root + i) % 12 for i in (c.third, c.seventh) if i is not None}  # type: ignore[operator]
        for stack in stacks:
            pcs = {int(key) % 12 for key in stack}
            assert pcs <= set(c.pitch_classes)
            assert essential <= pcs
            assert stack[0] >= voicing.LOWEST
            assert stack[-1] <= voicing.HIGHEST
            assert (np.diff(stack) > 0).all()


@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize("kind", ["open", "shell"])
def test_every_grip_can_be_held_and_is_of_the_chord(quality: str, kind: fretboard.Kind) -> None:
    for root in ROOTS:
        c = chord(root + quality)
        table, costs = fretboard.grips(c, kind)
        assert len(table) >= 3
        assert np.isfinite(costs).all()
        for grip in table:
            stopped = grip[grip > 0]
            assert not len(stopped) or stopped.max() - stopped.min() < 4
            assert {(GUITAR_TUNING[s] + f) % 12 for s, f in enumerate(grip) if f >= 0} <= set(c.pitch_classes)
            at_lowest = int((stopped == stopped.min()).sum()) if len(stopped) else 0
            fingers = len(stopped) - (at_lowest - 1 if at_lowest > 1 and not (grip == 0).any() else 0)
            assert fingers <= 4
        best = {(GUITAR_TUNING[s] + f) % 12 for s, f in enumerate(table[0]) if f >= 0}
        named = [i for i in (c.third, c.seventh) if i is not None]
        assert {(c.root + i) % 12 for i in named} <= best  # type: ignore[operator]


def test_the_first_grips_are_those_that_everybody_learns() -> None:
    def best(symbol: str) -> tuple[int, ...]:
        return tuple(int(f) for f in fretboard.grips(chord(symbol), "open")[0][0])

    known = {"E": "022100", "Am": "x02210", "Em": "022000", "D": "xx0232", "C": "x32010", "A": "x02220", "A7": "x02020",
             "E7": "020100", "D7": "xx0212", "Dm": "xx0231", "F#m": "244222", "Am7": "x02010"}  # fmt: skip
    assert {symbol: best(symbol) for symbol in known} == {
        symbol: tuple(-1 if fret == "x" else int(fret) for fret in grip) for symbol, grip in known.items()
    }
    assert best("G")[:5] == (3, 2, 0, 0, 0)


def test_walking_bass_states_roots_moves_like_people_and_leads_home() -> None:
    arrangement = arrange(tune(BLUES), find_style("swing"), tempo_bpm=150, choruses=8)
    notes = perform(arrangement, seed=1).parts["bass"].notes
    steps = Counter(np.minimum(np.abs(np.diff(notes["pitch"].astype(int))), 12).tolist())
    total = sum(steps.values())
    assert steps[1] + steps[2] > 0.3 * total
    assert steps[0] < 0.15 * total
    assert sum(steps[i] for i in range(8, 13)) < 0.1 * total
    assert 34 <= np.median(notes["pitch"]) <= 48
    assert notes["pitch"].min() >= INSTRUMENTS["upright bass"].lowest


def test_a_slash_bass_is_respected() -> None:
    arrangement = arrange(tune("| C/G | F/A | G/B | C |"), find_style("folk"))
    bass = perform(arrangement).parts["bass"].notes
    firsts = [int(bass[bass["onset_ticks"] == bar.onset_ticks]["pitch"][0]) % 12 for bar in arrangement.bars]
    assert firsts == [7, 9, 11, 0]


def test_the_bass_locks_to_the_kick() -> None:
    parts = perform(arrange(tune(CHANGES), find_style("rock"), choruses=8), seed=3).parts
    kicks = set(parts["drums"].notes[parts["drums"].notes["pitch"] == DRUM_KEYS["kick"]]["onset_ticks"].tolist())
    bass = set(parts["bass"].notes["onset_ticks"].tolist())
    on_beat = {tick for tick in kicks if tick % 10_080 == 0}
    assert len(on_beat & bass) >= 0.6 * len(on_beat)


@pytest.mark.parametrize("style", list(house_styles()))
def test_a_drummer_has_two_hands(style: str) -> None:
    feet = {DRUM_KEYS["kick"], DRUM_KEYS["pedal hat"]}
    meter = house_styles()[style].meters[0]
    notes = (
        perform(arrange(tune("| C | F | C | G7 |", meter), find_style(style), choruses=12), seed=2).parts["drums"].notes
    )
    hands = Counter(int(n["onset_ticks"]) for n in notes if int(n["pitch"]) not in feet)
    assert max(hands.values()) <= 2


@pytest.mark.parametrize("style", ["swing", "rock", "folk", "bossa-nova"])
def test_nobody_loops(style: str) -> None:
    arrangement = arrange(tune(CHANGES), find_style(style), choruses=8)
    for player, part in perform(arrangement, seed=4).parts.items():
        bars = [
            tuple(
                (int(n["onset_ticks"]) - bar.onset_ticks, int(n["pitch"]))
                for n in part.notes
                if bar.onset_ticks <= n["onset_ticks"] < bar.onset_ticks + bar.duration_ticks
            )
            for bar in arrangement.bars
        ]
        assert len(set(bars)) > (12 if player != "drums" else 6), player
        repeats = sum(a == b for a, b in itertools.pairwise(bars)) / len(bars)
        assert repeats < 0.45, player


def test_fills_close_phrases_and_the_last_bar_ends() -> None:
    chart = tune("[A]\n| C | F | G | C | C | F | G | C |\n[B]\n| F | C | F | G | F | C | G | C |")
    arrangement = arrange(chart, find_style("rock"), choruses=4)
    notes = perform(arrangement, seed=1).parts["drums"].notes
    toms = {DRUM_KEYS[name] for name in ("high tom", "mid tom", "low tom", "floor tom")}

    def is_busy(bar: PlannedBar) -> bool:
        place = notes["onset_ticks"] - bar.onset_ticks
        inside = notes[(place >= 0) & (place < bar.duration_ticks)]
        late = (place >= bar.duration_ticks // 2) & (place < bar.duration_ticks)
        snare = notes[(notes["pitch"] == 38) & (notes["velocity"] > 60) & late]  # ghosts are no fill
        return len(snare) >= 3 or bool(set(inside["pitch"].tolist()) & toms)

    closing = [is_busy(bar) for bar in arrangement.bars if bar.closes_section]
    others = [is_busy(bar) for bar in arrangement.bars if not bar.closes_section]
    assert sum(closing) >= 0.6 * len(closing)
    assert sum(others) <= 0.15 * len(others)
    last = notes[notes["onset_ticks"] >= arrangement.bars[-1].onset_ticks]
    assert set(last["pitch"].tolist()) == {DRUM_KEYS["crash"], DRUM_KEYS["kick"]}


def test_patterns_are_read_as_musicians_write_them() -> None:
    assert [tuple(step) for step in read_steps("x_.x|X...", 80)] == [(0, 20, "x"), (30, 10, "x"), (40, 10, "X")]


@pytest.mark.parametrize("count", range(2, 14))
@pytest.mark.parametrize("unit", [4, 8])
def test_cells_fill_any_meter(count: int, unit: int) -> None:
    from houseband.music.meter import meter

    style = house_styles()["pulse"]
    assert sum(group_sizes(meter(count, unit))) == count
    for player in ("bass", "guitar", "keys"):
        steps = cell_steps(style, player, meter(count, unit))
        assert steps[0].onset_ticks == 0
        assert steps[-1].onset_ticks + steps[-1].duration_ticks <= count * 4 * 10_080 // unit


@pytest.mark.parametrize("seed", range(4))
def test_ninety_six_bars_of_swing_vary(seed: int) -> None:
    arrangement = arrange(tune(CHANGES), find_style("swing"), tempo_bpm=132, choruses=12)
    assert len(arrangement.bars) == 96
    different = {}
    for player, part in perform(arrangement, seed).parts.items():
        bars: list[set[tuple[int, int]]] = [set() for _ in arrangement.bars]
        for note in part.notes:
            number, place = divmod(int(note["onset_ticks"]), arrangement.bars[0].duration_ticks)
            bars[number].add((place, int(note["pitch"]) if player == "drums" else 0))
        different[player] = len(set(map(frozenset, bars)))
    assert different["bass"] >= 20
    assert different["keys"] >= 20
    assert different["drums"] >= 24
