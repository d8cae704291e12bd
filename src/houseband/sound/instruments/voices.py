"""Voices: several singers of one vowel, men below and women above, through the formants of their throats.

The source is the pulse train of the vocal folds, whose flow falls by 12 dB an octave and is heard 6 dB brighter (Fant,
Acoustic Theory of Speech Production, 1960). Formants stay where they are while the pitch moves; each is a resonance of
the second order. Those of the vowels, for men and women, are Peterson & Barney's means ("Control methods used in a
study of the vowels", JASA 24, 1952); between the registers they are mixed. Singers do not breathe, begin or swing
together: each has a vibrato of 5 to 6 turns a second and a pitch that wanders (Sundberg, The Science of the Singing
Voice, 1987). Curves of ``voices.toml`` correct these laws and were fitted to three sampled sets (bench/sticks.py).
"""

from pathlib import Path

import numpy as np

from houseband.music.articulation import Articulation
from houseband.sound.circles import Hold, loop_near
from houseband.sound.model import PLAIN, Model
from houseband.sound.modes import Curve, finished
from houseband.sound.sustained import Law, Voicing, hold_tone
from houseband.sound.timbre import rows, timbre
from houseband.sound.tone import LAYER_VELOCITIES, Stroke, Tone, velocity_db
from houseband.sound.unison import section_of
from houseband.units import key_to_hz

LEVEL_DB = -23.0
FIGURES = Path(__file__).with_suffix(".toml")
LOWEST_KEY, HIGHEST_KEY = 28, 104
MEN_UP_TO_KEY, WOMEN_FROM_KEY = 55, 65
FORMANTS_HZ: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "a": ((730.0, 1090.0, 2440.0), (850.0, 1220.0, 2810.0)),
    "o": ((570.0, 840.0, 2410.0), (590.0, 920.0, 2710.0)),
    "u": ((300.0, 870.0, 2240.0), (370.0, 950.0, 2670.0)),
}
"""The first three of each vowel: of men, and of women."""
UPPER_HZ = (3300.0, 4200.0)
"""The fourth and fifth, which hardly move with the vowel."""
BANDWIDTHS_HZ = (80.0, 90.0, 120.0, 180.0, 260.0)
DEEPEST = 0.1
"""Between formants: no choir sings one vowel so purely that its valleys are deeper."""
LEGATO_QUICKER, STACCATO_QUICKER, STACCATO_RELEASE = 3.0, 2.2, 0.6


def folds(ratios: Curve) -> Curve:
    """Partials of the vocal folds, as they are heard."""
    return np.asarray(1.0 / ratios)


def vowel(name: str, key: float) -> Law:
    """What a throat does to each frequency; 1 on the average of its first formants."""
    share = min(1.0, max(0.0, (key - MEN_UP_TO_KEY) / (WOMEN_FROM_KEY - MEN_UP_TO_KEY)))
    men, women = FORMANTS_HZ[name]
    formants = [low ** (1.0 - share) * high**share for low, high in zip(men, women, strict=True)]

    def law(frequency_hz: Curve) -> Curve:
        out = np.full(len(frequency_hz), 0.0)
        for number, (hz, width) in enumerate(zip((*formants, *UPPER_HZ), BANDWIDTHS_HZ, strict=True)):
            s = frequency_hz / hz
            out = out + 1.0 / np.sqrt((1.0 - s**2) ** 2 + (s * width / hz) ** 2) * (width / hz) / (1.0 + 0.5 * number)
        return np.asarray(np.maximum(out, DEEPEST * out.max(initial=0.0) / (1.0 + frequency_hz / 3000.0)))

    return law


def sing(stroke: Stroke) -> Tone:
    """A sung note."""
    rate, articulation = stroke.sample_rate_hz, Articulation(stroke.articulation)
    row = rows(FIGURES)[stroke.instrument]
    key = min(max(stroke.key, LOWEST_KEY), HIGHEST_KEY)
    hold = Hold(loop_near(key_to_hz(key), float(row["loop_seconds"]), rate), float(row["head_seconds"]))
    singers = section_of(row, int(row["players"]), stroke.dice("singers"), hold)
    begin, full = 0.2, 0.85 * hold.head_seconds

    def vibrato(seconds: Curve) -> Curve:
        x = ((seconds - begin) / (full - begin)).clip(0.0, 1.0)
        return np.asarray(x * x * (3.0 - 2.0 * x))

    quicker = {Articulation.LEGATO: LEGATO_QUICKER, Articulation.STACCATO: STACCATO_QUICKER}.get(articulation, 1.0)
    voicing = Voicing(
        timbre(row),
        folds,
        filtered=vowel(row["vowel"], key),
        vibrato=vibrato,
        quicker=quicker * float(stroke.dice("breath").uniform(0.9, 1.12)),
        noise_db=float(row["breath_db"]),
        spread_seconds=float(row.get("spread_seconds", 0.0)),
    )
    samples = hold_tone(stroke, hold, singers, voicing)
    level_db = LEVEL_DB + velocity_db(LAYER_VELOCITIES[stroke.layer])
    short = articulation is Articulation.STACCATO
    release = float(row["release_seconds"]) * (STACCATO_RELEASE if short else 1.0)
    return Tone(finished(samples, rate, level_db, 0.003, 0.0), hold.head_frames, len(samples), release)


SUNG = PLAIN | {Articulation.LEGATO, Articulation.STACCATO}
NAMES = ("choir", "choir oohs", "synth voice", "choir pad", "voice lead")
MODELS = {name: Model(sing, 3, SUNG) for name in NAMES}
