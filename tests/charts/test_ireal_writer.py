"""Charts written as iReal Pro links, and read back."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alike import form, harmony
from corpora import CORPORA, corpus, needs_corpora
from houseband.charts.chart import Bar, Chart, ChordChange, Frame, Jump, Kick, Lyric, MelodyNote
from houseband.charts.formats import format_to_write, read_charts
from houseband.charts.ireal.fit import METERS, fit
from houseband.charts.ireal.link import find_links, tunes_of
from houseband.charts.ireal.losses import Losses
from houseband.charts.ireal.quality import QUALITIES, spelled
from houseband.charts.ireal.reader import read
from houseband.charts.ireal.writer import write
from houseband.charts.plain_names import PLAIN_NAMES
from houseband.charts.source import Source
from houseband.charts.symbol import parse_symbol
from houseband.errors import ChartError
from houseband.music.key import Key, parse_key
from houseband.music.meter import meter, parse_meter
from ireal_tunes import PLAIN, REPEATED, ROADS
from tunes import tune

ALL = {**PLAIN, **REPEATED, **ROADS}


def invented(name: str) -> Chart:
    (chart,) = read(Source(f"irealbook://{name}=Example Ann=Swing=C=n={ALL[name]}".encode()))
    return chart


def again(chart: Chart) -> Chart:
    (back,) = read(Source(write([chart]).data, "page.html"))
    return back


def music(chart: Chart) -> str:
    """The progression that is written, in clear."""
    (link,) = find_links(write([chart]).data.decode())
    return tunes_of(link.body)[0][0].music


def losses(chart: Chart) -> list[str]:
    return [f"{remark.problem} ({remark.hint})" for remark in write([chart]).remarks]


def fitted(chart: Chart) -> Chart:
    return fit(chart, Losses())


@pytest.mark.parametrize(
    ("bars", "of", "cells"),
    [
        ("| C | Am7 Dm7 | G7 | Cmaj7 |", "4/4", "[T44C   |A-7 D-7 |G7   |C^7   Z"),
        ("| C F G7 | C F G A |", "4/4", "[T44C sF,G7,l|sC,F,G,A,lZ"),
        ("| C | F G | Am . . G7 |", "3/4", "[T34C   |F  G|A-  G7Z"),
        ("| C | C | F |", "4/4", "[T44C   |C   |F   Z"),
        ("| C7 F7 | Bbmaj7/D | Ebdim7 | N.C. |", "4/4", "[T44C7 F7 |Bb^7/D   |Ebo7   |n   Z"),
        ("| C | F |", "6/8", "[T68C   |F   Z"), ("| C . F . |", "12/8", "[T12C F Z"),
        ("|: C | F :| G7 | C |", "4/4", "{T44C   |F   }|G7   |C   Z"),
        ("|: C |1. F :|2. G | C |", "4/4", "{T44C   |N1F   }|N2G   |C   Z"),
        ("[A]\n| C | F |\n[Bridge]\n| G | C |", "4/4", "[*AT44C   |F   ]        [<Bridge>G   |C   Z"),
    ],
)  # fmt: skip
def test_bars_are_written_as_the_app_writes_them(bars: str, of: str, cells: str) -> None:
    assert music(tune(bars, of)) == cells


def test_a_bar_in_which_nothing_changes_repeats_the_one_before_or_holds_its_chord() -> None:
    chord = ChordChange(Fraction(0), "C", parse_symbol("C").chord)
    later = ChordChange(Fraction(2), "F", parse_symbol("F").chord)
    empty = Bar(0, meter(4, 4), Fraction(4))
    bars = [replace(empty, chords=(chord,)), empty, replace(empty, chords=(chord, later)), empty,
            replace(empty, repeat_start=True), replace(empty, chords=(later,), repeat_count=2)]  # fmt: skip
    chart = Chart("A", tuple(replace(bar, number=i) for i, bar in enumerate(bars, 1)), "text", key=Key("C"))
    assert music(chart) == "[T44C   | x  |C F |F   ]{ x  |p F }"
    assert harmony(again(chart)) == harmony(chart)


@pytest.mark.parametrize("name", ALL)
def test_an_invented_tune_comes_back_as_it_was(name: str) -> None:
    chart = invented(name)
    back = again(chart)
    assert harmony(back) == harmony(chart)
    assert form(back) == form(chart)
    for bar, other in zip(chart.bars, back.bars, strict=True):
        assert (bar.directions, bar.fermatas, bar.alternates) == (other.directions, other.fermatas, other.alternates)
        assert (bar.segno, bar.coda, bar.to_coda, bar.jump, bar.fine, bar.endings, bar.repeat_count, bar.section) == (
            other.segno, other.coda, other.to_coda, other.jump, other.fine, other.endings, other.repeat_count,
            other.section,
        )  # fmt: skip
    assert not write([chart]).remarks


@pytest.mark.parametrize("tail", QUALITIES)
def test_the_apps_own_qualities_are_written_and_read_as_they_are(tail: str) -> None:
    chord = parse_symbol(f"Eb{tail}/G").chord
    written, is_known = spelled(f"Eb{tail}/G", chord, True)
    assert is_known
    assert parse_symbol(written).chord == chord


@pytest.mark.parametrize("tail", [*PLAIN_NAMES, "7b9#11(add13)", "maj7(no3)", "m7(no5)"])
def test_every_chord_comes_back_in_the_apps_spelling_or_in_words(tail: str) -> None:
    chart = tune(f"| F# | F#{tail} | C |")
    assert harmony(again(chart)) == harmony(chart)
    is_known = spelled(f"F#{tail}", chart.bars[1].chords[0].chord, False)[1]
    assert any("is no quality of iReal Pro" in loss for loss in losses(chart)) != is_known


@pytest.mark.parametrize(
    ("symbol", "written"),
    [
        ("Cm7", "C-7"), ("Ebmaj7", "Eb^7"), ("A#7", "A#7"), ("E#m", "F-"), ("C##7", "D7"), ("Cb", "Cb"),
        ("Am7/g", "A-7/G"), ("C/Fb", "C/E"), ("C|D", "D11"), ("Hm", "B-"), ("Csus4", "Csus"),
        ("Cmaj7#9", "C*maj7#9*"), ("No chord", "n"),
    ],
)  # fmt: skip
def test_roots_are_named_as_in_the_source_where_the_app_knows_the_name(symbol: str, written: str) -> None:
    assert spelled(symbol, parse_symbol(symbol).chord, True)[0] == written


def test_the_head_is_written_in_the_apps_order() -> None:
    chart = replace(tune("| C |", tempo_bpm=96, style="Bossa Nova"), title="The Quay = Home", composer="Ann Example")
    (link,) = find_links(write([chart]).data.decode())
    assert link.body.split("1r34LbKcu7")[0] == "Quay - Home, The=Example Ann==Bossa Nova=C=="
    assert link.body.endswith("==96=0")
    back = again(chart)
    assert (back.title, back.composer, back.style, back.tempo_bpm) == (
        "The Quay - Home", "Ann Example", "Bossa Nova", 96)  # fmt: skip


@pytest.mark.parametrize(
    ("key", "written", "is_told"),
    [("Bb", "Bb", False), ("Em", "E-", False), ("F#", "Gb", True), ("D#m", "Eb-", True), ("Abm", "G#-", True),
     ("Cb", "B", True), ("D dorian", "D-", True), ("G mixolydian", "G", True), (None, "C", True)],
)  # fmt: skip
def test_keys_are_the_apps(key: str | None, written: str, is_told: bool) -> None:
    chart = replace(tune("| C |"), key=None if key is None else parse_key(key))
    (link,) = find_links(write([chart]).data.decode())
    assert link.body.split("=")[4] == written
    assert any("key" in loss for loss in losses(chart)) == is_told


def test_several_charts_are_a_playlist_on_a_page() -> None:
    charts = [replace(invented(name), credits=(("playlist", "Our <list>"),)) for name in list(PLAIN)[:3]]
    page = write(charts).data
    assert page.count(b"irealb://") == 1
    assert b"Our &lt;list&gt;" in page
    assert [chart.title for chart in read(Source(page))] == list(PLAIN)[:3]
    assert dict(read(Source(page))[0].credits)["playlist"] == "Our <list>"
    assert format_to_write(".html").name == "ireal"


def test_what_is_written_has_no_empty_field_between_songs() -> None:
    bare = Chart("", tune("| C |").bars, "text")
    charts = read(Source(write([bare, bare]).data))
    assert [(chart.title, chart.composer, chart.style) for chart in charts] == [("Untitled", "", "")] * 2


def test_no_charts_are_refused() -> None:
    with pytest.raises(ChartError, match="no chart to write"):
        write([])


def full(bar: Bar) -> Bar:
    chord = parse_symbol("C").chord
    return replace(
        bar, melody=(MelodyNote(Fraction(0), Fraction(1), 60),), lyrics=(Lyric(Fraction(0), "la"),),
        kicks=(Kick(Fraction(0), Fraction(1)),), key=Key("D"), tempo_bpm=90.0, directions=("D.C. al Fine", "so<ft> LZ"),
        alternates=(ChordChange(Fraction(0), "C", chord), ChordChange(Fraction(0), "C", chord)),
    )  # fmt: skip


def test_every_loss_is_told_with_its_bars() -> None:
    chart = tune("| C | F | G7 | C |")
    bars = (chart.bars[0], full(chart.bars[1]), full(chart.bars[2]), chart.bars[3])
    chart = replace(
        chart, bars=bars, frames=(Frame("C", (0,)),), capo_fret=2, tempo_bpm=100.5, credits=(("artist", "B"),)
    )
    assert losses(chart) == [
        "A Tune: bars 2, 3: a melody (iReal Pro holds none: left out)",
        "A Tune: bars 2, 3: words (iReal Pro holds none: left out)",
        "A Tune: bars 2, 3: a rhythm for the band (left out)",
        "A Tune: bar 2: a change of key (iReal Pro has one key: left out)",
        "A Tune: bar 2: a change of tempo (iReal Pro has one tempo: left out)",
        "A Tune: chord diagrams (iReal Pro holds none: left out)",
        "A Tune: the capo (iReal Pro holds none: left out)",
        "A Tune: bars 2, 3: the words 'D.C. al Fine' (they would be taken for a sign: left out)",
        "A Tune: bars 2, 3: the words 'so<ft> LZ' (written as 'so(ft) Lz')",
        "A Tune: bars 2, 3: two alternate chords at one place (the second is left out)",
        "A Tune: 100.5 beats a minute (iReal Pro is told 100)",
        "A Tune: the artist (iReal Pro names the composer only: left out)",
    ]


@pytest.mark.parametrize(
    ("of", "duration", "written", "says"),
    [
        ("4/4", 4, "T44", ""), ("12/8", 6, "T12", ""), ("3/8", Fraction(3, 2), "T38", ""),
        ("8/8", 4, "T44", "8/8 is no meter of iReal Pro (written as 4/4, which is as long)"),
        ("4/4", 3, "T34", "a bar of 3 quarters in 4/4 is no meter of iReal Pro (written as 3/4, which is as long)"),
        ("9/4", 9, "T74", "9/4 is no meter of iReal Pro (written as 7/4)"),
        ("4/4", Fraction(1, 2), "T38", "a bar of 1/2 quarters in 4/4 is no meter of iReal Pro (written as 3/8)"),
    ],
)  # fmt: skip
def test_a_meter_that_the_app_has_not_is_the_nearest(of: str, duration: Any, written: str, says: str) -> None:
    chord = ChordChange(Fraction(0), "C", parse_symbol("C").chord)
    bar = Bar(1, parse_meter(of), Fraction(duration), chords=(chord,))
    chart = Chart("A", (bar, replace(bar, number=2)), "text", key=Key("C"))
    assert written in music(chart)
    assert says in " ".join(losses(chart))


def test_a_chord_off_the_beat_goes_to_the_nearest_and_is_told() -> None:
    chord = parse_symbol("G7").chord
    bars = tune("| C | F |").bars
    bar = replace(bars[0], chords=(*bars[0].chords, ChordChange(Fraction(7, 2), "G7", chord)))
    chart = Chart("A", (bar, bars[1]), "text", key=Key("C"))
    assert music(chart) == "[T44C  G7|F   Z"
    assert losses(chart) == ["A: bar 1: chords off the beat (moved to the nearest cell)"]


def test_a_pickup_without_chords_is_left_out_and_its_signs_kept() -> None:
    bars = tune("| C | F |").bars
    pickup = Bar(0, meter(4, 4), Fraction(1), section="A", repeat_start=True)
    chart = Chart("A", (pickup, bars[0], replace(bars[1], repeat_count=2)), "text", key=Key("C"))
    assert music(chart) == "{*AT44C   |F   }"
    assert losses(chart) == ["A: bar 0: a pickup without chords (left out)"]


def test_a_pickup_with_chords_is_the_end_of_a_whole_bar() -> None:
    bars = tune("| C | F |").bars
    pickup = Bar(0, meter(4, 4), Fraction(1), chords=(replace(bars[0].chords[0], symbol="G"),))
    chart = Chart("A", (pickup, *bars), "text", key=Key("C"))
    assert music(chart) == "[T44n  C|C   |F   Z"
    assert losses(chart) == ["A: bar 0: a pickup (written at the end of a whole bar)"]


def test_a_silent_beginning_is_no_chord() -> None:
    bars = tune("| C | F |").bars
    chart = Chart("A", (replace(bars[0], chords=()), bars[1]), "text", key=Key("C"))
    assert music(chart) == "[T44n   |F   Z"
    assert music(Chart("A", (replace(bars[0], chords=()),) * 2, "text", key=Key("C"))) == "[T44n   | x  Z"
    assert not losses(chart)


def test_what_the_app_has_no_sign_for_is_written_out() -> None:
    chart = tune("[A]\n| C | F |\n[B]\n| G | Am |")
    ordered = replace(chart, section_order=("A", "B", "A"))
    twice = replace(chart, bars=tuple(replace(bar, segno=f"s{i}") for i, bar in enumerate(chart.bars)))
    assert "written out" in " ".join(losses(ordered))
    assert "more than one segno or coda (written out in the order that sounds)" in " ".join(losses(twice))
    assert harmony(again(twice)) == harmony(twice)


def test_an_ending_that_the_app_cannot_number_is_drawn_and_told() -> None:
    bars = tune("| C | F | G | Am |").bars
    bars = (replace(bars[0], repeat_start=True), replace(bars[1], endings=(1, 2), repeat_count=2),
            replace(bars[2], endings=(3,)), bars[3])  # fmt: skip
    chart = Chart("A", bars, "text", key=Key("C"))
    assert music(chart) == "{T44C   |N0<1., 2.>F   }|N3G   ][A-   Z"
    assert form(again(chart)) == form(chart)
    assert "bar 2: an ending for 1., 2." in losses(chart)[0]


def test_a_long_chart_is_written_closer_and_told_when_it_is_too_long() -> None:
    short, closer, too_long = (tune("| C | F G " * n + "|") for n in (24, 40, 60))
    assert music(short).count(" ") > music(closer).count(" ") / 2
    assert music(closer).startswith("[T44C |F,G|C |")
    assert [len(losses(chart)) for chart in (short, closer, too_long)] == [0, 0, 1]
    assert "longer than the 12 lines" in losses(too_long)[0]
    for chart in (short, closer, too_long):
        assert harmony(again(chart)) == harmony(chart)


@needs_corpora
@pytest.mark.parametrize("path", corpus("musicxml_leadsheets_openewld_pd", ".mxl"), ids=lambda path: path.stem)
def test_a_lead_sheet_comes_back_with_its_chords_and_form(path: Path) -> None:
    for chart in read_charts(Source(path.read_bytes(), path.name)):
        back = again(chart)
        held = fitted(chart)
        assert harmony(back) == harmony(held)
        assert form(back) == form(held)
        told = " ".join(losses(chart))
        if "off the beat" not in told and "pickup" not in told and "is no meter" not in told:
            assert harmony(back) == harmony(chart)
            assert form(back) == form(chart)


@needs_corpora
def test_most_lead_sheets_come_back_exactly() -> None:
    charts = [chart for path in corpus("musicxml_leadsheets_openewld_pd", ".mxl")
              for chart in read_charts(Source(path.read_bytes(), path.name))]  # fmt: skip
    exact = [c for c in charts if harmony(again(c)) == harmony(c) and form(again(c)) == form(c)]
    assert len(charts) == 73
    assert len(exact) >= 45  # the others have chords off the beat, or pickups


def of_irb(row: dict[str, Any]) -> Chart:
    """A standard of the iRb corpus, whose chords have their lengths in quarters."""
    of, onset = parse_meter(row["time"]), Fraction(0)
    chords: dict[int, list[ChordChange]] = {}
    sections: dict[int, str] = {}
    section = ""
    for name, symbol, quarters in row["chords"]:
        index = int(onset // of.quarters)
        place = onset - index * of.quarters
        chords.setdefault(index, []).append(ChordChange(place, symbol, parse_symbol(symbol).chord))
        if name != section and place == 0:
            sections[index] = section = name
        onset += Fraction(quarters)
    bars = tuple(
        Bar(i + 1, of, of.quarters, chords=tuple(chords.get(i, ())), section=sections.get(i))
        for i in range(int(-(-onset // of.quarters)))
    )
    key = parse_key(row["key"].replace("-", " "))
    return Chart(row["title"], bars, "irb", composer=row["composer"], key=key)


@needs_corpora
def test_six_hundred_standards_come_back_as_one_playlist() -> None:
    lines = (CORPORA / "charts_jazz_irb_mit" / "irb.jsonl").read_text("utf-8").splitlines()
    charts = [of_irb(json.loads(line)) for line in lines]
    page = write(charts).data
    changed = []
    for chart, back in zip(charts, read(Source(page)), strict=True):
        assert not back.remarks
        assert harmony(back) == harmony(fitted(chart))
        assert form(back) == form(chart)
        if harmony(back) != harmony(chart):
            changed.append(chart.title)
    assert len(changed) == 2  # half beats


TAILS = ("", "m", "7", "maj7", "m7", "7b9", "m7b5", "dim7", "6", "sus4", "maj7#9", "7alt", "(add9)")
ROOTS = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
SYMBOLS = st.builds(
    lambda root, tail, bass: f"{root}{tail}{bass}", st.sampled_from(ROOTS), st.sampled_from(TAILS),
    st.sampled_from(("", "", "/C", "/F#")),
)  # fmt: skip


@st.composite
def bars_of(draw: st.DrawFn) -> Bar:
    """One bar with chords anywhere in it."""
    of = draw(st.sampled_from((*METERS, meter(4, 4), meter(4, 4), meter(9, 4), meter(6, 16))))
    places = draw(st.lists(st.integers(0, 47), max_size=6, unique=True).map(sorted))
    on_beats = draw(st.booleans())
    unit = of.unit_quarters if on_beats else of.quarters / 48
    count = of.count if on_beats else 48
    chords = [
        ChordChange(unit * place, symbol, parse_symbol(symbol).chord)
        for place in sorted({place % count for place in places})
        for symbol in [draw(SYMBOLS)]
    ]
    return Bar(0, of, of.quarters, chords=tuple(chords))


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """A chart of passages, each under a name or none, repeated or not, with endings or not; and a jump, or none."""
    bars: list[Bar] = []
    for _ in range(draw(st.integers(1, 4))):
        passage = draw(st.lists(bars_of(), min_size=1, max_size=5))
        name = draw(st.sampled_from((None, None, "A", "B", "Intro", "Verse", "Chorus", "Trio", "Verse 2", "")))
        passage[0] = replace(passage[0], section=name)
        times = draw(st.sampled_from((1, 1, 2, 2, 3)))
        if times > 1:
            passage[0] = replace(passage[0], repeat_start=True)
            passage[-1] = replace(passage[-1], repeat_count=times)
            if draw(st.booleans()) and len(passage) > 1:
                passage[-1] = replace(passage[-1], endings=tuple(range(1, times)), repeat_count=2)
                passage += [replace(bar, endings=(times,)) for bar in draw(st.lists(bars_of(), min_size=1, max_size=3))]
        bars += passage
    roads: tuple[Literal["end", "fine", "coda"] | None, ...] = (None, None, "end", "fine", "coda")
    until = draw(st.sampled_from(roads))
    if until and len(bars) > 3:
        to = draw(st.sampled_from(("", "segno")))
        if to:
            bars[0] = replace(bars[0], segno="segno")
        bars[1] = replace(bars[1], fine=until == "fine", to_coda="coda" if until == "coda" else None)
        bars[-1] = replace(bars[-1], jump=Jump(to, until))
        bars.append(replace(draw(bars_of()), coda="coda" if until == "coda" else None))
    numbered = tuple(replace(bar, number=i) for i, bar in enumerate(bars, 1))
    return Chart("A", numbered, "text", key=Key("C"))


@given(charts())
def test_any_chart_comes_back_as_the_page_can_hold_it(chart: Chart) -> None:
    back, held = again(chart), fitted(chart)
    assert harmony(back) == harmony(held)
    assert form(back) == form(held)
    assert fitted(held) == held
