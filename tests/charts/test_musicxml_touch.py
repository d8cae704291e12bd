"""Signs of articulation in MusicXML: what becomes of them in written parts, and how long such notes sound."""

import pytest

from houseband.arrangement import arrange
from houseband.band import perform
from houseband.charts.chart import Chart
from houseband.music.articulation import Articulation
from scores import chart, note, words


def ways(read: Chart) -> list[Articulation]:
    return [one.articulation for bar in read.parts[0].bars for one in bar]


def marked(*insides: str) -> list[Articulation]:
    return ways(chart("".join(note(duration=2, inside=inside) for inside in insides)))


def at(sign: str, group: str = "") -> str:
    return f"<notations>{f'<{group}>{sign}</{group}>' if group else sign}</notations>"


@pytest.mark.parametrize(
    ("inside", "way"),
    [
        (at("<staccato/>", "articulations"), "STACCATO"), (at("<staccatissimo/>", "articulations"), "STACCATO"),
        (at("<falloff/>", "articulations"), "FALL"), (at("<doit/>", "articulations"), "DOIT"),
        (at("<scoop/>", "articulations"), "SCOOP"), (at("<accent/>", "articulations"), "NORMAL"),
        (at("<tremolo>3</tremolo>", "ornaments"), "TREMOLO"), (at("<tremolo>1</tremolo>", "ornaments"), "NORMAL"),
        (at('<tremolo type="start">3</tremolo>', "ornaments"), "NORMAL"),
        (at("<tremolo>x</tremolo>", "ornaments"), "NORMAL"), (at("<trill-mark/>", "ornaments"), "NORMAL"),
        (at("<snap-pizzicato/>", "technical"), "PIZZICATO"), (at("<stopped/>", "technical"), "MUTED"),
        (at("<harmonic><natural/></harmonic>", "technical"), "HARMONIC"),
        (at("<harmonic><artificial/><base-pitch/></harmonic>", "technical"), "NORMAL"),
        (at('<hammer-on type="stop">H</hammer-on>', "technical"), "HAMMER"),
        (at('<pull-off type="start">P</pull-off>', "technical"), "NORMAL"), (at('<slide type="stop"/>'), "SLIDE"),
    ],
)  # fmt: skip
def test_a_sign_says_how_its_note_is_played(inside: str, way: str) -> None:
    assert marked(inside, "") == [Articulation[way], Articulation.NORMAL]


def test_notes_under_a_slur_follow_the_first_without_a_tongue() -> None:
    start, stop = at('<slur type="start" number="1"/>'), at('<slur type="stop" number="1"/>')
    normal, legato = Articulation.NORMAL, Articulation.LEGATO
    assert marked(start, "", stop, "") == [normal, legato, legato, normal]
    both = at('<slur type="stop" number="1"/><slur type="start" number="1"/>')
    assert marked(start, both, "", stop) == [normal, legato, legato, legato]


def test_words_hold_until_others_come() -> None:
    two = note(duration=2) * 2
    read = chart(f"{words('pizz.')}{two}{words('arco')}{two}", f"{words('con sord.')}{two}{words('senza sord.')}{two}")
    names = [way.name for way in ways(read)]
    assert names == ["PIZZICATO"] * 2 + ["NORMAL"] * 2 + ["MUTED"] * 2 + ["NORMAL"] * 2


def test_a_sound_element_says_pizzicato_too() -> None:
    on, off = (
        f'<direction><direction-type><words/></direction-type><sound pizzicato="{say}"/></direction>'
        for say in ("yes", "no")
    )
    assert [way.name for way in ways(chart(on + note(duration=4) + off + note(duration=4)))] == ["PIZZICATO", "NORMAL"]


def test_staccato_sounds_half_as_long_and_is_heard_as_such() -> None:
    read = chart(note(duration=4, inside=at("<staccato/>", "articulations")) + note(duration=4))
    notes = next(iter(perform(arrange(read, parts=["all"])).parts.values())).notes
    assert notes["duration_ticks"][0] * 2 == notes["duration_ticks"][1]
    assert notes["articulation"].tolist() == [Articulation.STACCATO, Articulation.NORMAL]
