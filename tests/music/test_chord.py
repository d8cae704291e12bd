"""What a chord tells a player of itself."""

import pytest

from houseband.music.chord import NO_CHORD, Chord

# intervals, third, fifth, seventh, guide tones, tensions, and which of sus, dominant and minor it is
FACTS = (
    ("C", (0, 4, 7), 4, 7, None, (4,), (), ""),
    ("Cm", (0, 3, 7), 3, 7, None, (3,), (), "minor"),
    ("C5", (0, 7), None, 7, None, (), (), ""),
    ("C6", (0, 4, 7, 9), 4, 7, None, (4, 9), (), ""),
    ("Cm6", (0, 3, 7, 9), 3, 7, None, (3, 9), (), "minor"),
    ("C7", (0, 4, 7, 10), 4, 7, 10, (4, 10), (), "dominant"),
    ("C7#9", (0, 4, 7, 10, 15), 4, 7, 10, (4, 10), (15,), "dominant"),
    ("C7alt", (0, 4, 10, 13, 15, 20), 4, None, 10, (4, 10), (13, 15, 20), "dominant"),
    ("C7b5", (0, 4, 6, 10), 4, 6, 10, (4, 10), (), "dominant"),
    ("Cmaj9", (0, 4, 7, 11, 14), 4, 7, 11, (4, 11), (14,), ""),
    ("Caug", (0, 4, 8), 4, 8, None, (4,), (), ""),
    ("Cmb6", (0, 3, 7, 8), 3, 7, None, (3,), (), "minor"),
    ("Cm(maj7)", (0, 3, 7, 11), 3, 7, 11, (3, 11), (), "minor"),
    ("Cm7b5", (0, 3, 6, 10), 3, 6, 10, (3, 10), (), "minor"),
    ("Cdim", (0, 3, 6), 3, 6, None, (3,), (), "minor"),
    ("Cdim7", (0, 3, 6, 9), 3, 6, 9, (3, 9), (), "minor"),
    ("Cdim7(maj7)", (0, 3, 6, 9, 11), 3, 6, 11, (3, 11), (), "minor"),
    ("Csus4", (0, 5, 7), None, 7, None, (5,), (), "sus"),
    ("Csus2", (0, 2, 7), None, 7, None, (2,), (), "sus"),
    ("C9sus4", (0, 5, 7, 10, 14), None, 7, 10, (5, 10), (14,), "sus"),
    ("C7sus(add3)", (0, 4, 5, 7, 10), 4, 7, 10, (4, 10), (), "dominant"),
)


@pytest.mark.parametrize(("name", "intervals", "third", "fifth", "seventh", "guides", "tensions", "kind"), FACTS)
def test_a_chord_knows_its_parts(
    name: str,
    intervals: tuple[int, ...],
    third: int | None,
    fifth: int | None,
    seventh: int | None,
    guides: tuple[int, ...],
    tensions: tuple[int, ...],
    kind: str,
) -> None:
    for root in (0, 7):
        chord = Chord(root, root, intervals)
        assert (chord.third, chord.fifth, chord.seventh) == (third, fifth, seventh)
        assert chord.guide_tones == guides
        assert chord.tensions == tensions
        flags = {"sus": chord.is_sus, "dominant": chord.is_dominant, "minor": chord.is_minor}
        assert [word for word, is_so in flags.items() if is_so] == ([kind] if kind else [])


def test_no_chord_has_no_parts() -> None:
    assert (NO_CHORD.third, NO_CHORD.fifth, NO_CHORD.seventh) == (None, None, None)
    assert NO_CHORD.guide_tones == NO_CHORD.tensions == NO_CHORD.pitch_classes == ()
    assert [NO_CHORD.is_sus, NO_CHORD.is_dominant, NO_CHORD.is_minor] == [False, False, False]


def test_the_bass_is_among_the_pitch_classes() -> None:
    assert Chord(0, 10, (0, 4, 7)).pitch_classes == (0, 4, 7, 10)
    assert Chord(0, 10, (0, 4, 7)).transposed(3) == Chord(3, 1, (0, 4, 7))


@pytest.mark.parametrize(
    ("root", "bass", "intervals"),
    [(None, 0, ()), (0, None, (0, 4)), (0, 0, ()), (0, 0, (4, 0)), (0, 0, (0, 0)), (12, 0, (0,)), (0, -1, (0,))],
)
def test_an_impossible_chord_is_refused(root: int | None, bass: int | None, intervals: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"a chord has|must rise|not a pitch class"):
        Chord(root, bass, intervals)
