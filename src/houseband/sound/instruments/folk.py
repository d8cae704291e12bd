"""Folk strings: banjo, mandolin, ukulele, harp, hammered dulcimer, sitar, shamisen and koto, as ``courses``.

  banjo     a light bridge on a membrane: partials give up their energy fast, most of all in a formant near 500–800 Hz,
            and the head is heard in each stroke (Woodhouse, Politzer & Mansour 2021, Acta Acustica 5, 15)
  mandolin  pairs of strings, never quite in unison; air mode near 200 Hz, top plate from some 350 (Cohen &
            Rossing 2003, "The acoustics of mandolins", Acoust. Sci. & Tech. 24(1))
  ukulele   nylon strings on a small box, plucked by flesh over the end of the neck
  harp      plucked near the middle, with a halo of the strings that nobody damps (Le Carrou, Gautier & Badeau 2009,
            Acta Acustica 95; the pluck itself: Chadefaux et al. 2012, JASA 131)
  dulcimer  pairs of steel struck by a small hammer near the bridge, undamped (Peterson 1994, JASA 95)
  sitar     jawari: a flat bridge that the string wraps itself round, and a dozen strings below that ring along (Raman
            1921; Siddiq 2012, "A physical model of the nonlinear sitar string", Archives of Acoustics 37(1))
  shamisen  a plectrum that strikes the skin too; sawari, the buzz of the upper bridge, in small
  koto      plucked near its fixed bridge by ivory picks, on a long box of paulownia (Ando 1986, in Coaldrake 2019,
            Proc. 23rd Int. Congress on Acoustics)
B follows from length, gauge and pitch, π²·E·d²/(64·ρ·L⁴·f²) for plain strings (Fletcher & Rossing, ch. 2), at the upper
end of a fretted string as 1/L².
"""

import functools
from pathlib import Path

from houseband.music.articulation import Articulation
from houseband.sound.instruments.course import Course
from houseband.sound.instruments.courses import sound
from houseband.sound.instruments.rolled import Roll, rolled
from houseband.sound.instruments.voicing import read_voicings
from houseband.sound.model import PLAIN, Model
from houseband.sound.tone import Stroke, Tone

FRETTED = PLAIN | {
    Articulation.MUTED, Articulation.DEAD, Articulation.UP, Articulation.HAMMER, Articulation.PULL,
    Articulation.HARMONIC,
}  # fmt: skip
ZITHER = PLAIN | {Articulation.MUTED, Articulation.UP, Articulation.PULL, Articulation.HARMONIC}
ARTICULATIONS = {
    "banjo": FRETTED,
    "mandolin": FRETTED | {Articulation.TREMOLO},
    "ukulele": FRETTED | {Articulation.TREMOLO},
    "harp": PLAIN | {Articulation.MUTED, Articulation.HARMONIC},
    "dulcimer": PLAIN | {Articulation.MUTED},
    "sitar": FRETTED,
    "shamisen": FRETTED - {Articulation.HARMONIC},
    "koto": ZITHER,
}
VOICINGS = Path(__file__).with_suffix(".toml")
COURSES: dict[str, Course] = {
    "banjo": Course(48, 86, (1.5e-5, 1.6e-4), (0.14, 0.26), 0.12, comb_floor=0.25, attack_seconds=0.001,
                    body=((270.0, 0.06, -18.0), (480.0, 0.05, -20.0), (720.0, 0.04, -22.0))),
    "mandolin": Course(55, 93, (4e-5, 1.5e-4), (0.13, 0.30), 0.12, strings=((1.0, 0.6, 1.0), (1.0, -1.5, 0.4)),
                       comb_floor=0.2, attack_seconds=0.001,
                       body=((200.0, 0.10, -18.0), (350.0, 0.06, -22.0), (460.0, 0.06, -20.0))),
    "ukulele": Course(60, 81, (1.2e-4, 2.4e-4), (0.24, 0.40), 0.14, comb_floor=0.35, attack_seconds=0.002,
                      body=((210.0, 0.08, -14.0), (365.0, 0.07, -18.0), (620.0, 0.05, -22.0))),
    "harp": Course(24, 103, (4e-5, 2.5e-4), (0.34, 0.42), 1.2, comb_floor=0.3, attack_seconds=0.002,
                   body=((150.0, 0.12, -26.0), (260.0, 0.10, -26.0)), sympathy_db=-18.0,
                   sympathetic=(36, 40, 43, 48, 52, 55, 60, 64, 67, 72, 76, 79, 84)),
    "dulcimer": Course(50, 86, (3e-5, 1.5e-4), (0.13, 0.16), strings=((1.0, 0.5, 1.0), (1.0, -0.9, 0.5)),
                       comb_floor=0.25, attack_seconds=0.001, sympathy_db=-18.0,
                       sympathetic=(50, 55, 57, 62, 64, 67, 69, 74, 76, 79)),
    "sitar": Course(43, 79, (2e-5, 8e-5), (0.12, 0.24), 0.5, comb_floor=0.4, attack_seconds=0.001,
                    bloom=(0.4, 0.03), jawari=(1.0, 1.5), sympathy_db=-13.0,
                    sympathetic=(48, 50, 52, 53, 55, 57, 59, 60, 62, 64, 65, 67, 72)),
    "shamisen": Course(50, 79, (3e-5, 1.2e-4), (0.10, 0.20), 0.15, comb_floor=0.3, attack_seconds=0.001,
                       bloom=(0.25, 0.02), prompt=(0.6, 0.15),
                       body=((320.0, 0.04, -14.0), (560.0, 0.03, -16.0), (900.0, 0.025, -18.0))),
    "koto": Course(50, 86, (2e-5, 2e-4), (0.06, 0.14), 0.6, comb_floor=0.25, attack_seconds=0.001,
                   body=((85.0, 0.12, -26.0), (145.0, 0.10, -24.0), (250.0, 0.08, -26.0)), sympathy_db=-22.0,
                   sympathetic=(50, 55, 57, 58, 62, 63, 67, 69, 70, 74, 75, 79)),
}  # fmt: skip


TREMOLOS = {"mandolin": Roll(12.0, 0.12, Articulation.UP), "ukulele": Roll(11.0, 0.14, Articulation.UP)}
"""Down and up strokes of the plectrum, or of a finger, a second: what players commonly do."""


def play(name: str, stroke: Stroke) -> Tone:
    """A note of the instrument called ``name``."""
    return rolled(functools.partial(single, name), TREMOLOS[name], stroke) if name in TREMOLOS else single(name, stroke)


def single(name: str, stroke: Stroke) -> Tone:
    """One stroke."""
    return sound(COURSES[name], read_voicings(VOICINGS)[name], stroke)


MODELS = {name: Model(functools.partial(play, name), articulations=ARTICULATIONS[name]) for name in COURSES}
