"""Guitar Pro files that are cut short, broken or made to do harm: refused with a place, in little time and memory."""

import io
import random
import struct
import zipfile

import guitarpro
import pytest

from houseband.charts.formats import read_charts
from houseband.charts.guitarpro import container
from houseband.charts.guitarpro.score import MOST_EVENTS
from houseband.charts.source import Source
from houseband.errors import ChartError
from spoil import spoilt
from tablature import SUFFIXES, VERSIONS, Bar, Part, file_system, gpif, packed, tablature, zipped

BARS = [Bar(section="A"), Bar(repeat_count=2), Bar(), Bar()]
RIFF = ["[Am]4:1/0 4:2/2 8:3/2 8:4/1 4:5/0~"] * 4
SOUND = {suffix: tablature(suffix, BARS, [Part(RIFF), Part(RIFF, "Two")], title="Sound") for suffix in SUFFIXES}


def refusal(data: bytes, name: str = "song.gp") -> str:
    with pytest.raises(ChartError) as error:
        read_charts(Source(data, name))
    return str(error.value)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_spoilt_file_is_read_or_refused(suffix: str) -> None:
    dice = random.Random(suffix)
    outcomes = set()
    for _ in range(150):
        try:
            read_charts(Source(spoilt(SOUND[suffix], dice), f"song.{suffix}"))
            outcomes.add("read")
        except ChartError:
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_cut_short_anywhere_is_read_in_part_or_refused(suffix: str) -> None:
    data = SOUND[suffix]
    for size in range(0, len(data) - 5, 7):  # the last four bytes of version 3 say nothing
        try:
            (chart,) = read_charts(Source(data[:size], f"song.{suffix}"))
        except ChartError:
            continue
        assert len(chart.bars) <= len(BARS)
        assert suffix not in VERSIONS or any("breaks off" in remark.problem for remark in chart.remarks)


@pytest.mark.parametrize("suffix", VERSIONS)
def test_a_file_that_breaks_off_in_its_bars_keeps_those_before(suffix: str) -> None:
    data = SOUND[suffix][:-40]
    (chart,) = read_charts(Source(data, f"song.{suffix}"))
    assert 1 <= len(chart.bars) < len(BARS)
    assert [len(part.bars) for part in chart.parts] == [len(chart.bars)] * 2
    (problem,) = [remark.problem for remark in chart.remarks if "breaks off" in remark.problem]
    assert problem == f"bar {len(chart.bars) + 1}: the file breaks off at its end, byte {len(data):,}"


@pytest.mark.parametrize("suffix", VERSIONS)
def test_a_break_in_the_head_is_told_with_its_byte(suffix: str) -> None:
    message = refusal(SOUND[suffix][:200], f"song.{suffix}")
    assert f"song.{suffix}: a damaged Guitar Pro file: the file ends too soon at byte 200 of 200" in message


def test_damage_within_a_bar_is_told_with_its_track_and_bar() -> None:
    data = tablature("gp5", [Bar(), Bar()], [Part(["[Am]1:1/0", "2:1/0 2:-"])])
    rest = b"\x40\x02\xff"  # a beat that is one, and a half note long
    assert rest in data
    message = refusal(data.replace(rest, b"\x40\x09\xff"), "song.gp5")
    assert "song.gp5: a damaged Guitar Pro file: track 1, measure 2, voice 1, beat 2: ValueError: 9 is not" in message
    assert f"of {len(data):,}" in message


@pytest.mark.parametrize("version", ["FICHIER GUITAR PRO v2.21", "FICHIER GUITARE PRO v1", "FICHIER GUITAR PRO v9.00"])
def test_other_versions_are_refused_by_name(version: str) -> None:
    message = refusal(bytes((len(version),)) + version.encode().ljust(200, b"\0"), "old.gtp")
    assert f"Guitar Pro files of this version are not read: unsupported version '{version}'" in message
    assert "3 to 8 are" in message


@pytest.mark.parametrize(
    ("bars", "tracks", "told"),
    [
        (2**31 - 1, 1, "2,147,483,647 bars"),
        (-1, 1, "-1 bars"),
        (1, 2**31 - 1, "2,147,483,647 tracks"),
        (1, 0, "0 tracks"),
    ],
    ids=["many bars", "fewer than none", "many tracks", "no track"],
)
def test_absurd_counts_are_refused_at_once(bars: int, tracks: int, told: str) -> None:
    data = tablature("gp3", [Bar()], [Part(["1:0/0"])])
    place = data.index(struct.pack("<ii", 1, 1), 700)  # behind the channels
    assert told in refusal(data[:place] + struct.pack("<ii", bars, tracks) + data[place + 8 :] + bytes(1_000_000))


def test_a_file_too_large_for_its_version_is_refused() -> None:
    assert "6 MB is too large" in refusal(SOUND["gp5"] + bytes(6_000_000), "song.gp5")


