"""MusicXML: what a measure says, in small scores built around it, and a whole lead sheet for a Bb instrument."""

import io
import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from corpora import corpus, needs_corpora
from houseband.arrangement import arrange
from houseband.charts.chart import Bar, Jump
from houseband.charts.form import roadmap_text, unfold
from houseband.charts.musicxml.harmony import KINDS, kind_degrees
from houseband.charts.musicxml.reader import read
from houseband.charts.source import Source
from houseband.charts.symbol import parse_symbol
from houseband.errors import ChartError
from houseband.music.chord import NO_CHORD
from houseband.music.key import Key
from houseband.music.meter import Meter
from scores import ATTRIBUTES, chart, degree, harmony, note, score, words

CASES = Path(__file__).parents[1] / "cases" / "musicxml"


def chord(element: str) -> tuple[str, tuple[int, ...]]:
    """Symbol and intervals of the one chord in a score."""
    change = chart(element + note()).bars[0].chords[0]
    return change.symbol, change.chord.intervals


def melody(bar: Bar) -> list[tuple[Fraction | int, Fraction | int, int]]:
    return [(n.onset_quarters, n.duration_quarters, n.pitch) for n in bar.melody]


# The kind-value definitions of MusicXML 4.0, in semitones; 13ths over a major third without their 11th.
THEORY = {
    "major": (0, 4, 7), "minor": (0, 3, 7), "augmented": (0, 4, 8), "diminished": (0, 3, 6),
    "dominant": (0, 4, 7, 10), "major-seventh": (0, 4, 7, 11), "minor-seventh": (0, 3, 7, 10),
    "diminished-seventh": (0, 3, 6, 9), "augmented-seventh": (0, 4, 8, 10), "half-diminished": (0, 3, 6, 10),
    "major-minor": (0, 3, 7, 11), "major-sixth": (0, 4, 7, 9), "minor-sixth": (0, 3, 7, 9),
    "dominant-ninth": (0, 4, 7, 10, 14), "major-ninth": (0, 4, 7, 11, 14), "minor-ninth": (0, 3, 7, 10, 14),
    "dominant-11th": (0, 4, 7, 10, 14, 17), "major-11th": (0, 4, 7, 11, 14, 17),
    "minor-11th": (0, 3, 7, 10, 14, 17), "dominant-13th": (0, 4, 7, 10, 14, 21),
    "major-13th": (0, 4, 7, 11, 14, 21), "minor-13th": (0, 3, 7, 10, 14, 17, 21), "suspended-second": (0, 2, 7),
    "suspended-fourth": (0, 5, 7), "Neapolitan": (0, 4, 7), "Italian": (0, 4, 10), "French": (0, 4, 6, 10),
    "German": (0, 4, 7, 10), "pedal": (0,), "power": (0, 7), "Tristan": (0, 6, 10, 15),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_the_specification_has_its_intervals(kind: str) -> None:
    assert chord(harmony("C", kind))[1] == THEORY[kind]
    assert [semitones for _, semitones in kind_degrees(kind)] == list(THEORY[kind])


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("pedal", "Tristan")])
def test_the_symbol_of_a_kind_reads_back_as_the_same_chord(kind: str) -> None:
    symbol, intervals = chord(harmony("E", kind))
    assert parse_symbol(symbol).chord.intervals == intervals


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (harmony("D", "suspended-fourth", degree(7, 0, "add")), ("Dsus4add7", (0, 5, 7, 10))),
        (harmony("G", "suspended-fourth", degree(7, 0, "add"), "7sus"), ("G7sus", (0, 5, 7, 10))),
        (harmony("C", "dominant", degree(9, -1, "add")), ("C7b9", (0, 4, 7, 10, 13))),
        (harmony("C", "dominant-ninth", degree(5, 1, "alter"), "9#5"), ("C9#5", (0, 4, 8, 10, 14))),
        (harmony("C", "major", degree(9, -1, "add")), ("C(b9)", (0, 4, 7, 13))),
        (harmony("C", "major", degree(2, 0, "add")), ("Cadd2", (0, 4, 7, 14))),
        (harmony("C", "major-seventh", degree(7, -1, "alter")), ("Cmaj7b7", (0, 4, 7, 10))),
        (harmony("C", "dominant", degree(5, 0, "subtract")), ("C7(no5)", (0, 4, 10))),
        (harmony("C", "dominant", degree(9, -1, "add") + degree(9, 1, "add")), ("C7b9#9", (0, 4, 7, 10, 13, 15))),
        (harmony("C", "other", "", "7alt"), ("C7alt", (0, 4, 10, 13, 15, 20))),
        (harmony("C", "other", degree(4, 0, "add") + degree(7, 0, "add")), ("Cadd4add7", (0, 5, 10))),
    ],
)
def test_degrees_change_the_kind(element: str, expected: tuple[str, tuple[int, ...]]) -> None:
    assert chord(element) == expected


