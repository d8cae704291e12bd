"""Sounds on the command line: found, shown, chosen for a take or for good, and the bank of tones."""

import json
from pathlib import Path
from typing import Any

import pytest
import soundfile
from click.testing import CliRunner, Result
from font_writer import sine
from small_band import write_band

from houseband.cli import main
from houseband.takes import take


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSEBAND_SOUNDS", str(tmp_path / "shelf"))
    monkeypatch.setenv("HOUSEBAND_CONFIG", str(tmp_path / "settings"))
    (tmp_path / "shelf").mkdir()
    write_band(tmp_path / "shelf" / "small band.sf2")


@pytest.fixture
def chart(tmp_path: Path) -> str:
    path = tmp_path / "short.txt"
    path.write_text("Title: Short\nKey: C\nTempo: 160\n\n| C Am | F G7 | C |\n")
    return str(path)


def run(*words: str, said: str = "") -> Result:
    return CliRunner().invoke(main, list(words), input=said)


def ok(*words: str, said: str = "") -> str:
    result = run(*words, said=said)
    assert result.exit_code == 0, result.output
    return result.output


def data(*words: str) -> Any:
    return json.loads(ok(*words, "--json"))


def test_list_shows_the_house_kit_and_what_is_found() -> None:
    shown = ok("sounds", "list")
    for word in ("grand piano", "drum kits", "brush kit", "small band", "SF2", "Public domain, CC0"):
        assert word in shown
    listed = data("sounds", "list")
    assert {"name": "flute", "program": 73, "lowest": 60, "highest": 96} in listed["house"]
    own = next(one for one in listed["libraries"] if one["name"] == "small band")
    assert (own["format"], own["presets"], own["licence"]) == ("SF2", 5, "Public domain, CC0")


def test_list_names_a_broken_library(tmp_path: Path) -> None:
    (tmp_path / "shelf" / "torn.sf2").write_bytes(b"RIFF")
    assert "broken: not a RIFF file" in ok("sounds", "list")


def test_info_shows_presets_ranges_and_licence() -> None:
    shown = ok("sounds", "info", "small band")
    for word in ("Small", "SF2", "5 presets, 2 samples", "Public domain, CC0", "0:66", "Sax", "128:0", "36–42"):
        assert word in shown
    presets = data("sounds", "info", "small band")["presets"]
    assert presets[0] == {"name": "Piano", "bank": 0, "program": 0, "lowest": 0, "highest": 127}


def test_a_take_with_a_library_says_who_plays_what(chart: str, tmp_path: Path) -> None:
    shown = ok("record", chart, "-o", f"{tmp_path}/take/", "--style", "bossa", "--sounds", "small band")
    assert "bass (upright bass, small band 0:32)" in shown
    assert "'small band.sf2' has no" in shown
    session = json.loads((tmp_path / "take" / "session.json").read_text())["session"]
    (kept,) = session["sounds"]
    assert Path(kept["font"]).name == "small band.sf2"
    assert len(kept["digest"]) == 32
    again = tmp_path / "again"
    ok("record", f"{tmp_path}/take/session.json", "-o", f"{again}/", "-q")
    for name in ("mix.wav", "session.json", "02_bass.wav"):
        assert (again / name).read_bytes() == (tmp_path / "take" / name).read_bytes()


def test_a_session_whose_library_has_changed_is_refused(chart: str, tmp_path: Path) -> None:
    ok("record", chart, "-o", f"{tmp_path}/take/", "-q", "--sounds", "small band")
    font = tmp_path / "shelf" / "small band.sf2"
    font.write_bytes(font.read_bytes() + b"\0\0")
    refused = run("record", f"{tmp_path}/take/session.json", "-o", f"{tmp_path}/again.wav")
    assert refused.exit_code == 2
    assert "not the sounds that the session was saved with" in refused.output
    assert not (tmp_path / "again.wav").exists()
    ok("record", f"{tmp_path}/take/session.json", "-o", f"{tmp_path}/again.wav", "-q", "--sounds", "house")


