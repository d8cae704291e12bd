"""MIDI files as charts: the parts as they were played, their bars, and the chords, sections, words and melody in them.

Chords are taken from where a program has written them (Yamaha's XF events, or texts and markers that are chord symbols,
as Houseband's own files have); else they are found in the notes (``chord_finding``). Sections are markers and cues.
Words are lyric events, or the texts of a karaoke file. The parts keep every onset to the tick; chords and melody are
brought onto the grid of a reader (twelfths of a quarter), since nobody writes a chart of what was played early.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from houseband.charts.chart import Chart, WrittenPart
from houseband.charts.chord_finding import found_symbol
from houseband.charts.draft import Draft
from houseband.charts.midi.grid import Grid, grid_of
from houseband.charts.midi.harmony import chords_in_notes, written_chords
from houseband.charts.midi.melody import write_melody
from houseband.charts.midi.moves import move_bars, moves_of
from houseband.charts.midi.players import Player, name_of, part_bars, players_of
from houseband.charts.midi.smf import COPYRIGHT, MidiFile, Track, parse_midi, text_of
from houseband.charts.midi.words import sections, sing
from houseband.charts.source import Source
from houseband.errors import ChartError
from houseband.music.chord import Chord
from houseband.music.key import Key
from houseband.music.key_finding import find_key

MOST_BARS = 20_000  # as many as anybody plays


def read(source: Source) -> tuple[Chart, ...]:
    """The file's song; of a file of independent patterns (format 2) one each. Raises ChartError if no note is in it."""
    file = parse_midi(source.data, source.name)
    if file.format == 2 and len(file.tracks) > 1:
        songs = [MidiFile(0, file.ticks_per_quarter, [track], file.repairs) for track in file.tracks if track.notes]
    else:
        songs = [file] if any(track.notes for track in file.tracks) else []
    if not songs:
        raise ChartError("no notes in this MIDI file", source.name, hint="; ".join(file.repairs))
    return tuple(_song(source, song) for song in songs)


def _song(source: Source, file: MidiFile) -> Chart:
    draft = Draft(source, "midi")
    for repair in file.repairs:
        draft.remark(repair)
    rung = file.ticks_per_quarter // 2  # what a last note rings over its bar line
    end = max(max(note.onset_ticks + 1, note.end_ticks - rung) for track in file.tracks for note in track.notes)
    grid = grid_of(file.tracks, file.ticks_per_quarter, end, source.name)
    if len(grid.meters) > MOST_BARS:
        raise ChartError(f"more than {MOST_BARS} bars", source.name, hint="is it a song?")
    for index, meter in enumerate(grid.meters):
        draft.meter = meter
        bar = draft.add_bar()
        length = grid.quarters(grid.starts_ticks[index + 1] - grid.starts_ticks[index])
        bar.duration_quarters = None if length == meter.quarters else length
        bar.key = grid.keys.get(index) if index else None
        bar.tempo_bpm = grid.tempos_bpm.get(index) if index else None
    draft.tempo_bpm = grid.tempos_bpm.get(0)
    players = players_of(file.tracks)
    moves = moves_of(file.tracks)
    draft.parts = [
        WrittenPart(
            player.name,
            part_bars(player.notes, grid),
            player.program,
            player.is_drums,
            moves=move_bars(moves.get(player.channel, ()), grid),
        )
        for player in players
    ]
    _head(draft, file.tracks)
    for index, name in sections(file.tracks, grid):
        draft.bars[index].section = draft.bars[index].section or name
    sing(draft, file.tracks, grid)
    _chords(draft, file.tracks, grid, players)
    write_melody(draft, grid, players)
    return draft.finish()


def _head(draft: Draft, tracks: Sequence[Track]) -> None:
    """The title: the first track's name if that track has no notes or is the only one. Copyrights are credits."""
    if tracks and (not tracks[0].notes or len(tracks) == 1):
        draft.title = name_of(tracks[0])
    for track in tracks:
        for _, kind, text in track.texts:
            if kind == COPYRIGHT and text.strip():
                draft.credits.append(("copyright", text_of(text).strip()))


def _chords(draft: Draft, tracks: Sequence[Track], grid: Grid, players: Sequence[Player]) -> None:
    """Chords as they are written in the file, or else as they sound."""
    key = grid.keys.get(0)
    pitched = [player.notes for player in players if not player.is_drums]
    if written := written_chords(tracks):
        for tick, text, chord in written:
            _put(draft, grid, tick, text, chord)
    elif any(pitched):
        found = chords_in_notes(grid, pitched, key)
        for tick, chord in found:
            _put(draft, grid, tick, "", chord)
        if found:
            draft.remark("no chords are written in the file: they were found in its notes",
                         hint="--parts all plays it as it is")  # fmt: skip
    draft.key = key or _likely_key(draft)
    for bar in draft.bars:
        bar.chords = [
            replace(change, symbol=change.symbol or found_symbol(change.chord, draft.key)) for change in bar.chords
        ]


def _likely_key(draft: Draft) -> Key | None:
    changes = [change.chord for bar in draft.bars for change in bar.chords]
    return find_key([(chord, 1.0) for chord in changes])


def _put(draft: Draft, grid: Grid, tick: int, symbol: str, chord: Chord) -> None:
    """A chord on the nearest half beat of its bar (of the next one, if that is nearer)."""
    index = grid.bar_at(tick)
    half = grid.meters[index].beat_quarters / 2
    onset = round(grid.quarters(tick - grid.starts_ticks[index]) / half) * half
    length = grid.quarters(grid.starts_ticks[index + 1] - grid.starts_ticks[index])
    if onset >= length:
        if index + 1 == len(draft.bars):
            return
        index, onset = index + 1, Fraction(0)
    bar = draft.bars[index]
    if bar.chords and bar.chords[-1].onset_quarters >= onset:
        bar.chords.pop()
    draft.put(bar, onset, symbol, chord)
