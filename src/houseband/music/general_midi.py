"""General MIDI: which instrument of the house kit plays each of its 128 programs, and the drum kits of channel 10.

Programs are counted from 0 and named by General MIDI level 1 (MIDI Manufacturers Association, 1991); kits are those of
General MIDI level 2 (1999). A sound that the kit has not is played by what sustains, or decays, as it does.
"""

import re

from houseband.music.instrument import Instrument

FAMILIES = (
    "pianos", "mallets and bells", "organs", "guitars", "basses", "strings", "ensembles", "brass",
    "reeds", "pipes", "synth leads", "synth pads", "synth effects", "world", "percussive", "sound effects",
)  # fmt: skip
"""What each eight programs have in common."""
DRUM_KITS = "drum kits"
# One row for each family of eight programs.
PROGRAMS: tuple[str, ...] = (
    # pianos: acoustic grand, bright, electric grand, honky-tonk, electric 1 and 2, harpsichord, clavinet
    "grand piano", "grand piano", "grand piano", "upright piano", "tine piano", "FM piano", "harpsichord", "clavinet",
    # chromatic percussion: celesta, glockenspiel, music box, vibraphone, marimba, xylophone, tubular bells, dulcimer
    "celesta", "glockenspiel", "music box", "vibraphone", "marimba", "xylophone", "tubular bells", "dulcimer",
    # organs: drawbar, percussive, rock, church, reed, accordion, harmonica, tango accordion
    "organ", "percussive organ", "rock organ", "church organ", "reed organ", "accordion", "harmonica", "bandoneon",
    # guitars: nylon, steel, jazz, clean, muted, overdriven, distortion, harmonics
    "nylon guitar", "steel guitar", "jazz guitar", "electric guitar",
    "muted guitar", "crunch guitar", "lead guitar", "guitar harmonics",
    # basses: acoustic, fingered, picked, fretless, slap 1 and 2, synth 1 and 2
    "upright bass", "finger bass", "pick bass", "fretless bass", "slap bass", "slap bass", "synth bass", "synth bass",
    # strings: violin, viola, cello, contrabass, tremolo, pizzicato, harp, timpani
    "violin", "viola", "cello", "bowed bass", "tremolo strings", "pizzicato strings", "harp", "timpani",
    # ensembles: strings 1 and 2, synth strings 1 and 2, choir aahs, voice oohs, synth voice, orchestra hit
    "string section", "slow strings", "synth strings", "synth strings",
    "choir", "choir oohs", "synth voice", "orchestra hit",
    # brass: trumpet, trombone, tuba, muted trumpet, French horn, section, synth brass 1 and 2
    "trumpet", "trombone", "tuba", "muted trumpet", "French horn", "horn section", "synth brass", "synth brass",
    # reeds: soprano, alto, tenor and baritone sax, oboe, English horn, bassoon, clarinet
    "soprano sax", "alto sax", "tenor sax", "baritone sax", "oboe", "English horn", "bassoon", "clarinet",
    # pipes: piccolo, flute, recorder, pan flute, blown bottle, shakuhachi, whistle, ocarina
    "piccolo", "flute", "recorder", "pan flute", "blown bottle", "shakuhachi", "whistle", "ocarina",
    # synth leads: square, sawtooth, calliope, chiff, charang, voice, fifths, bass and lead
    "square lead", "saw lead", "flute lead", "flute lead", "charang lead", "voice lead", "fifths lead", "bass lead",
    # synth pads: new age, warm, polysynth, choir, bowed, metallic, halo, sweep
    "bright pad", "warm pad", "polysynth", "choir pad", "glass pad", "metal pad", "halo pad", "sweep pad",
    # synth effects: rain, soundtrack, crystal, atmosphere, brightness, goblins, echoes, sci-fi
    "rain pad", "soundtrack pad", "crystal", "atmosphere pad",
    "brightness pad", "goblin pad", "echo pad", "sci-fi pad",
    # ethnic: sitar, banjo, shamisen, koto, kalimba, bagpipe, fiddle, shanai
    "sitar", "banjo", "shamisen", "koto", "kalimba", "bagpipe", "violin", "shehnai",
    # percussive: tinkle bell, agogo, steel drums, woodblock, taiko, melodic tom, synth drum, reverse cymbal
    "tinkle bell", "agogo", "steel drums", "woodblock",
    "taiko", "melodic tom", "synth drum", "reverse cymbal",
    # sound effects: fret noise, breath noise, seashore, bird, telephone, helicopter, applause, gunshot
    "fret noise", "breath noise", "seashore", "bird tweet", "telephone", "helicopter", "applause", "gunshot",
)  # fmt: skip
_KITS: tuple[tuple[range, str], ...] = (
    (range(16), "studio kit"),  # standard, room
    (range(16, 24), "rock kit"),  # power
    (range(24, 32), "electronic kit"),  # electronic, analogue
    (range(32, 40), "jazz kit"),
    (range(40, 48), "brush kit"),
    (range(48, 128), "studio kit"),  # orchestra, effects
)
# What a part is that says no program: by a word of its name, German, French and Italian ones too. The first row that
# is found decides.
_NAMED: tuple[tuple[str, str], ...] = (
    (r"drum|percussion|schlagzeug|batteria|batterie", "studio kit"),
    (r"contrabass|double bass|upright bass|kontrabass", "upright bass"),
    (r"fretless", "fretless bass"),
    (r"slap", "slap bass"),
    (r"synth\w* bass", "synth bass"),
    (r"bass guitar|electric bass|\bbass\b(?! (?:clarinet|drum|trombone|voice))", "finger bass"),
    (r"(?:12|twelve)[- ]?string", "twelve-string guitar"),
    (r"nylon|classical guitar|spanish guitar|lute", "nylon guitar"),
    (r"jazz guitar", "jazz guitar"),
    (r"distort|lead guitar|rock guitar|heavy", "lead guitar"),
    (r"overdriv|crunch", "crunch guitar"),
    (r"electric guitar|e-gitarre|clean guitar", "electric guitar"),
    (r"guitar|gitarre|chitarra|guitare", "steel guitar"),
    (r"banjo", "banjo"),
    (r"mandolin", "mandolin"),
    (r"ukulele", "ukulele"),
    (r"harp\b|harfe", "harp"),
    (r"harpsichord|cembalo|clavecin", "harpsichord"),
    (r"accord[ei]on|akkordeon|musette", "accordion"),
    (r"bandone[oó]n", "bandoneon"),
    (r"harmonica|mundharmonika", "harmonica"),
    (r"church organ|pipe organ|orgel", "church organ"),
    (r"harmonium", "reed organ"),
    (r"organ", "organ"),
    (r"rhodes|electric piano|e-piano", "tine piano"),
    (r"wurli", "reed piano"),
    (r"piano|klavier|keyboard|pianoforte", "grand piano"),
    (r"vibraphone|vibes", "vibraphone"),
    (r"marimba", "marimba"),
    (r"xylophon", "xylophone"),
    (r"glocken", "glockenspiel"),
    (r"timpani|pauken", "timpani"),
    (r"choir|chorus|soprano\b(?! sax)|alto\b(?! sax)|tenor\b(?! sax)|baritone\b(?! sax)|satb", "choir"),
    (r"voice|vocal|vox|gesang|stimme|singer", "choir"),
    (r"viola|bratsche", "viola"),
    (r"violoncello|cello", "cello"),
    (r"violin|fiddle|geige", "violin"),
    (r"strings|streicher|archi", "string section"),
    (r"soprano sax", "soprano sax"),
    (r"tenor sax", "tenor sax"),
    (r"bari\w* sax", "baritone sax"),
    (r"sax", "alto sax"),
    (r"muted trumpet", "muted trumpet"),
    (r"trumpet|cornet|flugelhorn|trompete", "trumpet"),
    (r"trombone|posaune", "trombone"),
    (r"tuba", "tuba"),
    (r"english horn|cor anglais|englischhorn", "English horn"),
    (r"french horn|\bhorn\b", "French horn"),
    (r"horns|brass", "horn section"),
    (r"oboe|hautbois", "oboe"),
    (r"bassoon|fagott", "bassoon"),
    (r"piccolo", "piccolo"),
    (r"recorder|blockflöte", "recorder"),
    (r"whistle", "whistle"),
    (r"flute|flöte|flauto", "flute"),
    (r"bagpipe|dudelsack", "bagpipe"),
    (r"pad\b", "warm pad"),
    (r"clarinet|klarinette|melody|lead", "clarinet"),
)  # fmt: skip


def family(instrument: Instrument) -> str:
    """Which of FAMILIES an instrument belongs to, or DRUM_KITS."""
    return DRUM_KITS if instrument.is_drum_kit else FAMILIES[instrument.program // 8]


def instrument_for(program: int | None, *, is_drums: bool = False, name: str = "") -> str:
    """The instrument of the kit that plays a General MIDI program (0–127), or a part of that name where it has none."""
    if is_drums:
        return next((kit for programs, kit in _KITS if program in programs), "studio kit")
    if program is not None:
        return PROGRAMS[program]
    found = (instrument for words, instrument in _NAMED if re.search(words, name, re.IGNORECASE))
    return next(found, "grand piano")
