"""A chart without a road: its bars in the order in which they sound, for formats that cannot say where to go."""

from dataclasses import replace

from houseband.charts.chart import Bar, Chart
from houseband.charts.form import unfold


def written_out(chart: Chart) -> Chart:
    """The chart without signs and without an order of sections, its bars in the order in which they sound."""
    form = unfold(chart)
    names = {section.first: section.name for section in form.sections}
    bars = tuple(_without_signs(chart.bars[i], names.get(place)) for place, i in enumerate(form.order))
    parts = tuple(
        replace(
            part,
            bars=tuple(part.bars[i] for i in form.order),
            moves=tuple(part.moves[i] for i in form.order) if part.moves else (),
        )
        for part in chart.parts
    )
    return replace(chart, bars=bars, parts=parts, section_order=())


def _without_signs(bar: Bar, section: str | None) -> Bar:
    return replace(
        bar, section=section, repeat_start=False, repeat_count=1, open_repeat=False, endings=(), segno=None, coda=None,
        to_coda=None, fine=False, jump=None,
    )  # fmt: skip
