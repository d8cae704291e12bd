"""The lead voice: the chart's melody as it is written, the whole of it in the octave that suits the instrument."""

from dataclasses import dataclass

from houseband.arrangement import PlannedBar
from houseband.dice import Dice
from houseband.music.instrument import INSTRUMENTS
from houseband.performance import Played
from houseband.players.player import Heard
from houseband.styles.style import Style

VELOCITY = 92
VELOCITY_LIFT = 24.0
LEGATO = 0.94  # how much of its written time a note sounds (0.85 in improvised lines; sung melodies are longer)


@dataclass(frozen=True, slots=True)
class Lead:
    """The lead chair. It remembers nothing: the page says it all."""

    style: Style
    name: str = "lead"

    def start(self) -> None:
        """Nothing to remember."""
        return None

    def play(self, bar: PlannedBar, heard: Heard, memory: None, dice: Dice) -> tuple[tuple[Played, ...], None]:
        """The bar's melody notes."""
        instrument = INSTRUMENTS[self.style.line_up[self.name]]
        velocity = max(1, min(127, round(VELOCITY + VELOCITY_LIFT * (bar.intensity - 0.6))))
        octaves = 12 * best_octave(bar.tune_span, instrument.lowest, instrument.highest)
        return tuple(
            Played(
                bar.onset_ticks + note.onset_ticks,
                max(1, int(note.duration_ticks * LEGATO)),
                _in_range(note.pitch + octaves, instrument.lowest, instrument.highest),
                velocity,
            )
            for note in bar.melody
        ), None


def best_octave(span: tuple[int, int] | None, lowest: int, highest: int) -> int:
    """How many octaves up a tune of that span is played: least beyond the range, then nearest to what is written."""
    if span is None:
        return 0

    def cost(octave: int) -> tuple[int, int]:
        low, high = span[0] + 12 * octave, span[1] + 12 * octave
        return max(0, lowest - low) + max(0, high - highest), abs(octave)

    return min(range(-6, 7), key=cost)


def _in_range(pitch: int, lowest: int, highest: int) -> int:
    while pitch < lowest:
        pitch += 12
    while pitch > highest:
        pitch -= 12
    return pitch
