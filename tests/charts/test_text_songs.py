"""Song sheets, number charts and pages that are no charts, as people have them."""

from fractions import Fraction

import pytest

from houseband.charts.chart import Bar, Chart, Kick
from houseband.charts.formats import find_format
from houseband.charts.source import Source
from houseband.charts.text.reader import read
from houseband.errors import ChartError
from houseband.music.key import Key


def tune(text: str) -> Chart:
    (chart,) = read(Source(text.encode(), "song.txt"))
    return chart


def written(bar: Bar) -> str:
    return " ".join(f"{c.symbol}@{float(c.onset_quarters):g}" for c in bar.chords)


def bars_of(text: str) -> list[str]:
    return [written(bar) for bar in tune("Tune\n" + text).bars]


@pytest.mark.parametrize(
    ("text", "bars"),
    [
        ("| C. . G | C... | C/// |", ["C@0 G@3", "C@0", "C@0"]),
        ("| C | F / >G / |", ["C@0", "F@0 G@1.5"]),
        ("| C | >F |", ["C@0 F@3.5", "F@0"]),
        ("| C G@2.5 | F@3 | D C@2+1/3 |", ["C@0 G@1.5", "F@2", "D@0 C@1.33333"]),
        ("| C | ./. | F G | % |", ["C@0", "C@0", "F@0 G@2", "F@0 G@2"]),
        ("| tacet | C |", ["N.C.@0", "C@0"]),
        ("| D C |", ["D@0 C@2"]),
        ("| C7 (b9) | C7(b9, #11) |", ["C7(b9)@0", "C7(b9, #11)@0"]),
        ("G . . . C . . . D . . . G . . .", ["G@0", "C@0", "D@0", "G@0"]),
        ("C G Am F (x2)", ["C@0", "G@0", "Am@0", "F@0"]),
        ("C - G - Am - F", ["C@0", "G@0", "Am@0", "F@0"]),
        ("C-G-Am-F", ["C@0", "G@0", "Am@0", "F@0"]),
        ("C → G → Am", ["C@0", "G@0", "Am@0"]),
        ("+----+----+\n| C  | F  |\n+----+----+\n| G  | C  |\n+----+----+", ["C@0", "F@0", "G@0", "C@0"]),
        ("┌────┬────┐\n│ C  │ F  │\n├────┼────┤\n│ G  │ C  │\n└────┴────┘", ["C@0", "F@0", "G@0", "C@0"]),
        ("|C|Am|\n|--|:-:|\n|F|G|", ["C@0", "Am@0", "F@0", "G@0"]),
        (" 1 | C | F |\n 3 | G | C |", ["C@0", "F@0", "G@0", "C@0"]),
        ("1. | C | F |\n3. | G | C |", ["C@0", "F@0", "G@0", "C@0"]),
    ],
)
def test_bars_are_read_as_they_are_typed(text: str, bars: list[str]) -> None:
    assert bars_of(text) == bars


def test_held_chords_and_stops_are_kicks() -> None:
    bars = tune("Tune\n| <C> | C! / / / | C G |\n").bars
    assert [bar.kicks for bar in bars] == [(Kick(Fraction(0), Fraction(4)),), (Kick(Fraction(0), Fraction(1)),), ()]


def test_meters_keys_and_tempos_change_among_the_bars() -> None:
    bars = tune("Tune\n| C | 3/4 F | (2/4) G | 4/4 C | (Key: D) D | (Tempo: 90) G |\n").bars
    assert [str(bar.meter) for bar in bars] == ["4/4", "3/4", "3/4", "4/4", "4/4", "4/4"]
    assert [float(bar.duration_quarters) for bar in bars] == [4, 3, 2, 4, 4, 4]
    assert (bars[4].key, bars[5].tempo_bpm) == (Key("D"), 90)


def test_a_short_first_bar_is_a_pickup() -> None:
    bars = tune("Tune\n| (1/4) G7 | C | F |\n").bars
    assert [(bar.number, float(bar.duration_quarters)) for bar in bars] == [(0, 1), (1, 4), (2, 4)]


def test_endings_may_be_words() -> None:
    bars = tune("Tune\n| C F | 1st ending: | G | C :| 2nd ending: | G7 | C |\n").bars
    assert [bar.endings for bar in bars] == [(), (1,), (1,), (2,), (2,)]


def test_a_chord_in_brackets_beside_others_is_offered_and_told_of() -> None:
    chart = tune("Tune\n| C (G7) | (Dm7 G7) |\n")
    assert [written(bar) for bar in chart.bars] == ["C@0", "Dm7@0 G7@2"]
    assert [change.symbol for change in chart.bars[0].alternates] == ["G7"]
    assert [remark.hint for remark in chart.remarks] == ["offered, not played"]


