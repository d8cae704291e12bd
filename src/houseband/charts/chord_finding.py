"""Chords from notes: what a stretch of sounding notes is called, and the likeliest chords through many stretches.

For readers of music that is written out note by note (hymns in four voices, MIDI files). A *span* is a stretch of time
with how long each pitch class sounds in it, and its bass. What a chord costs in a span is taste that can be argued
about: notes that are not in the chord, tones of the chord that do not sound, the bass on another tone than the root
(the orders of strength of root position and inversions are those of any harmony book: Piston, Harmony, ch. 5–6).

``players/path.py`` solves the same kind of problem for the players; but it is numpy, and reading a chart must not load
numpy (``tests/test_imports.py``), so the few lines of the dynamic programme stand here in plain Python.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from houseband.charts.symbol import write_symbol
from houseband.music.chord import Chord
from houseband.music.key import Key
from houseband.music.scale import SCALES

Qualities = tuple[tuple[tuple[int, ...], float], ...]
# What is looked for, with what each is dearer than a plain triad: a fuller chord must earn it by its notes.
QUALITIES: Qualities = (
    ((0, 4, 7), 0.0), ((0, 3, 7), 0.0), ((0, 3, 6), 0.12), ((0, 4, 8), 0.22), ((0, 5, 7), 0.24),
    ((0, 4, 7, 10), 0.06), ((0, 3, 7, 10), 0.10), ((0, 4, 7, 11), 0.12), ((0, 3, 6, 10), 0.12), ((0, 3, 6, 9), 0.14),
)  # fmt: skip
# Music for fretted instruments lives on bare fifths, and rings with seconds and sixths.
FRETTED_QUALITIES = (
    *QUALITIES, ((0, 7), 0.01), ((0, 2, 7), 0.24), ((0, 4, 7, 9), 0.12), ((0, 3, 7, 9), 0.14),
)  # fmt: skip
_FOREIGN = 1.0  # for the whole of a span's sound outside the chord
_MISSING = {0: 0.45, 2: 0.30, 3: 0.30, 4: 0.30, 5: 0.30, 7: 0.06, 6: 0.25, 8: 0.25, 9: 0.30, 10: 0.30, 11: 0.30}
_BASS_ON = {0: 0.0, 2: 0.20, 3: 0.10, 4: 0.10, 7: 0.16, 6: 0.16, 8: 0.16, 5: 0.20, 9: 0.14, 10: 0.14, 11: 0.18}
_BASS_OUTSIDE = 0.35
_OUTSIDE_KEY = 0.10  # a tone of the chord that is not in the scale
_CHANGE = 0.12  # for another chord than before, at a strong place; dearer where it is weak
_CHANGE_WEAK = 0.30
_KEPT = 8  # candidates a span: the rest are never on the cheapest path
_SILENT = 1e-9
_WHITE = frozenset((0, 2, 4, 5, 7, 9, 11))
_BORROWED = frozenset((1, 3, 8, 10))  # above the tonic: bII, bIII, bVI, bVII
_RAISED = frozenset((2, 4, 6, 9, 11))  # above a root or a minor tonic: what only a sharp raises so far


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time and what sounds in it."""

    weights: tuple[float, ...]
    """For each pitch class from C how long it sounds, in any unit that all spans share."""
    bass: int | None = None
    """The pitch class of the lowest note; None where nothing sounds."""
    is_strong: bool = True
    """Whether a chord is expected to change here: a bar line, the middle of a bar."""


def span_of(notes: Iterable[tuple[int, float]], is_strong: bool = True) -> Span:
    """The span in which these (MIDI key, how long) sound.

    Its bass is the lowest note that sounds at least half as long as the longest.
    """
    sounding = [(pitch, weight) for pitch, weight in notes if weight > 0]
    weights = [0.0] * 12
    for pitch, weight in sounding:
        weights[pitch % 12] += weight
    longest = max((weight for _, weight in sounding), default=0.0)
    bass = min((pitch for pitch, weight in sounding if weight * 2 >= longest), default=None)
    return Span(tuple(weights), None if bass is None else bass % 12, is_strong)


def chord_costs(span: Span, key: Key | None = None, qualities: Qualities = QUALITIES) -> list[tuple[float, Chord]]:
    """The cheapest chords for a span, each with its cost, from the cheapest; none for silence.

    The roots are the pitch classes that sound. An inversion has its bass note after the slash.
    """
    weights, lowest = span.weights, span.bass
    total = sum(weights)
    if total <= _SILENT:
        return []
    found = []
    least = 0.04 * total  # less than this is a passing note, and does not make a chord
    for root, candidates in enumerate(_candidates(key, qualities)):
        if weights[root] < least:
            continue
        on = 0 if lowest is None else (lowest - root) % 12
        for intervals, dearer, tones, outside_key in candidates:
            cost, inside = dearer, 0.0
            for pc, missing in tones:
                weight = weights[pc]
                inside += weight
                if weight < least:
                    cost += missing
            cost += _FOREIGN * (total - inside) / total
            bass = root
            if lowest is not None:
                if on in intervals:
                    cost += _BASS_ON[on]
                    bass = lowest
                else:
                    cost += _BASS_OUTSIDE
            found.append((cost + outside_key, root, bass, intervals))
    found.sort()
    return [(cost, _chord(root, bass, intervals)) for cost, root, bass, intervals in found[:_KEPT]]


_Candidate = tuple[tuple[int, ...], float, tuple[tuple[int, float], ...], float]
"""A quality on a root: its intervals, what it is dearer; each tone's pitch class, and its price if it does not sound;
the price of its tones outside the key."""


