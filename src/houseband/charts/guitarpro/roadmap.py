"""A Guitar Pro score's bars as they stand: lengths, keys, tempos, sections, repeats, endings and directions.

- A bar is as long as its meter says, whatever its notes add up to, as in Guitar Pro; but a free bar is as long as its
  notes, and so is a first bar that nobody fills: a pickup.
- An ending is marked where it begins. It lasts to the repeat sign that closes it, if that comes before another ending
  or an opening sign; else for its one bar.
- C major throughout is what Guitar Pro writes where nobody chose a key, and is taken as none given.
- Of each direction there is one in a score, but for version 6 and later, where one may stand in several bars.
"""

from typing import Literal

from houseband.charts.chart import Jump
from houseband.charts.draft import Draft, DraftBar
from houseband.charts.guitarpro.grains import Grains, bar_grains, quarters
from houseband.charts.guitarpro.score import MasterBar, Score
from houseband.music.key import Key

CODA, DOUBLE_CODA, SEGNO, SEGNO_SEGNO = "coda", "double coda", "segno", "segno segno"
UNSET_KEY = Key("C")  # what Guitar Pro writes where nobody chose a key
_TARGETS = {"Coda": CODA, "DoubleCoda": DOUBLE_CODA}
_SEGNOS = {"Segno": SEGNO, "SegnoSegno": SEGNO_SEGNO}
_LEAVING = {"DaCoda": CODA, "DaDoubleCoda": DOUBLE_CODA}
_FROM = {"DaCapo": "", "DaSegnoSegno": SEGNO_SEGNO, "DaSegno": SEGNO}
_UNTIL: dict[str, Literal["end", "fine", "coda"]] = {
    "": "end", "AlFine": "fine", "AlCoda": "coda", "AlDoubleCoda": "coda",
}  # fmt: skip
# DaSegnoAlCoda, DaSegnoSegnoAlDoubleCoda, …: 12 ways to go back.
_JUMPS = {
    whence + how: Jump(label, until) for whence, label in _FROM.items() for how, until in _UNTIL.items()
}  # fmt: skip
_STYLES = {"swing": "Swing", "swing sixteenths": "Swing 16ths"}


def write_bars(score: Score, draft: Draft) -> None:
    """Write every bar of the score into the draft, with what holds for all players."""
    endings = _endings(score.bars)
    key = None
    if all(master.key in (None, UNSET_KEY) for master in score.bars):
        key = UNSET_KEY  # nobody said it
    for index, master in enumerate(score.bars):
        draft.meter = master.meter
        bar = draft.add_bar()
        bar.duration_quarters = quarters(_length(score, index))
        bar.section = master.section
        bar.repeat_start, bar.repeat_count, bar.endings = master.repeat_start, master.repeat_count, endings[index]
        bar.directions = list(master.words)
        bar.fermatas = [
            quarters(onset) for onset in sorted(set(master.fermatas)) if quarters(onset) < bar.duration_quarters
        ]
        if master.key is not None and master.key != key:
            key = master.key
            if index:
                bar.key = key
            else:
                draft.key = key
        _directions(score, index, master, bar)
    _tempos(score, draft)
    feels = [master.feel for master in score.bars]
    common = max(set(feels), key=feels.count)
    draft.style = _STYLES.get(common, common)
    for index, feel in enumerate(feels):
        if feel != common:
            score.remark(f"{feel or 'an even feel'} for some bars", f"all is played {common or 'even'}", index)


def _length(score: Score, index: int) -> Grains:
    master = score.bars[index]
    full: Grains = bar_grains(master.meter)
    content = master.content
    if not content:
        return full
    if master.free:
        score.remark("free time", "the bar is as long as its notes", index)
        return content
    if content > full:
        score.remark(f"more notes than {master.meter} has room for", "what is beyond the bar line is left out", index)
    elif content < full and index == 0 and len(score.bars) > 1:
        if not score.has_pickup:
            score.remark("the first bar is not full", "it is taken as a pickup")
        return content
    return full


def _endings(bars: list[MasterBar]) -> list[tuple[int, ...]]:
    """The passes of every bar under a bracket."""
    found = [bar.endings for bar in bars]
    for index, bar in enumerate(bars):
        if not bar.endings or bar.repeat_count > 1:
            continue
        last = index
        for later in range(index + 1, len(bars)):
            if bars[later].endings or bars[later].repeat_start:
                break
            if bars[later].repeat_count > 1:
                last = later
                break
        found[index + 1 : last + 1] = [bar.endings] * (last - index)
    return found


def _directions(score: Score, index: int, master: MasterBar, bar: DraftBar) -> None:
    for sign in master.signs:
        if sign in _TARGETS:
            bar.coda = _TARGETS[sign]
        elif sign in _SEGNOS:
            bar.segno = _SEGNOS[sign]
        elif sign in _LEAVING:
            bar.to_coda = _LEAVING[sign]
        elif sign == "Fine":
            bar.fine = True
        elif sign in _JUMPS:
            bar.jump = _JUMPS[sign]
        elif sign:
            score.remark(f"an unknown direction: {sign!r}", "it is passed over", index)


def _tempos(score: Score, draft: Draft) -> None:
    """One tempo a bar: the first that holds from its first half; one in the second half counts for the next bar."""
    if score.bars[0].tempos:
        score.bars[0].tempos.sort()
        draft.tempo_bpm = _beats(score.bars[0].tempos[0][1], draft.bars[0])
        score.bars[0].tempos.pop(0)
    in_force = draft.tempo_bpm
    for index, master in enumerate(score.bars):
        for onset, bpm in sorted(master.tempos):
            place = index + (2 * quarters(onset) >= (draft.bars[index].duration_quarters or 0))
            if place < len(draft.bars):
                bar = draft.bars[place]
                if bar.tempo_bpm is None or place > index:
                    bar.tempo_bpm = _beats(bpm, bar)
    for bar in draft.bars[1:]:
        if bar.tempo_bpm is not None and bar.tempo_bpm == in_force and bar.meter == draft.bars[0].meter:
            bar.tempo_bpm = None
        in_force = bar.tempo_bpm or in_force


def _beats(quarters_per_minute: float, bar: DraftBar) -> float:
    return quarters_per_minute / float(bar.meter.beat_quarters)
