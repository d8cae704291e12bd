"""Chords as numbers in a key: Nashville (``1 4 5/7 6- b7 1^7``) and Roman (``I ii7 V/V bVII vi° IVmaj7``).

::

    number   = [ "b" | "#" ] , degree , tail , [ "/" , over ] ;          (* the tail is in qualities.py *)
    degree   = "1" … "7" , [ "b" | "#" ]                                  (* Nashville: 7b is b7 *)
             | "I" … "VII" | "i" … "vii" ;                                (* Roman: small is minor *)
    over     = [ "b" | "#" ] , ( "1" … "7" )                              (* the bass, a degree of the key *)
             | [ "b" | "#" ] , ( "I" … "VII" | "i" … "vii" ) ;            (* whose V, vii° or ii° it is; or the bass *)

- Degrees count in the major scale on the tonic, minor keys too (Chas Williams, The Nashville Number System; so do jazz
  and the Rock Corpus). A bare 3, 6 or 7 in a minor key is the exception: a major chord there is of the natural minor
  scale (``i VI III VII`` in A minor is Am F C G, as in classical analysis; RomanText, ISMIR 2019, section 3.2), while
  vi and vii, small or diminished, are on the raised degrees. Where a chart writes b3, b6 or b7 it counts in the major
  scale throughout (``Dialect.natural_minor``, which ``dialect_of`` decides).
- A Nashville chord is major unless it says otherwise; a Roman one in small letters is minor.
- ``V/V``, ``V7/ii``, ``vii°7/V`` are dominants of another degree. Any other numeral over a numeral (``IV/V``) is a
  chord over that degree in the bass, with a remark. ``V/7`` is V over the seventh degree.
- 64, 65, 43 and 42 behind a Roman numeral are figured bass (inversions). 6 is a sixth chord unless the chart has such
  figures (``Dialect.figures``).
"""

import re
from functools import lru_cache

from houseband.charts.dialect import ARABIC, LONGEST, NUMBER, PLAIN, ROMAN, Dialect
from houseband.charts.plain_names import nearest_tail
from houseband.charts.qualities import read_minor_tail, read_tail
from houseband.charts.symbol import Symbol, is_wordy, parse_symbol, plain_characters, spell
from houseband.errors import ChartError, Remark
from houseband.music.chord import Chord
from houseband.music.key import Key
from houseband.music.pitch import LETTERS, STEPS, pitch_class, pitch_name, spelled

MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)
_VALUES = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7}
# Figured bass by which tone of the chord, from the root, is the lowest.
FIGURES = {"6": 1, "64": 2, "65": 1, "43": 2, "42": 3}
_FIGURED = re.compile(r"(?P<family>[^0-9/]*?)(?P<figure>6/?4|6/?5|4/?3|4/?2|6)")


def read_symbol(text: str, previous: Chord | None = None, dialect: Dialect = PLAIN) -> Symbol:
    """A chord symbol in any dialect; a number is one where the dialect has a key for it. Raises ChartError if none."""
    if dialect.numbers is not None:
        if looks_like_number(text):
            return _number(text, dialect.numbers, dialect)
        plain = plain_characters(text[:LONGEST]).strip()
        if plain[:1] == "/" and previous and previous.root is not None and (over := ARABIC.fullmatch(plain[1:])):
            return _new_bass(text, over, previous, dialect.numbers, dialect)
    return parse_symbol(text, previous, dialect)


def number_symbol(text: str, key: Key, dialect: Dialect = PLAIN) -> Symbol:
    """The chord that a number is in a key, its root and bass in letters. Raises ChartError if it is no number."""
    if not looks_like_number(text):
        raise ChartError(f"not a chord number: {text.strip()!r}", column=1, text=text, hint="1 to 7, or I to VII")
    return _number(text, key, dialect)


def looks_like_number(text: str) -> bool:
    """Whether it begins as a number may: to choose how to read it, not to find chords among words."""
    return len(text) <= LONGEST and NUMBER.fullmatch(plain_characters(text)) is not None


