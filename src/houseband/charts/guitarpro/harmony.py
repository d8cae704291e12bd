"""The chords of a Guitar Pro score: those named over the beats of the track that names most, or else found in the notes.

What is named over a track with a capo is the shape that the hand grips; what sounds, and stands in the chart, is higher
by the capo. A grip without a name that can be read is taken for the notes that it sounds.
"""

from fractions import Fraction

from houseband.charts.chart import ChordChange, Frame
from houseband.charts.draft import Draft
from houseband.charts.guitarpro.score import Diagram, Score, Track, quarters
from houseband.charts.symbol import transpose_symbol
from houseband.music.chord import Chord


def write_chords(score: Score, draft: Draft) -> None:
    """Write the chords into the bars, and the grips into the chart's frames."""
    track = max(score.tracks, key=lambda track: len(track.diagrams), default=None)
    if track is None or not track.diagrams:
        return
    draft.capo_fret = track.capo
    _write_frames(draft, score)
    flats = draft.key is not None and draft.key.prefers_flats
    for index, onset, diagram in sorted(track.diagrams, key=lambda place: place[:2]):
        bar = draft.bars[index]
        at = quarters(onset)
        if at >= (bar.duration_quarters or bar.meter.quarters):
            continue
        chord = draft.chord(diagram.name) if diagram.name else None
        if chord is None:
            continue
        symbol = diagram.name
        if track.capo:
            symbol, chord = transpose_symbol(symbol, track.capo, flats), chord.transposed(track.capo)
        if bar.chords and bar.chords[-1].onset_quarters == at:
            bar.chords.pop()
        draft.put(bar, at, symbol, chord)


def _write_frames(draft: Draft, score: Score) -> None:
    frames = {
        Frame(diagram.name, diagram.frets, diagram.fingers): None
        for track in score.tracks
        for _, _, diagram in track.diagrams
        if diagram.frets
    }
    draft.frames = list(frames)
