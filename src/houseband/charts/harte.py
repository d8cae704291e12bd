"""Harte's chord syntax, the one of research: ``C:maj7(9)/3``, ``A:min7/b7``, ``G:sus4(b7,9)``, ``D:(1,5)``, ``N``.

::

    chord     = "N" | "X" | note , [ ":" , ( shorthand , [ more ] | more ) ] , [ "/" , degree ] ;
    more      = "(" , list , ")" ;
    note      = "A" … "G" , { "#" | "b" } ;
    list      = [ "*" ] , degree , { "," , [ "*" ] , degree } ;          (* a star leaves the degree out *)
    degree    = { "#" | "b" } , ( "1" … "13" ) ;

From Harte, Sandler, Abdallah and Gómez, Symbolic representation of musical chords (ISMIR 2005), whose table has the
first sixteen shorthands; ``1``, ``5``, ``sus2`` and the 11ths and 13ths are of the McGill Billboard annotations
(Burgoyne, Wild and Fujinaga, ISMIR 2011), the rest of ChoCo. ``X`` (mir_eval) is a chord that nobody could name.

- A bare note is a major triad, and so is ``C/3``.
- Degrees count in the major scale on the root, whatever the shorthand: ``/7`` is a major seventh above the root.
- 13ths over a major third leave the 11th out, as the symbol 13 does here from any other format.
- Tones are put into the octave in which symbols stack them: ``maj(2)`` is an added ninth.
"""

import re
from functools import lru_cache

from houseband.charts.dialect import LONGEST
from houseband.charts.qualities import intervals, usual_stack
from houseband.charts.symbol import Symbol, spell
from houseband.errors import ChartError, Remark
from houseband.music.chord import NO_CHORD, Chord
from houseband.music.pitch import LETTERS, STEPS, pitch_name

SHORTHANDS = {
    "maj": intervals("1 3 5"), "min": intervals("1 b3 5"), "dim": intervals("1 b3 b5"), "aug": intervals("1 3 #5"),
    "maj7": intervals("1 3 5 7"), "min7": intervals("1 b3 5 b7"), "7": intervals("1 3 5 b7"),
    "dim7": intervals("1 b3 b5 bb7"), "hdim7": intervals("1 b3 b5 b7"), "minmaj7": intervals("1 b3 5 7"),
    "maj6": intervals("1 3 5 6"), "min6": intervals("1 b3 5 6"), "9": intervals("1 3 5 b7 9"),
    "maj9": intervals("1 3 5 7 9"), "min9": intervals("1 b3 5 b7 9"), "sus4": intervals("1 4 5"),
    "1": intervals("1"), "5": intervals("1 5"), "sus2": intervals("1 2 5"), "11": intervals("1 3 5 b7 9 11"),
    "13": intervals("1 3 5 b7 9 13"), "maj11": intervals("1 3 5 7 9 11"), "maj13": intervals("1 3 5 7 9 13"),
    "min11": intervals("1 b3 5 b7 9 11"), "min13": intervals("1 b3 5 b7 9 11 13"), "6": intervals("1 3 5 6"),
    "hdim": intervals("1 b3 b5 b7"), "aug7": intervals("1 3 #5 b7"), "augmaj7": intervals("1 3 #5 7"),
    "minmaj9": intervals("1 b3 5 7 9"), "hdim9": intervals("1 b3 b5 b7 9"), "dim9": intervals("1 b3 b5 bb7 9"),
    "aug9": intervals("1 3 #5 b7 9"), "7sus4": intervals("1 4 5 b7"), "power": intervals("1 5"),
    "pedal": intervals("1"),
}  # fmt: skip
NOTE = re.compile(r"[A-G](?:b{1,4}|#{1,4})?")
_DEGREE = re.compile(r"(\*?)([b#]{0,3})(1[0-3]|[1-9])")
_CHORD = re.compile(
    rf"(?P<root>{NOTE.pattern})(?::(?P<shorthand>[a-z]*[0-9]*[a-z]*[0-9]*)(?P<list>\([^()]*\))?)?(?:/(?P<bass>[b#]{{0,3}}[0-9]+))?"
)
_HINT = "root:shorthand(degrees)/bass, as C:maj7(9)/3; N is no chord"


