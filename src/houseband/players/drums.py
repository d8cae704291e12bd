"""The drummer: a groove that varies, fills that close a phrase, a cymbal that opens the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from houseband.arrangement import PlannedBar
from houseband.dice import Dice
from houseband.music.instrument import DRUM_KEYS
from houseband.performance import Played
from houseband.players.pattern import cell_of, choose, fitting, group_sizes, in_window, read_steps
from houseband.players.player import Heard
from houseband.styles.style import Drums as DrumBook
from houseband.styles.style import Style, strip
from houseband.units import TICKS_PER_QUARTER, quarters_to_ticks

# Strength of each mark at middling intensity: medians of accents, strokes and ghosts on the Groove MIDI Dataset's snare
# (backbeat 115, other strokes about 85, ghosts under 50), with room to grow.
MARK_VELOCITY = {"X": 108, "x": 86, "o": 44}
INTENSITY_VELOCITY = 34.0  # how much stronger a bar at intensity 1 is struck than one at 0
PIECE_VELOCITY = {"pedal hat": -18, "closed hat": -8, "shaker": -14, "ride": -6, "crash": 4, "side stick": -4}
CELL_ROWS = {"low": "kick"}  # names used in cells for what a style names itself
FILL_SHARE = 0.85  # how often a phrase's last bar gets a fill
HAND_LIMIT = 2
_FEET = ("kick", "pedal hat")
_LENGTH_TICKS = TICKS_PER_QUARTER // 4


@dataclass(frozen=True, slots=True)
class DrumMemory:
    """Which groove was played last, whether a fill has just been, and whether anything has been played at all."""

    groove: int = -1
    filled: bool = False
    has_begun: bool = False


@dataclass(frozen=True, slots=True)
class Drums:
    """The drum chair."""

    style: Style
    name: str = "drums"

    def start(self) -> DrumMemory:
        """Nothing played yet."""
        return DrumMemory()

    def play(
        self, bar: PlannedBar, heard: Heard, memory: DrumMemory, dice: Dice
    ) -> tuple[tuple[Played, ...], DrumMemory]:
        """The bar's strokes. Counts in with the sticks; waits through a pickup; ends on cymbal and kick."""
        if bar.role == "count-in":
            return _strokes(bar, [(quarters_to_ticks(beat), "side stick", "x") for beat in _counted(bar)]), memory
        if bar.role == "pickup":
            return (), memory
        book = self.style.drums
        rows, place = self._groove(bar, memory, dice)
        hits = _hits(rows, bar)
        fill = self._fill(bar, dice) if bar.closes_section and not bar.is_last else None
        if fill is not None:
            hits = [hit for hit in hits if hit[0] < fill[0]] + fill[1]
        if bar.is_last:
            end = bar.spans[-1].onset_ticks
            hits = [hit for hit in hits if hit[0] < end]
            hits += [(end, "crash" if book.crash or bar.intensity > 0.6 else book.time, "x"), (end, "kick", "x")]
        elif bar.opens_section and book.crash and (memory.filled or not memory.has_begun):
            top = [hit for hit in hits if hit[0] == 0 and hit[1] not in (*_FEET, "snare")]
            hits = [hit for hit in hits if hit not in top] + [(0, "crash", "x")]
            if (0, "kick") not in [(onset, piece) for onset, piece, _ in hits]:
                hits.append((0, "kick", "x"))
        return _strokes(bar, _playable(hits)), DrumMemory(place, fill is not None, has_begun=True)

    def _groove(self, bar: PlannedBar, memory: DrumMemory, dice: Dice) -> tuple[Mapping[str, str], int]:
        """The rows of one groove, or those of the meter's cells joined."""
        book = self.style.drums
        places = fitting(book.grooves, bar.meter, bar.intensity)
        if places:
            place = choose(book.grooves, places, memory.groove, dice)
            return book.grooves[place].rows, place
        return _joined_cells(self.style, book, bar), -1

    def _fill(self, bar: PlannedBar, dice: Dice) -> tuple[int, list[tuple[int, str, str]]] | None:
        """Where a fill begins and its hits; None if the drummer leaves this one alone or the bar is too short."""
        fills = [
            fill
            for fill in self.style.drums.fills
            if fill.quarters * TICKS_PER_QUARTER <= bar.duration_ticks
            and fill.energy[0] <= bar.intensity <= fill.energy[1]
        ]
        if not fills or dice.uniform() > FILL_SHARE:
            return None
        fill = dice.choose(fills, [fill.weight for fill in fills])
        begin = bar.duration_ticks - fill.quarters * TICKS_PER_QUARTER
        hits = [
            (begin + step.onset_ticks, piece, step.mark)
            for piece, row in fill.rows.items()
            for step in read_steps(row, fill.quarters * TICKS_PER_QUARTER)
        ]
        return begin, hits


