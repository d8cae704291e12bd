"""Lines of words with bar lines, verses under them, grids with their margins, and lines as they were typed before."""

from fractions import Fraction

import pytest

from houseband.charts.chart import Bar, Chart, Jump
from houseband.charts.chordpro.reader import read
from houseband.charts.source import Reading, Source
from houseband.charts.symbol import parse_symbol
from houseband.errors import ChartError


def tune(text: str, reading: Reading | None = None) -> Chart:
    (chart,) = read(Source(text.encode(), "song.cho", reading or Reading()))
    return chart


def written(bar: Bar) -> str:
    return " ".join(f"{c.symbol}@{float(c.onset_quarters):g}" for c in bar.chords)


def problems(chart: Chart) -> list[tuple[str, int | None]]:
    return [(r.problem, r.line) for r in chart.remarks if "lyrics carry no durations" not in r.problem]


@pytest.mark.parametrize(
    ("line", "bars"),
    [
        ("| [G]A[/]ma[/]zing [D]grace |", ["G@0 D@3"]),
        ("| [/][C]one | two [G]three |", ["C@2", "G@0"]),
        ("| [C]one [F]two [G]three |", ["C@0 F@2 G@3"]),
        ("[C]one | two | [G]three", ["C@0", "", "G@0"]),
        ("| [C]one |  | [/] | [G]two |", ["C@0", "", "", "G@0"]),
        ("| [C]one | [%] | [G]two |", ["C@0", "C@0", "G@0"]),
        ("| [Am]fine | is fine | [C7]x2 |", ["Am@0", "", "C7@0"]),
        ("| 1. [C]one | 2 [G]hearts |", ["C@0", "G@0"]),
        ("[C]one [] two three", ["C@0", ""]),
        ("| [N.C.]one | [C|D]two |", ["N.C.@0", "D11@0"]),
    ],
)
def test_bars_among_words_are_read_as_bars_are(line: str, bars: list[str]) -> None:
    chart = tune("{sov}\n" + line + "\n{eov}")
    assert [written(bar) for bar in chart.bars] == bars
    assert problems(chart) == []


def test_words_are_kept_with_their_bars_and_beats() -> None:
    chart = tune("{sov}\n| [G]A[/]ma[/]zing [D]grace | how |\n{eov}")
    assert [[(str(piece.onset_quarters), piece.text) for piece in bar.lyrics] for bar in chart.bars] == [
        [("0", "A"), ("1", "ma"), ("2", "zing "), ("3", "grace ")], [("0", "how ")]]  # fmt: skip
    assert [bar.words for bar in chart.bars] == [("Amazing grace",), ("how",)]


def test_other_verses_stand_under_their_bars() -> None:
    chart = tune("{sov}\n| [G]one two | three [C]four |\n2. five six | seven |\n3. eight |\n| [D]nine |\n{eov}")
    assert [bar.words for bar in chart.bars] == [("one two", "five six", "eight"), ("three four", "seven"), ("nine",)]
    assert problems(tune("{sov}\n| [G]one |\n2. two | three |\n{eov}")) == [("verse 2 has 2 bars of words for 1", 3)]


def test_repeats_endings_and_jumps_may_stand_among_the_words() -> None:
    first = "Segno |: [C]one |1. [G]two :|2. [F]three :| x3"
    second = "| [C]four [*To Coda] | [G]five | D.S. al Coda"
    chart = tune("{sov}\n" + first + "\n" + second + "\n(Coda) | [C]six | Fine\n{eov}")
    bars = chart.bars
    assert [(b.repeat_start, b.repeat_count, b.endings) for b in bars] == [
        (True, 1, ()), (False, 2, (1,)), (False, 3, (2,)), (False, 1, ()), (False, 1, ()), (False, 1, ())]  # fmt: skip
    assert (bars[0].segno, bars[3].to_coda, bars[4].jump, bars[5].coda, bars[5].fine) == (
        "segno", "coda", Jump("segno", "coda"), "coda", True)  # fmt: skip
    assert [" ".join(bar.words) for bar in bars] == ["one", "two", "three", "four", "five", "six"]


def test_a_bar_may_have_its_own_length() -> None:
    chart = tune("{time: 3/4}\n{sov}\n{x_houseband_bar_length: 1/4}\n[C]A|[G]mazing | [C]grace |\n{eov}")
    assert [bar.duration_quarters for bar in chart.bars] == [1, 3, 3]
    assert [bar.number for bar in chart.bars] == [0, 1, 2]
    assert problems(tune("{x_houseband_bar_length: 1/0}\n[C]la")) == [("'1/0' is no length of a bar", 1)]


def test_at_a_rate_bar_lines_count_for_nothing() -> None:
    chart = tune("| [C]one [F]two | [G]three |", Reading(Fraction(1, 2)))
    assert [written(bar) for bar in chart.bars] == ["C@0 F@2", "G@0"]


def test_margins_of_a_grid_hold_names_signs_and_words() -> None:
    grid = "A | C . | G . |\n|: F . :| repeat 4 times\nCoda | D7 . | Eb7 . |. rit.\n"
    chart = tune('{start_of_grid shape="1+4x2+4"}\n' + grid + "{eog}")
    assert [bar.section for bar in chart.bars] == ["A", None, None, "Coda", None]
    assert [bar.repeat_count for bar in chart.bars] == [1, 1, 4, 1, 1]
    assert chart.bars[3].coda == "coda"
    assert chart.bars[4].directions == ("rit.",)


