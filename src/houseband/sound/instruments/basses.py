"""Basses: the upright bass and the electric one under fingers, plectrum and thumb, with frets and without.

The string model is that of ``courses``. What makes each bass:
  upright   plucked far from the bridge by the flesh of the finger; a body with modes near 60, 100 and 165 Hz (Fletcher
            & Rossing, The Physics of Musical Instruments, ch. 11) that takes the strings' energy in a second or two
  electric  pickups at a share of the length, so a comb of their own, which hear one polarisation above all; a rigid
            neck, so long decays (Kramer, Abeßer,
            Dittmar & Schuller 2012, Proc. ICASSP, "A digital waveguide model of the electric bass guitar including
            different playing techniques")
  fretless  the string grazes the fingerboard and feeds its upper partials for some tens of milliseconds: the mwah
  slap      the thumb throws the string against the last frets; popped, it snaps back on the first ones: clicks that
            return each period (Rank & Kubin 1997, Proc. ICASSP; Issanchou et al. 2018, "String/frets contacts in the
            electric bass sound", Applied Acoustics 129)
"""

import functools
from pathlib import Path

from houseband.music.articulation import Articulation
from houseband.sound.instruments.course import Course
from houseband.sound.instruments.courses import sound
from houseband.sound.instruments.voicing import read_voicings
from houseband.sound.model import Model
from houseband.sound.tone import Stroke, Tone

VOICINGS = Path(__file__).with_suffix(".toml")
LOW, HIGH = 28, 67
# B: wound steel; it grows as 1/L² up the neck (Kemp 2020, "On inharmonicity in bass guitar strings", SN Applied
# Sciences 2, 636: a low B string is 100 cents sharp at its 10th partial when stopped at the 12th fret, which is 1.2e-3
# there and 3e-4 when open; higher strings have less). Positions are shares of an open string of 0.86 m (1.05 m the
# upright's): the pickups of a jazz bass lie at 0.07 and 0.16, a precision bass's at 0.14.
UPRIGHT_BODY = ((62.0, 0.20, -16.0), (98.0, 0.18, -15.0), (165.0, 0.12, -18.0), (240.0, 0.08, -24.0))
COURSES: dict[str, Course] = {
    "upright bass": Course(LOW, HIGH, (8e-5, 3e-4), (0.24, 0.42), 0.13, comb_floor=0.3, attack_seconds=0.012,
                           dynamics_db=4.0, noise_dynamics_db=1.0, body=UPRIGHT_BODY),
    "slapped upright": Course(LOW, HIGH, (8e-5, 3e-4), (0.20, 0.36), 0.13, comb_floor=0.25, attack_seconds=0.002,
                              brightness_db=5.0, noise_dynamics_db=3.0, body=UPRIGHT_BODY, clicks_db=-6.0,
                              clicks_hz=700.0, clicks_t60_seconds=0.06),
    "finger bass": Course(LOW, HIGH, (1.2e-4, 6e-4), (0.19, 0.36), 0.09, pickups=((0.14, 1.0),), comb_floor=0.25,
                          attack_seconds=0.004, dynamics_db=5.0, prompt=(0.2, 0.4)),
    "pick bass": Course(LOW, HIGH, (1.2e-4, 6e-4), (0.13, 0.26), 0.09, pickups=((0.14, 1.0),), comb_floor=0.2,
                        attack_seconds=0.002, dynamics_db=5.0, prompt=(0.2, 0.4)),
    "fretless bass": Course(LOW, HIGH, (1.2e-4, 6e-4), (0.16, 0.32), 0.10, pickups=((0.07, 1.0), (0.16, 0.5)),
                            comb_floor=0.3, attack_seconds=0.009, dynamics_db=5.0, prompt=(0.2, 0.4),
                            bloom=(0.75, 0.035)),
    "slap bass": Course(LOW, HIGH, (1.2e-4, 6e-4), (0.30, 0.48), 0.08, pickups=((0.07, 0.8), (0.16, 1.0)),
                        comb_floor=0.25, attack_seconds=0.0015, dynamics_db=6.0, clicks_db=0.0, clicks_hz=1500.0,
                        clicks_t60_seconds=0.1, prompt=(0.2, 0.4)),
    "popped bass": Course(LOW, HIGH, (1.2e-4, 6e-4), (0.12, 0.24), 0.08, pickups=((0.07, 1.0), (0.16, 0.8)),
                          comb_floor=0.2, attack_seconds=0.001, dynamics_db=6.0, clicks_db=3.0, clicks_hz=1800.0,
                          clicks_t60_seconds=0.12, brightness_db=7.0, prompt=(0.2, 0.4)),
}  # fmt: skip
VOICED_AS = {"popped bass": "slap bass", "slapped upright": "upright bass"}
TECHNIQUES = {Articulation.SLAP: "slap bass", Articulation.POP: "popped bass"}
UPRIGHT_TECHNIQUES = {Articulation.SLAP: "slapped upright"}
ELECTRIC = frozenset({
    Articulation.NORMAL, Articulation.MUTED, Articulation.DEAD, Articulation.HAMMER, Articulation.PULL,
    Articulation.HARMONIC, Articulation.SLAP, Articulation.POP,
})  # fmt: skip
ARTICULATIONS = {"upright bass": ELECTRIC - {Articulation.POP}, "pick bass": ELECTRIC | {Articulation.UP}}


def play(name: str, stroke: Stroke) -> Tone:
    """A note of the bass called ``name``."""
    techniques = UPRIGHT_TECHNIQUES if name == "upright bass" else TECHNIQUES
    name = techniques.get(Articulation(stroke.articulation), name)
    return sound(COURSES[name], read_voicings(VOICINGS)[VOICED_AS.get(name, name)], stroke)


MODELS = {
    name: Model(functools.partial(play, name), articulations=ARTICULATIONS.get(name, ELECTRIC))
    for name in COURSES
    if name not in VOICED_AS
}
