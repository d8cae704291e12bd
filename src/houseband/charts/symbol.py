"""Chord symbols: what ``Bb7(b9,#11)/Ab`` means, how to move it to another key, and how to write a chord down.

::

    symbol     = no-chord | chord , [ "|" , chord ] | "/" , note ;            (* C|D: C above D; /B: new bass only *)
    no-chord   = "N.C." | "NC" | "No Chord" | "tacet" | … ;                     (* in capitals or not *)
    chord      = note , tail , [ ( "/" | "on" ) , note ] , { mark } ;           (* the tail is in qualities.py *)
    note       = a letter from A to H, or another dialect's name, with all accidentals that follow (dialect.py) ;
    mark       = "*" | "!" | "," | ";" | ":" | "." ;                     (* a footnote, a comma: no part of the chord *)

- Brackets may enclose a chord: ``(Am)``. A backslash is a slash, and so are the slashes of fractions.
- A root takes the accidentals that follow it: ``C#5`` and ``Cb5`` are power chords, ``C(b5)`` is C with a flat fifth.
- ``C-`` is C minor and never C flat (unless the dialect says so). ``H`` is B natural, and so is ``B``, but in German.
- A lower-case letter is a root where it is minor in so many words (``am7``), and else with a remark; it may be a bass.
- ``Sol7`` and ``ré`` need no dialect, but ``Do`` does: alone it is D diminished, as ``Co`` is C diminished.
- ``C|D`` sounds all tones of both chords on the root of the lower. ``Am7/D7``, a whole chord behind the slash, may mean
  that too, or one chord and then the other: it sounds as ``Am7/D`` and is remarked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from houseband.charts.dialect import (
    ARABIC,
    GERMAN,
    LETTER,
    LONGEST,
    NUMBER,
    PLAIN,
    SMALL_LETTER,
    SOLFEGE,
    Dialect,
    german_name,
    letter_name,
    solfege_name,
)
from houseband.charts.plain_names import nearest_tail, plain_tail
from houseband.charts.qualities import read_minor_tail, read_tail
from houseband.errors import ChartError, Remark
from houseband.music.chord import NO_CHORD, Chord
from houseband.music.pitch import pitch_class, pitch_name


@dataclass(frozen=True, slots=True)
class Symbol:
    """A chord symbol, as written and as understood."""

    text: str
    """As written."""
    chord: Chord
    """As understood; of a polychord the root and bass are the lower chord's."""
    root_name: str
    """The root in plain letters (``B♭`` is Bb, H is B); '' for N.C. and for a bare slash bass."""
    tail: str
    """What is written between the root and the slash (of a polychord, in its lower chord)."""
    bass_name: str
    """The note after the slash in plain letters; '' where there is none."""
    read_as: str
    """A plain spelling of what was understood: Cm7 for ``C-7``, Cmaj7 for ``C^7``, Cm7b5 for ``CØ``."""
    remarks: tuple[Remark, ...]
    """What was not understood; columns count from 1 within the symbol."""


