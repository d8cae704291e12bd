"""Chords found from notes: what is plainly written must be found as it is."""

from fractions import Fraction

import pytest

from houseband.charts.chord_finding import Span, find_chords, onsets_of_spans, span_of_notes
from houseband.charts.symbol import parse_symbol, write_symbol
from houseband.music.meter import parse_meter


def voiced(symbol: str) -> Span:
    """A bar in which the tones of a chord sound for equally long, its bass below them."""
    chord = parse_symbol(symbol).chord
    return Span(tuple(float(pc in chord.pitch_classes) for pc in range(12)), chord.bass)


def found(*spans: Span) -> list[str]:
    return ["-" if chord is None else write_symbol(chord, flats=True) for chord in find_chords(spans)]


@pytest.mark.parametrize(
    "symbol",
    [
        "C",
        "F#m",
        "Bb7",
        "Dm7",
        "Ebmaj7",
        "Bdim",
        "Bm7b5",
        "C#dim7",
        "Caug",
        "Gsus4",
        "A5",
        "C/E",
        "G/B",
        "Am/C",
        "D/F#",
    ],
)
def test_a_chord_with_all_its_tones_is_found(symbol: str) -> None:
    assert find_chords([voiced(symbol)]) == [parse_symbol(symbol).chord]


@pytest.mark.parametrize(
    "progression",
    ["C Am F G", "Dm7 G7 Cmaj7 A7", "Em C G D", "Bm7b5 E7 Am Am", "E5 G5 A5 E5", "C G/B Am F", "Cm Ab Eb Bb"],
)
def test_a_progression_is_found_as_it_is_written(progression: str) -> None:
    chords = [parse_symbol(symbol).chord for symbol in progression.split()]
    assert find_chords([voiced(symbol) for symbol in progression.split()]) == chords


def test_passing_notes_do_not_change_the_chord() -> None:
    weights = [0.0] * 12
    for pc, weight in ((0, 2.0), (4, 1.0), (7, 1.0), (2, 0.25), (5, 0.25)):
        weights[pc] = weight
    assert found(Span(tuple(weights), 0)) == ["C"]


def test_a_bare_root_and_fifth_are_a_power_chord_and_a_bare_root_is_one_too() -> None:
    bare = [0.0] * 12
    bare[4] = 1.0
    assert found(voiced("E5"), Span(tuple(bare), 4)) == ["E5", "E5"]


def test_one_foreign_tone_is_not_worth_a_change_but_another_chord_is() -> None:
    blurred = [0.0] * 12
    for pc, weight in ((0, 1.0), (4, 1.0), (7, 1.0), (9, 0.3)):  # C with a passing sixth
        blurred[pc] = weight
    half = Span(tuple(blurred), 0, at_bar=False)
    assert found(voiced("C"), half, voiced("C")) == ["C", "C", "C"]
    f_chord = Span(voiced("F").weights, 5, at_bar=False)
    assert found(voiced("C"), f_chord, voiced("C")) == ["C", "F", "C"]


def test_silence_keeps_the_chord_and_there_is_none_before_the_first_note() -> None:
    silent = Span((0.0,) * 12)
    assert found(silent, voiced("G"), silent, voiced("D7")) == ["-", "G", "G", "D7"]
    assert found(silent, silent) == ["-", "-"]
    assert found() == []


def test_a_bar_of_four_is_cut_in_halves_and_one_of_three_or_a_pickup_is_not() -> None:
    four, three = parse_meter("4/4"), parse_meter("3/4")
    assert onsets_of_spans(four, Fraction(4)) == (Fraction(0), Fraction(2))
    assert onsets_of_spans(parse_meter("6/8"), Fraction(3)) == (Fraction(0), Fraction(3, 2))
    assert onsets_of_spans(three, Fraction(3)) == (Fraction(0),)
    assert onsets_of_spans(four, Fraction(1)) == (Fraction(0),)


def test_a_span_has_what_sounds_in_it_and_no_more_and_what_begins_with_it_counts_double() -> None:
    notes = [(0, 4, 48, 1.0), (3, 4, 55, 0.5), (-2, 1, 62, 1.0)]  # the last is held over from the bar before
    first, second = span_of_notes(notes, 0, 2), span_of_notes(notes, 2, 4)
    assert (first.weights[0], first.weights[7], first.weights[2]) == (4, 0, 2)
    assert (second.weights[0], second.weights[7], second.weights[2]) == (4, 0.5, 0)


def test_the_bass_is_what_is_lowest_for_most_of_the_span() -> None:
    assert span_of_notes([(0, 3, 40, 1.0), (3, 4, 38, 1.0), (0, 4, 60, 1.0)], 0, 4).bass == 40 % 12
    assert span_of_notes([(i, i + 1, 40 + i, 1.0) for i in range(4)], 0, 4).bass is None
