"""The desks of the house, and how a user's wishes come on top of one.

Wishes are nested tables as in a desk file, with only the values that are wished; ``base`` names another house desk to
begin from. A list, such as an equaliser's bands, is wished as a whole.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from houseband.desk.desk import Desk
from houseband.errors import SoundError

COMMON = "common"
"""What every house desk begins from: strips for all families."""
BASE = "base"


@cache
def _tables(name: str) -> Mapping[str, Any]:
    text = (files("houseband.desk") / "desks" / f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def house_desk_names() -> tuple[str, ...]:
    """The names of the house desks, sorted."""
    names = (entry.name[:-5] for entry in (files("houseband.desk") / "desks").iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(name for name in names if name != COMMON))


@cache
def house_desk(name: str) -> Desk:
    """A desk of the house. Raises SoundError for one that is not there."""
    return desk_with(name, {})


def desk_with(name: str, wishes: Mapping[str, Any], source: str = "") -> Desk:
    """The house desk of that name with the wishes on top. Raises SoundError, with the place of what is wrong."""
    wishes = dict(wishes)
    named = wishes.pop(BASE, name)
    if named not in house_desk_names():
        known = ", ".join(house_desk_names())
        raise SoundError(f"the house has no desk {named!r}", source, hint=f"there are {known}, or give a .toml file")
    tables = merged(merged(_tables(COMMON), _tables(named)), wishes)
    try:
        desk = msgspec.convert(tables, Desk)
    except msgspec.ValidationError as error:
        raise SoundError(f"not a desk: {error}", source, hint="docs/mix.md lists what a desk can be told") from None
    return desk


def with_levels(desk: Desk, levels_db: Mapping[str, float], line_up: Mapping[str, str]) -> Desk:
    """The desk with some players' strips louder or softer. ``line_up``: the instrument of each player."""
    if not levels_db:
        return desk
    strips = {player: desk.strip(player, line_up[player]) for player in levels_db if player in line_up}
    moved = {
        player: msgspec.structs.replace(strip, level_db=strip.level_db + levels_db[player])
        for player, strip in strips.items()
    }
    return msgspec.structs.replace(desk, channels={**desk.channels, **moved})


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Tables on top of tables: what the upper says holds, the rest is the lower's."""
    out = dict(below)
    for key, value in above.items():
        lower = out.get(key)
        out[key] = merged(lower, value) if isinstance(lower, Mapping) and isinstance(value, Mapping) else value
    return out


def read_wishes(path: Path | str) -> dict[str, Any]:
    """What a desk file wishes, or a name of a house desk. Raises SoundError with the file and line."""
    if str(path) in house_desk_names():
        return {BASE: str(path)}
    source = str(path)
    try:
        text = Path(path).read_text("utf-8")
    except OSError as error:
        known = ", ".join(house_desk_names())
        raise SoundError(
            f"cannot be read: {error.strerror or error}", source, hint=f"give a .toml file, or one of {known}"
        ) from None
    except UnicodeDecodeError:
        raise SoundError("not a text file", source, hint="give a .toml file") from None
    try:
        wishes = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SoundError(f"not valid TOML: {error}", source) from None
    check_wishes(wishes, source)
    return wishes


def check_wishes(wishes: Mapping[str, Any], source: str = "") -> None:
    """Raises SoundError if no desk can be told this."""
    desk_with(house_desk_names()[0], wishes, source)
