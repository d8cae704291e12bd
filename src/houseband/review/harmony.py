"""What the band makes of the chords: what sounds of them, how voices move, what the bass aims at, and what clashes."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from houseband.review.hearing import Floats, Heard, HeardChord, Ints, Strokes

EARLY_QUARTERS = 0.15  # what is struck this little before a chord belongs to it: people push
FIRST_QUARTERS = 0.5
CHORDAL = ("bass", "guitar", "keys")
CLASH_QUARTERS = 1.0  # a wrong note shorter than this is a passing one
MAJOR_THIRD, FOURTH = 4, 5
STEP = 2  # semitones


def struck_in(part: Strokes, chord: HeardChord) -> slice:
    """The strokes that belong to a chord."""
    low, high = np.searchsorted(
        part.onset_quarters, [chord.onset_quarters - EARLY_QUARTERS, chord.end_quarters - EARLY_QUARTERS]
    )
    return slice(int(low), int(high))


def band_figures(heard: Heard) -> dict[str, float]:
    """What the band as a whole sounds of each chord, as shares; {} where nobody plays chords or none are written."""
    parts = [part for part in heard.parts if part.role in CHORDAL]
    chords = [chord for chord in heard.chords if chord.chord.intervals]
    if not parts or len(chords) < 4:
        return {}
    of_chord = notes = sounded = tones = full = thirds = with_third = roots = basses = with_bass = heard_chords = 0
    for chord in chords:
        wanted = set(chord.chord.pitch_classes)
        sets = [part.pitch[struck_in(part, chord)] for part in parts]
        pitches = np.concatenate(sets)
        if not len(pitches):
            continue
        heard_chords += 1
        classes = pitches % 12
        of_chord += int(np.isin(classes, list(wanted)).sum())
        notes += len(classes)
        there = set(classes.tolist()) & wanted
        sounded, tones, full = sounded + len(there), tones + len(wanted), full + (there == wanted)
        root = chord.chord.root
        roots += root in there
        if chord.chord.third is not None and root is not None:
            with_third += 1
            thirds += (root + chord.chord.third) % 12 in there
        if chord.chord.bass is not None:
            with_bass += 1
            basses += _lowest_at_first(parts, chord) % 12 == chord.chord.bass
    return {
        "ct": of_chord / max(1, notes),
        "cov": sounded / max(1, tones),
        "full": full / max(1, heard_chords),
        "third": thirds / max(1, with_third) if with_third else float("nan"),
        "root": roots / max(1, heard_chords),
        "bassok": basses / max(1, with_bass),
        "sounded": heard_chords / len(chords),
        "clash": clash_share(parts, chords),
    }


def _lowest_at_first(parts: Sequence[Strokes], chord: HeardChord) -> int:
    """The lowest key that is struck in the first half quarter in which anything of a chord is struck."""
    found: list[tuple[float, int]] = []
    for part in parts:
        inside = struck_in(part, chord)
        found += zip(part.onset_quarters[inside].tolist(), part.pitch[inside].tolist(), strict=True)
    first = min(onset for onset, _ in found)
    return min(pitch for onset, pitch in found if onset < first + FIRST_QUARTERS)


def clash_share(parts: Sequence[Strokes], chords: Sequence[HeardChord]) -> float:
    """The share of chord time in which a note is held for a beat or more, from a beat on, that fights the chord.

    It fights: a natural fourth over a major third, a note a semitone above a chord tone unless the chord has it, and
    any note a semitone from the root or the third that is not of the chord (Levine, The Jazz Theory Book, avoid notes).
    """
    wrong = total = 0.0
    for chord, following in zip(chords, [*chords[1:], None], strict=True):
        total += chord.end_quarters - chord.onset_quarters
        root = chord.chord.root
        if root is None:
            continue
        own = set(chord.chord.pitch_classes)
        fights = {(tone + 1) % 12 for tone in own} - own
        for part in parts:
            inside = struck_in(part, chord)
            long = part.duration_seconds[inside] * _quarters_a_second(part, inside) >= CLASH_QUARTERS
            on_beat = np.abs(part.onset_quarters[inside] - np.round(part.onset_quarters[inside])) < EARLY_QUARTERS
            bad = np.isin(part.pitch[inside] % 12, list(fights)) & long & on_beat
            if following is not None:  # what comes a beat early and belongs to the next chord is no clash
                is_late = chord.end_quarters - part.onset_quarters[inside] <= CLASH_QUARTERS + EARLY_QUARTERS
                bad &= ~(is_late & np.isin(part.pitch[inside] % 12, following.chord.pitch_classes))
            wrong += float(bad.sum()) * CLASH_QUARTERS
    return wrong / total if total else float("nan")


def _quarters_a_second(part: Strokes, inside: slice) -> float:
    onset = part.onset_seconds
    if len(onset) < 2 or onset[-1] <= onset[0]:
        return 2.0
    return float((part.onset_quarters[-1] - part.onset_quarters[0]) / (onset[-1] - onset[0]))


def movement(sets: Sequence[Ints]) -> float:
    """Semitones that a voice moves from one chord to the next: the mean to the nearest note, both ways."""
    moves = []
    for before, after in pairwise(sets):
        if len(before) and len(after):
            distance = np.abs(before[:, None] - after[None, :])
            moves.append((distance.min(axis=0).mean() + distance.min(axis=1).mean()) / 2)
    return float(np.mean(moves)) if len(moves) >= 3 else float("nan")


def keys_figures(keys: Strokes, chords: Sequence[HeardChord]) -> dict[str, float]:
    """How the keyboard player moves, reaches and touches."""
    if len(keys) < 16:
        return {}
    sets = [np.unique(keys.pitch[struck_in(keys, chord)]) for chord in chords]
    sets = [one for one in sets if len(one)]
    return {
        "vl": movement(sets),
        "high": float(np.percentile(keys.pitch, 95)),
        "vsd": float(keys.velocity.std()),
    }


def bass_figures(bass: Strokes, chords: Sequence[HeardChord]) -> dict[str, float]:
    """Where the bass stands, what it plays when a chord comes, and how it moves."""
    if len(bass) < 16:
        return {}
    firsts = roots = tones = 0
    for chord in chords:
        inside = struck_in(bass, chord)
        if inside.stop > inside.start and chord.chord.bass is not None:
            firsts += 1
            pitch = int(bass.pitch[inside.start]) % 12
            roots += pitch == chord.chord.bass
            tones += pitch in chord.chord.pitch_classes
    steps = np.abs(np.diff(bass.pitch))
    return {
        "root_first": roots / firsts if firsts else float("nan"),
        "tone_first": tones / firsts if firsts else float("nan"),
        "median": float(np.median(bass.pitch)),
        "steps": float(((steps > 0) & (steps <= STEP)).mean()),
        "same_three": _three_alike(bass.pitch, bass.onset_quarters),
    }


def _three_alike(pitch: Ints, onset_quarters: Floats) -> float:
    """The share of quarter-note runs of three that stay on one key."""
    gaps = np.diff(onset_quarters)
    walking = (np.abs(gaps[1:] - 1.0) < EARLY_QUARTERS) & (np.abs(gaps[:-1] - 1.0) < EARLY_QUARTERS)
    same = (pitch[2:] == pitch[1:-1]) & (pitch[1:-1] == pitch[:-2])
    return float(same[walking].mean()) if walking.sum() >= 8 else float("nan")


def kick_lock(drums: Strokes, bass: Strokes, kicks: Sequence[int]) -> float:
    """The share of kicks on a beat that the bass doubles, within a sixteenth; nan for too few."""
    places = np.round(drums.onset_quarters[np.isin(drums.pitch, list(kicks))] * 4)
    places = places[places % 4 == 0]
    if len(places) < 8 or not len(bass):
        return float("nan")
    return float(np.isin(places, np.round(bass.onset_quarters * 4)).mean())
