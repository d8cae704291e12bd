"""From MusicXML measures and their signs to the bars of a chart: true lengths, numbers, repeated bars, the roadmap."""

from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from fractions import Fraction

from houseband.charts.chart import Bar, ChordChange, Jump, MelodyNote
from houseband.charts.musicxml.part import Margin, Measure
from houseband.charts.musicxml.signs import Signs
from houseband.music.meter import COMMON_TIME, Meter, meter

_KEEPS_LENGTH = "the bar keeps the length of its meter; what lies beyond it is cut off"


def infer_meter(measures: list[Measure], margin: Margin) -> None:
    """Give measures before the first time signature a meter: the commonest length that they have, if it is one."""
    bare = [measure for measure in measures if measure.meter is None]
    if not bare:
        return
    guess = COMMON_TIME
    whole = [measure for measure in bare if not measure.implicit] or bare
    lengths = Counter(measure.content_quarters for measure in whole if measure.content_quarters > 0)
    if lengths:
        quarters = max(lengths, key=lambda length: (lengths[length], length))  # of two as common, the longer
        for unit in (4, 8, 16):
            count = quarters * unit / 4
            if count.denominator == 1 and 2 <= count <= 16:
                guess = meter(int(count), unit)
                break
    margin.add("no time signature", f"it is taken to be {guess}")
    for measure in bare:
        measure.meter = guess


def bars_of(measures: list[Measure], signs: list[Signs], margin: Margin) -> tuple[Bar, ...]:
    """The bars of the chart."""
    lengths = _lengths(measures, signs)
    numbers = _numbers(measures, lengths)
    verses = sorted({verse for measure in measures for verse in measure.lyrics}, key=_verse_order)
    _expand_repeated_bars(measures, lengths)
    labels = _Labels(signs)
    brackets = _brackets(signs)
    bars = []
    in_force: Meter | None = None
    for i, (measure, sign, length) in enumerate(zip(measures, signs, lengths, strict=True)):
        in_force = measure.meter or in_force or COMMON_TIME
        if measure.content_quarters > length or any(change.onset_quarters >= length for change in measure.chords):
            margin.add(f"notes or chords beyond the end of a bar of {in_force}", _KEEPS_LENGTH, i)
        words = [
            replace(lyric, verse=k) for k, verse in enumerate(verses, 1) for lyric in measure.lyrics.get(verse, ())
        ]
        tempo = None if sign.tempo_quarters is None else sign.tempo_quarters / float(in_force.beat_quarters)
        bars.append(
            Bar(
                number=numbers[i],
                meter=in_force,
                duration_quarters=length,
                chords=tuple(change for change in measure.chords if change.onset_quarters < length),
                melody=_within(measure, length),
                section=sign.section,
                key=measure.key,
                tempo_bpm=tempo,
                lyrics=tuple(words),
                repeat_start=sign.repeat_start,
                repeat_count=_times(sign, brackets[i]),
                endings=brackets[i],
                segno=labels.segno(i),
                coda=labels.coda(i),
                to_coda=labels.to_coda(i),
                fine=sign.fine,
                jump=labels.jump(i),
            )
        )
    return tuple(bars)


def _lengths(measures: list[Measure], signs: list[Signs]) -> list[Fraction]:
    """How long each bar really is.

    The meter's length, but for free bars, a pickup, a bar that says that it is not a whole one (implicit), and two
    short ones that make up a whole bar about a repeat sign or with the pickup.
    """
    full = [(measure.meter or COMMON_TIME).quarters for measure in measures]
    content = [measure.content_quarters for measure in measures]
    lengths = list(full)
    pickup = content[0] if content and 0 < content[0] < full[0] else Fraction(0)
    for i, measure in enumerate(measures):
        if measure.free and content[i] > 0:
            lengths[i] = content[i]
        elif not 0 < content[i] < full[i]:
            continue
        elif measure.implicit or i == 0:
            lengths[i] = content[i]
        else:
            closes = i + 1 == len(measures) or signs[i].repeat_count > 1 or signs[i].fine
            closes = closes or signs[i].jump_to is not None or signs[i + 1].repeat_start
            fits_next = i + 1 < len(measures) and content[i + 1] > 0 and content[i] + content[i + 1] == full[i]
            if closes and (content[i] + pickup == full[i] or fits_next):
                lengths[i] = content[i]
                if fits_next and i + 1 < len(measures) and not measures[i + 1].free:
                    lengths[i + 1] = content[i + 1]
    for i in range(1, len(measures)):  # the second half of a bar split by a repeat sign
        opens = signs[i].repeat_start or signs[i - 1].repeat_count > 1
        if opens and lengths[i - 1] == content[i - 1] < full[i - 1] and content[i - 1] + content[i] == full[i]:
            lengths[i] = content[i] or lengths[i]
    return lengths


