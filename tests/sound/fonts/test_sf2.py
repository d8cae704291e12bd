"""SoundFonts written by the specification sound as the specification says."""

import math
from pathlib import Path

import numpy as np
import pytest
from font_writer import (
    INSTRUMENT,
    KEYS,
    MODE,
    MODEL_RATE_HZ,
    PAN,
    ROOT,
    SAMPLE,
    VELOCITIES,
    Amounts,
    Font,
    Zone,
    sine,
    span,
)
from numpy.typing import NDArray

from houseband.errors import SoundError
from houseband.sound.fonts.opening import open_font
from houseband.sound.fonts.sampler import sampled
from houseband.sound.fonts.sf2_font import Sf2Font
from houseband.sound.tone import Tone

RATE = MODEL_RATE_HZ
PERIOD = 100
HZ = RATE / PERIOD
"""Of the model sample: 441 Hz, 4 cents above A."""
A_KEY, A_CENTS = 69, 1200 * math.log2(HZ / 440)
MODULATION_TO_PITCH, CUTOFF, RESONANCE = 7, 8, 9
CONTOUR_ATTACK, CONTOUR_DECAY, CONTOUR_SUSTAIN, VIBRATO_DEPTH, VIBRATO_DELAY, VIBRATO_RATE = 26, 28, 29, 6, 23, 24
DELAY, ATTACK, HOLD, DECAY, SUSTAIN, RELEASE = 33, 34, 35, 36, 37, 38
ATTENUATION, COARSE, FINE, SCALE = 48, 51, 52, 56
VELOCITY_TO_ATTENUATION = (0x0502, ATTENUATION, 0, 0, 0)
"""The default modulator of §8.4.1, with nothing in it."""


def opened(tmp_path: Path, font: Font, **how: bool) -> Sf2Font:
    path = tmp_path / f"small-{len(list(tmp_path.iterdir()))}.sf2"
    path.write_bytes(font.to_bytes(**how))
    font_file = open_font(path)
    assert isinstance(font_file, Sf2Font)
    return font_file


def looped(amounts: Amounts | None = None, correction: int = -round(A_CENTS)) -> Font:
    font = Font()
    number = font.sample(sine(HZ, 0.5), key=A_KEY, loop=(20 * PERIOD, 200 * PERIOD), correction=correction)
    return font.one(number, {MODE: 1, **(amounts or {})})


def struck(font: Sf2Font, key: int = A_KEY, velocity: int = 127, planes: int = 1, preset: int = 0) -> Tone:
    return sampled(font.zones(preset, key, velocity, 0), RATE, planes)


def held(tone: Tone, seconds: float) -> NDArray[np.float32]:
    """The tone going round its loop for as long."""
    samples = tone.samples
    while tone.loops and samples.shape[-1] < seconds * RATE:
        samples = np.concatenate([samples, tone.samples[..., tone.loop_start_frames : tone.loop_end_frames]], axis=-1)
    return samples[..., : round(seconds * RATE)]


def pitch_hz(samples: NDArray[np.float32]) -> float:
    size = 1 << 20
    part = samples[: 1 << 16]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), size))
    return float(np.argmax(spectrum)) * RATE / size


def cents(one_hz: float, other_hz: float) -> float:
    return 1200.0 * math.log2(one_hz / other_hz)


def level_db(samples: NDArray[np.float32]) -> float:
    return float(10.0 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-30))


def at(samples: NDArray[np.float32], seconds: float, span_seconds: float = 0.02) -> NDArray[np.float32]:
    return samples[round(seconds * RATE) : round((seconds + span_seconds) * RATE)]


@pytest.mark.parametrize("key", [21, 45, 57, 69, 70, 81, 100])
def test_each_key_is_in_tune(tmp_path: Path, key: int) -> None:
    tone = held(struck(opened(tmp_path, looped()), key), 3.0)
    assert abs(cents(pitch_hz(tone), 440.0 * 2 ** ((key - 69) / 12))) < 1.0


