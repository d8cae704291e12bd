"""iReal Pro links, of tunes invented here."""

import html
from urllib.parse import quote

import pytest

from houseband.charts.chart import Bar, Chart, Jump
from houseband.charts.ireal.link import unscrambled
from houseband.charts.ireal.reader import read
from houseband.charts.source import Source
from houseband.errors import ChartError
from houseband.music.key import Key

FILLER = "C^7   |A-7   |D-7   |G7   |E-7   |A7b9   |D-7   |G7sus   "


def scrambled(music: str) -> str:
    """What the app would write: the same swaps, which undo themselves."""
    music = music.replace("   ", "XyQ").replace(" |", "LZ").replace("| x", "Kcl")
    done = ""
    while len(music) > 51:
        block, music = list(music[:50]), music[50:]
        for i in (*range(5), *range(10, 24)):
            block[i], block[49 - i] = block[49 - i], block[i]
        done += "".join(block)
    return done + music


def song(music: str, title: str = "Quayside", key: str = "C", tempo: str = "140") -> str:
    return f"{title}=Example Ann==Medium Swing={key}==1r34LbKcu7{scrambled(music)}=Jazz-Medium Swing={tempo}=3"


def tune(music: str) -> Chart:
    (chart,) = read(Source(f"irealbook://Quayside=Example Ann=Medium Swing=C=n={music}".encode(), "q.html"))
    return chart


def written(bar: Bar) -> str:
    return " ".join(f"{c.symbol}@{float(c.onset_quarters):g}" for c in bar.chords)


@pytest.mark.parametrize("bars", range(1, 12))
def test_a_scrambled_progression_reads_as_the_plain_one(bars: int) -> None:
    music = "{*AT44" + "|".join(FILLER.split("|")[:8] * 2)[: bars * 7] + "|F^7 Bb7 Z"
    assert unscrambled(scrambled(music)) == music
    (chart,) = read(Source(("irealb://" + quote(song(music))).encode()))
    assert chart.bars == tune(music).bars


def test_the_fields_of_a_link_are_understood() -> None:
    (chart,) = read(Source(("irealb://" + quote(song("T34A-   |D-7   Z", key="A-"))).encode()))
    assert (chart.title, chart.composer, chart.style) == ("Quayside", "Example Ann", "Medium Swing")
    assert chart.key == Key("A", "minor")
    assert chart.tempo_bpm == 140
    assert str(chart.meter) == "3/4"


def test_a_web_page_of_playlists_gives_every_song() -> None:
    playlist = "irealb://" + quote("===".join([song("T44C   Z", "One"), song("T44D   Z", "Two"), "My list"]))
    book = "irealbook://" + quote("Three=A=Swing=F=n=T44F   Z=Four=A=Swing=Bb=n=T44Bb   Z=Their list")
    page = f"<html><a href=\"{html.escape(playlist)}\">x</a>\n<p><a href='{book}'>y &amp; z</a></html>"
    assert [chart.title for chart in read(Source(page.encode(), "songs.html"))] == ["One", "Two", "Three", "Four"]


def test_an_empty_composer_does_not_split_a_song() -> None:
    link = "irealb://Quay===Swing=C==1r34LbKcu7" + scrambled("T44C   Z") + "=Jazz=100=1===List"
    (chart,) = read(Source(link.encode()))
    assert (chart.title, chart.composer, chart.tempo_bpm) == ("Quay", "", 100)


