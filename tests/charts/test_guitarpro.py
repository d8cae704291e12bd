"""Guitar Pro: one tablature in all five formats, then what only some of them have."""

from collections.abc import Sequence
from fractions import Fraction

import pytest

from houseband.arrangement import arrange
from houseband.charts.chart import Chart, Frame
from houseband.charts.form import unfold
from houseband.charts.formats import find_format, read_charts
from houseband.charts.source import Reading, Source
from houseband.errors import ChartError
from houseband.music.key import Key
from tablature import GUITAR, SUFFIXES, Bar, Part, gpif, tablature, zipped

G_RIFF = ["[G]4:0/3+1/2 4:- [D]2:2/0", "4.:2/2 8:2/2~ 2:-"]
C_GRIP, G_GRIP = (-1, 3, 2, 0, 1, 0), (3, 2, 0, 0, 0, 3)
every_format = pytest.mark.parametrize("suffix", SUFFIXES)
later_formats = pytest.mark.parametrize("suffix", ["gp5", "gpx", "gp"])


def read(suffix: str, bars: Sequence[Bar], *parts: Part, tempo: int = 120, finding: bool = True) -> Chart:
    data = tablature(suffix, bars, parts, tempo, title="Song")
    source = Source(data, f"song.{suffix}", Reading(harmonise="auto" if finding else "never"))
    assert find_format(source).name == "guitar pro"
    (chart,) = read_charts(source)
    return chart


def chords(chart: Chart) -> list[str]:
    """The chords of each bar with their onsets: ``0:G 2:D``."""
    return [" ".join(f"{change.onset_quarters}:{change.symbol}" for change in bar.chords) for bar in chart.bars]


def notes(chart: Chart, part: int = 0) -> list[str]:
    """Each bar of a part: onset, length and MIDI key of its notes, and string and fret where there are any."""
    return [
        " ".join(
            f"{note.onset_quarters}+{note.duration_quarters}:{note.pitch}"
            + (f"@{note.string}/{note.fret}" if note.string >= 0 else "")
            for note in bar
        )
        for bar in chart.parts[part].bars
    ]


@every_format
def test_notes_have_their_string_their_fret_and_their_sounding_pitch(suffix: str) -> None:
    chart = read(suffix, [Bar()], Part(["4:0/3+5/0 8.:1/2 16:2/0 8t:3/1 8t:3/2 8t:3/4 4:-"]))
    assert notes(chart) == [
        "0+1:43@0/3 0+1:64@5/0 1+3/4:47@1/2 7/4+1/4:50@2/0 2+1/3:56@3/1 7/3+1/3:57@3/2 8/3+1/3:59@3/4"
    ]
    (part,) = chart.parts
    assert (part.name, part.program, part.is_drums, part.tuning) == ("Guitar", 25, False, GUITAR)


@every_format
def test_a_tie_makes_one_note_over_bar_lines_too(suffix: str) -> None:
    chart = read(suffix, [Bar(), Bar()], Part(["2:- 4:2/2 4:2/2~", "2:2/2~ 4:2/2 4:2/2"]))
    assert notes(chart) == ["2+4:52@2/2", "2+1:52@2/2 3+1:52@2/2"]


@every_format
def test_a_ghost_note_is_softer(suffix: str) -> None:
    chart = read(suffix, [Bar()], Part(["4:2/2 4:2/2g 4:- 4:-"]))
    assert [note.velocity for note in chart.parts[0].bars[0]] == [95, 79]


@every_format
def test_chords_stand_over_their_beats(suffix: str) -> None:
    chart = read(suffix, [Bar(), Bar()], Part(G_RIFF, grips={"G": G_GRIP}))
    assert chords(chart) == ["0:G 2:D", ""]
    assert chart.frames == (Frame("G", G_GRIP),)


@every_format
def test_a_capo_raises_what_sounds_and_the_chords_are_what_sounds(suffix: str) -> None:
    part = Part(["[C]1:1/3+2/2+3/0+4/1+5/0", "[G]1:0/3+1/2+2/0+3/0+5/3"], capo=2, grips={"C": C_GRIP})
    chart = read(suffix, [Bar(), Bar()], part)
    assert chords(chart) == ["0:D", "0:A"]
    assert chart.capo_fret == 2
    assert notes(chart)[0].startswith("0+4:50@1/3")
    assert chart.frames == (Frame("C", tuple(None if fret < 0 else fret for fret in C_GRIP)),)


