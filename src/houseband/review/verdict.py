"""The verdict on a take: its figures beside people's, line by line, and whether it would pass for played by people."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isfinite

import msgspec

from houseband.review.drumming import KICKS, drum_figures
from houseband.review.ensemble import beats_of, following, onsets_by_role, swings, together
from houseband.review.harmony import band_figures, bass_figures, keys_figures, kick_lock
from houseband.review.hearing import Heard
from houseband.review.patterns import bar_patterns, drum_patterns, repeat_share

GROUPS = {"time": "Time", "touch": "Touch", "pattern": "Pattern", "harmony": "Harmony"}
PASS_SHARE, GOOD_SHARE = 0.70, 0.85
GROUP_SHARE = 0.60  # no group that is heard at once may fail for the sake of the others
GATED = ("time", "touch")
FEWEST_OF_A_GROUP = 6
MUST_HOLD = ("drums.copies", "harmony.sounded")
"""What no share makes good: a loop is a loop, and a chord that nobody plays is missing."""
FLOORS = {"harmony.ct": 0.80, "harmony.bassok": 0.5}
"""Below these it is another chart that is played."""
FEWEST_BARS = 12
FEWEST_STROKES = 60


class Band(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people do: a row of bands.toml."""

    name: str
    group: str
    about: str
    unit: str
    mean: float
    low: float
    """The 5th percentile."""
    high: float
    """The 95th."""
    n: int
    """Of how many takes; 0 where it is a rule."""
    source: str


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a take beside people's."""

    band: Band
    ours: float

    @property
    def score(self) -> float:
        """1 within people's range, falling to 0 at one and a half half-widths beyond it."""
        beyond = max(self.band.low - self.ours, self.ours - self.band.high, 0.0)
        return max(0.0, 1.0 - beyond / (0.75 * (self.band.high - self.band.low) + 1e-9))

    @property
    def is_in_band(self) -> bool:
        """Whether people do so too."""
        return self.band.low <= self.ours <= self.band.high

    @property
    def verdict(self) -> str:
        """In a word."""
        return "as people" if self.is_in_band else "too low" if self.ours < self.band.low else "too high"


@dataclass(frozen=True, slots=True)
class Review:
    """A take measured."""

    name: str
    tempo_bpm: float
    bars: int
    lines: tuple[Line, ...]
    """In the order of the bands; what cannot be told of this take is not there."""
    remarks: tuple[str, ...]

    def share(self, group: str | None = None) -> float:
        """How many of the figures (of one group) are within people's ranges; nan if there is none."""
        mine = [line.is_in_band for line in self.lines if group in (None, line.band.group)]
        return sum(mine) / len(mine) if mine else float("nan")

    @property
    def failed(self) -> tuple[str, ...]:
        """Why it would not pass for people's playing, each in words; empty if it would."""
        why = []
        share = self.share()
        if not share >= PASS_SHARE:
            why.append(f"only {share:.0%} of its figures are people's; {PASS_SHARE:.0%} would do")
        for group in GATED:
            mine = [line for line in self.lines if line.band.group == group]
            if len(mine) >= FEWEST_OF_A_GROUP and self.share(group) < GROUP_SHARE:
                why.append(f"{GROUPS[group].lower()}: only {self.share(group):.0%} within people's ranges")
        why += [
            f"{line.band.about}: {line.ours:.2g}"
            for line in self.lines
            if (line.band.name in MUST_HOLD and not line.is_in_band)
            or line.ours < FLOORS.get(line.band.name, float("-inf"))
        ]
        return tuple(why)

    @property
    def passes(self) -> bool:
        """Whether it would pass for people's playing."""
        return not self.failed


@cache
def bands() -> Mapping[str, Band]:
    """People's ranges, by name."""
    text = (files("houseband.review") / "bands.toml").read_text("utf-8")
    return {band.name: band for band in msgspec.convert(tomllib.loads(text)["band"], list[Band])}


def review(heard: Heard) -> Review:
    """Measures a take."""
    figures = figures_of(heard)
    lines = tuple(
        Line(band, figures[name]) for name, band in bands().items() if name in figures and isfinite(figures[name])
    )
    remarks = []
    if len(heard.bars) < FEWEST_BARS:
        remarks.append(f"{len(heard.bars)} bars are too few to tell much: {FEWEST_BARS} and more are better")
    if not heard.chords:
        remarks.append("no chords are written in it: what the band makes of them is not judged")
    return Review(heard.name, heard.tempo_bpm, len(heard.bars), lines, tuple(remarks))


def figures_of(heard: Heard) -> dict[str, float]:
    """Every figure by its name; nan for what cannot be told."""
    found: dict[str, float] = {}
    drums, bass, keys = heard.part("drums"), heard.part("bass"), heard.part("keys")
    if drums is not None and len(drums) >= FEWEST_STROKES:
        found |= _named("drums", drum_figures(drums, heard.bars))
        found |= _named("drums", drum_patterns(drums, heard.bars))
    onsets, beats = onsets_by_role(heard), beats_of(heard)
    found |= _named("swing", swings(heard))
    found |= _named("together", together(onsets, beats))
    if any(name.startswith("swing.drums") for name in found):  # people's figures are of jazz trios
        found |= _named("follow", following(onsets, beats))
    found |= _named("harmony", band_figures(heard))
    if bass is not None:
        found |= _named("bass", bass_figures(bass, heard.chords))
        found["bass.repeat"] = repeat_share(bar_patterns(bass, heard.bars))
        if drums is not None:
            found["bass.kick"] = kick_lock(drums, bass, KICKS)
    if keys is not None:
        found |= _named("keys", keys_figures(keys, heard.chords))
        found["keys.repeat"] = repeat_share(bar_patterns(keys, heard.bars))
    return found


def _named(player: str, figures: Mapping[str, float]) -> dict[str, float]:
    return {f"{player}.{name}": value for name, value in figures.items()}
