"""The sounds of a band of which somebody chose some from libraries of samples; the others are the house kit's."""

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from houseband.choices import SoundChoice, choice_for
from houseband.errors import Remark, SoundError
from houseband.music.instrument import INSTRUMENTS
from houseband.sound.fonts.catalogue import locate
from houseband.sound.fonts.digest import digest_of
from houseband.sound.fonts.font import Font
from houseband.sound.fonts.opening import open_font
from houseband.sound.fonts.presets import other_ways, preset_for
from houseband.sound.fonts.sound import DAMPED, PresetSound, tone
from houseband.sound.library import Library
from houseband.sound.model import Model


class ChosenSounds(Library):
    """Sounds by name. One of the house kit is called as its instrument is; a font's by its file and preset."""

    def __init__(self, choices: Sequence[SoundChoice], folder: Path | None = None) -> None:
        """The later choice for a player counts. ``folder`` is where the digests of large files are remembered."""
        self._choices = tuple(choices)
        self._folder = folder
        self._names: dict[tuple[str, str], str] = {}
        self._models: dict[str, Model] = {}
        self._fonts: dict[str, tuple[Font, str]] = {}
        self._remarks: list[Remark] = []

    def sound(self, player: str, instrument: str) -> str:
        """The name of the sound that a player's instrument has. SoundError if a choice cannot be had."""
        name = self._names.get((player, instrument))
        if name is None:
            name = self._names[player, instrument] = self._chosen(player, instrument)
        return name

    def seat(self, band: Mapping[str, str], known: Iterable[str] = ()) -> None:
        """Open what a band plays, its instruments by player; ``known`` are players who may be absent.

        A choice for somebody whom nobody knows is remarked on.
        """
        for player, instrument in band.items():
            self.sound(player, instrument)
        names = {None, *(name.lower() for name in (*band, *known, *INSTRUMENTS))}
        hint = f"here play {', '.join(band)}; an instrument will do too: houseband sounds list"
        for stranger in dict.fromkeys(choice.player for choice in self._choices):
            if stranger not in names:
                self._remarks.append(Remark(f"nobody is called '{stranger}': no sound was chosen", hint=hint))

    def model(self, sound: str) -> Model:
        """What makes a sound. SoundError for one that is not there."""
        return self._models.get(sound) or super().model(sound)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """On what was asked for and is not there, and on what of a font is not played; they come as players ask."""
        return tuple(self._remarks)

    def resolved(self) -> tuple[SoundChoice, ...]:
        """The choices with whole paths and digests, as a session keeps them."""
        return tuple(choice if choice.is_house else self._sealed(choice) for choice in self._choices)

    def _sealed(self, choice: SoundChoice) -> SoundChoice:
        font, digest = self._font(choice.font)
        return replace(choice, font=str(font.path), digest=digest)

    def _chosen(self, player: str, instrument: str) -> str:
        choice = choice_for(self._choices, player, instrument)
        if choice is None or choice.is_house:
            return instrument
        font, digest = self._font(choice.font)
        if font.format == "SFZ" and choice.player is None:
            hint = f"say who plays it: {player}={choice.font}"
            raise SoundError("an SFZ file is one instrument, not a band's", choice.font, hint=hint)
        if choice.digest and choice.digest != digest:
            hint = "the take would sound otherwise; choose it anew with --sounds to play it all the same"
            raise SoundError("not the sounds that the session was saved with", str(font.path), hint=hint)
        about = INSTRUMENTS[instrument]
        index = preset_for(font, choice, about)
        if index is None:
            problem = f"'{font.path.name}' has no {instrument}"
            self._remarks.append(Remark(problem, hint=f"{player} plays the house's own"))
            return instrument
        preset = font.presets[index]
        name = f"{instrument}, {font.path.stem} {preset.bank}:{preset.program}"
        model = _model(font, index, choice, instrument, digest)
        if self._models.setdefault(name, model).recipe != model.recipe:  # another file of that name
            name = f"{name}, {digest[:8]}"
            self._models[name] = model
        return name

    def _font(self, name: str) -> tuple[Font, str]:
        """The font of a library that is named or given as a path, and the digest of its files."""
        if name not in self._fonts:
            font = open_font(locate(name))
            self._fonts[name] = font, digest_of(font.files, self._folder)
            self._remarks += (replace(remark, problem=f"{font.path.name}: {remark.problem}") for remark in font.remarks)
        return self._fonts[name]


def _model(font: Font, index: int, choice: SoundChoice, instrument: str, digest: str) -> Model:
    about = INSTRUMENTS[instrument]
    others = tuple((way, preset) for way, preset in other_ways(font, choice, about) if preset != index)
    planes = max(font.planes(preset) for preset in (index, *(preset for _, preset in others)))
    made_of = PresetSound(font, index, instrument, digest, 2 if about.is_drum_kit else planes, others)
    ways = DAMPED | {way for way, _ in others}
    return Model(functools.partial(tone, made_of), font.variants(index), ways, made_of.planes)
