"""The orchestra hit: everybody at once, three octaves of one note, played short in a hall, as ``courses``.

Sections never agree on a pitch to the cent, so each partial is three, some cents apart. Levels and decays are a
voicing, fitted to three sampled sets (bench/sticks.py).
"""

import functools
from pathlib import Path

from houseband.sound.instruments.course import Course
from houseband.sound.instruments.courses import sound
from houseband.sound.instruments.voicing import read_voicings
from houseband.sound.model import Model
from houseband.sound.tone import Stroke, Tone

VOICINGS = Path(__file__).with_suffix(".toml")
COURSES = {
    "orchestra hit": Course(
        36, 84, (1e-9, 1e-9), (0.5, 0.5), ratios=(1.0, 0.5, *(k / 2.0 for k in range(3, 49))), release_seconds=0.5,
        strings=((1.0, 0.0, 1.0), (1.0, 5.0, 0.22), (1.0, -5.0, 0.22)), bridge_cents=2.0, prompt=(0.0, 1.0),
        attack_seconds=0.004, scattered=True,
    )
}  # fmt: skip


def strike(name: str, stroke: Stroke) -> Tone:
    """The hit."""
    return sound(COURSES[name], read_voicings(VOICINGS)[name], stroke)


MODELS = {name: Model(functools.partial(strike, name)) for name in COURSES}
