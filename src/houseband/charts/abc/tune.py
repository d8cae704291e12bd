"""One tune: its head and its body, field by field, and the chart they make.

Fields in the head hold for every voice, in the body for the voice in which they stand. What the file header says holds
for every tune that does not say otherwise.
"""

import re

from houseband.charts.abc.bars import write_bars
from houseband.charts.abc.book import FIELD, Line, Tune
from houseband.charts.abc.key import Signature, parse_properties, parse_signature
from houseband.charts.abc.length import Ticks, default_unit, read_meter, read_tempo, read_unit
from houseband.charts.abc.line import expand, read_line
from houseband.charts.abc.macros import read_macro
from houseband.charts.abc.measure import Manner
from houseband.charts.abc.mnemonics import plain_text
from houseband.charts.abc.parts import is_order, play_order
from houseband.charts.abc.voice import Voice
from houseband.charts.chart import Chart
from houseband.charts.dialect import dialect_of
from houseband.charts.draft import Draft
from houseband.charts.harmonise import harmonised
from houseband.charts.source import Source
from houseband.errors import ChartError
from houseband.music.meter import Meter

CREDITS = {
    "A": "area", "B": "book", "D": "discography", "F": "file", "G": "group", "H": "history", "N": "notes",
    "O": "origin", "S": "source", "Z": "transcription", "W": "words",
}  # fmt: skip
"""The role under which a chart keeps what a field of the head says."""
REFERENCE = "reference number"
OTHER_TITLE = "other title"
_PEOPLE = re.compile(
    r"\b(?:(?P<lyricist>words|lyrics|text)|(?P<composer>music|tune|composer)"
    r"|(?P<arranger>setting|arr(?:anged by|anger|\.)?)|(?P<copyright>copyright))\s*:\s*",
    re.IGNORECASE,
)
_VOICE = re.compile(r"\s*(\S+)\s*(.*)", re.DOTALL)
_CHORD_NAME = re.compile(r'"([A-Za-z][^"\s]{0,20})"')  # words to be read begin with a sign or have blanks


def read_tune(source: Source, book_header: list[Line], tune: Tune) -> Chart:
    """The chart of one tune. Raises ChartError where it has no music."""
    return _TuneReader(source, tune).read(book_header)


