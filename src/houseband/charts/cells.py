"""One bar between its bar lines: words that are chords, beats on which they go on, and where that puts them.

::

    cell  = chord , { "/" | "." } | hold | "%" ;             C///  is C and three more beats
    hold  = "/" | "." | "·" | "-" | "_" ;                    the chord before it goes on for one cell
    chord = symbol | symbol , "~" , symbol                   two chords within one cell
          | ( ">" | "^" | "<" ) , symbol                     pushed: an eighth early
          | "<" , symbol , ">" | ( "◊" | "◇" ) , symbol      held: struck once, and left to ring
          | symbol , "!"                                     a stop: struck once, and short
          | symbol , "@" , beat ;                            at just that beat: @2.5 is the second half of beat two
    beat  = number , [ "." , digits ] , [ "+" , fraction ] ; from 1, in units of the meter (eighths in 6/8): @2+1/3

Chords in round brackets beside others are offered, not played; alone in their bar they are its chords.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial

from houseband.charts.chart import Kick
from houseband.charts.dialect import Dialect
from houseband.charts.draft import NO_CHORD_WORDS, Draft, DraftBar, place, share
from houseband.charts.numerals import looks_like_number_chord
from houseband.charts.symbol import looks_like_chord
from houseband.music.meter import Meter, meter

ZERO = Fraction(0)
EIGHTH = Fraction(1, 2)
BEAT = r"\d{1,3}(?:\.\d{1,6})?(?:\+\d{1,6}/\d{1,6})?"
_AT = re.compile(rf"(.+)@({BEAT})")
_ROUND = re.compile(rf"\((.+?)(?:@({BEAT}))?\)")
_TAIL_HOLDS = re.compile(r"(.*?[^/.])(/+|\.+|·+|-{3,})")
_SMALL = re.compile(r"[a-h][#b]?(?:m|maj|min|dim|sus|add|aug|-|\\+)?\\d{0,2}(?:/[A-Ga-g][#b]?)?")  # | am | g7 |
_TACET = frozenset(("tacet", "silence", "silent", "rest"))
_HELD, _PUSHED = "◊◇⬦♢", ">^<"


@dataclass(frozen=True, slots=True)
class Word:
    """What a word of a grid says, whoever reads it."""

    symbols: tuple[str, ...] = ()
    """Its chords, '' for a part of a cell in which the last goes on; none for a word that is no chord."""
    is_sure: bool = False
    """Whether every one is a chord beyond doubt."""
    holds: int = 0
    """Beats glued to it: ``C///``."""
    at: str = ""
    """The beat after its @."""
    is_pushed: bool = False
    is_held: bool = False
    is_stop: bool = False
    is_offered: bool = False
    """Whether it stands in round brackets."""

    @property
    def is_one_struck(self) -> bool:
        """Whether it is one chord, struck where it stands and not at once stopped: its end does not matter."""
        return len(self.symbols) == 1 and not (self.is_held or self.is_stop)


@dataclass(frozen=True, slots=True)
class Cell:
    """A word at its place in a bar."""

    text: str
    column: int
    """In the source line, from 1."""
    word: Word | None
    """None: a beat on which the chord goes on."""


@lru_cache(maxsize=32)
def words_of(dialect: Dialect) -> Callable[[str], Word]:
    """What reads a word between bar lines in a dialect; it remembers the words that it has read."""
    return lru_cache(maxsize=8192)(partial(_read_word, dialect))


