"""A session: everything that decides a take, small and hashable. The same session gives the same take.

Its JSON form (docs/json.md) is what lies beside a take as ``session.json``; the chart is in it, so it stands alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

import msgspec

from houseband.charts.chart import Chart
from houseband.charts.conventions import CUSTOMARY, Conventions
from houseband.choices import SoundChoice
from houseband.errors import ChartError

FORMAT = "houseband-session-1"


@dataclass(frozen=True, slots=True)
class Session:
    """What was asked for. None means: as the chart says, or else as is usual."""

    chart: Chart
    style: str | None = None
    """A name, or the path of a style file."""
    style_toml: str = ""
    """The style itself where it is none of the house's, so that a saved session stands alone."""
    key: str | None = None
    tempo_bpm: float | None = None
    """Beats of the chart's first meter a minute."""
    choruses: int = 1
    seed: int = 0
    band: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    """Written parts of the chart, by name or number, or "all", that are played note for note."""
    swing: float | None = None
    """First eighth : second eighth for everybody; None by style, player and tempo."""
    melody: bool = True
    count_in: bool = False
    intro_bars: int = 0
    """How many of the tune's last bars come before it as an introduction."""
    ending: Literal["hold", "button", "ritardando", "tag", "fade"] | None = None
    """None: as is usual in the style."""
    raise_last: int = 0
    """By how many semitones the last chorus is raised."""
    conventions: Conventions = CUSTOMARY
    """What the signs of the roadmap leave to custom."""
    sounds: tuple[SoundChoice, ...] = ()
    """Who plays from which library of samples; whom none names plays as the style says, or else the house's own."""
    desk: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """What is wished otherwise on the style's desk: tables as in a desk file."""

    def __post_init__(self) -> None:
        if self.swing is not None and not 1.0 <= self.swing <= 4.0:
            raise ChartError(f"nobody swings {self.swing:g} to 1", hint="give a ratio from 1 (even) to 4")


@dataclass(frozen=True, slots=True)
class _File:
    format: str
    session: Session


def session_json(session: Session) -> str:
    """The session as indented JSON text that ``parse_session`` reads back to the same session."""
    data = msgspec.json.encode(_File(FORMAT, session), enc_hook=_encode)
    return msgspec.json.format(data, indent=2).decode() + "\n"


def parse_session(data: bytes, source: str = "") -> Session:
    """The session in a JSON text. Raises ChartError, with the place inside the data, if it is none."""
    try:
        return msgspec.json.decode(data, type=_File, dec_hook=_decode).session
    except msgspec.ValidationError as error:
        raise ChartError(f"not a session: {error}", source) from None
    except msgspec.DecodeError as error:
        raise ChartError(f"not valid JSON: {error}", source) from None
    except ValueError as error:
        raise ChartError(f"not a session: {error}", source) from None


def is_session(data: bytes) -> bool:
    """Whether the bytes are a session file, by its first words."""
    return data.lstrip()[:1] == b"{" and FORMAT.rsplit("-", 1)[0].encode() in data[:200]


def _encode(value: object) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(f"a session cannot hold {type(value).__name__}")


def _decode(kind: type, value: Any) -> Any:
    if kind is Fraction and isinstance(value, str):
        return Fraction(value)
    raise ValueError(f"expected a fraction such as '3/2', got {value!r}")
