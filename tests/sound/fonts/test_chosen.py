"""A band whose players play from libraries of samples."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import soundfile
from font_writer import sine
from small_band import band, write_band

from houseband.choices import SoundChoice, sound_choice
from houseband.errors import SoundError
from houseband.music.articulation import Articulation
from houseband.sound.bank import Bank
from houseband.sound.fonts.chosen import ChosenSounds
from houseband.sound.instruments import MODELS
from houseband.sound.modes import held_loudness_db
from houseband.sound.tone import LAYER_VELOCITIES, Stroke, Tone, velocity_db
from houseband.units import SAMPLE_RATE_HZ, key_to_hz

RATE = SAMPLE_RATE_HZ


@pytest.fixture
def font(tmp_path: Path) -> Path:
    return write_band(tmp_path / "band.sf2")


def chosen(*texts: str) -> ChosenSounds:
    return ChosenSounds([sound_choice(text) for text in texts])


def tone(sounds: ChosenSounds, player: str, instrument: str, key: int, layer: int = 2, way: int = 0) -> Tone:
    name = sounds.sound(player, instrument)
    model = sounds.model(name)
    return model(model.heard(Stroke(name, key, layer, way, 0, RATE)))


def loudness_db(made: Tone) -> float:
    powers = [10 ** (held_loudness_db(plane[: round(1.2 * RATE)], RATE) / 10) for plane in made.planes]
    return float(10 * np.log10(np.mean(powers)))


def test_everybody_plays_the_font_and_is_named_by_it(font: Path) -> None:
    sounds = chosen(str(font))
    assert sounds.sound("keys", "grand piano") == "grand piano, band 0:0"
    assert sounds.sound("bass", "upright bass") == "upright bass, band 0:32"
    assert sounds.sound("drums", "studio kit") == "studio kit, band 128:0"
    assert sounds.remarks == ()


def test_the_nearest_of_the_family_plays_what_is_not_there(font: Path) -> None:
    sounds = chosen(str(font))
    assert sounds.sound("lead", "alto sax") == "alto sax, band 0:66"
    assert sounds.sound("drums", "jazz kit") == "jazz kit, band 128:0"


def test_what_the_font_has_not_the_house_plays_and_says_so(font: Path) -> None:
    sounds = chosen(str(font))
    assert sounds.sound("guitar", "nylon guitar") == "nylon guitar"
    (remark,) = sounds.remarks
    assert remark.problem == "'band.sf2' has no nylon guitar"
    assert "guitar" in remark.hint


def test_only_those_who_are_named_play_it(font: Path) -> None:
    sounds = chosen(f"keys={font}:Low Sax", f"trumpet={font}:0:66", "lead=house")
    assert sounds.sound("keys", "grand piano") == "grand piano, band 0:67"
    assert sounds.sound("horns", "trumpet") == "trumpet, band 0:66"
    assert sounds.sound("lead", "trumpet") == "trumpet"
    assert sounds.sound("bass", "upright bass") == "upright bass"


@pytest.mark.parametrize("preset", [":9:9", ":Kazoo"])
def test_a_preset_that_is_not_there_is_an_error(font: Path, preset: str) -> None:
    with pytest.raises(SoundError, match="no preset") as refused:
        chosen(f"keys={font}{preset}").sound("keys", "grand piano")
    assert "sounds info" in refused.value.hint


@pytest.mark.parametrize(("player", "instrument"), [("keys", "grand piano"), ("lead", "tenor sax")])
def test_it_stands_where_the_houses_own_sound_stands(font: Path, player: str, instrument: str) -> None:
    """On the mean over the instrument's range; the keys' own balance is the font's."""
    keys = (45, 55, 64, 74)
    apart = [
        loudness_db(tone(chosen(str(font)), player, instrument, key))
        - loudness_db(MODELS[instrument](Stroke(instrument, key, 2, 0, 0, RATE)))
        for key in keys
    ]
    assert abs(float(np.mean(apart))) < 2.5