@every_format
def test_under_a_capo_names_that_agree_with_the_notes_are_taken_as_what_sounds(suffix: str) -> None:
    part = Part(["[D]1:1/3+2/2+3/0+4/1+5/0", "[A]1:0/3+1/2+2/0+3/0+5/3"], capo=2)
    assert chords(read(suffix, [Bar(), Bar()], part)) == ["0:D", "0:A"]


@every_format
def test_sections_keys_meters_and_the_tempo(suffix: str) -> None:
    bars = [
        Bar((3, 4), key=2, section="Verse"),
        Bar((3, 4), key=2),
        Bar((6, 8), key=-3, minor=True, section="Bridge 2"),
    ]
    chart = read(suffix, bars, Part(["[D]2.:2/0", "2.:2/0", "2.:2/0"]), tempo=90)
    assert [bar.section for bar in chart.bars] == ["Verse", None, "Bridge 2"]
    assert [str(bar.meter) for bar in chart.bars] == ["3/4", "3/4", "6/8"]
    assert str(chart.key) == "D"
    assert [bar.key for bar in chart.bars] == [None, None, None if suffix == "gp3" else Key("C", "minor")]
    assert chart.tempo_bpm == 90


@every_format
def test_c_major_throughout_is_no_key_given(suffix: str) -> None:
    assert read(suffix, [Bar()], Part(["[Am]1:1/0"])).key is None


@every_format
def test_the_tempo_counts_the_beats_of_the_first_meter(suffix: str) -> None:
    assert read(suffix, [Bar((6, 8))], Part(["[Am]2.:1/0"]), tempo=90).tempo_bpm == 60


@every_format
def test_repeats_and_endings(suffix: str) -> None:
    bars = [Bar(repeat_start=True), Bar(), Bar(endings=(1, 2), repeat_count=3), Bar(endings=(3,)), Bar()]
    chart = read(suffix, bars, Part(["[Am]1:1/0", "1:1/0", "1:1/0", "1:1/0", "1:1/0"]))
    assert [bar.repeat_start for bar in chart.bars] == [True, False, False, False, False]
    assert [bar.repeat_count for bar in chart.bars] == [1, 1, 3, 1, 1]
    assert [bar.endings for bar in chart.bars] == [(), (), (1, 2), (3,), ()]
    assert unfold(chart).order == (0, 1, 2, 0, 1, 2, 0, 1, 3, 4)


@every_format
def test_an_ending_lasts_to_its_repeat_sign(suffix: str) -> None:
    bars = [Bar(repeat_start=True), Bar(endings=(1,)), Bar(repeat_count=2), Bar(endings=(2,)), Bar()]
    chart = read(suffix, bars, Part(["[Am]1:1/0"] + ["1:1/0"] * 4))
    assert [bar.endings for bar in chart.bars] == [(), (1,), (1,), (2,), ()]
    assert unfold(chart).order == (0, 1, 2, 0, 3, 4)


@later_formats
@pytest.mark.parametrize(
    ("signs", "order"),
    [
        ({0: "Segno", 1: "DaCoda", 2: "DaSegnoAlCoda", 3: "Coda"}, (0, 1, 2, 0, 1, 3)),
        ({1: "Fine", 3: "DaCapoAlFine"}, (0, 1, 2, 3, 0, 1)),
        ({1: "Segno", 3: "DaSegno"}, (0, 1, 2, 3, 1, 2, 3)),
        ({1: "SegnoSegno", 2: "DaDoubleCoda", 3: "DaSegnoSegnoAlDoubleCoda", 4: "DoubleCoda"}, (0, 1, 2, 3, 1, 2, 4)),
    ],
    ids=["D.S. al Coda", "D.C. al Fine", "D.S.", "D.S.S. al Double Coda"],
)
def test_directions(suffix: str, signs: dict[int, str], order: tuple[int, ...]) -> None:
    count = max(max(signs), max(order)) + 1
    bars = [Bar(signs=(signs[i],) if i in signs else ()) for i in range(count)]
    assert unfold(read(suffix, bars, Part(["[Am]1:1/0"] + ["1:1/0"] * (count - 1)))).order == order


@later_formats
def test_every_way_to_go_back_is_understood(suffix: str) -> None:
    ways = [f"Da{whence}{how}" for whence in ("Capo", "Segno", "SegnoSegno")
            for how in ("", "AlCoda", "AlDoubleCoda", "AlFine")]  # fmt: skip
    chart = read(suffix, [Bar(signs=(way,)) for way in ways], Part(["[Am]1:1/0"] + ["1:1/0"] * 11))
    jumps = [(bar.jump.to, bar.jump.until) for bar in chart.bars if bar.jump]
    assert jumps == [(to, until) for to in ("", "segno", "segno segno") for until in ("end", "coda", "coda", "fine")]


