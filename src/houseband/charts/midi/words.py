"""What is written in a MIDI file: sections from its markers, and the words that are sung."""

import re
from collections.abc import Sequence

from houseband.charts.draft import Draft
from houseband.charts.midi.grid import Grid
from houseband.charts.midi.harmony import is_chord_line
from houseband.charts.midi.smf import CUE, LYRIC, MARKER, TEXT, Track, text_of

SUNG_GRID = 4  # places in a quarter for a syllable
_KARAOKE_HEAD = re.compile(r"@[A-Z]")
_NEW_LINE = re.compile(r"^[\\/\r\n]+|[\r\n]+$")


def sections(tracks: Sequence[Track], grid: Grid) -> list[tuple[int, str]]:
    """Bar and name of every marker, or else of every cue; on the nearest bar line."""
    for wanted in (MARKER, CUE):
        named = [
            (tick, " ".join(text_of(data).split()))
            for track in tracks
            for tick, kind, data in track.texts
            if kind == wanted and data.strip()
        ]
        if named and not is_chord_line([name for _, name in named]):
            return [(_nearest_bar(grid, tick), name) for tick, name in sorted(named)]
    return []


def _nearest_bar(grid: Grid, tick: int) -> int:
    index = grid.bar_at(tick)
    start, end = grid.starts_ticks[index : index + 2]
    return min(index + ((tick - start) * 2 > end - start), len(grid.meters) - 1)


def sing(draft: Draft, tracks: Sequence[Track], grid: Grid) -> None:
    """The words under the bars: lyric events; in a karaoke file its texts, with the title from its head (@T)."""
    pieces: list[tuple[int, str]] = []
    karaoke = any(text_of(data).startswith("@K") for track in tracks for _, kind, data in track.texts if kind == TEXT)
    wanted = TEXT if karaoke else LYRIC
    titles = []
    for track in tracks:
        for tick, kind, data in track.texts:
            text = text_of(data)
            if karaoke and kind == TEXT and _KARAOKE_HEAD.match(text):
                titles += [text[2:].strip()] if text.startswith("@T") else []
            elif kind == wanted and text.strip():
                pieces.append((tick, text))
    if titles:
        draft.title = titles[0]
        draft.credits += [("artist", name) for name in titles[1:2]]
    if is_chord_line([text.strip() for _, text in pieces]):
        return
    pieces.sort(key=lambda piece: piece[0])
    for k, (tick, text) in enumerate(pieces):
        is_last = k + 1 == len(pieces) or _NEW_LINE.match(pieces[k + 1][1]) is not None
        word = _NEW_LINE.sub("", text)
        ends = is_last or text.rstrip("\r\n") != text
        if word.endswith("-"):
            word, ends = word[:-1], False
        index = grid.bar_at(tick)
        quarters = grid.quarters(tick - grid.starts_ticks[index])
        length = grid.quarters(grid.starts_ticks[index + 1] - grid.starts_ticks[index])
        onset = round(quarters * SUNG_GRID) / grid.quarters(SUNG_GRID * grid.ticks_per_quarter)
        draft.sing(draft.bars[index], min(onset, length), word + (" " if ends and not word.endswith(" ") else ""))