class _TuneReader:
    """What has been read of a tune so far."""

    def __init__(self, source: Source, tune: Tune) -> None:
        self.draft = Draft(source, "abc")
        self.tune = tune
        self.lines = dict(tune.lines)
        self.manner = Manner()
        self.meter: Meter | None = None
        self.meter_said = False
        self.unit: Ticks | None = None
        self.signature = Signature(None)
        self.tempo: Line | None = None
        self.titles: list[str] = []
        self.composers: list[str] = []
        self.person = "composer"
        self.order: Line | None = None
        self.voices: dict[str, Voice] = {}
        self.voice: Voice | None = None
        self.in_body = self.begun = False
        self.key_properties = ""
        self.midi: list[tuple[str, list[str], int]] = []

    def read(self, book_header: list[Line]) -> Chart:
        """The chart."""
        music = (text for _, text in self.tune.lines if FIELD.match(text) is None)
        names = (name for text in music for name in _CHORD_NAME.findall(text))
        self.draft.dialect = dialect_of(names, self.draft.source.reading)
        for number, text in book_header:
            self.head_line(number, text)
        self.in_body = False
        self.titles.clear()
        for number, text in self.tune.lines:
            if not self.in_body:
                if self.head_line(number, text):
                    continue
                self.in_body = True  # music without a K: before it
            self.body_line(number, text)
        return self.finish()

    # -- the head -----------------------------------------------------------------------------------------------------

    def head_line(self, number: int, text: str) -> bool:
        """Read a line of the head; whether it was one."""
        if text.startswith("%%"):
            self.directive(text, number)
            return True
        found = FIELD.match(text)
        if found is None or found[1] in "ws":
            return False
        letter, value = found[1], found[2].strip()
        try:
            self.head_field(letter, value, number)
        except ValueError as error:
            self.draft.remark(str(error), number, found.start(2) + 1, text, "passed over")
        return True

    def head_field(self, letter: str, value: str, number: int) -> None:
        """A field of the head. Raises ValueError for what cannot be understood."""
        draft = self.draft
        if letter == "X":
            if value:
                draft.credits.append((REFERENCE, value))
        elif letter == "T":
            self.titles.append(plain_text(value))
        elif letter == "C":
            self.people(plain_text(value))
        elif letter == "R":
            draft.style = plain_text(value)
        elif letter == "M":
            self.meter, self.meter_said = read_meter(value), True
        elif letter == "L":
            self.unit = read_unit(value)
        elif letter == "Q":
            self.tempo = (number, value)
        elif letter == "P":
            self.order = (number, value)
        elif letter == "V":
            self.declare(value)
        elif letter == "K":
            signature, self.key_properties = parse_signature(value)
            if signature is not None:
                self.signature = signature
            draft.key = self.signature.key
            self.in_body = True
        elif letter in CREDITS:
            self.credit(letter, value)
        else:
            self.common_field(letter, value, number)

    def people(self, text: str) -> None:
        """``C:``, the composer; and who else, where it says so: ``C: Words: …  Music: …``."""
        begins = [(found.start(), found.end(), found.lastgroup or "") for found in _PEOPLE.finditer(text)]
        if not begins or begins[0][0] > 0:
            begins.insert(0, (0, 0, self.person))  # a line with no such word goes on with what the one before named
        for k, (_, start, role) in enumerate(begins):
            self.person = role
            end = begins[k + 1][0] if k + 1 < len(begins) else len(text)
            name = " ".join(text[start:end].split())
            if name and role == "composer":
                self.composers.append(name)
            elif name:
                self.draft.credits.append((role, name))

    def credit(self, letter: str, value: str) -> None:
        """A field that says something about the tune."""
        value = " ".join(plain_text(value).split())
        role = CREDITS[letter]
        said = self.draft.credits
        if letter == "W" and said and said[-1][0] == role:
            said[-1] = (role, f"{said[-1][1]}\n{value}")
        elif value:
            said.append((role, value))

    def common_field(self, letter: str, value: str, number: int) -> None:
        """A field that may stand in the head and in the body alike."""
        if letter == "U":
            name, _, decoration = value.partition("=")
            if len(name.strip()) == 1 and decoration.strip():
                self.manner.letters[name.strip()] = decoration.strip().strip("!+")
        elif letter == "m":
            macro = read_macro(value)
            if macro is None:
                raise ValueError(f"not a macro: {value!r}")
            self.manner.macros.append(macro)
        elif letter == "I":
            self.instruction(value, number)
        elif letter not in "EJYdrsijlopqvxyzabcefghknt":
            self.draft.remark(f"unknown field {letter}:", number, 1, self.lines.get(number, ""), "passed over")

    def directive(self, text: str, number: int) -> None:
        """``%%…``: only what sounds matters."""
        self.instruction(text[2:], number)

    def instruction(self, text: str, number: int) -> None:
        """``%%name …`` or ``I:name …``."""
        words = text.replace("=", " ", 1).split()
        if not words:
            return
        name = words[0].lower()
        if name == "propagate-accidentals" and len(words) > 1 and words[1] in ("not", "octave", "pitch"):
            self.manner.accidentals = words[1]
        elif name == "deco" and len(words) > 1:  # abcm2ps: a decoration of the file's own
            self.manner.own_names.add(words[1])
        elif name == "midi" and len(words) > 1:
            self.midi_field(words[1].lower(), words[2:], number)

    # -- voices -------------------------------------------------------------------------------------------------------

    def declare(self, value: str) -> Voice | None:
        """``V:``: the voice of that name, made if it is new, with its properties."""
        found = _VOICE.fullmatch(value)
        if found is None:
            return None
        voice = self.voices.get(found[1])
        if voice is None:
            voice = self.voices[found[1]] = self.new_voice(found[1])
        if found[2]:
            voice.set_properties(parse_properties(found[2]))
        return voice

    def new_voice(self, name: str) -> Voice:
        """A voice in the manner of the head, as far as it has been read."""
        unit = self.unit if self.unit is not None else default_unit(self.meter)
        voice = Voice(name, self.manner, self.remark, self.meter, unit, self.signature)
        voice.set_properties(parse_properties(self.key_properties))
        return voice

    def remark(self, problem: str, line: int | None, column: int | None, text: str, hint: str) -> None:
        """A remark of a voice, with its place."""
        self.draft.remark(problem, line, column, text, hint)

    def midi_field(self, name: str, words: list[str], number: int) -> None:
        """``%%MIDI program|channel|transpose``: of the voice in which it stands, or of all."""
        numbers = [int(word) for word in words if word.lstrip("+-").isdigit() and len(word) < 5]
        if not numbers or name not in ("program", "channel", "transpose"):
            return
        if not self.in_body:
            self.midi.append((name, words, number))
            return
        voices = list(self.voices.values())
        if name == "program" and len(numbers) > 1:
            voices = voices[numbers[0] - 1 : numbers[0]] if numbers[0] > 0 else []
        elif self.voice is not None:
            voices = [self.voice]
        for voice in voices:
            if name == "program" and 0 <= numbers[-1] < 128:
                voice.program = numbers[-1]
            elif name == "channel":
                voice.is_drums = numbers[0] == 10
            elif name == "transpose":
                voice.midi_semitones = max(-60, min(60, numbers[0]))
                voice.set_properties(parse_properties(""))

    # -- the body -----------------------------------------------------------------------------------------------------

    def begin_body(self) -> None:
        """The head is over: the voices that it named take what it said."""
        for voice in self.voices.values():
            voice.set_head(self.meter, self.unit if self.unit is not None else default_unit(self.meter), self.signature)
            if self.key_properties:
                voice.set_properties(parse_properties(self.key_properties))
        self.voice = next(iter(self.voices.values()), None)
        waiting, self.midi = self.midi, []
        if waiting and self.voice is None:
            self.voice = self.voices["1"] = self.new_voice("1")
        for name, words, number in waiting:
            for voice in list(self.voices.values()):
                self.voice = voice
                self.midi_field(name, words, number)
        self.voice = next(iter(self.voices.values()), None)

    def singer(self) -> Voice:
        """The voice that what comes next belongs to."""
        if self.voice is None:
            self.voice = self.voices["1"] = self.new_voice("1")
        return self.voice

    def body_line(self, number: int, text: str) -> None:
        """A line behind ``K:``."""
        if not self.begun:
            self.begun = True
            self.begin_body()
        if text.startswith("%%"):
            self.directive(text, number)
            return
        found = FIELD.match(text)
        if found is not None:
            self.body_field(found[1], found[2], number, found.start(2) + 1)
            return
        if self.manner.macros:
            text = expand(text, self.manner.macros, number)
        voice = self.singer()
        self.voice = read_line(voice, text, number, self.body_field)

    def body_field(self, letter: str, value: str, number: int, column: int = 1) -> Voice:
        """A field of the body, on a line of its own or within the music; the voice that goes on."""
        voice = self.singer()
        value = value.strip()
        try:
            if letter == "w":
                voice.sing(value, number, self.lines.get(number, ""))
            elif letter == "V":
                self.voice = voice = self.declare(value) or voice
            elif letter == "K":
                voice.set_key(value)
            elif letter == "M":
                voice.set_meter(value)
            elif letter == "L":
                voice.set_unit(value)
            elif letter == "Q":
                voice.set_tempo(value)
            elif letter == "P":
                voice.set_section(value)
            elif letter == "s":
                voice.symbols(value, number)
            elif letter == "T":
                if value:
                    voice.direct(plain_text(value))
            elif letter in CREDITS:
                self.credit(letter, value)
            elif letter not in "CRX":
                self.common_field(letter, value, number)
        except ValueError as error:
            self.draft.remark(str(error), number, column, self.lines.get(number, ""), "passed over")
        return voice

    # -- the chart ----------------------------------------------------------------------------------------------------

    def finish(self) -> Chart:
        """The chart of what was read. Raises ChartError where there is no music."""
        draft, voices = self.draft, list(self.voices.values())
        number = self.tune.lines[0][0] if self.tune.lines else 1
        for voice in voices:
            voice.finish()
        draft.title = self.titles[0] if self.titles else ""
        draft.credits[1:1] = [(OTHER_TITLE, title) for title in self.titles[1:] if title]
        draft.composer = "; ".join(self.composers)
        if self.tune.blank:
            draft.remark("a blank line within the tune", self.tune.blank, hint="the tune goes on after it")
        write_bars(draft, voices, self.lines)
        if not any(bar.melody or bar.chords for bar in draft.bars):
            name = f" {draft.title!r}" if draft.title else ""
            raise ChartError(
                f"no music in the tune{name}", draft.source.name, number, text=self.lines.get(number, ""),
                hint="notes come after the K: line",
            )  # fmt: skip
        self.set_tempo()
        self.set_order()
        chart = draft.finish()
        return harmonised(chart, draft.source.reading.harmonise)

    def set_tempo(self) -> None:
        """The tempo of the head, in beats of the first bar; its words stand over that bar."""
        first = self.draft.bars[0]
        if self.tempo is None:
            self.draft.tempo_bpm, first.tempo_bpm = first.tempo_bpm, None  # [Q:…] before the first note says the same
            return
        number, text = self.tempo
        unit = self.unit if self.unit is not None else default_unit(self.meter)
        try:
            a_minute, words = read_tempo(text, unit)
        except ValueError as error:
            self.draft.remark(str(error), number, 3, self.lines.get(number, ""), "passed over")
            return
        if a_minute is not None:
            self.draft.tempo_bpm = a_minute / float(first.meter.beat_quarters)
        if words:
            first.directions.insert(0, plain_text(words))

    def set_order(self) -> None:
        """The order of the parts, if the body has them all."""
        if self.order is None:
            return
        number, text = self.order
        shown = self.lines.get(number, "")
        names = {bar.section for bar in self.draft.bars if bar.section}
        if not is_order(text):
            self.draft.remark(f"not an order of parts: {text!r}", number, 3, shown, "passed over")
            return
        try:
            order = play_order(text)
        except ValueError as error:
            self.draft.remark(str(error), number, 3, shown, "the parts are played as they stand")
            return
        missing = sorted(set(order) - names)
        if missing:
            self.draft.remark(
                f"no part {', '.join(missing)} in the tune", number, 3, shown, "the parts are played as they stand"
            )
        else:
            self.draft.section_order = list(order)
