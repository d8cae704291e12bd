"""What in a roadmap contradicts itself: signs that lead nowhere, what nothing leads to. It is played all the same."""

from collections.abc import Collection, Sequence

from houseband.charts.chart import Bar
from houseband.charts.road import jump_text
from houseband.errors import Remark


def spans(numbers: Sequence[int]) -> str:
    """Rising numbers as a musician writes them: ``1–4, 7``."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def contradictions(bars: Sequence[Bar], unclosed: Sequence[int]) -> list[Remark]:
    """Jumps to signs that are not there, and repeats that never close (``unclosed``: where they open)."""
    remarks: list[Remark] = []
    segnos, codas = {bar.segno for bar in bars} - {None}, {bar.coda for bar in bars} - {None}
    leaving, fines = any(bar.to_coda is not None for bar in bars), any(bar.fine for bar in bars)
    first_segno = next((i for i, bar in enumerate(bars) if bar.segno is not None), len(bars))
    for i, bar in enumerate(bars):
        where = f"bar {bar.number}"
        if bar.to_coda is not None and not codas:
            remarks.append(Remark(f"{where}: To Coda, but there is no coda", hint="it is passed over"))
        if bar.jump is None:
            continue
        if bar.jump.to and bar.jump.to not in segnos:
            named = "" if bar.jump.to == "segno" else f" {bar.jump.to!r}"
            hint = "it goes to the nearest segno" if segnos else "it goes to the top"
            remarks.append(Remark(f"{where}: D.S., but there is no segno{named}", hint=hint))
        elif bar.jump.to and first_segno > i:
            remarks.append(Remark(f"{where}: D.S., but the segno comes later", hint="it goes on from there"))
        if bar.jump.until == "fine" and not fines:
            remarks.append(Remark(f"{where}: al Fine, but there is no Fine", hint="it is played to the end"))
        if bar.jump.until == "coda" and not codas:
            remarks.append(Remark(f"{where}: al Coda, but there is no coda", hint="it is played to the end"))
        elif bar.jump.until == "coda" and not leaving:
            remarks.append(Remark(f"{where}: al Coda, but no To Coda", hint="the coda follows this bar the next time"))
    opening = (Remark(f"bar {bars[i].number}: a repeat that never closes", hint="it is played once") for i in unclosed)
    return [*remarks, *opening]


def unheard(bars: Sequence[Bar], heard: Collection[int], taken: Collection[int]) -> list[Remark]:
    """What the music never comes to: bars, and jumps in bars that it does come to."""
    remarks = [
        Remark(f"bar {bar.number}: the {jump_text(bar.jump)} is never taken", hint="another sign comes first")
        for i, bar in enumerate(bars)
        if bar.jump is not None and i in heard and i not in taken
    ]
    silent = [bar.number for i, bar in enumerate(bars) if i not in heard]
    if silent:
        bars_are = f"bar {silent[0]} is" if len(silent) == 1 else f"bars {spans(silent)} are"
        remarks.append(Remark(f"{bars_are} never reached", hint="check the repeats, endings and jumps"))
    return remarks
