"""Passages in another notation: ABC is read by the ABC reader; what others draw as pictures is only told of."""

from collections.abc import Sequence
from dataclasses import replace

from houseband.charts.chart import Bar, Chart
from houseband.charts.draft import Draft, DraftBar
from houseband.charts.source import Source
from houseband.charts.transpose import transposed
from houseband.errors import ChartError
from houseband.music.key import Key

_NOT_READ = "a passage of 'abc' is not read"


def read_abc(draft: Draft, lines: Sequence[str], line: int, shown: str) -> range:
    """Add the bars of an ABC passage that began at ``line`` to the song: which they are. What stands before its X: is
    about print.
    """
    from houseband.charts.formats import FORMATS  # it knows whether there is a reader for them

    first = len(draft.bars)
    starts = [index for index, text in enumerate(lines) if text.lstrip().startswith("X:")]
    skipped = starts[0] if starts else 0
    text = "\n".join(line.lstrip() if line.lstrip()[1:2] == ":" else line for line in lines[skipped:])
    if not starts:
        text, skipped = "X:1\n" + text, -1
    if not any(each.strip() for each in lines):
        draft.remark(_NOT_READ, line, 1, shown, "it is empty")
        return range(first, first)
    try:
        charts = FORMATS["abc"].read(Source(text.encode(), draft.source.name, draft.source.reading))
    except ChartError as error:
        at = line if error.line is None else line + skipped + error.line
        draft.remark(f"{_NOT_READ}: {error.problem}", at, error.column, error.text or shown, error.hint or "left out")
        return range(first, first)
    for chart in charts:
        for remark in chart.remarks:
            place = None if remark.line is None else remark.line + line + skipped
            draft.remark(remark.problem, place, remark.column, remark.text, remark.hint)
        _add(draft, chart)
    return range(first, len(draft.bars))


def _add(draft: Draft, chart: Chart) -> None:
    """Write the bars of a chart after those of the draft, in the transposition that is in force."""
    if draft.semitones:
        key = chart.key or Key("C")
        chart = transposed(chart, draft.semitones, key.transposed(draft.semitones))
    first, meter = len(draft.bars), draft.meter
    if chart.key is not None:
        draft.set_key(chart.key)
    if chart.tempo_bpm is not None and (first or draft.tempo_bpm is None):
        draft.set_tempo(chart.tempo_bpm)
    bars = list(chart.bars)
    if next((bar.repeat_start for bar in bars if bar.repeat_start or bar.repeat_count > 1), True) is False:
        bars[0] = replace(bars[0], repeat_start=True)  # what repeats is the passage, not the song
    for bar in bars:
        draft.meter = bar.meter
        fresh = _draft_bar(bar)
        waiting = draft.add_bar()
        fresh.entering = waiting.entering
        fresh.section = waiting.section if waiting.section is not None else fresh.section
        fresh.key = waiting.key or fresh.key
        fresh.tempo_bpm = waiting.tempo_bpm or fresh.tempo_bpm
        draft.bars[-1] = fresh
        if fresh.chords:
            draft.sounding = fresh.chords[-1]
    draft.meter = meter


def _draft_bar(bar: Bar) -> DraftBar:
    """A bar of a chart as one that can still change."""
    length = None if bar.duration_quarters == bar.meter.quarters else bar.duration_quarters
    return DraftBar(
        meter=bar.meter, chords=list(bar.chords), alternates=list(bar.alternates), melody=list(bar.melody),
        lyrics=list(bar.lyrics), kicks=list(bar.kicks), fermatas=list(bar.fermatas), directions=list(bar.directions),
        duration_quarters=length, section=bar.section, key=bar.key, tempo_bpm=bar.tempo_bpm,
        repeat_start=bar.repeat_start, repeat_count=bar.repeat_count, open_repeat=bar.open_repeat, endings=bar.endings,
        segno=bar.segno, coda=bar.coda, to_coda=bar.to_coda, fine=bar.fine, jump=bar.jump,
    )  # fmt: skip
