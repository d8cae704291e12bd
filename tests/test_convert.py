"""``houseband convert``: a chart from one format into another."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alike import form, harmony, tune, words
from houseband.charts.formats import FORMATS
from houseband.cli import main
from houseband.stand import read, read_all

EXAMPLES = Path(__file__).parent.parent / "examples"
WRITTEN = {name: known.suffixes[0] for name, known in FORMATS.items() if known.writer}
HOLDS_MELODY = ("musicxml", "mxl", "abc")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["convert", *map(str, arguments)])


@pytest.mark.parametrize("source", sorted(path.name for path in EXAMPLES.iterdir()))
@pytest.mark.parametrize("name", WRITTEN)
def test_every_example_can_be_moved_to_every_format(name: str, source: str, tmp_path: Path) -> None:
    path = tmp_path / f"moved{WRITTEN[name]}"
    result = run(EXAMPLES / source, path)
    assert result.exit_code == 0, result.output
    before, after = read(EXAMPLES / source), read(path)
    if name == "ireal" and before.bars[0].duration_quarters < before.meter.quarters:
        assert "left out" in result.output  # its page has no pickups
        return
    assert harmony(after) == harmony(before)
    assert form(after) == form(before)
    assert (after.title, after.meter, after.tempo_bpm) == (before.title, before.meter, before.tempo_bpm)
    if name in HOLDS_MELODY:
        assert tune(after) == tune(before)
    if name != "ireal" and (name != "abc" or before.bars[0].melody):  # ABC sets words under notes
        assert words(after) == words(before)


def test_words_without_notes_stand_below_an_abc_tune(tmp_path: Path) -> None:
    assert run(EXAMPLES / "ferry.cho", tmp_path / "ferry.abc").exit_code == 0
    assert "W:and I'm carrying tunes to the island alone." in (tmp_path / "ferry.abc").read_text().splitlines()


def test_what_a_format_cannot_hold_is_said(tmp_path: Path) -> None:
    result = run(EXAMPLES / "service-lift.musicxml", tmp_path / "lift.txt")
    assert "melody" in result.output


def test_a_tune_that_loses_its_only_music_is_told_of(tmp_path: Path) -> None:
    result = run(EXAMPLES / "tin-kettle.abc", tmp_path / "kettle.txt", "--harmonise", "never")
    assert "no chords in it, so the file cannot be played" in result.output


def test_a_folder_gets_a_file_a_song_named_by_its_title(tmp_path: Path) -> None:
    book = tmp_path / "book.cho"
    book.write_text("{title: Same}\n[C]La [G]la\n{new_song}\n{title: Same}\n[F]La [C]la\n{ns}\n{t: a/b: c?}\n[C]La\n")
    result = run(book, f"{tmp_path}/out/", "--to", "text")
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["Same 2.txt", "Same.txt", "a b c.txt"]


def test_several_songs_become_one_book_where_the_format_has_books(tmp_path: Path) -> None:
    book = tmp_path / "book.cho"
    book.write_text("{title: One}\n[C]La [G]la\n{new_song}\n{title: Two}\n[F]La [C]la\n")
    for suffix in (".abc", ".html", ".cho"):
        path = tmp_path / f"again{suffix}"
        assert run(book, path).exit_code == 0
        assert [chart.title for chart in read_all(path)] == ["One", "Two"]


def test_a_folder_becomes_one_book(tmp_path: Path) -> None:
    result = run(EXAMPLES, tmp_path / "all.abc")
    assert result.exit_code == 0, result.output
    assert len(read_all(tmp_path / "all.abc")) == len(read_all(EXAMPLES))


def test_standard_output_gets_the_bytes_alone() -> None:
    result = run(EXAMPLES / "kitchen-blues.txt", "-", "--to", "chordpro")
    assert result.exit_code == 0
    assert result.stdout.startswith("{title: Kitchen Table Blues}")


def test_a_chart_can_be_written_in_another_key(tmp_path: Path) -> None:
    assert run(EXAMPLES / "kitchen-blues.txt", tmp_path / "c.cho", "--key", "C").exit_code == 0
    chart = read(tmp_path / "c.cho")
    assert str(chart.key) == "C"
    assert [c.chord.root for c in chart.bars[0].chords] == [7]  # it begins on its dominant


def test_one_song_of_a_book_can_be_written(tmp_path: Path) -> None:
    assert run(EXAMPLES, tmp_path / "one.cho", "--song", "ferry").exit_code == 0
    assert [chart.title for chart in read_all(tmp_path / "one.cho")] == ["The Morning Ferry"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("kitchen-blues.txt", "x.pdf"), "no chart is written as .pdf"),
        (("kitchen-blues.txt", "x"), "a file without an ending"),
        (("kitchen-blues.txt", "x.mid"), "no chart is written as .mid"),
        (("kitchen-blues.txt", "-"), "name the format with --to"),
        (("kitchen-blues.txt", "nowhere/x.cho"), "nowhere"),
        (("kitchen-blues.txt", "x.cho", "--to", "tuba"), "no format is called 'tuba'"),
        (("kitchen-blues.txt", "x.cho", "--to", "midi"), "midi is not written"),
        (("kitchen-blues.txt", "x.cho", "--key", "Q"), "not a key"),
        (("nothing.cho", "x.txt"), "no such file"),
    ],
)
def test_what_cannot_be_converted_is_said_and_nothing_is_left(
    arguments: tuple[str, ...], problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(EXAMPLES / arguments[0], *arguments[1:])
    assert result.exit_code == 2
    assert problem in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_older_file_stays_where_the_new_one_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "old.cho"
    path.write_text("old")
    tmp_path.chmod(0o500)
    try:
        assert run(EXAMPLES / "ferry.cho", path).exit_code == 2
        assert path.read_text() == "old"
    finally:
        tmp_path.chmod(0o700)
