"""What decorations and words over the music say about the road, and which are only about how it is played.

The names are those of ABC standard 2.1, section 4.14; the letters are its default ``U:`` table, section 4.16.
"""

import re
from typing import Literal

Until = Literal["end", "fine", "coda"]

LETTERS = {
    ".": "staccato", "~": "roll", "H": "fermata", "L": "accent", "M": "lowermordent", "O": "coda", "P": "uppermordent",
    "S": "segno", "T": "trill", "u": "upbow", "v": "downbow",
}  # fmt: skip
FERMATAS = frozenset({"fermata", "invertedfermata", "ferm", "fermatafixed"})
JUMPS: dict[str, tuple[str, Until]] = {
    "D.C.": ("", "end"), "dacapo": ("", "end"), "D.C.alfine": ("", "fine"), "D.C.alcoda": ("", "coda"),
    "D.S.": ("segno", "end"), "D.S.alfine": ("segno", "fine"), "D.S.alcoda": ("segno", "coda"),
    "dalsegno": ("segno", "end"),
}  # fmt: skip
ROAD = frozenset({*JUMPS, "segno", "coda", "dacoda", "tocoda", "fine"})
_PLAYED = frozenset(
    """staccato roll accent > emphasis lowermordent uppermordent mordent pralltriller trill trill( trill) turn turnx
    invertedturn invertedturnx arpeggio upbow downbow open thumb snap + plus wedge tenuto breath breath( caesura
    shortphrase mediumphrase longphrase slide crescendo( <( crescendo) <) diminuendo( >( diminuendo) >) pppp ppp pp p mp
    mf f ff fff ffff sfz sf fp 0 1 2 3 4 5 editorial courtesy nil none ped ped-up ped) beambr1 beambr2 repeatbar / //
    /// ^ marcato jete umarcato 8va( 8va) 8vb( 8vb)
    style=normal style=rhythm style=x style=harmonic invisible cresc( cresc)
    dim( dim) xstem rbstop beamon tune slash irishroll doublegrace ~( ~) glissando( glissando)
    """.split()  # noqa: SIM905 (a list of them would be a line each)
)
_WORDS = re.compile(
    r"\(?\s*(?:(?P<dc>d\.?\s?c\.?|da\s?capo)|(?P<ds>d\.?\s?s\.?|dal\s?segno))\s*(?P<number>[2-9])?"
    r"(?:\s*al(?:la)?\s*(?:(?P<fine>fine)|(?P<alcoda>coda)))?\s*\.?\)?"
    r"|\(?\s*(?:(?P<to>(?:to|da)\s*coda)|(?P<coda>coda|𝄌)|(?P<segno>segno|𝄋)|(?P<end>fine))\s*(?P<other>[2-9])?[.:]?\)?",
    re.IGNORECASE,
)


def is_known(name: str) -> bool:
    """Whether a decoration that is no sign of the road is one that all programs know."""
    return name in _PLAYED


def road_sign(words: str) -> str | None:
    """The decoration that words such as "D.C. al Fine" stand for, with a number if they have one; None for other words.

    The word Coda alone is where it begins (``arrival``); the sign may also be where one leaves for it.
    """
    if len(words) > 24:
        return None
    found = _WORDS.fullmatch(words.strip())
    if not found:
        return None
    number = found["number"] or found["other"] or ""
    if found["dc"] or found["ds"]:
        tail = "alfine" if found["fine"] else "alcoda" if found["alcoda"] else ""
        return ("D.C." if found["dc"] else "D.S.") + tail + number
    kind = "tocoda" if found["to"] else "arrival" if found["coda"] else "segno" if found["segno"] else "fine"
    return kind + number


def ending_numbers(text: str) -> tuple[int, ...]:
    """The passes that ``1``, ``1,3`` or ``1-3,5`` names, rising."""
    numbers: set[int] = set()
    for part in re.split(r"[,.x]", text):
        first, _, last = part.partition("-")
        if first.isdigit():
            upto = int(last) if last.isdigit() else int(first)
            numbers.update(range(int(first), max(int(first), min(upto, 99)) + 1))
    return tuple(sorted(numbers - {0}))
