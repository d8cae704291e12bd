"""From MusicXML measures and their signs to the bars of a chart, and to the bars of a written part."""

from collections.abc import Iterable
from dataclasses import dataclass

from houseband.charts.chart import Bar, ChordChange, Kick, Lyric, MelodyNote, PartNote, WrittenPart
from houseband.charts.musicxml.brackets import brackets, times
from houseband.charts.musicxml.grid import Grid
from houseband.charts.musicxml.kicks import kicks
from houseband.charts.musicxml.labels import Labels
from houseband.charts.musicxml.lengths import full_lengths, meter_of, numbers, true_lengths
from houseband.charts.musicxml.margin import Margin
from houseband.charts.musicxml.melody import Syllables, melody_notes, words
from houseband.charts.musicxml.notes import Sounding, join_ties
from houseband.charts.musicxml.part import Measure, Part, PlacedChord
from houseband.charts.musicxml.signs import Signs
from houseband.charts.musicxml.tempo import Relation

FASTEST = 1000.0  # quarters a minute: beyond it a mark is no tempo
_KEEPS_LENGTH = "the bar keeps the length of its meter; what lies beyond it is cut off"


@dataclass(slots=True)
class Tune:
    """What a melody part brings to the chart, by measure and in ticks."""

    melody: list[list[Sounding]]
    words: list[Syllables]
    kicks: list[list[tuple[int, int]]]


def bars_of(
    chosen: Part, with_melody: Part, with_words: Part, with_kicks: Part, signs: list[Signs], grid: Grid, margin: Margin
) -> tuple[tuple[Bar, ...], list[int]]:
    """The bars of the chart, and their lengths in ticks: chords of the chosen part, the rest of those that have it."""
    measures = chosen.measures
    count = len(measures)
    full, beats = full_lengths(measures, grid)
    lengths = true_lengths(measures, signs, full, grid.longest)
    bar_numbers = numbers(measures, lengths, full)
    tune = Tune(
        melody=_by_measure(join_ties(melody_notes(with_melody.notes), starts_of(with_melody.measures)), count),
        words=words(with_words.notes, max(count, len(with_words.measures))),
        kicks=kicks(with_kicks.notes, max(count, len(with_kicks.measures)), beats),
    )
    _expand_repeated_bars(measures, tune.melody, lengths)
    names = sorted({verse for under in tune.words for verse in under}, key=_verse_order)
    verses = {name: number for number, name in enumerate(names, 1)}
    labels = Labels(signs)
    under_brackets = brackets(signs)
    tempos = _tempos(signs, full, margin)
    bars = []
    for i, (measure, sign, length) in enumerate(zip(measures, signs, lengths, strict=True)):
        in_force = meter_of(measure)
        content = measure.content
        if content > length or any(chord.onset >= length for chord in measure.chords):
            margin.add(f"notes or chords beyond the end of a bar of {in_force}", _KEEPS_LENGTH, i)
        tempo = tempos[i]
        bars.append(
            Bar(
                number=bar_numbers[i],
                meter=in_force,
                duration_quarters=grid[length],
                chords=_changes(measure.chords, length, grid),
                alternates=_changes(measure.alternates, length, grid),
                melody=_melody(tune.melody[i], length, content, grid),
                section=sign.section,
                key=measure.key,
                tempo_bpm=None if tempo is None else tempo / float(in_force.beat_quarters),
                lyrics=_lyrics(tune.words[i], verses, grid) if tune.words[i] else (),
                kicks=tuple(Kick(grid[onset], grid[dur]) for onset, dur in tune.kicks[i] if onset < length and dur),
                fermatas=tuple(grid[onset] for onset in sorted(set(measure.fermatas)) if onset < length),
                directions=tuple(dict.fromkeys(sign.directions)),
                repeat_start=sign.repeat_start,
                repeat_count=times(sign, under_brackets[i]),
                open_repeat=sign.open_repeat,
                endings=under_brackets[i],
                segno=labels.segno(i),
                coda=labels.coda(i),
                to_coda=labels.to_coda(i),
                fine=sign.fine,
                jump=labels.jump(i),
            )
        )
    return tuple(bars), lengths


