"""The roadmap: each case is a few bars with their signs, and the order in which a musician plays them."""

import random
import time
from dataclasses import replace
from fractions import Fraction

import pytest

from houseband.charts.chart import Bar, Chart, Jump
from houseband.charts.form import Form, roadmap_text, unfold
from houseband.errors import ChartError
from houseband.music.meter import COMMON_TIME

DC, DC_FINE, DC_CODA = Jump("", "end"), Jump("", "fine"), Jump("", "coda")
DS, DS_FINE, DS_CODA = Jump("segno", "end"), Jump("segno", "fine"), Jump("segno", "coda")


def chart(*signs: dict[str, object], pickup: int = 0) -> Chart:
    """Bars from 1 with these signs; ``pickup`` quarters before them."""
    bars = [Bar(i + 1, COMMON_TIME, Fraction(4), **sign) for i, sign in enumerate(signs)]  # type: ignore[arg-type]
    if pickup:
        bars.insert(0, Bar(0, COMMON_TIME, Fraction(pickup)))
    return Chart("test", tuple(bars), "test")


def played(score: Chart, **options: bool) -> list[int]:
    """The printed numbers of the bars as they sound."""
    return [score.bars[i].number for i in unfold(score, **options).order]


def problems(score: Chart) -> list[str]:
    return [remark.problem for remark in unfold(score).remarks]


START: dict[str, object] = {"repeat_start": True}
END: dict[str, object] = {"repeat_count": 2}
PLAIN: dict[str, object] = {}


def ending(*passes: int, **signs: object) -> dict[str, object]:
    return {"endings": passes, **signs}


