"""The instruments of the house kit as sound: a name of ``music.instrument.INSTRUMENTS`` to the model that makes it."""

from collections.abc import Callable
from dataclasses import dataclass

from houseband.performance import Articulation
from houseband.sound.instruments import clarinet, drums, organ, plucked, tines
from houseband.sound.tone import LAYERS, Stroke, Tone

EVERY_STRING_STROKE = frozenset(Articulation)


@dataclass(frozen=True, slots=True)
class Model:
    """How an instrument makes a tone, and which strokes sound different on it."""

    make: Callable[[Stroke], Tone]
    variants: int = 1
    articulations: frozenset[int] = frozenset({Articulation.NORMAL})

    def __call__(self, stroke: Stroke) -> Tone:
        return self.make(stroke)

    def heard(self, stroke: Stroke) -> Stroke:
        """The stroke that this one sounds the same as: unknown articulations are NORMAL, variants go round."""
        return Stroke(
            stroke.instrument,
            min(max(stroke.key, 0), 127),
            min(max(stroke.layer, 0), LAYERS - 1),
            stroke.articulation if stroke.articulation in self.articulations else Articulation.NORMAL,
            stroke.variant % self.variants,
            stroke.sample_rate_hz,
        )


MODELS: dict[str, Model] = {
    "steel guitar": Model(plucked.pluck, plucked.VARIANTS, EVERY_STRING_STROKE),
    "nylon guitar": Model(plucked.pluck, plucked.VARIANTS, EVERY_STRING_STROKE),
    "jazz guitar": Model(plucked.pluck, plucked.VARIANTS, EVERY_STRING_STROKE),
    "electric guitar": Model(plucked.pluck, plucked.VARIANTS, EVERY_STRING_STROKE),
    "upright bass": Model(plucked.pluck, plucked.VARIANTS, EVERY_STRING_STROKE),
    "finger bass": Model(plucked.pluck, plucked.VARIANTS, EVERY_STRING_STROKE),
    "tine piano": Model(tines.strike),
    "organ": Model(organ.hold),
    "clarinet": Model(clarinet.blow),
    "drum kit": Model(drums.hit, drums.VARIANTS),
}
