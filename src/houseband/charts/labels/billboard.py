"""The McGill Billboard annotations: bars of chords in Harte's syntax, in lines with their times in the recording.

    # title: Live To Tell        # artist: …     # metre: 4/4     # tonic: D      (metre and tonic may change later on)
    8.77 <tab> B, verse, | C:maj | G:min | C:maj . . D:min | x2, (voice

After the time stand a letter and a name where a section begins, then bars, then ``xN`` (the line sounds N times),
``->`` (the phrase runs into the next), and who plays: ``(guitar`` begins, ``guitar)`` ends. In a bar: one chord lasts
it, two share it, otherwise each is a beat and ``.`` holds one; ``(2/4)`` is this bar's own metre; ``N`` no chord; ``*``
a beat or bar that the writer left open; ``&pause`` the beat stops. From Burgoyne, Wild and Fujinaga, An expert ground
truth set for audio chord recognition and music analysis (ISMIR 2011), and the README of version 2.0.
"""

import re
import statistics
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from houseband.charts.chart import Chart
from houseband.charts.draft import Draft, DraftBar, place, share
from houseband.charts.harte import parse_harte
from houseband.charts.labels.tonic import key_on_tonic
from houseband.charts.source import Source
from houseband.errors import ChartError
from houseband.music.chord import NO_CHORD
from houseband.music.key import parse_key
from houseband.music.meter import parse_meter

_HEAD = re.compile(r"#\s*(title|artist|metre|tonic)\s*:\s*(.*?)\s*")
_LINE = re.compile(r"\s*(\d+(?:\.\d*)?(?:e[+-]?\d{1,2})?)\s+(.*?)\s*")
_TIMES = re.compile(r"\bx\s?(\d{1,3})\b")
_CELL = re.compile(r"\S+")
_OWN_METER = re.compile(r"\((\d{1,2}/\d{1,2})\)")
_BEGINS = re.compile(r"\(([^(),]+)\)?")
_HELD = (".", "&pause", "*")
_SILENT = ("silence", "end")
_TEMPO_RANGE_BPM = (20.0, 400.0)  # what a band is ready to play


@dataclass(slots=True)
class _Phrase:
    """One line that was played: when it began, and how long it is."""

    seconds: float
    quarters: Fraction


def read(source: Source) -> tuple[Chart, ...]:
    """The one song of an annotation. Raises ChartError if no bar of it has a chord."""
    draft = Draft(source, "billboard")
    phrases: list[_Phrase] = []
    for number, line in enumerate(source.text.split("\n"), 1):
        if found := _HEAD.fullmatch(line):
            _head(draft, found[1], found[2], number, line)
        elif timed := _LINE.fullmatch(line):
            _phrase(draft, phrases, float(timed[1]), timed[2], number, line)
        elif line.strip():
            draft.remark("not a line of the annotation", number, 1, line, "left out")
    draft.tempo_bpm = _tempo_bpm(draft, phrases)
    draft.key = key_on_tonic(draft)
    return (draft.finish(),)


def _head(draft: Draft, name: str, value: str, number: int, line: str) -> None:
    try:
        if name == "title":
            draft.title = value
        elif name == "artist":
            draft.credits.append(("artist", value))
        elif name == "metre":
            draft.meter = parse_meter(value)
        else:
            draft.set_key(parse_key(value))
    except ValueError:
        draft.remark(f"{name} {value!r} is not understood", number, line.find(value) + 1, line, "not acted on")


def _phrase(draft: Draft, phrases: list[_Phrase], seconds: float, content: str, number: int, line: str) -> None:
    """One line with its time: its section, its bars, and what follows them."""
    first, last = content.find("|"), content.rfind("|")
    before, after = (content, "") if first < 0 else (content[:first], content[last + 1 :])
    words = [word.strip() for word in before.split(",") if word.strip()]
    if (words and words[0] in _SILENT) or first == last:
        phrases.append(_Phrase(seconds, Fraction(0)))
        return
    if words:
        draft.waiting_section = (words[1] if len(words) > 1 else words[0]).capitalize()
    begun = len(draft.bars)
    shift = line.find(content) + first + 1
    for bar in re.finditer(r"[^|]+", content[first + 1 : last]):
        if bar[0].strip():
            _bar(draft, bar[0], number, shift + bar.start() + 1, line)
    if len(draft.bars) == begun:
        return
    draft.bars[begun].directions += [player.strip() for player in _BEGINS.findall(after) if player.strip() != "voice"]
    if "fadeout" in after:
        draft.bars[begun].directions.append("fade out")
    times = int(found[1]) if (found := _TIMES.search(after)) else 1
    if times > 1:
        draft.bars[begun].repeat_start = True
        draft.bars[-1].repeat_count = times
    lengths = Counter(bar.duration_quarters or bar.meter.quarters for bar in draft.bars[begun:])
    quarters = sum((length * count for length, count in lengths.items()), Fraction(0))
    phrases.append(_Phrase(seconds, quarters * max(1, times)))


def _bar(draft: Draft, content: str, number: int, column: int, line: str) -> None:
    """One bar from what stands between its bar lines."""
    metre = draft.meter
    if own := _OWN_METER.search(content):
        try:
            draft.meter = parse_meter(own[1])
        except ValueError:
            draft.remark(f"metre {own[1]!r} is not understood", number, column + own.start(1), line, "not acted on")
        content = content[: own.start()] + " " * len(own[0]) + content[own.end() :]
    bar = draft.add_bar()
    draft.meter = metre
    cells = [(found[0], column + found.start()) for found in _CELL.finditer(content)]
    struck = [index for index, (word, _) in enumerate(cells) if word not in _HELD]
    if not struck:
        onsets: tuple[Fraction, ...] = ()
    elif len(struck) == len(cells):
        onsets = share(len(cells), bar.meter)
    else:
        onsets = place(struck, len(cells), bar.meter)
    for onset, index in zip(onsets, struck, strict=True):
        _chord(draft, bar, onset, cells[index], number, line)
    if "&pause" in content and any(word == "&pause" for word, _ in cells):
        bar.fermatas.append(onsets[-1] if onsets else Fraction(0))
    if "*" in content and any(word == "*" for word, _ in cells):
        draft.remark("'*': the writer left the harmony open", number, column, line, "the chord before it goes on")


def _chord(draft: Draft, bar: DraftBar, onset: Fraction, cell: tuple[str, int], number: int, line: str) -> None:
    text, column = cell
    try:
        symbol = parse_harte(text)
    except ChartError as error:
        draft.remark(error.problem, number, column, line, error.hint or "the chord before it goes on")
        return
    for remark in symbol.remarks:
        draft.remark(remark.problem, number, column + (remark.column or 1) - 1, line, remark.hint)
    draft.put(bar, onset, "N.C." if symbol.chord == NO_CHORD else text, symbol.chord)


def _tempo_bpm(draft: Draft, phrases: list[_Phrase]) -> float | None:
    """The tempo of the recording: the median over its phrases, from where each begins to where the next does."""
    if not draft.bars:
        return None
    tempos = []
    for phrase, following in pairwise(phrases):
        seconds = following.seconds - phrase.seconds
        if phrase.quarters and seconds > 0:
            tempos.append(float(phrase.quarters / draft.bars[0].meter.beat_quarters) * 60 / seconds)
    if not tempos:
        return None
    median = statistics.median(tempos)
    return round(median, 1) if _TEMPO_RANGE_BPM[0] <= median <= _TEMPO_RANGE_BPM[1] else None
