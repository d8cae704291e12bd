"""Small tunes for the tests, in words: a chart from a line of bars."""

from houseband.charts.chart import Chart
from houseband.charts.source import Source
from houseband.charts.text.reader import read

BLUES = "| C7 | F7 | C7 | Gm7 C7 | F7 | F#dim7 | C7 | Em7b5 A7 | Dm7 | G7 | C7 A7 | Dm7 G7 |"
CHANGES = "| Cmaj7 Am7 | Dm7 G7 | Em7 A7b9 | Dm7 Db7 | Cmaj7/E Ebdim7 | Dm7 G13 | C6 | C6 |"


def tune(bars: str, meter: str = "4/4", key: str = "C", tempo_bpm: int = 120, style: str = "") -> Chart:
    """The chart of a line of bars."""
    words = f"Style: {style}\n" if style else ""
    text = f"Title: A Tune\nKey: {key}\nTempo: {tempo_bpm}\n{words}Time: {meter}\n\n{bars}\n"
    return read(Source(text.encode(), "tune.txt"))[0]
