"""The chords of a Guitar Pro score: those that the track with most names names, or else those found in the notes.

- What is named over a track with a capo is the shape that the hand grips; what sounds, and stands in the chart, is
  higher by the capo. But where the names agree with the notes as they sound, they are taken as what sounds.
- A grip without a name that can be read is taken for the notes that it sounds.
- A name holds until the next one. Where none comes for more than LONGEST_HELD_BARS, and the notes are of another root,
  the chords are found in the notes from there on.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from houseband.charts.chart import Frame
from houseband.charts.dialect import dialect_of
from houseband.charts.draft import Draft
from houseband.charts.guitarpro.chord_names import plain_name
from houseband.charts.guitarpro.ear import Place, chord_of_grip, chords_heard
from houseband.charts.guitarpro.grains import quarters
from houseband.charts.guitarpro.score import Diagram, Score, Track
from houseband.charts.symbol import transpose_symbol, write_symbol
from houseband.music.chord import Chord

LONGEST_HELD_BARS = 4
MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)
FLAT_TONICS = (5, 10, 3, 8, 1)  # F, Bb, Eb, Ab, Db


def write_chords(score: Score, draft: Draft, tune: Track | None) -> None:
    """Write the chords into the bars, and the grips into the chart's frames."""
    draft.frames = _frames(score)
    flats = draft.key is not None and draft.key.prefers_flats
    track = max(score.tracks, key=lambda track: len(track.diagrams), default=None)
    named: dict[Place, tuple[str, Chord]] = {}
    if track is not None and track.diagrams:
        draft.capo_fret = track.capo
        draft.dialect = dialect_of({plain_name(named.name) for _, _, named in track.diagrams}, draft.source.reading)
        named = _named(track, score, draft)
    places = sorted(named)
    finding = draft.source.reading.harmonise != "never"
    gaps = _gaps(places, len(draft.bars))
    found = chords_heard(score, draft, tune) if finding and (gaps or draft.capo_fret) else {}
    if draft.capo_fret and named and not _already_sound(named, found, draft.capo_fret):
        for place, (symbol, chord) in named.items():
            moved = transpose_symbol(symbol, draft.capo_fret, flats)
            named[place] = (moved, chord.transposed(draft.capo_fret))
    spelled_flat = flats or _prefers_flats(found.values())
    chords = dict(named)
    filled: set[int] = set()
    for start, end in gaps:
        held = named[places[bisect_right(places, (start, Fraction(1_000_000))) - 1]][1] if start >= 0 else None
        for (bar, onset), chord in found.items():
            if start < bar < end and (held is None or chord.root != held.root):
                chords[bar, onset] = (write_symbol(chord, spelled_flat), chord)
                filled.add(bar)
                held = None
    for bar_index, onset in sorted(chords):
        symbol, chord = chords[bar_index, onset]
        if draft.sounding is None or (bar_index, onset) in named or draft.sounding.chord != chord:
            draft.put(draft.bars[bar_index], onset, symbol, chord)
    if not named and chords:
        score.remark("no chords are named", "chords were found from the notes")
    elif filled:
        score.remark("no chord is named for long after this", "chords were found from the notes", min(filled))


def _named(track: Track, score: Score, draft: Draft) -> dict[Place, tuple[str, Chord]]:
    """The chords that stand over the track's beats."""
    named: dict[Place, tuple[str, Chord]] = {}
    for index, grains, diagram in track.diagrams:
        bar = draft.bars[index]
        onset = quarters(grains)
        if onset >= (bar.duration_quarters or bar.meter.quarters):
            continue
        read = _read(diagram, index, score, draft)
        if read is not None:
            named[index, onset] = read
    return named


def _read(diagram: Diagram, index: int, score: Score, draft: Draft) -> tuple[str, Chord] | None:
    """What a diagram's name means, or else its grip."""
    chord = draft.chord(plain_name(diagram.name)) if diagram.name else None
    if chord is not None:
        return diagram.name, chord
    heard = chord_of_grip(diagram.pitches)
    if heard is None:
        return None
    symbol = write_symbol(heard, draft.key is not None and draft.key.prefers_flats)
    score.remark(f"a chord named {diagram.name!r}", f"its grip sounds {symbol}", index)
    return symbol, heard


def _gaps(places: list[Place], count: int) -> list[tuple[int, int]]:
    """The stretches without a name: from after one bar up to before another; −1 is before the first."""
    bars = sorted({bar for bar, _ in places})
    if not bars:
        return [(-1, count)]
    gaps = [(-1, bars[0])] if bars[0] > LONGEST_HELD_BARS else []
    for bar, following in zip(bars, [*bars[1:], count], strict=True):
        if following - bar > LONGEST_HELD_BARS:
            gaps.append((bar, following))
    return gaps


def _already_sound(named: dict[Place, tuple[str, Chord]], found: dict[Place, Chord], capo_fret: int) -> bool:
    """Whether the names agree better with the notes as they sound than as shapes under a capo."""
    pairs = [(chord.root, found[place].root) for place, (_, chord) in named.items() if place in found and chord.root]
    plain = sum(root == heard for root, heard in pairs)
    moved = sum((root + capo_fret) % 12 == heard for root, heard in pairs if root is not None)
    return plain > moved


def _prefers_flats(chords: Iterable[Chord]) -> bool:
    """Whether found chords are better spelled with flats: in the major scale that has most of their tones.

    The key that a file gives is no help where it was left at C major.
    """
    sounding = [0] * 12
    for chord, count in Counter(chords).items():
        for pc in chord.pitch_classes:
            sounding[pc] += count
    tonic = max(range(12), key=lambda pc: sum(sounding[(pc + step) % 12] for step in MAJOR_SCALE))
    return tonic in FLAT_TONICS


def _frames(score: Score) -> list[Frame]:
    frames = {
        Frame(diagram.name, diagram.frets, diagram.fingers): None
        for track in score.tracks
        for _, _, diagram in track.diagrams
        if diagram.frets
    }
    return list(frames)
