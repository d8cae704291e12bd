"""The lead voice: the chart's melody as it is written, brought into the instrument's range by octaves."""

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
        return tuple(
            Played(
                bar.onset_ticks + note.onset_ticks,
                max(1, int(note.duration_ticks * LEGATO)),
                _in_range(note.pitch, instrument.lowest, instrument.highest),
                velocity,
            )
            for note in bar.melody
        ), None


def _in_range(pitch: int, lowest: int, highest: int) -> int:
    while pitch < lowest:
        pitch += 12
    while pitch > highest:
        pitch -= 12
    return pitch
