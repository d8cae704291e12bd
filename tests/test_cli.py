"""The command line as a user meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import mido
import pytest
import soundfile
from click.testing import CliRunner, Result

from houseband.cli import main

EXAMPLES = Path(__file__).parent.parent / "examples"
LIFT, FERRY, KITCHEN = (str(EXAMPLES / name) for name in ("service-lift.musicxml", "ferry.cho", "kitchen-blues.txt"))


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def data_of(*words: str) -> Any:
    result = run(*words)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def short(tmp_path: Path) -> str:
    path = tmp_path / "short.txt"
    path.write_text("Title: Short\nKey: C\nTempo: 160\n\n| C Am | F G7 | C |\n")
    return str(path)


def test_help_is_a_page_that_shows_how() -> None:
    page = run("--help").output
    for word in ("record", "play", "read", "styles", "chord", "houseband record song.cho -o song.wav"):
        assert word in page


def test_record_writes_what_each_suffix_says_and_sums_it_up(short: str, tmp_path: Path) -> None:
    outputs = [tmp_path / name for name in ("a.wav", "a.flac", "a.mid")]
    result = run("record", short, *(word for path in outputs for word in ("-o", str(path))), "--style", "bossa")
    assert result.exit_code == 0, result.output
    for path in outputs:
        assert path.stat().st_size > 500
    wav, flac = soundfile.info(outputs[0]), soundfile.info(outputs[1])
    assert (wav.channels, wav.samplerate, flac.frames) == (2, 44_100, wav.frames)
    assert wav.duration == pytest.approx(3 * 4 * 60 / 160 + 2.5, abs=0.01)
    for word in ("Short", "C major", "Bossa nova, 160 bpm", "3 bars", "0:04", "upright bass", "−16.0 LUFS", "a.flac"):
        assert word in result.output


def test_a_folder_gets_mix_stems_midi_and_the_session(short: str, tmp_path: Path) -> None:
    result = run("record", short, "-o", f"{tmp_path}/takes/", "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    names = sorted(path.name for path in (tmp_path / "takes").iterdir())
    assert names == [
        "01_drums.wav",
        "02_bass.wav",
        "03_guitar.wav",
        "04_keys.wav",
        "mix.wav",
        "session.json",
        "take.mid",
    ]
    frames = {soundfile.info(path).frames for path in (tmp_path / "takes").glob("*.wav")}
    assert len(frames) == 1


def test_the_session_beside_a_take_gives_the_take_again(short: str, tmp_path: Path) -> None:
    wishes = (
        "--style",
        "rock",
        "--key",
        "Eb",
        "--tempo",
        "150",
        "--seed",
        "7",
        "--without",
        "keys",
        "--swing",
        "1.5",
        "--choruses",
        "2",
    )
    assert run("record", short, "-o", f"{tmp_path}/takes/", "-q", *wishes).exit_code == 0
    session = str(tmp_path / "takes" / "session.json")
    again = [str(tmp_path / "again.wav"), str(tmp_path / "again.mid")]
    assert run("record", session, "-o", again[0], "-o", again[1], "-q").exit_code == 0
    assert Path(again[0]).read_bytes() == (tmp_path / "takes" / "mix.wav").read_bytes()
    assert Path(again[1]).read_bytes() == (tmp_path / "takes" / "take.mid").read_bytes()
    assert run("record", session, "-o", again[1], "-q", "--seed", "8").exit_code == 0
    assert Path(again[1]).read_bytes() != (tmp_path / "takes" / "take.mid").read_bytes()


def test_the_same_command_in_another_process_writes_the_same_bytes(short: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        words = ["record", short, "-o", f"{tmp_path}/{name}.wav", "-o", f"{tmp_path}/{name}.mid", "-q"]
        subprocess.run([sys.executable, "-m", "houseband", *words], check=True)
    for suffix in ("wav", "mid"):
        assert (tmp_path / f"one.{suffix}").read_bytes() == (tmp_path / f"two.{suffix}").read_bytes()


def test_wishes_are_obeyed(short: str, tmp_path: Path) -> None:
    path = tmp_path / "a.mid"
    run("record", short, "-o", str(path), "--band", "bass,drums", "--tempo", "90", "--count-in", "-q")
    file = mido.MidiFile(path)
    names = [track.name for track in file.tracks]
    assert [name.split(" ")[0] for name in names[1:]] == ["drums", "bass"]
    assert file.tracks[0][1].tempo == 666_667
    assert sum(message.time for message in file.tracks[0]) == 4 * 4 * 10_080
    run("record", LIFT, "-o", str(path), "--melody", "off", "-q")
    assert all("clarinet" not in track.name for track in mido.MidiFile(path).tracks)


def test_read_prints_bars_under_their_sections_with_form_and_remarks() -> None:
    page = run("read", FERRY).output
    for words in (
        "The Morning Ferry",
        "G major · 3/4",
        "Verse 1",
        "│ G ",
        "Chorus",
        "64 bars",
        "lyrics carry no durations",
    ):
        assert words in page
    assert "‖:" in run("read", LIFT).output
    unfolded = run("read", LIFT, "--unfold").output
    assert "‖:" not in unfolded
    assert "  25 │" in unfolded


def test_read_json_keeps_its_promise() -> None:
    data = data_of("read", LIFT, "--json")
    assert list(data) == [
        "title", "composer", "credits", "key", "style", "meter", "tempo_bpm", "capo_fret", "format", "section_order",
        "bars", "parts", "remarks",
    ]  # fmt: skip
    assert (data["title"], data["key"], data["meter"], data["tempo_bpm"]) == ("The Service Lift", "Eb", "4/4", 152)
    assert len(data["bars"]) == 26
    bar = data["bars"][4]
    assert list(bar) == [
        "index", "number", "section", "meter", "onset_quarters", "chords", "alternates", "melody", "lyrics", "kicks",
        "directions", "fermatas",
    ]  # fmt: skip
    assert (bar["index"], bar["number"], bar["section"], bar["onset_quarters"]) == (4, 5, "A", "16")
    assert bar["chords"][1] == {
        "onset_quarters": "2",
        "symbol": "C7",
        "root": 0,
        "bass": 0,
        "pitch_classes": [0, 4, 7, 10],
    }
    assert bar["melody"][0] == {"onset_quarters": "1/2", "duration_quarters": "1", "pitch": 74}
    unfolded = data_of("read", LIFT, "--json", "--unfold")["bars"]
    assert [bar["index"] for bar in unfolded] == list(range(32))
    assert unfolded[8]["number"] == 1
    assert unfolded[8]["onset_quarters"] == "32"


@pytest.fixture
def book(tmp_path: Path) -> str:
    path = tmp_path / "book.cho"
    path.write_text("{title: One}\n{key: C}\n[C]La [G]la\n{new_song}\n{title: Two}\n[F]La [C]la\n")
    return str(path)


def test_of_a_song_book_one_can_be_picked_by_number_or_title(book: str, tmp_path: Path) -> None:
    assert [chart["title"] for chart in data_of("read", book, "--json")] == ["One", "Two"]
    assert data_of("read", book, "--json", "--song", "2")["title"] == "Two"
    assert data_of("read", book, "--json", "--song", "tw")["title"] == "Two"
    assert "no chart 'three' among the 2" in run("read", book, "--song", "three").output
    result = run("record", book, "-o", str(tmp_path / "one.mid"))
    assert "the first of 2 songs is played" in result.output


def test_a_song_book_is_listed_unless_all_of_it_is_asked_for(book: str) -> None:
    listed = run("read", book).output
    assert listed == run("read", book, "--list").output
    assert [line.split()[:2] for line in listed.splitlines()[1:3]] == [["1", "One"], ["2", "Two"]]
    assert "2 charts" in listed
    whole = run("read", book, "--all").output
    assert whole.index("1. One") < whole.index("2. Two")
    assert "│" in whole


def test_the_list_of_a_song_book_is_data_too(book: str) -> None:
    assert data_of("read", book, "--json", "--list")[0] == {
        "number": 1, "title": "One", "composer": "", "key": "C", "style": "", "tempo_bpm": None, "format": "chordpro",
        "meter": "4/4", "bars": 2,
    }  # fmt: skip


def test_a_folder_is_a_song_book_whose_unread_files_are_named(book: str, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "Zoo.txt").write_text("Zoo\n| C | F |\n")
    (tmp_path / ".hidden.txt").write_text("| C |\n")
    (tmp_path / "notes.pdf").write_bytes(b"%PDF-1.4")
    result = run("read", str(tmp_path))
    assert result.exit_code == 0
    assert [line.split()[1] for line in result.stdout.splitlines()[1:4]] == ["One", "Two", "Zoo"]
    assert "Zoo.txt" in result.stdout
    assert "hidden" not in result.output
    assert "1 file refused" in result.stderr
    assert "notes.pdf: PDF is a picture" in result.stderr
    assert run("read", str(tmp_path), "--song", "zoo").stdout.startswith("Zoo")
    assert run("record", str(tmp_path), "--song", "zoo", "-o", str(tmp_path / "zoo.mid"), "-q").exit_code == 0


def test_a_folder_without_a_chart_is_refused(tmp_path: Path) -> None:
    assert "no chart in this folder" in run("read", str(tmp_path)).output
    (tmp_path / "notes.pdf").write_bytes(b"%PDF-1.4")
    result = run("read", str(tmp_path))
    assert result.exit_code == 2
    assert "notes.pdf: PDF is a picture" in result.output


def test_chord_explains_each_symbol() -> None:
    data = data_of("chord", "--json", "Bb7#11", "C-7", "N.C.", "F/A")
    assert [list(one) for one in data] == [["symbol", "root", "bass", "pitch_classes", "read_as", "remarks"]] * 4
    assert data[0] == {
        "symbol": "Bb7#11",
        "root": 10,
        "bass": 10,
        "pitch_classes": [2, 4, 5, 8, 10],
        "read_as": "Bb7#11",
        "remarks": [],
    }
    assert (data[1]["root"], data[1]["pitch_classes"], data[1]["read_as"]) == (0, [0, 3, 7, 10], "Cm7")
    assert (data[2]["root"], data[2]["bass"], data[2]["pitch_classes"]) == (None, None, [])
    assert (data[3]["root"], data[3]["bass"]) == (5, 9)
    page = run("chord", "C-7", "C7alt5").output
    assert "Cm7" in page
    assert "did you mean 'C7alt'" in page
    assert run("chord", "C", "/D").output.splitlines()[2].endswith("D C E G")
    assert run("chord", "Xyz").exit_code == 2


def test_styles_lists_every_style() -> None:
    page = run("styles").output
    for name in ("swing", "bossa-nova", "rock", "folk", "ballad", "jazz-waltz"):
        assert name in page
    assert {style["name"] for style in data_of("styles", "--json")} >= {"swing", "rock"}


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("record", "nowhere.txt", "-o", "x.wav"), "no such file"),
        (("record", LIFT, "-o", "x.mp4"), "cannot write a .mp4 file"),
        (("record", LIFT, "-o", "nowhere/x.wav"), "nowhere"),
        (("record", LIFT, "-o", "x.mid", "--style", "polcq"), "no style called 'polcq'"),
        (("record", LIFT, "-o", "x.mid", "--key", "H major 7"), "not a key"),
        (("record", LIFT, "-o", "x.mid", "--tempo", "4000"), "nobody plays at 4000 bpm"),
        (("record", LIFT, "-o", "x.mid", "--band", "tuba"), "nobody here plays 'tuba'"),
        (("record", LIFT, "-o", "x.mid", "--without", "drums,bass,guitar,keys,lead"), "nobody is left to play"),
        (("record", LIFT, "-o", "x.mid", "--swing", "9"), "9.0 is not in the range"),
        (("record", LIFT, "-o", "x.mid", "--choruses", "0"), "0 is not in the range"),
        (("read", LIFT, "--bars-per-chord", "x"), "is not a number of bars"),
        (("play",), "Missing argument"),
    ],
)
def test_what_the_user_can_mend_is_said_without_a_traceback(
    words: tuple[str, ...], problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert result.exit_code == 2
    assert problem in result.output
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


def test_help_and_read_start_quickly_because_they_load_little() -> None:
    """No timing here (bench has that): what makes them slow is what they import."""
    for words in (["--help"], ["read", FERRY], ["chord", "C7"]):
        probe = (
            "import sys; from houseband.cli import main\n"
            f"try: main({words!r})\nexcept SystemExit: pass\n"
            "heavy = {'numpy', 'scipy', 'soundfile', 'mido', 'rich', 'msgspec'} & set(sys.modules)\n"
            "sys.exit(str(heavy) if heavy else 0)"
        )
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr


def test_convert_refuses_several_charts_for_a_format_that_holds_one(book: str, tmp_path: Path) -> None:
    result = run("convert", book, str(tmp_path / "all.musicxml"))
    assert result.exit_code == 2
    assert "2 charts, and a MusicXML file holds one" in result.output
    assert "--to musicxml" in result.output
    assert not (tmp_path / "all.musicxml").exists()
    assert run("convert", book, "-", "--to", "mxl").exit_code == 2
    assert run("convert", book, str(tmp_path / "one.musicxml"), "--song", "1").exit_code == 0


def test_convert_takes_endings_for_formats_and_wants_one(book: str, tmp_path: Path) -> None:
    assert run("convert", book, "-", "--to", ".abc").stdout.startswith("%abc")
    result = run("convert", book, str(tmp_path / "book"))
    assert result.exit_code == 2
    assert "a file without an ending" in result.output


def test_convert_makes_a_folder_of_a_folder(book: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    Path(book).rename(tmp_path / "in" / "book.cho")
    result = run("convert", str(tmp_path / "in"), str(tmp_path / "out"), "--to", "abc")
    assert result.exit_code == 0
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["One.abc", "Two.abc"]


def test_remarks_of_several_charts_say_which_chart(tmp_path: Path) -> None:
    (tmp_path / "a.cho").write_text("{title: One}\n[C]La [G]la\n{new_song}\n{title: Two}\n[F]La [C]la [Xq]\n")
    output = run("convert", str(tmp_path / "a.cho"), str(tmp_path / "a.abc")).output
    assert "Two: [Xq] is not a chord" in output


def test_a_text_of_several_charts_is_a_book_again(book: str, tmp_path: Path) -> None:
    text = str(tmp_path / "book.txt")
    assert run("convert", book, text).exit_code == 0
    listed = run("read", text).output
    assert [line.split()[:2] for line in listed.splitlines()[1:3]] == [["1", "One"], ["2", "Two"]]
