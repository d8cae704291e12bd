"""iReal Pro links, of tunes invented here."""

import html
import random
from urllib.parse import quote

import pytest

from houseband.charts.chart import Bar, Chart, Jump
from houseband.charts.form import unfold
from houseband.charts.ireal.link import find_links, scrambled, tunes_of, unscrambled
from houseband.charts.ireal.reader import read
from houseband.charts.source import Reading, Source
from houseband.errors import ChartError
from houseband.music.key import Key
from ireal_tunes import PLAIN, REPEATED, ROADS

FILLER = "C^7   |A-7   |D-7   |G7   |E-7   |A7b9   |D-7   |G7sus   "


def song(music: str, title: str = "Quayside", key: str = "C", tempo: str = "140") -> str:
    return f"{title}=Example Ann==Medium Swing={key}==1r34LbKcu7{scrambled(music)}=Jazz-Medium Swing={tempo}=3"


def tune(music: str, title: str = "Quayside") -> Chart:
    (chart,) = read(Source(f"irealbook://{title}=Example Ann=Medium Swing=C=n={music}".encode(), "q.html"))
    return chart


def written(bar: Bar) -> str:
    return " ".join(f"{c.symbol}@{float(c.onset_quarters):g}" for c in bar.chords)


def road(chart: Chart) -> str:
    """The printed numbers of the bars as they sound."""
    return " ".join(str(chart.bars[i].number) for i in unfold(chart).order)


def told(chart: Chart) -> str:
    return " ".join(remark.problem for remark in chart.remarks)


@pytest.mark.parametrize("bars", range(1, 12))
def test_a_scrambled_progression_reads_as_the_plain_one(bars: int) -> None:
    music = "{*AT44" + "|".join(FILLER.split("|")[:8] * 2)[: bars * 7] + "|F^7 Bb7 Z"
    assert unscrambled(scrambled(music)) == music
    (chart,) = read(Source(("irealb://" + quote(song(music))).encode()))
    assert chart.bars == tune(music).bars


@pytest.mark.parametrize("length", [*range(48, 56), *range(98, 106)])
def test_blocks_of_fifty_are_scrambled_but_for_the_last(length: int) -> None:
    """Data::iRealPro's documentation: a block is swapped if at least two characters come after it."""
    text = "".join(chr(48 + i % 64) for i in range(length))
    blocks = (length - 2) // 50 if length > 51 else 0
    done = scrambled(text)
    assert sorted(done) == sorted(text)
    assert unscrambled(done) == text
    assert [done[50 * i] == text[50 * i + 49] for i in range(blocks)] == [True] * blocks
    assert done[50 * blocks :] == text[50 * blocks :]


def test_the_fields_of_a_link_are_understood() -> None:
    (chart,) = read(Source(("irealb://" + quote(song("T34A-   |D-7   Z", key="A-"))).encode()))
    assert (chart.title, chart.composer, chart.style) == ("Quayside", "Ann Example", "Medium Swing")
    assert chart.key == Key("A", "minor")
    assert chart.tempo_bpm == 140
    assert str(chart.meter) == "3/4"
    assert chart.credits == (("playing style", "Jazz-Medium Swing"), ("choruses", "3"))


@pytest.mark.parametrize(
    ("fields", "title", "composer"),
    [
        ("Quay, The=Example Ann", "The Quay", "Ann Example"), ("Fog, A=Ann", "A Fog", "Ann"),
        ("Quay=Ann and Bob", "Quay", "Ann and Bob"), ("Quay=Composer Unknown", "Quay", ""),
        ("Quay=Example, Ann", "Quay", "Example, Ann"),
    ],
)  # fmt: skip
def test_the_app_puts_an_article_and_a_first_name_last(fields: str, title: str, composer: str) -> None:
    chart = read(Source(f"irealb://{fields}==Swing=C==1r34LbKcu7[T44C   Z==0=0".encode()))[0]
    assert (chart.title, chart.composer) == (title, composer)


