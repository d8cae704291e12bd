"""The Rock Corpus: songs as rules that are made of other rules, with Roman numerals in bars.

    % Proud Mary                                     the title; other comments are passed over
    Vr: [A] [4/4] I |*8 V | | vi . . IV | R |        bars; |*8 ends a bar that sounds eight times; an empty bar goes on
    S: [D] $In $Vr*2 $Ch                             the song: rules by name, *2 twice

A bar's chords and dots share it evenly; ``R`` is a rest. ``[D]`` is the tonic, ``[3/4]`` the meter, from there on.
From de Clercq and Temperley, A corpus analysis of rock harmony, Popular Music 30/1 (2011), and the corpus's own page.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from houseband.charts.chart import Chart
from houseband.charts.draft import Draft
from houseband.charts.labels.tonic import key_on_tonic
from houseband.charts.roman import parse_roman
from houseband.charts.source import Source
from houseband.errors import ChartError
from houseband.music.chord import NO_CHORD
from houseband.music.key import Key, parse_key
from houseband.music.meter import parse_meter

MOST_TOKENS = 40_000  # rules that call each other must not fill the memory
_RULE = re.compile(r"\s*([A-Za-z]\w*)\s*:\s*(.*)")
_TOKEN = re.compile(r"\$\w+(?:\*\d+)?|\[[^\]]*\]?|\|(?:\s*\*\d+)?|[^\s|\[$]+")
# What the corpus's authors call parts of songs, where it is plain; other names are kept as they are.
_SECTIONS = {
    "in": "Intro", "vr": "Verse", "ch": "Chorus", "br": "Bridge", "so": "Solo", "ou": "Outro", "ln": "Link",
    "li": "Link", "pc": "Prechorus", "rf": "Riff", "tg": "Tag", "ta": "Tag", "co": "Coda", "coda": "Coda",
    "inst": "Instrumental", "fadeout": "Fade-out",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of a rule, and where it stands."""

    text: str
    line: int
    column: int


def read(source: Source) -> tuple[Chart, ...]:
    """The one song of an analysis. Raises ChartError, with its place, for a rule that is missing or calls itself."""
    draft = Draft(source, "rock corpus")
    lines = source.text.split("\n")
    rules = _rules(draft, lines)
    if "S" not in rules:
        raise ChartError("no rule S, which is the song", source.name, 1, None, lines[0], hint="S: [C] $Vr $Ch")
    song: list[_Token] = []
    _expand(draft, rules, "S", (), song, lines)
    _play(draft, song, lines)
    draft.key = key_on_tonic(draft)
    return (draft.finish(),)


def _rules(draft: Draft, lines: list[str]) -> dict[str, list[_Token]]:
    """Every rule by its name. The first comment of the file is the title."""
    rules: dict[str, list[_Token]] = {}
    for number, line in enumerate(lines, 1):
        text, percent, comment = line.partition("%")
        if percent and not draft.title and not rules:
            draft.title = comment.strip()
        found = _RULE.fullmatch(text)
        if found is None:
            if text.strip():
                draft.remark("not a rule", number, 1, line, "left out")
            continue
        rules[found[1]] = [
            _Token(token[0], number, found.start(2) + token.start() + 1) for token in _TOKEN.finditer(found[2])
        ]
    return rules


def _expand(
    draft: Draft, rules: dict[str, list[_Token]], name: str, within: tuple[str, ...], song: list[_Token],
    lines: list[str],
) -> None:  # fmt: skip
    """Write the rule's words into the song; a rule that the song itself calls is a section (``$`` and its name)."""
    for token in rules[name]:
        if not token.text.startswith("$"):
            song.append(token)
            if len(song) > MOST_TOKENS:
                raise ChartError("the rules come to too long a song", draft.source.name, token.line, token.column,
                                 lines[token.line - 1], hint="check the repeats")  # fmt: skip
            continue
        called, _, times = token.text[1:].partition("*")
        if called not in rules or called in (*within, name):
            problem = f"rule {called!r} calls itself" if called in rules else f"no rule {called!r}"
            raise ChartError(problem, draft.source.name, token.line, token.column, lines[token.line - 1])
        for _ in range(min(int(times or 1), MOST_TOKENS)):
            if name == "S":
                song.append(_Token("$" + called, token.line, token.column))
            _expand(draft, rules, called, (*within, name), song, lines)


def _play(draft: Draft, song: list[_Token], lines: list[str]) -> None:
    """Bars from the song's words."""
    cells: list[_Token] = []
    tonic = Key("C")
    for token in song:
        text = token.text
        if text.startswith("$"):
            draft.waiting_section = _section(text[1:])
        elif text.startswith("["):
            tonic = _bracket(draft, token, tonic, lines)
        elif text.startswith("|"):
            times = int(text.partition("*")[2] or 1)
            _bar(draft, cells, tonic, lines)
            for _ in range(1, min(times, MOST_TOKENS)):
                draft.repeat_bar(draft.add_bar(), draft.bars[-2])
            cells = []
        else:
            cells.append(token)
    if cells:
        _bar(draft, cells, tonic, lines)


def _section(name: str) -> str:
    """``Vr2`` is Verse 2."""
    found = re.fullmatch(r"([A-Za-z]+)(\d[a-z\d]*)?", name)
    if found is None or found[1].lower() not in _SECTIONS:
        return name
    return _SECTIONS[found[1].lower()] + (f" {found[2]}" if found[2] else "")


def _bracket(draft: Draft, token: _Token, tonic: Key, lines: list[str]) -> Key:
    """A meter is set; a tonic is given back."""
    inside = token.text.strip("[]").strip()
    try:
        if "/" in inside:
            draft.meter = parse_meter(inside)
            return tonic
        tonic = parse_key(inside)
        draft.set_key(tonic)
    except ValueError:
        draft.remark(f"{token.text!r} is neither tonic nor meter", token.line, token.column, lines[token.line - 1],
                     "not acted on")  # fmt: skip
    return tonic


def _bar(draft: Draft, cells: list[_Token], tonic: Key, lines: list[str]) -> None:
    bar = draft.add_bar()
    for index, token in enumerate(cells):
        if token.text == ".":
            continue
        onset = bar.meter.quarters * Fraction(index, len(cells))
        if token.text == "R":
            draft.put(bar, onset, "N.C.", NO_CHORD)
            continue
        try:
            symbol = parse_roman(token.text, tonic)
        except ChartError as error:
            draft.remark(error.problem, token.line, token.column, lines[token.line - 1],
                         error.hint or "the chord before it goes on")  # fmt: skip
            continue
        for remark in symbol.remarks:
            column = token.column + (remark.column or 1) - 1
            draft.remark(remark.problem, token.line, column, lines[token.line - 1], remark.hint)
        draft.put(bar, onset, token.text, symbol.chord)
