"""What the signs of a MusicXML measure mean: repeats, endings, segno and coda, jumps, sections, tempo, words of style.

A sign may be said three ways, as an element, as a ``<sound>`` attribute and as plain words ("D.S. al Coda"); all are
understood, and what stands at the end of a measure but belongs to a beginning goes to the next one.
"""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal
from xml.etree.ElementTree import Element

Until = Literal["end", "fine", "coda"]

_DA_CAPO = re.compile(r"\b(d\.?\s?c\b\.?|da\s+capo)", re.IGNORECASE)
_DAL_SEGNO = re.compile(r"\b(d\.?\s?s\b\.?(?:\s?s\b\.?)?|dal\s+segno)(?:\s*(\d))?", re.IGNORECASE)
_TO_CODA = re.compile(r"\(?\s*(?:to|al(?:la)?)\s+(?:the\s+)?(?:coda|𝄌|⊕|ø|Ø)\s*(\d)?\s*[.)]*", re.IGNORECASE)
_CODA = re.compile(r"\(?\s*(?:coda|𝄌)\s*(\d)?\s*[.:)]*", re.IGNORECASE)
_SEGNO = re.compile(r"\(?\s*(?:segno|𝄋)\s*(\d)?\s*[.:)]*", re.IGNORECASE)
_FINE = re.compile(r"\(?\s*(?:al\s+)?fine\s*[.)]*", re.IGNORECASE)
_TIMES = re.compile(r"\(?\s*(?:play\s+|repeat\s+)?x?\s*(\d{1,2})\s*(?:x|×|times)?\s*[.)]*", re.IGNORECASE)
_SECTION = re.compile(
    r"(?:(?:intro(?:duction)?|verse|pre[- ]?chorus|chorus|refrain|bridge|middle (?:8|eight)|solos?|interlude"
    r"|instrumental|vamp|tag|head|hook|break|breakdown|turnaround|outro|ending|strophe|stanza)"
    r"(?:\s*(?:\d{1,2}|[A-H]|[IV]{1,3}))?|[A-D]\d?'?)\s*[:.]?",
    re.IGNORECASE,
)
_PER_MINUTE = re.compile(r"\d{1,3}(?:\.\d{1,9})?")
_BEAT_UNITS = {
    "breve": Fraction(8), "whole": Fraction(4), "half": Fraction(2), "quarter": Fraction(1), "eighth": Fraction(1, 2),
    "16th": Fraction(1, 4), "32nd": Fraction(1, 8),
}  # fmt: skip


@dataclass(slots=True)
class Signs:
    """The signs that hold for one measure. Labels are '' where the source gives none."""

    repeat_start: bool = False
    repeat_count: int = 1
    times_given: bool = False
    """Whether the barline itself says how often."""
    times_typed: int | None = None
    """How often, in words such as "4x"."""
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
    tempo_quarters: float | None = None
    """Quarters a minute."""
    style: str = ""
    odd: list[str] = field(default_factory=list)
    """What could not be understood."""


def read_signs(events: list[list[tuple[Element, Fraction]]], contents: list[Fraction]) -> list[Signs]:
    """The signs of every measure, from what stands in each, with its place in quarters, and each one's length."""
    signs = [Signs() for _ in range(len(events) + 1)]
    for i, measure in enumerate(events):
        for element, onset in measure:
            at_end = onset > 0 and onset >= contents[i]
            if element.tag == "barline":
                _barline(element, signs, i)
            elif element.tag == "sound":
                _sound(element, signs[i], signs[i + 1] if at_end else signs[i])
            else:
                _direction(element, signs[i], signs[i + 1] if at_end else signs[i], at_end)
    for sign in signs:
        if sign.times_typed and sign.repeat_count > 1 and not sign.times_given:
            sign.repeat_count = sign.times_typed
    return signs[: len(events)]


def merge(signs: Signs, other: Signs) -> None:
    """Take from another part's measure what this one does not have: most programs write a sign in one part only."""
    signs.repeat_start |= other.repeat_start
    signs.fine |= other.fine
    signs.repeat_count = max(signs.repeat_count, other.repeat_count)
    if signs.ending_starts is None and not signs.ending_stops:
        signs.ending_starts, signs.ending_stops = other.ending_starts, other.ending_stops
    if signs.coda is None:
        signs.coda, signs.coda_sure, signs.coda_at_end = other.coda, other.coda_sure, other.coda_at_end
    if signs.jump_to is None:
        signs.jump_to, signs.jump_until = other.jump_to, other.jump_until
    signs.segno = other.segno if signs.segno is None else signs.segno
    signs.to_coda = other.to_coda if signs.to_coda is None else signs.to_coda
    signs.section = other.section if signs.section is None else signs.section
    signs.tempo_quarters = other.tempo_quarters if signs.tempo_quarters is None else signs.tempo_quarters
    signs.style = signs.style or other.style


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
                closing.repeat_count = max(1, min(int(times), 1000)) if closing.times_given else 2
        elif child.tag == "ending":
            if child.get("type") == "start":
                here.ending_starts = _passes(child.get("number", ""), child.text or "")
            else:
                (before if left else here).ending_stops = True
        elif child.tag == "segno":
            (here if left else after).segno = barline.get("segno", "")
        elif child.tag == "coda":
            _set_coda(here if left else after, barline.get("coda", ""), barline.get("coda") is not None, False)


