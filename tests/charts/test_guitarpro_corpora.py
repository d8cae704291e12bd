"""Guitar Pro files that nobody here wrote: all are read, and alphaTab reads the same notes."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corpora import corpus, needs_corpora
from houseband.charts.form import unfold
from houseband.charts.formats import read_charts
from houseband.charts.guitarpro.grains import quarters
from houseband.charts.guitarpro.reader import read_score
from houseband.charts.source import Source
from houseband.music.articulation import Articulation
from judges import asked, needs_judge

FILES = corpus("guitarpro_alphatab_mpl2") + corpus("guitarpro_pyguitarpro_lgpl3")
# Files made to show one thing, with rests alone in their bars.
WITHOUT_MUSIC = re.compile(
    r"(?:colors|key-signatures|layout-configuration-multi-track-[\w-]+|score-info|time-signatures)\.gpx?"
    r"|(?:file-system-compressed|compressed)\.gpx?|Key\.gp[45]|RSE\.gp5|Repeat\.gp[45]"
)
# Where alphaTab has other notes, and why.
OTHER_NOTES = {
    "simile-mark.gp": "it leaves bars with a repeat mark empty",
    "slash.gp": "it leaves bars with a repeat mark empty",
    "bends-advanced.gp": "it takes a grace note for the origin of a tie; the note itself sounds here",
    "Duration.gp3": "it rounds tuplets to whole ticks",
    "Demo v5.gp5": "it counts a tapped fret from the nut; the string is shorter by the fretted part",
    "Harmonics.gp3": "version 3 does not say where the string is touched: an octave here, the 5th fret there",
    "Harmonics.gp4": "codes 15 and 17 are a twelfth and two octaves, as the same music in version 5 says",
    "Effects.gp4": "the same codes",
    "Harmonics.gp5": "as Demo v5",
    "Tie.gp5": "a tie from no note is the open string there, and left out here",
}
OTHER_BARS = {
    "Measure Header.gp3": "version 3 keeps one key for the whole song, which it passes over",
    "Repeat.gp4": "endings up to 3, 4 and 8 are 1–3, 4 and 5–8 here; it has the first ones again in the last",
}


@needs_corpora
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_real_file_is_read(path: Path) -> None:
    source = Source(path.read_bytes(), path.name)
    (chart,) = read_charts(source)
    assert unfold(chart).order
    silent = any("the bars are silent" in remark.problem for remark in chart.remarks)
    assert silent == (WITHOUT_MUSIC.fullmatch(path.name) is not None)
    if silent:
        return
    if any(note.articulation != Articulation.DEAD for part in chart.parts for bar in part.bars for note in bar):
        assert any(bar.chords for bar in chart.bars)
    assert all(len(part.bars) == len(chart.bars) for part in chart.parts)


@cache
def alphatab() -> dict[str, dict[str, Any]]:
    """What alphaTab reads, by the name of the file."""
    oracle = str(Path(__file__).parents[1] / "oracles" / "alphatab_notes.mjs")
    return {
        Path(found["path"]).name: found for found in map(json.loads, asked([oracle, *map(str, FILES)]).splitlines())
    }


judged = needs_judge("@coderline/alphatab")


@needs_corpora
@judged
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_alphatab_reads_the_same_bars(path: Path) -> None:
    score = read_score(Source(path.read_bytes(), path.name))
    ours = [
        {
            "meter": str(bar.meter), "repeatStart": bar.repeat_start,
            "repeatCount": bar.repeat_count if bar.repeat_count > 1 else 0,
            "endings": sum(1 << (one - 1) for one in bar.endings),
            "fifths": bar.key.fifths if bar.key else 0, "section": bar.section or "",
        }
        for bar in score.bars
    ]  # fmt: skip
    assert (ours == alphatab()[path.name]["bars"]) == (path.name not in OTHER_BARS)


@needs_corpora
@judged
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_alphatab_reads_the_same_notes_and_chords(path: Path) -> None:
    score = read_score(Source(path.read_bytes(), path.name))
    same = True
    for track, theirs in zip(score.tracks, alphatab()[path.name]["tracks"], strict=True):
        assert (track.name, track.is_drums) == (theirs["name"].strip() or track.name, theirs["drums"])
        ours = Counter(
            (index, round(note.onset_quarters * 960), note.pitch, note.string, note.fret)
            for index, bar in enumerate(track.bars)
            for note in bar
            if note.articulation != Articulation.DEAD  # it has no pitch
        )
        same = same and ours == Counter(map(tuple, theirs["notes"]))
        named = [[bar, round(quarters(onset) * 960), grip.name] for bar, onset, grip in track.diagrams if grip.name]
        assert sorted(named) == sorted(theirs["chords"])
    assert same == (path.name not in OTHER_NOTES)
