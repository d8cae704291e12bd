"""Styles are data: every file is right, every name finds one style, and every mistake is explained."""

import re
from fractions import Fraction
from importlib.resources import files

import pytest

from houseband.charts.chart import Bar, Chart
from houseband.desk.house_desks import house_desk, with_levels
from houseband.errors import StyleError
from houseband.music.instrument import DRUM_KEYS
from houseband.music.meter import meter, parse_meter
from houseband.styles.choose import choose_style, find_style
from houseband.styles.style import house_styles, parse_style, strip
from tunes import BLUES, tune

STYLES = house_styles()
SWING = (files("houseband.styles") / "swing.toml").read_text("utf-8")


def test_the_first_six_styles_and_the_grouped_pulse_are_there() -> None:
    assert set(STYLES) >= {"swing", "bossa-nova", "rock", "folk", "ballad", "jazz-waltz", "pulse"}


@pytest.mark.parametrize("name", list(STYLES))
def test_a_style_is_named_by_its_file_and_has_an_author_and_a_source(name: str) -> None:
    style = STYLES[name]
    assert style.name == name
    assert style.author
    assert style.source
    low, usual, high = style.tempo_bpm
    assert 20 <= low < usual < high <= 400


@pytest.mark.parametrize("name", list(STYLES))
def test_every_pattern_divides_its_bar_evenly_and_every_piece_is_in_the_kit(name: str) -> None:
    style = STYLES[name]
    for player in ("bass", "guitar", "keys"):
        for pattern in style.book(player).patterns:
            steps, quarters = len(strip(pattern.steps)), parse_meter(pattern.meter).quarters
            assert (quarters / steps).denominator in (1, 2, 3, 4, 6), (player, pattern)
            assert pattern.meter in style.meters
    for groove in style.drums.grooves:
        steps = len(strip(next(iter(groove.rows.values()))))
        assert (parse_meter(groove.meter).quarters / steps).denominator in (1, 2, 3, 4, 6), groove
        assert set(groove.rows) <= set(DRUM_KEYS)
        assert groove.meter in style.meters
    for fill in style.drums.fills:
        assert set(fill.rows) <= set(DRUM_KEYS)


@pytest.mark.parametrize("name", [name for name in STYLES if name != "pulse"])
def test_the_first_meter_of_a_style_has_patterns_for_everybody(name: str) -> None:
    style = STYLES[name]
    first = style.meters[0]
    assert any(groove.meter == first for groove in style.drums.grooves)
    for player in ("bass", "guitar", "keys"):
        assert any(pattern.meter == first for pattern in style.book(player).patterns), player


def test_no_two_styles_answer_to_one_name_in_one_meter() -> None:
    """ "Swing" is medium swing in 4/4 and a jazz waltz in 3/4."""
    seen: dict[tuple[str, str], str] = {}
    for style in STYLES.values():
        for word in (style.name, *style.words):
            key = re.sub(r"[^a-z0-9]+", " ", word.lower()).strip()
            assert seen.setdefault((key, style.meters[0]), style.name) == style.name, word


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Medium Swing", "swing"), ("Medium Up Swing", "swing"), ("bossa", "bossa-nova"), ("Bossa Nova", "bossa-nova"),
        ("Jazz Waltz", "jazz-waltz"), ("Medium waltz swing", "jazz-waltz"), ("Slow Ballad", "ballad"),
        ("Ballad", "ballad"),
        ("Rock Pop", "rock"), ("Even 8ths", "bossa-nova"), ("Country", "country"), ("folk", "folk"),
        ("Waltz", "country-waltz"),
    ],
)  # fmt: skip
def test_what_charts_and_people_call_a_style_leads_to_it(words: str, name: str) -> None:
    assert find_style(words).name == name
    assert choose_style(tune(BLUES, style=words)).name == name


def test_an_unknown_style_is_refused_with_the_nearest() -> None:
    with pytest.raises(StyleError, match="did you mean bossa-nova"):
        find_style("bosa nova")
    with pytest.raises(StyleError, match="the styles are"):
        find_style("zzz")