def test_a_web_page_of_playlists_gives_every_song_with_the_name_of_its_list() -> None:
    playlist = "irealb://" + quote("===".join([song("T44C   Z", "One"), song("T44D   Z", "Two"), "My list"]))
    book = "irealbook://" + quote("Three=A=Swing=F=n=T44F   Z=Four=A=Swing=Bb=n=T44Bb   Z=Their list")
    page = f"<html><a href=\"{html.escape(playlist)}\">x</a>\n<p><a href='{book}'>y &amp; z</a></html>"
    charts = read(Source(page.encode(), "songs.html"))
    assert [chart.title for chart in charts] == ["One", "Two", "Three", "Four"]
    assert [dict(chart.credits)["playlist"] for chart in charts] == ["My list"] * 2 + ["Their list"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "{link}", "hear this (it is ours): {link}.", "({link})", "<{link}>", '<a href="{link}">{link}</a>',
        "{link}\n{link}", "\ufeff{link}\r\n",
    ],
)  # fmt: skip
def test_a_link_is_found_once_in_any_text(text: str) -> None:
    link = "irealb://" + quote(song("T44C   |F   Z", "It's (the) Quay"), safe="!'()*~")
    charts = read(Source(text.format(link=link).encode()))
    assert [(chart.title, chart.bars[-1].chords[0].symbol) for chart in charts] == [("It's (the) Quay", "F")]


def test_links_may_be_in_windows_letters() -> None:
    (chart,) = read(Source(b"irealbook://Caf%E9=Ann=Swing=C=n=T44C%20%20%20Z"))
    assert chart.title == "Café"


@pytest.mark.parametrize(
    "link",
    [
        "irealb://Quay===Swing=C==1r34LbKcu7{music}=Jazz=100=1===List",  # no composer
        "irealb://Quay=Ann===C==1r34LbKcu7{music}=Swing=100=1",  # no style of its own
        "irealb://Quay=Ann==Swing=C==1r34LbKcu7{music}=100=1",  # as older versions wrote it
        "irealb://Quay=Ann==Swing=C=0=1r34LbKcu7{music}=Jazz=100=1===",
        "irealbook://Quay=Ann=Swing=n=C={music}",
        "irealbook://Quay=Ann=Swing=C=n={music}=List",
        "irealb://Quay=Ann==Swing=C=={music}=Jazz=100=1",
    ],
)
def test_fields_are_known_by_what_they_hold(link: str) -> None:
    (chart,) = read(Source(link.format(music="T44C   |D   Z").encode()))
    assert (chart.title, chart.style, str(chart.key)) == ("Quay", "Swing", "C")
    assert [written(bar) for bar in chart.bars] == ["C@0", "D@0"]


@pytest.mark.parametrize(
    ("music", "bars"),
    [
        ("T44C   |D-7 G7 |C,A-,D-,G7|C   Z", ["C@0", "D-7@0 G7@2", "C@0 A-@1 D-@2 G7@3", "C@0"]),
        ("T44C D,E|F,G|Cp G|A   Z", ["C@0 D@2 E@3", "F@0 G@2", "C@0 G@3", "A@0"]),
        ("T34C   |D G |C,D,E|CpG |F,p,G Z", ["C@0", "D@0 G@1.5", "C@0 D@1 E@2", "C@0 G@2", "F@0 G@2"]),
        ("T12C F |T68G C |T54D-7 G7 Z", ["C@0 F@3", "G@0 C@1.5", "D-7@0 G7@3"]),
        ("T44C   | x  |D   |r|   |E   Z", ["C@0", "C@0", "D@0", "C@0", "D@0", "E@0"]),
        ("T44C   |D   |r|E   |F   Z", ["C@0", "D@0", "C@0", "D@0", "E@0", "F@0"]),
        ("{T44C   |D   | r  }[E   Z", ["C@0", "D@0", "C@0", "D@0", "E@0"]),
        ("T44C   |n   |sC^7,lG7,  |C6/9   Z", ["C@0", "N.C.@0", "C^7@0 G7@1", "C6/9@0"]),
        ("T44C W/B |pW/A  |C*add4*   Z", ["C@0 /B@2", "/A@1", "Cadd4@0"]),
        ("T44C  /B |p/A G |F   Z", ["C@0 /B@2", "/A@0 G@2", "F@0"]),
        ("T44C(E7)   |YYD   |    |Ef   Z", ["C@0", "D@0", "", "E@0"]),
        ("T44C   |D   ]    [E   |    {F   }    |G   Z", ["C@0", "D@0", "E@0", "F@0", "G@0"]),
        ("[C   |D   ]      E   |F   Z", ["C@0", "D@0", "E@0", "F@0"]),
        ("T44Cmaj7   |Dm7 G7 |Bdim  A7|Caug   Z", ["Cmaj7@0", "Dm7@0 G7@2", "Bdim@0 A7@3", "Caug@0"]),
        ("T44F7 sGb7|C   Z", ["F7@0 Gb7@3", "C@0"]),
        ("T44C   |  F |G   Z", ["C@0", "F@2", "G@0"]),
    ],
)  # fmt: skip
def test_cells_fall_on_beats(music: str, bars: list[str]) -> None:
    assert [written(bar) for bar in tune(music).bars] == bars


