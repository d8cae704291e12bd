"""Roadmaps as a line of letters, and the order in which a musician plays them.

A letter is a bar of 4/4 (``a=3`` lasts three quarters), numbered from 1 (a short first bar is 0). Before it may stand
``|:``, a segno ``S`` ``S2``, a coda ``O`` ``O2``, an ending ``[1`` ``[1-3`` ``[2,4`` (until ``]`` or the next one) and
a section name ``<Verse>``; after it ``:|`` ``:|3`` (times in all) ``:|open``, ``>O`` ``>O2`` (To Coda), ``Fine``, and
jumps ``DC`` ``DS`` ``DS2``, with ``F`` al Fine, with ``O`` al Coda: ``DCF`` ``DSO`` ``DS2O``.
"""

import re
from dataclasses import replace
from fractions import Fraction
from typing import Literal, NamedTuple

from houseband.charts.chart import Bar, Chart, ChordChange, Jump
from houseband.charts.conventions import CUSTOMARY, Conventions
from houseband.charts.form import Form, unfold
from houseband.charts.journey import Chorus
from houseband.charts.symbol import parse_symbol
from houseband.music.meter import COMMON_TIME

_WORD = re.compile(
    r"\|:|:\|(?P<times>\d+|open)?|\[(?P<ending>[\d,-]+)|\]|(?P<segno>S\d?)(?=\s)|(?P<coda>O\d?)(?=\s)|<(?P<section>[^>]*)>"
    r"|>(?P<to>O\d?)|(?P<fine>Fine)|D(?P<jump>C|S\d?)(?P<until>[FO]?)|(?P<bar>[a-z])(?:=(?P<quarters>\d+))?"
)
_UNTIL: dict[str, Literal["end", "fine", "coda"]] = {"": "end", "F": "fine", "O": "coda"}


def roadmap(text: str, section_order: str = "") -> Chart:
    """The chart of such a line. Each bar has a chord, so that it can be written, read and played."""
    bars: list[Bar] = []
    before: dict[str, object] = {}
    endings: tuple[int, ...] = ()

    def after(**signs: object) -> None:
        bars[-1] = replace(bars[-1], **signs)  # type: ignore[arg-type]

    for word in text.split():
        found = _WORD.fullmatch(word + " ") or _WORD.match(word + " ")
        assert found is not None, word
        if found["bar"]:
            duration = Fraction(found["quarters"] or 4)
            number = bars[-1].number + 1 if bars else int(duration == 4)
            chord = ChordChange(Fraction(0), "C", parse_symbol("C").chord)
            signs = {"endings": endings, **before}
            bars.append(Bar(number, COMMON_TIME, duration, (chord,), **signs))  # type: ignore[arg-type]
            before = {}
        elif word == "|:":
            before["repeat_start"] = True
        elif word.startswith(":|"):
            count = found["times"] or "2"
            after(repeat_count=2 if count == "open" else int(count), open_repeat=count == "open")
        elif found["ending"]:
            first, _, last = found["ending"].partition("-")
            endings = tuple(range(int(first), int(last) + 1)) if last else tuple(int(n) for n in first.split(","))
        elif word == "]":
            endings = ()
        elif found["segno"]:
            before["segno"] = "segno" if found["segno"] == "S" else found["segno"][1:]
        elif found["coda"]:
            before["coda"] = "coda" if found["coda"] == "O" else found["coda"][1:]
        elif found["section"] is not None:
            before["section"] = found["section"]
        elif found["to"]:
            after(to_coda="coda" if found["to"] == "O" else found["to"][1:])
        elif found["fine"]:
            after(fine=True)
        else:
            to = "" if found["jump"] == "C" else found["jump"][1:] or "segno"
            after(jump=Jump(to, _UNTIL[found["until"]]))
    return Chart(text, tuple(bars), "test", section_order=tuple(section_order.split()))


def letters(form: Form) -> str:
    """The order that sounds, a letter a bar."""
    return "".join(chr(ord("a") + i) for i in form.order)


def sounds(text: str, conventions: Conventions = CUSTOMARY, chorus: Chorus = "only", order: str = "") -> str:
    """The letters of a roadmap as they sound."""
    return letters(unfold(roadmap(text, order), conventions, chorus))


class Road(NamedTuple):
    """One case."""

    text: str
    sounds: str
    why: str
    """The convention, by its short name in docs/form.md."""