ROADS = {
    "no signs": (chart(PLAIN, PLAIN), [1, 2]),
    "a repeat": (chart(START, END, PLAIN), [1, 2, 1, 2, 3]),
    "one bar repeated four times": (chart({"repeat_start": True, "repeat_count": 4}, PLAIN), [1, 1, 1, 1, 2]),
    "no opening sign: from the top": (chart(PLAIN, END, PLAIN), [1, 2, 1, 2, 3]),
    "no opening sign: from the last repeat": (chart(PLAIN, END, PLAIN, END), [1, 2, 1, 2, 3, 4, 3, 4]),
    "a repeat within a repeat": (chart(START, START, END, END), [1, 2, 3, 2, 3, 4, 1, 2, 3, 2, 3, 4]),
    "two endings": (
        chart(START, PLAIN, ending(1, repeat_count=2), ending(2), PLAIN),
        [1, 2, 3, 1, 2, 4, 5],
    ),
    "endings of two bars": (
        chart(START, ending(1), ending(1, repeat_count=2), ending(2), ending(2), PLAIN),
        [1, 2, 3, 1, 4, 5, 6],
    ),
    "three endings": (
        chart(START, ending(1, repeat_count=2), ending(2, repeat_count=2), ending(3)),
        [1, 2, 1, 3, 1, 4],
    ),
    "endings 1-3 and 4": (
        chart(START, ending(1, 2, 3, repeat_count=4), ending(4)),
        [1, 2, 1, 2, 1, 2, 1, 3],
    ),
    "endings 1,3 and 2,4": (
        chart(START, ending(1, 3, repeat_count=2), ending(2, 4, repeat_count=2), PLAIN),
        [1, 2, 1, 3, 1, 2, 1, 3, 4],
    ),
    "the last ending has a repeat sign too": (
        chart(START, ending(1, repeat_count=2), ending(2, repeat_count=2), PLAIN),
        [1, 2, 1, 3, 4],
    ),
    "a first ending alone": (chart(START, ending(1, repeat_count=2), PLAIN), [1, 2, 1, 3]),
    "endings within a repeat": (
        chart(START, START, ending(1, repeat_count=2), ending(2), END),
        [1, 2, 3, 2, 4, 5, 1, 2, 3, 2, 4, 5],
    ),
    "a repeat within an ending": (
        chart(PLAIN, ending(1, repeat_start=True, repeat_count=2), ending(1, repeat_count=2), ending(2)),
        [1, 2, 2, 3, 1, 4],
    ),
    "nothing before the endings": (
        chart(ending(1, repeat_start=True), ending(1, repeat_count=2), ending(2), PLAIN), [1, 2, 3, 4],
    ),
    "a repeat opened in the second ending": (
        chart(START, ending(1, repeat_count=2), ending(2, repeat_start=True), END), [1, 2, 1, 3, 4, 3, 4],
    ),
    "endings twice": (
        chart(
            START, ending(1, repeat_count=2), ending(2), START, ending(1, repeat_count=2), ending(2)
        ),
        [1, 2, 1, 3, 4, 5, 4, 6],
    ),
    "D.C. al Fine": (chart(PLAIN, {"fine": True}, {"jump": DC_FINE}), [1, 2, 3, 1, 2]),
    "D.C. obeys a Fine": (chart(PLAIN, {"fine": True}, {"jump": DC}), [1, 2, 3, 1, 2]),
    "D.C. to the end": (chart(PLAIN, {"jump": DC}, PLAIN), [1, 2, 1, 2, 3]),
    "D.S. al Fine": (chart(PLAIN, {"segno": "segno"}, {"fine": True}, {"jump": DS_FINE}), [1, 2, 3, 4, 2, 3]),
    "D.S. al Coda": (
        chart(PLAIN, {"segno": "segno", "to_coda": "coda"}, {"jump": DS_CODA}, {"coda": "coda"}),
        [1, 2, 3, 2, 4],
    ),
    "D.C. al Coda": (chart({"to_coda": "coda"}, {"jump": DC_CODA}, {"coda": "coda"}), [1, 2, 1, 3]),
    "a plain D.S. leaves for the coda": (
        chart({"segno": "segno"}, {"to_coda": "coda"}, {"jump": DS}, {"coda": "coda"}),
        [1, 2, 3, 1, 2, 4],
    ),
    "D.S. al Coda skips repeats and takes the last ending": (
        chart(
            {"segno": "segno", "repeat_start": True}, ending(1, repeat_count=2), ending(2), {"to_coda": "coda"},
            {"jump": DS_CODA}, {"coda": "coda"},
        ),
        [1, 2, 1, 3, 4, 5, 1, 3, 4, 6],
    ),
    "a repeat in the coda is taken": (
        chart({"segno": "segno", "to_coda": "coda"}, {"jump": DS_CODA}, {"coda": "coda", "repeat_count": 2}),
        [1, 2, 1, 3, 3],
    ),
    "a repeat after a D.C. to the end is taken": (
        chart(START, END, {"jump": DC}, START, END), [1, 2, 1, 2, 3, 1, 2, 3, 4, 5, 4, 5],
    ),
    "Fine in the coda": (
        chart({"to_coda": "coda"}, {"jump": DC_CODA}, {"coda": "coda", "fine": True}, PLAIN), [1, 2, 1, 3],
    ),
    "Fine in the first ending": (
        chart(START, ending(1, fine=True, repeat_count=2), ending(2), {"jump": DC_FINE}), [1, 2, 1, 3, 4, 1, 2],
    ),
    "the jump stands in the second ending": (
        chart({"fine": True}, ending(1, repeat_count=2), ending(2, jump=DC_FINE)), [1, 2, 1, 3, 1],
    ),
    "D.S. in the first ending, Fine in the second": (
        chart(PLAIN, {"segno": "segno"}, ending(1, jump=DS_FINE), ending(2, fine=True)), [1, 2, 3, 2, 4],
    ),
    "a repeat and D.C. at one bar line": (chart({"fine": True}, {"repeat_count": 2, "jump": DC_FINE}), [1, 2, 1, 2, 1]),
    "two segnos by name": (
        chart({"segno": "a"}, {"segno": "b"}, {"jump": Jump("b", "end")}, {"jump": Jump("a", "end")}),
        [1, 2, 3, 2, 3, 4, 1, 2, 3, 4],
    ),
    "two codas by name": (
        chart(
            {"to_coda": "one"}, {"to_coda": "two"}, {"jump": DC_CODA}, {"coda": "one"}, {"jump": DC_CODA},
            {"coda": "two"},
        ),
        [1, 2, 3, 1, 4, 5, 1, 4, 5, 6],
    ),
    "the pickup fits before the top": (
        replace(chart(PLAIN, END, pickup=1), bars=(
            Bar(0, COMMON_TIME, Fraction(1)), Bar(1, COMMON_TIME, Fraction(4)),
            Bar(2, COMMON_TIME, Fraction(3), repeat_count=2), Bar(3, COMMON_TIME, Fraction(4)),
        )),
        [0, 1, 2, 0, 1, 2, 3],
    ),
    "no room for the pickup": (chart(PLAIN, END, PLAIN, pickup=1), [0, 1, 2, 1, 2, 3]),
}  # fmt: skip


@pytest.mark.parametrize("case", ROADS)
def test_bars_sound_in_the_order_that_a_musician_plays(case: str) -> None:
    score, expected = ROADS[case]
    assert played(score) == expected
    assert problems(score) == []