VERSES = """\
[Verse 1]
G           C       G
Down to the water I go

[Chorus x2]
Em    C
la la la

[Verse 2]
Over the hill and home

[Chorus]

(repeat verse 1)
"""


def test_a_name_alone_calls_its_section_back() -> None:
    chart = tune(VERSES)
    assert [bar.section for bar in chart.bars if bar.section] == [
        "Verse 1", "Chorus", "Verse 2", "Chorus", "repeat verse 1".removeprefix("repeat ")]  # fmt: skip
    length = len(chart.bars)
    assert [bar.repeat_count for bar in chart.bars if bar.repeat_count > 1] == [2, 2]
    assert [bar.chords for bar in chart.bars[:4]] == [bar.chords for bar in chart.bars[length - 4 :]]


def test_a_verse_of_words_alone_has_the_chords_of_the_verse_before() -> None:
    chart = tune(VERSES)
    first = next(i for i, bar in enumerate(chart.bars) if bar.section == "Verse 2")
    assert [bar.chords for bar in chart.bars[first : first + 4]] == [bar.chords for bar in chart.bars[:4]]
    assert " ".join(words for bar in chart.bars[first : first + 4] for words in bar.words) == "Over the hill and home"
    assert "'Verse 2' has words but no chords" in [remark.problem for remark in chart.remarks]


def test_x2_at_the_end_of_a_sung_line_repeats_it() -> None:
    bars = tune("Tune\n\nAm      C\nhello  there      x2\nF    G\nla   la\n").bars
    assert [(bar.repeat_start, bar.repeat_count) for bar in bars[:2]] == [(True, 1), (False, 2)]
    assert all(bar.repeat_count == 1 for bar in bars[2:])


@pytest.mark.parametrize("text", [
    "[ch]G[/ch]       [ch]C[/ch]\nHello my friend\n", "[tab]G       C\nHello my friend[/tab]\n",
    "<b>G</b>       <b>C</b>\nHello my friend\n", "G&nbsp;&nbsp;      C\nHello my friend\n",
    "G\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0C\nHello my friend\n", "[G]     [C]\nHello my friend\n",
])  # fmt: skip
def test_pages_copied_from_the_web_are_read(text: str) -> None:
    assert [written(bar) for bar in tune("Tune\n\n" + text).bars] == ["G@0", "C@0"]


def test_chords_in_brackets_over_the_words_are_plain_text() -> None:
    assert find_format(Source(b"Tune\n\n[G]     [C]\nHello my friend\n", "a.txt")).name == "text"
    assert find_format(Source(b"Tune\n\n[G]Hello my [C]friend\n", "a.txt")).name == "chordpro"


@pytest.mark.parametrize("name", [
    "Strophe 1", "Refrain", "Couplet 2", "Estrofa", "Estribillo", "Refrão", "Ponte", "Strofa", "Ritornello", "Refrein",
    "Refräng", "Vers 3", "Omkvæd", "Zwischenspiel", "2. Strophe",
])  # fmt: skip
def test_headings_have_names_in_many_languages(name: str) -> None:
    for heading in (name, f"[{name}]", f"{name}:"):
        assert [bar.section for bar in tune(f"Tune\n\n{heading}\nC  G\nla la\n").bars][:1] == [name]


def test_a_capo_moves_what_sounds() -> None:
    chart = tune(
        "Tune\nKey: G\nCapo 2nd fret\nTuning: DADGBE\nG x320003\nAm x02210  C: x32010\n\n| G | Em7 |\n| C | G |\n"
    )
    assert ([written(bar) for bar in chart.bars], chart.capo_fret, chart.key) == (
        ["A@0", "F#m7@0", "D@0", "A@0"], 2, Key("A"))  # fmt: skip
    assert [frame.frets for frame in chart.frames][-1] == (None, 3, 2, 0, 1, 0)
    assert [remark.problem.split(":")[0] for remark in chart.remarks] == ["tuning 'DADGBE'", "capo 2"]


def test_a_key_that_fits_only_behind_the_capo_is_the_sounding_one() -> None:
    assert tune("Tune\nKey: A\nCapo: 2\n| G | D | G |\n").key == Key("A")


@pytest.mark.parametrize(
    ("text", "roots"),
    [
        ("Key: G\n1 4 5 1\n", [7, 0, 2, 7]), ("Key: D\n| 1 | 4 | (5 1) |\n", [2, 7, 9, 2]),
        ("I IV V vi\n", [0, 5, 7, 9]), ("Key: G\n| ii7 V7 | Imaj7 |\n", [9, 2, 7]),
        ("H E Fis H7\n", [11, 4, 6, 11]), ("Do | Fa | Sol7 | La m |\n", [0, 5, 7, 9]),
        ("H | B | F |\n", [11, 10, 5]),
    ],
)  # fmt: skip
def test_numbers_and_other_tongues_name_chords(text: str, roots: list[int]) -> None:
    assert [change.chord.root for bar in tune("Tune\n\n" + text).bars for change in bar.chords] == roots


