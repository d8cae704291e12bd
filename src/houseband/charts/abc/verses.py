"""Words as ``w:`` lines under a line of music: a syllable, ``_`` or ``*`` for each note."""

import re
from collections.abc import Sequence
from fractions import Fraction

from houseband.charts.abc.mnemonics import written_text
from houseband.charts.abc.notes import Piece
from houseband.charts.chart import Bar, Lyric


def verse_lines(bars: Sequence[Bar], pieces: list[tuple[int, list[Piece]]]) -> list[str]:
    """The ``w:`` lines under the bars with these indices and pieces, a line a verse."""
    last = max((lyric.verse for i, _ in pieces for lyric in bars[i].lyrics), default=0)
    lines = [_verse_line(bars, pieces, verse) for verse in range(1, last + 1)]
    return lines if any(line != "w:" for line in lines) else []


def _verse_line(bars: Sequence[Bar], pieces: list[tuple[int, list[Piece]]], verse: int) -> str:
    tokens: list[str] = []
    begun = False
    for i, own in pieces:
        sung: dict[Fraction, list[Lyric]] = {}
        for lyric in bars[i].lyrics:
            if lyric.verse == verse:
                sung.setdefault(lyric.onset_quarters, []).append(lyric)
        for piece in own:
            if piece.pitch is None:
                continue
            here = sung.get(piece.onset_quarters)
            if here:
                text = "".join(lyric.text for lyric in here)
                if text[:1].isspace() and tokens and tokens[-1].endswith("-"):
                    tokens[-1] = tokens[-1][:-1]  # the word before ends after all
                token = _escaped(text)
                if not tokens and token.lstrip("(")[:1].isdigit():
                    token = f"{verse}.~{token}"  # else its number would be taken for the verse's
                begun = True
                tokens.append(token if text[-1:].isspace() else token + "-")
            else:
                tokens.append("_" if begun else "*")
    while tokens and tokens[-1] in ("_", "*"):
        tokens.pop()
    return f"w:{' '.join(tokens)}".rstrip()


def _escaped(text: str) -> str:
    """The syllable as one word of a ``w:`` line."""
    text = written_text(text)
    return re.sub(r"[-_*|~]", lambda found: "\\" + found[0], text).replace(" ", "~")
