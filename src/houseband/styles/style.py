"""A style as data, and how it is read from its TOML file.

Patterns are strings that musicians can read: one character a step, as many steps as divide the bar evenly. Spaces and
``|`` are only for the eye. docs/styles.md teaches the notation; ``NOTATION`` is all of it.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import msgspec

from houseband.errors import StyleError
from houseband.music.meter import Meter, parse_meter

PLAYERS = ("drums", "percussion", "bass", "guitar", "keys", "lead")  # in listening order: each hears those before
PITCHED = ("bass", "guitar", "keys")
PULSE = "pulse"  # the style that lends its cells to every other in the meters they have no pattern for
CELL_ROWS = ("time", "low", "backbeat")  # what cells call the pieces that each style names for itself
VOICINGS = {
    "bass": ("",),
    "guitar": ("", "open", "shell"),
    "keys": ("", "close", "spread", "rootless", "shell", "drop 2", "triad", "power", "block"),
}
# Every mark of the notation, by player. In all of them ``_`` lengthens the step before, ``.`` is silence, and ``?`` and
# ``,`` are strokes that are only played sometimes: people do not loop.
NOTATION = {
    "drums": {"X": "accent", "x": "stroke", "o": "ghost", "f": "flam", "z": "drag", "?": "sometimes a stroke",
              ",": "sometimes a ghost", ".": "nothing", "_": "nothing"},
    "bass": {"1": "the bass note", "3": "third", "5": "fifth", "6": "sixth", "7": "seventh", "8": "octave",
             "w": "a walking note", "a": "a note that leads into the next chord", "p": "the pedal: the key's fifth",
             "s": "the bass note, slid into", "S": "the bass note, slapped", "P": "its octave, popped",
             "n": "the next chord's bass note, early", "x": "a dead note", "?": "sometimes the octave",
             ",": "sometimes a dead note"},
    "guitar": {"D": "down", "U": "up", "d": "light down", "u": "light up", "M": "down, muted", "x": "a scratch",
               "b": "the bass note of the grip", "B": "its other bass note", "1": "highest string",
               "2": "second string", "3": "third string", "4": "fourth string", "?": "sometimes a light up",
               ",": "sometimes a scratch"},
    "keys": {"X": "accent", "x": "stroke", "o": "soft", "n": "the next chord, early", "L": "left hand: the bass note",
             "l": "left hand: the fifth below", "a": "the chord a semitone under the next one", "1": "lowest voice",
             "2": "second voice", "3": "third voice", "4": "fourth voice", "8": "the top voice in octaves",
             "?": "sometimes a stroke", ",": "sometimes a soft one"},
}  # fmt: skip
GOES_ON, SILENCE = "_", "."
SOMETIMES = "?,"


class Groove(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to play a bar on the drums."""

    rows: dict[str, str]
    """A pattern by piece (a name of DRUM_KEYS), all of one length."""
    meter: str = "4/4"
    weight: float = 1.0
    energy: tuple[float, float] = (0.0, 1.0)
    """From which to which intensity it is played."""
    bars: int = 1
    """How many bars it lasts: 2 for what goes over the bar line, such as a clave."""


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
    bars: int = 1


class Turn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What bass, guitar or keys play in the last beats of a phrase, in the place of the pattern there."""

    steps: str
    quarters: int
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
    loose: float = 0.5
    """The share of what is marked as played sometimes that is played."""
    fill_every: int = 4
    """How many bars from one small fill to the next, about; 0: only where a phrase closes."""


class Percussion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The book of a second player with hands and shakers."""

    grooves: tuple[Groove, ...]
    loose: float = 0.5


class Book(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The patterns of bass, guitar or keys."""

    patterns: tuple[Pattern, ...]
    turns: tuple[Turn, ...] = ()
    voicing: str = ""
    """One of VOICINGS."""
    loose: float = 0.5
    """The share of what is marked as played sometimes that is played."""
    sustain: float = 1.0
    """How much of a pattern's step a note fills: below 1 is shorter."""
    pedal: bool = False
    """Whether a keyboard player holds the pedal through each chord."""


class Feel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the written rhythm is placed."""

    swing: Literal["straight", "jazz", "triplet", "light"] = "straight"
    timing: float = 0.8
    """The share of the measured human spread: 0 is a machine, 1 life; listeners like a little less than life."""
    sixteenths: float = 1.0
    """The ratio of the sixteenths of an even eighth: 1 is even, 1.5 a lilt as in hip-hop."""
    late_ms: dict[str, float] = {}
    """By player or limb (kick, snare, cymbal): how far they lie back; below 0 they push."""


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the style goes through a tune."""

    ending: Literal["hold", "button", "ritardando"] = "hold"
    """How the last bar ends when nobody asks for another ending."""
    enters: dict[str, float] = {}
    """By player, from which intensity on they play; below it they lay out."""


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
    percussion: Percussion | None = None
    form: Form = Form()
    desk: str = "dry-studio"
    """The desk of the house that it is mixed on."""
    levels_db: dict[str, float] = {}
    """By player, how much louder than the desk has them; below 0 softer."""
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
    """The style that a TOML text describes. Raises StyleError with the line and what to do."""
    from houseband.styles.check import read_checked

    return read_checked(text, source)


def strip(steps: str) -> str:
    """A pattern without what is only for the eye."""
    return steps.replace(" ", "").replace("|", "")


def line_up_of(style: Style) -> dict[str, str]:
    """The instrument of each player whom the style has, in listening order; percussion plays on the drummer's kit."""
    chairs = {"percussion": style.line_up["drums"]} if style.percussion is not None else {}
    chairs |= style.line_up
    return {player: chairs[player] for player in PLAYERS if player in chairs}
