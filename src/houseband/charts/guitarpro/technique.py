"""How a note of a tablature is struck, and what the hand does with it until the next."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from houseband.charts.guitarpro.grains import GRAINS, Grains
from houseband.music.articulation import Articulation

CENTS_PER_BEND_UNIT = 2
"""A full bend, a whole tone, is 100 in every version."""
BEND_POSITIONS = 60
"""Into so many parts a bend divides its note in versions 3 to 5."""
MOST_POINTS = 64
SLIDE_FROM, SLIDE_CENTS = Fraction(13, 20), 200
"""A slide to the next note leaves after this share of its own; one from nowhere begins two frets away."""
VIBRATO_CYCLES, VIBRATO_CENTS, WIDE_CENTS = 3, 30, 60
"""Of a quarter: 4 to 8 Hz at 80 to 160 bpm. It begins after half an eighth."""
Bend = tuple[tuple[Fraction, int], ...]
"""Share of the note, and cents."""


class Leads(Enum):
    """What takes the hand to the next note on the string."""

    NOT = 0
    HAMMER = 1
    """A hammer-on upwards, a pull-off downwards."""
    SLIDE = 2
    """A slide; the next note is not struck."""
    SHIFT = 3
    """A slide; the next note is struck."""


@dataclass(frozen=True, slots=True)
class Technique:
    """What the signs of one note come to."""

    articulation: Articulation = Articulation.NORMAL
    bend: Bend = ()
    vibrato_cents: int = 0
    leads: Leads = Leads.NOT


PLAIN = Technique()


def technique_of(
    *,
    dead: bool = False,
    muted: bool = False,
    harmonic: bool = False,
    up: bool = False,
    hammer: bool = False,
    slap: str = "",
    slides: frozenset[str] = frozenset(),
    bend: Bend = (),
    vibrato_cents: int = 0,
) -> Technique:
    """One technique of a note's signs. ``slides``: shift, legato, down, up, below, above; ``slap``: slap or pop."""
    kinds = (
        (dead, Articulation.DEAD), (muted, Articulation.MUTED), (harmonic, Articulation.HARMONIC),
        (slap == "slap", Articulation.SLAP), (slap == "pop", Articulation.POP),
        ("below" in slides, Articulation.SLIDE), ("down" in slides, Articulation.FALL),
        ("up" in slides, Articulation.DOIT), (up, Articulation.UP),
    )  # fmt: skip
    articulation = next((kind for is_so, kind in kinds if is_so), Articulation.NORMAL)
    leads = Leads.SLIDE if "legato" in slides else Leads.SHIFT if "shift" in slides else Leads.NOT
    if hammer and leads is Leads.NOT:
        leads = Leads.HAMMER
    if "above" in slides and not bend:
        bend = ((Fraction(0), SLIDE_CENTS), (Fraction(1, 8), 0))
    if not (bend or vibrato_cents or leads is not Leads.NOT or articulation):
        return PLAIN
    return Technique(articulation, bend, vibrato_cents, leads)


def curve(technique: Technique, duration: Grains) -> list[tuple[Grains, int]]:
    """The points of a note's pitch: grains from its onset, and cents."""
    points: list[tuple[Grains, int]] = [(share * duration, cents) for share, cents in technique.bend[:MOST_POINTS]]
    if technique.vibrato_cents:
        rest = points[-1][1] if points else 0
        at: Grains = max(points[-1][0] if points else 0, Fraction(GRAINS, 8))
        step, sign = Fraction(GRAINS, 4 * VIBRATO_CYCLES), 0
        while at <= duration and len(points) < MOST_POINTS * 4:
            points.append((at, rest + (0, 1, 0, -1)[sign % 4] * technique.vibrato_cents))
            at, sign = at + step, sign + 1
    return points
