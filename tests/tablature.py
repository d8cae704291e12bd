"""Small Guitar Pro files for the tests, of every version, from one notation.

A bar is a line of beats: ``[Am]8.:0/3+1/2x -`` … by the grammar

    beat  = [ "[" chord "]" ] value [ "." ] [ "t" ] ":" ( "-" | note { "+" note } )
    value = "1" | "2" | "4" | "8" | "16" | "32"          dotted with ".", in a triplet with "t"
    note  = string "/" fret { sign }                     strings from 0, the lowest
    sign  = "~" | "x" | "g"                              tied, dead, ghost
          | "m" | "h" | "v" | "b"                        palm mute, hammer-on or pull-off, vibrato, bend
          | "s" | "l" | "d" | "u" | "i"                  slides: shift, legato, out down, out up, in from below

``Bar`` says what holds for all tracks. Versions 3 to 5 are written by PyGuitarPro, 6 to 8 by hand.
"""

import io
import re
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

import guitarpro as gp

GUITAR = (40, 45, 50, 55, 59, 64)
VERSIONS = {"gp3": (3, 0, 0), "gp4": (4, 0, 6), "gp5": (5, 1, 0)}
SUFFIXES = (*VERSIONS, "gpx", "gp")
VALUES = {1: "Whole", 2: "Half", 4: "Quarter", 8: "Eighth", 16: "16th", 32: "32nd"}
_BEAT = re.compile(r"(?:\[([^\]]*)\])?(\d+)(\.?)(t?):(\S+)")
_NOTE = re.compile(r"(\d+)/(\d+)([~xgmhvbsldui]*)")
_SLIDES = {
    "s": gp.SlideType.shiftSlideTo, "l": gp.SlideType.legatoSlideTo, "d": gp.SlideType.outDownwards,
    "u": gp.SlideType.outUpwards, "i": gp.SlideType.intoFromBelow,
}  # fmt: skip
_SLIDE_BITS = {"s": 1, "l": 2, "d": 4, "u": 8, "i": 16}


@dataclass
class Bar:
    """One bar for all tracks."""

    meter: tuple[int, int] = (4, 4)
    key: int = 0
    minor: bool = False
    section: str = ""
    repeat_start: bool = False
    repeat_count: int = 1
    endings: tuple[int, ...] = ()
    signs: tuple[str, ...] = ()
    feel: str = ""
    extra: str = ""
    """More XML for versions 6 to 8."""


@dataclass
class Part:
    """One track."""

    bars: Sequence[str]
    name: str = "Guitar"
    program: int = 25
    drums: bool = False
    tuning: Sequence[int] = GUITAR
    capo: int = 0
    lyrics: str = ""
    lyrics_from: int = 1
    grips: dict[str, Sequence[int]] = field(default_factory=dict)
    """Frets by the chord's name, from the lowest string; −1 is not played."""


def beats(bar: str) -> list[tuple[str, int, bool, bool, list[tuple[int, int, str]]]]:
    """Chord, value, dotted, in a triplet, and the notes of every beat."""
    found = []
    for text in bar.split():
        match = _BEAT.fullmatch(text)
        assert match, text
        notes = [(int(string), int(fret), flags) for string, fret, flags in _NOTE.findall(match[5])]
        found.append((match[1], int(match[2]), bool(match[3]), bool(match[4]), notes))
    return found


def tablature(suffix: str, bars: Sequence[Bar], parts: Sequence[Part], /, tempo: int = 120, **head: str) -> bytes:
    """The file with this ending. ``head``: title, artist, album, words, music, copyright."""
    if suffix in VERSIONS:
        return _binary(VERSIONS[suffix], bars, parts, tempo, head)
    xml = gpif(bars, parts, tempo, **head)
    return zipped(xml) if suffix == "gp" else packed(file_system(xml))


