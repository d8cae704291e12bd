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
from houseband.charts.guitarpro.grains import quarters
from houseband.charts.guitarpro.score import Score, Track

_SINGER = re.compile(
    r"\b(?:vocals?|vox|voice|voix|sing(?:er|ing)?|chant|voz|gesang|stimme|melod\w*|tune|lead voc\w*)\b", re.IGNORECASE
)
_NOT_SINGER = re.compile(r"\b(?:back\w*|harmon\w*|choir|2nd|second)\b", re.IGNORECASE)
_ONE_AT_A_TIME = 0.9
_BARS_PLAYED = 1 / 3
_BASS_PROGRAMS = range(32, 40)
_LOWEST_TUNE = 52  # E3: what is lower on the whole is a bass, or a riff


def write_parts(score: Score, draft: Draft) -> None:
    """Every track with notes as a part of the chart; notes beyond the end of their bar are left out."""
    for index, (bar, master) in enumerate(zip(draft.bars, score.bars, strict=True)):
        length = bar.duration_quarters or bar.meter.quarters
        content = quarters(master.content)
        if content <= length:
            continue
        for track in score.tracks:
            if index < len(track.bars):
                there = [note for note in track.bars[index] if note.onset_quarters < length]
                track.bars[index] = [_within(note, length, content) for note in there]
    draft.parts = [
        WrittenPart(
            track.name, tuple(tuple(notes) for notes in track.bars), track.program, track.is_drums, track.tuning
        )
        for track in score.tracks
        if any(track.bars)
    ]


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
    often = [track for track in able if sum(map(bool, track.bars)) >= _BARS_PLAYED * len(track.bars)]
    lines = [track for track in often if is_a_line(track)]
    return max(lines, key=_height, default=None)


def is_a_line(track: Track) -> bool:
    """Whether a track plays one note at a time and is no bass."""
    onsets = notes = 0
    for line in track.lines:
        for bar in line.bars:
            notes += len(bar)
            onsets += len({sketch[0] for sketch in bar})
    is_bass = track.program in _BASS_PROGRAMS or re.search(r"\bbass\b", track.name, re.IGNORECASE) is not None
    return notes > 0 and not is_bass and onsets >= _ONE_AT_A_TIME * notes and _height(track) >= _LOWEST_TUNE


def _height(track: Track) -> float:
    pitches = [int(sketch[2]) for line in track.lines for bar in line.bars for sketch in bar]
    return sum(pitches) / len(pitches) if pitches else 0.0
