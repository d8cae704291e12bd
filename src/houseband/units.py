"""The only conversions between units; everything here is arithmetic that works on numbers and on arrays alike.

Quarter notes are the unit of written time; ticks are its exact fine grain (10,080 = 2⁵·3²·5·7 to the quarter, so that
triplets, quintuplets and septuplets of the usual note values fall on whole ticks, and the number still fits a MIDI
file's division, which is below 2¹⁵).
"""

from fractions import Fraction

TICKS_PER_QUARTER = 10_080
SAMPLE_RATE_HZ = 44_100
CONCERT_A_HZ = 440.0
CONCERT_A_KEY = 69  # MIDI key number of the A above middle C


def quarters_to_ticks(quarters: Fraction | int) -> int:
    """The nearest whole tick to a written time in quarters (exact for every common note value)."""
    return round(quarters * TICKS_PER_QUARTER)


def key_to_hz(key: float) -> float:
    """The equal-tempered frequency in Hz of a MIDI key number (69 is 440 Hz); fractions of a key are allowed."""
    return float(CONCERT_A_HZ * 2.0 ** ((key - CONCERT_A_KEY) / 12.0))


def cents_to_ratio(cents: float) -> float:
    """The frequency ratio of an interval in cents (1200 to the octave)."""
    return float(2.0 ** (cents / 1200.0))


def db_to_gain(db: float) -> float:
    """The amplitude factor of a level in decibels (−6.02 dB is one half)."""
    return float(10.0 ** (db / 20.0))


def bpm_to_seconds_per_quarter(tempo_bpm: float, beat_quarters: Fraction) -> float:
    """Seconds that one quarter lasts when ``tempo_bpm`` beats of ``beat_quarters`` quarters pass in a minute."""
    return 60.0 / (float(tempo_bpm) * float(beat_quarters))