def test_ties_without_end_take_as_long_as_they_are_many() -> None:
    bar = " ".join(["32:0/1~"] * 32)
    data = tablature("gp5", [Bar()] * 400, [Part(["[Am]1:1/0"] + [bar] * 399)])
    (chart,) = read_charts(Source(data, "song.gp5"))
    assert len(chart.bars) == 400
    assert not any(chart.parts[0].bars[1:])


def test_text_in_any_encoding_is_read() -> None:
    song = guitarpro.parse(io.BytesIO(SOUND["gp5"]), encoding="latin-1")
    song.title, song.artist = "Éa\x81", "Ünder"
    out = io.BytesIO()
    guitarpro.write(song, out, encoding="latin-1")
    (chart,) = read_charts(Source(out.getvalue(), "song.gp5"))
    assert chart.title == "Éa\ufffd"
    assert chart.credits == (("artist", "Ünder"),)


XML = gpif(BARS, [Part(RIFF)])


def test_the_boxes_give_back_what_was_put_in() -> None:
    assert container.score_of_zip(zipped(XML), "") == XML
    assert container.score_of_gpx(file_system(XML), "") == XML
    assert container.score_of_gpx(packed(file_system(XML)), "") == XML


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (zipped(XML, "other.xml"), "no score.gpif in the .gp file"),
        (zipped(XML)[:-30], "a damaged or locked .gp file"),
        (zipped(XML)[:500], "a damaged or locked .gp file"),
        (b"BCFZ", "a damaged .gpx file: it ends at byte 8"),
        (b"BCFZ\xff\xff\xff\x7f" + bytes(100), "it would unpack to 2,147,483,647 bytes (byte 4)"),
        (b"BCFZ\x00\x10\x00\x00\xff" + bytes(100), "it copies from before its start (byte 8)"),
        (packed(file_system(XML))[:700], "a damaged .gpx file"),
        (b"BCFS" + b"\xff" * 9_000, "no score.gpif in it"),
        (file_system(XML, "other"), "no score.gpif in it"),
        (file_system(XML).replace(struct.pack("<ii", 2, 3), struct.pack("<ii", 2, 999)), "no sector 999"),
        (file_system(XML).replace(struct.pack("<i", len(XML)), struct.pack("<i", 10**6)), "of its 1,000,000 bytes"),
    ],
)
def test_broken_boxes_are_refused(data: bytes, told: str) -> None:
    assert told in refusal(data)


def test_boxes_that_would_fill_the_memory_are_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Content/score.gpif", b" " * 60_000_000)
    assert "would unpack to 60,000,000 bytes" in refusal(bomb.getvalue())
    empty = b"BCFZ" + struct.pack("<i", 40_000_000) + bytes(3_000_000)  # nothing, eight times in three bytes
    assert "too long to unpack" in refusal(empty, "bomb.gpx")


@pytest.mark.parametrize(
    ("xml", "told"),
    [
        (XML.replace(b"</Score>", b""), "song.gp:2:"),
        (b"<?xml version='1.0'?><!DOCTYPE GPIF [<!ENTITY a 'b'>]><GPIF>&a;</GPIF>", "not a Guitar Pro score"),
        (b"<html/>", "not a Guitar Pro score: it begins b'<html/>'"),
        (b"<GPIF/>", "a Guitar Pro score of 0 bars"),
        (XML.replace(b"<Beats>0 ", b"<Beats>777 "), "there is no beat 777"),
        (XML.replace(b"<Notes>0<", b"<Notes>888<"), "there is no note 888"),
    ],
)
def test_xml_that_is_no_score_is_refused(xml: bytes, told: str) -> None:
    assert told in refusal(zipped(xml))


def test_beats_named_without_end_are_refused() -> None:
    many = b"<Beats>" + b"0 " * 2_000 + b"</Beats>"
    first = XML[XML.index(b"<Beats>0") : XML.index(b"</Beats>") + 8]
    xml = XML.replace(first, many, 1).replace(b"<Voices>1 ", b"<Voices>0 ")
    masters = xml[xml.index(b"<MasterBars>") + 12 : xml.index(b"</MasterBars>")]
    bar = masters[: masters.index(b"</MasterBar>") + 12]
    assert f"more than {MOST_EVENTS:,} beats and notes" in refusal(zipped(xml.replace(masters, bar * 600)))


def test_odd_numbers_in_the_xml_are_remarked_or_passed_over() -> None:
    for old, new in (
        (b"4/4", b"0/0"), (b"4/4", b"99/7"), (b"<Fret>0</Fret>", b"<Fret>999999999999</Fret>"), (b"120 2", b"-5 2"),
        (b"120 2", b"x"), (b"40 45 50 55 59 64", b"a b c"), (b"<Position>0<", b"<Position>1/0<"),
        (b'count="2"', b'count="99999999999"'), (b"<String>1</String>", b"<String>77</String>"),
    ):  # fmt: skip
        assert old in XML
        (chart,) = read_charts(Source(zipped(XML.replace(old, new)), "song.gp"))
        assert len(chart.bars) == 4
