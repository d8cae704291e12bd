"""Rhythms that the band plays together, written as slashes with stems; a slash on every beat only says "play time"."""

from houseband.charts.musicxml.notes import Note


def kicks(notes: list[Note], measures: int, beats: list[int]) -> list[list[tuple[int, int]]]:
    """For each measure the onsets and durations of its kicks, in ticks.

    ``beats`` is the beat of each measure in ticks, the last one's also beyond it.
    Slashes tied together are one kick, which may outlast its bar.
    """
    found: list[list[tuple[int, int]]] = [[] for _ in range(measures)]
    slashes: dict[int, list[Note]] = {}
    for note in notes:
        if note.is_rhythm is not False:
            slashes.setdefault(note.measure, []).append(note)
    held: tuple[int, int] | None = None  # measure and place in it of the kick that is tied on
    for measure, hits in slashes.items():
        if _is_time(hits, beats[min(measure, len(beats) - 1)]):
            held = None
            continue
        for note in sorted(hits, key=lambda hit: hit.onset):
            if note.tied_from and held is not None:
                onset, duration = found[held[0]][held[1]]
                found[held[0]][held[1]] = onset, duration + note.duration
            elif not any(onset == note.onset for onset, _ in found[measure]):
                found[measure].append((note.onset, note.duration))
                held = measure, len(found[measure]) - 1
            held = held if note.tied_to else None
    return found


def _is_time(hits: list[Note], beat: int) -> bool:
    """Whether these slashes, not said to have stems, only count the beats: one on each, and nothing tied."""
    if any(note.is_rhythm for note in hits):
        return False
    if len(hits) == 1 and hits[0].duration != beat:
        return False
    return all(note.duration == beat and note.onset % beat == 0 and not note.tied_to for note in hits)
