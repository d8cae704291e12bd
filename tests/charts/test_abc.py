"""ABC tunes: the head, notes, bars and signs. The music was invented here."""

from fractions import Fraction

import pytest
from abctunes import book, chords, notes, problems, tune

from houseband.charts.abc.parts import play_order
from houseband.charts.chart import Jump
from houseband.charts.form import unfold
from houseband.charts.formats import find_format
from houseband.charts.source import Source
from houseband.errors import ChartError
from houseband.music.key import Key

WHOLE = """X:7
T:The Lift Shaft
T:Going Up
C:Ann Example
O:Quayside
R:reel
S:from the landing
M:4/4
L:1/8
Q:1/4=180
K:Ador
"Am"A2 AB c2 Bc | "G"d2 BG "Em"E4 |]
"""


def test_a_tune_is_read_with_its_head() -> None:
    (chart,) = book(WHOLE)
    assert (chart.title, chart.composer, chart.style, chart.format) == ("The Lift Shaft", "Ann Example", "reel", "abc")
    assert (chart.key, str(chart.meter), chart.tempo_bpm) == (Key("A", "dorian"), "4/4", 180)
    assert chart.credits == (
        ("reference number", "7"), ("other title", "Going Up"), ("origin", "Quayside"), ("source", "from the landing"),
    )  # fmt: skip
    assert [chords(bar) for bar in chart.bars] == ["Am@0", "G@0 Em@2"]
    assert notes(chart).split(" | ")[1] == "D5 B4*1/2 G4*1/2 E4*2"
    assert chart.remarks == ()


@pytest.mark.parametrize("name", ["tune.abc", "tune.txt", ""])
def test_abc_is_known_by_its_name_or_its_fields(name: str) -> None:
    assert find_format(Source(WHOLE.encode(), name)).name == "abc"


def test_every_tune_of_a_book_is_a_chart_and_the_file_header_holds_for_all() -> None:
    charts = book(
        "%abc-2.1\nM:3/4\nL:1/4\nC:Everybody\n\nX:3\nT:One\nK:G\nGAB|\n\nsome words\n\nX:9\nT:Two\nM:4/4\nK:D\ndefg|\n"
    )
    assert [(chart.title, chart.composer, str(chart.meter)) for chart in charts] == [
        ("One", "Everybody", "3/4"), ("Two", "Everybody", "4/4"),
    ]  # fmt: skip
    assert [chart.credits for chart in charts] == [(("reference number", "3"),), (("reference number", "9"),)]
    assert [notes(chart) for chart in charts] == ["G4 A4 B4", "D5 E5 F#5 G5"]


def test_a_tune_without_music_is_left_out_of_its_book_with_its_place() -> None:
    (chart,) = book("X:1\nT:Bare\nK:C\n\nX:2\nT:Full\nL:1/4\nK:C\nCDEF|\n")
    assert chart.title == "Full"
    assert [(remark.problem, remark.line) for remark in chart.remarks] == [("no music in the tune 'Bare'", 1)]


def test_a_book_without_any_music_is_refused_with_its_place() -> None:
    with pytest.raises(ChartError, match=r"tune.abc:2: no music in the tune 'Bare'"):
        book("\nX:1\nT:Bare\nK:C\n")


def test_a_file_without_a_reference_number_is_one_tune() -> None:
    (chart,) = book("T:No number\nL:1/4\nK:C\nCDEF|\n")
    assert (chart.title, notes(chart)) == ("No number", "C4 D4 E4 F4")


def test_music_after_a_blank_line_still_belongs_to_the_tune() -> None:
    (chart,) = book("X:1\nT:T\nL:1/4\nK:C\nCDEF|\n\nGABc|\nsome words about it\n")
    assert notes(chart) == "C4 D4 E4 F4 | G4 A4 B4 C5"
    assert problems(chart)[0] == "a blank line within the tune"


