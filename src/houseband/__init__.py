"""Houseband, a session band in software: a chart goes on the stand, the players read it, you get the take.

Five verbs, in the order the music flows: ``read`` · ``arrange`` · ``perform`` · ``record`` · ``mix``; and ``take``,
which is all of them. Nothing is imported until it is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from houseband.arrangement import Arrangement, arrange
    from houseband.band import perform
    from houseband.charts.chart import Chart
    from houseband.charts.source import Reading
    from houseband.desk.mixing import mix
    from houseband.errors import ChartError, Remark, SoundError, StyleError
    from houseband.performance import Performance
    from houseband.session import Session
    from houseband.sound.record import record
    from houseband.stand import read, read_all
    from houseband.takes import Take, take

__version__ = "0.1.0"
__all__ = [
    "Arrangement",
    "Chart",
    "ChartError",
    "Performance",
    "Reading",
    "Remark",
    "Session",
    "SoundError",
    "StyleError",
    "Take",
    "arrange",
    "mix",
    "perform",
    "read",
    "read_all",
    "record",
    "take",
]
_HOMES = {
    "Arrangement": "arrangement", "Chart": "charts.chart", "ChartError": "errors", "Performance": "performance",
    "Reading": "charts.source", "Remark": "errors", "Session": "session", "SoundError": "errors",
    "StyleError": "errors", "Take": "takes", "arrange": "arrangement", "mix": "desk.mixing", "perform": "band",
    "read": "stand", "read_all": "stand", "record": "sound.record", "take": "takes",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'houseband' has no attribute {name!r}")
    return getattr(import_module(f"houseband.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