def _binary(
    version: tuple[int, int, int], bars: Sequence[Bar], parts: Sequence[Part], tempo: int, head: dict[str, str]
) -> bytes:
    song = gp.Song(tracks=[], measureHeaders=[], tempo=tempo, versionTuple=version, **head)
    for number, bar in enumerate(bars, 1):
        header = gp.MeasureHeader(number=number, isRepeatOpen=bar.repeat_start, repeatClose=bar.repeat_count - 1 or -1)
        header.timeSignature = gp.TimeSignature(bar.meter[0], gp.Duration(bar.meter[1]))
        header.keySignature = gp.KeySignature((bar.key, int(bar.minor)))
        header.marker = gp.Marker(bar.section) if bar.section else None
        header.repeatAlternative = sum(1 << (one - 1) for one in bar.endings)
        header.tripletFeel = gp.TripletFeel.eighth if bar.feel else gp.TripletFeel.none
        for sign in bar.signs:
            spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", sign).replace(" Al ", " al ")
            if sign.startswith("Da"):
                header.fromDirection = gp.DirectionSign(spaced)
            else:
                header.direction = gp.DirectionSign(spaced)
        song.addMeasureHeader(header)
    song.key = gp.KeySignature((bars[0].key, 0))
    for number, part in enumerate(parts, 1):
        strings = [gp.GuitarString(i + 1, pitch) for i, pitch in enumerate(reversed(part.tuning))]
        channel = gp.MidiChannel(channel=9 if part.drums else 2 * number - 2, instrument=part.program)
        track = gp.Track(song, number, name=part.name, strings=strings, channel=channel, offset=part.capo, measures=[])
        track.isPercussionTrack = part.drums
        song.tracks.append(track)
        for header, text in zip(song.measureHeaders, part.bars, strict=True):
            measure = gp.Measure(track, header)
            track.measures.append(measure)
            measure.voices[0].beats = [_beat(measure.voices[0], part, *beat) for beat in beats(text)]
        if part.lyrics:
            song.lyrics.trackChoice = number
            song.lyrics.lines[0] = gp.LyricLine(part.lyrics_from, part.lyrics)
    out = io.BytesIO()
    gp.write(song, out, version=version)
    return out.getvalue()


def _beat(
    voice: gp.Voice, part: Part, chord: str, value: int, dotted: bool, triplet: bool, notes: list[tuple[int, int, str]]
) -> gp.Beat:
    tuplet = gp.Tuplet(3, 2) if triplet else gp.Tuplet()
    beat = gp.Beat(voice, duration=gp.Duration(value, dotted, tuplet), start=0)
    beat.status = gp.BeatStatus.normal if notes else gp.BeatStatus.rest
    for string, fret, flags in notes:
        kind = gp.NoteType.tie if "~" in flags else gp.NoteType.dead if "x" in flags else gp.NoteType.normal
        note = gp.Note(beat, fret, string=len(part.tuning) - string, type=kind)
        note.effect.ghostNote = "g" in flags
        note.effect.palmMute, note.effect.hammer, note.effect.vibrato = (sign in flags for sign in "mhv")
        note.effect.slides = [_SLIDES[sign] for sign in flags if sign in _SLIDES]
        if "b" in flags:
            points = [gp.BendPoint(0, 0), gp.BendPoint(6, 4), gp.BendPoint(12, 0)]
            note.effect.bend = gp.BendEffect(gp.BendType.bendRelease, 100, points)
        beat.notes.append(note)
    if chord is not None:
        grip = part.grips.get(chord)
        frets = [-1] * 7 if grip is None else [*reversed(grip), -1]
        beat.effect.chord = gp.Chord(
            7, name=chord, strings=frets, firstFret=1, newFormat=True, sharp=True, root=gp.PitchClass(0),
            bass=gp.PitchClass(0), type=gp.ChordType.major, extension=gp.ChordExtension.none, add=False,
            tonality=gp.ChordAlteration.perfect, fifth=gp.ChordAlteration.perfect, ninth=gp.ChordAlteration.perfect,
            eleventh=gp.ChordAlteration.perfect, omissions=[True] * 7, fingerings=[gp.Fingering.open] * 7, show=True,
        )  # fmt: skip
    return beat


