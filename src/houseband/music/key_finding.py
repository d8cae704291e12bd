"""Which key chords are in, when the chart does not say.

Each of the 24 major and minor keys is scored by how much of the chords' time its scale covers (harmonic minor counts as
minor), with a premium where the tonic chord begins and, more, where it ends the tune: the rule of thumb of every fake
book reader, and the two strongest cues in Temperley, Music and Probability (2007), ch. 6.
"""

from collections.abc import Sequence

from houseband.music.chord import Chord
from houseband.music.key import Key
from houseband.music.pitch import FLAT_NAMES

_SCALES = {"major": frozenset({0, 2, 4, 5, 7, 9, 11}), "minor": frozenset({0, 2, 3, 5, 7, 8, 10, 11})}
_THIRDS = {"major": 4, "minor": 3}
_FIRST_PREMIUM = 0.10
_LAST_PREMIUM = 0.20
_MINOR_PENALTY = 0.03  # its eight tones cover more than seven by chance


def find_key(chords: Sequence[tuple[Chord, float]]) -> Key | None:
    """The likeliest key of (chord, how long it lasts in any unit) pairs; None if there is no chord at all."""
    sounding = [(chord, weight) for chord, weight in chords if chord.root is not None]
    total = sum(weight for _, weight in sounding)
    if not sounding or total <= 0:
        return None

    def score(tonic: int, mode: str) -> float:
        scale = {(tonic + step) % 12 for step in _SCALES[mode]}
        covered = sum(
            weight * sum(pc in scale for pc in chord.pitch_classes) / len(chord.pitch_classes)
            for chord, weight in sounding
        )
        value = covered / total - (_MINOR_PENALTY if mode == "minor" else 0.0)
        for (chord, _), premium in ((sounding[0], _FIRST_PREMIUM), (sounding[-1], _LAST_PREMIUM)):
            if chord.root == tonic and (tonic + _THIRDS[mode]) % 12 in chord.pitch_classes:
                value += premium
        return value

    best = max(((tonic, mode) for tonic in range(12) for mode in ("major", "minor")), key=lambda one: score(*one))
    key = Key(FLAT_NAMES[best[0]], "major" if best[1] == "major" else "minor")
    return key.transposed(12 - 1).transposed(1) if abs(key.fifths) > 6 else key
