"""Two hands and two feet: a checker that knows nothing of how the drummer chooses refuses what needs more."""

from functools import cache
from itertools import pairwise

import pytest

from houseband.arrangement import arrange
from houseband.band import perform
from houseband.music.instrument import DRUM_KEYS, FEET
from houseband.players.limbs import RESTING, Stroke, playable
from houseband.styles.style import house_styles
from tunes import CHANGES, tune

SAME_SECONDS, BOUNCE_SECONDS, OTHER_SECONDS, FOOT_SECONDS = 0.080, 0.045, 0.095, 0.085
CLOSE = 1e-6
FOOT_KEYS = {DRUM_KEYS[piece] for piece in FEET}


def can_be_played(strokes: list[tuple[float, int]]) -> bool:
    """Whether there is a way to share out the strokes (seconds, key), in order, that is slow enough for each limb."""
    feet = {key: [at for at, other in strokes if other == key] for key in FOOT_KEYS}
    if any(b - a < FOOT_SECONDS - CLOSE for times in feet.values() for a, b in pairwise(times)):
        return False
    hands = tuple((at, key) for at, key in strokes if key not in FOOT_KEYS)
    rest = (-10.0, -1, False)
    ways = {(rest, rest)}
    for at, key in hands:
        next_ways = set()
        for left, right in ways:
            for hand, other, is_left in ((left, right, True), (right, left, False)):
                moved = strike(hand, at, key)
                if moved is not None:
                    next_ways.add((moved, other) if is_left else (other, moved))
        ways = set(list(next_ways)[:64])
        if not ways:
            return False
    return True


def strike(hand: tuple[float, int, bool], at: float, key: int) -> tuple[float, int, bool] | None:
    """Where the hand is after the stroke; None if it cannot be there. A hand strikes one thing at a time."""
    before, where, has_bounced = hand
    gap = at - before + CLOSE
    if key != where:
        return (at, key, False) if gap >= OTHER_SECONDS else None
    if gap >= SAME_SECONDS:
        return (at, key, False)
    return (at, key, True) if gap >= BOUNCE_SECONDS and not has_bounced else None


@cache
def written_strokes(style: str, tempo: int, player: str) -> tuple[tuple[float, int], ...]:
    book = house_styles()[style]
    bpm = book.tempo_bpm[tempo]
    arrangement = arrange(tune(CHANGES, book.meters[0]), book, tempo_bpm=bpm, choruses=5)
    part = perform(arrangement, seed=tempo).parts.get(player)
    if part is None:
        return ()
    seconds = part.notes["onset_ticks"] / 10_080 * arrangement.bars[0].seconds_per_quarter
    return tuple(zip(seconds.tolist(), part.notes["pitch"].tolist(), strict=True))


@pytest.mark.parametrize("style", list(house_styles()))
@pytest.mark.parametrize("tempo", [1, 2])
def test_every_drummer_has_two_hands_and_two_feet(style: str, tempo: int) -> None:
    for player in ("drums", "percussion"):
        assert can_be_played(list(written_strokes(style, tempo, player))), player


@pytest.mark.parametrize(
    ("strokes", "is_playable"),
    [
        ([(0.0, 38), (0.0, 42)], True),
        ([(0.0, 38), (0.0, 42), (0.0, 49)], False),
        ([(0.0, 38), (0.0, 42), (0.0, 36), (0.0, 44)], True),
        ([(0.0, 36), (0.05, 36)], False),
        ([(i * 0.1, 42) for i in range(8)], True),
        ([(i * 0.03, 38) for i in range(8)], False),
        ([(i * 0.05, 38) for i in range(8)], True),
        ([(0.0, 49), (0.0, 51), (0.05, 41)], False),
    ],
)
def test_the_checker_refuses_what_needs_more(strokes: list[tuple[float, int]], is_playable: bool) -> None:
    assert can_be_played(strokes) is is_playable


def test_the_softest_strokes_are_left_out() -> None:
    meant = [Stroke(0, "crash", "x", 110), Stroke(0, "snare", "x", 90), Stroke(0, "ride", "x", 70),
             Stroke(0, "kick", "x", 80)]  # fmt: skip
    kept, _ = playable(meant, [0.0] * 4, RESTING)
    assert {stroke.piece for stroke in kept} == {"crash", "snare", "kick"}


def test_limbs_remember_where_they_were() -> None:
    _, limbs = playable([Stroke(0, "floor tom", "x", 90), Stroke(0, "crash", "x", 90)], [0.0, 0.0], RESTING)
    kept, _ = playable([Stroke(100, "snare", "x", 90)], [0.05], limbs)
    assert not kept
    kept, _ = playable([Stroke(100, "snare", "x", 90)], [0.2], limbs)
    assert kept
