"""Which sounds a player plays: a choice as people write it, such as ``guitar=~/sounds/nylon.sfz``."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from houseband.errors import SoundError

HOUSE = "house"
"""What a choice calls the house's own sounds."""
EVERYBODY = "all"
"""What a table of choices calls everybody whom it does not name."""
FORM = "say FILE, PLAYER=FILE, PLAYER=FILE:BANK:PROGRAM or PLAYER=FILE:PRESET"
_CHOICE = re.compile(
    r"(?:(?P<player>[^=:/\\]{1,60})=)?"
    r"(?P<font>[^=]*?\.sf[23z](?=:|$)|(?:[A-Za-z]:[/\\])?[^:=]+)"
    r"(?::(?P<bank>\d{1,5}):(?P<program>\d{1,3})|:(?P<preset>[^/\\]+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SoundChoice:
    """Which sound library a player plays, or everybody whom no other choice names."""

    font: str
    """A file, the name of one that ``houseband sounds list`` shows, or "house"."""
    player: str | None = None
    """A player or an instrument; None for everybody."""
    bank: int | None = None
    program: int | None = None
    """A preset by its numbers; None for what the player's instrument is in General MIDI."""
    preset: str = ""
    """A preset by its name, or a part of it."""
    digest: str = ""
    """Of the library's files, where a take was saved: other files under that name are then refused."""

    @property
    def text(self) -> str:
        """As ``sound_choice`` reads it."""
        which = f":{self.bank}:{self.program}" if self.program is not None else f":{self.preset}" if self.preset else ""
        return (f"{self.player}=" if self.player else "") + self.font + which

    def from_folder(self, folder: Path) -> "SoundChoice":
        """The choice with its file looked for in a folder first, as whoever wrote it there means it."""
        there = folder / self.font
        return replace(self, font=str(there)) if there.exists() and not Path(self.font).is_absolute() else self

    @property
    def is_house(self) -> bool:
        """Whether it asks for the house's own sounds."""
        return self.font.lower() == HOUSE


def sound_choice(text: str) -> SoundChoice:
    """The choice in ``[PLAYER=]FILE[:BANK:PROGRAM]`` or ``[PLAYER=]FILE[:PRESET]``. SoundError if it is none."""
    match = _CHOICE.fullmatch(text.strip())
    if match is None or not match["font"].strip():
        raise SoundError(f"'{text}' is no choice of sounds", hint=FORM)
    number = match["program"]
    return SoundChoice(
        match["font"].strip(),
        match["player"].strip().lower() if match["player"] else None,
        None if number is None else int(match["bank"]),
        None if number is None else int(number),
        (match["preset"] or "").strip(),
    )


def choice_for(choices: Iterable[SoundChoice], player: str, instrument: str) -> SoundChoice | None:
    """The choice that counts for a player: the last of those that name him, else his instrument, else everybody."""
    by_name = {choice.player: choice for choice in choices}
    return by_name.get(player.lower()) or by_name.get(instrument.lower()) or by_name.get(None)


def choices_of(table: Mapping[str, object], source: str) -> tuple[SoundChoice, ...]:
    """The choices of a table by player, as settings and styles hold them. SoundError, with the place, for no choice."""
    found = []
    for player, value in table.items():
        try:
            choice = sound_choice(value if isinstance(value, str) else "")
        except SoundError:
            choice = None
        if choice is None or choice.player is not None:
            hint = f'{player} = "FILE", "FILE:BANK:PROGRAM" or "FILE:PRESET"'
            raise SoundError(f"{player} = {value!r} is no choice of sounds", source, hint=hint)
        found.append(choice if player == EVERYBODY else replace(choice, player=player.lower()))
    return tuple(found)
