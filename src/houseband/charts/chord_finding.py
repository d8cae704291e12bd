"""Chords found from notes: what a band would play under music that is written out and has no chord symbols.

The music is cut into spans (half bars, or bars), each with how long every pitch class sounds in it and which one is the
bass. Every span has a score for each of 12 roots × the chords of CHORDS, and each change of chord has a cost; the
cheapest way through all spans is found by dynamic programming, as in Pardo and Birmingham, Algorithms for Chordal
Analysis (Computer Music Journal 26:2, 2002), whose score (tones in the chord, less tones outside it, less tones that
are missing) is the heart of this one. The weights are ours; tests/charts/test_chord_finding.py says what they must do.

Plain Python, no arrays: some 20 µs a span.
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
CHANGE_AT_BAR = 0.10
CHANGE_WITHIN = 0.22
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


# Intervals; a price for being rarer than a plain triad; what it costs that each interval is not heard.
CHORDS: tuple[tuple[tuple[int, ...], float, tuple[float, ...]], ...] = (
    ((0, 4, 7), 0.00, (0.20, 0.20, 0.06)),
    ((0, 3, 7), 0.00, (0.20, 0.20, 0.06)),
    ((0, 7), 0.02, (0.20, 0.05)),
    ((0, 4, 7, 10), 0.06, (0.20, 0.12, 0.03, 0.30)),
    ((0, 3, 7, 10), 0.06, (0.20, 0.12, 0.03, 0.30)),
    ((0, 4, 7, 11), 0.06, (0.20, 0.12, 0.03, 0.30)),
    ((0, 4, 7, 9), 0.08, (0.20, 0.12, 0.20, 0.30)),
    ((0, 3, 7, 9), 0.12, (0.20, 0.12, 0.20, 0.30)),
    ((0, 3, 6), 0.10, (0.20, 0.20, 0.20)),
    ((0, 3, 6, 10), 0.10, (0.20, 0.20, 0.20, 0.30)),
    ((0, 3, 6, 9), 0.10, (0.20, 0.20, 0.20, 0.30)),
    ((0, 4, 8), 0.12, (0.20, 0.20, 0.20)),
    ((0, 5, 7), 0.08, (0.20, 0.25, 0.10)),
    ((0, 2, 7), 0.10, (0.20, 0.25, 0.10)),
)
_CANDIDATES = tuple(
    (root, intervals, tuple((root + interval) % 12 for interval in intervals), price, missing)
    for root in range(12)
    for intervals, price, missing in CHORDS
)


def find_chords(spans: Sequence[Span]) -> list[Chord | None]:
    """The chord of every span; None before the first that sounds. One that is silent keeps the chord before it."""
    if not spans:
        return []
    scores: dict[tuple[tuple[float, ...], int | None], list[float]] = {}  # music repeats itself
    reached = [0.0] * len(_CANDIDATES)
    came_from: list[list[int]] = []
    for place, span in enumerate(spans):
        key = (span.weights, span.bass)
        if key not in scores:
            scores[key] = _scores(span)
        best = max(range(len(reached)), key=reached.__getitem__)
        onward = reached[best] - (CHANGE_AT_BAR if span.at_bar else CHANGE_WITHIN)
        step = scores[key]
        origins = [best if onward > stay else i for i, stay in enumerate(reached)] if place else []
        reached = [max(onward, stay) + add for stay, add in zip(reached, step, strict=True)] if place else list(step)
        came_from.append(origins)
    at = max(range(len(reached)), key=reached.__getitem__)
    path = [at]
    for origins in reversed(came_from[1:]):
        at = origins[at]
        path.append(at)
    path.reverse()
    return _written(spans, path)


def _scores(span: Span) -> list[float]:
    """How well each candidate fits, 0 for all where nothing sounds."""
    total = sum(span.weights)
    if total <= SILENT:
        return [0.0] * len(_CANDIDATES)
    share = [weight / total for weight in span.weights]
    found = []
    for root, _, tones, price, missing in _CANDIDATES:
        inside = -price
        covered = 0.0
        for tone, lack in zip(tones, missing, strict=True):
            covered += share[tone]
            if share[tone] < HEARD:
                inside -= lack
        inside += covered - OUTSIDE * (1 - covered)
        if span.bass is not None:
            inside += ROOT_IN_BASS if span.bass == root else TONE_IN_BASS if span.bass in tones else 0.0
        found.append(inside)
    return found


def _written(spans: Sequence[Span], path: list[int]) -> list[Chord | None]:
    chords: list[Chord | None] = []
    heard = False
    for span, candidate in zip(spans, path, strict=True):
        sounds = sum(span.weights) > SILENT
        heard = heard or sounds
        root, intervals, tones, _, _ = _CANDIDATES[candidate]
        if not heard:
            chords.append(None)
        elif not sounds and chords[-1] is not None:
            chords.append(chords[-1])
        else:
            bass = span.bass if span.bass in tones and span.bass is not None and len(intervals) > 2 else root
            chords.append(Chord(root, bass, intervals))
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
