"""One bar for the writer: chord symbols at their places, notes with ties, tuplets, beams and accidentals, words."""

from fractions import Fraction
from itertools import groupby, pairwise
from xml.etree.ElementTree import Element, SubElement

from houseband.charts.chart import Bar, ChordChange, Frame
from houseband.charts.musicxml.beams import beams_of
from houseband.charts.musicxml.harmony_writer import harmony, root_name
from houseband.charts.musicxml.note_values import Piece, Span, pieces_of
from houseband.charts.musicxml.spelling import ACCIDENTALS, signature, spell
from houseband.charts.musicxml.staff import Held, spans_of
from houseband.charts.musicxml.syllables import Syllable
from houseband.charts.musicxml.timing import Timing

_SLASH_LINE = ("B", 0, 4)  # the middle line
_OVER_THE_STAFF = ("A", 0, 5)


class BarWriter:
    """Writes the bars of a chart one after the other."""

    def __init__(self, has_melody: bool) -> None:
        self.timing = Timing()
        self.has_melody = has_melody
        self.key = 0
        """Sharps or flats of the key signature in force."""
        self.sounding: ChordChange | None = None

    def write(
        self,
        measure: Element,
        bar: Bar,
        melody: list[Held],
        kicks: list[Held],
        words: list[Syllable],
        frames: dict[str, list[Frame]],
    ) -> None:
        """Add what is played in a bar to its measure element. ``frames`` are the diagrams not yet drawn, by symbol."""
        length = bar.duration_quarters
        changes = [(change, False) for change in bar.chords] + [(change, True) for change in bar.alternates]
        changes.sort(key=lambda pair: pair[0].onset_quarters)
        if melody or (self.has_melody and not kicks):
            spans, is_slash, has_stem = spans_of(melody, length), False, True
        elif kicks:
            spans, is_slash, has_stem = spans_of(kicks, length), True, True
            melody, kicks = kicks, []
        else:
            spans, is_slash, has_stem = _slashes(bar), True, False
        pieces = [] if not melody and not is_slash else pieces_of(spans, bar.meter, length)
        if not pieces:
            pieces = [Piece(0, Fraction(0), length, "", 0)]
        rests = [spans[piece.span].is_rest for piece in pieces]
        beams = beams_of(pieces, rests, bar.meter, length) if has_stem else [[] for _ in pieces]
        held = {note.onset: note for note in melody}
        accidentals = _Accidentals(self.key)
        fermatas = list(bar.fermatas)
        for k, piece in enumerate(pieces):
            end = piece.onset + piece.duration if k + 1 < len(pieces) else length
            while changes and changes[0][0].onset_quarters < end:
                change, is_alternate = changes.pop(0)
                self._harmony(measure, change, is_alternate, piece.onset, frames)
            note = SubElement(measure, "note")
            span = spans[piece.span]
            source = None if span.is_rest else held.get(span.onset)
            tied_from, tied_to = _ties(pieces, k, source)
            spelled = None
            if span.is_rest:
                SubElement(note, "rest", {} if piece.value else {"measure": "yes"})
            elif is_slash or source is None:
                _pitch(note, *_SLASH_LINE)
            else:
                spelled = self._spelled(source.pitch, bar, span.onset)
                _pitch(note, *spelled)
            self.timing.duration(note, piece.duration)
            for kind, is_tied in (("stop", tied_from), ("start", tied_to)):
                if is_tied:
                    SubElement(note, "tie", type=kind)
            SubElement(note, "voice").text = "1"
            self._value(note, piece)
            if spelled is not None and not tied_from:
                accidentals.add(note, *spelled)
            elif spelled is not None and k == 0:
                accidentals.remember_tied(*spelled)
            _tuplet_ratio(note, piece)
            if is_slash and not span.is_rest:
                SubElement(note, "stem").text = "up" if has_stem else "none"
                SubElement(note, "notehead").text = "slash"
            elif kicks and spelled is not None:
                SubElement(note, "stem").text = "down"  # the rhythm's stems go up
            for number, beam in enumerate(beams[k], 1):
                SubElement(note, "beam", number=str(number)).text = beam
            under = [onset for onset in fermatas if onset < end]
            fermatas = fermatas[len(under) :]
            _notations(note, pieces, k, tied_from, tied_to, beams, bool(under))
            _lyrics(note, [s for s in words if s.onset < end and (s.onset >= piece.onset or k == 0)])
        for change, is_alternate in changes:  # beyond the end of the bar: it is kept, at its end
            self._harmony(measure, change, is_alternate, length, frames)
        if kicks:
            self._rhythm(measure, bar, kicks)

    def _harmony(
        self, measure: Element, change: ChordChange, is_alternate: bool, place: Fraction, frames: dict[str, list[Frame]]
    ) -> None:
        left = frames.get(change.symbol)  # each diagram is drawn once, at the first chord that has its symbol
        element = harmony(change, self.key < 0, is_alternate, left.pop(0) if left else None)
        if change.onset_quarters != place:
            self.timing.offset(element, change.onset_quarters - place)
        measure.append(element)
        if not is_alternate:
            self.sounding = change

    def _spelled(self, pitch: int, bar: Bar, onset: Fraction) -> tuple[str, int, int]:
        """A pitch as a tone of the chord that sounds when it begins, or of the key."""
        over = self.sounding
        for change in bar.chords:
            if change.onset_quarters <= onset:
                over = change
        if over is None:
            return spell(pitch, self.key, None, "")
        return spell(pitch, self.key, over.chord, root_name(over, self.key < 0))

    def _value(self, note: Element, piece: Piece) -> None:
        if piece.value:
            SubElement(note, "type").text = piece.value
            for _ in range(piece.dots):
                SubElement(note, "dot")

    def _rhythm(self, measure: Element, bar: Bar, kicks: list[Held]) -> None:
        """The band's rhythm over a melody: a second voice of slashes, with nothing where there is no hit."""
        length = bar.duration_quarters
        backup = SubElement(measure, "backup")
        self.timing.duration(backup, length)
        spans = spans_of(kicks, length)
        pieces = pieces_of(spans, bar.meter, length)
        rests = [spans[piece.span].is_rest for piece in pieces]
        beams = beams_of(pieces, rests, bar.meter, length)
        held = {kick.onset: kick for kick in kicks}
        for k, piece in enumerate(pieces):
            span = spans[piece.span]
            if span.is_rest and piece.tuplet is None:
                self.timing.duration(SubElement(measure, "forward"), piece.duration)
                continue
            note = SubElement(measure, "note")
            tied_from, tied_to = _ties(pieces, k, held.get(span.onset) if not span.is_rest else None)
            if span.is_rest:
                SubElement(note, "rest")
            else:
                _pitch(note, *_OVER_THE_STAFF)
            self.timing.duration(note, piece.duration)
            for kind, is_tied in (("stop", tied_from), ("start", tied_to)):
                if is_tied:
                    SubElement(note, "tie", type=kind)
            SubElement(note, "voice").text = "2"
            self._value(note, piece)
            _tuplet_ratio(note, piece)
            if not span.is_rest:
                SubElement(note, "stem").text = "up"
                SubElement(note, "notehead").text = "slash"
            for number, beam in enumerate(beams[k], 1):
                SubElement(note, "beam", number=str(number)).text = beam
            _notations(note, pieces, k, tied_from, tied_to, beams, False)


