"""A style as data, and how it is read from its TOML file.

Patterns are strings that musicians can read: one character a step, as many steps as divide the bar evenly. Spaces and
``|`` are only for the eye. docs/styles.md teaches the notation.

- drums, a row per piece: ``X`` accent, ``x`` stroke, ``o`` ghost, ``.`` nothing
- bass: ``1`` the bass note, ``3`` ``5`` ``8`` chord tones, ``w`` a walking note, ``a`` a note that leads into the next
  chord, ``x`` a dead note; ``_`` the note goes on, ``.`` rest
- guitar: ``D`` ``U`` strokes, ``d`` ``u`` light ones, ``x`` a scratch, ``_`` rings on, ``.`` damped
- keys: ``X`` accent, ``x`` stroke, ``o`` soft, ``_`` held, ``.`` rest
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import msgspec

from houseband.choices import choices_of
from houseband.errors import StyleError
from houseband.music.instrument import DRUM_KEYS, INSTRUMENTS
from houseband.music.meter import Meter, parse_meter

PLAYERS = ("drums", "bass", "guitar", "keys", "lead")  # in listening order: each hears those before
PULSE = "pulse"  # the style that lends its cells to every other in the meters they have no pattern for
CELL_ROWS = ("time", "low", "backbeat")  # what cells call the pieces that each style names for itself
VOICINGS = {"bass": ("",), "guitar": ("", "open", "shell"), "keys": ("", "rootless", "close", "spread")}
_NOTATION = {"drums": "Xxo.", "bass": "1358wax_.", "guitar": "DUdux_.", "keys": "Xxo_."}


class Groove(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to play a bar on the drums."""

    rows: dict[str, str]
    """A pattern by piece (a name of DRUM_KEYS), all of one length."""
    meter: str = "4/4"
    weight: float = 1.0
    energy: tuple[float, float] = (0.0, 1.0)
    """From which to which intensity it is played."""


