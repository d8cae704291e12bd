"""Which drum an unpitched note means where the score gives no MIDI key: by the instrument's name, or by its line.

Keys: General MIDI Level 1 percussion map. Lines: the places of Norman Weinberg, Guidelines for Drumset Notation
(Percussive Notes, 1994), written as in treble clef.
"""

_BY_NAME = (  # the first whose words are all in the name
    ("bass drum", 36), ("kick", 36), ("side stick", 37), ("sidestick", 37), ("cross stick", 37), ("rim", 37),
    ("snare", 38), ("clap", 39), ("floor tom", 41), ("low tom", 45), ("high tom", 50), ("tom", 47),
    ("pedal hi-hat", 44), ("open hi-hat", 46), ("hi-hat", 42), ("hihat", 42), ("hi hat", 42), ("ride bell", 53),
    ("ride", 51), ("crash", 49), ("splash", 55), ("china", 52), ("chinese", 52), ("cymbal", 49), ("tambourine", 54),
    ("cowbell", 56), ("maraca", 70), ("claves", 75), ("wood block", 76), ("woodblock", 76), ("triangle", 81),
    ("bongo", 60), ("conga", 63), ("timbale", 65), ("guiro", 73), ("cabasa", 69), ("shaker", 82), ("gong", 52),
    ("tam-tam", 52), ("castanets", 85), ("drum", 38),
)  # fmt: skip
_BY_LINE = {
    "D4": 44, "E4": 36, "F4": 36, "G4": 41, "A4": 43, "B4": 45, "C5": 38, "D5": 48, "E5": 50, "F5": 51, "G5": 42,
    "A5": 49, "B5": 49,
}  # fmt: skip
_CROSSED = {"C5": 37, "D4": 44, "F5": 51, "G5": 42, "A5": 49}  # an x-shaped head on these lines
_ANY = 38


def drum_key(name: str) -> int | None:
    """The percussion key of an instrument of this name; None if the name says nothing."""
    low = name.lower()
    return next((key for words, key in _BY_NAME if words in low), None)


def drum_key_of_line(place: str, crossed: bool) -> int:
    """The percussion key of a note at this place of a five-line staff, such as ``C5``."""
    return (_CROSSED.get(place) if crossed else None) or _BY_LINE.get(place, _ANY)
