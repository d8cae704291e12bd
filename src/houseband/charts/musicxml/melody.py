"""The melody of a MusicXML part and the words under it: one voice's notes, the top of each chord, ties joined."""

from dataclasses import dataclass, replace
from fractions import Fraction
from xml.etree.ElementTree import Element

from houseband.charts.chart import Lyric, MelodyNote

_UNFINISHED = ("begin", "middle")  # syllables that the next one joins without a space


@dataclass(slots=True)
class Note:
    """A note of any voice as it is written, before it is known which voice is the melody."""

    measure: int
    onset_quarters: Fraction
    duration_quarters: Fraction
    pitch: int | None
    """None for rests, slashes, cues and percussion."""
    in_chord: bool
    tied_from: bool
    tied_to: bool
    staff: str
    voice: str
    lyrics: list[Element]


def melody_and_words(
    notes: list[Note], contents: list[Fraction]
) -> tuple[list[list[MelodyNote]], list[dict[str, list[Lyric]]]]:
    """For each measure, whose lengths in quarters are ``contents``, its melody and its words by verse.

    The melody is the first voice of the first staff that has pitched notes: voice 1 where there is one.
    """
    melody: list[list[MelodyNote]] = [[] for _ in contents]
    words: list[dict[str, list[Lyric]]] = [{} for _ in contents]
    staff = min((note.staff for note in notes if note.pitch is not None), default="1")
    voices = [note.voice for note in notes if note.pitch is not None and note.staff == staff]
    if not voices:
        return melody, words
    voice = "1" if "1" in voices else voices[0]
    tops: dict[tuple[int, Fraction], Note] = {}
    for note in notes:
        if note.voice != voice or note.staff != staff:
            continue
        if note.lyrics:
            _sing(words[note.measure], note)
        if note.pitch is None or not note.duration_quarters:
            continue
        top = tops.get((note.measure, note.onset_quarters))
        if top is None or top.pitch is None or note.pitch > top.pitch:
            tops[note.measure, note.onset_quarters] = note
    _join_ties(melody, [tops[place] for place in sorted(tops)], contents)
    return melody, words


def _join_ties(melody: list[list[MelodyNote]], notes: list[Note], contents: list[Fraction]) -> None:
    held: Note | None = None
    for note in notes:
        if note.pitch is None:
            continue
        # Some programs forget to say where a tie ends: it does at the same note without a new syllable.
        tied = note.tied_from or not note.lyrics
        if held is not None and tied and note.pitch == held.pitch and _meets(held, note, contents):
            first = melody[held.measure][-1]
            first = replace(first, duration_quarters=first.duration_quarters + note.duration_quarters)
            melody[held.measure][-1] = first
            held = replace(held, duration_quarters=first.duration_quarters) if note.tied_to else None
        else:
            melody[note.measure].append(MelodyNote(note.onset_quarters, note.duration_quarters, note.pitch))
            held = note if note.tied_to else None


def _meets(held: Note, note: Note, contents: list[Fraction]) -> bool:
    """Whether one note ends where the other begins, bar lines between them or not."""
    reach = held.onset_quarters + held.duration_quarters
    return reach == sum(contents[held.measure : note.measure], Fraction(0)) + note.onset_quarters


def _sing(verses: dict[str, list[Lyric]], note: Note) -> None:
    """Add a note's syllables to the words of its measure; a blank follows where a word ends."""
    for lyric in note.lyrics:
        syllable = "".join(child.text or "" for child in lyric if child.tag in ("text", "elision"))
        syllable = " ".join(syllable.split())
        if not syllable:
            continue
        syllabic = [child.text for child in lyric if child.tag == "syllabic"]
        unfinished = bool(syllabic) and syllabic[-1] in _UNFINISHED
        verse = lyric.get("number") or lyric.get("name") or "1"
        verses.setdefault(verse, []).append(Lyric(note.onset_quarters, syllable + ("" if unfinished else " ")))