def _numbers(measures: list[Measure], lengths: list[Fraction]) -> list[int]:
    """The printed numbers: 0 for a pickup, a bar split in two has the number of its first half."""
    numbers: list[int] = []
    shift = 0
    for i, measure in enumerate(measures):
        text = measure.number.strip()
        written = int(text) - shift if text.isdecimal() and len(text) < 7 else None
        if i == 0:
            short = lengths[0] < (measure.meter or COMMON_TIME).quarters and not measure.free
            if short and len(measures) > 1:
                # A program that counts the pickup as bar 1 is one ahead of everybody else.
                shift = int(written == 1 and measures[1].number.strip() == "2")
                written = 0
            numbers.append(1 if written is None else written)
        elif written is not None and written >= 0:
            numbers.append(written)
        else:
            numbers.append(numbers[-1] + (0 if measure.implicit else 1))
    return numbers


def _within(measure: Measure, length: Fraction) -> tuple[MelodyNote, ...]:
    """The notes that begin in the bar; one that is too long for an overfull bar ends with it, a tied one goes on."""
    notes = []
    for note in measure.melody:
        if note.onset_quarters >= length:
            continue
        reach = note.onset_quarters + note.duration_quarters
        if length < reach <= measure.content_quarters:
            note = replace(note, duration_quarters=length - note.onset_quarters)
        notes.append(note)
    return tuple(notes)


def _expand_repeated_bars(measures: list[Measure], lengths: list[Fraction]) -> None:
    """Put into bars with a measure-repeat sign what they repeat, unless something else is written there."""
    in_force: list[ChordChange | None] = []  # the chord that each bar begins under
    last: ChordChange | None = None
    for i, measure in enumerate(measures):
        back = i - measure.repeats
        in_force.append(last)
        if 0 < measure.repeats <= i:
            model = measures[back]
            if not measure.melody:
                measure.melody = list(model.melody)
                measure.content_quarters = max(measure.content_quarters, min(model.content_quarters, lengths[i]))
            if not measure.chords:
                measure.chords = list(model.chords)
                held = in_force[back]
                starts = bool(measure.chords) and measure.chords[0].onset_quarters == 0
                if held is not None and not starts and (last is None or held.chord != last.chord):
                    measure.chords.insert(0, ChordChange(Fraction(0), held.symbol, held.chord))
        last = measure.chords[-1] if measure.chords else last


def _verse_order(verse: str) -> tuple[bool, int, str]:
    number = int(verse) if verse.isdecimal() else 0
    return not verse.isdecimal(), number, verse


def _brackets(signs: list[Signs]) -> list[tuple[int, ...]]:
    """The endings of every bar.

    A bracket that is never closed lasts to its repeat sign, or for one bar. One drawn over its first bar alone lasts to
    the repeat sign before the next ending.
    """
    brackets: list[tuple[int, ...]] = [()] * len(signs)
    previous: tuple[int, ...] = ()
    i = 0
    while i < len(signs):
        starts = signs[i].ending_starts
        if starts is None:
            i += 1
            continue
        # A bracket without a number follows the one before it, or is the first.
        passes = starts or ((previous[-1] + 1,) if previous and i and brackets[i - 1] else (1,))
        # The next ending, if this one does not say where it stops.
        later = (
            j for j in range(i, len(signs)) if signs[j].ending_stops or (j > i and signs[j].ending_starts is not None)
        )
        last = next(later, len(signs))
        if last == len(signs) or not signs[last].ending_stops:
            closes = (j for j in range(i, last) if signs[j].repeat_count > 1 or (j > i and signs[j].repeat_start))
            last = next((j for j in closes if signs[j].repeat_count > 1), i)
        if signs[last].repeat_count < 2 and last + 1 < len(signs):
            last = _drawn_too_short(signs, last)
        for j in range(i, last + 1):
            brackets[j] = passes
        previous, i = passes, last + 1
    return brackets


