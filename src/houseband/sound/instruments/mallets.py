"""Bars, tubes, tines and bells that are struck or plucked, as ``courses`` with modes of their own.

Ratios of the modes to the pitch:
  vibraphone, marimba  bars undercut so that the second mode is two octaves above the first, and the marimba's third
                       three octaves and a third (Fletcher & Rossing, The Physics of Musical Instruments, ch. 19)
  xylophone            undercut to a twelfth (the same)
  glockenspiel         a plain free bar: 1, 2.756, 5.404, 8.933 (ch. 2), here with the thickness that pulls them down
  celesta              such a bar over a resonator of wood, struck by felt
  tubular bells        free tubes: their 4th to 6th modes lie about as 2 : 3 : 4, and the ear puts the strike note an
                       octave below the 4th (ch. 19); the tube's own inertia draws the upper ones together
  music box, kalimba   clamped tines, 1, 6.27, 17.5 by theory (ch. 2), on a box that sounds its own modes
  steel drums          one note of the pan: an octave and a twelfth hammered in, and neighbours that ring along (ch. 20)
  timpani              the modes of one diameter after the other, drawn by the air to 1, 1.5, 1.98, 2.44, 2.9 (ch. 18)
  agogo, woodblock     a bell of sheet metal and a slit block of wood: modes as the sampled sets have them
  taiko, melodic tom   membranes that the air pulls towards whole numbers (ch. 18); like the woodblock's, their pitches
                       lie closer than the keys
A bar has more lines than that: other ways of bending, the tube under it, the table that it sits on. Those are in the
tables where three sampled sets agree on them (bench/sticks.py), for kalimba and music box nearly all.
The mallet's contact lasts the shorter the harder the blow, so that harder ones reach higher modes (Chaigne & Doutaut
1997, JASA 101): ``dynamics_db``. Levels, decays and noise are voicings, fitted to those sets.
"""

import functools
from pathlib import Path

from houseband.music.articulation import Articulation
from houseband.sound.instruments.course import Course
from houseband.sound.instruments.courses import sound
from houseband.sound.instruments.rolled import Roll, rolled
from houseband.sound.instruments.voicing import read_voicings
from houseband.sound.model import PLAIN, Model
from houseband.sound.tone import RINGS_OUT, Stroke, Tone

DAMPED = PLAIN | {Articulation.MUTED}
ROLLED = frozenset({Articulation.TREMOLO})
VOICINGS = Path(__file__).with_suffix(".toml")
NO_STRING, ANYWHERE, IN_TUNE = (1e-9, 1e-9), (0.5, 0.5), (0.0, 100.0)


def bar(
    low_key: int,
    high_key: int,
    ratios: tuple[float, ...],
    release_seconds: float = RINGS_OUT,
    dynamics_db: float = 6.0,
    scale: tuple[float, float] = IN_TUNE,
    prompt: tuple[float, float] = (0.0, 1.0),
) -> Course:
    """A course whose modes are ratios to the pitch."""
    return Course(
        low_key, high_key, NO_STRING, ANYWHERE, release_seconds, ratios, scale,
        bridge_cents=0.0, prompt=prompt, dynamics_db=dynamics_db, attack_seconds=0.001,
    )  # fmt: skip


COURSES: dict[str, Course] = {
    "celesta": bar(60, 108, (1.0, 2.71, 3.02, 5.23, 6.94, 8.39, 13.75), release_seconds=0.35),
    "glockenspiel": bar(79, 108, (1.0, 2.75, 3.41, 5.31, 6.9, 8.7, 10.5, 12.75), dynamics_db=5.0),
    "music box": bar(60, 96, (1.0, 2.0, 3.0, 4.0, 5.02, 6.05, 9.6, 11.3, 18.6, 21.7)),
    "vibraphone": bar(53, 89, (1.0, 2.0, 3.0, 4.0, 9.36, 10.33, 14.4), release_seconds=0.4),
    "marimba": bar(45, 96, (1.0, 2.0, 3.0, 4.0, 5.0, 9.5, 15.5)),
    "xylophone": bar(65, 108, (1.0, 2.0, 3.0, 5.8, 6.0, 8.44, 11.6)),
    "tubular bells": bar(60, 77, (0.62, 1.22, 2.0, 2.92, 4.01, 5.2, 5.77, 6.4, 6.6, 7.7, 8.02, 9.07, 9.54, 14.46)),
    "kalimba": bar(60, 88, (1.0, 1.33, 2.22, 6.5, 6.87)),
    "steel drums": bar(52, 86, (1.0, 2.0, 1.33, 0.89, 1.12, 2.6, 3.01, 4.0, 5.0, 5.4, 6.0, 7.02, 8.0, 12.03)),
    "timpani": bar(38, 57, (1.0, 1.5, 1.98, 2.44, 2.9, 3.03, 3.44, 3.95, 4.58, 5.2, 5.75, 6.35, 7.15, 9.2, 10.3, 11.4),
                   release_seconds=1.2, dynamics_db=7.0),
    "tinkle bell": bar(72, 108, (1.0, 2.0, 2.69, 2.88, 3.63, 3.92, 5.09, 5.45, 5.88, 8.24, 9.44)),
    "agogo": bar(48, 84, (2.02, 4.05, 4.53, 5.17, 5.76, 7.55, 7.91, 8.35, 8.9, 10.38, 12.41, 13.0, 14.0, 15.3, 16.07,
                          19.0)),
    "woodblock": bar(48, 84, (0.9, 0.95, 1.0, 1.06, 2.0, 2.2, 2.85, 3.0, 4.0, 4.8, 5.7), scale=(700.0, 25.0)),
    "taiko": bar(36, 84, (1.0, 1.57, 2.15, 2.7, 3.5, 4.1, 4.7, 5.4, 6.1, 6.8, 8.1), scale=(84.0, 50.0),
                 prompt=(0.4, 0.4)),
    "melodic tom": bar(36, 84, (1.0, 1.49, 1.99, 2.42, 2.77, 3.1, 3.8, 4.4, 6.1, 7.1), scale=(173.0, 48.0),
                       prompt=(0.4, 0.4)),
}  # fmt: skip


ROLLS = {
    "vibraphone": Roll(11.0, 0.4), "marimba": Roll(12.0, 0.3), "xylophone": Roll(13.0, 0.2),
    "glockenspiel": Roll(12.0, 0.8), "timpani": Roll(13.0, 1.2), "steel drums": Roll(12.0, 0.4),
}  # fmt: skip
"""Strokes a second of a roll, and how long the instrument rings on after it: what players commonly do."""


def strike(name: str, stroke: Stroke) -> Tone:
    """A note of the instrument called ``name``."""
    return rolled(functools.partial(single, name), ROLLS[name], stroke) if name in ROLLS else single(name, stroke)


def single(name: str, stroke: Stroke) -> Tone:
    """One stroke."""
    return sound(COURSES[name], read_voicings(VOICINGS)[name], stroke)


MODELS = {
    name: Model(functools.partial(strike, name), articulations=DAMPED | ROLLED if name in ROLLS else DAMPED)
    for name in COURSES
}
