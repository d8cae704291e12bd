"""The line-ups of the house styles: each chair has an instrument that can play it, and nobody leaves its range."""

import pytest

from houseband.arrangement import arrange
from houseband.band import perform
from houseband.desk.house_desks import house_desk_names
from houseband.music.instrument import BASS_TUNING, GUITAR_TUNING, INSTRUMENTS
from houseband.music.key import named_key
from houseband.sound.instruments import MODELS
from houseband.styles.style import house_styles
from tunes import BLUES, CHANGES, tune

STYLES = house_styles()


@pytest.mark.parametrize("style", list(STYLES))
def test_every_chair_has_an_instrument_that_can_play_it(style: str) -> None:
    chairs = {player: INSTRUMENTS[name] for player, name in STYLES[style].line_up.items()}
    assert {player for player, one in chairs.items() if one.is_drum_kit} == {"drums"}
    assert chairs["guitar"].tuning == GUITAR_TUNING  # the grips are those of six strings in standard tuning
    assert chairs["bass"].tuning == BASS_TUNING
    assert all(one.is_in_tune for player, one in chairs.items() if player != "drums")
    assert all(one.name in MODELS for one in chairs.values())
    assert STYLES[style].desk in house_desk_names()


@pytest.mark.parametrize("key", ["C", "Db", "E", "F#", "Ab", "Bb"])
@pytest.mark.parametrize("style", list(STYLES))
def test_nobody_plays_beyond_the_range_of_their_instrument(style: str, key: str) -> None:
    for bars in (BLUES, CHANGES):
        arrangement = arrange(tune(bars, STYLES[style].meters[0]), STYLES[style], key=named_key(key), choruses=2)
        for player, part in perform(arrangement, seed=3).parts.items():
            instrument = INSTRUMENTS[part.instrument]
            assert len(part.notes), player
            assert part.notes["pitch"].min() >= instrument.lowest, player
            assert part.notes["pitch"].max() <= instrument.highest, player
