"""ChordPro songs, invented here; and the public-domain ones of the corpora."""

from fractions import Fraction
from itertools import groupby

import pytest

from corpora import CORPORA, corpus, needs_corpora
from houseband.charts.chart import Bar, Chart
from houseband.charts.chordpro.reader import read
from houseband.charts.source import Reading, Source
from houseband.errors import ChartError
from houseband.music.key import Key

SONG = """{title: Harbour Lights Out}
{st: not to be played}
{composer: Ann Example}
{key: G}
{time: 4/4}
{tempo: 96}
# nobody reads this

{sov}
[G]Down at the [C]harbour the [D]lights go [G]out
[G]Nobody [C]singing and [D]nobody a[G]bout
{eov}

{soc}
[C]Row, [G]row, [D]row a[G]way
{eoc}

{start_of_verse: Verse 2}
[Em]Over the [C]water the [D]wind is a[G]sleep
{end_of_verse}

{chorus}
"""


def tune(text: str, bars_per_chord: Fraction | None = None) -> Chart:
    (chart,) = read(Source(text.encode(), "song.cho", Reading(bars_per_chord)))
    return chart


def written(bar: Bar) -> str:
    return " ".join(f"{c.symbol}@{float(c.onset_quarters):g}" for c in bar.chords)


def sections(chart: Chart) -> list[tuple[str | None, int]]:
    starts = [(bar.section, i) for i, bar in enumerate(chart.bars) if bar.section is not None]
    ends = [i for _, i in starts[1:]] + [len(chart.bars)]
    return [(name, end - i) for (name, i), end in zip(starts, ends, strict=True)]


def test_a_song_reads_with_its_facts_its_sections_and_its_chorus_again() -> None:
    chart = tune(SONG)
    assert (chart.title, chart.composer, chart.key, chart.tempo_bpm) == (
        "Harbour Lights Out",
        "Ann Example",
        Key("G"),
        96,
    )
    assert sections(chart) == [("Verse", 8), ("Chorus", 4), ("Verse 2", 4), ("Chorus", 4)]
    assert [written(bar) for bar in chart.bars[-4:]] == [written(bar) for bar in chart.bars[8:12]]
    assert chart.bars[0].words == ("Down at the",)
    assert [remark.problem[:28] for remark in chart.remarks] == ["lyrics carry no durations: e"]


def test_short_and_long_names_of_directives_read_alike() -> None:
    short = "{t: A}\n{soc}\n[G]la la [C]la la [D]la la [G]la\n{eoc}\n{c: Verse 1}\n[G]la la [C]la la"
    long = short.replace("{t:", "{title:").replace("soc", "start_of_chorus").replace("eoc", "end_of_chorus")
    assert tune(short) == tune(long.replace("{c:", "{comment:"))


def test_stanzas_without_a_name_are_numbered_only_if_there_are_several() -> None:
    stanza = "[G]la la la la [C]la la la\n"
    assert [name for name, _ in sections(tune(stanza))] == ["Verse"]
    assert [name for name, _ in sections(tune(stanza + "\n" + stanza))] == ["Verse 1", "Verse 2"]


def test_words_without_chords_are_told_of_and_not_played() -> None:
    chart = tune("[G]la la [C]la la\n\nno chords to sing these words to\n")
    assert len(chart.bars) == 2
    assert [(r.line, r.problem) for r in chart.remarks][-1] == (
        3, "the stanza of 1 line has words but no chords: not played")  # fmt: skip


def test_a_song_without_chords_is_refused() -> None:
    with pytest.raises(ChartError, match="no chords found in 'Hum'"):
        tune("{title: Hum}\nonly words\n")


def test_annotations_are_no_chords() -> None:
    chart = tune("[*softly]la [G]la la [N.C.]la la [louder]la [x2]la")
    assert [c.symbol for bar in chart.bars for c in bar.chords] == ["G", "N.C."]
    assert [text for bar in chart.bars for text in bar.directions] == ["softly", "louder", "x2"]
    assert {r.problem for r in chart.remarks} >= {"[louder] is not a chord", "[x2] is not a chord"}
    assert " ".join(bar.words[0] for bar in chart.bars if bar.words) == "la la la la la la la"