class Fill(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last beats of a phrase on the drums; the groove plays before it."""

    rows: dict[str, str]
    quarters: int
    """How many quarters before the bar line it begins."""
    weight: float = 1.0
    energy: tuple[float, float] = (0.0, 1.0)


class Pattern(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to play a bar on bass, guitar or keys."""

    steps: str
    meter: str = "4/4"
    weight: float = 1.0
    energy: tuple[float, float] = (0.0, 1.0)


class Cells(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to play one group of an uneven bar: the first of the bar, and each of the others."""

    group: Literal["2/4", "3/4", "4/4", "1/4", "2/8", "3/8", "4/8", "1/8"]
    drums: tuple[dict[str, str], dict[str, str]]
    bass: tuple[str, str]
    guitar: tuple[str, str]
    keys: tuple[str, str]


class Drums(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The drummer's book."""

    grooves: tuple[Groove, ...]
    fills: tuple[Fill, ...] = ()
    crash: bool = True
    """Whether a cymbal marks the top of a section."""
    time: str = "closed hat"
    """The piece that keeps time in meters played by cells (rows called ``time`` there)."""
    backbeat: str = "snare"
    """The piece that answers the kick there (rows called ``backbeat``)."""


class Book(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The patterns of bass, guitar or keys."""

    patterns: tuple[Pattern, ...]
    voicing: Literal["", "open", "shell", "rootless", "close", "spread"] = ""
    sustain: float = 1.0
    """How much of a pattern's step a note fills: below 1 is shorter."""
    pedal: bool = False
    """Whether a keyboard player holds the pedal through each chord."""


class Feel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the written rhythm is placed."""

    swing: Literal["straight", "jazz", "triplet", "light"] = "straight"
    timing: float = 0.7
    """The share of the measured human spread: 0 is a machine, 1 life; listeners like a little less than life."""


class Style(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A style. ``name`` is the file's name; ``words`` are what charts and people call it."""

    name: str
    title: str
    family: str
    author: str
    source: str
    words: tuple[str, ...]
    tempo_bpm: tuple[float, float, float]
    """Slowest, usual and fastest, in beats of the first meter."""
    meters: tuple[str, ...]
    line_up: dict[str, str]
    """The instrument of each player."""
    feel: Feel
    drums: Drums
    bass: Book
    guitar: Book
    keys: Book
    desk: str = "dry-studio"
    """The desk of the house that it is mixed on."""
    cells: tuple[Cells, ...] = ()
    sounds: dict[str, str] = {}
    """A library of samples by player, or for "all", in the words of ``houseband --sounds``."""

    def usual_tempo_bpm(self, meter: Meter) -> float:
        """The tempo to take when nobody says: slower by a third where a beat is a dotted quarter."""
        usual = self.tempo_bpm[1]
        return round(usual * 2 / 3) if meter.is_compound and not parse_meter(self.meters[0]).is_compound else usual

    def book(self, player: str) -> Book:
        """The patterns of bass, guitar or keys."""
        books = {"bass": self.bass, "guitar": self.guitar, "keys": self.keys}
        return books[player]


@cache
def house_styles() -> Mapping[str, Style]:
    """Every style of the house, by name, in the order of the file names."""
    folder = files("houseband.styles")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return {name[:-5]: parse_style((folder / name).read_text("utf-8"), name) for name in names}


def is_style_file(name: str) -> bool:
    """Whether the name of a style is the path of a file."""
    return name.lower().endswith(".toml")


def style_text(path: Path) -> str:
    """The text of a style file. StyleError if it cannot be read."""
    try:
        return path.expanduser().read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or error
        raise StyleError(f"cannot be read: {said}", str(path), hint="a style is a TOML file: docs/styles.md") from None


def parse_style(text: str, source: str) -> Style:
    """The style that a TOML text describes. Raises StyleError with the place and what to do."""
    try:
        style = msgspec.convert(tomllib.loads(text), Style)
    except tomllib.TOMLDecodeError as error:
        raise StyleError(f"not valid TOML: {error}", source) from None
    except msgspec.ValidationError as error:
        raise StyleError(str(error), source) from None
    _check(style, source)
    return style


def _check(style: Style, source: str) -> None:
    """What the types cannot say: names exist, and every pattern fills its bar with steps it knows."""
    slowest, usual, fastest = style.tempo_bpm
    if not 10 <= slowest <= usual <= fastest <= 500:
        raise StyleError(f"tempo_bpm must rise from slowest to fastest: {list(style.tempo_bpm)}", source)
    if not 0.0 <= style.feel.timing <= 1.5:
        raise StyleError(f"timing is a share of people's own spread, 0 to 1.5: {style.feel.timing:g}", source)
    if not style.meters:
        raise StyleError("a style needs a meter", source, hint='write meters = ["4/4"]')
    for player, kinds in VOICINGS.items():
        if style.book(player).voicing not in kinds:
            raise StyleError(
                f"{player} knows no voicing {style.book(player).voicing!r}",
                source,
                hint=f"there are {', '.join(kinds)}",
            )
    for piece in (style.drums.time, style.drums.backbeat):
        if piece not in DRUM_KEYS:
            raise StyleError(f"no drum called {piece!r}", source, hint="there are " + ", ".join(DRUM_KEYS))
    for player, instrument in style.line_up.items():
        if player not in PLAYERS or instrument not in INSTRUMENTS:
            raise StyleError(f"no such player or instrument: {player} = {instrument!r}", source)
    choices_of(style.sounds, source)
    missing = [player for player in PLAYERS if player not in style.line_up]
    if missing:
        raise StyleError(f"nobody plays {', '.join(missing)}", source, hint="give each an instrument under [line_up]")
    weighted = [(one.meter, one.weight, one.energy) for one in style.drums.grooves]
    weighted += [(style.meters[0], fill.weight, fill.energy) for fill in style.drums.fills]
    weighted += [(one.meter, one.weight, one.energy) for p in VOICINGS for one in style.book(p).patterns]
    for text, weight, energy in [*((meter, 1.0, (0.0, 1.0)) for meter in style.meters), *weighted]:
        try:
            parse_meter(text)
        except ValueError as error:
            raise StyleError(str(error), source) from None
        if weight <= 0 or not 0 <= energy[0] <= energy[1] <= 1:
            raise StyleError(
                f"weight {weight:g}, energy {list(energy)}",
                source,
                hint="weights are above 0, energies rise from 0 to 1",
            )
    tables = [groove.rows for groove in style.drums.grooves] + [fill.rows for fill in style.drums.fills]
    for rows in tables:
        if len({len(strip(row)) for row in rows.values()}) != 1:
            raise StyleError(f"rows of different lengths: {rows}", source)
        for piece, row in rows.items():
            if piece not in DRUM_KEYS:
                raise StyleError(f"no drum called {piece!r}", source, hint="there are " + ", ".join(DRUM_KEYS))
            _check_steps(row, "drums", source)
    for player in ("bass", "guitar", "keys"):
        for pattern in style.book(player).patterns:
            _check_steps(pattern.steps, player, source)
    for cell in style.cells:
        for rows in cell.drums:
            for piece, row in rows.items():
                if piece not in DRUM_KEYS and piece not in CELL_ROWS:
                    raise StyleError(
                        f"no drum called {piece!r}", source, hint="there are " + ", ".join((*CELL_ROWS, *DRUM_KEYS))
                    )
                _check_steps(row, "drums", source)
        for player in ("bass", "guitar", "keys"):
            for steps in getattr(cell, player):
                _check_steps(steps, player, source)


def _check_steps(steps: str, player: str, source: str) -> None:
    known = _NOTATION[player]
    for character in strip(steps):
        if character not in known:
            raise StyleError(f"{character!r} is no step for {player}: {steps!r}", source, hint=f"steps are {known}")
    if not strip(steps):
        raise StyleError(f"an empty pattern for {player}", source)


def strip(steps: str) -> str:
    """A pattern without what is only for the eye."""
    return steps.replace(" ", "").replace("|", "")
