"""Impro-Visor leadsheets (``.ls``): a head of forms in round brackets, chords in bars, and melodies note by note.

By Bob Keller's "Impro-Visor Leadsheet Notation" (2005) and leadsheets in public. Words that begin with a capital are
chords, with a small letter notes. What stands in a bar shares it evenly, ``/`` among it: there the chord goes on. A bar
with nothing in it, or ``/`` alone, goes on as before.
"""

import re
from dataclasses import dataclass, field
from fractions import Fraction

from houseband.charts.chart import Chart, MelodyNote, PartNote, WrittenPart
from houseband.charts.draft import Draft, DraftBar
from houseband.charts.improvisor.forms import Piece, pieces
from houseband.charts.improvisor.notes import loudness, read_note
from houseband.charts.source import Source
from houseband.errors import ChartError
from houseband.music.key import LINE_OF_FIFTHS, parse_key
from houseband.music.meter import parse_meter

_CREDITS = {"show": "show", "year": "year", "comments": "comment"}
_MOST_IN_A_BAR = 64
_MOST_PIECES = 50_000  # a long leadsheet with many choruses has some thousand


@dataclass(slots=True)
class Melody:
    """A part written note by note; onsets in quarters from the first bar line."""

    name: str
    notes: list[PartNote] = field(default_factory=list)
    length_quarters: Fraction = Fraction(0)
    velocity: int = 80


def read(source: Source) -> tuple[Chart, ...]:
    """The one chart of a leadsheet. Raises ChartError, with its place, for what cannot be played."""
    return (Leadsheet(source).chart(),)


