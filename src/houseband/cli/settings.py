"""Which sounds the user has chosen for good: a small TOML file in the user's config folder ($HOUSEBAND_CONFIG).

all = "/usr/share/sounds/sf2/FluidR3_GM.sf2"
guitar = "/usr/local/share/sounds/nylon.sfz"
keys = "/usr/share/sounds/sf2/FluidR3_GM.sf2:0:4"
"""

import json
import os
import tomllib
from pathlib import Path

from houseband.choices import EVERYBODY, SoundChoice, choices_of
from houseband.errors import SoundError

CONFIG_VARIABLE = "HOUSEBAND_CONFIG"
FILE_NAME = "sounds.toml"
HEAD = "# The sounds of the band, as `houseband sounds use` writes them; docs/sounds.md.\n"


def settings_file() -> Path:
    """Where the choices are kept."""
    named = os.environ.get(CONFIG_VARIABLE)
    if named:
        return Path(named).expanduser() / FILE_NAME
    import platformdirs

    return Path(platformdirs.user_config_dir("houseband")) / FILE_NAME


def chosen() -> tuple[SoundChoice, ...]:
    """The choices of the user's file; none if there is none. SoundError, with the place, if it is spoiled."""
    path = settings_file()
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise SoundError(f"cannot be read: {error.strerror or error}", str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        hint = "mend it, or delete it to have the house's own sounds"
        raise SoundError(f"not valid TOML: {error}", str(path), hint=hint) from None
    return choices_of(data, str(path))


def choose(choice: SoundChoice) -> Path:
    """Keep a choice; an earlier one of the same player goes. The file that it is in now."""
    others = [one for one in chosen() if one.player != choice.player]
    return save((*others, choice))


def save(choices: tuple[SoundChoice, ...]) -> Path:
    """Write the choices, all at once or not at all."""
    from houseband.files import replace_file

    path = settings_file()
    lines = []
    for choice in sorted(choices, key=lambda one: (one.player is not None, one.player or "")):
        bare = SoundChoice(choice.font, None, choice.bank, choice.program, choice.preset)
        player = choice.player or EVERYBODY
        key = player if player.replace("-", "").replace("_", "").isalnum() and player.isascii() else json.dumps(player)
        lines.append(f"{key} = {json.dumps(bare.text, ensure_ascii=False)}\n")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SoundError(f"cannot be made: {error.strerror or error}", str(path.parent)) from None
    replace_file(path, lambda temporary: temporary.write_text(HEAD + "".join(lines), "utf-8"))
    return path
