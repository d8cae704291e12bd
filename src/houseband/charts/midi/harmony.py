"""The chords of a MIDI file: as a program wrote them into it, or as its notes sound."""

from collections.abc import Iterator, Sequence

from houseband.charts.chord_finding import Span, chord_costs, find_chords
from houseband.charts.draft import middle
from houseband.charts.midi.grid import Grid
from houseband.charts.midi.smf import CUE, LYRIC, MARKER, OWN, TEXT, Note, Track
from houseband.charts.symbol import looks_like_chord, parse_symbol
from houseband.music.chord import NO_CHORD, Chord
from houseband.music.key import Key
from houseband.music.key_finding import find_key

ENOUGH_CHORDS = 0.8  # the share of a track's texts that are chord symbols where it is a track of chords
FEWEST_CHORDS = 3
XF_CHORD = bytes((0x43, 0x7B, 0x01))
XF_NO_CHORD = 0x22
# Yamaha's chord types by number (XF Format Specifications, Yamaha Corporation, 1999), as tails that we read.
XF_TAILS = (
    "", "6", "maj7", "maj7#11", "add9", "maj9", "6/9", "aug", "m", "m6", "m7", "m7b5", "madd9", "m9", "m11", "m(maj7)",
    "m(maj9)", "dim", "dim7", "7", "7sus4", "7b5", "9", "7#11", "13", "7b9", "7b13", "7#9", "maj7#5", "7#5", "5", "5",
    "sus4", "sus2",
)  # fmt: skip
_ACCIDENTALS = {0: "bbb", 1: "bb", 2: "b", 3: "", 4: "#", 5: "##", 6: "###"}
_STEPS = "?CDEFGAB"
DRUMS = 9


def written_chords(tracks: Sequence[Track]) -> list[tuple[int, str, Chord]]:
    """Tick, symbol and chord of what is written in the file; [] where nothing is."""
    xf = [
        (tick, *chord)
        for track in tracks
        for tick, kind, data in track.marks
        if kind == OWN and data.startswith(XF_CHORD) and (chord := xf_chord(data[len(XF_CHORD) :]))
    ]
    if xf:
        return sorted(xf, key=lambda row: row[0])
    for kinds in ((TEXT,), (MARKER,), (LYRIC,), (CUE,)):
        for track in tracks:
            texts = [
                (tick, text.decode("utf-8", "replace").strip()) for tick, kind, text in track.texts if kind in kinds
            ]
            if is_chord_line([text for _, text in texts]):
                return [(tick, text, parse_symbol(text).chord) for tick, text in texts if looks_like_chord(text)]
    return []


def is_chord_line(texts: Sequence[str]) -> bool:
    """Whether texts are chord symbols for the most part; letters alone are the names of sections."""
    chords = [text for text in texts if looks_like_chord(text)]
    enough = len(chords) >= FEWEST_CHORDS and len(chords) >= ENOUGH_CHORDS * len(texts)
    return enough and any(len(text) > 1 for text in chords)


def xf_chord(data: bytes) -> tuple[str, Chord] | None:
    """Symbol and chord of an XF chord event: root and type, then bass and its type (a bass of 127 is the root)."""
    if len(data) < 2:
        return None
    root, kind = _xf_note(data[0]), data[1]
    if kind == XF_NO_CHORD or data[0] == 0x7F:
        return "N.C.", NO_CHORD
    if root is None or kind >= len(XF_TAILS):
        return None
    bass = _xf_note(data[2]) if len(data) > 2 and data[2] != 0x7F else None
    symbol = root + XF_TAILS[kind] + (f"/{bass}" if bass and bass != root else "")
    return symbol, parse_symbol(symbol).chord


def _xf_note(byte: int) -> str | None:
    accidental, step = byte >> 4, byte & 0x0F
    if not 1 <= step <= 7 or accidental not in (2, 3, 4):
        return None
    return _STEPS[step] + _ACCIDENTALS[accidental]


def chords_in_notes(grid: Grid, parts: Sequence[Sequence[Note]], key: Key | None) -> list[tuple[int, Chord]]:
    """Tick and chord of every change heard, by beats; without a key, in the one that the chords show."""
    places = list(_places(grid))
    spans = _spans([tick for tick, _ in places], [strong for _, strong in places], grid.starts_ticks[-1], parts)
    if key is None:
        bars = _spans(grid.starts_ticks[:-1], [True] * len(grid.meters), grid.starts_ticks[-1], parts)
        key = find_key([(costs[0][1], 1.0) for bar in bars if (costs := chord_costs(bar))])
    found = find_chords(spans, key)
    changes: list[tuple[int, Chord]] = []
    for tick, chord in _steady(places, found):
        if not changes or changes[-1][1] != chord:
            changes.append((tick, chord))
    return changes


def _steady(places: Sequence[tuple[int, bool]], found: Sequence[Chord | None]) -> Iterator[tuple[int, Chord]]:
    """The chords without the steps of a walking bass: one is an inversion only if its bass stays for two beats.

    A chord goes on from place to place, and begins anew where one is strong; so a bass that changes there is kept.
    """
    k = 0
    while k < len(found):
        chord = found[k]
        if chord is None:
            k += 1
            continue
        first, k = k, k + 1
        while k < len(found) and not places[k][1] and _is_same(found[k], chord):
            k += 1
        basses = {other.bass for other in found[first:k] if other is not None}
        stays = len(basses) == 1 and (k - first > 1 or chord.bass == chord.root)
        yield places[first][0], chord if stays else Chord(chord.root, chord.root, chord.intervals)


def _is_same(one: Chord | None, other: Chord) -> bool:
    return one is not None and (one.root, one.intervals) == (other.root, other.intervals)


def _places(grid: Grid) -> Iterator[tuple[int, bool]]:
    """Where a chord may change: at bar lines and the middle of a bar of four beats; less readily at any beat."""
    for index, bar_meter in enumerate(grid.meters):
        start, end = grid.starts_ticks[index], grid.starts_ticks[index + 1]
        half = middle(bar_meter) if len(bar_meter.beats) > 3 else None
        for beat in bar_meter.beats:
            tick = start + round(beat * grid.ticks_per_quarter)
            if tick < end:
                yield tick, beat in (0, half)


def _spans(places: Sequence[int], strong: Sequence[bool], end: int, parts: Sequence[Sequence[Note]]) -> list[Span]:
    """What sounds from each place to the next; of what sounds for a quarter of it, the lowest is the bass."""
    bounds = [*places, end]
    weights = [[0.0] * 12 for _ in places]
    lows: list[dict[int, int]] = [{} for _ in places]
    for notes in parts:
        index = 0
        for note in notes:
            while index + 1 < len(places) and note.onset_ticks >= bounds[index + 1]:
                index += 1
            k, onset = index, note.onset_ticks
            following = bounds[index + 1]
            is_early = (following - onset) * 8 < following - bounds[index] and note.end_ticks > following
            if index + 1 < len(places) and is_early:  # struck a little early for the next one
                k, onset = index + 1, following
            while k < len(places) and onset < note.end_ticks:
                until = min(note.end_ticks, bounds[k + 1])
                length = until - onset
                weights[k][note.pitch % 12] += length
                lows[k][note.pitch] = lows[k].get(note.pitch, 0) + length
                onset, k = until, k + 1
    spans = []
    for k in range(len(places)):
        least = (bounds[k + 1] - bounds[k]) / 4
        bass = min((pitch for pitch, length in lows[k].items() if length >= least), default=min(lows[k], default=None))
        spans.append(Span(tuple(weights[k]), None if bass is None else bass % 12, strong[k]))
    return spans
