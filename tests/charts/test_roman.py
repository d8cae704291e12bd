"""Numerals of analysis against the letters of their chords, and all that the Rock Corpus has."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import corpus, needs_corpora
from houseband.charts.roman import parse_roman
from houseband.charts.symbol import parse_symbol
from houseband.errors import ChartError
from houseband.music.key import Key

IN_C = (
    ("I", "C"), ("ii", "Dm"), ("bVII", "Bb"), ("#IV", "F#"), ("biii", "Ebm"), ("VI", "A"), ("vio", "Adim"),
    ("iio6", "Ddim/F"), ("Ia", "Caug"), ("i6", "Cm/Eb"), ("IV6", "F/A"), ("IV64", "F/C"), ("vi64", "Am/E"),
    # sevenths of the key, and the minor one where d asks for it
    ("I7", "Cmaj7"), ("IV7", "Fmaj7"), ("bII7", "Dbmaj7"), ("bVI7", "Abmaj7"), ("V7", "G7"), ("II7", "D7"),
    ("III7", "E7"), ("VI7", "A7"), ("ii7", "Dm7"), ("vi7", "Am7"), ("i7", "Cm7"), ("Id7", "C7"), ("IVd7", "F7"),
    ("bVIId7", "Bb7"), ("Id42", "C7/Bb"), ("I42", "Cmaj7/B"), ("V65", "G7/B"), ("V43", "G7/D"), ("V42", "G7/F"),
    ("vi42", "Am7/G"), ("ii65", "Dm7/F"), ("IV65", "Fmaj7/A"),
    ("vih7", "Am7b5"), ("iih65", "Dm7b5/F"), ("viix7", "Bdim7"), ("viix42", "Bdim7/Ab"), ("#ivh7", "F#m7b5"),
    ("iiø65", "Dm7b5/F"), ("vii°7", "Bdim7"),
    ("IV9", "Fmaj9"), ("V9", "G9"), ("Id9", "C9"), ("V11", "G9sus4"), ("ii11", "Dm11"), ("V7b9", "G7b9"),
    ("I#9", "C7#9"), ("bIII+9", "Ebadd9"), ("Vs4", "Gsus4"), ("v7s4", "G7sus4"), ("bVIs4", "Absus4"),
    # of other tonics
    ("V/V", "D"), ("V7/ii", "A7"), ("V42/IV", "C7/Bb"), ("V/bVII", "F"), ("viix7/V", "F#dim7"), ("IV/IV", "Bb"),
    ("iih65/ii", "Em7b5/G"), ("bVId7/ii", "Bb7"), ("V/V/V", "A"), ("Vs4/vi", "Esus4"), ("V11/IV", "C9sus4"),
)  # fmt: skip


@pytest.mark.parametrize(("numeral", "plain"), IN_C)
def test_a_numeral_over_c(numeral: str, plain: str) -> None:
    symbol = parse_roman(numeral, Key("C"))
    assert (symbol.read_as, symbol.remarks) == (plain, ())
    assert symbol.chord == parse_symbol(plain).chord
    assert parse_roman(numeral, Key("C", "minor")).chord == symbol.chord


@pytest.mark.parametrize("tonic", ["Db", "E", "F#", "Gb", "B", "Cb"])
@pytest.mark.parametrize("numeral", [numeral for numeral, _ in IN_C])
def test_a_numeral_moves_with_its_tonic(numeral: str, tonic: str) -> None:
    key = Key(tonic)
    assert parse_roman(numeral, key).chord == parse_roman(numeral, Key("C")).chord.transposed(key.tonic_pc)


@pytest.mark.parametrize("text", ["", "X", "8", "R", ".", "V/", "V/x", "C"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ChartError, match="not a numeral"):
        parse_roman(text, Key("C"))


def test_figures_that_mean_nothing_are_left_out_and_told() -> None:
    symbol = parse_roman("V7q/V", Key("C"))
    assert symbol.read_as == "D7"
    assert (symbol.remarks[0].problem, symbol.remarks[0].column) == ("unknown numeral 'V7q/V'", 3)


@given(st.text(alphabet="b#IVivoxhad7654392s+1/ °", max_size=10), st.sampled_from(["C", "F#", "Cb", "Fb", "B#"]))
def test_any_text_is_a_numeral_or_a_chart_error(text: str, tonic: str) -> None:
    try:
        symbol = parse_roman(text, Key(tonic))
    except ChartError:
        return
    assert parse_symbol(symbol.read_as).chord == symbol.chord
    for remark in symbol.remarks:
        assert 1 <= (remark.column or 0) <= len(text)


@needs_corpora
def test_every_numeral_of_the_rock_corpus_is_read_without_a_remark() -> None:
    lines = [line.split("%")[0] for path in corpus("charts_rs200_roman_ccby", ".har")
             for line in path.read_text("utf-8", errors="replace").splitlines()]  # fmt: skip
    numerals = {word for line in lines for word in re.split(r"[\s|]+", re.sub(r"^\s*\w+\s*:", "", line))
                if word and word[0] not in "$[*." and word != "R"}  # fmt: skip
    assert len(numerals) > 150
    assert [numeral for numeral in sorted(numerals) if parse_roman(numeral, Key("C")).remarks] == []
