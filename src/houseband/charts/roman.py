"""Roman numerals of analysis, as the Rock Corpus writes them: ``I bVII V/vi iih65 V42/IV Vs4 i6 #ivh7 Id7 V7b9``.

::

    numeral = accidentals , degree , [ quality ] , [ "d" ] , [ figure ] , { change } , { "/" , numeral } ;
    degree  = "I" … "VII" | "i" … "vii" ;                                       (* capitals are major, small is minor *)
    quality = "o" | "°" | "x" | "h" | "ø" | "a" ;     (* diminished, fully and half diminished with 7, augmented *)
    figure  = "6" | "64" | "7" | "65" | "43" | "42" | "9" | "11" | "13" ;                   (* figured bass, and more *)
    change  = ( "s" | "sus" ) , [ "2" | "4" ] | ( "b" | "#" | "+" ) , degree number ;

From de Clercq and Temperley, A corpus analysis of rock harmony, Popular Music 30/1 (2011), and the corpus's programs
page (http://rockcorpus.midside.com/programs.html); what neither says is inferred from the analyses, and marked (*).

- Degrees count in the major scale on the tonic, in minor too: the sixth chord of A minor is bVI.
- Sevenths are of the key: I7 and IV7 have a major seventh, V7 and II7 a minor one (*); d asks for the minor: ``Id7``.
- What stands behind a slash is the tonic for what stands before it: ``V42/IV`` is C7/Bb in C.
- ``V11`` has no third (*): in Both Sides Now the corpus explains it as C#-G#-B-F#.
- Analysts of other schools mean other things by a 7 or a bare VI in minor; for charts see ``numerals.py``.
"""

import re
from functools import lru_cache

from houseband.charts.dialect import LONGEST
from houseband.charts.numerals import degree_name, degree_semitones, seventh_of
from houseband.charts.qualities import read_tail
from houseband.charts.symbol import Symbol, plain_characters, spell
from houseband.errors import ChartError, Remark
from houseband.music.chord import Chord
from houseband.music.key import Key
from houseband.music.pitch import pitch_class, pitch_name, spelled

_NUMERAL = re.compile(
    r"(?P<accidentals>[b#]{0,2})(?P<degree>VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)(?P<quality>[oxha])?(?P<dominant>d)?"
    r"(?P<figure>6/?4|6/?5|4/?3|4/?2|13|11|6|7|9)?(?P<changes>(?:s(?:us)?[24]?|[b#+]1?[0-9])*)"
)
_CHANGE = re.compile(r"s(?:us)?([24]?)|([b#+])(1?[0-9])")
_DEGREES = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7}
_INVERSIONS = {"6": 1, "64": 2, "65": 1, "43": 2, "42": 3}
_HINT = "a numeral from I to VII with its figures, as V65/ii"


@lru_cache(maxsize=4096)
def parse_roman(text: str, key: Key) -> Symbol:
    """The chord that an analyst's numeral is over a tonic. Raises ChartError if it is none.

    Figures that mean nothing to us are left out with a remark. Of ``key`` only the tonic counts.
    """
    plain = plain_characters(text).strip()
    found = _NUMERAL.match(plain) if len(plain) <= LONGEST else None
    if found is None:
        raise ChartError(f"not a numeral: {plain[:LONGEST]!r}", column=1, text=text[:LONGEST], hint=_HINT)
    rest, tonics = plain[found.end() :], ""
    slash = rest.find("/")
    if slash >= 0:
        rest, tonics = rest[:slash], rest[slash + 1 :]
    above, steps = _tonic(tonics, text) if slash >= 0 else (0, 0)
    degree = _DEGREES[found["degree"].lower()]
    semitones = above + degree_semitones(degree, found["accidentals"])
    root_name = degree_name(key, (steps + degree - 1) % 7 + 1, semitones)
    tail, lowest = _tail(found, degree)
    intervals, understood = read_tail(tail)
    root, bass_name = pitch_class(root_name), ""
    if lowest:
        chord_tones = [tone for tone in intervals if tone < 12]
        tone = chord_tones[min(lowest, len(chord_tones) - 1)]
        bass_name = spelled(root_name, tone, found["quality"] == "x")
        bass_name = bass_name if len(bass_name) <= 2 else pitch_name(root + tone, key.prefers_flats)
    chord = Chord(root, pitch_class(bass_name) if bass_name else root, intervals)
    read_as = spell(chord, root_name, bass_name)
    remarks: tuple[Remark, ...] = ()
    if rest or understood < len(tail):
        column = text.index(text.strip()[:1]) + (found.end() if rest else found.start("changes")) + 1
        remarks = (Remark(f"unknown numeral '{text.strip()}'", None, column, text, f"Played as {read_as}."),)
    return Symbol(text, chord, root_name, plain[found.end("degree") : found.end()], bass_name, read_as, remarks)


def _tonic(tonics: str, text: str) -> tuple[int, int]:
    """How many semitones and how many steps above the key's tonic the tonic of an applied chord is (``V/ii`` of I)."""
    above, steps = 0, 0
    for tonic in reversed(tonics.split("/")):
        found = _NUMERAL.fullmatch(tonic)
        if found is None:
            raise ChartError(f"not a numeral: {tonic!r} in {text.strip()!r}", column=1, text=text, hint=_HINT)
        degree = _DEGREES[found["degree"].lower()]
        above += degree_semitones(degree, found["accidentals"])
        steps += degree - 1
    return above, steps


def _tail(found: re.Match[str], degree: int) -> tuple[str, int]:
    """The quality as a chord symbol's tail, and which tone of the chord is the lowest."""
    small, quality, figure = found["degree"].islower(), found["quality"] or "", (found["figure"] or "").replace("/", "")
    changes = _CHANGE.findall(found["changes"])
    has_seventh = figure in ("7", "65", "43", "42", "9", "11", "13") or found["dominant"] or quality == "x"
    number = figure if figure in ("9", "11", "13") else "7" if has_seventh else ""
    is_major = not small and quality in ("", "a")
    seventh = seventh_of(degree, degree_semitones(degree, found["accidentals"]))
    if number and is_major and not found["dominant"] and seventh == "maj7":
        number = "maj" + number
    if quality in ("o", "x"):
        tail = "dim" + number
    elif quality == "h":
        tail = "h" + (number or "7")
    elif quality == "a":
        tail = "aug" + number
    elif small:
        tail = "m" + number
    else:
        tail = "9sus4" if number == "11" else number
    for suspended, sign, tone in changes:
        if not sign:
            tail += "sus" + suspended
        elif sign == "+":
            tail += f"(add{tone})"
        else:
            tail += f"({sign}{tone})"
    return tail, _INVERSIONS.get(figure, 0)
