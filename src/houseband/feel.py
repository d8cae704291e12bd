"""Feel: where and how strongly written notes are really struck.

Human timing is not noise. What is modelled here is what 303 drum takes of the Groove MIDI Dataset and 1,266 trios of
the Jazz Trio Database show (figures and how they were measured: docs/design.md):

- a slow drift that the whole band shares, an Ornstein–Uhlenbeck process on the sixteenth-note grid;
- a fixed lean of each limb or player at each place of the bar;
- a smaller error of each limb's own;
- the mean lag of each player behind the drums, and a lead that lies back on the beat by tempo;
- swing by player and tempo: drums and bass about 2:1 at 150 bpm, keys and lead nearer to even.

All of it is scaled by the style's ``timing``, because listeners prefer a little less than life, and bounded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import exp
from typing import NamedTuple

from houseband.arrangement import PlannedBar
from houseband.dice import Dice
from houseband.music.articulation import Articulation
from houseband.music.instrument import DRUM_KEYS
from houseband.performance import Played
from houseband.styles.style import Feel
from houseband.units import TICKS_PER_QUARTER

GRID_TICKS = TICKS_PER_QUARTER // 4
DRIFT_MEMORY = 0.90  # per sixteenth: lag autocorrelation of cymbal deviations .72, .58 (a beat), .37, .08 (a bar)
DRIFT_SD_MS = 16.0
LIMIT_SDS, LIMIT_MS = 2.4, 78.0  # nobody strays further than the 95th percentile of people
# Own error (sd) and lean (sd over places of the bar), in ms, and mean lag behind the drums' cymbal. With the drift they
# come to what 303 takes of the Groove MIDI Dataset show: 19 ms (kick), 22 (snare), 16 (hats and ride).
LIMB_MS = {"kick": (12.5, 12.0, -4.5), "snare": (19.0, 13.0, -3.0), "cymbal": (7.0, 6.5, 0.0)}
LEAN_TOGETHER, LEAN_APART = 0.85, 0.527  # how much of their leans the limbs have in common
PLAYER_MS = {
    "percussion": (11.0, 6.0, 2.0), "bass": (11.0, 4.5, 4.5), "guitar": (11.0, 4.5, 7.0), "keys": (18.0, 5.0, 15.0),
    "lead": (18.0, 5.5, 12.0),
}  # fmt: skip
GHOST_EXTRA_MS = 5.0  # ghost strokes come late
GHOST_MORE = 1.5  # and stray more: 27 ms against 17.7 of accents
# Swing ratio (first eighth : second) by tempo: the middle of each bin of the Jazz Trio Database, and the lead's
# that of 233 solos of the Weimar Jazz Database. Linear in between, constant beyond.
SWING_TEMPOS_BPM = (100, 130, 150, 170, 190, 210, 230, 270)
SWING_RATIO = {
    "drums": (2.15, 2.10, 2.02, 1.85, 1.82, 1.65, 1.51, 1.30),
    "percussion": (2.15, 2.10, 2.02, 1.85, 1.82, 1.65, 1.51, 1.30),
    "bass": (2.08, 2.08, 2.03, 1.85, 1.80, 1.66, 1.53, 1.34),
    "keys": (1.55, 1.48, 1.40, 1.29, 1.27, 1.22, 1.18, 1.11),
    "guitar": (1.80, 1.75, 1.70, 1.58, 1.52, 1.44, 1.35, 1.22),  # no data: between drums and keys
    "lead": (1.37, 1.34, 1.34, 1.36, 1.36, 1.24, 1.24, 1.17),
}
LIGHT_SHARE = 0.4  # a light swing is this much of the way from even to jazz
LEAD_LAG_MS = ((120, 43.0), (160, 33.0), (200, 24.0), (240, 15.0), (300, 7.0))  # on the beat, in swing
LEAD_LAG_SHARE = 0.5
# Touch: velocity spread around what the page says, and how much of one stroke's error the next one keeps.
TOUCH_SD = {
    "kick": 9.5, "snare": 16.0, "cymbal": 15.0, "percussion": 9.0, "bass": 6.0, "guitar": 6.0, "keys": 5.5, "lead": 5.0
}  # fmt: skip
TOUCH_MEMORY, MEMORY_TRAIT = 0.08, 0.16  # and how people differ in it
# Sixteenth by sixteenth, how human hats are accented (Groove MIDI Dataset), scaled down to leave the pattern its say.
HAT_ACCENT = (12, -24, -2, -10, 20, -17, -4, -10, 6, -12, 0, -11, 19, -15, -1, -9)
HAT_ACCENT_SHARE = 0.5
OFF_BEAT_LIFT = 5.0  # people stress beats less than a page of patterns does, and each in their own way
# How people differ, as the spread of the logarithm of what is theirs, and of the stress that they give the beats.
DRIFT_TRAIT, OWN_TRAIT, LEAN_TRAIT, TOUCH_TRAIT, STRESS_TRAIT = 0.28, 0.3, 0.5, 0.4, 8.0
STRUM_MS = 5.0  # from one string to the next in a full stroke; lighter strokes are quicker
GHOST_VELOCITY = 55
MIDDLE_VELOCITY, CONTRAST_TRAIT = 88, 0.35
SPREAD_MS = 2.5  # between the keys of one chord
_LIMB_OF = {DRUM_KEYS["kick"]: "kick", DRUM_KEYS["snare"]: "snare", DRUM_KEYS["side stick"]: "snare"}
_HATS = {DRUM_KEYS[name] for name in ("closed hat", "ride", "shaker")}


@dataclass(frozen=True, slots=True)
class Traits:
    """Who plays today: what one limb or player has more or less of than people on the mean."""

    own: float
    lean: float
    touch: float
    memory: float
    """How much of one stroke's strength the next one keeps."""
    contrast: float
    """How far apart accents and soft strokes are, as a share of what the page says."""
    stress: float
    """Velocity added between beats, and taken from them."""


