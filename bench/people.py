"""Can a classifier tell our drummers from people? A two-sample test on the figures of ``houseband review``.

300 of our straight takes in 4/4, in every style that has such grooves, at many tempos, and straight takes of 12 bars
and more of the Groove MIDI Dataset. A random forest learns to tell them apart, and is asked about takes that it has not
seen; the area under its curve is 0.5 where it cannot tell, and 1 where it always can. Of people it says the same of one
drummer against the others. ``--review`` measures the takes of every style in three tempos and with three seeds.

Needs scikit-learn (``pip install scikit-learn``) and the corpora at $HOUSEBAND_CORPORA.
"""

import argparse
import csv
import os
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from houseband.arrangement import arrange
from houseband.band import perform
from houseband.charts.chart import Chart
from houseband.charts.formats import read_charts
from houseband.charts.source import Source
from houseband.deliver.midi import midi_bytes
from houseband.review.drumming import drum_figures, swing_place
from houseband.review.hearing import hear
from houseband.review.verdict import PASS_SHARE, review
from houseband.styles.style import Style, house_styles

ROOT = Path(__file__).resolve().parents[1]
CORPORA = Path(os.environ.get("HOUSEBAND_CORPORA") or ROOT.parent / "shared" / "corpora") / "human_drums_groove"
LEAST_BARS = 12
TREES, FOLDS = 400, 5
JAZZ = """[A]
| Fmaj7 | Gm7 C7 | Am7 D7 | Gm7 C7 | Fmaj7 F7 | Bbmaj7 Eb7 | Am7 D7 | Gm7 C7 |
| Fmaj7 | Gm7 C7 | Am7 D7 | Gm7 C7 | Fmaj7 F7 | Bbmaj7 Eb7 | Gm7 C7 | Fmaj7 |
[B]
| Cm7 | F7 | Bbmaj7 | Bbmaj7 | Dm7 | G7 | Gm7 | C7 |
[A]
| Fmaj7 | Gm7 C7 | Am7 D7 | Gm7 C7 | Fmaj7 F7 | Bbmaj7 Eb7 | Gm7 C7 | Fmaj7 |
"""
POP = """[Verse]
| C | G | Am | F | C | G | F | G |
[Chorus]
| F | G | C | Am | F | G | C | C |
[Verse]
| C | G/B | Am | F | C | G | F | G |
[Chorus]
| F | G | Em | Am | Dm | G | C | C |
"""
Table = NDArray[np.float64]


def tune(bars: str, meter: str) -> Chart:
    """The chart of these bars."""
    return read_charts(Source(f"Title: A tune\nKey: C\nTime: {meter}\n\n{bars}".encode(), "tune.txt"))[0]


def humans() -> tuple[list[dict[str, float]], list[str], list[str]]:
    """The figures of people's straight takes, who plays, and in which session."""
    figures, drummers, sessions = [], [], []
    with (CORPORA / "info.csv").open() as file:
        for row in csv.DictReader(file):
            if row["beat_type"] != "beat" or row["time_signature"] != "4-4":
                continue
            heard = hear((CORPORA / row["midi_filename"]).read_bytes(), row["midi_filename"])
            drums = heard.part("drums")
            if drums is None or len(heard.bars) < LEAST_BARS or swing_place(drums) != 0.5:
                continue
            figures.append(drum_figures(drums, heard.bars))
            drummers.append(row["drummer"])
            sessions.append(row["session"])
    return figures, drummers, sessions


def ours(count: int) -> tuple[list[dict[str, float]], list[str]]:
    """The figures of so many takes of ours, and a group for each."""
    styles = [
        style
        for style in house_styles().values()
        if style.feel.swing == "straight" and any(groove.meter == "4/4" for groove in style.drums.grooves)
    ]
    dice = np.random.default_rng(5)
    figures, groups = [], []
    for number in range(count):
        style = styles[number % len(styles)]
        slow, usual, fast = style.tempo_bpm
        bpm = float(np.exp(dice.uniform(np.log(max(slow, usual * 0.7)), np.log(min(fast, usual * 1.35)))))
        chart = tune(JAZZ if dice.random() < 0.5 else POP, "4/4")
        choruses = int(dice.integers(1, 4))
        arrangement = arrange(chart, style, tempo_bpm=round(bpm), choruses=choruses, band=("drums",))
        heard = hear(midi_bytes(perform(arrangement, 1000 + number)), style.name)
        drums = heard.part("drums")
        assert drums is not None
        figures.append(drum_figures(drums, heard.bars))
        groups.append(f"{style.name} {number // len(styles) % FOLDS}")
    return figures, groups


def told_apart(table: Table, is_second: NDArray[np.int64], groups: list[str]) -> float:
    """The area under the curve of a forest that is asked about takes of groups that it has not seen."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedGroupKFold

    table = np.where(np.isfinite(table), table, np.nanmedian(table, axis=0))
    chance = np.zeros(len(is_second))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    for known, asked in folds.split(table, is_second, groups):
        forest = RandomForestClassifier(TREES, min_samples_leaf=2, random_state=0, n_jobs=-1)
        chance[asked] = forest.fit(table[known], is_second[known]).predict_proba(table[asked])[:, 1]
    return float(roc_auc_score(is_second, chance))


def in_band(style: Style, tempo: int, seed: int) -> tuple[float, bool, list[str]]:
    """The share of a take's figures that are people's, whether it passes, and the names of those that are not."""
    slow, usual, fast = style.tempo_bpm
    bpm = ((slow + usual) / 2, usual, (usual + fast) / 2)[tempo]
    chart = tune(JAZZ if style.family in ("jazz", "latin") else POP, style.meters[0])
    found = review(hear(midi_bytes(perform(arrange(chart, style, tempo_bpm=bpm, choruses=3), seed)), style.name))
    return found.share(), found.passes, [line.band.name for line in found.lines if not line.is_in_band]


def main() -> None:
    """Prints what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--takes", type=int, default=300)
    parser.add_argument("--review", action="store_true", help="every style, three tempos, three seeds")
    asked = parser.parse_args()
    if asked.review:
        shares, passed = [], []
        failing: Counter[str] = Counter()
        for style in house_styles().values():
            rows = [in_band(style, tempo, seed) for tempo in range(3) for seed in range(3)]
            shares += [share for share, _, _ in rows]
            passed += [passes for _, passes, _ in rows]
            failing.update(name for _, _, names in rows for name in names)
            print(f"{style.name:18} mean {np.mean(shares[-9:]):.2f}, least {min(shares[-9:]):.2f}")
        good = np.mean([share >= PASS_SHARE for share in shares])
        print(f"{len(shares)} takes: mean {np.mean(shares):.3f}, ≥ .70: {good:.3f}, pass: {np.mean(passed):.3f}")
        print("most often outside: " + ", ".join(f"{name} {count}" for name, count in failing.most_common(12)))
    people, drummers, sessions = humans()
    names = list(people[0])
    human = np.array([[one[name] for name in names] for one in people])
    figures, groups = ours(asked.takes)
    mine = np.array([[one[name] for name in names] for one in figures])
    which = np.repeat([0, 1], [len(human), len(mine)])
    apart = told_apart(np.vstack([human, mine]), which, sessions + groups)
    print(f"{len(human)} of people, {len(mine)} of ours: AUC {apart:.3f}")
    first = (np.array(drummers) == "drummer1").astype(np.int64)
    alone = told_apart(human, first, [str(i) for i in range(len(first))])
    print(f"one drummer against the others: AUC {alone:.3f}")


if __name__ == "__main__":
    main()
