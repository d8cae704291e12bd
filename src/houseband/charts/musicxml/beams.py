"""Which notes share a beam: those of one beat, or of half a bar where all are eighths."""

from fractions import Fraction

from houseband.charts.musicxml.note_values import Piece
from houseband.music.meter import Meter

_FLAGS = {"eighth": 1, "16th": 2, "32nd": 3, "64th": 4, "128th": 5, "256th": 6, "512th": 7, "1024th": 8}


def beams_of(pieces: list[Piece], rests: list[bool], meter: Meter, length: Fraction) -> list[list[str]]:
    """For each piece its beams from the outermost: begin, continue, end, forward hook, backward hook."""
    beams: list[list[str]] = [[] for _ in pieces]
    run: list[int] = []
    windows = _windows(pieces, rests, meter, length)
    for i, piece in enumerate(pieces):
        joins = not rests[i] and piece.value in _FLAGS
        if run and (not joins or windows[run[-1]] != windows[i]):
            _join(run, pieces, beams)
            run = []
        if joins:
            run.append(i)
    _join(run, pieces, beams)
    return beams


def _windows(pieces: list[Piece], rests: list[bool], meter: Meter, length: Fraction) -> list[tuple[Fraction, int]]:
    """Which stretch of the bar each piece is beamed in."""
    shift = max(Fraction(0), meter.quarters - length)
    if meter.unit >= 8:
        onsets = meter.group_onsets
        return [_tuplet_or(piece, max(o for o in onsets if o <= piece.onset + shift)) for piece in pieces]
    halves: dict[int, bool] = {}  # whether a half bar has plain eighths only
    if meter.quarters == 4:
        for piece, is_rest in zip(pieces, rests, strict=True):
            half = (piece.onset + shift) // 2 * 2
            plain = piece.value == "eighth" and not piece.dots and piece.tuplet is None and not is_rest
            halves[half] = halves.get(half, True) and plain
    found = []
    for piece in pieces:
        place = piece.onset + shift
        half = _floor(place, 2)
        found.append(_tuplet_or(piece, Fraction(half if halves.get(half) else _floor(place, 1))))
    return found


def _floor(place: Fraction, quarters: int) -> int:
    return place // quarters * quarters


def _tuplet_or(piece: Piece, window: Fraction) -> tuple[Fraction, int]:
    return (window, 0) if piece.tuplet is None else (piece.tuplet.onset, piece.tuplet.actual)


def _join(run: list[int], pieces: list[Piece], beams: list[list[str]]) -> None:
    if len(run) < 2:
        return
    flags = [_FLAGS[pieces[i].value] for i in run]
    for place, i in enumerate(run):
        for level in range(1, flags[place] + 1):
            before = place > 0 and flags[place - 1] >= level
            after = place + 1 < len(run) and flags[place + 1] >= level
            if before and after:
                beams[i].append("continue")
            elif after:
                beams[i].append("begin")
            elif before:
                beams[i].append("end")
            else:
                beams[i].append("backward hook" if place > 0 else "forward hook")