def test_a_german_b_minor_is_a_chord_beside_others_and_a_cry_alone() -> None:
    page = tune("Lied\n\nHm            G\nIch steh am Bahnhof in der Nacht\nA             Hm\nund warte\n")
    assert [change.symbol for bar in page.bars for change in bar.chords] == ["Hm", "G", "A", "Hm"]
    assert page.bars[0].chords[0].chord.root == 11
    hummed = tune("Song\n\nBb      F\nOh the rain\nHm\nBb      F\nOh the snow\n")
    assert {change.chord.root for bar in hummed.bars for change in bar.chords} == {10, 5}


def test_numbers_without_a_key_are_in_c_and_a_remark_says_so() -> None:
    assert [remark.problem for remark in tune("Tune\n1 4 5 1\n").remarks] == ["numbers for chords, and no key"]


@pytest.mark.parametrize("page", [
    "A\nApple\nAvocado\nB\nBanana\nC\nCherry\n", "A\nThis is a story about\na man and his dog.\nAnd more.\n",
    "From: me@example.org\nSubject: lunch\n\nDear all,\nA table for four at 7 | 8?\n",
    "https://example.org/a/b\n\nGo\n",
    "# Readme\n\nInstall it:\n\n    pip install it\n\n- A list\n- Do this\n",
    "1. First\n2. Second\n", "Call 555 1234\n",
])  # fmt: skip
def test_a_page_that_is_no_chart_is_refused(page: str) -> None:
    with pytest.raises(ChartError, match="no chords found"):
        tune(page)


def test_the_head_of_a_mail_is_no_title() -> None:
    assert tune("From: me@example.org\nSubject: CRD: My Song\n\nC   G\nla  la\n").title == "My Song"


@pytest.mark.parametrize("text", [
    "| C@2+1/0 |", "| C@9 |", "| 73/4 C |", "| (0/4) C |", "| C (hits 3-2) |", "| C (fermata@0) |",
])  # fmt: skip
def test_what_has_no_meaning_is_told_of_or_passed_over(text: str) -> None:
    assert tune(f"Tune\n| F |\n{text}\n").bars


def test_a_heading_that_says_same_as_another_is_played_once() -> None:
    chart = tune("Song\n\n[Verse 1]\nC    G\nOne two\n\n[Verse 2]\n(same as verse 1)\n\n[Outro]\nF  C\n")
    assert [bar.section for bar in chart.bars if bar.section] == ["Verse 1", "Verse 2", "Outro"]


def test_a_name_without_a_colon_before_chords_is_a_heading() -> None:
    chart = tune("Song\n\nINTRO  D G\n\nSolo - A7 D (2x)\n\nPuente:\nG D (bis)\nC*   (let ring)\n")
    assert [bar.section for bar in chart.bars if bar.section] == ["INTRO", "Solo", "Puente"]
    assert [written(bar) for bar in chart.bars] == ["D@0", "G@0", "A7@0", "D@0", "G@0", "D@0", "C@0"]
    assert [bar.repeat_count for bar in chart.bars] == [1, 1, 1, 2, 1, 2, 1]


def test_a_nashville_chart_has_its_short_headings_and_its_key_beside_the_title() -> None:
    chart = tune("Train   Key of A  120bpm\n\nV\n1  4\nCH\n5 1\n6- <1>\nTAG  4 5\n")
    assert (chart.title, str(chart.key), chart.tempo_bpm) == ("Train", "A", 120)
    assert [bar.section for bar in chart.bars if bar.section] == ["V", "CH", "TAG"]
    assert [bar.chords[0].chord.root for bar in chart.bars] == [9, 2, 4, 9, 6, 9, 2, 4]


def test_lines_left_out_are_quoted() -> None:
    chart = tune("Song\n\nnothing here\n\n| C | G |\n")
    assert [(r.problem, r.hint) for r in chart.remarks] == [("1 line without music: left out", "'nothing here'")]


def test_the_head_speaks_german_and_spanish() -> None:
    chart = tune("Lied\nMusik & Text: Jemand\nTonart: G\n\n| G | D |\n")
    assert (chart.composer, str(chart.key)) == ("Jemand", "G")
    assert str(tune("Canto\nTono: Re\n\n| Re | La |\n").key) == "D"
