"""How the notes of a MusicXML part are played: the signs at a note, slurs, and what words say until further notice.

MusicXML 4.0: articulations, ornaments, technical, slur, slide and glissando of a note's notations; the words pizz. and
arco, mutes, and the attribute ``pizzicato`` of a sound.
"""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from houseband.music.articulation import Articulation

SIGNS = {
    "staccato": Articulation.STACCATO, "staccatissimo": Articulation.STACCATO, "spiccato": Articulation.STACCATO,
    "scoop": Articulation.SCOOP, "falloff": Articulation.FALL, "doit": Articulation.DOIT,
    "snap-pizzicato": Articulation.PIZZICATO, "stopped": Articulation.MUTED,
}  # fmt: skip
"""Signs that say all by their presence."""
REACHED = {
    "hammer-on": Articulation.HAMMER, "pull-off": Articulation.PULL, "slide": Articulation.SLIDE,
    "glissando": Articulation.SLIDE,
}  # fmt: skip
"""Signs between two notes: the one where they stop is played so."""
LEAST_TREMOLO_MARKS = 2
WORDS = (
    (re.compile(r"^pizz", re.IGNORECASE), Articulation.PIZZICATO),
    (re.compile(r"^(?:con sord|muted?\b|with mute|mutes? on)", re.IGNORECASE), Articulation.MUTED),
    (
        re.compile(r"^(?:arco|nat\.|naturale|ord\.|ordinario|senza sord|open$|mutes? off)", re.IGNORECASE),
        Articulation.NORMAL,
    ),
)
"""What words say of all notes from there on."""


class Touch:
    """What holds from note to note in a part."""

    def __init__(self) -> None:
        self.usual = Articulation.NORMAL
        """Of every note without a sign of its own."""
        self._slurs: dict[str, set[str]] = {}

    def of_note(self, notations: Iterable[Element], voice: str) -> Articulation:
        """How a note with these notations is played."""
        slurs = self._slurs.setdefault(voice, set())
        is_slurred = bool(slurs)
        found: Articulation | None = None
        for notation in notations:
            if notation.tag == "slur":
                number = notation.get("number", "1")
                if notation.get("type") == "start":
                    slurs.add(number)
                elif notation.get("type") == "stop":
                    slurs.discard(number)
            elif notation.tag in ("articulations", "ornaments", "technical"):
                for sign in notation:
                    found = found or _meant(sign)
            else:
                found = found or _meant(notation)
        if found is not None:
            return found
        if self.usual is not Articulation.NORMAL:
            return self.usual
        return Articulation.LEGATO if is_slurred else Articulation.NORMAL

    def words(self, text: str) -> None:
        """Words over the part."""
        for pattern, articulation in WORDS:
            if pattern.match(text):
                self.usual = articulation

    def sound(self, element: Element) -> None:
        """A sound element of a direction."""
        pizzicato = element.get("pizzicato")
        if pizzicato is not None:
            self.usual = Articulation.PIZZICATO if pizzicato == "yes" else Articulation.NORMAL


def _meant(sign: Element) -> Articulation | None:
    """What one sign says of its note; None for those that say nothing of how it is struck."""
    if sign.tag in REACHED:
        return REACHED[sign.tag] if sign.get("type") == "stop" else None
    if sign.tag == "tremolo":
        marks = (sign.text or "").strip()
        is_single = sign.get("type", "single") == "single"
        return Articulation.TREMOLO if is_single and marks.isdecimal() and int(marks) >= LEAST_TREMOLO_MARKS else None
    if sign.tag == "harmonic":
        is_written_as_it_sounds = sign.find("artificial") is None and sign.find("touching-pitch") is None
        return Articulation.HARMONIC if is_written_as_it_sounds and sign.find("base-pitch") is None else None
    return SIGNS.get(sign.tag)
