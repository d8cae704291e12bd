"""ABC with several voices, words, macros, symbols of one's own, and old habits. The music was invented here."""

import pytest
from abctunes import book, chords, notes, problems, tune

from houseband.charts.abc.reader import read
from houseband.charts.source import Source
from houseband.errors import ChartError

DUET = """X:1
T:Duet
M:4/4
L:1/4
V:T name="Flute"
V:B clef=bass name="Cello"
K:G
[V:T] GABc | d4 |
w: one two three four five
[V:B] "G"G,2 "D"D,2 | G,4 |
"""


def test_the_first_voice_is_the_melody_and_the_one_with_chords_gives_them() -> None:
    (chart,) = book(DUET)
    assert notes(chart) == "G4 A4 B4 C5 | D5*4"
    assert [chords(bar) for bar in chart.bars] == ["G@0 D@2", ""]
    assert [part.name for part in chart.parts] == ["Flute", "Cello"]
    assert [[note.pitch for note in bar] for bar in chart.parts[1].bars] == [[55, 50], [55]]


def test_voices_may_be_named_on_lines_of_their_own_and_come_back() -> None:
    (chart,) = book("X:1\nM:2/4\nL:1/4\nK:C\nV:1\nCD|\nV:2\nEF|\nV:1\nGA|\nV:2\ncd|\n")
    assert notes(chart) == "C4 D4 | G4 A4"
    assert [[note.pitch for bar in part.bars for note in bar] for part in chart.parts] == [
        [60, 62, 67, 69], [64, 65, 72, 74],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("voice", "pitch"),
    [
        ("V:1 transpose=-2", 58), ("V:1 octave=-1", 48), ("V:1 clef=treble-8", 48), ("V:1 clef=bass", 60),
        ("V:1 treble+8", 72), ("V:1 middle=d", 60), ("V:1\n%%MIDI transpose -3", 57),
    ],
)  # fmt: skip
def test_a_voice_sounds_as_its_clef_octave_and_transposition_say(voice: str, pitch: int) -> None:
    (chart,) = book(f"X:1\nL:1/4\nK:C\n{voice}\nCDEF|\n")
    assert chart.bars[0].melody[0].pitch == pitch


def test_midi_directives_name_the_instruments() -> None:
    (chart,) = book(
        "X:1\nL:1/4\nV:1\nV:2\nV:3 clef=perc\nK:C\n%%MIDI program 2 40\nV:1\n%%MIDI program 73\nCDEF|\n"
        "V:2\nCDEF|\nV:3\nCDEF|\n"
    )
    assert [(part.program, part.is_drums) for part in chart.parts] == [(73, False), (40, False), (None, True)]


def test_a_voice_that_lacks_a_bar_line_is_set_by_its_notes() -> None:
    (chart,) = book("X:1\nM:2/4\nL:1/4\nK:C\nV:1\nCD|EF|GA|\nV:2\nCD EF|GA|\n")
    assert [len(bar) for bar in chart.parts[1].bars] == [2, 2, 2]
    assert problems(chart) == ["bar 1 of voice '2' is not as long as in the first"]


def test_voices_of_different_lengths_are_set_bar_by_bar_with_a_remark() -> None:
    (chart,) = book("X:1\nM:2/4\nL:1/4\nK:C\nV:1\nCD|EF|\nV:2\nC|EF|\n")
    assert [[note.pitch for note in bar] for bar in chart.parts[1].bars] == [[60], [64, 65]]
    assert problems(chart) == ["bar 1 of voice '2' is not as long as in the first"]


def test_an_overlay_sounds_together_with_its_bar() -> None:
    chart = tune("c4 & E2 F2 | d4 |")
    assert notes(chart) == "C5*4 | D5*4"
    assert [[(note.pitch, float(note.onset_quarters)) for note in bar] for bar in chart.parts[0].bars] == [
        [(72, 0), (64, 0), (65, 2)], [(74, 0)],
    ]  # fmt: skip


# -- words -------------------------------------------------------------------------------------------------------------


def sung(music: str, head: str = "M:4/4\nL:1/4\nK:C") -> list[str]:
    """The words of each bar: their onset and text, a verse after a slash."""
    chart = tune(music, head)
    return [" ".join(f"{float(w.onset_quarters):g}:{w.text}" for w in bar.lyrics).strip() for bar in chart.bars]


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("do re mi fa", "0:do  1:re  2:mi  3:fa"), ("hap-py day now", "0:hap 1:py  2:day  3:now"),
        ("time__ now", "0:time  3:now"), ("* re * fa", "1:re  3:fa"),
        ("of~the well-\\-made day", "0:of the  1:well 2:-made  3:day"),
        ("syl-a--ble", "0:syl 1:a 3:ble"), ("syl-a -ble", "0:syl 1:a 3:ble"),
        ("1.~do re mi fa", "0:do  1:re  2:mi  3:fa"),
        ("d\\'e f&uuml;r \\\"uber \\cc", "0:dé  1:für  2:über  3:ç"), ("do | re", "0:do"),
    ],
)  # fmt: skip
def test_syllables_stand_under_their_notes(words: str, heard: str) -> None:
    assert sung(f"CDEF|\nw: {words}")[0] == heard


