"""ChordPro songs: words with chords in brackets, directives in braces, and chord grids.

    {title: …} {t: …} {key: G} {time: 3/4} {tempo: 96} {capo: 3} {comment: Verse 1} {meta: key G}
    {start_of_verse: Verse 1} … {end_of_verse}   {soc} … {eoc}   {chorus}   {start_of_grid} … {end_of_grid}   {ns}
    # a remark of the writer's       A[G]mazing [C]grace       [*an annotation]       [N.C.]       [|]

After the reference at chordpro.org. Errata met in the wild: a directive without its colon (``{title Song}``), bar lines
in the words themselves, headings as plain lines (``Verse 2:``), optional chords in brackets (``[(E)]``).
How long chords over words last is in ``lyricline``.
"""

import re
from dataclasses import dataclass, field

from houseband.charts.barlines import BarLines, only_chords
from houseband.charts.chart import Chart
from houseband.charts.draft import NO_CHORD_WORDS, Draft
from houseband.charts.source import Source
from houseband.charts.stanza import SungLine, section_name, write_stanza
from houseband.charts.symbol import looks_like_chord
from houseband.errors import ChartError
from houseband.music.key import Key, parse_key
from houseband.music.meter import parse_meter

_DIRECTIVE = re.compile(r"\s*\{\s*([^\s:{}]+)\s*:?\s*([^{}]*?)\s*\}\s*")
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_LABEL = re.compile(r"""label\s*=\s*["']([^"']*)["']""")
_ALMOST_CHORD = re.compile(r"[A-G](?:[#b♯♭]|[^a-z\s]|m|M|sus|dim|aug|add|maj|min)\S{0,14}")
_SHORT = {
    "t": "title", "st": "subtitle", "c": "comment", "ci": "comment", "cb": "comment", "comment_italic": "comment",
    "comment_box": "comment", "highlight": "comment", "soc": "start_of_chorus", "eoc": "end_of_chorus",
    "sov": "start_of_verse", "eov": "end_of_verse", "sob": "start_of_bridge", "eob": "end_of_bridge",
    "sog": "start_of_grid", "eog": "end_of_grid", "sot": "start_of_tab", "eot": "end_of_tab", "ns": "new_song",
    "music": "composer", "g": "grid", "np": "new_page", "npp": "new_physical_page", "colb": "column_break",
}  # fmt: skip
# Directives about paper, diagrams and people: nothing to play.
_NOT_MUSIC = frozenset((
    "subtitle", "comment", "album", "year", "copyright", "duration", "sorttitle", "sortartist", "lyricist", "text",
    "translation", "ccli", "define", "chord", "diagrams", "grid", "no_grid", "new_page", "new_physical_page",
    "column_break", "columns", "col", "pagetype", "image", "titles", "flow", "chordfont", "chordsize",
    "chordcolour", "textfont", "textsize", "textcolour", "tabfont", "tabsize", "tabcolour",
))  # fmt: skip
_UNPLAYED = frozenset({"tab", "abc", "ly", "svg", "textblock"})


@dataclass(slots=True)
class _Song:
    """The song being read."""

    draft: Draft
    grid: BarLines
    environment: str = ""
    stanza: list[SungLine] = field(default_factory=list)
    artist: str = ""
    capo: int = 0
    chorus: tuple[int, int] | None = None
    """First and last but one bar of the chorus last played."""
    environment_bar: int = 0
    unnamed: list[int] = field(default_factory=list)
    """Bars where stanzas without a name begin."""
    stanza_open: bool = False
    verses_played: int = 0


def read(source: Source) -> tuple[Chart, ...]:
    """Every song of the source. Raises ChartError if none has chords."""
    songs = [_song(source)]
    for number, line in enumerate(source.text.split("\n"), 1):
        song = songs[-1]
        directive = _DIRECTIVE.fullmatch(line)
        if directive:
            name = directive[1].lower()
            name = _SHORT.get(name, name)
            if name == "new_song":
                _end(song)
                songs.append(_song(source))
            else:
                _obey(song, name, directive[2], number, line)
        elif line.startswith("#"):
            continue
        elif song.environment == "grid":
            _grid_line(song, line, number)
        elif song.environment not in _UNPLAYED:
            if "|" in line and "[" not in line and only_chords(line):  # a grid that nobody announced
                _flush(song)
                _grid_line(song, line, number)
                song.grid.end_passage()
            else:
                _words(song, line, number)
    _end(songs[-1])
    charts, unread = [], None
    for song in songs:
        try:
            charts.append(song.draft.finish())
        except ChartError as error:
            unread = unread or error
    if not charts and unread:
        raise unread
    return tuple(charts)


