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
from dataclasses import dataclass

import numpy as np

from houseband.music.articulation import Articulation
from houseband.sound.instruments.voicing import FREQUENCIES_HZ, LOG_FREQUENCIES, Voicing
from houseband.sound.modes import LN_1000, NYQUIST_SHARE, Curve, Samples, dying, finished, ring
from houseband.sound.tone import LAYER_VELOCITIES, RINGS_OUT, Stroke, Tone, velocity_db
from houseband.units import cents_to_ratio, key_to_hz

COURSE_LEVEL_DB = -23.0
"""K-weighted level of a note of velocity 90; all pitched instruments share it."""
LOWEST_KEY, HIGHEST_KEY = 12, 118
LONGEST_SECONDS = 8.0
MIDDLE_VELOCITY, VELOCITY_SPAN = 85.0, 50.0
"""Voicings are those of the middle velocity; ``dynamics_db`` is what a span of velocities adds."""
HEARD_DB = 76.0
"""Partials further below the loudest are left out."""
SYMPATHY_CENTS = 30.0
LATEST_GLIDE_SECONDS = 0.4
BRIDGE_CENTS = 0.3
"""Standard deviation of what the bridge's motion does to each mode of a string."""
SYMPATHY_SECONDS = 0.15


@dataclass(frozen=True, slots=True)
class Course:
    """The figures that make one instrument out of the model. Pairs belong to the two keys."""

    low_key: int
    high_key: int
    stiffness: tuple[float, float]
    """The inharmonicity B."""
    excited_at: tuple[float, float]
    """β: share of the sounding length from the bridge."""
    release_seconds: float = RINGS_OUT
    strings: tuple[tuple[float, float, float], ...] = ((1.0, 0.0, 1.0),)
    """Frequency ratio, cents beside it, and gain of each string of the course."""
    pickups: tuple[tuple[float, float], ...] = ()
    """Position (share of the length at the low key; it moves as β does) and gain (negative: out of phase) of each."""
    comb_floor: float = 0.15
    """How deep the comb of β reaches: fingers and hammers have width, so its zeros are not quite zero."""
    prompt: tuple[float, float] = (0.5, 0.4)
    """Share of the polarisation that dies sooner, and its T60 against the other's."""
    dynamics_db: float = 4.0
    """What a harder stroke (velocity 110 for 60) adds four octaves over the fundamental."""
    noise_dynamics_db: float = 3.0
    brightness_db: float = 0.0
    """Over four octaves, where a course shares another's voicing."""
    attack_seconds: float = 0.0015
    body: tuple[tuple[float, float, float], ...] = ()
    """Modes of the body that the stroke knocks on: frequency in Hz, T60 in seconds, level in dB against the string."""
    bloom: tuple[float, float] = (0.0, 0.1)
    """Share of the upper partials that come by the bridge's curve, and in what time in seconds."""
    jawari: tuple[float, float] = (-math.inf, 1.0)
    """Level in dB of the band that glides down through the partials, and when it comes to 1 kHz, in seconds."""
    clicks_db: float = -math.inf
    """Of the string on the frets, against the string as a whole."""
    clicks_hz: float = 1500.0
    """Clicks lie above this."""
    clicks_t60_seconds: float = 0.05
    sympathetic: tuple[int, ...] = ()
    """Keys of the strings that ring along."""
    sympathy_db: float = -24.0

    def along(self, pair: tuple[float, float], key: float) -> float:
        """The value for a key, geometric between the two ends and held outside."""
        share = min(1.0, max(0.0, (key - self.low_key) / (self.high_key - self.low_key)))
        return float(pair[0] * (pair[1] / pair[0]) ** share)


@dataclass(frozen=True, slots=True)
class Touch:
    """How an articulation differs from the plain stroke."""

    length: float = 1.0
    """Of the decays."""
    tilt_db: float = 0.0
    """Over four octaves."""
    noise_db: float = 0.0
    excited_at: float = 1.0
    """Factor of β."""
    level_db: float = 0.0
    attack_seconds: float = 0.0
    """Added to the course's own."""
    node: int = 1
    """The finger touches the string at 1/node: only each node-th partial of the open string is left."""
    pitched: bool = True


