"""MusicXML that means harm or came to harm: read or refused, with a place, in bounded time and memory."""

import io
import random
import re
import time
import tracemalloc
import zipfile
from collections.abc import Iterator

import pytest

from corpora import corpus, needs_corpora
from houseband.charts.form import unfold
from houseband.charts.formats import read_charts
from houseband.charts.musicxml import mxl
from houseband.charts.musicxml.document import MOST_TAGS
from houseband.charts.musicxml.reader import read
from houseband.charts.musicxml.writer import write
from houseband.charts.source import Source
from houseband.errors import ChartError
from scores import harmony, note, score, words

TOO_LONG_SECONDS = 30  # what hangs takes hours; all here take a second or two: this is no measure of speed


def zipped(members: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def refused() -> Iterator[tuple[str, bytes, str]]:
    laughs = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>\n<score-partwise>&b;</score-partwise>'
    yield "a billion laughs", laughs, "t:1: the file declares XML entities"
    outside = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><score-partwise>&b;</score-partwise>'
    yield "an entity outside", outside, "declares XML entities"
    parameter = b'<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///etc/passwd"> %b;]><score-partwise/>'
    yield "a parameter entity", parameter, "declares XML entities"
    yield (
        "an unknown entity",
        b"<score-partwise>\n &b;</score-partwise>",
        "t:2:2: not well-formed XML: undefined entity",
    )
    yield (
        "a deep one",
        b"<score-partwise>" + b"<a>" * 500_000 + b"</a>" * 500_000 + b"</score-partwise>",
        "without a bar",
    )
    yield "a deep one cut", b"<score-partwise>" + b"<a>" * 1_000_000, "not well-formed"
    yield "too many tags", b"<score-partwise>" + b"<a/>" * MOST_TAGS + b"</score-partwise>", "XML tags"
    yield "100 MB", b"<score-partwise>" + b"x" * 100_000_000, "100 MB is too large"
    yield "a path out of the file", zipped({
        "META-INF/container.xml": b'<container><rootfile full-path="../../etc/passwd"/></container>', "a.xml": b"<a/>",
    }), "names '../../etc/passwd' as its score, but has no such member"  # fmt: skip
    yield "a zip bomb", zipped({"a.xml": b" " * 40_000_000}), "would unpack to 40,000,000 bytes"
    yield "a bomb by LZMA", zipped({"a.xml": b" " * 40_000_000}, zipfile.ZIP_LZMA), "would unpack"
    yield "a score of no bars", b"<score-partwise><part-list/></score-partwise>", "t:1: a score without a bar"


@pytest.mark.parametrize(("data", "message"), [pytest.param(d, m, id=name) for name, d, m in refused()])
def test_what_means_harm_is_refused(data: bytes, message: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(ChartError, match=re.escape(message)):
        read(Source(data, "t"))
    assert time.perf_counter() - begun < TOO_LONG_SECONDS


def test_a_bomb_in_the_container_is_not_set_off() -> None:
    bomb = (
        b'<!DOCTYPE a [<!ENTITY a "' + b"x" * 999 + b'"><!ENTITY b "' + b"&a;" * 999 + b'">]><container>&b;</container>'
    )
    data = zipped({"META-INF/container.xml": bomb, "a.xml": score(note())})
    assert len(read(Source(data, "t.mxl"))[0].bars) == 1


def test_a_member_that_is_bigger_than_it_says_is_refused() -> None:
    data = bytearray(zipped({"a.xml": b"<a>" + b" " * 100_000 + b"</a>"}))
    for place in (found.start() for found in re.finditer(re.escape((100_007).to_bytes(4, "little")), bytes(data))):
        data[place : place + 4] = (50).to_bytes(4, "little")
    with pytest.raises(ChartError):
        read(Source(bytes(data), "t.mxl"))


def long_scores() -> Iterator[tuple[str, bytes]]:
    end = '<barline location="right"><ending number="1" type="stop"/></barline>'
    start = '<barline location="left"><ending number="1" type="start"/></barline>'
    yield "10,000 bars", score(*[harmony("C") + note()] * 10_000)
    yield "10,000 endings that never close", score(*[start + note()] * 10_000)
    yield "10,000 endings", score(*[start + note() + end] * 10_000)
    yield "20,000 chords over one note", score("".join(harmony("C", text=str(i)) for i in range(20_000)) + note())
    yield "50,000 tied notes in a bar", score(note("C", 1, 5, '<tie type="start"/>') * 50_000)
    yield "verses without end", score(*[
        note("C", 8, 5, "".join(f'<lyric number="{20 * i + j}"><text>a</text></lyric>' for j in range(20)))
        for i in range(400)
    ])  # fmt: skip
    yield (
        "long words",
        score(note() + words("to the " * 50_000) + words("D.S. " * 50_000) + words("verse" + " " * 99_999)),
    )
    yield "a long chord", score(harmony("C", "other", text="b9#11(" * 20_000) + note())
    yield "divisions that share nothing", score(*[
        f"<attributes><divisions>{10**9 + i}</divisions></attributes>{note()}" for i in range(2000)
    ])  # fmt: skip
    free = "<attributes><time><senza-misura/></time></attributes>"
    yield "a note of ten thousand years", score(free + note("C", 999_999_999_999))


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in long_scores()])
def test_long_scores_take_time_in_proportion(data: bytes) -> None:
    begun = time.perf_counter()
    assert read(Source(data, "t"))[0].bars
    assert time.perf_counter() - begun < TOO_LONG_SECONDS