def _song(source: Source) -> _Song:
    draft = Draft(source, "chordpro")
    return _Song(draft, BarLines(draft))


def _obey(song: _Song, name: str, value: str, line: int, shown: str) -> None:
    draft = song.draft
    if name == "meta":
        name, _, value = value.partition(" ")
        name, value = _SHORT.get(name.lower(), name.lower()), value.strip()
    if name.startswith("start_of_"):
        _start(song, name.removeprefix("start_of_"), value, line, shown)
    elif name.startswith("end_of_"):
        _flush(song)
        if song.environment == "chorus" and len(draft.bars) > song.environment_bar:
            song.chorus = (song.environment_bar, len(draft.bars))
        song.grid.end_passage()
        song.environment = ""
    elif name == "chorus":
        _recall(song, value, line, shown)
    elif name == "title":
        draft.title = draft.title or value
    elif name == "composer":
        draft.composer = f"{draft.composer}; {value}" if draft.composer else value
    elif name == "artist":
        song.artist = song.artist or value
    elif name == "comment":
        if heading := section_name(value):
            _flush(song)
            draft.waiting_section = heading
            song.stanza_open = True
    elif name in ("key", "time", "tempo", "capo"):
        _flush(song)
        _set(song, name, value, line, shown)
    elif name not in _NOT_MUSIC and not name.startswith(("x_", "+", "define", "chord")):
        draft.remark(f"directive {{{name}}} is not known", line, shown.find("{") + 1, shown, "not acted on")


def _set(song: _Song, name: str, value: str, line: int, shown: str) -> None:
    draft = song.draft
    try:
        if name == "key":
            draft.set_key(parse_key(value))
        elif name == "time":
            draft.meter = parse_meter(value)
        elif name == "capo":
            song.capo = int(value) if value else 0
        elif 20 <= float(value.split()[0]) <= 500:
            draft.set_tempo(float(value.split()[0]))
        else:
            raise ValueError(value)
    except (ValueError, IndexError):
        draft.remark(f"{name} {value!r} is not understood", line, shown.find(value) + 1, shown, "not acted on")


def _start(song: _Song, kind: str, value: str, line: int, shown: str) -> None:
    _flush(song)
    kind = kind.lower()
    song.environment = kind
    song.environment_bar = len(song.draft.bars)
    label = found[1] if (found := _LABEL.search(value)) else value if "=" not in value else ""
    if kind in _UNPLAYED:
        if kind != "tab":
            song.draft.remark(f"a passage of {kind!r} is not read", line, 1, shown, "left out")
    elif kind == "grid":
        # a shape such as 1+4x2+4 stands where other passages have their name
        if label and not re.fullmatch(r"[\d+x\s]+", label):
            song.draft.waiting_section = label
    else:
        song.draft.waiting_section = label or kind.replace("_", " ").capitalize()
    song.stanza_open = True


def _named_chorus(draft: Draft) -> tuple[int, int] | None:
    """The bars of the last passage called Chorus by a comment or a heading; None if there is none."""
    starts = [i for i, bar in enumerate(draft.bars) if bar.section is not None]
    named = [i for i in starts if (draft.bars[i].section or "").casefold().startswith("chorus")]
    if not named:
        return None
    return named[-1], next((i for i in starts if i > named[-1]), len(draft.bars))


def _recall(song: _Song, label: str, line: int, shown: str) -> None:
    """{chorus}: the last chorus sounds again."""
    _flush(song)
    song.chorus = song.chorus or _named_chorus(song.draft)
    if song.chorus is None:
        song.draft.remark("no chorus has come yet to play again", line, 1, shown, "left out")
        return
    draft = song.draft
    draft.waiting_section = label or "Chorus"
    for index in range(*song.chorus):
        again = draft.bars[index]
        bar = draft.add_bar()
        fresh = again.copied()
        fresh.section = bar.section if bar.section is not None else again.section
        fresh.entering = bar.entering
        draft.bars[-1] = fresh
        if index == song.chorus[0]:  # the chord that it began on may have sounded from before
            fresh.chords = []
            draft.repeat_bar(fresh, again)
        elif fresh.chords:
            draft.sounding = fresh.chords[-1]
    song.stanza_open = False


def _grid_line(song: _Song, line: str, number: int) -> None:
    text = line.strip()
    if not text or re.match(r"\|s[^\w]|\|S\b", text):  # a row of strums
        return
    first = text.find("|")
    shift = len(line) - len(line.lstrip())
    if first > 0 and not text.startswith(":|"):  # a label in the margin
        song.draft.waiting_section = song.draft.waiting_section or text[:first].strip() or None
        text, shift = text[first:], shift + first
    song.grid.read(text, number, shift, line)