TOUCHES: dict[Articulation, Touch] = {
    Articulation.NORMAL: Touch(),
    Articulation.MUTED: Touch(0.13, -16.0, 1.0, 1.0, -3.0),
    Articulation.DEAD: Touch(0.035, -10.0, 7.0, 1.0, -9.0, pitched=False),
    Articulation.UP: Touch(1.0, 5.0, 2.0, 0.75, -1.0),
    Articulation.HAMMER: Touch(0.85, -7.0, -9.0, 2.2, -2.0, 0.004),
    Articulation.PULL: Touch(0.85, 2.0, -4.0, 2.6, -2.0, 0.001),
    Articulation.HARMONIC: Touch(0.9, -12.0, -3.0, 1.0, -1.0, 0.001, node=2),
}


def sound(course: Course, voicing: Voicing, stroke: Stroke) -> Tone:
    """A note of the course."""
    rate = stroke.sample_rate_hz
    key = min(max(stroke.key, LOWEST_KEY), HIGHEST_KEY)
    touch = TOUCHES.get(Articulation(stroke.articulation), TOUCHES[Articulation.NORMAL])
    f, t60, a, phases = _strings(course, voicing, stroke, touch, key)
    whole = math.sqrt(float(np.sum(a**2))) + 1e-12
    longest = float(np.max(t60 * np.clip(1.0 + 20.0 * np.log10(np.abs(a) / whole + 1e-9) / 60.0, 0.0, 1.0)))
    seconds = min(1.05 * longest + 0.15, LONGEST_SECONDS)
    frames = round(seconds * rate)

    dice = stroke.dice("body")
    knock = np.array(course.body).reshape(-1, 3)
    knock_db = knock[:, 2] + touch.noise_db
    samples = ring(
        np.concatenate([f, knock[:, 0]]),
        np.concatenate([t60, knock[:, 1]]),
        np.concatenate([a / whole, 10.0 ** (knock_db / 20.0)]),
        np.concatenate([phases, dice.uniform(0, 2 * np.pi, len(knock))]),
        frames,
        rate,
    )
    stroke_noise = _noise(course, voicing, stroke, touch, key, frames)
    samples[: len(stroke_noise)] += stroke_noise
    if course.clicks_db > -120.0:
        clicks = _clicks(course, stroke, touch, key, frames)
        samples[: len(clicks)] += clicks
    level_db = COURSE_LEVEL_DB + velocity_db(LAYER_VELOCITIES[stroke.layer]) + touch.level_db
    fade_seconds = 0.3 * seconds if seconds == LONGEST_SECONDS else 0.03
    samples = finished(samples, rate, level_db, course.attack_seconds + touch.attack_seconds, fade_seconds)
    return Tone(samples, release_seconds=course.release_seconds)


def _strings(
    course: Course, voicing: Voicing, stroke: Stroke, touch: Touch, key: int
) -> tuple[Curve, Curve, Curve, Curve]:
    """The modes of the course and of what rings along: frequencies, T60s, amplitudes and phases."""
    rate, dice = stroke.sample_rate_hz, stroke.dice("string")
    beta = min(0.5, course.along(course.excited_at, key) * touch.excited_at) * float(dice.uniform(0.94, 1.06))
    bridge = Stroke(stroke.instrument, stroke.key, 0, 0, 0, rate).dice("bridge")  # it moves each mode as it likes
    parts: list[tuple[Curve, Curve, Curve, Curve]] = []
    for ratio, cents, gain in course.strings:
        f, a = _plain(course, voicing, stroke, touch, key, beta, ratio)
        a *= gain * dice.uniform(0.9, 1.1, len(f))
        t60 = voicing.seconds(key, voicing.t60_seconds, f) * touch.length
        if not touch.pitched:  # the hand lies on the string: no standing wave, so no harmonic series
            f = f * dice.uniform(0.8, 1.25, len(f))
        phases = np.pi / 2 + dice.normal(0.0, 0.25, len(f))
        here = f * 2.0 ** ((cents + _moved(bridge, len(f))) / 1200.0)
        if ratio != 1.0 or cents < 0.0:
            phases = phases + bridge.normal(0.0, 0.6, len(f))
        share, sooner = course.prompt if ratio == 1.0 and cents >= 0.0 else (0.0, 1.0)  # of the first string, for cost
        parts.append((here, t60, a * (1.0 - share), phases))
        if share:
            there = here * 2.0 ** (_moved(bridge, len(f)) / 1200.0)
            parts.append((there, t60 * sooner, a * share, phases))
        bloomed, seconds = course.bloom
        if bloomed and touch.pitched:
            k = np.arange(1, len(f) + 1)
            rise = LN_1000 * seconds * (6.0 / (k + 5.0)) * np.ones(len(f))
            late = -bloomed * a * np.clip((k - 1.0) / 2.0, 0.0, 1.0)
            parts.append((here, 1.0 / (1.0 / t60 + 1.0 / rise), late, phases))
        gain_db, seconds = course.jawari
        if gain_db > -120.0 and touch.pitched:
            # A pulse on a stiff string arrives the later the lower: t ∝ 1/f². It rises and dies in that time.
            reach = LN_1000 * np.clip(seconds * (1000.0 / f) ** 2, 0.01, LATEST_GLIDE_SECONDS) / math.log(2.0)
            reach = 1.0 / (1.0 / reach + 1.0 / t60)
            glide = 4.0 * a * 10.0 ** (gain_db / 20.0) * np.clip((np.arange(len(f)) - 1.0) / 4.0, 0.0, 1.0)
            parts.append((here, reach, glide, phases))
            parts.append((here, 0.5 * reach, -glide, phases))
    if course.sympathetic and touch.pitched and touch.length > 0.5:
        main = parts[0]
        parts.append(_sympathy(course, voicing, key, main[0], main[2], stroke.dice("sympathy")))
    f, t60, a, phases = (np.concatenate(each) for each in zip(*parts, strict=True))
    heard = f < NYQUIST_SHARE * rate
    return f[heard], t60[heard], a[heard], phases[heard]


