"""The bytes of a standard MIDI file taken apart into events, damaged files as far as they go.

    file  = "MThd" , length , format , track count , division , { "MTrk" , length , { delta , event } } ;
    event = status , data | data                          (* running status: the last one goes on *)
          | 0xFF , kind , length , bytes                  (* meta: texts, tempo, meter, key, end of track *)
          | ( 0xF0 | 0xF7 ) , length , bytes ;            (* system exclusive: passed over *)

A delta and a length are variable: seven bits a byte, the high bit set on all but the last. Times are ticks from the
top. After Standard MIDI Files 1.0 (MIDI Manufacturers Association, RP-001) and, for ``RMID``, RP-029. A library would
do as well for sound files, but refuses the damaged ones that people have, and is slower (bench/reading.py).
"""

from dataclasses import dataclass, field

from houseband.errors import ChartError
from houseband.music.controller import EXPRESSION, MODULATION, SUSTAIN_PEDAL, VOLUME

MOST_EVENTS = 1_000_000
MOST_TICKS = 2**40
NOTE_OFF, NOTE_ON, CONTROL, PROGRAM, BEND, META, SYSEX, ESCAPE = 0x80, 0x90, 0xB0, 0xC0, 0xE0, 0xFF, 0xF0, 0xF7
DATA_ENTRY, DATA_FINE, PARAMETER_FINE, PARAMETER = 6, 38, 100, 101
CONTROLS = frozenset({MODULATION, VOLUME, EXPRESSION, SUSTAIN_PEDAL, DATA_ENTRY, DATA_FINE, PARAMETER_FINE, PARAMETER})
TEXT, COPYRIGHT, TRACK_NAME, INSTRUMENT_NAME, LYRIC, MARKER, CUE = 1, 2, 3, 4, 5, 6, 7
END_OF_TRACK, TEMPO, METER, KEY, OWN = 0x2F, 0x51, 0x58, 0x59, 0x7F
_TEXTS = range(TEXT, 0x10)
_ONE_BYTE = (0xC0, 0xD0)


@dataclass(frozen=True, slots=True)
class Note:
    """A note that sounds."""

    onset_ticks: int
    end_ticks: int
    channel: int
    """From 0; 9 is the drums."""
    pitch: int
    velocity: int


@dataclass(slots=True)
class Track:
    """One track: its notes, and what else it says, each with its tick."""

    notes: list[Note] = field(default_factory=list)
    texts: list[tuple[int, int, bytes]] = field(default_factory=list)
    """Tick, kind (TEXT … CUE) and the bytes."""
    marks: list[tuple[int, int, bytes]] = field(default_factory=list)
    """Tick, kind (TEMPO, METER, KEY, OWN) and the bytes."""
    programs: dict[int, int] = field(default_factory=dict)
    """By channel, the first program that is set."""
    moves: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Tick, channel, number and value of each controller that matters; bends from −8,192 to 8,191 as BEND."""
    end_ticks: int = 0


@dataclass(slots=True)
class MidiFile:
    """A file's tracks on their common grid."""

    format: int
    ticks_per_quarter: int
    tracks: list[Track]
    repairs: list[str] = field(default_factory=list)
    """What was wrong with the bytes, in words."""


def parse_midi(data: bytes, name: str = "") -> MidiFile:
    """The file that the bytes are; truncated and wrapped ones are repaired. Raises ChartError if it has no track."""
    repairs: list[str] = []
    if data[:4] == b"RIFF":
        inside = data.find(b"MThd")
        if inside < 0:
            raise ChartError("a RIFF file without a MIDI file in it", name)
        repairs.append("a MIDI file wrapped in RIFF: unwrapped")
        data = data[inside:]
    if data[:4] != b"MThd" or len(data) < 14:
        raise ChartError("the MIDI file has no header", name, hint="is it the right file?")
    length = int.from_bytes(data[4:8], "big")
    kind, count, division = (int.from_bytes(data[at : at + 2], "big") for at in (8, 10, 12))
    file = MidiFile(kind if kind < 3 else 1, _ticks_per_quarter(division, repairs), [], repairs)
    at = 8 + max(6, length) if length < 1000 else 14
    events_left = MOST_EVENTS
    while at + 8 <= len(data):
        chunk, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "big")
        body = at + 8
        if chunk != b"MTrk":
            following = data.find(b"MTrk", at + 1)
            if not chunk.isalnum() or body + length > len(data):
                if following < 0:
                    break
                repairs.append(f"bytes {at} to {following} are no chunk: passed over")
                at = following
            else:
                at = body + length
            continue
        end = min(body + length, len(data))
        track, stopped, events = _track(data, body, end, events_left)
        events_left -= events
        file.tracks.append(track)
        number = len(file.tracks)
        if events_left <= 0:
            raise ChartError(f"more than {MOST_EVENTS:,} events", name, hint="is it a chart?")
        if body + length > len(data):
            repairs.append(f"track {number} is cut off at byte {len(data)}: read as far as it goes")
        elif stopped is not None:
            repairs.append(f"track {number} breaks off at byte {stopped}: read as far as it goes")
        at = end
        if at + 4 <= len(data) and data[at : at + 4] != b"MTrk" and not data[at : at + 4].isalnum():
            following = data.find(b"MTrk", body)  # a wrong length: the next track tells where this one ended
            at = following if following >= 0 else len(data)
    if not file.tracks:
        raise ChartError("the MIDI file has no track", name, hint="it may have been cut off")
    if len(file.tracks) < count:
        repairs.append(f"{count - len(file.tracks)} of {count} tracks are missing")
    return file