def test_a_bass_an_inversion_and_no_chord() -> None:
    bass = "<bass><bass-step>B</bass-step><bass-alter>-1</bass-alter></bass>"
    bars = chart(
        harmony("C", "major", bass) + note(),
        harmony("C", "minor", "<inversion>1</inversion>") + note(),
        "<harmony><kind>none</kind></harmony>" + note(),
        words("N.C.") + note(),
    ).bars
    changes = [bar.chords[0] for bar in bars]
    assert [(change.symbol, change.chord.bass) for change in changes] == [
        ("C/Bb", 10), ("Cm/Eb", 3), ("N.C.", None), ("N.C.", None),
    ]  # fmt: skip
    assert changes[2].chord == NO_CHORD


def test_numerals_and_functions_are_resolved_in_the_key() -> None:
    key = "<attributes><key><fifths>-3</fifths><mode>minor</mode></key></attributes>"
    five_of_two = (
        "<harmony><numeral><numeral-root>5</numeral-root></numeral><kind>dominant</kind>"
        "<numeral><numeral-root>2</numeral-root></numeral><kind>minor</kind></harmony>"
    )
    flat_six = "<harmony><function>VI</function><kind>major</kind></harmony>"
    elsewhere = (
        "<harmony><numeral><numeral-root>4</numeral-root><numeral-key><numeral-fifths>1</numeral-fifths>"
        "<numeral-mode>major</numeral-mode></numeral-key></numeral><kind>major</kind></harmony>"
    )
    bars = chart(key + five_of_two + note(), flat_six + note(), elsewhere + note()).bars
    assert [bar.chords[0].symbol for bar in bars] == ["A7", "Ab", "C"]


def test_harmonies_stand_at_their_offset_and_share_a_note_without_one() -> None:
    late = harmony("F", "major", "<offset>6</offset>")
    bars = chart(harmony("C") + late + note(), harmony("D", "minor") + harmony("G", "dominant") + note()).bars
    assert [(float(c.onset_quarters), c.symbol) for c in bars[0].chords] == [(0, "C"), (3, "F")]
    assert [(float(c.onset_quarters), c.symbol) for c in bars[1].chords] == [(0, "Dm"), (2, "G7")]


def test_the_melody_is_the_top_of_the_first_voice_with_ties_joined() -> None:
    first = (
        note("E", 4) + note("G", 4, 5, "<chord/>") + note("C", 4, 6, '<tie type="start"/>')
        + "<backup><duration>8</duration></backup>" + note("C", 8, 3, "<voice>2</voice>")
    )  # fmt: skip
    second = (
        note("C", 2, 6, '<tie type="stop"/>') + "<note><grace/><pitch><step>D</step><octave>5</octave></pitch></note>"
        "<note><rest/><duration>2</duration></note>" + note("D", 2, 5, "<cue/>") + note("F", 2)
    )
    read_chart = chart(first, second)
    assert melody(read_chart.bars[0]) == [(0, 2, 79), (2, 3, 84)]
    assert melody(read_chart.bars[1]) == [(3, 1, 77)]
    assert [remark.problem for remark in read_chart.remarks] == ["bar 2: 1 grace note"]


def test_divisions_may_change_and_tuplets_are_exact() -> None:
    attributes = "<attributes><divisions>3</divisions></attributes>"
    bar = chart(note("C", 2) + note("D", 2) + attributes + note("E", 1) + note("F", 5)).bars[0]
    assert [n.duration_quarters for n in bar.melody] == [1, 1, Fraction(1, 3), Fraction(5, 3)]


def test_a_pickup_is_short_and_numbered_0_and_so_is_the_bar_that_completes_it() -> None:
    end = '<barline location="right"><repeat direction="backward"/></barline>'
    bars = chart(note("C", 2), note(), note("C", 6) + end, note("C", 4)).bars
    assert [bar.number for bar in bars] == [0, 1, 2, 3]
    assert [bar.duration_quarters for bar in bars] == [1, 4, 3, 4]


