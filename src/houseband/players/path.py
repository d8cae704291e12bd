"""The one solver: candidates per moment, a cost for each and for each pair of neighbours, the cheapest path.

Dynamic programming over a trellis (Viterbi 1967; for fingering Sayegh 1989, "Fingering for string instruments with the
optimum path paradigm", Computer Music Journal 13.3). Costs are in the same arbitrary unit within one player.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Costs = NDArray[np.float64]
Thing = TypeVar("Thing", bound=Hashable)


def cheapest_path(own: Sequence[Costs], pair: Callable[[int], Costs]) -> list[int]:
    """Which candidate to take at each moment.

    ``own[i]`` has shape (n_i,), every n_i ≥ 1; ``pair(i)`` has shape (n_i, n_{i+1}): what going from each candidate of
    moment i to each of moment i+1 costs. Ties go to the first candidate, so the answer is the same everywhere.
    """
    if not own:
        return []
    total = own[0]
    back: list[NDArray[np.intp]] = []
    for i in range(len(own) - 1):
        ways = total[:, None] + pair(i)
        best = ways.argmin(axis=0)
        back.append(best)
        total = ways[best, np.arange(ways.shape[1])] + own[i + 1]
    place = int(total.argmin())
    path = [place]
    for best in reversed(back):
        place = int(best[place])
        path.append(place)
    return path[::-1]


def path_from(
    last: tuple[Thing, int] | None,
    things: Sequence[Thing],
    own: Sequence[Costs],
    last_size: int,
    move: Callable[[Thing, Thing], Costs],
) -> list[int]:
    """Which candidate to take for each thing (a chord, say), going on from ``last``: a thing and the candidate taken.

    ``own`` are the things' costs; ``last_size`` is how many candidates the last thing had; ``move`` gives pair costs.
    """
    if last is None:
        return cheapest_path(own, lambda i: move(things[i], things[i + 1]))
    start = np.full(last_size, np.inf)
    start[last[1]] = 0.0
    whole = [last[0], *things]
    return cheapest_path([start, *own], lambda i: move(whole[i], whole[i + 1]))[1:]
