"""MIDI files: what is played, what is written in them, and what can be heard. mido writes the files."""

import io
import random
from fractions import Fraction
from typing import Any, TypeAlias

import mido
import pytest

from alike import harmony
from corpora import corpus, needs_corpora
from houseband import arrange, perform
from houseband.charts.chart import Chart
from houseband.charts.formats import find_format, read_charts
from houseband.charts.midi.harmony import XF_TAILS, xf_chord
from houseband.charts.midi.smf import parse_midi
from houseband.charts.source import Source
from houseband.charts.symbol import parse_symbol
from houseband.deliver.midi import midi_bytes
from houseband.errors import ChartError
from houseband.music.key import Key
from spoil import spoilt
from tunes import BLUES, CHANGES, tune

Message: TypeAlias = Any  # a message or a meta message of mido, which has no types
Q = 480


def track(*events: tuple[int, Message], name: str = "") -> mido.MidiTrack:
    """A track from messages with their ticks from the top."""
    made = mido.MidiTrack([mido.MetaMessage("track_name", name=name)] if name else [])
    now = 0
    for tick, message in sorted(events, key=lambda event: event[0]):
        made.append(message.copy(time=tick - now))
        now = tick
    return made


def notes(*rows: tuple[float, float, int], channel: int = 0, velocity: int = 80) -> list[tuple[int, Message]]:
    """Onset and length in quarters, and pitch."""
    events: list[tuple[int, Message]] = []
    for onset, length, pitch in rows:
        on, off = round(onset * Q), round((onset + length) * Q)
        events.append((on, mido.Message("note_on", channel=channel, note=pitch, velocity=velocity)))
        events.append((off, mido.Message("note_off", channel=channel, note=pitch)))
    return events


def data_of(*tracks: mido.MidiTrack, kind: int = 1, division: int = Q) -> bytes:
    file = mido.MidiFile(type=kind, ticks_per_beat=division)
    file.tracks.extend(tracks)
    written = io.BytesIO()
    file.save(file=written)
    return written.getvalue()


def chart_of(*tracks: mido.MidiTrack, name: str = "song.mid") -> Chart:
    (chart,) = read_charts(Source(data_of(*tracks), name))
    return chart


def meta(kind: str, **values: object) -> mido.MetaMessage:
    return mido.MetaMessage(kind, **values)


C, F, G = (48, 60, 64, 67), (53, 60, 65, 69), (43, 59, 62, 67)
CHORDS = [*[(0, 4, p) for p in C], *[(4, 2, p) for p in F], *[(6, 2, p) for p in G], *[(8, 4, p) for p in C]]


def symbols(chart: Chart) -> list[str]:
    return [" ".join(f"{c.symbol}@{float(c.onset_quarters):g}" for c in bar.chords) for bar in chart.bars]


def test_chords_are_found_in_the_notes_and_said_to_be() -> None:
    chart = chart_of(track(*notes(*CHORDS), name="Piano"))
    assert symbols(chart) == ["C@0", "F@0 G@2", "C@0"]
    assert chart.key == Key("C")
    assert any("found in its notes" in remark.problem for remark in chart.remarks)


def test_a_part_keeps_every_note_to_the_tick() -> None:
    late = [(0.013, 0.9, 60), (3.9, 0.4, 64), (4.25, 1, 67)]
    chart = chart_of(track((0, mido.Message("program_change", program=73)), *notes(*late), name="Flute"))
    (part,) = chart.parts
    assert (part.name, part.program, part.is_drums) == ("Flute", 73, False)
    assert [[n.pitch for n in bar] for bar in part.bars] == [[60, 64], [67]]
    assert part.bars[0][0].onset_quarters == Fraction(6, Q)
    assert part.bars[1][0].onset_quarters == Fraction(1, 4)


def test_drums_alone_are_a_part_without_chords() -> None:
    chart = chart_of(track(*notes((0, 1, 36), (1, 1, 38), channel=9), name="Kit"))
    assert symbols(chart) == [""]
    assert chart.parts[0].is_drums
    assert [chair.instrument for chair in arrange(chart).line_up] == ["studio kit"]


