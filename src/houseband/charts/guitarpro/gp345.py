"""Guitar Pro 3, 4 and 5 (``.gp3 .gp4 .gp5``): what PyGuitarPro reads, as a Score.

PyGuitarPro counts strings from 1, the highest; a repeat's count is how often a passage is
played again. Version 5.2 has the same layout as 5.1.
"""

import struct
from fractions import Fraction
from typing import Any

import guitarpro

from houseband.charts.guitarpro.binary import TooMuch, reader_of
from houseband.charts.guitarpro.grains import Grains, bar_grains
from houseband.charts.guitarpro.line import Line
from houseband.charts.guitarpro.pitch import ghost_velocity, harmonic_semitones
from houseband.charts.guitarpro.score import Diagram, MasterBar, Score, Track, key_of
from houseband.charts.guitarpro.technique import (
    BEND_POSITIONS,
    CENTS_PER_BEND_UNIT,
    PLAIN,
    VIBRATO_CENTS,
    WIDE_CENTS,
    Technique,
    technique_of,
)
from houseband.charts.source import Source
from houseband.errors import ChartError
from houseband.music.meter import Meter, meter

MAX_BYTES = 2_000_000  # the longest file seen has 26,000; PyGuitarPro needs some seconds for a megabyte
_FEELS = {0: "", 1: "swing", 2: "swing sixteenths"}
MOST_BEND = 600  # six whole tones
_EMPTY = guitarpro.BeatStatus.empty
_NO_FRET = guitarpro.NoteType.rest
_SLIDES = {
    "shiftSlideTo": "shift", "legatoSlideTo": "legato", "outDownwards": "down", "outUpwards": "up",
    "intoFromBelow": "below", "intoFromAbove": "above",
}  # fmt: skip
_TIE, _DEAD = guitarpro.NoteType.tie, guitarpro.NoteType.dead


def read_score(source: Source) -> Score:
    """The score of a version 3, 4 or 5 file. Raises ChartError, with the byte where it went wrong."""
    if len(source.data) > MAX_BYTES:
        raise ChartError(f"{len(source.data) / 1e6:.0f} MB is too large for a Guitar Pro 3 to 5 file", source.name)
    try:
        reader = reader_of(source.data)
    except guitarpro.GPException as error:
        raise ChartError(
            f"Guitar Pro files of this version are not read: {error}", source.name,
            hint="3 to 8 are; open it in a newer Guitar Pro and save it again",
        ) from None  # fmt: skip
    try:
        song = reader.readSong()
    except Exception as error:  # noqa: BLE001  (what damaged bytes raise within PyGuitarPro cannot be listed)
        at = min(reader.data.tell(), len(source.data))
        raise ChartError(
            f"a damaged Guitar Pro file: {_reason(error)} at byte {at:,} of {len(source.data):,}", source.name,
            hint="is it whole? open it in Guitar Pro and save it again",
        ) from None  # fmt: skip
    score = Score()
    if reader.brokenOffAt is not None:
        score.remark(
            f"the file breaks off at its end, byte {len(source.data):,}", "the bars before it are played",
            reader.brokenOffAt,
        )  # fmt: skip
    return _Conversion(song, score, source.name).score


def _reason(error: Exception) -> str:
    text = str(error)
    where, _, what = text.rpartition(", got ")
    if isinstance(error, struct.error) or what.startswith("error:"):
        what = "the file ends too soon"
    elif not isinstance(error, guitarpro.GPException | TooMuch):
        what = f"{type(error).__name__}: {text}"
    elif not what:
        what = text
    return f"{where.removeprefix('reading ')}: {what}" if where else what


