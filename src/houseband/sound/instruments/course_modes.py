"""The modes of a course of strings, and of the strings that ring along with it."""

import math
from typing import NamedTuple

import numpy as np

from houseband.sound.instruments.course import Played
from houseband.sound.modes import LN_1000, NYQUIST_SHARE, Curve
from houseband.sound.tone import Stroke

HEARD_DB = 76.0
"""Partials further below the loudest are left out."""
TUNED_BY_CENTS_BELOW_HZ = 330.0
"""Above this, the strings of a course are tuned by their beats, which grow with pitch."""
LATEST_GLIDE_SECONDS = 0.4
SYMPATHY_CENTS, SYMPATHY_SECONDS, SYMPATHY_PARTIALS = 30.0, 0.15, 12
"""How near a partial of an open string must be, and how long it takes to answer."""


class Modes(NamedTuple):
    """What ``modes.ring`` rings."""

    frequencies_hz: Curve
    t60_seconds: Curve
    amplitudes: Curve
    phases: Curve


def modes(played: Played) -> Modes:
    """All modes of a stroke."""
    course, touch, stroke = played.course, played.touch, played.stroke
    dice = stroke.dice("string")
    bridge = Stroke(stroke.instrument, stroke.key, 0, 0, 0, stroke.sample_rate_hz).dice("bridge")
    beta = min(0.5, played.along(course.excited_at) * touch.excited_at) * float(dice.uniform(0.94, 1.06))
    parts: list[Modes] = []
    for index, (ratio, cents, gain) in enumerate(course.strings):
        f, a = _partials(played, beta, ratio)
        a *= gain * dice.uniform(0.9, 1.1, len(f))
        t60 = played.voicing.seconds(played.key, played.voicing.t60_seconds, f) * touch.length
        if not touch.pitched:  # the hand lies on the string: no standing wave, so no harmonic series
            f = f * dice.uniform(0.8, 1.25, len(f))
        phases = np.pi / 2 + dice.normal(0.0, np.pi if course.scattered else 0.25, len(f))
        beating = min(1.0, math.sqrt(TUNED_BY_CENTS_BELOW_HZ / played.f0_hz))
        f = f * 2.0 ** ((cents * beating + _moved(bridge, len(f), course.bridge_cents)) / 1200.0)
        if index:
            phases = phases + bridge.normal(0.0, 0.6, len(f))
        share, sooner = course.prompt if index == 0 else (0.0, 1.0)  # of the first string: it is there to be heard
        parts.append(Modes(f, t60, a * (1.0 - share), phases))
        if share:
            parts.append(
                Modes(
                    f * 2.0 ** (_moved(bridge, len(f), course.bridge_cents) / 1200.0), t60 * sooner, a * share, phases
                )
            )
        if touch.pitched:
            parts.extend(_bridge_curve(played, Modes(f, t60, a, phases)))
    if course.sympathetic and touch.pitched and touch.length > 0.5:
        parts.append(_sympathy(played, parts[0]))
    f, t60, a, phases = (np.concatenate(each) for each in zip(*parts, strict=True))
    heard = f < NYQUIST_SHARE * stroke.sample_rate_hz
    return Modes(f[heard], t60[heard], a[heard], phases[heard])


def _partials(played: Played, beta: float, ratio: float) -> tuple[Curve, Curve]:
    """Frequencies and amplitudes of the partials of one string, ``ratio`` times as high as the key."""
    course, voicing, touch, f0_hz = played.course, played.voicing, played.touch, played.f0_hz * ratio
    top_hz = NYQUIST_SHARE * played.stroke.sample_rate_hz
    if course.ratios:
        f = f0_hz * np.array(course.ratios)
        f = f[(f < top_hz) | (f == f[0])]
        a = np.ones(len(f))
    else:
        f, a = _string(played, beta, f0_hz, top_hz)
    a *= 10.0 ** (voicing.at(played.key, voicing.level_db, f) / 20.0)
    last = int(np.flatnonzero(a > 10.0 ** (-HEARD_DB / 20.0) * a.max())[-1]) + 1  # the same for every layer
    f, a = f[:last], a[:last]
    tilt_db = course.brightness_db + course.dynamics_db * played.harder + touch.tilt_db
    return f, a * 10.0 ** (tilt_db * np.clip(np.log2(f / f0_hz) / 4.0, 0.0, 1.5) / 20.0)


