"""The head of a song as it is written: title, people, key, meter, tempo, capo and chord diagrams, as directives."""

from houseband.charts.chart import Chart
from houseband.charts.chordpro.diagrams import frame_text
from houseband.charts.chordpro.facts import PEOPLE
from houseband.charts.chordpro.said import Said
from houseband.music.key import Key
from houseband.music.meter import Meter
from houseband.music.meter import meter as usual_meter


def head_lines(chart: Chart, said: Said) -> list[str]:
    """The directives before the first bar."""
    lines = [f"{{title: {said.text(chart.title) or 'Untitled'}}}"]
    if chart.composer:
        lines.append(f"{{composer: {said.text(chart.composer)}}}")
    for role, text in chart.credits:
        name = "_".join(said.text(role).lower().split()) or "note"
        if not text.strip() or (name, text) == ("composer", chart.composer):
            continue
        if name in PEOPLE and name not in ("title", "composer"):
            lines.append(f"{{{name}: {said.text(text)}}}")
        else:
            lines.append(f"{{meta: {'subtitle' if name in ('title', 'style') else name} {said.text(text)}}}")
    if chart.style:
        lines.append(f"{{meta: style {said.text(chart.style)}}}")
    if chart.section_order:
        lines.append(f"{{meta: flow {', '.join(chart.section_order)}}}")
    if chart.key is not None:
        lines.append(key_line(chart.key, chart.capo_fret))
    lines.append(time_line(chart.bars[0].meter if chart.bars else chart.meter))
    if chart.tempo_bpm is not None:
        lines.append(tempo_line(chart.tempo_bpm))
    if chart.capo_fret:
        lines.append(f"{{capo: {chart.capo_fret}}}")
    lines += (f"{{define: {frame_text(frame)}}}" for frame in chart.frames if frame.symbol.split() == [frame.symbol])
    return lines


def key_line(key: Key, capo_fret: int) -> str:
    """The key as the hand plays it."""
    return f"{{key: {key.transposed(-capo_fret)}}}"


def time_line(meter: Meter) -> str:
    """The meter, with its groups where they are not the usual ones."""
    count = str(meter.count) if meter == usual_meter(meter.count, meter.unit) else "+".join(map(str, meter.groups))
    return f"{{time: {count}/{meter.unit}}}"


def tempo_line(tempo_bpm: float) -> str:
    """The tempo, in at most three decimals."""
    return f"{{tempo: {round(tempo_bpm, 3):g}}}"
