"""Guitars: nylon, steel and twelve strings, and the electric one, clean, muted, in harmonics and through an amplifier.

The string model is that of ``courses``. What makes each guitar:
  acoustic   a body whose air and top plate resonate near 100 and 200 Hz (Fletcher & Rossing, The Physics of Musical
             Instruments, ch. 9); a thumb's or a plectrum's noise
  twelve     pairs: the four low ones in octaves, the two high ones in unison; here every course has both, so that the
             layers of one tone are alike over the range
  electric   a pickup at a share of the length, so a comb of its own, and a rigid neck, so a long decay (Karjalainen,
             Välimäki & Tolonen 1998, Computer Music Journal 22(3))
  driven     the same strings through ``amplifier``
B of guitar strings: Järveläinen, Välimäki & Karjalainen 2001, Acoustics Research Letters Online 2(3); wound low strings
have more of it, and up the neck it grows as the sounding length squared falls.
"""

import functools
from dataclasses import replace
from pathlib import Path

from houseband.music.articulation import Articulation
from houseband.sound.instruments.amplifier import CRUNCH, LEAD, Amplifier, amplified
from houseband.sound.instruments.course import Course
from houseband.sound.instruments.courses import sound
from houseband.sound.instruments.voicing import Voicing, read_voicings
from houseband.sound.model import Model
from houseband.sound.tone import Stroke, Tone

LOW, HIGH = 40, 86
BODY = ((102.0, 0.16, -19.0), (204.0, 0.13, -20.0), (390.0, 0.08, -25.0))
ELECTRIC = Course(LOW, HIGH, (8e-5, 6e-5), (0.15, 0.30), 0.10, pickups=((0.16, 1.0),), comb_floor=0.22,
                  attack_seconds=0.0015, dynamics_db=6.0)  # fmt: skip
COURSES: dict[str, Course] = {
    "nylon guitar": Course(LOW, 83, (6e-5, 4e-5), (0.21, 0.36), 0.16, comb_floor=0.3, attack_seconds=0.002,
                           dynamics_db=6.0, noise_dynamics_db=2.0, body=BODY),
    "steel guitar": Course(LOW, 84, (8e-5, 5e-5), (0.17, 0.32), 0.14, comb_floor=0.22, attack_seconds=0.0015,
                           dynamics_db=6.0, body=BODY),
    "twelve-string guitar": Course(LOW, 84, (8e-5, 5e-5), (0.16, 0.30), 0.14, comb_floor=0.22, attack_seconds=0.0015,
                                   strings=((1.0, 0.0, 1.0), (1.0, 2.6, 0.45), (2.0, 1.5, 0.55)), brightness_db=3.0,
                                   dynamics_db=6.0, body=BODY),
    "jazz guitar": Course(LOW, HIGH, (9e-5, 6e-5), (0.26, 0.42), 0.12, pickups=((0.235, 1.0),), comb_floor=0.3,
                          attack_seconds=0.0025, dynamics_db=6.0),
    "electric guitar": ELECTRIC,
    "muted guitar": replace(ELECTRIC, release_seconds=0.06),
    "guitar harmonics": Course(52, 100, (4e-5, 4e-5), (0.10, 0.16), 0.12, pickups=((0.10, 1.0),), comb_floor=0.3,
                               attack_seconds=0.002, dynamics_db=5.0),
}  # fmt: skip
VOICED_AS = {"twelve-string guitar": "steel guitar"}
DRIVEN: dict[str, Amplifier] = {"crunch guitar": CRUNCH, "lead guitar": LEAD}
# A driven string's fundamental is the difference of its neighbouring partials: stiffness would pull it out of tune.
DRIVEN_STRINGS = replace(
    ELECTRIC,
    stiffness=(1e-7, 1e-7),
    bridge_cents=0.0,
    prompt=(0.0, 1.0),
    pickups=((0.09, 1.0),),
    attack_seconds=0.002,
)
ARTICULATIONS = frozenset(
    {
        Articulation.NORMAL, Articulation.MUTED, Articulation.DEAD, Articulation.UP, Articulation.HARMONIC,
        Articulation.HAMMER, Articulation.PULL,
    }
)  # fmt: skip


@functools.cache
def voicings() -> dict[str, Voicing]:
    """The voicings of this family."""
    return dict(read_voicings(Path(__file__).with_suffix(".toml")))


def pluck(name: str, stroke: Stroke) -> Tone:
    """A note of the guitar called ``name``."""
    return sound(COURSES[name], voicings()[VOICED_AS.get(name, name)], stroke)


def drive(name: str, stroke: Stroke) -> Tone:
    """A note through an amplifier. In life the notes of a chord distort one another; here each is driven by itself."""
    strings = sound(DRIVEN_STRINGS, voicings()["electric guitar"], stroke)
    return amplified(strings, DRIVEN[name], stroke)


MODELS = {name: Model(functools.partial(pluck, name), articulations=ARTICULATIONS) for name in COURSES}
MODELS |= {name: Model(functools.partial(drive, name), articulations=ARTICULATIONS) for name in DRIVEN}
