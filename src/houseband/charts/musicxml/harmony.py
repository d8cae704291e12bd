"""MusicXML ``<harmony>`` elements: what chord they mean, and how a musician would write it.

The chord comes from the kind and degree elements; the text attribute is only for show, unless the kind says nothing.
Roots are kept as places on the line of fifths (C is 0, G 1, F −1), so that transposing keeps the spelling.
Reference: https://www.w3.org/2021/06/musicxml40/musicxml-reference/elements/harmony/
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from houseband.charts.chart import Frame
from houseband.charts.musicxml.grid import number
from houseband.charts.symbol import parse_symbol, transpose_symbol
from houseband.errors import ChartError
from houseband.music.chord import NO_CHORD, Chord
from houseband.music.key import LINE_OF_FIFTHS, Key
from houseband.music.pitch import pitch_name

# Every kind-value of MusicXML 4.0 with its usual tail and its degrees, counted in the major scale on the root. The
# 13ths over a major third leave the 11th out, as players do and as the symbol 13 is read from any other format; the
# specification stacks it, "usually as the basis for alteration". The root of a functional sixth is the chord's own:
# the flat second of the key in the Neapolitan (a major triad over its third), the flat sixth in the other three.
KINDS: dict[str, tuple[str, str]] = {
    "major": ("", "1 3 5"),
    "minor": ("m", "1 b3 5"),
    "augmented": ("+", "1 3 #5"),
    "diminished": ("dim", "1 b3 b5"),
    "dominant": ("7", "1 3 5 b7"),
    "major-seventh": ("maj7", "1 3 5 7"),
    "minor-seventh": ("m7", "1 b3 5 b7"),
    "diminished-seventh": ("dim7", "1 b3 b5 bb7"),
    "augmented-seventh": ("7#5", "1 3 #5 b7"),
    "half-diminished": ("m7b5", "1 b3 b5 b7"),
    "major-minor": ("m(maj7)", "1 b3 5 7"),
    "major-sixth": ("6", "1 3 5 6"),
    "minor-sixth": ("m6", "1 b3 5 6"),
    "dominant-ninth": ("9", "1 3 5 b7 9"),
    "major-ninth": ("maj9", "1 3 5 7 9"),
    "minor-ninth": ("m9", "1 b3 5 b7 9"),
    "dominant-11th": ("11", "1 3 5 b7 9 11"),
    "major-11th": ("maj11", "1 3 5 7 9 11"),
    "minor-11th": ("m11", "1 b3 5 b7 9 11"),
    "dominant-13th": ("13", "1 3 5 b7 9 13"),
    "major-13th": ("maj13", "1 3 5 7 9 13"),
    "minor-13th": ("m13", "1 b3 5 b7 9 11 13"),
    "suspended-second": ("sus2", "1 2 5"),
    "suspended-fourth": ("sus4", "1 4 5"),
    "Neapolitan": ("", "1 3 5"),
    "Italian": ("7(no5)", "1 3 #6"),
    "French": ("7b5", "1 3 #4 #6"),
    "German": ("7", "1 3 5 #6"),
    "pedal": ("(pedal)", "1"),
    "power": ("5", "1 5"),
    "Tristan": ("m7b5", "1 #4 #6 #9"),
}
# Not in the specification, but written by some programs.
_ALIASES = {
    "dominant-seventh": "dominant",
    "minor-major": "major-minor",
    "augmented-ninth": "dominant-ninth",
    "": "major",
}
_MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)
_STEP_FIFTHS = {"F": -1, "C": 0, "G": 1, "D": 2, "A": 3, "E": 4, "B": 5}
# Scale degrees on the line of fifths. Minor is natural, says the specification, unless numeral-mode says otherwise.
_DEGREE_FIFTHS = {"major": (0, 2, 4, -1, 1, 3, 5), "minor": (0, 2, -3, -1, 1, -4, -2)}
_RAISED = {"harmonic minor": (7,), "melodic minor": (6, 7)}
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7}
_FUNCTION = re.compile(r"\s*([b#♭♯]*)(VII|VI|IV|V|III|II|I)(?![A-Za-z])", re.IGNORECASE)
_NO_CHORD_TEXT = re.compile(r"\(?\s*(n\.?\s*c\.?|no\s*chord|none|tacet)?\s*\)?", re.IGNORECASE)

Degree = tuple[int, int]
"""A degree (1–13) and its semitones above the root."""


@dataclass(frozen=True, slots=True)
class Transposition:
    """How far a part sounds from where it is written."""

    chromatic: int = 0
    """Semitones, octaves included."""
    fifths: int = 0
    """The same on the line of fifths."""


def is_no_chord(text: str) -> bool:
    """Whether these words say that no chord sounds (``N.C.``)."""
    return bool(text.strip()) and bool(_NO_CHORD_TEXT.fullmatch(text.strip()))


def read_harmony(
    harmony: Element, key: Key | None, transposition: Transposition, remark: Callable[[str, str], None]
) -> tuple[str, Chord] | None:
    """The symbol and the chord of a ``<harmony>``, at sounding pitch; None if it holds none.

    ``remark(problem, hint)`` is told what could not be read fully.
    """
    groups = _harmony_chords(harmony)
    if not groups:
        remark("a harmony element with no chord in it", "it was left out")
        return None
    first = groups[0]
    kind_element = first.get("kind", [None])[0]
    kind = (kind_element.text or "").strip() if kind_element is not None else ""
    text = (kind_element.get("text") or "").strip() if kind_element is not None else ""
    if kind_element is not None and kind_element.get("use-symbols") == "yes":
        text = ""
    if kind == "none":
        return _no_chord(text, transposition, remark)
    root = _root(groups, key, remark)
    if root is None:
        return None
    if "root" in first:
        root += transposition.fifths
    if len(groups) > 1 and "root" in first:
        return _stacked(groups, key, transposition, remark)
    return _spelled(first, _ALIASES.get(kind, kind), text, root, _bass(first, transposition), remark)


def _stacked(
    groups: list[dict[str, list[Element]]],
    key: Key | None,
    transposition: Transposition,
    remark: Callable[[str, str], None],
) -> tuple[str, Chord] | None:
    """A polychord, written C|D with the chord that stands first above the second; more than two are left out."""
    read = []
    for group in groups[:2]:
        kind = group.get("kind", [None])[0]
        name = (kind.text or "").strip() if kind is not None else ""
        text = (kind.get("text") or "").strip() if kind is not None else ""
        root = _root([group], key, remark)
        if root is None:
            return None
        place = root + transposition.fifths * ("root" in group)
        read.append(_spelled(group, _ALIASES.get(name, name), text, place, _bass(group, transposition), remark))
    (upper, upper_chord), (lower, lower_chord) = read
    both = _from_text(f"{upper}|{lower}")
    if both is not None and _from_text(upper) == upper_chord and _from_text(lower) == lower_chord:
        return f"{upper}|{lower}", both
    remark("stacked chords", "the first is played over the root of the second")
    name = lower.split("/")[0]
    return f"{upper}/{name}", Chord(upper_chord.root, lower_chord.bass, upper_chord.intervals)


def read_frame(harmony: Element, symbol: str) -> Frame | None:
    """The chord diagram of a ``<harmony>``: strings are counted from the highest, 1, and frets are real ones."""
    frame = harmony.find("frame")
    if frame is None:
        return None
    strings = int(number(frame.findtext("frame-strings")))
    if not 1 <= strings <= 24:
        return None
    frets: list[int | None] = [None] * strings
    fingers = [0] * strings
    for note in frame.iterfind("frame-note"):
        string, fret = int(number(note.findtext("string"))), int(number(note.findtext("fret")))
        if 1 <= string <= strings and 0 <= fret <= 36:
            frets[strings - string] = fret
            fingers[strings - string] = max(0, min(5, int(number(note.findtext("fingering")))))
    if all(fret is None for fret in frets):
        return None
    return Frame(symbol, tuple(frets), tuple(fingers) if any(fingers) else ())


def _harmony_chords(harmony: Element) -> list[dict[str, list[Element]]]:
    """The harmony-chords of a harmony, each as its elements by name: one begins at every root, numeral or function."""
    groups: list[dict[str, list[Element]]] = []
    for child in harmony:
        if child.tag in ("root", "numeral", "function") or (child.tag == "kind" and not groups):
            groups.append({})
        if groups and child.tag in ("root", "numeral", "function", "kind", "inversion", "bass", "degree"):
            groups[-1].setdefault(child.tag, []).append(child)
    return groups


def _no_chord(text: str, transposition: Transposition, remark: Callable[[str, str], None]) -> tuple[str, Chord]:
    if not text or is_no_chord(text):
        return text or "N.C.", NO_CHORD
    # Some programs save a symbol that they could not understand as kind "none" with the text as typed.
    try:
        moved = transpose_symbol(text, transposition.chromatic, "b" in text[1:2])
        return moved, parse_symbol(moved).chord
    except (ChartError, ValueError):
        remark(f"unknown chord {text!r}", "no chord is played there")
        return text, NO_CHORD


def _root(groups: list[dict[str, list[Element]]], key: Key | None, remark: Callable[[str, str], None]) -> int | None:
    """Where the first chord's root is on the line of fifths."""
    first = groups[0]
    if "root" in first:
        place = _step(first["root"][0], "root")
        if place is None:
            remark("a chord without a root", "it was left out")
        return place
    tonic = 0 if key is None else LINE_OF_FIFTHS.index(key.tonic) - LINE_OF_FIFTHS.index("C")
    mode = "minor" if key is not None and key.is_minor else "major"
    place = None
    # "V of II" is written V, II: the last is in the key, each before it in the key of the one after.
    for group in reversed(groups):
        place = _degree_place(group, tonic, mode)
        if place is None:
            remark("a chord without a root", "it was left out")
            return None
        kind = (group["kind"][0].text or "") if "kind" in group else ""
        tonic, mode = place, "minor" if "minor" in kind or "dim" in kind else "major"
    return place