def _plain(
    course: Course, voicing: Voicing, stroke: Stroke, touch: Touch, key: int, beta: float, ratio: float
) -> tuple[Curve, Curve]:
    """Frequencies and amplitudes of the partials of one string."""
    f0_hz = key_to_hz(key) * ratio
    b = course.along(course.stiffness, key)
    top_hz = NYQUIST_SHARE * stroke.sample_rate_hz
    k = np.arange(1, max(2, int(top_hz / f0_hz)) + 1, dtype=np.float64)
    f = k * f0_hz * np.sqrt((1.0 + b * k**2) / (1.0 + b))  # over (1 + B): the fundamental itself is in tune
    k, f = k[f < top_hz], f[f < top_hz]
    if not len(k):
        k, f = np.ones(1), np.array([f0_hz])
    floor = course.comb_floor**2
    a = np.sqrt(np.sin(touch.node * k * np.pi * beta) ** 2 + floor) / k
    if course.pickups:
        shorter = course.along(course.excited_at, key) / course.excited_at[0]
        heard = sum(gain * np.sin(touch.node * k * np.pi * place * shorter) for place, gain in course.pickups)
        a *= np.sqrt(heard**2 + floor)
    a *= 10.0 ** (voicing.at(key, voicing.level_db, f) / 20.0)
    last = int(np.flatnonzero(a > 10.0 ** (-HEARD_DB / 20.0) * a.max())[-1]) + 1  # the same for every layer
    f, a = f[:last], a[:last]
    tilt_db = course.brightness_db + course.dynamics_db * _harder(stroke) + touch.tilt_db
    return f, a * 10.0 ** (tilt_db * np.clip(np.log2(f / f0_hz) / 4.0, 0.0, 1.5) / 20.0)


def _moved(bridge: np.random.Generator, count: int) -> Curve:
    """What a bridge does to the modes of a string, in cents; the fundamental stays in tune."""
    return np.concatenate([[0.0], bridge.normal(0.0, BRIDGE_CENTS, count - 1)])


def _harder(stroke: Stroke) -> float:
    """How much harder than the voicing's the stroke is, in spans."""
    return (LAYER_VELOCITIES[stroke.layer] - MIDDLE_VELOCITY) / VELOCITY_SPAN


def _sympathy(
    course: Course, voicing: Voicing, key: int, f: Curve, a: Curve, dice: np.random.Generator
) -> tuple[Curve, Curve, Curve, Curve]:
    """The partials of the other strings that lie near some of the note's; each rises and then dies by itself."""
    others = np.array([key_to_hz(other) for other in course.sympathetic if other != key])
    theirs = np.outer(others, np.arange(1, 13)).ravel() * cents_to_ratio(1.0) ** dice.normal(0.0, 2.0, 12 * len(others))
    cents = 1200.0 * np.abs(np.log2(theirs[:, None] / f[None, :24]))
    near = cents.argmin(axis=1)
    coupled = cents[np.arange(len(theirs)), near] < SYMPATHY_CENTS
    theirs, near = theirs[coupled], near[coupled]
    t60 = voicing.seconds(key, voicing.t60_seconds, theirs)
    level = a[near] * 10.0 ** (course.sympathy_db / 20.0) * dice.uniform(0.5, 1.5, len(near))
    phases = dice.uniform(0, 2 * np.pi, len(near))
    rise = 1.0 / (1.0 / t60 + 1.0 / (LN_1000 * SYMPATHY_SECONDS))
    return (
        np.concatenate([theirs, theirs]),
        np.concatenate([t60, rise]),
        np.concatenate([level, -level]),
        np.concatenate([phases, phases]),
    )


