"""Performances made by hand, for tests of what comes after the players."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from houseband.arrangement import Arrangement
from houseband.performance import CONTROL, NOTE, NoteArray, Part, Performance


def notes(rows: Sequence[tuple[float, float, int, int]], **fields: Any) -> NoteArray:
    """Rows of onset and duration in seconds, key and velocity; more fields by name."""
    array = np.zeros(len(rows), NOTE)
    array["string"] = array["fret"] = -1
    for index, (onset, duration, key, velocity) in enumerate(rows):
        array[index]["onset_seconds"], array[index]["duration_seconds"] = onset, duration
        array[index]["pitch"], array[index]["velocity"] = key, velocity
    for name, value in fields.items():
        array[name] = value
    return cast(NoteArray, array)


def played(duration_seconds: float = 2.0, **parts: tuple[str, NoteArray]) -> Performance:
    arrangement = cast(Arrangement, SimpleNamespace(duration_seconds=duration_seconds))
    silent = np.zeros(0, CONTROL)
    return Performance(arrangement, {name: Part(name, kind, array, silent) for name, (kind, array) in parts.items()})


def controls(*rows: tuple[float, int, int]) -> NDArray[np.void]:
    """Rows of onset in seconds, number and value."""
    return np.array([(0, at, number, value) for at, number, value in rows], CONTROL)
