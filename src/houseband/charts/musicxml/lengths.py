"""How long the bars of a MusicXML score really are, and the numbers printed at them. Lengths are in ticks."""

from collections import Counter

from houseband.charts.musicxml.grid import Grid
from houseband.charts.musicxml.margin import Margin
from houseband.charts.musicxml.part import Measure
from houseband.charts.musicxml.signs import Signs
from houseband.music.meter import COMMON_TIME, Meter, meter


def infer_meter(measures: list[Measure], grid: Grid, margin: Margin) -> None:
    """Give measures before the first time signature a meter: the commonest length that they have, if it is one."""
    bare = [measure for measure in measures if measure.meter is None]
    if not bare:
        return
    guess = COMMON_TIME
    whole = [measure for measure in bare if not measure.implicit] or bare
    lengths = Counter(measure.content for measure in whole if measure.content > 0)
    if lengths:
        ticks = max(lengths, key=lambda length: (lengths[length], length))  # of two as common, the longer
        for unit in (4, 8, 16):
            count = grid[ticks] * unit / 4
            if count.denominator == 1 and 2 <= count <= 16:
                guess = meter(int(count), unit)
                break
    margin.add("no time signature", f"it is taken to be {guess}")
    for measure in bare:
        measure.meter = guess


def full_lengths(measures: list[Measure], grid: Grid) -> tuple[list[int], list[int]]:
    """The lengths that the meters say of each bar, and of its beat."""
    known: dict[int, tuple[int, int]] = {}
    full, beats = [], []
    for measure in measures:
        in_force = measure.meter or COMMON_TIME
        key = id(in_force)  # a meter in force is one and the same value from its signature on
        if key not in known:
            known[key] = grid.ticks(in_force.quarters), max(1, grid.ticks(in_force.beat_quarters))
        bar, beat = known[key]
        full.append(bar)
        beats.append(beat)
    return full, beats


def true_lengths(measures: list[Measure], signs: list[Signs], full: list[int], longest: int) -> list[int]:
    """How long each bar really is.

    The meter's length, but for free bars, a pickup, a bar that says that it is not a whole one (implicit), and two
    short ones that make up a whole bar about a repeat sign or with the pickup.
    """
    content = [measure.content for measure in measures]
    lengths = list(full)
    pickup = content[0] if content and 0 < content[0] < full[0] else 0
    for i, measure in enumerate(measures):
        if measure.free and content[i] > 0:
            lengths[i] = min(content[i], longest)
        elif not 0 < content[i] < full[i]:
            continue
        elif measure.implicit or i == 0:
            lengths[i] = content[i]
        else:
            closes = i + 1 == len(measures) or signs[i].repeat_count > 1 or signs[i].fine
            closes = closes or signs[i].jump_to is not None or signs[i + 1].repeat_start
            fits_next = i + 1 < len(measures) and content[i + 1] > 0 and content[i] + content[i + 1] == full[i]
            if closes and (content[i] + pickup == full[i] or fits_next):
                lengths[i] = content[i]
                if fits_next and i + 1 < len(measures) and not measures[i + 1].free:
                    lengths[i + 1] = content[i + 1]
    for i in range(1, len(measures)):  # the second half of a bar split by a repeat sign
        opens = signs[i].repeat_start or signs[i - 1].repeat_count > 1
        if opens and lengths[i - 1] == content[i - 1] < full[i - 1] and content[i - 1] + content[i] == full[i]:
            lengths[i] = content[i] or lengths[i]
    return lengths


def numbers(measures: list[Measure], lengths: list[int], full: list[int]) -> list[int]:
    """The printed numbers: 0 for a pickup, a bar split in two has the number of its first half."""
    found: list[int] = []
    shift = 0
    for i, measure in enumerate(measures):
        text = measure.number.strip()
        written = int(text) - shift if text.isdecimal() and len(text) < 7 else None
        if i == 0:
            if lengths[0] < full[0] and not measure.free and len(measures) > 1:
                # A program that counts the pickup as bar 1 is one ahead of everybody else.
                shift = int(written == 1 and measures[1].number.strip() == "2")
                written = 0
            found.append(1 if written is None else written)
        elif written is not None and written >= 0:
            found.append(written)
        else:
            found.append(found[-1] + (0 if measure.implicit else 1))
    return found


def meter_of(measure: Measure) -> Meter:
    """The meter in force."""
    return measure.meter or COMMON_TIME
