"""Chords for charts that have none. The tunes were invented here."""

from fractions import Fraction

import pytest
from abctunes import book, chords, problems

from corpora import CORPORA, needs_corpora
from houseband.charts.chart import Chart
from houseband.charts.chord_finding import Span, cheapest_path, chord_costs, find_chords, found_symbol, span_of
from houseband.charts.folk_chords import DEGREES, FOLK
from houseband.charts.harmonise import CANDIDATES, DANCES
from houseband.charts.symbol import parse_symbol, write_symbol
from houseband.music.key import MODE_FIFTHS, Key, parse_key

JIG = """X:1
T:Jig
R:jig
M:6/8
L:1/8
K:{key}
|: A | dAF DFA | ded cAG | FAd gfe | fdc d2 :|
"""
REEL = """X:1
T:Reel
R:Reel
M:4/4
L:1/8
K:G
|: G2BG dGBG | FADF AFDF | G2BG dGBd | gedB A2 FA | cABG AFDF | G2 G2 G4 :|
"""
HYMN = """X:1
T:Hymn
M:4/4
L:1/4
K:F
V:S
F F G G | A B G2 | F4 |]
V:A
C D D E | F F E2 | C4 |]
V:T clef=bass
A, A, _B, C | C D C2 | A,4 |]
V:B clef=bass
F, D, G, C, | F, _B,, C,2 | F,4 |]
"""


def line(chart: Chart) -> list[str]:
    """The chords of each bar."""
    return [chords(bar) for bar in chart.bars]


def test_a_dance_tune_without_chords_gets_some_and_is_said_to_have_them_from_us() -> None:
    (chart,) = book(JIG.format(key="D"), "auto")
    assert line(chart) == ["", "D@0", "G@0 A@1.5", "D@0", ""]
    assert problems(chart) == ["no chords in the tune: these are ours"]
    assert chart.remarks[0].hint == "made from the melody in D"


def test_a_reel_gets_chords_by_the_half_bar() -> None:
    (chart,) = book(REEL, "auto")
    assert line(chart)[:2] == ["G@0", "D@0"]
    assert line(chart)[-1] == "G@0"


def test_a_tune_in_a_mode_gets_the_chords_of_the_mode() -> None:
    (chart,) = book("X:1\nR:reel\nM:4/4\nL:1/4\nK:Ador\nA c e c | G B d B | A c e c | G B A2 |]\n", "auto")
    assert line(chart) == ["Am@0", "G@0", "Am@0", "G@0 Am@2"]


def test_a_tune_that_is_no_dance_keeps_its_silence_unless_asked() -> None:
    song = JIG.format(key="D").replace("R:jig", "R:lament")
    (silent,), (asked,) = book(song, "auto"), book(song, "always")
    assert line(silent) == ["", "", "", "", ""]
    assert problems(silent) == ["no chords in the tune"]
    assert line(asked) == line(book(JIG.format(key="D"), "auto")[0])


def test_nothing_is_added_where_there_are_chords_or_none_are_wanted() -> None:
    with_chord = JIG.format(key="D").replace("| d", '| "G"d', 1)
    assert line(book(with_chord, "always")[0]) == ["", "G@0", "", "", ""]
    assert line(book(JIG.format(key="D"), "never")[0]) == ["", "", "", "", ""]


def test_a_tune_without_a_key_gets_chords_of_the_key_that_its_notes_fill() -> None:
    (chart,) = book(JIG.format(key="none").replace("F", "^F").replace("f", "^f").replace("c", "^c"), "auto")
    assert chart.remarks[-1].hint == "made from the melody in D"


def test_the_chord_is_said_again_where_the_music_comes_from_elsewhere() -> None:
    (chart,) = book("X:1\nR:reel\nM:4/4\nL:1/4\nK:C\n|: C E G c :|: C E G c |1 G E C2 :|2 C4 |]\n", "auto")
    assert line(chart) == ["C@0", "C@0", "C@0", "C@0"]


@pytest.mark.parametrize(
    "words",
    ["Reel", "slip jig", "Double Jig", "hornpipe", "waltz", "Polka", "strathspey", "Barndance", "MARCH", "set dance"],
)
def test_dances_are_known_by_their_words(words: str) -> None:
    assert DANCES.search(words)


@pytest.mark.parametrize("words", ["", "Medium Swing", "ballad", "lament", "hymn", "reelection"])
def test_other_words_are_no_dances(words: str) -> None:
    assert not DANCES.search(words)


# -- scores in parts ---------------------------------------------------------------------------------------------------


def test_a_hymn_has_its_chords_in_its_voices() -> None:
    (chart,) = book(HYMN, "auto")
    assert line(chart) == ["F@0 Dm@1 Gm@2 C@3", "F@0 Bb@1 C@2", "F@0"]
    assert chart.remarks[-1].hint == "found from what its voices sound on each beat"


def test_two_voices_are_too_few_to_have_chords() -> None:
    (chart,) = book("X:1\nM:4/4\nL:1/4\nK:C\nV:1\nCEGc|\nV:2\nC4|\n", "auto")
    assert line(chart) == [""]