class _Accidentals:
    """Which accidentals hold in a bar."""

    def __init__(self, key: int) -> None:
        self.signature = signature(key)
        self.written: dict[tuple[str, int], int] = {}

    def add(self, note: Element, step: str, alter: int, octave: int) -> None:
        """Write the accidental that a note needs, if any; it holds for the rest of the bar."""
        if self.written.get((step, octave), self.signature[step]) != alter:
            SubElement(note, "accidental").text = ACCIDENTALS[alter]
            self.written[step, octave] = alter

    def remember_tied(self, step: str, alter: int, octave: int) -> None:
        """A note tied over the bar line needs no accidental, but the next one on its line does."""
        if self.signature[step] != alter:
            self.written[step, octave] = 99


def _slashes(bar: Bar) -> list[Span]:
    """A slash on every beat; a beat cut short at the end of the bar is one too."""
    beat = bar.meter.beat_quarters
    places = []
    place = Fraction(0)
    while place < bar.duration_quarters:
        places.append(place)
        place += beat
    return [Span(onset, min(onset + beat, bar.duration_quarters)) for onset in places]


def _ties(pieces: list[Piece], k: int, source: Held | None) -> tuple[bool, bool]:
    """Whether a piece is tied from the one before and to the one after."""
    if source is None:
        return False, False
    span = pieces[k].span
    first = k == 0 or pieces[k - 1].span != span
    last = k + 1 == len(pieces) or pieces[k + 1].span != span
    return not first or source.tied_from, not last or source.tied_to


def _pitch(note: Element, step: str, alter: int, octave: int) -> None:
    pitch = SubElement(note, "pitch")
    SubElement(pitch, "step").text = step
    if alter:
        SubElement(pitch, "alter").text = str(alter)
    SubElement(pitch, "octave").text = str(octave)


def _tuplet_ratio(note: Element, piece: Piece) -> None:
    if piece.tuplet is not None:
        ratio = SubElement(note, "time-modification")
        SubElement(ratio, "actual-notes").text = str(piece.tuplet.actual)
        SubElement(ratio, "normal-notes").text = str(piece.tuplet.normal)


def _notations(
    note: Element,
    pieces: list[Piece],
    k: int,
    tied_from: bool,
    tied_to: bool,
    beams: list[list[str]],
    has_fermata: bool,
) -> None:
    notations = Element("notations")
    for kind, is_tied in (("stop", tied_from), ("start", tied_to)):
        if is_tied:
            SubElement(notations, "tied", type=kind)
    tuplet = pieces[k].tuplet
    if tuplet is not None:
        if k == 0 or pieces[k - 1].tuplet != tuplet:
            inside = [j for j, piece in enumerate(pieces) if piece.tuplet == tuplet]
            beamed = len(inside) > 1 and all(beams[j] for j in inside) and beams[inside[0]][0] == "begin"
            SubElement(notations, "tuplet", type="start", bracket="no" if beamed else "yes")
        if k + 1 == len(pieces) or pieces[k + 1].tuplet != tuplet:
            SubElement(notations, "tuplet", type="stop")
    if has_fermata:
        SubElement(notations, "fermata", type="upright")
    if len(notations):
        note.append(notations)


def _lyrics(note: Element, words: list[Syllable]) -> None:
    """A lyric a verse; several pieces over one note are sung as one."""
    for verse, group in groupby(sorted(words, key=lambda s: s.verse), key=lambda s: s.verse):
        pieces = list(group)
        text = pieces[0].text
        for before, piece in pairwise(pieces):
            text += ("" if before.syllabic in ("begin", "middle") else " ") + piece.text
        begins = pieces[0].syllabic in ("single", "begin")
        ends = pieces[-1].syllabic in ("single", "end")
        lyric = SubElement(note, "lyric", number=str(verse))
        SubElement(lyric, "syllabic").text = {
            (True, True): "single", (True, False): "begin", (False, False): "middle", (False, True): "end",
        }[begins, ends]  # fmt: skip
        SubElement(lyric, "text").text = text
