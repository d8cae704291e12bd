"""Pages that only look like charts: lists of words under single letters."""

from itertools import pairwise

from houseband.charts.draft import Draft

FEW_WORDS = 3


def only_letters_of_a_list(draft: Draft, other_lines: int) -> bool:
    """Whether the chords of a page, all single letters alone in their lines, are rather the letters of a list.

    They are if they rise (A, B, C: an index), or if there is one and the page has words beside.
    """
    letters = [change.symbol for bar in draft.bars for change in bar.chords]
    if not letters:
        return False
    words = other_lines + sum(1 for bar in draft.bars if bar.lyrics)
    if len(letters) == 1:
        return words >= FEW_WORDS
    return words > 0 and all(a < b for a, b in pairwise(letters))