class _Conversion:
    """A PyGuitarPro song being turned into a Score."""

    def __init__(self, song: Any, score: Score, name: str) -> None:
        self.song, self.score, self.name = song, score, name
        self.meters: dict[tuple[int, int], Meter] = {}
        self._head()
        self._bars()
        for track in song.tracks:
            score.tracks.append(self._track(track))
        self._lyrics()

    def _head(self) -> None:
        song, score = self.song, self.score
        score.title, score.subtitle = song.title, song.subtitle
        if song.versionTuple < (5, 0, 0):  # before version 5 there is one field for who made it
            score.credit("composer", song.words)
        else:
            score.credit("lyricist", song.words)
            score.credit("composer", song.music)
        score.credit("artist", song.artist)
        score.credit("album", song.album)
        score.credit("copyright", song.copyright)
        score.credit("transcriber", song.tab)

    def _bars(self) -> None:
        """What the bars say for all tracks."""
        song = self.song
        first = song.measureHeaders[0].keySignature.value
        lead_in = first == (0, 0)  # no key there: the song's own holds until there is one
        for header in song.measureHeaders:
            fifths, minor = header.keySignature.value
            lead_in = lead_in and (fifths, minor) == (0, 0)
            bar = MasterBar(
                self._meter(header), key_of(song.key.value[0] if lead_in else fifths, bool(minor)),
                section=" ".join(header.marker.title.split()) if header.marker else None,
                repeat_start=header.isRepeatOpen, repeat_count=max(0, header.repeatClose) + 1,
                endings=tuple(i + 1 for i in range(8) if header.repeatAlternative >> i & 1),
                feel=_FEELS[header.tripletFeel.value],
            )  # fmt: skip
            for sign in (header.direction, header.fromDirection):
                if sign is not None:
                    bar.signs.append("".join(word[:1].upper() + word[1:] for word in sign.name.split()))
            self.score.bars.append(bar)
        if song.tempo > 0:
            self.score.bars[0].tempos.append((0, float(song.tempo)))

    def _meter(self, header: Any) -> Meter:
        signature = (header.timeSignature.numerator, header.timeSignature.denominator.value)
        if signature not in self.meters:
            count, unit = signature
            if not 1 <= count <= 64 or unit not in (1, 2, 4, 8, 16, 32):
                raise ChartError(f"a damaged Guitar Pro file: bar {header.number} is in {count}/{unit}", self.name)
            self.meters[signature] = meter(count, unit)
        return self.meters[signature]

    def _track(self, track: Any) -> Track:
        values = [string.value for string in reversed(track.strings)]
        drums = track.isPercussionTrack
        made = Track(
            track.name.strip() or f"Track {track.number}", None if drums else track.channel.instrument & 127, drums,
            () if drums else tuple(values), 0 if drums else max(0, track.offset),
        )  # fmt: skip
        line = Line()
        bars = self.score.bars
        top: Grains = 0
        for index, measure in enumerate(track.measures[: len(bars)]):
            line.begin_bar(top)
            ends = [self._voice(made, line, index, number, voice) for number, voice in enumerate(measure.voices)]
            bars[index].reach(ends)
            top += bar_grains(bars[index].meter)
        made.lines, made.bars = [line], line.finish(drums)
        return made

    def _voice(self, track: Track, line: Line, index: int, number: int, voice: Any) -> Grains:
        """Write down the beats of a voice; where it ends."""
        onset: Grains = 0
        for beat in voice.beats:
            if beat.status is _EMPTY and not beat.notes:
                self._marks(track, index, onset, beat)
                continue
            duration = beat.duration.grains
            if duration:
                if beat.notes:
                    self._notes(track, line, index, number, onset, duration, beat)
                    if number == 0:
                        track.sung.append((index, onset))
                self._marks(track, index, onset, beat)
            onset += duration
        return onset

    def _notes(
        self, track: Track, line: Line, index: int, number: int, onset: Grains, duration: Grains, beat: Any
    ) -> None:
        tuning, drums = track.tuning, track.is_drums
        for note in beat.notes:
            kind, effect = note.type, note.effect
            if effect.grace is not None:
                self.score.remark("grace notes", "they are left out", index)
            if kind is _NO_FRET:
                self.score.remark("notes without a fret", "they are left out", index)
                continue
            if drums:
                pitch, string = note.value, -1
            else:
                string = len(tuning) - note.string
                pitch = tuning[string] + track.capo + note.value
                if effect.harmonic is not None:
                    pitch += _harmonic(tuning[string] + note.value, note.value, effect.harmonic)
            if not 0 <= pitch <= 127:
                self.score.remark("notes that no instrument has", "they are left out", index)
                continue
            velocity = ghost_velocity(note.velocity) if effect.ghostNote else note.velocity
            velocity = min(max(velocity, 1), 127)
            how = PLAIN if drums else _technique(note, beat)
            line.play(number, onset, duration, pitch, velocity, string, note.value, kind is _TIE, how)

    def _marks(self, track: Track, index: int, onset: Grains, beat: Any) -> None:
        """What stands over a beat: a chord, words, a change of tempo."""
        effect = beat.effect
        if effect.chord is not None:
            track.diagrams.append((index, onset, _diagram(effect.chord, track.tuning)))
        if beat.text and beat.text.strip():
            self.score.bars[index].say(beat.text)
        change = effect.mixTableChange
        if change is not None and change.tempo is not None and change.tempo.value > 0:
            self.score.bars[index].tempos.append((onset, float(change.tempo.value)))

    def _lyrics(self) -> None:
        lyrics = self.song.lyrics
        if 0 < lyrics.trackChoice <= len(self.score.tracks):
            track = self.score.tracks[lyrics.trackChoice - 1]
            for verse, line in enumerate(lyrics.lines, 1):
                if line.lyrics.strip():
                    track.verses.append((verse, max(0, line.startingMeasure - 1), line.lyrics))


