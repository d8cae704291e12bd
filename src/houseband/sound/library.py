"""Which sound each player has: the house kit's own, unless somebody chose otherwise."""

import difflib

from houseband.choices import SoundChoice
from houseband.errors import Remark, SoundError
from houseband.sound.instruments import MODELS
from houseband.sound.model import Model


class Library:
    """Sounds by name. A sound of the house kit is called as its instrument is."""

    def sound(self, player: str, instrument: str) -> str:
        """The name of the sound that a player's instrument has."""
        return instrument

    def model(self, sound: str) -> Model:
        """What makes a sound. SoundError for one that is not there."""
        model = MODELS.get(sound)
        if model is None:
            near = difflib.get_close_matches(sound, MODELS, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"the house kit has: {', '.join(MODELS)}"
            raise SoundError(f"unknown instrument '{sound}'", hint=hint)
        return model

    def resolved(self) -> tuple[SoundChoice, ...]:
        """The choices of other sounds, with whole paths and digests, as a session keeps them."""
        return ()

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """On sounds that were asked for and are not there."""
        return ()


HOUSE = Library()
