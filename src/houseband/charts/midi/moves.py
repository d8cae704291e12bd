"""What pedals and wheels of a MIDI file do, bar by bar.

A controller holds for its channel, whatever track it stands in. A bend is as wide as registered parameter 0 says, two
semitones if it says nothing (MIDI 1.0 detailed specification, "Registered Parameter Numbers").
"""

from collections.abc import Sequence
from fractions import Fraction

from houseband.charts.chart import PartMove
from houseband.charts.midi.grid import Grid
from houseband.charts.midi.smf import BEND, DATA_ENTRY, DATA_FINE, PARAMETER, PARAMETER_FINE, Track
from houseband.music.controller import PITCH_BEND, USUAL

USUAL_RANGE_CENTS = 200
Move = tuple[int, int, int]
"""Tick, number and value; bends in cents."""


def moves_of(tracks: Sequence[Track]) -> dict[int, list[Move]]:
    """By channel, the moves in order; what only repeats the value that it has is left out."""
    events = sorted((move for track in tracks for move in track.moves), key=lambda move: move[0])
    found: dict[int, list[Move]] = {}
    stand: dict[tuple[int, int], int] = {}
    parameter: dict[int, list[int]] = {}
    reach: dict[int, int] = {}
    for tick, channel, number, value in events:
        if number in (PARAMETER, PARAMETER_FINE):
            parameter.setdefault(channel, [127, 127])[number == PARAMETER_FINE] = value
        elif number in (DATA_ENTRY, DATA_FINE):
            if parameter.get(channel) == [0, 0]:
                semitones, cents = divmod(reach.get(channel, USUAL_RANGE_CENTS), 100)
                reach[channel] = 100 * value + cents if number == DATA_ENTRY else 100 * semitones + min(value, 99)
        else:
            if number == BEND:
                number, value = PITCH_BEND, round(value * reach.get(channel, USUAL_RANGE_CENTS) / 8192)
            if stand.get((channel, number), USUAL[number]) != value:
                stand[channel, number] = value
                found.setdefault(channel, []).append((tick, number, value))
    return found


def move_bars(moves: Sequence[Move], grid: Grid) -> tuple[tuple[PartMove, ...], ...]:
    """The moves by bar; the first bar begins with what each usually stands at, so that every chorus does."""
    if not moves:
        return ()
    bars: list[list[PartMove]] = [[] for _ in grid.meters]
    if not bars:
        return ()
    at_once = {number for tick, number, _ in moves if tick <= grid.starts_ticks[0]}
    bars[0] = [PartMove(Fraction(0), number, USUAL[number]) for number in sorted({n for _, n, _ in moves} - at_once)]
    for tick, number, value in moves:
        index = grid.bar_at(tick)
        bars[index].append(PartMove(max(Fraction(0), grid.quarters(tick - grid.starts_ticks[index])), number, value))
    return tuple(map(tuple, bars))
