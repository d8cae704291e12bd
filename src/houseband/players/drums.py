"""The drummer: a groove that varies, fills by length and energy, set-ups, and an ear on the page.

The page has the melody, so the drummer answers where it rests; and it has the band's kicks and pushes, which are caught
with cymbal and bass drum. What comes out has passed two hands and two feet (``limbs.py``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from houseband.arrangement import PlannedBar
from houseband.dice import Dice
from houseband.music.articulation import Articulation
from houseband.music.instrument import DRUM_KEYS, FEET
from houseband.performance import Played
from houseband.players.limbs import RESTING, Limbs, Stroke, playable
from houseband.players.pattern import cell_of, choose, decided, group_sizes, in_window, read_steps, this_bar
from houseband.players.player import Heard
from houseband.styles.style import Drums as DrumBook
from houseband.styles.style import Fill, Groove, Style, strip
from houseband.units import TICKS_PER_QUARTER, quarters_to_ticks

# Strength of each mark at middling intensity: medians of accents, strokes and ghosts on the Groove MIDI Dataset's snare
# (backbeat 115, other strokes about 85, ghosts under 50), with room to grow.
MARK_VELOCITY = {"X": 108, "x": 86, "o": 36, "f": 102, "z": 60}
MARK_ARTICULATION = {"f": Articulation.FLAM, "z": Articulation.DRAG}
INTENSITY_VELOCITY = 34.0  # how much stronger a bar at intensity 1 is struck than one at 0
PIECE_VELOCITY = {"pedal hat": -18, "closed hat": -8, "shaker": -14, "ride": -6, "crash": 4, "side stick": -4,
                  "cabasa": -14, "tambourine": -10, "brush swirl": -22}  # fmt: skip
MAYBE = {"?": "x", ",": "o"}
CELL_ROWS = {"low": "kick"}  # names used in cells for what a style names itself
AGAIN = 1.4  # a groove is held rather than left: what varies is what it marks as played sometimes
FILL_SHARE = 0.8  # how often a phrase's last bar gets a fill
SMALL_FILL_SHARE = 0.28  # and the fourth bar of four
ANSWER_SHARE = 0.3  # and a place where the melody rests
SMALL_FILL_QUARTERS = 2
FILL_RISE = 6.0  # velocity a beat: fills grow (Groove MIDI Dataset, median)
REST_QUARTERS = 1.5  # a melody that rests so long leaves room
CRASH_INTENSITY = 0.5
_LENGTH_TICKS = TICKS_PER_QUARTER // 4
Hit = tuple[int, str, str]
"""Ticks from the bar line, piece, mark."""


@dataclass(frozen=True, slots=True)
class DrumMemory:
    """Which groove was played last, how many bars ago a fill was, where the limbs are, whether anything was played."""

    groove: int = -1
    bars_since_fill: int = 99
    limbs: Limbs = RESTING
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
            counted = [(quarters_to_ticks(beat), "side stick", "x") for beat in _counted(bar)]
            return struck(bar, counted, RESTING)[0], memory
        if bar.role == "pickup":
            return (), memory
        book = self.style.drums
        hits, place = self._groove(bar, memory, dice)
        fill = self._fill(bar, memory, dice)
        rising = bar.duration_ticks
        if fill is not None:
            rising = bar.duration_ticks - fill.quarters * TICKS_PER_QUARTER
            hits = [hit for hit in hits if hit[0] < rising] + _fill_hits(fill, rising, book.loose, dice)
        hits = _caught(bar, hits, book)
        if bar.is_last:
            hits = _ended(bar, hits, book)
        elif bar.opens_section and book.crash and (memory.bars_since_fill == 0 or not memory.has_begun):
            hits = _opened(hits)
        strokes, limbs = struck(bar, hits, memory.limbs, rising)
        since = 0 if fill is not None else memory.bars_since_fill + 1
        return strokes, DrumMemory(place, since, limbs, has_begun=True)

    def _groove(self, bar: PlannedBar, memory: DrumMemory, dice: Dice) -> tuple[list[Hit], int]:
        """The hits of one groove, or of the meter's cells joined, and which groove it is."""
        book = self.style.drums
        place = choose(book.grooves, bar, memory.groove, dice, AGAIN)
        if place >= 0:
            return groove_hits(book.grooves[place], bar, book.loose, dice), place
        return _hits(_joined_cells(self.style, book, bar), bar), -1

    def _fill(self, bar: PlannedBar, memory: DrumMemory, dice: Dice) -> Fill | None:
        """The fill of this bar, if it gets one."""
        if bar.is_last or bar.kicks or bar.skipped_ticks:
            return None
        book = self.style.drums
        rest = _rest_quarters(bar)
        if bar.closes_section:
            most, share = bar.duration_ticks / TICKS_PER_QUARTER, 1.0 if bar.build else FILL_SHARE
        elif book.fill_every and (bar.section_bar + 1) % book.fill_every == 0 and memory.bars_since_fill:
            most, share = SMALL_FILL_QUARTERS, SMALL_FILL_SHARE
        elif rest >= REST_QUARTERS and memory.bars_since_fill > 1:
            most, share = min(rest, SMALL_FILL_QUARTERS), ANSWER_SHARE
        else:
            return None
        fills = [
            fill
            for fill in book.fills
            if fill.quarters <= most
            and fill.quarters * TICKS_PER_QUARTER <= bar.duration_ticks
            and fill.energy[0] <= bar.intensity <= fill.energy[1]
        ]
        if not fills or dice.uniform() > share:
            return None
        longer = 1.0 + 2.0 * bar.build  # a bar that leads up to a stronger section gets the longer ones
        return dice.choose(fills, [fill.weight * longer ** (fill.quarters - 1) for fill in fills])


