"""Every chord of every sounding bar is sounded: by the bass, and by guitar and keys, within its time."""

from itertools import zip_longest

import numpy as np
import pytest

from corpora import corpus, needs_corpora
from houseband import ChartError, arrange, perform, read
from houseband.arrangement import Arrangement
from houseband.performance import Performance
from houseband.styles.choose import find_style
from houseband.styles.style import house_styles
from tunes import BLUES, CHANGES, tune

PUSH_TICKS = 10_080  # a chord may come up to a beat early
CROWDED = "| C Dm Em F | Am7 / D7 / | G/B C/Bb | N.C. | F#m7b5 B7alt Em | Bb13#11 |"


def unsounded(arrangement: Arrangement, performance: Performance) -> list[str]:
    """What is missing: for each new chord the bass note at its onset, and two of its notes by a harmony player."""
    missing = []
    for bar in arrangement.bars:
        coming = [*bar.spans[1:], *bar.ahead[:1]]
        for span, following in zip_longest(bar.spans, coming[: len(bar.spans)]):
            if not span.is_new or not span.chord.intervals:
                continue
            begin = bar.onset_ticks + span.onset_ticks
            for player, wanted in (
                ("bass", {span.chord.bass}),
                ("guitar", set(span.chord.pitch_classes)),
                ("keys", set(span.chord.pitch_classes)),
            ):
                if player in bar.out:
                    continue
                notes = performance.parts[player].notes
                inside = notes[(notes["onset_ticks"] >= begin) & (notes["onset_ticks"] < begin + span.duration_ticks)]
                pcs = {int(pitch) % 12 for pitch in inside["pitch"]}
                early = (notes["onset_ticks"] >= begin - PUSH_TICKS) & (notes["onset_ticks"] < begin)
                at_onset = notes[early | (notes["onset_ticks"] == begin)]
                if player != "bass":  # what comes a beat early may belong to the next chord
                    next_ones = set(following.chord.pitch_classes) if following is not None else set()
                    late = inside["onset_ticks"] >= begin + span.duration_ticks - PUSH_TICKS
                    inside = inside[~(late & np.isin(inside["pitch"] % 12, list(next_ones - wanted)))]
                    pushed = notes[early & np.isin(notes["pitch"] % 12, list(wanted))]
                    pcs = {int(pitch) % 12 for pitch in inside["pitch"]}
                    heard = pcs | {int(pitch) % 12 for pitch in pushed["pitch"]}
                if player == "bass" and not ({int(p) % 12 for p in at_onset["pitch"]} & wanted):
                    missing.append(f"bar {bar.index}: {player} misses {span.symbol}")
                if player != "bass" and (len(heard & wanted) < min(2, len(wanted)) or pcs - wanted):
                    missing.append(f"bar {bar.index}: {player} plays {pcs} on {span.symbol} {wanted}")
    return missing


@pytest.mark.parametrize("style", list(house_styles()))
@pytest.mark.parametrize("bars", [BLUES, CHANGES, CROWDED], ids=["blues", "changes", "crowded"])
def test_every_chord_is_sounded_in_every_style(style: str, bars: str) -> None:
    arrangement = arrange(tune(bars), find_style(style), choruses=2)
    assert unsounded(arrangement, perform(arrangement, seed=1)) == []


@pytest.mark.parametrize("meter", ["3/4", "5/4", "6/8", "7/8", "12/8"])
def test_every_chord_is_sounded_in_every_meter(meter: str) -> None:
    arrangement = arrange(tune("| C F | G7 Am F | Dm7 | G |", meter))
    assert unsounded(arrangement, perform(arrangement)) == []


def test_nobody_plays_chords_in_no_chord() -> None:
    arrangement = arrange(tune("| C | N.C. | F |"), find_style("rock"))
    performance = perform(arrangement)
    bar = arrangement.bars[1]
    for player in ("bass", "guitar", "keys"):
        onsets = performance.parts[player].notes["onset_ticks"]
        assert not ((onsets >= bar.onset_ticks) & (onsets < bar.onset_ticks + bar.duration_ticks)).any()


@needs_corpora
@pytest.mark.parametrize("folder", ["musicxml_leadsheets_openewld_pd", "chordpro_christmas_cc0"])
def test_every_chord_of_the_corpora_is_sounded_and_every_take_lasts_as_its_bars_say(folder: str) -> None:
    played, refused, missing = 0, [], []
    for path in corpus(folder):
        try:
            arrangement = arrange(read(path))
        except ChartError as error:
            refused.append(f"{path.name}: {error}")
            continue
        performance = perform(arrangement)
        missing += [f"{path.name}: {text}" for text in unsounded(arrangement, performance)]
        seconds = sum(bar.duration_seconds for bar in arrangement.bars)
        assert performance.duration_seconds == pytest.approx(seconds)
        assert all(np.all(part.notes["onset_seconds"] < seconds) for part in performance.parts.values())
        played += 1
    assert missing == []
    assert played >= {"musicxml_leadsheets_openewld_pd": 73, "chordpro_christmas_cc0": 8}[folder]
    assert all("no chords" in text for text in refused), refused
