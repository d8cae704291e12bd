"""MusicXML lead sheets: what is written reads back as the same music, and is notated as musicians expect."""

import io
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from fractions import Fraction
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import alike
from corpora import corpus, needs_corpora
from houseband.charts.chart import Bar, Chart, ChordChange, Frame, Jump, Kick, Lyric, MelodyNote
from houseband.charts.formats import format_to_write, read_charts
from houseband.charts.musicxml.harmony_writer import kind_and_degrees
from houseband.charts.musicxml.note_values import Span, pieces_of
from houseband.charts.musicxml.reader import read
from houseband.charts.musicxml.spelling import signature, spell
from houseband.charts.musicxml.writer import write
from houseband.charts.plain_names import OTHER_NAMES, PLAIN_NAMES
from houseband.charts.source import Source
from houseband.charts.symbol import parse_symbol
from houseband.errors import ChartError
from houseband.music.key import Key
from houseband.music.meter import COMMON_TIME, Meter, meter
from tunes import CHANGES, tune

Q = Fraction


def again(chart: Chart) -> Chart:
    """The chart, written and read back."""
    return read(Source(write([chart]).data, "again.musicxml"))[0]


def with_bars(*changes: dict[str, Any]) -> Chart:
    """Four bars of changes with these fields changed, in order."""
    chart = tune("| C | F7 | G | Am |")
    bars = [replace(bar, **(changes[i] if i < len(changes) else {})) for i, bar in enumerate(chart.bars)]
    return replace(chart, bars=tuple(bars))


def line(*notes: tuple[Any, Any, int]) -> tuple[MelodyNote, ...]:
    return tuple(MelodyNote(Q(onset), Q(duration), pitch) for onset, duration, pitch in notes)


def elements(chart: Chart, name: str) -> list[Element]:
    return list(ET.fromstring(write([chart]).data).iter(name))


def values(chart: Chart) -> list[str]:
    """The notes as drawn: value, dots, r for rests, ~ where a tie goes on, the tuplet's number."""
    shown = []
    for note in elements(chart, "note"):
        text = ("r" if note.find("rest") is not None else "") + note.findtext("type", "bar")
        text += "." * len(note.findall("dot")) + (note.findtext("time-modification/actual-notes") or "")
        shown.append(text + ("~" if any(tie.get("type") == "start" for tie in note.iterfind("tie")) else ""))
    return shown


def test_a_grid_is_slashes_that_read_back_as_the_same_changes_and_form() -> None:
    chart = tune(f"A:\n{CHANGES}\nB:\n|: Em7 | % :| x3\n[1. C | D :|\n", style="Medium Swing")
    back = again(chart)
    assert alike.harmony(back) == alike.harmony(chart)
    assert alike.form(back) == alike.form(chart)
    assert [[c.symbol for c in bar.chords] for bar in back.bars] == [
        [c.symbol for c in bar.chords] for bar in chart.bars
    ]
    assert (back.title, back.style, back.tempo_bpm, back.key) == ("A Tune", "Medium Swing", 120, Key("C"))
    assert not back.remarks
    assert {note.findtext("stem") for note in elements(chart, "note")} == {"none"}
    assert all(bar.kicks == () for bar in back.bars)


def test_signs_of_the_road_kicks_fermatas_and_directions_come_back() -> None:
    chart = with_bars(
        {"segno": "segno", "section": "Head", "kicks": (Kick(Q(0), Q(1)), Kick(Q(3, 2), Q(7, 2)))},
        {"to_coda": "coda", "fermatas": (Q(0),), "directions": ("softly", "no drums")},
        {"jump": Jump("segno", "coda"), "kicks": (Kick(Q(0), Q(1, 2)),), "melody": line((0, 4, 67))},
        {"coda": "coda", "section": ""},
    )
    back = again(chart)
    for name in ("segno", "coda", "to_coda", "jump", "section", "kicks", "fermatas", "directions", "melody"):
        assert [getattr(bar, name) for bar in back.bars] == [getattr(bar, name) for bar in chart.bars], name
    assert alike.form(back) == alike.form(chart)


