"""The lead plays a tune as one line, in the octave that suits the instrument."""

import pytest

from houseband.arrangement import arrange
from houseband.band import perform
from houseband.charts.abc.reader import read
from houseband.charts.chart import Chart
from houseband.charts.source import Source
from houseband.music.instrument import INSTRUMENTS
from houseband.music.key import named_key
from houseband.players.lead import best_octave
from houseband.styles.style import house_styles

MIDDLING = '"C"C E G c | "F"A c f e | "G7"d B G F | "C"E G c2 |'
"""From middle C to the F at the top of the staff."""
WIDE = '"C"C,, E, G c | "F"A, f a c\' | "G7"g d B, G,, | "C"c\' c C2 |'
"""Four octaves from C2: more than a saxophone or a flute has."""


def chart(music: str) -> Chart:
    return read(Source(f"X:1\nT:A Tune\nM:4/4\nL:1/4\nK:C\n{music}\n".encode(), "tune.abc"))[0]


def written_and_played(music: str, style: str, key: str) -> list[tuple[int, int]]:
    """Each note's key on the page, in the wished key, and the one that sounds."""
    arrangement = arrange(chart(music), house_styles()[style], key=named_key(key))
    written = [note.pitch for bar in arrangement.bars for note in bar.melody]
    played = [int(pitch) for pitch in perform(arrangement).parts["lead"].notes["pitch"]]
    assert len(written) > 12
    return list(zip(written, played, strict=True))


@pytest.mark.parametrize("key", ["C", "Eb", "F#", "A"])
@pytest.mark.parametrize("style", list(house_styles()))
def test_a_tune_that_fits_is_moved_as_a_whole(style: str, key: str) -> None:
    pairs = written_and_played(MIDDLING, style, key)
    (moved,) = {played - written for written, played in pairs}
    assert moved % 12 == 0
    lead = INSTRUMENTS[house_styles()[style].line_up["lead"]]
    assert all(lead.lowest <= played <= lead.highest for _, played in pairs)


@pytest.mark.parametrize("style", list(house_styles()))
def test_of_a_tune_that_is_too_wide_every_note_still_sounds_in_some_octave(style: str) -> None:
    lead = INSTRUMENTS[house_styles()[style].line_up["lead"]]
    for written, played in written_and_played(WIDE, style, "C"):
        assert (played - written) % 12 == 0
        assert lead.lowest <= played <= lead.highest


@pytest.mark.parametrize(
    ("span", "instrument", "octave"),
    [
        ((60, 76), "tenor sax", 0),  # it fits as it stands, to the highest note
        ((60, 77), "tenor sax", -1),  # a semitone beyond
        ((55, 72), "flute", 1),
        ((60, 72), "flute", 0),
        ((40, 50), "piccolo", 3),
        ((36, 96), "flute", 0),  # too wide: where least of it is beyond, and then as it is written
        (None, "flute", 0),
    ],
)
def test_the_octave_is_the_nearest_that_fits(span: tuple[int, int] | None, instrument: str, octave: int) -> None:
    played_by = INSTRUMENTS[instrument]
    assert best_octave(span, played_by.lowest, played_by.highest) == octave
