"""The signs of a line of music, and what a note is written as.

::

    music      = { note | rest | group | bar | ending | quoted | grace | tuplet | broken | decoration | inline | … } ;
    note       = [ accidental ] , "A" … "G" | "a" … "g" , { "," | "'" } , length ;
    accidental = "^" | "^^" | "_" | "__" | "=" ;                         (* and "^/" "_3/2" for less than a semitone *)
    length     = [ number ] , { "/" } , [ number ] ;                     (* "//" is a quarter of the unit *)
    rest       = ( "z" | "x" ) length | ( "Z" | "X" ) [ bars ] | "y" [ number ] ;
    group      = "[" { note | decoration | tie } "]" length ;
    bar        = a run of "|" ":" "[" "]" with a "|" or "::" in it , [ ending numbers ] ;
    ending     = "[" number { "," number | "-" number } ;
    inline     = "[" letter ":" text "]" ;
    tuplet     = "(" number , [ ":" [ number ] , [ ":" [ number ] ] ] ;
    decoration = "!" name "!" | "+" name "+" | "." | "~" | "H" … "W" | "h" … "w" ;

ABC standard 2.1, chapter 4. ``+CEG+`` is the chord of notes of ABC 1.6, and a lone ``!`` its end of a line.
"""

import re

LENGTH = r"\d{0,4}/{0,6}\d{0,4}"
NOTE = rf"(?:\^\^|__|[\^_](?:\d{{0,2}}/\d{{0,2}})?|=)?[A-Ga-g][,']{{0,8}}{LENGTH}"
NUMBERS = r"\d{1,2}(?:[,.\-x]\d{1,2})*"
TOKEN = re.compile(
    rf"[ \t`$\\]*(?:"
    rf"(?P<note>{NOTE})"
    rf"|(?P<bar>\.?(?:[|:\]]|\[(?=\|))+)(?P<ends>\s?\[?{NUMBERS})?"
    rf'|"(?P<quoted>[^"]*)"'
    rf"|\[(?P<field>[A-Za-z]):(?P<value>[^\]]*)\]"
    rf"|\[(?P<ending>{NUMBERS})\.?"
    rf"|\[(?P<group>[^\]\[|]*)\](?P<times>{LENGTH})"
    rf"|(?P<rest>[zx]{LENGTH}|[ZX]\d{{0,4}})"
    rf"|(?P<broken><{{1,4}}|>{{1,4}})"
    rf"|(?P<tie>\.?-)"
    rf"|\((?P<p>[2-9])(?!\d)(?::(?P<q>\d?)(?::(?P<r>\d{{0,2}}))?)?"
    rf"|(?P<slur>\.?\((?!&)[,']?|\.?\))"
    rf"|(?P<grace>\{{[^{{}}]*\}})"
    rf'|!(?P<deco>[^!\s|"]{{1,40}})!|\+(?P<plus>[^+\s|"]{{1,40}})\+'
    rf"|(?P<space>y\d{{0,4}})"
    rf"|(?P<overlay>\(&|&\)|&+)"
    rf"|(?P<letter>[.~H-Wh-w])"
    rf"|(?P<junk>\S)"
    rf")"
)
NOTE_PARTS = re.compile(r"(\^\^|__|\^|_|=)?(\d{0,2}/?\d{0,2})([A-Ga-g])([,']*)(\d*)(/*)(\d*)")
IN_GROUP = re.compile(
    rf"(?P<note>{NOTE})(?P<tie>\.?-)?|\"(?P<quoted>[^\"]*)\"|!(?P<deco>[^!\s]+)!|(?P<letter>[.~H-Wh-w])"
)
_LENGTH_PARTS = re.compile(r"(\d*)(/*)(\d*)")
_ALTERS = {"^": 1, "^^": 2, "_": -1, "__": -2, "=": 0}
_STEPS = (0, 2, 4, 5, 7, 9, 11)

Written = tuple[int, int, int | None, int, int]
"""A note as written: its letter from C (0–6), the MIDI key of the natural note, its accidental in semitones if it has
one, and its length as a multiple and a part of the unit."""


def length_of(number: str, slashes: str, divisor: str) -> tuple[int, int]:
    """A written length as a multiple and a part of the unit; a part of zero counts as one."""
    times = int(number) if number else 1
    if not slashes:
        return times, 1
    return times, (int(divisor) or 1) if divisor else 2 ** len(slashes)


def read_length(text: str) -> tuple[int, int]:
    """As ``length_of``, from the text behind a rest or a group."""
    found = _LENGTH_PARTS.match(text)
    return length_of(found[1], found[2], found[3]) if found else (1, 1)


def read_note(text: str) -> tuple[Written, bool]:
    """A note, and whether its accidental is less than a semitone (which is rounded away from the natural note)."""
    found = NOTE_PARTS.match(text)
    assert found is not None
    name = found[3]
    letter = "CDEFGAB".index(name.upper())
    octaves = (5 if name.islower() else 4) + found[4].count("'") - found[4].count(",") + 1
    alter = _ALTERS[found[1]] if found[1] else None
    times, by = length_of(found[5], found[6], found[7])
    return (letter, _STEPS[letter] + 12 * octaves, alter, times, by), bool(found[2])
