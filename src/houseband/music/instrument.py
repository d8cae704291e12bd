"""The instruments of the house kit: what they are called, their range and their General MIDI program.

Ranges are sounding MIDI keys; programs are General MIDI level 1, counted from 0. Written ranges: Samuel Adler, The
Study of Orchestration, 4th ed., appendix; fretted instruments by their tuning and the last fret in common use.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument of the kit. ``tuning`` holds the open strings from the lowest, empty where there are none."""

    name: str
    program: int
    lowest: int
    highest: int
    tuning: tuple[int, ...] = ()
    frets: int = 0


GUITAR_TUNING = (40, 45, 50, 55, 59, 64)
BASS_TUNING = (28, 33, 38, 43)

INSTRUMENTS: dict[str, Instrument] = {
    instrument.name: instrument
    for instrument in (
        Instrument("steel guitar", 25, 40, 84, GUITAR_TUNING, 20),
        Instrument("nylon guitar", 24, 40, 83, GUITAR_TUNING, 19),
        Instrument("jazz guitar", 26, 40, 86, GUITAR_TUNING, 22),
        Instrument("electric guitar", 27, 40, 86, GUITAR_TUNING, 22),
        Instrument("upright bass", 32, 28, 67, BASS_TUNING),
        Instrument("finger bass", 33, 28, 67, BASS_TUNING, 24),
        Instrument("tine piano", 4, 28, 103),
        Instrument("organ", 16, 36, 96),
        Instrument("clarinet", 71, 50, 91),
        Instrument("drum kit", 0, 27, 87),
    )
}

# General MIDI percussion keys that the kit plays (General MIDI level 1, percussion key map).
DRUM_KEYS: dict[str, int] = {
    "kick": 36, "side stick": 37, "snare": 38, "floor tom": 41, "closed hat": 42, "low tom": 45, "pedal hat": 44,
    "open hat": 46, "mid tom": 47, "crash": 49, "high tom": 50, "ride": 51, "ride bell": 53, "tambourine": 54,
    "shaker": 70, "claves": 75,
}  # fmt: skip

# Which instrument of the kit stands in for a General MIDI program: the first row whose programs hold it. The families
# are those of General MIDI level 1; a family of which the kit has nothing takes what sustains or decays like it.
STAND_INS: tuple[tuple[range, str], ...] = (
    (range(16), "tine piano"),  # pianos, chromatic percussion
    (range(16, 24), "organ"),
    (range(24, 25), "nylon guitar"),
    (range(25, 26), "steel guitar"),
    (range(26, 27), "jazz guitar"),
    (range(27, 32), "electric guitar"),
    (range(32, 33), "upright bass"),
    (range(33, 40), "finger bass"),
    (range(40, 45), "clarinet"),  # bowed strings, alone
    (range(45, 47), "nylon guitar"),  # pizzicato, harp
    (range(47, 48), "tine piano"),  # timpani
    (range(48, 56), "organ"),  # string ensembles, voices
    (range(56, 88), "clarinet"),  # brass, reeds, pipes, synthesiser leads
    (range(88, 104), "organ"),  # pads and effects
    (range(104, 109), "steel guitar"),  # sitar to kalimba
    (range(109, 112), "clarinet"),  # bagpipe, fiddle, shanai
    (range(112, 128), "tine piano"),  # tuned percussion, sound effects
)
# What a part is that says no program: by a word of its name, German and Italian ones too.
_NAMED: tuple[tuple[str, str], ...] = (
    (r"drum|percussion|schlagzeug|batteria|batterie", "drum kit"),
    (r"contrabass|double bass|upright|kontrabass", "upright bass"),
    (r"bass guitar|electric bass|\bbass\b(?! (?:clarinet|drum|trombone|voice))", "finger bass"),
    (r"guitar|gitarre|chitarra|guitare|banjo|mandolin|ukulele|lute|harp\b", "steel guitar"),
    (r"organ|orgel|accordion|harmonium|choir|chorus|strings|soprano|alto\b|tenor\b|baritone|satb", "organ"),
    (r"voice|vocal|vox|flute|oboe|clarinet|bassoon|recorder|sax|trumpet|horn|trombone|tuba|violin|viola|cello|fiddle|"
     r"melody|lead|gesang|stimme|singer", "clarinet"),
)  # fmt: skip


def stand_in(program: int | None, *, is_drums: bool = False, name: str = "") -> str:
    """The instrument of the kit that plays a General MIDI program (0–127), or a part of that name where it has none."""
    if is_drums:
        return "drum kit"
    if program is not None:
        return next(instrument for programs, instrument in STAND_INS if program in programs)
    found = (instrument for words, instrument in _NAMED if re.search(words, name, re.IGNORECASE))
    return next(found, "tine piano")