@pytest.mark.parametrize(
    ("pitches", "symbol"),
    [
        ((48, 55, 64, 72), "C"), ((45, 52, 60, 64), "Am"), ((43, 53, 59, 62), "G7"), ((52, 55, 60, 67), "C/E"),
        ((50, 53, 57, 60), "Dm7"), ((47, 53, 57, 62), "Bm7b5"), ((48, 52, 55, 59), "Cmaj7"),
        ((47, 50, 53, 56), "Bdim7"),
        ((43, 48, 50, 55), "Gsus4"), ((48, 55), "C"), ((55, 60, 64), "C/G"),
        ((53, 55, 59, 62), "G7/F"), ((47, 50, 53), "Bdim"),
    ],
)  # fmt: skip
def test_notes_that_sound_together_have_a_name(pitches: tuple[int, ...], symbol: str) -> None:
    span = span_of([(pitch, 1.0) for pitch in pitches])
    assert write_symbol(chord_costs(span, Key("C"))[0][1], flats=False) == symbol


def test_a_passing_note_makes_no_chord() -> None:
    span = span_of([(48, 2.0), (55, 2.0), (64, 2.0), (72, 1.8), (74, 0.2)])
    assert write_symbol(chord_costs(span)[0][1], flats=False) == "C"


def test_silence_has_no_chord_and_the_last_goes_on() -> None:
    assert chord_costs(Span((0.0,) * 12)) == []
    spans = [span_of([]), span_of([(48, 1.0), (52, 1.0), (55, 1.0)]), span_of([])]
    found = find_chords(spans)
    assert found[0] is None
    assert found[1] is not None
    assert found[2] == found[1]
    assert find_chords([]) == []


def test_the_cheapest_path_is_the_cheapest() -> None:
    costs = [[0.0, 1.0, 5.0], [3.0, 0.0, 1.0], [2.0, 2.0, 0.0]]

    def change(place: int, before: int, after: int) -> float:
        return abs(after - before) * 0.9

    every = [(a, b, c) for a in range(3) for b in range(3) for c in range(3)]
    best = min(
        every,
        key=lambda p: sum(costs[i][p[i]] for i in range(3)) + change(1, p[0], p[1]) + change(2, p[1], p[2]),
    )
    assert tuple(cheapest_path(costs, change)) == best


# -- the tables --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", sorted(MODE_FIFTHS))
def test_the_triads_of_a_mode_are_in_its_scale_but_for_the_leading_note(mode: str) -> None:
    key = next(Key("C", one) for one in MODE_FIFTHS if one == mode)
    scale = {(pc * 7 + key.fifths * 7 + 11 + 0) % 12 for pc in range(7)}
    scale = {(7 * (k + key.fifths - 1)) % 12 for k in range(7)}
    for root, quality in CANDIDATES[mode]:
        tones = {root, (root + (4 if quality == "M" else 3)) % 12, (root + 7) % 12}
        outside = tones - scale
        assert not outside or (root == 7 and outside == {11}) or mode == "locrian", (root, quality, outside)


def test_the_tables_have_a_row_and_a_column_for_each_degree() -> None:
    for (family, _), rows in FOLK.moves.items():
        assert {len(row) for row in rows} == {len(DEGREES[family])} == {len(rows)}
    for (family, _), rows in FOLK.places.items():
        assert len(rows) == 8
        assert {len(row) for row in rows} == {len(DEGREES[family])}
    assert {len(row) for row in FOLK.sounds.values()} == {12}
    for intervals, quality in (((0, 4, 7), "M"), ((0, 3, 7), "m")):
        most = sorted(range(12), key=lambda interval: -FOLK.sounds[quality][interval])[:3]
        assert sorted(most) == list(intervals)


@needs_corpora
def test_the_harmoniser_agrees_with_folk_players_more_often_than_simple_rules() -> None:
    """In two folds: learned from one half of the tunes, judged on the other. Figures: docs/formats/abc.md."""
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
    try:
        from harmony import agreement, learn, tunes
    finally:
        sys.path.pop(0)
    from houseband.charts.harmonise import choose_degrees

    judged = tunes(CORPORA)
    assert len(judged) == 94
    scores = []
    for fold in (0, 1):
        practice = learn(judged[fold::2])
        scores += [agreement(tune, choose_degrees(tune.slots, tune.key, practice)) for tune in judged[1 - fold :: 2]]
    whole = sum((score[2] for score in scores), Fraction(0))
    assert sum((score[0] for score in scores), Fraction(0)) / whole > 0.70
    assert sum((score[1] for score in scores), Fraction(0)) / whole > 0.75
    assert parse_key("D") == judged[0].key


@pytest.mark.parametrize(
    ("chord", "key", "symbol"),
    [
        ("Bb", "C", "Bb"), ("Eb", "C", "Eb"), ("Ab7", "C", "Ab7"), ("Db7", "C", "Db7"), ("F#m7b5", "C", "F#m7b5"),
        ("C/Bb", "C", "C/Bb"), ("A7/C#", "C", "A7/C#"), ("C/Eb", "F", "C/Eb"), ("D/F#", "Eb", "D/F#"),
        ("F#m", "D", "F#m"), ("C#m", "A", "C#m"), ("Bb", "G", "Bb"), ("Eb", "Bb", "Eb"), ("Ab", "Eb", "Ab"),
        ("Db", "Ab", "Db"), ("F#dim7", "Gm", "F#dim7"), ("C#dim7", "Dm", "C#dim7"), ("G#dim7", "Am", "G#dim7"),
        ("Bb", "Dm", "Bb"), ("Eb", "Gm", "Eb"), ("F#m", "Bm", "F#m"), ("G#m", "E", "G#m"), ("Bbm", "F", "Bbm"),
        ("F#", "Bm", "F#"), ("C#7", "F#m", "C#7"),
    ],
)  # fmt: skip
def test_a_found_chord_is_spelled_as_its_key_likes_it(chord: str, key: str, symbol: str) -> None:
    assert found_symbol(parse_symbol(chord).chord, parse_key(key)) == symbol
