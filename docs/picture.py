"""Draws docs/take.svg, the picture in the README: eight bars of an example and what the band made of them.

Run by ``make picture``. Colours hold on light and dark pages.
"""

from pathlib import Path
from xml.sax.saxutils import escape

from houseband import arrange, perform, read
from houseband.arrangement import PlannedBar
from houseband.performance import Part

ROOT = Path(__file__).parent.parent
BARS = slice(0, 8)
WIDTH, LEFT, TOP, CHART = 1000, 76, 30, 46
LANES = {"lead": (70, "#d1495b"), "keys": (86, "#8e6bbf"), "guitar": (86, "#2e8b74"), "bass": (64, "#c77d0a"),
         "drums": (78, "#5b7aa8")}  # fmt: skip
DRUM_ROWS = (36, 44, 37, 38, 41, 45, 47, 50, 42, 46, 51, 53, 49)
GAP = 12


def main() -> None:
    """Plays the example and writes the picture."""
    performance = perform(arrange(read(ROOT / "examples" / "service-lift.musicxml")), seed=0)
    bars = performance.arrangement.bars[BARS]
    begin, end = bars[0].onset_seconds, bars[-1].onset_seconds + bars[-1].duration_seconds
    scale = (WIDTH - LEFT - 12) / (end - begin)
    height = TOP + CHART + sum(size + GAP for size, _ in LANES.values()) + 8
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="Georgia, serif">',
        f'<rect width="{WIDTH}" height="{height}" rx="8" fill="#fbf8f1"/>',
        f'<text x="16" y="22" font-size="17" font-weight="bold" fill="#222">'
        f"{escape(performance.arrangement.title)}</text>",
        f'<text x="{WIDTH - 14}" y="22" font-size="13" text-anchor="end" fill="#666">'
        f"{performance.arrangement.style.title}, {performance.arrangement.tempo_bpm:g} bpm, bars 1–8</text>",
    ]
    for bar in bars:
        parts += _bar(bar, LEFT + (bar.onset_seconds - begin) * scale, bar.duration_seconds * scale, height)
    y = TOP + CHART
    for player, (size, colour) in LANES.items():
        parts += _lane(performance.parts[player], begin, end, scale, y, size, colour)
        y += size + GAP
    (ROOT / "docs" / "take.svg").write_text("\n".join([*parts, "</svg>"]) + "\n", "utf-8")


def _bar(bar: PlannedBar, x: float, width: float, height: int) -> list[str]:
    lines = [f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{height - 8}" stroke="#b9b2a2" stroke-width="1"/>']
    for span in bar.spans:
        place = x + 6 + span.onset_ticks / bar.duration_ticks * width
        lines.append(
            f'<text x="{place:.1f}" y="{TOP + 26}" font-size="19" fill="#222">{escape(_pretty(span.symbol))}</text>'
        )
    return lines


def _lane(part: Part, begin: float, end: float, scale: float, y: int, size: int, colour: str) -> list[str]:
    notes = part.notes[(part.notes["onset_seconds"] >= begin - 0.05) & (part.notes["onset_seconds"] < end - 0.05)]
    lines = [
        f'<rect x="{LEFT}" y="{y}" width="{WIDTH - LEFT - 12}" height="{size}" fill="{colour}" opacity="0.07"/>',
        f'<text x="16" y="{y + size / 2 + 5:.0f}" font-size="15" font-style="italic" fill="{colour}">'
        f"{part.player}</text>",
    ]
    is_drums = part.player == "drums"
    low, high = int(notes["pitch"].min()) - 1, int(notes["pitch"].max()) + 2
    for note in notes:
        x = LEFT + max(0.0, float(note["onset_seconds"]) - begin) * scale
        opacity = 0.35 + 0.65 * int(note["velocity"]) / 127
        if is_drums:
            row = DRUM_ROWS.index(int(note["pitch"]))
            place = y + size - (row + 0.5) * size / len(DRUM_ROWS)
            lines.append(f'<circle cx="{x:.1f}" cy="{place:.1f}" r="2.6" fill="{colour}" opacity="{opacity:.2f}"/>')
            continue
        step = size / (high - low)
        place = y + size - (int(note["pitch"]) - low + 1) * step
        width = max(2.0, min(float(note["duration_seconds"]) * scale - 1.5, WIDTH - 12 - x))
        lines.append(
            f'<rect x="{x:.1f}" y="{place:.1f}" width="{width:.1f}" height="{max(2.2, step * 0.86):.1f}" rx="1.2" '
            f'fill="{colour}" opacity="{opacity:.2f}"/>'
        )
    return lines


def _pretty(symbol: str) -> str:
    head, tail = symbol[:1], symbol[1:]
    return head + (tail.replace("b", "♭", 1) if tail.startswith("b") else tail).replace("maj7", "△7").replace(
        "m7", "–7"
    )


if __name__ == "__main__":
    main()