def test_layers_are_as_loud_as_their_velocities(font: Path) -> None:
    sounds = chosen(str(font))
    levels = [loudness_db(tone(sounds, "lead", "tenor sax", 60, layer)) for layer in range(4)]
    wanted = [velocity_db(velocity) for velocity in LAYER_VELOCITIES]
    assert np.diff(levels) == pytest.approx(np.diff(wanted), abs=0.3)


def test_a_kit_has_what_it_lacks_from_the_house(font: Path) -> None:
    own = tone(chosen(str(font)), "drums", "studio kit", 49)
    house = MODELS["studio kit"](Stroke("studio kit", 49, 2, 0, 0, RATE))
    assert own.planes[0] == pytest.approx(house.planes[0])


def test_a_key_beyond_the_samples_keeps_its_pitch(font: Path, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", sine(441.0), RATE)
    (tmp_path / "narrow.sfz").write_text("<region> sample=a.wav lokey=60 hikey=72 pitch_keycenter=69 tune=-4\n")
    samples = tone(chosen(f"keys={tmp_path / 'narrow.sfz'}"), "keys", "grand piano", 77).samples
    spectrum = np.abs(np.fft.rfft(samples[: RATE // 2] * np.hanning(RATE // 2), 1 << 18))
    assert int(np.argmax(spectrum)) * RATE / (1 << 18) == pytest.approx(key_to_hz(77), rel=0.001)


@pytest.mark.parametrize(("way", "longest_seconds"), [(Articulation.DEAD, 0.15), (Articulation.MUTED, 0.7)])
def test_a_hand_damps_what_the_font_has_no_sound_for(font: Path, way: Articulation, longest_seconds: float) -> None:
    damped = tone(chosen(str(font)), "lead", "tenor sax", 60, way=int(way))
    assert not damped.loops
    assert damped.frames < longest_seconds * RATE


def test_tones_are_kept_and_another_file_of_that_name_is_another_sound(font: Path, tmp_path: Path) -> None:
    def first_tone() -> bytes:
        bank = Bank(folder=tmp_path / "tones", library=ChosenSounds([SoundChoice(str(font))], tmp_path / "tones"))
        return bank.tone(bank.library.sound("lead", "tenor sax"), 60, 2, 0, 0).samples.tobytes()

    one, again = first_tone(), first_tone()
    assert one == again
    assert len(list((tmp_path / "tones").glob("*.tone"))) == 1
    other = band()
    other.samples[0] = (*other.samples[0][:1], other.samples[0][1] ** 3, *other.samples[0][2:])
    font.write_bytes(other.to_bytes() + b"\0")
    assert first_tone() != one


def test_a_saved_choice_of_a_changed_file_is_refused(font: Path) -> None:
    (kept,) = chosen(str(font)).resolved()
    assert Path(kept.font) == font
    assert ChosenSounds([kept]).sound("keys", "grand piano") == "grand piano, band 0:0"
    with pytest.raises(SoundError, match="not the sounds that the session was saved with"):
        ChosenSounds([dataclasses.replace(kept, digest="0" * 32)]).sound("keys", "grand piano")


def test_an_sfz_file_is_for_one_player(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", sine(441.0), RATE)
    path = tmp_path / "one.sfz"
    path.write_text("<region> sample=a.wav\n")
    with pytest.raises(SoundError, match="one instrument") as refused:
        chosen(str(path)).sound("keys", "grand piano")
    assert refused.value.hint == f"say who plays it: keys={path}"
    assert chosen(f"keys={path}").sound("keys", "grand piano") == "grand piano, one 0:0"


def test_what_of_a_font_is_not_played_is_told(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", sine(441.0), RATE)
    path = tmp_path / "one.sfz"
    path.write_text("<region> sample=a.wav wobble=3\n")
    sounds = chosen(f"keys={path}")
    sounds.sound("keys", "grand piano")
    assert [remark.problem for remark in sounds.remarks] == [
        "one.sfz: the opcode 'wobble' is not known here (1 regions)"
    ]