ROADS = (
    # Repeats.
    Road("a b c", "abc", "as it stands"),
    Road("|: a b :| c", "ababc", "repeat"),
    Road("a |: b c :| d", "abcbcd", "repeat"),
    Road("|: a b :|3 c", "abababc", "repeat, times in all"),
    Road("|: a :|4 b", "aaaab", "repeat, times in all"),
    Road("a b :|3", "ababab", "repeat, times in all"),
    Road("a b :| c", "ababc", "no opening sign: from the top"),
    Road("a b :| c d :| e", "ababcdcde", "no opening sign: from the last repeat"),
    Road("|: a :| b c :| d", "aabcbcd", "no opening sign: from the last repeat"),
    Road("|: a b :| |: c d :|", "ababcdcd", "repeat"),
    Road("a |: b :| c |: d :| e", "abbcdde", "repeat"),
    # Repeats in repeats.
    Road("|: a |: b c :| d :|", "abcbcdabcbcd", "nested"),
    Road("|: a |: b :| |: c :| d :| e", "abbccdabbccde", "nested"),
    Road("|: a |: b |: c :| d :| e :| f", "abccdbccdeabccdbccdef", "nested"),
    Road("|: a |: b :|3 c :| d", "abbbcabbbcd", "nested"),
    Road("a |: b c :|5 d e f g :|1 h", "abcbcbcbcbcdefgh", "nested"),
    # Endings.
    Road("|: a b [1 c :| [2 d ] e", "abcabde", "endings"),
    Road("a b [1 c :| [2 d ] e", "abcabde", "endings, no opening sign"),
    Road("|: a [1 b c :| [2 d e ] f", "abcadef", "endings of two bars"),
    Road("|: a [1 b :| [2 c :| [3 d ] e", "abacade", "three endings"),
    Road("|: a [1 b :| [2 c d e :| [3 f g h i :| [4 j :| [5 k l", "abacdeafghiajakl", "five endings"),
    Road("|: a [1-3 b :|4 [4 c ] d", "abababacd", "an ending for several passes"),
    Road("|: a [1,2 b :| [3 c ] d", "ababacd", "an ending for several passes"),
    Road("|: a [1,3 b :| [2,4 c :| ] d", "abacabacd", "an ending for several passes"),
    Road("|: a [2 b :| [1 c :| [3 d ] e", "acabade", "by number, in whatever order"),
    Road("|: a [2 b ] [1 c :| ] d", "acabd", "by number, in whatever order"),
    Road("|: a [1 b :| [2 c :| ] d", "abacd", "a sign at the last ending adds nothing"),
    Road("|: a [1 b :| ] c", "abac", "a first ending alone"),
    Road("|: a [1-3 b :| ] c", "abababac", "a first ending alone"),
    Road("|: a [1 b :|3 [2 c ] d", "ababacd", "more passes than endings"),
    Road("|: a [1 b :| [2 c ] |: d [1 e :| [2 f ]", "abacdedf", "endings twice"),
    Road("|: a [1 b :| [2 c ] d [1 e :| [2 f ]", "abacdedf", "endings twice"),
    Road("|: a |: b [1 c :| [2 d ] e :| f", "abcbdeabcbdef", "endings in a repeat"),
    Road("a [1 |: b :| c :| [2 d", "abbcad", "a repeat in an ending"),
    Road("a [1 b |: c :| d :| [2 |: e :| f ] g", "abccdaeefg", "a repeat in an ending"),
    Road("|: a [1 b :| [2 |: c ] d :| e", "abacdcde", "a repeat that opens in an ending"),
    Road("[1 |: a b :| [2 c ] d", "abcd", "nothing before the endings"),
    # D.C. and D.S.
    Road("a b Fine c d DCF", "abcdab", "al Fine"),
    Road("a b Fine c d DC", "abcdab", "a plain D.C. obeys what the chart has"),
    Road("a b DC c", "ababc", "D.C. to the end"),
    Road("a S b Fine c DSF", "abcb", "al Fine"),
    Road("a S b c DS d", "abcbcd", "D.S. to the end"),
    Road("a S b >O c DSO O d e", "abcbde", "al Coda"),
    Road("a >O b DCO O c", "abac", "al Coda"),
    Road("S a >O b DS O c", "abac", "a plain D.S. obeys what the chart has"),
    Road("|: a b :| c Fine d DCF", "ababcdabc", "no repeats after a jump"),
    Road("S |: a [1 b :| [2 c ] d >O e DSO O f", "abacdeacdf", "the last ending after a jump"),
    Road("|: a :| b DC c |: d :|", "aabab" + "cdd", "what comes after the jump is new"),
    Road("a >O b DCO O |: c :| d", "abaccd", "what comes after the jump is new"),
    Road("|: a [1 b Fine :| [2 c ] d DCF", "abacdab", "the ending with the Fine"),
    Road("|: a [1 b >O :| [2 c ] d DCO O e", "abacdabe", "the ending with the To Coda"),
    Road("|: a Fine b :| c DCF", "ababca", "Fine in a repeat"),
    Road("|: a >O b :| c DCO O d", "ababcad", "To Coda in a repeat"),
    Road("a Fine [1 b :| [2 c DCF", "abaca", "the jump in the last ending"),
    Road("a S b [1 c DSF [2 d Fine", "abcbd", "the jump in place of a repeat sign"),
    Road("S a [1 b DS [2 c DS [3 d", "abacad", "the jump in place of a repeat sign"),
    Road("a Fine b :| DCF", "ababa", "a repeat and a jump at one bar line"),
    Road("S a b DS c DS d", "ababcabcd", "two jumps to one segno"),
    Road("a b DC c DC d", "ababcabcd", "each jump once"),
    Road("S a S2 b DS2 c DS d", "abbcabcd", "two segnos"),
    Road("S a b S2 c Fine d DS e DS2F", "abcdabcdec", "two segnos"),
    Road("a >O b >O2 c DCO O d DCO O2 e", "abcadabe", "two codas"),
    Road("S a >O b DSO O c S2 d >O2 e DS2O O2 f", "abacdedf", "two codas"),
    Road("a >O b DCO O c Fine", "abac", "Fine in the coda"),
    Road("a S b >O c DSO O d |: e :| Fine", "abcbdee", "Fine in the coda"),
    # Pickups: a first bar shorter than the meter.
    Road("a=1 b c :| d", "abcbcd", "no room for the pickup"),
    Road("a=1 b c=3 :| d", "abcabcd", "the pickup fits"),
    Road("a=1 |: b c :| d", "abcbcd", "pickup before the sign"),
    Road("a=1 b c DC d", "abcbcd", "no room for the pickup"),
    Road("a=1 b Fine c=3 DCF", "abcab", "the pickup fits"),
)  # fmt: skip