class Leadsheet:
    """A leadsheet while it is read."""

    def __init__(self, source: Source) -> None:
        self.draft = Draft(source, "impro-visor")
        self.melodies: list[Melody] = []
        self.cells: list[Piece] = []
        self.sections: list[tuple[int, str]] = []
        self.in_melody = False
        self.style = ""
        self.begun = False
        for count, piece in enumerate(pieces(source.text, source.name)):
            if count > _MOST_PIECES:
                raise ChartError(f"more than {_MOST_PIECES:,} words", source.name, piece.line, hint="split the sheet")
            if piece.name or piece.text.startswith("("):
                self._form(piece)
            else:
                self._word(piece)
        if self.cells:
            self._end_bar()

    def chart(self) -> Chart:
        """The finished chart."""
        draft = self.draft
        self._write_sections()
        sounding = [melody for melody in self.melodies if melody.notes]
        end = max((note.onset_quarters + note.duration_quarters for m in sounding for note in m.notes),
                  default=Fraction(0))  # fmt: skip
        count = len(draft.bars)
        while len(draft.bars) * draft.meter.quarters < end:
            draft.add_bar()
        if 0 < count < len(draft.bars):
            draft.remark(f"the melody goes on for {len(draft.bars) - count} bars after the chords",
                         hint="the last chord goes on there")  # fmt: skip
        if sounding:
            for bar, notes in zip(draft.bars, self._by_bar(sounding[0]), strict=True):
                bar.melody = [MelodyNote(note.onset_quarters, note.duration_quarters, note.pitch) for note in notes]
        if len(sounding) > 1:
            draft.remark(f"{len(sounding)} melodies", hint="the first is the tune; each is kept as a part")
            draft.parts = [
                WrittenPart(melody.name, tuple(map(tuple, self._by_bar(melody)))) for melody in sounding
            ]  # fmt: skip
        return draft.finish()

    def _form(self, piece: Piece) -> None:
        """A form: of the head, or where a part, a section or a phrase begins."""
        draft, name, text = self.draft, piece.name.lower(), piece.text
        if name == "title":
            draft.title = draft.title or text
        elif name == "composer":
            draft.composer = draft.composer or text
        elif name in _CREDITS:
            if text:
                draft.credits.append((_CREDITS[name], text))
        elif name == "meter":
            self._meter(piece)
        elif name == "key":
            fifths = int(text) if re.fullmatch(r"[+-]?\d{1,2}", text) else 99
            if abs(fifths) <= 7:
                draft.set_key(parse_key(LINE_OF_FIFTHS[LINE_OF_FIFTHS.index("C") + fifths]))
            else:
                self._passed(piece, "no key: sharps are 1 to 7, flats -1 to -7")
        elif name == "tempo":
            if re.fullmatch(r"\d{1,3}(\.\d{1,9})?", text) and 10 <= float(text) <= 600:
                draft.set_tempo(float(text))
            else:
                self._passed(piece, "no tempo")
        elif name in ("section", "phrase", "style"):
            self._section(piece, name)
        elif name == "part":
            self._part(piece)
        elif name in ("transpose", "playback-transpose") and re.search(r"[1-9]", text):
            self._passed(piece, "a transposition", "not acted on: the chart is read as it is written")

    def _passed(self, piece: Piece, problem: str, hint: str = "not acted on") -> None:
        self.draft.remark(f"({piece.name} {piece.text[:50]}): {problem}", piece.line, piece.column, piece.shown, hint)

    def _meter(self, piece: Piece) -> None:
        numbers = piece.text.replace("/", " ").split()
        try:
            meter = parse_meter("/".join(numbers if len(numbers) > 1 else [*numbers, "4"]))
        except ValueError:
            self._passed(piece, "no meter")
            return
        if self.begun and meter != self.draft.meter:  # one leadsheet has one meter
            self._passed(piece, "a meter after the music has begun")
        else:
            self.draft.meter = meter

    def _section(self, piece: Piece, name: str) -> None:
        inner = piece.inner()
        style = (piece.text.partition("(")[0] if name == "style" else inner.get("style", "")).strip()
        if name == "style" and not self.begun and not self.cells:
            self.draft.style = self.style = self.draft.style or style
            return
        at = len(self.draft.bars) + bool(self.cells)  # in the middle of a bar it is of the next one
        if name == "phrase":
            return
        if at == 0 and not self.draft.style:
            self.draft.style = self.style = style
        self.sections.append((at, "" if style == self.style else style))
        self.style = style or self.style

    def _write_sections(self) -> None:
        bars = self.draft.bars
        found = dict(self.sections)
        if 0 not in found and found:
            found = {0: "", **found}
        found = {at: style for at, style in found.items() if at < len(bars)}
        for count, (at, style) in enumerate(sorted(found.items()), 1):
            if len(found) > 1:
                bars[at].section = f"Section {count}"  # they have no names of their own
            if style:
                bars[at].directions.append(style)

    def _part(self, piece: Piece) -> None:
        inner = piece.inner()
        kind = inner.get("type", "").lower()
        self.in_melody = kind == "melody"
        if self.in_melody:
            if self.cells:
                self._end_bar()
            self.melodies.append(Melody(inner.get("title") or f"melody {len(self.melodies) + 1}"))
        elif kind != "chords":
            self._passed(piece, f"a part of an unknown kind {kind[:20]!r}")

    def _word(self, piece: Piece) -> None:
        word = piece.text
        if word == ")":
            self.draft.remark("a bracket closes that was not opened", piece.line, piece.column, piece.shown)
        elif word in ("|", ","):
            if not self.in_melody and (self.begun or self.cells):
                self._end_bar()
            self.begun = self.begun or not self.in_melody  # a bar line before the first chord says: no pickup
        elif word == "/":
            if not self.in_melody:
                self.cells.append(piece)
        elif "A" <= word[0] <= "Z":
            self.in_melody = False
            self.cells.append(piece)
        elif "a" <= word[0] <= "z":
            self._note(piece)
        else:
            self.draft.remark(f"{word[:50]!r} is neither a chord nor a note", piece.line, piece.column, piece.shown,
                              "left out")  # fmt: skip

    def _end_bar(self) -> None:
        """Write the bar whose cells are read."""
        draft = self.draft
        self.begun = True
        bar = draft.add_bar()
        if len(self.cells) > _MOST_IN_A_BAR:
            first = self.cells[_MOST_IN_A_BAR]
            draft.remark(f"more than {_MOST_IN_A_BAR} chords in a bar", first.line, first.column, first.shown,
                         "left out: the bar is of those before it")  # fmt: skip
            del self.cells[_MOST_IN_A_BAR:]
        for index, cell in enumerate(self.cells):
            if cell.text != "/":
                self._chord(bar, draft.meter.quarters * index / len(self.cells), cell)
        self.cells.clear()

    def _chord(self, bar: DraftBar, onset_quarters: Fraction, cell: Piece) -> None:
        # Its sign for one chord over another is a backslash; everyone else reads that as a bass.
        chord = self.draft.chord(cell.text.replace("\\", "|"), cell.line, cell.column, cell.shown)
        if chord is not None:
            self.draft.put(bar, onset_quarters, cell.text, chord)

    def _note(self, piece: Piece) -> None:
        if self.cells:
            self._end_bar()
        self.in_melody = True
        if not self.melodies:
            self.melodies.append(Melody("melody 1"))
        melody = self.melodies[-1]
        if (velocity := loudness(piece.text)) is not None:
            melody.velocity = velocity
            return
        note = read_note(piece.text)
        if note is None:
            self.draft.remark(f"{piece.text[:50]!r} is no note with a length", piece.line, piece.column, piece.shown,
                              "left out: the notes after it may stand too early")  # fmt: skip
            return
        if note.pitch is not None:
            melody.notes.append(PartNote(melody.length_quarters, note.quarters, note.pitch, melody.velocity))
        melody.length_quarters += note.quarters

    def _by_bar(self, melody: Melody) -> list[list[PartNote]]:
        """The notes of every bar, counted from its bar line."""
        length = self.draft.meter.quarters
        found: list[list[PartNote]] = [[] for _ in self.draft.bars]
        for note in melody.notes:
            index, onset = divmod(note.onset_quarters, length)
            found[int(index)].append(PartNote(onset, note.duration_quarters, note.pitch, note.velocity))
        return found
