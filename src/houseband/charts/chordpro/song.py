"""One song being read: its passages, headings and words, in the order in which they stand."""

import re
from dataclasses import replace
from fractions import Fraction

from houseband.charts.barlines import only_chords
from houseband.charts.chart import Chart
from houseband.charts.chordpro import facts
from houseband.charts.chordpro.brackets import Brackets
from houseband.charts.chordpro.delegates import read_abc
from houseband.charts.chordpro.directive import LAYOUT, SHORT, Directive
from houseband.charts.chordpro.metadata import Metadata, substitute
from houseband.charts.chordpro.music import Music
from houseband.charts.chordpro.sounding import raise_chords
from houseband.charts.chordpro.words import (
    ONLY_TIMES,
    is_sign,
    over_words,
    verse_under,
    without_markup,
)  # fmt: skip
from houseband.charts.draft import Draft, DraftBar
from houseband.charts.headings import called_back, heading_times, section_kind
from houseband.charts.source import Source
from houseband.charts.stanza import section_name
from houseband.charts.text.kinds import is_tab

_SHAPE = re.compile(r"\s*(?:\d+\+)?\d+(?:x\d+)?(?:\+\d+)?(?=\s|$)")
_STRUMS = re.compile(r"\s*\|[sS](?=[\s~.udx|]|$)")
_BAR = re.compile(r":?\|")
_TIMES = re.compile(
    r"(.*?)[\s,:-]*[(\[]?\s*(?:[x×]\s?(\d{1,2})|(\d{1,2})\s?(?:[x×]|times))\s*[)\]]?\s*:?\s*", re.IGNORECASE
)
_FACT = re.compile(r"(title|artist|composer|lyricist|album|key|tempo|time|capo)\s*:\s*(\S.*)", re.IGNORECASE)
UNREAD = frozenset(("tab", "ly", "svg", "textblock", "musicxml", "strum", "abc"))
_WITHIN = frozenset(("grid", *UNREAD))  # passages that may stand within others


class Passage:
    """An environment that is open."""

    def __init__(self, kind: str, first: int, semitones: int, line: int, shown: str) -> None:
        self.kind = kind
        self.first = first
        """Its first bar, as an index."""
        self.semitones = semitones
        """The transposition in force there."""
        self.line = line
        self.shown = shown
        self.lines: list[str] = []
        """What stands in it, where somebody else is to read that."""


