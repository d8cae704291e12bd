"""Chord symbols: what ``Bb7(b9,#11)/Ab`` means, how to move it to another key, and how to write a chord down.

::

    symbol     = no-chord | chord , [ "|" , chord ] | "/" , note ;            (* C|D: C above D; /B: new bass only *)
    no-chord   = "N.C." | "N.C" | "NC" | "NC." | "n.c." | "No Chord" ;
    chord      = note , tail , [ "/" , note ] ;         (* the tail is in qualities.py; "(" ")" may enclose it all *)
    note       = "A" … "H" , [ "#" | "b" | "##" | "x" | "bb" ] ;             (* it takes all accidentals that follow *)

- A root takes the accidentals that follow it: ``C#5`` and ``Cb5`` are power chords, ``C(b5)`` is C with a flat fifth.
- ``C-`` is C minor and never C flat; a lower-case letter is no root, but may be a bass (``Am/g``). ``H`` is B natural,
  and so is ``B``.
- ``C|D`` sounds all tones of both chords on the root of the lower.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from houseband.charts.qualities import nearest_tail, plain_tail, read_tail
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


# One character for one, so that columns stay true. The double flat has no single plain letter and stays.
_PLAIN = str.maketrans("♯♭𝄪ΔδΔ∆△øØ∅⌀°º˚−–‑—⁰²⁴⁵⁶⁷⁹¹³", "#bx^^^^^hhhhooo----024567913")
_NO_CHORD = frozenset(("N.C.", "N.C", "NC", "NC.", "n.c.", "n.c", "No Chord", "No chord", "no chord", "NO CHORD"))
_ACCIDENTAL = "(?:##|bb|𝄫|[#bx♮])?"
_CHORD = re.compile(
    rf"\s*(?P<root>[A-H]{_ACCIDENTAL})(?P<tail>.*?)(?:(?P<slash>\s?/\s?)(?P<bass>[A-Ha-h]{_ACCIDENTAL}))?"
)
_BARE_BASS = re.compile(rf"\s*/\s*([A-Ha-h]{_ACCIDENTAL})\s*")
_IN_BRACKETS = re.compile(r"\s*\(([A-H].*)\)\s*")


def _plain_note(note: str) -> str:
    """A note name in plain letters: H is B, a double sharp ##."""
    letter = note[:1].upper().replace("H", "B")
    return letter + note[1:].replace("x", "##").replace("𝄫", "bb").replace("♮", "")


def _match_chord(text: str) -> re.Match[str]:
    """The parts of a chord in plain letters. Raises ChartError if it has no root."""
    found = _CHORD.fullmatch(text.rstrip())
    if not found:
        hint = "a chord begins with a root from A to G; N.C. is no chord"
        raise ChartError(f"not a chord: {text.strip()!r}", column=1, text=text, hint=hint)
    return found


@lru_cache(maxsize=4096)
def _parse(text: str) -> Symbol:
    """A symbol that needs no chord before it."""
    plain = text.translate(_PLAIN)
    if plain.strip() in _NO_CHORD:
        return Symbol(text, NO_CHORD, "", "", "", "N.C.", ())
    if inside := _IN_BRACKETS.fullmatch(plain):  # (Am): a chord that may be left out
        symbol = _parse(text[slice(*inside.span(1))])
        return replace(symbol, text=text, remarks=_shifted(symbol.remarks, inside.start(1), text))
    if "|" in plain.strip().strip("|"):
        return _parse_polychord(text)
    found = _match_chord(plain)
    root_name, bass_name = _plain_note(found["root"]), _plain_note(found["bass"] or "")
    intervals, understood = read_tail(found["tail"])
    root = pitch_class(root_name)
    chord = Chord(root, pitch_class(bass_name) if bass_name else root, intervals)
    read_as = _spell(chord, root_name, bass_name)
    remarks: tuple[Remark, ...] = ()
    if understood < len(found["tail"]):
        meant = nearest_tail(found["tail"])
        slash = f"/{bass_name}" if bass_name else ""
        question = "" if meant is None else f"did you mean '{root_name}{meant}{slash}'? "
        column = found.start("tail") + understood + 1
        remarks = (Remark(f"unknown chord '{text.strip()}'", None, column, text, f"{question}Played as {read_as}."),)
    return Symbol(text, chord, root_name, text[slice(*found.span("tail"))], bass_name, read_as, remarks)