def written_part(part: Part, lengths: list[int], grid: Grid) -> WrittenPart:
    """A part as it is written out, in bars of these lengths: every voice and staff, ties joined."""
    sounding = join_ties([note for note in part.notes if note.duration], starts_of(part.measures))
    by_measure = _by_measure(sounding, len(lengths))
    for i, measure in enumerate(part.measures[: len(lengths)]):
        if not by_measure[i] and 0 < measure.repeats <= i:
            by_measure[i] = by_measure[i - measure.repeats]
    strings = len(part.tuning) or 6
    bars = []
    for i, (notes, length) in enumerate(zip(by_measure, lengths, strict=True)):
        content = part.measures[i].content if i < len(part.measures) else 0
        in_bar = []
        for found in sorted(notes, key=_onset_and_pitch):
            note = found.note
            if note.onset >= length:
                continue
            duration = _cut(note.onset, found.duration, length, content)
            string = strings - note.string if 0 < note.string <= strings else -1
            in_bar.append(PartNote(
                grid[note.onset], grid[duration], note.pitch or 0, note.velocity, string,
                note.fret if string >= 0 else -1, note.articulation,
            ))  # fmt: skip
        bars.append(tuple(in_bar))
    is_drums = part.is_drums or part.head.is_drums
    return WrittenPart(part.head.name, tuple(bars), None if is_drums else part.head.program, is_drums, part.tuning)


def starts_of(measures: list[Measure]) -> list[int]:
    """Where each measure begins, in ticks from the top, if measures are as long as their notes."""
    starts = []
    place = 0
    for measure in measures:
        starts.append(place)
        place += measure.content
    return starts


def _by_measure(notes: list[Sounding], count: int) -> list[list[Sounding]]:
    found: list[list[Sounding]] = [[] for _ in range(count)]
    for sounding in notes:
        if sounding.note.measure < count:
            found[sounding.note.measure].append(sounding)
    return found


def _onset_and_pitch(sounding: Sounding) -> tuple[int, int]:
    return sounding.note.onset, sounding.note.pitch or 0


def _cut(onset: int, duration: int, length: int, content: int) -> int:
    """The duration of a note: one that is too long for an overfull bar ends with it, a tied one goes on."""
    return length - onset if length < onset + duration <= content else duration


def _changes(chords: Iterable[PlacedChord], length: int, grid: Grid) -> tuple[ChordChange, ...]:
    return tuple([ChordChange(grid[onset], symbol, chord) for onset, symbol, chord in chords if onset < length])


def _melody(notes: list[Sounding], length: int, content: int, grid: Grid) -> tuple[MelodyNote, ...]:
    return tuple([
        MelodyNote(
            grid[found.note.onset], grid[_cut(found.note.onset, found.duration, length, content)], found.note.pitch or 0
        )
        for found in notes if found.note.onset < length
    ])  # fmt: skip


def _lyrics(under: Syllables, verses: dict[str, int], grid: Grid) -> tuple[Lyric, ...]:
    return tuple([
        Lyric(grid[onset], text, number)
        for number, verse in sorted((verses[verse], verse) for verse in under)
        for onset, text in under[verse]
    ])  # fmt: skip


def _tempos(signs: list[Signs], full: list[int], margin: Margin) -> list[float | None]:
    """The tempo that begins at each bar, in quarters a minute; one that begins within a bar goes to the nearest."""
    found: list[float | None] = []
    now: float | None = None
    waiting: float | None = None
    for i, sign in enumerate(signs):
        begins, waiting = waiting, None
        given = False
        for onset, mark in sorted(sign.tempos, key=_onset):
            if not isinstance(mark, Relation):
                tempo = mark
            elif now is not None:
                tempo = now * float(mark.factor)
            else:
                margin.add("a tempo that is told from the one before, which is not known", "it was left out", i)
                continue
            if tempo > FASTEST:
                margin.add(f"a tempo of {tempo:g} quarters a minute", "it was left out", i)
                continue
            if onset and tempo != now:
                margin.add("a tempo that changes within a bar", "it changes at the nearest bar line", i)
            if onset * 2 >= full[i]:
                waiting = tempo
            elif not given:
                begins, given = tempo, True
            now = tempo
        found.append(begins)
    return found


def _onset(mark: tuple[int, object]) -> int:
    return mark[0]


def _verse_order(verse: str) -> tuple[bool, int, str]:
    number = int(verse) if verse.isdecimal() and len(verse) < 10 else 0
    return not number, number, verse


def _expand_repeated_bars(measures: list[Measure], melody: list[list[Sounding]], lengths: list[int]) -> None:
    """Put into bars with a measure-repeat sign what they repeat, unless something else is written there."""
    in_force: list[PlacedChord | None] = []  # the chord that each bar begins under
    last: PlacedChord | None = None
    for i, measure in enumerate(measures):
        back = i - measure.repeats
        in_force.append(last)
        if 0 < measure.repeats <= i:
            model = measures[back]
            if not melody[i]:
                melody[i] = melody[back]
                measure.content = max(measure.content, min(model.content, lengths[i]))
            if not measure.chords:
                measure.chords = list(model.chords)
                held = in_force[back]
                starts = bool(measure.chords) and measure.chords[0].onset == 0
                if held is not None and not starts and (last is None or held.chord != last.chord):
                    measure.chords.insert(0, held._replace(onset=0))
        last = measure.chords[-1] if measure.chords else last