@lru_cache(maxsize=1024)
def traits_of(seed: int, limb: str) -> Traits:
    """The traits of one limb or player in a take: drawn once for all of it."""
    dice = Dice(seed, "who " + limb)
    everybody = Dice(seed, "who").normal()  # a light hand is light on every drum
    own, lean, touch = (exp(sd * dice.normal()) for sd in (OWN_TRAIT, LEAN_TRAIT, 0.7 * TOUCH_TRAIT))
    memory, contrast = TOUCH_MEMORY + MEMORY_TRAIT * dice.normal(), _contrast(dice)
    touch *= exp(0.7 * TOUCH_TRAIT * everybody)
    return Traits(own, lean, touch, memory, contrast, STRESS_TRAIT * everybody)


def _contrast(dice: Dice) -> float:
    """How far apart accents and soft strokes are, within what people do."""
    return min(1.6, max(0.55, exp(CONTRAST_TRAIT * dice.normal())))


@lru_cache(maxsize=256)
def _drift_trait(seed: int) -> float:
    return exp(DRIFT_TRAIT * Dice(seed, "who drifts").normal())


class Timed(NamedTuple):
    """A note with its seconds."""

    note: Played
    onset_seconds: float
    duration_seconds: float


@dataclass(frozen=True, slots=True)
class Drift:
    """The band's shared lateness at each sixteenth of one bar, in ms before scaling."""

    at_grid_ms: tuple[float, ...] = ()
    last_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class FeelMemory:
    """What a player's hands carry from stroke to stroke."""

    touch: tuple[tuple[str, float], ...] = ()


