"""How the spectrum of each instrument lies beside those of the three SoundFonts of bench/sticks.py.

The distance of bench/sticks.py is a mean over 1.5 s and all bands alike, so the first moment of a stroke that is over
at once weighs little in it. Here it is energy alone that counts: that of the first 400 ms in bands of two thirds of an
octave, at the same K-weighted loudness. A line shows by how many dB ours is above the median of the sticks in each band
that is within 30 dB of the strongest, and their mean without sign.

    python bench/balance.py                    every program and every key of the drum kits, the worst last
    python bench/balance.py --only "rock kit" trumpet
"""

import argparse
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sticks import KITS, RATE, STICKS, Note, Samples, notes_of, ours, theirs

from houseband.music.general_midi import PROGRAMS
from houseband.sound.bank import Bank
from houseband.sound.instruments.voicing import FREQUENCIES_HZ
from houseband.sound.modes import loudness_db

HEARD_SECONDS = 0.4
HEARD_DB = -30.0
ONSET_SHARE = 0.02
KEYS = tuple(range(35, 60))
Bands = NDArray[np.float64]


def band_db(samples: Samples) -> Bands:
    """The energy of the first 400 ms in each band, at a loudness of 0 dB."""
    if not samples.any():
        return np.full(len(FREQUENCIES_HZ), -120.0)
    onset = int(np.argmax(np.abs(samples) > ONSET_SHARE * np.abs(samples).max()))
    part = samples[onset : onset + round(HEARD_SECONDS * RATE)]
    size = 1 << 15
    power = np.abs(np.fft.rfft(part, size)).astype(np.float64) ** 2
    f = np.fft.rfftfreq(size, 1.0 / RATE)
    edges = np.sqrt(FREQUENCIES_HZ[1:] * FREQUENCIES_HZ[:-1])
    places = np.searchsorted(edges, f)
    energy = np.bincount(places[1:], power[1:], len(FREQUENCIES_HZ))
    return np.asarray(10.0 * np.log10(energy + 1e-12) - loudness_db(part, RATE))


def median_db(notes: Sequence[Note]) -> Bands:
    """What the sticks have in each band, shape (notes, bands)."""
    return np.median([[band_db(x) for x in theirs(stick, notes).values()] for stick in STICKS], axis=0)


def excess_db(name: str, notes: Sequence[Note], bank: Bank) -> tuple[Bands, Bands]:
    """By how much ours is above the sticks in each band, and the share of the notes in which the band is heard."""
    wanted = median_db(notes)
    got = np.array([band_db(ours(note, name, bank)) for note in notes])
    peak = np.maximum(wanted.max(axis=1), got.max(axis=1))[:, None]
    floor = peak + HEARD_DB
    heard = np.maximum(wanted, got) > floor
    apart = np.maximum(got, floor) - np.maximum(wanted, floor)
    return apart.sum(axis=0) / np.maximum(heard.sum(axis=0), 1), heard.mean(axis=0)


def rows(only: Sequence[str]) -> list[tuple[str, Bands, Bands, float]]:
    """Name, excess and share of each band, and the mean of what is heard."""
    bank = Bank(RATE)
    wanted = [(f"{number} {name}", name, notes_of(number)) for number, name in enumerate(PROGRAMS)]
    for kit, program in KITS.items():
        wanted += [(f"{kit} {key}", kit, [Note(-1 - program, key, v) for v in (60, 110)]) for key in KEYS]
    found = []
    for title, name, notes in wanted:
        if not only or name in only:
            apart, heard = excess_db(name, notes, bank)
            found.append((title, apart, heard, float(np.abs(apart) @ heard / heard.sum())))
    return sorted(found, key=lambda row: row[3])


def main(words: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="*", default=[])
    found = rows(parser.parse_args(words).only)
    print(f"{'':24}" + "".join(f"{hz:>7.0f}" for hz in FREQUENCIES_HZ) + "   mean")
    for title, apart, heard, mean in found:
        cells = "".join(f"{x:7.1f}" if share else "      ·" for x, share in zip(apart, heard, strict=True))
        print(f"{title:24}{cells}{mean:7.1f}")
    print(f"median {np.median([row[3] for row in found]):.1f} dB")


if __name__ == "__main__":
    main()
