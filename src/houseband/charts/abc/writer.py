"""Charts as ABC 2.1 tunes: melody with its words, chords in quotes at their places, the signs of the road, the head.

Where there is no melody, chords stand over invisible rests (``x``). A note is cut, and tied, where a chord, a syllable
or a fermata falls within it, so that each stands at its own place; reading joins it again.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from houseband.charts.abc.key import signature_of
from houseband.charts.abc.mnemonics import written_text
from houseband.charts.abc.notes import Piece, Spelling, length_text, tuplets_of
from houseband.charts.abc.tune import CREDITS, OTHER_TITLE, REFERENCE
from houseband.charts.abc.verses import verse_lines
from houseband.charts.chart import Bar, Chart, MelodyNote
from houseband.charts.symbol import plain_spelling
from houseband.charts.written import Written
from houseband.charts.written_out import written_out
from houseband.errors import Remark
from houseband.music.key import Key
from houseband.music.meter import Meter, meter

BARS_A_LINE = 4
_UNIT_QUARTERS = Fraction(1, 2)
_MODES = {"major": "", "minor": "m", "dorian": "dor", "phrygian": "phr", "lydian": "lyd", "mixolydian": "mix",
          "locrian": "loc"}  # fmt: skip
_FIELD_OF_ROLE = {role: letter for letter, role in CREDITS.items()}
_NUMBERED = re.compile(r"(?:coda|segno)(?: ([2-9]))?")
_COMPOSERS = {"lyricist": "Words", "arranger": "Setting", "copyright": "copyright"}


def write(charts: Sequence[Chart]) -> Written:
    """The charts as a tune book."""
    remarks: list[Remark] = []
    numbers = [next((name for role, name in chart.credits if role == REFERENCE), "") for chart in charts]
    keep = len(set(numbers)) == len(numbers) and all(number.isdigit() for number in numbers)
    tunes = [
        "\n".join(_TuneWriter(chart, remarks).lines(numbers[i] if keep else str(i + 1)))
        for i, chart in enumerate(charts)
    ]
    return Written(("%abc-2.1\n" + "\n\n".join(tunes) + "\n").encode(), tuple(remarks))


class _TuneWriter:
    """One tune being written."""

    def __init__(self, chart: Chart, remarks: list[Remark]) -> None:
        self.chart = chart
        self.remarks = remarks
        if not all(len(name) == 1 and name.isupper() and name.isascii() for name in chart.section_order):
            remarks.append(
                Remark(f"{chart.title}: the order of the sections",
                       hint="written out as they are played: parts in P: have names of one letter")
            )  # fmt: skip
            self.chart = chart = written_out(chart)
        self.signature = signature_of(chart.key)
        self.flats = chart.key is not None and chart.key.prefers_flats
        self.spelling = Spelling(self.signature, self.flats)
        self.has_melody = any(bar.melody for bar in chart.bars)
        self.notes = _sounding(chart.bars)
        self.ending: tuple[int, ...] = ()  # the bracket that a reader is under
        self.meter = chart.meter

    def lines(self, number: str) -> list[str]:
        """The lines of the tune."""
        head = self.head(number)
        body = self.body()
        self.remark_losses()
        return head + body

    def head(self, number: str) -> list[str]:
        """The fields before the music."""
        chart = self.chart
        lines = [f"X:{number}"]
        if chart.title:
            lines.append(f"T:{written_text(chart.title)}")
        lines += [f"T:{written_text(name)}" for role, name in chart.credits if role == OTHER_TITLE]
        if chart.composer:
            lines.append(f"C:{written_text(chart.composer)}")
        for role, name in chart.credits:
            if role in _COMPOSERS:
                lines.append(f"C:{_COMPOSERS[role]}: {written_text(name)}")
            elif role in _FIELD_OF_ROLE and role != "words":
                lines.append(f"{_FIELD_OF_ROLE[role]}:{written_text(name)}")
            elif role not in (REFERENCE, OTHER_TITLE, "words"):
                lines.append(f"N:{written_text(f'{role}: {name}')}")
        if chart.style:
            lines.append(f"R:{written_text(chart.style)}")
        lines += [f"M:{_meter_text(chart.meter)}", "L:1/8"]
        if chart.tempo_bpm:
            lines.append(f"Q:{_tempo_text(chart.tempo_bpm, chart.meter)}")
        if chart.section_order:
            lines.append("P:" + "".join(chart.section_order))
        lines.append(f"K:{_key_text(chart.key)}")
        return lines

    # -- the body -----------------------------------------------------------------------------------------------------

    def body(self) -> list[str]:
        """The music, so many bars a line, each line with its words."""
        bars = self.chart.bars
        lines: list[str] = []
        music: list[str] = []
        pieces_of_line: list[tuple[int, list[Piece]]] = []

        def end_line() -> None:
            if music:
                lines.append(" ".join(music))
                lines.extend(verse_lines(bars, pieces_of_line))
            music.clear()
            pieces_of_line.clear()

        for i, bar in enumerate(bars):
            if bar.section is not None:
                end_line()
                lines.append(f"P:{written_text(bar.section)}")
                self.ending = ()
            if len(pieces_of_line) >= BARS_A_LINE:
                end_line()
            if bar.repeat_start:
                music.append("|:")
                self.ending = ()
            pieces = self.pieces(i)
            pieces_of_line.append((i, pieces))
            music.append(self.bar(i, pieces))
            music.append(self.bar_line(i))
        end_line()
        for role, name in self.chart.credits:
            if role == "words":
                lines += [f"W:{written_text(line)}" for line in name.split("\n")]
        return lines + ([] if any(bar.melody for bar in bars) else self.words_below())

    def words_below(self) -> list[str]:
        """The words of a song without a melody, for whoever sings it: as ``W:`` lines, four bars each."""
        lines: list[str] = []
        row = ""
        for i, bar in enumerate(self.chart.bars):
            if row and (bar.section is not None or i % BARS_A_LINE == 0):
                lines.append(f"W:{written_text(' '.join(row.split()))}")
                row = ""
            if bar.section is not None and lines:
                lines.append("W:")
            row += "".join(lyric.text for lyric in bar.lyrics if lyric.verse == 1)
        return lines + ([f"W:{written_text(' '.join(row.split()))}"] if row else [])

    def bar_line(self, i: int) -> str:
        """The line after a bar; what opens the next is written with it."""
        bars = self.chart.bars
        bar = bars[i]
        last = i + 1 == len(bars)
        if bar.repeat_count > 1:
            self.ending = ()
            return ":" * (bar.repeat_count - 1) + "|"
        if last:
            return "|]"
        if bar.endings and not bars[i + 1].endings:
            self.ending = ()
            return "||"
        return "|"

    def bar(self, i: int, pieces: list[Piece]) -> str:
        """A bar without its lines."""
        bar = self.chart.bars[i]
        words: list[str] = []
        if bar.endings != self.ending:
            words.append("[" + ",".join(map(str, bar.endings)))
            self.ending = bar.endings
        words += self.changes(i)
        self.spelling.new_bar()
        text = self.music(bar, pieces)
        words.append(_before(bar, self.chart) + text)
        words += _after(bar, self.chart)
        return " ".join(words)

    def changes(self, i: int) -> list[str]:
        """Meter, key and tempo, where they change."""
        bar = self.chart.bars[i]
        words = []
        if bar.meter != self.meter:
            words.append(f"[M:{_meter_text(bar.meter)}]")
            self.meter = bar.meter
        if bar.key is not None and i > 0:
            words.append(f"[K:{_key_text(bar.key)}]")
            self.flats = bar.key.prefers_flats
            self.spelling = Spelling(signature_of(bar.key), self.flats)
        if bar.tempo_bpm is not None and (i > 0 or bar.tempo_bpm != self.chart.tempo_bpm):
            words.append(f"[Q:{_tempo_text(bar.tempo_bpm, bar.meter)}]")
        return words

    def pieces(self, i: int) -> list[Piece]:
        """The notes and rests of a bar, cut where a chord, a syllable or a fermata falls."""
        bar = self.chart.bars[i]
        length = bar.duration_quarters
        cuts = {change.onset_quarters for change in (*bar.chords, *bar.alternates)} | set(bar.fermatas)
        cuts |= {lyric.onset_quarters for lyric in bar.lyrics}
        cuts = {cut for cut in cuts if 0 < cut < length}
        whole: list[Piece] = []
        at = Fraction(0)
        for note in self.notes[i]:
            if note.onset_quarters > at:
                whole.append(Piece(at, note.onset_quarters - at, None))
            whole.append(note)
            at = note.onset_quarters + note.duration_quarters
        if at < length:
            whole.append(Piece(at, length - at, None))
        pieces: list[Piece] = []
        for piece in whole:
            end = piece.onset_quarters + piece.duration_quarters
            points = [piece.onset_quarters, *sorted(c for c in cuts if piece.onset_quarters < c < end), end]
            for start, stop in pairwise(points):
                ties = piece.pitch is not None and (stop < end or piece.ties)
                pieces.append(Piece(start, stop - start, piece.pitch, ties))
        return pieces

    def music(self, bar: Bar, pieces: list[Piece]) -> str:
        """The pieces as text, with the chords, fermatas and tuplets before them."""
        tuplets = {tuplet.first: tuplet for tuplet in tuplets_of(pieces, _UNIT_QUARTERS)}
        left, factor = 0, Fraction(1)
        rest = "z" if self.has_melody else "x"
        words: list[str] = []
        for k, piece in enumerate(pieces):
            text = "".join(self.chords(bar, piece.onset_quarters))
            if piece.onset_quarters in bar.fermatas:
                text += "!fermata!"
            if k in tuplets:
                tuplet = tuplets[k]
                left, factor = tuplet.count, Fraction(tuplet.p, tuplet.q)
                text = f"({tuplet.p}:{tuplet.q}:{tuplet.count}" + text
            units = piece.duration_quarters / _UNIT_QUARTERS * (factor if left else 1)
            left = max(0, left - 1)
            name = rest if piece.pitch is None else self.spelling.name(piece.pitch)
            words.append(text + name + length_text(units) + ("-" if piece.ties else ""))
        return " ".join(words)

    def chords(self, bar: Bar, onset: Fraction) -> list[str]:
        """The chord symbols at this place, with what is offered instead."""
        others = [
            plain_spelling(change.symbol, change.chord, self.flats)
            for change in bar.alternates
            if change.onset_quarters == onset
        ]
        found = [change for change in bar.chords if change.onset_quarters == onset][-1:]
        main = [plain_spelling(change.symbol, change.chord, self.flats) for change in found]
        if others:
            return [f'"{"".join(main)}({others[0]})"', *(f'"({other})"' for other in others[1:])]
        return [f'"{text}"' for text in main]

    # -- what is lost ------------------------------------------------------------------------------------------------

    def lose(self, what: str, hint: str) -> None:
        """Note that something is not in the file."""
        self.remarks.append(Remark(f"{self.chart.title}: {what} left out", hint=hint))

    def remark_losses(self) -> None:
        """Remarks on what ABC has no place for."""
        chart = self.chart
        if any(bar.kicks for bar in chart.bars):
            self.lose("rhythms for the band", "ABC has none")
        if any(bar.open_repeat for bar in chart.bars):
            self.lose("'until the cue' of open repeats", "they sound as often as they are written")
        if chart.parts:
            self.lose(f"{len(chart.parts)} written parts", "only the melody is written")
        if chart.frames:
            self.lose("chord diagrams", "ABC has none")
        if chart.capo_fret:
            self.lose(f"the capo at fret {chart.capo_fret}", "the chords are those that sound")
        if _has_lost_words(chart, self.notes):
            below = "" if any(bar.melody for bar in chart.bars) else "; they stand below the tune"
            self.lose("words with no note to sing them on", f"ABC sets words under notes{below}")
        if _overlaps(chart.bars):
            self.lose("the rest of notes that others run into", "a melody has one note at a time")


def _before(bar: Bar, chart: Chart) -> str:
    """The signs over the first note of a bar."""
    text = "".join('"^' + written_text(words).replace('"', "'") + '"' for words in bar.directions)
    if bar.segno is not None:
        number = _ordinal(bar.segno, [b.segno for b in chart.bars])
        text += "!segno!" if number == 1 else f'"^Segno {number}"'
    if bar.coda is not None:
        codas = [b.coda for b in chart.bars]
        number = _ordinal(bar.coda, codas)
        alone = sum(label is not None for label in codas) == 1 and bar.to_coda is None
        text += "!coda!" if alone else '"^Coda"' if number == 1 else f'"^Coda {number}"'
    return text


def _after(bar: Bar, chart: Chart) -> list[str]:
    """The signs at the end of a bar."""
    words = []
    if bar.to_coda is not None:
        number = _ordinal(bar.to_coda, [b.coda for b in chart.bars])
        words.append("!dacoda!" if number == 1 else f'"^To Coda {number}"')
    if bar.fine:
        words.append("!fine!")
    if bar.jump is not None:
        number = _ordinal(bar.jump.to, [b.segno for b in chart.bars]) if bar.jump.to else 1
        tail = {"end": "", "fine": "alfine", "coda": "alcoda"}[bar.jump.until]
        if number == 1:
            words.append(f"!{'D.S.' if bar.jump.to else 'D.C.'}{tail}!")
        else:
            words.append(f'"^D.S. {number}{tail and " al " + tail[2:].capitalize()}"')
    return words


def _ordinal(label: str, labels: list[str | None]) -> int:
    """The number of a sign: 1 for 'coda', 2 for 'coda 2'; of other labels which of them it is; 1 for one not there."""
    if found := _NUMBERED.fullmatch(label):
        return int(found[1] or 1)
    different = list(dict.fromkeys(one for one in labels if one is not None))
    return different.index(label) + 1 if label in different else 1


def _sounding(bars: Sequence[Bar]) -> list[list[Piece]]:
    """What sounds of the melody in each bar: notes cut at bar lines, and at the next note."""
    sounding: list[list[Piece]] = [[] for _ in bars]
    onsets = [(i, note) for i, bar in enumerate(bars) for note in bar.melody]
    for k, (i, note) in enumerate(onsets):
        room = _room(bars, i, note, onsets[k + 1] if k + 1 < len(onsets) else None)
        left = min(note.duration_quarters, room)
        at, bar = note.onset_quarters, i
        while left > 0 and bar < len(bars):
            here = min(left, bars[bar].duration_quarters - at)
            left -= here
            if here > 0:
                sounding[bar].append(Piece(at, here, note.pitch, ties=left > 0 and bar + 1 < len(bars)))
            at, bar = Fraction(0), bar + 1
    return sounding


def _room(bars: Sequence[Bar], i: int, note: MelodyNote, following: tuple[int, MelodyNote] | None) -> Fraction:
    """How long a note can sound until the next one begins."""
    if following is None:
        return note.duration_quarters
    between = Fraction(0)
    for bar in bars[i : following[0]]:
        between += bar.duration_quarters
        if between > note.onset_quarters + note.duration_quarters:
            return note.duration_quarters
    return between + following[1].onset_quarters - note.onset_quarters


def _overlaps(bars: Sequence[Bar]) -> bool:
    onsets = [(i, note) for i, bar in enumerate(bars) for note in bar.melody]
    return any(_room(bars, i, note, after) < note.duration_quarters for (i, note), after in pairwise(onsets))


def _has_lost_words(chart: Chart, notes: list[list[Piece]]) -> bool:
    for bar, pieces in zip(chart.bars, notes, strict=True):
        for lyric in bar.lyrics:
            at = lyric.onset_quarters
            if not any(p.onset_quarters <= at < p.onset_quarters + p.duration_quarters for p in pieces):
                return True
    return False


def _meter_text(one: Meter) -> str:
    if one == meter(one.count, one.unit):
        return f"{one.count}/{one.unit}"
    return f"({'+'.join(map(str, one.groups))})/{one.unit}"


def _key_text(key: Key | None) -> str:
    return "none" if key is None else key.tonic + _MODES[key.mode]


def _tempo_text(tempo_bpm: float, one: Meter) -> str:
    beat = one.beat_quarters / 4
    return f"{beat.numerator}/{beat.denominator}={round(tempo_bpm, 3):g}"