@pytest.mark.parametrize(
    ("melody", "drawn"),
    [
        (line((0, 4, 60)), ["whole"]),
        (line((0, 1, 60), (1, 2, 62), (3, 1, 64)), ["quarter", "half", "quarter"]),
        (line((1, 3, 60)), ["rquarter", "quarter~", "half"]),
        (line((Q(1, 2), Q(3, 2), 60)), ["reighth", "quarter.", "rhalf"]),
        (line((Q(3, 2), 1, 60)), ["rquarter", "reighth", "eighth~", "eighth", "reighth", "rquarter"]),
        (line((0, Q(2, 3), 60), (Q(2, 3), Q(1, 3), 62), (1, 3, 64)), ["quarter3", "eighth3", "quarter~", "half"]),
        (line((0, Q(4, 3), 60), (Q(4, 3), Q(8, 3), 62)), ["half3", "whole3"]),
        (line((0, Q(3, 4), 60), (Q(3, 4), Q(1, 4), 62), (1, Q(1, 5), 64)),
         ["eighth.", "16th", "16th5", "rquarter5", "rhalf"]),
    ],
)  # fmt: skip
def test_lengths_are_written_so_that_the_beats_show(melody: tuple[MelodyNote, ...], drawn: list[str]) -> None:
    chart = replace(with_bars({"melody": melody}), bars=with_bars({"melody": melody}).bars[:1])
    assert values(chart) == drawn
    assert alike.tune(again(chart)) == alike.tune(chart)


def test_in_six_eight_the_groups_show() -> None:
    assert [
        (p.value, p.dots) for p in pieces_of([Span(Q(0), Q(2)), Span(Q(2), Q(3))], meter(6, 8), Q(3))
    ] == [("quarter", 1), ("eighth", 0), ("quarter", 0)]  # fmt: skip


def test_eighths_share_a_beam_within_the_half_bar_and_shorter_notes_within_the_beat() -> None:
    melody = line(*[(Q(i, 2), Q(1, 2), 60) for i in range(4)], *[(2 + Q(i, 4), Q(1, 4), 62) for i in range(4)],
                  (3, Q(3, 4), 64), (Q(15, 4), Q(1, 4), 65))  # fmt: skip
    beams = [[beam.text for beam in note.iterfind("beam")] for note in elements(with_bars({"melody": melody}), "note")]
    assert beams[:10] == [
        ["begin"], ["continue"], ["continue"], ["end"],
        ["begin"] * 2, ["continue"] * 2, ["continue"] * 2, ["end"] * 2,
        ["begin"], ["end", "backward hook"],
    ]  # fmt: skip


def test_accidentals_stand_once_a_bar_and_never_on_a_tied_note() -> None:
    melody = line((0, 1, 61), (1, 1, 61), (2, 1, 60), (3, 2, 66))
    chart = with_bars({"melody": melody}, {"melody": line((1, 1, 66), (2, 2, 65))})
    shown = [note.findtext("accidental") for note in elements(chart, "note")][:7]
    assert shown == ["sharp", None, "natural", "sharp", None, "sharp", "natural"]


def test_notes_are_spelled_as_tones_of_the_chord_and_else_by_the_key() -> None:
    flat_six = parse_symbol("Ab7").chord
    assert spell(66, 0, flat_six, "Ab") == ("G", -1, 4)
    assert spell(66, 0, None, "") == ("F", 1, 4)
    assert spell(59, -7, None, "") == ("C", -1, 4)
    assert {step for step, alter in signature(-3).items() if alter} == {"B", "E", "A"}