def test_a_bar_split_by_a_repeat_sign_keeps_its_halves() -> None:
    end = '<barline location="right"><repeat direction="backward"/></barline>'
    bars = chart(note(), note("C", 4) + end, note("C", 4), note(), numbers=("1", "2", "X1", "3")).bars
    assert [bar.duration_quarters for bar in bars] == [4, 2, 2, 4]


def test_an_overfull_bar_keeps_the_length_of_its_meter_and_says_so() -> None:
    read_chart = chart(note() + note("D", 2), note())
    assert read_chart.bars[0].duration_quarters == 4
    assert [(r.line, r.problem) for r in read_chart.remarks] == [
        (1, "bar 1: notes or chords beyond the end of a bar of 4/4")
    ]


@pytest.mark.parametrize(
    ("time", "meter"),
    [
        ("<beats>3+2</beats><beat-type>8</beat-type>", Meter(5, 8, (3, 2))),
        ("<beats>2</beats><beat-type>4</beat-type><beats>3</beats><beat-type>8</beat-type>", Meter(7, 8, (4, 3))),
        ("<beats>6</beats><beat-type>8</beat-type>", Meter(6, 8, (3, 3))),
    ],
)
def test_meters_keep_their_groups(time: str, meter: Meter) -> None:
    attributes = f"<attributes><divisions>2</divisions><time>{time}</time></attributes>"
    assert chart(note("C", int(meter.quarters * 2)), attributes=attributes).meter == meter


def test_no_time_signature_is_inferred_and_senza_misura_is_as_long_as_its_notes() -> None:
    three = chart(note("C", 6), note("C", 6), attributes="<attributes><divisions>2</divisions></attributes>")
    assert str(three.meter) == "3/4"
    free = ATTRIBUTES.replace("<beats>4</beats><beat-type>4</beat-type>", "<senza-misura/>")
    assert chart(note("C", 14), attributes=free).bars[0].duration_quarters == 7


def test_a_tempo_counts_the_beats_of_the_meter() -> None:
    attributes = ATTRIBUTES.replace("<beats>4</beats><beat-type>4<", "<beats>6</beats><beat-type>8<")
    mark = (
        "<direction><direction-type><metronome><beat-unit>quarter</beat-unit><beat-unit-dot/>"
        "<per-minute>60</per-minute></metronome></direction-type></direction>"
    )
    first, second = chart(mark + note("C", 6), '<sound tempo="120"/>' + note("C", 6), attributes=attributes).bars
    assert (first.tempo_bpm, second.tempo_bpm) == (60, 80)


def test_sections_style_and_lyrics() -> None:
    def lyric(text: str, syllabic: str, verse: int = 1) -> str:
        return f'<lyric number="{verse}"><syllabic>{syllabic}</syllabic><text>{text}</text></lyric>'

    read_chart = chart(
        words("Slow Blues") + words("Verse 1:")
        + note("C", 4, 5, lyric("Glo", "begin")) + note("C", 4, 5, lyric("ri", "middle") + lyric("Oh", "single", 2)),
        words("Chorus") + note("C", 8, 5, lyric("a", "end")),
    )  # fmt: skip
    assert read_chart.style == "Slow Blues"
    assert [bar.section for bar in read_chart.bars] == ["Verse 1", "Chorus"]
    assert [bar.words for bar in read_chart.bars] == [("Glori", "Oh"), ("a",)]


def test_repeated_bars_are_written_out() -> None:
    start = '<attributes><measure-style><measure-repeat type="start">1</measure-repeat></measure-style></attributes>'
    stop = start.replace('"start">1', '"stop">')
    bars = chart(harmony("C") + note("E", 8), start, "", stop + harmony("F") + note()).bars
    assert [bar.chords[0].symbol for bar in bars] == ["C", "C", "C", "F"]
    assert [melody(bar)[0][2] for bar in bars] == [76, 76, 76, 72]


ROADS = {
    "D.C. al Fine": Jump("", "fine"), "Da Capo": Jump("", "end"), "D.S. al Coda": Jump("segno", "coda"),
    "D.S.": Jump("segno", "end"), "Dal Segno al Fine": Jump("segno", "fine"), "(D. C. al Coda)": Jump("", "coda"),
}  # fmt: skip


@pytest.mark.parametrize("text", ROADS)
def test_jumps_typed_as_words_are_jumps(text: str) -> None:
    assert chart(note() + words(text), note()).bars[0].jump == ROADS[text]


