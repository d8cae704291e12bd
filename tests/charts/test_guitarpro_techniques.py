"""How the notes of a tablature are struck, bent and led on from: the same from every version of the format."""

from fractions import Fraction

import pytest

from houseband.charts.chart import Chart, PartNote
from houseband.charts.formats import read_charts
from houseband.charts.source import Source
from houseband.music.articulation import Articulation
from tablature import SUFFIXES, Bar, Part, tablature

every_format = pytest.mark.parametrize("suffix", SUFFIXES)
after_3 = pytest.mark.parametrize("suffix", [suffix for suffix in SUFFIXES if suffix != "gp3"])
N, DEAD, MUTED = Articulation.NORMAL, Articulation.DEAD, Articulation.MUTED
HAMMER, PULL = Articulation.HAMMER, Articulation.PULL


def notes(suffix: str, *bars: str) -> list[PartNote]:
    """The notes of a guitar that plays these bars."""
    (chart,) = read_charts(Source(tablature(suffix, [Bar() for _ in bars], [Part(bars)]), f"song.{suffix}"))
    assert isinstance(chart, Chart)
    return [note for bar in chart.parts[0].bars for note in bar]


def ways(suffix: str, *bars: str) -> list[Articulation]:
    return [note.articulation for note in notes(suffix, *bars)]


@every_format
def test_dead_notes_are_scratches_and_say_nothing_of_the_chords(suffix: str) -> None:
    assert ways(suffix, "4:2/2 4:2/2x 4:2/3 4:-") == [N, DEAD, N]
    (chart,) = read_charts(Source(tablature(suffix, [Bar()], [Part(["4:0/3x+1/2x+2/0x 4:- 2:-"])]), f"song.{suffix}"))
    assert not any(bar.chords for bar in chart.bars)


@after_3
def test_palm_mutes(suffix: str) -> None:
    assert ways(suffix, "4:0/0m 4:0/0m 4:0/3 4:-") == [MUTED, MUTED, N]


@every_format
def test_a_hammer_on_goes_up_and_a_pull_off_down_also_over_the_bar_line(suffix: str) -> None:
    assert ways(suffix, "4:3/5h 4:3/7h 4:3/5 4:3/5h", "4:3/4 4:4/5h 4:3/7 4:-") == [N, HAMMER, PULL, N, PULL, N, N]


@every_format
def test_a_bend_rises_and_comes_back_as_its_points_say(suffix: str) -> None:
    bent, plain = notes(suffix, "2:3/7b 2:3/7")
    assert bent.bends[0] == (Fraction(0), 0)
    assert bent.bends[-1] == (Fraction(2), 0)
    assert max(cents for _, cents in bent.bends) == 200
    assert next(at for at, cents in bent.bends if cents == 200) == 1
    assert plain.bends == ()


@after_3
def test_slides_glide_to_the_next_note_and_a_legato_one_is_not_struck(suffix: str) -> None:
    if suffix == "gp4":
        shift = notes(suffix, "2:2/5s 2:2/9")
    else:
        shift, legato = notes(suffix, "2:2/5s 2:2/9"), notes(suffix, "2:2/9l 2:2/5")
        assert legato[0].bends == ((Fraction(13, 10), 0), (Fraction(2), -400))
        assert [note.articulation for note in legato] == [N, HAMMER]
    assert shift[0].bends == ((Fraction(13, 10), 0), (Fraction(2), 400))
    assert [note.articulation for note in shift] == [N, N]


@after_3
def test_slides_from_and_to_nowhere(suffix: str) -> None:
    assert ways(suffix, "4:2/5d 4:2/5u 4:2/5i 4:-") == [Articulation.FALL, Articulation.DOIT, Articulation.SLIDE]


@after_3
def test_vibrato_sways_about_the_pitch(suffix: str) -> None:
    swaying, plain = notes(suffix, "2:2/5v 2:2/5")
    cents = [c for _, c in swaying.bends]
    assert (min(cents), max(cents)) == (-30, 30)
    assert swaying.bends[0] == (Fraction(1, 8), 0)
    assert plain.bends == ()


@every_format
def test_a_tie_keeps_how_its_note_was_struck(suffix: str) -> None:
    (held,) = notes(suffix, "2:2/5b 2:2/5~")
    assert held.duration_quarters == 4
    assert held.bends[-1] == (Fraction(2), 0)