@lru_cache(maxsize=4096)
def looks_like_number_chord(text: str) -> bool:
    """Whether the whole word is a chord number that leaves no doubt: to tell a line of numbers from other lines.

    Of two digits only a seventh is (``57``, five-seven), and more are none, or every date would be full of chords.
    """
    if len(text) > LONGEST:
        return False
    plain = plain_characters(text).strip()
    if plain[-1:] in ".,:;!?*" or plain.count("(") != plain.count(")") or not looks_like_number(text):
        return False
    if len(plain) > 1 and plain.isdigit() and not (len(plain) == 2 and plain[1] == "7"):
        return False
    try:
        return not _number.__wrapped__(text, Key("C"), PLAIN, whole=True).remarks
    except ChartError:
        return False


def degree_of(found: re.Match[str]) -> int:
    """Which degree a match of ``ARABIC`` or ``ROMAN`` names, 1–7."""
    degree = found["degree"]
    return int(degree) if degree.isdigit() else _VALUES[degree.lower()]


def accidental_of(found: re.Match[str]) -> str:
    """The accidental of a degree: b, # or ''."""
    return found["before"] or (found["behind"] or "" if found.re is ARABIC else "")


def degree_semitones(degree: int, accidental: str) -> int:
    """Semitones of a degree of the major scale above the tonic, −1 to 12."""
    return MAJOR_SCALE[degree - 1] + accidental.count("#") - accidental.count("b")


def degree_name(key: Key, degree: int, semitones: int) -> str:
    """A note of the key spelled by its degree: the flat third of C is Eb, never D#."""
    letter = LETTERS[(LETTERS.index(key.tonic[0]) + degree - 1) % 7]
    away = (key.tonic_pc + semitones - STEPS[letter] + 6) % 12 - 6
    if abs(away) > 1:  # nobody plays from Bbb
        return pitch_name(key.tonic_pc + semitones, key.prefers_flats)
    return letter + ("#" * away if away > 0 else "b" * -away)


def seventh_of(degree: int, semitones: int) -> str:
    """How the seventh of the key above a degree is written on a major chord: 7 on V, maj7 on I and bVII."""
    return "7" if (MAJOR_SCALE[(degree - 2) % 7] - semitones) % 12 == 10 else "maj7"


def is_applied(degree: int, intervals: tuple[int, ...]) -> bool:
    """Whether a numeral over a numeral is a chord of that degree's own key: V, or a diminished vii or ii."""
    return (degree == 5 and 4 in intervals) or (degree in (2, 7) and {3, 6} <= set(intervals))


def _semitones(found: re.Match[str], natural: bool, intervals: tuple[int, ...]) -> int:
    """How far above the tonic a degree is; ``natural``: in a minor key whose bare degrees are natural."""
    degree, accidental = degree_of(found), accidental_of(found)
    if natural and not accidental and (degree == 3 or (degree in (6, 7) and 3 not in intervals)):
        accidental = "b"
    return degree_semitones(degree, accidental)


def _bass_semitones(over: re.Match[str], natural: bool, tones: set[int]) -> int:
    """As ``_semitones`` for a bass: where it could be raised or not, it is the tone of the chord (5/7 in minor)."""
    semitones = degree_semitones(degree_of(over), accidental_of(over))
    lowered = natural and not accidental_of(over) and degree_of(over) in (3, 6, 7)
    return semitones - 1 if lowered and semitones % 12 not in tones else semitones


def _new_bass(text: str, over: re.Match[str], previous: Chord, key: Key, dialect: Dialect) -> Symbol:
    """``/5``: the chord before it over a degree of the key."""
    tones = {(pc - key.tonic_pc) % 12 for pc in previous.pitch_classes}
    semitones = _bass_semitones(over, dialect.natural_minor and key.is_minor, tones)
    bass_name = degree_name(key, degree_of(over), semitones)
    chord = Chord(previous.root, pitch_class(bass_name), previous.intervals)
    root_name = pitch_name(previous.root or 0, key.prefers_flats)
    return Symbol(text, chord, "", "", bass_name, spell(chord, root_name, bass_name), ())


