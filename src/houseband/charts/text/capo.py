"""A chart written for a guitar with a capo, as it sounds: so many semitones above the shapes that are written."""

from dataclasses import replace

from houseband.charts.chart import Chart
from houseband.charts.transpose import transposed
from houseband.errors import Remark
from houseband.music.key import Key


def sounding(chart: Chart) -> Chart:
    """The chart with its chords as they sound, ``capo_fret`` semitones above what is written.

    A key that fits the chords only when it is taken ``capo_fret`` lower is the sounding one already.
    """
    fret = chart.capo_fret
    if not fret:
        return chart
    changes = [change for bar in chart.bars for change in bar.chords if change.chord.root is not None]
    ends = {change.chord.root for change in (changes[:1] + changes[-1:])}
    shapes = chart.key
    if shapes is not None and shapes.tonic_pc not in ends and shapes.transposed(-fret).tonic_pc in ends:
        key, shapes = shapes, shapes.transposed(-fret)
    elif shapes is not None:
        key = shapes.transposed(fret)
    else:
        last = changes[-1].chord if changes else None
        tonic = Key("C") if last is None else Key("C", "minor" if last.is_minor else "major").transposed(last.root or 0)
        key = tonic.transposed(fret)
    moved = replace(transposed(chart, fret, key), capo_fret=fret, frames=chart.frames)
    said = Remark(
        f"capo {fret}: the chords sound {fret} semitone{'s' * (fret > 1)} above the shapes that are written",
        hint=f"shown and played as they sound{f', in {key}' if chart.key else ''}",
    )
    return replace(moved, key=key if chart.key else None, remarks=(*chart.remarks, said))
