"""A performance as a standard MIDI file: one track a player, as it was really played, on a conductor track's grid.

The file's division is our own tick, so written places are exact; played places are the seconds brought back onto the
tempo map, to a tick (50 µs at 120 bpm). Sections are markers, chords are text events, so other programs see the form.
"""

import io
from pathlib import Path

import mido
import numpy as np
from numpy.typing import NDArray

from houseband.arrangement import Arrangement
from houseband.deliver.files import replace_file
from houseband.errors import SoundError
from houseband.music.instrument import INSTRUMENTS
from houseband.music.key import Key, key_from_fifths
from houseband.performance import NoteArray, Part, Performance
from houseband.units import TICKS_PER_QUARTER

DRUM_CHANNEL = 9
CHANNELS = {"bass": 0, "guitar": 1, "keys": 2, "lead": 3, "drums": DRUM_CHANNEL}
Event = tuple[int, int, mido.Message | mido.MetaMessage]  # tick, rank among those of one tick, message


def write_midi(path: Path, performance: Performance) -> None:
    """Writes the whole performance. Raises SoundError, and leaves what was there, if it cannot."""
    data = midi_bytes(performance)
    replace_file(path, lambda temporary: temporary.write_bytes(data))


def midi_bytes(performance: Performance) -> bytes:
    """The file's bytes: the same for the same performance, everywhere."""
    arrangement = performance.arrangement
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_QUARTER, charset="utf-8")
    file.tracks.append(_track(_conductor(arrangement), arrangement.duration_ticks))
    for part in performance.parts.values():
        file.tracks.append(_track(_part(part, arrangement), arrangement.duration_ticks))
    buffer = io.BytesIO()
    try:
        file.save(file=buffer)
    except ValueError as error:
        raise SoundError(f"cannot be written as MIDI: {error}") from None
    return buffer.getvalue()


def _track(events: list[Event], end_ticks: int) -> mido.MidiTrack:
    events.sort(key=lambda event: event[:2])
    track = mido.MidiTrack()
    now = 0
    for tick, _, message in events:
        message.time = tick - now  # mido's name for the delta in ticks
        track.append(message)
        now = tick
    track.append(mido.MetaMessage("end_of_track", time=max(0, end_ticks - now)))
    return track


def _conductor(arrangement: Arrangement) -> list[Event]:
    """Title, tempo map, meters, keys, section markers and chord names."""
    events: list[Event] = [(0, 0, mido.MetaMessage("track_name", name=arrangement.title or "Houseband"))]
    meter, key, tempo, section = None, None, None, None
    for bar in arrangement.bars:
        tick = bar.onset_ticks
        if tempo != bar.seconds_per_quarter:
            tempo = bar.seconds_per_quarter
            events.append((tick, 1, mido.MetaMessage("set_tempo", tempo=round(tempo * 1_000_000))))
        if meter != bar.meter:
            meter = bar.meter
            signature = mido.MetaMessage("time_signature", numerator=meter.count, denominator=meter.unit)
            events.append((tick, 1, signature))
        if bar.key is not None and key != bar.key:
            key = bar.key
            events.append((tick, 1, mido.MetaMessage("key_signature", key=_signature(key))))
        if (bar.opens_section and section != (bar.section, bar.chorus)) or bar.role == "count-in":
            section = (bar.section, bar.chorus)
            if bar.section:
                events.append((tick, 2, mido.MetaMessage("marker", text=bar.section)))
        for span in bar.spans:
            if span.is_new:
                events.append((tick + span.onset_ticks, 3, mido.MetaMessage("text", text=span.symbol)))
    return events


def _signature(key: Key) -> str:
    """The key signature in mido's spelling: modes by the major or minor key that shares their signature."""
    fifths = max(-7, min(7, key.fifths))
    return str(key_from_fifths(fifths, "minor" if key.is_minor else "major"))


def _part(part: Part, arrangement: Arrangement) -> list[Event]:
    channel = CHANNELS[part.player]
    events: list[Event] = [(0, 0, mido.MetaMessage("track_name", name=f"{part.player} ({part.instrument})"))]
    program = INSTRUMENTS[part.instrument].program
    events.append((0, 1, mido.Message("program_change", channel=channel, program=program)))
    onsets = played_ticks(part.notes["onset_seconds"], arrangement)
    ends = played_ticks(part.notes["onset_seconds"] + part.notes["duration_seconds"], arrangement)
    for note, onset, end in _without_overlaps(part.notes, onsets, np.maximum(ends, onsets + 1)):
        pitch, velocity = int(note["pitch"]), int(note["velocity"])
        events.append((onset, 3, mido.Message("note_on", channel=channel, note=pitch, velocity=velocity)))
        events.append((end, 2, mido.Message("note_off", channel=channel, note=pitch, velocity=0)))
    for control in part.controls:
        tick = int(played_ticks(np.array([control["onset_seconds"]]), arrangement)[0])
        message = mido.Message(
            "control_change", channel=channel, control=int(control["number"]), value=int(control["value"])
        )
        events.append((tick, 2, message))
    return events


def played_ticks(seconds: NDArray[np.float64], arrangement: Arrangement) -> NDArray[np.int64]:
    """Where seconds of the take fall on its tempo map, in whole ticks, shape as given; never before the top."""
    starts = np.array([bar.onset_seconds for bar in arrangement.bars])
    ticks = np.array([bar.onset_ticks for bar in arrangement.bars])
    rates = np.array([TICKS_PER_QUARTER / bar.seconds_per_quarter for bar in arrangement.bars])
    place = np.maximum(np.searchsorted(starts, seconds, side="right") - 1, 0)
    result: NDArray[np.int64] = np.rint(ticks[place] + (seconds - starts[place]) * rates[place]).astype(np.int64)
    return np.maximum(result, 0)


def _without_overlaps(
    notes: NoteArray, onsets: NDArray[np.int64], ends: NDArray[np.int64]
) -> list[tuple[np.void, int, int]]:
    """The notes with their ticks, each cut where the same key is struck again: a MIDI key cannot sound twice."""
    rows = sorted(zip(onsets.tolist(), ends.tolist(), range(len(notes)), strict=True))
    sounding: dict[int, int] = {}
    done: list[tuple[np.void, int, int]] = []
    for onset, end, i in rows:
        pitch = int(notes["pitch"][i])
        earlier = sounding.get(pitch)
        if earlier is not None and done[earlier][2] > onset:
            if done[earlier][1] == onset:  # struck twice at once: the longer one stays
                note, _, until = done[earlier]
                done[earlier] = (note, onset, max(until, end))
                continue
            done[earlier] = (done[earlier][0], done[earlier][1], onset)
        sounding[pitch] = len(done)
        done.append((notes[i], onset, end))
    return done
