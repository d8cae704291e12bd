"""The signs of the road as MusicXML: barlines with repeats and endings, and directions that are drawn and sound."""

from xml.etree.ElementTree import Element, SubElement

from houseband.charts.chart import Bar, Chart
from houseband.charts.musicxml.brackets import default_times
from houseband.charts.musicxml.note_values import VALUES
from houseband.charts.musicxml.typed import typed

_OPEN = "open repeat"


def left_barline(chart: Chart, i: int) -> Element | None:
    """The barline before bar ``i``, if it says anything."""
    bar = chart.bars[i]
    starts = _bracket_starts(chart, i)
    if not (bar.repeat_start or starts):
        return None
    barline = Element("barline", location="left")
    if bar.repeat_start:
        SubElement(barline, "bar-style").text = "heavy-light"
    if starts:
        SubElement(barline, "ending", number=_numbers(bar), type="start").text = _numbers(bar) + "."
    if bar.repeat_start:
        SubElement(barline, "repeat", direction="forward")
    return barline


def right_barline(chart: Chart, i: int) -> Element | None:
    """The barline after bar ``i``, if it says anything."""
    bar = chart.bars[i]
    is_last = i + 1 == len(chart.bars)
    after = None if is_last else chart.bars[i + 1]
    stops = bool(bar.endings) and (after is None or _bracket_starts(chart, i + 1) or not after.endings)
    repeats = bar.repeat_count > 1
    style = ""
    if repeats or is_last:
        style = "light-heavy"
    elif after is not None and not after.repeat_start and (after.section or after.coda is not None):
        style = "light-light"
    if not (style or stops):
        return None
    barline = Element("barline", location="right")
    if style:
        SubElement(barline, "bar-style").text = style
    if stops:
        open_ended = not repeats and bar.jump is None
        SubElement(barline, "ending", number=_numbers(bar), type="discontinue" if open_ended else "stop")
    if repeats:
        repeat = SubElement(barline, "repeat", direction="backward")
        if bar.repeat_count != 2 or default_times(bar.endings) != 2:
            repeat.set("times", str(bar.repeat_count))
    return barline


def _bracket_starts(chart: Chart, i: int) -> bool:
    bar = chart.bars[i]
    if not bar.endings:
        return False
    before = chart.bars[i - 1] if i else None
    return before is None or before.endings != bar.endings or before.repeat_count > 1


def _numbers(bar: Bar) -> str:
    return ", ".join(str(number) for number in bar.endings)


def directions_before(chart: Chart, i: int, style: str, tempo_bpm: float | None) -> list[Element]:
    """What stands over the beginning of bar ``i``."""
    bar = chart.bars[i]
    found: list[Element] = []
    if bar.segno is not None:
        found.append(_direction(Element("segno"), {"segno": bar.segno or "segno"}))
    if bar.coda is not None:
        found.append(_direction(Element("coda"), {"coda": bar.coda or "coda"}))
    if bar.section is not None:
        rehearsal = Element("rehearsal", {"font-weight": "bold"})
        rehearsal.text = bar.section or " "
        found.append(_direction(rehearsal))
    if style or tempo_bpm is not None:
        found.append(_style_and_tempo(bar, style, tempo_bpm))
    if bar.repeat_count > 1 and bar.repeat_count != 2 and not bar.open_repeat:
        found.append(_words(f"{bar.repeat_count}x"))
    texts = list(bar.directions)
    if bar.open_repeat and not _open_is_typed(chart, i):
        texts.append(_OPEN)
    for text in texts:
        # Words over the first bar are its style, where it has no other.
        found.append(_words(text, below=i == 0 and not style))
    return found


def directions_after(bar: Bar) -> list[Element]:
    """What stands over the end of a bar: where one leaves, turns back or ends."""
    found: list[Element] = []
    if bar.to_coda is not None:
        found.append(_words("To Coda", {"tocoda": bar.to_coda or "coda"}))
    if bar.fine:
        found.append(_words("Fine", {"fine": "yes"}))
    if bar.jump is not None:
        text = "D.S." if bar.jump.to else "D.C."
        text += {"end": "", "fine": " al Fine", "coda": " al Coda"}[bar.jump.until]
        found.append(_words(text, {"dalsegno": bar.jump.to} if bar.jump.to else {"dacapo": "yes"}))
    return found


def _open_is_typed(chart: Chart, i: int) -> bool:
    """Whether words in the passage that closes after bar ``i`` already say that it is open."""
    for k in range(i, -1, -1):
        bar = chart.bars[k]
        if k < i and bar.repeat_count > 1:
            return False
        if any(typed(text).is_open for text in bar.directions):
            return True
        if bar.repeat_start:
            return False
    return False


def _style_and_tempo(bar: Bar, style: str, tempo_bpm: float | None) -> Element:
    direction = Element("direction", placement="above")
    if style:
        SubElement(SubElement(direction, "direction-type"), "words", {"font-weight": "bold"}).text = style
    if tempo_bpm is not None:
        unit = bar.meter.beat_quarters
        dotted = unit not in VALUES
        mark = SubElement(SubElement(direction, "direction-type"), "metronome", parentheses="no")
        SubElement(mark, "beat-unit").text = VALUES[unit * 2 / 3 if dotted else unit]
        if dotted:
            SubElement(mark, "beat-unit-dot")
        SubElement(mark, "per-minute").text = f"{tempo_bpm:.6g}"
        SubElement(direction, "sound", tempo=f"{tempo_bpm * float(unit):.6g}")
    return direction


def _words(text: str, sound: dict[str, str] | None = None, below: bool = False) -> Element:
    words = Element("words")
    words.text = text
    direction = _direction(words, sound)
    if below:
        direction.set("placement", "below")
    return direction


def _direction(mark: Element, sound: dict[str, str] | None = None) -> Element:
    direction = Element("direction", placement="above")
    SubElement(direction, "direction-type").append(mark)
    if sound:
        SubElement(direction, "sound", sound)
    return direction
