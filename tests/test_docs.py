"""What the documents say is so: examples run, charts are read, styles parse, and every word bears one type."""

import doctest
import re
import shlex
import shutil
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from houseband.charts.formats import find_format
from houseband.charts.source import Source
from houseband.cli import main
from houseband.styles.style import house_styles, parse_style

ROOT = Path(__file__).parents[1]
DOCUMENTS = [path for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))) if path.is_file()]
FORMATS, STYLES, GLOSSARY = (ROOT / "docs" / f"{name}.md" for name in ("formats", "styles", "glossary"))
FENCED = re.compile(
    r"^(?P<indent> *)```(?P<kind>[\w-]+)[^\n]*\n(?P<text>.*?)^(?P=indent)```\s*$", re.DOTALL | re.MULTILINE
)
CHART_NAMES = {
    "chordpro": "example.cho",
    "text": "example.txt",
    "ireal": "example.html",
    "musicxml": "example.musicxml",
    "billboard": "example.txt",
    "rock-corpus": "example.har",
    "harte": "example.lab",
    "abc": "example.abc",
    "impro-visor": "example.ls",
}
EVERY_TIME = re.compile("lyrics carry no durations|is guessed")  # what a format never says, and is remarked each time
COMMANDS = ("read", "chord", "styles")  # they only show: what they print needs no sound and no file


@dataclass(frozen=True)
class Block:
    """A fenced block of a document."""

    document: Path
    line: int
    """Of its first line, from 1."""
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.document.name}:{self.line}"


def blocks(document: Path, *kinds: str) -> list[Block]:
    """The document's blocks of these kinds, in order."""
    page = document.read_text("utf-8") if document.is_file() else ""
    return [
        Block(document, page.count("\n", 0, found.start("text")) + 1, found["kind"], _dedented(found))
        for found in FENCED.finditer(page)
        if found["kind"] in kinds
    ]


def _dedented(found: re.Match[str]) -> str:
    return "".join(line.removeprefix(found["indent"]) for line in found["text"].splitlines(keepends=True))


def commands(block: Block) -> list[tuple[list[str], str]]:
    """The arguments of each command shown that only shows, and what the block says it prints."""
    found = []
    for entry in re.split(r"(?m)^\$ ", block.text.replace("\\\n", " "))[1:]:
        command, _, printed = entry.partition("\n")
        words = shlex.split(command)
        if words[:1] == ["houseband"] and len(words) > 1 and words[1] in COMMANDS:
            ends = (i for i, word in enumerate(words) if word in ("|", ">", ">>", "&&", ";", "#"))
            found.append((words[1 : next(ends, len(words))], printed.rstrip()))
    return found


@pytest.mark.parametrize("document", [FORMATS, STYLES, GLOSSARY], ids=lambda path: path.name)
def test_the_document_is_there(document: Path) -> None:
    assert document.is_file()


def test_the_pieces_of_the_style_that_is_taught_are_one_valid_style() -> None:
    pieces = blocks(STYLES, "toml")
    begins = [i for i, piece in enumerate(pieces) if piece.text.startswith("name = ")]
    assert begins[:1] == [0]
    for first, after in zip(begins, [*begins[1:], len(pieces)], strict=True):
        text = "\n".join(piece.text for piece in pieces[first:after])
        style = parse_style(text, str(pieces[first]))
        assert style.name not in house_styles()
        for meter in style.meters:
            assert any(groove.meter == meter for groove in style.drums.grooves)
            for player in ("bass", "guitar", "keys"):
                assert any(pattern.meter == meter for pattern in style.book(player).patterns), (player, meter)


def charts_shown() -> list[Block]:
    """Every block of a document that is a chart."""
    return [block for document in DOCUMENTS for block in blocks(document, *CHART_NAMES)]


@pytest.mark.parametrize("block", charts_shown(), ids=str)
def test_a_chart_in_the_documents_is_read_in_its_format_without_doubt(block: Block) -> None:
    source = Source(block.text.encode(), CHART_NAMES[block.kind])
    assert find_format(source).name.replace(" ", "-") == block.kind
    for chart in find_format(source).read(source):
        assert any(bar.chords for bar in chart.bars)
        assert [remark for remark in chart.remarks if not EVERY_TIME.search(remark.problem)] == []


def test_every_format_that_is_read_has_an_example() -> None:
    assert {block.kind for block in charts_shown()} == set(CHART_NAMES)


def glossary_rows() -> list[tuple[str, str]]:
    """Word and third column of every row."""
    page = GLOSSARY.read_text("utf-8") if GLOSSARY.is_file() else ""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("|")]
    return [(row[0], row[2]) for row in rows if row[0] != "word" and set(row[0]) != {"-"}]


def test_no_word_is_defined_twice_and_every_word_has_its_type() -> None:
    words = [word.casefold() for word, _ in glossary_rows()]
    assert len(words) > 100
    assert [word for word in words if words.count(word) > 1] == []
    assert [word for word, types in glossary_rows() if not re.fullmatch(r"(`[\w.]+`(, )?)+", types)] == []


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([^`]+)`", " ".join(types for _, types in glossary_rows())))))
def test_what_bears_a_word_exists(path: str) -> None:
    assert found(path) is not None


def found(path: str) -> object:
    """What an import path such as ``houseband.charts.chart.Bar.number`` names. Raises if there is no such thing."""
    names = path.split(".")
    for length in range(len(names), 0, -1):
        try:
            thing: object = import_module(".".join(names[:length]))
        except ModuleNotFoundError:
            continue
        for name in names[length:]:
            thing = getattr(thing, name)
        return thing
    raise ModuleNotFoundError(path)


def test_a_path_that_names_nothing_is_noticed() -> None:
    with pytest.raises(AttributeError, match="numbre"):
        found("houseband.charts.chart.Bar.numbre")


def consoles() -> list[Block]:
    """Every block that shows such a command."""
    return [block for document in DOCUMENTS for block in blocks(document, "console") if commands(block)]


@pytest.mark.parametrize("block", consoles(), ids=str)
def test_the_commands_of_a_console_run(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for arguments, printed in commands(block):
        result = CliRunner().invoke(main, arguments, env={"COLUMNS": "100"})
        assert result.exit_code == 0, f"{' '.join(arguments)}: {result.output}"
        if printed and block.document.parent != ROOT:
            assert result.output.rstrip() == printed


def scripts() -> list[list[Block]]:
    """The Python of each document that has some."""
    return [found for document in DOCUMENTS if (found := blocks(document, "python", "pycon"))]


@pytest.mark.parametrize("pieces", scripts(), ids=lambda pieces: pieces[0].document.name)
def test_the_python_of_a_document_runs(pieces: list[Block], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In order, as a reader would type it: later pieces may use what earlier ones made."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__main__"}
    for piece in pieces:
        text = doctest.script_from_examples(piece.text) if re.search(r"(?m)^>>> ", piece.text) else piece.text
        exec(compile("\n" * (piece.line - 1) + text, str(piece.document), "exec"), names)
