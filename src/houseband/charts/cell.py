"""One bar as plain text: its chords and signs, what stands over it and what stands under it.

    1. Am7 / D7 :‖ ×3        endings, chords with slashes for beats that they last, repeats
    𝄋 ‖: C … :‖ open         segno, open vamp        𝄌2 … to 𝄌2 … D.S. al Coda … Fine        𝄐 fermata

Over it: meter, key, tempo, an odd length, directions, alternate chords. Under it: kicks, as musicians count them
(``1 2& 4``), and words.
"""

from dataclasses import dataclass
from fractions import Fraction

from houseband.charts.chart import Bar, Kick
from houseband.charts.endings import closes
from houseband.charts.road import jump_text
from houseband.music.key import Key
from houseband.music.meter import Meter

COUNTS = {Fraction(0): "", Fraction(1, 2): "&", Fraction(1, 4): "e", Fraction(3, 4): "a"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What is printed of one bar."""

    text: str
    over: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """Lines, a verse each, yet to be broken."""


class Held:
    """What is written in a bar without chords: ``%`` if the one before has one chord, ``·`` where a chord goes on."""

    def __init__(self) -> None:
        self._sign = ""

    def after(self, bar: Bar, before: Bar | None) -> str:
        """The sign for this bar; to be asked bar by bar."""
        if not bar.chords:
            if self._sign and before is not None and before.endings != bar.endings:
                self._sign = "·"  # whatever the bar before has, it is not what goes on in another ending
            return self._sign
        sign, alone = self._sign, len(bar.chords) == 1 and bar.chords[0].onset_quarters == 0
        self._sign = "%" if alone else "·"
        return sign


def bar_cell(bar: Bar, before: Bar | None, after: Bar | None, meter: Meter, held: str, *, signs: bool) -> Cell:
    """One bar after another and before a third as they are printed; ``meter``: the one that the head names.

    ``held``: what stands for no chords. ``signs``: with repeats, endings and jumps; without them where the bars stand
    in the order that sounds.
    """
    words = chords_text(bar, held)
    if signs:
        words = " ".join([*_signs_before(bar, before), *([words] if words else []), *_signs_after(bar, after)])
    return Cell(words, tuple(_over(bar, before, meter)), (kicks_text(bar),) if bar.kicks else ())


def _signs_before(bar: Bar, before: Bar | None) -> list[str]:
    signs = []
    if bar.endings and (before is None or before.endings != bar.endings or closes(before)):
        signs.append(_ending(bar.endings))
    if bar.segno is not None:
        signs.append("𝄋" + _label(bar.segno, "segno"))
    if bar.coda is not None:
        signs.append("𝄌" + _label(bar.coda, "coda"))
    if bar.repeat_start:
        signs.append("‖:")
    return signs


def _signs_after(bar: Bar, after: Bar | None) -> list[str]:
    signs = []
    if bar.open_repeat:
        signs.append(":‖ open")
    elif bar.repeat_count > 1:
        signs.append(":‖" + (f" ×{bar.repeat_count}" if bar.repeat_count > 2 else ""))
    elif bar.endings and bar.jump is None and after is not None and after.endings != bar.endings:
        signs.append("]")  # no other sign says where the bracket ends
    if bar.to_coda is not None:
        signs.append("to 𝄌" + _label(bar.to_coda, "coda"))
    if bar.fine:
        signs.append("Fine")
    if bar.jump is not None:
        signs.append(jump_text(bar.jump))
    return signs


def _ending(passes: tuple[int, ...]) -> str:
    """``1.``, ``1.–3.``, ``1.,3.``."""
    first, last = passes[0], passes[-1]
    if len(passes) > 2 and passes == tuple(range(first, last + 1)):
        return f"{first}.–{last}."
    return ",".join(f"{number}." for number in passes)


def _label(label: str, usual: str) -> str:
    return "" if label in ("", usual) else label


def _over(bar: Bar, before: Bar | None, meter: Meter) -> list[str]:
    signs = []
    if bar.meter != (before.meter if before else meter):
        signs.append(str(bar.meter))
    if bar.key is not None and before is not None:
        signs.append(key_text(bar.key))
    if bar.tempo_bpm is not None and before is not None:
        signs.append(f"{bar.tempo_bpm:g} bpm")
    beats = bar.duration_quarters / bar.meter.beat_quarters
    if bar.duration_quarters != bar.meter.quarters:
        length = f"{beats} {'beat' if beats <= 1 else 'beats'}"
        signs.append(f"pickup, {length}" if before is None and bar.duration_quarters < bar.meter.quarters else length)
    lines = [" · ".join(signs)] if signs else []
    lines += bar.directions
    if bar.alternates:
        lines.append("or " + " ".join(change.symbol for change in bar.alternates))
    return lines


def key_text(key: Key) -> str:
    """``G minor``."""
    return f"{key.tonic} {key.mode}"


def chords_text(bar: Bar, held: str) -> str:
    """The bar's chords, with slashes for the beats that they last where it is not plain; ``held`` if it has none."""
    if not bar.chords:
        return held + ("𝄐" if bar.fermatas else "")
    beat = bar.meter.beat_quarters
    count = bar.duration_quarters / beat
    by_onset = {change.onset_quarters: change.symbol for change in bar.chords}
    for onset in bar.fermatas:
        under = max((start for start in by_onset if start <= onset), default=min(by_onset))
        by_onset[under] += "" if by_onset[under].endswith("𝄐") else "𝄐"
    on_beats = all((onset / beat).denominator == 1 for onset in by_onset)
    step = bar.duration_quarters / len(by_onset)
    is_even = all(onset == i * step for i, onset in enumerate(by_onset))
    if is_even or not on_beats or count.denominator != 1:
        return " ".join(([] if Fraction(0) in by_onset else ["·"]) + list(by_onset.values()))
    return " ".join(by_onset.get(i * beat, "/" if i or Fraction(0) in by_onset else "·") for i in range(int(count)))


def kicks_text(bar: Bar) -> str:
    """``kicks 1 2& 4``: where the band hits, in beats; a beat's quarters are e, & and a, its thirds ⅓ and ⅔."""
    return "kicks " + " ".join(_count(kick, bar.meter) for kick in bar.kicks)


def _count(kick: Kick, meter: Meter) -> str:
    beat, rest = divmod(kick.onset_quarters / meter.beat_quarters, 1)
    thirds = {Fraction(1, 3): "⅓", Fraction(2, 3): "⅔"}
    return f"{beat + 1}" + COUNTS.get(rest, thirds.get(rest, f"+{rest}"))