def _noise(course: Course, voicing: Voicing, stroke: Stroke, touch: Touch, key: int, frames: int) -> Samples:
    """Finger, plectrum, quill or hammer on the string, and what the body makes of it: noise whose bands die apart."""
    rate = stroke.sample_rate_hz
    centres = FREQUENCIES_HZ[::2]
    t60 = voicing.seconds(key, voicing.noise_t60_seconds, centres) * max(touch.length, 0.5)
    length = min(frames, round(min(1.1 * float(t60.max()), 1.45) * rate))
    size = 1 << max(8, math.ceil(math.log2(length)))
    spectrum = np.fft.rfft(stroke.dice("noise").standard_normal(size))
    f = np.fft.rfftfreq(size, 1.0 / rate)
    level_db = voicing.at(key, voicing.noise_db, np.asarray(f, np.float64))
    octaves = np.clip(np.log2(np.maximum(f, 1.0) / key_to_hz(key)), -4.0, 6.0)  # over the fundamental
    harder_db = course.dynamics_db * octaves / 4.0 + course.noise_dynamics_db * np.clip(octaves, 0.0, 1.0)
    level_db += touch.noise_db + harder_db * _harder(stroke)
    gain = 10.0 ** (level_db / 20.0) / np.sqrt(0.45 * np.maximum(f, 20.0))  # equal power in equal parts of an octave
    gain *= math.sqrt(rate / 2.0) * (f < NYQUIST_SHARE * rate) * f**2 / (f**2 + 30.0**2)
    spectrum = (spectrum * gain).astype(np.complex64)
    place = np.interp(np.log(np.maximum(f, 1.0)), LOG_FREQUENCIES[::2], np.arange(len(centres)))
    out = np.zeros(length, np.float32)
    for band, seconds in enumerate(t60):
        mine = np.flatnonzero(np.abs(place - band) < 1.0)
        weighted = np.zeros(len(f), np.complex64)
        weighted[mine] = spectrum[mine] * (1.0 - np.abs(place[mine] - band)).astype(np.float32)
        last = min(length, round(1.2 * float(seconds) * rate) + 1)
        out[:last] += np.fft.irfft(weighted, size)[:last].astype(np.float32) * dying(last, float(seconds), rate)
    return out


def _clicks(course: Course, stroke: Stroke, touch: Touch, key: int, frames: int) -> Samples:
    """The string on the frets: one grain of noise above ``clicks_hz`` that comes back each period and wears away."""
    rate, period = stroke.sample_rate_hz, stroke.sample_rate_hz / key_to_hz(key)
    grain_frames, length = round(0.004 * rate), min(frames, round(1.5 * course.clicks_t60_seconds * rate))
    grain = stroke.dice("frets").standard_normal(grain_frames) * np.hanning(2 * grain_frames)[grain_frames:]
    f = np.fft.rfftfreq(2 * grain_frames, 1.0 / rate)
    pole = course.clicks_hz
    shaped = np.fft.rfft(grain, 2 * grain_frames) * f**2 / (f**2 + pole**2) / np.sqrt(1.0 + (f / 6000.0) ** 4)
    grain = np.fft.irfft(shaped * (f < NYQUIST_SHARE * rate), 2 * grain_frames)
    grain /= float(np.abs(grain).max()) + 1e-12
    out = np.zeros(length + 2 * grain_frames)
    at = 0.0
    while at < length:
        out[int(at) : int(at) + len(grain)] += grain * math.exp(-LN_1000 * at / rate / course.clicks_t60_seconds)
        at += period
    level_db = course.clicks_db + touch.tilt_db + (course.noise_dynamics_db + course.dynamics_db) * _harder(stroke)
    return np.asarray(out[:length] * 10.0 ** (level_db / 20.0), np.float32)
