"""A preset as a flat list of splits: preset zones and instrument zones joined, generators added, modulators merged.

SoundFont Technical Specification 2.04, §§7.3, 7.7, 8.5, 9.4, 9.5: a first zone that names no instrument (no sample) is
global; a local zone's values take the place of the global one's; what a preset says is added to what the instrument
says.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from houseband.sound.fonts import generators as gen
from houseband.sound.fonts.modulators import DEFAULT_MODULATORS, Modulator, added, superseding
from houseband.sound.fonts.sf2 import SoundFont

MOST_SPLITS = 20_000
"""Of one preset: the largest known have about a thousand."""
MOST_MODULATORS = 256
"""Of one zone."""
ALL = (0, 127)
Amounts = dict[int, int]
Range = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class ZoneRecord:
    """A zone as the file has it: the generators that it names, and its modulators."""

    amounts: Amounts
    modulators: tuple[Modulator, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """A sample and the keys and velocities that sound it."""

    keys: Range
    velocities: Range
    sample: int
    values: NDArray[np.int32]
    """All generators, defaults filled in, within their ranges."""
    modulators: tuple[Modulator, ...]

    def sounds(self, key: int, velocity: int) -> bool:
        return self.keys[0] <= key <= self.keys[1] and self.velocities[0] <= velocity <= self.velocities[1]


def splits_of(font: SoundFont, preset: int) -> tuple[Split, ...]:
    """The splits of the preset of that place in the file; broken zones are passed over."""
    found: list[Split] = []
    instruments: dict[int, tuple[ZoneRecord | None, list[ZoneRecord]]] = {}
    global_zone, zones = _parted(_zones(font, "p", preset), gen.INSTRUMENT)
    for zone in zones:
        amounts = {**(global_zone.amounts if global_zone else {}), **zone.amounts}
        modulators = superseding(global_zone.modulators if global_zone else (), zone.modulators)
        number = amounts[gen.INSTRUMENT] & 0xFFFF
        if number not in instruments:
            instruments[number] = _parted(_zones(font, "i", number), gen.SAMPLE)
        for split in _joined(font, amounts, modulators, *instruments[number]):
            found.append(split)
            if len(found) >= MOST_SPLITS:
                return tuple(found)
    return tuple(found)


def _joined(
    font: SoundFont,
    preset: Amounts,
    preset_modulators: tuple[Modulator, ...],
    global_zone: ZoneRecord | None,
    zones: list[ZoneRecord],
) -> Iterator[Split]:
    """The splits of one zone of a preset."""
    extra = {n: a for n, a in preset.items() if n not in gen.INSTRUMENT_ONLY and n not in gen.UNSIGNED}
    inherited = superseding(DEFAULT_MODULATORS, global_zone.modulators if global_zone else ())
    for zone in zones:
        amounts = {**(global_zone.amounts if global_zone else {}), **zone.amounts}
        keys = _both(_range(amounts, gen.KEY_RANGE), _range(preset, gen.KEY_RANGE))
        velocities = _both(_range(amounts, gen.VELOCITY_RANGE), _range(preset, gen.VELOCITY_RANGE))
        sample = amounts[gen.SAMPLE] & 0xFFFF
        if keys[0] > keys[1] or velocities[0] > velocities[1] or sample >= len(font.tables["shdr"]):
            continue
        values = gen.DEFAULTS.copy()
        for number, amount in amounts.items():
            values[number] = min(max(amount, int(gen.LEAST[number])), int(gen.MOST[number]))
        for number, amount in extra.items():
            values[number] += amount
        np.clip(values, gen.LEAST, gen.MOST, out=values)
        yield Split(
            keys, velocities, sample, values, added(superseding(inherited, zone.modulators), preset_modulators)
        )  # fmt: skip


def _parted(zones: list[ZoneRecord], end: int) -> tuple[ZoneRecord | None, list[ZoneRecord]]:
    """The global zone, if the first is one, and the local ones."""
    is_global = bool(zones) and end not in zones[0].amounts
    return (zones[0] if is_global else None), [zone for zone in zones if end in zone.amounts]


def _zones(font: SoundFont, level: str, index: int) -> list[ZoneRecord]:
    """The zones of a preset (level 'p') or an instrument ('i'); none where the tables do not hold together."""
    heads, bags = font.tables["phdr" if level == "p" else "inst"], font.tables[level + "bag"]
    generators, modulators = font.tables[level + "gen"], font.tables[level + "mod"]
    if index + 1 >= len(heads):
        return []
    found = []
    for bag in range(int(heads[index]["bag"]), min(int(heads[index + 1]["bag"]), len(bags) - 1, 65_534)):
        first, last = (int(bags[i]["generator"]) for i in (bag, bag + 1))
        amounts: Amounts = {}
        for number, amount in generators[first : min(last, first + 4 * gen.COUNT)].tolist():
            if number in gen.NAMES:
                amounts[number] = amount
            if number == (gen.INSTRUMENT if level == "p" else gen.SAMPLE):
                break  # §8.1.2: whatever follows is ignored
        first, last = (int(bags[i]["modulator"]) for i in (bag, bag + 1))
        some = modulators[first : min(last, first + MOST_MODULATORS)].tolist()
        said = tuple(
            Modulator(source, target, amount, amount_source, transform)
            for source, target, amount, amount_source, transform in some
            if target in gen.NAMES
        )
        found.append(ZoneRecord(amounts, said))
    return found


def _range(amounts: Amounts, number: int) -> Range:
    """A key or velocity range; all where there is none."""
    amount = amounts.get(number)
    return ALL if amount is None else (amount & 0xFF, (amount >> 8) & 0xFF)


def _both(one: Range, other: Range) -> Range:
    return max(one[0], other[0]), min(one[1], other[1])
