"""Which reader a chart needs, and what is refused."""

import contextlib
import re
import time

import pytest

from houseband.charts.formats import FORMATS, find_format, read_charts
from houseband.charts.source import MAX_BYTES, Source
from houseband.errors import ChartError

IREAL = b"irealbook://Q=A=Swing=C=n=T44C   Z"


@pytest.mark.parametrize(
    ("name", "data", "format_name"),
    [
        ("a.txt", b"| C | G |", "text"), ("", b"| C | G |", "text"), ("a.txt", b"my list\n" + IREAL, "ireal"),
        ("a.html", b"<a href='" + IREAL + b"'>", "ireal"), ("a.htm", b"<html><p>no", "web page"),
        ("a.txt", b"{title: A}\n[C]la", "chordpro"), ("", b"A[Am]word", "chordpro"), ("a.cho", b"la la", "chordpro"),
        ("a.txt", b"[A]\n| C | G |", "text"),
        ("a.crd", b"C  G\nla la", "text"), ("a.crd", b"{t: A}\n[C]la", "chordpro"),
        ("a.xml", b"<?xml version='1.0'?><score-partwise/>", "musicxml"), ("a", b"<score-partwise>", "musicxml"),
        ("a.mxl", b"PK\x03\x04rest", "mxl"), ("a.zip", b"PK\x03\x04rest", "zip"), ("a.mid", b"MThd\0\0", "midi"),
        ("a.txt", b"MThd\0\0", "midi"), ("a.gp5", b"\x18FICHIER GUITAR PRO v5.00", "guitar pro"),
        ("a.txt", b"[Am] [G/B] [Cmaj7]", "chordpro"), ("a.txt", b"[A] | C | G |", "text"),
        ("a.gpx", b"BCFZ....", "guitar pro"), ("a.abc", b"X:1\nK:C\nCDE|", "abc"),
        ("a.txt", b"X:1\nT:A\nK:C\nCDE|", "abc"),
        ("a.pdf", b"%PDF-1.4", "pdf"), ("a.wav", b"RIFF\0\0\0\0WAVEfmt", "audio"), ("a.mp3", b"ID3\x03", "audio"),
        ("a.txt", b"ab\0\1\2", "binary"), ("a.txt", "| C | G |".encode("utf-16"), "text"),
    ],
)  # fmt: skip
def test_a_format_is_known_by_its_ending_and_its_first_bytes(name: str, data: bytes, format_name: str) -> None:
    assert find_format(Source(data, name)).name == format_name


def test_the_table_is_keyed_by_the_names_of_its_formats() -> None:
    assert {key: known.name for key, known in FORMATS.items()} == {key: key for key in FORMATS}
    assert all((known.module is None) == bool(known.refusal) for known in FORMATS.values())


@pytest.mark.parametrize(("name", "known"), [item for item in FORMATS.items() if item[1].module is None])
def test_what_is_known_but_not_read_is_refused_kindly(name: str, known: object) -> None:
    with pytest.raises(ChartError, match=re.escape(FORMATS[name].refusal)):
        FORMATS[name].read(Source(b"x", "a"))


@pytest.mark.parametrize(("data", "says"), [(b"", "empty"), (b"  \n", "empty"), (bytes(range(256)) * 9, "not text")])
def test_nothing_and_noise_are_refused(data: bytes, says: str) -> None:
    with pytest.raises(ChartError, match=says):
        read_charts(Source(data, "a.txt"))


def test_a_file_too_large_for_a_chart_is_refused_at_once() -> None:
    with pytest.raises(ChartError, match="too large"):
        read_charts(Source(b"x" * (MAX_BYTES + 1), "a.txt"))


@pytest.mark.parametrize(
    "junk",
    ["[C" * 300_000, "{" * 600_000, "| " * 300_000, "- " * 300_000, "-" * 600_000, "C " * 20_000, "[A]la" * 100_000,
     "irealb://" * 60_000, "irealb://" + "(" * 600_000, "irealbook://a=b=c=C=n=" + "<(*" * 200_000, "1 2 x" * 100_000,
     "{soc}\n[C]la\n{eoc}\n" + "{chorus}\n" * 40_000, "a:" * 300_000, "la la\n" * 100_000, "C\nla la\n" * 20_000,
     "A\n" * 50_000, "C - " * 50_000, "| C@9" * 20_000,
     "[Chorus]\nC G\n" + "[Chorus]\n" * 10_000, "| C@2+1/3" * 20_000, "(a " * 100_000,
     "{c:" * 200_000, "irealbook://a=b=c=C=n=T44" + "C|" * 50_000],
    ids=lambda junk: junk[:24].strip(),
)  # fmt: skip
def test_no_junk_keeps_a_reader_long(junk: str) -> None:
    begun = time.perf_counter()
    with contextlib.suppress(ChartError):
        read_charts(Source(junk.encode(), "junk"))
    assert time.perf_counter() - begun < 60  # a reader that hangs takes hours: this is no measure of speed