def text_of(data: bytes) -> str:
    """A text event's words, its blanks kept: UTF-8, or what older programs wrote."""
    try:
        return data.decode("utf-8").strip("\x00")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace").strip("\x00")


def _ticks_per_quarter(division: int, repairs: list[str]) -> int:
    """The grid; a file that counts frames of film is laid on quarters of half a second."""
    if division & 0x8000:
        frames, ticks = 256 - (division >> 8), division & 0xFF
        repairs.append(f"times are in film frames ({frames} a second), not beats: read at 120 bpm")
        return max(1, frames * ticks // 2)
    if division == 0:
        repairs.append("no ticks to the quarter are given: 480 are taken")
    return division or 480


def _track(data: bytes, at: int, end: int, most: int) -> tuple[Track, int | None, int]:
    """A track from its bytes; where it breaks off if it does; and how many events it has."""
    track = Track()
    notes, sounding = track.notes, {}  # type: tuple[list[Note], dict[int, list[tuple[int, int]]]]
    tick = status = count = 0
    begun = at
    try:
        while at < end and count < most:
            begun, count = at, count + 1
            byte = data[at]
            at += 1
            if byte < 0x80:
                tick += byte
            else:
                delta = byte & 0x7F
                while (byte := data[at]) >= 0x80:
                    delta = delta << 7 | byte & 0x7F
                    at += 1
                    if delta > MOST_TICKS:
                        return _finished(track, sounding, tick), begun, count
                tick += delta << 7 | byte
                at += 1
            byte = data[at]
            if byte >= 0x80:
                at += 1
                if byte < 0xF0:
                    status = byte
            elif not status:
                return _finished(track, sounding, tick), begun, count
            else:
                byte = status
            kind = byte & 0xF0
            if kind in (NOTE_ON, NOTE_OFF):
                pitch, velocity = data[at], data[at + 1]
                at += 2
                if pitch > 127 or velocity > 127:
                    return _finished(track, sounding, tick), begun, count
                key = (byte & 0x0F) << 7 | pitch
                if kind == NOTE_ON and velocity:
                    sounding.setdefault(key, []).append((tick, velocity))
                elif waiting := sounding.get(key):
                    onset, strength = waiting.pop(0)
                    notes.append(Note(onset, tick, key >> 7, pitch, strength))
            elif byte == META:
                what = data[at]
                length, at = _length(data, at + 1)
                content = data[at : at + length]
                if at + length > end:
                    return _finished(track, sounding, tick), begun, count
                at += length
                if what == END_OF_TRACK:
                    break
                if what in _TEXTS:
                    track.texts.append((tick, what, content))
                elif what in (TEMPO, METER, KEY, OWN):
                    track.marks.append((tick, what, content))
            elif byte in (SYSEX, ESCAPE):
                length, at = _length(data, at)
                at += length
            elif kind in _ONE_BYTE:
                if kind == PROGRAM:
                    track.programs.setdefault(byte & 0x0F, data[at] & 0x7F)
                at += 1
            elif byte > 0xF0:  # nothing of the kind belongs in a file
                return _finished(track, sounding, tick), begun, count
            else:
                if kind == CONTROL and data[at] in CONTROLS:
                    track.moves.append((tick, byte & 0x0F, data[at], data[at + 1] & 0x7F))
                elif kind == BEND:
                    bend = (data[at + 1] & 0x7F) << 7 | data[at] & 0x7F
                    track.moves.append((tick, byte & 0x0F, BEND, bend - 8192))
                at += 2
    except IndexError:
        return _finished(track, sounding, tick), begun, count
    return _finished(track, sounding, tick), None, count


def _length(data: bytes, at: int) -> tuple[int, int]:
    """A variable length, and where what it counts begins."""
    number = 0
    while True:
        byte = data[at]
        at += 1
        number = number << 7 | byte & 0x7F
        if byte < 0x80 or number > MOST_TICKS:
            return number, at


def _finished(track: Track, sounding: dict[int, list[tuple[int, int]]], tick: int) -> Track:
    """The track with the notes that nothing ends ended where it ends, in order."""
    for key, waiting in sounding.items():
        track.notes += [Note(onset, tick, key >> 7, key & 0x7F, velocity) for onset, velocity in waiting]
    track.notes.sort(key=lambda note: (note.onset_ticks, note.pitch))
    track.end_ticks = tick
    return track
