"""Chords found from notes: what a band would play under music that is written out and has no chord symbols.

The music is cut into spans (half bars, or bars), each with how long every pitch class sounds in it and which one is the
bass. Every span has a score for each of 12 roots × the chords of CHORDS, and each change of chord has a cost; the
best way through all spans is found by dynamic programming, as in Pardo and Birmingham, Algorithms for Chordal
Analysis (Computer Music Journal 26:2, 2002), whose score (tones in the chord, less tones outside it, less tones that
are missing) is the heart of this one. The weights are ours; tests/charts/test_chord_finding.py says what they must do.

Plain Python, no arrays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from houseband.music.chord import Chord
from houseband.music.meter import Meter

SILENT = 1e-9
OUTSIDE = 1.0  # what a tone outside the chord costs, in shares of the span's sound
ROOT_IN_BASS = 0.30
TONE_IN_BASS = 0.08
CHANGE_AT_BAR = 0.15
CHANGE_WITHIN = 0.35
HEARD = 0.04  # a tone with less of the span's sound than this passes by
ACCENT = 2.0  # what begins with the span, or before it, counts for so much more than what comes in later
INVERSION = 0.6  # the share of the span for which another tone than the root must be the lowest to be written as bass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of music that has one chord."""

    weights: tuple[float, ...]
    """Twelve: how much each pitch class sounds, in any unit."""
    bass: int | None = None
    """The pitch class that is lowest for most of it, if one is."""
    at_bar: bool = True
    """Whether it begins with a bar."""


_THIRD, _FIFTH, _SURE = 0.20, 0.05, 0.30
_SHELL = 0.45  # a chord of four tones without its root, or a seventh without its third, is hardly one
# Intervals, each with what it costs that the tone is not heard; and the price of a chord for being rarer than a triad.
CHORDS: tuple[tuple[tuple[tuple[int, float], ...], float], ...] = (
    (((0, 0.20), (4, _THIRD), (7, _FIFTH)), 0.00),
    (((0, 0.20), (3, _THIRD), (7, _FIFTH)), 0.00),
    (((0, 0.20), (7, _FIFTH)), 0.02),
    (((0, _SHELL), (4, _SHELL), (7, _FIFTH), (10, _SURE)), 0.06),
    (((0, _SHELL), (3, _SHELL), (7, _FIFTH), (10, _SURE)), 0.06),
    (((0, _SHELL), (4, _SHELL), (7, _FIFTH), (11, _SURE)), 0.06),
    (((0, _SHELL), (4, _THIRD), (7, 0.20), (9, _SURE)), 0.08),
    (((0, _SHELL), (3, _THIRD), (7, 0.20), (9, _SURE)), 0.12),
    (((0, 0.20), (3, _THIRD), (6, 0.20)), 0.10),
    (((0, _SHELL), (3, _THIRD), (6, 0.20), (10, _SURE)), 0.10),
    (((0, _SHELL), (3, _THIRD), (6, 0.20), (9, _SURE)), 0.10),
    (((0, 0.20), (4, _THIRD), (8, 0.20)), 0.12),
    (((0, 0.20), (5, 0.25), (7, 0.10)), 0.08),
    (((0, 0.20), (2, 0.25), (7, 0.10)), 0.10),
)
_TONES = tuple(dict.fromkeys(tone for tones, _ in CHORDS for tone in tones))
_ROWS = tuple((tuple(_TONES.index(tone) for tone in tones), price) for tones, price in CHORDS)
_COUNT = 12 * len(CHORDS)
"""Candidates are numbered 12 × the chord's place in CHORDS + the root."""
# A chord that is worse than the best one by more than there and back costs is never worth staying on.
_NEVER = 2 * CHANGE_WITHIN


def find_chords(spans: Sequence[Span]) -> list[Chord | None]:
    """The chord of every span; None before the first that sounds. One that is silent keeps the chord before it."""
    scores: dict[Span, list[float]] = {}  # music repeats itself
    able: set[int] = set()
    for span in spans:
        plain = Span(span.weights, span.bass)
        if plain not in scores:
            scores[plain] = row = _scores(span)
            if row:
                worst = max(row) - _NEVER
                able.update([i for i, score in enumerate(row) if score >= worst])
    candidates = sorted(able)
    if not candidates:
        return [None] * len(spans)
    steps = {span: [row[i] for i in candidates] if row else [0.0] * len(candidates) for span, row in scores.items()}
    way: list[
        tuple[list[float], float]
    ] = []  # before each span: how good each candidate is, and the best less a change
    reached = [0.0] * len(candidates)
    for span in spans:
        onward = max(reached) - (CHANGE_AT_BAR if span.at_bar else CHANGE_WITHIN)
        way.append((reached, onward))
        step = steps[Span(span.weights, span.bass)]
        reached = [(stay if stay > onward else onward) + add for stay, add in zip(reached, step, strict=True)]
    at = reached.index(max(reached))
    path = []
    for before, onward in reversed(way):
        path.append(candidates[at])
        if onward > before[at]:
            at = before.index(max(before))
    return _written(spans, path[::-1])