def test_meters_keys_tempi_and_sections_stand_in_their_bars() -> None:
    conductor = track(
        (0, meta("time_signature", numerator=6, denominator=8)), (0, meta("set_tempo", tempo=500_000)),
        (0, meta("key_signature", key="Gm")), (0, meta("marker", text="Verse")),
        (6 * Q, meta("time_signature", numerator=4, denominator=4)), (6 * Q, meta("set_tempo", tempo=400_000)),
        (6 * Q - 20, meta("marker", text="A")), (6 * Q, meta("key_signature", key="Eb")),
    )  # fmt: skip
    chart = chart_of(conductor, track(*notes((0, 10, 67), (0, 10, 63), (0, 10, 58))))
    assert [f"{bar.meter} {bar.duration_quarters}" for bar in chart.bars] == ["6/8 3", "6/8 3", "4/4 4"]
    assert chart.tempo_bpm == 80  # dotted quarters
    assert chart.bars[2].tempo_bpm == 150
    assert [bar.section for bar in chart.bars] == ["Verse", None, "A"]
    assert (chart.key, chart.bars[2].key) == (Key("G", "minor"), Key("Eb"))


def test_a_slow_drift_of_tempo_is_no_row_of_marks() -> None:
    drift = track(*((k * Q, meta("set_tempo", tempo=500_000 + k * 150)) for k in range(32)))
    chart = chart_of(drift, track(*notes((0, 32, 60))))
    assert sum(bar.tempo_bpm is not None for bar in chart.bars) == 0


def test_a_meter_that_changes_within_a_bar_cuts_it_short() -> None:
    conductor = track((0, meta("time_signature")), (3 * Q, meta("time_signature", numerator=3)))
    chart = chart_of(conductor, track(*notes((0, 6, 60))))
    assert [bar.duration_quarters for bar in chart.bars] == [3, 3]


def test_chords_written_as_texts_are_taken_at_their_word() -> None:
    texts = [(0, meta("text", text="Cmaj7")), (4 * Q, meta("text", text="Dm7")), (6 * Q, meta("text", text="G13"))]
    chart = chart_of(track(*texts), track(*notes((0, 8, 60))))
    assert symbols(chart) == ["Cmaj7@0", "Dm7@0 G13@2"]
    assert not any("found in its notes" in remark.problem for remark in chart.remarks)


@pytest.mark.parametrize("kind", range(len(XF_TAILS)))
def test_every_xf_chord_type_is_a_chord_that_we_read(kind: int) -> None:
    found = xf_chord(bytes((0x31, kind, 0x7F, 0x7F)))
    assert found is not None
    symbol, chord = found
    assert chord.root == 0
    assert not parse_symbol(symbol).remarks


def test_xf_roots_have_accidentals_and_basses() -> None:
    assert xf_chord(bytes((0x27, 19, 0x22, 0))) == ("Bb7/Db", parse_symbol("Bb7/Db").chord)  # ♭ B, 7, ♭ D
    assert xf_chord(bytes((0x44, 8, 0x7F, 0x7F))) == ("F#m", parse_symbol("F#m").chord)
    assert (xf_chord(bytes((0x31, 0x22))) or [""])[0] == "N.C."
    assert xf_chord(b"\x09\x01") is None


def test_xf_chords_are_read_from_the_file() -> None:
    own = [
        (k * 4 * Q, mido.MetaMessage("sequencer_specific", data=(0x43, 0x7B, 0x01, root, kind, 0x7F, 0x7F)))
        for k, (root, kind) in enumerate([(0x31, 2), (0x36, 10), (0x32, 10), (0x35, 19)])
    ]
    assert symbols(chart_of(track(*own), track(*notes((0, 16, 60))))) == ["Cmaj7@0", "Am7@0", "Dm7@0", "G7@0"]


def test_our_own_files_come_back_with_their_chords() -> None:
    for bars in (BLUES, CHANGES):
        arrangement = arrange(tune(bars))
        (chart,) = read_charts(Source(midi_bytes(perform(arrangement)), "take.mid"))
        assert harmony(chart)[: len(tune(bars).bars)] == harmony(tune(bars))
        assert [part.is_drums for part in chart.parts] == [True, False, False, False]


def tones_by_beat(chart: Chart) -> list[set[int]]:
    """The pitch classes of the chord that sounds on each quarter."""
    return [
        next(set(chord.pitch_classes) for onset, chord in reversed(changes) if onset <= beat)
        for length, changes in harmony(chart)
        for beat in range(int(length))
    ]


