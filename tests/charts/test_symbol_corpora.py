"""The chord symbols of real charts: all are read, but for a list that says why not."""

import csv
import json
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from corpora import CORPORA, corpus, needs_corpora
from houseband.charts.symbol import parse_symbol
from houseband.errors import ChartError

# What begins like a chord in the sources and is none that can be fully read.
NOT_CHORDS = {
    "AminD7": "two chords run together (Amin, D7): played as Am",
    "A7-9/unk": "a bass written as unknown, in a test of ChordPro's own: played as A7b9",
    "A13/unk": "the same: played as A13",
    "C (Em)": "a chord and another for it: readers take them apart",
    "Em (C)": "the same",
    "Bonaparte's March": "the title of a tune",
}


def corpus_symbols(name: str) -> set[str]:
    """Every distinct chord symbol of a corpus: what stands where chords do and begins with a letter from A to H."""
    if name == "irb":
        lines = (CORPORA / "charts_jazz_irb_mit" / "irb.jsonl").read_text("utf-8").splitlines()
        return {symbol for line in lines for _, symbol, _ in json.loads(line)["chords"]}
    if name == "wjd":
        with (CORPORA / "charts_jazz_irb_mit" / "wjd_chords.csv").open(encoding="utf-8", newline="") as file:
            return {row["original"] for row in csv.DictReader(file)}
    if name == "musicxml":
        return set(map(as_printed, harmonies()))
    patterns = {"abc": ("abc_chords_*/*.abc", r'"([^"]*)"'), "chordpro": ("chordpro_*/**/*", r"\[([^\]]+)\]")}
    files, symbol = patterns[name]
    texts = [path.read_text("utf-8", errors="replace") for path in CORPORA.glob(files) if path.is_file()]
    return {found for text in texts for found in re.findall(symbol, text) if found.lstrip("(")[:1] in tuple("ABCDEFGH")}


def harmonies() -> Iterator[Element]:
    """Every harmony element of the MusicXML corpora."""
    for path in corpus("musicxml_leadsheets_openewld_pd", ".mxl"):
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.endswith((".xml", ".musicxml")) and "/" not in name]
            yield from ElementTree.fromstring(archive.read(names[0])).iter("harmony")


def as_printed(harmony: Element) -> str:
    """What a reader of the page sees of it: the root, the kind's text and the bass."""
    kind = harmony.find("kind")
    root, bass = (
        harmony.findtext(f".//{name}-step", "")
        + {"1": "#", "-1": "b"}.get(harmony.findtext(f".//{name}-alter", ""), "")
        for name in ("root", "bass")
    )
    text = "" if kind is None else kind.get("text", "")
    return (root + text + (f"/{bass}" if bass else "")) if root else "N.C."


@needs_corpora
@pytest.mark.parametrize("name", ["irb", "wjd", "abc", "chordpro", "musicxml"])
def test_real_charts_are_read_without_a_remark(name: str) -> None:
    symbols = corpus_symbols(name)
    assert len(symbols) > 20
    odd = set()
    for text in symbols:
        try:
            if parse_symbol(text).remarks:
                odd.add(text)
        except ChartError:
            odd.add(text)
    assert odd <= NOT_CHORDS.keys()


def test_the_list_of_what_is_not_read_is_short() -> None:
    assert len(NOT_CHORDS) <= 10
