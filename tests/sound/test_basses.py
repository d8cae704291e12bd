"""Basses: what literature says of their strings, and techniques that sound like themselves."""

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray
from strings import RATE, band_level_db, inharmonicity, rise_seconds
from test_tones import centroid_hz, made, t60_seconds

from houseband.music.articulation import Articulation
from houseband.sound.instruments import basses
from houseband.sound.instruments.basses import MODELS
from houseband.sound.instruments.courses import sound
from houseband.sound.instruments.voicing import read_voicings
from houseband.sound.modes import Samples
from houseband.sound.tone import Stroke
from houseband.units import key_to_hz

ELECTRIC = ["finger bass", "pick bass", "fretless bass", "slap bass"]


@pytest.mark.parametrize("name", list(MODELS))
def test_stiffness_is_that_of_wound_strings_and_grows_up_the_neck(name: str) -> None:
    """Kemp 2020: 3e-4 for an open low B string, 1.2e-3 at its 12th fret; higher strings are less stiff."""
    low = inharmonicity(made(name, 28).samples, key_to_hz(28), range(6, 14))
    high = inharmonicity(made(name, 64).samples, key_to_hz(64), range(3, 8))
    assert 4e-5 < low < 3e-4
    assert low < high < 1.2e-3


@pytest.mark.parametrize("name", ELECTRIC)
def test_a_rigid_neck_lets_strings_ring(name: str) -> None:
    for key, shortest, longest in ((28, 3.5, 8.0), (48, 2.5, 6.0), (64, 1.2, 4.0)):
        assert shortest < t60_seconds(made(name, key).samples) < longest


def test_a_wooden_body_takes_its_share() -> None:
    for key in (28, 40, 52, 64):
        upright, finger = (t60_seconds(made(name, key).samples) for name in ("upright bass", "finger bass"))
        assert 1.0 < upright < 0.9 * finger


def test_flesh_is_slower_than_plectrum_and_thumb() -> None:
    def rise(name: str) -> float:
        return float(np.mean([rise_seconds(made(name, key).samples) for key in (45, 50, 55, 60)]))

    assert rise("upright bass") > rise("pick bass")
    assert rise("fretless bass") > rise("slap bass")
    assert rise("slap bass") < 0.008


def bloom_db(samples: Samples, f0_hz: float) -> float:
    """How much the partials from the third to the ninth have grown from 10–20 ms to 60–100 ms, against the first."""
    upper, first = band_level_db(samples, 2.6 * f0_hz, 9.5 * f0_hz), band_level_db(samples, 0.5 * f0_hz, 1.5 * f0_hz)
    grown = [float(level[12:20].mean() - level[2:4].mean()) for level in (upper, first)]
    return grown[0] - grown[1]


def test_the_fretless_bass_sings_after_the_pluck() -> None:
    fretless, finger = (
        np.mean([bloom_db(made(name, key).samples, key_to_hz(key)) for key in (45, 50, 55)])
        for name in ("fretless bass", "finger bass")
    )
    assert fretless > finger + 3.0


def high_envelope(samples: Samples) -> NDArray[np.float64]:
    """The envelope above 3 kHz over the first 60 ms."""
    some = samples[: round(0.2 * RATE)].astype(np.float64)
    spectrum = np.fft.rfft(some * np.hanning(2 * len(some))[len(some) :])
    spectrum[np.fft.rfftfreq(len(some), 1 / RATE) < 3000] = 0
    envelope = np.convolve(np.abs(np.fft.irfft(spectrum, len(some))), np.hanning(60) / 30, mode="same")
    return np.asarray(envelope[: round(0.06 * RATE)])


@pytest.mark.parametrize(("name", "kind"), [("slap bass", 0), ("finger bass", 16), ("upright bass", 15)])
@pytest.mark.parametrize("key", [33, 38, 43])
def test_a_string_on_the_frets_clicks_each_period(name: str, kind: int, key: int) -> None:
    """Rank & Kubin 1997: what the frets add is periodic, and a good part of the highs at the start."""
    stroke = Stroke(name, key, 3, kind, 0, RATE)
    bass = {0: "slap bass", 15: "slapped upright", 16: "popped bass"}[kind]
    whole = made(name, key, 3, kind).samples
    voicing = read_voicings(basses.VOICINGS)[basses.VOICED_AS.get(bass, bass)]
    free = sound(dataclasses.replace(basses.COURSES[bass], clicks_db=-np.inf), voicing, stroke).samples
    scale = float(whole[-RATE:] @ free[-RATE:]) / float(free[-RATE:] @ free[-RATE:])  # late, they are the same string
    clicks = high_envelope(whole - scale * free)
    period = round(RATE / key_to_hz(key))
    assert np.corrcoef(clicks[:-period], clicks[period:])[0, 1] > 0.7
    assert np.sqrt(np.mean(clicks**2)) > 0.2 * np.sqrt(np.mean(high_envelope(whole) ** 2))


def test_popped_is_brighter_than_slapped_than_plucked() -> None:
    for key in (43, 50, 57):
        pop, slap, plain = (
            centroid_hz(made("finger bass", key, 2, kind).samples)
            for kind in (Articulation.POP, Articulation.SLAP, Articulation.NORMAL)
        )
        assert pop > 1.1 * slap > 2 * plain
    assert centroid_hz(made("upright bass", 43, 2, Articulation.SLAP).samples) > 1.2 * centroid_hz(
        made("upright bass", 43).samples
    )


@pytest.mark.parametrize("name", list(MODELS))
def test_left_hand_and_mutes_sound_like_themselves(name: str) -> None:
    plain, muted, dead, hammer, harmonic = (
        made(name, 43, 2, kind).samples
        for kind in (
            Articulation.NORMAL, Articulation.MUTED, Articulation.DEAD, Articulation.HAMMER, Articulation.HARMONIC,
        )
    )  # fmt: skip
    assert t60_seconds(muted) < 0.3 * t60_seconds(plain)
    assert centroid_hz(muted) < centroid_hz(plain)
    assert len(dead) < len(muted)
    assert centroid_hz(hammer) < centroid_hz(plain)
    assert centroid_hz(harmonic) < centroid_hz(plain)


def test_a_plectrum_goes_both_ways() -> None:
    up, down = (made("pick bass", 43, 2, kind).samples for kind in (Articulation.UP, Articulation.NORMAL))
    assert centroid_hz(up) > centroid_hz(down)
    asked = Stroke("finger bass", 43, 2, Articulation.UP, 0, RATE)
    assert MODELS["finger bass"].heard(asked).articulation == Articulation.NORMAL  # fingers do not


def tonal(samples: Samples, f0_hz: float) -> float:
    """The share of the power in the first 0.2 s that lies at whole multiples of the pitch, below the 12th."""
    head = samples[: round(0.2 * RATE)]
    power = np.abs(np.fft.rfft(head * np.hanning(len(head)), 1 << 16)) ** 2
    ratio = np.fft.rfftfreq(1 << 16, 1 / RATE) / f0_hz
    heard = (ratio > 0.5) & (ratio < 12.5)
    on = np.abs(ratio - np.round(ratio)) < 0.1
    return float(power[heard & on].sum() / power[heard].sum())


@pytest.mark.parametrize("name", list(MODELS))
def test_a_dead_note_has_no_pitch(name: str) -> None:
    plain, dead = (
        tonal(made(name, 50, 2, kind).samples, key_to_hz(50)) for kind in (Articulation.NORMAL, Articulation.DEAD)
    )
    assert plain > 0.85
    assert dead < 0.7 * plain
