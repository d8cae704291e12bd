"""A performance as a standard MIDI file: one track a player, as it was really played, on a conductor track's grid.

The file's division is our own tick, so written places are exact; played places are the seconds brought back onto the
tempo map, to a tick (50 µs at 120 bpm). Sections are markers, chords are text events, so other programs see the form.
Bytes after "Standard MIDI Files 1.0" (MIDI Manufacturers Association, RP-001); they are written here and not by a
library because that took longer than to play the music (docs/design.md).
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from houseband.arrangement import Arrangement
from houseband.files import replace_file
from houseband.music.controller import PITCH_BEND
from houseband.music.instrument import INSTRUMENTS
from houseband.music.key import Key
from houseband.performance import NoteArray, Part, Performance
from houseband.sound.pitch import STEP_SECONDS, bends_of_its_own, own_curve
from houseband.units import TICKS_PER_QUARTER

DRUM_CHANNEL = 9
CHANNELS = {"bass": 0, "guitar": 1, "keys": 2, "lead": 3, "drums": DRUM_CHANNEL, "percussion": DRUM_CHANNEL}
NOTE_OFF, NOTE_ON, CONTROL_CHANGE, PROGRAM_CHANGE, PITCH_WHEEL = 0x80, 0x90, 0xB0, 0xC0, 0xE0
DATA_ENTRY, DATA_FINE, PARAMETER_FINE, PARAMETER = 6, 38, 100, 101
BEND_RANGE_CENTS = 1200
BEND_STEP_SECONDS = 0.01
TEXT, TRACK_NAME, MARKER, END_OF_TRACK, SET_TEMPO, TIME_SIGNATURE, KEY_SIGNATURE = 1, 3, 6, 0x2F, 0x51, 0x58, 0x59
Event = tuple[int, int, bytes]  # tick, rank among those of one tick, message


def write_midi(path: Path, performance: Performance) -> None:
    """Writes the whole performance. Raises SoundError, and leaves what was there, if it cannot."""
    data = midi_bytes(performance)
    replace_file(path, lambda temporary: temporary.write_bytes(data))


def midi_bytes(performance: Performance) -> bytes:
    """The file's bytes (format 1, texts in UTF-8): the same for the same performance, everywhere."""
    arrangement = performance.arrangement
    tracks = [_track(_conductor(arrangement), arrangement.duration_ticks)]
    channels = _channels(performance)
    tracks += [
        _track(_part(part, channels[part.player], arrangement), arrangement.duration_ticks)
        for part in performance.parts.values()
    ]
    head = b"MThd" + bytes([0, 0, 0, 6, 0, 1]) + len(tracks).to_bytes(2, "big") + TICKS_PER_QUARTER.to_bytes(2, "big")
    return head + b"".join(tracks)


def _track(events: list[Event], end_ticks: int) -> bytes:
    """A track chunk: its events in order, each after its delta time."""
    events.sort(key=lambda event: event[:2])
    body = bytearray()
    now = 0
    for tick, _, message in events:
        body += _variable_length(tick - now) + message
        now = tick
    body += _variable_length(max(0, end_ticks - now)) + _meta(END_OF_TRACK, b"")
    return b"MTrk" + len(body).to_bytes(4, "big") + bytes(body)


def _variable_length(number: int) -> bytes:
    """Seven bits a byte, the high bit set on all but the last."""
    if number < 0x80:
        return bytes((number,))
    parts = [number & 0x7F]
    while number := number >> 7:
        parts.append(number & 0x7F | 0x80)
    return bytes(reversed(parts))


def _meta(kind: int, data: bytes) -> bytes:
    return bytes((0xFF, kind)) + _variable_length(len(data)) + data


def _conductor(arrangement: Arrangement) -> list[Event]:
    """Title, tempo map, meters, keys, section markers and chord names."""
    events: list[Event] = [(0, 0, _meta(TRACK_NAME, (arrangement.title or "Houseband").encode()))]
    meter, key, tempo, section = None, None, None, None
    for bar in arrangement.bars:
        tick = bar.onset_ticks
        for place, _, per_quarter in bar.tempo_pieces():
            if tempo != per_quarter:
                tempo = per_quarter
                microseconds = min(round(tempo * 1_000_000), 0xFFFFFF)
                events.append((tick + place, 1, _meta(SET_TEMPO, microseconds.to_bytes(3, "big"))))
        if meter != bar.meter:
            meter = bar.meter
            clocks = max(1, min(255, round(24 * meter.beat_quarters)))  # MIDI clocks (24 a quarter) between clicks
            power = meter.unit.bit_length() - 1
            events.append((tick, 1, _meta(TIME_SIGNATURE, bytes((meter.count, power, clocks, 8)))))
        if bar.key is not None and key != bar.key:
            key = bar.key
            events.append((tick, 1, _meta(KEY_SIGNATURE, _signature(key))))
        if (bar.opens_section and section != (bar.section, bar.chorus)) or bar.role == "count-in":
            section = (bar.section, bar.chorus)
            if bar.section:
                events.append((tick, 2, _meta(MARKER, bar.section.encode())))
        for span in bar.spans:
            if span.is_new:
                events.append((tick + span.onset_ticks, 3, _meta(TEXT, span.symbol.encode())))
    return events


def _signature(key: Key) -> bytes:
    """Sharps (flats below zero, as a signed byte) and whether it is minor; other modes by their signature."""
    return bytes((max(-7, min(7, key.fifths)) & 0xFF, int(key.is_minor)))