class Song(Music):
    """What has been read of a song."""

    def __init__(self, source: Source, brackets: Brackets) -> None:
        super().__init__(Draft(source, "chordpro"), brackets.hold_chords)
        self.draft.dialect = brackets.dialect
        if brackets.numbers_in_c:
            self.draft.remark("numbers for chords, and no key", hint="read in C; {key: G} before them says otherwise")
        self.metadata = Metadata()
        self.facts = facts.Facts(self.draft, self.metadata)
        self.passages: list[Passage] = []
        self.chorus: tuple[int, int, int] | None = None
        """First and last but one bar of the chorus last played, and the transposition in force there."""
        self.called: tuple[str, int, str] | None = None
        """A chorus that was named alone: if nothing follows under its name, it is played again there."""
        self.headed: tuple[str, int, str] | None = None
        """A heading under which nothing has come yet."""
        self.repeating: tuple[int, int] | None = None
        """The bar where a section begins that is played several times, and how often."""
        self.tab_lines: list[tuple[int, str]] = []
        """Tablature that no passage announced."""
        self.has_anything = False

    @property
    def environment(self) -> str:
        """The kind of the innermost passage; '' outside all."""
        return self.passages[-1].kind if self.passages else ""

    # Directives.

    def obey(self, found: Directive, line: int, shown: str) -> None:
        """Do as a directive says."""
        self.has_anything = True
        name, value = found.name, substitute(found.value, self.metadata)
        if value != found.value:
            found = replace(found, value=value)
        if name == "meta":
            name, _, value = value.partition(" ")
            name, value = name.rstrip(":").lower(), value.strip()
            name = SHORT.get(name, name)
        if name.startswith("start_of_"):
            self.start(name.removeprefix("start_of_"), found, line, shown)
        elif name.startswith("end_of_"):
            self.finish_passage(name.removeprefix("end_of_"), line, shown)
        elif name == "chorus":
            self.called = self.headed = None
            self.settle()
            self.recall(found.label() or "", line, shown)
        elif name == "comment":
            self.comment(without_markup(value), line, shown)
        elif name == "x_houseband_bar_length":
            self.flush()
            self.bar_length(value, line, shown)
        elif name in facts.MUSICAL:
            self.flush()
            self.facts.set(name, value, line, shown)
        elif name in facts.PEOPLE or found.name == "meta":
            self.facts.note(name, without_markup(value))
        elif name in ("define", "chord"):
            self.facts.define(value, line, shown, needed=name == "define")
        elif name.startswith("+"):
            self.facts.configure(name, value)
        elif name not in LAYOUT and not name.startswith("x_"):
            self.draft.remark(f"directive {{{name}}} is not known", line, shown.find("{") + 1, shown, "not acted on")

    def bar_length(self, value: str, line: int, shown: str) -> None:
        """The next bar is as long as this fraction of a whole note says."""
        found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", value)
        if found and int(found[1]) and int(found[2]) and int(found[1]) <= 256 * int(found[2]):
            self.grid.length = Fraction(4 * int(found[1]), int(found[2]))
        else:
            self.draft.remark(f"{value!r} is no length of a bar", line, 1, shown, "write it as 1/4")

    def comment(self, text: str, line: int, shown: str) -> None:
        """A heading, a sign of the roadmap, or words over the next bar."""
        text = " ".join(text.split())
        heading, times = text, 1
        if found := _TIMES.fullmatch(text):
            heading, times = found[1], int(found[2] or found[3])
        if name := section_name(heading):
            self.heading(name, line, shown, times)
        elif ONLY_TIMES.fullmatch(text):
            self.settle()
            starts = [i for i, bar in enumerate(self.draft.bars) if bar.section is not None]
            self.grid.read(text, line, shown.find(text), shown, repeat_from=starts[-1] if starts else 0)
        elif is_sign(text):
            self.flush()
            self.grid.read(text, line, shown.find(text), shown)
        elif text:
            self.flush()
            self.directions.append(text)

    def heading(self, name: str, line: int, shown: str, times: int = 1) -> None:
        """A section's name that stands alone."""
        self.settle()
        self.tell_of_heading()
        self.draft.waiting_section = name
        self.stanza_open = True
        if times > 1:
            self.repeating = len(self.draft.bars), times
        if self.chorus and section_kind(name) == "chorus":
            self.called = name, line, shown
        else:
            self.headed = name, line, shown

    def tell_of_heading(self) -> None:
        """A heading that nothing came under is told of."""
        if self.headed is not None:
            name, line, shown = self.headed
            self.headed = None
            self.draft.remark(f"nothing to play under {name!r}", line, 1, shown, "write its chords there")

    def start(self, kind: str, found: Directive, line: int, shown: str) -> None:
        """{start_of_…}"""
        kind = kind or "verse"
        if kind in ("verse", "bridge"):
            self.settle()
        else:
            self.called = None  # a heading over the passage that it names
            self.flush()
            if not self.passages:
                self.settle()
        if self.passages and not (kind in _WITHIN and self.environment not in _WITHIN):
            self.draft.remark(f"passage {self.environment!r} is not ended before the next one", line, 1, shown,
                              "taken as ended here")  # fmt: skip
            self.close(self.passages.pop())
        if kind in ("verse", "bridge"):
            self.tell_of_heading()
        self.headed = None
        self.in_passage = True
        self.passages.append(Passage(kind, len(self.draft.bars), self.draft.semitones, line, shown))
        label = found.label()
        if kind == "grid" and label and (shape := _SHAPE.match(label)) and "=" not in found.value:
            label = label[shape.end() :].strip() or None
        if label is not None:
            label = " ".join(without_markup(label).replace("\\n", " ").split())
        if kind in UNREAD:
            if kind not in ("tab", "abc"):
                self.draft.remark(f"a passage of {kind!r} is not read", line, 1, shown, "left out")
            elif kind == "abc" and label:
                self.draft.waiting_section = label
        elif label is not None:
            self.draft.waiting_section = label
        elif kind != "grid":
            self.draft.waiting_section = kind.replace("_", " ").capitalize()
        self.stanza_open = True

    def finish_passage(self, kind: str, line: int, shown: str) -> None:
        """{end_of_…}"""
        self.flush()
        open_kinds = [passage.kind for passage in self.passages]
        if not open_kinds:
            self.draft.remark(f"{{end_of_{kind}}}, but no passage is open", line, 1, shown, "passed over")
            return
        at = len(open_kinds) - 1 - open_kinds[::-1].index(kind) if kind in open_kinds else len(open_kinds) - 1
        while len(self.passages) > at:
            self.close(self.passages.pop())
        self.in_passage = bool(self.passages)
        self.stanza_open = False

    def close(self, passage: Passage) -> None:
        """A passage ends here."""
        self.flush()
        self.grid.end_passage()
        bars = len(self.draft.bars)
        if passage.kind == "chorus" and bars > passage.first:
            self.chorus = passage.first, bars, passage.semitones
        if passage.kind == "abc":
            new = read_abc(self.draft, passage.lines, passage.line, passage.shown)
            self.facts.concert.update(new)
            if new and self.facts.key is not None:
                self.facts.set_key(self.facts.key)
            self.wrote(passage.first)
        if passage.kind == "grid" and passage.first < bars:
            self.wrote(passage.first)

    def recall(self, label: str, line: int, shown: str) -> None:
        """{chorus}: the last chorus sounds again."""
        draft = self.draft
        chorus = self.chorus or _named_chorus(draft)
        if chorus is None:
            draft.remark("no chorus has come yet to play again", line, 1, shown, "left out")
            return
        first, end, semitones = self.chorus = chorus
        start = len(draft.bars)
        key, tempo_bpm, meter = draft.waiting_key, draft.waiting_tempo_bpm, draft.meter
        draft.play_again(first, end, label or "Chorus")
        bar = draft.bars[start]
        bar.key, bar.tempo_bpm = key or bar.key, tempo_bpm or bar.tempo_bpm
        draft.meter = meter
        if (higher := draft.semitones - semitones) % 12:
            raise_chords(draft.bars[start:], higher, draft.flats)
            last = next((again.chords[-1] for again in reversed(draft.bars[start:]) if again.chords), None)
            draft.sounding = last or draft.sounding
        self.wrote(start)
        self.stanza_open = False

    # Lines.

    def read_line(self, line: str, number: int) -> None:
        """A line that is no directive."""
        if self.environment in UNREAD:
            if self.environment == "abc":
                self.passages[-1].lines.append(line)
            return
        if line.startswith("#"):
            return
        if line.strip():
            self.has_anything = True
        if "%{" in line:
            line = substitute(line, self.metadata)
        if "<" in line:
            line = without_markup(line)
        if not line.strip():
            self.blank_line()
            return
        if "--" in line and "[" not in line and is_tab(line):
            self.tab_lines.append((number, line))
            return
        if "|" not in line and self.environment != "grid" and self.is_heading(line, number):
            return
        self.called = self.headed = None  # what was named is here
        if self.environment == "grid":
            self.grid_line(line, number)
        elif "|" not in line:
            self.words(line, number)
        elif self.barred and (verse := verse_under(line)):
            self.other_verse(*verse, number, line)
        elif "[" not in line and only_chords(line):  # a grid that nobody announced
            self.flush()
            self.grid_line(line, number)
            self.grid.end_passage()
        elif "[" not in line and not self.barred:  # words that happen to have a bar in them
            self.words(line.replace("|", " "), number)
        elif self.draft.source.reading.bars_per_chord is not None:
            self.words(line, number)
        else:
            self.barred_words(line, number)

    def is_heading(self, line: str, number: int) -> bool:
        """Whether a line names a section: alone (``Verse 2:``), or before chords (``Intro: A D``, ``[Bridge][A]``)."""
        text = line.strip()
        if text[-1] in ":]" and len(text) < 80:
            name, times = section_name(text), 1
            if name is None and (found := _TIMES.fullmatch(text.strip("[]"))):
                name, times = section_name(found[1]), int(found[2] or found[3])
            if name is None and text[-1] == ":" and len(text.split()) <= 3 and not self.stanza and "[" not in text:
                name = text.rstrip(":")
            if name:
                self.heading(name, number, line, times)
                return True
        end = text.find("]")
        if text[0] == "[" and text[1:2] != "*" and "[" in text[end:] and (name := section_name(text[1:end])):
            self.heading(name, number, line)
            self.read_line(" " * (line.find("[") + end + 1) + text[end + 1 :], number)
            return True
        if "[" not in text and not (self.stanza or self.over or self.in_passage) and len(text) < 80:
            if self.is_fact(text, number) or self.is_called_back(text, number):
                return True
            heading, times = heading_times(text)
            if name := section_name(heading):
                self.heading(name, number, line, times)
                return True
        if "[" not in text and 0 < (colon := text.find(":")) < 30 and (name := section_name(text[:colon])):
            rest = text[colon + 1 :]
            if only_chords(rest) and len(rest.split()) > 1:
                self.heading(name, number, line)
                self.called = self.headed = None
                self.take(over_words(" " * (line.find(":") + 1) + rest, "", number))
                self.flush()
                return True
        return False

    def is_fact(self, text: str, number: int) -> bool:
        """Whether a line above the music says a fact without braces, as song sheets do: ``Key: G``."""
        found = _FACT.fullmatch(text)
        if not found or self.draft.bars:
            return False
        name, value = found[1].lower(), found[2]
        if name in facts.MUSICAL:
            self.facts.set(name, value, number, text)
        else:
            self.facts.note(name, value)
        return True

    def is_called_back(self, text: str, number: int) -> bool:
        """Whether a line asks for a section that has come: ``Repeat verse 1``, ``(Chorus again)``."""
        found = called_back(text)
        passage = _named(self.draft, found[0]) if found else None
        if not found or passage is None:
            return False
        self.settle()
        self.tell_of_heading()
        name, times = found
        self.repeating = (len(self.draft.bars), times) if times > 1 else None
        chorus, self.chorus = self.chorus, passage
        self.recall(self.draft.bars[passage[0]].section or name, number, text)
        self.chorus = self.chorus if section_kind(name) == "chorus" else chorus
        self.settle()
        return True

    def blank_line(self) -> None:
        if self.environment == "grid":
            return
        if self.called:
            self.settle()
        self.flush()
        if not self.passages and self.stanza_open and self.draft.waiting_section is None:
            self.stanza_open = False

    # Ends of things.

    def settle(self) -> None:
        """A section ends here: play what was only named, and close what is played several times."""
        self.flush()
        if self.called is not None:
            name, line, shown = self.called
            self.called = None
            self.recall(name, line, shown)
        if self.repeating is not None:
            first, times = self.repeating
            self.repeating = None
            bars = self.draft.bars
            if first < len(bars):
                bars[first].repeat_start = True
                bars[-1].repeat_count = max(bars[-1].repeat_count, times)

    def finish(self) -> Chart:
        """The chart. Raises ChartError if nothing in the song can be played."""
        self.settle()
        while self.passages:
            self.close(self.passages.pop())
        self.settle()
        self.tell_of_heading()
        self.grid.end_passage()
        draft = self.draft
        if self.tab_lines:
            line, shown = self.tab_lines[0]
            count = len(self.tab_lines)
            draft.remark(f"{count} line{'s' * (count > 1)} of tablature: not read", line, 1, shown)
        if draft.bars:
            draft.bars[-1].directions += self.directions
        unnamed = [index for index in self.unnamed if index < len(draft.bars)]
        if len(unnamed) > 1:
            for number, index in enumerate(unnamed, 1):
                draft.bars[index].section = f"Verse {number}"
        _mark_coda(draft.bars)
        if draft.bars:
            self.facts.put_capo_on()
        self.facts.finish()
        return draft.finish()


