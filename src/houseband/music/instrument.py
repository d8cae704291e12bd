"""The instruments of the house kit: what they are called, their range and their General MIDI program.

Ranges are sounding MIDI keys; programs are General MIDI level 1, counted from 0. Written ranges: Samuel Adler, The
Study of Orchestration, 4th ed., appendix; fretted instruments by their tuning and the last fret in common use.
"""

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