def _passes(number: str, text: str) -> tuple[int, ...]:
    """The passes of an ending: 1 · 1,2 · 1-3 · 1.-3. ; () where neither the number nor the text says."""
    for source in (number, text):
        passes: set[int] = set()
        for first, last in re.findall(r"(\d{1,2})(?:\s*\.?\s*[-–]\s*(\d{1,2}))?", source):
            passes.update(range(int(first), int(last or first) + 1))
        passes.discard(0)
        if passes:
            return tuple(sorted(passes))
    return ()


def _set_coda(signs: Signs, label: str, sure: bool, at_end: bool) -> None:
    if signs.coda is None or sure:
        signs.coda, signs.coda_sure, signs.coda_at_end = label, sure, at_end


def _sound(sound: Element, here: Signs, beginning: Signs) -> None:
    """``beginning`` is the measure that a sign of beginning belongs to: the next one, at the end of a measure."""
    for name, value in sound.attrib.items():
        if name == "tempo":
            # The first tempo in a measure is the one that stands for it.
            if _PER_MINUTE.fullmatch(value) and float(value) > 0 and beginning.tempo_quarters is None:
                beginning.tempo_quarters = float(value)
        elif name == "segno":
            beginning.segno = value
        elif name == "coda":
            _set_coda(beginning, value, True, False)
        elif name == "tocoda":
            here.to_coda = value
        elif name == "dalsegno":
            here.jump_to = value or "§"
        elif name == "dacapo" and value == "yes":
            here.jump_to = ""
        elif name == "fine" and value != "no":
            here.fine = True
        elif name == "forward-repeat" and value == "yes":
            beginning.repeat_start = True


def _direction(direction: Element, here: Signs, beginning: Signs, at_end: bool) -> None:
    for sound in direction.iterfind("sound"):
        _sound(sound, here, beginning)
    texts: list[str] = []
    for kind in direction.iterfind("direction-type"):
        for child in kind:
            text = " ".join((child.text or "").split())
            if child.tag == "rehearsal" and text:
                beginning.section = text
            elif child.tag == "segno":
                beginning.segno = beginning.segno or ""
            elif child.tag == "coda":
                _set_coda(here, "", False, at_end)
            elif child.tag == "metronome":
                beginning.tempo_quarters = _metronome(child) or beginning.tempo_quarters
            elif child.tag == "words" and text:
                enclosed = child.get("enclosure", "none") != "none" and len(text) <= 3
                if enclosed and not text.isdecimal():
                    beginning.section = text
                else:
                    texts.append(text)
    if texts:
        _words(" ".join(texts), direction, here, beginning)


def _words(text: str, direction: Element, here: Signs, beginning: Signs) -> None:
    from_segno, from_top = _DAL_SEGNO.search(text), _DA_CAPO.search(text)
    if found := _TO_CODA.fullmatch(text):
        here.to_coda = here.to_coda or found[1] or ""
        if not here.coda_sure:  # the sign beside these words is where one leaves
            here.coda = None
    elif from_segno or from_top:
        if here.jump_to is None:
            twice = from_segno is not None and re.search(r"s\.?\s?s", from_segno[1], re.IGNORECASE)
            label = (from_segno[2] or ("2" if twice else "§")) if from_segno else ""
            here.jump_to = label
        low = text.lower()
        here.jump_until = "fine" if "fine" in low else "coda" if re.search("coda|𝄌|⊕", low) else here.jump_until
    elif found := _CODA.fullmatch(text):
        # On their own the words stand over the coda itself; with the sign, they are its name.
        _set_coda(beginning, beginning.coda or found[1] or "", True, False)
        if beginning is not here and not here.coda_sure:
            here.coda = None
    elif found := _SEGNO.fullmatch(text):
        beginning.segno = beginning.segno or found[1] or ""
    elif _FINE.fullmatch(text):
        here.fine = True
    elif _SECTION.fullmatch(text):
        beginning.section = beginning.section or text.rstrip(" :.")
    elif (found := _TIMES.fullmatch(text)) and not text.isdecimal():
        here.times_typed = max(1, int(found[1]))
    elif not here.style and len(re.findall(r"[^\W\d_]", text)) >= 3 and direction.get("placement") != "below":
        here.style = text


def _metronome(metronome: Element) -> float | None:
    """Quarters a minute of "♩. = 60"; None for a metric modulation or a mark without a number."""
    unit = _BEAT_UNITS.get((metronome.findtext("beat-unit") or "").strip())
    found = _PER_MINUTE.search(metronome.findtext("per-minute") or "")
    if unit is None or found is None or float(found[0]) <= 0:
        return None
    dots = len(metronome.findall("beat-unit-dot"))
    return float(found[0]) * float(unit * (2 - Fraction(1, 2**dots)))
