"""PyGuitarPro's readers of versions 3 to 5, made safe for whatever bytes and not stopping at the first missing one.

PyGuitarPro (LGPL-3.0, https://pyguitarpro.readthedocs.io) knows the format; this changes how its readers go about it:

- Counts are checked. The places where it searches back through all it has read (the fret of a tied note, the beat that
  begins here, the endings so far) remember instead, so that a long file takes as long as it is long.
- Text that is not in the expected encoding never stops it: UTF-8, or else Windows-1252 as Guitar Pro writes it.
- A file that breaks off within its bars keeps the bars before.

Loaded only when such a file is read: it imports PyGuitarPro.
"""

import io
import struct
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from guitarpro import gp3, gp4, gp5
from guitarpro import models as gp
from guitarpro.io import getVersionAndGPFile

from houseband.charts.guitarpro.grains import GRAINS, Grains, whole
from houseband.charts.guitarpro.score import MOST_BARS, MOST_EVENTS, MOST_TRACKS

_I16, _I32, _F64 = struct.Struct("<h"), struct.Struct("<i"), struct.Struct("<d")
_CHANNELS = struct.Struct("<" + 64 * "i8x")  # the program of each; how loud it is and its effects are passed over
_BEND_POINT = struct.Struct("<iix")
_VERSION_BYTES = 31
TICKS = gp.Duration.quarterTime
_DOTTED_OR_TUPLET, _TUPLET = 0x21, 0x20
MOST_BEND_POINTS = 1_000  # Guitar Pro draws 60 at most


@dataclass(frozen=True, slots=True)
class Length:
    """How long a beat lasts: all of a PyGuitarPro Duration that anybody asks for."""

    time: int | Fraction
    """In its ticks, TICKS to the quarter."""
    grains: Grains


@dataclass(frozen=True, slots=True)
class _Channels:
    """The MIDI channels of a file, each made when a track asks for it: of the 64, few tracks have one."""

    programs: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.programs)

    def __getitem__(self, index: int) -> Any:
        return gp.MidiChannel(index, index, self.programs[index])


UNREAD, NO_STROKE = Length(0, 0), gp.BeatStroke()


class TooMuch(Exception):  # noqa: N818  (what it says is the error that the reader raises)
    """More than a score can have."""


