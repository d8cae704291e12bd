"""Styles of the user's own: the TOML files of a folder, called by the names that they give themselves.

A package may bring styles too: its entry points of the group ``houseband.styles`` name modules whose folders hold them.

They are played when somebody names them; a chart's own words choose among the house styles only, so that a chart sounds
the same on every machine.
"""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from houseband.errors import StyleError
from houseband.styles.style import Style, house_styles, parse_style, style_text

STYLES_VARIABLE = "HOUSEBAND_STYLES"
ENTRY_POINTS = "houseband.styles"


@dataclass(frozen=True, slots=True)
class OwnStyle:
    """A style file that was read."""

    path: Path
    text: str
    style: Style


def folders() -> tuple[Path, ...]:
    """Where they lie: the folders of $HOUSEBAND_STYLES, or else ``styles`` in the user's config folder."""
    named = os.environ.get(STYLES_VARIABLE, "")
    if named:
        return (*(Path(part).expanduser() for part in named.split(os.pathsep) if part), *packaged())
    import platformdirs

    return (Path(platformdirs.user_config_dir("houseband")) / "styles", *packaged())


@cache
def packaged() -> tuple[Path, ...]:
    """The folders of styles that installed packages bring."""
    from importlib.metadata import entry_points
    from importlib.resources import files

    found = []
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name):
        try:
            found.append(Path(str(files(point.value))))
        except (ImportError, TypeError):  # a package that is half gone brings nothing
            continue
    return tuple(found)


def own_styles() -> tuple[dict[str, OwnStyle], tuple[StyleError, ...]]:
    """The styles by name, and what is wrong with the files that are none; of one name the first counts."""
    found: dict[str, OwnStyle] = {}
    broken: list[StyleError] = []
    for folder in folders():
        for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
            try:
                one = _read(path, path.stat().st_mtime_ns)
                _check_name(one, found)
                found[one.style.name] = one
            except StyleError as error:
                broken.append(error)
            except OSError as error:
                broken.append(StyleError(f"cannot be read: {error.strerror or error}", str(path)))
    return found, tuple(broken)


@cache
def _read(path: Path, mtime_ns: int) -> OwnStyle:
    text = style_text(path)
    return OwnStyle(path, text, parse_style(text, str(path)))


def _check_name(one: OwnStyle, others: dict[str, OwnStyle]) -> None:
    name = one.style.name
    if name in house_styles():
        raise StyleError(f"'{name}' is a style of the house", str(one.path), hint="give it another name")
    if name in others:
        raise StyleError(f"there is another '{name}': {others[name].path}", str(one.path), hint="give it another name")
