"""Words under a line of bars: in bars of their own (``w: Down the | road``), or only standing below them.

::

    marked = "w" , [ verse ] , ":" , cell , { "|" , cell } ;      a cell a bar, from the first of the row
    cell   = words , { "-" } ;       a last hyphen: the word goes on in the next bar; two are a hyphen of the text
"""

import re
from fractions import Fraction

from houseband.charts.draft import Draft

ZERO = Fraction(0)
_MARKED = re.compile(r"\s*w(\d{0,2}):(.*)")
_WORD = re.compile(r"\S+")


def sing_marked(draft: Draft, row: tuple[int, int], text: str) -> bool:
    """Whether a line is marked as words for the bars of ``row``; they are put into them."""
    found = _MARKED.fullmatch(text)
    if not found or row[0] == row[1]:
        return False
    verse = int(found[1] or 1) or 1
    bars = draft.bars[row[0] : row[1]]
    cells = found[2].split("|")
    if cells and not cells[-1].strip():
        cells.pop()
    for place, cell in enumerate(cells):
        words = " ".join(cell.split())
        if not words:
            continue
        if place >= len(bars):
            draft.remark("more words than bars", hint=f"left out: {' '.join(' '.join(cells[place:]).split())!r}")
            break
        hyphens = len(words) - len(words.rstrip("-"))
        goes_on = hyphens % 2 == 1
        words = words[: len(words) - hyphens] + "-" * (hyphens // 2)
        draft.sing(bars[place], ZERO, words if goes_on else words + " ", verse)
    return True


def sing_below(
    draft: Draft, row: tuple[int, int], starts: list[int], words: str, verse: int = 1, spread: bool = False
) -> None:
    """Put the words of a line into the bars of ``row``, each under the bar that begins left of it.

    ``spread``: they do not stand under bars, and are shared out evenly.
    """
    bars = draft.bars[row[0] : row[1]]
    if not bars:
        return
    found = list(_WORD.finditer(words))
    parts: list[list[str]] = [[] for _ in bars]
    for place, word in enumerate(found):
        if spread:
            at = place * len(bars) // len(found)
        else:
            at = max(sum(1 for start in starts if start <= word.start()) - 1, 0)
        parts[min(at, len(bars) - 1)].append(word[0])
    for bar, part in zip(bars, parts, strict=True):
        draft.sing(bar, ZERO, " ".join(part) + " ", verse)
