"""The instruments of the house kit: what they are called, their range and their General MIDI program.

Ranges are sounding MIDI keys; programs are General MIDI level 1, counted from 0, and those of drum kits General MIDI
level 2's kits. Written ranges: Samuel Adler, The Study of Orchestration, 4th ed., appendix; fretted instruments by
their tuning and the last fret in common use.
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
    is_drum_kit: bool = False
    """Whether its keys are General MIDI percussion keys."""
    is_in_tune: bool = True
    """Whether its keys sound their pitches; not so on a drum, whose keys only rise."""


GUITAR_TUNING = (40, 45, 50, 55, 59, 64)
BASS_TUNING = (28, 33, 38, 43)

INSTRUMENTS: dict[str, Instrument] = {
    instrument.name: instrument
    for instrument in (
        Instrument("grand piano", 0, 21, 108),
        Instrument("upright piano", 3, 21, 108),
        Instrument("tine piano", 4, 28, 103),
        Instrument("reed piano", 4, 33, 96),
        Instrument("FM piano", 5, 28, 103),
        Instrument("harpsichord", 6, 29, 89),
        Instrument("clavinet", 7, 29, 88),
        Instrument("celesta", 8, 60, 108),
        Instrument("glockenspiel", 9, 79, 108),
        Instrument("music box", 10, 60, 96),
        Instrument("vibraphone", 11, 53, 89),
        Instrument("marimba", 12, 45, 96),
        Instrument("xylophone", 13, 65, 108),
        Instrument("tubular bells", 14, 60, 77),
        Instrument("dulcimer", 15, 50, 86),
        Instrument("organ", 16, 36, 96),
        Instrument("percussive organ", 17, 36, 96),
        Instrument("rock organ", 18, 36, 96),
        Instrument("church organ", 19, 24, 108),
        Instrument("reed organ", 20, 36, 96),
        Instrument("accordion", 21, 41, 89),
        Instrument("harmonica", 22, 60, 96),
        Instrument("bandoneon", 23, 35, 95),
        Instrument("nylon guitar", 24, 40, 83, GUITAR_TUNING, 19),
        Instrument("steel guitar", 25, 40, 84, GUITAR_TUNING, 20),
        Instrument("twelve-string guitar", 25, 40, 84, GUITAR_TUNING, 20),
        Instrument("jazz guitar", 26, 40, 86, GUITAR_TUNING, 22),
        Instrument("electric guitar", 27, 40, 86, GUITAR_TUNING, 22),
        Instrument("muted guitar", 28, 40, 86, GUITAR_TUNING, 22),
        Instrument("crunch guitar", 29, 40, 86, GUITAR_TUNING, 22),
        Instrument("lead guitar", 30, 40, 88, GUITAR_TUNING, 24),
        Instrument("guitar harmonics", 31, 52, 100, GUITAR_TUNING, 24),
        Instrument("upright bass", 32, 28, 67, BASS_TUNING),
        Instrument("finger bass", 33, 28, 67, BASS_TUNING, 24),
        Instrument("pick bass", 34, 28, 67, BASS_TUNING, 24),
        Instrument("fretless bass", 35, 28, 67, BASS_TUNING, 24),
        Instrument("slap bass", 36, 28, 67, BASS_TUNING, 24),
        Instrument("synth bass", 38, 24, 72),
        Instrument("violin", 40, 55, 100),
        Instrument("viola", 41, 48, 88),
        Instrument("cello", 42, 36, 76),
        Instrument("bowed bass", 43, 28, 67),
        Instrument("tremolo strings", 44, 36, 96),
        Instrument("pizzicato strings", 45, 36, 96),
        Instrument("harp", 46, 24, 103),
        Instrument("timpani", 47, 38, 57),
        Instrument("string section", 48, 36, 96),
        Instrument("slow strings", 49, 36, 96),
        Instrument("synth strings", 50, 36, 96),
        Instrument("choir", 52, 43, 84),
        Instrument("choir oohs", 53, 43, 84),
        Instrument("synth voice", 54, 43, 84),
        Instrument("orchestra hit", 55, 36, 84),
        Instrument("trumpet", 56, 54, 86),
        Instrument("trombone", 57, 40, 74),
        Instrument("tuba", 58, 28, 62),
        Instrument("muted trumpet", 59, 54, 84),
        Instrument("French horn", 60, 35, 77),
        Instrument("horn section", 61, 40, 84),
        Instrument("synth brass", 62, 36, 84),
        Instrument("soprano sax", 64, 56, 88),
        Instrument("alto sax", 65, 49, 81),
        Instrument("tenor sax", 66, 44, 76),
        Instrument("baritone sax", 67, 36, 69),
        Instrument("oboe", 68, 58, 91),
        Instrument("English horn", 69, 52, 81),
        Instrument("bassoon", 70, 34, 72),
        Instrument("clarinet", 71, 50, 91),
        Instrument("piccolo", 72, 74, 108),
        Instrument("flute", 73, 60, 96),
        Instrument("recorder", 74, 65, 98),
        Instrument("pan flute", 75, 60, 91),
        Instrument("blown bottle", 76, 55, 84),
        Instrument("shakuhachi", 77, 55, 86),
        Instrument("whistle", 78, 60, 96),
        Instrument("ocarina", 79, 60, 89),
        Instrument("square lead", 80, 36, 96),
        Instrument("saw lead", 81, 36, 96),
        Instrument("flute lead", 82, 48, 96),
        Instrument("voice lead", 85, 48, 96),
        Instrument("charang lead", 84, 36, 96),
        Instrument("fifths lead", 86, 36, 96),
        Instrument("bass lead", 87, 24, 72),
        Instrument("bright pad", 88, 36, 96),
        Instrument("warm pad", 89, 36, 96),
        Instrument("polysynth", 90, 36, 96),
        Instrument("choir pad", 91, 43, 84),
        Instrument("glass pad", 92, 36, 96),
        Instrument("metal pad", 93, 36, 96),
        Instrument("halo pad", 94, 36, 96),
        Instrument("sweep pad", 95, 36, 96),
        Instrument("rain pad", 96, 36, 96),
        Instrument("soundtrack pad", 97, 36, 96),
        Instrument("crystal", 98, 60, 96),
        Instrument("atmosphere pad", 99, 36, 96),
        Instrument("brightness pad", 100, 36, 96),
        Instrument("goblin pad", 101, 36, 96),
        Instrument("echo pad", 102, 36, 96),
        Instrument("sci-fi pad", 103, 36, 96),
        Instrument("sitar", 104, 43, 79),
        Instrument("banjo", 105, 48, 86, (67, 50, 55, 59, 62), 22),
        Instrument("shamisen", 106, 50, 79),
        Instrument("koto", 107, 50, 86),
        Instrument("kalimba", 108, 60, 88),
        Instrument("bagpipe", 109, 55, 81),
        Instrument("shehnai", 111, 60, 84),
        Instrument("steel drums", 114, 52, 86),
        Instrument("mandolin", 25, 55, 93, (55, 62, 69, 76), 17),
        Instrument("ukulele", 24, 60, 81, (67, 60, 64, 69), 12),
        Instrument("tinkle bell", 112, 72, 108),
        Instrument("agogo", 113, 48, 84, is_in_tune=False),
        Instrument("woodblock", 115, 48, 84, is_in_tune=False),
        Instrument("taiko", 116, 36, 84, is_in_tune=False),
        Instrument("melodic tom", 117, 36, 84, is_in_tune=False),
        Instrument("synth drum", 118, 36, 84, is_in_tune=False),
        Instrument("reverse cymbal", 119, 24, 108, is_in_tune=False),
        Instrument("fret noise", 120, 24, 108, is_in_tune=False),
        Instrument("breath noise", 121, 24, 108, is_in_tune=False),
        Instrument("seashore", 122, 24, 108, is_in_tune=False),
        Instrument("bird tweet", 123, 24, 108, is_in_tune=False),
        Instrument("telephone", 124, 24, 108, is_in_tune=False),
        Instrument("helicopter", 125, 24, 108, is_in_tune=False),
        Instrument("applause", 126, 24, 108, is_in_tune=False),
        Instrument("gunshot", 127, 24, 108, is_in_tune=False),
        Instrument("studio kit", 0, 27, 87, is_drum_kit=True, is_in_tune=False),
        Instrument("rock kit", 16, 27, 87, is_drum_kit=True, is_in_tune=False),
        Instrument("electronic kit", 24, 27, 87, is_drum_kit=True, is_in_tune=False),
        Instrument("jazz kit", 32, 27, 87, is_drum_kit=True, is_in_tune=False),
        Instrument("brush kit", 40, 27, 87, is_drum_kit=True, is_in_tune=False),
        Instrument("cajon", 0, 36, 38, is_drum_kit=True, is_in_tune=False),
        Instrument("pandeiro", 0, 36, 42, is_drum_kit=True, is_in_tune=False),
        Instrument("hand claps", 0, 38, 39, is_drum_kit=True, is_in_tune=False),
    )
}

# General MIDI percussion keys that kits play (General MIDI level 1, percussion key map; surdo and shaker: level 2).
DRUM_KEYS: dict[str, int] = {
    "kick": 36, "side stick": 37, "snare": 38, "hand clap": 39, "brush swirl": 40, "floor tom": 41, "closed hat": 42,
    "low tom": 45, "pedal hat": 44, "open hat": 46, "mid tom": 47, "crash": 49, "high tom": 50, "ride": 51,
    "china": 52, "ride bell": 53, "tambourine": 54, "splash": 55, "cowbell": 56, "high bongo": 60, "low bongo": 61,
    "muted conga": 62, "open conga": 63, "low conga": 64, "high timbale": 65, "low timbale": 66, "high agogo": 67,
    "low agogo": 68, "cabasa": 69, "shaker": 70, "short guiro": 73, "long guiro": 74, "claves": 75, "high block": 76,
    "low block": 77, "mute triangle": 80, "open triangle": 81, "muted surdo": 86, "open surdo": 87,
}  # fmt: skip
FEET = ("kick", "pedal hat")
"""The pieces of DRUM_KEYS that feet play."""
