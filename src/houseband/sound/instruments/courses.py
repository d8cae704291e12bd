"""Courses of strings: one to three strings that are plucked or struck as one, with all that answers them.

The strings are sums of their modes:
  frequencies    f_k = k·f0·sqrt(1 + B·k²)           Fletcher & Rossing, The Physics of Musical Instruments, ch. 2
  excited at β   a_k ∝ |sin(kπβ)| / k                Fletcher & Rossing, ch. 2; the comb of Jaffe & Smith 1983, CMJ 7(2)
  pickups at p   a_k · |Σ ±sin(kπp)|                 Karjalainen, Välimäki & Tolonen 1998, CMJ 22(3)
  polarisations  two transverse modes a hair apart, one dying sooner: the two-stage decay of Weinreich 1977, JASA 62
  curved bridge  where the string wraps itself round a flat bridge or grazes a fingerboard, its lower modes feed the
                 upper ones: those bloom after the pluck, the highest first, as a band that glides down (the sitar's
                 jawari: Raman 1921, Proc. Indian Assoc. Cultiv. Sci. 7; Burridge, Kappraff & Morshedi 1982, SIAM J.
                 Appl. Math. 42; the glide is the string's dispersion: Siddiq 2012, Archives of Acoustics 37(1))
  frets struck   a string thrown against frets is stopped at once, with a broadband click that comes back each period
                 (Rank & Kubin 1997, Proc. ICASSP, "A waveguide model for slapbass synthesis")
  sympathy       open strings answer the partials that they share, rising as they take energy from the bridge
                 (Le Carrou, Gautier & Badeau 2009, Acta Acustica 95)
Harder strokes have steeper corners, so wider spectra: a tilt in dB over four octaves. Bridge, body and loss curves are
the instrument's voicing.
"""

import math

import numpy as np

from houseband.sound.instruments.course import Course, Played
from houseband.sound.instruments.course_modes import modes
from houseband.sound.instruments.course_noise import fret_clicks, stroke_noise
from houseband.sound.instruments.voicing import Voicing
from houseband.sound.modes import Samples, finished, ring
from houseband.sound.tone import LAYER_VELOCITIES, Stroke, Tone, velocity_db

COURSE_LEVEL_DB = -23.0
"""K-weighted level of a note of velocity 90; all pitched instruments share it."""
DAMPED_BODY = 0.3
"""A hand that lies on the strings lies on the bridge too: what is left of the body's own decays."""
LONGEST_SECONDS, FADED_SHARE = 8.0, 0.3
"""What rings longer is faded out over the last share of this."""


def sound(course: Course, voicing: Voicing, stroke: Stroke) -> Tone:
    """A note of the course."""
    played, rate = Played(course, voicing, stroke), stroke.sample_rate_hz
    touch, samples = played.touch, struck(played)
    level_db = COURSE_LEVEL_DB + velocity_db(LAYER_VELOCITIES[stroke.layer]) + touch.level_db
    fade_seconds = FADED_SHARE * LONGEST_SECONDS if len(samples) == round(LONGEST_SECONDS * rate) else 0.03
    samples = finished(samples, rate, level_db, course.attack_seconds + touch.attack_seconds, fade_seconds)
    return Tone(samples, release_seconds=course.release_seconds)


def struck(played: Played) -> Samples:
    """The modes and the noise of a stroke, before its level and its last touch."""
    course, touch, rate = played.course, played.touch, played.stroke.sample_rate_hz
    f, t60, a, phases = modes(played)
    whole = math.sqrt(float(np.sum(a**2))) + 1e-12
    longest = float(np.max(t60 * np.clip(1.0 + 20.0 * np.log10(np.abs(a) / whole + 1e-9) / 60.0, 0.0, 1.0)))
    seconds = min(1.05 * longest + 0.15, LONGEST_SECONDS)
    frames = round(seconds * rate)
    knock = np.array(course.body).reshape(-1, 3)
    samples = ring(
        np.concatenate([f, knock[:, 0]]),
        np.concatenate([t60, knock[:, 1] * max(touch.length, DAMPED_BODY)]),
        np.concatenate([a / whole, 10.0 ** ((knock[:, 2] + touch.noise_db) / 20.0)]),
        np.concatenate([phases, played.stroke.dice("body").uniform(0, 2 * np.pi, len(knock))]),
        frames,
        rate,
    )
    added = [stroke_noise(played, frames)]
    if course.clicks_db > -120.0:
        added.append(fret_clicks(played, frames))
    for part in added:
        samples[: len(part)] += part
    return samples
