"""MuseScore files of versions 2, 3 and 4: chords, notes, words and the road."""

import io
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest

from houseband.charts.chart import Chart, Jump
from houseband.charts.formats import read_charts
from houseband.charts.source import Source
from houseband.errors import ChartError

CASE = Path(__file__).parents[1] / "cases" / "musescore" / "quay.mscx"


def score(bars: str, version: str = "3.01", part: str = "") -> Chart:
    """The chart of a score of one part."""
    text = (
        f'<museScore version="{version}"><Score><Part><Staff id="1"/><Instrument>{part}</Instrument></Part>'
        f'<Staff id="1">{bars}</Staff></Score></museScore>'
    )
    return read_charts(Source(text.encode(), "x.mscx"))[0]


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in members.items():
            archive.writestr(path, data)
    return buffer.getvalue()


def check_the_case(chart: Chart) -> None:
    """What is in the invented score."""
    assert (chart.title, chart.composer, chart.tempo_bpm) == ("Quay Song", "Ann Example", 120)
    assert [[f"{c.symbol}@{c.onset_quarters}" for c in bar.chords] for bar in chart.bars] == [
        [], ["Fmaj7@0", "Dm7/G@3"], ["Bb7(#11)@0"], ["Gm7@0", "C7@2"], ["F@0"], ["N.C.@0"],
    ]  # fmt: skip
    assert [bar.endings for bar in chart.bars] == [(), (), (), (1,), (2,), ()]
    assert chart.bars[0].duration_quarters == 1
    assert (chart.bars[1].repeat_start, chart.bars[3].repeat_count) == (True, 2)
    assert chart.bars[2].to_coda == chart.bars[5].coda is not None
    assert chart.bars[4].jump == Jump(chart.bars[1].segno or "none", "coda")
    assert chart.bars[1].section == "A"
    assert chart.bars[1].melody[0].duration_quarters == 4
    assert [note.onset_quarters for note in chart.bars[2].melody] == [0, Fraction(2, 3), Fraction(4, 3)]
    assert "".join(lyric.text for bar in chart.bars for lyric in bar.lyrics).strip() == "River"


def test_a_whole_score_is_read_plain_and_zipped() -> None:
    check_the_case(read_charts(Source(CASE.read_bytes(), "quay.mscx"))[0])
    members = {
        "Excerpts/1/x.mscx": b"<no/>",
        "score_style.mss": b"",
        "../quay.mscx": b"<no/>",
        "quay.mscx": CASE.read_bytes(),
    }
    check_the_case(read_charts(Source(zipped(members), "quay.mscz"))[0])


def test_version_2_has_no_voices_and_names_its_tuplets_ties_and_endings() -> None:
    chart = score(
        '<Measure number="1"><Tuplet id="1"><normalNotes>2</normalNotes><actualNotes>3</actualNotes></Tuplet>'
        "<Harmony><root>17</root><name>m</name></Harmony>"
        + "<Chord><Tuplet>1</Tuplet><durationType>quarter</durationType><Note><pitch>69</pitch></Note></Chord>"
        * 3
        + '<Chord><durationType>half</durationType><Note><Tie id="9"/><pitch>60</pitch></Note></Chord></Measure>'
        '<Measure number="2"><Chord><durationType>whole</durationType><Note><endSpanner id="9"/>'
        "<pitch>60</pitch></Note>"
        "</Chord></Measure>",
        "2.06",
    )
    assert [(n.onset_quarters, n.duration_quarters) for n in chart.bars[0].melody] == [
        (0, Fraction(2, 3)), (Fraction(2, 3), Fraction(2, 3)), (Fraction(4, 3), Fraction(2, 3)), (2, 6),
    ]  # fmt: skip
    assert chart.bars[0].chords[0].symbol == "Am"


def test_in_version_2_ticks_place_voices_and_chords_within_their_bar() -> None:
    half = "<Chord><durationType>half</durationType><Note><pitch>{}</pitch></Note></Chord>"
    chart = score(
        '<Measure number="1">' + half.format(72) * 2 + "</Measure>"
        '<Measure number="2"><Harmony><root>14</root></Harmony>' + half.format(74) * 2 + "<tick>2880</tick>"
        "<Harmony><root>15</root></Harmony><tick>3360</tick>"
        "<Chord><durationType>quarter</durationType><Note><pitch>60</pitch></Note></Chord></Measure>",
        "2.06",
    )
    assert [f"{c.symbol}@{c.onset_quarters}" for c in chart.bars[1].chords] == ["C@0", "G@2"]
    assert [f"{n.pitch}@{n.onset_quarters}" for n in chart.parts[0].bars[1]] == ["74@0", "74@2", "60@3"]


@pytest.mark.parametrize(
    ("name", "symbol"),
    [("0", "Cm7b5"), ("07", "Cm7b5"), ("t", "Cmaj7"), ("t7", "Cmaj7"), ("t9", "Cmaj9"), ("o7", "Co7")],
)
def test_its_signs_for_half_diminished_and_major_seven_are_known(name: str, symbol: str) -> None:
    bar = f"<Measure><voice><Harmony><root>14</root><name>{name}</name></Harmony><Rest><durationType>measure"
    chart = score(bar + "</durationType></Rest></voice></Measure>")
    assert chart.bars[0].chords[0].symbol == symbol


def test_chords_over_a_transposing_instrument_sound_as_it_does() -> None:
    bar = "<Measure><voice><Harmony><root>16</root><name>7</name></Harmony><Chord><durationType>whole"
    bar += "</durationType><Note><pitch>60</pitch></Note></Chord></voice></Measure>"
    chart = score(bar, part="<transposeChromatic>-2</transposeChromatic>")
    assert chart.bars[0].chords[0].symbol == "C7"
    assert chart.bars[0].melody[0].pitch == 60
    assert any("transposing" in remark.problem for remark in chart.remarks)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b'<museScore version="1.14"><Score/></museScore>', "x.mscx"),
        (b'<museScore version="4.00"></museScore>', "x.mscx"),
        (b'<museScore version="4.00"><Score/></museScore>', "x.mscx"),
        (CASE.read_bytes()[:900], "x.mscx"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><museScore version="4.0">&b;</museScore>', "x.mscx"),
        (zipped({"a.txt": b""}), "x.mscz"),
        (zipped({"a.mscx": b" " * 30_000_000}), "x.mscz"),
        (zipped({"a.mscx": CASE.read_bytes()})[:300], "x.mscz"),
    ],
)
def test_what_is_no_score_is_refused(data: bytes, name: str) -> None:
    with pytest.raises(ChartError):
        read_charts(Source(data, name))


def test_deep_nesting_and_huge_numbers_do_no_harm() -> None:
    deep = "<a>" * 20_000 + "</a>" * 20_000
    chart = score(
        f"<Measure len='9999/1'><voice>{deep}<Harmony><root>999999999</root></Harmony><Chord><durationType>whole"
        "</durationType><dots>999</dots><Note><pitch>999999999</pitch></Note></Chord></voice></Measure>"
    )
    assert len(chart.bars) == 1
