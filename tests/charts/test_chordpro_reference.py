"""Judged by the reference: what its own program makes of its tests, and what we make of both, is the same music.

In ``corpora/chordpro_reference_tests_artistic2`` every ``cho/*.ref`` is what ChordPro wrote for the ``.cho`` beside it,
and every ``a2crd/*.cho`` is what it made of chords over words in the ``.crd``.
"""

from pathlib import Path

import pytest

from alike import Change
from corpora import corpus, needs_corpora
from houseband.charts.chart import Chart
from houseband.charts.chordpro.reader import read
from houseband.charts.formats import read_charts
from houseband.charts.source import Source
from houseband.errors import ChartError

FOLDER = "chordpro_reference_tests_artistic2"
DIFFERENT = {
    "cho026n": "the .ref is written in numbers, and has lost the key that says what they mean",
    "t004": "a chord over the second letter of a word stands before the word; the reference cuts the word in two",
    "t104": "the same: over 'tttt' the reference writes t[C]t tttt",
    "t106": "a list of fingerings: the .cho has them as {define}, and no chord to play",
    "t108": "chords over tablature: the reference takes them into the picture, plain text plays them",
    "t109": "the same",
}


def bars(charts: tuple[Chart, ...]) -> list[list[tuple[Change, ...]]]:
    """Each song's bars with their chords and onsets."""
    return [[tuple((c.onset_quarters, c.chord) for c in bar.chords) for bar in chart.bars] for chart in charts]


def read_bars(path: Path, *, chordpro: bool) -> list[list[tuple[Change, ...]]] | str:
    source = Source(path.read_bytes(), path.name)
    try:
        return bars(read(source) if chordpro else read_charts(source))
    except ChartError as error:
        return error.problem.split(" in ")[0]


def pairs(folder: str, given: str, made: str) -> list[tuple[Path, Path]]:
    return [(path, path.with_suffix(made)) for path in corpus(f"{FOLDER}/{folder}", given)]


@needs_corpora
@pytest.mark.parametrize("pair", pairs("cho", ".cho", ".ref"), ids=lambda pair: pair[0].stem)
def test_a_song_and_what_the_reference_writes_of_it_are_the_same_music(pair: tuple[Path, Path]) -> None:
    given, made = (read_bars(path, chordpro=True) for path in pair)
    assert (given == made) is (pair[0].stem not in DIFFERENT)


@needs_corpora
@pytest.mark.parametrize("pair", pairs("a2crd", ".crd", ".cho"), ids=lambda pair: pair[0].stem)
def test_chords_over_words_and_what_the_reference_makes_of_them_are_the_same_bars(pair: tuple[Path, Path]) -> None:
    over_words, in_brackets = read_bars(pair[0], chordpro=False), read_bars(pair[1], chordpro=True)
    if pair[0].stem not in DIFFERENT:
        assert over_words == in_brackets


@needs_corpora
def test_transpositions_and_keys_are_the_ones_that_the_reference_prints() -> None:
    """``cho004`` and ``cho005``: its symbols, letter by letter."""
    for given, made in pairs("cho", ".cho", ".ref"):
        if given.stem in ("cho004", "cho005"):
            ours, theirs = (read(Source(path.read_bytes(), path.name))[0] for path in (given, made))
            assert [c.symbol for bar in ours.bars for c in bar.chords] == [
                c.symbol for bar in theirs.bars for c in bar.chords]  # fmt: skip
            comments = [text for chart in (ours, theirs) for bar in chart.bars for text in bar.directions]
            assert comments[: len(comments) // 2] == comments[len(comments) // 2 :]