def test_a_bar_line_in_the_words_goes_on_to_the_next_bar() -> None:
    assert sung("CD z2|EFGA|c4|\nw: do | re mi | fa") == ["0:do", "0:re  1:mi", "0:fa"]


def test_rests_and_grace_notes_have_no_words_and_tied_notes_have_each_their_own() -> None:
    assert sung("C{g}D z E-|E2 F2|\nw: do re mi _ fa") == ["0:do  1:re  3:mi", "2:fa"]


def test_lines_of_words_are_verses_and_may_go_on() -> None:
    chart = tune("CDEF|\nw: do re\n+: mi fa\nw: la ti\nGABc|\nw: so la")
    assert chart.bars[0].words == ("do re mi fa", "la ti")
    assert chart.bars[1].words == ("so la",)


def test_a_line_of_music_may_go_on_in_the_next() -> None:
    assert sung("CDEF| \\\nGABc|\nw: a b c d e") == ["0:a  1:b  2:c  3:d", "0:e"]


def test_words_without_notes_are_remarked_on() -> None:
    chart = tune("CD|\nw: do re mi fa")
    assert [(r.problem, r.line) for r in chart.remarks] == [("2 syllables more than notes", 7)]


def test_words_below_the_tune_are_kept_whole() -> None:
    chart = tune("CDEF|\nW: First line\nW: second line\nW:\nW: next verse")
    assert chart.credits[-1] == ("words", "First line\nsecond line\n\nnext verse")


# -- what stands for something else -----------------------------------------------------------------------------------


def test_a_macro_stands_for_other_notes() -> None:
    assert notes(tune("~G3 A|", "L:1/4\nm: ~G3 = GAG\nK:C")) == "G4 A4 G4 A4"


def test_a_transposing_macro_moves_with_its_note() -> None:
    assert notes(tune("~c3 ~G,3|", "M:none\nL:1/4\nm: ~n3 = non\nK:C")) == "C5 D5 C5 G3 A3 G3"


def test_macros_that_grow_without_end_are_refused() -> None:
    macros = "\n".join(f"m: {a} = {b * 100}" for a, b in (("u", "v"), ("v", "w"), ("w", "x")))
    with pytest.raises(ChartError, match="macros that grow without end"):
        tune("uuuu|", f"{macros}\nK:C")


def test_a_letter_may_be_given_a_meaning() -> None:
    chart = tune("CW DEF|jA4|", "M:4/4\nL:1/4\nU: W = !fermata!\nK:C")
    assert [float(onset) for onset in chart.bars[0].fermatas] == [1]
    assert problems(chart) == ["a letter without a meaning: 'j'"]


def test_unknown_decorations_are_remarked_on_but_those_that_the_file_draws_are_not() -> None:
    chart = tune("!wobble!C !box!D|", "%%deco box 6 nd 6 0 0\nL:1/4\nK:C")
    assert problems(chart) == ["unknown decoration 'wobble'"]


def test_who_else_is_named_in_the_composer_field_is_credited() -> None:
    people = "C: Words: Ann Example, 1850.\nC: verse 2 by Cy.  Music: Bo Sample, 1851.\nC: copyright: public domain"
    chart = tune("C4|", f"{people}\nK:C")
    assert chart.composer == "Bo Sample, 1851."
    assert chart.credits[1:] == (
        ("lyricist", "Ann Example, 1850."), ("lyricist", "verse 2 by Cy."), ("copyright", "public domain"),
    )  # fmt: skip


def test_text_blocks_and_layout_are_passed_over() -> None:
    chart = tune("%%begintext\nABCD|\n%%endtext\n%%vskip 1cm\nC4| % a comment\nr:a remark\n[r:inline]D4|")
    assert notes(chart) == "C4*4 | D4*4"
    assert chart.remarks == ()


def test_the_charset_may_be_named() -> None:
    data = "%abc\nI:abc-charset iso-8859-2\nX:1\nT:Łódź\nK:C\nC|\n".encode("iso-8859-2")
    assert read(Source(data, "a.abc"))[0].title == "Łódź"


@pytest.mark.parametrize(
    ("music", "problem"),
    [
        ("A^B4 ]C|", "not understood: ']'"), ('A4|"C', "not understood: '\"'"), ("A4 {gB|", "not understood: '{'"),
        ("[Q:fast]A4|", "not a tempo: 'fast'"), ("[M:x]A4|", "not a meter: 'x'"),
        ("[L:0]A4|", "not a note length: '0'"),
        ("_/A4|", "less than a semitone: '_/A4'"), (":|A4|", "a repeat sign before the first bar"),
        ("[A4?x]|", "not understood in a chord of notes: '?x'"), ("(&A4&)|", "an overlay over several bars: '(&'"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_said_with_its_place(music: str, problem: str) -> None:
    chart = tune(music)
    assert problem in problems(chart)
    assert all(remark.line is not None for remark in chart.remarks)