ODD = {
    "segno missing": (chart(PLAIN, {"jump": DS}), [1, 2, 1, 2], "no segno"),
    "coda missing": (chart({"to_coda": "coda"}, {"jump": DC_CODA}), [1, 2, 1, 2], "no coda"),
    "to coda missing": (chart(PLAIN, {"jump": DC_CODA}, {"coda": "coda"}), [1, 2, 1, 2, 3], "no To Coda"),
    "fine missing": (chart(PLAIN, {"jump": DC_FINE}), [1, 2, 1, 2], "no Fine"),
    "ending 2 without 1": (
        chart(START, ending(2, repeat_count=2), PLAIN),
        [1, 2, 1, 2, 3],
        "ending 2 without ending 1",
    ),
    "ending 2 missing": (chart(START, ending(1, repeat_count=2), ending(3)), [1, 2, 1, 2, 1, 3], "ending 2 is missing"),
    "ending 2 twice": (chart(START, ending(2, repeat_count=2), ending(2)), [1, 2, 1, 3], "odd numbers"),
    "no repeat sign in ending 1": (chart(START, ending(1), ending(2)), [1, 2, 1, 3], "without a repeat sign"),
    "never closes": (chart(START, PLAIN), [1, 2], "never closes"),
    "to coda without a jump": (chart({"to_coda": "coda"}, {"coda": "coda"}), [1, 2], "no D.C. or D.S."),
    "fine without a jump": (chart({"fine": True}, PLAIN), [1, 2], "no D.C. or D.S."),
}


@pytest.mark.parametrize("case", ODD)
def test_a_contradiction_is_remarked_on_and_played(case: str) -> None:
    score, expected, said = ODD[case]
    assert played(score) == expected
    assert any(said in problem for problem in problems(score))


def test_repeats_are_taken_after_a_jump_when_asked() -> None:
    score = chart(START, END, {"fine": True}, {"jump": DC_FINE})
    assert played(score) == [1, 2, 1, 2, 3, 4, 1, 2, 3]
    assert played(score, repeats_after_jump=True) == [1, 2, 1, 2, 3, 4, 1, 2, 1, 2, 3]


def test_passes_count_how_often_a_bar_has_come() -> None:
    form = unfold(chart(START, ending(1, repeat_count=2), ending(2)))
    assert form.passes == (1, 1, 2, 2)


def test_sections_follow_the_road() -> None:
    score = chart(
        {"repeat_start": True, "section": "A"}, PLAIN, PLAIN, ending(1, repeat_count=2), ending(2),
        {"section": "B"}, PLAIN,
    )  # fmt: skip
    form = unfold(score)
    assert roadmap_text(score, form) == "A (1–4) · A (1–3, 5) · B (6–7)"
    assert [(section.name, section.first, section.count) for section in form.sections] == [
        ("A", 0, 4), ("A", 4, 4), ("B", 8, 2),
    ]  # fmt: skip


def test_a_vamp_is_no_new_section() -> None:
    score = chart({"section": "A"}, {"repeat_start": True, "repeat_count": 3}, PLAIN)
    assert roadmap_text(score, unfold(score)) == "A (1–2, 2, 2–3)"


def test_a_chart_without_bars_has_no_road() -> None:
    assert unfold(Chart("empty", (), "test")) == Form((), (), ())


def test_an_endless_road_is_refused() -> None:
    with pytest.raises(ChartError, match="more than 20,000 bars"):
        unfold(chart({"repeat_start": True, "repeat_count": 1000}, *[PLAIN] * 30, {"repeat_count": 1000}))


def test_any_signs_end_and_stay_within_the_chart() -> None:
    dice = random.Random(1)
    for _ in range(2000):
        signs = []
        for _ in range(dice.randint(1, 9)):
            choices: dict[str, list[object]] = {
                "repeat_start": [True], "repeat_count": [2, 3], "endings": [(1,), (2,), (1, 2), (3,)],
                "segno": ["segno", "b"], "coda": ["coda"], "to_coda": ["coda"], "fine": [True],
                "jump": [DC, DC_FINE, DS_CODA, DS, DS_FINE],
            }  # fmt: skip
            signs.append({name: dice.choice(values) for name, values in choices.items() if dice.random() < 0.25})
        score = chart(*signs, pickup=dice.choice((0, 1)))
        try:
            form = unfold(score, repeats_after_jump=dice.random() < 0.5)
        except ChartError:
            continue
        assert all(0 <= i < len(score.bars) for i in form.order)
        assert len(form.order) == len(form.passes) == sum(section.count for section in form.sections)
        assert form.order[0] <= 1


def test_the_time_grows_with_the_bars_and_no_faster() -> None:
    score = chart(*[{"repeat_start": True, "segno": "segno", "fine": True}] * 8000, {"jump": DS_FINE})
    began = time.perf_counter()
    unfold(score)
    assert time.perf_counter() - began < 2
