"""A player who plays a part of the score just as it is written: no taste, no feel, and nobody is listened to."""

from dataclasses import dataclass

from houseband.arrangement import PlannedBar
from houseband.charts.chart import WrittenPart
from houseband.dice import Dice
from houseband.music.articulation import Articulation
from houseband.performance import Moved, Played
from houseband.players.player import Heard
from houseband.units import quarters_to_ticks

SHARES = {Articulation.STACCATO: 0.5}
"""How much of its written time a note sounds (MuseScore plays staccato so)."""


@dataclass(frozen=True, slots=True)
class AsWritten:
    """The chair of one written part. It remembers nothing: the page says it all."""

    name: str
    part: WrittenPart

    def start(self) -> None:
        """Nothing to remember."""
        return None

    def play(self, bar: PlannedBar, heard: Heard, memory: None, dice: Dice) -> tuple[tuple[Played, ...], None]:
        """The bar's notes; none in a count-in or a bar that was added."""
        if bar.written is None:
            return (), None
        return tuple(
            Played(
                bar.onset_ticks + quarters_to_ticks(note.onset_quarters),
                max(1, round(quarters_to_ticks(note.duration_quarters) * SHARES.get(note.articulation, 1.0))),
                note.pitch,
                note.velocity,
                string=note.string,
                fret=note.fret,
                articulation=note.articulation,
                bends=tuple((quarters_to_ticks(after), cents) for after, cents in note.bends),
            )
            for note in self.part.bars[bar.written]
        ), None

    def moves(self, bar: PlannedBar) -> tuple[Moved, ...]:
        """What the bar's pedals and wheels do."""
        if bar.written is None or not self.part.moves:
            return ()
        return tuple(
            Moved(bar.onset_ticks + quarters_to_ticks(move.onset_quarters), move.number, move.value)
            for move in self.part.moves[bar.written]
        )
