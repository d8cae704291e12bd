"""② Chart and style → the bars as they sound: in what order, how strongly, where it builds and how it ends."""

from houseband.arrangement.arrange import arrange
from houseband.arrangement.planned import Arrangement, Chair, ChordSpan, Ending, PlannedBar, PlannedNote, Role

__all__ = ["Arrangement", "Chair", "ChordSpan", "Ending", "PlannedBar", "PlannedNote", "Role", "arrange"]
