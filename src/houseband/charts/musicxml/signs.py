"""What the signs of a MusicXML measure mean: repeats, endings, segno and coda, jumps, sections, tempo, words.

A sign may be said three ways, as an element, as a ``<sound>`` attribute and as plain words ("D.S. al Coda"); all are
understood, and what stands at the end of a measure but belongs to a beginning goes to the next one.
"""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from houseband.charts.musicxml.harmony import is_no_chord
from houseband.charts.musicxml.part import is_typed_chord
from houseband.charts.musicxml.tempo import TempoMark, metronome, swing
from houseband.charts.musicxml.typed import CODA_SIGN, SEGNO_SIGN, Until, typed

_PER_MINUTE = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,9})?")
_YES = ("yes", "true", "1")


@dataclass(slots=True)
class Signs:
    """The signs that hold for one measure. Labels are '' where the source gives none."""

    repeat_start: bool = False
    repeat_count: int = 1
    times_given: bool = False
    """Whether the barline itself says how often."""
    times_typed: int | None = None
    """How often, in words such as "4x"."""
    open_typed: bool = False
    """Words say that the repeat goes on until the cue."""
    open_repeat: bool = False
    ending_starts: tuple[int, ...] | None = None
    ending_stops: bool = False
    segno: str | None = None
    coda: str | None = None
    """A coda sign; whether one leaves or arrives here is known only when all are."""
    coda_sure: bool = False
    """It is said that one arrives here."""
    coda_at_end: bool = False
    """The sign stands at the end of its measure."""
    to_coda: str | None = None
    fine: bool = False
    jump_to: str | None = None
    """'' is the top, '§' any segno, else the label of one."""
    jump_until: Until = "end"
    section: str | None = None
    tempos: list[tuple[int, TempoMark]] = field(default_factory=list)
    """Tempo marks with their places."""
    swing: str = ""
    style: str = ""
    """Words over the bar that may be its style."""
    directions: list[str] = field(default_factory=list)


def read_signs(events: list[list[tuple[Element, int]]], contents: list[int]) -> list[Signs]:
    """The signs of every measure, from what stands in each, with its place in ticks, and each one's length."""
    signs = [Signs() for _ in range(len(events) + 1)]
    for i, measure in enumerate(events):
        for element, onset in measure:
            at_end = onset > 0 and onset >= contents[i]
            if element.tag == "barline":
                _barline(element, signs, i)
                continue
            beginning = signs[i + 1] if at_end else signs[i]
            if element.tag == "sound":
                _sound(element, signs[i], beginning, 0 if at_end else onset)
            else:
                _direction(element, signs[i], beginning, 0 if at_end else onset, at_end)
    return signs[: len(events)]


def count_repeats(signs: list[Signs]) -> None:
    """Give each closing repeat sign what is typed within its passage: "4x", "vamp till cue"."""
    times: int | None = None
    is_open = False
    for sign in signs:
        if sign.repeat_start:
            times, is_open = None, False
        times = sign.times_typed or times
        is_open |= sign.open_typed
        if sign.repeat_count > 1:
            if times and not sign.times_given:
                sign.repeat_count = times
            sign.open_repeat = is_open
            times, is_open = None, False


def merge(signs: Signs, other: Signs) -> None:
    """Take from another part's measure what this one does not have: most programs write a sign in one part only."""
    signs.repeat_start |= other.repeat_start
    signs.fine |= other.fine
    signs.open_typed |= other.open_typed
    signs.repeat_count = max(signs.repeat_count, other.repeat_count)
    signs.times_given |= other.times_given
    signs.times_typed = signs.times_typed or other.times_typed
    if signs.ending_starts is None and not signs.ending_stops:
        signs.ending_starts, signs.ending_stops = other.ending_starts, other.ending_stops
    if signs.coda is None:
        signs.coda, signs.coda_sure, signs.coda_at_end = other.coda, other.coda_sure, other.coda_at_end
    if signs.jump_to is None:
        signs.jump_to, signs.jump_until = other.jump_to, other.jump_until
    signs.segno = other.segno if signs.segno is None else signs.segno
    signs.to_coda = other.to_coda if signs.to_coda is None else signs.to_coda
    signs.section = other.section if signs.section is None else signs.section
    signs.tempos = signs.tempos or other.tempos
    signs.style = signs.style or other.style
    signs.swing = signs.swing or other.swing


def _barline(barline: Element, signs: list[Signs], i: int) -> None:
    left = barline.get("location", "right") == "left"
    here, after = signs[i], signs[i + 1]
    before = signs[i - 1] if i else here
    for child in barline:
        if child.tag == "repeat":
            if child.get("direction") == "forward":
                (here if left else after).repeat_start = True
            else:
                closing = before if left else here
                times = child.get("times", "")
                closing.times_given = times.isdecimal()
                closing.repeat_count = max(1, min(int(times[:9]), 1000)) if closing.times_given else 2
        elif child.tag == "ending":
            if child.get("type") == "start":
                here.ending_starts = _passes(child.get("number", ""), child.text or "")
            else:
                (before if left else here).ending_stops = True
        elif child.tag == "segno":
            (here if left else after).segno = barline.get("segno", "")
        elif child.tag == "coda":
            _set_coda(here if left else after, barline.get("coda", ""), barline.get("coda") is not None, False)


