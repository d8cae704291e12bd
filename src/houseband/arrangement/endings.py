"""How a take begins and ends: an introduction out of the last bars, a tag, a vamp that fades, a ritardando, home."""

from collections.abc import Sequence
from dataclasses import replace

from houseband.arrangement.bars import Leg, leg_of
from houseband.arrangement.planned import ChordSpan, Ending, PlannedBar, Slowing
from houseband.music.chord import Chord
from houseband.music.key import Key
from houseband.units import TICKS_PER_QUARTER, quarters_to_ticks

TAG_BARS, TAG_TIMES = 4, 2  # the last four bars twice more
VAMP_BARS, VAMP_TIMES = 8, 2
FADE_BARS = 12
SLOWING_BARS = 2
END_TEMPO = 0.5  # of the tempo, at the last bar line of the ritardando
SHORT_FORM_BARS = 8


def with_intro(legs: Sequence[Leg], bars: int) -> list[Leg]:
    """The last bars of the tune before its first chorus, without its melody."""
    if not bars:
        return list(legs)
    order = legs[0].form.order
    has_pickup = legs[0].chart.bars[order[0]].duration_quarters < legs[0].chart.bars[order[0]].meter.quarters
    return [leg_of(legs[0], order[has_pickup:][-bars:], "intro"), *legs]


def with_outro(legs: Sequence[Leg], ending: Ending) -> list[Leg]:
    """A tag or a vamp after the last chorus, where that is how it ends."""
    last = legs[-1]
    if ending == "tag":
        bars = TAG_BARS if len(last.form.order) > SHORT_FORM_BARS else TAG_BARS // 2
        return [*legs, *[leg_of(last, last.form.order[-bars:], "tag")] * TAG_TIMES]
    if ending == "fade":
        return [*legs, *[leg_of(last, last.form.order[-VAMP_BARS:], "vamp")] * VAMP_TIMES]
    return list(legs)


def fade_seconds(bars: Sequence[PlannedBar]) -> float:
    """How long the last bars last that fade out."""
    return sum(bar.duration_seconds for bar in bars[-FADE_BARS:])


def with_slowing(bars: Sequence[PlannedBar]) -> list[PlannedBar]:
    """The bars before the last one slower and slower; the last one at the tempo that is left."""
    kept, slow = list(bars[: -SLOWING_BARS - 1]), list(bars[-SLOWING_BARS - 1 :])
    whole = sum(bar.duration_ticks / TICKS_PER_QUARTER * bar.seconds_per_quarter for bar in slow[:-1])
    if not kept or whole <= 0:
        return list(bars)
    begun = 0.0
    seconds = slow[0].onset_seconds
    for bar in slow:
        slowed = replace(bar, onset_seconds=seconds, slowing=Slowing(begun, whole, END_TEMPO))
        kept.append(slowed)
        begun += bar.duration_ticks / TICKS_PER_QUARTER * bar.seconds_per_quarter
        seconds += slowed.duration_seconds
    return kept


def wants_home(bars: Sequence[PlannedBar], key: Key | None) -> bool:
    """Whether the tune stops on a dominant that wants to go home: a turnaround, not an end."""
    if key is None or not bars:
        return False
    chord = bars[-1].spans[-1].chord
    if chord.root is None or chord.root == key.tonic_pc or not bars[-1].spans[-1].is_new:
        return False
    return chord.is_dominant or chord.root == (key.tonic_pc + 7) % 12


def home_bar(last: PlannedBar, key: Key | None) -> PlannedBar:
    """One full bar of the tonic after the form."""
    assert key is not None
    duration = quarters_to_ticks(last.meter.quarters)
    tonic = Chord(key.tonic_pc, key.tonic_pc, (0, 3, 7) if key.is_minor else (0, 4, 7))
    symbol = key.tonic + ("m" if key.is_minor else "")
    return replace(
        last,
        index=last.index + 1,
        written=None,
        onset_ticks=last.onset_ticks + last.duration_ticks,
        onset_seconds=last.onset_seconds + last.duration_seconds,
        duration_ticks=duration,
        skipped_ticks=0,
        spans=(ChordSpan(0, duration, tonic, symbol, True),),
        melody=(),
        opens_section=False,
    )
