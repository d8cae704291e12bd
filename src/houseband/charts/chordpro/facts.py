"""What a song's head says: title and people, key, meter, tempo, capo, transposition, diagrams.

Key and chords are written as the hand plays them. ``{transpose: 2}`` moves what follows, the key in force with it;
``{transpose}`` takes the last one back. ``{capo: 2}`` moves all of the song, and what the Chart says is what sounds.
Errata met in the wild: a key that is the sounding one although there is a capo.
"""

import re

from houseband.charts.chart import Frame
from houseband.charts.chordpro.brackets import in_key
from houseband.charts.chordpro.diagrams import read_frame
from houseband.charts.chordpro.metadata import Metadata
from houseband.charts.chordpro.sounding import likes_flats, raise_chords
from houseband.charts.draft import Draft
from houseband.music.key import Key, parse_key
from houseband.music.meter import parse_meter

MUSICAL = frozenset(("key", "time", "tempo", "capo", "transpose"))
PEOPLE = frozenset((
    "title", "subtitle", "artist", "composer", "lyricist", "arranger", "copyright", "album", "year", "text",
    "translation", "flow", "ccli", "ccli_license", "author", "publisher", "keywords", "topic", "book", "number", "tag",
))  # fmt: skip
_TRANSPOSE = re.compile(r"([+-]?\d{1,2})\s*([sfk♯♭#b]?)")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})?")