def test_an_invisible_root_keeps_the_chord_over_a_new_bass() -> None:
    for music in ("T44C-7 W/Bb Z", "T44C-7,/Bb, Z"):
        first, second = tune(music).bars[0].chords
        assert (second.chord.root, second.chord.bass) == (first.chord.root, 10)
        assert second.chord.intervals == first.chord.intervals


def test_after_a_bar_that_is_repeated_the_bass_of_its_last_chord_changes() -> None:
    bars = tune("T44C-7 F7 |G   |r|   |W/A   Z").bars
    assert (bars[4].chords[0].chord.root, bars[4].chords[0].chord.bass) == (7, 9)


def test_a_dash_is_minor_and_b_is_b_whatever_other_charts_mean() -> None:
    source = Source(b"irealbook://Q=A=S=C=n=T44C-7   |B7   Z", reading=Reading(dash_is_minor=False, german=True))
    first, second = (bar.chords[0].chord for bar in read(source)[0].bars)
    assert (first.third, second.root) == (3, 11)


def test_repeats_endings_and_sections_are_marked() -> None:
    bars = tune("*i[T44C   |C   ]{*AD   |N1E   |F   }    |N2G   |A   ][*VB   |<3x>{C   }U Z").bars
    assert [bar.section for bar in bars] == ["Intro", None, "A", None, None, None, None, "Verse", None]
    assert [bar.endings for bar in bars] == [(), (), (), (1,), (1,), (2,), (2,), (), ()]
    assert [bar.repeat_start for bar in bars] == [i in (2, 8) for i in range(9)]
    assert [bar.repeat_count for bar in bars] == [1, 1, 1, 1, 2, 1, 1, 1, 3]


@pytest.mark.parametrize(
    ("music", "endings"),
    [
        ("{T44C   |N1D   }|N0E   }|N0F   Z", [(), (1,), (2,), (3,)]),
        ("{T44C   |N0<1. 2.>D   }|N3E   Z", [(), (1, 2), (3,)]),
        ("{T44C   |N0<1.-3.>D   }|N0<*874.>E   Z", [(), (1, 2, 3), (4,)]),
    ],
)
def test_an_ending_that_the_app_cannot_number_takes_the_next_or_what_is_typed(
    music: str, endings: list[tuple[int, ...]]
) -> None:
    assert [bar.endings for bar in tune(music).bars] == endings


@pytest.mark.parametrize(
    ("music", "count", "is_open"),
    [
        ("{T44C   |F   }[G   Z", 2, False), ("{T44C   |F<8x>   }[G   Z", 8, False),
        ("{T44C   |F   }<3x>[G   Z", 3, False), ("<4x>{T44C   |F   }[G   Z", 4, False),
        ("{T44C   |F<x5>   }[G   Z", 5, False),
        ("{T44C<open>   |F   }[G   Z", 2, True), ("{T44C   |F<Vamp till cue>   }[G   Z", 2, True),
    ],
)  # fmt: skip
def test_words_say_how_often(music: str, count: int, is_open: bool) -> None:
    bar = tune(music).bars[1]
    assert (bar.repeat_count, bar.open_repeat) == (count, is_open)


def test_the_last_coda_sign_is_the_coda_and_those_before_jump_to_it() -> None:
    """irealpro.com, "How the coda symbol works": it stands at the end of the bar that one leaves after."""
    bars = tune("T44SC   |D  Q|E<D.S. al Coda>   ]    [QF   |G   U Z").bars
    assert (bars[0].segno, bars[1].to_coda, bars[3].coda) == ("segno", "coda", "coda")
    assert bars[2].jump == Jump("segno", "coda")
    assert not bars[4].fine
    assert tune("T44C   |DU   |E   Z").bars[1].fine


def test_a_coda_sign_before_a_bar_is_left_at_before_it() -> None:
    chart = tune("T44C   |D   |QE   |F<D.C. al Coda>   ][QG   Z")
    assert [bar.to_coda for bar in chart.bars] == [None, "coda", None, None, None]
    assert "bar 3: a coda sign before the bar" in told(chart)


