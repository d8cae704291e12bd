"""Writes the lines of a stanza, chords over words, into a draft: as ``lyricline`` counts them, or as the user says.

Also what a heading looks like: the names that songs give their sections.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from houseband.charts.draft import Draft, DraftBar, share
from houseband.charts.lyricline import ASSUMPTION, ASSUMPTION_HINT, bars_of_lines, lay_out, line_of_fragments

_SECTION = re.compile(
    r"(?:(?:\d+(?:st|nd|rd|th)|first|second|third|last|final|repeat|guitar|piano|sax)\s+)?"
    r"(?:intro(?:duction)?|verse|pre[- ]?chorus|post[- ]?chorus|chorus|refrain|bridge|middle(?:\s+(?:8|eight))?|"
    r"interlude|instrumental|solo|outro|tag|coda|ending|end|break|breakdown|hook|turnaround|vamp|riff|head|strophe|"
    r"ref|part|section|stanza|vers|couplet|estrofa|estribillo|puente)"
    r"(?:\s*[#.]?\s*(?:\d{1,2}|[ivx]{1,4}|[a-h]))?(?:\s+solo)?",
    re.IGNORECASE,
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

    @property
    def words(self) -> str:
        """The words alone."""
        return "".join(self.fragments)


def section_name(text: str) -> str | None:
    """The heading that a text is (``Chorus``, ``[Verse 2]``, ``Bridge:``), or None if it reads as something else."""
    name = text.strip().strip("[](){}<>*=-_: .").strip()
    return name if name and len(name) <= 30 and _SECTION.fullmatch(name) else None


def write_stanza(draft: Draft, lines: Sequence[SungLine]) -> None:
    """Bars for the lines of one stanza, with their chords and words, at the end of the draft."""
    per_chord = draft.source.reading.bars_per_chord
    if per_chord is None and not draft.told_of_lyrics and any(s.words.strip() and not s.bar_lines for s in lines):
        draft.told_of_lyrics = True
        first = next(s for s in lines if s.words.strip())
        draft.remark(ASSUMPTION, first.line, hint=ASSUMPTION_HINT)
    if per_chord is not None:
        _write_at_a_rate(draft, lines, per_chord)
        return
    counted = [line_of_fragments(sung.fragments) for sung in lines]
    for sung, line, bars in zip(lines, counted, bars_of_lines(counted, draft.meter), strict=True):
        if sung.bar_lines:
            _write_barred(draft, sung)
            continue
        if not sung.chords and not line.has_words:
            continue  # a rule, or the marks of a strumming hand
        if not sung.chords and draft.sounding is None:
            draft.remark("words before the first chord: not played", sung.line, 1, sung.shown)
            continue
        quarters = draft.meter.quarters
        new = [draft.add_bar() for _ in range(bars)]
        at = [(0, Fraction(0))] * len(sung.fragments)
        onsets = lay_out(line, bars, draft.meter, chord_sounds=draft.sounding is not None)
        for index, (onset, (symbol, column)) in enumerate(zip(onsets, sung.chords, strict=True), 1):
            at[index] = int(onset // quarters), onset % quarters
            _put(draft, new[at[index][0]], onset % quarters, symbol, sung, column)
        for (place, onset), fragment in zip(at, sung.fragments, strict=True):
            draft.sing(new[place], onset, fragment)


def _write_at_a_rate(draft: Draft, lines: Sequence[SungLine], per_chord: Fraction) -> None:
    """Every chord lasts exactly ``per_chord`` bars; the stanza is filled up to a whole bar."""
    quarters = draft.meter.quarters
    first, at = len(draft.bars), Fraction(0)
    for sung in lines:
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
