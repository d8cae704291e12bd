"""Guitars as rows of figures for the plucked string."""

from houseband.sound.instruments.plucked import PluckedString, models

# B in the range of Järveläinen, Välimäki & Karjalainen 2001 for guitar strings; body modes as in Fletcher & Rossing,
# ch. 9 (air near 100 Hz, top plate near 200 Hz). All else is set by looking at spectra, and by the tests.
GUITAR_BODY = ((102.0, 0.16, 0.9), (204.0, 0.14, 1.0), (390.0, 0.09, 0.5), (560.0, 0.07, 0.3))
STRINGS: dict[str, PluckedString] = {
    "steel guitar": PluckedString(40, 84, (4.8, 1.5), (8e-5, 2e-5), 2600, 0.17, 1500, 6500, 9000, -19, (1800, 9000),
                                  0.14, 0.0, 330.0, GUITAR_BODY),
    "nylon guitar": PluckedString(40, 83, (3.6, 1.1), (4e-5, 1.5e-5), 1700, 0.21, 900, 3800, 6000, -24, (500, 4000),
                                  0.16, 0.0, 260.0, GUITAR_BODY),
    "jazz guitar": PluckedString(40, 86, (3.8, 1.3), (9e-5, 2e-5), 1500, 0.26, 800, 2600, 2600, -27, (700, 3500),
                                 0.12, 0.235, 140.0, ((110.0, 0.12, 0.4), (220.0, 0.1, 0.4))),
    "electric guitar": PluckedString(40, 86, (5.0, 2.2), (7e-5, 1.5e-5), 3000, 0.15, 1500, 5200, 4300, -26,
                                     (1500, 6000), 0.10, 0.16),
}  # fmt: skip
MODELS = models(STRINGS)
