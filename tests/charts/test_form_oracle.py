"""Our unfolding against verovio's: on every roadmap of the tests, on made ones, and on real MusicXML.

verovio (https://www.verovio.org, LGPL; needed by the tests only) writes out the expansion of a score as MEI: the order
of its measures is the raw answer. Where we do not agree docs/form.md says what each plays and who is right; this test
reads that list, so it is neither too long nor too short.
"""

import random
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from corpora import corpus, needs_corpora
from houseband.charts.form import unfold
from houseband.charts.formats import read_charts
from houseband.charts.source import Source
from musicxml_roads import musicxml
from roadmaps import ROADS, Road, roadmap, sounds

DOCUMENT = Path(__file__).parents[2] / "docs" / "form.md"
MADE = 120


def disagreements(kind: str) -> dict[str, tuple[str, ...]]:
    """The rows of a fenced block of docs/form.md by their first column; columns have two blanks between them."""
    block = re.search(rf"^```{kind}\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert block is not None
    rows = [re.split(r"\s{2,}", line.strip()) for line in block[1].splitlines()]
    return {row[0]: tuple(row[1:]) for row in rows}


@pytest.fixture(scope="module")
def toolkit() -> Any:
    verovio = pytest.importorskip("verovio", reason="verovio is not installed: pip install verovio")
    verovio.enableLog(verovio.LOG_OFF)
    toolkit = verovio.toolkit()
    toolkit.setOptions({"expandAlways": True})
    return toolkit


def expanded(toolkit: Any, score: str) -> tuple[int, ...]:
    """The measures as verovio plays them, by their place; they have to be numbered by it, from 1."""
    assert toolkit.loadData(score)
    return tuple(int(n) - 1 for n in re.findall(r'<measure [^>]*\bn="(\d+)"', toolkit.getMEI({})))


def lettered(order: tuple[int, ...]) -> str:
    return "".join(chr(ord("a") + i) for i in order)


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.text)
def test_verovio_plays_the_same_or_the_document_says_why_not(toolkit: Any, road: Road) -> None:
    theirs = lettered(expanded(toolkit, musicxml(roadmap(road.text))))
    listed = disagreements("roads").get(road.text)
    if listed is None:
        assert theirs == road.sounds
    else:
        assert theirs != road.sounds
        assert listed[:2] == (road.sounds, theirs)


def test_the_document_lists_no_roadmap_that_is_not_tested() -> None:
    assert set(disagreements("roads")) <= {road.text for road in ROADS}


@pytest.mark.parametrize("seed", range(MADE))
def test_verovio_plays_made_roadmaps_the_same(toolkit: Any, seed: int) -> None:
    text = made(random.Random(seed))
    assert lettered(expanded(toolkit, musicxml(roadmap(text)))) == sounds(text)


def made(dice: random.Random) -> str:
    """One to three passages with repeats and endings, and a jump around them in every way that programs agree on."""
    letters = iter("abcdefghijklmnopqrstuvwxyz")

    def bars(least: int, most: int) -> list[str]:
        return [next(letters) for _ in range(dice.randint(least, most))]

    def passage() -> list[str]:
        kind = dice.choice(["plain", "repeat", "times", "two", "three", "several"])
        if kind == "plain":
            return bars(1, 3)
        body = ["|:", *bars(1, 2)]
        if kind in ("repeat", "times"):
            return [*body, ":|" if kind == "repeat" else f":|{dice.randint(3, 4)}"]
        if kind == "several":
            return [*body, "[1,2", *bars(1, 1), ":|", "[3", *bars(1, 2), "]"]
        more = ["[2", *bars(1, 1), ":|", "[3", *bars(1, 2), "]"] if kind == "three" else ["[2", *bars(1, 2), "]"]
        return [*body, "[1", *bars(1, 2), ":|", *more]

    jump = dice.choice(["", "DC", "DCF", "DCO", "DS", "DSF", "DSO"])
    words = [*bars(1, 1), "S"] if jump.startswith("DS") else []
    words += bars(1, 1)
    for _ in range(dice.randint(1, 3 if not jump else 2)):
        words += passage()
    if jump.endswith("F"):
        words += [*bars(1, 1), "Fine", *bars(1, 1), jump]
    elif jump.endswith("O"):
        words += [*bars(1, 1), ">O", *bars(1, 1), jump, "O", *passage()]
    elif jump:
        words += [*bars(1, 1), jump, *bars(1, 1)]
    return " ".join(words)


SIGNS = re.compile(r"<(?:repeat|ending|segno|coda)\b")
REAL = [
    *corpus("musicxml_leadsheets_openewld_pd", ".mxl"),
    *(path for path in corpus("musicxml_testsuite_mit", ".xml") if SIGNS.search(path.read_text("latin-1"))),
]


@needs_corpora
def test_verovio_plays_real_scores_the_same_or_the_document_says_why_not(toolkit: Any) -> None:
    listed = disagreements("scores")
    differ, agree = set(), 0
    for path in REAL:
        score = numbered_by_place(score_text(path))
        chart = read_charts(Source(with_a_chord(score).encode(), path.stem + ".musicxml"))[0]
        ours, theirs = unfold(chart).order, expanded(toolkit, score)
        if len(set(theirs) | set(range(len(chart.bars)))) != len(chart.bars):
            continue  # measures and bars are not the same: nothing to compare
        agree += ours == theirs
        if ours != theirs:
            differ.add(path.stem)
    assert differ <= set(listed)
    assert agree >= 65  # readers improve; docs/form.md has the number of the day


def score_text(path: Path) -> str:
    """The score, unpacked."""
    if path.suffix != ".mxl":
        return path.read_text("utf-8")
    archive = zipfile.ZipFile(BytesIO(path.read_bytes()))
    name = next(name for name in archive.namelist() if name.endswith(".xml") and not name.startswith("META-INF"))
    return archive.read(name).decode("utf-8-sig")


def with_a_chord(score: str) -> str:
    """The score with a chord symbol at its first note, if it has none: a reader of lead sheets wants one."""
    chord = "<harmony><root><root-step>C</root-step></root><kind>major</kind></harmony>"
    return score if "<harmony" in score else re.sub(r"<note\b", chord + r"<note", score, count=1)


def numbered_by_place(score: str) -> str:
    """The score with the measures of each part numbered from 1."""
    place = 0

    def number(tag: re.Match[str]) -> str:
        nonlocal place
        place = 0 if tag[0].startswith("<part") else place + 1
        return re.sub(r'\bnumber="[^"]*"', f'number="{place}"', tag[0])

    return re.sub(r"<part\b[^>]*>|<measure\b[^>]*>", number, score)