def gpif(bars: Sequence[Bar], parts: Sequence[Part], tempo: int = 120, **head: str) -> bytes:
    """The XML of versions 6 to 8."""
    tags = {"title": "Title", "artist": "Artist", "album": "Album", "words": "Words", "music": "Music",
            "copyright": "Copyright"}  # fmt: skip
    lists: dict[str, list[str]] = {kind: [] for kind in ("Bar", "Voice", "Beat", "Note", "Rhythm")}
    rhythms: dict[tuple[int, bool, bool], int] = {}
    columns: list[list[int]] = [[] for _ in bars]
    tracks = []
    for number, part in enumerate(parts):
        names: list[str] = []
        for column, text in zip(columns, part.bars, strict=True):
            ids = []
            for chord, value, dotted, triplet, notes in beats(text):
                rhythm = rhythms.setdefault((value, dotted, triplet), len(rhythms))
                if rhythm == len(lists["Rhythm"]):
                    dot = '<AugmentationDot count="1"/>' if dotted else ""
                    tuplet = '<PrimaryTuplet num="3" den="2"/>' if triplet else ""
                    lists["Rhythm"].append(f"<NoteValue>{VALUES[value]}</NoteValue>{dot}{tuplet}")
                sounding = [_add(lists["Note"], _note(part, *note)) for note in notes]
                named = ""
                if chord is not None:
                    names += [chord] if chord not in names else []
                    named = f"<Chord>{names.index(chord)}</Chord>"
                played = f"<Notes>{' '.join(map(str, sounding))}</Notes>" if sounding else ""
                ids.append(_add(lists["Beat"], f'<Dynamic>F</Dynamic><Rhythm ref="{rhythm}"/>{named}{played}'))
            voice = _add(lists["Voice"], f"<Beats>{' '.join(map(str, ids))}</Beats>") if ids else -1
            column.append(_add(lists["Bar"], f"<Voices>{voice} -1 -1 -1</Voices>"))
        tracks.append(_track(number, part, names))
    masters = "".join(_master(bar, column) for bar, column in zip(bars, columns, strict=True))
    automation = f"<Type>Tempo</Type><Bar>0</Bar><Position>0</Position><Value>{tempo} 2</Value>"
    written = "".join(
        f"<{kind}s>" + "".join(f'<{kind} id="{i}">{body}</{kind}>' for i, body in enumerate(bodies)) + f"</{kind}s>"
        for kind, bodies in lists.items()
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<GPIF><Score>'
        + "".join(f"<{tag}>{escape(head.get(name, ''))}</{tag}>" for name, tag in tags.items())
        + f"</Score><MasterTrack><Automations><Automation>{automation}</Automation></Automations></MasterTrack>"
        + f"<Tracks>{''.join(tracks)}</Tracks><MasterBars>{masters}</MasterBars>{written}</GPIF>"
    ).encode()


def _add(bodies: list[str], body: str) -> int:
    bodies.append(body)
    return len(bodies) - 1


def _note(part: Part, string: int, fret: int, flags: str) -> str:
    tie = '<Tie origin="false" destination="true"/>' if "~" in flags else ""
    ghost = "<AntiAccent>Normal</AntiAccent>" if "g" in flags else ""
    dead = '<Property name="Muted"><Enable/></Property>' if "x" in flags else ""
    names = {"m": "PalmMuted", "h": "HopoOrigin", "b": "Bended"}
    dead += "".join(f'<Property name="{name}"><Enable/></Property>' for sign, name in names.items() if sign in flags)
    if "b" in flags:
        values = {"OriginValue": 0, "MiddleValue": 100, "MiddleOffset1": 50, "MiddleOffset2": 50, "DestinationValue": 0,
                  "DestinationOffset": 100}  # fmt: skip
        dead += "".join(f'<Property name="Bend{k}"><Float>{v}.000000</Float></Property>' for k, v in values.items())
    if bits := sum(_SLIDE_BITS.get(sign, 0) for sign in flags):
        dead += f'<Property name="Slide"><Flags>{bits}</Flags></Property>'
    if "v" in flags:
        ghost += "<Vibrato>Slight</Vibrato>"
    if part.drums:
        return f"{tie}{ghost}<InstrumentArticulation>{fret}</InstrumentArticulation><Properties>{dead}</Properties>"
    return (
        f'{tie}{ghost}<Properties>{dead}<Property name="String"><String>{string}</String></Property>'
        f'<Property name="Fret"><Fret>{fret}</Fret></Property></Properties>'
    )