def test_tied_syllables_verses_and_words_without_a_tune() -> None:
    words = (Lyric(Q(0), "A"), Lyric(Q(1), "ma"), Lyric(Q(2), "zing "), Lyric(Q(0), "Was ", 2))
    sung = with_bars({"melody": line((0, 1, 60), (1, 1, 62), (2, 2, 64)), "lyrics": words},
                     {"melody": line((0, 4, 65)), "lyrics": (Lyric(Q(0), "grace"),)})  # fmt: skip
    assert alike.words(again(sung)) == alike.words(sung) == [("Amazing", "Was"), ("grace",), (), ()]
    syllabic = [lyric.findtext("syllabic") for lyric in elements(sung, "lyric")]
    assert syllabic == ["begin", "single", "middle", "end", "single"]
    spoken = with_bars({"lyrics": (Lyric(Q(0), "all words un"), Lyric(Q(3), "der chords "))})
    assert alike.words(again(spoken)) == alike.words(spoken)


def test_pickups_split_bars_and_bars_longer_than_their_meter() -> None:
    chart = with_bars(
        {"number": 0, "duration_quarters": Q(1)}, {}, {"duration_quarters": Q(3)}, {"duration_quarters": Q(7)}
    )
    back = again(chart)
    assert [bar.duration_quarters for bar in back.bars] == [1, 4, 3, 7]
    assert [bar.number for bar in back.bars][:2] == [0, 2]
    assert {bar.meter for bar in back.bars} == {COMMON_TIME}


def test_meters_keys_tempos_credits_and_diagrams_come_back() -> None:
    other = {"meter": Meter(5, 8, (2, 3)), "duration_quarters": Q(5, 2), "key": Key("Eb"), "tempo_bpm": 90.0}
    chart = replace(
        with_bars({}, other), composer="Someone",
        frames=(Frame("C", (None, 3, 2, 0, 1, 0)), Frame("Am", (5, 7, 7, 5, 5, 5), (1, 3, 4, 1, 1, 1))),
        credits=(("lyricist", "A"), ("arranger", "B"), ("copyright", "C"), ("subtitle", "D")),
    )  # fmt: skip
    back = again(chart)
    for name in ("composer", "frames", "credits", "key", "tempo_bpm"):
        assert getattr(back, name) == getattr(chart, name), name
    assert [(b.meter, b.key, b.tempo_bpm) for b in back.bars[1:]] == [
        (b.meter, b.key, b.tempo_bpm) for b in chart.bars[1:]
    ]


def test_what_a_lead_sheet_cannot_hold_is_said() -> None:
    chart = replace(with_bars({"melody": line((0, 4, 60), (1, 1, 62))}), section_order=("A", "B"), capo_fret=2)
    assert [remark.problem for remark in write([chart, chart]).remarks] == [
        "the order of sections", "the capo at fret 2", "1 more charts", "1 notes that sound into others",
    ]  # fmt: skip
    with pytest.raises(ChartError, match="without a bar"):
        write([])


def test_places_that_no_note_value_reaches_are_moved_and_said() -> None:
    written = write([with_bars({"melody": line((Q(1, 37), 1, 60), (2, Q(100, 101), 62))})])
    assert [remark.problem for remark in written.remarks] == ["3 notes between note values"]
    assert len(read(Source(written.data))[0].bars[0].melody) == 2


def test_text_that_xml_cannot_hold_is_cleaned() -> None:
    chart = replace(with_bars(), title='<A> & "B"\x00\ud800 𝄋')
    assert again(chart).title == '<A> & "B" 𝄋'


@pytest.mark.parametrize("tail", sorted({*PLAIN_NAMES, *OTHER_NAMES, ""}))
def test_every_quality_is_a_kind_with_degrees_that_reads_back(tail: str) -> None:
    chord = parse_symbol("Eb" + tail + "/F").chord
    chart = with_bars({"chords": (ChordChange(Q(0), f"Eb{tail}/F", chord),)})
    assert again(chart).bars[0].chords[0].chord == chord


