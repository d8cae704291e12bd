"""Chords as iReal Pro spells them: its own qualities, and a free text after the root for all others.

The app knows these qualities (irealpro.com, "iReal Pro custom chord chart protocol"); what they stack is read by
``qualities.read_tail`` like everybody's. Anything else stands between stars and is only shown: ``C*maj7#9*``.
"""

from functools import cache, lru_cache

from houseband.charts.plain_names import plain_tail
from houseband.charts.qualities import read_tail
from houseband.charts.symbol import parse_symbol
from houseband.errors import ChartError
from houseband.music.chord import Chord
from houseband.music.pitch import pitch_class, pitch_name

# Of two that sound alike (^ and ^7, h and -7b5, 2 and add9) the first is written.
QUALITIES = (
    "", "-", "7", "^7", "-7", "6", "-6", "69", "-69", "^9", "-9", "9", "-11", "11", "^13", "13", "-^7", "-^9", "h7",
    "o7", "o", "+", "sus", "7sus", "9sus", "13sus", "7b9sus", "7b13sus", "7susadd3", "add9", "5", "^7#11", "^9#11",
    "^7#5", "-b6", "-#5", "h9", "7b9", "7#9", "7#11", "7b5", "7#5", "7b13", "9#11", "9b5", "9#5", "13#11", "13b9",
    "13#9", "7b9b5", "7b9#5", "7b9#9", "7b9#11", "7b9b13", "7#9#5", "7#9b5", "7#9#11", "7alt", "^", "-7b5", "h", "2",
)  # fmt: skip
ROOTS = frozenset(("Cb", "C", "C#", "Db", "D", "D#", "Eb", "E", "F", "F#", "Gb", "G", "G#", "Ab", "A", "A#", "Bb", "B"))


@cache
def spellings() -> dict[tuple[int, ...], str]:
    """The intervals of each quality, to how it is written."""
    found: dict[tuple[int, ...], str] = {}
    for quality in QUALITIES:
        found.setdefault(read_tail(quality)[0], quality)
    return found


@lru_cache(maxsize=4096)
def spelled(symbol: str, chord: Chord, flats: bool) -> tuple[str, bool]:
    """A chord as it stands in a cell, and whether the app knows its quality. The root is named as in ``symbol``."""
    if chord.root is None or chord.bass is None:
        return "n", True
    root, bass = _named(symbol, chord, flats)
    slash = "" if chord.bass == chord.root else f"/{bass}"
    quality = spellings().get(chord.intervals)
    if quality is not None:
        return f"{root}{quality}{slash}", True
    return f"{root}*{_in_words(symbol, root, chord)}*{slash}", False


def _named(symbol: str, chord: Chord, flats: bool) -> tuple[str, str]:
    """Root and bass as the source names them, as far as the app has these names."""
    try:
        written = parse_symbol(symbol, chord)
    except ChartError:
        return _note("", chord.root, flats), _note("", chord.bass, flats)
    return _note(written.root_name, chord.root, flats), _note(written.bass_name, chord.bass, flats)


def _note(name: str, pc: int | None, flats: bool) -> str:
    return name if name in ROOTS and pitch_class(name) == pc else pitch_name(pc or 0, flats)


def _in_words(symbol: str, root: str, chord: Chord) -> str:
    """A tail without an iReal quality: plain, or as written, or failing both that of the triad below it."""
    plain = plain_tail(chord.intervals)
    for tail in (plain, _tail_written(symbol)):
        if tail and not set(tail) & set("*|[]{}<>= ") and read_tail(tail) == (chord.intervals, len(tail)):
            return tail
    return plain.replace(" ", "") or "?"


def _tail_written(symbol: str) -> str:
    try:
        return parse_symbol(symbol).tail
    except ChartError:
        return ""