@pytest.mark.parametrize("bars", [BLUES, CHANGES])
def test_of_our_own_files_without_their_texts_nearly_every_chord_is_heard(bars: str) -> None:
    silent = midi_bytes(perform(arrange(tune(bars)))).replace(b"\xff\x01", b"\xff\x0e")
    (chart,) = read_charts(Source(silent, "take.mid"))
    pairs = list(zip(tones_by_beat(chart), tones_by_beat(tune(bars)), strict=False))
    right = sum(len(heard & written) >= 3 for heard, written in pairs)
    assert right >= 0.9 * len(pairs)
    assert sum(len(bar.chords) for bar in chart.bars) <= 1.5 * sum(len(bar.chords) for bar in tune(bars).bars)


def test_the_steps_of_a_walking_bass_are_no_inversions() -> None:
    walk = [(0, 1, 36), (1, 1, 40), (2, 1, 43), (3, 1, 45)]
    chart = chart_of(track(*notes((0, 4, 60), (0, 4, 64), (0, 4, 67), *walk)))
    assert all("/" not in c.symbol for bar in chart.bars for c in bar.chords)


def test_a_bass_that_stays_is_an_inversion() -> None:
    chart = chart_of(track(*notes((0, 4, 60), (0, 4, 64), (0, 4, 67), (0, 2, 36), (2, 2, 40))))
    assert symbols(chart) == ["C@0 C/E@2"]


def test_words_are_sung_where_they_stand() -> None:
    words = [(0, "Hel"), (Q, "lo "), (2 * Q, "old "), (4 * Q, "friend")]
    chart = chart_of(track(*((t, meta("lyrics", text=w)) for t, w in words)), track(*notes(*CHORDS)))
    assert [bar.words for bar in chart.bars[:2]] == [("Hello old",), ("friend",)]


def test_a_karaoke_file_has_its_title_and_words_in_texts() -> None:
    texts = ["@KMIDI KARAOKE FILE", "@LENGL", "@TMy Song", "@TAnn Example", "\\Down ", "by ", "/the ", "sea"]
    events = [(0 if t.startswith("@") else k * Q, meta("text", text=t)) for k, t in enumerate(texts)]
    chart = chart_of(track(*events), track(*notes(*CHORDS)))
    assert (chart.title, chart.credits) == ("My Song", (("artist", "Ann Example"),))
    assert " ".join(w for bar in chart.bars for w in bar.words) == "Down by the sea"


def test_the_melody_is_the_part_that_is_called_so_on_a_readers_grid() -> None:
    tune_notes = [(0.02, 0.45, 72), (0.52, 0.5, 74), (1.01, 1 / 3, 76), (1.345, 1 / 3, 77)]
    chart = chart_of(track(*notes(*CHORDS), name="Piano"), track(*notes(*tune_notes), name="Vocals"))
    assert [(n.onset_quarters, n.pitch) for n in chart.bars[0].melody] == [
        (0, 72), (Fraction(1, 2), 74), (1, 76), (Fraction(4, 3), 77),
    ]  # fmt: skip


def test_without_a_name_the_highest_single_line_is_the_melody() -> None:
    line = [(k, 0.9, 72 + k % 5) for k in range(12)]
    bass = [(k, 0.9, 40) for k in range(12)]
    chart = chart_of(track(*notes(*bass), name="B"), track(*notes(*line), name="X"), track(*notes(*CHORDS), name="P"))
    assert [n.pitch for n in chart.bars[0].melody] == [72, 73, 74, 75]
    assert any("'X' is taken for it" in remark.problem for remark in chart.remarks)


def test_the_channels_of_one_track_are_players_of_their_own() -> None:
    (chart,) = read_charts(
        Source(data_of(track(*notes((0, 1, 60)), *notes((0, 1, 36), channel=9), name="All"), kind=0), "a.mid")
    )
    assert [(part.name, part.is_drums) for part in chart.parts] == [("All 1", False), ("drums of the file", True)]


def test_independent_patterns_are_songs_of_their_own() -> None:
    data = bytearray(data_of(track(*notes((0, 4, 60))), track(*notes((0, 4, 62)))))
    data[9] = 2
    assert len(read_charts(Source(bytes(data), "a.mid"))) == 2


