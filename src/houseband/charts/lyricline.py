"""How long chords over lyrics last, which lyrics do not say: counted as singers count them.

A line of a song takes an even number of bars, usually four; its first chord is on a bar line (the syllables before it
are a pickup); its last chord is held. So:

1. ``bars_of_lines`` gives every line of a stanza its bars: a chord a bar, made even, more for long lines and fewer for
   crowded ones; lines of like length in one stanza get the same.
2. ``places_in_bars`` puts the chords of a line at places: every chord's share of the line's syllables says about
   where, and the cheapest rising choice of bar lines, half bars and (where chords crowd) single beats is taken.

Units: syllables for places in a line, quarters from the start of the line for onsets.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from houseband.charts.draft import middle
from houseband.music.meter import Meter

ASSUMPTION = "lyrics carry no durations: each chord lasts a bar, crowded ones share it, and a line has even bars"
ASSUMPTION_HINT = "use --bars-per-chord to change"

_WORD = re.compile(r"[^\W\d_](?:[^\W_]|['’])*|\d+")
_VOWELS = re.compile(r"(?:[aeiouаеёиоуыэюяєії]|y(?![aeiou]))+")  # the y of joyous begins a syllable
_SILENT = re.compile(
    r"(?:(?<![aeiouy])(?<!l)e|(?<=[aeiouy]l)e|(?<![aeiouytd])ed|(?<![aeiouysxzcg])(?<![cs]h)(?<!l)es)$"
)
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # kana, Han, Hangul: a sign is a syllable
# Costs of a place, in bars of distance that would be worth it: a bar line is free, crowding has its price.
_HALF_BAR_COST = 0.5
_BEAT_COST = 0.8
_LATE_COST = 1.2  # a chord late against its syllables is worse than one early: the last chord is held
_TAIL_SYLLABLES = 2.0  # the held last syllable, and room for the next line's pickup
_MOST_COMPARED = 32  # lines; no stanza is longer
_KEPT_BARS = 64
_ZERO = Fraction(0)
_MOST_SOLVED = 40  # chords; a longer line is a list of chords, and is laid out evenly


@dataclass(frozen=True, slots=True)
class LyricLine:
    """A line of words with chords over it."""

    syllables: float
    """Syllables in the whole line (a chord over no syllable of its own counts as one: a melisma)."""
    chord_syllables: tuple[float, ...]
    """For every chord, how many syllables come before it; rising."""
    has_words: bool = True

    @property
    def pickup_syllables(self) -> float:
        """Syllables before the first chord that are sung before the bar line; 0 if they are too many for a pickup."""
        lead = self.chord_syllables[0] if self.chord_syllables else 0.0
        return lead if lead <= 1 or lead <= min(3, self.syllables / 4) else 0.0


def syllables(text: str) -> int:
    """About how many syllables are sung to ``text`` (a word, a part of one, or a line): its vowel groups."""
    return sum(map(_word_syllables, _WORD.findall(text)))


@lru_cache(maxsize=8192)
def _word_syllables(word: str) -> int:
    folded = word.lower()
    if not word.isascii():
        if wide := len(_WIDE.findall(word)):
            return wide
        folded = unicodedata.normalize("NFKD", folded).replace("’", "'")
        folded = "".join(c for c in folded if not unicodedata.combining(c))
    groups = len(_VOWELS.findall(folded.replace("'", " ").replace("eye", "i")))
    if groups > 1 and _SILENT.search(word.lower()):  # an accented e is sung
        groups -= 1
    return max(groups, 1)


def line_of_fragments(fragments: Sequence[str]) -> LyricLine:
    """The line whose words are ``fragments``: those before the first chord, then those after each chord.

    A word split by a chord is counted in its parts, as it is sung; a chord without words takes the room
    of a syllable.
    """
    at = float(syllables(fragments[0])) if fragments else 0.0
    places: list[float] = []
    for fragment in fragments[1:]:
        places.append(at)
        at += max(syllables(fragment), 1)
    return LyricLine(at, tuple(places), any(_WORD.search(fragment) for fragment in fragments))


def bars_of_lines(lines: Sequence[LyricLine], meter: Meter) -> tuple[int, ...]:
    """How many bars every line of one stanza takes: 2, 4 or 8, and for very crowded lines any even number.

    A line of chords without words takes a bar a chord.
    """
    slots = _slots(meter)
    alike = [(line.syllables, _wanted(line, meter)) for line in lines if line.has_words][:_MOST_COMPARED]
    found = []
    for line in lines:
        if not line.has_words:
            found.append(len(line.chord_syllables))
            continue
        wanted = _wanted(line, meter)
        like = [bars for count, bars in alike if bars <= 8 and count <= 1.35 * line.syllables + 1]
        bars = max([wanted, *like]) if wanted <= 8 else wanted
        if meter.quarters >= 6 and len(slots) > 4:  # a bar of 6/4 is two of 3/4
            bars = _even(Fraction(bars, 2))
        found.append(max(bars, _even(Fraction(len(line.chord_syllables), len(slots)))))
    return tuple(found)


def _wanted(line: LyricLine, meter: Meter) -> int:
    count = len(line.chord_syllables)
    sung = line.syllables - line.pickup_syllables
    short_bar = (meter.quarters <= 3 and not meter.is_compound) or (meter.count, meter.unit) == (6, 4)
    if count > 8:
        return _even(Fraction(count, 2))
    if sung > (18 if short_bar else 28) or (count >= 5 and sung >= 3 * count):
        return 8
    if count >= 3 or sung >= (5 if short_bar else 13):
        return 4
    return 2


def _even(bars: Fraction) -> int:
    return 2 * max(1, -(-bars // 2))


def places_in_bars(
    line: LyricLine, bars: int, meter: Meter, chord_sounds: bool = True
) -> tuple[tuple[int, Fraction], ...]:  # fmt: skip
    """For each of the line's chords its bar, counted from 0, and its onset there in quarters.

    ``chord_sounds``: whether a chord goes on from before, over which words without a chord can be sung; if none does,
    the first chord is at 0 however many words come before it.
    """
    count = len(line.chord_syllables)
    if not count:
        return ()
    if not line.has_words:
        return tuple((i, _ZERO) for i in range(count))
    lead = line.pickup_syllables if chord_sounds else line.chord_syllables[0]
    span = max(line.syllables - lead + _TAIL_SYLLABLES, 1.0)
    wished = [(place - lead) / span * bars for place in line.chord_syllables]
    slots = _line_slots(bars, meter) if bars <= _KEPT_BARS else _line_slots.__wrapped__(bars, meter)
    if count > _MOST_SOLVED:
        return tuple(slots[i * len(slots) // count][2:] for i in range(count))
    start = 0
    if wished[0] > 0:
        on_bar_line = [i for i, slot in enumerate(slots) if slot[1] == 0.0 and i <= len(slots) - count]
        start = min(on_bar_line, key=lambda i: abs(slots[i][0] - wished[0]))
    return tuple(slots[i][2:] for i in _cheapest(wished, slots, start))


_Slot = tuple[float, float, int, Fraction]
"""A place in a line: how far it is in bars, what it costs, its bar, and its onset there in quarters."""


def _cheapest(wished: Sequence[float], slots: Sequence[_Slot], start: int) -> list[int]:
    """The rising choice of slots, the first at ``start``, that costs least."""
    costs: list[float] = [0.0 if i == start else float("inf") for i in range(len(slots))]
    came_from: list[list[int]] = []
    for wish in wished[1:]:
        best, best_at = float("inf"), -1
        following, from_ = [], []
        for slot, ((position, slot_cost, _, _), cost) in enumerate(zip(slots, costs, strict=True)):
            off = position - wish
            following.append(best + slot_cost + (off * _LATE_COST if off > 0 else -off))
            from_.append(best_at)
            if cost < best:
                best, best_at = cost, slot
        costs = following
        came_from.append(from_)
    chosen = [costs.index(min(costs))]
    for from_ in reversed(came_from):
        chosen.append(from_[chosen[-1]])
    return chosen[::-1]


@lru_cache(maxsize=256)
def _line_slots(bars: int, meter: Meter) -> tuple[_Slot, ...]:
    """The places of a line."""
    return tuple(
        (bar + float(onset / meter.quarters), cost, bar, onset)
        for bar in range(bars) for onset, cost in _slots(meter)
    )  # fmt: skip


@lru_cache(maxsize=64)
def _slots(meter: Meter) -> tuple[tuple[Fraction, float], ...]:
    """The places in a bar where a chord may begin, in quarters, and what each costs."""
    half = middle(meter)
    places = sorted({*meter.beats, half})
    return tuple((onset, 0.0 if onset == 0 else _HALF_BAR_COST if onset == half else _BEAT_COST) for onset in places)
