"""The bars of the chart from the voices of a tune: which voice is the melody, which has the chords, what is played.

The first voice with notes gives the bars, the melody and the words; the voice with the most chord symbols the chords;
signs of the road, sections and tempos count in every voice. Voices are set side by side bar by bar.
"""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate

from houseband.charts.abc.length import Ticks, bar_ticks, quarters
from houseband.charts.abc.lyrics import Syllable
from houseband.charts.abc.measure import Event, Measure
from houseband.charts.abc.mnemonics import plain_text
from houseband.charts.abc.signs import JUMPS
from houseband.charts.abc.voice import Voice
from houseband.charts.chart import ChordChange, Jump, Lyric, MelodyNote, PartNote, WrittenPart
from houseband.charts.draft import Draft, DraftBar
from houseband.charts.symbol import looks_like_chord
from houseband.music.meter import COMMON_TIME, Meter, meter

_ALTERNATE = re.compile(r"(?P<main>.*?)\s*\((?P<other>[A-H][^()]*(?:\([^()]*\)[^()]*)*)\)\s*")
_MOST_UNITS = 24  # a free bar of more than so many quarters has no meter of its own


def write_bars(draft: Draft, voices: list[Voice], lines: dict[int, str]) -> None:
    """Write the voices' bars into the draft; ``lines`` are the source lines, for the remarks."""
    with_notes = [voice for voice in voices if any(measure.events for measure in voice.measures)]
    grid = next(iter(with_notes or [voice for voice in voices if voice.measures]), None)
    if grid is None:
        return
    counts = [sum(len(measure.chords) for measure in voice.measures) for voice in voices]
    harmony = voices[counts.index(max(counts))]
    words = next((voice for voice in [grid, *voices] if any(m.words for m in voice.measures)), grid)
    others = [voice for voice in voices if voice is not grid]
    for other in others:
        _set_beside(draft, grid, other)
    _remark_lengths(draft, grid.measures, lines)
    melody = _melody(grid.measures)
    usual = _meter_of_most(grid.measures)
    grid.measures[0].is_outermost = grid.measures[-1].is_outermost = True
    for i, measure in enumerate(grid.measures):
        draft.meter = measure.meter or _own_meter(measure, usual)
        bar = draft.add_bar()
        duration = quarters(measure.duration)
        if measure.duration != bar_ticks(draft.meter):
            bar.duration_quarters = duration
        bar.melody = melody[i]
        sources = [measure, *(other.measures[i] for other in others if i < len(other.measures))]
        _signs(draft, bar, sources, first=i == 0)
        chords_of = harmony.measures[i] if i < len(harmony.measures) else None
        if chords_of is not None and chords_of.chords:
            _chords(draft, bar, chords_of, lines, duration)
        if measure.fermatas:
            bar.fermatas = sorted({quarters(onset) for onset in measure.fermatas})
        bar.directions = [plain_text(text) for source in sources for text in source.directions]
        if i < len(words.measures) and words.measures[i].words:
            bar.lyrics = [
                Lyric(quarters(syllable.place[1]), plain_text(syllable.text), verse)
                for verse, syllable in sorted(words.measures[i].words, key=lambda w: (w[0], w[1].place[1]))
            ]
        bar.endings = next((source.endings for source in sources if source.endings), ())
    _number(draft.bars)
    _road(draft, [[m.road for m in voice.measures] for voice in [grid, *others]])
    _close_counts(draft.bars, [max(_opening(voice, i) for voice in voices) for i in range(len(draft.bars))])
    if len(voices) > 1 or any(m.overlay or any(len(e.pitches) > 1 for e in m.events) for m in grid.measures):
        draft.parts += [_part(voice, len(draft.bars)) for voice in with_notes]


def _opening(voice: Voice, i: int) -> int:
    return voice.measures[i].repeat_start if i < len(voice.measures) else 0


def _meter_of_most(measures: list[Measure]) -> Meter | None:
    """The meter that fits the commonest length of the bars without one (of two, the longer); None if all differ."""
    lengths = Counter(measure.duration for measure in measures if measure.meter is None)
    usual = max(lengths, key=lambda length: (lengths[length], length), default=None)
    return _as_long_as(usual) if usual is not None and lengths[usual] > 1 else None


def _own_meter(measure: Measure, usual: Meter | None) -> Meter:
    """Without a meter a bar is as long as it is; a short one at either end of a passage is a part of a usual bar."""
    at_an_end = measure.opens_thick or measure.closes_thick or measure.is_outermost
    if usual is not None and at_an_end and quarters(measure.duration) < usual.quarters:
        return usual
    return _as_long_as(measure.duration) or usual or COMMON_TIME


def _as_long_as(duration: Ticks) -> Meter | None:
    """The meter of so many quarters, or else eighths or sixteenths; None where there is none."""
    length = quarters(duration)
    for unit in (4, 8, 16):
        count = length * unit / 4
        if count.denominator == 1 and 1 <= count <= _MOST_UNITS:
            return meter(int(count), unit)
    return None