def _degree_place(group: dict[str, list[Element]], tonic: int, mode: str) -> int | None:
    if "function" in group:
        found = _FUNCTION.match(group["function"][0].text or "")
        if not found:
            return None
        alter = sum(1 if sign in "#♯" else -1 for sign in found[1])
        return tonic + _DEGREE_FIFTHS[mode][_ROMAN[found[2].upper()] - 1] + 7 * alter
    if "numeral" not in group:
        return None
    numeral = group["numeral"][0]
    fifths = numeral.findtext("numeral-key/numeral-fifths")
    degree = _whole(numeral.findtext("numeral-root"), 0)
    if not 1 <= degree <= 7:
        return None
    alter = _whole(numeral.findtext("numeral-alter"), 0)
    if fifths is not None:
        spelled_mode = (numeral.findtext("numeral-key/numeral-mode") or "major").strip()
        mode = "minor" if "minor" in spelled_mode else "major"
        tonic = _whole(fifths, 0) + (3 if mode == "minor" else 0)
        alter += degree in _RAISED.get(spelled_mode, ())
    return tonic + _DEGREE_FIFTHS[mode][degree - 1] + 7 * alter


def _step(element: Element, name: str) -> int | None:
    step = (element.findtext(f"{name}-step") or "").strip().upper()
    if step not in _STEP_FIFTHS:
        return None
    return _STEP_FIFTHS[step] + 7 * _whole(element.findtext(f"{name}-alter"), 0)


