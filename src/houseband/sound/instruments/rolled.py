"""Rolls: single strokes repeated so fast that they are one held tone, on mallets and drums, and by the plectrum.

A roll has a head in which it grows until as many strokes ring over each other as ever will, and then a loop of a whole
number of strokes. Each hand has its own strokes; no two gaps are quite alike, and the loop brings them back.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from houseband.music.articulation import Articulation
from houseband.sound.modes import Samples, finished, held_loudness_db
from houseband.sound.tone import Stroke, Tone

LONGEST_RING_SECONDS = 1.0
"""What of a stroke is heard under those that follow it: the rest is faded out."""
LOOP_STROKES = 8
STRAY_SHARE = 0.06
"""Of the gap, how far a stroke strays: more than the 2.5 % that is just noticed (Friberg & Sundberg 1995, JASA 98)."""
FADE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Roll:
    """How an instrument is rolled on."""

    strokes_hz: float
    release_seconds: float
    """From note-off to −60 dB: what rings on when the hands stop."""
    other_hand: Articulation = Articulation.NORMAL
    """How every second stroke is struck."""


Maker = Callable[[Stroke], Tone]


def rolled(make: Maker, roll: Roll, stroke: Stroke, variants: int = 3) -> Tone:
    """The tone of a stroke, or of many where TREMOLO asks for them; ``make`` makes single ones."""
    return _roll(make, roll, stroke, variants) if stroke.articulation == Articulation.TREMOLO else make(stroke)


def _roll(make: Maker, roll: Roll, stroke: Stroke, variants: int) -> Tone:
    rate, dice = stroke.sample_rate_hz, stroke.dice("roll")
    gap = round(rate / roll.strokes_hz)
    loop = LOOP_STROKES * gap
    most = min(round(LONGEST_RING_SECONDS * rate), 2 * loop)
    struck = [_stroke(make, roll, stroke, number, variants, most) for number in range(2 * variants)]
    head = loop * -(-max(map(len, struck)) // loop)
    strays = np.rint(dice.uniform(-STRAY_SHARE, STRAY_SHARE, LOOP_STROKES) * gap).astype(int)
    strays -= strays[0]
    out = np.zeros(head + loop, np.float32)
    for number in range((head + loop) // gap):
        at = number * gap + int(strays[number % LOOP_STROKES])
        one = struck[number % LOOP_STROKES % len(struck)][: len(out) - at]
        out[at : at + len(one)] += one
    level_db = held_loudness_db(make(replace(stroke, articulation=Articulation.NORMAL)).planes[0], rate)
    return Tone(finished(out, rate, level_db, 0.0005, 0.0), head, head + loop, roll.release_seconds)


def _stroke(make: Maker, roll: Roll, stroke: Stroke, number: int, variants: int, most: int) -> Samples:
    """One stroke of the roll, cut and faded to what is heard of it."""
    kind = roll.other_hand if number % 2 else Articulation.NORMAL
    whole = make(replace(stroke, articulation=kind, variant=number // 2 % variants))
    samples: Samples = whole.planes[0][:most].copy()
    fade = round(FADE_SHARE * len(samples))
    samples[len(samples) - fade :] *= (0.5 + 0.5 * np.cos(np.pi * np.arange(1, fade + 1) / fade)).astype(np.float32)
    return samples