def _string(played: Played, beta: float, f0_hz: float, top_hz: float) -> tuple[Curve, Curve]:
    """The partials of a stiff string that is excited at β, as its pickups hear them."""
    course, touch, b = played.course, played.touch, played.stiffness
    k = np.arange(1, max(2, int(top_hz / f0_hz)) + 1, dtype=np.float64)
    f = k * f0_hz * np.sqrt((1.0 + b * k**2) / (1.0 + b))  # over (1 + B): the fundamental itself is in tune
    k, f = k[(f < top_hz) | (k == 1)], f[(f < top_hz) | (k == 1)]
    floor = course.comb_floor**2
    a = np.sqrt(np.sin(touch.node * k * np.pi * beta) ** 2 + floor) / k
    if course.pickups:
        shorter = played.along(course.excited_at) / course.excited_at[0]
        heard = sum(gain * np.sin(touch.node * k * np.pi * place * shorter) for place, gain in course.pickups)
        a *= np.sqrt(heard**2 + floor)
    return f, a


def _moved(bridge: np.random.Generator, count: int, cents: float) -> Curve:
    """What a bridge does to the modes of a string, in cents; the fundamental stays in tune."""
    return np.concatenate([[0.0], bridge.normal(0.0, cents, count - 1)])


def _bridge_curve(played: Played, string: Modes) -> list[Modes]:
    """What a curved bridge or a grazed fingerboard takes from the upper partials at first, and adds to them later."""
    f, t60, a, phases = string
    k = np.arange(1, len(f) + 1, dtype=np.float64)
    found = []
    share, seconds = played.course.bloom
    if share:
        rise = np.asarray(LN_1000 * seconds * 6.0 / (k + 5.0))
        late = -share * a * np.clip((k - 1.0) / 2.0, 0.0, 1.0)
        found.append(Modes(f, _both(t60, rise), late, phases))
    gain_db, seconds = played.course.jawari
    if gain_db > -120.0:
        # A pulse on a stiff string arrives the later the lower: t ∝ 1/f². It rises and dies in that time.
        reach = LN_1000 * np.clip(seconds * (1000.0 / f) ** 2, 0.01, LATEST_GLIDE_SECONDS) / math.log(2.0)
        reach = _both(t60, reach)
        glide = 4.0 * a * 10.0 ** (gain_db / 20.0) * np.clip((k - 2.0) / 4.0, 0.0, 1.0)
        found += [Modes(f, reach, glide, phases), Modes(f, 0.5 * reach, -glide, phases)]
    return found


def _both(one: Curve, other: Curve) -> Curve:
    """The T60 of two losses at once."""
    return 1.0 / (1.0 / one + 1.0 / other)


def _sympathy(played: Played, string: Modes) -> Modes:
    """The partials of the open strings that lie near some of the note's; each rises and then dies by itself."""
    dice, voicing = played.stroke.dice("sympathy"), played.voicing
    keys = np.array([key for key in played.course.sympathetic if key != played.key], np.float64)
    theirs = np.outer(440.0 * 2.0 ** ((keys - 69.0) / 12.0), np.arange(1, SYMPATHY_PARTIALS + 1)).ravel()
    theirs *= 2.0 ** (dice.normal(0.0, 2.0, len(theirs)) / 1200.0)  # nobody tunes them better than that
    cents = 1200.0 * np.abs(np.log2(theirs[:, None] / string.frequencies_hz[None, : 2 * SYMPATHY_PARTIALS]))
    near = cents.argmin(axis=1)
    coupled = cents[np.arange(len(theirs)), near] < SYMPATHY_CENTS
    theirs, near = theirs[coupled], near[coupled]
    t60 = voicing.seconds(played.key, voicing.t60_seconds, theirs)
    level = string.amplitudes[near] * 10.0 ** (played.course.sympathy_db / 20.0) * dice.uniform(0.5, 1.5, len(near))
    phases = dice.uniform(0, 2 * np.pi, len(near))
    rise = _both(t60, np.full(len(t60), LN_1000 * SYMPATHY_SECONDS))
    return Modes(*(np.concatenate(pair) for pair in ((theirs, theirs), (t60, rise), (level, -level), (phases, phases))))