def test_the_first_of_two_bare_coda_signs_is_where_one_leaves() -> None:
    sign = "<direction><direction-type><coda/></direction-type></direction>"
    segno = "<direction><direction-type><segno/></direction-type></direction>"
    read_chart = chart(segno + note(), note() + sign, note() + words("D.S. al Coda"), sign + note())
    assert [(bar.to_coda, bar.coda) for bar in read_chart.bars] == [
        (None, None), ("coda", None), (None, None), (None, "coda"),
    ]  # fmt: skip
    assert roadmap_text(read_chart, unfold(read_chart)) == "1–3 · D.S. al Coda → 1–2 → Coda (4)"


def test_an_ending_drawn_over_its_first_bar_lasts_to_the_repeat_sign() -> None:
    def ending(number: str) -> str:
        return (
            f'<barline location="left"><ending number="{number}" type="start"/></barline>{note()}'
            f'<barline location="right"><ending number="{number}" type="stop"/></barline>'
        )

    back = '<barline location="right"><repeat direction="backward"/></barline>'
    bars = chart(note(), ending("1"), note() + back, ending("2"), note()).bars
    assert [bar.endings for bar in bars] == [(), (1,), (1,), (2,), ()]


def test_a_lead_sheet_for_a_b_flat_instrument_sounds_a_tone_lower() -> None:
    read_chart = read(Source((CASES / "bb_standard.musicxml").read_bytes(), "bb_standard.musicxml"))[0]
    assert (read_chart.title, read_chart.composer, read_chart.style) == (
        "Seven Doors", "The Houseband authors", "Medium Swing",
    )  # fmt: skip
    assert read_chart.key == Key("C")
    assert read_chart.tempo_bpm == 132
    symbols = [change.symbol for bar in read_chart.bars for change in bar.chords]
    assert symbols == ["CMaj7", "D7sus4", "G7b9/B", "N.C.", "C", "Fm6", "C6"]
    assert read_chart.bars[1].chords[1].chord.pitch_classes == (0, 2, 7, 9)
    assert melody(read_chart.bars[1]) == [
        (0, Fraction(2, 3), 76), (Fraction(4, 3), Fraction(2, 3), 72), (2, 6, 74),
    ]  # fmt: skip
    assert read_chart.bars[4].melody == ()  # slashes
    assert [bar.words for bar in read_chart.bars[:2]] == [("Sev", "One"), ("en doors",)]
    assert [bar.duration_quarters for bar in read_chart.bars] == [1, 4, 4, 4, 4, 3, 3]
    assert (
        roadmap_text(read_chart, unfold(read_chart))
        == "0 · A (1–3) · A (1–2, 4) · Bridge (5) · D.S. al Coda → A (1–2) → Coda (6)"
    )


def test_of_several_parts_the_one_with_chords_is_read_with_the_first_melody_and_all_signs() -> None:
    path = CASES / "voice_and_piano.musicxml"
    read_chart = read(Source(path.read_bytes(), path.name))[0]
    assert [change.symbol for bar in read_chart.bars for change in bar.chords] == ["Gm", "D7/F#", "Eb6", "Cm/Eb"]
    assert [n.pitch for bar in read_chart.bars for n in bar.melody] == [67, 69, 70, 72]
    assert read_chart.bars[0].section == "Verse"
    assert read_chart.bars[1].fine  # said in the voice's part only
    assert read_chart.bars[3].jump == Jump("", "fine")
    assert (str(read_chart.key), read_chart.tempo_bpm) == ("Gm", 50)
    assert read_chart.bars[0].words == ("one",)
    assert [remark.problem for remark in read_chart.remarks] == ["3 parts"]


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_the_container_says_which_member_is_the_score() -> None:
    container = b'<container><rootfiles><rootfile full-path="b.xml"/></rootfiles></container>'
    data = zipped({"META-INF/container.xml": container, "a.xml": b"<other/>", "b.xml": score(note("E"))})
    assert read(Source(data, "tune.mxl"))[0].bars[0].melody[0].pitch == 76
    broken = zipped({"META-INF/container.xml": b'<rootfile full-path="Rock & Roll.xml"/>', "../x.xml": score(note())})
    assert len(read(Source(broken, "tune.mxl"))[0].bars) == 1


def test_all_ways_round_and_encodings_are_read() -> None:
    plain = score(harmony("C") + note(), note())
    partwise = plain.decode()
    timewise = (
        f'<score-timewise><measure number="1"><part id="P1">{ATTRIBUTES}{harmony("C")}{note()}</part></measure>'
        f'<measure number="2"><part id="P1">{note()}</part></measure></score-timewise>'
    )
    expected = read(Source(plain))[0].bars
    for data in (
        timewise.encode(),
        b"\xef\xbb\xbf" + plain,
        partwise.encode("utf-16"),
        b"\n" + plain,
        partwise.replace("<score-partwise>", '<score-partwise xmlns="http://www.musicxml.org/ns">').encode(),
    ):
        assert read(Source(data))[0].bars == expected


