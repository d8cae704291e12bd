"""The melody of a MusicXML part and the words under it: one voice's notes, the top of each chord."""

from xml.etree.ElementTree import Element

from houseband.charts.musicxml.notes import Note

_UNFINISHED = ("begin", "middle")  # syllables that the next one joins without a blank
_UNDERTIE = "‿"
Syllables = dict[str, list[tuple[int, str]]]
"""The words of one measure by verse: each piece with its place in ticks."""


def melody_notes(notes: list[Note]) -> list[Note]:
    """The notes of the melody, ties not yet joined: the first voice of the first staff with pitched notes.

    Voice 1 where there is one; of notes that sound together, the highest.
    """
    voice = _voice(notes)
    tops: dict[tuple[int, int], Note] = {}
    for note in notes:
        pitch = note.pitch
        if pitch is None or note.is_drum or not note.duration or (note.staff, note.voice) != voice:
            continue
        place = note.measure, note.onset
        top = tops.get(place)
        if top is None or pitch > (top.pitch or 0):
            tops[place] = note
    return [tops[place] for place in sorted(tops)]


def words(notes: list[Note], measures: int) -> list[Syllables]:
    """The words under each measure: the melody's own, or, if it has none, those of any voice."""
    sung = [note for note in notes if note.lyrics]
    under: list[Syllables] = [{} for _ in range(measures)]
    voice = _voice(notes) if sung else None
    own = [note for note in sung if (note.staff, note.voice) == voice]
    for note in own or sung:
        _sing(under[note.measure], note)
    return under


def _voice(notes: list[Note]) -> tuple[str, str] | None:
    """The staff and voice of the melody."""
    voices = dict.fromkeys((note.staff, note.voice) for note in notes if note.pitch is not None and not note.is_drum)
    if not voices:
        return None
    staff = min(staff for staff, _ in voices)
    return (staff, "1") if (staff, "1") in voices else next(found for found in voices if found[0] == staff)


def _sing(verses: Syllables, note: Note) -> None:
    """Add a note's syllables to the words of its measure; a blank follows where a word ends."""
    for lyric in note.lyrics:
        pieces: list[str] = []
        syllabic = ""
        for child in lyric:
            if child.tag == "text":
                pieces.append(child.text or "")
            elif child.tag == "elision":
                pieces.append(_elision(child))
            elif child.tag == "syllabic":
                syllabic = (child.text or "").strip()
        syllable = " ".join("".join(pieces).split())
        if not syllable:
            continue
        unfinished = syllabic in _UNFINISHED
        if not syllabic and len(syllable) > 1 and syllable.endswith("-"):  # a hyphen typed by hand
            syllable, unfinished = syllable[:-1], True
        verse = lyric.get("number") or lyric.get("name") or "1"
        verses.setdefault(verse, []).append((note.onset, syllable if unfinished else syllable + " "))


def _elision(element: Element) -> str:
    """What joins two syllables over one note: an undertie unless a blank or another sign is asked for."""
    text = element.text or ""
    return text if text and text != "_" else _UNDERTIE
