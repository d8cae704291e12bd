"""The band: players in listening order, folded over the bars one at a time.

Every chair of the band plays in the mind of the others even when it is not recorded: leaving the drums out, or adding a
lead, changes nobody else's notes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from houseband.arrangement import Arrangement, PlannedBar
from houseband.charts.chart import WrittenPart
from houseband.dice import Dice
from houseband.feel import (
    Drift,
    FeelMemory,
    Timed,
    as_written,
    next_drift,
    play_with_feel,
    swing_ratio,
    written_seconds,
)
from houseband.music.controller import EXPRESSION
from houseband.performance import BEND, CONTROL, NOTE, Moved, NoteArray, Part, Performance, Played
from houseband.players.as_written import AsWritten
from houseband.players.bass import Bass
from houseband.players.drums import Drums, Percussion
from houseband.players.guitar import Guitar
from houseband.players.keys import Keys
from houseband.players.lead import Lead
from houseband.players.player import Player
from houseband.styles.style import Style
from houseband.units import TICKS_PER_QUARTER

NOBODY: Mapping[str, WrittenPart] = MappingProxyType({})
TimedMove = tuple[Moved, float]
"""A move and its seconds."""


@dataclass(frozen=True, slots=True)
class BandMemory:
    """All that the band carries from one bar to the next: play on from here and nobody can tell."""

    players: tuple[Any, ...]
    """Each player's own memory, in listening order."""
    hands: tuple[FeelMemory, ...]
    drift_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class PlayedBar:
    """One bar as the whole band played it."""

    bar: PlannedBar
    parts: Mapping[str, tuple[Timed, ...]]
    memory: BandMemory
    """After this bar."""
    moves: Mapping[str, tuple[TimedMove, ...]] = field(default_factory=dict)
    """By player, what pedals and wheels do in the bar."""


def players_of(style: Style, parts: Mapping[str, WrittenPart] = NOBODY) -> tuple[Player[Any], ...]:
    """The chairs of the band in listening order, then those who play the written parts, by their names."""
    band = (Drums(style), Percussion(style), Bass(style), Guitar(style), Keys(style), Lead(style))
    return (*band, *(AsWritten(name, part) for name, part in parts.items()))


def play_bars(
    bars: Iterable[PlannedBar],
    style: Style,
    seed: int = 0,
    swing: float | None = None,
    memory: BandMemory | None = None,
    parts: Mapping[str, WrittenPart] = NOBODY,
) -> Iterator[PlayedBar]:
    """The bars as played, one at a time, from the given memory; for ever if the bars go on for ever.

    ``swing`` None is by style, player and tempo; a number is everybody's ratio (1 even, 2 triplets). ``parts``: written
    parts by the name of who plays them.
    """
    players = players_of(style, parts)
    if memory is None:
        memory = BandMemory(tuple(p.start() for p in players), tuple(FeelMemory() for _ in players))
    for bar in bars:
        drift = next_drift(bar, memory.drift_ms, Dice(seed, "band", bar.index))
        heard: dict[str, tuple[Played, ...]] = {}
        played: dict[str, tuple[Timed, ...]] = {}
        moved: dict[str, tuple[TimedMove, ...]] = {}
        minds: list[Any] = []
        hands: list[FeelMemory] = []
        for player, mind, hand in zip(players, memory.players, memory.hands, strict=True):
            if player.name in bar.out:
                notes: tuple[Played, ...] = ()
            else:
                notes, mind = player.play(bar, heard, mind, Dice(seed, player.name, bar.index))
            heard[player.name] = notes
            if isinstance(player, AsWritten):
                played[player.name] = as_written(bar, notes)
                moved[player.name] = tuple((move, written_seconds(bar, move.onset_ticks)) for move in player.moves(bar))
            else:
                played[player.name], hand = _felt(bar, player.name, notes, style, swing, drift, hand, seed)
            minds.append(mind)
            hands.append(hand)
        memory = BandMemory(tuple(minds), tuple(hands), drift.last_ms)
        yield PlayedBar(bar, played, memory, moved)