class Facts:
    """What is known of a song apart from its bars."""

    def __init__(self, draft: Draft, metadata: Metadata) -> None:
        self.draft = draft
        self.metadata = metadata
        self.capo = 0
        self.key: Key | None = None
        """The key in force, as written: before capo and transposition."""
        self.transpositions: list[tuple[int, bool]] = []
        """Those in force, the innermost last: semitones in all, and whether they are spelled with flats."""
        self.frames: dict[str, Frame] = {}
        self.artists: list[str] = []
        self.flow = ""
        """The sections by name in the order in which they are played, as OnSong has it: 'Verse 1, Chorus'."""
        self.concert: set[int] = set()
        """Bars, as indices, that stand at sounding pitch whatever the capo (``abc`` passages)."""

    def set(self, name: str, value: str, line: int, shown: str) -> None:
        """Obey {key}, {time}, {tempo}, {capo} or {transpose}."""
        draft = self.draft
        try:
            if name == "key":
                self.set_key(parse_key(value))
            elif name == "time":
                draft.meter = parse_meter(value)
            elif name == "capo":
                self.set_capo(value, line, shown)
            elif name == "transpose":
                self.transpose(value)
            else:
                self.set_tempo(value)
        except ValueError:
            draft.remark(f"{name} {value!r} is not understood", line, shown.find(value) + 1, shown, "not acted on")
            return
        if name != "key":
            self.metadata.computed[name] = value
        self.compute_keys()

    def set_key(self, key: Key) -> None:
        self.key = key
        self.draft.set_key(key.transposed(self.draft.semitones))
        self.draft.dialect = in_key(self.draft.dialect, key)

    def set_tempo(self, value: str) -> None:
        found = _NUMBER.search(value)
        if not found or not 20 <= float(found[0]) <= 500:
            raise ValueError(value)
        self.draft.set_tempo(float(found[0]))

    def set_capo(self, value: str, line: int, shown: str) -> None:
        found = re.match(r"\d{1,2}(?!\d)", value)
        if value and (not found or int(found[0]) > 24):
            raise ValueError(value)
        fret = int(found[0]) if found else 0
        if self.capo and fret != self.capo:
            self.draft.remark(f"capo {fret} after capo {self.capo}", line, 1, shown, "the last one holds throughout")
        self.capo = fret

    def transpose(self, value: str) -> None:
        """Move what follows by so many semitones more; without a value: take the last one back."""
        before = self.draft.semitones
        if not value:
            if self.transpositions:
                self.transpositions.pop()
        else:
            found = _TRANSPOSE.fullmatch(value)
            if not found:
                raise ValueError(value)
            total = before + int(found[1])
            if found[2] == "k" and self.key is not None:
                flats = self.key.transposed(total).prefers_flats
            else:
                flats = found[2] in ("f", "b", "♭") or (not found[2] and total < 0)
            self.transpositions.append((total, flats))
        self.draft.semitones, self.draft.flats = self.transpositions[-1] if self.transpositions else (0, False)
        if self.key is not None and self.draft.semitones != before:
            self.set_key(self.key)

    def compute_keys(self) -> None:
        """The items that follow from key, capo and transposition."""
        if self.key is not None:
            printed = self.key.transposed(self.draft.semitones)
            self.metadata.computed |= {
                "key": str(self.key), "key.print": str(printed), "key_actual": str(printed),
                "key.sound": str(printed.transposed(self.capo)), "_key": str(printed.transposed(self.capo)),
            }  # fmt: skip

    def note(self, name: str, value: str) -> None:
        """A title, a name, or any other item."""
        draft = self.draft
        self.metadata.add(name, value)
        if not value:
            return
        if name == "title" and not draft.title:
            draft.title = value
        elif name == "composer":
            draft.composer = f"{draft.composer}; {value}" if draft.composer else value
        elif name == "style":
            draft.style = draft.style or value
        elif name == "flow":
            self.flow = value
        else:
            if name == "artist":
                self.artists.append(value)
            draft.credits.append((name, value))

    def configure(self, name: str, value: str) -> None:
        """{+instrument.type ukulele}: a setting of the reference program; only the instrument counts here."""
        if name in ("+instrument.type", "+instrument") and value:
            self.metadata.computed["instrument"] = self.metadata.computed["instrument.type"] = value

    def define(self, value: str, line: int, shown: str, needed: bool) -> None:
        """A chord diagram; ``needed``: whether one must be drawn there."""
        try:
            frame = read_frame(value, self.frames)
        except ValueError:
            if needed:
                self.draft.remark(f"no chord diagram: {value!r}", line, 1, shown, "passed over")
            return
        if frame is not None:
            self.frames[frame.symbol] = frame

    def put_capo_on(self) -> None:
        """Move the song to where it sounds."""
        draft, fret = self.draft, self.capo
        if not fret:
            return
        draft.capo_fret = fret
        if self.concert:
            draft.remark("the passages in ABC are taken as they sound", hint=f"capo {fret} does not move them")
        if draft.key is not None and self._is_sounding_key(draft.key):
            lower = draft.key.transposed(-fret)
            draft.remark(f"the key {draft.key} is the sounding one: the chords are written in {lower}",
                         hint=f"capo {fret}: they sound in {draft.key}")  # fmt: skip
            flats = draft.key.prefers_flats
        else:
            flats = likes_flats(draft.key, draft.bars, fret)
            if draft.key is not None:
                draft.key = draft.key.transposed(fret)
            for i, bar in enumerate(draft.bars):
                if bar.key is not None and i not in self.concert:
                    bar.key = bar.key.transposed(fret)
        raise_chords((bar for i, bar in enumerate(draft.bars) if i not in self.concert), fret, flats)

    def _is_sounding_key(self, key: Key) -> bool:
        """Whether the chords, as written, are in the key lower by the capo, and not in this one."""
        chords = [change.chord for bar in self.draft.bars for change in bar.chords if change.chord.root is not None]
        if not chords:
            return False
        lower = key.transposed(-self.capo)
        ends = {chords[0].root, chords[-1].root}
        if key.tonic_pc in ends or lower.tonic_pc not in ends:
            return False
        here, there = _scale(key), _scale(lower)
        fitting = [(here >= set(chord.pitch_classes), there >= set(chord.pitch_classes)) for chord in set(chords)]
        return sum(low for _, low in fitting) > sum(high for high, _ in fitting)

    def finish(self) -> None:
        """What can be said only when the whole song is known."""
        self.draft.composer = self.draft.composer or (self.artists[0] if self.artists else "")
        self.draft.frames = list(self.frames.values())
        if self.flow:
            self.follow_flow()

    def follow_flow(self) -> None:
        """Play the sections in the order that is given, if all of them are there."""
        names = {(bar.section or "").casefold(): bar.section for bar in self.draft.bars if bar.section}
        wanted = [name.strip() for name in self.flow.split(",")]
        found = [names.get(name.casefold()) for name in wanted]
        order = [name for name in found if name]
        if len(order) < len(wanted):
            missing = next(name for name, is_there in zip(wanted, found, strict=True) if not is_there)
            self.draft.remark(f"flow: there is no section {missing!r}", hint="played as it stands")
        elif order != [bar.section for bar in self.draft.bars if bar.section]:
            self.draft.section_order = order


def _scale(key: Key) -> set[int]:
    """The pitch classes of a key: seven neighbours on the circle of fifths, from the fourth of its major scale."""
    return {(key.fifths + step) * 7 % 12 for step in range(-1, 6)}
