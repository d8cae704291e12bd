"""The pieces of drum kits: what each is, how it is tuned, and which kit has its own.

Modes by kind (Fletcher & Rossing, The Physics of Musical Instruments): a round membrane's (ch. 3 and 18; air and
shell pull them together), a bell of folded sheet, and a plate, whose modes lie so dense that they are spread evenly
over its range (ch. 20). A skin struck hard is stretched by the stroke itself and
falls to its pitch. Pitches are between those of the three sampled sets that the voicings are fitted to
(bench/sticks.py); those of the jazz and brush kits are a third higher, as small drums are tuned for bop (John Riley,
The Art of Bop Drumming), except for the snare.
"""

from dataclasses import dataclass

import numpy as np

from houseband.music.articulation import Articulation
from houseband.sound.instruments import hands
from houseband.sound.instruments.course import Course

MEMBRANE = (1.0, 1.59, 2.14, 2.30, 2.65, 2.92, 3.16, 3.50, 3.60, 4.06, 4.60, 5.20)
TWO_HEADS = (1.0, 1.5, 1.75, 1.83, 2.30, 2.68, 3.36, 4.04, 4.84)
"""Two skins with air between: the first two are the (0,1) pair (Rossing, Bork, Zhao & Fystrom 1992, JASA 92)."""
SHEET = (1.0, 1.48, 1.96, 2.66, 3.55, 5.30, 6.60)
SINE = (1.0, 2.0, 3.0)


def spread(count: int, reach: float, seed: int) -> tuple[float, ...]:
    """``count`` ratios from 1 to ``reach``, about even in logarithm; the same each time."""
    steps = np.random.Generator(np.random.PCG64(seed)).uniform(0.5, 1.5, count)
    places = np.cumsum(steps) / steps.sum()
    return tuple(np.round(reach**places, 4).tolist())