def _technique(note: Any, beat: Any) -> Technique:
    """How a note is played, by its own signs and those of its beat."""
    effect, slap = note.effect, beat.effect.slapEffect
    if note.type is not _DEAD and not (
        effect.bend or effect.hammer or effect.slides or effect.palmMute or effect.vibrato
        or effect.harmonic is not None or slap.value > 1 or beat.effect.vibrato
    ):  # fmt: skip
        return PLAIN
    return technique_of(
        dead=note.type is _DEAD,
        muted=effect.palmMute,
        harmonic=effect.harmonic is not None,
        hammer=effect.hammer,
        slap={2: "slap", 3: "pop"}.get(slap.value, ""),
        slides=frozenset(_SLIDES[slide.name] for slide in effect.slides if slide.name in _SLIDES),
        bend=tuple(
            (Fraction(min(max(at, 0), BEND_POSITIONS), BEND_POSITIONS), CENTS_PER_BEND_UNIT * _within_an_octave(height))
            for at, height in sorted(effect.bend or ())
        ),
        vibrato_cents=WIDE_CENTS if beat.effect.vibrato else VIBRATO_CENTS if effect.vibrato else 0,
    )


def _within_an_octave(height: int) -> int:
    return min(max(height, -MOST_BEND), MOST_BEND)


def _harmonic(fretted: int, fret: int, harmonic: Any) -> int:
    """How many semitones above its fretted pitch a harmonic sounds."""
    if isinstance(harmonic, guitarpro.NaturalHarmonic):
        return harmonic_semitones(fret) - fret
    if isinstance(harmonic, guitarpro.TappedHarmonic):
        return harmonic_semitones((harmonic.fret or fret + 12) - fret)
    if (
        isinstance(harmonic, guitarpro.ArtificialHarmonic)
        and harmonic.pitch is not None
        and harmonic.octave is not None
    ):
        return int(harmonic.pitch.value - fretted) % 12 + 12 * min(int(harmonic.octave.value), 2)  # plain, 8va, 15ma
    return 12  # of the others the file does not say where the string is touched


def _diagram(chord: Any, tuning: tuple[int, ...]) -> Diagram:
    grip = list(reversed(chord.strings[: len(tuning)]))
    frets = tuple(fret if 0 <= fret <= 36 else None for fret in grip)
    if all(fret is None for fret in frets):
        return Diagram(chord.name.strip())
    fingers = tuple(max(0, finger.value) for finger in reversed(chord.fingerings[: len(tuning)]))
    pitches = tuple(sorted(tuning[i] + fret for i, fret in enumerate(frets) if fret is not None))
    return Diagram(chord.name.strip(), frets, fingers if any(fingers) else (), pitches)
