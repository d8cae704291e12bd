"""The instruments of the house kit as sound: a name of ``music.instrument.INSTRUMENTS`` to the model that makes it.

Each family is a module with a table MODELS of its own.
"""

from houseband.sound.instruments import (
    basses,
    bowed,
    clavier,
    drums,
    effects,
    electric_pianos,
    folk,
    guitars,
    hands,
    mallets,
    organs,
    pianos,
    synth,
    tutti,
    voices,
    winds,
)
from houseband.sound.model import Model

FAMILIES = (
    pianos,
    guitars,
    basses,
    folk,
    clavier,
    bowed,
    electric_pianos,
    mallets,
    organs,
    winds,
    synth,
    tutti,
    voices,
    drums,
    hands,
    effects,
)
MODELS: dict[str, Model] = {name: model for family in FAMILIES for name, model in family.MODELS.items()}
