"""Which chords folk players put to dance tunes: counts, from which the harmoniser takes what is likely.

Counted by ``bench/harmony.py --tables`` on the 94 tunes with chords in two public tune books: Josh Larios's
(github.com/rjl20/abc-tunebook) and Jon Warbrick's (github.com/jw35/tunebook-abc), both CC BY-SA 4.0; British, Irish and
American reels, jigs, polkas, hornpipes, waltzes and marches. Counts are facts about the tunes; nothing of the tunes
themselves is here. Tunes in major and mixolydian count as major, those in minor and dorian as minor.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Degree = tuple[int, str]
"""A triad by its root in semitones above the tonic and its third: (7, 'M') is the major chord on the fifth."""
Counts = tuple[tuple[int, ...], ...]
DEGREES: dict[str, tuple[Degree, ...]] = {
    "major": ((0, "M"), (7, "M"), (5, "M"), (9, "m"), (2, "m"), (4, "m"), (10, "M"), (7, "m")),
    "minor": ((0, "m"), (10, "M"), (7, "m"), (7, "M"), (5, "M"), (5, "m"), (3, "M"), (8, "M"), (2, "m")),
}
_LEAN_OF_MOVES, _LEAN_OF_PLACES = 3.0, 4.0  # how many sights of the usual count as much as what was seen here


@dataclass(frozen=True, slots=True, eq=False)
class Practice:
    """Counts of what players do, by family of modes ('major', 'minor') and by whether a chord begins within its bar."""

    sounds: dict[str, tuple[float, ...]]
    """For a chord with a major ('M') and a minor ('m') third: how much each interval above its root sounds in it."""
    moves: dict[tuple[str, bool], Counts]
    """How often a degree (row) is followed by a degree (column), half bar by half bar; both in the order of DEGREES."""
    places: dict[tuple[str, bool], Counts]
    """For each bar of an eight-bar phrase (row), how often each degree (column) stands in it."""

    def usual(self, family: str, degree: Degree) -> float:
        """How common a degree is, on the whole."""
        rows = [row for within in (False, True) for row in self.places[family, within]]
        whole = sum(sum(row) for row in rows) + len(DEGREES[family])
        if degree not in DEGREES[family]:
            return 1 / whole
        return (sum(row[DEGREES[family].index(degree)] for row in rows) + 1) / whole

    def move(self, family: str, within: bool, one: Degree, two: Degree) -> float:
        """How likely a move is; what was seen seldom leans on how common its goal is."""
        return _share(
            self.moves[family, within], family, one, two, _LEAN_OF_MOVES * self.usual(family, two), _LEAN_OF_MOVES
        )

    def place(self, family: str, within: bool, bar: int, degree: Degree) -> float:
        """How likely a degree is in a bar of the phrase."""
        row = self.places[family, within][bar]
        lean = _LEAN_OF_PLACES * self.usual(family, degree)
        return (_count(row, family, degree) + lean) / (sum(row) + _LEAN_OF_PLACES)


def _share(rows: Counts, family: str, one: Degree, two: Degree, lean: float, leans: float) -> float:
    row: Sequence[int] = rows[DEGREES[family].index(one)] if one in DEGREES[family] else ()
    return (_count(row, family, two) + lean) / (sum(row) + leans)


def _count(row: Sequence[int], family: str, degree: Degree) -> int:
    return row[DEGREES[family].index(degree)] if row and degree in DEGREES[family] else 0


FOLK = Practice(
    sounds={
        "M": (
            1956.6,
            2.7,
            451.2,
            8.1,
            1493.6,
            257.5,
            71.6,
            1565.5,
            5.7,
            437.8,
            116.7,
            182.8,
        ),
        "m": (
            453.3,
            2.4,
            71.6,
            196.8,
            1.6,
            39.8,
            2.2,
            222.0,
            4.2,
            16.9,
            76.3,
            1.0,
        ),
    },
    moves={
        ("major", False): (
            (290, 151, 185, 24, 15, 3, 4, 0),
            (246, 44, 32, 11, 0, 0, 1, 0),
            (94, 90, 30, 3, 11, 0, 8, 0),
            (5, 12, 13, 15, 8, 6, 0, 0),
            (3, 18, 3, 4, 10, 0, 0, 0),
            (0, 0, 8, 2, 1, 0, 0, 0),
            (5, 0, 8, 0, 0, 0, 1, 0),
            (0, 0, 0, 0, 0, 0, 0, 0),
        ),
        ("major", True): (
            (520, 46, 41, 0, 0, 0, 2, 0),
            (77, 190, 0, 2, 0, 0, 0, 0),
            (29, 53, 150, 0, 1, 0, 6, 0),
            (0, 0, 1, 27, 0, 1, 0, 0),
            (4, 3, 0, 0, 11, 1, 0, 0),
            (0, 0, 0, 0, 0, 4, 0, 0),
            (4, 0, 4, 0, 0, 0, 6, 0),
            (0, 0, 0, 0, 0, 0, 0, 0),
        ),
        ("minor", False): (
            (59, 36, 2, 1, 3, 0, 6, 0, 0),
            (35, 12, 2, 1, 0, 1, 0, 5, 0),
            (6, 0, 0, 0, 0, 0, 0, 0, 0),
            (5, 0, 0, 0, 0, 0, 0, 0, 0),
            (2, 0, 0, 0, 5, 0, 0, 0, 0),
            (1, 0, 0, 0, 0, 0, 0, 0, 0),
            (0, 2, 0, 0, 1, 0, 0, 0, 0),
            (0, 1, 0, 0, 0, 0, 0, 1, 0),
            (0, 0, 0, 0, 0, 0, 0, 0, 0),
        ),
        ("minor", True): (
            (104, 16, 0, 0, 0, 0, 0, 0, 0),
            (8, 40, 1, 2, 0, 0, 0, 0, 0),
            (3, 0, 1, 0, 0, 0, 0, 0, 0),
            (0, 0, 0, 2, 0, 0, 0, 0, 0),
            (1, 0, 0, 0, 8, 0, 0, 0, 0),
            (0, 0, 0, 0, 0, 1, 0, 0, 0),
            (1, 1, 0, 1, 0, 0, 3, 0, 0),
            (0, 0, 4, 0, 0, 0, 0, 2, 0),
            (0, 0, 0, 0, 0, 0, 0, 0, 0),
        ),
    },
    places={
        ("major", False): (
            (169, 14, 17, 12, 2, 0, 0, 0),
            (95, 29, 47, 12, 4, 3, 2, 0),
            (94, 27, 44, 6, 12, 0, 1, 0),
            (48, 98, 21, 4, 7, 2, 7, 0),
            (117, 17, 24, 9, 7, 0, 0, 0),
            (62, 31, 57, 6, 10, 2, 0, 0),
            (43, 46, 65, 8, 3, 0, 0, 0),
            (91, 58, 8, 3, 0, 2, 4, 0),
        ),
        ("major", True): (
            (132, 16, 20, 7, 0, 0, 2, 0),
            (73, 28, 36, 9, 5, 1, 4, 0),
            (83, 31, 30, 2, 6, 1, 1, 0),
            (40, 98, 12, 2, 0, 2, 3, 0),
            (107, 12, 18, 2, 0, 1, 2, 0),
            (67, 21, 35, 6, 0, 1, 4, 0),
            (12, 81, 38, 0, 1, 0, 1, 0),
            (120, 5, 7, 1, 0, 0, 0, 0),
        ),
        ("minor", False): (
            (28, 0, 0, 0, 1, 0, 1, 0, 0),
            (17, 7, 0, 0, 2, 0, 1, 0, 0),
            (15, 8, 0, 0, 1, 1, 1, 0, 0),
            (3, 16, 2, 1, 2, 0, 1, 0, 0),
            (21, 1, 0, 0, 0, 0, 1, 1, 0),
            (12, 5, 0, 0, 1, 0, 0, 5, 0),
            (9, 10, 1, 1, 1, 0, 1, 0, 0),
            (17, 4, 1, 0, 1, 0, 0, 0, 0),
        ),
        ("minor", True): (
            (27, 1, 0, 0, 1, 0, 1, 0, 0),
            (17, 8, 0, 0, 2, 0, 0, 0, 0),
            (13, 10, 0, 0, 1, 1, 1, 0, 0),
            (6, 14, 1, 2, 2, 0, 0, 0, 0),
            (17, 5, 0, 0, 0, 0, 1, 1, 0),
            (11, 6, 4, 0, 1, 0, 0, 1, 0),
            (5, 13, 1, 3, 1, 0, 0, 0, 0),
            (21, 0, 0, 0, 0, 0, 0, 0, 0),
        ),
    },
)