def next_drift(bar: PlannedBar, last_ms: float, dice: Dice) -> Drift:
    """The shared drift over a bar, going on from where the last bar left it."""
    steps = max(1, -(-bar.duration_ticks // GRID_TICKS))
    spread = DRIFT_SD_MS * _ROOT
    values = []
    for _ in range(steps):
        last_ms = DRIFT_MEMORY * last_ms + spread * dice.normal()
        values.append(last_ms)
    return Drift(tuple(values), last_ms)


_ROOT = 0.4358898943540674  # sqrt(1 − 0.90²): keeps the drift's spread at DRIFT_SD_MS


def swing_ratio(feel: Feel, player: str, tempo_bpm: float, asked: float | None = None) -> float:
    """How much longer the first eighth of a beat is than the second. ``asked`` is the user's own ratio for everyone."""
    if asked is not None:
        return asked
    if feel.swing == "straight":
        return 1.0
    if feel.swing == "triplet":
        return 2.0
    jazz = _between(tempo_bpm, tuple(zip(SWING_TEMPOS_BPM, SWING_RATIO[player], strict=True)))
    return 1.0 + LIGHT_SHARE * (jazz - 1.0) if feel.swing == "light" else jazz


def play_with_feel(
    bar: PlannedBar,
    player: str,
    notes: Sequence[Played],
    feel: Feel,
    swing: float,
    drift: Drift,
    memory: FeelMemory,
    seed: int,
    dice: Dice,
) -> tuple[tuple[Timed, ...], FeelMemory]:
    """The notes of one bar with their seconds and their touch, and what the hands remember.

    ``swing`` is the ratio for this player; written times stay as they are.
    """
    if not notes:
        return (), memory
    touch = dict(memory.touch)
    scale = feel.timing * _tempo_scale(bar.tempo_bpm)
    drift_ms = [shared * _drift_trait(seed) for shared in drift.at_grid_ms] or [0.0]
    is_drums = player == "drums"
    player_late_ms = feel.late_ms.get(player, 0.0)
    lag_ms = _lead_lag_ms(bar, swing) if player == "lead" else 0.0
    errors: dict[tuple[int, str], float] = {}
    timed = []
    strum_from = _first_strings(notes)
    for note in notes:
        limb = _LIMB_OF.get(note.pitch, "cymbal") if is_drums else player
        own_ms, lean_ms, mean_ms = LIMB_MS[limb] if is_drums else PLAYER_MS[player]
        traits = traits_of(seed, limb)
        place = (note.onset_ticks - bar.onset_ticks + bar.skipped_ticks) // GRID_TICKS
        stroke = (note.onset_ticks, limb)
        is_ghost = is_drums and note.velocity < GHOST_VELOCITY
        if stroke not in errors:  # the notes of one chord or of one limb's stroke are one movement
            grid = max(0, min((note.onset_ticks - bar.onset_ticks) // GRID_TICKS, len(drift_ms) - 1))
            own_ms, lean_ms = own_ms * traits.own * (GHOST_MORE if is_ghost else 1.0), lean_ms * traits.lean
            error = (
                drift_ms[grid]
                + lean_ms * (_limb_lean(seed, limb, place) if is_drums else _lean(seed, limb, place))
                + own_ms * dice.normal()
            )
            bound = min(LIMIT_MS, LIMIT_SDS * (DRIFT_SD_MS**2 + own_ms**2 + lean_ms**2) ** 0.5)
            on_beat_lag = lag_ms if place % 4 == 0 else 0.0
            late = player_late_ms + feel.late_ms.get(limb, 0.0) if is_drums else player_late_ms
            errors[stroke] = scale * (max(-bound, min(bound, error)) + mean_ms + on_beat_lag) + late
            touch[limb] = traits.memory * touch.get(limb, 0.0) + TOUCH_SD[limb] * traits.touch * dice.normal()
        late_ms = errors[stroke]
        if is_ghost:
            late_ms += GHOST_EXTRA_MS * scale
        if note.string >= 0:
            late_ms += _strum_ms(note, strum_from[note.onset_ticks])
        elif player == "keys":
            late_ms += SPREAD_MS * dice.uniform()
        onset = _seconds(bar, note.onset_ticks, swing, feel.sixteenths) + late_ms / 1000.0
        end = _seconds(bar, note.onset_ticks + note.duration_ticks, swing, feel.sixteenths) + late_ms / 1000.0
        velocity = note.velocity + touch[limb]
        if is_drums:
            velocity += (traits.contrast - 1.0) * (note.velocity - MIDDLE_VELOCITY)
            velocity += (OFF_BEAT_LIFT + traits.stress) * (1 if place % 4 else -1)
            if note.pitch in _HATS:
                velocity += HAT_ACCENT_SHARE * HAT_ACCENT[place % 16]
        struck = note._replace(velocity=max(1, min(127, round(velocity))))
        timed.append(Timed(struck, max(0.0, onset), max(0.02, end - max(0.0, onset))))
    return tuple(timed), FeelMemory(tuple(sorted(touch.items())))


def as_written(bar: PlannedBar, notes: Sequence[Played]) -> tuple[Timed, ...]:
    """The notes of one bar with their seconds, exactly where the page has them."""
    return tuple(
        Timed(
            note,
            onset := written_seconds(bar, note.onset_ticks),
            written_seconds(bar, note.onset_ticks + note.duration_ticks) - onset,
        )
        for note in notes
    )


def written_seconds(bar: PlannedBar, onset_ticks: int) -> float:
    """Where a written place of one bar falls, even and on time."""
    return bar.seconds_at(onset_ticks - bar.onset_ticks)


def _seconds(bar: PlannedBar, ticks: int, swing: float, sixteenths: float) -> float:
    """Where a written place of (or after) this bar falls when eighths or sixteenths swing; triplets stay."""
    inside = ticks - bar.onset_ticks
    if bar.meter.unit <= 4:
        if swing != 1.0:
            return bar.seconds_at(_swung(inside + bar.skipped_ticks, TICKS_PER_QUARTER, swing) - bar.skipped_ticks)
        if sixteenths != 1.0:
            return bar.seconds_at(
                _swung(inside + bar.skipped_ticks, TICKS_PER_QUARTER // 2, sixteenths) - bar.skipped_ticks
            )
    return bar.seconds_at(inside)


def _swung(ticks: int, unit_ticks: int, ratio: float) -> float:
    """A place when the first half of every unit is ``ratio`` times as long as the second."""
    unit, phase = divmod(ticks, unit_ticks)
    if phase % (unit_ticks // 4):
        return ticks
    long, half = unit_ticks * ratio / (1.0 + ratio), unit_ticks // 2
    if phase > half:
        return unit * unit_ticks + long + (phase - half) * (unit_ticks - long) / half
    return unit * unit_ticks + phase * long / half


def _between(x: float, points: Sequence[tuple[float, float]]) -> float:
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return points[-1][1]


def _tempo_scale(tempo_bpm: float) -> float:
    """People stray less at high tempos: sd 21 ms below 80 bpm, 16.8 at 100–120, 13.5 above 200 (Groove MIDI)."""
    return _between(tempo_bpm, ((80, 1.25), (110, 1.0), (200, 0.8)))


def _lead_lag_ms(bar: PlannedBar, swing: float) -> float:
    return LEAD_LAG_SHARE * _between(bar.tempo_bpm, LEAD_LAG_MS) if swing > 1.0 else 0.0


@lru_cache(maxsize=4096)
def _lean(seed: int, limb: str, place: int) -> float:
    """How far a limb leans at a place of the bar, in standard deviations: the same in every bar of a take."""
    return Dice(seed, "lean " + limb, place).normal()


def _limb_lean(seed: int, limb: str, place: int) -> float:
    """The same for a drummer's limb, which leans in part as the others do."""
    return LEAN_TOGETHER * _lean(seed, "drums", place) + LEAN_APART * _lean(seed, limb, place)


def _first_strings(notes: Sequence[Played]) -> dict[int, tuple[int, int]]:
    """For each stroke (by onset) its lowest and highest string."""
    spans: dict[int, tuple[int, int]] = {}
    for note in notes:
        if note.string >= 0:
            low, high = spans.get(note.onset_ticks, (note.string, note.string))
            spans[note.onset_ticks] = (min(low, note.string), max(high, note.string))
    return spans


def _strum_ms(note: Played, strings: tuple[int, int]) -> float:
    """How long after the stroke's first string this one sounds: down strokes come from below, up strokes from above."""
    is_up = note.articulation == Articulation.UP
    distance = strings[1] - note.string if is_up else note.string - strings[0]
    return distance * STRUM_MS * (0.7 if is_up else 1.0)
