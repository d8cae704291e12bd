"""One voice of a tune, read line by line: its bars as they stand, with what is written in and between them.

Times are ticks (``length.py``) from the bar line. Pitches are MIDI keys that sound. What the signs of the road mean for
the whole is settled in ``bars.py``.
"""

import re
from collections.abc import Callable

from houseband.charts.abc import lexer, signs
from houseband.charts.abc.key import Properties, Signature, parse_properties, parse_signature
from houseband.charts.abc.length import QUARTER, Ticks, bar_ticks, read_meter, read_tempo, read_unit, scaled
from houseband.charts.abc.lyrics import Place, align_symbols, align_words
from houseband.charts.abc.measure import Event, Manner, Measure, Quoted
from houseband.charts.symbol import looks_like_chord
from houseband.errors import ChartError
from houseband.music.meter import Meter

MOST_BARS = 20_000  # of one voice: as many as a form can have (form.py)
MOST_REST_BARS = 1000  # of one sign: "Z9999" is a slip, and must not fill the memory
Remarked = Callable[[str, int | None, int | None, str, str], None]
"""Takes a problem, its line, column, the source line, and a hint."""


class Voice:
    """What is in force in one voice, and its bars so far."""

    def __init__(
        self, name: str, manner: Manner, remark: Remarked, meter: Meter | None, unit: Ticks, signature: Signature
    ) -> None:
        self.name = name
        self.title = ""
        self.manner = manner
        self.remark = remark
        self.meter, self.unit, self.signature = meter, unit, signature
        self.semitones = self.octaves = self.midi_semitones = 0
        self.program: int | None = None
        self.is_drums = False
        self.measures: list[Measure] = []
        self.line_places: list[Place] = []
        self.verse = 0
        self.number, self.shown = 0, ""
        self.goes_on = False  # whether the line of music goes on over the end of the source line
        self._last: Event | None = None
        self._tied: dict[int, int] = {}
        self._accidentals: dict[int, int] = {}
        self._quoted: list[tuple[str, int, int | None]] = []
        self._road: list[str] = []
        self._fermata = False
        self._broken = 0
        self._tuplet_left, self._tuplet = 0, (1, 1)
        self._ending: tuple[int, ...] = ()
        self._next: Measure | None = None
        self._over: Ticks | None = None
        self._bar_seen = False
        self._new_measure()

    def set_head(self, meter: Meter | None, unit: Ticks, signature: Signature) -> None:
        """What the head says, known now that it is over."""
        self.meter, self.unit, self.signature = meter, unit, signature
        self.now.meter = meter

    # -- bars ---------------------------------------------------------------------------------------------------------

    def _new_measure(self) -> None:
        self.now = Measure(self.number, self.meter)
        if self._next is not None:
            self.now.signature, self.now.tempo = self._next.signature, self._next.tempo
            self.now.directions, self._next = self._next.directions, None
        self.time: Ticks = 0
        self._accidentals = {}
        self._over = None

    def is_open(self) -> bool:
        return bool(self.now.duration or self.time or self.now.chords)

    def _close_measure(self) -> None:
        """The bar is full: a bar line stands here, or the tune ends."""
        now = self.now
        if self._over is not None:
            self.time, self._over = max(self.time, self._over), None
        now.duration = self.time
        if not now.duration:
            now.duration = self.full
        now.endings = self._ending
        self.measures.append(now)
        if len(self.measures) > MOST_BARS:
            raise ChartError(f"more than {MOST_BARS} bars", line=self.number, hint="split the tune")
        self._new_measure()
        self.now.opens_thick = now.closes_thick

    @property
    def full(self) -> Ticks:
        """The ticks of a whole bar."""
        return bar_ticks(self.meter) if self.meter is not None else 4 * QUARTER

    def finish(self) -> None:
        """The tune is over."""
        if self.is_open():
            self._put_quoted(0)
            self._close_measure()
        elif self._quoted and self.measures:
            self.remark("a chord with no note after it", self._quoted[0][1], self._quoted[0][2], self.shown, "left out")
        if self._road and self.measures:
            self.measures[-1].road += [(name, True) for name in self._road]
        self._road = []

    def bar_line(self, sign: str, ends: str | None) -> None:
        """A bar line with its repeats, and the numbers of an ending behind it."""
        plain = sign.strip(".").replace("[", "").replace("]", "")
        before = len(plain) - len(plain.lstrip(":"))
        after = len(plain) - len(plain.rstrip(":"))
        if before == len(plain):  # "::" alone
            before = after = max(1, before // 2) if before > 1 else 0
        if self._quoted and self._bar_seen and not self.is_open():
            self.remark(
                "a bar with a chord and no notes", self.number, self._quoted[0][2], self.shown, "it is a whole bar"
            )
            self._put_quoted(self.full)
            self.time = self.full
        thick = before > 0 or after > 0 or sign.count("|") > 1 or "]" in sign or "[" in sign
        if self.is_open():
            if self._road:
                self._put_road(at_end=True)
            self.now.closes_thick = thick
            self._close_measure()
        elif self._road and self.measures:
            self._put_road(at_end=True, measure=self.measures[-1])
        if before:
            if self.measures:
                self.measures[-1].repeat_count = max(self.measures[-1].repeat_count, before + 1)
            else:
                self.remark("a repeat sign before the first bar", self.number, None, self.shown, "passed over")
        if thick:
            self._ending = ()
            self.now.opens_thick = True
            if self.measures:
                self.measures[-1].closes_thick = True
        if after:
            self.now.repeat_start = max(self.now.repeat_start, after + 1)
        if ends:
            self._ending = signs.ending_numbers(ends.strip().lstrip("["))
        self._bar_seen = True
        self._broken = 0

    def ending(self, text: str) -> None:
        """The bracket over an ending begins."""
        self._ending = signs.ending_numbers(text)
        self.now.opens_thick = True

    def rest_bars(self, count: int) -> None:
        """Whole bars of rest."""
        if self.is_open():
            self._put_quoted(0)
            self._close_measure()
        if count > MOST_REST_BARS:
            self.remark(f"{count} bars of rest", self.number, None, self.shown, f"{MOST_REST_BARS} are taken")
        for _ in range(min(count, MOST_REST_BARS)):
            self._put_quoted(self.full)
            self.time = self.full
            self._close_measure()
        self._last = None

    # -- notes --------------------------------------------------------------------------------------------------------

    def _put(self, event: Event) -> None:
        """Write an event where the voice is, with whatever waited for it."""
        duration = event.duration
        if self._tuplet_left:
            self._tuplet_left -= 1
            duration = scaled(duration, *self._tuplet)
        if self._broken:
            back = self._broken
            duration = scaled(duration, *((1, 2**back) if back > 0 else (2 ** (1 - back) - 1, 2**-back)))
            self._broken = 0
        event.onset, event.duration = self.time, duration
        if self._quoted:
            self._put_quoted(duration)
        if self._fermata:
            self.now.fermatas.append(self.time)
            self._fermata = False
        if self._road:
            self._put_road(at_end=False)
        if event.pitches:
            if self._over is None:
                self.now.events.append(event)
                self.line_places.append((len(self.measures), self.time))
            else:
                self.now.overlay.append(event)
        self._last = event
        self.time += duration
        self._bar_seen = False

    def _put_quoted(self, stretch: Ticks) -> None:
        count = len(self._quoted)
        for k, (text, line, column) in enumerate(self._quoted):
            self.now.chords.append(
                Quoted(self.time + scaled(stretch, k, count) if k else self.time, text, line, column, stretch)
            )
        if count > 1:
            self.remark("several chords over one note", self.number, self._quoted[0][2], self.shown, "they share it")
        self._quoted = []

    def note(self, text: str) -> None:
        """A note as written."""
        (letter, natural, alter, times, by), tied = self._read(text), self._tied
        if alter is None:
            if tied and natural in tied:
                alter = tied[natural]
            else:
                alter = self._accidentals.get(letter if self.manner.accidentals == "pitch" else natural)
                if alter is None:
                    alter = self.signature.alters[letter]
        elif self.manner.accidentals != "not":
            self._accidentals[letter if self.manner.accidentals == "pitch" else natural] = alter
        self._tied = {}
        if not times:
            return
        pitch = natural + alter + self.semitones
        if not 0 <= pitch <= 127:
            pitch = min(127, max(0, pitch))
        self._put(Event(0, scaled(self.unit, times, by), (pitch,), letters=((natural, alter),)))

    def _read(self, text: str) -> lexer.Written:
        found = self.manner.notes.get(text)
        if found is None:
            found = self.manner.notes[text] = lexer.read_note(text)
        if found[1]:
            self.remark(f"less than a semitone: {text!r}", self.number, None, self.shown, "the natural note is taken")
        return found[0]

    def group(self, inside: str, length: str, column: int) -> None:
        """A chord of notes: as long as its first note, times what stands behind the bracket."""
        pitches: list[int] = []
        letters: list[tuple[int, int]] = []
        tied_from, self._tied = self._tied, {}
        duration: Ticks = 0
        tied = False
        end = 0
        for found in lexer.IN_GROUP.finditer(inside):
            if inside[end : found.start()].strip():
                break
            end = found.end()
            if found["note"]:
                letter, natural, alter, times, by = self._read(found["note"])
                if alter is None:
                    place = letter if self.manner.accidentals == "pitch" else natural
                    alter = tied_from.get(natural, self._accidentals.get(place, self.signature.alters[letter]))
                elif self.manner.accidentals != "not":
                    self._accidentals[letter if self.manner.accidentals == "pitch" else natural] = alter
                duration = duration or scaled(self.unit, times, by)
                pitches.append(min(127, max(0, natural + alter + self.semitones)))
                letters.append((natural, alter))
                tied = tied or found["tie"] is not None
            elif found["quoted"] is not None:
                self.quoted(found["quoted"], column + found.start() + 1)
            else:
                self.decoration(found["deco"] or self.manner.letters.get(found["letter"], "none"), column)
        if inside[end:].strip(" -()"):
            self.remark(
                f"not understood in a chord of notes: {inside[end:].strip()!r}",
                self.number,
                column,
                self.shown,
                "passed over",
            )
        if not duration:
            return
        times, by = lexer.read_length(length)
        if times:
            self._put(Event(0, scaled(duration, times, by), tuple(sorted(set(pitches))), letters=tuple(letters)))
            if tied:
                self.tie()

    def rest(self, text: str) -> None:
        """A rest, of notes or of whole bars."""
        self._tied = {}
        if text[0] in "ZX":
            self.rest_bars(int(text[1:] or 1))
            return
        times, by = lexer.read_length(text[1:])
        if times:
            self._put(Event(0, scaled(self.unit, times, by), ()))

    def tie(self) -> None:
        """The last note goes on in the next."""
        last = self._last
        if last is not None and last.pitches:
            last.tied = True
            self._tied = dict(last.letters)

    def broken(self, sign: str) -> None:
        """``>``: the note before it is longer, the one after it shorter; ``<``: the other way round."""
        if self._last is None or not self.time:
            return
        count = len(sign)
        long, short = (2 ** (count + 1) - 1, 2**count), (1, 2**count)
        last = self._last
        duration = scaled(last.duration, *(long if sign[0] == ">" else short))
        self.time += duration - last.duration
        last.duration = duration
        self._broken = count if sign[0] == ">" else -count

    def tuplet(self, p: int, q: str | None, r: str | None) -> None:
        """``(p:q:r``: p notes in the time of q, for the next r notes."""
        compound = self.meter is not None and self.meter.is_compound and self.meter.count > 3
        usual = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}.get(p, 3 if compound else 2)
        self._tuplet = (int(q or 0) or usual, p)
        self._tuplet_left = int(r or 0) or p

    def overlay(self, sign: str) -> None:
        """``&``: what follows sounds together with this bar."""
        if len(sign) > 1:
            self.remark(f"an overlay over several bars: {sign!r}", self.number, None, self.shown, "taken as '&'")
        if sign in ("(&", "&)"):
            return
        self._over = max(self.time, self._over or 0)
        self.time = 0
        self._last = None

    # -- words and signs ----------------------------------------------------------------------------------------------

    def quoted(self, text: str, column: int | None) -> None:
        """A chord symbol, or words over the music."""
        text = text.strip()
        if not text:
            return
        words = text[1:] if text[0] in "^_<>@" else ""
        if text[0] == "@":
            words = re.sub(r"^\s*-?[\d.]+\s*,\s*-?[\d.]+\s*", "", words)
        sign = signs.road_sign(words or text)
        if sign is not None:
            self._road.append(sign)
        elif words or text[0] in "^_<>@":
            self.direct(words)
        elif text[0] in "ABCDEFGHN(/n" and not _is_word(text):
            self._quoted.append((text, self.number, column))
        else:
            if text[0] in "ABCDEFGH":
                hint = "taken for words over the bar: a ^ before them says so"
                self.remark(f"not a chord: {text!r}", self.number, column, self.shown, hint)
            self.direct(text)

    def direct(self, words: str) -> None:
        """Words over the bar."""
        words = " ".join(words.replace("\\n", " ").split())
        if words and words not in ("\\", "."):
            self.now.directions.append(words)

    def decoration(self, name: str, column: int | None) -> None:
        """A decoration by its name."""
        if name in signs.FERMATAS:
            self._fermata = True
        elif name in signs.ROAD:
            self._road.append(name)
        elif not signs.is_known(name) and name not in self.manner.own_names:
            self.remark(f"unknown decoration {name!r}", self.number, column, self.shown, "passed over")

    def _put_road(self, at_end: bool, measure: Measure | None = None) -> None:
        measure = measure or self.now
        measure.road += [(name, at_end or bool(self.time)) for name in self._road]
        self._road = []

    def sing(self, text: str, number: int, shown: str) -> None:
        """The next verse under the last line of music."""
        self.verse += 1
        sung, left_over = align_words(text, self.line_places)
        for syllable in sung:
            self._measure(syllable.place[0]).words.append((self.verse, syllable))
        if left_over:
            syllables = "syllable" if left_over == 1 else "syllables"
            self.remark(f"{left_over} {syllables} more than notes", number, None, shown, "left out")

    def symbols(self, text: str, number: int) -> None:
        """A line of symbols under the last line of music: chords, decorations, words."""
        for (bar, onset), kind, symbol, column in align_symbols(text, self.line_places):
            measure = self._measure(bar)
            if kind == "quoted" and symbol[:1] not in ("^", "_", "<", ">", "@"):
                measure.chords.append(Quoted(onset, symbol.strip(), number, column, 0))
                measure.chords.sort(key=lambda quoted: quoted.onset)
            elif kind == "quoted":
                measure.directions.append(symbol[1:].strip())
            else:
                name = symbol if kind == "deco" else self.manner.letters.get(symbol, "none")
                if name in signs.FERMATAS:
                    measure.fermatas.append(onset)
                elif name in signs.ROAD:
                    measure.road.append((name, bool(onset)))

    def _measure(self, index: int) -> Measure:
        return self.measures[index] if index < len(self.measures) else self.now

    # -- fields -------------------------------------------------------------------------------------------------------

    def set_key(self, text: str) -> None:
        """``K:`` in the body. Raises ValueError for what is no key."""
        signature, rest = parse_signature(text)
        self.set_properties(parse_properties(rest))
        if signature is not None:
            self.signature = signature
            self._coming().signature = signature

    def set_meter(self, text: str) -> None:
        """``M:`` in the body. Raises ValueError for what is no meter."""
        self.meter = read_meter(text)
        if not self.is_open():
            self.now.meter = self.meter

    def set_unit(self, text: str) -> None:
        """``L:`` in the body. Raises ValueError for what is no length."""
        self.unit = read_unit(text)

    def set_tempo(self, text: str) -> None:
        """``Q:`` in the body. Raises ValueError for what is no tempo."""
        tempo, words = read_tempo(text, self.unit)
        measure = self._coming()
        measure.tempo = tempo or measure.tempo
        if words:
            measure.directions.append(words)

    def set_section(self, name: str) -> None:
        """``P:`` in the body."""
        if self.time:
            self._close_measure()
        self.now.section = name
        self._ending = ()

    def _coming(self) -> Measure:
        """The bar that a change begins with: this one, or the next where notes stand before it."""
        if not self.time:
            return self.now
        if self._next is None:
            self._next = Measure(self.number, None)
        return self._next

    def set_properties(self, properties: Properties) -> None:
        """Clef, octave and transposition from here on."""
        self.title = properties.name or self.title
        self.is_drums = self.is_drums or properties.is_drums
        if properties.octaves is not None:
            self.octaves = properties.octaves * 12
        if properties.semitones is not None:
            self.midi_semitones = properties.semitones
        self.semitones = self.octaves + self.midi_semitones

    def begin_line(self, text: str, number: int) -> None:
        """A line of music begins in this voice."""
        self.number, self.shown = number, text
        if not self.goes_on:
            self.line_places = []
        self.goes_on = self._bar_seen = False
        self.verse = 0
        if not self.is_open():
            self.now.line = number

    def letter(self, letter: str, column: int) -> None:
        """A decoration by its letter."""
        name = self.manner.letters.get(letter)
        if name is None:
            self.remark(f"a letter without a meaning: {letter!r}", self.number, column, self.shown, "passed over")
        else:
            self.decoration(name, column)

    def spacer(self) -> None:
        """``y``: room on paper, which may carry a chord."""
        if self._quoted:
            self._put_quoted(0)


_WORD = re.compile(r"[A-Za-z][a-z]{3,}\b|[A-Za-z][a-z]{2,}\s+[a-z]{2,}")


def _is_word(text: str) -> bool:
    """Whether a text in quotes is words that happen to begin with the name of a note."""
    return _WORD.match(text) is not None and not looks_like_chord(text) and text.lower() != "no chord"