@dataclass(frozen=True, slots=True)
class Percussion:
    """The second player of drums: hands, shakers and bells, of styles that have a book for them."""

    style: Style
    name: str = "percussion"

    def start(self) -> DrumMemory:
        """Nothing played yet."""
        return DrumMemory()

    def play(
        self, bar: PlannedBar, heard: Heard, memory: DrumMemory, dice: Dice
    ) -> tuple[tuple[Played, ...], DrumMemory]:
        """The bar's strokes; none where the style has no book for this meter."""
        book = self.style.percussion
        if book is None or bar.role in ("count-in", "pickup"):
            return (), memory
        place = choose(book.grooves, bar, memory.groove, dice, AGAIN)
        if place < 0:
            return (), memory
        hits = groove_hits(book.grooves[place], bar, book.loose, dice)
        if bar.is_last:
            end = bar.spans[-1].onset_ticks
            hits = [hit for hit in hits if hit[0] < end] + [(end, hit[1], "x") for hit in hits[:1]]
        strokes, limbs = struck(bar, hits, memory.limbs)
        return strokes, DrumMemory(place, 0, limbs, has_begun=True)


def groove_hits(groove: Groove, bar: PlannedBar, loose: float, dice: Dice) -> list[Hit]:
    """What of a groove is struck in this bar, the dice thrown for what is only struck sometimes."""
    rows = {
        piece: decided(this_bar(row, groove.bars, bar.section_bar), MAYBE, loose, dice)
        for piece, row in groove.rows.items()
    }
    return _hits(rows, bar)


def _hits(rows: Mapping[str, str], bar: PlannedBar) -> list[Hit]:
    length = quarters_to_ticks(bar.meter.quarters)
    return [
        (step.onset_ticks, piece, step.mark)
        for piece, row in rows.items()
        for step in in_window(read_steps(row, length), bar)
    ]


def _fill_hits(fill: Fill, begin: int, loose: float, dice: Dice) -> list[Hit]:
    return [
        (begin + step.onset_ticks, piece, step.mark)
        for piece, row in fill.rows.items()
        for step in read_steps(decided(row, MAYBE, loose, dice), fill.quarters * TICKS_PER_QUARTER)
    ]