@lru_cache(maxsize=64)
def _candidates(key: Key | None, qualities: Qualities) -> tuple[tuple[_Candidate, ...], ...]:
    """For each root from C what can be built on it."""
    scale = frozenset(range(12)) if key is None else _scale(key)
    return tuple(
        tuple(
            (intervals, dearer, tuple(((root + interval) % 12, _MISSING[interval]) for interval in intervals),
             _OUTSIDE_KEY * sum((root + interval) % 12 not in scale for interval in intervals))
            for intervals, dearer in qualities
        )
        for root in range(12)
    )  # fmt: skip


_chord = lru_cache(maxsize=4096)(Chord)


def find_chords(spans: Sequence[Span], key: Key | None = None, qualities: Qualities = QUALITIES) -> list[Chord | None]:
    """The likeliest chord of each span: where nothing sounds the last goes on, and there is none before the first."""
    known: dict[tuple[tuple[float, ...], int | None], list[tuple[float, Chord]]] = {}  # music repeats itself
    heard: list[tuple[int, list[tuple[float, Chord]]]] = []
    for i, span in enumerate(spans):
        sound = (span.weights, span.bass)
        if sound not in known:
            known[sound] = chord_costs(span, key, qualities)
        if known[sound]:
            heard.append((i, known[sound]))
    chosen = dict(zip((i for i, _ in heard), _likeliest(heard, spans), strict=True))
    chords: list[Chord | None] = []
    for i in range(len(spans)):
        chords.append(chosen.get(i, chords[-1] if chords else None))
    return chords


def _likeliest(heard: list[tuple[int, list[tuple[float, Chord]]]], spans: Sequence[Span]) -> list[Chord]:
    """One of the candidates for each span: the cheapest line of chords.

    As ``cheapest_path``, but a change costs nothing to the same chord, half to another one on its root, and the same to
    all others: so it is enough to know the cheapest so far of each chord, of each root, and of all.
    """
    reached: list[tuple[float, int]] = []  # for each candidate of the last span, what it cost to come to it, and whence
    way: list[list[tuple[float, int]]] = []
    before: list[tuple[float, Chord]] = []
    for i, candidates in heard:
        cost_of_change = _CHANGE if spans[i].is_strong else _CHANGE_WEAK
        same: dict[tuple[int | None, tuple[int, ...]], tuple[float, int]] = {}
        on_root: dict[int | None, tuple[float, int]] = {}
        for place, ((total, _), (_, chord)) in enumerate(zip(reached, before, strict=True)):
            kind = (chord.root, chord.intervals)
            if kind not in same or total < same[kind][0]:
                same[kind] = (total, place)
            if chord.root not in on_root or total < on_root[chord.root][0]:
                on_root[chord.root] = (total, place)
        total, whence = min(on_root.values(), default=(0.0, -1))
        anywhere = (total + (cost_of_change if before else 0.0), whence)
        now = []
        for own, chord in candidates:
            least = anywhere
            if (there := on_root.get(chord.root)) is not None:
                least = min(least, (there[0] + cost_of_change / 2, there[1]))
                if (there := same.get((chord.root, chord.intervals))) is not None and there < least:
                    least = there
            now.append((least[0] + own, least[1]))
        way.append(now)
        reached, before = now, candidates
    chords: list[Chord] = []
    at = reached.index(min(reached)) if reached else -1
    for (_, candidates), arrived_at in zip(reversed(heard), reversed(way), strict=True):
        chords.append(candidates[at][1])
        at = arrived_at[at][1]
    return chords[::-1]


def found_symbol(chord: Chord, key: Key | None) -> str:
    """A found chord spelled as its key likes it: Bb in C, A# in B; a bass by its chord: A/C#, but C/Bb."""
    if chord.root is None or chord.bass is None:
        return write_symbol(chord, flats=True)
    if chord.bass != chord.root and chord.root in _WHITE:
        return write_symbol(chord, flats=(chord.bass - chord.root) % 12 not in _RAISED)
    above = 0 if key is None else (chord.root - key.tonic_pc) % 12
    if key is None or above in _BORROWED:
        return write_symbol(chord, flats=key is None or not (key.is_minor and key.fifths > 0 and above != 1))
    raised = key.is_minor and above in _RAISED
    return write_symbol(chord, flats=key.prefers_flats and not raised)


def cheapest_path(costs: Sequence[Sequence[float]], change: Callable[[int, int, int], float]) -> list[int]:
    """The index of a candidate for each place, so that their costs and those of the changes add up to the least.

    ``change(place, before, after)`` is what it costs to come to candidate ``after`` of a place from ``before``.
    """
    if not costs:
        return []
    total = list(costs[0])
    came_from: list[list[int]] = []
    for place in range(1, len(costs)):
        best, back = [], []
        for after, own in enumerate(costs[place]):
            reached = [so_far + change(place, before, after) for before, so_far in enumerate(total)]
            least = min(reached)
            best.append(least + own)
            back.append(reached.index(least))
        total = best
        came_from.append(back)
    path = [total.index(min(total))]
    for back in reversed(came_from):
        path.append(back[path[-1]])
    return path[::-1]


@lru_cache(maxsize=256)
def _scale(key: Key) -> frozenset[int]:
    """The tones of a key; a minor key has both its sevenths."""
    name = {"major": "ionian", "minor": "aeolian"}.get(key.mode, key.mode)
    tones = {(key.tonic_pc + step) % 12 for step in SCALES[name]}
    return frozenset(tones | ({(key.tonic_pc + 11) % 12} if key.mode == "minor" else set()))