@pytest.mark.parametrize(
    ("amounts", "offset_cents"),
    [
        ({COARSE: 7}, 700),
        ({FINE: -50}, -50),
        ({ROOT: 57}, 1200),
        ({COARSE: -12, FINE: 20}, -1180),
        ({SCALE: 0}, -1200),
        ({SCALE: 50}, -600),
    ],
)
def test_tuning_generators(tmp_path: Path, amounts: Amounts, offset_cents: float) -> None:
    """At the key an octave above the sample's: scale tuning 0 sounds as recorded, 50 half-way."""
    tone = held(struck(opened(tmp_path, looped(amounts)), 81), 3.0)
    assert abs(cents(pitch_hz(tone), 880.0) - offset_cents) < 1.0


def test_the_rate_of_a_sample_counts(tmp_path: Path) -> None:
    font = Font()
    samples = sine(HZ / 2, 1.0, RATE // 2)
    font.one(font.sample(samples, RATE // 2, A_KEY, (2000, 18_000), -round(A_CENTS)), {MODE: 1})
    assert abs(cents(pitch_hz(held(struck(opened(tmp_path, font)), 3.0)), 220.0)) < 1.0


@pytest.mark.parametrize("key", [50, 69, 73, 88])
def test_a_loop_closes(tmp_path: Path, key: int) -> None:
    """Round and round, a sine stays a sine: all else is 70 dB down."""
    tone = struck(opened(tmp_path, looped()), key)
    assert tone.loops
    samples = held(tone, 8.0)[2 * RATE : 7 * RATE].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(samples * np.blackman(len(samples)))) ** 2
    peak = int(np.argmax(spectrum))
    assert 10 * np.log10((spectrum.sum() - spectrum[peak - 40 : peak + 41].sum()) / spectrum.sum()) < -70.0


def test_splits_by_key_and_velocity(tmp_path: Path) -> None:
    font = Font()
    low, high = font.sample(sine(220.5), key=57), font.sample(sine(441.0), key=57)
    instrument = font.instrument(
        Zone({KEYS: span(0, 59), SAMPLE: low}),
        Zone({KEYS: span(60, 127), VELOCITIES: span(0, 63), SAMPLE: low}),
        Zone({KEYS: span(60, 127), VELOCITIES: span(64, 127), SAMPLE: high}),
    )
    font.preset("Split", 0, Zone({KEYS: span(40, 80), INSTRUMENT: instrument}))
    opened_font = opened(tmp_path, font)
    names = {
        (key, velocity): [zone.wave.name for zone in opened_font.zones(0, key, velocity, 0)]
        for key in (39, 57, 60, 80, 81)
        for velocity in (20, 100)
    }
    assert names == {
        (39, 20): [], (39, 100): [], (57, 20): ["s0"], (57, 100): ["s0"], (60, 20): ["s0"], (60, 100): ["s1"],
        (80, 20): ["s0"], (80, 100): ["s1"], (81, 20): [], (81, 100): [],
    }  # fmt: skip
    assert opened_font.keys(0) == frozenset(range(40, 81))


def test_layers_sound_together(tmp_path: Path) -> None:
    font = Font()
    one, other = font.sample(sine(441.0)), font.sample(sine(882.0))
    instrument = font.instrument(Zone({SAMPLE: one}), Zone({SAMPLE: other}))
    font.preset("Layers", 0, Zone({INSTRUMENT: instrument}))
    spectrum = np.abs(np.fft.rfft(struck(opened(tmp_path, font), 60).samples[:RATE] * np.hanning(RATE)))
    assert spectrum[882] == pytest.approx(spectrum[441], rel=0.02)
    assert spectrum[441] > 100 * spectrum[600]


def test_global_zones_and_presets_add(tmp_path: Path) -> None:
    """A local generator takes the global one's place; what the preset says is added (§9.4)."""
    font = Font()
    sample = font.sample(sine(441.0))
    instrument = font.instrument(Zone({COARSE: 5, FINE: 10}), Zone({FINE: 20, SAMPLE: sample}))
    font.preset("Added", 0, Zone({FINE: 7}), Zone({COARSE: 2, INSTRUMENT: instrument}))
    (zone,) = opened(tmp_path, font).zones(0, 60, 100, 0)
    assert zone.cents == pytest.approx(500 + 20 + 200 + 7)


@pytest.mark.parametrize("attack_seconds", [0.1, 0.4])
def test_the_attack_is_a_straight_line(tmp_path: Path, attack_seconds: float) -> None:
    timecents = round(1200 * math.log2(attack_seconds))
    tone = held(struck(opened(tmp_path, looped({ATTACK: timecents, DELAY: timecents}))), 2.0)
    assert level_db(at(tone, 0.0, 0.95 * attack_seconds)) < -100.0
    full = level_db(at(tone, 1.5))
    for share in (0.25, 0.5, 0.75):
        window = 4 / HZ
        there = level_db(at(tone, attack_seconds * (1 + share) - window / 2, window))
        assert there - full == pytest.approx(20 * math.log10(share), abs=0.3)


def test_hold_decay_and_sustain(tmp_path: Path) -> None:
    """A decay is straight in dB, and its time is that for 100 dB (number 36)."""
    amounts = {HOLD: round(1200 * math.log2(0.2)), DECAY: round(1200 * math.log2(2.0)), SUSTAIN: 200}
    tone = held(struck(opened(tmp_path, looped(amounts))), 2.0)
    top = level_db(at(tone, 0.1))
    assert level_db(at(tone, 0.17)) == pytest.approx(top, abs=0.1)
    assert level_db(at(tone, 0.39)) - top == pytest.approx(-10.0, abs=0.3)
    assert level_db(at(tone, 1.5)) - top == pytest.approx(-20.0, abs=0.2)


def test_the_release_is_told_to_sixty_db(tmp_path: Path) -> None:
    tone = struck(opened(tmp_path, looped({RELEASE: 1200})))
    assert tone.release_seconds == pytest.approx(1.2, rel=0.01)  # 2 s for 100 dB


def test_key_shortens_decay(tmp_path: Path) -> None:
    """100 timecents less for each key above 60 (number 40)."""
    font = opened(tmp_path, looped({DECAY: 0, SUSTAIN: 1000, 40: 100}))
    low, high = (font.zones(0, key, 127, 0)[0].volume.decay_db_per_second for key in (60, 72))
    assert high / low == pytest.approx(2.0)


def test_a_sample_without_loop_ends(tmp_path: Path) -> None:
    font = Font()
    font.one(font.sample(sine(441.0, 0.5)), {MODE: 0})
    tone = struck(opened(tmp_path, font), 60)
    assert not tone.loops
    assert tone.frames == pytest.approx(RATE / 2, abs=300)
    assert abs(float(tone.samples[-1])) < 1e-3


def test_velocity_makes_attenuation_of_its_square(tmp_path: Path) -> None:
    font = opened(tmp_path, looped())
    soft, hard = (level_db(at(held(struck(font, velocity=v), 1.0), 0.5)) for v in (40, 127))
    assert soft - hard == pytest.approx(40 * math.log10(40 / 127), abs=0.4)


def test_a_modulator_takes_the_place_of_a_default_one(tmp_path: Path) -> None:
    font = Font()
    number = font.sample(sine(HZ, 0.5), key=A_KEY, loop=(20 * PERIOD, 200 * PERIOD))
    font.one(number, {MODE: 1}, [VELOCITY_TO_ATTENUATION])
    opened_font = opened(tmp_path, font)
    assert opened_font.zones(0, 69, 1, 0)[0].level_db == opened_font.zones(0, 69, 127, 0)[0].level_db


def test_a_modulator_of_the_key_moves_a_generator(tmp_path: Path) -> None:
    """Key, linear, rising, one side: 1270 cents at key 127."""
    font = Font()
    font.one(font.sample(sine(441.0)), {SCALE: 0}, [(0x0003, COARSE, 64, 0, 0)])
    opened_font = opened(tmp_path, font)
    assert opened_font.zones(0, 64, 100, 0)[0].cents == pytest.approx(3200.0)


@pytest.mark.parametrize("velocity", [30, 127])
def test_velocity_closes_the_filter(tmp_path: Path, velocity: int) -> None:
    """§8.4.2: −2400 cents at velocity 0, straight."""
    (zone,) = opened(tmp_path, looped({CUTOFF: 9000})).zones(0, 69, velocity, 0)
    assert zone.filter is not None
    octaves = math.log2(zone.filter.cutoff_hz / (440 * 2 ** ((9000 - 6900) / 1200)))
    assert octaves == pytest.approx(-2.0 * (1 - velocity / 128), abs=0.02)


def test_attenuation_counts_four_tenths(tmp_path: Path) -> None:
    plain, quiet = (level_db(at(held(struck(opened(tmp_path, looped({ATTENUATION: a}))), 1.0), 0.5)) for a in (0, 100))
    assert quiet - plain == pytest.approx(-4.0, abs=0.05)


def test_pan_is_of_equal_power(tmp_path: Path) -> None:
    powers = {}
    for pan in (-500, 0, 250, 500):
        font = opened(tmp_path, looped({PAN: pan}))
        assert font.planes(0) == (2 if pan else 1)
        powers[pan] = [10 ** (level_db(at(side, 0.3)) / 10) for side in held(struck(font, planes=2), 1.0)]
    middle = powers[0][0]
    assert powers[-500] == pytest.approx([2 * middle, 0], abs=1e-6)
    assert powers[500] == pytest.approx([0, 2 * middle], abs=1e-6)
    assert sum(powers[250]) == pytest.approx(2 * middle, rel=1e-3)
    assert powers[250][1] > 2 * powers[250][0]


def test_a_stereo_pair_is_two_zones_at_the_sides(tmp_path: Path) -> None:
    font = Font()
    left, right = font.sample(sine(441.0), kind=4, link=1), font.sample(sine(882.0), kind=2, link=0)
    instrument = font.instrument(Zone({PAN: -500, SAMPLE: left}), Zone({PAN: 500, SAMPLE: right}))
    font.preset("Pair", 0, Zone({INSTRUMENT: instrument}))
    tone = struck(opened(tmp_path, font), 60, planes=2)
    assert [pitch_hz(side) for side in tone.samples] == pytest.approx([441.0, 882.0], abs=0.5)


def noise(seconds: float = 2.0) -> NDArray[np.float64]:
    return np.random.default_rng(5).uniform(-0.5, 0.5, round(seconds * RATE))


def spectrum_db(samples: NDArray[np.float32], hz: float) -> float:
    power = np.abs(np.fft.rfft(samples)) ** 2
    f = np.fft.rfftfreq(len(samples), 1 / RATE)
    return float(10 * np.log10(power[(f > hz / 1.1) & (f < hz * 1.1)].mean()))


def test_the_filter_is_of_the_second_order(tmp_path: Path) -> None:
    """−3 dB at its cutoff, then 12 dB an octave; nothing below."""
    font = Font()
    font.one(font.sample(noise()), {CUTOFF: 8100}, [VELOCITY_TO_ATTENUATION])  # 880 Hz
    filtered = struck(opened(tmp_path, font), 60, 127).samples[:RATE]
    open_font_ = Font()
    open_font_.one(open_font_.sample(noise()), {}, [VELOCITY_TO_ATTENUATION])
    whole = struck(opened(tmp_path, open_font_), 60, 127).samples[:RATE]
    cutoff = 880.0 * 2 ** (-2 / 128)  # velocity 127 is not quite 1
    gains = {ratio: spectrum_db(filtered, ratio * cutoff) - spectrum_db(whole, ratio * cutoff) for ratio in (0.2, 1, 4)}
    assert gains[0.2] == pytest.approx(0.0, abs=0.5)
    assert gains[1] == pytest.approx(-3.0, abs=0.7)
    assert gains[4] == pytest.approx(-24.1, abs=1.0)


def test_resonance_lifts_the_cutoff(tmp_path: Path) -> None:
    font = Font()
    font.one(font.sample(noise()), {CUTOFF: 8100, RESONANCE: 200}, [VELOCITY_TO_ATTENUATION])
    samples = struck(opened(tmp_path, font), 60, 127).samples[:RATE]
    assert spectrum_db(samples, 870.0) - spectrum_db(samples, 200.0) == pytest.approx(17.0, abs=1.5)


def test_the_contour_bends_the_pitch(tmp_path: Path) -> None:
    amounts = {MODULATION_TO_PITCH: 1200, CONTOUR_ATTACK: -12_000, CONTOUR_DECAY: 0, CONTOUR_SUSTAIN: 1000}
    tone = held(struck(opened(tmp_path, looped(amounts))), 6.0)
    assert cents(pitch_hz(at(tone, 0.02, 0.05)), 440.0) == pytest.approx(1150, abs=60)
    assert cents(pitch_hz(at(tone, 0.48, 0.04)), 440.0) == pytest.approx(600, abs=60)
    assert abs(cents(pitch_hz(at(tone, 2.0, 1.5)), 440.0)) < 1.5


def test_vibrato_goes_both_ways_at_its_rate(tmp_path: Path) -> None:
    rate_hz = 5.0
    amounts = {VIBRATO_DEPTH: 50, VIBRATO_RATE: round(1200 * math.log2(rate_hz / 8.176)), VIBRATO_DELAY: 0}
    tone = held(struck(opened(tmp_path, looped(amounts))), 6.0)
    from_there = [cents(pitch_hz(at(tone, 3.0 + step / 40, 0.03)), 440.0) for step in range(40)]
    assert max(from_there) == pytest.approx(45, abs=12)
    assert min(from_there) == pytest.approx(-45, abs=12)
    turns = np.abs(np.fft.rfft(from_there))
    assert int(np.argmax(turns[1:])) + 1 == 5
    before = [cents(pitch_hz(at(tone, 0.2 + step / 40, 0.03)), 440.0) for step in range(20)]
    assert max(map(abs, before)) < 4.0


def test_a_kit_is_found_in_its_bank(tmp_path: Path) -> None:
    font = looped()
    font.preset("Kit", 0, Zone({INSTRUMENT: 0}), bank=128)
    presets = opened(tmp_path, font).presets
    assert [(preset.name, preset.bank, preset.program) for preset in presets] == [("One", 0, 0), ("Kit", 128, 0)]


def test_24_bits_are_24_bits(tmp_path: Path) -> None:
    font = Font()
    wave = sine(441.0, 1.0, level=1.5 / 32_768)  # a bit and a half of 16
    font.one(font.sample(wave, loop=(1000, 40_000)), {MODE: 1}, [VELOCITY_TO_ATTENUATION])
    deep, flat = (struck(opened(tmp_path, font, deep=deep), 60).samples[:RATE] for deep in (True, False))
    spectrum = np.abs(np.fft.rfft(deep[: RATE // 2] * np.hanning(RATE // 2))) ** 2
    assert 10 * np.log10(spectrum[215:227].sum() / spectrum.sum()) > -0.01
    assert np.abs(deep - flat).max() > 0.2 / 32_768


def test_a_compressed_font_sounds_like_the_other(tmp_path: Path) -> None:
    plain, packed = (opened(tmp_path, looped(), compressed=compressed) for compressed in (False, True))
    assert (plain.format, packed.format) == ("SF2", "SF3")
    one, other = (held(struck(font), 3.0) for font in (plain, packed))
    assert level_db(at(other, 1.0)) == pytest.approx(level_db(at(one, 1.0)), abs=0.3)
    assert abs(cents(pitch_hz(other), 440.0)) < 1.0


def test_a_font_says_what_it_is(tmp_path: Path) -> None:
    about = opened(tmp_path, looped()).about
    assert (about.title, about.copyright, about.version) == ("Small", "Public domain, CC0", "2.4")


def test_rom_samples_are_silent_and_told(tmp_path: Path) -> None:
    font = Font()
    font.one(font.sample(sine(441.0), kind=0x8001))
    opened_font = opened(tmp_path, font)
    assert opened_font.zones(0, 60, 100, 0) == ()
    assert "memory" in opened_font.remarks[0].problem


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"", "empty"), (b"RIFFabcdsfbk", "without its chunks"), (b"nothing at all", "not a RIFF"),
     (b"RIFF\0\0\0\0WAVE", "not a SoundFont")],
)  # fmt: skip
def test_what_is_no_soundfont_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "bad.sf2"
    path.write_bytes(content)
    with pytest.raises(SoundError, match=problem):
        open_font(path)


def test_a_font_that_is_cut_short_plays_what_is_there(tmp_path: Path) -> None:
    """The tables come last in a file, so that one cut within them is none; one whose samples are short is told."""
    content = looped().to_bytes()
    path = tmp_path / "cut.sf2"
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(SoundError, match=r"get it again|without its chunks"):
        open_font(path)


def test_a_font_that_is_replaced_while_open_is_an_error_and_no_crash(tmp_path: Path) -> None:
    font = opened(tmp_path, looped())
    font.path.write_bytes(b"RIFF")
    with pytest.raises(SoundError, match="changed while it was open"):
        struck(font)
