"""Scales against theory: built from their steps, each with the tones of its chord."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houseband.charts.plain_names import PLAIN_NAMES
from houseband.charts.symbol import parse_symbol
from houseband.music.chord import NO_CHORD, Chord
from houseband.music.scale import FAMILY_SCALES, SCALES, chord_scale

# Mother scales in semitone steps, and the degree of each on which a mode begins.
STEPS = {
    "major": (2, 2, 1, 2, 2, 2, 1),
    "melodic minor": (2, 1, 2, 2, 2, 2, 1),
    "harmonic minor": (2, 1, 2, 2, 1, 3, 1),
    "harmonic major": (2, 2, 1, 2, 1, 3, 1),
    "whole tone": (2, 2, 2, 2, 2, 2),
    "diminished": (2, 1, 2, 1, 2, 1, 2, 1),
}
MODES = (
    ("ionian", "major", 1), ("dorian", "major", 2), ("phrygian", "major", 3), ("lydian", "major", 4),
    ("mixolydian", "major", 5), ("aeolian", "major", 6), ("locrian", "major", 7),
    ("melodic minor", "melodic minor", 1), ("dorian b2", "melodic minor", 2), ("lydian augmented", "melodic minor", 3),
    ("lydian dominant", "melodic minor", 4), ("mixolydian b6", "melodic minor", 5),
    ("locrian natural 2", "melodic minor", 6), ("altered", "melodic minor", 7),
    ("harmonic minor", "harmonic minor", 1), ("dorian #4", "harmonic minor", 4),
    ("phrygian dominant", "harmonic minor", 5), ("lydian #2", "harmonic minor", 6),
    ("harmonic major", "harmonic major", 1), ("dorian b5", "harmonic major", 2),
    ("whole tone", "whole tone", 1), ("whole-half", "diminished", 1),
    ("half-whole", "diminished", 2),
)  # fmt: skip


def mode(steps: tuple[int, ...], degree: int) -> tuple[int, ...]:
    """The mode of a scale that begins on a degree, counted from 1."""
    turned = steps[degree - 1 :] + steps[: degree - 1]
    return tuple(sum(turned[:place]) for place in range(len(turned)))


@pytest.mark.parametrize(("name", "mother", "degree"), MODES)
def test_a_scale_is_the_mode_it_is_called(name: str, mother: str, degree: int) -> None:
    assert SCALES[name] == mode(STEPS[mother], degree)


def test_every_scale_is_tested_and_used_and_stands_once() -> None:
    tested = {name for name, _, _ in MODES} | {"spanish phrygian", "suspended pentatonic"}
    assert tested == set(SCALES)
    assert len(set(SCALES.values())) == len(SCALES)
    assert {name for names in FAMILY_SCALES.values() for name in names} == set(SCALES)


@pytest.mark.parametrize(
    ("symbol", "scale"),
    [
        ("C", "ionian"), ("C6", "ionian"), ("Cmaj7", "ionian"), ("Cmaj7#11", "lydian"), ("Cmaj7b5", "lydian"),
        ("Cmaj7#5", "lydian augmented"), ("Cmaj7#9#11", "lydian #2"), ("Caug", "whole tone"), ("C(#11)", "lydian"),
        ("C7", "mixolydian"), ("C13", "mixolydian"), ("C7#11", "lydian dominant"), ("C7b5", "lydian dominant"),
        ("C7#5", "whole tone"), ("C9#5", "whole tone"), ("C7alt", "altered"), ("C7#9#5", "altered"),
        ("C7b9b5", "altered"), ("C7b9", "half-whole"), ("C7#9", "half-whole"), ("C13b9", "half-whole"),
        ("C7b9b13", "phrygian dominant"), ("C7b13", "mixolydian b6"), ("C7#9b13", "spanish phrygian"),
        ("Cm", "dorian"), ("Cm7", "dorian"), ("Cm6", "dorian"), ("Cm11", "dorian"), ("Cmb6", "aeolian"),
        ("Cm7b9", "phrygian"), ("Cm(maj7)", "melodic minor"), ("Cm(maj9)", "melodic minor"), ("Cm7b5", "locrian"),
        ("Cm9b5", "locrian natural 2"), ("Cdim7", "whole-half"), ("Cdim", "whole-half"), ("Cdim(maj7)", "whole-half"),
        ("Csus4", "mixolydian"), ("C7sus4", "mixolydian"), ("C13sus4", "mixolydian"), ("C7sus4b9", "phrygian"),
        ("C13sus4b9", "dorian b2"), ("Cmaj7sus4", "ionian"), ("C5", "suspended pentatonic"), ("C/Bb", "mixolydian"),
        ("Cm/B", "melodic minor"), ("Cm/Ab", "aeolian"), ("F/G", "ionian"), ("Cmaj7/F#", "lydian"),
    ],
)  # fmt: skip
def test_a_chord_takes_the_scale_of_its_family(symbol: str, scale: str) -> None:
    assert chord_scale(parse_symbol(symbol).chord) == SCALES[scale]


@pytest.mark.parametrize("tail", ["", *PLAIN_NAMES])
def test_every_quality_has_a_known_scale_with_all_its_tones(tail: str) -> None:
    chord = parse_symbol("C" + tail).chord
    scale = chord_scale(chord)
    assert {tone % 12 for tone in chord.intervals} <= set(scale)
    assert scale in SCALES.values() or tail == "13#5"  # a raised fifth beside a natural 13th is in no mode


@given(st.integers(0, 11), st.integers(0, 11), st.sets(st.integers(0, 21), min_size=1))
def test_any_chord_has_a_scale_with_all_its_tones(root: int, bass: int, tones: set[int]) -> None:
    chord = Chord(root, bass, tuple(sorted(tones)))
    scale = chord_scale(chord)
    assert {tone % 12 for tone in tones} <= set(scale)
    assert scale[0] == 0
    assert list(scale) == sorted(set(scale))
    assert scale == chord_scale(chord.transposed(5))


def test_no_chord_has_no_scale() -> None:
    assert chord_scale(NO_CHORD) == ()


def test_the_cadences_of_a_major_key_take_its_own_notes() -> None:
    notes = {0, 2, 4, 5, 7, 9, 11}
    for symbol in ("Cmaj7", "Dm7", "Fmaj7#11", "G7", "Bm7b5"):
        chord = parse_symbol(symbol).chord
        assert {((chord.root or 0) + tone) % 12 for tone in chord_scale(chord)} == notes