def _drawn_too_short(signs: list[Signs], last: int) -> int:
    """The bar with the repeat sign that closes the ending drawn to bar ``last``; that bar itself if there is none."""
    for j in range(last + 1, len(signs) - 1):
        if signs[j].ending_starts is not None or signs[j].repeat_start:
            return last
        if signs[j].repeat_count > 1:
            return j if signs[j + 1].ending_starts is not None else last
    return last


def _times(sign: Signs, bracket: tuple[int, ...]) -> int:
    """How often the passage sounds: a bracket "1.–3." with a repeat sign means four times, unless the sign says."""
    if sign.repeat_count == 2 and not sign.times_given and bracket:
        return max(2, len(bracket) + 1 if bracket[0] == 1 else 2)
    return sign.repeat_count


class _Labels:
    """Which segno and which coda is meant: one alone needs no name, several go by theirs or by their order."""

    def __init__(self, signs: list[Signs]) -> None:
        self.signs = signs
        leaving = {i: sign.to_coda for i, sign in enumerate(signs) if sign.to_coda is not None}
        marked = [i for i, sign in enumerate(signs) if sign.coda is not None]
        coda_at: dict[int, str] = {}
        for place, i in enumerate(marked):
            label = signs[i].coda or ""
            # A sign with no words: one leaves at the first and arrives at the next.
            if not signs[i].coda_sure and place + 1 < len(marked):
                leaving.setdefault(i, label)
            else:
                arrives = i + 1 if signs[i].coda_at_end and i + 1 < len(signs) else i
                coda_at.setdefault(arrives, label)
        self.leaving = leaving
        self.codas = _named(coda_at, "coda")
        self.coda_labels = coda_at
        self.segno_labels = {i: sign.segno for i, sign in enumerate(signs) if sign.segno is not None}
        self.segnos = _named(self.segno_labels, "segno")
        self.coda_bars, self.segno_bars = sorted(self.codas), sorted(self.segnos)

    def segno(self, i: int) -> str | None:
        """The label of the segno at this bar."""
        return self.segnos.get(i)

    def coda(self, i: int) -> str | None:
        """The label of the coda that begins at this bar."""
        return self.codas.get(i)

    def to_coda(self, i: int) -> str | None:
        """The label of the coda that one leaves for after this bar."""
        if i not in self.leaving:
            return None
        after = bisect_right(self.coda_bars, i)
        next_one = self.codas[self.coda_bars[after]] if after < len(self.coda_bars) else "coda"
        return _found(self.leaving[i], self.codas, self.coda_labels) or next_one

    def jump(self, i: int) -> Jump | None:
        """The jump after this bar."""
        to, until = self.signs[i].jump_to, self.signs[i].jump_until
        if to is None:
            return None
        if to == "":
            return Jump("", until)
        before = bisect_right(self.segno_bars, i)
        last_one = self.segnos[self.segno_bars[before - 1]] if before else "segno"
        return Jump(_found(to, self.segnos, self.segno_labels) or last_one, until)


def _named(raw: dict[int, str], word: str) -> dict[int, str]:
    """Names for signs by bar: the word itself where there is but one, else each its own label or its ordinal."""
    names: dict[int, str] = {}
    for ordinal, (i, label) in enumerate(sorted(raw.items())):
        plain = word if ordinal == 0 else f"{word} {ordinal + 1}"
        names[i] = plain if len(raw) == 1 or not label or label in names.values() else label
    return names


def _found(label: str, names: dict[int, str], raw: dict[int, str]) -> str | None:
    """The name of the sign that a jump's label or number means."""
    if len(names) == 1:
        return next(iter(names.values()))
    for i, own in raw.items():
        if own and own == label:
            return names[i]
    if label.isdecimal() and 0 < int(label) <= len(names):
        return [name for _, name in sorted(names.items())][int(label) - 1]
    return None