def test_half_beats_and_strums_of_a_grid() -> None:
    grid = "| C ~A . . | C ~A . . |\n|s dn~up dn~up ~up dn~up |\n| C ~A ~G ~F | . ~F6 F D |\n|S d+~u+ ~up |\n"
    chart = tune('{start_of_grid shape="0+2x4+4"}\n' + grid + "{eog}")  # chordpro.org/chordpro/directives-env_grid
    assert [written(bar) for bar in chart.bars] == [
        "C@0 A@1.5", "C@0 A@1.5", "C@0 A@1.5 G@2.5 F@3.5", "F6@1.5 F@2 D@3"]  # fmt: skip


def test_the_grid_of_the_documentation_is_read() -> None:
    grid = """{start_of_grid shape="1+4x2+4"}
A    || G7 . | % . | %% . | . . |
     | C7 . | %  . || G7 . | % . ||
     |: C7 . | %  . :|: G7 . | % . :| repeat 4 times
Coda | D7 . | Eb7 | D7 | G7 . | % . |.
{end_of_grid}"""
    chart = tune(grid)
    sounding = "G7 G7 G7 G7 C7 C7 G7 G7 C7 C7 G7 G7 D7 Eb7 D7 G7 G7"
    assert " ".join(written(bar) for bar in chart.bars).replace("@0", "") == sounding
    assert [(b.repeat_start, b.repeat_count) for b in chart.bars[8:12]] == [
        (True, 1), (False, 2), (True, 1), (False, 4)]  # fmt: skip
    assert problems(chart) == []


def test_chords_over_words_are_read_where_no_brackets_are() -> None:
    over = "A Title\n{soc}\nC       unknown  G7\nla la la la la   la\n{eoc}\n"
    brackets = "{title: A Title}\n{soc}\n[C]la la la[unknown] la la   [G7]la\n{eoc}\n"
    assert [bar.chords for bar in tune(over).bars] == [bar.chords for bar in tune(brackets).bars]
    assert tune(over).title == "A Title"
    assert problems(tune(over)) == [("[unknown] is not a chord", 3)]


def test_a_heading_may_have_its_chords_on_its_line() -> None:
    chart = tune("Intro: A  Bm7 E7\n\n[Bridge:][D][E7]\n\n[A]la la [E]la la")
    assert [(bar.section, written(bar)) for bar in chart.bars] == [
        ("Intro", "A@0"), (None, "Bm7@0"), (None, "E7@0"), ("Bridge", "D@0"), (None, "E7@0"),
        ("Verse", "A@0"), (None, "E@0")]  # fmt: skip


def test_tablature_and_stray_bars_make_no_bars_of_music() -> None:
    tab = "e|-----0---|--2-----|\nB|---1---1-|------3-|\n"
    chart = tune(f"[C]la la\n{tab}\n[G]one two\nthree | four\n")
    assert [written(bar) for bar in chart.bars] == ["C@0", "", "G@0", "", "", ""]
    assert problems(chart) == [("2 lines of tablature: not read", 2)]


def test_marks_of_print_are_no_words() -> None:
    chart = tune('{title: <b>Bold</b>}\n[<span color="red">D</span>]Roses <i>are</i> <span size="x">red</span> [G]a<b')
    assert [written(bar) for bar in chart.bars if bar.chords] == ["D@0", "G@0"]
    assert [bar.words for bar in chart.bars] == [("Roses are red",), ("a<b",)]


@pytest.mark.parametrize(
    ("text", "chords"),
    [
        ("{key: G}\n[1]la [5]la [6m]la [4/6]la", "G D Em C/E"), ("{key: Am}\n[i]la [iv]la [V7]la", "Am Dm E7"),
        ("[1]la [4]la", "C F"), ("[H7]la [E]la [B]la", "B7 E Bb"), ("[Sol]la [Re]la [La]la", "G D A"),
        ("{sog}\n| H7 . | E . | B . |\n{eog}", "B7 E Bb"), ("{key: F}\n{sog}\n| 1 . | 4 . | 57 . |\n{eog}", "F Bb C7"),
        ("{key: C}\n[1]la\n{key: D}\n[1]la\n{transpose: 1}\n[1]la", "C D Eb"),
    ],
)  # fmt: skip
def test_numbers_and_other_names_of_notes_are_read(text: str, chords: str) -> None:
    assert [c.chord for bar in tune(text).bars for c in bar.chords] == [parse_symbol(s).chord for s in chords.split()]


@pytest.mark.parametrize(
    "piece",
    [
        "[C]a ", "| [C]a ", "%{a|", "{a: ", "<b", "\\u0041", "[(", "x ", "\\\n", "|1. ", "{soc}\n", "{ns}\n[C]a\n",
        "[*a]", "a\n", "{title: %{title}}\n", "| [C] |\n2. a |\n",
    ],
)  # fmt: skip
def test_long_junk_is_read(piece: str) -> None:
    assert read(Source(("[G]la\n" + piece * 4_000).encode(), "x.cho"))


def test_a_file_of_too_many_songs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("houseband.charts.chordpro.reader.MOST_SONGS", 2)
    with pytest.raises(ChartError, match="more than 2 songs"):
        read(Source(b"{ns}\n[C]a\n" * 4, "x.cho"))


def test_headings_facts_and_repeats_of_plain_song_sheets_are_understood_without_braces() -> None:
    (chart,) = read(
        Source(
            b"Title: Rooftop\nArtist: Somebody\nKey: Am\n\nVerse 1\n[Am]I climbed the stairs to the [F]roof\n\n"
            b"Chorus\n[F]Up up [G]up\n\nRepeat verse 1\nRepeat chorus 2x\n",
            "a.txt",
        )
    )
    assert (chart.title, str(chart.key)) == ("Rooftop", "Am")
    assert [bar.section for bar in chart.bars if bar.section] == ["Verse 1", "Chorus", "Verse 1", "Chorus"]
    assert chart.bars[-1].repeat_count == 2
    assert not [bar for bar in chart.bars if any("Chorus" in lyric.text for lyric in bar.lyrics)]
