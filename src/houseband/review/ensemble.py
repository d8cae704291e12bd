"""How players keep together: who comes after whom, who follows whom, and how each swings."""

from collections.abc import Mapping

import numpy as np

from houseband.review.drumming import EVEN, swing_place
from houseband.review.hearing import Floats, Heard

ON_BEAT = 0.2  # an onset within this share of a beat belongs to it
OFF_BEAT = (0.3, 0.85)  # where in the beat the second of two eighths is looked for
FEWEST_PAIRS = 12
SWING_BINS_BPM = (0, 120, 140, 160, 180, 200, 220, 240, 300)
FOLLOWERS = (("keys", "bass", "drums"), ("bass", "drums", "keys"), ("drums", "bass", "keys"))
RIDES = (22, 42, 26, 46, 51, 53, 59)


def beats_of(heard: Heard) -> Floats:
    """The seconds of every beat of the bars' meters."""
    found = []
    bars = heard.bars
    for i in range(len(bars)):
        start, end = bars.starts_quarters[i], bars.starts_quarters[i + 1]
        share = np.arange(0.0, (end - start) - 1e-6, bars.beats[i]) / (end - start)
        found.append(bars.starts_seconds[i] + share * (bars.starts_seconds[i + 1] - bars.starts_seconds[i]))
    return np.concatenate(found) if found else np.zeros(0)


def onsets_by_role(heard: Heard) -> dict[str, Floats]:
    """The seconds of what drums (their hats and rides), bass and keys strike; chords count once."""
    found: dict[str, Floats] = {}
    for role in ("drums", "bass", "keys"):
        part = heard.part(role)
        if part is None:
            continue
        keep = np.isin(part.pitch, RIDES) if role == "drums" else np.ones(len(part), bool)
        onsets = np.sort(part.onset_seconds[keep])
        found[role] = onsets[np.concatenate([[True], np.diff(onsets) > 0.03])] if len(onsets) else onsets
    return found


def on_beats(onsets: Floats, beats: Floats) -> Floats:
    """For each beat but the last the nearest onset within ±0.2 of a beat, in seconds; nan where there is none."""
    lengths = np.diff(beats)
    found = np.full(len(lengths), np.nan)
    if not len(onsets) or not len(lengths):
        return found
    after = np.searchsorted(onsets, beats[:-1])
    for near in (np.clip(after - 1, 0, len(onsets) - 1), np.clip(after, 0, len(onsets) - 1)):
        gap = onsets[near] - beats[:-1]
        is_better = (np.abs(gap) < ON_BEAT * lengths) & ~(np.abs(gap) >= np.abs(found - beats[:-1]))
        found = np.where(is_better, onsets[near], found)
    return found


def swing_of(onsets: Floats, beats: Floats) -> Floats:
    """The ratio of first to second eighth in every beat that has just those two; shape (n,)."""
    struck = on_beats(onsets, beats)
    ratios = []
    for i in range(len(struck) - 1):
        begin, end = struck[i], struck[i + 1]
        if not np.isfinite(begin) or not np.isfinite(end):
            continue
        length = beats[i + 1] - beats[i]
        low, high = np.searchsorted(onsets, [beats[i] + OFF_BEAT[0] * length, beats[i] + OFF_BEAT[1] * length])
        if high - low == 1 and begin < onsets[low] < end:
            ratios.append((onsets[low] - begin) / (end - onsets[low]))
    return np.array(ratios)


def swing_bin(tempo_bpm: float) -> str:
    """The stretch of tempos that a tempo belongs to, as in the names of the bands: ``140-160``."""
    place = int(np.clip(np.searchsorted(SWING_BINS_BPM, tempo_bpm, side="right"), 1, len(SWING_BINS_BPM) - 1))
    return f"{SWING_BINS_BPM[place - 1]}-{SWING_BINS_BPM[place]}"


def together(onsets: Mapping[str, Floats], beats: Floats) -> dict[str, float]:
    """Mean and spread in ms of how much later one player's beats come than another's."""
    struck = {role: on_beats(mine, beats) for role, mine in onsets.items()}
    figures: dict[str, float] = {}
    for late, early in (("bass", "drums"), ("keys", "bass"), ("keys", "drums")):
        if late in struck and early in struck:
            gaps = (struck[late] - struck[early]) * 1000.0
            gaps = gaps[np.isfinite(gaps)]
            if len(gaps) >= FEWEST_PAIRS:
                figures[f"{late}_{early}_mean"], figures[f"{late}_{early}_sd"] = float(gaps.mean()), float(gaps.std())
    return figures


def following(onsets: Mapping[str, Floats], beats: Floats) -> dict[str, float]:
    """How much of what parts them from another a player makes good by the next beat: ``drums_to_bass``.

    The regression of the change of their own interval from beat to beat on how far ahead of or behind each of the two
    others they were (Cheston, Schlichting, Cross & Harrison 2024).
    """
    if not {"drums", "bass", "keys"} <= set(onsets):
        return {}
    struck = {role: on_beats(mine, beats) for role, mine in onsets.items()}
    figures: dict[str, float] = {}
    for own, one, other in FOLLOWERS:
        mine = struck[own]
        change = mine[2:] - 2 * mine[1:-1] + mine[:-2]
        apart = np.stack([struck[who][1:-1] - mine[1:-1] for who in (one, other)], axis=1)
        known = np.isfinite(change) & np.isfinite(apart).all(axis=1)
        if known.sum() < 2 * FEWEST_PAIRS:
            continue
        table = np.column_stack([apart[known], np.ones(int(known.sum()))])
        slopes = np.linalg.lstsq(table, change[known], rcond=None)[0]
        figures[f"{one}_to_{own}"], figures[f"{other}_to_{own}"] = float(slopes[0]), float(slopes[1])
    return figures


def swings(heard: Heard) -> dict[str, float]:
    """The median ratio of each player of a band that swings, under the name of its band: ``drums.140-160``.

    {} where the drummer plays even eighths: the ranges are those of jazz trios.
    """
    drums = heard.part("drums")
    if drums is None or swing_place(drums) == EVEN:
        return {}
    beats = beats_of(heard)
    found = {}
    for role, onsets in onsets_by_role(heard).items():
        ratios = swing_of(onsets, beats)
        if len(ratios) >= FEWEST_PAIRS:
            found[f"{role}.{swing_bin(heard.tempo_bpm)}"] = float(np.median(ratios))
    return found