@pytest.mark.parametrize(
    ("symbol", "kind", "degrees"),
    [
        ("C7b9", "dominant", [(9, -1, "add")]), ("C9b5", "dominant-ninth", [(5, -1, "alter")]),
        ("Cm7b5", "half-diminished", []), ("C7sus4", "suspended-fourth", [(7, 0, "add")]),
        ("C6/9", "major-sixth", [(9, 0, "add")]), ("Cmaj7#11", "major-seventh", [(11, 1, "add")]),
        ("C5", "power", []), ("C(add9)", "major", [(9, 0, "add")]), ("Cmaj7#5", "major-seventh", [(5, 1, "alter")]),
    ],
)  # fmt: skip
def test_the_kind_is_the_one_a_musician_would_name(symbol: str, kind: str, degrees: list[Any]) -> None:
    assert kind_and_degrees(parse_symbol(symbol).chord.intervals) == (kind, tuple(degrees))


def test_a_name_in_mxl_is_written_compressed_with_its_media_type_first() -> None:
    written = format_to_write(".mxl").write([tune(CHANGES)])
    assert written.data[30:38] == b"mimetype"
    with zipfile.ZipFile(io.BytesIO(written.data)) as archive:
        assert archive.namelist() == ["mimetype", "META-INF/container.xml", "score.musicxml"]
    assert alike.harmony(read_charts(Source(written.data, "x.mxl"))[0]) == alike.harmony(tune(CHANGES))
    assert format_to_write(".mxl").write([tune(CHANGES)]).data == written.data


SYMBOLS = ("C", "F#m7", "Bbmaj7", "Eb7b9", "G7sus4", "N.C.", "D/F#", "Ab13#11", "C|D7", "Bm7b5", "E7alt")


@st.composite
def invented(draw: st.DrawFn) -> Chart:
    """A chart with chords anywhere, a tune with triplets and quintuplets over bar lines, repeats and words."""
    count = draw(st.integers(1, 6))
    meters = st.sampled_from((COMMON_TIME, meter(3, 4), meter(6, 8), meter(5, 4), meter(7, 8), meter(2, 2)))
    bars: list[Bar] = []
    in_force = draw(meters)
    end = Q(0)  # how far the last note reaches into the bar
    opened = False
    has_tune = draw(st.booleans())
    for number in range(1, count + 1):
        in_force = draw(meters) if draw(st.integers(0, 4)) == 0 else in_force
        length = in_force.quarters
        onsets = draw(st.lists(st.integers(0, int(length * 12) - 1), max_size=3, unique=True))
        chords = []
        for onset in sorted(onsets):
            symbol = draw(st.sampled_from(SYMBOLS))
            chords.append(ChordChange(Q(onset, 12), symbol, parse_symbol(symbol).chord))
        notes: list[MelodyNote] = []
        place = end
        while has_tune and place < length and len(notes) < 12:
            if place.denominator > 1 and place.denominator % 2:  # finish the triplet or quintuplet that was begun
                step = Q(1, place.denominator)
            else:
                step = draw(st.sampled_from((Q(1, 4), Q(1, 2), Q(1), Q(3, 2), Q(2), Q(1, 3), Q(1, 5), Q(6))))
                if step.denominator in (3, 5) and place.denominator > 1:
                    step = Q(1, place.denominator)
            last = number == count
            step = min(step, length - place) if last else step
            if draw(st.integers(0, 3)):
                notes.append(MelodyNote(place, step, draw(st.integers(48, 84))))
            place += step
        end = max(Q(0), place - length)
        closes = opened and draw(st.booleans())
        starts = not opened and number < count and draw(st.integers(0, 3)) == 0
        opened = (opened or starts) and not closes
        word = draw(st.sampled_from(("", "a ", "la-di ", "sing")))
        bars.append(Bar(
            number, in_force, length, tuple(chords), melody=tuple(notes), repeat_start=starts,
            repeat_count=draw(st.integers(2, 4)) if closes else 1,
            section=draw(st.sampled_from((None, None, "A", "Bridge", ""))),
            lyrics=(Lyric(notes[0].onset_quarters, word),) if notes and word else (),
        ))  # fmt: skip
    return Chart("Invented", tuple(bars), "test")


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(invented())
def test_any_chart_reads_back_as_the_same_music(chart: Chart) -> None:
    if not any(bar.chords or bar.melody for bar in chart.bars):
        return
    written = write([chart])
    back = read(Source(written.data))[0]
    assert not written.remarks
    assert alike.harmony(back) == alike.harmony(chart)
    assert alike.tune(back) == alike.tune(chart)
    assert alike.words(back) == alike.words(chart)
    assert alike.form(back) == alike.form(chart)


