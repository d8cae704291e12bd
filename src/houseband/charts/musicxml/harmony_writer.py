"""Chord symbols as ``<harmony>`` elements: the kind that is nearest, its degrees, and the text that a musician sees."""

import re
from functools import lru_cache
from xml.etree.ElementTree import Element, SubElement

from houseband.charts.chart import ChordChange, Frame
from houseband.charts.musicxml.harmony import KINDS, kind_degrees
from houseband.charts.symbol import Symbol, parse_symbol, plain_spelling
from houseband.errors import ChartError
from houseband.music.chord import Chord
from houseband.music.pitch import pitch_class, pitch_name

# Kinds of a function rather than a sound are never chosen, nor is a pedal.
_CHOSEN_KINDS = tuple(kind for kind in KINDS if kind[0].islower() and kind != "pedal")
# Intervals in semitones as degrees over a dominant scale: number and alteration (7 is minor).
_DEGREES = {
    0: (1, 0), 1: (2, -1), 2: (2, 0), 3: (3, -1), 4: (3, 0), 5: (4, 0), 6: (5, -1), 7: (5, 0), 8: (5, 1), 9: (6, 0),
    10: (7, 0), 11: (7, 1), 12: (8, 0), 13: (9, -1), 14: (9, 0), 15: (9, 1), 16: (10, 0), 17: (11, 0), 18: (11, 1),
    19: (12, 0), 20: (13, -1), 21: (13, 0), 22: (14, 0), 23: (14, 1),
}  # fmt: skip
_ONLY_MACHINES = re.compile(r"[\^h%*]")  # tails that no musician writes on paper
Degree = tuple[int, int, str]
"""Value, alteration and type."""


def harmony(change: ChordChange, flats: bool, is_alternate: bool, frame: Frame | None) -> Element:
    """The element of a chord change, without its offset."""
    element = Element("harmony")
    if is_alternate:
        element.set("type", "alternate")
    if change.chord.root is None:
        # The specification wants a root even here; it is not to be shown.
        SubElement(SubElement(element, "root"), "root-step", text="").text = "C"
        SubElement(element, "kind", text="N.C.").text = "none"
        return element
    for symbol in _symbols(change, flats):
        _chord(element, symbol)
    if frame is not None:
        element.append(_frame(frame))
    return element


def root_name(change: ChordChange, flats: bool) -> str:
    """How the root of a change is spelled; '' for no chord."""
    return "" if change.chord.root is None else _symbols(change, flats)[-1].root_name


def _symbols(change: ChordChange, flats: bool) -> tuple[Symbol, ...]:
    """The symbol to write; two for a polychord, the upper first."""
    return _read(change.symbol, change.chord, flats)


@lru_cache(maxsize=4096)
def _read(text: str, chord: Chord, flats: bool) -> tuple[Symbol, ...]:
    written = _parsed(text)
    if written is not None and written.chord == chord and "|" in text.strip("|"):
        upper, lower = (_parsed(half) for half in text.split("|", 1))
        if upper is not None and lower is not None and upper.root_name and lower.root_name:
            return upper, lower
    if written is not None and written.chord == chord and written.root_name:
        if not _ONLY_MACHINES.search(written.tail):
            return (written,)
        text = written.read_as
    plain = _parsed(plain_spelling(text, chord, flats))
    if plain is not None and plain.root_name and plain.chord == chord:
        return (plain,)
    root, bass = chord.root or 0, chord.bass or 0
    tail = "" if plain is None else plain.tail
    name = pitch_name(root, flats)
    return (Symbol(text, chord, name, tail, pitch_name(bass, flats) if bass != root else "", name + tail, ()),)


def _parsed(text: str) -> Symbol | None:
    try:
        return parse_symbol(text)
    except ChartError:
        return None


def _chord(element: Element, symbol: Symbol) -> None:
    chord = symbol.chord
    root = SubElement(element, "root")
    _step(root, "root", symbol.root_name)
    kind, degrees = kind_and_degrees(chord.intervals)
    tail = symbol.tail.strip()
    SubElement(element, "kind", text=tail).text = kind
    if symbol.bass_name and chord.bass != chord.root and pitch_class(symbol.bass_name) == chord.bass:
        _step(SubElement(element, "bass"), "bass", symbol.bass_name)
    for value, alter, type_ in degrees:
        degree = SubElement(element, "degree", {"print-object": "no"})  # the text of the kind shows them
        SubElement(degree, "degree-value").text = str(value)
        SubElement(degree, "degree-alter").text = str(alter)
        SubElement(degree, "degree-type").text = type_


def _step(parent: Element, name: str, note: str) -> None:
    SubElement(parent, f"{name}-step").text = note[0]
    alter = note.count("#") - note.count("b")
    if alter:
        SubElement(parent, f"{name}-alter").text = str(alter)


@lru_cache(maxsize=4096)
def kind_and_degrees(intervals: tuple[int, ...]) -> tuple[str, tuple[Degree, ...]]:
    """The kind of chord with the fewest degrees to alter, add or take away, and those degrees."""
    if intervals == (0,):
        return "pedal", ()
    if {3, 4} & set(intervals) and {2, 5} & set(intervals):
        # A second or a fourth added beside a third would be read as a ninth or an eleventh: let the text say it.
        return "other", tuple((*_DEGREES[semitones % 24], "add") for semitones in intervals if semitones)
    return min(((kind, _changes(kind, set(intervals))) for kind in _CHOSEN_KINDS), key=_cost)


def _cost(candidate: tuple[str, tuple[Degree, ...]]) -> int:
    """How far from what a musician would say: C7b9 is a seventh chord with a b9, C9b5 a ninth chord with a b5."""
    prices = {"alter": 3, "add": 4, "subtract": 5}
    return sum(5 if type_ == "alter" and value > 7 else prices[type_] for value, _, type_ in candidate[1])


def _changes(kind: str, wanted: set[int]) -> tuple[Degree, ...]:
    has = {semitones: number for number, semitones in kind_degrees(kind)}
    missing, extra = sorted(wanted - has.keys()), sorted(has.keys() - wanted)
    degrees: list[Degree] = []
    for semitones in extra:
        number = has[semitones]
        moved = next((m for m in missing if _DEGREES[m % 24][0] == number), None)
        alone = sum(other == number for other in has.values()) == 1
        if moved is not None and alone:
            degrees.append((number, moved - semitones, "alter"))
            missing.remove(moved)
        else:
            degrees.append((number, 0, "subtract"))
    degrees += [(*_DEGREES[semitones % 24], "add") for semitones in missing]
    return tuple(degrees)


def _frame(frame: Frame) -> Element:
    """A chord diagram, which shows four frets or as many as it needs."""
    element = Element("frame")
    pressed = [fret for fret in frame.frets if fret]
    first = min(pressed) if pressed and max(pressed) > 4 else 1
    SubElement(element, "frame-strings").text = str(len(frame.frets))
    SubElement(element, "frame-frets").text = str(max(4, max(pressed, default=0) - first + 1))
    if first > 1:
        SubElement(element, "first-fret").text = str(first)
    for place, fret in enumerate(frame.frets):
        if fret is None:
            continue
        note = SubElement(element, "frame-note")
        SubElement(note, "string").text = str(len(frame.frets) - place)
        SubElement(note, "fret").text = str(fret)
        if place < len(frame.fingers) and frame.fingers[place]:
            SubElement(note, "fingering").text = str(frame.fingers[place])
    return element
