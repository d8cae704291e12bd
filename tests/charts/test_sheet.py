"""A chart as a musician would jot it down: every sign that it has is on the page."""

from dataclasses import replace
from fractions import Fraction

import pytest

from houseband.charts.chart import Bar, Chart, ChordChange, Jump, Kick, Lyric
from houseband.charts.sheet import rows
from houseband.charts.symbol import parse_symbol
from houseband.music.key import Key
from houseband.music.meter import COMMON_TIME, meter
from roadmaps import roadmap


def page(chart: Chart, *, unfolded: bool = False, width: int = 100, lyrics: bool = False) -> list[str]:
    """The lines, without blanks at their ends and in their cells."""
    lines = rows(chart, unfolded=unfolded, width=width, lyrics=lyrics)
    return [" ".join(row.text.split()) for row in lines]


def one(symbols: str = "C", **signs: object) -> Chart:
    """A chart of one bar; its chords stand on its beats, '/' where one goes on."""
    changes = [
        ChordChange(Fraction(i), symbol, parse_symbol(symbol).chord)
        for i, symbol in enumerate(symbols.split())
        if symbol != "/"
    ]
    return Chart("", (Bar(1, COMMON_TIME, Fraction(4), tuple(changes), **signs),), "test")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("|: a b :|", ["1 │ ‖: C │ C :‖ │"]),
        ("|: a b :|4", ["1 │ ‖: C │ C :‖ ×4 │"]),
        ("|: a b :|open", ["1 │ ‖: C │ C :‖ open │"]),
        ("|: a [1 b :| [2 c", ["1 │ ‖: C │", "2 │ 1. C :‖ │ 2. C │"]),
        ("|: a [1 b c :| [2 d e ] f", ["1 │ ‖: C │", "2 │ 1. C │ C :‖ │ 2. C │ C ] │", "6 │ C │"]),
        ("|: a [1-3 b :| [4 c", ["1 │ ‖: C │", "2 │ 1.–3. C :‖ │ 4. C │"]),
        ("|: a [1,3 b :| [2,4 c :|", ["1 │ ‖: C │", "2 │ 1.,3. C :‖ │ 2.,4. C :‖ │"]),
        ("a S b >O c DSO O d", ["1 │ C │ 𝄋 C to 𝄌 │ C D.S. al Coda │", "4 │ 𝄌 C │"]),
        ("S2 a >O2 b DS2O O2 c", ["1 │ 𝄋2 C to 𝄌2 │ C D.S. 2 al Coda │", "3 │ 𝄌2 C │"]),
        ("a Fine b DCF", ["1 │ C Fine │ C D.C. al Fine │"]),
        ("<A> a b <B> c", ["A", "1 │ C │ C │", "B", "3 │ C │"]),
        ("a b c d e f", ["1 │ C │ C │ C │ C │", "5 │ C │ C │"]),
        ("a=1 b", ["pickup, 1 beat", "0 │ C │ C │"]),
        ("a b=3", ["3 beats", "1 │ C │ C │"]),
    ],
)
def test_the_signs_of_the_road_stand_at_their_bars(text: str, expected: list[str]) -> None:
    assert page(roadmap(text)) == expected


@pytest.mark.parametrize(
    ("chart", "expected"),
    [
        (one("C / / G"), "1 │ C / / G │"),
        (one("C / G /"), "1 │ C G │"),
        (one("/ / G"), "1 │ · / G / │"),
        (one("C / G", fermatas=(Fraction(2),)), "1 │ C G𝄐 │"),
        (one("C / G", fermatas=(Fraction(0), Fraction(1))), "1 │ C𝄐 G │"),
    ],
)
def test_chords_stand_over_the_beats_that_they_last(chart: Chart, expected: str) -> None:
    assert page(chart) == [expected]


def test_what_goes_on_is_no_repeated_bar() -> None:
    bars = [replace(one(symbols).bars[0], number=i) for i, symbols in enumerate(["", "C", "", "C / G", "", ""], 1)]
    assert page(Chart("", tuple(bars), "test")) == ["1 │ │ C │ % │ C G │", "5 │ · │ · │"]


def test_what_stands_over_and_under_a_bar_has_a_line_of_its_own() -> None:
    alternate = ChordChange(Fraction(0), "Am7", parse_symbol("Am7").chord)
    kicks = tuple(Kick(Fraction(onset), Fraction(1, 2)) for onset in ("0", "3/2", "7/3", "13/4"))
    chart = one("C", directions=("softly",), alternates=(alternate,), kicks=kicks)
    assert page(chart) == ["softly", "or Am7", "1 │ C │", "kicks 1 2& 3⅓ 4e"]
    changed = replace(chart.bars[0], number=2, meter=meter(6, 8), duration_quarters=Fraction(3), key=Key("G", "minor"))
    changed = replace(changed, tempo_bpm=90.0, directions=(), alternates=(), kicks=(Kick(Fraction(3, 2), Fraction(1)),))
    lines = [row.text for row in rows(replace(chart, bars=(*chart.bars, changed)))]
    assert lines == [
        "       softly",
        "       or Am7                   6/8 · G minor · 90 bpm",
        "   1 │ C                      │ C                      │",
        "       kicks 1 2& 3⅓ 4e         kicks 2",
    ]


def test_the_words_stand_under_their_bars_where_they_are_asked_for() -> None:
    words = (Lyric(Fraction(0), "Good peo"), Lyric(Fraction(2), "ple all"), Lyric(Fraction(0), "The night", 2))
    chart = one("C", lyrics=words, repeat_count=2)
    assert page(chart) == ["1 │ C :‖ │"]
    assert page(chart, lyrics=True) == ["1 │ C :‖ │", "1. Good people all", "2. The night"]
    assert page(chart, lyrics=True, unfolded=True) == ["1 │ C │ C │", "Good people all The night"]
    assert page(one("C", lyrics=words[:1]), lyrics=True)[-1] == "Good peo"


def test_unfolded_the_bars_stand_in_the_order_that_sounds_under_what_leads_there() -> None:
    chart = roadmap("<A> |: a b c :| <B> d >O e DSO O f S g")
    chart = replace(chart, bars=(replace(chart.bars[0], segno="segno"), *chart.bars[1:6]))
    assert page(chart, unfolded=True) == [
        "A", "1 │ C │ C │ C │", "A", "4 │ C │ C │ C │", "B", "7 │ C │ C │",
        "D.S. al Coda → A", "9 │ C │ C │ C │", "B", "12 │ C │", "→ Coda", "13 │ C │",
    ]  # fmt: skip


def test_a_page_is_no_wider_than_the_screen_if_that_can_be() -> None:
    chart = roadmap("a b c d e f g h")
    chart = replace(chart, bars=tuple(replace(bar, directions=("a long word of advice",)) for bar in chart.bars))
    for width in (30, 40, 60, 80, 100):
        assert max(len(row.text) for row in rows(chart, width=width)) <= width


def test_a_jump_says_how_far() -> None:
    assert page(one("C", jump=Jump("2", "fine"))) == ["1 │ C D.S. 2 al Fine │"]