def _bass(group: dict[str, list[Element]], transposition: Transposition) -> int | None:
    place = _step(group["bass"][0], "bass") if "bass" in group else None
    return None if place is None else place + transposition.fifths


def _spelled(
    group: dict[str, list[Element]],
    kind: str,
    text: str,
    root: int,
    bass: int | None,
    remark: Callable[[str, str], None],
) -> tuple[str, Chord]:
    """Symbol and chord of a root, a kind with its degrees, and perhaps a bass."""
    name = fifths_name(root)
    root_pc = 7 * root % 12
    degrees = group.get("degree", [])
    if kind in KINDS:
        tail, stack = text or KINDS[kind][0], kind_degrees(kind)
    elif text and (read := _from_text(name + text)) is not None:
        tail, stack = text, [(0, interval) for interval in read.intervals]
        degrees = []  # the text has them already
    elif kind == "other" and degrees:
        tail, stack = text, [(1, 0)]
    else:
        remark(f"unknown kind of chord {name + (text or ' ' + kind)!r}", "a major triad is played")
        tail, stack = text, kind_degrees("major")
    for element in degrees:
        stack, spelled = _with_degree(stack, element, remark)
        if spelled and element.get("print-object") != "no" and spelled.removeprefix("add") not in tail:
            # "C" and "b9" must not become C flat, ninth.
            tail += f"({spelled})" if spelled[0] in "b#" and tail == "" else spelled
    intervals = tuple(sorted(set(_lifted(stack, kind)))) or (0,)
    symbol = name + tail
    if bass is not None:
        return f"{symbol}/{fifths_name(bass)}", Chord(root_pc, 7 * bass % 12, intervals)
    inversion = _whole(group["inversion"][0].text, 0) if "inversion" in group else int(kind == "Neapolitan")
    if 0 < inversion < len(intervals):
        bass_pc = (root_pc + intervals[inversion]) % 12
        return f"{symbol}/{pitch_name(bass_pc, root <= 0)}", Chord(root_pc, bass_pc, intervals)
    return symbol, Chord(root_pc, root_pc, intervals)


