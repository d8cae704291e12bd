"""Plucked and struck keyboards: harpsichord and clavinet, by the ``courses`` model."""

import functools
from pathlib import Path

from houseband.sound.instruments.courses import Course, sound
from houseband.sound.instruments.voicing import Voicing, read_voicings
from houseband.sound.model import Model
from houseband.sound.tone import Stroke, Tone

COURSES: dict[str, Course] = {
    "harpsichord": Course(29, 89, (3e-5, 2.5e-4), (0.11, 0.42), 0.12,
                          strings=((1.0, 0.4, 1.0), (1.0, -0.6, 0.7), (2.0, 1.0, 0.35)), comb_floor=0.25,
                          attack_seconds=0.001, dynamics_db=2.5, noise_dynamics_db=1.5),
    "clavinet": Course(29, 88, (3e-4, 8e-4), (0.10, 0.20), 0.06, pickups=((0.18, 1.0), (0.30, -0.7)), comb_floor=0.25,
                       attack_seconds=0.001, dynamics_db=5.0),
}  # fmt: skip


@functools.cache
def voicings() -> dict[str, Voicing]:
    """The voicings of this family."""
    return dict(read_voicings(Path(__file__).with_suffix(".toml")))


def play(name: str, stroke: Stroke) -> Tone:
    """A note of the keyboard called ``name``."""
    return sound(COURSES[name], voicings()[name], stroke)


MODELS = {name: Model(functools.partial(play, name)) for name in COURSES}