# -- keys, meters, tempos ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "sounds"),
    [
        ("C", "C D E F G A B"), ("G", "C D E F# G A B"), ("Dm", "C D E F G A Bb"), ("D", "C# D E F# G A B"),
        ("A mix", "C# D E F# G A B"), ("AMix", "C# D E F# G A B"), ("Ador", "C D E F# G A B"),
        ("E dorian", "C# D E F# G A B"), ("Cphr", "C C# Eb F G Ab Bb"), ("Flydian", "C D E F G A B"),
        ("Bloc", "C D E F G A B"), ("Em", "C D E F# G A B"), ("Gmin", "C D Eb F G A Bb"), ("Eb", "C D Eb F G Ab Bb"),
        ("F#m", "C# D E F# Ab A B"), ("Aaeo", "C D E F G A B"), ("Cion", "C D E F G A B"),
        ("HP", "C# D E F# G A B"), ("Hp", "C# D E F# G A B"), ("none", "C D E F G A B"), ("", "C D E F G A B"),
        ("D exp _b", "C D E F G A Bb"), ("D Phr ^f", "C D Eb F# G A Bb"), ("C ^f _b treble", "C D E F# G A Bb"),
        ("clef=treble", "C D E F G A B"), ("E minor", "C D E F# G A B"), ("D major clef=bass", "C# D E F# G A B"),
    ],
)  # fmt: skip
def test_a_key_gives_its_accidentals(key: str, sounds: str) -> None:
    heard = notes(tune("CDEFGAB|", f"M:7/4\nL:1/4\nK:{key}"))
    assert [name.rstrip("4") for name in heard.split()] == sounds.split()


@pytest.mark.parametrize(
    ("key", "read_as"),
    [
        ("D exp ^f ^c", Key("D")),
        ("G exp ^f _b", Key("G", "minor")),
        ("Hp", Key("A", "mixolydian")),
        ("none", None),
        ("Bb", Key("Bb")),
    ],
)
def test_a_key_has_its_name(key: str, read_as: Key | None) -> None:
    assert tune("C|", f"K:{key}").key == read_as


def test_what_is_no_key_is_remarked_on() -> None:
    chart = tune("CDEF|", "L:1/4\nK:Q sharp")
    assert [(r.problem, r.line, r.column) for r in chart.remarks] == [("not a key: 'Q sharp'", 4, 3)]


@pytest.mark.parametrize(
    ("meter", "read_as", "unit"),
    [
        ("4/4", "4/4", "1/2"), ("C", "4/4", "1/2"), ("C|", "2/2", "1/2"), ("6/8", "6/8", "1/2"), ("2/4", "2/4", "1/4"),
        ("3/4", "3/4", "1/2"), ("5/8", "5/8", "1/4"), ("(2+3)/8", "5/8", "1/4"), ("3", "3/4", "1/2"),
    ],
)  # fmt: skip
def test_the_unit_length_follows_the_meter_where_none_is_given(meter: str, read_as: str, unit: str) -> None:
    chart = tune("A", f"M:{meter}\nK:C")
    assert str(chart.meter) == read_as
    assert chart.bars[0].melody[0].duration_quarters == Fraction(unit)


def test_bars_without_a_meter_are_as_long_as_their_notes() -> None:
    chart = tune("CDE|CDEFG|C3/2|", "M:none\nL:1/4\nK:C")
    assert [(str(bar.meter), float(bar.duration_quarters)) for bar in chart.bars] == [
        ("3/4", 3), ("5/4", 5), ("3/8", 1.5),
    ]  # fmt: skip
    assert chart.remarks == ()


@pytest.mark.parametrize(
    ("meter", "tempo", "bpm"),
    [
        ("4/4", "1/4=120", 120), ("6/8", "3/8=100", 100), ("6/8", "1/8=300", 100), ("2/2", "1/2=90", 90),
        ("4/4", "120", 60), ("4/4", "C=120", 60), ("4/4", "C2=120", 120), ("4/4", '"Allegro" 1/4=140', 140),
        ("4/4", '1/4=140 "Allegro"', 140), ("4/4", "1/4 3/8 1/4 3/8=40", 200), ("4/4", "1/4=ca. 90", 90),
        ("4/4", '"Allegro"', None),
    ],
)  # fmt: skip
def test_a_tempo_counts_beats_of_the_meter(meter: str, tempo: str, bpm: float | None) -> None:
    chart = tune("A4|", f"M:{meter}\nL:1/8\nQ:{tempo}\nK:C")
    assert chart.tempo_bpm == (None if bpm is None else pytest.approx(bpm))
    assert chart.bars[0].directions == (("Allegro",) if "Allegro" in tempo else ())


def test_a_tempo_before_the_first_note_is_the_charts() -> None:
    chart = tune("[Q:1/4=100]CDEF|[Q:1/4=80]GABc|")
    assert (chart.tempo_bpm, [bar.tempo_bpm for bar in chart.bars]) == (100, [None, 80])


