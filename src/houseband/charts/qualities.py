"""What stands after a chord's root: the stems (``m7``, ``maj9``, ``sus``) and what each stacks above the root.

::

    tail       = stem , { separator , item } ;         (* a ":" may stand before it, and a full stop after its words *)
    stem       = [ minor | dim | half | aug | dom | "sus" ] , [ major ] , [ number | "alt" ] | "ped" ;
    minor      = "minor" | "min" | "mi" | "m" | "-" ;     major = "major" | "maj" | "ma" | "M" | "^" | "Δ" | "j" ;
    dim        = "dim" | "o" | "°" | "0" ;  half = "half dim" | "h" | "ø" | "%" ;  aug = "aug" | "+" ;  dom = "dom" ;
    number     = "2" | "4" | "5" | "6" | "69" | "6/9" | "7" | "7M" | "9" | "11" | "13" , [ "th" ] ;
    item       = alteration | "add" , degree | ( "no" | "omit" ) , degree | "sus" , [ "2" | "4" | "24" | "#4" ]
               | "aug" | "+" | major , "7" | degree , [ "+" | "-" ] ;          (* only after a separator, or an item *)
    alteration = ( "b" | "#" | "-" | "+" | "flat" | "sharp" ) , degree ;
    separator  = { " " | "," | "(" | ")" | "/" } ;

Jazz corpora write the accidental after the digits (``E79#`` is E7#9, ``F13b9b`` is F7b9b13). A tail is read so only
where it cannot be read the usual way: ``C9b5`` is C9 with a flat fifth.

South of the Alps and in Brazil the sign follows its degree, in brackets or after a slash: ``C7(9+)`` is C7#9,
``Cm7/5-`` Cm7b5, and ``C5+`` C with a sharp fifth; without a bracket ``C9+`` is C9#5, as in North America.

Tones are interval names above the root. Extensions are compound (9 is 14 semitones, b13 is 20); the seconds, fourths
and sixths that belong to the chord itself are not (sus2 is 2, sus4 is 5, a sixth 9).

How chords stack, where books differ:

- ``11`` is 1 3 5 b7 9 11 in full (who does not want the third asks for ``9sus``); ``m11`` is 1 b3 5 b7 9 11.
- ``13`` and ``maj13`` leave out the 11th, which grates on a major third; ``m13`` keeps it.
- ``7alt`` is 1 3 b7 b9 #9 b13, with no natural fifth (Mark Levine, The Jazz Theory Book, ch. 3, the altered scale).
- ``2`` is the same as ``add9``; ``sus`` is ``sus4``; ``sus2`` has no third. ``(4)`` and ``/4`` suspend a major third,
  as in Brazil.
- ``dim`` is a triad, ``dim7`` has the diminished seventh; ``h`` and ``ø`` alone are the half-diminished seventh.
- b5 and #5 replace the fifth; #11 and b13 leave it; an altered ninth replaces the ninth.
- b9 and #9 belong to dominants: ``C(b9)`` has its b7, unless ``add`` says otherwise. ``Cmaj#11`` has its major seventh.
- ``maj``, ``ma`` and ``M`` alone are a triad; ``^`` and ``Δ`` alone are the major seventh.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

INTERVALS = {
    "1": 0, "2": 2, "b3": 3, "3": 4, "4": 5, "b5": 6, "5": 7, "#5": 8, "b6": 8, "6": 9, "bb7": 9, "b7": 10, "7": 11,
    "b9": 13, "9": 14, "#9": 15, "11": 17, "#11": 18, "b13": 20, "13": 21,
}  # fmt: skip


def intervals(names: str) -> tuple[int, ...]:
    """Semitones above the root, rising, of interval names apart by spaces: ``1 3 5 b7`` is (0, 4, 7, 10)."""
    return tuple(sorted({INTERVALS[name] for name in names.split()}))


def table(rows: Iterable[tuple[str, str]]) -> dict[str, tuple[int, ...]]:
    """Spelling to intervals. Raises ValueError if two rows share a spelling: the second would be lost in silence."""
    found: dict[str, tuple[int, ...]] = {}
    for spelling, names in rows:
        if spelling in found:
            raise ValueError(f"spelled twice in the table: {spelling!r}")
        found[spelling] = intervals(names)
    return found


# Family, maj where the tail says so, and number, joined.
STEMS = table((
    ("", "1 3 5"),
    ("2", "1 3 5 9"),
    ("4", "1 4 5"),
    ("5", "1 5"),
    ("6", "1 3 5 6"),
    ("69", "1 3 5 6 9"),
    ("7", "1 3 5 b7"),
    ("9", "1 3 5 b7 9"),
    ("11", "1 3 5 b7 9 11"),
    ("13", "1 3 5 b7 9 13"),
    ("alt", "1 3 b7 b9 #9 b13"),
    ("dom", "1 3 5 b7"),
    ("dom7", "1 3 5 b7"),
    ("dom9", "1 3 5 b7 9"),
    ("dom11", "1 3 5 b7 9 11"),
    ("dom13", "1 3 5 b7 9 13"),
    ("maj", "1 3 5"),
    ("maj6", "1 3 5 6"),
    ("maj69", "1 3 5 6 9"),
    ("maj7", "1 3 5 7"),
    ("maj9", "1 3 5 7 9"),
    ("maj11", "1 3 5 7 9 11"),
    ("maj13", "1 3 5 7 9 13"),
    ("m", "1 b3 5"),
    ("m2", "1 b3 5 9"),
    ("m6", "1 b3 5 6"),
    ("m69", "1 b3 5 6 9"),
    ("m7", "1 b3 5 b7"),
    ("m9", "1 b3 5 b7 9"),
    ("m11", "1 b3 5 b7 9 11"),
    ("m13", "1 b3 5 b7 9 11 13"),
    ("mmaj7", "1 b3 5 7"),
    ("mmaj9", "1 b3 5 7 9"),
    ("mmaj11", "1 b3 5 7 9 11"),
    ("mmaj13", "1 b3 5 7 9 11 13"),
    ("dim", "1 b3 b5"),
    ("dim7", "1 b3 b5 bb7"),
    ("dim9", "1 b3 b5 bb7 9"),
    ("dim11", "1 b3 b5 bb7 9 11"),
    ("dimmaj7", "1 b3 b5 7"),
    ("dimmaj9", "1 b3 b5 7 9"),
    ("half", "1 b3 b5 b7"),
    ("half7", "1 b3 b5 b7"),
    ("half9", "1 b3 b5 b7 9"),
    ("half11", "1 b3 b5 b7 9 11"),
    ("half13", "1 b3 b5 b7 9 11 13"),
    ("aug", "1 3 #5"),
    ("aug5", "1 3 #5"),
    ("aug7", "1 3 #5 b7"),
    ("aug9", "1 3 #5 b7 9"),
    ("aug13", "1 3 #5 b7 9 13"),
    ("augmaj7", "1 3 #5 7"),
    ("augmaj9", "1 3 #5 7 9"),
    ("sus7", "1 4 5 b7"),
    ("sus9", "1 4 5 b7 9"),
    ("sus13", "1 4 5 b7 9 13"),
    ("ped", "1"),
))  # fmt: skip

# What a degree adds when it is named with ``add`` or in brackets, and what it alters when it is not.
DEGREES = {
    "1": 0, "2": 14, "b3": 3, "3": 4, "4": 17, "b5": 6, "5": 7, "#5": 8, "b6": 8, "6": 9, "b7": 10, "7": 10, "maj7": 11,
    "#7": 11, "b9": 13, "9": 14, "#9": 15, "11": 17, "#4": 18, "#11": 18, "b13": 20, "13": 21,
}  # fmt: skip
# What ``no3``, ``omit5`` … take away.
OMITTED = {
    "1": {0}, "3": {3, 4}, "5": {6, 7, 8}, "6": {8, 9}, "7": {9, 10, 11}, "9": {13, 14, 15}, "11": {17, 18},
    "13": {20, 21},
}  # fmt: skip

# How families are spelled, in regular expressions. Small m is minor and capital M major; words may be in capitals.
_MINOR = r"(?i:minor|min\.?|mi)|m(?!a(?!dd))|(?<!\()-"  # Cma7 is major, Cmadd9 minor; C(-5) has a flat fifth
_MAJOR = r"(?i:major|maj\.?)|(?:ma|Ma|MA)(?!dd|DD)|M|\^|j(?=\d)"
_FAMILIES = (
    ("m", _MINOR),
    ("half", r"(?i:half[ -]?dim(?:inished|\.)?)|h|%"),
    ("dim", r"(?i:diminished|dim\.?)|o(?!mit)|O(?=[79]|$)|0(?=[79]|$)"),
    ("aug", r"(?i:augmented|aug\.?)|(?<!\()\+"),
    ("dom", r"(?i:dominant|dom\.?)"),
    ("sus", r"(?i:sus\.?)4?(?=7|9|13)"),
    ("ped", r"(?i:pedal|ped\.?)"),
)
# Spaces and brackets are taken once and for all (*+), or a long run of them would be tried in every division.
_FAMILY = re.compile(r"[\s(:]*+(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _FAMILIES) + ")")
_STEM_MAJOR = re.compile(rf"[\s(/:]*+({_MAJOR})")
_NUMBER = re.compile(r"\s*+:?(?:7?[\s(]*+(?P<alt>(?i:altered|alt))|(?P<brazilian>7M)|"
                     r"(?P<number>6[/.,]9|69|13|11|[24679]|5(?![+-](?!\d))|\(7\)))(?:th)?")  # fmt: skip
_LATE_NUMBER = re.compile(r"\s*+(?P<number>69|[67]|(?:13|11|9)(?![b#]))")  # where accidentals follow their digits
_ITEM = re.compile(
    rf"""(?P<separator>[\s,()/]*+)(?:
        (?i:no|omit)\.?\s*+(?P<omit>13|11|[135679])(?:st|rd|th)?
      | (?P<suspended>(?i:sus)\.?)\s?(?:\(?(?P<how>2[/,]?(?:sus)?4|4[/,]?(?:sus)?2|\#4|[24])\)?)?
      | (?P<aug>(?i:aug)|\+(?!\d))
      | (?P<add>(?i:add)\.?\s*+)?(?P<accidental>[b#+-]|flat|sharp|{_MAJOR})?\s*+
        (?P<degree>13|11|[2345679])(?:th|nd|rd)?(?P<behind>[+-](?!\d))?
    )""",
    re.VERBOSE,
)
_LATE_ITEM = re.compile(r"[\s,()]*+(?P<degree>13|11|9|5)(?P<accidental>[b#])(?!5)|(?P<plain>13|11|9)")
_ACCIDENTALS = {"b": "b", "-": "b", "flat": "b", "#": "#", "+": "#", "sharp": "#", "": ""}
_SUS = {"": {5}, "4": {5}, "2": {2}, "#4": {18}}
_BARE_DEGREES = frozenset(("2", "4", "6", "7", "9", "11", "13"))


@dataclass(slots=True)
class _Stack:
    """The tones of one chord while its tail is read."""

    tones: set[int]
    is_major: bool
    """Whether the tail says ``maj``, so that a seventh that is only implied is the major one."""

    def alter(self, degree: str) -> bool:
        """Take an alteration such as ``b9``, and say whether it is one."""
        if degree in ("b5", "#5"):
            self.tones -= {7}
        elif degree in ("b9", "#9"):
            self.tones -= {14}
            if not self.tones & {3, 9, 10, 11}:
                self.tones |= {11 if self.is_major else 10}
        elif degree in ("#11", "#4"):
            self.tones -= {17}
            if self.is_major and not self.tones & {9, 10, 11}:
                self.tones |= {11}
        elif degree == "b13" or (degree == "b6" and self.tones & {10, 11}):
            self.tones -= {21}
            degree = "b13"
        elif degree in ("#7", "maj7"):
            self.tones -= {10}
        elif degree not in ("b6", "b7"):
            return False
        self.tones |= {DEGREES[degree]}
        return True

    def add(self, degree: str) -> bool:
        """Take a tone more, such as ``9``, and say whether there is such a one."""
        if degree not in DEGREES:
            return False
        self.tones |= {DEGREES[degree]}
        return True

    def extend(self, degree: str) -> bool:
        """Take an extension that follows a seventh or a sixth (C7913), and say whether it does."""
        return bool(self.tones & {9, 10, 11}) and self.add(degree)

    def suspend(self, how: str) -> None:
        """Put the second, the fourth or both in the place of the third."""
        new = {2, 5} if "2" in how and "4" in how else _SUS[how]
        self.tones -= {3, 4} | ({17} if 5 in new else set()) | ({14} if 2 in new else set())
        self.tones |= new


def _read_stem(tail: str, late: bool) -> tuple[_Stack, int]:
    """The tones of the longest known stem that begins a plain tail, and where it ends."""
    family, end = "", 0
    if found := _FAMILY.match(tail):
        family, end = found.lastgroup or "", found.end()
    ends = [(family, end, False)]  # from the shortest reading to the longest
    if found := _STEM_MAJOR.match(tail, end):
        family, end = family + "maj", found.end()
        ends.append((family + "7" if found[1] == "^" else family, end, True))
    is_major = family.endswith("maj")
    if found := (_LATE_NUMBER if late else _NUMBER).match(tail, end):
        if late:
            ends.append((family + found["number"], found.end(), is_major))
        elif found["brazilian"]:
            ends.append((family + "maj7", found.end(), True))
        else:
            number = "alt" if found["alt"] else re.sub("[/.,()]", "", found["number"])
            ends.append((family + number, found.end(), is_major))
    elif late and re.match(r"(13|11|9)[b#]", tail[end:]):  # C9b is C7b9
        ends.append((family + "7", end, is_major))
    name, end, is_major = next(reading for reading in reversed(ends) if reading[0] in STEMS)
    return _Stack(set(STEMS[name]), is_major), end


def _read_item(stack: _Stack, found: re.Match[str], may_be_bare: bool) -> bool:
    """Take one item into the stack, and say whether it makes sense."""
    if found["omit"]:
        stack.tones -= OMITTED[found["omit"]]
        return bool(stack.tones)
    if found["suspended"]:
        stack.suspend(found["how"] or "")
        return True
    if found["aug"]:
        return stack.alter("#5")
    accidental, degree = found["accidental"] or found["behind"] or "", found["degree"]
    named = _ACCIDENTALS.get(accidental, "maj") + degree
    if found["add"]:
        return stack.add(named)
    if accidental:
        return stack.alter(named)
    if may_be_bare and degree == "4" and 4 in stack.tones:
        stack.suspend("4")
        return True
    return may_be_bare and degree in _BARE_DEGREES and stack.add(degree)


def _sign_stands_rightly(found: re.Match[str]) -> bool:
    """Whether a sign behind its degree is set off (``7(9+)``, ``7/5-``) or the fifth's (``5+``), and the only one."""
    return not found["behind"] or (
        not found["accidental"] and (found["degree"] == "5" or any(sign in found["separator"] for sign in "(/,"))
    )


def _read_tail_as(tail: str, late: bool) -> tuple[tuple[int, ...], int]:
    """The intervals of a plain tail, and how many of its characters were understood."""
    stack, end = _read_stem(tail, late)
    follows_item = False  # C7b913, C7sus13: digits that follow an item are a new degree
    while end < len(tail):
        if late and (found := _LATE_ITEM.match(tail, end)):
            degree = found["plain"] or found["accidental"] + found["degree"]
            understood = stack.extend(degree) if found["plain"] else stack.alter(degree)
        elif (found := _ITEM.match(tail, end)) and _sign_stands_rightly(found):
            bare_ok = bool(found["separator"]) or (follows_item and found["degree"] in ("9", "11", "13"))
            understood = _read_item(stack, found, bare_ok)
        else:
            break
        if not understood:
            break
        end, follows_item = found.end(), True
    if not tail[end:].strip(" )"):
        end = len(tail)
    return tuple(sorted(stack.tones)), end


@lru_cache(maxsize=4096)
def read_tail(tail: str) -> tuple[tuple[int, ...], int]:
    """The intervals of a tail in plain letters, and how many of its characters were understood."""
    usual = _read_tail_as(tail, late=False)
    if usual[1] == len(tail):
        return usual
    late = _read_tail_as(tail, late=True)
    return late if late[1] == len(tail) else usual


# What makes a chord its own kind of third or fifth, though its root is written small (vii°, aug).
_OWN_FAMILY = re.compile(rf"[\s(]*+(?:{_MINOR}|(?i:dim|half|sus|aug)|o|0|h|5|no3)")


def read_minor_tail(tail: str) -> tuple[tuple[int, ...], int]:
    """As ``read_tail``, on a root that is minor by itself: German ``a7``, the numeral ``ii7``."""
    if _OWN_FAMILY.match(tail):
        return read_tail(tail)
    found, understood = read_tail("m" + tail)
    return found, max(understood - 1, 0)


def usual_stack(tones: Iterable[int]) -> tuple[int, ...]:
    """Tones in semitones above the root, from −12 up, in the octave in which symbols stack them.

    A second is a ninth and a fourth an eleventh where there is a third; b13 goes with a fifth and a seventh.
    """
    classes = {tone % 12 for tone in tones}
    third = bool(classes & {3, 4})
    raised = {1: 13}
    if third:
        raised |= {2: 14, 5: 17}
    if {3, 4} <= classes:
        raised[3] = 15
    if 7 in classes:
        raised[6] = 18
        if classes & {10, 11}:
            raised[8] = 20
    if classes & {10, 11}:
        raised[9] = 21
        if not third and 5 in classes:
            raised[2] = 14
    asked = {tone % 12 for tone in tones if tone > 11}
    extended = {2: 14, 3: 15, 5: 17, 6: 18, 8: 20, 9: 21}
    return tuple(sorted(extended[c] if c in asked and c in extended else raised.get(c, c) for c in classes))
