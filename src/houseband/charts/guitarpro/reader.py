"""Guitar Pro 3 to 8: the chords, the words, the tune and the roadmap of a tablature, and every track note by note.

Versions 3 to 5 are read with PyGuitarPro, 6 to 8 from their own XML; both come to the same Score, and this makes the
chart of it.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from houseband.charts.chart import Chart
from houseband.charts.draft import Draft
from houseband.charts.guitarpro.harmony import write_chords
from houseband.charts.guitarpro.roadmap import write_bars
from houseband.charts.guitarpro.score import Score
from houseband.charts.guitarpro.tune import write_melody, write_parts
from houseband.charts.guitarpro.words import write_words
from houseband.charts.source import Source

FORMAT = "guitar pro"
MOST_PLACES = 4  # bars named in a remark


def read(source: Source) -> tuple[Chart, ...]:
    """The one chart of a Guitar Pro file. Raises ChartError, with its place, for what is damaged or has no music."""
    with _collector_paused():
        return (_chart(source),)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Nothing read here is garbage before the chart is done; looking for it meanwhile takes longer than reading."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def _chart(source: Source) -> Chart:
    score = read_score(source)
    draft = Draft(source, FORMAT)
    draft.may_be_silent = _is_silent(score)
    if draft.may_be_silent:
        tracks = ", ".join(track.name for track in score.tracks[:MOST_PLACES]) or "none"
        draft.remark("neither notes nor chords in it: the bars are silent", hint=f"tracks: {tracks}")
    draft.title = " ".join((score.title or score.subtitle).split())
    subtitle = " ".join(score.subtitle.split())
    draft.composer = ", ".join(name for role, name in score.people if role == "composer")
    draft.credits = [("subtitle", subtitle)] if subtitle and subtitle != draft.title else []
    draft.credits += [(role, name) for role, name in score.people if role != "composer"]
    write_bars(score, draft)
    write_parts(score, draft)
    tune = write_melody(score, draft)
    write_chords(score, draft, tune)
    write_words(score, draft, tune)
    for (problem, hint), bars in score.remarks.items():
        draft.remark(_placed(problem, bars), hint=hint)
    return draft.finish()


def read_score(source: Source) -> Score:
    """The score of a file of any version, by its first bytes."""
    data = source.data
    if data.startswith((b"BCFZ", b"BCFS", b"PK")):
        from houseband.charts.guitarpro import container, gpif

        unpack = container.score_of_zip if data.startswith(b"PK") else container.score_of_gpx
        return gpif.read_score(unpack(data, source.name), source.name)
    if data.lstrip()[:5] in (b"<?xml", b"<GPIF"):  # a score.gpif that somebody took out of its box
        from houseband.charts.guitarpro import gpif

        return gpif.read_score(data, source.name)
    from houseband.charts.guitarpro import gp345

    return gp345.read_score(source)


def _is_silent(score: Score) -> bool:
    """Whether it holds neither a note nor the name of a chord."""
    return not any(any(track.bars) or track.diagrams for track in score.tracks)


def _placed(problem: str, bars: list[int]) -> str:
    """A problem with the bars where it is found: ``bars 3, 5: grace notes``."""
    if not bars:
        return problem
    places = list(dict.fromkeys(bar + 1 for bar in bars))
    shown = ", ".join(str(place) for place in places[:MOST_PLACES])
    more = f" and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
    return f"bar{'s' if len(places) > 1 else ''} {shown}{more}: {problem}"