CYMBAL = spread(240, 60.0, 20)
HAT = spread(160, 36.0, 14)
SQUARES_HZ = (205.3, 304.4, 369.6, 522.7, 540.0, 800.0)
"""As measured on the machine that set the fashion (Werner, Abel & Smith 2014, "The TR-808 cymbal: a physically-
informed, circuit-bendable, digital model", ICMC)."""
SIX_SQUARES = tuple(sorted(hz * k / SQUARES_HZ[0] for hz in SQUARES_HZ for k in range(1, 60, 2) if hz * k < 16_000.0))
"""The harmonics of six square waves."""
GRAINS = spread(150, 40.0, 3)


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece: the ratios of its modes, its lowest in Hz, and how it is struck."""

    modes: tuple[float, ...]
    hz: float
    fall: tuple[float, float] = (0.0, 0.05)
    """How many cents above its pitch a hard stroke begins, and the time constant in seconds."""
    strokes: tuple[tuple[float, float], ...] = ((0.0, 1.0),)
    """Moments in seconds, and gains: hands that clap do not meet at once."""
    prompt: tuple[float, float] = (0.0, 1.0)

    @property
    def course(self) -> Course:
        """The piece as what ``courses`` rings."""
        return Course(
            27, 88, (1e-9, 1e-9), (0.5, 0.5), ratios=self.modes, scale=(self.hz, 0.0), bridge_cents=0.0,
            prompt=self.prompt, attack_seconds=0.0004, scattered=True,
        )  # fmt: skip


CLAP = ((0.0, 0.7), (0.0105, 0.8), (0.0215, 1.0), (0.0335, 0.5))
"""Repp 1987, "The sound of two hands clapping", JASA 81: people are some hundredths of a second apart."""
STUDIO: dict[int, Piece] = {
    35: Piece(MEMBRANE, 41.0, (700.0, 0.035)), 36: Piece(MEMBRANE, 43.0, (800.0, 0.035)),
    37: Piece((1.0, 1.24, 1.68, 2.6, 3.1, 4.4), 1200.0), 38: Piece(TWO_HEADS, 185.0, (150.0, 0.03)),
    40: Piece(TWO_HEADS, 205.0, (150.0, 0.03)),
    41: Piece(MEMBRANE, 70.0, (250.0, 0.06)), 42: Piece(HAT, 330.0), 43: Piece(MEMBRANE, 86.0, (250.0, 0.06)),
    44: Piece(HAT, 300.0), 45: Piece(MEMBRANE, 95.0, (250.0, 0.06)), 46: Piece(HAT, 320.0),
    47: Piece(MEMBRANE, 111.0, (250.0, 0.05)), 48: Piece(MEMBRANE, 126.0, (250.0, 0.05)), 49: Piece(CYMBAL, 230.0),
    50: Piece(MEMBRANE, 140.0, (250.0, 0.05)), 51: Piece(CYMBAL, 260.0), 52: Piece(CYMBAL, 290.0),
    53: Piece((*SHEET, *CYMBAL[40:]), 590.0), 55: Piece(CYMBAL, 420.0), 57: Piece(CYMBAL, 250.0),
    59: Piece(CYMBAL, 240.0),
}  # fmt: skip
ROCK: dict[int, Piece] = {
    35: Piece(MEMBRANE, 43.0, (900.0, 0.03)), 36: Piece(MEMBRANE, 52.0, (900.0, 0.03)),
    38: Piece(TWO_HEADS, 182.0, (150.0, 0.03)), 40: Piece(TWO_HEADS, 215.0, (150.0, 0.03)),
    41: Piece(MEMBRANE, 78.0, (300.0, 0.07)), 43: Piece(MEMBRANE, 88.0, (300.0, 0.07)),
    45: Piece(MEMBRANE, 105.0, (300.0, 0.07)), 47: Piece(MEMBRANE, 121.0, (300.0, 0.06)),
    48: Piece(MEMBRANE, 140.0, (300.0, 0.06)), 50: Piece(MEMBRANE, 157.0, (300.0, 0.06)),
}  # fmt: skip
HIGHER = 2.0 ** (4 / 12)
JAZZ: dict[int, Piece] = {
    35: Piece(MEMBRANE, 40.0 * HIGHER, (400.0, 0.03)), 36: Piece(MEMBRANE, 42.0 * HIGHER, (400.0, 0.03)),
    38: Piece(TWO_HEADS, 205.0, (150.0, 0.03)), 40: Piece(TWO_HEADS, 210.0, (150.0, 0.03)),
    **{key: Piece(MEMBRANE, STUDIO[key].hz * HIGHER, (150.0, 0.05)) for key in (41, 43, 45, 47, 48, 50)},
}  # fmt: skip
BRUSH: dict[int, Piece] = {
    35: JAZZ[35], 36: JAZZ[36], 38: Piece((*TWO_HEADS, *GRAINS), 205.0), 40: Piece((*TWO_HEADS, *GRAINS), 205.0),
    42: STUDIO[42], 44: STUDIO[44], 46: STUDIO[46],
    49: STUDIO[49], 51: STUDIO[51],
    **{key: JAZZ[key] for key in (41, 43, 45, 47, 48, 50)},
}  # fmt: skip
ELECTRONIC: dict[int, Piece] = {
    35: Piece(SINE, 46.0, (600.0, 0.03)), 36: Piece(SINE, 52.0, (500.0, 0.03)),
    38: Piece((1.0, 1.85), 172.0, (100.0, 0.02)), 39: Piece(GRAINS, 500.0, strokes=CLAP),
    40: Piece((1.0, 1.85), 185.0, (100.0, 0.02)),
    42: Piece(SIX_SQUARES, 205.3), 44: Piece(SIX_SQUARES, 205.3), 46: Piece(SIX_SQUARES, 205.3),
    49: Piece(SIX_SQUARES, 205.3), 51: Piece(SIX_SQUARES, 205.3),
    **{key: Piece(SINE, hz, (300.0, 0.05))
       for key, hz in ((41, 92.0), (43, 109.0), (45, 128.0), (47, 161.0), (48, 194.0), (50, 244.0))},
    56: Piece((1.0, 1.48, 3.0, 4.44), 545.0), 62: Piece(SINE, 412.0), 63: Piece(SINE, 290.0), 64: Piece(SINE, 189.0),
    75: Piece(SINE, 2210.0),
}  # fmt: skip
KITS: dict[str, dict[int, Piece]] = {
    "studio kit": STUDIO, "rock kit": ROCK, "electronic kit": ELECTRONIC, "jazz kit": JAZZ, "brush kit": BRUSH,
}  # fmt: skip
"""What each kit has of its own; the rest is the studio kit's, or percussion that hands play (hands.KEYS)."""
HATS, CYMBALS = (42, 44, 46), (49, 51, 52, 53, 55, 57, 59)
SKINS = (35, 36, 38, 40, 41, 43, 45, 47, 48, 50)
HAND_SKINS = (*range(60, 67), 86, 87)
"""Bongos, congas, timbales and surdos."""
KNOWN: dict[Articulation, tuple[int, ...]] = {
    Articulation.FLAM: (*SKINS, *HAND_SKINS), Articulation.DRAG: (38, 40), Articulation.RIM: (38, 40),
    Articulation.MUTED: SKINS,
    Articulation.HALF_OPEN: HATS, Articulation.CHOKED: CYMBALS,
}  # fmt: skip
"""Which pieces an articulation is something on, beside what the percussion of hands knows of itself."""
CHOKES = {46: (42, 44)} | hands.CHOKES
"""What is stopped by what, as General MIDI level 2 groups them: the open hat by the closed one, and so on."""