def test_a_coda_without_a_jump_is_marked_and_left_to_the_last_chorus() -> None:
    bars = tune(ROADS["coda at the end"]).bars
    assert [(bar.to_coda, bar.coda, bar.jump) for bar in bars] == [
        (None, None, None), (None, None, None), ("coda", None, None), (None, None, None), (None, "coda", None),
        (None, None, None),
    ]  # fmt: skip
    assert tune(ROADS["a coda alone"]).bars[4].coda == "coda"


@pytest.mark.parametrize(
    ("words", "jump"),
    [
        ("D.C. al Fine", Jump("", "fine")), ("D.C. al Coda", Jump("", "coda")), ("D.S. al Fine", Jump("segno", "fine")),
        ("*66D.C.", Jump("", "end")), ("d.s. al coda", Jump("segno", "coda")), ("DC al Fine", Jump("", "fine")),
        ("Da Capo al Fine", Jump("", "fine")), ("D. S. al Coda", Jump("segno", "coda")),
    ],
)  # fmt: skip
def test_words_say_where_to_go(words: str, jump: Jump) -> None:
    assert tune(f"T44C<Fine>   |D   |<{words}>E   Z").bars[2].jump == jump


@pytest.mark.parametrize(
    ("music", "order"),
    [
        (ROADS["d.c. al fine"], "1 2 3 4 1 2"),
        (ROADS["d.c. al coda"], "1 2 3 4 1 2 5 6"),
        (ROADS["d.s. al coda"], "1 2 3 4 2 3 5 6"),
        (ROADS["d.s. al fine"], "1 2 3 4 5 2 3"),
        (ROADS["d.c. al second ending"], "1 2 1 3 4 5 1 3"),
        ("{*AT44C   |N1F   }|N2G7   ][*BA-   |D7   Z<D.C. al 2nd ending>", "1 2 1 3 4 5 1 3"),
        (ROADS["d.c. al third ending"], "1 2 1 3 1 4 5"),
        ("[*iT44C   ]{S*AC   |N1F   }|N2G7<D.S. al 3rd End.>   ]|N3A-   Z", "1 2 3 2 4 2 5"),
        ("[*AT44C   |F   |G7   U][*BA-   <D.C. al Fine>Z", "1 2 3 4 1 2 3"),
        ("[*AT44C   |F  Q|G   ]<D.C. al Coda>  [QA   Z", "1 2 3 1 2 4"),
    ],
)
def test_the_road_is_the_one_that_the_app_takes(music: str, order: str) -> None:
    assert road(tune(music)) == order


def test_words_over_the_bars_are_kept_in_their_place() -> None:
    chart = tune("[T44C   |<*72slowly>D   |<Guitar solo>E   ][<Chorus>F   |<Bridge>G   ][*A<Solo>A   ][<[Trio]>B   Z")
    assert [bar.directions for bar in chart.bars] == [(), ("slowly",), ("Guitar solo",), (), ("Bridge",), ("Solo",), ()]
    assert [bar.section for bar in chart.bars] == [None, None, None, "Chorus", None, "A", "Trio"]
    assert not chart.remarks


def test_words_that_may_be_a_road_are_told() -> None:
    chart = tune("T44C   |<play coda last time only>D   |E<4x>   Z")
    assert "bar 2: 'play coda last time only'" in told(chart)
    assert "'4x' without a repeat sign" in told(chart)


def test_alternate_chords_and_fermatas_are_kept_at_their_cells() -> None:
    bars = tune("T44C^7(A-7)   |D-7 G7(Db7) |E-7  (W/D) |x (F7)|fC   |F fG |N1fAb   Z").bars
    shown = [[f"{c.symbol}@{float(c.onset_quarters):g}" for c in bar.alternates] for bar in bars]
    assert shown == [["A-7@0"], ["Db7@2"], ["/D@2"], ["F7@2"], [], [], []]
    assert bars[2].alternates[0].chord.bass == 2
    assert [[float(onset) for onset in bar.fermatas] for bar in bars] == [[], [], [], [], [0], [2], [0]]


def test_an_alternate_chord_does_not_change_what_a_bare_bass_belongs_to() -> None:
    assert tune("T44C(F#7)   |W/E   Z").bars[1].chords[0].chord.root == 0


