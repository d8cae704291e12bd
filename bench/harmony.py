"""How often the harmoniser agrees with the chords that folk players wrote, and the tables it learns from them.

The tunes are those of the corpora ``abc_chords_rjl20`` and ``abc_chords_tuneworks`` (see their ATTRIBUTION.md). Their
chords are hidden, the melody is harmonised, and the roots and functions are compared for as long as they last. The
tables are learned in five folds, from the tunes that are not judged. ``--tables`` prints those of all the tunes, as
they stand in ``charts/folk_chords.py``.
"""

import argparse
import os
import random
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from houseband.charts import harmonise
from houseband.charts.chart import Chart
from houseband.charts.folk_chords import DEGREES, Degree, Practice
from houseband.charts.formats import read_charts
from houseband.charts.harmonise import Slot, choose_degrees, slots_of
from houseband.charts.source import Reading, Source
from houseband.music.key import Key

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("abc_chords_rjl20", "abc_chords_tuneworks")
FOLDS = 5
FEWEST_CHORDS = 4
_FUNCTIONS = {0: "tonic", 4: "tonic", 9: "tonic", 8: "tonic", 3: "tonic", 5: "subdominant", 2: "subdominant",
              7: "dominant", 11: "dominant", 10: "dominant"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """A tune with its slots and the degrees that its players wrote; None where they wrote no chord."""

    title: str
    key: Key
    slots: list[Slot]
    written: list[Degree | None]


def tunes(corpora: Path) -> list[Judged]:
    """Every tune with chords."""
    judged = []
    for folder in FOLDERS:
        for path in sorted((corpora / folder).glob("*.abc")):
            for chart in read_charts(Source(path.read_bytes(), str(path), Reading(harmonise="never"))):
                if chart.key is not None and sum(len(bar.chords) for bar in chart.bars) >= FEWEST_CHORDS:
                    slots = slots_of(chart.bars, chart.key)
                    judged.append(Judged(chart.title, chart.key, slots, _written(chart, chart.key, slots)))
    return judged


def _written(chart: Chart, key: Key, slots: list[Slot]) -> list[Degree | None]:
    """The degree that lasts longest in each slot."""
    lengths: list[dict[Degree | None, Fraction]] = [{} for _ in slots]
    at: dict[int, list[int]] = {}
    for k, slot in enumerate(slots):
        at.setdefault(slot.bar, []).append(k)
    sounding: Degree | None = None
    for i, bar in enumerate(chart.bars):
        changes: list[tuple[Fraction, Degree | None]] = [(Fraction(0), sounding)]
        for change in bar.chords:
            root = change.chord.root
            degree: Degree | None = None
            if root is not None:
                degree = ((root - key.tonic_pc) % 12, "m" if change.chord.third == 3 else "M")
            changes.append((change.onset_quarters, degree))
        sounding = changes[-1][1]
        ends = [onset for onset, _ in changes[1:]] + [bar.duration_quarters]
        for (onset, degree), end in zip(changes, ends, strict=True):
            for k in at.get(i, ()):
                slot = slots[k]
                room = min(end, slot.onset_quarters + slot.duration_quarters) - max(onset, slot.onset_quarters)
                if room > 0:
                    lengths[k][degree] = lengths[k].get(degree, Fraction(0)) + room
    return [max(length, key=lambda degree: length[degree]) if length else None for length in lengths]


def learn(judged: list[Judged]) -> Practice:
    """The tables of these tunes."""
    sounds: dict[str, list[float]] = {"M": [1.0] * 12, "m": [1.0] * 12}
    moves: Counter[tuple[str, bool, Degree, Degree]] = Counter()
    places: Counter[tuple[str, int, bool, Degree]] = Counter()
    for tune in judged:
        family = "minor" if harmonise.CANDIDATES[tune.key.mode][0][1] == "m" else "major"
        previous: Degree | None = None
        for slot, degree in zip(tune.slots, tune.written, strict=True):
            if degree is not None:
                for pc, weight in enumerate(slot.weights):
                    sounds[degree[1]][(pc - degree[0]) % 12] += weight
                places[family, slot.phrase_bar % 8, slot.within, degree] += 1
                if previous is not None:
                    moves[family, slot.within, previous, degree] += 1
            previous = degree
    groups = [(family, within) for family in DEGREES for within in (False, True)]
    return Practice(
        {quality: tuple(round(x, 1) for x in row) for quality, row in sounds.items()},
        {
            (family, within): tuple(
                tuple(moves[family, within, one, two] for two in DEGREES[family]) for one in DEGREES[family]
            )
            for family, within in groups
        },
        {
            (family, within): tuple(
                tuple(places[family, bar, within, degree] for degree in DEGREES[family]) for bar in range(8)
            )
            for family, within in groups
        },
    )


def _tonic(tune: Judged) -> list[Degree]:
    return [(0, "M")] * len(tune.slots)


def _one_or_five(tune: Judged) -> list[Degree]:
    """I where the notes are more of it, else V."""
    return [
        (0, "M")
        if sum(slot.weights[pc] for pc in (0, 3, 4)) >= sum(slot.weights[pc] for pc in (2, 10, 11))
        else (7, "M")
        for slot in tune.slots
    ]


def agreement(tune: Judged, ours: list[Degree]) -> tuple[Fraction, Fraction, Fraction]:
    """Quarters with the same root, with the same function, and in all."""
    same = function = whole = Fraction(0)
    for slot, written, degree in zip(tune.slots, tune.written, ours, strict=True):
        if written is not None:
            whole += slot.duration_quarters
            same += slot.duration_quarters * (degree[0] == written[0])
            function += slot.duration_quarters * (_FUNCTIONS.get(degree[0]) == _FUNCTIONS.get(written[0]))
    return same, function, whole


def _show(name: str, scores: list[tuple[Fraction, Fraction, Fraction]]) -> None:
    whole = sum(score[2] for score in scores)
    root, function = (float(sum(score[k] for score in scores) / whole) for k in (0, 1))
    print(f"{name:<28} root {root:.1%}  function {function:.1%}  of {float(whole):.0f} quarters")


def main() -> None:
    """Prints the agreement, or the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--tables", action="store_true", help="print the tables of all tunes")
    asked = parser.parse_args()
    corpora = Path(os.environ.get("HOUSEBAND_CORPORA") or ROOT.parent / "shared" / "corpora")
    judged = tunes(corpora)
    if not judged:
        print(f"no corpora at {corpora}: set HOUSEBAND_CORPORA")
        return
    if asked.tables:
        practice = learn(judged)
        for name in ("sounds", "moves", "places"):
            print(f"    {name}={{")
            for key, rows in getattr(practice, name).items():
                print(f"        {key!r}: (")
                for row in rows if name != "sounds" else [rows]:
                    print(f"            {row!r}," if name != "sounds" else f"            {', '.join(map(str, row))},")
                print("        ),")
            print("    },")
        return
    print(f"{len(judged)} tunes")
    _show("the tonic always", [agreement(tune, _tonic(tune)) for tune in judged])
    _show("I or V by the notes", [agreement(tune, _one_or_five(tune)) for tune in judged])
    order = list(range(len(judged)))
    random.Random(1).shuffle(order)
    scores = []
    for fold in range(FOLDS):
        held_out = set(order[fold::FOLDS])
        practice = learn([tune for i, tune in enumerate(judged) if i not in held_out])
        scores += [agreement(judged[i], choose_degrees(judged[i].slots, judged[i].key, practice)) for i in held_out]
    _show(f"harmonised, {FOLDS} folds", scores)


if __name__ == "__main__":
    main()