def _track(number: int, part: Part, names: list[str]) -> str:
    kind = "drumKit" if part.drums else "steelGuitar"
    keys = "".join(f"<Articulation><OutputMidiNumber>{key}</OutputMidiNumber></Articulation>" for key in range(128))
    elements = f"<Elements><Element><Articulations>{keys if part.drums else ''}</Articulations></Element></Elements>"
    items = ""
    for i, name in enumerate(names):
        frets = "".join(f'<Fret string="{s}" fret="{f}"/>' for s, f in enumerate(part.grips.get(name, ())) if f >= 0)
        drawn = f'<Diagram stringCount="6" baseFret="0">{frets}</Diagram>' if frets else ""
        items += f'<Item id="{i}" name={quoteattr(name)}>{drawn}</Item>'
    properties = (
        f'<Property name="CapoFret"><Fret>{part.capo}</Fret></Property>'
        f'<Property name="Tuning"><Pitches>{" ".join(map(str, part.tuning))}</Pitches></Property>'
        f'<Property name="DiagramCollection"><Items>{items}</Items></Property>'
    )
    lyrics = f"<Line><Text>{escape(part.lyrics)}</Text><Offset>{part.lyrics_from - 1}</Offset></Line>"
    return (
        f'<Track id="{number}"><Name>{escape(part.name)}</Name>'
        f"<InstrumentSet><Type>{kind}</Type>{elements}</InstrumentSet>"
        f"<Sounds><Sound><MIDI><Program>{part.program}</Program></MIDI></Sound></Sounds>"
        f'<Lyrics dispatched="true">{lyrics if part.lyrics else ""}</Lyrics>'
        f"<Staves><Staff><Properties>{properties}</Properties></Staff></Staves></Track>"
    )


def _master(bar: Bar, column: list[int]) -> str:
    mode = "Minor" if bar.minor else "Major"
    xml = f"<Key><AccidentalCount>{bar.key}</AccidentalCount><Mode>{mode}</Mode></Key>"
    xml += f"<Time>{bar.meter[0]}/{bar.meter[1]}</Time>"
    if bar.repeat_start or bar.repeat_count > 1:
        start, end = str(bar.repeat_start).lower(), str(bar.repeat_count > 1).lower()
        xml += f'<Repeat start="{start}" end="{end}" count="{bar.repeat_count}"/>'
    if bar.endings:
        xml += f"<AlternateEndings>{' '.join(map(str, bar.endings))}</AlternateEndings>"
    if bar.section:
        xml += f"<Section><Letter></Letter><Text>{escape(bar.section)}</Text></Section>"
    if bar.signs:
        signs = (f"<Jump>{s}</Jump>" if s.startswith("Da") else f"<Target>{s}</Target>" for s in bar.signs)
        xml += f"<Directions>{''.join(signs)}</Directions>"
    if bar.feel:
        xml += f"<TripletFeel>{bar.feel}</TripletFeel>"
    return f"<MasterBar>{xml}<Bars>{' '.join(map(str, column))}</Bars>{bar.extra}</MasterBar>"


def zipped(xml: bytes, path: str = "Content/score.gpif") -> bytes:
    """A ``.gp`` file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("VERSION", "7.0")
        archive.writestr(path, xml)
    return out.getvalue()


def file_system(xml: bytes, name: str = "score.gpif") -> bytes:
    """A ``BCFS`` file system with one file: an empty sector, the file's own, and its contents."""
    count = -(-len(xml) // 0x1000)
    entry = bytearray(0x1000)
    struct.pack_into("<i", entry, 0, 2)
    entry[4 : 4 + len(name)] = name.encode()
    struct.pack_into("<i", entry, 0x8C, len(xml))
    struct.pack_into(f"<{count}i", entry, 0x94, *range(2, 2 + count))
    return b"BCFS" + b"\xff" * 0x1000 + bytes(entry) + xml.ljust(count * 0x1000, b"\x00")


def packed(data: bytes) -> bytes:
    """A ``BCFZ`` stream: copies where the last 4,000 bytes have what comes next, else up to three bytes as they are."""
    bits: list[str] = []
    place = 0
    while place < len(data):
        start = max(0, place - 4_000)
        size = 64
        while size > 3 and (found := data.rfind(data[place : place + size], start, place)) < 0:
            size //= 2
        if size > 3 and len(data) - place >= size:
            bits.append("1" + f"{12:04b}" + f"{place - found:012b}"[::-1] + f"{size:012b}"[::-1])
        else:
            size = min(3, len(data) - place)
            bits.append("0" + f"{size:02b}"[::-1] + "".join(f"{byte:08b}" for byte in data[place : place + size]))
        place += size
    stream = "".join(bits)
    stream += "0" * (-len(stream) % 8)
    return b"BCFZ" + struct.pack("<i", len(data)) + bytes(int(stream[i : i + 8], 2) for i in range(0, len(stream), 8))
