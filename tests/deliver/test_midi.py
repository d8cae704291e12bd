"""A performance as a MIDI file that other programs read right."""

import io
from pathlib import Path

import mido
import numpy as np
import pytest

from houseband.arrangement import Arrangement, arrange
from houseband.band import perform
from houseband.deliver.midi import midi_bytes, write_midi
from houseband.errors import SoundError
from houseband.styles.choose import find_style
from tunes import BLUES, CHANGES, tune


def file_of(arrangement: Arrangement, seed: int = 1) -> mido.MidiFile:
    return mido.MidiFile(file=io.BytesIO(midi_bytes(perform(arrangement, seed))))


def timed(track: mido.MidiTrack) -> list[tuple[int, mido.Message]]:
    now, done = 0, []
    for message in track:
        now += message.time
        done.append((now, message))
    return done


def test_there_is_a_conductor_and_a_track_a_player_on_channels_of_their_own() -> None:
    file = file_of(arrange(tune(BLUES), find_style("swing")))
    assert file.type == 1
    assert file.ticks_per_beat == 10_080
    names = [next(m.name for m in track if m.type == "track_name") for track in file.tracks]
    assert names == ["A Tune", "drums (jazz kit)", "bass (upright bass)", "guitar (jazz guitar)", "keys (grand piano)"]
    channels = [{m.channel for m in track if m.type == "note_on"} for track in file.tracks[1:]]
    assert channels == [{9}, {0}, {1}, {2}]
    programs = [next(m.program for m in track if m.type == "program_change") for track in file.tracks[2:]]
    assert programs == [32, 26, 0]


def test_the_conductor_has_tempo_meter_key_sections_and_chords() -> None:
    chart = tune("[A]\n| C | F |\n[B]\n| G7 | C |", "3/4", "C", 90)
    events = timed(file_of(arrange(chart)).tracks[0])
    kinds = {
        kind: [(tick, m) for tick, m in events if m.type == kind]
        for kind in ("set_tempo", "time_signature", "key_signature", "marker", "text")
    }
    assert [m.tempo for _, m in kinds["set_tempo"]] == [666_667]
    assert [(m.numerator, m.denominator) for _, m in kinds["time_signature"]] == [(3, 4)]
    assert [m.key for _, m in kinds["key_signature"]] == ["C"]
    assert [(tick // 30_240, m.text) for tick, m in kinds["marker"]] == [(0, "A"), (2, "B")]
    assert [(tick // 30_240, m.text) for tick, m in kinds["text"]] == [(0, "C"), (1, "F"), (2, "G7"), (3, "C")]


@pytest.mark.parametrize("style", ["swing", "rock", "folk"])
def test_no_key_is_struck_while_it_sounds_and_every_note_ends(style: str) -> None:
    file = file_of(arrange(tune(CHANGES), find_style(style), choruses=3))
    for track in file.tracks[1:]:
        sounding: set[int] = set()
        for _, message in timed(track):
            if message.type == "note_on" and message.velocity:
                assert message.note not in sounding
                sounding.add(message.note)
            elif message.type in ("note_off", "note_on"):
                sounding.remove(message.note)
        assert not sounding


def test_the_file_lasts_as_long_as_the_bars_and_sounds_when_it_was_played() -> None:
    arrangement = arrange(tune(CHANGES, tempo_bpm=93), find_style("swing"))
    performance = perform(arrangement, 1)
    file = mido.MidiFile(file=io.BytesIO(midi_bytes(performance)))
    ends = [timed(track)[-1][0] for track in file.tracks]
    assert ends[0] == arrangement.duration_ticks
    seconds_per_tick = 60 / 93 / 10_080
    onsets = [tick * seconds_per_tick for tick, m in timed(file.tracks[2]) if m.type == "note_on"]
    assert np.allclose(onsets, np.sort(performance.parts["bass"].notes["onset_seconds"]), atol=0.001)


def test_a_title_of_any_script_is_kept() -> None:
    chart = tune("| C |")
    from dataclasses import replace

    file = file_of(arrange(replace(chart, title="Dvořák – Žert ♭ 春")))
    assert midi_bytes(perform(arrange(replace(chart, title="春")))).find("春".encode()) > 0
    assert len(file.tracks) == 5


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    performance = perform(arrange(tune("| C |")))
    path = tmp_path / "take.mid"
    path.write_bytes(b"older")

    def full_disk(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(SoundError, match="No space left"):
        write_midi(path, performance)
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(SoundError, match="make the folder first"):
        write_midi(tmp_path / "nowhere" / "take.mid", performance)
