"""Written parts are played note for note, beside the band or alone."""

import io
from fractions import Fraction

import mido
import pytest

from houseband import ChartError, arrange, perform
from houseband.charts.chart import Bar, Chart, PartNote, WrittenPart
from houseband.deliver.midi import midi_bytes
from houseband.music.general_midi import instrument_for
from houseband.music.instrument import INSTRUMENTS
from houseband.music.meter import meter
from houseband.session import Session, parse_session, session_json
from houseband.takes import Take
from tunes import tune

TICKS = 10_080


def note(onset: str, pitch: int, duration: str = "1", velocity: int = 80) -> PartNote:
    return PartNote(Fraction(onset), Fraction(duration), pitch, velocity)


VIOLIN = WrittenPart("Violin", ((note("0", 67), note("3/2", 69, "5/2")), (note("0", 71, "4"),)), program=40)
BONGO = WrittenPart("Bongo", ((note("0", 60),), ()), is_drums=True)
NAMELESS = WrittenPart("", ((), (note("1", 40),)), program=33)


def score(*parts: WrittenPart, bars: str = "| C | G |") -> Chart:
    chart = tune(bars)
    return Chart(chart.title, chart.bars, "test", key=chart.key, tempo_bpm=chart.tempo_bpm, parts=parts)


def test_a_written_part_sounds_exactly_where_it_is_written() -> None:
    performance = perform(arrange(score(VIOLIN), parts=["violin"]))
    assert list(performance.parts) == ["Violin"]
    notes = performance.parts["Violin"].notes
    assert notes["onset_ticks"].tolist() == [0, TICKS * 3 // 2, TICKS * 4]
    assert notes["pitch"].tolist() == [67, 69, 71]
    assert notes["onset_seconds"].tolist() == pytest.approx([0.0, 0.75, 2.0])  # 120 bpm
    assert notes["duration_seconds"].tolist() == pytest.approx([0.5, 1.25, 2.0])


def test_a_written_part_sounds_again_wherever_its_bars_do() -> None:
    chart = score(VIOLIN, bars="|: C | G :|")
    assert perform(arrange(chart, parts=["all"])).parts["Violin"].notes["pitch"].tolist() == [67, 69, 71] * 2


def test_parts_beside_a_band_change_nothing_for_the_band() -> None:
    alone = perform(arrange(score(), band=["drums", "bass"]))
    together = perform(arrange(score(VIOLIN, BONGO), band=["drums", "bass"], parts=["all"]))
    assert list(together.parts) == ["drums", "bass", "Violin", "Bongo"]
    for player in ("drums", "bass"):
        assert together.parts[player].notes.tobytes() == alone.parts[player].notes.tobytes()


def test_parts_are_named_by_number_where_they_have_no_name_of_their_own() -> None:
    bass = WrittenPart("bass", VIOLIN.bars, program=32)
    line_up = arrange(score(VIOLIN, VIOLIN, NAMELESS, bass), parts=["all"], band=["bass"]).line_up
    assert [chair.player for chair in line_up] == ["bass", "Violin", "Violin 2", "part 3", "bass 2"]
    assert [chair.player for chair in arrange(score(VIOLIN, NAMELESS), parts=["2"]).line_up] == ["part 2"]


def test_a_part_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(ChartError, match=r"no part 'tuba'(.|\n)*Violin, Bongo"):
        arrange(score(VIOLIN, BONGO), parts=["tuba"])


def test_a_score_without_chords_or_melody_is_played_as_written() -> None:
    bar = Bar(1, meter(4, 4), Fraction(4))
    chart = Chart("", (bar, bar), "test", parts=(VIOLIN,))
    assert [chair.player for chair in arrange(chart).line_up] == ["Violin"]
    with pytest.raises(ChartError, match="nothing to play"):
        arrange(Chart("", (bar, bar), "test", parts=(WrittenPart("Flute", ((), ())),)))


def test_a_midi_file_gives_each_part_its_program_and_a_channel() -> None:
    performance = perform(arrange(score(VIOLIN, BONGO, NAMELESS), parts=["all"], band=["bass"]))
    file = mido.MidiFile(file=io.BytesIO(midi_bytes(performance)))
    programs = {
        track.name: (message.channel, message.program)
        for track in file.tracks
        for message in track
        if message.type == "program_change"
    }
    assert programs["Violin (violin)"] == (1, 40)
    assert programs["part 3 (finger bass)"] == (2, 33)
    assert programs["Bongo (studio kit)"][0] == 9
    assert programs["bass (upright bass)"][0] == 0


def test_seventeen_parts_share_fifteen_channels() -> None:
    parts = tuple(WrittenPart(f"P{i}", VIOLIN.bars, program=i) for i in range(17))
    file = mido.MidiFile(file=io.BytesIO(midi_bytes(perform(arrange(score(*parts), parts=["all"])))))
    channels = [m.channel for track in file.tracks for m in track if m.type == "program_change"]
    assert len(channels) == 17
    assert set(channels) == set(range(16)) - {9}


def test_a_session_with_parts_comes_back_from_its_file() -> None:
    session = Take(Session(score(VIOLIN, BONGO), parts=("all",))).resolved
    assert session.band == ()
    assert session.parts == ("1", "2")
    assert parse_session(session_json(session).encode()) == session


@pytest.mark.parametrize("program", range(128))
def test_every_general_midi_program_has_an_instrument(program: int) -> None:
    assert not INSTRUMENTS[instrument_for(program)].is_drum_kit
    assert INSTRUMENTS[instrument_for(program, is_drums=True)].is_drum_kit


@pytest.mark.parametrize(
    ("name", "instrument"),
    [
        ("Double Bass", "upright bass"), ("Bass", "finger bass"), ("Bass Clarinet", "clarinet"),
        ("Drumset", "studio kit"),
        ("Voice", "choir"), ("Violin I", "violin"), ("Acoustic Guitar", "steel guitar"), ("Piano", "grand piano"),
        ("", "grand piano"), ("Soprano", "choir"), ("Tenor Sax", "tenor sax"), ("Soprano Sax", "soprano sax"),
    ],
)  # fmt: skip
def test_a_part_without_a_program_is_known_by_its_name(name: str, instrument: str) -> None:
    assert instrument_for(None, name=name) == instrument
