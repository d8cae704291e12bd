"""What stands after a chord's root: the stems (``m7``, ``maj9``, ``sus``) and what each stacks above the root.

::

    tail       = stem , { separator , item } ;
    stem       = [ minor | dim | half | aug | dom | "sus" ] , [ major ] , [ number | "alt" ] ;
    minor      = "minor" | "min" | "mi" | "m" | "-" ;     major = "major" | "maj" | "ma" | "M" | "^" | "Δ" | "j" ;
    dim        = "dim" | "o" | "°" ;  half = "h" | "ø" ;  aug = "aug" | "+" ;  dom = "dom" ;
    number     = "2" | "4" | "5" | "6" | "69" | "6/9" | "7" | "7M" | "9" | "11" | "13" , [ "th" ] ;
    item       = alteration | "add" , degree | ( "no" | "omit" ) , degree | "sus" , [ "2" | "4" | "24" | "#4" ]
               | "aug" | "+" | major , "7" | degree ;     (* a bare degree only after a separator: C7(13), C7b9,13 *)
    alteration = ( "b" | "#" | "-" | "+" | "flat" | "sharp" ) , degree ;
    separator  = { " " | "," | "(" | ")" | "/" } ;

Jazz corpora write the accidental after the digits (``E79#`` is E7#9, ``F13b9b`` is F7b9b13). A tail is read so only
where it cannot be read the usual way: ``C9b5`` is C9 with a flat fifth.

Tones are interval names above the root. Extensions are compound (9 is 14 semitones, b13 is 20); the seconds, fourths
and sixths that belong to the chord itself are not (sus2 is 2, sus4 is 5, a sixth 9).

How chords stack, where books differ:

- ``11`` is 1 3 5 b7 9 11 in full (who does not want the third asks for ``9sus``); ``m11`` is 1 b3 5 b7 9 11.
- ``13`` and ``maj13`` leave out the 11th, which grates on a major third; ``m13`` keeps it.
- ``7alt`` is 1 3 b7 b9 #9 b13, with no natural fifth (Mark Levine, The Jazz Theory Book, ch. 3, the altered scale).
- ``2`` is the same as ``add9``; ``sus`` is ``sus4``; ``sus2`` has no third.
- ``dim`` is a triad, ``dim7`` has the diminished seventh; ``h`` and ``ø`` alone are the half-diminished seventh.
- b5 and #5 replace the fifth; #11 and b13 leave it; an altered ninth replaces the ninth.
- b9 and #9 belong to dominants: ``C(b9)`` has its b7, unless ``add`` says otherwise. ``Cmaj#11`` has its major seventh.
- ``maj``, ``ma`` and ``M`` alone are a triad; ``^`` and ``Δ`` alone are the major seventh.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

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

# The plain name of every common quality, used to say how a symbol was understood and to suggest what was meant. No two
# sound alike, so that a chord has one name.
PLAIN_NAMES = (
    "maj7", "maj9", "maj11", "maj13", "6", "69", "add9", "add11", "(add#11)", "(b5)", "5",
    "maj7#11", "maj9#11", "maj13#11", "maj7b5", "maj7#5", "maj9#5", "maj7#9", "maj7#9#11", "69#11",
    "m", "m6", "m69", "m7", "m9", "m11", "m13", "m(add9)", "m(add11)", "m(maj7)", "m(maj9)", "m(maj11)", "m(maj13)",
    "mb6", "m#5", "m7#5", "m7b9", "m7(add11)",
    "m7b5", "m9b5", "m11b5", "m13b5", "dim", "dim7", "dim9", "dim(maj7)", "dim(maj9)",
    "aug", "7", "9", "11", "13", "7b5", "7#5", "9b5", "9#5", "13#5", "7#11", "9#11", "13#11", "7b13", "9b13",
    "7(add13)",
    "7b9", "7#9", "7b9#9", "7b9b5", "7b9#5", "7b9#11", "7b9b13", "7#9b5", "7#9#5", "7#9#11", "7#9b13", "13b9",
    "13#9", "7alt",
    "sus4", "sus2", "sus24", "7sus4", "9sus4", "13sus4", "7sus2", "7sus4b9", "7sus4b13", "7sus4(add3)", "13sus4b9",
    "maj7sus4", "maj9sus4", "6sus4",
)  # fmt: skip

# Other spellings that people write, for suggestions only.
OTHER_NAMES = (
    "min", "min7", "min9", "-7", "-9", "mi7", "M7", "ma7", "^7", "o", "o7", "h", "h7", "+", "+7", "sus", "7sus",
    "9sus", "13sus", "add2", "2", "alt", "aug7", "7+", "6/9", "-6", "mM7", "7(b9)", "7(#9)", "m7-5", "7-9", "no3",
    "omit5", "maj", "major", "minor",
)  # fmt: skip


# How families are spelled, in regular expressions. Small m is minor and capital M major; words may be in capitals.
_MINOR = r"(?i:minor|min|mi)|m(?!a(?!dd))|-"  # Cma7 is major, but Cmadd9 minor
_MAJOR = r"(?i:major|maj)|(?:ma|Ma|MA)(?!dd|DD)|M|\^|j(?=\d)"
_FAMILIES = (
    ("m", _MINOR),
    ("dim", r"(?i:diminished|dim)|o(?!mit)"),
    ("half", r"h"),
    ("aug", r"(?i:augmented|aug)|\+"),
    ("dom", r"(?i:dominant|dom)"),
    ("sus", r"(?i:sus)4?(?=7|9|13)"),
)
_FAMILY = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _FAMILIES))
# Spaces are taken once and for all (*+), or a long run of them would be tried in every division.
_STEM_MAJOR = re.compile(rf"[\s(/]*+({_MAJOR})")
_NUMBER = re.compile(r"\s*+(?:7?[\s(]*+(?P<alt>(?i:altered|alt))|(?P<brazilian>7M)|"
                     r"(?P<number>6[/.,]9|69|13|11|[245679]|\(7\)))(?:th)?")  # fmt: skip
_LATE_NUMBER = re.compile(r"\s*+(?P<number>69|[67]|(?:13|11|9)(?![b#]))")  # where accidentals follow their digits
_ITEM = re.compile(
    rf"""(?P<separator>[\s,()/]*+)(?:
        (?i:no|omit)\s*+(?P<omit>13|11|[135679])(?:st|rd|th)?
      | (?P<suspended>(?i:sus))(?:\(?(?P<how>2[/,]?(?:sus)?4|4[/,]?(?:sus)?2|\#4|[24])\)?)?
      | (?P<aug>(?i:aug)|\+(?!\d))
      | (?P<add>(?i:add)\s*+)?(?P<accidental>[b#+-]|flat|sharp|{_MAJOR})?\s*+(?P<degree>13|11|[2345679])(?:th|nd|rd)?
    )""",
    re.VERBOSE,
)
_LATE_ITEM = re.compile(r"[\s,()]*+(?P<degree>13|11|9|5)(?P<accidental>[b#])(?!5)|(?P<plain>13|11|9)")
_ACCIDENTALS = {"b": "b", "-": "b", "flat": "b", "#": "#", "+": "#", "sharp": "#", "": ""}
_SUS = {"": {5}, "4": {5}, "2": {2}, "#4": {18}}
_BARE_DEGREES = frozenset(("6", "7", "9", "11", "13"))


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
    accidental, degree = found["accidental"] or "", found["degree"]
    degree = _ACCIDENTALS.get(accidental, "maj") + degree
    if found["add"]:
        return stack.add(degree)
    if accidental:
        return stack.alter(degree)
    return may_be_bare and degree in _BARE_DEGREES and stack.add(degree)


def _read_tail_as(tail: str, late: bool) -> tuple[tuple[int, ...], int]:
    """The intervals of a plain tail, and how many of its characters were understood."""
    stack, end = _read_stem(tail, late)
    follows_item = False  # C7b913, C7sus13: digits that follow an item are a new degree
    while end < len(tail):
        if late and (found := _LATE_ITEM.match(tail, end)):
            degree = found["plain"] or found["accidental"] + found["degree"]
            understood = stack.extend(degree) if found["plain"] else stack.alter(degree)
        elif found := _ITEM.match(tail, end):
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


@cache
def plain_qualities() -> dict[tuple[int, ...], str]:
    """Intervals to plain name. Raises ValueError if two names sound alike."""
    names: dict[tuple[int, ...], str] = {}
    for name in ("", *PLAIN_NAMES):
        intervals, understood = read_tail(name)
        if understood < len(name) or intervals in names:
            raise ValueError(f"no plain name of its own: {name!r}")
        names[intervals] = name
    return names


_DEGREE_NAMES = {
    0: "1", 3: "b3", 4: "3", 6: "b5", 7: "5", 8: "#5", 9: "6", 10: "b7", 11: "maj7", 13: "b9", 14: "9", 15: "#9",
    17: "11", 18: "#11", 20: "b13", 21: "13",
}  # fmt: skip
# Tones that no symbol stacks, by the octave in which symbols stack them.
_USUAL_OCTAVE = {1: 13, 12: 0, 16: 4, 19: 7, 22: 10, 23: 11}
# An alteration and the natural extension that it would replace.
_ALTERED = {13: 14, 15: 14, 18: 17, 20: 21}


@lru_cache(maxsize=1024)
def plain_tail(intervals: tuple[int, ...]) -> str:
    """The plain name of a stack of intervals: that of the nearest quality, then what it has more or lacks."""
    qualities = plain_qualities()
    if intervals in qualities:
        return qualities[intervals]
    wanted = {_USUAL_OCTAVE.get(i, i if i < 22 else i % 12) for i in intervals}
    best: tuple[int, str] | None = None
    for base, name in qualities.items():
        omitted = [degree for degree, tones in OMITTED.items() if tones & (set(base) - wanted)]
        kept = set(base).difference(*(OMITTED[degree] for degree in omitted))
        more = sorted(wanted - kept)
        if not kept <= wanted or not set(more) <= _DEGREE_NAMES.keys():
            continue  # a suspended tone that cannot be taken away or added
        has_seventh = bool(kept & {10, 11}) and not omitted
        altered = [i for i in more if i in _ALTERED and has_seventh and _ALTERED[i] not in kept and "(" not in name]
        extras = [f"no{d}" for d in omitted] + [f"add{_DEGREE_NAMES[i]}" for i in more if i not in altered]
        tail = name + "".join(_DEGREE_NAMES[i] for i in altered) + (f"({','.join(extras)})" if extras else "")
        cost = 4 * len(omitted) + 3 * len(more) - len(altered)
        if (best is None or cost < best[0]) and read_tail(tail) == (tuple(sorted(wanted)), len(tail)):
            best = cost, tail
    return best[1] if best else ""


def nearest_tail(tail: str) -> str | None:
    """The known tail that looks most like an unknown one, or None if none does."""
    from difflib import get_close_matches  # here, since few charts need it

    near = get_close_matches(tail[:20], PLAIN_NAMES + OTHER_NAMES, n=1, cutoff=0.5)
    return near[0] if near else None
