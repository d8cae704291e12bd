"""What is in doubt on a page: lists of words under single letters are no charts; lines left out are told of."""

from collections.abc import Sequence
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


def tell_of_lines(draft: Draft, lines: Sequence[str], numbers: Sequence[int], what: str) -> None:
    """One remark for all lines (their numbers, from 1) of one kind; those that may be music are quoted."""
    count = f"{len(numbers)} line{'s' * (len(numbers) != 1)}"
    shown = ""
    if what.startswith("without"):
        bare = [" ".join(lines[number - 1].split()) for number in numbers[:3]]
        shown = ", ".join(f"'{line if len(line) <= 40 else line[:39] + '…'}'" for line in bare)
        shown += ", …" if len(numbers) > 3 else ""
    draft.remark(f"{count} {what}", numbers[0], 1, lines[numbers[0] - 1], shown)
