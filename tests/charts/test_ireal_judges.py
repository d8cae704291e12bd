"""Other programs read the same links: ireal-reader (npm, MIT) and chordsketch (PyPI, MIT), where they are installed."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from houseband.charts.chart import Chart
from houseband.charts.form import unfold
from houseband.charts.ireal.link import scrambled
from houseband.charts.ireal.reader import read
from houseband.charts.ireal.writer import write
from houseband.charts.source import Source
from houseband.music.pitch import pitch_class
from ireal_tunes import PLAIN, REPEATED, ROADS
from judges import asked, needs_judge

ROOT = Path(__file__).parents[2]
ALL = {**PLAIN, **REPEATED, **ROADS}
_ASK = "const read = require('ireal-reader'); const links = JSON.parse(require('fs').readFileSync(0, 'utf8'));" + (
    "console.log(JSON.stringify(links.map(link => read(link).songs[0])));"
)
# ireal-reader repeats nothing three times, and takes an alternate chord for one of the bar's.
FOR_IREAL_READER = [name for name in (*PLAIN, *REPEATED) if name not in ("three times", "alternates")]
FOR_CHORDSKETCH = [name for name in PLAIN if name != "two bars again"]  # it does not repeat two bars
Notes = tuple[int | None, int | None]


def link(name: str) -> str:
    """A link to one of the invented tunes, as the app makes it but for the percent signs."""
    return f"irealb://{name}=Example Ann==Medium Swing=C==1r34LbKcu7{scrambled(ALL[name])}=Jazz-Medium Swing=140=3"


def chart_of(text: str) -> Chart:
    return read(Source(text.encode(), "x.html"))[0]


@cache
def ireal_reader() -> dict[str, Any]:
    """What ireal-reader makes of every invented tune."""
    links = json.dumps([link(name) for name in ALL])
    return dict(zip(ALL, json.loads(asked(["-e", _ASK], links)), strict=True))


@needs_judge("ireal-reader")
@pytest.mark.parametrize("name", ALL)
def test_ireal_reader_unscrambles_the_same_text(name: str) -> None:
    raw = ireal_reader()[name]["music"]["raw"]
    assert raw.replace("XyQ", "   ").replace("LZ", " |").replace("Kcl", "| x") == ALL[name]


@needs_judge("ireal-reader")
@pytest.mark.parametrize("name", FOR_IREAL_READER)
def test_ireal_reader_finds_the_same_chords_in_every_bar(name: str) -> None:
    chart = chart_of(link(name))
    ours = [[change.symbol for change in chart.bars[i].chords] for i in unfold(chart).order]
    theirs = [[symbol or "N.C." for symbol in bar] for bar in ireal_reader()[name]["music"]["measures"]]
    assert [bar for bar in ours if bar] == theirs


@pytest.mark.parametrize("name", FOR_CHORDSKETCH)
def test_chordsketch_finds_the_same_roots_and_basses(name: str) -> None:
    chordsketch = pytest.importorskip("chordsketch")
    for text in (link(name), written_link(name)):
        song = json.loads(chordsketch.parse_irealb(text))
        theirs = [[_notes(change["chord"]) for change in bar["chords"]] for s in song["sections"] for bar in s["bars"]]
        ours = [
            [(c.chord.root, c.chord.bass) for c in bar.chords if c.chord.root is not None]
            for bar in chart_of(text).bars
        ]
        assert _sounding(ours) == _sounding(theirs)


def written_link(name: str) -> str:
    """The tune read and written again."""
    page = write([chart_of(link(name))]).data.decode()
    return page[page.index("irealb://") :].split('"')[0]


def _notes(chord: dict[str, Any]) -> Notes:
    root = _pitch_class(chord["root"])
    return root, _pitch_class(chord["bass"]) if chord["bass"] else root


def _pitch_class(note: dict[str, str]) -> int:
    return pitch_class(note["note"] + {"natural": "", "flat": "b", "sharp": "#"}[note["accidental"]])


def _sounding(bars: Sequence[Sequence[Notes]]) -> list[list[Notes]]:
    """Each bar with the chord that it begins with, and none said twice."""
    done: list[list[Notes]] = []
    for bar in bars:
        sounding = done[-1][-1:] if done else []
        for change in bar:
            if sounding[-1:] != [change]:
                sounding.append(change)
        done.append(sounding)
    return done