def _rest_quarters(bar: PlannedBar) -> float:
    """How long the melody rests at the end of a bar in which it has sung; 0 where there is none."""
    if not bar.melody:
        return 0.0
    sung = max(note.onset_ticks + note.duration_ticks for note in bar.melody)
    return max(0, bar.duration_ticks - sung) / TICKS_PER_QUARTER


def _caught(bar: PlannedBar, hits: list[Hit], book: DrumBook) -> list[Hit]:
    """The hits with the band's kicks and pushes in them: a set-up before, and cymbal and bass drum on them."""
    eighth = TICKS_PER_QUARTER // 2
    for onset in dict.fromkeys((*(kick for kick, _ in bar.kicks), *bar.pushes)):
        is_loud = book.crash and bar.intensity >= CRASH_INTENSITY
        cleared = [hit for hit in hits if not (onset <= hit[0] < onset + eighth and hit[1] != "pedal hat")]
        setup = onset - eighth
        if setup > 0 and not any(at == setup and piece == "snare" for at, piece, _ in cleared) and not bar.kicks:
            cleared.append((setup, book.backbeat, "x"))
        hits = [*cleared, (onset, "crash" if is_loud else book.time, "x"), (onset, "kick", "x")]
    return hits


def _ended(bar: PlannedBar, hits: list[Hit], book: DrumBook) -> list[Hit]:
    """The last bar: time up to the last chord, and then one stroke."""
    end = bar.spans[-1].onset_ticks
    hits = [hit for hit in hits if hit[0] < end]
    return [*hits, (end, "crash" if book.crash or bar.intensity > 0.6 else book.time, "x"), (end, "kick", "x")]


def _opened(hits: list[Hit]) -> list[Hit]:
    """The hits with a cymbal on top of the section, in the place of what keeps time there."""
    top = [hit for hit in hits if hit[0] == 0 and hit[1] not in (*FEET, "snare")]
    hits = [hit for hit in hits if hit not in top] + [(0, "crash", "x")]
    return hits if any(hit[:2] == (0, "kick") for hit in hits) else [*hits, (0, "kick", "x")]


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


def struck(
    bar: PlannedBar, hits: Sequence[Hit], limbs: Limbs, rising_ticks: int | None = None
) -> tuple[tuple[Played, ...], Limbs]:
    """The strokes that two hands and two feet can play of the hits, and where the limbs are then.

    ``rising_ticks``: from where in the bar on strokes grow, as fills do.
    """
    lift = INTENSITY_VELOCITY * (bar.intensity - 0.5)
    meant: dict[tuple[int, str], Stroke] = {}
    for onset, piece, mark in sorted(hits, key=lambda hit: (hit[0], DRUM_KEYS[hit[1]])):
        velocity = MARK_VELOCITY[mark] + PIECE_VELOCITY.get(piece, 0) + lift
        if rising_ticks is not None and onset >= rising_ticks:
            velocity += FILL_RISE * (onset - rising_ticks) / TICKS_PER_QUARTER
        stroke = Stroke(onset, piece, mark, max(1, min(127, round(velocity))))
        if stroke.velocity > meant.get((onset, piece), stroke._replace(velocity=0)).velocity:
            meant[onset, piece] = stroke
    strokes = list(meant.values())
    kept, limbs = playable(strokes, [bar.seconds_at(stroke.onset_ticks) for stroke in strokes], limbs)
    kept.sort(key=lambda stroke: (stroke.onset_ticks, DRUM_KEYS[stroke.piece]))
    choked = bar.is_last and bar.ending == "button"
    return tuple(
        Played(
            bar.onset_ticks + stroke.onset_ticks,
            _LENGTH_TICKS,
            DRUM_KEYS[stroke.piece],
            stroke.velocity,
            Articulation.CHOKED if choked and stroke.piece == "crash" else MARK_ARTICULATION.get(stroke.mark, 0),
        )
        for stroke in kept
    ), limbs