# One character for one, so that columns stay true. The double flat has no single plain letter and stays. The private
# ones are the chord glyphs of SMuFL fonts (https://w3c.github.io/smufl, "Chord symbols" and "accidentals").
_PLAIN = str.maketrans(
    "♯♭𝄪ΔδΔ∆△▲▵øØφϕΦ∅⌀⦰°º˚∘ᵒ−–‑—‐⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉⁺⁻⁽⁾ᵃᵇᵈᵍⁱʲᵐⁿᵘˢ⁄∕\\"
    "\ue870\ue871\ue872\ue873\ue874\ue260\ue261\ue262\ued60\ued61\ued62",
    "#bx^^^^^^^hhhhhhhhooooo-----01234567890123456789+-()abdgijmnus///oh+^-b♮#b♮#",
) | {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full-width forms
NO_CHORD_WORDS = frozenset({
    "n.c.", "nc", "n.c", "nc.", "n. c.", "n/c", "no chord", "no chords", "nochord", "tacet", "tacit",
})  # fmt: skip
_MARKS = "*!,;:.…†‡𝄐 \t\r\n\f\v\u3000"
_CLOSING = {"(": ")", "[": "]", "<": ">"}
_ON = re.compile(r" ?on ?(?=[A-H][#b]?$)")  # Japanese: Am7onG
_WORDS_BEHIND = re.compile(r"[A-Za-z][a-z]{3}|[a-z]+[\s,]+\w|[a-z]+-[a-z]{2}|[\s,]+[A-Za-z]{2}|[a-z]*'|\.[A-Z]")
_JOINT = re.compile(r"\s*([-→>&,;~+/]|\s)\s*(?=[A-H])")
_BEGINS_MINOR = re.compile(r"m(?!aj|[aA](?:dd)?[0-9])|-")
_NOT_A_CHORD = "a chord begins with a root from A to G; N.C. is no chord"


@dataclass(frozen=True, slots=True)
class _Names:
    """One way of naming roots and basses."""

    way: Literal["letters", "small letters", "german", "solfege"]
    root: re.Pattern[str]
    bass: re.Pattern[str]
    plain: Callable[[str], str]
    """The name in plain letters."""


@cache
def _names(way: Literal["letters", "small letters", "german", "solfege"]) -> _Names:
    if way == "german":
        return _Names(way, re.compile(GERMAN), re.compile(GERMAN), german_name)
    if way == "solfege":
        return _Names(way, re.compile(SOLFEGE), re.compile(f"{SOLFEGE}|{LETTER}"), solfege_name)
    root = LETTER if way == "letters" else SMALL_LETTER
    return _Names(way, re.compile(root), re.compile(f"{LETTER}|{SMALL_LETTER}"), letter_name)


def parse_symbol(text: str, previous: Chord | None = None, dialect: Dialect = PLAIN) -> Symbol:
    """The symbol that ``text`` is, with a remark for what was not understood; root and what was understood are played.

    ``previous`` is the chord before it, which a bare slash bass (``/B``) keeps. Raises ChartError if there is no root.
    Numbers are read by ``numerals.read_symbol``.
    """
    _refuse_long(text)
    if text[:1] in _BARE and (symbol := _bare_bass(text, previous, dialect)):
        return symbol
    return _parse(text) if dialect is PLAIN else _parse_in(text, dialect)


def plain_characters(text: str) -> str:
    """The text with plain letters for the signs of music, a character for a character: ``♭`` is b, ``Δ`` ^, ``ø`` h."""
    return text.translate(_PLAIN)


def _refuse_long(text: str) -> None:
    if len(text) > LONGEST:
        raise ChartError(f"not a chord: {text[:20]!r} …", column=1, text=text[:LONGEST], hint=_NOT_A_CHORD)


@lru_cache(maxsize=4096)
def _parse(text: str) -> Symbol:
    return _read(text, text.translate(_PLAIN), 0, len(text), PLAIN)


@lru_cache(maxsize=4096)
def _parse_in(text: str, dialect: Dialect) -> Symbol:
    return _read(text, text.translate(_PLAIN), 0, len(text), dialect)


_BARE = frozenset("/\\⁄∕／ \t\r\n\f\v\u3000")


def _bare_bass(text: str, previous: Chord | None, dialect: Dialect) -> Symbol | None:
    """``/B`` as a symbol; None if it is none. Raises ChartError if there is no chord to put on it."""
    plain = text.translate(_PLAIN).strip()
    names = _names(_ways(dialect)[0])
    if plain[:1] != "/" or not (note := names.bass.fullmatch(plain[1:].strip())):
        return None
    if previous is None or previous.root is None:
        raise ChartError(f"a bass with no chord: {text.strip()!r}", column=1, text=text, hint="write it as C/B")
    bass_name = names.plain(note[0])
    chord = Chord(previous.root, pitch_class(bass_name), previous.intervals)
    root_name = pitch_name(previous.root, flats="b" in bass_name)
    return Symbol(text, chord, "", "", bass_name, spell(chord, root_name, bass_name), ())


_Ways = tuple[Literal["letters", "small letters", "german", "solfege"], ...]


def _ways(dialect: Dialect) -> _Ways:
    """The ways of naming notes that a dialect admits, the likeliest first."""
    if dialect.german:
        return ("german", "solfege")
    if dialect.solfege:
        return ("solfege", "letters", "small letters")
    return ("letters", "solfege", "small letters")


@dataclass(frozen=True, slots=True)
class _Parts:
    """Where the parts of one chord stand in its text, as one way of naming notes has them."""

    names: _Names
    root: tuple[int, int]
    tail: tuple[int, int]
    bass: tuple[int, int]
    """Empty where there is none."""


def _bounds(plain: str, start: int, end: int) -> tuple[int, int]:
    """What is left of a chord without blanks, marks and brackets around it."""
    while start < end and plain[start].isspace():
        start += 1
    while start < end and plain[end - 1] in _MARKS:
        end -= 1
    if start < end - 1 and _CLOSING.get(plain[start]) == plain[end - 1]:
        return _bounds(plain, start + 1, end - 1)
    return start, end


def _line(plain: str, start: int, end: int) -> int:
    """Where the line between the chords of a polychord is; −1 where there is none with something on both sides."""
    return plain.find("|", start + 1, end - 1) if end - start > 2 else -1


def _parts(plain: str, start: int, end: int, names: _Names) -> _Parts | None:
    """The parts of the chord between two places; None if it does not begin with such a root."""
    found = names.root.match(plain, start, end)
    if not found:
        return None
    at, tail_end, bass = found.end(), end, (end, end)
    slash = plain.rfind("/", at, end)
    if slash >= 0:
        first = slash + 1
        while first < end and plain[first] == " ":
            first += 1
        if names.bass.fullmatch(plain, first, end):
            tail_end, bass = slash, (first, end)
    elif (on := plain.rfind("on", at, end)) >= 0 and (word := _ON.search(plain, max(on - 1, at), end)):
        tail_end, bass = word.start(), (word.end(), end)
    while tail_end > at and plain[tail_end - 1] == " ":
        tail_end -= 1
    return _Parts(names, found.span(), (at, tail_end), bass)


def _read(text: str, plain: str, start: int, end: int, dialect: Dialect) -> Symbol:
    """The symbol between two places of a text. Raises ChartError if there is no root."""
    if plain[start:end].strip().lower() in NO_CHORD_WORDS:
        return Symbol(text, NO_CHORD, "", "", "", "N.C.", ())
    start, end = _bounds(plain, start, end)
    bar = _line(plain, start, end)
    if bar >= 0:
        return _polychord(_read(text, plain, start, bar, dialect), _read(text, plain, bar + 1, end, dialect))
    best: Symbol | None = None
    for way in _ways(dialect):
        names = _names(way)
        parts = _parts(plain, start, end, names)
        symbol = parts and _understood(text, plain, parts, dialect)
        if symbol and not symbol.remarks:
            return symbol
        if symbol and best is None and way != "solfege":
            best = symbol
    if best is None:
        raise ChartError(f"not a chord: {text.strip()!r}", column=1, text=text, hint=_NOT_A_CHORD)
    return best


def _understood(text: str, plain: str, parts: _Parts, dialect: Dialect, *, whole: bool = False) -> Symbol | None:
    """What a chord means, with remarks on what was not understood; None if it is a word rather than a chord.

    ``whole``: None also where not all of it is understood, before a near spelling is looked for.
    """
    names, small = parts.names, plain[parts.root[0]].islower()
    root_name = names.plain(plain[slice(*parts.root)])
    bass_name = names.plain(plain[slice(*parts.bass)]) if parts.bass[0] < parts.bass[1] else ""
    at, end = parts.tail
    tail = plain[at:end]
    if tail[:1] == "-" and not dialect.dash_is_minor:
        intervals, understood = read_tail("b" + tail[1:]) if tail[1:2].isdigit() else (read_tail("")[0], 0)
    elif small and names.way == "german":
        intervals, understood = read_minor_tail(tail)
    else:
        intervals, understood = read_tail(tail)
    remarks: tuple[Remark, ...] = ()
    root = pitch_class(root_name)
    hint = ""
    if understood < len(tail):
        if whole:
            return None
        joint = _joint(names, tail)
        if names.way == "small letters" or (joint is None and is_wordy(tail, understood)):
            return None
        if joint:
            first, second = plain[parts.root[0] : at + joint.start()], plain[at + joint.end() : max(end, parts.bass[1])]
            intervals, understood = read_tail(tail[: joint.start()])[0], joint.start()
            if joint[1] != "/":
                bass_name, hint = "", f"two chords? write {first} {second}. "
            elif not bass_name and (over := names.root.match(tail, joint.end())):
                bass_name, hint = names.plain(over[0]), f"for both at once write {first}|{second}. "
        if not hint and (meant := nearest_tail(tail)) is not None:
            hint = f"did you mean '{root_name}{meant}{'/' if bass_name else ''}{bass_name}'? "
    chord = Chord(root, pitch_class(bass_name) if bass_name else root, intervals)
    read_as = spell(chord, root_name, bass_name)
    shown = text.strip()
    if understood < len(tail):
        remarks = (Remark(f"unknown chord '{shown}'", None, at + understood + 1, text, f"{hint}Played as {read_as}."),)
    elif names.way == "small letters" and not _BEGINS_MINOR.match(tail):
        if shown in _SMALL_WORDS or (root_name == "B" and tail[:1].isdigit()):  # b5 is an alteration
            return None
        hint = f"Played as {read_as}; German charts mean a minor chord."
        remarks = (Remark(f"a lower-case root: '{shown}'", None, parts.root[0] + 1, text, hint),)
    return Symbol(text, chord, root_name, text[at:end], bass_name, read_as, remarks)


def _joint(names: _Names, tail: str) -> re.Match[str] | None:
    """What joins a chord to a second whole chord in its tail: the slash of ``Am7/D7``, the dash of ``C-F/A``."""
    for found in _JOINT.finditer(tail):
        second = names.root.match(tail, found.end())
        if second and read_tail(tail[: found.start()])[1] == found.start():
            rest = tail[second.end() :]
            return found if read_tail(rest)[1] == len(rest) else None
    return None


def is_wordy(tail: str, understood: int) -> bool:
    """Whether a tail that was understood so far goes on like a word: what looked like a chord is none (Bass, Coda).

    A slip in a longer tail, or in one that has a digit, is no word: ``Csuss``, ``Csu4``.
    """
    if understood == len(tail):
        return False
    read = tail[:understood]
    if tail.isalpha() and tail.islower() and len(tail) > 1 and len(read) < min(len(tail) - 1, 3):
        return True
    return (not read or read == "-" or read.isalpha()) and _WORDS_BEHIND.match(tail, understood) is not None


def _polychord(upper: Symbol, lower: Symbol) -> Symbol:
    """``C|D``: all tones of both, on the root of the lower; what the upper adds becomes its tensions."""
    if upper.chord.root is None or lower.chord.root is None:
        text = lower.text
        raise ChartError(f"half a chord: {text!r}", column=1, text=text, hint="a polychord is one chord over another")
    tones = set(lower.chord.intervals)
    for pc in upper.chord.pitch_classes:
        interval = (pc - lower.chord.root) % 12
        if all(tone % 12 != interval for tone in tones):
            tones.add(interval + 12 if interval in (1, 2, 3, 5, 6, 8, 9) else interval)
    chord = Chord(lower.chord.root, lower.chord.bass, tuple(sorted(tones)))
    return replace(
        lower, chord=chord, read_as=f"{upper.read_as}|{lower.read_as}", remarks=upper.remarks + lower.remarks
    )


# Words and cries that would pass for a diminished or minor chord; in a line of words they are commoner than the chords.
_WORDS = frozenset(("Do", "Go", "Ho", "Bo", "Ah", "Eh", "Hm", "Ex", "Solo"))
_SMALL_WORDS = frozenset(("do", "go", "ho", "bo", "co", "ah", "eh", "am", "es", "as", "des"))


@lru_cache(maxsize=4096)
def looks_like_chord(text: str, dialect: Dialect = PLAIN) -> bool:
    """Whether the whole word is a chord symbol that leaves no doubt: to tell a line of chords from one of lyrics.

    Roots are capitals, except in German; syllables (Sol, La) only where the dialect is solfège.
    """
    if len(text) > LONGEST:
        return False
    plain = text.translate(_PLAIN)
    if plain.strip().lower() in NO_CHORD_WORDS:
        return True
    if text[-1:] in _MARKS or text[:1] in ("[", "<"):
        return False
    if text in _WORDS and not (dialect.solfege and text == "Do") and not (dialect.german and text == "Hm"):
        return False
    if plain[:1] == "/" and _names(_ways(dialect)[0]).bass.fullmatch(plain, 1) and not plain[1:2].islower():
        return True
    start, end = _bounds(plain, 0, len(plain))
    if plain[start : start + 1].islower() and (not dialect.german or text in _SMALL_WORDS):
        return False
    if _line(plain, start, end) >= 0:
        chords = plain[start:end].split("|")
        return all(part[:1] != "/" and looks_like_chord(part, dialect) for part in chords)
    for way in _ways(dialect)[: 2 if dialect.solfege else 1]:
        parts = _parts(plain, start, end, _names(way))
        symbol = parts and _understood(text, plain, parts, dialect, whole=True)
        if symbol and not symbol.remarks:
            return True
    return False


def transpose_symbol(text: str, semitones: int, flats: bool, dialect: Dialect = PLAIN) -> str:
    """The symbol so many semitones higher, its tail as written; black keys are named as flats or as sharps.

    It is in plain letters, whatever the dialect was; numbers stay, as the key moves with them. Raises ChartError if
    there is no root.
    """
    _refuse_long(text)
    plain = text.translate(_PLAIN)
    if semitones % 12 == 0 or plain.strip().lower() in NO_CHORD_WORDS or NUMBER.fullmatch(plain):
        return text
    names = _names(_ways(dialect)[0])
    stripped = plain.strip()
    if stripped[:1] == "/" and (note := names.bass.fullmatch(stripped[1:].strip())):
        return "/" + _moved(names.plain(note[0]), semitones, flats)
    start, end = _bounds(plain, 0, len(plain))
    bar = _line(plain, start, end)
    if bar >= 0:
        upper, lower = text[start:bar], text[bar + 1 : end]
        moved = (
            f"{transpose_symbol(upper, semitones, flats, dialect)}|{transpose_symbol(lower, semitones, flats, dialect)}"
        )
        return text[:start] + moved + text[end:]
    symbol = parse_symbol(text, None, dialect)
    parts = _parts(plain, start, end, _names("letters"))
    if parts is None or dialect.german or symbol.tail != text[slice(*parts.tail)]:  # not in plain letters
        bass_name = symbol.bass_name and _moved(symbol.bass_name, semitones, flats)
        moved = spell(symbol.chord.transposed(semitones), _moved(symbol.root_name, semitones, flats), bass_name)
        return text[:start] + moved + text[end:]
    tail = text[slice(*parts.tail)]
    if tail[:1] in ("#", "b", "♯", "♭", "x", "𝄫", "𝄪"):  # Bb#5 up a tone is C(#5): C#5 would be another root
        tail = f"({tail})"
    bass = parts.bass[0] < parts.bass[1]
    slash = text[parts.tail[1] : parts.bass[0]] if bass else ""
    over = _moved(symbol.bass_name, semitones, flats) if bass else ""
    return text[:start] + _moved(symbol.root_name, semitones, flats) + tail + slash + over + text[end:]


def _moved(note: str, semitones: int, flats: bool) -> str:
    return pitch_name(pitch_class(note) + semitones, flats)


def moved_symbol(text: str, chord: Chord, semitones: int, flats: bool) -> str:
    """What to write for a chord so many semitones higher that ``text`` was read as, in whatever dialect that was."""
    if semitones % 12 == 0:
        return text
    plain = text[:LONGEST].translate(_PLAIN).strip()
    if plain[:1] == "/":
        note = plain[1:].strip()
        if ARABIC.fullmatch(note):
            return text
        letter = _names("letters").bass.fullmatch(note)
        if letter and pitch_class(letter_name(note)) == chord.bass:
            return transpose_symbol(text, semitones, flats)
    elif NUMBER.fullmatch(plain):
        flat = ARABIC.match(plain)  # German b7 is a chord too, on B flat and minor
        if not (flat and flat["before"] == "b") or read_tail(plain[flat.end() :].split("/")[0])[0] == chord.intervals:
            return text
    else:
        try:
            if parse_symbol(text).chord == chord:
                return transpose_symbol(text, semitones, flats)
        except ChartError:
            pass
    return write_symbol(chord.transposed(semitones), flats)


def write_symbol(chord: Chord, flats: bool) -> str:
    """A plain spelling of a chord, which reads back as the same chord.

    Tones that no symbol stacks so (a b9 written as 1 semitone) are read back in their usual octave.
    """
    if chord.root is None or chord.bass is None:
        return "N.C."
    bass_name = "" if chord.bass == chord.root else pitch_name(chord.bass, flats)
    return spell(chord, pitch_name(chord.root, flats), bass_name)


def plain_spelling(text: str, chord: Chord, flats: bool) -> str:
    """The chord that ``text`` was read as in plain letters that any reader reads the same way, its root as written."""
    try:
        symbol = parse_symbol(text)
    except ChartError:
        return write_symbol(chord, flats)
    return symbol.read_as if symbol.chord == chord else write_symbol(chord, flats)


def spell(chord: Chord, root_name: str, bass_name: str) -> str:
    """A chord in plain letters with its root and bass named so; the bass only where it is not the root."""
    slash = f"/{bass_name}" if bass_name and chord.bass != chord.root else ""
    tail = plain_tail(chord.intervals)
    if tail[:1] in ("#", "b"):
        tail = f"({tail})"
    return root_name + tail + slash