def _counted(bar: PlannedBar) -> list[Fraction]:
    """The beats of a count-in, one bar of them, or what is left before a pickup comes in."""
    bar_quarters = bar.meter.quarters
    bars = -(-bar.duration_ticks // quarters_to_ticks(bar_quarters))
    beats = [i * bar_quarters + beat for i in range(bars) for beat in bar.meter.beats]
    return [beat for beat in beats if quarters_to_ticks(beat) < bar.duration_ticks]


def _joined_cells(style: Style, book: DrumBook, bar: PlannedBar) -> dict[str, str]:
    """One groove made of the cells of the bar's groups, every row padded to the same grid."""
    names = {**CELL_ROWS, "time": book.time, "backbeat": book.backbeat}
    sizes = group_sizes(bar.meter)
    steps_per_unit = 2 if bar.meter.unit <= 4 else 1
    rows: dict[str, str] = {}
    for i, size in enumerate(sizes):
        cell = cell_of(style, bar.meter.unit, size).drums[min(i, 1)]
        for row, steps in cell.items():
            piece = names.get(row, row)
            before = sum(sizes[:i]) * steps_per_unit
            rows[piece] = rows.get(piece, "").ljust(before, ".") + strip(steps)
    length = sum(sizes) * steps_per_unit
    return {piece: row.ljust(length, ".") for piece, row in rows.items()}


def _hits(rows: Mapping[str, str], bar: PlannedBar) -> list[tuple[int, str, str]]:
    length = quarters_to_ticks(bar.meter.quarters)
    return [
        (step.onset_ticks, piece, step.mark)
        for piece, row in rows.items()
        for step in in_window(read_steps(row, length), bar)
    ]


def _playable(hits: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """No more than two hands at once, and no foot on the hat while it should stand open: the softest strokes go."""
    by_onset: dict[int, list[tuple[int, str, str]]] = {}
    for hit in hits:
        by_onset.setdefault(hit[0], []).append(hit)
    kept: list[tuple[int, str, str]] = []
    for onset in sorted(by_onset):
        group = by_onset[onset]
        hands = sorted((hit for hit in group if hit[1] not in _FEET), key=lambda hit: -MARK_VELOCITY[hit[2]])[
            :HAND_LIMIT
        ]
        kept += [hit for hit in group if hit[1] in _FEET or hit in hands]
    return kept


def _strokes(bar: PlannedBar, hits: list[tuple[int, str, str]]) -> tuple[Played, ...]:
    lift = INTENSITY_VELOCITY * (bar.intensity - 0.5)
    strokes = []
    for onset, piece, mark in sorted(hits, key=lambda hit: (hit[0], DRUM_KEYS[hit[1]])):
        velocity = round(MARK_VELOCITY[mark] + PIECE_VELOCITY.get(piece, 0) + lift)
        strokes.append(Played(bar.onset_ticks + onset, _LENGTH_TICKS, DRUM_KEYS[piece], max(1, min(127, velocity))))
    return tuple(strokes)