def _passes(numbers: str, text: str) -> tuple[int, ...]:
    """The passes of an ending: 1 · 1,2 · 1-3 · 1.-3. ; () where neither the number nor the text says."""
    for source in (numbers, text):
        passes: set[int] = set()
        for first, last in re.findall(r"([0-9]{1,2})(?:\s*\.?\s*[-–]\s*([0-9]{1,2}))?", source):
            passes.update(range(int(first), int(last or first) + 1))
        passes.discard(0)
        if passes:
            return tuple(sorted(passes))
    return ()


def _set_coda(signs: Signs, label: str, sure: bool, at_end: bool) -> None:
    if signs.coda is None or sure:
        signs.coda, signs.coda_sure, signs.coda_at_end = label, sure, at_end


def _sound(sound: Element, here: Signs, beginning: Signs, onset: int) -> None:
    """``beginning`` is the measure that a sign of beginning belongs to: the next one, at the end of a measure."""
    for name, value in sound.attrib.items():
        if name == "tempo":
            if _PER_MINUTE.fullmatch(value) and float(value) > 0:
                beginning.tempos.append((onset, float(value)))
        elif name == "segno":
            beginning.segno = value
        elif name == "coda":
            _set_coda(beginning, value, True, False)
        elif name == "tocoda":
            here.to_coda = value
        elif name == "dalsegno":
            here.jump_to = value or "§"
        elif name == "dacapo" and value in _YES:
            here.jump_to = ""
        elif name == "fine" and value != "no":
            here.fine = True
        elif name == "forward-repeat" and value in _YES:
            beginning.repeat_start = True
    if len(sound):
        beginning.swing = beginning.swing or swing(sound)


def _direction(direction: Element, here: Signs, beginning: Signs, onset: int, at_end: bool) -> None:
    for sound in direction.iterfind("sound"):
        _sound(sound, here, beginning, onset)
    texts: list[str] = []
    for child in direction.iterfind("direction-type/*"):
        tag = child.tag
        if tag == "words":
            text = " ".join((child.text or "").split())
            enclosed = child.get("enclosure", "none") != "none" and 0 < len(text) <= 3
            if enclosed and not text.isdecimal():
                beginning.section = text
            elif text:
                # Blanks tell "CHORUS  Slowly" from a name of two words.
                texts.append(re.sub(r"\s{2,}", "  ", (child.text or "").strip()))
        elif tag == "rehearsal":
            beginning.section = " ".join((child.text or "").split())  # a blank one ends a section
        elif tag == "segno":
            texts.append(SEGNO_SIGN)
        elif tag == "coda":
            texts.append(CODA_SIGN)
        elif tag == "metronome":
            mark = metronome(child)
            if isinstance(mark, str):
                beginning.swing = mark
            elif mark is not None:
                if beginning.tempos and beginning.tempos[-1][0] == onset:  # what is printed counts
                    beginning.tempos.pop()
                beginning.tempos.append((onset, mark))
    if texts:
        _words(texts, direction, here, beginning, at_end)


def _words(texts: list[str], direction: Element, here: Signs, beginning: Signs, at_end: bool) -> None:
    said = typed(" ".join(texts))
    marks = [text for text in texts if text in (CODA_SIGN, SEGNO_SIGN)]
    if said.to_coda is not None:
        here.to_coda = here.to_coda or said.to_coda
        if not here.coda_sure:  # the sign beside these words is where one leaves
            here.coda = None
        return
    if said.jump_to is not None:
        here.jump_to = said.jump_to if here.jump_to is None else here.jump_to
        here.jump_until = said.until or here.jump_until
        return
    for mark in marks:
        if mark == SEGNO_SIGN:
            beginning.segno = beginning.segno or ""
        else:
            _set_coda(here, "", False, at_end)
    words = [text for text in texts if text not in (CODA_SIGN, SEGNO_SIGN)]
    if not words:
        return
    said = typed(" ".join(words)) if marks else said
    if said.coda is not None:
        # On their own the words stand over the coda itself; with the sign, they are its name.
        _set_coda(beginning, beginning.coda or said.coda, True, False)
        if beginning is not here and not here.coda_sure:
            here.coda = None
    elif said.segno is not None:
        beginning.segno = beginning.segno or said.segno
    here.fine |= said.fine
    here.times_typed = said.times or here.times_typed
    beginning.open_typed |= said.is_open
    if said.section is not None:
        beginning.section = beginning.section or said.section
    rest = " ".join(said.rest.split())
    if not rest or is_no_chord(rest) or is_typed_chord(rest):
        return
    is_style = not said.is_open and len(rest) >= 3 and direction.get("placement") != "below"
    if is_style and not beginning.style and said.section is None:
        beginning.style = rest
    else:
        beginning.directions.append(rest)