def _named_chorus(draft: Draft) -> tuple[int, int, int] | None:
    """The bars of the last passage called Chorus by a comment or a heading; None if there is none."""
    starts = [i for i, bar in enumerate(draft.bars) if bar.section is not None]
    named = [i for i in starts if (draft.bars[i].section or "").casefold().startswith("chorus")]
    if not named:
        return None
    return named[-1], next((i for i in starts if i > named[-1]), len(draft.bars)), draft.semitones


def _named(draft: Draft, name: str) -> tuple[int, int, int] | None:
    """The bars of the last passage of that name; None if there is none."""
    starts = [i for i, bar in enumerate(draft.bars) if bar.section is not None]
    named = [i for i in starts if (draft.bars[i].section or "").casefold() == name.casefold()]
    if not named:
        return _named_chorus(draft) if section_kind(name) == "chorus" else None
    return named[-1], next((i for i in starts if i > named[-1]), len(draft.bars)), draft.semitones


def _mark_coda(bars: list[DraftBar]) -> None:
    """A section called Coda is the coda, where a sign leads to one and none is marked."""
    if any(bar.coda is not None for bar in bars):
        return
    if any(bar.to_coda is not None or (bar.jump is not None and bar.jump.until == "coda") for bar in bars):
        for bar in bars:
            if (bar.section or "").casefold() == "coda":
                bar.coda = "coda"
                return
