"""A style of the user's own: checked, played, kept in the session, with sounds beside it."""

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_band import write_band

from houseband.cli import main
from houseband.takes import take

SWING = (files("houseband.styles") / "swing.toml").read_text("utf-8")
MINE = SWING.replace('name = "swing"', 'name = "mine"').replace('title = "Medium swing"', 'title = "My own swing"')


@pytest.fixture
def chart(tmp_path: Path) -> str:
    path = tmp_path / "short.txt"
    path.write_text("Title: Short\nKey: C\nTempo: 160\n\n| C Am | F G7 | C |\n")
    return str(path)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "styles"
    folder.mkdir()
    path = folder / "mine.toml"
    path.write_text(MINE.replace("tempo_bpm = [60, 140, 240]", "tempo_bpm = [60, 99, 240]"))
    return path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_a_style_file_is_checked(mine: Path) -> None:
    shown = run("styles", "--check", str(mine))
    assert shown.exit_code == 0
    assert "My own swing" in shown.output
    assert "60–99–240" in shown.output


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [('bass = "upright bass"', 'bass = "kazoo"', "no instrument called"), ("[feel]", "[feel", "not valid TOML"),
     ("timing = 0.8", 'timing = 0.8\n[sounds]\nbass = ""', "no choice of sounds")],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_file(mine: Path, chart: str, old: str, new: str, problem: str) -> None:
    mine.write_text(MINE.replace(old, new, 1))
    for words in (("styles", "--check", str(mine)), ("record", chart, "-o", "never.mid", "--style", str(mine))):
        refused = run(*words)
        assert refused.exit_code == 2
        assert f"{mine}:" in refused.output
        assert problem in refused.output
    assert run("styles", "--check", "no such.toml").exit_code == 2


def test_it_is_played_and_the_session_stands_alone(mine: Path, chart: str, tmp_path: Path) -> None:
    shown = run("record", chart, "-o", f"{tmp_path}/one/", "--style", str(mine))
    assert shown.exit_code == 0, shown.output
    assert "My own swing" in shown.output
    session = json.loads((tmp_path / "one" / "session.json").read_text())["session"]
    assert session["style"] == "mine"
    assert session["style_toml"] == mine.read_text()
    shutil.rmtree(mine.parent)
    again = run("record", f"{tmp_path}/one/session.json", "-o", f"{tmp_path}/two/", "-q")
    assert again.exit_code == 0, again.output
    for name in ("mix.wav", "take.mid", "session.json"):
        assert (tmp_path / "two" / name).read_bytes() == (tmp_path / "one" / name).read_bytes()
    other = run("record", f"{tmp_path}/one/session.json", "-o", f"{tmp_path}/three.mid", "--style", "bossa")
    assert "Bossa nova" in other.output


def test_a_style_names_sounds_that_lie_beside_it(mine: Path, chart: str, tmp_path: Path) -> None:
    write_band(mine.parent / "own.sf2")
    mine.write_text(MINE + '\n[sounds]\nbass = "own.sf2:Low Sax"\n')
    one = take(chart, style=str(mine), band=["bass", "drums"])
    assert one.sounds == {"bass": "upright bass, own 0:67"}
    assert [Path(choice.font) for choice in one.resolved.sounds] == [mine.parent / "own.sf2"]
    assert take(chart, style=str(mine), band=["bass", "drums"], sounds="house").sounds == {}
    one.save(tmp_path / "kept.json")
    again = run("record", str(tmp_path / "kept.json"), "-o", f"{tmp_path}/again.wav")
    assert again.exit_code == 0, again.output
    assert "upright bass, own 0:67" in again.output


@pytest.fixture
def folder(mine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOUSEBAND_STYLES", str(mine.parent))
    return mine.parent


@pytest.mark.parametrize("name", ["mine", "My own swing", "Mine"])
def test_a_style_in_the_folder_is_found_by_its_name_and_kept_with_the_take(
    folder: Path, chart: str, tmp_path: Path, name: str
) -> None:
    one = take(chart, style=name)
    assert one.arrangement.style.title == "My own swing"
    assert one.resolved.style_toml == (folder / "mine.toml").read_text()
    one.save(tmp_path / "kept.json")
    shutil.rmtree(folder)
    again = run("record", str(tmp_path / "kept.json"), "-o", f"{tmp_path}/again.mid")
    assert "My own swing" in again.output


def test_the_list_shows_own_styles_and_what_is_wrong_with_others(folder: Path) -> None:
    (folder / "torn.toml").write_text("name = ")
    (folder / "swing.toml").write_text(SWING)
    shown = run("styles")
    assert shown.exit_code == 0
    assert "My own swing" in shown.output
    assert "not valid TOML" in shown.output
    assert "'swing' is a style of the house" in shown.output
    assert [row["name"] for row in json.loads(run("styles", "--json").stdout)][-1] == "mine"


def test_a_broken_style_that_is_named_says_what_is_wrong(folder: Path, chart: str) -> None:
    (folder / "torn.toml").write_text("name = ")
    refused = run("record", chart, "-o", "never.mid", "--style", "torn")
    assert refused.exit_code == 2
    assert "torn.toml:1: not valid TOML" in refused.output


def test_a_charts_words_choose_among_the_house_styles_only(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "worded.txt"
    path.write_text("Title: Worded\nStyle: My own swing\nKey: C\n\n| C Am | F G7 | C |\n")
    assert take(str(path)).arrangement.style.name == "swing"
