"""SFZ instruments sound as their opcodes say; what is not played is told."""

import math
from pathlib import Path

import numpy as np
import pytest
import soundfile
from font_writer import MODEL_RATE_HZ, sine

from houseband.errors import SoundError
from houseband.sound.fonts.opening import open_font
from houseband.sound.fonts.sampler import sampled
from houseband.sound.fonts.sfz_font import SfzFont
from houseband.sound.fonts.zone import Lfo, LoopMode, Zone
from houseband.sound.tone import RINGS_OUT

RATE = MODEL_RATE_HZ


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library's folder with samples of three formats; only instruments of their own folder may use them."""
    library = tmp_path / "library"
    (library / "samples").mkdir(parents=True)
    for name, hz in (("a.wav", 441.0), ("b.flac", 882.0), ("c.ogg", 220.5)):
        soundfile.write(library / "samples" / name, sine(hz, 1.0), RATE)
    both = np.stack([sine(441.0), sine(882.0)], axis=1)
    soundfile.write(library / "samples" / "stereo.wav", both, RATE)
    soundfile.write(tmp_path / "outside.wav", sine(441.0), RATE)
    return library


def opened(folder: Path, text: str, name: str = "one.sfz") -> SfzFont:
    (folder / name).write_text(text, "utf-8")
    font = open_font(folder / name)
    assert isinstance(font, SfzFont)
    return font


def zone(folder: Path, opcodes: str, key: int = 60, velocity: int = 127, turn: int = 0) -> Zone:
    (only,) = opened(folder, f"<region> sample=samples/a.wav {opcodes}\n").zones(0, key, velocity, turn)
    return only


def names(font: SfzFont, key: int = 60, velocity: int = 100, turn: int = 0) -> list[str]:
    return [zone.wave.name for zone in font.zones(0, key, velocity, turn)]


@pytest.mark.parametrize(
    ("opcodes", "key", "cents"),
    [
        ("", 60, 0), ("", 72, 1200), ("pitch_keycenter=48", 60, 1200), ("pitch_keycenter=c5", 72, 0),
        ("tune=-30 transpose=2", 60, 170), ("pitch_keytrack=0", 72, 0), ("pitch_keytrack=50", 72, 600),
        ("key=62", 62, 0), ("pitch_veltrack=100", 60, 100),
    ],
)  # fmt: skip
def test_pitch(folder: Path, opcodes: str, key: int, cents: float) -> None:
    assert zone(folder, opcodes, key).cents == pytest.approx(cents)


