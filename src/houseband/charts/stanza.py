"""Writes the lines of a stanza, chords over words, into a draft: as ``lyricline`` counts them, or as the user says."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from houseband.charts.draft import Draft, DraftBar, share
from houseband.charts.headings import section_name as section_name
from houseband.charts.lyricline import (
    ASSUMPTION,
    ASSUMPTION_HINT,
    LyricLine,
    bars_of_lines,
    line_of_fragments,
    places_in_bars,
)


@dataclass(frozen=True, slots=True)
class SungLine:
    """A line of words with the chords over it."""

    line: int
    """Line number of the chords in the source, from 1."""
    shown: str
    """That source line."""
    fragments: tuple[str, ...]
    """The words before the first chord, then those after each."""
    chords: tuple[tuple[str, int], ...]
    """Symbols and their columns, from 1: one fewer than the fragments."""
    bar_lines: tuple[int, ...] = ()
    """Where bar lines are written: the number of chords before each."""
    times: int = 1
    """How often the line sounds: an x2 at its end."""

    @property
    def words(self) -> str:
        """The words alone."""
        return "".join(self.fragments)


def write_stanza(draft: Draft, lines: Sequence[SungLine]) -> list[int]:
    """Bars for the lines of one stanza, with their chords and words, at the end of the draft; each line's first bar.

    The list is empty where lines do not begin with a bar of their own.
    """
    per_chord = draft.source.reading.bars_per_chord
    if per_chord is None and not draft.told_of_lyrics and any(s.words.strip() and not s.bar_lines for s in lines):
        draft.told_of_lyrics = True
        first = next(s for s in lines if s.words.strip())
        draft.remark(ASSUMPTION, first.line, hint=ASSUMPTION_HINT)
    if per_chord is not None:
        _write_at_a_rate(draft, lines, per_chord)
        return []
    starts: list[int] = []
    counted = [line_of_fragments(sung.fragments) for sung in lines]
    for sung, line, bars in zip(lines, counted, bars_of_lines(counted, draft.meter), strict=True):
        start = len(draft.bars)
        _write_line(draft, sung, line, bars)
        if len(draft.bars) > start:
            starts.append(start)
        if sung.times > 1 and len(draft.bars) > start:
            draft.bars[start].repeat_start, draft.bars[-1].repeat_count = True, sung.times
    return starts


def _write_line(draft: Draft, sung: SungLine, line: LyricLine, bars: int) -> None:
    """The bars of one line as they were counted."""
    if sung.bar_lines:
        _write_barred(draft, sung)
    elif not sung.chords and not line.has_words:
        pass  # a rule, or the marks of a strumming hand
    elif not sung.chords and draft.sounding is None:
        draft.remark("words before the first chord: not played", sung.line, 1, sung.shown)
    else:
        new = [draft.add_bar() for _ in range(bars)]
        places = places_in_bars(line, bars, draft.meter, chord_sounds=draft.sounding is not None)
        for (place, onset), (symbol, column) in zip(places, sung.chords, strict=True):
            _put(draft, new[place], onset, symbol, sung, column)
        for (place, onset), fragment in zip([(0, Fraction(0)), *places], sung.fragments, strict=True):
            draft.sing(new[place], onset, fragment)


def _write_at_a_rate(draft: Draft, lines: Sequence[SungLine], per_chord: Fraction) -> None:
    """Every chord lasts exactly ``per_chord`` bars; the stanza is filled up to a whole bar."""
    quarters = draft.meter.quarters
    first, at = len(draft.bars), Fraction(0)
    for sung in (each for each in lines for _ in range(each.times)):
        for fragment, chord in zip(sung.fragments, (None, *sung.chords), strict=True):
            if chord is not None:
                onset, at = at, at + per_chord * quarters
                while first + -(-at // quarters) > len(draft.bars):
                    draft.add_bar().entering = draft.sounding
                _put(draft, draft.bars[first + int(onset // quarters)], onset % quarters, chord[0], sung, chord[1])
                draft.sing(draft.bars[first + int(onset // quarters)], onset % quarters, fragment)
            elif len(draft.bars) > first:
                draft.sing(draft.bars[-1], Fraction(0), fragment)


def _write_barred(draft: Draft, sung: SungLine) -> None:
    """A line whose bar lines are written: the chords of a bar share it."""
    ends = [*sung.bar_lines, len(sung.chords)]
    start = 0
    for index, end in enumerate(ends):
        if start == end and index in (0, len(ends) - 1):
            continue  # nothing before the first bar line, or after the last
        bar = draft.add_bar()
        for onset, k in zip(share(end - start, draft.meter) if end > start else (), range(start, end), strict=True):
            _put(draft, bar, onset, *sung.chords[k][:1], sung, sung.chords[k][1])
            draft.sing(bar, onset, sung.fragments[k + 1])
        start = end


def _put(draft: Draft, bar: DraftBar, onset: Fraction, symbol: str, sung: SungLine, column: int) -> None:
    chord = draft.chord(symbol, sung.line, column, sung.shown)
    if chord is not None:
        draft.put(bar, onset, symbol, chord)


def syllable_start(words: str, column: int) -> int:
    """The place of a chord in the words under it: if it stands inside a word near its start, that start."""
    if column >= len(words) or words[column].isspace():
        return min(column, len(words))
    start = words.rfind(" ", 0, column) + 1
    return start if column - start <= 1 else column
