"""abcjs, a program not ours, asked what it plays: the same notes at the same times, repeats unfolded.

What the two disagree on: docs/formats/abc.md.
"""

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from corpora import corpus, needs_corpora
from houseband.charts.abc.reader import read
from houseband.charts.chart import Chart, MelodyNote, PartNote
from houseband.charts.form import unfold
from houseband.charts.source import Reading, Source
from judges import asked, needs_judge

ORACLE = str(Path(__file__).parents[1] / "oracles" / "abcjs_sequence.mjs")
PLAIN = str.maketrans("♯♭", "#b")
ROUNDING_QUARTERS = 0.02
# Where abcjs is known to play something else, and what it does.
KNOWN = {
    "fairmorninghornpipe_55ae6e": "after endings 1,3 and 2,4 the part is played once more",
    "greyeagle_9eff4c": "D.C. is not taken",
    "JesuJoyOfMansDesiring": "a note before a decoration that ends its line is played twice",
    "Jesus_Wants_All_Of_His_Children-Blessed_Are_They": "an overlay is a voice of its own",
    "Lord_God_Thy_Praise_We_Sing-Herr_Gott_dich_Loben_Wir": "rests of a free bar before a repeat are too long",
    "Now_Thank_We_All_Our_God-Nun_Danket": "an overlay is a voice of its own",
}
CASES = (
    "|:CDEF|GABc:|", "CDEF|GABc:|cBAG|", "|:CDEF|1GABc:|2cBAG|]", "|:CDEF::GABc:|", "|:CDEF:|:GABc:|", "CDEF:|GABc:|",
    "|:CDEF|1-2GABc:|3cBAG|]",
    "A>B c<d|A>>B c<<d|", "(3ABc d2|(2AB c|(4ABcd A|", "^F F _B B|F4|", "C,CcC'|", "A-A B-|B4|",
    "[CEG]2 [Ac]2|", "z2 x2|Z2|c4|", "A/B/ c// d// e3/2 f/ z/|", "[K:D]CDEF|[K:Gm]BABe|", "[M:3/4]CDE|[M:6/8]C3/2E3/2|",
)  # fmt: skip


def by_abcjs(paths: list[Path]) -> dict[str, list[dict[str, list[list[list[float]]]]]]:
    """What abcjs says of each file, by its stem."""
    answers = [json.loads(line) for line in asked([ORACLE, *map(str, paths)]).splitlines()]
    return {Path(answer["path"]).stem: answer["tunes"] for answer in answers}


def ours(path: Path) -> tuple[Chart, ...]:
    return read(Source(path.read_bytes(), str(path), Reading(harmonise="never")))


def played(chart: Chart) -> list[list[tuple[float, int]]]:
    """Onset in quarters and pitch of each note of each voice, as the bars sound."""
    voices: list[Sequence[Sequence[PartNote | MelodyNote]]] = [part.bars for part in chart.parts]
    voices = voices or [[bar.melody for bar in chart.bars]]
    lines: list[list[tuple[float, int]]] = [[] for _ in voices]
    at = Fraction(0)
    for index in unfold(chart).order:
        for line, bars in zip(lines, voices, strict=True):
            line += [(float(at + note.onset_quarters), note.pitch) for note in bars[index]]
        at += chart.bars[index].duration_quarters
    return [sorted(line) for line in lines]


def agree(chart: Chart, tune: dict[str, list[list[list[float]]]]) -> bool:
    mine = played(chart)
    theirs = [sorted((4 * start, int(pitch)) for start, _, pitch in voice) for voice in tune["voices"] if voice]
    return [len(line) for line in mine] == [len(line) for line in theirs] and all(
        one[1] == two[1] and abs(one[0] - two[0]) < ROUNDING_QUARTERS
        for line, other in zip(mine, theirs, strict=True)
        for one, two in zip(line, other, strict=True)
    )


@needs_judge("abcjs")
def test_abcjs_plays_the_same_of_each_invented_case(tmp_path: Path) -> None:
    paths = []
    for number, music in enumerate(CASES):
        path = tmp_path / f"{number}.abc"
        path.write_text(f"X:1\nT:Case\nM:4/4\nL:1/4\nK:C\n{music}\n")
        paths.append(path)
    answers = by_abcjs(paths)
    wrong = [CASES[int(path.stem)] for path in paths if not agree(ours(path)[0], answers[path.stem][0])]
    assert wrong == []


@needs_corpora
@needs_judge("abcjs")
def test_abcjs_plays_the_same_of_every_tune_but_for_those_that_are_explained() -> None:
    paths = [path for folder in ("abc_chords_rjl20", "abc_chords_tuneworks", "abc_hymns_satb_openhymnal")
             for path in corpus(folder, ".abc")]  # fmt: skip
    answers = by_abcjs(paths)
    assert len(answers) == 255
    wrong = set()
    for path in paths:
        charts, tunes = ours(path), answers[path.stem]
        if len(charts) != len(tunes) or not all(map(agree, charts, tunes)):
            wrong.add(path.stem)
    assert wrong == set(KNOWN)


@needs_corpora
@needs_judge("abcjs")
def test_abcjs_finds_the_same_chords() -> None:
    paths = [path for folder in ("abc_chords_rjl20", "abc_chords_tuneworks") for path in corpus(folder, ".abc")]
    answers = by_abcjs(paths)
    for path in paths:
        (chart,) = ours(path)
        symbols = [change.symbol for bar in chart.bars for change in bar.chords]
        theirs = [
            " ".join(name.translate(PLAIN).split()) for tune in answers[path.stem] for name in map(str, tune["chords"])
        ]
        # We offer a chord in brackets as another one, and do not play it.
        plain = [name.split("(")[0].strip() for name in theirs if not name.startswith("(")]
        assert symbols == plain, path.name
