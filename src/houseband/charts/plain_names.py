"""The plain name of any stack of intervals: what is written after the root so that every reader reads it the same way.

A common quality has one name (``m7``, ``7b9``). Any other is the nearest of them with what it has more or lacks
(``7(no5)``, ``m9(addb13)``). Intervals are semitones above the root, as in ``qualities.py``.
"""

from functools import cache, lru_cache

from houseband.charts.qualities import OMITTED, read_tail

# The plain name of every common quality, used to say how a symbol was understood and to suggest what was meant. No two
# sound alike, so that a chord has one name.
PLAIN_NAMES = (
    "maj7", "maj9", "maj11", "maj13", "6", "69", "add9", "add11", "(add#11)", "(b5)", "5",
    "maj7#11", "maj9#11", "maj13#11", "maj7b5", "maj7#5", "maj9#5", "maj7#9", "maj7#9#11", "69#11",
    "m", "m6", "m69", "m7", "m9", "m11", "m13", "m(add9)", "m(add11)", "m(maj7)", "m(maj9)", "m(maj11)", "m(maj13)",
    "mb6", "m#5", "m7#5", "m7b9", "m7(add11)",
    "m7b5", "m9b5", "m11b5", "m13b5", "dim", "dim7", "dim9", "dim(maj7)", "dim(maj9)",
    "aug", "7", "9", "11", "13", "7b5", "7#5", "9b5", "9#5", "13#5", "7#11", "9#11", "13#11", "7b13", "9b13",
    "7(add11)", "7(add13)",
    "7b9", "7#9", "7b9#9", "7b9b5", "7b9#5", "7b9#11", "7b9b13", "7#9b5", "7#9#5", "7#9#11", "7#9b13", "13b9",
    "13#9", "7alt",
    "sus4", "sus2", "sus24", "7sus4", "9sus4", "13sus4", "7sus2", "7sus4b9", "7sus4b13", "7sus4(add3)", "13sus4b9",
    "maj7sus4", "maj9sus4", "maj7sus2", "6sus4", "ped",
)  # fmt: skip

# Other spellings that people write, for suggestions only.
OTHER_NAMES = (
    "min", "min7", "min9", "-7", "-9", "mi7", "M7", "ma7", "^7", "o", "o7", "h", "h7", "+", "+7", "sus", "7sus",
    "9sus", "13sus", "add2", "2", "alt", "aug7", "7+", "6/9", "-6", "mM7", "7(b9)", "7(#9)", "m7-5", "7-9", "no3",
    "omit5", "maj", "major", "minor",
)  # fmt: skip


@cache
def plain_qualities() -> dict[tuple[int, ...], str]:
    """Intervals to plain name. Raises ValueError if two names sound alike."""
    names: dict[tuple[int, ...], str] = {}
    for name in ("", *PLAIN_NAMES):
        intervals, understood = read_tail(name)
        if understood < len(name) or intervals in names:
            raise ValueError(f"no plain name of its own: {name!r}")
        names[intervals] = name
    return names


_DEGREE_NAMES = {
    0: "1", 3: "b3", 4: "3", 6: "b5", 7: "5", 8: "#5", 9: "6", 10: "b7", 11: "maj7", 13: "b9", 14: "9", 15: "#9",
    17: "11", 18: "#11", 20: "b13", 21: "13",
}  # fmt: skip
# Tones that no symbol stacks, by the octave in which symbols stack them.
_USUAL_OCTAVE = {1: 13, 12: 0, 16: 4, 19: 7, 22: 10, 23: 11}
# An alteration and the natural extension that it would replace.
_ALTERED = {13: 14, 15: 14, 18: 17, 20: 21}


@lru_cache(maxsize=1024)
def plain_tail(intervals: tuple[int, ...]) -> str:
    """The plain name of a stack of intervals: that of the nearest quality, then what it has more or lacks."""
    qualities = plain_qualities()
    if intervals in qualities:
        return qualities[intervals]
    wanted = {_USUAL_OCTAVE.get(i, i if i < 22 else i % 12) for i in intervals}
    best: tuple[int, str] | None = None
    for base, name in qualities.items():
        if len(base) == 1:  # a pedal is nothing to add to
            continue
        omitted = [degree for degree, tones in OMITTED.items() if tones & (set(base) - wanted)]
        kept = set(base).difference(*(OMITTED[degree] for degree in omitted))
        more = sorted(wanted - kept)
        if not kept <= wanted or not set(more) <= _DEGREE_NAMES.keys():
            continue  # a suspended tone that cannot be taken away or added
        has_seventh = bool(kept & {10, 11}) and not omitted
        altered = [i for i in more if i in _ALTERED and has_seventh and _ALTERED[i] not in kept and "(" not in name]
        extras = [f"no{d}" for d in omitted] + [f"add{_DEGREE_NAMES[i]}" for i in more if i not in altered]
        tail = name + "".join(_DEGREE_NAMES[i] for i in altered)
        if extras and tail.endswith(")"):  # m(add9,add11)
            tail = f"{tail[:-1]},{','.join(extras)})"
        elif extras:
            tail += f"({','.join(extras)})"
        cost = 4 * len(omitted) + 3 * len(more) - len(altered) + (3 in base and 3 not in kept)
        if (best is None or cost < best[0]) and read_tail(tail) == (tuple(sorted(wanted)), len(tail)):
            best = cost, tail
    return best[1] if best else ""


def nearest_tail(tail: str) -> str | None:
    """The known tail that looks most like an unknown one, or None if none does."""
    from difflib import get_close_matches  # here, since few charts need it

    near = get_close_matches(tail[:20], PLAIN_NAMES + OTHER_NAMES, n=1, cutoff=0.5)
    return near[0] if near else None