@every_format
def test_a_triplet_feel_is_swing(suffix: str) -> None:
    bars = [Bar(feel="Triplet8th"), Bar(feel="Triplet8th")]
    assert read(suffix, bars, Part(["[Am]1:1/0", "1:1/0"])).style == "Swing"


@every_format
def test_who_made_it(suffix: str) -> None:
    old = suffix in ("gp3", "gp4")  # they have one field for both
    data = tablature(
        suffix, [Bar()], [Part(["[Am]1:1/0"])], title="Deep Well", artist="The Wells", album="Water",
        words="A. Poet", music="A. Poet" if old else "B. Composer", copyright="1999",
    )  # fmt: skip
    (chart,) = read_charts(Source(data))
    assert chart.title == "Deep Well"
    assert chart.composer == ("A. Poet" if old else "B. Composer")
    rest = [("artist", "The Wells"), ("album", "Water"), ("copyright", "1999")]
    assert list(chart.credits) == ([] if old else [("lyricist", "A. Poet")]) + rest


@pytest.mark.parametrize("suffix", SUFFIXES[1:])
def test_words_are_spread_over_the_notes_of_their_track(suffix: str) -> None:
    singer = Part(["4:2/0 4:- 4:2/0 4:2/0", "2:2/0 2:2/0"], "Voice", lyrics="Al-le  lu+ia [twice] now")
    chart = read(suffix, [Bar(), Bar()], singer, Part(["[Am]1:1/0", "1:1/0"]))
    sung = [(str(lyric.onset_quarters), lyric.text) for bar in chart.bars for lyric in bar.lyrics]
    assert sung == [("0", "Al"), ("2", "le "), ("0", "lu ia "), ("2", "now ")]
    assert [bar.words for bar in chart.bars] == [("Alle",), ("lu ia now",)]


@pytest.mark.parametrize("suffix", SUFFIXES[1:])
def test_words_begin_in_the_bar_that_they_are_set_to(suffix: str) -> None:
    singer = Part(["1:2/0", "1:2/0"], "Voice", lyrics="late", lyrics_from=2)
    assert [bar.words for bar in read(suffix, [Bar(), Bar()], singer).bars] == [(), ("late",)]


@every_format
def test_the_tune_is_the_singers_and_its_top_notes(suffix: str) -> None:
    singer = Part(["4:2/0 4:2/2 2:2/4+3/5"], "Lead Vocals")
    chart = read(suffix, [Bar()], Part(["[Am]4:5/7 4:5/8 2:5/10"], "Guitar"), singer)
    assert [(str(n.onset_quarters), n.pitch) for n in chart.bars[0].melody] == [("0", 50), ("1", 52), ("2", 60)]
    assert [part.name for part in chart.parts] == ["Guitar", "Lead Vocals"]


@every_format
def test_without_a_singer_the_highest_single_line_is_the_tune_and_no_bass_is(suffix: str) -> None:
    low, high = Part(["4:3/0 4:3/2 2:3/4"], "Low"), Part(["4:5/0 4:5/2 2:5/4"], "High")
    bass = Part(["1:0/0"], "Bass", program=33, tuning=(28, 33, 38, 43))
    strummer = Part(["[Am]1:1/0+2/2+3/2+4/1"], "Strummer")
    assert [note.pitch for note in read(suffix, [Bar()], low, strummer, high, bass).bars[0].melody] == [64, 66, 68]
    assert read(suffix, [Bar()], strummer, bass).bars[0].melody == ()


@every_format
def test_drums_have_percussion_keys_and_no_strings(suffix: str) -> None:
    if suffix == "gpx":
        pytest.skip("version 6 numbers its drums otherwise: see below")
    kit = Part(["4:0/36 4:0/38 4:0/36+1/42 4:0/38"], "Kit", drums=True)
    chart = read(suffix, [Bar()], Part(["[Am]1:1/0"]), kit)
    assert notes(chart, 1) == ["0+1:36 1+1:38 2+1:36 2+1:42 3+1:38"]
    assert (chart.parts[1].is_drums, chart.parts[1].tuning, chart.parts[1].program) == (True, (), None)


@every_format
def test_without_chord_names_the_chords_are_found_from_the_notes(suffix: str) -> None:
    strummer = Part(["2:1/3+2/2+3/0+4/1 2:0/1+2/3+3/2+4/1", "1:0/3+1/2+2/0+3/0+5/3"])
    chart = read(suffix, [Bar(), Bar()], strummer)
    assert chords(chart) == ["0:C 2:F", "0:G"]
    assert ("no chords are named", "chords were found from the notes") in [(r.problem, r.hint) for r in chart.remarks]
    assert chords(read(suffix, [Bar(), Bar()], strummer, finding=False)) == ["", ""]