class _Careful:
    """What all three readers do otherwise. Names are PyGuitarPro's."""

    data: io.BytesIO
    brokenOffAt: int | None = None  # noqa: N815
    """The index of the first bar that is not all there."""
    _events = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._frets: dict[tuple[int, int, int], int] = {}
        self._durations: dict[tuple[int, bytes], Any] = {}
        self._alternatives = self._alternatives_seen = 0

    def readI8(self, default: Any = None) -> int:  # noqa: N802
        byte = self.data.read(1)
        if not byte:
            return int(self._missing(default))
        return byte[0] - 256 if byte[0] > 127 else byte[0]

    def readU8(self, default: Any = None) -> int:  # noqa: N802
        byte = self.data.read(1)
        return byte[0] if byte else int(self._missing(default))

    def readBool(self, default: Any = None) -> bool:  # noqa: N802
        byte = self.data.read(1)
        return byte[0] != 0 if byte else bool(self._missing(default))

    def readI16(self, default: Any = None) -> int:  # noqa: N802
        return int(_I16.unpack(self.data.read(2))[0])

    def readI32(self, default: Any = None) -> int:  # noqa: N802
        return int(_I32.unpack(self.data.read(4))[0])

    def _missing(self, default: Any) -> Any:
        if default is None:
            raise struct.error("the file ends here")
        return default

    def readByteSizeString(self, count: int) -> str:  # noqa: N802
        if not -1 <= count <= 255:
            raise TooMuch(f"a text of {count:,} characters")
        size = self.readU8()
        return _decoded(self.data.read(max(count, 0))[:size])

    def readIntSizeString(self) -> str:  # noqa: N802
        count = self.readI32()
        if count < 0:
            raise TooMuch(f"a text of {count:,} characters")
        return _decoded(self.data.read(count))

    def readMeasureHeaders(self, song: Any, measureCount: int, *rest: Any) -> None:  # noqa: N802, N803
        if not 0 < measureCount <= MOST_BARS:
            raise TooMuch(f"{measureCount:,} bars")
        super().readMeasureHeaders(song, measureCount, *rest)  # type: ignore[misc]

    def readTracks(self, song: Any, trackCount: int, channels: Any) -> None:  # noqa: N802, N803
        if not 0 < trackCount <= MOST_TRACKS:
            raise TooMuch(f"{trackCount:,} tracks")
        super().readTracks(song, trackCount, channels)  # type: ignore[misc]

    def readMidiChannels(self) -> "_Channels":  # noqa: N802
        block = self.data.read(_CHANNELS.size)
        if len(block) < _CHANNELS.size:
            self._missing(None)
        return _Channels(_CHANNELS.unpack(block))

    def readChannel(self, channels: Any) -> Any:  # noqa: N802
        return super().readChannel(channels) or gp.MidiChannel()  # type: ignore[misc]

    def readRepeatAlternative(self, measureHeaders: list[Any]) -> int:  # noqa: N802, N803
        """The number of an ending, as a mask of the passes that the ones before it leave free."""
        for header in measureHeaders[self._alternatives_seen :]:
            self._alternatives = 0 if header.isRepeatOpen else self._alternatives | header.repeatAlternative
        self._alternatives_seen = len(measureHeaders)
        return (1 << min(self.readU8(), 31)) - 1 ^ self._alternatives

    def readMeasures(self, song: Any) -> None:  # noqa: N802
        try:
            super().readMeasures(song)  # type: ignore[misc]
        except struct.error:
            whole = len(song.tracks[0].measures) - 1
            if whole < 1:
                raise
            self.brokenOffAt = whole
            del song.measureHeaders[whole:]

    def readVoice(self, start: Any, voice: Any) -> None:  # noqa: N802
        self._frets_of = (voice.measure.track.number, self._currentVoiceNumber)  # type: ignore[attr-defined]
        super().readVoice(start, voice)  # type: ignore[misc]

    def getBeat(self, voice: Any, start: Any) -> Any:  # noqa: N802
        beats = voice.beats
        if beats and beats[-1].start == start:
            return beats[-1]
        self._events += 1
        if self._events > MOST_EVENTS:
            raise TooMuch(f"more than {MOST_EVENTS:,} beats")
        beat = gp.Beat(voice, duration=UNREAD, start=start, effect=gp.BeatEffect(stroke=NO_STROKE))
        beats.append(beat)
        return beat

    def readDuration(self, flags: int) -> Any:  # noqa: N802
        """A length; beats of the same length share one."""
        place = self.data.tell()
        written = (flags & _DOTTED_OR_TUPLET, self.data.read(5 if flags & _TUPLET else 1))
        if written not in self._durations:
            self.data.seek(place)
            ticks = super().readDuration(flags).time  # type: ignore[misc]
            self._durations[written] = Length(ticks, whole(Fraction(ticks) * GRAINS / TICKS))
        return self._durations[written]

    def readNotes(self, track: Any, beat: Any, duration: Any, noteEffect: Any = None) -> None:  # noqa: N802, N803
        strings = self.readU8()
        beat.duration = duration
        plain = noteEffect is None or (noteEffect.harmonic is None and not noteEffect.vibrato)
        for string in track.strings:
            if strings & 1 << (7 - string.number):
                effect = gp.NoteEffect() if plain else gp.NoteEffect(harmonic=noteEffect.harmonic)
                note = gp.Note(beat, effect=effect)
                beat.notes.append(note)
                self.readNote(note, string, track)  # type: ignore[attr-defined]
                lane = (*self._frets_of, string.number)
                if note.type is gp.NoteType.tie and lane not in self._frets:
                    note.type = gp.NoteType.rest  # tied to nothing: its fret is not known
                else:
                    self._frets[lane] = note.value

    def getTiedNoteValue(self, note: Any) -> int:  # noqa: N802
        return self._frets.get((*self._frets_of, note.string), -1)

    def readBend(self) -> list[tuple[int, int]]:  # noqa: N802
        """The points of a bend: position (0–60) and height (100 is a whole tone); its kind says nothing more."""
        self.data.seek(5, io.SEEK_CUR)
        points = self.readI32()
        if not 0 <= points <= MOST_BEND_POINTS:
            raise TooMuch(f"a bend of {points:,} points")
        block = self.data.read(_BEND_POINT.size * points)
        return list(_BEND_POINT.iter_unpack(block[: len(block) // _BEND_POINT.size * _BEND_POINT.size]))

    def readBeatStroke(self) -> Any:  # noqa: N802
        """Pass over a stroke: how fast, down and up."""
        self.data.seek(2, io.SEEK_CUR)
        return NO_STROKE


class _Gp3(_Careful, gp3.GP3File):  # type: ignore[misc]
    pass


class _Gp4(_Careful, gp4.GP4File):  # type: ignore[misc]
    pass


class _Gp5(_Careful, gp5.GP5File):  # type: ignore[misc]
    readRepeatAlternative = gp5.GP5File.readRepeatAlternative  # noqa: N815  (here it is a mask in the file)

    def readMeasureHeaders(self, song: Any, measureCount: int, directions: Any) -> None:  # noqa: N802, N803
        """The bars, with the directions that point at one of them."""
        there = [{sign: bar for sign, bar in signs.items() if 0 < bar <= measureCount} for signs in directions]
        super().readMeasureHeaders(song, measureCount, there)


_READERS = {gp3.GP3File: _Gp3, gp4.GP4File: _Gp4, gp5.GP5File: _Gp5}


def reader_of(data: bytes) -> Any:
    """A reader for these bytes, ready to ``readSong()``. Raises GPException for a version it does not know."""
    size = min(data[0], _VERSION_BYTES - 1) if data else 0
    label = data[1 : 1 + size].decode("cp1252", errors="replace")
    version, kind = getVersionAndGPFile(label)
    stream = io.BytesIO(data)
    stream.seek(_VERSION_BYTES)
    return _READERS[kind](stream, "cp1252", version=label, versionTuple=version)


def _decoded(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("cp1252", errors="replace")
