"""The key of a song whose annotator names the tonic and not the mode."""

from houseband.charts.draft import Draft
from houseband.music.key import Key


def key_on_tonic(draft: Draft) -> Key | None:
    """The draft's first tonic as a key: minor where the chord on it is minor more often than it is major."""
    if draft.key is None:
        return None
    thirds = [
        3 in change.chord.intervals
        for bar in draft.bars
        for change in bar.chords
        if change.chord.root == draft.key.tonic_pc and {3, 4} & set(change.chord.intervals)
    ]
    return Key(draft.key.tonic, "minor") if sum(thirds) * 2 > len(thirds) else draft.key