def _set_beside(draft: Draft, grid: Voice, other: Voice) -> None:
    """See that the bars of another voice stand beside those of the first; with a remark where they do not fit."""
    theirs, ours = [m.duration for m in other.measures], [m.duration for m in grid.measures]
    if theirs == ours:
        return
    odd = next((i for i, (one, two) in enumerate(zip(theirs, ours, strict=False)) if one != two), None)
    if odd is None:
        if len(theirs) > len(ours):
            draft.remark(
                f"voice {other.name!r} has {len(theirs) - len(ours)} more bars than the first", hint="left out"
            )
        return
    line = other.measures[odd].line
    problem = f"bar {odd + 1} of voice {other.name!r} is not as long as in the first"
    if sum(theirs) == sum(ours):
        draft.remark(problem, line, hint="the voice is set by its notes; is a bar line missing?")
        other.measures = _by_time(other.measures, grid.measures)
        return
    draft.remark(problem, line, hint="the voices are set bar by bar")
    for measure in other.measures:
        measure.repeat_start, measure.repeat_count, measure.endings = 0, 1, ()


def _by_time(measures: list[Measure], grid: list[Measure]) -> list[Measure]:
    """A voice in other bars, each thing at its own time; signs stay only where its bar lines were right."""
    bars = [Measure(bar.line, bar.meter, bar.duration) for bar in grid]
    starts = list(accumulate((bar.duration for bar in grid), initial=0))
    at: Ticks = 0
    for measure in measures:
        first = bisect_right(starts, at) - 1
        if starts[first] == at and first < len(bars) and bars[first].duration == measure.duration:
            bars[first] = measure
        else:
            moved = [("events", event) for event in measure.events] + [("overlay", event) for event in measure.overlay]
            for name, event in moved:
                bar = min(bisect_right(starts, at + event.onset) - 1, len(bars) - 1)
                event.onset += at - starts[bar]
                getattr(bars[bar], name).append(event)
            for quoted in measure.chords:
                bar = min(bisect_right(starts, at + quoted.onset) - 1, len(bars) - 1)
                quoted.onset += at - starts[bar]
                bars[bar].chords.append(quoted)
            for verse, syllable in measure.words:
                bar = min(bisect_right(starts, at + syllable.place[1]) - 1, len(bars) - 1)
                place = (bar, syllable.place[1] + at - starts[bar])
                bars[bar].words.append((verse, Syllable(place, syllable.text)))
        at += measure.duration
    return bars


def _remark_lengths(draft: Draft, measures: list[Measure], lines: dict[int, str]) -> None:
    """Bars that are longer or shorter than their meter, with no repeat, pickup or thick line to explain it."""
    odd = []
    for i, measure in enumerate(measures):
        if measure.meter is None or i == 0 or i == len(measures) - 1:
            continue
        full = bar_ticks(measure.meter)
        more = measure.duration - full
        if more == 0 or (more < 0 and (measure.opens_thick or measure.closes_thick)):
            continue
        if more < 0 and full - measure.duration in (measures[i - 1].duration, measures[i + 1].duration):
            continue
        odd.append((i, measure))
    for i, measure in odd[:1]:
        others = f" (and {len(odd) - 1} more)" if len(odd) > 1 else ""
        draft.remark(
            f"bar {i + 1}{others}: {quarters(measure.duration)} quarters in a meter of {measure.meter}", measure.line,
            text=lines.get(measure.line, ""), hint="it is as long as its notes",
        )  # fmt: skip


def _melody(measures: list[Measure]) -> list[list[MelodyNote]]:
    """The top notes of each bar, ties joined: a note may outlast its bar."""
    lines: list[list[MelodyNote]] = []
    held: Event | None = None
    held_in: list[MelodyNote] = []
    start: Ticks = 0
    ends: Ticks = 0  # where the held note ends, from the top
    for measure in measures:
        notes: list[MelodyNote] = []
        for event in measure.events:
            pitch = event.pitches[-1]
            if held is not None and pitch in held.pitches and ends == start + event.onset:
                first = held_in[-1]
                held_in[-1] = replace(first, duration_quarters=first.duration_quarters + quarters(event.duration))
            else:
                notes.append(MelodyNote(quarters(event.onset), quarters(event.duration), pitch))
                held_in = notes
            held, ends = (event, start + event.onset + event.duration) if event.tied else (None, 0)
        start += measure.duration
        lines.append(notes)
    return lines


