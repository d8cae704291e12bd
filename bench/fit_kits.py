"""Moves the voicings of the drum kits until their spectra lie on the median of the sticks (bench/balance.py).

Level and noise of each piece are moved, band by band, by what ours has too much or too little, for as long as that gets
smaller. Decays stay, and so do a skin's lowest modes, which its pitch is heard by. The distance of bench/sticks.py is
printed before and after. With --write the table in the package is changed.

    python bench/fit_kits.py [--only "rock kit 38" …] [--write]
"""

import argparse
import re
from collections.abc import Sequence

import numpy as np
from balance import Bands, excess_db
from sticks import KITS, RATE, STICKS, Note, distance_db, mel_power, ours, theirs

from houseband.sound.bank import Bank
from houseband.sound.instruments import drums
from houseband.sound.instruments.pieces import SKINS
from houseband.sound.instruments.voicing import FREQUENCIES_HZ

ROUNDS, STEP, LARGEST_DB = 10, 0.8, 6.0
SMOOTHING = (0.2, 0.6, 0.2)
"""Over neighbouring bands: a piece is no comb."""
CURVES = ("level_db", "noise_db")
LEAST_DB = -90.0
LEAST_HZ, PITCHED = 150.0, 3.0
"""Bands below are left alone; of kicks and toms, those below so many times their pitch."""
SNARES = (38, 40)


def error_db(excess: Bands, heard: Bands) -> float:
    """The mean of what is heard."""
    return float(np.abs(excess) @ heard / heard.sum())


def distance(kit: str, notes: Sequence[Note], bank: Bank) -> float:
    """The mean distance of our notes from those of the sticks, in dB."""
    mine = [mel_power(ours(note, kit, bank)) for note in notes]
    return float(np.mean([
        distance_db(mel_power(other), one)
        for stick in STICKS for one, other in zip(mine, theirs(stick, notes).values(), strict=True)
    ]))  # fmt: skip


def fit(name: str) -> dict[str, list[float]]:
    """The curves of a row as they are best."""
    kit, key = re.fullmatch(r"(.+) (\d+)", name).groups()  # type: ignore[union-attr]
    notes = [Note(-1 - KITS[kit], int(key), velocity) for velocity in (60, 110)]
    row = drums.kit_tables()[name]
    before = distance(kit, notes, Bank(RATE))
    is_pitched = int(key) in SKINS and int(key) not in SNARES
    least_hz = max(LEAST_HZ, PITCHED * drums.piece_of(kit, int(key))[0].hz if is_pitched else 0.0)
    errors: list[float] = []
    best: dict[str, list[float]] = {curve: list(row[curve]) for curve in CURVES}
    for _ in range(ROUNDS):
        drums.voicing_of.cache_clear()
        excess, heard = excess_db(kit, notes, Bank(RATE))
        errors.append(error_db(excess, heard))
        if errors[-1] <= min(errors):
            best = {curve: list(row[curve]) for curve in CURVES}
        move = np.clip(STEP * excess, -LARGEST_DB, LARGEST_DB) * (heard > 0) * (least_hz < FREQUENCIES_HZ)
        move = np.convolve(np.pad(move, 1, mode="edge"), SMOOTHING, mode="valid")
        for curve in CURVES:
            row[curve][:] = np.maximum(np.array(row[curve]) - move, LEAST_DB).tolist()
    for curve in CURVES:
        row[curve][:] = [round(2.0 * value) / 2.0 for value in best[curve]]
    drums.voicing_of.cache_clear()
    after = distance(kit, notes, Bank(RATE))
    print(
        f"{name:20} spectrum {errors[0]:5.1f} → {min(errors):4.1f} dB   distance {before:5.2f} → {after:5.2f}",
        flush=True,
    )
    return {curve: list(row[curve]) for curve in CURVES}


def main(words: Sequence[str] | None = None) -> None:
    """Fit the rows that are named, or all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args(words)
    names = [name for name in drums.kit_tables() if not arguments.only or name in arguments.only]
    found = {name: fit(name) for name in names}
    if not arguments.write:
        return
    text = drums.VOICINGS.read_text("utf-8")
    for name, curves in found.items():
        start = text.index(f'["{name}"]')
        end = text.find("\n[", start) % (len(text) + 1)
        part = text[start:end]
        for curve, values in curves.items():
            part = re.sub(rf"(?m)^{curve} = .*$", f"{curve} = [{', '.join(f'{v:g}' for v in values)}]", part)
        text = text[:start] + part + text[end:]
    drums.VOICINGS.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