def test_every_format_of_samples_is_read(folder: Path) -> None:
    for name, hz in (("a.wav", 441.0), ("b.flac", 882.0), ("c.ogg", 220.5)):
        font = opened(folder, f"<region> sample=samples/{name}\n", f"{name}.sfz")
        samples = sampled(font.zones(0, 60, 127, 0), RATE, 1).samples
        spectrum = np.abs(np.fft.rfft(samples[: RATE // 2] * np.hanning(RATE // 2)))
        assert 2.0 * int(np.argmax(spectrum)) == pytest.approx(hz, abs=2.0)


def test_inheritance_is_of_global_master_group_and_region(folder: Path) -> None:
    font = opened(
        folder,
        """// Tiny, CC0
        <control> default_path=samples/
        <global> volume=-1 sample=a.wav tune=1
        <master> tune=2
        <group> tune=3 lokey=0 hikey=59
        <region> <region> tune=4
        <group> lokey=60 hikey=127
        <region>
        <master> <region> lokey=60 hikey=127 tune=9""",
    )
    assert [zone.cents - 100 * (40 - 60) for zone in font.zones(0, 40, 127, 0)] == [3, 4]
    assert [round(zone.cents) for zone in font.zones(0, 60, 127, 0)] == [2, 9]
    assert {zone.level_db for zone in font.zones(0, 60, 127, 0)} == {-1.0}
    assert font.about.comment == "Tiny, CC0"


def test_key_and_velocity_ranges_with_note_names(folder: Path) -> None:
    font = opened(
        folder,
        """<region> sample=samples/a.wav lokey=c3 hikey=b3
        <region> sample=samples/b.flac lokey=c4 hikey=c5 lovel=64
        <region> sample=samples/c.ogg key=f#5 hivel=63""",
    )
    struck = ((48, 9), (59, 9), (60, 9), (60, 64), (72, 127), (78, 63), (78, 64))
    heard = [" ".join(names(font, key, velocity)) for key, velocity in struck]
    assert heard == ["a.wav", "a.wav", "", "b.flac", "b.flac", "c.ogg", ""]
    assert font.keys(0) == frozenset(range(48, 73)) | {78}


def test_round_robin_goes_round(folder: Path) -> None:
    font = opened(
        folder,
        """<group> seq_length=3
        <region> sample=samples/a.wav seq_position=1 <region> sample=samples/b.flac seq_position=2
        <region> sample=samples/c.ogg seq_position=3""",
    )
    assert font.variants(0) == 3
    assert [names(font, turn=turn)[0] for turn in range(4)] == ["a.wav", "b.flac", "c.ogg", "a.wav"]


def test_chance_is_dealt_out_in_turn(folder: Path) -> None:
    font = opened(
        folder,
        "<region> sample=samples/a.wav hirand=0.5 <region> sample=samples/b.flac lorand=0.5",
    )
    heard = [names(font, turn=turn) for turn in range(font.variants(0))]
    assert all(len(one) == 1 for one in heard)
    assert {one[0] for one in heard} == {"a.wav", "b.flac"}


def test_velocity_makes_amplitude_of_its_square(folder: Path) -> None:
    assert zone(folder, "", velocity=64).level_db == pytest.approx(40 * math.log10(64 / 127))
    assert zone(folder, "amp_veltrack=0", velocity=64).level_db == pytest.approx(0.0)
    assert zone(folder, "volume=-6 amplitude=50").level_db == pytest.approx(-6 - 6.02, abs=0.01)


def test_layers_fade_over_into_each_other_with_one_power(folder: Path) -> None:
    font = opened(
        folder,
        """<global> amp_veltrack=0
        <region> sample=samples/a.wav xfout_lovel=40 xfout_hivel=80
        <region> sample=samples/b.flac xfin_lovel=40 xfin_hivel=80""",
    )
    for velocity in (20, 50, 60, 70, 100):
        levels = [10 ** (zone.level_db / 10) for zone in font.zones(0, 60, velocity, 0)]
        assert sum(levels) == pytest.approx(1.0, abs=0.001)
    low, high = font.zones(0, 60, 50, 0)
    assert low.level_db > high.level_db


def test_envelope(folder: Path) -> None:
    volume = zone(
        folder, "ampeg_delay=.1 ampeg_attack=.2 ampeg_hold=.3 ampeg_decay=1 ampeg_sustain=50 ampeg_release=2"
    ).volume
    assert (volume.delay_seconds, volume.attack_seconds, volume.hold_seconds) == (0.1, 0.2, 0.3)
    assert volume.sustain_db == pytest.approx(-6.02, abs=0.01)
    assert volume.decay_db_per_second == pytest.approx(20 * math.log10(math.exp(9)), abs=0.01)
    assert volume.release_seconds == pytest.approx(2 * 60 / 78.17, rel=1e-3)
    assert zone(folder, "ampeg_vel2attack=.5", velocity=127).volume.attack_seconds == pytest.approx(0.5)


def test_filter(folder: Path) -> None:
    low = zone(folder, "cutoff=1000 resonance=6 fil_keytrack=100 fil_keycenter=60", key=72).filter
    assert low is not None
    assert (low.kind, low.q_db) == ("lpf_2p", 6.0)
    assert low.cutoff_hz == pytest.approx(2000.0)
    high = zone(folder, "fil_type=hpf_1p cutoff=500 fil_veltrack=1200").filter
    assert high is not None
    assert high.kind == "hpf_1p"
    assert high.cutoff_hz == pytest.approx(1000.0)
    assert zone(folder, "").filter is None


def test_lfos_and_envelopes_move(folder: Path) -> None:
    moved = zone(folder, "pitchlfo_freq=6 pitchlfo_depth=20 pitchlfo_delay=.5 amplfo_freq=4 amplfo_depth=3")
    (vibrato,), (tremolo,) = moved.pitch_moves, moved.level_moves
    assert (vibrato.depth, tremolo.depth) == (20.0, 3.0)
    assert vibrato.by == Lfo(6.0, 0.5, 0.0, is_sine=True)
    swept = zone(folder, "cutoff=400 fileg_depth=2400 fileg_attack=.1 fileg_decay=.5 fileg_sustain=0").filter_moves
    assert swept[0].by.at(np.array([0.1, 0.35, 0.6])) == pytest.approx([1.0, 0.5, 0.0])


def test_loops(folder: Path) -> None:
    looped = zone(folder, "loop_mode=loop_continuous loop_start=1000 loop_end=20999")
    assert (looped.loop, looped.loop_start_frames, looped.loop_end_frames) == (LoopMode.HELD, 1000, 21_000)
    assert sampled([looped], RATE, 1).loops
    shot = zone(folder, "loop_mode=one_shot")
    assert sampled([shot], RATE, 1).release_seconds == RINGS_OUT
    cut = zone(folder, "offset=1000 end=10999")
    assert sampled([cut], RATE, 1).frames == pytest.approx(10_000, abs=2)


def test_pan_and_width(folder: Path) -> None:
    stereo = opened(folder, "<region> sample=samples/stereo.wav")
    assert stereo.planes(0) == 2
    tone = sampled(stereo.zones(0, 60, 127, 0), RATE, 2).samples
    narrow = opened(folder, "<region> sample=samples/stereo.wav width=0", "narrow.sfz")
    one = sampled(narrow.zones(0, 60, 127, 0), RATE, 2).samples
    swapped = opened(folder, "<region> sample=samples/stereo.wav width=-100", "swapped.sfz")
    other = sampled(swapped.zones(0, 60, 127, 0), RATE, 2).samples
    assert np.abs(one[0] - one[1]).max() < 1e-6
    assert one[0] == pytest.approx(tone.mean(axis=0), abs=1e-6)
    assert other[0] == pytest.approx(tone[1], abs=1e-6)
    left = sampled([zone(folder, "pan=-100")], RATE, 2).samples
    assert np.abs(left[1]).max() < 1e-6 < 0.5 < np.abs(left[0]).max()


def test_keyswitches_choose_their_default(folder: Path) -> None:
    font = opened(
        folder,
        """<global> sw_lokey=0 sw_hikey=3 sw_default=1
        <region> sample=samples/a.wav sw_last=0 <region> sample=samples/b.flac sw_last=1""",
    )
    assert names(font) == ["b.flac"]


def test_controllers_rest_where_they_are_set(folder: Path) -> None:
    font = opened(
        folder,
        """<control> set_cc20=100
        <region> sample=samples/a.wav locc20=64 <region> sample=samples/b.flac hicc20=63
        <region> sample=samples/c.ogg tune_oncc20=127""",
    )
    assert names(font) == ["a.wav", "c.ogg"]
    assert font.zones(0, 60, 127, 0)[1].cents == pytest.approx(100.0)


def test_define_and_include(folder: Path) -> None:
    (folder / "more.sfzh").write_text("<region> sample=$NAME tune=$X\n")
    font = opened(folder, '#define $NAME samples/a.wav\n#define $X 12\n/* a\ncomment */ #include "more.sfzh"\n')
    assert [zone.cents for zone in font.zones(0, 60, 127, 0)] == [12.0]
    assert folder / "more.sfzh" in font.files


def test_names_may_have_blanks_backslashes_and_other_case(folder: Path) -> None:
    soundfile.write(folder / "samples" / "My Long Name.wav", sine(441.0), RATE)
    font = opened(folder, "<region> sample=Samples\\my long name.wav key=60 // a comment")
    assert names(font) == ["My Long Name.wav"]
    assert font.keys(0) == {60}


@pytest.mark.parametrize("name", ["../../outside.wav", "/etc/passwd", "../samples/../../outside.wav"])
def test_no_sample_outside_the_library_is_read(folder: Path, name: str) -> None:
    (folder / "instruments").mkdir()
    text = f"<region> sample=../samples/a.wav key=60\n<region> sample={name} key=61\n"
    font = opened(folder / "instruments", text)
    assert font.keys(0) == {60}
    assert font.files == (folder / "instruments" / "one.sfz", folder / "samples" / "a.wav")
    assert any(name in remark.problem for remark in font.remarks)


def test_what_is_not_played_is_told(folder: Path) -> None:
    font = opened(
        folder,
        """<region> sample=samples/a.wav warble_depth=3 amp_random=2 lokey=x
        <region> sample=samples/gone.wav <region> sample=*sine
        <region> sample=samples/b.flac trigger=release <effect> type=reverb""",
    )
    told = " ".join(remark.problem for remark in font.remarks)
    for word in ("warble_depth", "amp_random", "lokey=x", "gone.wav", "*sine", "release", "<effect>"):
        assert word in told


@pytest.mark.parametrize(
    ("text", "problem"),
    [("", "nothing"), ("just words", "nothing"), ('#include "one.sfz"', "without end"),
     ('#include "../../../etc/passwd"', "cannot include"), ("\0\0\0", "no text")],
)  # fmt: skip
def test_what_is_no_instrument_is_refused(folder: Path, text: str, problem: str) -> None:
    with pytest.raises(SoundError, match=problem):
        opened(folder, text)