def test_chords_in_round_brackets_are_kept_and_not_played_unless_nothing_else_sounds() -> None:
    chart = tune("[G]la la [(D7)]la la [G]la la la [(Em)]la")
    assert [c.symbol for bar in chart.bars for c in bar.chords] == ["G", "G"]
    assert [c.symbol for bar in chart.bars for c in bar.alternates] == ["D7", "Em"]
    assert [(r.problem, r.line) for r in chart.remarks][1:] == [("chords in round brackets are optional", 1)]
    assert [c.symbol for bar in tune("[(G)]la la [C]la").bars for c in bar.chords] == ["G", "C"]


def test_a_misspelt_chord_plays_and_is_told_of_at_its_place() -> None:
    chart = tune("{t: A}\n[G]la la [C7qux]la la")
    (told,) = [r for r in chart.remarks if "qux" in r.problem]
    assert (told.line, told.text) == (2, "[G]la la [C7qux]la la")
    assert told.column is not None
    assert told.text[told.column - 1 :].startswith("qux")
    assert chart.bars[-1].chords[0].chord.root == 0


def test_bar_lines_among_the_words_are_obeyed() -> None:
    chart = tune("[|][C]one two [G]three | [Am]four[|] five |[F]six [G]seven [C]eight")
    assert [written(bar) for bar in chart.bars] == ["C@0 G@2", "Am@0", "", "F@0 G@2 C@3"]


@pytest.mark.parametrize(
    ("grid", "bars"),
    [
        ("| C . . . | G . F . |", ["C@0", "G@0 F@2"]),
        ("| C . | G F |", ["C@0", "G@0 F@2"]),
        ("| C . . . | % . . . | F . . . |", ["C@0", "C@0", "F@0"]),
        ("| C . | G . | %% . | . . | F . |", ["C@0", "G@0", "C@0", "G@0", "F@0"]),
        ("A | C~G . . . | Am |", ["C@0 G@0.5", "Am@0"]),
        ("| C . . . |\n|s dn up dn up |\n| G . . . |", ["C@0", "G@0"]),
    ],
)
def test_cells_of_a_grid_fall_on_beats(grid: str, bars: list[str]) -> None:
    assert [written(bar) for bar in tune("{sog}\n" + grid + "\n{eog}").bars] == bars


def test_repeats_and_endings_of_a_grid_are_marked() -> None:
    bars = tune("{sog: 4x4}\n|: C . . . |1 G . . . :|2 F . . . |.\n{eog}").bars
    assert [(b.repeat_start, b.repeat_count, b.endings) for b in bars] == [
        (True, 1, ()), (False, 2, (1,)), (False, 1, (2,))]  # fmt: skip


def test_meter_tempo_and_key_may_change_on_the_way() -> None:
    chart = tune("{key: C}\n[C]la la la la\n{time: 3/4}\n{tempo: 80}\n{key: D}\n[D]la la la la la la\n")
    change = next(bar for bar in chart.bars if bar.key)
    assert (str(change.meter), change.tempo_bpm, change.key) == ("3/4", 80, Key("D"))
    assert (chart.key, chart.tempo_bpm) == (Key("C"), None)


def test_with_a_capo_the_chart_is_what_sounds() -> None:
    chart = tune("{key: G}\n{capo: 3}\n[G]la la [C]la la [D7]la la [G]la")
    assert [c.symbol for bar in chart.bars for c in bar.chords] == ["Bb", "Eb", "F7", "Bb"]
    assert [c.chord.root for bar in chart.bars for c in bar.chords] == [10, 3, 5, 10]
    assert (chart.key, chart.capo_fret) == (Key("Bb"), 3)
    assert [r.problem[:20] for r in chart.remarks] == ["lyrics carry no dura"]


def test_a_key_that_fits_only_less_the_capo_was_the_sounding_one() -> None:
    chart = tune("{capo: 3}\n{key: Bb}\n[G]la la [C]la la [D7]la la [G]la")
    assert [c.symbol for bar in chart.bars for c in bar.chords] == ["Bb", "Eb", "F7", "Bb"]
    assert (chart.key, chart.capo_fret) == (Key("Bb"), 3)
    assert "the key Bb is the sounding one: the chords are written in G" in [r.problem for r in chart.remarks]


