"""Pianos: the grand, and an upright of the bar-room kind whose unisons have drifted apart.

The string model is that of ``courses``. What makes a piano of it:
  inharmonicity   B falls from the shortest bass strings to the break and rises to the top octave, by a factor of some
                  hundred (Young 1952, JASA 24; Conklin 1999, JASA 105)
  unisons         two or three strings a fraction of a cent apart exchange their energy through the bridge: a prompt
                  sound and an aftersound (Weinreich 1977, JASA 62)
  hammer          strikes at about an eighth of the length; felt stiffens as it is pressed, so a harder blow is shorter
                  and brighter (Chaigne & Askenfelt 1994, JASA 95)
  soundboard      weighs each partial by its mobility and knocks when the key hits its bed (Askenfelt 1993)
  dampers         fall on all but the top strings (no dampers above about F6), in a fifth of a second
"""

import functools
from pathlib import Path

from houseband.sound.instruments.course import Course, between
from houseband.sound.instruments.courses import sound
from houseband.sound.instruments.voicing import Voicing, read_voicings
from houseband.sound.model import Model
from houseband.sound.tone import RINGS_OUT, Stroke, Tone

LOW, HIGH = 21, 108
LAST_DAMPER = 89
DAMPER_SECONDS = ((21, 0.36), (60, 0.20), (89, 0.12))
"""By key; between them the logarithm is linear."""
# B of a grand of some 2.4 m by key, after the measurements in Conklin 1999 and Young 1952.
GRAND_B = (
    (21, 3.1e-4), (33, 1.6e-4), (45, 1.1e-4), (57, 2.4e-4), (69, 6.5e-4), (81, 2.0e-3), (93, 6.0e-3), (108, 1.6e-2),
)  # fmt: skip
UPRIGHT_B = tuple((key, 1.6 * b) for key, b in GRAND_B)  # shorter strings
BOARD = ((88.0, 0.28, -19.0), (142.0, 0.20, -21.0), (230.0, 0.14, -24.0))
COURSES: dict[str, Course] = {
    "grand piano": Course(LOW, HIGH, (3e-4, 1.6e-2), (0.125, 0.09), DAMPER_SECONDS[1][1],
                          strings=((1.0, 0.0, 1.0), (1.0, 0.5, 0.8)), stiffness_points=GRAND_B, comb_floor=0.35,
                          prompt=(0.8, 0.22), dynamics_db=6.0, noise_dynamics_db=3.0, attack_seconds=0.003, body=BOARD),
    "upright piano": Course(LOW, HIGH, (4e-4, 2e-2), (0.12, 0.08), DAMPER_SECONDS[1][1],
                            strings=((1.0, 0.0, 1.0), (1.0, 4.5, 0.2), (1.0, -4.5, 0.2)), stiffness_points=UPRIGHT_B,
                            comb_floor=0.35, prompt=(0.5, 0.4), dynamics_db=6.0, noise_dynamics_db=3.0,
                            attack_seconds=0.003, body=BOARD),
}  # fmt: skip


@functools.cache
def voicings() -> dict[str, Voicing]:
    """The voicings of this family."""
    return dict(read_voicings(Path(__file__).with_suffix(".toml")))


def strike(name: str, stroke: Stroke) -> Tone:
    """A struck key of the piano called ``name``; let go, its damper falls."""
    tone = sound(COURSES[name], voicings()[name], stroke)
    return Tone(tone.samples, release_seconds=damper_seconds(stroke.key))


def damper_seconds(key: int) -> float:
    """From the release of a key to silence; never for the strings that have no damper."""
    return RINGS_OUT if key > LAST_DAMPER else between(DAMPER_SECONDS, key)


MODELS = {name: Model(functools.partial(strike, name)) for name in COURSES}