def bombs() -> Iterator[tuple[str, bytes, str]]:
    entity = b'<!DOCTYPE a [<!ENTITY b "x">]><score-partwise/>'
    whole = score(note(), note())
    yield "entities", entity, r"t\.xml:1: the file declares XML entities"
    yield "entities in UTF-16", entity.decode().encode("utf-16"), "declares XML entities"
    yield "cut short", b"<score-partwise>\n<part>\n<measure", r"t\.xml:3:1: not well-formed"
    yield "cut at a tag", whole[: len(whole) // 2], "not well-formed"
    yield "another root", b"<html/>", "not a MusicXML score: its root is <html>"
    yield "empty", b" \n", "the file is empty"
    yield "no measures", b"<score-partwise/>", "a score without a bar"
    yield "damaged zip", b"PK\x03\x04 nothing", "damaged or locked"
    yield "zip bomb", zipped({"a.xml": b" " * 30_000_000}), "would unpack to 30,000,000 bytes"
    yield "no score in the zip", zipped({"a.txt": b"x"}), "has no score in it"
    yield "unknown encoding", b'<?xml version="1.0" encoding="nonsense"?><a/>', "unknown encoding|not readable XML"


@pytest.mark.parametrize(("data", "message"), [pytest.param(d, m, id=name) for name, d, m in bombs()])
def test_what_cannot_be_read_is_refused_with_its_place(data: bytes, message: str) -> None:
    with pytest.raises(ChartError, match=message):
        read(Source(data, "t.xml"))


def test_a_container_in_an_unknown_encoding_does_not_hide_the_score() -> None:
    container = '<?xml version="1.0" encoding="UTF-65536"?><container/>'
    packed = zipped({"META-INF/container.xml": container.encode(), "score.xml": score(note())})
    assert len(read(Source(packed, "t.mxl"))[0].bars) == 1


def test_a_score_of_rests_is_read_and_it_is_said_that_it_is_silent() -> None:
    (silent,) = read(Source(score("<note><rest/><duration>8</duration></note>"), "t.xml"))
    assert len(silent.bars) == 1
    assert "the bars are silent" in silent.remarks[0].problem
    with pytest.raises(ChartError, match="nothing to play"):
        arrange(silent)


def test_a_score_with_anything_missing_or_odd_is_read_or_refused() -> None:
    dice = random.Random(2)
    lines = (CASES / "bb_standard.musicxml").read_text().split("\n")
    for _ in range(300):
        odd = list(lines)
        for _ in range(dice.randint(1, 4)):
            place = dice.randrange(len(odd))
            numbers = re.sub(r"\d+", lambda _: dice.choice(("0", "-1", "999", "x", "1.5", "")), odd[place])
            odd[place] = dice.choice(("", numbers, re.sub(r">\w+<", "><", odd[place])))
        try:
            (read_chart,) = read(Source("\n".join(odd).encode(), "t.xml"))
        except ChartError:
            continue
        unfold(read_chart)


def test_any_cut_is_read_or_refused() -> None:
    whole = (CASES / "bb_standard.musicxml").read_bytes()
    for end in range(0, len(whole) - 30, 97):
        with pytest.raises(ChartError):
            read(Source(whole[:end], "t.xml"))


def test_importing_the_reader_does_not_import_numpy() -> None:
    code = "import sys, houseband.charts.musicxml.reader, houseband.charts.form; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@needs_corpora
def test_every_lead_sheet_of_the_corpus_is_read() -> None:
    files = corpus("musicxml_leadsheets_openewld_pd")
    for path in files:
        (read_chart,) = read(Source(path.read_bytes(), path.name))
        assert read_chart.title
        assert sum(len(bar.chords) for bar in read_chart.bars) > 4
        assert unfold(read_chart).order
        assert not [
            remark for remark in read_chart.remarks if "beyond" in remark.problem or "unknown" in remark.problem
        ]
    assert len(files) == 73


@needs_corpora
def test_every_file_of_the_test_suite_is_read() -> None:
    paths = corpus("musicxml_testsuite_mit", ".xml", ".mxl")
    for path in paths:
        (read_chart,) = read(Source(path.read_bytes(), path.name))
        assert unfold(read_chart).order
    assert len(paths) == 150
