"""How strongly each bar is played, where the band builds towards a stronger section, and who lays out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from houseband.arrangement.planned import PlannedBar

# How strongly a section is played, 0–1, by the first word of its name; and what each chorus adds. The order of sections
# by energy is that of Summach, "The structure, function, and genesis of the prechorus" (MTO 17.3, 2011) and everyday
# practice: intro < verse < bridge < chorus.
SECTION_INTENSITY = {
    "intro": 0.45, "verse": 0.55, "a": 0.55, "pre-chorus": 0.62, "prechorus": 0.62, "bridge": 0.65, "b": 0.65,
    "c": 0.65, "chorus": 0.75, "refrain": 0.75, "solo": 0.7, "interlude": 0.5, "outro": 0.55, "coda": 0.65, "tag": 0.7,
    "vamp": 0.7,
}  # fmt: skip
DEFAULT_INTENSITY = 0.6
CHORUS_LIFT = 0.06
LAST_CHORUS_LIFT = 0.08
MOST_CHORUSES_LIFT = 4
BUILD_BARS = 2
BUILD_LEAST = 0.07  # a section that is this much stronger is built up to
BUILD_SHARE = 0.7  # how much of the way the band has gone when the section comes


def intensity(section: str, chorus: int, choruses: int) -> float:
    """How strongly a section is played in this chorus."""
    word = section.lower().split(" ")[0].rstrip("0123456789':") if section else ""
    lift = CHORUS_LIFT * min(chorus, MOST_CHORUSES_LIFT)
    if choruses > 1 and chorus == choruses - 1:
        lift += LAST_CHORUS_LIFT
    return min(1.0, SECTION_INTENSITY.get(word, DEFAULT_INTENSITY) + lift)


def with_builds(bars: Sequence[PlannedBar], enters: Mapping[str, float]) -> list[PlannedBar]:
    """The bars with their way up to stronger sections, and with those who lay out in weak ones.

    Nobody lays out in the last bar or in a bar that is built up, and never everybody.
    """
    done = list(bars)
    for place in range(1, len(done)):
        if not done[place].opens_section:
            continue
        rise = done[place].intensity - done[place - 1].intensity
        if rise < BUILD_LEAST:
            continue
        for back in range(1, min(BUILD_BARS, place) + 1):
            bar = done[place - back]
            if bar.role == "count-in" or (bar.opens_section and back == 1):
                break
            build = 1.0 - (back - 1) / BUILD_BARS
            done[place - back] = replace(bar, build=build, intensity=bar.intensity + BUILD_SHARE * rise * build)
    return [_with_those_who_lay_out(bar, enters) for bar in done]


def _with_those_who_lay_out(bar: PlannedBar, enters: Mapping[str, float]) -> PlannedBar:
    if bar.is_last or bar.build or bar.role != "body":
        return bar
    out = frozenset(player for player, least in enters.items() if bar.intensity < least)
    return replace(bar, out=out) if out else bar
