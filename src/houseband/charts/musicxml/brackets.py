"""Endings of a MusicXML score: which bars stand under which bracket, and how often a passage sounds."""

from houseband.charts.musicxml.signs import Signs


def brackets(signs: list[Signs]) -> list[tuple[int, ...]]:
    """The endings of every bar.

    A bracket that is never closed lasts to its repeat sign, or for one bar. One drawn over its first bar alone lasts to
    the repeat sign before the next ending.
    """
    found: list[tuple[int, ...]] = [()] * len(signs)
    previous: tuple[int, ...] = ()
    i = 0
    while i < len(signs):
        starts = signs[i].ending_starts
        if starts is None:
            i += 1
            continue
        # A bracket without a number follows the one before it, or is the first.
        passes = starts or ((previous[-1] + 1,) if previous and i and found[i - 1] else (1,))
        # The next ending, if this one does not say where it stops.
        later = (
            j for j in range(i, len(signs)) if signs[j].ending_stops or (j > i and signs[j].ending_starts is not None)
        )
        last = next(later, len(signs))
        if last == len(signs) or not signs[last].ending_stops:
            closes = (j for j in range(i, last) if signs[j].repeat_count > 1 or (j > i and signs[j].repeat_start))
            last = next((j for j in closes if signs[j].repeat_count > 1), i)
        if signs[last].repeat_count < 2 and last + 1 < len(signs):
            last = _drawn_too_short(signs, last)
        for j in range(i, last + 1):
            found[j] = passes
        previous, i = passes, last + 1
    return found


def _drawn_too_short(signs: list[Signs], last: int) -> int:
    """The bar with the repeat sign that closes the ending drawn to bar ``last``; that bar itself if there is none."""
    for j in range(last + 1, len(signs) - 1):
        if signs[j].ending_starts is not None or signs[j].repeat_start:
            return last
        if signs[j].repeat_count > 1:
            return j if signs[j + 1].ending_starts is not None else last
    return last


def times(sign: Signs, bracket: tuple[int, ...]) -> int:
    """How often the passage sounds that a sign closes."""
    return default_times(bracket) if sign.repeat_count == 2 and not sign.times_given else sign.repeat_count


def default_times(bracket: tuple[int, ...]) -> int:
    """How often a passage sounds whose repeat sign does not say: a bracket "1.–3." over it means four times."""
    return len(bracket) + 1 if bracket and bracket[0] == 1 else 2