@pytest.mark.parametrize(
    ("per_chord", "bars"),
    [
        (Fraction(1), ["C@0", "G@0", "F@0"]), (Fraction(1, 2), ["C@0 G@2", "F@0"]),
        (Fraction(2), ["C@0", "", "G@0", "", "F@0", ""]),
    ],
)  # fmt: skip
def test_the_user_may_say_how_long_a_chord_lasts(per_chord: Fraction, bars: list[str]) -> None:
    chart = tune("la [C]la la la [G]la la\nla [F]la", bars_per_chord=per_chord)
    assert [written(bar) for bar in chart.bars] == bars
    assert not chart.remarks


def test_one_file_may_hold_several_songs() -> None:
    charts = read(Source(b"{t: One}\n[C]la la\n{ns}\n{t: Two}\n[G]la la\n{new_song}\n{t: No chords}\nla\n"))
    assert [chart.title for chart in charts] == ["One", "Two"]


def test_tablature_and_diagrams_are_left_out() -> None:
    assert len(tune("{sot}\nE|--[C]--|\n{eot}\n{define: C frets 0}\n[G]la la").bars) == 2


@needs_corpora
@pytest.mark.parametrize("folder", ["chordpro_christmas_cc0", "chordpro_reference_tests_artistic2"])
def test_every_song_of_the_corpora_is_read_or_refused_with_its_place(folder: str) -> None:
    from houseband.charts.formats import read_charts

    paths = corpus(folder, ".cho", ".crd")
    assert paths
    refused: list[ChartError] = []
    for path in paths:
        try:
            charts = read_charts(Source(path.read_bytes(), str(path)))
        except ChartError as error:
            refused.append(error)
            continue
        assert "lyrics_only" not in path.parts
        for chart in charts:
            assert all(bar.chords == tuple(sorted(bar.chords, key=lambda c: c.onset_quarters)) for bar in chart.bars)
            assert all(c.onset_quarters < bar.duration_quarters for bar in chart.bars for c in bar.chords)
    assert all("no chords found" in error.problem and error.line for error in refused)


@needs_corpora
@pytest.mark.parametrize(
    ("name", "bars_of_verses"),
    [
        ("Silent Night", {24}), ("Away In A Manger", {16}), ("Joy To The World", {24}),
        ("It Came Upon The Midnight Clear", {16}), ("O Little Town Of Bethlehem", {32}),
        ("O Come O Come Emmanuel", {24}), ("Lo How A Rose Eer Blooming", {28}),
    ],
)  # fmt: skip
def test_verses_of_carols_are_as_long_as_they_are_sung(name: str, bars_of_verses: set[int]) -> None:
    (chart,) = read(Source((CORPORA / "chordpro_christmas_cc0" / f"{name}.cho").read_bytes(), f"{name}.cho"))
    assert {count for _, count in sections(chart)} == bars_of_verses
    assert all(len(list(run)) % 2 == 0 for _, run in groupby(chart.bars, key=lambda bar: bar.meter))


def test_a_chorus_named_by_a_comment_can_be_recalled() -> None:
    text = "{title: T}\n{c: Chorus}\n[C]one two [F]three [G]four [C]five\n{c: Verse}\n[Am]one two [F]three\n{chorus}\n"
    chart = read(Source(text.encode(), "t.cho"))[0]
    assert [change.symbol for bar in chart.bars for change in bar.chords] == [*"CFGC", "Am", "F", *"CFGC"]
    assert [bar.section for bar in chart.bars if bar.section] == ["Chorus", "Verse", "Chorus"]


def test_bars_outside_a_grid_are_bars() -> None:
    text = "{title: T}\n[C]one two [F]three\n| Am | F/C | G7 | C |\n[C]end [G]end\n"
    chart = read(Source(text.encode(), "t.cho"))[0]
    assert [change.symbol for bar in chart.bars for change in bar.chords] == [
        "C",
        "F",
        "Am",
        "F/C",
        "G7",
        "C",
        "C",
        "G",
    ]
    assert len(chart.bars) == 8
