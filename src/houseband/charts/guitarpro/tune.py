"""The parts of a Guitar Pro score as they are written out, and which of them is the tune.

The tune is, in this order: the track with words; a track named after a voice or a melody; the highest of those that
play one note at a time (nine onsets in ten), are no basses and play in a third of the bars. Of several notes at once it
is the top one, and a note ends where the next begins.
"""

import re
from dataclasses import replace
from fractions import Fraction

from houseband.charts.chart import MelodyNote, PartNote, WrittenPart
from houseband.charts.draft import Draft
from houseband.charts.guitarpro.score import Score, Track

_SINGER = re.compile(r"\b(?:vocals?|vox|voice|voix|sing(?:er|ing)?|chant|voz|gesang|stimme|melod\w*|tune|lead voc\w*)\b", re.I)
_NOT_SINGER = re.compile(r"\b(?:back\w*|harmon\w*|choir|2nd|second)\b", re.I)
_ONE_AT_A_TIME = 0.9
_BARS_PLAYED = 1 / 3
_BASS_PROGRAMS = range(32, 40)
_LOWEST_TUNE = 52  # E3: what is lower on the whole is a bass, or a riff


def write_parts(score: Score, draft: Draft) -> None:
    """Every track with notes as a part of the chart; notes beyond the end of their bar are left out."""
    for index, bar in enumerate(draft.bars):
        length = bar.duration_quarters or bar.meter.quarters
        master = score.bars[index]
        if master.content and not master.free and master.content > 0:
            _cut(score, index, length)
    draft.parts = [
        WrittenPart(
            track.name, tuple(tuple(notes) for notes in track.bars), track.program, track.is_drums, track.tuning
        )
        for track in score.tracks
        if any(track.bars)
    ]


def _cut(score: Score, index: int, length: Fraction) -> None:
    from houseband.charts.guitarpro.score import quarters

    content = quarters(score.bars[index].content)
    if content <= length:
        return
    for track in score.tracks:
        if index < len(track.bars):
            track.bars[index] = [_within(note, length, content) for note in track.bars[index] if note.onset_quarters < length]


def _within(note: PartNote, length: Fraction, content: Fraction) -> PartNote:
    """A note that is too long for an overfull bar ends with it; one that is tied over the bar line goes on."""
    if length < note.onset_quarters + note.duration_quarters <= content:
        return replace(note, duration_quarters=length - note.onset_quarters)
    return note


def write_melody(score: Score, draft: Draft) -> Track | None:
    """Write the tune into the bars; the track that has it, or None."""
    track = tune_of(score)
    if track is None:
        return None
    for bar, notes in zip(draft.bars, track.bars, strict=False):
        tops: dict[Fraction, PartNote] = {}
        for note in notes:  # from the lowest
            tops[note.onset_quarters] = note
        onsets = [*tops, None]
        for (onset, note), following in zip(tops.items(), onsets[1:], strict=True):
            duration = note.duration_quarters
            if following is not None:
                duration = min(duration, following - onset)
            bar.melody.append(MelodyNote(onset, duration, note.pitch))
    return track


def tune_of(score: Score) -> Track | None:
    """The track that has the tune, by the rule above."""
    able = [track for track in score.tracks if not track.is_drums and any(track.bars)]
    for track in able:
        if track.syllables or track.verses:
            return track
    named = [track for track in able if _SINGER.search(track.name)]
    leading = [track for track in named if not _NOT_SINGER.search(track.name)]
    if named:
        return (leading or named)[0]
    lines = [track for track in able if _is_a_line(track)]
    return max(lines, key=_height, default=None)


def _is_a_line(track: Track) -> bool:
    onsets = notes = played = 0
    for bar in track.bars:
        notes += len(bar)
        onsets += len({note.onset_quarters for note in bar})
        played += bool(bar)
    if notes == 0 or track.program in _BASS_PROGRAMS or re.search(r"\bbass\b", track.name, re.I):
        return False
    alone = onsets / notes >= _ONE_AT_A_TIME
    return alone and played >= _BARS_PLAYED * len(track.bars) and _height(track) >= _LOWEST_TUNE


def _height(track: Track) -> float:
    pitches = [note.pitch for bar in track.bars for note in bar]
    return sum(pitches) / len(pitches) if pitches else 0.0
