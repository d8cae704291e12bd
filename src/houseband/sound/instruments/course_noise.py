"""What a stroke on a course of strings sounds like beside its modes: the touch itself, and frets that are struck."""

import math

import numpy as np

from houseband.sound.instruments.course import Played
from houseband.sound.instruments.voicing import FREQUENCIES_HZ, LOG_FREQUENCIES
from houseband.sound.modes import LN_1000, NYQUIST_SHARE, Samples, dying


def stroke_noise(played: Played, frames: int) -> Samples:
    """Finger, plectrum, quill or hammer on the string, and what the body makes of it: noise whose bands die apart."""
    course, voicing, touch, rate = played.course, played.voicing, played.touch, played.stroke.sample_rate_hz
    centres = FREQUENCIES_HZ[::2]
    t60 = voicing.seconds(played.key, voicing.noise_t60_seconds, centres) * max(touch.length, 0.5)
    length = min(frames, round(1.1 * float(t60.max()) * rate))
    size = 1 << max(8, math.ceil(math.log2(length)))
    spectrum = np.fft.rfft(played.stroke.dice("noise").standard_normal(size))
    f = np.fft.rfftfreq(size, 1.0 / rate)
    level_db = voicing.at(played.key, voicing.noise_db, np.asarray(f, np.float64))
    octaves = np.clip(np.log2(np.maximum(f, 1.0) / played.f0_hz), -4.0, 6.0)  # over the fundamental
    harder_db = course.dynamics_db * octaves / 4.0 + course.noise_dynamics_db * np.clip(octaves, 0.0, 1.0)
    level_db += touch.noise_db + harder_db * played.harder
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


def fret_clicks(played: Played, frames: int) -> Samples:
    """The string on the frets: one grain of noise above ``clicks_hz`` that comes back each period and wears away."""
    course, stroke, rate = played.course, played.stroke, played.stroke.sample_rate_hz
    period = rate / played.f0_hz
    grain_frames, length = round(0.004 * rate), min(frames, round(1.5 * course.clicks_t60_seconds * rate))
    grain = stroke.dice("frets").standard_normal(grain_frames) * np.hanning(2 * grain_frames)[grain_frames:]
    grains = np.zeros(length + grain_frames)
    for at in np.arange(0.0, length, period):
        wear = math.exp(-LN_1000 * at / rate / course.clicks_t60_seconds)
        grains[int(at) : int(at) + grain_frames] += grain * wear
    size = 1 << (len(grains) + grain_frames).bit_length()
    f = np.fft.rfftfreq(size, 1.0 / rate)
    shape = f**2 / (f**2 + course.clicks_hz**2) / np.sqrt(1.0 + (f / 6000.0) ** 4) * (f < NYQUIST_SHARE * rate)
    out = np.fft.irfft(np.fft.rfft(grains, size) * shape, size)[:length]
    out /= float(np.abs(out).max()) + 1e-12
    harder_db = (course.noise_dynamics_db + course.dynamics_db) * played.harder
    level_db = course.clicks_db + played.touch.tilt_db + harder_db
    return np.asarray(out * 10.0 ** (level_db / 20.0), np.float32)