def test_a_riff_file_is_unwrapped_and_it_is_said() -> None:
    inside = data_of(track(*notes(*CHORDS)))
    data = b"RIFF" + (len(inside) + 12).to_bytes(4, "little") + b"RMIDdata" + len(inside).to_bytes(4, "little") + inside
    (chart,) = read_charts(Source(data, "a.rmi"))
    assert symbols(chart) == ["C@0", "F@0 G@2", "C@0"]
    assert "wrapped in RIFF" in chart.remarks[0].problem


def test_a_truncated_file_is_read_as_far_as_it_goes() -> None:
    data = data_of(track(*notes(*CHORDS)), track(*notes((0, 12, 72))))
    (chart,) = read_charts(Source(data[: len(data) // 2], "a.mid"))
    assert symbols(chart)[0] == "C@0"
    assert any("cut off" in remark.problem for remark in chart.remarks)
    assert any("1 of 2 tracks" in remark.problem for remark in chart.remarks)


def test_a_wrong_track_length_does_not_lose_the_next_track() -> None:
    data = bytearray(data_of(track(*notes((0, 4, 60)), name="A"), track(*notes((0, 4, 64)), name="B")))
    data[21] -= 3
    (chart,) = read_charts(Source(bytes(data), "a.mid"))
    assert [part.name for part in chart.parts] == ["A", "B"]


def test_times_in_film_frames_are_laid_on_a_grid_and_it_is_said() -> None:
    data = bytearray(data_of(track(*notes((0, 1, 60)))))
    data[12:14] = bytes((256 - 25, 40))
    (chart,) = read_charts(Source(bytes(data), "a.mid"))
    assert chart.parts[0].bars[0][0].duration_quarters == Fraction(Q, 500)
    assert "film frames" in chart.remarks[0].problem


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"MThd", "no header"), (b"RIFF\0\0\0\0RMIDdata", "without a MIDI file"),
        (b"MThd\0\0\0\6\0\1\0\1\1\xe0", "no track"), (data_of(track(name="empty")), "no notes"),
        (data_of(track((0, meta("time_signature", numerator=1, denominator=32)),
                       *[(0, mido.Message("note_on", note=60)), (2**27, mido.Message("note_off", note=60))]),
                 division=1), "more than"),
    ],
    ids=["header", "riff", "tracks", "notes", "bars"],
)  # fmt: skip
def test_what_has_no_music_in_it_is_refused(data: bytes, problem: str) -> None:
    with pytest.raises(ChartError, match=problem):
        read_charts(Source(data, "a.mid"))


def test_the_bytes_are_taken_apart_as_another_program_takes_them() -> None:
    dice = random.Random(1)
    rows = [(dice.random() * 40, dice.random() * 3 + 0.01, dice.randrange(30, 90)) for _ in range(300)]
    data = data_of(track(*notes(*rows[:200]), *notes(*rows[200:], channel=9)))
    theirs, now = [], 0
    for message in mido.MidiFile(file=io.BytesIO(data)).tracks[0]:
        now += message.time
        if message.type == "note_on":
            theirs.append((now, message.channel, message.note, message.velocity))
    ours = [(n.onset_ticks, n.channel, n.pitch, n.velocity) for n in parse_midi(data).tracks[0].notes]
    assert sorted(ours) == sorted(theirs)


def test_no_damage_crashes_the_reader() -> None:
    whole = midi_bytes(perform(arrange(tune(BLUES))))
    dice = random.Random(7)
    for _ in range(150):
        source = Source(spoilt(whole, dice), "a.mid")
        try:
            for chart in find_format(source).read(source):
                assert chart.bars
        except ChartError as error:
            assert str(error)  # noqa: PT017


@needs_corpora
def test_every_drum_take_is_a_part_to_be_played() -> None:
    paths = corpus("human_drums_groove", ".mid")
    for path in paths[::6]:
        (chart,) = read_charts(Source(path.read_bytes(), path.name))
        theirs = sum(m.type == "note_on" and m.velocity > 0 for t in mido.MidiFile(path).tracks for m in t)
        assert sum(len(bar) for part in chart.parts for bar in part.bars) == theirs
        assert all(part.is_drums for part in chart.parts)
        assert chart.tempo_bpm
    assert len(paths) == 897