@lru_cache(maxsize=4096)
def _number(text: str, key: Key, dialect: Dialect, *, whole: bool = False) -> Symbol:
    """What a number says. Raises ChartError if it is none; ``whole``: also where not all of it is understood."""
    plain = plain_characters(text)
    start, end = len(plain) - len(plain.lstrip(" \t\r\n\f\v(")), len(plain.rstrip(" \t\r\n\f\v*!,;:."))
    if "(" in plain[:start] and plain[:end].endswith(")"):
        end -= 1
    found = ROMAN.match(plain, start, end) or ARABIC.match(plain, start, end)
    if found is None:
        raise ChartError(f"not a chord number: {text.strip()!r}", column=1, text=text, hint="1 to 7, or I to VII")
    at, tail_end, over = found.end(), end, None
    slash = plain.rfind("/", at, end)
    is_figure = found.re is ROMAN and _FIGURED.fullmatch(plain, at, end)  # 6/4 is one
    if (
        slash >= 0
        and not is_figure
        and (over := ROMAN.fullmatch(plain, slash + 1, end) or ARABIC.fullmatch(plain, slash + 1, end))
    ):
        tail_end = slash
    tail, degree, natural = plain[at:tail_end], degree_of(found), dialect.natural_minor and key.is_minor
    lowest = 0
    if found.re is ROMAN and (figured := _FIGURED.fullmatch(tail)):
        figure = figured["figure"].replace("/", "")
        if figure != "6" or dialect.figures:
            lowest, tail = FIGURES[figure], figured["family"]
            if figure in ("65", "43", "42"):
                plain_major = found["degree"].isupper() and not tail
                tail += seventh_of(degree, degree_semitones(degree, accidental_of(found))) if plain_major else "7"
    small = found.re is ROMAN and found["degree"].islower()
    intervals, understood = read_minor_tail(tail) if small else read_tail(tail)
    if whole and understood < len(tail):  # most words of other texts: before a near spelling is looked for
        raise ChartError(f"not a chord number: {text.strip()!r}", column=1, text=text, hint="1 to 7, or I to VII")
    remarks: tuple[Remark, ...] = ()
    if over is not None and over.re is ROMAN and is_applied(degree, intervals):
        # The key of that degree, minor where the degree is written small.
        above = _semitones(over, natural, (3,) if over["degree"].islower() else (4,))
        semitones = above + degree_semitones(degree, accidental_of(found))
        root_name = degree_name(key, (degree_of(over) + degree - 2) % 7 + 1, semitones)
        over = None
    else:
        semitones = _semitones(found, natural, (3,) if small else intervals)
        root_name = degree_name(key, degree, semitones)
    root = pitch_class(root_name)
    bass, bass_name = root, ""
    if over is not None:
        tones = {(semitones + tone) % 12 for tone in intervals}
        bass_name = degree_name(key, degree_of(over), _bass_semitones(over, natural, tones))
    elif lowest:
        chord_tones = [tone for tone in intervals if tone < 12]
        tone = chord_tones[min(lowest, len(chord_tones) - 1)]
        bass_name = spelled(root_name, tone, intervals[1:3] == (3, 6))
        if len(bass_name) > 2:
            bass_name = pitch_name(root + tone, key.prefers_flats)
    if bass_name:
        bass = pitch_class(bass_name)
    chord = Chord(root, bass, intervals)
    read_as = spell(chord, root_name, bass_name)
    shown = text.strip()
    if is_wordy(tail, understood):
        raise ChartError(f"not a chord number: {shown!r}", column=1, text=text, hint="1 to 7, or I to VII")
    if understood < len(tail):
        meant = nearest_tail(tail)
        question = "" if meant is None else f"did you mean '{found[0]}{meant}'? "
        hint = f"{question}Played as {read_as}."
        remarks = (Remark(f"unknown chord '{shown}'", None, at + understood + 1, text, hint),)
    elif over is not None and over.re is ROMAN:
        hint = f"Played as {read_as}, over that degree in the bass; only V, vii° and ii° are of another key."
        remarks = (Remark(f"a numeral over a numeral: '{shown}'", None, slash + 2, text, hint),)
    return Symbol(text, chord, root_name, text[at:tail_end], bass_name, read_as, remarks)
