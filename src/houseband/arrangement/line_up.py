"""Who plays: the band's chairs, and those of the parts that a score writes out."""

from collections.abc import Sequence

from houseband.arrangement.planned import Chair
from houseband.charts.chart import Chart
from houseband.errors import ChartError, Remark
from houseband.music.general_midi import instrument_for
from houseband.styles.style import PLAYERS, Style, line_up_of


def band_chairs(
    style: Style, band: Sequence[str] | None, without: Sequence[str], *, has_melody: bool, remarks: list[Remark]
) -> tuple[Chair, ...]:
    """The band's chairs in listening order. Raises ChartError for a player nobody knows."""
    for player in (*(band or ()), *without):
        if player not in PLAYERS:
            raise ChartError(f"nobody here plays {player!r}", hint="the band is " + ", ".join(PLAYERS))
    if band is not None and "lead" in band and not has_melody:
        remarks.append(Remark("no melody to play: the lead lays out"))
    wanted = set(PLAYERS if band is None else band) - set(without)
    instruments = line_up_of(style)
    if "percussion" in (band or ()) and "percussion" not in instruments:
        remarks.append(Remark(f"{style.title} has no percussion: it lays out"))
    return tuple(
        Chair(player, instrument)
        for player, instrument in instruments.items()
        if player in wanted and (player != "lead" or has_melody)
    )


def written_chairs(chart: Chart, wanted: Sequence[str]) -> tuple[Chair, ...]:
    """A chair, under a name of its own, for each written part that is wanted. Raises ChartError if there is none."""
    names: list[str] = []
    for number, part in enumerate(chart.parts, 1):
        name = plain = " ".join(part.name.split()) or f"part {number}"
        again = 1
        while name in names or name in PLAYERS:
            again += 1
            name = f"{plain} {again}"
        names.append(name)
    chosen: set[int] = set()
    for wish in wanted:
        folded = wish.strip().casefold()
        found = [
            i for i, name in enumerate(names)
            if folded in ("all", str(i + 1), name.casefold(), chart.parts[i].name.strip().casefold())
        ]  # fmt: skip
        if not found:
            there = ", ".join(names) or "none"
            raise ChartError(f"the chart has no part {wish!r}", chart.title, hint=f"written parts: {there}")
        chosen.update(found)
    return tuple(
        Chair(names[i], instrument_for(part.program, is_drums=part.is_drums, name=part.name), i)
        for i, part in enumerate(chart.parts)
        if i in chosen
    )