def perform(
    arrangement: Arrangement,
    seed: int = 0,
    swing: float | None = None,
    progress: Callable[[float], None] | None = None,
) -> Performance:
    """③ What the arrangement's line-up plays. ``progress`` is told the share done, 0–1, after each bar."""
    notes: dict[str, list[Timed]] = {chair.player: [] for chair in arrangement.line_up}
    moves: dict[str, list[TimedMove]] = {player: [] for player in notes}
    written = {
        chair.player: arrangement.chart.parts[chair.part] for chair in arrangement.line_up if chair.part is not None
    }
    for played in play_bars(arrangement.bars, arrangement.style, seed, swing, parts=written):
        for player, timed in notes.items():
            timed.extend(played.parts[player])
            moves[player].extend(played.moves.get(player, ()))
        if progress is not None:
            progress((played.bar.index + 1) / len(arrangement.bars))
    for own in moves.values():
        own.extend(fading(arrangement))
    parts = {
        chair.player: Part(
            chair.player,
            chair.instrument,
            note_array(notes[chair.player]),
            control_array(moves[chair.player]),
            bend_array(notes[chair.player]),
        )
        for chair in arrangement.line_up
    }
    return Performance(arrangement, parts)


def fading(arrangement: Arrangement) -> list[TimedMove]:
    """What everybody's expression does while the take fades out; [] where it ends."""
    if not arrangement.fade_seconds:
        return []
    begin = arrangement.duration_seconds - arrangement.fade_seconds
    moves: list[TimedMove] = []
    for bar in arrangement.bars:
        for ticks in range(0, bar.duration_ticks, TICKS_PER_QUARTER // 2):
            share = (bar.seconds_at(ticks) - begin) / arrangement.fade_seconds
            if share > 0:
                moves.append(
                    (Moved(bar.onset_ticks + ticks, EXPRESSION, round(127 * (1 - share))), bar.seconds_at(ticks))
                )
    end = arrangement.duration_ticks
    return [*moves, (Moved(end, EXPRESSION, 0), arrangement.duration_seconds)]


def note_array(notes: Iterable[Timed]) -> NoteArray:
    """The notes as one read-only array of dtype NOTE, in order of written onset."""
    rows = [
        (n.onset_ticks, n.duration_ticks, onset, duration, n.pitch, n.velocity, n.articulation, n.string, n.fret, 0.0)
        for n, onset, duration in notes
    ]
    array = np.array(rows, dtype=NOTE)
    array = array[np.argsort(array["onset_ticks"], kind="stable")]
    array.flags.writeable = False
    return array


def _felt(
    bar: PlannedBar,
    name: str,
    notes: tuple[Played, ...],
    style: Style,
    swing: float | None,
    drift: Drift,
    hand: FeelMemory,
    seed: int,
) -> tuple[tuple[Timed, ...], FeelMemory]:
    ratio = swing_ratio(style.feel, name, bar.tempo_bpm, swing)
    return play_with_feel(bar, name, notes, style.feel, ratio, drift, hand, seed, Dice(seed, "feel " + name, bar.index))


def control_array(moves: Iterable[TimedMove]) -> NoteArray:
    """The moves as one read-only array of dtype CONTROL, in order."""
    rows = [(move.onset_ticks, seconds, move.number, move.value) for move, seconds in moves]
    array = np.array(rows, dtype=CONTROL)
    array = array[np.argsort(array["onset_ticks"], kind="stable")]
    array.flags.writeable = False
    return array


def bend_array(notes: Sequence[Timed]) -> NoteArray:
    """The bends of the notes as one read-only array of dtype BEND; notes are counted as in ``note_array``."""
    rows: list[tuple[int, float, float]] = []
    if any(timed.note.bends for timed in notes):
        ordered = sorted(notes, key=lambda timed: timed.note.onset_ticks)
        for index, (note, _, duration_seconds) in enumerate(ordered):
            per_tick = duration_seconds / max(1, note.duration_ticks)
            rows += [(index, ticks * per_tick, cents) for ticks, cents in note.bends]
    array = np.array(rows, dtype=BEND)
    array.flags.writeable = False
    return array