@lru_cache(maxsize=4096)
def parse_harte(text: str) -> Symbol:
    """The chord that a label in Harte's syntax is. Raises ChartError if it is none.

    A shorthand or a degree that nobody knows is left out with a remark.
    """
    label = text.strip()
    if label == "N":
        return Symbol(text, NO_CHORD, "", "", "", "N.C.", ())
    if label == "X":
        remark = Remark("a chord that nobody could name: 'X'", None, 1, text, "no chord is played there")
        return Symbol(text, NO_CHORD, "", "", "", "N.C.", (remark,))
    found = _CHORD.fullmatch(label) if len(label) <= LONGEST else None
    if found is None:
        raise ChartError(f"not a chord label: {label[:LONGEST]!r}", column=1, text=text[:LONGEST], hint=_HINT)
    problems: list[tuple[str, int]] = []
    shorthand, degrees = found["shorthand"], found["list"]
    if shorthand and shorthand not in SHORTHANDS:
        problems.append((f"unknown shorthand {shorthand!r}", found.start("shorthand")))
    if shorthand is None or shorthand not in SHORTHANDS:
        shorthand = "" if degrees else "maj"
    tones = set(SHORTHANDS[shorthand]) if shorthand else {0}
    for part in (degrees or "()")[1:-1].split(","):
        degree = _DEGREE.fullmatch(part.strip())
        if degree is None:
            if part.strip():
                problems.append((f"unknown degree {part.strip()!r}", found.start("list")))
        elif degree[1]:
            tones -= {tone for tone in tones if tone % 12 == semitones_of(degree) % 12}
        else:
            tones.add(semitones_of(degree))
    stack = usual_stack(tones)
    root_name = _plain(found["root"])
    root, bass, bass_name = _pitch(found["root"]), _pitch(found["root"]), ""
    if found["bass"] and (degree := _DEGREE.fullmatch(found["bass"])):
        bass = (root + semitones_of(degree)) % 12
        bass_name = _named(found["root"], int(degree[3]), bass)
    elif found["bass"]:
        problems.append((f"unknown bass {found['bass']!r}", found.start("bass")))
    if not stack:
        raise ChartError(f"a chord without tones: {label!r}", column=1, text=text, hint=_HINT)
    chord = Chord(root, bass, stack)
    read_as = spell(chord, root_name, bass_name)
    start = text.index(label)
    remarks = tuple(
        Remark(f"{problem} in '{label}'", None, start + at + 1, text, f"Played as {read_as}.")
        for problem, at in problems
    )
    return Symbol(text, chord, root_name, label[found.end("root") :].lstrip(":"), bass_name, read_as, remarks)


def semitones_of(degree: re.Match[str]) -> int:
    """Semitones of a degree above the root: 14 for ``9``, 13 for ``b9``."""
    octave, step = divmod(int(degree[3]) - 1, 7)
    return 12 * octave + STEPS[LETTERS[step]] + degree[2].count("#") - degree[2].count("b")


def _pitch(note: str) -> int:
    return (STEPS[note[0]] + note.count("#") - note[1:].count("b")) % 12


def _plain(note: str) -> str:
    """A note with at most two accidentals: nobody plays from Ebbb."""
    return note if len(note) <= 3 else pitch_name(_pitch(note), "b" in note[1:])


def _named(root: str, degree: int, pc: int) -> str:
    """A bass by its degree above the root: /b3 of A is C, /3 is C#."""
    letter = LETTERS[(LETTERS.index(root[0]) + degree - 1) % 7]
    away = (pc - STEPS[letter] + 6) % 12 - 6
    if abs(away) > 1:
        return pitch_name(pc, flats="b" in root[1:])
    return letter + ("#" * away if away > 0 else "b" * -away)