@pytest.mark.parametrize(
    ("music", "bars"),
    [
        ("T44C   |D-7 G7 |C,A-,D-,G7|C   Z", ["C@0", "D-7@0 G7@2", "C@0 A-@1 D-@2 G7@3", "C@0"]),
        ("T44C D,E|F,G|Cp G|A   Z", ["C@0 D@2 E@3", "F@0 G@2", "C@0 G@3", "A@0"]),
        ("T34C   |D G |C,D,E|CpG |F,p,G Z", ["C@0", "D@0 G@2", "C@0 D@1 E@2", "C@0 G@2", "F@0 G@2"]),
        ("T12C F |T68G C |T54D-7 G7 Z", ["C@0 F@3", "G@0 C@1.5", "D-7@0 G7@3"]),
        ("T44C   | x  |D   |r|   |E   Z", ["C@0", "C@0", "D@0", "C@0", "D@0", "E@0"]),
        ("T44C   |D   |r|E   |F   Z", ["C@0", "D@0", "C@0", "D@0", "E@0", "F@0"]),
        ("{T44C   |D   | r  }[E   Z", ["C@0", "D@0", "C@0", "D@0", "E@0"]),
        ("T44C   |n   |sC^7,lG7,  |C6/9   Z", ["C@0", "N.C.@0", "C^7@0 G7@1", "C6/9@0"]),
        ("T44C W/B |pW/A  |C*add4*   Z", ["C@0 /B@2", "/A@1", "Cadd4@0"]),
        ("T44C(E7)   |YYD   |    |Ef   Z", ["C@0", "D@0", "", "E@0"]),
        ("T44C   |D   ]    [E   |    {F   }    |G   Z", ["C@0", "D@0", "E@0", "F@0", "G@0"]),
    ],
)  # fmt: skip
def test_cells_fall_on_beats(music: str, bars: list[str]) -> None:
    assert [written(bar) for bar in tune(music).bars] == bars


def test_an_invisible_root_keeps_the_chord_over_a_new_bass() -> None:
    first, second = tune("T44C-7 W/Bb Z").bars[0].chords
    assert (second.chord.root, second.chord.bass) == (first.chord.root, 10)
    assert second.chord.intervals == first.chord.intervals


def test_repeats_endings_and_sections_are_marked() -> None:
    bars = tune("*i[T44C   |C   ]{*AD   |N1E   |F   }    |N2G   |A   ][*VB   |<3x>{C   }U Z").bars
    assert [bar.section for bar in bars] == ["Intro", None, "A", None, None, None, None, "Verse", None]
    assert [bar.endings for bar in bars] == [(), (), (), (1,), (1,), (2,), (2,), (), ()]
    assert [bar.repeat_start for bar in bars] == [i in (2, 8) for i in range(9)]
    assert [bar.repeat_count for bar in bars] == [1, 1, 1, 1, 2, 1, 1, 1, 3]


def test_the_last_coda_sign_is_the_coda_and_those_before_jump_to_it() -> None:
    bars = tune("T44SC   |QD   |E<D.S. al Coda>   ]    [QF   |G   U Z").bars
    assert (bars[0].segno, bars[1].to_coda, bars[3].coda) == ("segno", "coda", "coda")
    assert bars[2].jump == Jump("segno", "coda")
    assert not bars[4].fine
    assert tune("T44C   |DU   |E   Z").bars[1].fine


@pytest.mark.parametrize(
    ("words", "jump"),
    [
        ("D.C. al Fine", Jump("", "fine")), ("D.C. al Coda", Jump("", "coda")), ("D.S. al Fine", Jump("segno", "fine")),
        ("D.S. al 2nd End.", Jump("segno", "end")), ("*66D.C.", Jump("", "end")),
    ],
)  # fmt: skip
def test_words_say_where_to_go(words: str, jump: Jump) -> None:
    assert tune(f"T44C<Fine>   |D   |<{words}>E   Z").bars[2].jump == jump


def test_what_is_not_played_is_told_once() -> None:
    chart = tune("T44C(E7)   |D(A7)   |<Solo on form>E   |G£   Z")
    told = " ".join(remark.problem for remark in chart.remarks)
    assert "2 × alternate chord" in told
    assert "'Solo on form'" in told
    assert "'£'" in told


def test_a_link_without_a_chart_is_refused_with_its_place() -> None:
    with pytest.raises(ChartError, match="without a chart") as caught:
        read(Source(b"hello\n  irealb://nothing", "x.txt"))
    assert (caught.value.line, caught.value.column) == (2, 3)


def test_a_song_without_chords_is_refused() -> None:
    with pytest.raises(ChartError, match="no chords found in 'Quayside'"):
        tune("T44   |    Z")