def _parse_polychord(text: str) -> Symbol:
    """``C|D``: all tones of both, on the root of the lower; what the upper adds becomes its tensions."""
    place = text.index("|")
    upper, lower = _parse(text[:place]), _parse(text[place + 1 :])
    if upper.chord.root is None or lower.chord.root is None:
        raise ChartError(f"half a chord: {text!r}", column=1, text=text, hint="a polychord is one chord over another")
    tones = set(lower.chord.intervals)
    for pc in upper.chord.pitch_classes:
        interval = (pc - lower.chord.root) % 12
        if all(tone % 12 != interval for tone in tones):
            tones.add(interval + 12 if interval in (1, 2, 3, 5, 6, 8, 9) else interval)
    chord = Chord(lower.chord.root, lower.chord.bass, tuple(sorted(tones)))
    remarks = _shifted(upper.remarks, 0, text) + _shifted(lower.remarks, place + 1, text)
    read_as = f"{upper.read_as}|{lower.read_as}"
    return Symbol(text, chord, lower.root_name, lower.tail, lower.bass_name, read_as, remarks)


def _shifted(remarks: tuple[Remark, ...], columns: int, text: str) -> tuple[Remark, ...]:
    """The remarks on a part of a symbol as remarks on the whole."""
    return tuple(replace(remark, column=(remark.column or 1) + columns, text=text) for remark in remarks)


def parse_symbol(text: str, previous: Chord | None = None) -> Symbol:
    """The symbol that ``text`` is, with a remark for what was not understood; root and what was understood are played.

    ``previous`` is the chord before it, which a bare slash bass (``/B``) keeps. Raises ChartError if there is no root.
    """
    if bare := _BARE_BASS.fullmatch(text.translate(_PLAIN)):
        if previous is None or previous.root is None:
            raise ChartError(f"a bass with no chord: {text.strip()!r}", column=1, text=text, hint="write it as C/B")
        bass_name = _plain_note(bare[1])
        chord = Chord(previous.root, pitch_class(bass_name), previous.intervals)
        root_name = pitch_name(previous.root, flats="b" in bass_name)
        return Symbol(text, chord, "", "", bass_name, _spell(chord, root_name, bass_name), ())
    return _parse(text)


# Words and cries that would pass for a diminished or minor chord; in a line of words they are commoner than the chords.
_WORDS = frozenset(("Do", "Go", "Ho", "Bo", "Ah", "Eh", "Hm", "Ex"))


def looks_like_chord(text: str) -> bool:
    """Whether the whole word is a chord symbol that leaves no doubt: to tell a line of chords from one of lyrics."""
    if text in _WORDS:
        return False
    try:
        return not _parse(text).remarks
    except ChartError:
        return False


def transpose_symbol(text: str, semitones: int, flats: bool) -> str:
    """The symbol so many semitones higher, its tail as written; black keys are named as flats or as sharps.

    Raises ChartError if there is no root.
    """
    plain = text.translate(_PLAIN)
    if semitones % 12 == 0 or plain.strip() in _NO_CHORD:
        return text
    if bare := _BARE_BASS.fullmatch(plain):
        return "/" + _moved(bare[1], semitones, flats)
    if "|" in plain.strip().strip("|"):
        return "|".join(transpose_symbol(part, semitones, flats) for part in text.split("|", 1))
    if inside := _IN_BRACKETS.fullmatch(plain):
        return f"({transpose_symbol(text[slice(*inside.span(1))], semitones, flats)})"
    found = _match_chord(plain)
    tail = text[slice(*found.span("tail"))]
    if tail[:1] in ("#", "b", "♯", "♭", "x"):  # Bb#5 up a tone is C(#5): C#5 would be another root
        tail = f"({tail})"
    bass = found["slash"] + _moved(found["bass"], semitones, flats) if found["bass"] else ""
    return _moved(found["root"], semitones, flats) + tail + bass


def _moved(note: str, semitones: int, flats: bool) -> str:
    return pitch_name(pitch_class(_plain_note(note)) + semitones, flats)


def write_symbol(chord: Chord, flats: bool) -> str:
    """A plain spelling of a chord, which reads back as the same chord.

    Tones that no symbol stacks so (a b9 written as 1 semitone) are read back in their usual octave.
    """
    if chord.root is None or chord.bass is None:
        return "N.C."
    bass_name = "" if chord.bass == chord.root else pitch_name(chord.bass, flats)
    return _spell(chord, pitch_name(chord.root, flats), bass_name)


def plain_spelling(text: str, chord: Chord, flats: bool) -> str:
    """The chord that ``text`` was read as in plain letters that any reader reads the same way, its root as written."""
    try:
        symbol = _parse(text)
    except ChartError:
        return write_symbol(chord, flats)
    return symbol.read_as if symbol.chord == chord else write_symbol(chord, flats)


def _spell(chord: Chord, root_name: str, bass_name: str) -> str:
    slash = f"/{bass_name}" if bass_name and chord.bass != chord.root else ""
    return root_name + plain_tail(chord.intervals) + slash
