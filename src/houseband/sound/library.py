"""Which sound each player has: the house kit's own, unless somebody chose a library of samples."""

import difflib
import functools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from houseband.errors import Remark, SoundError
from houseband.music.instrument import INSTRUMENTS
from houseband.session import HOUSE as HOUSE_NAME
from houseband.session import SoundChoice
from houseband.sound.fonts.catalogue import font_named
from houseband.sound.fonts.digest import digest_of
from houseband.sound.fonts.font import Font
from houseband.sound.fonts.presets import other_ways, preset_for
from houseband.sound.fonts.sound import DAMPED, PresetSound, tone
from houseband.sound.instruments import MODELS
from houseband.sound.model import Model


class Library:
    """Sounds by name. A sound of the house kit is called as its instrument is; a font's names its file and preset."""

    def __init__(self, choices: Sequence[SoundChoice] = (), folder: Path | None = None) -> None:
        """The later choice for a player counts. ``folder`` is where the digests of large files are remembered."""
        self._choices = {choice.player: choice for choice in choices}
        self._folder = folder
        self._names: dict[tuple[str, str], str] = {}
        self._models: dict[str, Model] = {}
        self.remarks: list[Remark] = []
        """On what was asked for and is not there; they come as players ask for their sounds."""

    def sound(self, player: str, instrument: str) -> str:
        """The name of the sound that a player's instrument has. SoundError if a choice cannot be had."""
        name = self._names.get((player, instrument))
        if name is None:
            name = self._names[player, instrument] = self._chosen(player, instrument)
        return name

    def model(self, sound: str) -> Model:
        """What makes a sound. SoundError for one that is not there."""
        model = self._models.get(sound) or MODELS.get(sound)
        if model is None:
            near = difflib.get_close_matches(sound, MODELS, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"the house kit has: {', '.join(MODELS)}"
            raise SoundError(f"unknown instrument '{sound}'", hint=hint)
        return model

    def resolved(self) -> tuple[SoundChoice, ...]:
        """The choices with whole paths and digests, as a session keeps them."""
        return tuple(
            choice
            if choice.font.lower() == HOUSE_NAME
            else replace(choice, font=str(self._font(choice.font).path), digest=self._digest(choice.font))
            for choice in self._choices.values()
        )

    def _chosen(self, player: str, instrument: str) -> str:
        choice = self._choices.get(player) or self._choices.get(None)
        if choice is None or choice.font.lower() == HOUSE_NAME or instrument not in INSTRUMENTS:
            return instrument
        font = self._font(choice.font)
        if font.format == "SFZ" and choice.player is None:
            hint = f"say who plays it: {player}={choice.font}"
            raise SoundError("an SFZ file is one instrument, not a band's", choice.font, hint=hint)
        digest = self._digest(choice.font)
        if choice.digest and choice.digest != digest:
            hint = "the take would sound otherwise; choose it anew with --sounds to play it all the same"
            raise SoundError("not the sounds that the session was saved with", str(font.path), hint=hint)
        about = INSTRUMENTS[instrument]
        index = preset_for(font, choice, about)
        if index is None:
            problem = f"'{font.path.name}' has no {instrument}"
            self.remarks.append(Remark(problem, hint=f"{player} plays the house's own"))
            return instrument
        others = tuple((way, preset) for way, preset in other_ways(font, choice, about) if preset != index)
        planes = max(font.planes(preset) for preset in (index, *(preset for _, preset in others)))
        made_of = PresetSound(font, index, instrument, digest, 2 if about.is_drum_kit else planes, others)
        preset = font.presets[index]
        name = f"{instrument} of {font.path.name} {preset.bank}:{preset.program} {digest[:8]}"
        ways = DAMPED | {way for way, _ in others}
        self._models[name] = Model(functools.partial(tone, made_of), font.variants(index), ways, made_of.planes)
        return name

    @functools.cache  # noqa: B019  a library lives as long as its take
    def _font(self, name: str) -> Font:
        return font_named(name)

    @functools.cache  # noqa: B019
    def _digest(self, name: str) -> str:
        return digest_of(self._font(name).files, self._folder)


HOUSE = Library()