def _words(song: _Song, line: str, number: int) -> None:
    """A line of words and chords, a heading, or the blank line after a stanza."""
    if not line.strip():
        _flush(song)
        if not song.environment and song.stanza_open and song.draft.waiting_section is None:
            song.stanza_open = False
        return
    heading = section_name(line) if line.strip()[-1:] in ":]" else None
    if heading is None and line.strip().endswith(":") and len(line.split()) <= 3 and not song.stanza:
        heading = line.strip().rstrip(":") if "[" not in line else None
    if heading:
        _flush(song)
        song.draft.waiting_section = heading
        song.stanza_open = True
        return
    song.stanza.append(_sung(song, line, number))


def _sung(song: _Song, line: str, number: int) -> SungLine:
    """A line taken apart into words and chords."""
    fragments = [""]
    chords: list[tuple[str, int]] = []
    bar_lines: list[int] = []
    at = 0
    for found in re.finditer(r"\[([^\[\]]*)\]|\|", line):
        fragments[-1] += line[at : found.start()]
        at = found.end()
        inside = found[1]
        if inside is None or inside.strip() in ("|", "||"):
            bar_lines.append(len(chords))
            continue
        symbol = inside.strip()
        symbol = symbol[1:-1] if symbol.startswith("(") and symbol.endswith(")") else symbol
        if _plays(symbol):
            chords.append((symbol, found.start() + 2 + inside.find(symbol)))
            fragments.append("")
        elif symbol and not symbol.startswith("*") and symbol not in ("/", "-"):
            song.draft.remark(f"[{symbol}] is not a chord", number, found.start() + 1, line, "taken as an annotation")
    fragments = [fragment.replace("\xad", "") for fragment in (*fragments[:-1], fragments[-1] + line[at:])]
    return SungLine(number, line, tuple(fragments), tuple(chords), tuple(bar_lines))


def _plays(symbol: str) -> bool:
    """Whether what stands in brackets is a chord, be it a misspelt one."""
    if looks_like_chord(symbol) or symbol.lower() in NO_CHORD_WORDS:
        return True
    return section_name(symbol) is None and _ALMOST_CHORD.fullmatch(symbol) is not None


def _flush(song: _Song) -> None:
    """Play the stanza read so far."""
    stanza, song.stanza = song.stanza, []
    draft = song.draft
    if not stanza:
        return
    if not any(sung.chords for sung in stanza):
        which = draft.waiting_section or f"the stanza of {len(stanza)} line{'s' * (len(stanza) > 1)}"
        draft.remark(f"{which} has words but no chords: not played", stanza[0].line, 1, stanza[0].shown,
                     "write chords into every verse that is to be played")  # fmt: skip
        draft.waiting_section = None
        return
    if not song.environment and not song.stanza_open:
        if any(sung.words.strip() for sung in stanza):
            draft.waiting_section = "Verse"
            song.unnamed.append(len(draft.bars))
        else:
            draft.waiting_section = ""
    write_stanza(draft, stanza)
    if not song.environment:
        song.stanza_open = False


def _end(song: _Song) -> None:
    """What can be said only when the whole song is known."""
    _flush(song)
    song.grid.end_passage()
    draft = song.draft
    draft.composer = draft.composer or song.artist
    if len(song.unnamed) > 1:
        for number, index in enumerate(song.unnamed, 1):
            draft.bars[index].section = f"Verse {number}"
    if song.capo:
        draft.remark(f"capo {song.capo}: it sounds {song.capo} semitone{'s' * (song.capo > 1)} higher than written",
                     hint="played as written; transpose to play along with a capo")  # fmt: skip
        _key_behind_capo(song)


def _key_behind_capo(song: _Song) -> None:
    """A key that does not fit the chords as written, but does less the capo, was the sounding one."""
    draft = song.draft
    changes = [bar.chords for bar in draft.bars if bar.chords]
    if draft.key is None or not changes:
        return
    ends = {changes[0][0].chord.root, changes[-1][-1].chord.root}
    lower = draft.key.transposed(-song.capo)
    if draft.key.tonic_pc not in ends and lower.tonic_pc in ends:
        draft.remark(f"the key {draft.key} is the sounding one: the chords are written in {lower}",
                     hint=f"read as {lower}")  # fmt: skip
        draft.key = Key(lower.tonic, lower.mode)
