"""Which preset of a font an instrument of the band has."""

from houseband.choices import SoundChoice
from houseband.errors import SoundError
from houseband.music.articulation import Articulation
from houseband.music.instrument import Instrument
from houseband.sound.fonts.font import PERCUSSION_BANK, Font

FAMILY = 8
"""General MIDI's programs come in families of eight."""
GUITARS, BOWS, BASSES = (24, 25, 26, 27, 29, 30), (40, 41, 42, 43, 48, 49), (32, 33, 34, 35)
OTHER_WAYS: tuple[tuple[Articulation, tuple[int, ...], int], ...] = (
    (Articulation.MUTED, GUITARS, 28),
    (Articulation.HARMONIC, GUITARS, 31),
    (Articulation.PIZZICATO, BOWS, 45),
    (Articulation.TREMOLO, BOWS, 44),
    (Articulation.SLAP, BASSES, 36),
    (Articulation.POP, BASSES, 37),
)
"""Programs of General MIDI that are another one, played in another way."""


def preset_for(font: Font, choice: SoundChoice, instrument: Instrument) -> int | None:
    """The index of the preset, or None if the font has nothing near. SoundError for a preset that is not there."""
    if choice.program is not None:
        return _numbered(font, choice)
    if choice.preset:
        return _named(font, choice.preset)
    if instrument.is_drum_kit:
        kits = [i for i, preset in enumerate(font.presets) if preset.bank >= PERCUSSION_BANK - 8]
        for program in (instrument.program, 0):
            for index in kits:
                if font.presets[index].program == program:
                    return index
        near = kits[0] if kits else None
    else:
        near = _near(font, instrument.program)
    if near is None and choice.player is not None and (len(font.presets) == 1 or not instrument.is_drum_kit):
        return 0  # the player was given this font, so something of it is meant
    return near


def check_preset(font: Font, choice: SoundChoice) -> None:
    """SoundError if a choice names a preset that the font has not."""
    if choice.program is not None:
        _numbered(font, choice)
    elif choice.preset:
        _named(font, choice.preset)


def _near(font: Font, program: int) -> int | None:
    """The program, in the lowest bank that has it; else the nearest of its family."""
    tuned = [(i, preset) for i, preset in enumerate(font.presets) if preset.bank < PERCUSSION_BANK - 8]
    family = [(i, preset) for i, preset in tuned if preset.program // FAMILY == program // FAMILY]
    if not family:
        return None
    return min(family, key=lambda one: (abs(one[1].program - program), one[1].bank))[0]


def _numbered(font: Font, choice: SoundChoice) -> int:
    for index, preset in enumerate(font.presets):
        if (preset.bank, preset.program) == (choice.bank, choice.program):
            return index
    hint = f"houseband sounds info '{font.path}': lists its presets"
    raise SoundError(f"no preset {choice.bank}:{choice.program}", str(font.path), hint=hint)


def _named(font: Font, name: str) -> int:
    wanted = name.casefold()
    for fits in (lambda told: told == wanted, lambda told: wanted in told):
        for index, preset in enumerate(font.presets):
            if fits(preset.name.casefold()):
                return index
    hint = f"houseband sounds info '{font.path}': lists its presets"
    raise SoundError(f"no preset called '{name}'", str(font.path), hint=hint)


def other_ways(font: Font, choice: SoundChoice, instrument: Instrument) -> tuple[tuple[Articulation, int], ...]:
    """The presets of the first bank that are the instrument played in another way, by articulation."""
    if choice.program is not None or choice.preset or instrument.is_drum_kit:
        return ()
    places = {preset.program: index for index, preset in enumerate(font.presets) if preset.bank == 0}
    return tuple(
        (articulation, places[program])
        for articulation, programs, program in OTHER_WAYS
        if instrument.program in programs and program in places
    )
