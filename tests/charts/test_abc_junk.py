"""ABC that is damaged, endless or hostile: it is read, with remarks, or refused with a ChartError."""

import contextlib
import random

import pytest
from test_abc import WHOLE
from test_abc_voices import DUET
from test_abc_writer import FULL

from houseband.charts.abc.reader import read
from houseband.charts.abc.writer import write
from houseband.charts.form import unfold
from houseband.charts.source import Source
from houseband.errors import ChartError

JUNK = (
    b"|", b"[", b"]", b'"', b"(3", b"(9:1:99", b"{", b"}", b"!", b"+", b"&", b"[V:2]", b"[K:", b"[M:3/4]", b"[L:1/0]",
    b"Z99",
    b"Z9999", b"::", b"|::::", b"[1-99", b">>>", b"\n\n", b"\nV:3\n", b"\nP:((A9)9)9\n", b"\nm:n=nnn\n", b"9999/9999",
    b"a/0",
    b"^^^^", b"\\", b"%", b"\nK:Hp\n", b"[a-b-]", b"!D.C.!", b"!coda!", b"!segno!", b'"^D.S. 3 al Coda"',
    b'\ns:"A" * !coda!\n',
    b"\xff\xfe", b"\xc3\xa9", b"\nM:99/1\n", b"\nQ:0=0\n", b"\n%%begintext\n", b"$", b"\n%%MIDI transpose 99999\n",
    b"c''''''''''",
)  # fmt: skip


def mutated(dice: random.Random) -> bytes:
    """A tune with a few things cut out, put in or said twice."""
    data = bytearray(dice.choice((WHOLE, DUET, FULL)).encode())
    for _ in range(dice.randint(1, 12)):
        at, kind = dice.randrange(len(data) + 1), dice.random()
        if kind < 0.3:
            del data[at : at + dice.randint(1, 8)]
        elif kind < 0.75:
            data[at:at] = dice.choice(JUNK)
        elif kind < 0.9:
            data[at : at + 1] = bytes([dice.randrange(256)])
        else:
            other = dice.randrange(len(data) + 1)
            data[at:at] = data[other : other + dice.randint(1, 100)]
    return bytes(data)


@pytest.mark.parametrize("seed", range(6))
def test_damaged_tunes_are_read_or_refused(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(40):
        with contextlib.suppress(ChartError):
            charts = read(Source(mutated(dice), "junk.abc"))
            for chart in charts:
                with contextlib.suppress(ChartError):
                    unfold(chart)
            read(Source(write(charts).data, "again.abc"))


@pytest.mark.parametrize("junk", ["{", "[", '"', "!", "+", ":", "(3", "&", "\\", "-", "a>", '"Am', "[V:2]a", "[M:3/4]"])
def test_a_hundred_thousand_of_one_sign_take_no_time_to_speak_of(junk: str) -> None:
    with contextlib.suppress(ChartError):
        read(Source(f"X:1\nK:C\nc|{junk * (50_000 // len(junk))}\n".encode()))


def test_a_note_before_the_bar_line_is_not_made_longer_after_it() -> None:
    (chart,) = read(Source(b"X:1\nM:2/4\nL:1/4\nK:C\nA B ||<| c d |]\n"))
    assert [float(bar.duration_quarters) for bar in chart.bars] == [2, 2]


def test_bars_of_rest_without_end_are_a_few() -> None:
    (chart,) = read(Source(b"X:1\nM:2/4\nL:1/4\nK:C\nA2|Z9999|c2|]\n"))
    assert len(chart.bars) == 1002
    assert chart.remarks[0].problem == "9999 bars of rest"


def test_too_many_bars_are_refused_with_their_line() -> None:
    with pytest.raises(ChartError, match="more than 20000 bars") as refused:
        read(Source(b"X:1\nK:C\n" + b"a|" * 20_001))
    assert refused.value.line == 3
