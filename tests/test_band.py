"""The invariants of the band: a fold over bars that nobody can tell from one long take."""

import gc
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from houseband.arrangement import Arrangement, PlannedBar, arrange
from houseband.band import perform, play_bars
from houseband.deliver.midi import midi_bytes
from houseband.styles.choose import find_style
from houseband.styles.style import house_styles
from tunes import BLUES, CHANGES, tune

STYLES = list(house_styles())


def arranged(style: str = "swing", bars: str = BLUES, **options: object) -> Arrangement:
    return arrange(tune(bars), find_style(style), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("style", STYLES)
def test_played_in_chunks_is_played_at_once(style: str) -> None:
    arrangement = arranged(style, choruses=2)
    whole = [played.parts for played in play_bars(arrangement.bars, arrangement.style, seed=5)]
    memory, chunks = None, []
    for first in range(0, len(arrangement.bars), 5):
        for played in play_bars(arrangement.bars[first : first + 5], arrangement.style, seed=5, memory=memory):
            chunks.append(played.parts)
            memory = played.memory
    assert chunks == whole


def test_the_same_session_gives_the_same_bytes_and_another_seed_another_take() -> None:
    arrangement = arranged()
    assert midi_bytes(perform(arrangement, seed=3)) == midi_bytes(perform(arrangement, seed=3))
    assert midi_bytes(perform(arrangement, seed=3)) != midi_bytes(perform(arrangement, seed=4))


def test_the_same_session_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests'); from tunes import BLUES, tune\n"
        "from houseband import arrange, perform; from houseband.deliver.midi import midi_bytes\n"
        "import hashlib; print(hashlib.sha256(midi_bytes(perform(arrange(tune(BLUES)), seed=9))).hexdigest())"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(hashes) == 1


@pytest.mark.parametrize("left_out", ["drums", "bass", "guitar", "keys"])
def test_who_sits_out_leaves_the_others_notes_alone(left_out: str) -> None:
    everyone = perform(arranged("rock"), seed=2).parts
    others = perform(arranged("rock", without=[left_out]), seed=2).parts
    assert set(others) == set(everyone) - {left_out}
    for player, part in others.items():
        assert np.array_equal(part.notes, everyone[player].notes), player


def test_a_band_plays_ten_thousand_bars_in_constant_memory() -> None:
    arrangement = arranged("swing", choruses=2)

    def for_ever() -> "islice[PlannedBar]":
        def bars() -> "object":
            index, ticks, seconds = 0, 0, 0.0
            while True:
                for bar in arrangement.bars[:-2]:
                    yield replace(bar, index=index, onset_ticks=ticks, onset_seconds=seconds)
                    index, ticks, seconds = index + 1, ticks + bar.duration_ticks, seconds + bar.duration_seconds

        return islice(bars(), 10_000)  # type: ignore[call-overload,no-any-return]

    tracemalloc.start()
    early = late = 0
    for played in play_bars(for_ever(), arrangement.style):
        if played.bar.index == 2_000:
            early = living_bytes()
        late = played.bar.index
    memory = living_bytes()
    tracemalloc.stop()
    assert late == 9_999
    assert memory < early + 100_000


def living_bytes() -> int:
    """What is held on to; not the freed tuples that Python keeps at hand for new ones, up to 2,000 of each size."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.mark.parametrize("style", STYLES)
def test_notes_come_in_order_within_the_take_and_with_sane_values(style: str) -> None:
    arrangement = arranged(style, CHANGES, choruses=2)
    bars = arrangement.bars
    for player, part in perform(arrangement, seed=1).parts.items():
        notes = part.notes
        assert len(notes) > 8, player
        assert (np.diff(notes["onset_ticks"]) >= 0).all()
        assert (notes["onset_seconds"] >= 0).all()
        assert (notes["duration_seconds"] > 0).all()
        assert ((notes["velocity"] >= 1) & (notes["velocity"] <= 127)).all()
        assert notes["onset_ticks"].max() < arrangement.duration_ticks
        bar = np.searchsorted([bar.onset_ticks for bar in bars], notes["onset_ticks"], side="right") - 1
        onsets = zip(bar.tolist(), notes["onset_ticks"].tolist(), strict=True)
        written = [bars[number].seconds_at(tick - bars[number].onset_ticks) for number, tick in onsets]
        assert (np.abs(notes["onset_seconds"] - written) < 0.2).all()


@pytest.mark.parametrize("meter", [f"{n}/4" for n in range(2, 8)] + [f"{n}/8" for n in range(3, 14)] + ["2/2", "3/2"])
@pytest.mark.parametrize("style", ["swing", "rock"])
def test_any_meter_plays_and_fills_the_bar(meter: str, style: str) -> None:
    arrangement = arrange(tune("| C | F G | C | G7 |", meter), find_style(style))
    performance = perform(arrangement)
    first, last = arrangement.bars[0], arrangement.bars[-1]
    assert arrangement.duration_ticks == len(arrangement.bars) * first.duration_ticks
    assert last.onset_seconds == pytest.approx(sum(bar.duration_seconds for bar in arrangement.bars[:-1]))
    for player in ("drums", "bass", "guitar", "keys"):
        bars_played = set(performance.parts[player].notes["onset_ticks"] // first.duration_ticks)
        assert bars_played == set(range(len(arrangement.bars))), player
