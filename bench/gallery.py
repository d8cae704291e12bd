"""Every instrument and every style as a short sound and a picture: bench/out/gallery, with a page to look through.

python bench/gallery.py                    all of it
python bench/gallery.py --only flute swing
python bench/gallery.py --docs             also the pictures that docs/sounds.md shows
"""

import argparse
import html
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from png import spectrogram, write_png

from houseband import takes
from houseband.deliver.audio import write_audio
from houseband.files import file_name
from houseband.music.articulation import Articulation
from houseband.music.instrument import DRUM_KEYS, INSTRUMENTS
from houseband.performance import CONTROL, NOTE, Part
from houseband.sound.bank import Bank, default_folder
from houseband.sound.library import HOUSE
from houseband.sound.playing import Playing
from houseband.styles.style import house_styles

HERE = Path(__file__).resolve().parent
OUT = HERE / "out" / "gallery"
DOCS = HERE.parent / "docs" / "sounds"
EXAMPLE = HERE.parent / "examples" / "service-lift.musicxml"
SHOWN = (
    "grand piano", "steel guitar", "lead guitar", "upright bass", "string section", "trumpet", "tenor sax",
    "organ", "vibraphone", "choir", "studio kit", "brush kit",
)  # fmt: skip
STEPS = (0, 4, 7, 12, 16, 19, 24)
VELOCITIES = (36, 52, 66, 80, 94, 108, 122)
NOTE_SECONDS, ARTICULATED_SECONDS, PIECE_SECONDS, TAIL_SECONDS = 0.42, 0.8, 0.5, 1.2
STYLE_SECONDS = 16.0


def phrase(instrument: str) -> list[tuple[float, float, int, int, int]]:
    """Onset, duration, key, velocity and articulation: an arpeggio that grows, then each way of playing a note."""
    about = INSTRUMENTS[instrument]
    if about.is_drum_kit:
        keys = sorted(set(DRUM_KEYS.values()))
        return [(PIECE_SECONDS * i, 0.1, key, 100, 0) for i, key in enumerate(keys)]
    root = min(max(about.lowest, (about.lowest + about.highest) // 2 - 12), about.highest - 24)
    steps = [step for step in STEPS if about.lowest <= root + step <= about.highest]
    rows = [(NOTE_SECONDS * i, NOTE_SECONDS * 0.95, root + step, VELOCITIES[i], 0) for i, step in enumerate(steps)]
    after = NOTE_SECONDS * len(rows) + 0.3
    ways = sorted(HOUSE.model(instrument).articulations - {Articulation.NORMAL})
    return rows + [(after + ARTICULATED_SECONDS * i, 0.6, root + 12, 96, int(way)) for i, way in enumerate(ways)]


def sounded(instrument: str, bank: Bank) -> NDArray[np.float32]:
    """The phrase, shape (planes, frames)."""
    rows = phrase(instrument)
    notes = np.zeros(len(rows), NOTE)
    notes["string"] = notes["fret"] = -1
    for name, column in zip(
        ("onset_seconds", "duration_seconds", "pitch", "velocity", "articulation"), zip(*rows, strict=True), strict=True
    ):
        notes[name] = column
    playing = Playing(Part(instrument, instrument, notes, np.zeros(0, CONTROL)), bank)
    frames = round((rows[-1][0] + rows[-1][1] + TAIL_SECONDS) * bank.sample_rate_hz)
    planes = np.zeros((playing.channels, frames), np.float32)
    playing.fill(planes, np.empty_like(planes), 0)
    return planes


def kept(name: str, samples: NDArray[np.float32], rate: int, is_shown: bool) -> str:
    """Write a sound of shape (planes, frames) and its picture; the line of the page that shows them."""
    stem = file_name(name)
    write_audio(OUT / f"{stem}.flac", samples.T * np.float32(0.5 / max(float(np.abs(samples).max()), 1e-9)), rate)
    pixels = spectrogram(samples.mean(axis=0), rate)
    write_png(OUT / f"{stem}.png", pixels)
    if is_shown:
        DOCS.mkdir(exist_ok=True)
        write_png(DOCS / f"{stem}.png", pixels)
    caption = f'{html.escape(name)}<audio controls preload="none" src="{stem}.flac"></audio>'
    return f'<figure><img src="{stem}.png" alt=""><figcaption>{caption}</figcaption></figure>'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--docs", action="store_true")
    asked = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    bank = Bank(folder=default_folder())
    lines = []
    for instrument in INSTRUMENTS:
        if not asked.only or instrument in asked.only:
            is_shown = asked.docs and instrument in SHOWN
            lines.append(kept(instrument, sounded(instrument, bank), bank.sample_rate_hz, is_shown))
    for style in house_styles():
        if not asked.only or style in asked.only:
            mix = takes.take(EXAMPLE, style=style).mix
            frames = round(STYLE_SECONDS * mix.sample_rate_hz)
            lines.append(kept(f"style {style}", mix.samples[:frames].T, mix.sample_rate_hz, False))
    page = (HERE / "gallery.html").read_text("utf-8").replace("<!-- figures -->", "\n".join(lines))
    (OUT / "index.html").write_text(page, "utf-8")
    print(f"{len(lines)} sounds and pictures: {OUT / 'index.html'}")


if __name__ == "__main__":
    main()