def _read_word(dialect: Dialect, text: str) -> Word:
    numbers = dialect.numbers is not None

    def is_chord(word: str) -> bool:
        return looks_like_number_chord(word) if numbers else looks_like_chord(word, dialect)

    if text[:1] not in "(/" and is_chord(text):
        return Word((text,), True)
    if text.lower() in NO_CHORD_WORDS or text.lower() in _TACET:
        return Word((text,), True)
    holds = offered = 0
    at = ""
    bare = text.strip(",;*")
    if found := _ROUND.fullmatch(bare):
        bare, at, offered = found[1], found[2] or "", 1
    if (found := _TAIL_HOLDS.fullmatch(bare)) and is_chord(found[1].lstrip(_PUSHED + _HELD)):
        bare, holds = found[1], len(found[2])
    bare = bare.strip("(),;*") if not is_chord(bare) else bare
    if found := _AT.fullmatch(bare):
        bare, at = found[1], found[2]
    held = pushed = stop = False
    if bare[:1] == "<" and bare[-1:] == ">":
        bare, held = bare[1:-1], True
    elif bare[:1] in _HELD or bare[-1:] in _HELD:
        bare, held = bare.strip(_HELD), True
    elif bare[:1] in _PUSHED:
        bare, pushed = bare[1:], True
    if bare[-1:] == "!":
        bare, stop = bare[:-1], True
    parts = tuple("" if part in ("/", ".", "-") else part for part in bare.split("~")) if "~" in bare else (bare,)
    if not any(parts):
        return Word()
    sure = all(not part or is_chord(part) or part.lower() in NO_CHORD_WORDS for part in parts)
    if not sure and (numbers or _is_plain_word(bare)):
        bass = bare[:1] == "/" and len(bare) > 1 and is_chord(bare[1:])  # /B: the chord before it over another bass
        return Word((bare,), True) if bass else Word()
    return Word(parts, sure, holds, at, pushed, held, stop, bool(offered))


def _is_plain_word(bare: str) -> bool:
    """Whether a word that is no chord is not even a misspelt one."""
    if _SMALL.fullmatch(bare):
        return False
    return bare[:1] not in "ABCDEFGH" or (bare.isalpha() and len(bare) > 3) or len(bare) > 24


@lru_cache(maxsize=1024)
def beat_quarters(text: str, meter: Meter) -> Fraction:
    """The onset in quarters that ``2.5`` or ``2+1/3`` names; -1 for a fraction without meaning, ``2+1/0``."""
    whole, _, rest = text.partition("+")
    if re.fullmatch(r"\d+/0+", rest):
        return Fraction(-1)
    return (Fraction(whole) + (Fraction(rest) if rest else 0) - 1) * meter.unit_quarters


def beat_text(onset: Fraction, meter: Meter) -> str:
    """The beat at which ``onset`` is, as ``beat_quarters`` reads it: 2.5 where that is short, else 2+1/3."""
    beat = onset / meter.unit_quarters + 1
    if 8 % beat.denominator == 0:
        return f"{float(beat):g}"
    whole = beat.numerator // beat.denominator
    return f"{whole}+{beat - whole}"


def bar_room(bar: DraftBar) -> Meter:
    """The meter by which a bar is shared out: its own, or for a bar of odd length one as long as it."""
    length = bar.duration_quarters
    if length is None or length == bar.meter.quarters:
        return bar.meter
    whole = length / 4
    count, unit = whole.numerator, whole.denominator
    if unit < 4 and (4 % unit == 0):
        count, unit = count * 4 // unit, 4
    if unit in (4, 8, 16, 32) and count <= 64:
        return meter(count, unit)
    return bar.meter


def onsets_of(cells: Sequence[Cell], bar: DraftBar) -> list[Fraction]:
    """Where the chords among ``cells`` (holds among them) come, in quarters; those with a beat of their own too."""
    room = bar_room(bar)
    length = bar.duration_quarters or bar.meter.quarters
    at: list[int | str] = []
    width = 0
    for cell in cells:
        if cell.word is None:
            width += 1
        elif cell.word.at:
            at.append(cell.word.at)
        else:
            at.append(width)
            width += 1 + cell.word.holds
    placed = [index for index in at if isinstance(index, int)]
    if len(placed) < len(at):  # some have their own beats: the others are counted where they stand
        shared = [room.unit_quarters * index for index in placed]
    elif room.quarters != length:
        shared = [length * index / width for index in placed]
    else:
        shared = list(share(width, room) if len(placed) == width else place(placed, width, room))
    following = iter(shared)
    return [beat_quarters(index, bar.meter) if isinstance(index, str) else next(following) for index in at]


