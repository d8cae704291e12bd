"""Chord symbols: every spelling against its interval names, which are turned into semitones here from theory alone."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houseband.charts.harte import parse_harte
from houseband.charts.numerals import looks_like_number_chord, number_symbol
from houseband.charts.plain_names import PLAIN_NAMES, nearest_tail, plain_qualities, plain_tail
from houseband.charts.qualities import STEMS, read_tail, table
from houseband.charts.roman import parse_roman
from houseband.charts.symbol import looks_like_chord, parse_symbol, transpose_symbol, write_symbol
from houseband.errors import ChartError
from houseband.music.chord import NO_CHORD, Chord
from houseband.music.key import Key, parse_key
from spellings import IREAL, ROWS, parenthesised, rows, semitones


@pytest.mark.parametrize(("text", "names"), ROWS)
def test_a_spelling_means_its_intervals(text: str, names: str) -> None:
    symbol = parse_symbol(text)
    assert symbol.remarks == ()
    assert symbol.chord == Chord(0, 0, tuple(sorted(semitones(name) for name in names.split())))
    assert parse_symbol(symbol.read_as).chord == symbol.chord


def test_the_table_of_spellings_is_long_enough_to_mean_something() -> None:
    assert len(ROWS) >= 300


def test_a_spelling_that_stands_twice_is_refused_here_and_in_the_program() -> None:
    with pytest.raises(ValueError, match="C7 stands twice"):
        rows([("1 3 5 b7", "C7"), ("1 3 5", "C C7")])
    with pytest.raises(ValueError, match="spelled twice in the table: 'm7'"):
        table([("m7", "1 b3 5 b7"), ("m7", "1 3 5")])


@pytest.mark.parametrize(("ireal", "ascii_spelling"), IREAL)
def test_ireal_qualities_are_read_in_both_spellings(ireal: str, ascii_spelling: str) -> None:
    for root in ("Eb", "F#", "B"):
        first, second = parse_symbol(root + parenthesised(ireal)), parse_symbol(root + ascii_spelling)
        assert first.remarks == second.remarks == ()
        assert first.chord == second.chord


ROOTS = (
    ("C", 0), ("C#", 1), ("Db", 1), ("D", 2), ("D#", 3), ("Eb", 3), ("E", 4), ("Fb", 4), ("E#", 5), ("F", 5),
    ("F#", 6), ("Gb", 6), ("G", 7), ("G#", 8), ("Ab", 8), ("A", 9), ("A#", 10), ("Bb", 10), ("B", 11), ("Cb", 11),
    ("B#", 0), ("H", 11), ("C♯", 1), ("D♭", 1), ("B♭", 10), ("F♯", 6), ("F##", 7), ("Fx", 7), ("F𝄪", 7), ("Bbb", 9),
    ("D𝄫", 0), ("Ebb", 2), ("G♮", 7),
)  # fmt: skip


@pytest.mark.parametrize(("name", "pc"), ROOTS)
@pytest.mark.parametrize("tail", ["", "m7", "-", "7#9", "sus", "^7", "h", "9", "6/9", "add9", "5", "dim"])
def test_roots_are_read_in_every_spelling(name: str, pc: int, tail: str) -> None:
    symbol = parse_symbol(name + tail)
    assert symbol.remarks == ()
    assert symbol.chord == Chord(pc, pc, parse_symbol("C" + tail).chord.intervals)
    assert symbol.tail == tail


@pytest.mark.parametrize(
    ("text", "root", "tail", "names"),
    [
        ("C#5", "C#", "5", "1 5"), ("Cb5", "Cb", "5", "1 5"), ("C(b5)", "C", "(b5)", "1 3 b5"),
        ("Bb", "Bb", "", "1 3 5"), ("Eb9", "Eb", "9", "1 3 5 b7 9"), ("Abm", "Ab", "m", "1 b3 5"),
        ("Asus", "A", "sus", "1 4 5"), ("Aadd9", "A", "add9", "1 3 5 9"), ("Adim", "A", "dim", "1 b3 b5"),
        ("Aaug", "A", "aug", "1 3 #5"), ("Emaj7", "E", "maj7", "1 3 5 7"), ("Dm", "D", "m", "1 b3 5"),
        ("Db5", "Db", "5", "1 5"), ("C-", "C", "-", "1 b3 5"), ("E79#", "E", "79#", "1 3 5 b7 #9"),
        ("F79b", "F", "79b", "1 3 5 b7 b9"), ("Dbmaj7+", "Db", "maj7+", "1 3 #5 7"), ("Bb#5", "Bb", "#5", "1 3 #5"),
        ("Abb5", "Abb", "5", "1 5"),
    ],
)  # fmt: skip
def test_the_root_takes_the_accidentals_that_follow_it(text: str, root: str, tail: str, names: str) -> None:
    symbol = parse_symbol(text)
    assert (symbol.root_name, symbol.tail, symbol.remarks) == (root, tail, ())
    assert symbol.chord.intervals == tuple(semitones(name) for name in names.split())


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("C-7", "Cm7"), ("C^7", "Cmaj7"), ("C^", "Cmaj7"), ("Co7", "Cdim7"), ("Ch7", "Cm7b5"), ("CØ", "Cm7b5"),
        ("n.c.", "N.C."), ("Csus", "Csus4"), ("C+", "Caug"), ("C-^7", "Cm(maj7)"), ("E79#", "E7#9"), ("H7", "B7"),
        ("B♭7", "Bb7"), ("C6/9/E", "C69/E"), ("C7(-9)", "C7b9"), ("Fx", "F##"), ("Cm7b5/Gb", "Cm7b5/Gb"),
        ("C7b9#9#11b13", "C7b9#9#11b13"), ("C13#9b5", "C7#9b5(add13)"), ("C/C", "C"), ("(Am)", "Am"),
    ],
)  # fmt: skip
def test_what_was_understood_is_said_in_a_plain_spelling(text: str, read_as: str) -> None:
    assert parse_symbol(text).read_as == read_as


@pytest.mark.parametrize(
    ("text", "root", "bass", "bass_name", "tail"),
    [
        ("Cmaj7/E", 0, 4, "E", "maj7"), ("Am7/G", 9, 7, "G", "m7"), ("C/Bb", 0, 10, "Bb", ""),
        ("Cm7b5/Gb", 0, 6, "Gb", "m7b5"), ("C6/9/G", 0, 7, "G", "6/9"), ("C/9/E", 0, 4, "E", "/9"),
        ("D / F#", 2, 6, "F#", ""), ("Am/g", 9, 7, "G", "m"), ("E♭/D♭", 3, 1, "Db", ""), ("G/H", 7, 11, "B", ""),
        ("Cm/maj7/Eb", 0, 3, "Eb", "m/maj7"), ("C7(b9,#11)/Bb", 0, 10, "Bb", "7(b9,#11)"), ("(C/E)", 0, 4, "E", ""),
        ("F/E#", 5, 5, "E#", ""),
    ],
)  # fmt: skip
def test_a_slash_before_a_note_names_the_bass(text: str, root: int, bass: int, bass_name: str, tail: str) -> None:
    symbol = parse_symbol(text)
    assert (symbol.chord.root, symbol.chord.bass) == (root, bass)
    assert (symbol.bass_name, symbol.tail, symbol.remarks) == (bass_name, tail, ())


def test_a_bare_slash_bass_keeps_the_chord_before_it() -> None:
    symbol = parse_symbol("/B", previous=parse_symbol("Am7").chord)
    assert symbol.chord == Chord(9, 11, (0, 3, 7, 10))
    assert (symbol.bass_name, symbol.read_as) == ("B", "Am7/B")
    for previous in (None, NO_CHORD):
        with pytest.raises(ChartError, match="a bass with no chord: '/B'"):
            parse_symbol("/B", previous)


@pytest.mark.parametrize("text", ["N.C.", "NC", "NC.", "n.c.", "N.C", "No Chord", " N.C. "])
def test_no_chord_is_a_chord_symbol(text: str) -> None:
    symbol = parse_symbol(text)
    assert symbol.chord == NO_CHORD
    assert (symbol.root_name, symbol.read_as, symbol.remarks) == ("", "N.C.", ())
    assert transpose_symbol(text, 3, flats=True) == text


def test_a_polychord_sounds_both_chords_over_the_root_of_the_lower() -> None:
    symbol = parse_symbol("C|D")
    assert (symbol.chord.root, symbol.chord.bass) == (2, 2)
    assert symbol.chord.pitch_classes == (0, 2, 4, 6, 7, 9)
    assert parse_symbol("D|C7").chord == parse_symbol("C13#11").chord
    assert transpose_symbol("C|D", 2, flats=False) == "D|E"


@pytest.mark.parametrize(
    ("text", "played", "column", "hint"),
    [
        ("C7alt5", "C7alt", 6, "did you mean 'C7alt'?"),
        ("F#m7q", "F#m7", 5, "did you mean 'F#m7'?"),
        ("Ebmaj7#12/G", "Ebmaj7/G", 7, "did you mean 'Ebmaj7#11/G'?"),
        ("AminD7", "Am", 5, "did you mean 'Amin7'?"),
        ("A7-9/unk", "A7b9", 5, "did you mean 'A7-9'?"),
        ("C7foo", "C7", 3, ""),
        ("Csuss", "Csus4", 5, "did you mean 'Csus'?"),
        ("Cmim7", "Cm", 4, "did you mean 'Cmi7'?"),
        ("C(", "C", 2, ""),
        ("C/E/G", "C/G", 2, ""),
        ("C-5", "Cm", 3, ""),
        ("C (Em)", "C", 2, ""),
        ("Am7/D7", "Am7/D", 4, "for both at once write Am7|D7."),
        ("F/G7", "F/G", 2, "for both at once write F|G7."),
        ("C-F", "C", 2, "two chords? write C F."),
        ("Am7-D7/F#", "Am7", 4, "two chords? write Am7 D7/F#."),
        ("Am7 D7", "Am7", 4, "two chords? write Am7 D7."),
        ("C Em", "C", 2, "two chords? write C Em."),
        ("C,E", "C", 2, "two chords? write C E."),
        ("C77", "C7", 3, "did you mean 'C7'?"),
    ],
)
def test_an_unknown_tail_is_played_as_far_as_it_goes_and_told(text: str, played: str, column: int, hint: str) -> None:
    symbol = parse_symbol(text)
    assert symbol.read_as == played
    assert symbol.chord == parse_symbol(played).chord
    (remark,) = symbol.remarks
    assert remark.problem == f"unknown chord '{text}'"
    assert (remark.column, remark.text) == (column, text)
    assert hint in remark.hint
    assert f"Played as {played}." in remark.hint


def test_the_column_counts_from_the_start_of_the_whole_symbol() -> None:
    assert [parse_symbol(text).remarks[0].column for text in (" C7q", "(G7b8)", "C|Dmq")] == [4, 4, 5]


@pytest.mark.parametrize("text", ["7", "(b5)", "IV", "b7"])
def test_a_number_is_no_chord_without_a_key_and_stays_when_moved(text: str) -> None:
    with pytest.raises(ChartError, match="not a chord"):
        parse_symbol(text)
    assert not looks_like_chord(text)
    assert transpose_symbol(text, 1, flats=True) == text


@pytest.mark.parametrize(
    "text", ["Xyz", "", " ", "%", "/", "-", "|", "n", "#", "\n", "do it", "Capo 2", "B's March", "Cfoo"]
)
def test_what_has_no_root_is_not_a_chord(text: str) -> None:
    with pytest.raises(ChartError, match="not a chord"):
        parse_symbol(text)
    with pytest.raises(ChartError, match="not a chord"):
        transpose_symbol(text, 1, flats=True)
    assert not looks_like_chord(text)


@pytest.mark.parametrize(
    "filler", [" ", "/", "(", "b9", "no3", "Δ", "7 ", "|", "on", "C|", "V/", "1/", "[", "5+", "ma"]
)
def test_a_very_long_word_is_no_chord(filler: str) -> None:
    text = "C" + filler * 20_000 + "?"
    assert not looks_like_chord(text)
    for function in (parse_symbol, lambda text: transpose_symbol(text, 1, True), parse_harte):
        with pytest.raises(ChartError, match="not a chord"):
            function(text)
    assert not looks_like_number_chord("1" + text)
    for read in (number_symbol, parse_roman):
        with pytest.raises(ChartError, match=r"not a (chord number|numeral)"):
            read("V" + text, Key("C"))
    with pytest.raises(ValueError, match="not a key"):
        parse_key(text)


@pytest.mark.parametrize(
    "word",
    [
        "Chorus", "Bridge", "Capo", "Coda", "Fine", "D.S.", "D.C.", "Bass", "Drums", "Guitar", "Fill", "Fade", "Band",
        "Ending", "A-section", "Half-time", "Ad-lib", "Bossa", "Choir", "Amen", "Gtr.", "Double time", "Break!",
    ],
)  # fmt: skip
def test_a_word_on_a_chart_is_no_chord_with_an_unknown_tail(word: str) -> None:
    with pytest.raises(ChartError, match="not a chord"):
        parse_symbol(word)


def test_all_that_may_be_in_a_symbol_may_be_in_it_often() -> None:
    for filler in (" ", "/", "(", "b9", "no3", "Δ", "7 ", "[", "|"):
        text = "C" + filler * (98 // len(filler)) + "?"
        with suppress(ChartError):
            assert parse_symbol(text).text == text


@given(st.text(alphabet="ABCGbmaj#715963-+o()/, susdinx|^hΔø♭", max_size=14))
def test_any_text_is_a_symbol_or_a_chart_error(text: str) -> None:
    try:
        symbol = parse_symbol(text, previous=Chord(0, 0, (0, 4, 7)))
    except ChartError:
        return
    assert symbol.text == text
    for remark in symbol.remarks:
        assert 1 <= (remark.column or 0) <= len(text)


@pytest.mark.parametrize(
    "word", ["A", "Am", "N.C.", "NC", "G7", "F#m7b5", "Bb/D", "Esus4", "Cmaj7", "Do7", "Co", "D2", "Ab", "H7"]
)
def test_chords_look_like_chords(word: str) -> None:
    assert looks_like_chord(word)


@pytest.mark.parametrize(
    "word",
    [
        "Add", "Bad", "Amen", "Dad", "Go", "Do", "Be", "Fade", "Bed", "Cafe", "Face", "Ago", "Age", "Ad", "Ed",
        "Egg", "Ah", "Eh", "Ho", "Hm", "Had", "He", "Hi", "Dog", "Good", "God", "Gone", "Come", "Can", "Call",
        "Cause", "Em-", "Alone", "All", "And", "Any", "Are", "Babe", "Baby", "Blue", "Dear", "Deep", "Each", "Ease",
        "Even", "Ever", "Far", "Free", "Feel", "Gee", "Glad", "Amazing", "Grace", "Dim", "Aug", "Abba", "Beg", "Dom",
        "Damsel", "Addis", "Ex", "Basic", "a", "am", "e", "I", "O", "Chorus:", "[A]", "C,", "D.", "A/", "A!", "B:",
        "Cm*", "x2", "|", "%", "/", "-", "4", "Am7b", "Fmin.", "Dm7sus9q", "Gm7/unk", "Bridge", "Coda", "Verse",
        "Fine", "Gm7?",
    ],
)  # fmt: skip
def test_words_do_not_look_like_chords(word: str) -> None:
    assert not looks_like_chord(word)


@pytest.mark.parametrize(
    ("text", "up", "flats", "moved"),
    [
        ("Cm7b5/Gb", 2, False, "Dm7b5/G#"), ("Cm7b5/Gb", 2, True, "Dm7b5/Ab"), ("Bb#5", 2, True, "C(#5)"),
        ("F♯m7", -1, True, "Fm7"), ("H7", 1, True, "C7"), ("C - 7", 1, False, "C# - 7"), ("/B", 1, True, "/C"),
        ("Cb", 12, True, "Cb"), ("(Em)", 1, True, "(Fm)"), ("C7alt5", 5, True, "F7alt5"), ("C/9", 2, True, "D/9"),
        ("CΔ7/E", 3, True, "EbΔ7/G"), ("D / F#", 1, False, "D# / G"),
    ],
)  # fmt: skip
def test_a_symbol_moves_with_its_tail_as_written(text: str, up: int, flats: bool, moved: str) -> None:
    assert transpose_symbol(text, up, flats) == moved


roots = st.sampled_from([name for name, _ in ROOTS])
tails = st.sampled_from([parse_symbol(text).tail for text, _ in ROWS if not text.startswith("(")])


@given(roots, tails, st.none() | roots, st.integers(-13, 13), st.booleans())
def test_a_symbol_moved_up_and_down_again_sounds_the_same(
    root: str, tail: str, bass: str | None, up: int, flats: bool
) -> None:
    text = root + parenthesised(tail) + (f"/{bass}" if bass else "")
    chord = parse_symbol(text).chord
    moved = transpose_symbol(text, up, flats)
    assert parse_symbol(moved).chord == chord.transposed(up)
    assert parse_symbol(transpose_symbol(moved, -up, not flats)).chord == chord


@pytest.mark.parametrize("names", ["", *PLAIN_NAMES])
def test_a_plain_name_reads_back_as_itself_on_all_roots(names: str) -> None:
    intervals, _ = read_tail(names)
    for root in range(12):
        chord = Chord(root, root, intervals)
        for flats in (True, False):
            assert parse_symbol(write_symbol(chord, flats)).chord == chord
            assert parse_symbol(write_symbol(chord, flats)).remarks == ()
    assert plain_tail(intervals) == names


@pytest.mark.parametrize("stem", STEMS)
def test_every_stem_can_be_written_plainly(stem: str) -> None:
    assert read_tail(plain_tail(STEMS[stem])) == (STEMS[stem], len(plain_tail(STEMS[stem])))


def test_the_names_of_qualities_are_all_their_own() -> None:
    assert len(plain_qualities()) == len(PLAIN_NAMES) + 1


# What symbols can stack: any of these above a root, which a score may give in any mixture.
stacks = st.sets(st.sampled_from([3, 4, 6, 7, 8, 9, 10, 11, 13, 14, 15, 17, 18, 20, 21])).map(lambda s: {0} | s)
suspended = st.sets(st.sampled_from([7, 10, 13, 14, 20, 21])).map(lambda s: {0, 5} | s)


@given(st.integers(0, 11), st.integers(0, 11), stacks | suspended, st.booleans())
def test_any_stack_can_be_written_and_read_back(root: int, bass: int, tones: set[int], flats: bool) -> None:
    chord = Chord(root, bass, tuple(sorted(tones)))
    written = parse_symbol(write_symbol(chord, flats))
    assert written.chord == chord
    assert written.remarks == ()


@given(st.integers(0, 11), st.sets(st.integers(0, 24), min_size=1), st.booleans())
def test_whatever_is_written_sounds_its_pitch_classes(root: int, tones: set[int], flats: bool) -> None:
    chord = Chord(root, root, tuple(sorted(tones)))
    assert parse_symbol(write_symbol(chord, flats)).chord.pitch_classes == chord.pitch_classes


@pytest.mark.parametrize("text", ["|", "||", "|C", "C||D", "(|", " | ", "|/B", "C|N.C.", "b||", "|(|)|", "C|/B"])
def test_half_a_polychord_is_none(text: str) -> None:
    with pytest.raises(ChartError, match=r"not a chord|half a chord"):
        parse_symbol(text)


def test_no_chord_is_written_as_such() -> None:
    assert parse_symbol(write_symbol(NO_CHORD, flats=True)).chord == NO_CHORD


@pytest.mark.parametrize(("tail", "near"), [("7alt5", "7alt"), ("maj77", "maj7"), ("7susb4", "7sus4"), ("?!", None)])
def test_the_nearest_tail_is_suggested(tail: str, near: str | None) -> None:
    assert nearest_tail(tail) == near