@pytest.mark.parametrize(
    ("music", "says"),
    [
        ("T44C   |G£   Z", "1 × unknown sign '£'"), ("T44x   |C   Z", "bar 1: nothing to repeat before 'x'"),
        ("T44r   |C   Z", "bar 1: nothing to repeat before 'r'"), ("T44W/E   |C   Z", "bar 1: no chord before '/E'"),
        ("T99C   Z", "no such meter 'T99'"), ("T44C   |D7   |E<D.C. al 2nd End.>   Z", "bar 3: no ending 2 to go to"),
        ("T44C   |DU   |E<D.C. al Coda>   Z", "bar 2: an END mark"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_bar(music: str, says: str) -> None:
    chart = tune(music)
    assert says in told(chart)
    assert {(remark.line, remark.column) for remark in chart.remarks} == {(1, 1)}


@pytest.mark.parametrize(
    ("link", "says"),
    [
        (song("T44" + "C^7   |" * 20 + "Z").partition("=Jazz")[0][:-20], "the link is cut off within the chords"),
        (song("T44C   Z", key="X"), "no such key 'X'"), (song("T44C   Z", tempo="fast"), "no such tempo 'fast'"),
        (song("T44C   Z").replace("=C==", "=C=3="), "the app transposes this chart"),
    ],
)  # fmt: skip
def test_odd_fields_are_told(link: str, says: str) -> None:
    (chart,) = read(Source(("irealb://" + quote(link)).encode()))
    assert says in told(chart)


def test_a_link_without_a_chart_is_refused_with_its_place() -> None:
    with pytest.raises(ChartError, match="without a chart") as caught:
        read(Source(b"hello\n  irealb://nothing", "x.txt"))
    assert (caught.value.line, caught.value.column) == (2, 3)


def test_a_song_without_chords_is_refused() -> None:
    with pytest.raises(ChartError, match="no chords found in 'Quayside'"):
        tune("T44   |    Z")


def test_songs_that_can_be_read_are_read_beside_one_that_cannot() -> None:
    playlist = "===".join([song("T44C   Z", "One"), song("T44   Z", "Two"), song("T44D   Z", "Three"), "List"])
    assert [chart.title for chart in read(Source(("irealb://" + quote(playlist)).encode()))] == ["One", "Three"]


def test_remarks_are_placed_at_their_link() -> None:
    text = "my songs\n\n  " + "irealb://" + quote(song("T44C£   Z")) + "\n irealb://" + quote(song("T44D£   Z", "B"))
    first, second = read(Source(text.encode()))
    assert [(r.line, r.column) for chart in (first, second) for r in chart.remarks] == [(3, 3), (4, 2)]


def test_damaged_links_are_read_or_refused_and_nothing_else() -> None:
    dice = random.Random(3)
    links = ["irealb://" + quote("===".join([song(music, name), "List"])) for name, music in
             {**PLAIN, **REPEATED, **ROADS}.items()]  # fmt: skip
    links += [f"irealbook://{name}=Ann=Swing=C=n={music}" for name, music in ROADS.items()]
    alphabet = "%=|[]{}<>()*TNSQUZWxrnpfslY,/ #b^-123 ABCé\n\"'"
    for _ in range(1500):
        text = list(dice.choice(links))
        for _ in range(dice.randint(1, 12)):
            at = dice.randrange(len(text))
            how = dice.random()
            if how < 0.4:
                text[at] = dice.choice(alphabet)
            elif how < 0.6:
                del text[at : at + dice.randint(1, 30)]
            elif how < 0.8:
                text[at:at] = dice.choices(alphabet, k=dice.randint(1, 20))
            else:
                text[at:at] = text[at : at + dice.randint(1, 60)]
        try:
            charts = read(Source("".join(text).encode(), "x.html"))
        except ChartError:
            continue
        for chart in charts:
            unfold(chart)
            assert all(c.onset_quarters < bar.duration_quarters for bar in chart.bars for c in bar.chords)


def test_every_song_of_a_long_playlist_is_found() -> None:
    link = "===".join([song(music, f"{name} {n}") for n in range(5) for name, music in PLAIN.items()]) + "===All"
    charts = read(Source(("irealb://" + quote(link)).encode()))
    assert len(charts) == 5 * len(PLAIN)
    assert len(list(find_links("irealb://" + quote(link)))) == 1
    assert tunes_of(link)[1] == "All"
