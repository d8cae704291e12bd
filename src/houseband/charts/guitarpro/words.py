"""The words of a Guitar Pro score, spread over the beats of its singer's track.

A line of lyrics is spread over the beats with notes of the first voice, from the bar it is set to begin in:

    a blank ends a word, '-' a syllable within one; each goes on the next beat, each further blank skips a beat
    '+' joins words on one beat; what is [in brackets] is a comment
"""

import re
from bisect import bisect_left

from houseband.charts.chart import Lyric
from houseband.charts.draft import Draft
from houseband.charts.guitarpro.grains import Grains, quarters
from houseband.charts.guitarpro.score import Score, Track

_COMMENT = re.compile(r"\[[^\]]*\]? *")
_PIECE = re.compile(r"([^ \-]*)(-+| |$)")


def write_words(score: Score, draft: Draft, singer: Track | None) -> None:
    """Write the words under the bars: the singer's, or else those of the first track that has any."""
    tracks = [track for track in score.tracks if track.syllables or track.verses]
    if not tracks:
        return
    track = singer if singer in tracks and singer is not None else tracks[0]
    placed = [(index, onset, verse, _piece(text)) for index, onset, verse, text in track.syllables]
    pieces = placed or _spread(track)
    for index, onset, verse, text in pieces:
        bar = draft.bars[index]
        if quarters(onset) < (bar.duration_quarters or bar.meter.quarters):
            bar.lyrics.append(Lyric(quarters(onset), text, verse))
    for bar in draft.bars:
        bar.lyrics.sort(key=lambda lyric: (lyric.verse, lyric.onset_quarters))
    for other in tracks:
        if other is not track:
            score.remark(f"words of {other.name!r}", f"those of {track.name!r} are read")


def syllables(line: str) -> list[str]:
    """The pieces of a line of lyrics, one a beat; '' skips a beat. A piece that ends a word has a blank after it."""
    text = re.sub(r" *[\r\n\t]+ *", " ", _COMMENT.sub("", line).strip())
    found = []
    for piece, end in _PIECE.findall(text):
        if not piece and not end:
            break
        if not piece and end.startswith("-"):
            continue
        found.append(piece.replace("+", " ") + ("" if end.startswith("-") else " ") if piece else "")
    return found


def _spread(track: Track) -> list[tuple[int, Grains, int, str]]:
    """Each line over the beats from its bar on; words beyond the last beat are left out."""
    pieces = []
    bars = [index for index, _ in track.sung]
    for verse, start, line in track.verses:
        beats = track.sung[bisect_left(bars, start) :]
        for (index, onset), piece in zip(beats, syllables(line), strict=False):
            if piece:
                pieces.append((index, onset, verse, piece))
    return pieces


def _piece(text: str) -> str:
    """What stands under one beat: a word, or a syllable with a hyphen where the word goes on."""
    text = " ".join(text.split())
    return text[:-1] if text.endswith("-") and len(text) > 1 else text + " "
