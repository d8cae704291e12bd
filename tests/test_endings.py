"""How takes begin and end: introductions, tags, ritardandi, fades, another key at the end, and who lays out."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from houseband.arrangement import Arrangement, Ending, PlannedBar, arrange
from houseband.arrangement.planned import Slowing
from houseband.band import perform
from houseband.deliver.midi import midi_bytes
from houseband.errors import ChartError
from houseband.music.controller import EXPRESSION
from houseband.music.instrument import DRUM_KEYS
from houseband.review.hearing import hear
from houseband.styles.choose import find_style
from tunes import CHANGES, tune

SECTIONS = "[Intro]\n| C | G7 | C | G7 |\n[Verse]\n| C | F | G7 | C |\n[Chorus]\n| F | G7 | Em | Am |\n"


def of(bars: str = CHANGES, style: str = "pop", **wishes: object) -> Arrangement:
    return arrange(tune(bars), find_style(style), **wishes)  # type: ignore[arg-type]


def test_an_introduction_is_the_last_bars_without_the_tune() -> None:
    plain, with_intro = of(), of(intro_bars=4)
    assert len(with_intro.bars) == len(plain.bars) + 4
    intro = with_intro.bars[:4]
    assert {bar.section for bar in intro} == {"intro"}
    assert [bar.spans[0].symbol for bar in intro] == [bar.spans[0].symbol for bar in plain.bars[4:8]]
    assert not any(bar.melody for bar in intro)
    with pytest.raises(ChartError, match="introduction"):
        of(intro_bars=65)


def test_a_tag_plays_the_last_bars_twice_more() -> None:
    plain, tagged = of(ending="hold"), of(ending="tag")
    assert len(tagged.bars) == len(plain.bars) + 4
    assert tagged.bars[-1].is_last
    assert [bar.written for bar in tagged.bars[-4:]] == [6, 7, 6, 7]


def test_a_ritardando_slows_like_runners_stop() -> None:
    steady, slowed = of(ending="hold"), of(ending="ritardando")
    for bar, other in zip(steady.bars[:-3], slowed.bars[:-3], strict=True):
        assert bar.onset_seconds == other.onset_seconds
    lengths = [bar.duration_seconds for bar in slowed.bars]
    assert lengths[-4] < lengths[-3] < lengths[-2] < lengths[-1]
    assert lengths[-1] == pytest.approx(2 * lengths[0])  # half the tempo is left
    for bar, following in pairwise(slowed.bars):
        assert following.onset_seconds == pytest.approx(bar.onset_seconds + bar.duration_seconds)
    slowing = Slowing(0.0, 4.0, 0.5)
    x = 0.5
    speed = 0.001 / (slowing.later(4.0 * x + 0.001) - slowing.later(4.0 * x))
    assert speed == pytest.approx((1 + (0.5**3 - 1) * x) ** (1 / 3), abs=1e-3)


def test_others_find_a_ritardando_in_the_file() -> None:
    arrangement = of(ending="ritardando")
    performance = perform(arrangement)
    heard = hear(midi_bytes(performance))
    assert heard.bars.starts_seconds[: len(arrangement.bars)] == pytest.approx(
        [bar.onset_seconds for bar in arrangement.bars], abs=0.002
    )
    drums = heard.part("drums")
    assert drums is not None
    ours = np.sort(performance.parts["drums"].notes["onset_seconds"])
    assert np.sort(drums.onset_seconds)[:50] == pytest.approx(ours[:50], abs=0.003)
    assert drums.onset_seconds.max() == pytest.approx(ours.max(), abs=0.003)


def test_a_fade_turns_everybody_down_to_nothing() -> None:
    arrangement = of(ending="fade")
    assert arrangement.fade_seconds > 8
    assert not arrangement.bars[-1].is_last
    for part in perform(arrangement).parts.values():
        moves = part.controls[part.controls["number"] == EXPRESSION]
        assert (np.diff(moves["value"]) <= 0).all()
        assert moves["value"][-1] == 0
        assert moves["onset_seconds"][0] >= arrangement.duration_seconds - arrangement.fade_seconds


def test_the_last_chorus_can_be_raised() -> None:
    arrangement = of(choruses=3, raise_last=2)
    last = [bar for bar in arrangement.bars if bar.chorus == 2]
    assert last[0].spans[0].symbol == "Dmaj7"
    assert str(last[0].key) == "D"
    assert arrangement.bars[0].spans[0].symbol == "Cmaj7"


def test_a_button_is_short_and_a_hold_is_long() -> None:
    def last_notes(ending: Ending) -> float:
        arrangement = of(ending=ending)
        notes = perform(arrangement).parts["keys"].notes
        return float(notes["duration_seconds"][notes["onset_ticks"] >= arrangement.bars[-1].onset_ticks].max())

    assert last_notes("button") < 0.5 < last_notes("hold")


def test_the_band_builds_up_to_a_stronger_section() -> None:
    bars = of(SECTIONS).bars
    verse = [bar for bar in bars if bar.section == "Verse"]
    chorus = [bar for bar in bars if bar.section == "Chorus"]
    assert verse[0].intensity < verse[-2].intensity < verse[-1].intensity < chorus[0].intensity
    assert verse[-1].build == 1.0


def test_players_lay_out_in_quiet_sections() -> None:
    arrangement = of(SECTIONS, "lift", choruses=1)
    assert not any(bar.out for bar in arrangement.bars)
    quiet = of(SECTIONS, "fingerpicked")
    first = quiet.bars[0]
    assert "drums" in first.out
    notes = perform(quiet).parts["drums"].notes
    assert not ((notes["onset_ticks"] >= first.onset_ticks) & (notes["onset_ticks"] < first.duration_ticks)).any()


def test_everybody_is_there_for_a_push_and_for_kicks() -> None:
    arrangement = of()
    bar = arrangement.bars[0]
    push = bar.duration_ticks * 3 // 8
    pushed = with_push(bar, push)
    bars = (pushed, *arrangement.bars[1:])
    parts = perform(replace(arrangement, bars=bars)).parts
    for player in ("bass", "guitar", "keys"):
        assert push in parts[player].notes["onset_ticks"].tolist(), player
    drums = parts["drums"].notes
    struck = set(drums["pitch"][drums["onset_ticks"] == push].tolist())
    assert DRUM_KEYS["kick"] in struck
    assert struck & {DRUM_KEYS["crash"], DRUM_KEYS["closed hat"], DRUM_KEYS["ride"]}


def with_push(bar: PlannedBar, push: int) -> PlannedBar:
    first, second = bar.spans
    spans = (
        replace(first, duration_ticks=push),
        replace(second, onset_ticks=push, duration_ticks=bar.duration_ticks - push),
    )
    return replace(bar, spans=spans, pushes=(push,))
