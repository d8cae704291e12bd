"""What is wrong with a style file, each mistake with its line and what to do about it."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import NoReturn

import msgspec

from houseband.choices import choices_of
from houseband.errors import StyleError
from houseband.music.instrument import DRUM_KEYS, INSTRUMENTS
from houseband.music.meter import parse_meter
from houseband.styles.style import CELL_ROWS, NOTATION, PITCHED, PLAYERS, VOICINGS, Style, strip

MOST_STEPS_A_BAR = 48
MOST_LEVEL_DB = 12
_TOML_PLACE = re.compile(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)$")
_MSGSPEC_PLACE = re.compile(r" - at `\$\.?([^`]*)`$")


def read_checked(text: str, source: str) -> Style:
    """The style of a TOML text. Raises StyleError for the first thing that is wrong with it."""
    return _Check(text, source).style()


class _Check:
    """A text being checked."""

    def __init__(self, text: str, source: str) -> None:
        self._lines = text.splitlines()
        self._text = text
        self._source = source

    def style(self) -> Style:
        try:
            data = tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as error:
            place = _TOML_PLACE.search(str(error))
            line = int(place[1]) if place and place[1] else len(self._lines)
            said = _TOML_PLACE.sub("", str(error))
            self._fail(f"not valid TOML: {said[:1].lower()}{said[1:]}", line)
        try:
            style = msgspec.convert(data, Style)
        except msgspec.ValidationError as error:
            path = _MSGSPEC_PLACE.search(str(error))
            said = _MSGSPEC_PLACE.sub("", str(error))
            unknown = re.search(r"unknown field `([^`]+)`", said)
            keys = path[1] if path else ""
            near = self._line_of_path(f"{keys}.{unknown[1]}" if unknown and keys else unknown[1] if unknown else keys)
            said = said.replace("Object contains", "there is an").replace("Object missing", "there must be a")
            where = f" in {keys}" if keys else ""
            self._fail(f"{said[:1].lower()}{said[1:]}{where}", near, hint=_field_hint(unknown[1] if unknown else ""))
        self._head(style)
        self._patterns(style)
        return style

    def _fail(self, problem: str, line: int | None, hint: str = "") -> NoReturn:
        shown = self._lines[line - 1].strip() if line and line <= len(self._lines) else ""
        raise StyleError(problem, self._source, line, None, shown, hint)

    def _head(self, style: Style) -> None:
        slowest, usual, fastest = style.tempo_bpm
        if not 10 <= slowest <= usual <= fastest <= 500:
            self._fail(
                f"tempo_bpm must rise from slowest to fastest: {list(style.tempo_bpm)}", self._line_of_path("tempo_bpm")
            )
        if not 0.0 <= style.feel.timing <= 1.5:
            self._fail(
                f"timing is a share of people's own spread, 0 to 1.5: {style.feel.timing:g}",
                self._line_of_path("feel.timing"),
            )
        if not 1.0 <= style.feel.sixteenths <= 3.0:
            self._fail("sixteenths go from 1 (even) to 3", self._line_of_path("feel.sixteenths"))
        if not style.meters:
            self._fail("a style needs a meter", self._line_of_path("meters"), hint='write meters = ["4/4"]')
        for meter in style.meters:
            self._meter(meter)
        for player, kinds in VOICINGS.items():
            kind = style.book(player).voicing
            if kind not in kinds:
                line = self._line_of_path(f"{player}.voicing")
                hint = f"there are {', '.join(filter(None, kinds))}"
                self._fail(f"{player} knows no voicing {kind!r}", line, hint=hint)
        for piece in (style.drums.time, style.drums.backbeat):
            self._piece(piece, DRUM_KEYS)
        for player, instrument in style.line_up.items():
            line = self._line_of_path(f"line_up.{player}")
            if player not in PLAYERS:
                self._fail(f"nobody is called {player!r}", line, hint="the players are " + ", ".join(PLAYERS))
            if instrument not in INSTRUMENTS:
                near = get_close_matches(instrument, INSTRUMENTS, 3)
                hint = f"did you mean {' or '.join(near)}?" if near else "houseband sounds list shows them all"
                self._fail(f"no instrument called {instrument!r}", line, hint=hint)
        try:
            choices_of(style.sounds, self._source)
        except StyleError as error:
            self._fail(error.problem, self._line_of_path("sounds"), hint=error.hint)
        missing = [player for player in PLAYERS if player not in (*style.line_up, "percussion")]
        if missing:
            self._fail(
                f"nobody plays {', '.join(missing)}",
                self._line_of_path("line_up"),
                hint="give each an instrument under [line_up]",
            )
        for path, table in (("form.enters", style.form.enters), ("levels_db", style.levels_db)):
            for player in table:
                if player not in PLAYERS:
                    hint = "the players are " + ", ".join(PLAYERS)
                    self._fail(f"nobody is called {player!r}", self._line_of_path(path), hint=hint)
        for player, level_db in style.levels_db.items():
            if abs(level_db) > MOST_LEVEL_DB:
                hint = f"from -{MOST_LEVEL_DB} to {MOST_LEVEL_DB}"
                self._fail(f"{player} {level_db:g} dB louder", self._line_of_path("levels_db"), hint=hint)

    def _patterns(self, style: Style) -> None:
        percussion = style.percussion.grooves if style.percussion else ()
        for groove in (*style.drums.grooves, *percussion):
            self._rows(groove.rows, DRUM_KEYS)
            self._meter(groove.meter)
            self._bars(groove.bars, groove.rows)
            self._weight(groove.weight, groove.energy, next(iter(groove.rows.values()), ""))
            for row in groove.rows.values():
                self._fits(row, groove.meter, groove.bars)
        for fill in style.drums.fills:
            self._rows(fill.rows, DRUM_KEYS)
            self._weight(fill.weight, fill.energy, next(iter(fill.rows.values()), ""))
        for player in PITCHED:
            book = style.book(player)
            for pattern in book.patterns:
                self._steps(pattern.steps, player)
                self._meter(pattern.meter)
                self._bars(pattern.bars, {player: pattern.steps})
                self._weight(pattern.weight, pattern.energy, pattern.steps)
                self._fits(pattern.steps, pattern.meter, pattern.bars)
            for turn in book.turns:
                self._steps(turn.steps, player)
                self._weight(turn.weight, turn.energy, turn.steps)
        for cell in style.cells:
            for rows in cell.drums:
                self._rows(rows, (*DRUM_KEYS, *CELL_ROWS))
            for player in PITCHED:
                for steps in getattr(cell, player):
                    self._steps(steps, player)

    def _rows(self, rows: Mapping[str, str], known: Sequence[str] | Mapping[str, int]) -> None:
        if not rows:
            self._fail("a groove without a row", None, hint='write rows = { "kick" = "x...|x..." }')
        for piece, row in rows.items():
            self._piece(piece, known)
            self._steps(row, "drums")
        if len({len(strip(row)) for row in rows.values()}) != 1:
            lengths = ", ".join(f"{piece} {len(strip(row))}" for piece, row in rows.items())
            self._fail(f"rows of different lengths: {lengths}", self._line_with(*rows.values()))

    def _piece(self, piece: str, known: Sequence[str] | Mapping[str, int]) -> None:
        if piece not in known:
            near = get_close_matches(piece, list(known), 3)
            hint = f"did you mean {' or '.join(near)}?" if near else "there are " + ", ".join(known)
            self._fail(f"no drum called {piece!r}", self._line_with(piece), hint=hint)

    def _steps(self, steps: str, player: str) -> None:
        if not strip(steps):
            self._fail(f"an empty pattern for {player}", self._line_with(steps))
        known = {**NOTATION[player], "_": "", ".": ""}
        for mark in strip(steps):
            if mark not in known:
                self._fail(
                    f"{mark!r} is no step for {player}: {steps!r}",
                    self._line_with(steps),
                    hint="steps are " + " ".join(known),
                )

    def _fits(self, steps: str, meter: str, bars: int) -> None:
        count = len(strip(steps))
        if count % bars or count // bars > MOST_STEPS_A_BAR:
            self._fail(
                f"{count} steps do not fill {bars} bar{'s' if bars > 1 else ''} of {meter}: {steps!r}",
                self._line_with(steps),
                hint=f"at most {MOST_STEPS_A_BAR} steps a bar, the same number in each",
            )

    def _meter(self, meter: str) -> None:
        try:
            parse_meter(meter)
        except ValueError as error:
            self._fail(str(error), self._line_with(meter))

    def _bars(self, bars: int, rows: Mapping[str, str]) -> None:
        if not 1 <= bars <= 8:
            self._fail(f"a pattern of {bars} bars", self._line_with(*rows.values()), hint="1 to 8 bars")

    def _weight(self, weight: float, energy: tuple[float, float], steps: str) -> None:
        if weight <= 0 or not 0 <= energy[0] <= energy[1] <= 1:
            self._fail(
                f"weight {weight:g}, energy {list(energy)}",
                self._line_with(steps),
                hint="weights are above 0, energies rise from 0 to 1",
            )

    def _line_with(self, *texts: str) -> int | None:
        """The first line on which all of the texts stand in quotes; else the first with one of them."""
        for wanted in (all, any):
            for number, line in enumerate(self._lines, 1):
                if wanted(f'"{text}"' in line or f"'{text}'" in line or f"{text} =" in line for text in texts):
                    return number
        return None

    def _line_of_path(self, path: str) -> int | None:
        """The line of a key such as ``drums.grooves[2].weight``; of the nearest thing around it if it has none."""
        steps = [step for step in re.split(r"[.\[\]]+", path) if step and step != "..."]
        best = None
        for length in range(len(steps), 0, -1):
            best = _find(self._lines, steps[:length])
            if best is not None:
                return best
        return best


def _find(lines: Sequence[str], steps: Sequence[str]) -> int | None:
    """The line of a path of keys and places (``drums``, ``grooves``, ``2``), or None."""
    wanted = list(steps)
    for number, path in _paths(lines):
        if path[: len(wanted)] == wanted:
            return number
    return None


def _paths(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Each key of the text with its line: the table it is in, and its place where that is one of several."""
    table: list[str] = []
    counts: dict[str, int] = {}
    array: list[str] = []
    place = -1
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        if header := re.match(r"\[\[([\w. -]+)\]\]", bare):
            name = header[1].strip()
            counts[name] = counts.get(name, -1) + 1
            table, array = [*name.split("."), str(counts[name])], []
            yield number, table
        elif header := re.match(r"\[([\w. -]+)\]", bare):
            table, array = header[1].strip().split("."), []
            yield number, table
        elif array and bare.startswith("{"):
            place += 1
            yield number, [*array, str(place)]
            for key in re.findall(r'"?([\w ]+?)"?\s*=', bare):
                yield number, [*array, str(place), key]
        elif key := re.match(r'"?([\w -]+?)"?\s*=\s*(.*)', bare):
            here = [*table, key[1]]
            yield number, here
            array, place = (here, -1) if key[2].startswith("[") and not key[2].rstrip().endswith("]") else ([], -1)
            if key[2].startswith("[ {") or key[2].startswith("[{"):
                for index, _ in enumerate(re.findall(r"\{", key[2])):
                    yield number, [*here, str(index)]


def _field_hint(name: str) -> str:
    if not name:
        return "docs/styles.md shows what a style is made of"
    known = {field for one in _structs() for field in one.__struct_fields__}
    near = get_close_matches(name, sorted(known), 3)
    return f"did you mean {' or '.join(near)}?" if near else "docs/styles.md shows what a style is made of"


def _structs() -> Iterator[type[msgspec.Struct]]:
    from houseband.styles import style

    for one in vars(style).values():
        if isinstance(one, type) and issubclass(one, msgspec.Struct) and one is not msgspec.Struct:
            yield one
