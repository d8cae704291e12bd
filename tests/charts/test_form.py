"""The roadmap: each case is a few bars with their signs, and the order in which a musician plays them."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from houseband.charts.chart import Bar, Chart, Jump
from houseband.charts.conventions import Conventions
from houseband.charts.form import Form, roadmap_text, unfold
from houseband.charts.journey import Chorus
from houseband.errors import ChartError
from houseband.music.meter import COMMON_TIME
from roadmaps import ROADS, Road, letters, roadmap, sounds

REPEATS = Conventions(repeats_after_jump=True)


def said(text: str, chorus: Chorus = "only", order: str = "") -> list[str]:
    """The remarks on a roadmap, each with its hint."""
    return [f"{remark.problem}: {remark.hint}" for remark in unfold(roadmap(text, order), chorus=chorus).remarks]


def shown(text: str, chorus: Chorus = "only", order: str = "") -> str:
    chart = roadmap(text, order)
    return roadmap_text(chart, unfold(chart, chorus=chorus))


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.text)
def test_bars_sound_in_the_order_that_a_musician_plays(road: Road) -> None:
    assert sounds(road.text) == road.sounds, road.why
    assert said(road.text) == []


ODD = (
    ("a b DS", "abab", "bar 2: D.S., but there is no segno: it goes to the top"),
    ("a S2 b DS", "abb", "bar 2: D.S., but there is no segno: it goes to the nearest segno"),
    ("a DS b S c", "ac", "bar 1: D.S., but the segno comes later: it goes on from there"),
    ("a >O b DCO", "abab", "bar 2: al Coda, but there is no coda: it is played to the end"),
    ("a >O b DCO", "abab", "bar 1: To Coda, but there is no coda: it is passed over"),
    ("a b DCO O c", "ababc", "bar 2: al Coda, but no To Coda: the coda follows this bar the next time"),
    ("a b DCF", "abab", "bar 2: al Fine, but there is no Fine: it is played to the end"),
    ("|: a [2 b :| ] c", "ababc", "bar 2: ending 2 without ending 1: it is played every time"),
    ("|: a [1 b :| [3 c", "abac", "bar 2: ending 2 is missing: they are played in their order"),
    ("|: a [1 b :|3 [3 c", "ababac", "bar 2: ending 2 is missing: the one before it is played instead"),
    ("|: a [2 b :| [3 c", "abac", "bar 2: endings with odd numbers: they are played in their order"),
    ("|: a [1 b :| [1 c", "abac", "bar 2: endings with odd numbers: they are played in their order"),
    ("|: a [1,2 b :| [2,3 c", "ababac", "bar 2: two endings for pass 2: the first of them is played"),
    ("|: a [1 b [2 c", "abac", "bar 2: ending 1 without a repeat sign: it is played as if it had one"),
    ("|: a b", "ab", "bar 1: a repeat that never closes: it is played once"),
    ("a Fine b c d e f", "abcdef", "bar 1: Fine, but no D.C. or D.S.: of several choruses the last ends there"),
    ("a Fine DCF b", "aa", "bar 2 is never reached: check the repeats, endings and jumps"),
    ("a [1 b :| DC [2 c", "abac", "bar 2: the D.C. is never taken: another sign comes first"),
    ("a b DC |: c :|open", "ababcccc", "bar 3: an open repeat: it is played 4 times"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected", "remark"), ODD)
def test_a_contradiction_is_remarked_on_and_played(text: str, expected: str, remark: str) -> None:
    assert sounds(text) == expected
    assert any(line.startswith(remark) for line in said(text)), said(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("|: a b :| c Fine d DCF", "ababcdababc"),
        ("|: a [1 b :| [2 c ] d DC e", "abacdabacde"),
        ("|: a Fine b :| c DCF", "ababcaba"),
        ("|: a >O b :| c DCO O d", "ababcabad"),
        ("|: a [1 b Fine :| [2 c ] d DCF", "abacdab"),
        ("|: a [1 b >O :| [2 c ] d DCO O e", "abacdabe"),
        ("S a [1 b DS [2 c DS [3 d", "abacad"),
        ("a S b :| c DS d", "ababcbabcd"),
        ("|: a [1 b S c :| [2 d ] e DS f", "abcadecadef"),
        ("|: a [1 b :| [2 S c ] d DS e", "abacdcde"),
    ],
)
def test_repeats_are_taken_after_a_jump_when_asked(text: str, expected: str) -> None:
    assert sounds(text, REPEATS) == expected


@pytest.mark.parametrize("times", [1, 2, 7])
def test_an_open_vamp_sounds_as_often_as_asked(times: int) -> None:
    asked = Conventions(vamp_passes=times)
    assert sounds("a |: b c :|open d", asked) == "a" + "bc" * times + "d"
    assert sounds("|: a [1 b :|open [2 c", asked) == "ab" * (max(times, 2) - 1) + "ac"
    assert unfold(roadmap("|: a :|open"), asked).remarks[0].hint == f"it is played {times} times"


def test_nobody_vamps_for_ever_or_not_at_all() -> None:
    for times in (0, -1, 10**9):
        with pytest.raises(ChartError, match="a vamp cannot be played"):
            Conventions(vamp_passes=times)


CHORUSES: tuple[tuple[str, str, str, str], ...] = (
    # roadmap, an inner chorus, the last one, the only one
    ("a b O c", "ab", "abc", "abc"),
    ("a >O b O c", "ab", "ac", "ac"),
    ("|: a >O b :| O c d", "abab", "abacd", "abacd"),
    ("a >O b c >O d O e", "abcd", "abce", "abce"),
    ("a >O2 b O c O2 d", "ab", "ad", "ad"),
    ("a >O b O c Fine d", "ab", "ac", "ac"),
    ("a b O |: c :|", "ab", "abcc", "abcc"),
    ("a b O c :| d", "ab", "abccd", "abccd"),
    ("a b Fine c d", "abcd", "ab", "ab"),
    ("a Fine b c d e f", "abcdef", "a", "abcdef"),
    ("|: a Fine b c d e f :|", "abcdefabcdef", "abcdefa", "abcdefa"),
    ("a >O b DCO O c", "abac", "abac", "abac"),
    ("a Fine b DCF O c", "aba", "abac", "abac"),
    ("a Fine b DCF", "aba", "aba", "aba"),
)


@pytest.mark.parametrize(("text", "inner", "last", "only"), CHORUSES)
def test_a_coda_or_fine_that_no_jump_leads_to_is_for_the_last_chorus(
    text: str, inner: str, last: str, only: str
) -> None:
    assert letters(unfold(roadmap(text), chorus="inner")) == inner
    assert letters(unfold(roadmap(text), chorus="last")) == last
    assert letters(unfold(roadmap(text), chorus="only")) == only
    assert letters(unfold(roadmap(text), chorus="first")) == inner


def test_an_introduction_is_for_the_first_chorus() -> None:
    text = "<Intro> a b <A> |: c d :| <B> e O f"
    assert [letters(unfold(roadmap(text), chorus=chorus)) for chorus in ("only", "first", "inner", "last")] == [
        "abcdcdef", "abcdcde", "cdcde", "cdcdef",
    ]  # fmt: skip
    assert unfold(roadmap(text), chorus="inner").passes == (1, 1, 2, 2, 1)
    assert shown(text, "last") == "A (3–4) ×2 · B (5) · Coda (6)"
    assert shown("<Intro1> a <Intro2> b <A> c >O d DCO O e", "inner") == (
        "A (3–4) · D.C. al Coda → Intro1 (1) · Intro2 (2) · A (3) → Coda (5)"
    )
    assert letters(unfold(roadmap("<Intro> a b"), chorus="last")) == "ab"
    assert letters(unfold(roadmap("a=1 <Intro> b <A> c"), chorus="inner")) == "c"
    assert letters(unfold(roadmap("<A> a <Intro> b"), chorus="last")) == "ab"


def test_it_is_said_what_the_last_chorus_does_otherwise() -> None:
    assert said("a >O b c O d") == [
        "bar 4: a coda, but no D.C. or D.S. to it: the last chorus takes it and leaves out 2–3"
    ]
    assert said("a >O b c O d", "inner") == ["bar 4: a coda, but no D.C. or D.S. to it: the last chorus takes it"]
    assert said("a b Fine c") == ["bar 2: Fine, but no D.C. or D.S.: the last chorus ends there"]
    assert said("a b c Fine") == []


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("<A> a b <B> c d", "A A B B", "ababcdcd"),
        ("<A> |: a b :| <B> c d", "A B A", "ababcdabab"),
        ("<A> |: a [1 b :| [2 c ] <B> d", "B A", "dabac"),
        ("a=1 <A> b c <B> d", "A B A", "abcdbc"),
        ("<A> a <B> b <A> c", "A B A", "abc"),
        ("<A> a <B> b <A> c", "A A A", "aca"),
        ("<Verse> a <Chorus> b", "verse CHORUS", "ab"),
        ("<A> a :| <B> b :|", "A B", "aabb"),
        ("<A> a b DC <B> c", "A B A", "abcab"),
        ("<A> a <B> b", "A C A", "aa"),
        ("<A> a <B> b", "C D", "ab"),
        ("a b", "A", "ab"),
    ],
)
def test_sections_sound_in_the_order_given_each_with_its_own_repeats(text: str, order: str, expected: str) -> None:
    assert sounds(text, order=order) == expected


def test_an_order_that_does_not_fit_the_sections_is_remarked_on() -> None:
    assert said("<A> a <B> b", order="A C C") == [
        "the order of sections names 'C', which is not there: it is left out; there are A, B",
        "bar 2 is never reached: check the repeats, endings and jumps",
    ]
    assert said("<A> a DC", order="A A") == [
        "bar 1: a D.C. or D.S. beside an order of sections: the order holds; it is passed over"
    ]
    assert said("<A> |: a <B> b", order="A B A") == ["bar 1: a repeat that never closes: it is played once"]
    assert said("a b", order="A") == [
        "the order of sections names 'A', which is not there: no section has a name: played as written"
    ]


def test_what_is_odd_again_and_again_is_told_so_often_and_no_more() -> None:
    remarks = unfold(_signed([{"repeat_start": True}] * 1000)).remarks
    assert len(remarks) == 201
    assert remarks[-1].problem == "and 800 more remarks on the form"


def test_passes_count_how_often_a_bar_has_come() -> None:
    assert unfold(roadmap("|: a [1 b :| [2 c")).passes == (1, 1, 2, 2)
    assert unfold(roadmap("|: a [1,3 b :| [2,4 c :|")).passes == (1, 1, 2, 2, 3, 3, 4, 4)
    assert unfold(roadmap("<A> |: a :| <B> b", "A B A")).passes == (1, 2, 1, 3, 4)


ROADMAP_TEXTS = (
    ("a b c", "1–3"),
    ("<A> |: a b c [1 d :| [2 e ] <B> f g", "A (1–4) · A (1–3, 5) · B (6–7)"),
    ("<A> |: a b c d :|3 <B> e f", "A (1–4) ×3 · B (5–6)"),
    ("<A> a |: b :|3 c", "A (1, 2 ×3, 3)"),
    ("<A> a |: b c :| d |: e :|4", "A (1, 2–3 ×2, 4, 5 ×4)"),
    ("<A> |: a b :|4 <B> c", "A (1–2) ×4 · B (3)"),
    ("<A> |: a b :|open <B> c", "A (1–2) ×4 open · B (3)"),
    ("<A> a b c |: d :|open e", "A (1–3, 4 ×4 open, 5)"),
    ("<A> a <Solo> |: b c d :|open <B> e", "A (1) · Solo (2–4) ×4 open · B (5)"),
    ("<A> a b c <B> d Fine e DCF", "A (1–3) · B (4–5) · D.C. al Fine → A (1–3) · B (4) · Fine"),
    ("<A> a S b >O <B> c d DSO O e", "A (1–2) · B (3–4) · D.S. al Coda → A (2) → Coda (5)"),
    ("S a S2 b >O c DS2O O d", "1–3 · D.S. 2 al Coda → 2 → Coda (4)"),
    ("a >O b >O2 c DCO O d DCO O2 e", "1–3 · D.C. al Coda → 1 → Coda (4) · D.C. al Coda → 1–2 → Coda 2 (5)"),
    ("<A> a >O b O <Outro> c", "A (1) → Outro (3)"),
    ("a=1 <A> |: b c d :|", "0 · A (1–3) ×2"),
)


@pytest.mark.parametrize(("text", "expected"), ROADMAP_TEXTS)
def test_the_road_is_said_in_one_line(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_the_road_of_an_order_of_sections() -> None:
    assert shown("<A> |: a b :| <B> c d", order="A B B A") == "A (1–2) ×2 · B (3–4) ×2 · A (1–2) ×2"


def test_sections_follow_the_road() -> None:
    form = unfold(roadmap("<A> |: a b c [1 d :| [2 e ] <B> f g"))
    assert [(section.name, section.first, section.count) for section in form.sections] == [
        ("A", 0, 4), ("A", 4, 4), ("B", 8, 2),
    ]  # fmt: skip


def test_a_chart_without_bars_has_no_road() -> None:
    assert unfold(Chart("empty", (), "test")) == Form((), (), ())


@pytest.mark.parametrize(
    "signs",
    [
        [{"repeat_start": True, "repeat_count": 1000}, {}, {"repeat_count": 1000}],
        [{"repeat_start": True}] * 5000 + [{"repeat_count": 2}] * 5000,
        [{"endings": (1,), "repeat_count": 10**9}, {"endings": (2,)}],
        [{"jump": Jump("", "end")}] * 1000,
    ],
    ids=["a million times", "nested 5,000 deep", "a first ending for ever", "a thousand D.C."],
)
def test_an_endless_road_is_refused(signs: list[dict[str, object]]) -> None:
    with pytest.raises(ChartError, match="more than 20,000 bars"):
        unfold(_signed(signs * 30))


def _signed(signs: list[dict[str, object]]) -> Chart:
    bars = [Bar(i, COMMON_TIME, Fraction(4), **sign) for i, sign in enumerate(signs, 1)]  # type: ignore[arg-type]
    return Chart("test", tuple(bars), "test")


LABELS = st.sampled_from(["segno", "coda", "1", "2", ""])
SIGNS = st.fixed_dictionaries(
    {},
    optional={
        "repeat_start": st.just(True),
        "repeat_count": st.integers(2, 4),
        "open_repeat": st.just(True),
        "endings": st.sampled_from([(1,), (2,), (1, 2), (3,), (2, 4), (1, 2, 3), (7,)]),
        "segno": LABELS,
        "coda": LABELS,
        "to_coda": LABELS,
        "fine": st.just(True),
        "jump": st.builds(Jump, LABELS, st.sampled_from(["end", "fine", "coda"])),
        "section": st.sampled_from(["A", "B", "Intro", ""]),
    },
)
SPARSE: st.SearchStrategy[dict[str, object]] = st.one_of(st.just({}), st.just({}), SIGNS)
CHOICES = st.builds(Conventions, st.booleans(), st.integers(1, 5))


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(
    st.lists(SPARSE, min_size=1, max_size=12),
    st.lists(st.sampled_from("ABC"), max_size=4),
    st.booleans(),
    CHOICES,
    st.sampled_from(["only", "first", "inner", "last"]),
)
def test_any_signs_end_and_stay_within_the_chart(
    signs: list[dict[str, object]], order: list[str], pickup: bool, conventions: Conventions, chorus: Chorus
) -> None:
    chart = replace(_signed(signs), section_order=tuple(order))
    if pickup:
        chart = replace(chart, bars=(Bar(0, COMMON_TIME, Fraction(1)), *chart.bars))
    try:
        form = unfold(chart, conventions, chorus)
    except ChartError as error:
        assert "more than 20,000 bars" in error.problem  # noqa: PT017
        return
    assert form.order
    assert all(0 <= i < len(chart.bars) for i in form.order)
    assert [section.first for section in form.sections] == _sums([section.count for section in form.sections])
    assert len(form.order) == len(form.passes) == sum(section.count for section in form.sections)
    counts: Counter[int] = Counter()
    for i, time in zip(form.order, form.passes, strict=True):
        counts[i] += 1
        assert time >= counts[i]
        assert time == counts[i] or chart.bars[i].endings
    assert len(set(form.remarks)) == len(form.remarks)
    assert all(0 < turn.place <= len(form.order) for turn in form.turns)
    text = roadmap_text(chart, form)
    assert text
    assert "\n" not in text


def _sums(counts: list[int]) -> list[int]:
    return [sum(counts[:k]) for k in range(len(counts))]


REPEATS_ONLY = st.fixed_dictionaries(
    {},
    optional={
        "repeat_start": st.just(True),
        "repeat_count": st.integers(2, 3),
        "open_repeat": st.just(True),
        "section": st.sampled_from(["A", "B"]),
    },
)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.lists(REPEATS_ONLY, min_size=1, max_size=8))
def test_every_bar_is_heard_where_there_are_repeats_only(signs: list[dict[str, object]]) -> None:
    try:
        form = unfold(_signed(signs))
    except ChartError:
        return
    assert set(form.order) == set(range(len(signs)))
    assert list(dict.fromkeys(form.order)) == sorted(set(form.order))  # and for the first time in their order


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.lists(SPARSE, min_size=1, max_size=10), CHOICES)
def test_what_never_sounds_is_told(signs: list[dict[str, object]], conventions: Conventions) -> None:
    chart = _signed(signs)
    try:
        form = unfold(chart, conventions)
    except ChartError:
        return
    if len(set(form.order)) < len(chart.bars):
        assert any("never reached" in r.problem or "last chorus" in r.hint for r in form.remarks)