def test_fields_within_the_music_change_key_meter_unit_and_tempo() -> None:
    chart = tune('CDEF|[K:D] CDEF|[M:3/4][L:1/8] C2 D2 E2|[Q:1/4=90]C6|\nM:6/8\nQ:"slow" 3/8=60\nA3 B3|')
    assert notes(chart).split(" | ")[1] == "C#4 D4 E4 F#4"
    assert [str(bar.meter) for bar in chart.bars] == ["4/4", "4/4", "3/4", "3/4", "6/8"]
    assert [bar.key for bar in chart.bars] == [None, Key("D"), None, None, None]
    assert [bar.tempo_bpm for bar in chart.bars] == [None, None, None, 90, 60]
    assert chart.bars[4].directions == ("slow",)


# -- notes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("music", "heard"),
    [
        ("C,CcC'c'c,", "C3 C4 C5 C5 C6 C4"), ("A2A/A//A3/2A/4", "A4*2 A4*1/2 A4*1/4 A4*3/2 A4*1/4"),
        ("^c_d=e^^F__G", "C#5 C#5 E5 G4 F4"), ("^FF f|F", "F#4 F#4 F#5 | F4"),
        ("A>B c<d", "A4*3/2 B4*1/2 C5*1/2 D5*3/2"),
        ("A>>B c<<<d", "A4*7/4 B4*1/4 C5*1/8 D5*15/8"), ("(3ABc d", "A4*2/3 B4*2/3 C5*2/3 D5"),
        ("(2AB c", "A4*3/2 B4*3/2 C5"), ("(4ABcd", "A4*3/4 B4*3/4 C5*3/4 D5*3/4"),
        ("(5:4:5ABcde", "A4*4/5 B4*4/5 C5*4/5 D5*4/5 E5*4/5"), ("(3::2AB c", "A4*2/3 B4*2/3 C5"),
        ("(3A2B A2", "A4*4/3 B4*2/3 A4*4/3"), ("(3A>B c", "A4 B4*1/3 C5*2/3"),
        ("A-A B-|B2", "A4*2 B4*3 | "), ("^f-|f f", "F#5*2 | F5"), ("A-B", "A4 B4"), ("{ga}A {/g}B", "A4 B4"),
        ("[CEG]2 [ce]", "G4*2 E5"), ("[C2E2]A", "E4*2 A4"), ("zAx2B", "A4 B4"), ("(AB) c", "A4 B4 C5"),
        ("A`B$c*d", "A4 B4 C5 D5"), ("y2A y B", "A4 B4"), ("+CE+ A", "E4 A4"), ("~A .B uc vd", "A4 B4 C5 D5"),
        ("A3-\\\nA", "A4*4"), ("A & c | B", "A4 | B4"), ("[A-C-][AC] B", "A4*2 B4"), ("A !trill! B", "A4 B4"),
        ("AB!cd!", "A4 B4"),
    ],
)  # fmt: skip
def test_notes_are_as_long_and_as_high_as_written(music: str, heard: str) -> None:
    if music == "AB!cd!":  # an old end of line on both sides of notes is taken for a decoration, and said
        assert problems(tune(music, "M:none\nL:1/4\nK:C")) == ["unknown decoration 'cd'"]
    assert notes(tune(music, "M:none\nL:1/4\nK:C")) == heard


def test_in_compound_meters_other_tuplets_take_the_time_of_three() -> None:
    chart = tune("(5ABcde (7ABcdefg|", "M:6/8\nL:1/8\nK:C")
    assert {note.duration_quarters for note in chart.bars[0].melody} == {Fraction(3, 10), Fraction(3, 14)}


def test_the_free_bars_before_and_at_the_end_of_a_tune_have_the_meter_of_most() -> None:
    chart = tune("A|CDEF|GABc|defg|c3|]", "M:none\nL:1/4\nK:C")
    assert [(bar.number, str(bar.meter), float(bar.duration_quarters)) for bar in chart.bars] == [
        (0, "4/4", 1), (1, "4/4", 4), (2, "4/4", 4), (3, "4/4", 4), (4, "4/4", 3),
    ]  # fmt: skip


@pytest.mark.parametrize(("how", "heard"), [("pitch", "F#4 F#5 F#4"), ("octave", "F#4 F5 F#4"), ("not", "F#4 F5 F4")])
def test_how_far_an_accidental_holds_may_be_said(how: str, heard: str) -> None:
    assert notes(tune("^F f F|", f"M:3/4\nL:1/4\n%%propagate-accidentals {how}\nK:C")) == heard


