"""JAMS: a JSON file of annotations of one recording; its chords, beats, sections and key are read.

Namespaces: ``chord`` and ``chord_harte`` (Harte's syntax), ``chord_roman``, ``beat``, ``beat_position``, ``segment_*``,
``key_mode``; of several annotations in one namespace the first is taken. Observations are a list of objects or
an object of lists. From Humphrey et al., JAMS: a JSON annotated music specification (ISMIR 2014), and its manual.
"""

import json
import math
from typing import Any

from houseband.charts.chart import Chart
from houseband.charts.draft import Draft
from houseband.charts.labels.lab import LONGEST_SECONDS
from houseband.charts.labels.timed import Beat, TimedLabel, write_bars
from houseband.charts.roman import parse_roman
from houseband.charts.source import Source
from houseband.errors import ChartError
from houseband.music.key import parse_key

Observation = tuple[float, float, Any]
"""Onset and duration in seconds, and the value."""


def read(source: Source) -> tuple[Chart, ...]:
    """The one recording's chords. Raises ChartError for what is no JAMS file, and for one without chords."""
    try:
        file = json.loads(source.text)
    except json.JSONDecodeError as error:
        line = source.text.split("\n")[error.lineno - 1]
        raise ChartError(f"not valid JSON: {error.msg}", source.name, error.lineno, error.colno, line) from None
    except RecursionError:
        raise ChartError("not valid JSON: it is nested too deeply", source.name) from None
    if not isinstance(file, dict) or not isinstance(file.get("annotations"), list):
        raise ChartError("not a JAMS file: it has no list of annotations", source.name, hint="is it the right file?")
    draft = Draft(source, "jams")
    about = file.get("file_metadata")
    about = about if isinstance(about, dict) else {}
    draft.title = _text(about.get("title"))
    if artist := _text(about.get("artist")):
        draft.credits.append(("artist", artist))
    found = _by_namespace(file["annotations"])
    chords = found.get("chord") or found.get("chord_harte")
    if key := next((_text(value) for _, _, value in found.get("key_mode", [])), ""):
        try:
            draft.set_key(parse_key(key.replace(":", " ")))
        except ValueError:
            draft.remark(f"key {key!r} is not understood", hint="not acted on")
    named = next((kind for kind in found if kind.startswith("segment")), "")
    write_bars(
        draft,
        _labels(chords) if chords else _roman_labels(draft, found.get("chord_roman", [])),
        _beats(found),
        _labels(found.get(named, [])),
    )
    return (draft.finish(),)


def _by_namespace(annotations: list[Any]) -> dict[str, list[Observation]]:
    """The first annotation of each namespace that has any observation."""
    found: dict[str, list[Observation]] = {}
    for annotation in annotations:
        if not isinstance(annotation, dict):
            continue
        namespace = _text(annotation.get("namespace"))
        observations = _observations(annotation.get("data"))
        if observations and namespace not in found:
            found[namespace] = observations
    return found


def _observations(data: Any) -> list[Observation]:
    if isinstance(data, dict):
        columns = [data.get(name) for name in ("time", "duration", "value")]
        rows: list[Any] = list(zip(*columns, strict=False)) if all(isinstance(c, list) for c in columns) else []
    elif isinstance(data, list):
        rows = [(row.get("time"), row.get("duration"), row.get("value")) for row in data if isinstance(row, dict)]
    else:
        rows = []
    found = [
        (float(onset), float(duration), value)
        for onset, duration, value in rows
        if _is_seconds(onset) and _is_seconds(duration)
    ]
    return sorted(found, key=lambda row: row[0])


def _is_seconds(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value) and 0 <= value <= LONGEST_SECONDS


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _labels(observations: list[Observation]) -> list[TimedLabel]:
    return [TimedLabel(onset, onset + duration, _text(value)) for onset, duration, value in observations]


def _beats(found: dict[str, list[Observation]]) -> list[Beat]:
    """The beats with their places in the bar, as far as they are known."""
    beats = []
    for onset, _, value in found.get("beat_position") or found.get("beat") or []:
        position = value.get("position") if isinstance(value, dict) else value
        is_place = isinstance(position, int | float) and 1 <= position <= 99  # not a number is neither
        beats.append(Beat(onset, int(position) if is_place and position else None))
    return beats


def _roman_labels(draft: Draft, observations: list[Observation]) -> list[TimedLabel]:
    """Roman numerals with their tonics as chords."""
    chords: list[TimedLabel] = []
    for onset, duration, value in observations:
        value = value if isinstance(value, dict) else {}
        numeral, tonic = _text(value.get("chord")), _text(value.get("tonic"))
        try:
            chord = parse_roman(numeral, parse_key(tonic)).chord
        except (ValueError, ChartError):
            draft.remark(f"chord {numeral!r} in {tonic!r} is not understood", hint="the chord before it goes on")
            continue
        chords.append(TimedLabel(onset, onset + duration, f"{numeral} in {tonic}", chord))
    return chords
