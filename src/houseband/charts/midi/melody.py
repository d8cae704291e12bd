"""The tune of a MIDI file, brought from where it was played onto the grid of a reader (twelfths of a quarter)."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction

from houseband.charts.chart import MelodyNote
from houseband.charts.draft import Draft
from houseband.charts.midi.grid import Grid
from houseband.charts.midi.players import Player
from houseband.charts.midi.smf import Note

MELODY_GRID = 12  # places in a quarter: sixteenths and triplets
_MELODY_NAME = re.compile(r"melod|vocal|\bvox\b|voice|\blead\b|sing|gesang|canto|voz|chant", re.IGNORECASE)
_ALONE = 0.92  # the share of a melody's notes that sound alone
_LOWEST_MELODY, _HIGHEST_MELODY = 52.0, 90.0  # the mean pitch of a line that may be a tune
_FEWEST_NOTES = 8


def write_melody(draft: Draft, grid: Grid, players: Sequence[Player]) -> None:
    """The tune: the part that is called so; else the highest line that is played one note at a time."""
    players = [player for player in players if not player.is_drums]
    named = [player for player in players if _MELODY_NAME.search(player.name)]
    alone = [player for player in players if _is_line(player.notes)]
    if named:
        chosen = named[0]
    elif alone:
        chosen = max(alone, key=lambda player: _mean_pitch(player.notes))
        draft.remark(f"no part is called melody: {chosen.name or 'a single line'!r} is taken for it",
                     hint="--melody off leaves it out")  # fmt: skip
    else:
        return
    notes = chosen.notes
    step = Fraction(grid.ticks_per_quarter, MELODY_GRID)
    placed = sorted({(round(note.onset_ticks / step), -note.pitch, round(note.end_ticks / step)) for note in notes})
    tops = [row for k, row in enumerate(placed) if k == 0 or placed[k - 1][0] != row[0]]
    for k, (onset, pitch, end) in enumerate(tops):
        following = tops[k + 1][0] if k + 1 < len(tops) else end
        end = min(max(end, onset + 1), max(following, onset + 1))
        tick = int(onset * step)
        index = grid.bar_at(tick)
        place = Fraction(onset, MELODY_GRID) - grid.quarters(grid.starts_ticks[index])
        draft.bars[index].melody.append(MelodyNote(max(place, Fraction(0)), Fraction(end - onset, MELODY_GRID), -pitch))


def _is_line(notes: Sequence[Note]) -> bool:
    """Whether the notes are a tune's: one at a time, in a singer's range."""
    if len(notes) < _FEWEST_NOTES or not _LOWEST_MELODY <= _mean_pitch(notes) <= _HIGHEST_MELODY:
        return False
    onsets = [note.onset_ticks for note in notes]
    overlapped = 0
    for k, note in enumerate(notes):
        following = bisect_left(onsets, note.onset_ticks + 1, k)
        together = following - k > 1
        late = following < len(notes) and note.end_ticks - onsets[following] > (note.end_ticks - note.onset_ticks) / 2
        overlapped += together or late
    return overlapped <= (1 - _ALONE) * len(notes)


def _mean_pitch(notes: Sequence[Note]) -> float:
    return sum(note.pitch for note in notes) / max(1, len(notes))