@pytest.mark.parametrize(
    ("bars", "meter_text", "tempo_bpm", "name"),
    [
        (BLUES, "4/4", 140, "swing"), (BLUES, "4/4", 60, "jazz-ballad"), ("| C | F | G | C |", "4/4", 120, "folk"),
        ("| Cmaj7 | Dm7 | G7 | Cmaj7 |", "3/4", 140, "jazz-waltz"), ("| C | F | G | C |", "3/4", 120, "folk"),
        ("| C | F | G | C |", "4/4", 60, "ballad"), ("| C | F |", "7/8", 120, "seven-eight"),
        ("| C | F |", "5/8", 120, "pulse"),
        ("| Cmaj7 |", "5/4", 120, "five-four-swing"), ("| C |", "5/4", 120, "pulse"),
    ],
)  # fmt: skip
def test_without_words_a_chart_is_played_by_its_meter_tempo_and_harmony(
    bars: str, meter_text: str, tempo_bpm: int, name: str
) -> None:
    assert choose_style(tune(bars, meter_text, tempo_bpm=tempo_bpm)).name == name


def test_a_chart_without_chords_finds_a_style() -> None:
    assert choose_style(Chart("", (Bar(1, meter(4, 4), Fraction(4)),), "text")).name == "folk"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('bass = "upright bass"', 'bass = "kazoo"', "no instrument called 'kazoo'"),
        ('steps = "w_w,|w_w,"', 'steps = "w_z_|w_w_"', "'z' is no step for bass"),
        ('"ride" = "x.xx|x.xx"', '"ride" = "x.xx|x.xx.."', "rows of different lengths"),
        ("timing = 0.8", 'timing = "much"', r"expected `float`.*feel.timing"),
        ("swing = ", "swang = ", "unknown field `swang`"),
        ("[feel]", "[feel", "not valid TOML"),
        ('meters = ["4/4"', 'meters = ["4/5"', "no such note value"),
        ('lead = "tenor sax"', "", "nobody plays lead"),
        ('"pedal hat" =', '"pedal cat" =', "no drum called 'pedal cat'"),
        ('voicing = "shell"', 'voicing = "rootless"', "guitar knows no voicing 'rootless'"),
        ('time = "ride"', 'time = "cowbells"', "no drum called 'cowbells'"),
        ("tempo_bpm = [60, 140, 240]", "tempo_bpm = [240, 140, 60]", "must rise"),
        ("timing = 0.8", "timing = 70", "timing is a share"),
        ("[feel]", '[feel]\nlate_ms = { bass = "slow" }', "expected `float`"),
        ('desk = "jazz-club"', 'desk = "jazz-club"\nlevels_db = { tuba = 1 }', "nobody is called 'tuba'"),
        ('desk = "jazz-club"', 'desk = "jazz-club"\nlevels_db = { bass = 30 }', "bass 30 dB louder"),
        ("weight = 8", "weight = -8", "weights are above 0"),
        ('meter = "2/4", rows', 'meter = "2-4", rows', "not a meter"),
    ],
)
def test_a_mistake_in_a_style_is_explained(old: str, new: str, problem: str) -> None:
    assert old in SWING
    with pytest.raises(StyleError, match=problem) as caught:
        parse_style(SWING.replace(old, new, 1), "mine.toml")
    assert str(caught.value).startswith("mine.toml")


def test_a_style_says_who_is_louder_than_its_desk_has_them() -> None:
    swing = STYLES["swing"]
    desk = house_desk(swing.desk)
    line_up = {**swing.line_up, "percussion": "jazz kit"}
    louder = with_levels(desk, {"guitar": -2.0, "percussion": 3.0}, line_up)
    assert louder.channels["guitar"].level_db == desk.channels["guitar"].level_db - 2.0
    assert louder.channels["keys"] == desk.channels["keys"]
    assert louder.channels["percussion"].level_db == desk.strip("percussion", "jazz kit").level_db + 3.0
    assert with_levels(desk, {}, line_up) is desk