def _part(voice: Voice, count: int) -> WrittenPart:
    """All notes of a voice, ties joined."""
    bars: list[list[PartNote]] = []
    held: dict[int, tuple[list[PartNote], int, Ticks]] = {}  # by pitch: where it is, and where it ends
    start: Ticks = 0
    for measure in voice.measures[:count]:
        notes: list[PartNote] = []
        for event in sorted([*measure.events, *measure.overlay], key=lambda event: event.onset):
            ends = start + event.onset + event.duration
            for pitch in event.pitches:
                place = held.pop(pitch, None)
                if place is not None and place[2] == start + event.onset:
                    where, index, _ = place
                    whole = where[index].duration_quarters + quarters(event.duration)
                    where[index] = replace(where[index], duration_quarters=whole)
                else:
                    where, index = notes, len(notes)
                    notes.append(PartNote(quarters(event.onset), quarters(event.duration), pitch))
                if event.tied:
                    held[pitch] = (where, index, ends)
        start += measure.duration
        bars.append(notes)
    bars += [[] for _ in range(count - len(bars))]
    return WrittenPart(
        voice.title or voice.name, tuple(tuple(notes) for notes in bars), voice.program, is_drums=voice.is_drums
    )


def _signs(draft: Draft, bar: DraftBar, sources: list[Measure], first: bool) -> None:
    for source in sources:
        if source.section is not None and bar.section is None:
            bar.section = plain_text(source.section)
        if source.tempo is not None and bar.tempo_bpm is None:
            bar.tempo_bpm = source.tempo / float(bar.meter.beat_quarters)
        bar.repeat_start = bar.repeat_start or source.repeat_start > 0
        bar.repeat_count = max(bar.repeat_count, source.repeat_count)
    signature = sources[0].signature
    if signature is not None and signature.key is not None:
        if first:
            draft.key = signature.key
        else:
            bar.key = signature.key


def _chords(draft: Draft, bar: DraftBar, measure: Measure, lines: dict[int, str], duration: Fraction) -> None:
    """The chord symbols of a bar. ``G(Em)`` offers another chord; ``(Em)`` alone may be left out, and is."""
    for quoted in measure.chords:
        onset = quarters(quoted.onset)
        if onset >= duration:
            onset = Fraction(0)
        text, other = plain_text(quoted.text), ""
        if "(" in text and (found := _ALTERNATE.fullmatch(text)) and looks_like_chord(found["other"]):
            text, other = found["main"], found["other"]
        shown = lines.get(quoted.line, "")
        if text:
            chord = draft.chord(text, quoted.line, quoted.column, shown)
            if chord is not None:
                draft.put(bar, onset, text, chord)
        if other:
            before = draft.previous
            chord = draft.chord(other, quoted.line, quoted.column, shown)
            draft.previous = before
            if chord is not None:
                bar.alternates.append(ChordChange(onset, other, chord))


def _number(bars: list[DraftBar]) -> None:
    """0 for a pickup; a bar that a repeat sign cuts in two has the number of its first half."""
    number = 0
    half: Fraction | None = None  # what is missing to the bar before
    for i, bar in enumerate(bars):
        length = bar.duration_quarters
        short = length is not None and length < bar.meter.quarters
        if i == 0 and short and len(bars) > 1:
            bar.number = 0
            continue
        if half is not None and length == half:
            half = None
        else:
            number += 1
            half = bar.meter.quarters - length if length is not None and short else None
        bar.number = number


def _road(draft: Draft, roads: list[list[list[tuple[str, bool]]]]) -> None:
    """Segno, coda, Fine, D.C. and D.S. of all voices.

    Of coda signs with no words, one is where one leaves if another comes after it, and the last is where one arrives;
    where words say where to leave, all are arrivals.
    """
    bars = draft.bars
    codas: set[tuple[int, bool]] = set()
    sure = False  # whether words say where one leaves for the coda
    for road in roads:
        for i, marks in enumerate(road[: len(bars)]):
            for written, late in marks:
                name = written.rstrip("23456789")
                number = written[len(name) :]
                begins = i + 1 if late and i + 1 < len(bars) else i
                if name == "segno":
                    bars[begins].segno = f"segno {number}".strip()
                elif name == "coda":
                    codas.add((i, late))
                elif name == "arrival":
                    bars[begins].coda = f"coda {number}".strip()
                elif name in ("tocoda", "dacoda"):
                    bars[i].to_coda, sure = f"coda {number}".strip(), True
                elif name == "fine":
                    bars[i].fine = True
                else:
                    to, until = JUMPS[name]
                    bars[i].jump = Jump(f"{to} {number}".strip(), until)
    arrives_by_word = any(bar.coda for bar in bars)
    marked = [(i, late) for i, late in sorted(codas) if bars[i].to_coda is None]
    for k, (i, late) in enumerate(marked):
        if not arrives_by_word and (sure or k == len(marked) - 1):
            bars[i + 1 if late and i + 1 < len(bars) else i].coda = "coda"
        elif bars[i].coda is None:
            bars[i if late or i == 0 else i - 1].to_coda = "coda"


def _close_counts(bars: list[DraftBar], opened: list[int]) -> None:
    """``|::`` at the start says three times even where ``:|`` closes."""
    count = 0
    for bar, times in zip(bars, opened, strict=True):
        count = times or count
        if bar.repeat_count > 1:
            if count > bar.repeat_count:
                bar.repeat_count = count
            count = 0
