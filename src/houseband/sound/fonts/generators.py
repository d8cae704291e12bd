"""The generators of a SoundFont: what each is called, its default and its range.

SoundFont Technical Specification 2.04 (Creative/E-mu 2006), §8.1.2 and §8.1.3. Amounts are in the units of that table:
cents, timecents (1200·log2 of seconds), centibels, tenths of a per cent, sample frames.
"""

from typing import Final

import numpy as np

# number: (name, default, least, most)
_TABLE: Final = {
    0: ("start", 0, 0, 32_767), 1: ("end", 0, -32_768, 0), 2: ("loop start", 0, -32_768, 32_767),
    3: ("loop end", 0, -32_768, 32_767), 4: ("start coarse", 0, 0, 32_767), 5: ("sway to pitch", 0, -12_000, 12_000),
    6: ("vibrato to pitch", 0, -12_000, 12_000), 7: ("contour to pitch", 0, -12_000, 12_000),
    8: ("filter cutoff", 13_500, 1_500, 13_500), 9: ("filter resonance", 0, 0, 960),
    10: ("sway to filter", 0, -12_000, 12_000), 11: ("contour to filter", 0, -12_000, 12_000),
    12: ("end coarse", 0, -32_768, 0), 13: ("sway to volume", 0, -960, 960), 15: ("chorus", 0, 0, 1000),
    16: ("reverb", 0, 0, 1000), 17: ("pan", 0, -500, 500), 21: ("sway delay", -12_000, -12_000, 5_000),
    22: ("sway rate", 0, -16_000, 4_500), 23: ("vibrato delay", -12_000, -12_000, 5_000),
    24: ("vibrato rate", 0, -16_000, 4_500), 25: ("contour delay", -12_000, -12_000, 5_000),
    26: ("contour attack", -12_000, -12_000, 8_000), 27: ("contour hold", -12_000, -12_000, 5_000),
    28: ("contour decay", -12_000, -12_000, 8_000), 29: ("contour sustain", 0, 0, 1000),
    30: ("contour release", -12_000, -12_000, 8_000), 31: ("key to contour hold", 0, -1200, 1200),
    32: ("key to contour decay", 0, -1200, 1200), 33: ("volume delay", -12_000, -12_000, 5_000),
    34: ("volume attack", -12_000, -12_000, 8_000), 35: ("volume hold", -12_000, -12_000, 5_000),
    36: ("volume decay", -12_000, -12_000, 8_000), 37: ("volume sustain", 0, 0, 1440),
    38: ("volume release", -12_000, -12_000, 8_000), 39: ("key to volume hold", 0, -1200, 1200),
    40: ("key to volume decay", 0, -1200, 1200), 41: ("instrument", 0, 0, 65_535), 43: ("key range", 0, 0, 65_535),
    44: ("velocity range", 0, 0, 65_535), 45: ("loop start coarse", 0, -32_768, 32_767), 46: ("key", -1, -1, 127),
    47: ("velocity", -1, -1, 127), 48: ("attenuation", 0, 0, 1440), 50: ("loop end coarse", 0, -32_768, 32_767),
    51: ("coarse tune", 0, -120, 120), 52: ("fine tune", 0, -99, 99), 53: ("sample", 0, 0, 65_535),
    54: ("loop mode", 0, 0, 3), 56: ("scale tuning", 100, 0, 1200), 57: ("exclusive class", 0, 0, 127),
    58: ("root key", -1, -1, 127),
}  # fmt: skip
COUNT: Final = 61
NAMES: Final = {number: row[0] for number, row in _TABLE.items()}
NUMBERS: Final = {row[0]: number for number, row in _TABLE.items()}
INSTRUMENT, KEY_RANGE, VELOCITY_RANGE, SAMPLE = 41, 43, 44, 53
UNSIGNED: Final = frozenset({INSTRUMENT, KEY_RANGE, VELOCITY_RANGE, SAMPLE})
INSTRUMENT_ONLY: Final = frozenset({0, 1, 2, 3, 4, 12, 45, 46, 47, 50, 53, 54, 57, 58})
"""What a preset zone may not say (§8.5 "not valid at preset level")."""
DEFAULTS: Final = np.zeros(COUNT, np.int32)
LEAST: Final = np.zeros(COUNT, np.int32)
MOST: Final = np.zeros(COUNT, np.int32)
for _number, (_, _default, _least, _most) in _TABLE.items():
    DEFAULTS[_number], LEAST[_number], MOST[_number] = _default, _least, _most
for _array in (DEFAULTS, LEAST, MOST):
    _array.setflags(write=False)


def seconds(timecents: float) -> float:
    """Timecents as seconds; −12,000 and less is no time at all."""
    return 0.0 if timecents <= -12_000 else float(2.0 ** (timecents / 1200.0))


def hertz(cents: float) -> float:
    """Absolute cents as Hz: 0 is 8.176 Hz, MIDI key 0."""
    return float(440.0 * 2.0 ** ((cents - 6900.0) / 1200.0))