# The order of the children of these elements in the schema (musicxml.xsd 4.0); "note" as we use it.
ORDER = {
    "score-partwise": ["work", "movement-number", "movement-title", "identification", "credit", "part-list", "part"],
    "identification": ["creator", "rights", "encoding", "source", "miscellaneous"],
    "attributes": ["divisions", "key", "time", "clef"],
    "note": ["pitch", "rest", "duration", "tie", "voice", "type", "dot", "accidental", "time-modification", "stem",
             "notehead", "beam", "notations", "lyric"],
    "harmony": ["root", "kind", "bass", "degree", "frame", "offset"],
    "barline": ["bar-style", "ending", "repeat"],
    "direction": ["direction-type", "sound"],
}  # fmt: skip


@needs_corpora
def test_every_score_of_the_corpora_reads_back_as_the_same_music_in_the_order_of_the_schema() -> None:
    count = 0
    for path in corpus("musicxml_leadsheets_openewld_pd") + corpus("musicxml_testsuite_mit", ".xml", ".mxl"):
        chart = read(Source(path.read_bytes(), path.name))[0]
        count += 1
        data = write([chart]).data
        back = read(Source(data, path.name))[0]
        for what in (alike.harmony, alike.form, alike.tune, alike.words):
            assert what(back) == what(chart), (path.name, what)
        for element in ET.fromstring(data).iter():
            order = ORDER.get(element.tag)
            if order is not None and not (element.tag == "harmony" and len(element.findall("root")) > 1):
                places = [order.index(child.tag) for child in element]
                assert places == sorted(places), (path.name, element.tag, [child.tag for child in element])
    assert count == 223


@needs_corpora
def test_verovio_sees_the_same_notes_and_chords() -> None:
    verovio = pytest.importorskip("verovio")
    toolkit = verovio.toolkit()
    for path in corpus("musicxml_leadsheets_openewld_pd")[::6]:
        chart = read(Source(path.read_bytes(), path.name))[0]
        assert toolkit.loadData(write([chart]).data.decode())
        mei = ET.fromstring(toolkit.getMEI({"noLayout": False}))
        space = "{http://www.music-encoding.org/ns/mei}"
        measures = list(mei.iter(f"{space}measure"))
        assert len(measures) == len(chart.bars)
        tied = {(tie.get("endid") or "")[1:] for tie in mei.iter(f"{space}tie")}
        xml_id = "{http://www.w3.org/XML/1998/namespace}id"
        sounding = [
            [note for note in measure.iter(f"{space}note") if note.get(xml_id) not in tied] for measure in measures
        ]
        assert [len(notes) for notes in sounding] == [len(bar.melody) for bar in chart.bars], path.name
        steps = [[12 * (int(n.get("oct", 0)) + 1) + "c d ef g a b".index(n.get("pname", "c")) for n in notes]
                 for notes in sounding]  # fmt: skip
        for notes, bar in zip(steps, chart.bars, strict=True):
            assert all(abs(a - b.pitch) <= 1 for a, b in zip(notes, bar.melody, strict=True)), (path.name, bar.number)
        assert [len(list(measure.iter(f"{space}harm"))) for measure in measures] == [
            len(bar.chords) for bar in chart.bars
        ], path.name