def _from_text(symbol: str) -> Chord | None:
    try:
        read = parse_symbol(symbol)
        return None if read.remarks else read.chord
    except (ChartError, ValueError):
        return None


def _with_degree(stack: list[Degree], element: Element, remark: Callable[[str, str], None]) -> tuple[list[Degree], str]:
    """The stack after one ``<degree>``, and how that is written: b9, add2, no3.

    "If the degree-type value is alter or subtract, the degree-alter value is relative to the degree already in the
    chord based on its kind element. If the degree-type value is add, the degree-alter is relative to a dominant chord
    (major and perfect intervals except for a minor seventh)."
    """
    value = _whole(element.findtext("degree-value"), 0)
    alter = max(-3, min(3, _whole(element.findtext("degree-alter"), 0)))
    type_ = (element.findtext("degree-type") or "add").strip()
    if not 1 <= value <= 15:
        remark(f"a degree {element.findtext('degree-value')!r} in a chord", "it was left out")
        return stack, ""
    sign = "#" * alter if alter > 0 else "b" * -alter
    present = [degree for degree in stack if degree[0] == value]
    if type_ == "subtract":
        return [degree for degree in stack if degree[0] != value], f"(no{value})"
    if type_ == "alter" and present:
        moved = [(number, semitones + (alter if number == value else 0)) for number, semitones in stack]
        return moved, f"{sign}{value}" if alter else ""
    added = (value, dominant_degree(value) + alter)
    return [*stack, added], f"{sign}{value}" if alter else f"add{value}"


def _lifted(stack: list[Degree], kind: str) -> list[int]:
    """The semitones of the degrees; a second or fourth added to a chord with a third is its 9th or 11th (Cadd2)."""
    has_third = any(number == 3 for number, _ in stack) and kind != "French"
    return [semitones + 12 * (has_third and number in (2, 4)) for number, semitones in stack]


def kind_degrees(kind: str) -> list[Degree]:
    """The degrees of a kind of chord with their semitones above the root."""
    degrees = []
    for name in KINDS[kind][1].split():
        number = int(name.lstrip("b#"))
        octave, step = divmod(number - 1, 7)
        degrees.append((number, 12 * octave + _MAJOR_SCALE[step] + name.count("#") - name.count("b")))
    return degrees


def dominant_degree(value: int) -> int:
    """Semitones above the root of a degree of the dominant scale: 7 is a minor seventh."""
    octave, step = divmod(value - 1, 7)
    return 12 * octave + _MAJOR_SCALE[step] - (step == 6)


def fifths_name(place: int) -> str:
    """The name of a place on the line of fifths (C is 0), respelled where it would need a double accidental."""
    c = LINE_OF_FIFTHS.index("C")
    if -8 <= place <= 12:
        return LINE_OF_FIFTHS[place + c]
    return pitch_name(7 * place % 12, place < 0)


def _whole(text: str | None, default: int) -> int:
    """A whole number written as an integer or a decimal (alters may be ``-1.0``)."""
    return default if text is None else round(number(text))
