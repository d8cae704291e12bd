"""How the notes of a melody are spelled: as tones of the chord of the moment, or else as the key suggests."""

from houseband.music.chord import Chord
from houseband.music.key import Key
from houseband.music.pitch import LETTERS, STEPS, pitch_class, spelled

_ORDER_OF_SHARPS = "FCGDAEB"
_FLATTEST, _SHARPEST = -3, 8  # on the line of fifths from the tonic: in C from Eb to G#
ACCIDENTALS = {0: "natural", 1: "sharp", -1: "flat", 2: "double-sharp", -2: "flat-flat"}


def spell(pitch: int, fifths: int, chord: Chord | None, root_name: str) -> tuple[str, int, int]:
    """Step, alter and octave of a MIDI key. ``fifths`` is the key signature, ``root_name`` how the chord is spelled."""
    name = _chord_tone(pitch % 12, chord, root_name) or _in_key(pitch % 12, fifths)
    step, alter = name[0], name.count("#") - name.count("b")
    return step, alter, (pitch - STEPS[step] - alter) // 12 - 1


def signature(fifths: int) -> dict[str, int]:
    """The alter of each step under a key signature."""
    altered = dict.fromkeys(LETTERS, 0)
    for place in range(abs(fifths)):
        step = _ORDER_OF_SHARPS[place % 7] if fifths > 0 else _ORDER_OF_SHARPS[6 - place % 7]
        altered[step] += 1 if fifths > 0 else -1
    return altered


def signature_of(key: Key | None) -> int:
    """Sharps (positive) or flats of a key, at most seven: more are another key that sounds the same."""
    fifths = 0 if key is None else key.fifths
    return fifths - 12 if fifths > 7 else fifths + 12 if fifths < -7 else fifths


def _chord_tone(pc: int, chord: Chord | None, root_name: str) -> str:
    if chord is None or chord.root is None or not root_name or pitch_class(root_name) != chord.root:
        return ""
    for interval in chord.intervals:
        if (chord.root + interval) % 12 == pc and interval < 24:
            name = spelled(root_name, interval, chord.seventh == 9)
            return name if len(name) <= 2 else ""
    return ""


def _in_key(pc: int, fifths: int) -> str:
    """The spelling nearest to the key on the line of fifths."""
    place = next(p for p in range(fifths + _FLATTEST, fifths + _SHARPEST + 1) if 7 * p % 12 == pc)
    octave, step = divmod(place + 1, 7)
    return _ORDER_OF_SHARPS[step] + ("#" * octave if octave > 0 else "b" * -octave)
