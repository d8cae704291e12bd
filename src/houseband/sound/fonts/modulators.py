"""The modulators of a SoundFont, as far as they move nothing while a note sounds.

SoundFont Technical Specification 2.04, §8.2–8.4 and §9.5. A source is a number, a direction, a polarity and a curve;
what is known of a note is its key and its velocity, and all controllers are at rest: volume, pan, expression and the
pitch wheel belong to the recorder.
"""

import math
from dataclasses import dataclass, replace

from houseband.sound.fonts.generators import NUMBERS

NOTHING, VELOCITY, KEY, KEY_PRESSURE, CHANNEL_PRESSURE, WHEEL, WHEEL_RANGE = 0, 2, 3, 10, 13, 14, 16
AT_REST = {7: 100, 8: 64, 10: 64, 11: 127} | dict.fromkeys(range(70, 80), 64)
"""Controllers that do not rest at 0: General MIDI level 1 and MIDI's sound controllers (RP-021), which rest at 64."""
STEPS = 128.0


@dataclass(frozen=True, slots=True)
class Modulator:
    """source × amount source × amount, added to a generator. Two of one ``identity`` are the same modulator."""

    source: int
    target: int
    amount: int
    amount_source: int
    transform: int = 0

    @property
    def identity(self) -> tuple[int, int, int, int]:
        """What §9.5.1 compares: all but the amount."""
        return self.source, self.target, self.amount_source, self.transform

    def value(self, key: int, velocity: int) -> float:
        """What it adds to its generator, in the generator's units."""
        amount = self.amount * shaped(self.source, key, velocity)
        if amount and self.amount_source:
            amount *= shaped(self.amount_source, key, velocity)
        return abs(amount) if self.transform == 2 else amount


DEFAULT_MODULATORS: tuple[Modulator, ...] = (
    Modulator(0x0502, NUMBERS["attenuation"], 960, 0),  # §8.4.1: velocity, concave, falling
    Modulator(0x0102, NUMBERS["filter cutoff"], -2400, 0),  # §8.4.2: velocity, linear, falling
)
"""Those of §8.4 that a note's key or velocity moves; the others are of controllers, which are at rest."""


def shaped(source: int, key: int, velocity: int) -> float:
    """A source as the modulator takes it: 0–1, or −1–1 if it is bipolar (§8.2)."""
    number, is_controller = source & 0x7F, bool(source & 0x80)
    is_falling, is_bipolar, curve = bool(source & 0x100), bool(source & 0x200), source >> 10
    if is_controller:
        raw = float(AT_REST.get(number, 0))
    elif number == NOTHING:
        return 1.0
    elif number in (VELOCITY, KEY):
        raw = float(velocity if number == VELOCITY else key)
    elif number in (WHEEL, WHEEL_RANGE):
        raw = 64.0 if number == WHEEL else 2.0
    else:
        raw = 0.0
    x = raw / STEPS
    if is_falling:
        x = 1.0 - x
    if is_bipolar:
        return math.copysign(curved(abs(2.0 * x - 1.0), curve), 2.0 * x - 1.0)
    return curved(x, curve)


def curved(x: float, curve: int) -> float:
    """§9.5.3: 0 linear, 1 concave, 2 convex, 3 a switch; x and the result 0–1."""
    if curve == 1:
        return concave(x)
    if curve == 2:
        return 1.0 - concave(1.0 - x)
    if curve == 3:
        return float(x >= 0.5)
    return x


def concave(x: float) -> float:
    """−40/96·log10(1 − x), at most 1: with 96 dB it makes attenuation of the square of the velocity."""
    return 1.0 if x >= 1.0 - 1e-3 else min(1.0, -40.0 / 96.0 * math.log10(1.0 - x))


def superseding(older: tuple[Modulator, ...], newer: tuple[Modulator, ...]) -> tuple[Modulator, ...]:
    """Those of a zone over those that it inherits: an identical one takes the other's place (§9.5.2)."""
    kept = {modulator.identity: modulator for modulator in older}
    kept.update((modulator.identity, modulator) for modulator in newer)
    return tuple(kept.values())


def added(one: tuple[Modulator, ...], other: tuple[Modulator, ...]) -> tuple[Modulator, ...]:
    """Those of an instrument with a preset's: the amounts of identical ones are added (§9.5.2)."""
    kept = {modulator.identity: modulator for modulator in one}
    for modulator in other:
        before = kept.get(modulator.identity)
        kept[modulator.identity] = (
            modulator if before is None else replace(before, amount=before.amount + modulator.amount)
        )
    return tuple(kept.values())
