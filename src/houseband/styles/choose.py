"""Which style to play: by name, by the chart's own words, or else by its meter, tempo and harmony."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from houseband.charts.chart import Chart
from houseband.errors import StyleError
from houseband.music.meter import COMMON_TIME, Meter
from houseband.styles.own import own_styles
from houseband.styles.style import PULSE, Style, house_styles

SLOW_BPM = 72.0  # below it a tune without words for its style is a ballad
SEVENTHS_SHARE = 0.4  # from this share of seventh chords on a chart is taken for jazz


def find_style(name: str, meter: Meter | None = None) -> Style:
    """The style of that name, or that people call so, the user's own too: a swing in 3/4 is a jazz waltz.

    Raises StyleError with the nearest names.
    """
    own, broken = own_styles()
    styles = {**house_styles(), **{one.style.name: one.style for one in own.values()}}
    wanted = _normal(name)
    for style in styles.values() if meter is None else ():
        if wanted == _normal(style.name) or wanted == _normal(style.title):
            return style
    found = _by_words(wanted, styles.values(), meter)
    if found is not None:
        return found
    for error in broken:
        if _normal(Path(error.source).stem) == wanted:
            raise error
    known = {_normal(word): style.name for style in styles.values() for word in (style.name, *style.words)}
    near = list(dict.fromkeys(known[word] for word in difflib.get_close_matches(wanted, known, 3)))
    names = ", ".join(style.name for style in styles.values() if style.name != PULSE)
    hint = f"did you mean {' or '.join(near)}?" if near else f"the styles are {names}"
    raise StyleError(f"no style called {name!r}", hint=hint)


def choose_style(chart: Chart) -> Style:
    """The style for a chart that nobody chose one for."""
    styles = house_styles()
    found = _by_words(_normal(chart.style), styles.values(), chart.meter) if chart.style else None
    if found is not None:
        return found
    changes = [change.chord for bar in chart.bars for change in bar.chords]
    is_jazz = bool(changes) and sum(chord.seventh is not None for chord in changes) >= SEVENTHS_SHARE * len(changes)
    meter = str(chart.meter)
    is_slow = chart.tempo_bpm is not None and chart.tempo_bpm < SLOW_BPM
    if is_jazz and meter in styles["jazz-waltz"].meters:
        return styles["jazz-waltz"]
    if is_jazz and meter in styles["swing"].meters:
        return styles["jazz-ballad" if is_slow and meter in styles["jazz-ballad"].meters else "swing"]
    if is_jazz and meter in styles["five-four-swing"].meters:
        return styles["five-four-swing"]
    for name in ("seven-eight", "eleven-eight"):
        if meter in styles[name].meters:
            return styles[name]
    for name in ("ballad",) if is_slow else ("folk",):
        if meter in styles[name].meters:
            return styles[name]
    return styles[PULSE if meter not in styles["folk"].meters else "folk"]


def _by_words(wanted: str, styles: Iterable[Style], meter: Meter | None) -> Style | None:
    """The style with the longest name contained in ``wanted``, as whole words; of equals the one that has the meter."""
    best: tuple[tuple[int, bool, int], Style] | None = None
    text = str(meter or COMMON_TIME)
    for style in styles:
        for word in (style.name, style.title, *style.words):
            phrase = _normal(word)
            if f" {phrase} " not in f" {wanted} ":
                continue
            fits = meter is not None and text in style.meters
            place = style.meters.index(text) if text in style.meters else len(style.meters)
            rank = (len(phrase), fits, -place)
            if best is None or rank > best[0]:
                best = rank, style
    return best[1] if best else None


def _normal(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower())
    return re.sub(r"[^a-z0-9]+", " ", "".join(c for c in plain if not unicodedata.combining(c))).strip()
