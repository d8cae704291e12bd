"""Harte's chord labels against their intervals, and all that the Billboard annotations have."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import corpus, needs_corpora
from houseband.charts.harte import SHORTHANDS, parse_harte
from houseband.charts.symbol import parse_symbol
from houseband.errors import ChartError
from houseband.music.chord import NO_CHORD, Chord
from houseband.music.pitch import pitch_name
from spellings import semitones

# The table of Harte et al. (2005), then the shorthands that later corpora added.
TABLE = (
    ("maj", "1 3 5"), ("min", "1 b3 5"), ("dim", "1 b3 b5"), ("aug", "1 3 #5"), ("maj7", "1 3 5 7"),
    ("min7", "1 b3 5 b7"), ("7", "1 3 5 b7"), ("dim7", "1 b3 b5 bb7"), ("hdim7", "1 b3 b5 b7"), ("minmaj7", "1 b3 5 7"),
    ("maj6", "1 3 5 6"), ("min6", "1 b3 5 6"), ("9", "1 3 5 b7 9"), ("maj9", "1 3 5 7 9"), ("min9", "1 b3 5 b7 9"),
    ("sus4", "1 4 5"), ("1", "1"), ("5", "1 5"), ("sus2", "1 2 5"), ("11", "1 3 5 b7 9 11"), ("13", "1 3 5 b7 9 13"),
    ("maj11", "1 3 5 7 9 11"), ("maj13", "1 3 5 7 9 13"), ("min11", "1 b3 5 b7 9 11"), ("min13", "1 b3 5 b7 9 11 13"),
    ("6", "1 3 5 6"), ("hdim", "1 b3 b5 b7"), ("aug7", "1 3 #5 b7"), ("augmaj7", "1 3 #5 7"),
    ("minmaj9", "1 b3 5 7 9"), ("hdim9", "1 b3 b5 b7 9"), ("dim9", "1 b3 b5 bb7 9"), ("aug9", "1 3 #5 b7 9"),
    ("7sus4", "1 4 5 b7"), ("power", "1 5"), ("pedal", "1"),
)  # fmt: skip


@pytest.mark.parametrize(("shorthand", "names"), TABLE)
def test_a_shorthand_means_its_intervals(shorthand: str, names: str) -> None:
    symbol = parse_harte(f"Eb:{shorthand}")
    assert symbol.chord == Chord(3, 3, tuple(sorted(semitones(name) for name in names.split())))
    assert symbol.remarks == ()
    assert parse_symbol(symbol.read_as).chord == symbol.chord


def test_the_table_here_has_every_shorthand() -> None:
    assert {shorthand for shorthand, _ in TABLE} == SHORTHANDS.keys()


@pytest.mark.parametrize(
    ("label", "plain"),
    [
        ("C", "C"), ("C/3", "C/E"), ("C:maj7(9)/3", "Cmaj9/E"), ("A:min7/b7", "Am7/G"), ("G:sus4(b7,9)", "G9sus4"),
        ("D:(1,5)", "D5"), ("C:(3,5)", "C"), ("C:maj(*3)", "C5"), ("C:maj(9)", "Cadd9"), ("C:maj(2)", "Cadd9"),
        ("C:maj(4)", "Cadd11"), ("E:7(#9)", "E7#9"), ("E:7(b9)", "E7b9"), ("C:7(b13)", "C7b13"), ("C:7(#11)", "C7#11"),
        ("C:maj6(9)", "C69"), ("C:maj/7", "C/B"), ("C:min/7", "Cm/B"), ("C:min/b3", "Cm/Eb"), ("A:min/b3", "Am/C"),
        ("F#:maj/3", "F#/A#"), ("Cb:maj", "Cb"), ("Fb:min/b3", "Fbm/G"), ("C:9(13,#11)", "C13#11"),
        ("C:sus2(b7)", "C7sus2"), ("C:maj/#11", "C/F#"), ("C:maj/9", "C/D"), ("C:min7(*5,b5)", "Cm7b5"),
        ("C:min(9)", "Cm(add9)"), ("C:1", "Cped"), ("Bbb:maj", "Bbb"), ("C:maj7(*1,*5)", "Cmaj7(no1,no5)"),
    ],
)  # fmt: skip
def test_labels_with_degrees_and_basses(label: str, plain: str) -> None:
    symbol = parse_harte(label)
    assert (symbol.read_as, symbol.remarks) == (plain, ())
    assert parse_symbol(plain).chord == symbol.chord


def test_no_chord_and_no_name() -> None:
    assert parse_harte("N").chord == parse_harte("X").chord == NO_CHORD
    assert parse_harte("N").remarks == ()
    assert parse_harte("X").remarks[0].problem == "a chord that nobody could name: 'X'"


@pytest.mark.parametrize(
    ("label", "plain", "problem", "column"),
    [
        ("C:foo", "C", "unknown shorthand 'foo' in 'C:foo'", 3),
        ("C:maj(14)", "C", "unknown degree '14' in 'C:maj(14)'", 6),
        ("C:7/14", "C7", "unknown bass '14' in 'C:7/14'", 5),
    ],
)
def test_what_nobody_knows_is_left_out_and_told(label: str, plain: str, problem: str, column: int) -> None:
    symbol = parse_harte(label)
    assert symbol.read_as == plain
    assert [(remark.problem, remark.column) for remark in symbol.remarks] == [(problem, column)]


@pytest.mark.parametrize(
    "label", ["", "H:maj", "c:maj", "C:maj(", "C:maj)", "C:maj/", "C maj", "C:maj(9)(11)", "C:(*1)"]
)
def test_other_texts_are_refused(label: str) -> None:
    with pytest.raises(ChartError, match=r"not a chord label|a chord without tones"):
        parse_harte(label)


@given(st.text(alphabet="ABCFb#:majindus724591361(),*/NX ", max_size=14))
def test_any_text_is_a_label_or_a_chart_error(label: str) -> None:
    try:
        symbol = parse_harte(label)
    except ChartError:
        return
    assert parse_symbol(symbol.read_as).chord.pitch_classes == symbol.chord.pitch_classes


@given(st.integers(0, 11), st.sampled_from(sorted(SHORTHANDS)), st.sampled_from(["", "/3", "/b7", "(9)", "(b7,#11)/5"]))
def test_labels_move_with_their_root(root: int, shorthand: str, more: str) -> None:
    name = pitch_name(root, flats=True)
    assert parse_harte(f"{name}:{shorthand}{more}").chord == parse_harte(f"C:{shorthand}{more}").chord.transposed(root)


@needs_corpora
def test_every_label_of_the_billboard_annotations_is_read_without_a_remark() -> None:
    pattern = re.compile(r"(?<=[\s|])[A-G][b#]*:[^\s|]+")
    labels = {
        label for path in corpus("charts_billboard_cc0", ".txt") for label in pattern.findall(path.read_text("utf-8"))
    }
    assert len(labels) > 600
    assert [label for label in sorted(labels) if parse_harte(label).remarks] == []
    assert all(parse_symbol(parse_harte(label).read_as).chord == parse_harte(label).chord for label in labels)