@every_format
def test_a_name_that_comes_once_does_not_stand_for_the_whole_song(suffix: str) -> None:
    c_bar, f_bar = "1:1/3+2/2+3/0+4/1", "1:0/1+2/3+3/2+4/1"
    chart = read(suffix, [Bar()] * 8, Part([f"[C]{c_bar}", c_bar, *[f_bar] * 6]))
    assert chords(chart) == ["0:C", "", "0:F", "", "", "", "", ""]
    assert any(r.problem.startswith("bar 3: no chord is named for long") for r in chart.remarks)


@every_format
def test_a_grip_whose_name_says_nothing_is_taken_for_what_it_sounds(suffix: str) -> None:
    chart = read(suffix, [Bar()], Part(["[?!]1:1/3"], grips={"?!": C_GRIP}))
    assert chords(chart) == ["0:C"]
    assert any("its grip sounds C" in r.hint for r in chart.remarks)


@every_format
def test_a_first_bar_that_nobody_fills_is_a_pickup(suffix: str) -> None:
    chart = read(suffix, [Bar(), Bar()], Part(["4:2/0", "[Am]1:1/0"]))
    assert [(bar.number, str(bar.duration_quarters)) for bar in chart.bars] == [(0, "1"), (1, "4")]


@every_format
def test_other_bars_are_as_long_as_their_meter(suffix: str) -> None:
    chart = read(suffix, [Bar(), Bar(), Bar()], Part(["[Am]1:1/0", "4:1/0", "2:1/0 2:1/0 2:1/0"]))
    assert [bar.duration_quarters for bar in chart.bars] == [4, 4, 4]
    assert notes(chart)[2] == "0+2:45@1/0 2+2:45@1/0"
    assert any(r.problem == "bar 3: more notes than 4/4 has room for" for r in chart.remarks)


@every_format
def test_a_file_without_a_note_is_silent_and_it_is_said(suffix: str) -> None:
    chart = read(suffix, [Bar()], Part(["1:-"], "Silence"))
    assert len(chart.bars) == 1
    assert "the bars are silent" in chart.remarks[0].problem
    with pytest.raises(ChartError, match="nothing to play"):
        arrange(chart)


@every_format
def test_drums_alone_are_a_part_to_be_played(suffix: str) -> None:
    if suffix == "gpx":
        pytest.skip("version 6 numbers its drums otherwise: see below")
    chart = read(suffix, [Bar()], Part(["1:0/36"], "Kit", drums=True))
    assert [chair.instrument for chair in arrange(chart).line_up] == ["studio kit"]


def of_xml(*bars: Bar, part: Part | None = None, replacing: tuple[str, str] = ("", "")) -> Chart:
    """The chart of a version 7 file, with one thing in its XML changed."""
    part = part or Part(["[Am]1:1/0"] * len(bars))
    xml = gpif(bars, [part]).decode()
    assert not replacing[0] or replacing[0] in xml
    (chart,) = read_charts(Source(zipped(xml.replace(*replacing).encode()), "song.gp"))
    return chart


def test_version_6_names_drums_by_instrument_and_stroke() -> None:
    note = (
        '<Properties><Property name="Element"><Element>{}</Element></Property>'
        '<Property name="Variation"><Variation>{}</Variation></Property></Properties>'
    )
    xml = gpif([Bar()], [Part(["[Am]1:1/0"]), Part(["4:0/1 4:0/2 2:0/3"], "Kit", drums=True)]).decode()
    for number, named in ((1, (0, 0)), (2, (1, 2)), (3, (10, 2))):
        xml = xml.replace(
            f"<InstrumentArticulation>{number}</InstrumentArticulation><Properties></Properties>", note.format(*named)
        )
    (chart,) = read_charts(Source(zipped(xml.encode()), "song.gp"))
    assert notes(chart, 1) == ["0+1:36 1+1:37 2+2:46"]


def test_a_bar_in_free_time_is_as_long_as_its_notes() -> None:
    chart = of_xml(Bar(), Bar(extra="<FreeTime/>"), part=Part(["[Am]1:1/0", "4:1/0 2:1/0"]))
    assert [bar.duration_quarters for bar in chart.bars] == [4, 3]
    assert any(r.problem == "bar 2: free time" for r in chart.remarks)


