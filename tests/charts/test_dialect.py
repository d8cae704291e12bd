"""Dialects: what note names mean in German, in solfège and after a dash, and which of them a whole chart speaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houseband.charts.dialect import PLAIN, Dialect, dialect_of
from houseband.charts.draft import Draft
from houseband.charts.numerals import read_symbol
from houseband.charts.source import Reading, Source
from houseband.charts.symbol import looks_like_chord, moved_symbol, parse_symbol, transpose_symbol
from houseband.errors import ChartError
from houseband.music.key import Key
from spellings import ROWS

GERMAN, SOLFEGE, FLAT_DASH = Dialect(german=True), Dialect(solfege=True), Dialect(dash_is_minor=False)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("B", "Bb"), ("H", "B"), ("B7", "Bb7"), ("H7", "B7"), ("Hm", "Bm"), ("Bb", "Bb"), ("Es", "Eb"), ("As", "Ab"),
        ("Des", "Db"), ("Ges", "Gb"), ("Ces", "Cb"), ("Fis", "F#"), ("Cis7", "C#7"), ("Gism", "G#m"), ("Dis", "D#"),
        ("Ais", "A#"), ("His", "B#"), ("Fisis", "F##"), ("Heses", "Bbb"), ("Ases", "Abb"), ("Esus4", "Esus4"),
        ("Asus", "Asus4"), ("Es7sus4", "Eb7sus4"), ("As/C", "Ab/C"), ("H/Dis", "B/D#"), ("Am/G", "Am/G"),
        ("a", "Am"), ("d7", "Dm7"), ("fis", "F#m"), ("h", "Bm"), ("b", "Bbm"), ("a/g", "Am/G"), ("am", "Am"),
        ("cis7b5", "C#m7b5"), ("eo7", "Edim7"), ("gsus4", "Gsus4"), ("C/B", "C/Bb"), ("(H7)", "B7"), ("F#m", "F#m"),
        ("E♭", "Eb"), ("H|E", "B|E"),
    ],
)  # fmt: skip
def test_german_names(text: str, plain: str) -> None:
    symbol = parse_symbol(text, None, GERMAN)
    assert (symbol.read_as, symbol.remarks) == (plain, ())
    assert symbol.chord == parse_symbol(plain).chord


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Do", "C"), ("Ré", "D"), ("Re", "D"), ("Mi", "E"), ("Fa", "F"), ("Sol", "G"), ("La", "A"), ("Si", "B"),
        ("Ut", "C"), ("DO", "C"), ("sol", "G"), ("Dó", "C"), ("Fá", "F"), ("Lá7(9)", "A9"), ("Do#m", "C#m"),
        ("Sib", "Bb"), ("Si♭", "Bb"), ("Si bémol", "Bb"), ("Fa dièse m7", "F#m7"), ("Mib7", "Eb7"), ("la m", "Am"),
        ("Lam", "Am"), ("Rem7", "Dm7"), ("Dom7", "Cm7"), ("Domaj7", "Cmaj7"), ("Sol7/Si", "G7/B"), ("Sol/Fa#", "G/F#"),
        ("Fadd9", "Fadd9"), ("C", "C"), ("Am7", "Am7"), ("Solsus4", "Gsus4"), ("Reb", "Db"), ("La-7", "Am7"),
        ("Midim", "Edim"), ("Do diesis", "C#"), ("Fa|Sol", "F|G"),
    ],
)  # fmt: skip
def test_solfege_names(text: str, plain: str) -> None:
    symbol = parse_symbol(text, None, SOLFEGE)
    assert (symbol.read_as, symbol.remarks) == (plain, ())
    assert symbol.chord == parse_symbol(plain).chord


@pytest.mark.parametrize(("text", "plain"), [("Sol7", "G7"), ("ré", "D"), ("la m", "Am"), ("fa#", "F#"), ("Mi", "E")])
def test_syllables_that_cannot_be_letters_need_no_dialect(text: str, plain: str) -> None:
    assert (parse_symbol(text).read_as, parse_symbol(text).remarks) == (plain, ())


def test_do_alone_is_a_diminished_d_and_among_syllables_c() -> None:
    assert parse_symbol("Do").read_as == "Ddim"
    assert dialect_of(["Do", "Co7"]) == PLAIN
    assert dialect_of(["Do", "Sol7", "Do"]).solfege


@pytest.mark.parametrize(
    ("text", "plain"), [("am7", "Am7"), ("em", "Em"), ("c#m", "C#m"), ("dmin7", "Dm7"), ("a-7", "Am7")]
)  # fmt: skip
def test_a_small_root_that_says_it_is_minor_is_a_chord(text: str, plain: str) -> None:
    assert (parse_symbol(text).read_as, parse_symbol(text).remarks) == (plain, ())
    assert not looks_like_chord(text)


@pytest.mark.parametrize(("text", "plain"), [("d", "D"), ("g7", "G7"), ("cmaj7", "Cmaj7"), ("a/c#", "A/C#")])
def test_any_other_small_root_is_remarked(text: str, plain: str) -> None:
    symbol = parse_symbol(text)
    assert symbol.read_as == plain
    assert "a lower-case root" in symbol.remarks[0].problem


def test_a_dash_flattens_where_the_chart_says_so() -> None:
    plain = {"C-5": "C(b5)", "C-9": "C7b9", "C-7": "C7", "Cm": "Cm", "C7-9": "C7b9", "Cm7-5": "Cm7b5", "C(-5)": "C(b5)"}
    assert {text: parse_symbol(text, None, FLAT_DASH).read_as for text in plain} == plain
    (remark,) = parse_symbol("C-", None, FLAT_DASH).remarks
    assert parse_symbol("C-", None, FLAT_DASH).read_as == "C"
    assert (remark.problem, remark.column) == ("unknown chord 'C-'", 2)


@pytest.mark.parametrize(
    ("symbols", "german"),
    [
        ("C B E", False), ("C H7 B", True), ("Hm G", True), ("A Fis", True), ("Es As B", True), ("Esus4 Asus2", False),
        ("C Hx", False), ("a d E7", False), ("G/H", False), ("H", True), ("Am (H7)", True),
    ],
)  # fmt: skip
def test_a_chart_is_german_where_it_shows_it(symbols: str, german: bool) -> None:
    dialect = dialect_of(symbols.split())
    assert dialect.german == german
    assert ("B is B flat" in dialect.said) == german


def test_the_reader_may_be_told_the_dialect() -> None:
    assert not dialect_of(["H7", "B"], Reading(german=False)).german
    assert dialect_of(["C", "B"], Reading(german=True)) == GERMAN
    assert dialect_of(["C"], Reading(dash_is_minor=False)) == FLAT_DASH


def test_a_draft_reads_in_its_dialect_and_says_what_it_took_from_the_chart() -> None:
    draft = Draft(Source(b"x"), "text")
    assert draft.chord("B") == parse_symbol("B").chord
    draft.dialect = dialect_of(["B", "H7"])
    assert draft.chord("B") == parse_symbol("Bb").chord
    assert [remark.problem for remark in draft.remarks] == ["German note names, since the chart has 'H7': B is B flat"]
    draft.dialect = Dialect(numbers=Key("G"))
    assert draft.chord("5/7") == parse_symbol("D/F#").chord
    assert draft.chord("Am") == parse_symbol("Am").chord


def test_a_draft_knows_from_the_reading_what_a_dash_is() -> None:
    draft = Draft(Source(b"x", "", Reading(dash_is_minor=False, german=True)), "text")
    assert draft.chord("C-5") == parse_symbol("C(b5)").chord
    assert draft.chord("B") == parse_symbol("Bb").chord


@pytest.mark.parametrize(
    "word", ["Do", "Sol", "La", "Mi", "Si", "Fa", "Re", "am", "a", "es", "Es", "Go", "Solo", "His"]
)
def test_names_of_other_dialects_do_not_look_like_chords_in_english(word: str) -> None:
    assert not looks_like_chord(word)


def test_what_looks_like_a_chord_depends_on_the_dialect() -> None:
    assert all(looks_like_chord(word, SOLFEGE) for word in ("Do", "Sol7", "Lam", "Si", "C", "N.C.", "Fa#m"))
    assert not any(looks_like_chord(word, SOLFEGE) for word in ("do", "la", "Solo", "Last", "Mine", "Dog", "Fame"))
    assert all(looks_like_chord(word, GERMAN) for word in ("H7", "Es", "a", "fis", "B", "d7"))
    assert not any(looks_like_chord(word, GERMAN) for word in ("am", "es", "das", "die", "Ding", "Haus", "Du", "des"))


roots = {GERMAN: ["Cis", "Es", "As", "B", "H", "a", "fis", "h", "D"], SOLFEGE: ["Do", "Ré", "Sib", "Fa#", "Sol", "La"]}
tails = st.sampled_from(["", "m", "7", "maj7", "sus4", "m7b5", "(b5)", "7#9", "dim7", "add9", "6/9"])


@given(st.sampled_from([GERMAN, SOLFEGE]), st.integers(0, 8), tails, st.integers(-12, 12), st.booleans())
def test_moved_symbols_of_any_dialect_are_in_plain_letters(
    dialect: Dialect, index: int, tail: str, up: int, flats: bool
) -> None:
    root = roots[dialect][index % len(roots[dialect])]
    symbol = parse_symbol(root + tail, None, dialect)
    if up % 12:
        assert parse_symbol(transpose_symbol(root + tail, up, flats, dialect)).chord == symbol.chord.transposed(up)
        assert parse_symbol(moved_symbol(root + tail, symbol.chord, up, flats)).chord == symbol.chord.transposed(up)


@given(st.sampled_from([text for text, _ in ROWS]), st.booleans())
def test_twelve_single_steps_lead_back(text: str, flats: bool) -> None:
    chord = parse_symbol(text).chord
    moved = text
    for _ in range(12):
        moved = transpose_symbol(moved, 1, flats)
    assert parse_symbol(moved).chord == chord


dialects = st.builds(
    Dialect, dash_is_minor=st.booleans(), german=st.booleans(), solfege=st.booleans(),
    numbers=st.none() | st.sampled_from([Key("C"), Key("F#", "minor"), Key("Cb"), Key("A#", "minor")]),
    natural_minor=st.booleans(), figures=st.booleans(),
)  # fmt: skip


@given(st.text(alphabet="ABCHabcdfgilmoresDSolVvi12345679b#7-+ø°/|() M^,", max_size=9), dialects, st.integers(-12, 12))
def test_no_text_and_no_dialect_raise_anything_but_a_chart_error(text: str, dialect: Dialect, up: int) -> None:
    looks_like_chord(text, dialect)
    dialect_of([text])
    try:
        symbol = read_symbol(text, parse_symbol("Am7").chord, dialect)
        moved_symbol(text, symbol.chord, up, flats=True)
    except ChartError:
        return
    for remark in symbol.remarks:
        assert 1 <= (remark.column or 0) <= len(text)
    assert parse_symbol(symbol.read_as).chord == symbol.chord
