"""Basses as rows of figures for the plucked string."""

from houseband.sound.instruments.plucked import PluckedString, models

# B in the range of Järveläinen, Välimäki & Karjalainen 2001 for guitar strings; body modes as in Fletcher & Rossing,
# ch. 9 (the double bass lower by its size). All else is set by looking at spectra, and by the tests.
BASS_BODY = ((62.0, 0.20, 0.9), (98.0, 0.18, 1.0), (168.0, 0.12, 0.6), (240.0, 0.08, 0.3))
STRINGS: dict[str, PluckedString] = {
    "upright bass": PluckedString(28, 67, (2.9, 1.0), (1.6e-4, 6e-5), 700, 0.24, 380, 1700, 2800, -21, (250, 1800),
                                  0.13, 0.0, 85.0, BASS_BODY),
    "finger bass": PluckedString(28, 67, (4.6, 1.7), (1.4e-4, 5e-5), 900, 0.19, 450, 1900, 2800, -25, (300, 2500),
                                 0.09, 0.14),
}  # fmt: skip
MODELS = models(STRINGS)
