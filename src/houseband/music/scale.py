"""Scales: the notes of a key, and the chord scales that give a player the notes between the tones of a chord.

A scale is its intervals in semitones above its root, rising, from 0 and below 12. Which scale goes with which chord
follows Mark Levine, The Jazz Theory Book (Sher Music, 1995), ch. 3, "Chord/Scale Theory": the modes of the major scale
and of the melodic minor, the diminished and the whole-tone scale. The modes of the harmonic minor and the scales marked
below are not in his chart; they are there for altered chords that he leaves to the player.
"""

from functools import lru_cache

from houseband.music.chord import Chord

Scale = tuple[int, ...]

SCALES: dict[str, Scale] = {
    # modes of the major scale
    "ionian": (0, 2, 4, 5, 7, 9, 11),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "aeolian": (0, 2, 3, 5, 7, 8, 10),
    "locrian": (0, 1, 3, 5, 6, 8, 10),
    # modes of the melodic minor
    "melodic minor": (0, 2, 3, 5, 7, 9, 11),
    "dorian b2": (0, 1, 3, 5, 7, 9, 10),
    "lydian augmented": (0, 2, 4, 6, 8, 9, 11),
    "lydian dominant": (0, 2, 4, 6, 7, 9, 10),
    "mixolydian b6": (0, 2, 4, 5, 7, 8, 10),
    "locrian natural 2": (0, 2, 3, 5, 6, 8, 10),
    "altered": (0, 1, 3, 4, 6, 8, 10),
    # symmetrical scales
    "half-whole": (0, 1, 3, 4, 6, 7, 9, 10),
    "whole-half": (0, 2, 3, 5, 6, 8, 9, 11),
    "whole tone": (0, 2, 4, 6, 8, 10),
    # harmonic minor, its modes, and the harmonic major
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
    "dorian #4": (0, 2, 3, 6, 7, 9, 10),
    "phrygian dominant": (0, 1, 4, 5, 7, 8, 10),
    "lydian #2": (0, 3, 4, 6, 7, 9, 11),
    "harmonic major": (0, 2, 4, 5, 7, 8, 11),
    "dorian b5": (0, 2, 3, 5, 6, 9, 10),
    # phrygian with both thirds, for 7#9b13 with a natural fifth; and what a power chord leaves open: no third at all
    "spanish phrygian": (0, 1, 3, 4, 5, 7, 8, 10),
    "suspended pentatonic": (0, 2, 5, 7, 10),
}

# For each family of chords its scales from the plainest to the furthest out: the first that has all tones is taken.
FAMILY_SCALES: dict[str, tuple[str, ...]] = {
    "major": ("ionian", "lydian", "lydian augmented", "lydian #2", "harmonic major"),
    "major triad": ("ionian", "lydian", "mixolydian", "whole tone", "harmonic major", "phrygian dominant"),
    "dominant": ("mixolydian", "lydian dominant", "whole tone", "altered", "half-whole", "mixolydian b6",
                 "phrygian dominant", "spanish phrygian"),
    "minor": ("dorian", "aeolian", "phrygian", "dorian b2", "dorian #4", "melodic minor", "harmonic minor"),
    "minor-major": ("melodic minor", "harmonic minor", "whole-half"),
    "half-diminished": ("locrian", "locrian natural 2", "dorian b5", "dorian #4"),
    "diminished": ("whole-half", "locrian"),
    "sus": ("mixolydian", "phrygian", "dorian b2", "mixolydian b6", "ionian"),
    "power": ("suspended pentatonic", "mixolydian"),
}  # fmt: skip


def scale_family(chord: Chord) -> str:
    """The family, a key of ``FAMILY_SCALES``, whose scales a chord takes."""
    if chord.third is None:
        return "sus" if chord.is_sus else "power"
    if chord.third == 4:
        return {11: "major", 10: "dominant"}.get(chord.seventh or 0, "major triad")
    if chord.seventh == 11:
        return "diminished" if chord.fifth == 6 else "minor-major"
    if chord.fifth == 6:
        return "half-diminished" if chord.seventh == 10 else "diminished"
    return "minor"


@lru_cache(maxsize=1024)
def chord_scale(chord: Chord) -> Scale:
    """The scale that fits a chord, in semitones above its root; it has all tones of the chord. Empty for N.C.

    The bass after a slash counts as a tone where one of the family's scales has it too.
    """
    if chord.root is None or chord.bass is None:
        return ()
    own = {tone % 12 for tone in chord.intervals} | {0}
    scales = [SCALES[name] for name in FAMILY_SCALES[scale_family(chord)]]
    for tones in (own | {(chord.bass - chord.root) % 12}, own):
        for scale in scales:
            if tones <= set(scale):
                return scale
    # No scale has all its tones: take the nearest, put in what it lacks, and leave out the notes that these replace.
    nearest = max(scales, key=lambda scale: len(own & set(scale)))
    lacking = own - set(nearest)
    replaced = {(tone + step) % 12 for tone in lacking for step in (-1, 1)} - own
    return tuple(sorted(set(nearest) - replaced | lacking))