def test_one_player_plays_an_sfz_instrument(chart: str, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", sine(441.0), 44_100)
    (tmp_path / "one.sfz").write_text("<region> sample=a.wav pitch_keycenter=69\n")
    shown = ok("record", chart, "-o", f"{tmp_path}/a.wav", "--sounds", f"bass={tmp_path / 'one.sfz'}", "--band", "bass")
    assert "bass (" in shown
    assert ", one 0:0)" in shown
    for words in (("--sounds", str(tmp_path / "one.sfz")), ("--sounds", "bass=nothing.sf2"), ("--sounds", "bass=")):
        refused = run("record", chart, "-o", f"{tmp_path}/b.wav", *words)
        assert refused.exit_code == 2
        assert "houseband: " in refused.output
        assert "Traceback" not in refused.output


def test_a_choice_for_nobody_is_remarked_on_and_one_for_an_absent_player_is_not(chart: str, tmp_path: Path) -> None:
    words = ("record", chart, "-o", f"{tmp_path}/a.wav", "--style", "bossa", "--band", "bass")
    assert "nobody is called 'pianist'" in ok(*words, "--sounds", "pianist=small band")
    assert "nobody is called" not in ok(*words, "--sounds", "keys=small band", "--sounds", "grand piano=small band")


def test_a_choice_for_good_counts_until_the_house_is_chosen_again(chart: str, tmp_path: Path) -> None:
    def bass() -> str:
        shown = ok("record", chart, "-o", f"{tmp_path}/a.wav", "--style", "bossa", "--band", "bass")
        return shown.split("bass (")[1].split(")")[0]

    assert bass() == "upright bass"
    assert "everybody plays small band.sf2" in ok("sounds", "use", "small band")
    assert bass() == "upright bass, small band 0:32"
    assert "bass plays small band.sf2" in ok("sounds", "use", "small band:Low Sax", "--for", "bass")
    assert bass() == "upright bass, small band 0:67"
    assert "bass: " in ok("sounds", "use")
    assert data("sounds", "list")["chosen"][1].endswith("small band.sf2:Low Sax")
    ok("record", chart, "-o", f"{tmp_path}/b.wav", "-q", "--sounds", "house")
    ok("sounds", "use", "house", "--for", "bass")
    assert bass() == "upright bass"
    ok("sounds", "use", "house")
    assert "the house's own sounds" in ok("sounds", "use")


@pytest.mark.parametrize("name", ["no such thing", "small band:9:9", "small band:Kazoo"])
def test_what_cannot_be_had_is_not_chosen(name: str, tmp_path: Path) -> None:
    assert run("sounds", "use", name).exit_code == 2
    assert not (tmp_path / "settings" / "sounds.toml").exists()


def test_settings_that_are_spoilt_are_an_error_with_its_place(chart: str, tmp_path: Path) -> None:
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings" / "sounds.toml").write_text("all = \n")
    refused = run("record", chart, "-o", f"{tmp_path}/a.wav")
    assert refused.exit_code == 2
    assert "sounds.toml: not valid TOML" in refused.output


def test_the_bank_on_disk_is_shown_and_emptied(chart: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSEBAND_CACHE", str(tmp_path / "cache"))
    ok("record", chart, "-o", f"{tmp_path}/a.wav", "-q", "--band", "bass", "--style", "bossa")
    about = data("sounds", "cache")
    assert about["tones"] > 2
    assert about["folder"] == str(tmp_path / "cache" / "tones")
    assert f"{about['tones']} tones" in ok("sounds", "cache")
    emptied = data("sounds", "cache", "--clear")
    assert (emptied["tones"], emptied["freed_bytes"]) == (0, about["bytes"])


def test_in_python_a_take_names_its_sounds_too(chart: str, tmp_path: Path) -> None:
    one = take(chart, style="bossa", band=["bass"], sounds=f"bass={tmp_path / 'shelf' / 'small band.sf2'}")
    assert one.sounds == {"bass": "upright bass, small band 0:32"}
    assert float(abs(one.stems["bass"]).max()) > 0.01