def test_ten_thousand_bars_are_written() -> None:
    (chart,) = read(Source(score(*[harmony("C") + note()] * 10_000), "t"))
    assert len(read(Source(write([chart]).data))[0].bars) == 10_000


def test_reading_takes_memory_in_proportion() -> None:
    data = score(*[harmony("C") + note()] * 5_000)
    tracemalloc.start()
    read(Source(data, "t"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * len(data)


def mutated(data: bytes, dice: random.Random) -> bytes:
    """The same file with bytes changed, a stretch lost or doubled, or values swapped for odd ones."""
    kind = dice.randrange(3)
    if kind == 0 or data.startswith(b"PK"):
        odd = bytearray(data)
        for _ in range(dice.randint(1, 8)):
            odd[dice.randrange(len(odd))] = dice.randrange(256)
        return bytes(odd)
    if kind == 1:
        first = dice.randrange(len(data))
        last = min(len(data), first + dice.randint(1, 400))
        return data[:first] + data[last:] if dice.random() < 0.5 else data[:last] + data[first:]
    found = list(re.finditer(rb"<([a-z-]+)([^<>]*)>([^<>]*)</\1>", data))
    for _ in range(dice.randint(1, 6) if found else 0):
        one, other = dice.choice(found), dice.choice(found)
        value = dice.choice((b"-1", b"0", b"999999999", b"1e9", b"nan", b"x", b"1.5", b"", "²".encode()))
        new = dice.choice((b"", other[0], b"<" + one[1] + one[2] + b">" + value + b"</" + one[1] + b">"))
        data = data.replace(one[0], new, dice.choice((1, -1)))
    return data


@needs_corpora
def test_thousands_of_mutated_scores_are_read_or_refused_and_what_is_read_is_written() -> None:
    dice = random.Random(3)
    originals = [
        path.read_bytes() for path in corpus("musicxml_testsuite_mit", ".xml", ".mxl") if path.stat().st_size < 30_000
    ]
    sheets = [path.read_bytes() for path in corpus("musicxml_leadsheets_openewld_pd")]
    originals += sheets[::10] + [data for data in (mxl.unpack(sheet, "") for sheet in sheets) if len(data) < 30_000]
    read_ones = 0
    for _ in range(2000):
        data = mutated(dice.choice(originals), dice)
        try:
            (chart,) = read(Source(data, "t.xml"))
            unfold(chart)
        except ChartError:
            continue
        read_ones += 1
        if read_ones % 5 == 0 and any(bar.chords or bar.melody for bar in chart.bars):
            read_charts(Source(write([chart]).data, "t.musicxml"))
    assert read_ones > 300
