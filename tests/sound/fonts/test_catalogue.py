"""The libraries on a machine are found, named and told of."""

from pathlib import Path

import pytest
from small_band import write_band

from houseband.errors import SoundError
from houseband.sound.fonts import catalogue
from houseband.sound.fonts.font import About


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of libraries that alone is searched."""
    folder = tmp_path / "shelf"
    (folder / "more" / ".hidden").mkdir(parents=True)
    write_band(folder / "band.sf2")
    write_band(folder / "more" / "Band.sf2")
    write_band(folder / "more" / ".hidden" / "no.sf2")
    (folder / "more" / "link.sf2").symlink_to(folder / "band.sf2")
    (folder / "broken.sf3").write_bytes(b"RIFF....sfbk")
    (folder / "empty.sf2").write_bytes(b"")
    (folder / "readme.txt").write_text("no library")
    monkeypatch.setattr(catalogue, "folders", lambda: (folder, tmp_path / "nowhere"))
    return folder


def test_each_library_is_found_once_under_a_name_of_its_own(shelf: Path) -> None:
    found = catalogue.libraries()
    assert [(one.name, one.path.relative_to(shelf.resolve()).as_posix()) for one in found] == [
        ("band", "band.sf2"), ("broken", "broken.sf3"), ("empty", "empty.sf2"),
        ("more/Band.sf2", "more/Band.sf2"),
    ]  # fmt: skip
    assert found[0].bytes == (shelf / "band.sf2").stat().st_size


def test_a_broken_library_is_listed_with_what_is_wrong(shelf: Path) -> None:
    by_name = {entry.found.name: entry for entry in catalogue.entries()}
    assert by_name["broken"].font is None
    assert "without its chunks" in by_name["broken"].problem
    assert by_name["band"].font is not None
    assert by_name["band"].licence == "Public domain, CC0"


@pytest.mark.parametrize("name", ["band", "BAND", "band.sf2", "more/Band.sf2"])
def test_a_library_is_located_by_its_name(shelf: Path, name: str) -> None:
    assert catalogue.locate(name).name.lower() == "band.sf2"


def test_a_path_is_a_name_too(shelf: Path) -> None:
    assert catalogue.locate(str(shelf / "band.sf2")) == shelf / "band.sf2"


@pytest.mark.parametrize(("name", "hint"), [("bandd", "did you mean 'band'"), ("/no/such.sf2", "sounds list")])
def test_a_name_that_is_not_there_is_an_error_with_what_to_do(shelf: Path, name: str, hint: str) -> None:
    with pytest.raises(SoundError, match="there is no") as refused:
        catalogue.locate(name)
    assert hint in refused.value.hint


def test_the_users_folders_come_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOUSEBAND_SOUNDS", f"{tmp_path}/a:{tmp_path}/b")
    assert catalogue.folders()[:2] == (tmp_path / "a", tmp_path / "b")
    assert Path("/usr/share/sounds/sf2") in catalogue.folders()


@pytest.mark.parametrize(
    ("about", "licence"),
    [
        (About(copyright="(c) Somebody", comment="Hello.\nLicensed under CC BY 3.0.\n"), "Licensed under CC BY 3.0."),
        (About(copyright="(c) Somebody"), "(c) Somebody"),
        (About(comment="A nice font"), ""),
    ],
)
def test_the_line_that_speaks_of_a_licence_is_found(about: About, licence: str) -> None:
    assert catalogue.licence_of(about, Path("x.sf2")) == licence


def test_an_sfz_library_has_its_licence_in_a_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "LICENSE.txt").write_text("# Creative Commons Zero\n\nlong words\n")
    assert catalogue.licence_of(About(), tmp_path / "one.sfz") == "Creative Commons Zero"