def _scores(span: Span) -> list[float]:
    """How well each candidate fits; [] where nothing sounds."""
    total = sum(span.weights)
    if total <= SILENT:
        return []
    shares = [weight / total for weight in span.weights]
    # A share counts for a chord that has the tone and against one that has not: 2 × what is inside, less all.
    tones = []
    for interval, lack in _TONES:
        worth = [(1 + OUTSIDE) * share - (lack if share < HEARD else 0.0) for share in shares]
        tones.append(worth[interval:] + worth[:interval])
    found: list[float] = []
    for row, price in _ROWS:
        if len(row) == 3:
            a, b, c = row
            found += [x + y + z - price for x, y, z in zip(tones[a], tones[b], tones[c], strict=True)]
        elif len(row) == 4:
            a, b, c, d = row
            sevenths = zip(tones[a], tones[b], tones[c], tones[d], strict=True)
            found += [x + y + z + w - price for x, y, z, w in sevenths]
        else:
            a, b = row
            found += [x + y - price for x, y in zip(tones[a], tones[b], strict=True)]
    if span.bass is not None:
        for place, (chord, _) in enumerate(CHORDS):
            for interval, _ in chord:
                found[12 * place + (span.bass - interval) % 12] += TONE_IN_BASS if interval else ROOT_IN_BASS
    return found


def _written(spans: Sequence[Span], path: list[int]) -> list[Chord | None]:
    chords: list[Chord | None] = []
    heard = False
    for span, candidate in zip(spans, path, strict=True):
        sounds = sum(span.weights) > SILENT
        heard = heard or sounds
        place, root = divmod(candidate, 12)
        intervals = tuple(interval for interval, _ in CHORDS[place][0])
        if not heard:
            chords.append(None)
        elif not sounds and chords[-1] is not None:
            chords.append(chords[-1])
        else:
            inverted = span.bass is not None and len(intervals) > 2 and (span.bass - root) % 12 in intervals
            chords.append(Chord(root, span.bass if inverted else root, intervals))
    return chords


Time = float | Fraction
Sounding = tuple[Time, Time, int, float]
"""Where a note begins and ends, its MIDI key, and its weight (1 for a plain one)."""


def onsets_of_spans(meter: Meter, length_quarters: Fraction) -> tuple[Fraction, ...]:
    """Where the spans of a bar begin: two halves where the meter has an even number of beats, else the whole bar."""
    beats = meter.beats
    if len(beats) % 2 == 0 and length_quarters == meter.quarters:
        return (Fraction(0), beats[len(beats) // 2])
    return (Fraction(0),)


def span_of_notes(notes: Iterable[Sounding], start: Time, end: Time, at_bar: bool = True) -> Span:
    """What sounds from ``start`` to ``end``, in any unit of time; what is outside does not count."""
    weights = [0.0] * 12
    sounding: list[tuple[float, float, int]] = []
    low, high = float(start), float(end)
    for onset, reach, pitch, weight in notes:
        begins, ends = max(float(onset), low), min(float(reach), high)
        if ends > begins:
            weights[pitch % 12] += (ends - begins) * weight * (ACCENT if begins <= low else 1.0)
            sounding.append((begins, ends, pitch))
    return Span(tuple(weights), _bass(sounding, low, high), at_bar)


def _bass(sounding: list[tuple[float, float, int]], low: float, high: float) -> int | None:
    """The pitch class that is the lowest for most of the time, if one is for long enough."""
    if not sounding:
        return None
    edges = sorted({edge for begins, ends, _ in sounding for edge in (begins, ends)})
    lowest = [0.0] * 12
    sounding.sort()
    active: list[tuple[float, float, int]] = []
    following = 0
    for left, right in pairwise(edges):
        while following < len(sounding) and sounding[following][0] <= left:
            active.append(sounding[following])
            following += 1
        active = [note for note in active if note[1] > left]
        if active:
            lowest[min(note[2] for note in active) % 12] += (right - left) * (ACCENT if left <= low else 1.0)
    best = max(range(12), key=lowest.__getitem__)
    long_enough = 2 * lowest[best] >= INVERSION * (high - low)
    return best if long_enough and lowest[best] >= INVERSION * sum(lowest) else None