def test_rests_of_several_bars_are_bars() -> None:
    chart = tune("CDEF|Z3|G4|")
    assert notes(chart) == "C4 D4 E4 F4 |  |  |  | G4*4"


# -- chords ------------------------------------------------------------------------------------------------------------


def test_chords_stand_where_they_are_written() -> None:
    chart = tune('"Am7"A2 "D7"B>"G/B"c|"C"z4|x2 "F"x2|"E"y "N.C."E4|')
    assert [chords(bar) for bar in chart.bars] == ["Am7@0 D7@2 G/B@3.5", "C@0", "F@2", "E@0 N.C.@0"]


def test_annotations_are_not_chords() -> None:
    chart = tune('"^Am"A"_low"B"<("c">)"d|"@-1,2 Dm"A4|"slowly now"A4|"Chorus"B4|')
    assert [chords(bar) for bar in chart.bars] == ["", "", "", ""]
    assert [bar.directions for bar in chart.bars] == [("Am", "low", "(", ")"), ("Dm",), ("slowly now",), ("Chorus",)]
    assert problems(chart) == ["not a chord: 'Chorus'"]


def test_a_chord_in_brackets_is_an_alternate() -> None:
    chart = tune('"G(Em)"A2 "C (Am7)"B2|"(Bm)"c4|"C7(b9)"d4|')
    assert [chords(bar) for bar in chart.bars] == ["G@0 C@2", "", "C7(b9)@0"]
    assert [[c.symbol for c in bar.alternates] for bar in chart.bars] == [["Em", "Am7"], ["Bm"], []]


def test_chords_in_a_line_of_symbols_stand_over_their_notes() -> None:
    chart = tune('CDEF|GABc|\ns: "C" * "F" * | "G" !fermata! * !fine!')
    assert [chords(bar) for bar in chart.bars] == ["C@0 F@2", "G@0"]
    assert [float(onset) for onset in chart.bars[1].fermatas] == [1]
    assert chart.bars[1].fine


def test_a_bar_with_a_chord_and_no_notes_is_a_whole_bar() -> None:
    chart = tune('| "C" | "G" | "F"F4 |')
    assert [(chords(bar), float(bar.duration_quarters)) for bar in chart.bars] == [("C@0", 4), ("G@0", 4), ("F@0", 4)]
    assert problems(chart) == ["a bar with a chord and no notes"] * 2


def test_two_chords_over_one_note_share_it_with_a_remark() -> None:
    chart = tune('"C""G"A4|')
    assert chords(chart.bars[0]) == "C@0 G@2"
    assert problems(chart) == ["several chords over one note"]


def test_an_unknown_chord_is_told_of_at_its_place() -> None:
    chart = tune('A4|B2 "G7qux"c2|')
    (told,) = chart.remarks
    assert (told.line, told.column, told.text) == (6, 10, 'A4|B2 "G7qux"c2|')


# -- the road ----------------------------------------------------------------------------------------------------------


def order(music: str) -> list[int]:
    chart = tune(music, "M:1/4\nL:1/4\nK:C")
    return [index + 1 for index in unfold(chart).order]


@pytest.mark.parametrize(
    ("music", "played"),
    [
        ("|:A|B:|", [1, 2, 1, 2]), ("A|B:|c|", [1, 2, 1, 2, 3]), ("|:A::B:|", [1, 1, 2, 2]),
        ("|:A:|:B:|", [1, 1, 2, 2]),
        ("|:A:||:B:|", [1, 1, 2, 2]), ("|:A|1B:|2c|]", [1, 2, 1, 3]), ("|:A|[1B:|[2c||d|", [1, 2, 1, 3, 4]),
        ("|:A |1 B :|2 c :|\n|:d:|", [1, 2, 1, 3, 4, 4]), ("|:A|1,3B:|2c:|4d|]", [1, 2, 1, 3, 1, 2, 1, 4]),
        ("|:A|1-2B:|3c|]", [1, 2, 1, 2, 1, 3]), ("|::A::|", [1, 1, 1]), ("A::|B|", [1, 1, 1, 2]), ("[|:A:|]", [1, 1]),
        ("|:A||B:|", [1, 2, 1, 2]), ("A|B!D.C.!|", [1, 2, 1, 2]), ("A!fine!|B|c!D.C.alfine!|", [1, 2, 3, 1]),
        ("A|!segno!B|c!D.S.!|", [1, 2, 3, 2, 3]), ("A|SB|c!fine!|d!D.S.alfine!|", [1, 2, 3, 4, 2, 3]),
        ("A|B!coda!|c!D.C.alcoda!|!coda!d|", [1, 2, 3, 1, 2, 4]), ("A|OB|c!D.C.!|Od|", [1, 2, 3, 1, 4]),
        ("A|B!dacoda!|c!D.C.alcoda!|!coda!d|", [1, 2, 3, 1, 2, 4]),
        ('A|B"^To Coda"|c"^D.C. al Coda"|"^Coda"d|', [1, 2, 3, 1, 2, 4]), ('A"^Fine"|B"D.C. al Fine"|', [1, 2, 1]),
        ('"^Segno"A|"^Segno 2"B|c"^D.S. 2"|', [1, 2, 3, 2, 3]), ("A|B|c!D.C.!|]", [1, 2, 3, 1, 2, 3]),
        ("A|B:|!D.C.!\n", [1, 2, 1, 2, 1, 2]),
    ],
)  # fmt: skip
def test_the_signs_of_the_road_are_walked(music: str, played: list[int]) -> None:
    assert order(music) == played