def test_fermatas_have_their_place() -> None:
    held = "<Fermatas><Fermata><Type>Short</Type><Offset>3/2</Offset></Fermata></Fermatas>"
    assert of_xml(Bar(extra=held)).bars[0].fermatas == (Fraction(3, 2),)


def test_a_simile_mark_sounds_what_it_repeats() -> None:
    part = Part(["[Am]2:1/0 2:1/2", "", ""])
    mark = ("<Voices>-1 -1 -1 -1</Voices>", "<SimileMark>Simple</SimileMark><Voices>-1 -1 -1 -1</Voices>")
    chart = of_xml(Bar(), Bar(), Bar(), part=part, replacing=mark)
    assert notes(chart) == ["0+2:45@1/0 2+2:47@1/2"] * 3


@pytest.mark.parametrize(
    ("value", "bpm"), [("80 1", 40), ("80 2", 80), ("80 3", 120), ("80 4", 160), ("80 5", 240), ("80", 80)]
)
def test_a_tempo_may_count_other_notes_than_quarters(value: str, bpm: float) -> None:
    assert of_xml(Bar(), replacing=("120 2", value)).tempo_bpm == bpm


def test_tempo_changes_stand_in_the_bar_whose_first_half_they_begin_in() -> None:
    more = "".join(
        f"<Automation><Type>Tempo</Type><Bar>{bar}</Bar><Position>{share}</Position><Value>{bpm} 2</Value></Automation>"
        for bar, share, bpm in ((1, 0, 90), (2, 0.75, 60))
    )
    end = "</Automations></MasterTrack>"
    chart = of_xml(*[Bar()] * 5, replacing=(end, more + end))
    assert chart.tempo_bpm == 120
    assert [bar.tempo_bpm for bar in chart.bars] == [None, 90, None, 60, None]


def test_a_beat_may_bear_its_own_words() -> None:
    sung = ('ref="0"/><Chord>', 'ref="0"/><Lyrics><Line>Lone-</Line><Line>Two</Line></Lyrics><Chord>')
    chart = of_xml(Bar(), replacing=sung)
    assert [(lyric.text, lyric.verse) for lyric in chart.bars[0].lyrics] == [("Lone", 1), ("Two ", 2)]


def test_grace_beats_take_no_time() -> None:
    part = Part(["[Am]8:1/0 1:1/2"])
    grace = ('ref="0"/><Chord>', 'ref="0"/><GraceNotes>BeforeBeat</GraceNotes><Chord>')
    chart = of_xml(Bar(), part=part, replacing=grace)
    assert notes(chart) == ["0+4:47@1/2"]
    assert any(r.problem == "bar 1: grace notes" for r in chart.remarks)


@pytest.mark.parametrize(
    ("harmonic", "fret", "pitch"),
    [("Natural", 12, 52), ("Natural", 7, 59), ("Natural", 5, 64), ("Artificial", 12, 57), ("Tap", 7, 64)],
)
def test_a_harmonic_sounds_its_partial(harmonic: str, fret: int, pitch: int) -> None:
    written = fret if harmonic == "Natural" else 5
    added = (
        f'<Property name="HarmonicFret"><HFret>{fret}</HFret></Property>'
        f'<Property name="HarmonicType"><HType>{harmonic}</HType></Property><Property name="Fret">'
    )
    chart = of_xml(Bar(), part=Part([f"[Em]1:0/{written}"]), replacing=('<Property name="Fret">', added))
    assert [note.pitch for note in chart.parts[0].bars[0]] == [pitch]


def test_the_xml_alone_is_read_too() -> None:
    xml = gpif([Bar()], [Part(["[Am]1:1/0"])])
    assert chords(read_charts(Source(xml, "score.gpif"))[0]) == ["0:Am"]
    assert chords(read_charts(Source(xml.partition(b"\n")[2], "score.gpif"))[0]) == ["0:Am"]


def test_two_staves_are_one_part() -> None:
    xml = gpif([Bar()], [Part(["[Am]1:1/0"])]).decode()
    staff = xml[xml.index("<Staff>") : xml.index("</Staff>") + len("</Staff>")]
    xml = xml.replace(staff, staff * 2).replace("<Bars>0</Bars>", "<Bars>0 0</Bars>")
    (chart,) = read_charts(Source(zipped(xml.encode()), "song.gp"))
    assert notes(chart) == ["0+4:45@1/0 0+4:45@1/0"]


def test_charts_of_all_formats_are_alike() -> None:
    part = Part(G_RIFF, grips={"G": G_GRIP}, lyrics="One two")
    charts = [read(suffix, [Bar(section="A"), Bar()], part) for suffix in SUFFIXES[1:]]
    assert all(chart == charts[0] for chart in charts)