def _channels(performance: Performance) -> dict[str, int]:
    """A channel a player: the band's own, then the free ones in turn, round and round; drums share theirs."""
    channels = {player: CHANNELS[player] for player in performance.parts if player in CHANNELS}
    free = [channel for channel in range(16) if channel != DRUM_CHANNEL and channel not in channels.values()]
    guests = [part for part in performance.parts.values() if part.player not in CHANNELS]
    melodic = [part for part in guests if not INSTRUMENTS[part.instrument].is_drum_kit]
    channels |= {part.player: DRUM_CHANNEL for part in guests}
    channels |= {part.player: free[number % len(free)] for number, part in enumerate(melodic)}
    return channels


def _part(part: Part, channel: int, arrangement: Arrangement) -> list[Event]:
    instrument = f" ({part.instrument})"
    name = part.player if part.player.endswith(instrument) else part.player + instrument
    events: list[Event] = [(0, 0, _meta(TRACK_NAME, name.encode()))]
    events.append((0, 1, bytes((PROGRAM_CHANGE | channel, _program(part, arrangement)))))
    onsets = played_ticks(part.notes["onset_seconds"], arrangement)
    ends = played_ticks(part.notes["onset_seconds"] + part.notes["duration_seconds"], arrangement)
    for pitch, velocity, onset, end in _without_overlaps(part.notes, onsets, np.maximum(ends, onsets + 1)):
        events.append((onset, 3, bytes((NOTE_ON | channel, pitch, velocity))))
        events.append((end, 2, bytes((NOTE_OFF | channel, pitch, 0))))
    controls = part.controls[part.controls["number"] < 128]
    for control, tick in zip(controls, played_ticks(controls["onset_seconds"], arrangement).tolist(), strict=True):
        events.append((tick, 2, bytes((CONTROL_CHANGE | channel, int(control["number"]), int(control["value"])))))
    return events + _bends(part, channel, arrangement)


def _bends(part: Part, channel: int, arrangement: Arrangement) -> list[Event]:
    """The wheel: the part's own bends, and those of single notes, which bend all that sounds on the channel."""
    wheel = part.controls[part.controls["number"] == PITCH_BEND]
    moments = list(zip(wheel["onset_seconds"].tolist(), wheel["value"].tolist(), strict=True))
    for index in np.flatnonzero(bends_of_its_own(part)).tolist():
        note = part.notes[index]
        onset, held_seconds = float(note["onset_seconds"]), float(note["duration_seconds"])
        cents = own_curve(part, index, held_seconds, held_seconds)[:: round(BEND_STEP_SECONDS / STEP_SECONDS)].tolist()
        changed = [step for step in range(len(cents)) if step == 0 or cents[step] != cents[step - 1]]
        moments += [(onset + step * BEND_STEP_SECONDS, cents[step]) for step in changed]
        moments.append((onset + held_seconds, 0.0))
    if not moments:
        return []
    ticks = played_ticks(np.array([at for at, _ in moments]), arrangement).tolist()
    setup = [(PARAMETER, 0), (PARAMETER_FINE, 0), (DATA_ENTRY, BEND_RANGE_CENTS // 100), (DATA_FINE, 0)]
    events: list[Event] = [(0, 1, bytes((CONTROL_CHANGE | channel, number, value))) for number, value in setup]
    for tick, (_, value) in sorted(zip(ticks, moments, strict=True), key=lambda event: event[0]):
        position = max(0, min(16_383, 8192 + round(value * 8192 / BEND_RANGE_CENTS)))
        events.append((tick, 2, bytes((PITCH_WHEEL | channel, position & 0x7F, position >> 7))))
    return events


def _program(part: Part, arrangement: Arrangement) -> int:
    """The General MIDI program of a part: the score's own, or else its instrument's."""
    chair = next((chair for chair in arrangement.line_up if chair.player == part.player), None)
    written = None if chair is None or chair.part is None else arrangement.chart.parts[chair.part].program
    return INSTRUMENTS[part.instrument].program if written is None else written


def played_ticks(seconds: NDArray[np.float64], arrangement: Arrangement) -> NDArray[np.int64]:
    """Where seconds of the take fall on its tempo map, in whole ticks, shape as given; never before the top."""
    pieces = [(bar.onset_ticks + place, *rest) for bar in arrangement.bars for place, *rest in bar.tempo_pieces()]
    ticks, starts, per_quarter = np.array(pieces).T
    rates = TICKS_PER_QUARTER / per_quarter
    place = np.maximum(np.searchsorted(starts, seconds, side="right") - 1, 0)
    result: NDArray[np.int64] = np.rint(ticks[place] + (seconds - starts[place]) * rates[place]).astype(np.int64)
    return np.maximum(result, 0)


def _without_overlaps(
    notes: NoteArray, onsets: NDArray[np.int64], ends: NDArray[np.int64]
) -> list[tuple[int, int, int, int]]:
    """(pitch, velocity, onset, end) in order, each cut where its key is struck again: a MIDI key cannot sound twice."""
    rows = sorted(zip(onsets.tolist(), ends.tolist(), notes["pitch"].tolist(), notes["velocity"].tolist(), strict=True))
    sounding: dict[int, int] = {}
    done: list[tuple[int, int, int, int]] = []
    for onset, end, pitch, velocity in rows:
        earlier = sounding.get(pitch)
        if earlier is not None and done[earlier][3] > onset:
            _, strength, begin, until = done[earlier]
            if begin == onset:  # struck twice at once: one note, the longer
                done[earlier] = (pitch, max(strength, velocity), onset, max(until, end))
                continue
            done[earlier] = (pitch, strength, begin, onset)
        sounding[pitch] = len(done)
        done.append((pitch, velocity, onset, end))
    return done