def test_a_pickup_is_bar_0_and_a_bar_cut_by_a_repeat_has_one_number() -> None:
    chart = tune("c|C4|D3:|e|E4|F3|]")
    assert [(bar.number, float(bar.duration_quarters)) for bar in chart.bars] == [
        (0, 1), (1, 4), (2, 3), (2, 1), (3, 4), (4, 3),
    ]  # fmt: skip
    assert chart.remarks == ()


def test_a_bar_of_a_wrong_length_is_as_long_as_its_notes_and_remarked_on() -> None:
    chart = tune("C4|D3|E4|F5|G4|")
    assert [bar.duration_quarters for bar in chart.bars] == [4, 3, 4, 5, 4]
    assert problems(chart) == ["bar 2 (and 1 more): 3 quarters in a meter of 4/4"]


def test_parts_are_sections_and_their_order_is_kept() -> None:
    chart = tune("P:A\nCDEF|\nP:B\nGABc|[P:C]d4|", "L:1/4\nP:A2(BC)2A\nK:C")
    assert [bar.section for bar in chart.bars] == ["A", "B", "C"]
    assert chart.section_order == ("A", "A", "B", "C", "B", "C", "A")


def test_an_order_of_parts_that_are_not_there_is_remarked_on() -> None:
    chart = tune("P:A\nCDEF|", "L:1/4\nP:AB\nK:C")
    assert chart.section_order == ()
    assert problems(chart) == ["no part B in the tune"]


@pytest.mark.parametrize(
    ("text", "parts"), [("AABB", "AABB"), ("A2.B2", "AABB"), ("A2(BC)3", "AABCBCBC"), ("((AB)2C)2", "ABABCABABC")]
)
def test_an_order_of_parts_is_written_out(text: str, parts: str) -> None:
    assert "".join(play_order(text)) == parts


@pytest.mark.parametrize("text", ["((((A9)9)9)9)9", "(A", "A)"])
def test_an_order_that_is_none_or_too_long_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"parts in|bracket"):
        play_order(text)


def test_fermatas_stand_on_their_notes() -> None:
    assert [float(onset) for onset in tune("C !fermata!D HE F|").bars[0].fermatas] == [1, 2]


def test_a_jump_is_kept_as_it_is_written() -> None:
    assert tune("A4|!segno!B4|c4!D.S.alcoda!|").bars[2].jump == Jump("segno", "coda")


def test_a_note_as_long_as_a_slip_of_the_pen_is_refused_at_once() -> None:
    slip = Source(b"X:1\nR:jig\nM:6/8\nL:1/8\nK:G\nGBd A2f999999999999|GBd gdB|\n", "t.abc")
    with pytest.raises(ChartError, match="bar 1 would last"):
        find_format(slip).read(slip)


def test_a_tune_with_an_h_is_german_and_its_b_is_b_flat() -> None:
    german = Source(b'X:1\nL:1/4\nK:F\n"B"B4|"H7"F4|"E"E4|\n', "t.abc")
    (chart,) = find_format(german).read(german)
    assert [change.chord.root for bar in chart.bars for change in bar.chords] == [10, 11, 4]
    assert any("German" in remark.problem for remark in chart.remarks)
    english = Source(b'X:1\nL:1/4\nK:F\n"^H is for harp""B"B4|"F7"F4|\n', "t.abc")
    (chart,) = find_format(english).read(english)
    assert chart.bars[0].chords[0].chord.root == 11