class BarWriter:
    """Writes the chords of one bar after another into a draft."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.told_of_offers = False

    def write(self, bar: DraftBar, cells: Sequence[Cell], line: int, shown: str) -> None:
        """Put the chords of ``cells`` into ``bar``, the draft's last."""
        draft = self.draft
        words = [cell for cell in cells if cell.word is not None]
        if not words:
            return
        only = words[0].word
        if len(cells) == 1 and only and only.symbols == (words[0].text,) and only.is_sure:  # one plain chord, as mostly
            self.chord(bar, ZERO, words[0].text, words[0], line, shown)
            return
        length = bar.duration_quarters or bar.meter.quarters
        all_offered = all(cell.word.is_offered and not cell.word.at for cell in words if cell.word)
        inside: list[tuple[Fraction, Cell]] = []
        for onset, cell in zip(onsets_of(cells, bar), words, strict=True):
            if onset.numerator >= 0 and onset < length:
                inside.append((onset, cell))
            else:
                draft.remark(f"{cell.text!r}: the bar has no such beat", line, cell.column, shown, "left out")
        if len(inside) > 1:
            inside.sort(key=lambda pair: pair[0])
        played = [onset for onset, cell in inside if cell.word and (all_offered or not cell.word.is_offered)]
        for onset, cell in inside:
            word = cell.word or Word()
            if word.is_offered and not all_offered:
                self.offer(bar, onset, cell, line, shown)
                continue
            if word.is_one_struck:
                if word.symbols[0]:
                    self.chord(bar, onset, word.symbols[0], cell, line, shown)
                continue
            after = bisect_right(played, onset)
            end = played[after] if after < len(played) else length
            holds = len(words) < len(cells) or any(cell.word.holds or cell.word.at for cell in words if cell.word)
            own = end - onset if not holds else min(end - onset, length / max(len(cells), 1))
            for k, symbol in enumerate(word.symbols):
                if symbol:
                    self.chord(bar, onset + own * Fraction(k, len(word.symbols)), symbol, cell, line, shown)
            if word.is_held or word.is_stop:
                bar.kicks.append(
                    Kick(onset, min(end - onset, bar.meter.beat_quarters) if word.is_stop else end - onset)
                )

    def chord(self, bar: DraftBar, onset: Fraction, symbol: str, cell: Cell, line: int, shown: str) -> None:
        draft = self.draft
        if symbol.lower() in _TACET:
            symbol = "N.C."
        column = cell.column + max(cell.text.find(symbol), 0)
        chord = draft.chord(symbol, line, column, shown)
        if chord is None:
            return
        if cell.word is not None and cell.word.is_pushed:
            early = onset - EIGHTH
            if (
                early < 0 and len(draft.bars) > 1
            ):  # it comes in the bar before, and is written here too: one may jump here
                before = draft.bars[-2]
                early += before.duration_quarters or before.meter.quarters
                if early >= 0 and not (before.chords and before.chords[-1].onset_quarters >= early):
                    before.chords.append(draft.change(early, symbol, chord))
            elif early >= 0 and early > (bar.chords[-1].onset_quarters if bar.chords else -1):
                onset = early
        if not (bar.chords and bar.chords[-1].onset_quarters >= onset):
            draft.put(bar, onset, symbol, chord)
        else:
            draft.remark(f"{cell.text!r} comes when another chord does", line, cell.column, shown, "left out")

    def offer(self, bar: DraftBar, onset: Fraction, cell: Cell, line: int, shown: str) -> None:
        """A chord in brackets beside others: one may play it instead."""
        draft = self.draft
        previous = draft.previous
        for symbol in cell.word.symbols if cell.word else ():
            chord = draft.chord(symbol, line, cell.column + 1, shown)
            draft.previous = previous
            if chord is not None:
                bar.alternates.append(draft.change(onset, symbol, chord))
        if not self.told_of_offers and not (cell.word and cell.word.at):
            self.told_of_offers = True
            draft.remark(f"{cell.text} in round brackets beside other chords", line, cell.column, shown,
                         "offered, not played")  # fmt: skip
