"""Plucked and struck keyboards: harpsichord and clavinet, as ``courses``.

harpsichord  two choirs at 8' and one at 4', plucked by quills, near the end of long strings in the bass and near the
             middle of short ones in the treble (Välimäki, Penttinen, Knif, Laurson & Erkut 2004, "Sound synthesis of
             the harpsichord using a computationally efficient physical model", EURASIP JASP 2004:7). A quill lets go
             at one force, so a harder stroke is hardly brighter; level follows the player's velocity as anywhere in
             the house. MUTED is the buff stop, leather against the strings.
clavinet     a rubber tip presses the string on an anvil, which divides it; two pickups, here out of phase (Gabrielli,
             Välimäki, Penttinen, Squartini & Bilbao 2013, "A digital waveguide-based approach for Clavinet modeling
             and synthesis", EURASIP JASP 2013:103). Yarn damps the string once the key is up; MUTED is the slider.
"""

import functools
from pathlib import Path

from houseband.music.articulation import Articulation
from houseband.sound.instruments.course import Course
from houseband.sound.instruments.courses import sound
from houseband.sound.instruments.voicing import read_voicings
from houseband.sound.model import PLAIN, Model
from houseband.sound.tone import Stroke, Tone

VOICINGS = Path(__file__).with_suffix(".toml")
COURSES: dict[str, Course] = {
    "harpsichord": Course(29, 89, (3e-5, 2.5e-4), (0.11, 0.42), 0.12,
                          strings=((1.0, 0.4, 1.0), (1.0, -0.6, 0.7), (2.0, 1.0, 0.35)), comb_floor=0.25,
                          attack_seconds=0.001, dynamics_db=2.5, noise_dynamics_db=1.5),
    "clavinet": Course(29, 88, (3e-4, 8e-4), (0.10, 0.20), 0.06, pickups=((0.18, 1.0), (0.30, -0.7)), comb_floor=0.25,
                       attack_seconds=0.001, dynamics_db=5.0, prompt=(0.2, 0.4)),
}  # fmt: skip


def play(name: str, stroke: Stroke) -> Tone:
    """A note of the keyboard called ``name``."""
    return sound(COURSES[name], read_voicings(VOICINGS)[name], stroke)


MODELS = {name: Model(functools.partial(play, name), articulations=PLAIN | {Articulation.MUTED}) for name in COURSES}
