"""Numbers as chords: every one against the letters of its chord in a key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houseband.charts.dialect import Dialect, dialect_of
from houseband.charts.numerals import looks_like_number_chord, number_symbol, read_symbol
from houseband.charts.symbol import parse_symbol, plain_spelling, transpose_symbol
from houseband.errors import ChartError
from houseband.music.key import Key, parse_key

IN_C = (
    # Nashville
    ("1", "C"), ("2", "D"), ("3", "E"), ("4", "F"), ("5", "G"), ("6", "A"), ("7", "B"), ("6-", "Am"), ("2m", "Dm"),
    ("3min", "Em"), ("2m7", "Dm7"), ("2-7", "Dm7"), ("57", "G7"), ("5(7)", "G7"), ("5 7", "G7"), ("1maj7", "Cmaj7"),
    ("1^7", "Cmaj7"), ("1Δ", "Cmaj7"), ("1M7", "Cmaj7"), ("4sus", "Fsus4"), ("5sus4", "Gsus4"), ("57sus4", "G7sus4"),
    ("b7", "Bb"), ("7b", "Bb"), ("♭7", "Bb"), ("b3", "Eb"), ("#4dim", "F#dim"), ("4#°", "F#dim"), ("7o", "Bdim"),
    ("7ø", "Bm7b5"), ("7m7b5", "Bm7b5"), ("3+", "Eaug"), ("1add9", "Cadd9"), ("12", "Cadd9"), ("16", "C6"),
    ("1/3", "C/E"), ("5/7", "G/B"), ("4/5", "F/G"), ("6-/5", "Am/G"), ("1/b7", "C/Bb"), ("2m7/5", "Dm7/G"),
    ("1/2", "C/D"), ("1/9", "Cadd9"), ("(4)", "F"), ("b67", "Ab7"), ("4-6", "Fm6"), ("5+", "Gaug"), ("2/#4", "D/F#"),
    # Roman
    ("I", "C"), ("II", "D"), ("III", "E"), ("IV", "F"), ("V", "G"), ("VI", "A"), ("VII", "B"), ("i", "Cm"),
    ("ii", "Dm"), ("iii", "Em"), ("iv", "Fm"), ("v", "Gm"), ("vi", "Am"), ("vii", "Bm"), ("bVII", "Bb"),
    ("bIII", "Eb"), ("♭VI", "Ab"), ("#iv°", "F#dim"), ("vii°", "Bdim"), ("viio7", "Bdim7"), ("viiø7", "Bm7b5"),
    ("vi°", "Adim"), ("III+", "Eaug"), ("Imaj7", "Cmaj7"), ("IM7", "Cmaj7"), ("IVΔ7", "Fmaj7"), ("ii7", "Dm7"),
    ("iim7", "Dm7"), ("IIm7", "Dm7"), ("II-7", "Dm7"), ("V7", "G7"), ("V7sus", "G7sus4"), ("V9", "G9"),
    ("V7b9", "G7b9"), ("V7(b9)", "G7b9"), ("imaj7", "Cm(maj7)"), ("iv6", "Fm6"), ("I6", "C6"), ("ii7b5", "Dm7b5"),
    ("IVadd9", "Fadd9"), ("Vsus4", "Gsus4"), ("I5", "C5"), ("bII7", "Db7"), ("I/3", "C/E"), ("V/7", "G/B"),
    # of another degree's key, and over a degree
    ("V/V", "D"), ("V7/V", "D7"), ("V7/ii", "A7"), ("V7/IV", "C7"), ("vii°7/V", "F#dim7"), ("viiø7/V", "F#m7b5"),
    ("V9/vi", "E9"), ("V7/bVII", "F7"), ("iiø7/vi", "Bm7b5"),
    # figured bass
    ("I64", "C/G"), ("I6/4", "C/G"), ("V65", "G7/B"), ("V43", "G7/D"), ("V42", "G7/F"), ("ii65", "Dm7/F"),
    ("viiø65", "Bm7b5/D"), ("V42/IV", "C7/Bb"), ("IV65", "Fmaj7/A"), ("vii°43", "Bdim7/F"),
)  # fmt: skip


@pytest.mark.parametrize(("number", "plain"), IN_C)
def test_a_number_in_c(number: str, plain: str) -> None:
    symbol = number_symbol(number, Key("C"))
    assert (symbol.read_as, symbol.remarks) == (plain, ())
    assert symbol.chord == parse_symbol(plain).chord


@pytest.mark.parametrize("key", ["Db", "D", "Eb", "E", "F", "F#", "Gb", "G", "Ab", "A", "Bb", "B", "Cb", "C#"])
@pytest.mark.parametrize("number", [number for number, _ in IN_C])
def test_a_number_moves_with_its_key(number: str, key: str) -> None:
    moved = number_symbol(number, Key(key))
    assert moved.chord == number_symbol(number, Key("C")).chord.transposed(Key(key).tonic_pc)
    assert parse_symbol(moved.read_as).chord == moved.chord


def test_notes_are_spelled_by_their_degree() -> None:
    assert [number_symbol(n, Key("Gb")).read_as for n in ("4", "b7", "2m")] == ["Cb", "Fb", "Abm"]
    assert [number_symbol(n, Key("E")).read_as for n in ("5/7", "b3", "#4o")] == ["B/D#", "G", "A#dim"]


IN_MINOR = (
    ("Am", "i VI III VII", "Am F C G"),
    ("Am", "i iv V7 vii°7 v", "Am Dm E7 G#dim7 Em"),
    ("Am", "i bVI bIII bVII", "Am F C G"),
    ("Am", "i bVII VI", "Am G F#"),
    ("Am", "1- 4- 5 6 7 3", "Am Dm E F G C"),
    ("Am", "1- b6 b3 b7", "Am F C G"),
    ("Am", "6- 4 1 5", "Am F C G"),
    ("Am", "vi IV I V", "Am F C G"),
    ("Em", "i 5/7 i/7 4/6 i/6", "Em B/D# Em/D A/C# Em/C"),
    ("D dorian", "i IV7 VII", "Dm G7 C"),
    ("F#m", "iiø7 V7 i", "G#m7b5 C#7 F#m"),
    ("Am", "V/V V7/VI V7/iv", "B C7 A7"),
)


@pytest.mark.parametrize(("key", "numbers", "plain"), IN_MINOR)
def test_numbers_in_a_minor_key(key: str, numbers: str, plain: str) -> None:
    dialect = dialect_of(numbers.split(), key=parse_key(key))
    assert " ".join(read_symbol(number, None, dialect).read_as for number in numbers.split()) == plain
    assert dialect.said.startswith("numbers counted from")


def test_a_six_is_an_inversion_where_the_chart_has_figures() -> None:
    plain = dialect_of(["I6", "V7"], key=Key("C"))
    figured = dialect_of(["I6", "V65"], key=Key("C"))
    assert read_symbol("I6", None, plain).read_as == "C6"
    assert read_symbol("I6", None, figured).read_as == "C/E"


@pytest.mark.parametrize(("number", "plain"), [("IV/V", "F/G"), ("ii7/V", "Dm7/G"), ("I/V", "C/G"), ("I/III", "C/E")])
def test_a_numeral_over_a_numeral_is_a_bass_with_a_remark_unless_it_is_a_dominant(number: str, plain: str) -> None:
    symbol = number_symbol(number, Key("C"))
    assert symbol.read_as == plain
    assert "a numeral over a numeral" in symbol.remarks[0].problem


def test_an_unknown_tail_is_played_as_far_as_it_goes_and_told() -> None:
    symbol = number_symbol("V7q", Key("C"))
    assert symbol.read_as == "G7"
    assert (symbol.remarks[0].problem, symbol.remarks[0].column) == ("unknown chord 'V7q'", 3)


def test_a_bare_bass_is_a_degree_where_numbers_are_chords() -> None:
    dialect = Dialect(numbers=Key("C"))
    am = parse_symbol("Am").chord
    assert read_symbol("/5", am, dialect).read_as == "Am/G"
    assert read_symbol("/G", am, dialect).read_as == "Am/G"


@pytest.mark.parametrize(
    "text", ["8", "0", "x", "", "C", "IIX", "VIII", "IIII", "Vi", "-1", "/5", "b", "b8", "iI", "Interlude", "Verse 2"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ChartError, match="not a chord number"):
        number_symbol(text, Key("C"))


@pytest.mark.parametrize(
    "word", ["1", "6-", "57", "b7", "4sus", "2m7", "5/7", "I", "vi", "bVII", "V7/V", "ii7", "IVmaj7", "(4)"]
)
def test_numbers_look_like_numbers(word: str) -> None:
    assert looks_like_number_chord(word)


@pytest.mark.parametrize(
    "word",
    [
        "12",
        "1959",
        "2nd",
        "1st",
        "4/4",
        "3/4x",
        "1.",
        "2)",
        "I'm",
        "In",
        "Vamp",
        "IV.",
        "8",
        "x2",
        "Ivy",
        "111",
        "7th-",
    ],
)
def test_other_words_do_not_look_like_numbers(word: str) -> None:
    assert looks_like_number_chord(word) == (word == "4/4")  # IV over IV: the reader of a line knows a meter


def test_a_number_stays_when_moved_and_is_written_in_letters() -> None:
    symbol = number_symbol("6-", Key("G"))
    assert transpose_symbol("6-", 2, flats=False) == "6-"
    assert plain_spelling("6-", symbol.chord, flats=False) == "Em"


@given(
    st.text(alphabet="b#1234567IVivm-+/o°ø()susajd 69", min_size=1, max_size=8),
    st.sampled_from([Key("C"), Key("Fb"), Key("B#", "minor"), Key("A", "minor")]),
    st.booleans(),
    st.booleans(),
)
def test_any_text_is_a_number_or_a_chart_error(text: str, key: Key, natural: bool, figures: bool) -> None:
    looks_like_number_chord(text)
    try:
        symbol = number_symbol(text, key, Dialect(numbers=key, natural_minor=natural, figures=figures))
    except ChartError:
        return
    assert parse_symbol(symbol.read_as).chord == symbol.chord
