"""MusicXML: what a score holds besides chords and a tune: parts, drums, kicks, words, diagrams, tempo."""

from fractions import Fraction

import pytest

from houseband.charts.chart import Chart, Frame, Kick, PartNote
from houseband.charts.musicxml.reader import read
from houseband.charts.musicxml.typed import Typed, typed
from houseband.charts.source import Source
from houseband.music.key import Key
from scores import ATTRIBUTES, chart, harmony, note, words

Q = Fraction


def scored(part_list: str, parts: dict[str, str], before: str = "") -> Chart:
    """A score of several parts, each given as its measures' contents."""
    body = "".join(f'<part id="{id_}">{measures}</part>' for id_, measures in parts.items())
    data = f"<score-partwise>{before}<part-list>{part_list}</part-list>{body}</score-partwise>"
    return read(Source(data.encode(), "score.xml"))[0]


def bar(number: int, content: str) -> str:
    return f'<measure number="{number}">{ATTRIBUTES if number == 1 else ""}{content}</measure>'


def test_every_part_is_kept_as_it_is_written_with_its_program_at_sounding_pitch() -> None:
    horn = "<attributes><transpose><diatonic>-4</diatonic><chromatic>-7</chromatic></transpose></attributes>"
    loud = "<direction><direction-type><dynamics><ff/></dynamics></direction-type></direction>"
    score = scored(
        '<score-part id="P1"><part-name>Voice</part-name></score-part>'
        '<score-part id="P2"><part-name>Horn</part-name><midi-instrument id="I"><midi-program>61</midi-program>'
        "</midi-instrument></score-part>",
        {
            "P1": bar(1, harmony("C") + note("C", 8)) + bar(2, note("D", 8)),
            "P2": bar(1, horn + note("G", 4, 4) + loud + note("A", 4, 4, '<tie type="start"/>'))
            + bar(2, note("A", 4, 4, '<tie type="stop"/>') + "<backup><duration>4</duration></backup>"
                  + note("C", 4, 4, "<voice>2</voice>")),
        },
    )  # fmt: skip
    voice, part = score.parts
    assert (voice.name, voice.program, part.name, part.program, part.is_drums) == ("Voice", None, "Horn", 60, False)
    assert part.bars == (
        (PartNote(Q(0), Q(2), 60, 80), PartNote(Q(2), Q(4), 62, 112)),
        (PartNote(Q(0), Q(2), 53, 112),),
    )
    assert [(r.problem, r.hint) for r in score.remarks] == [
        ("2 parts", "the chart is of 'Voice'; each is kept as it is written")
    ]


def test_unpitched_notes_are_drums_by_their_instrument_their_name_or_their_line() -> None:
    def hit(inside: str, step: str = "C", octave: int = 5) -> str:
        place = f"<display-step>{step}</display-step><display-octave>{octave}</display-octave>"
        return f"<note><unpitched>{place}</unpitched><duration>2</duration>{inside}</note>"

    score = scored(
        '<score-part id="P1"><part-name>Drumset</part-name><score-instrument id="K"><instrument-name>Kick'
        '</instrument-name></score-instrument><midi-instrument id="K"><midi-channel>10</midi-channel>'
        "<midi-unpitched>37</midi-unpitched></midi-instrument></score-part>"
        '<score-part id="P2"><part-name>Triangle</part-name></score-part>'
        '<score-part id="P3"><part-name>Kit</part-name></score-part>',
        {
            "P1": bar(1, hit('<instrument id="K"/>') * 4),
            "P2": bar(1, hit("") * 4),
            "P3": bar(1, hit("<notehead>x</notehead>", "G") + hit("") + hit("", "F", 4) + hit("")),
        },
    )
    assert [[n.pitch for n in part.bars[0]] for part in score.parts] == [[36] * 4, [81] * 4, [42, 38, 36, 38]]
    assert all(part.is_drums for part in score.parts)
    assert score.bars[0].melody == ()


def test_strings_frets_and_the_tuning_of_a_tablature() -> None:
    details = "<attributes><staff-details><staff-lines>6</staff-lines>" + "".join(
        f'<staff-tuning line="{line}"><tuning-step>{step}</tuning-step><tuning-octave>{octave}</tuning-octave>'
        "</staff-tuning>"
        for line, step, octave in ((1, "E", 2), (2, "A", 2), (3, "D", 3), (4, "G", 3), (5, "B", 3), (6, "E", 4))
    ) + "</staff-details></attributes>"  # fmt: skip
    place = "<notations><technical><string>5</string><fret>3</fret></technical></notations>"
    part = chart(details + note("C", 8, 3, place)).parts[0]
    assert part.tuning == (40, 45, 50, 55, 59, 64)
    assert part.bars == ((PartNote(Q(0), Q(4), 48, 80, string=1, fret=3),),)


def slash(duration: int, inside: str = "") -> str:
    return note("B", duration, 4, f"{inside}<notehead>slash</notehead>")


def test_slashes_with_stems_are_kicks_and_a_slash_on_every_beat_is_time() -> None:
    style = '<attributes><measure-style><slash type="{}"{}/></measure-style></attributes>'
    bars = chart(
        harmony("C") + slash(2, "<stem>none</stem>") * 4,
        slash(1, "<stem>up</stem>") + "<note><rest/><duration>2</duration></note>"
        + slash(5, '<tie type="start"/><stem>up</stem>'),
        slash(2, '<tie type="stop"/><stem>up</stem>') + "<note><rest/><duration>6</duration></note>",
        slash(2) * 4,
        style.format("start", ' use-stems="yes"') + note("C", 4) + note("D", 4),
        style.format("stop", "") + style.format("start", "") + note("C", 4) + note("D", 4),
        style.format("stop", "") + note("E"),
    ).bars  # fmt: skip
    assert [bar.kicks for bar in bars] == [
        (), (Kick(Q(0), Q(1, 2)), Kick(Q(3, 2), Q(7, 2))), (), (), (Kick(Q(0), Q(2)), Kick(Q(2), Q(2))), (), (),
    ]  # fmt: skip
    assert [len(bar.melody) for bar in bars] == [0, 0, 0, 0, 0, 0, 1]


def test_fermatas_over_notes_and_barlines() -> None:
    held = '<notations><fermata type="upright"/></notations>'
    end = '<barline location="right"><fermata/></barline>'
    bars = chart(note("C", 6) + note("D", 2, 5, held), note("E", 4) + note("F", 4) + end).bars
    assert [bar.fermatas for bar in bars] == [(Q(3),), (Q(2),)]


def test_words_that_are_no_sign_are_directions_and_the_first_are_the_style() -> None:
    read_chart = chart(words("Ballad") + words("softly") + note(), words("guitar fill") + words("Fine") + note())
    assert read_chart.style == "Ballad"
    assert [bar.directions for bar in read_chart.bars] == [("softly",), ("guitar fill",)]


def test_credits_by_their_roles() -> None:
    head = (
        "<work><work-number>op. 3</work-number></work><movement-title>T</movement-title><identification>"
        '<creator type="composer">A</creator><creator type="poet">B</creator><creator type="arranger">C</creator>'
        "<rights>D</rights><source>E</source></identification>"
        "<credit><credit-type>subtitle</credit-type><credit-words>F</credit-words></credit>"
    )
    score = scored('<score-part id="P1"/>', {"P1": bar(1, note())}, head)
    assert (score.title, score.composer) == ("T", "A")
    assert score.credits == (
        ("lyricist", "B"), ("arranger", "C"), ("copyright", "D"), ("source", "E"), ("work number", "op. 3"),
        ("subtitle", "F"),
    )  # fmt: skip


def test_chord_diagrams_count_from_the_lowest_string() -> None:
    notes = "".join(
        f"<frame-note><string>{string}</string><fret>{fret}</fret>{finger}</frame-note>"
        for string, fret, finger in ((5, 3, "<fingering>3</fingering>"), (4, 2, ""), (3, 0, ""))
    )
    frame = f"<frame><frame-strings>6</frame-strings><frame-frets>4</frame-frets>{notes}</frame>"
    read_chart = chart(harmony("C", inside=frame) + note(), harmony("C", inside=frame) + note())
    assert read_chart.frames == (Frame("C", (None, 3, 2, 0, None, None), (0, 3, 0, 0, 0, 0)),)


def test_alternate_chords_are_offered_not_played() -> None:
    other = harmony("A", "minor").replace("<harmony>", '<harmony type="alternate">')
    bars = chart(harmony("C") + other + note()).bars
    assert [c.symbol for c in bars[0].chords] == ["C"]
    assert [c.symbol for c in bars[0].alternates] == ["Am"]


def test_stacked_chords_are_a_polychord() -> None:
    lower = "<root><root-step>C</root-step></root><kind>dominant</kind>"
    stacked = harmony("D").replace("</harmony>", lower + "</harmony>")
    change = chart(stacked + note()).bars[0].chords[0]
    assert (change.symbol, change.chord.root, change.chord.pitch_classes) == ("D|C7", 0, (0, 2, 4, 6, 7, 9, 10))


def test_a_chord_typed_as_words_is_played_with_a_remark() -> None:
    read_chart = chart(harmony("C") + note(), words("Gm7.") + note(), words("A") + note())
    assert [c.symbol for bar in read_chart.bars for c in bar.chords] == ["C", "Gm7"]
    assert read_chart.bars[2].section == "A"
    assert [r.problem for r in read_chart.remarks] == ["bar 2: a chord typed as words: 'Gm7.'"]


def metronome(inside: str) -> str:
    return f"<direction><direction-type><metronome>{inside}</metronome></direction-type></direction>"


def test_tempo_relations_and_changes_within_a_bar() -> None:
    quarter, eighth = "<beat-unit>quarter</beat-unit>", "<beat-unit>eighth</beat-unit>"
    read_chart = chart(
        metronome(quarter + "<per-minute>100</per-minute>") + note(),
        metronome(eighth + quarter) + note(),
        note("C", 6) + '<sound tempo="60"/>' + note("D", 2),
        note(),
    )
    assert [bar.tempo_bpm for bar in read_chart.bars] == [100, 200, None, 60]
    assert [r.problem for r in read_chart.remarks] == ["bar 3: a tempo that changes within a bar"]


@pytest.mark.parametrize(
    ("mark", "style"),
    [
        ("<sound><swing><first>2</first><second>1</second></swing></sound>", "Swing"),
        ("<sound><swing><straight/></swing></sound>", "Straight"),
        ("<sound><swing><first>2</first><second>1</second><swing-style>Shuffle</swing-style></swing></sound>",
         "Shuffle"),
        (metronome(
            "<metronome-note><metronome-type>eighth</metronome-type></metronome-note>" * 2
            + "<metronome-relation>equals</metronome-relation>"
            + "".join(
                f"<metronome-note><metronome-type>{kind}</metronome-type><metronome-tuplet type='start'><actual-notes>3"
                "</actual-notes><normal-notes>2</normal-notes></metronome-tuplet></metronome-note>"
                for kind in ("quarter", "eighth")
            )), "Swing"),
    ],
)  # fmt: skip
def test_swing_is_a_word_of_style(mark: str, style: str) -> None:
    assert chart(mark + note()).style == style
    assert chart(words("Medium") + mark + note()).style == f"Medium, {style}"
    assert chart(words(f"Medium {style}") + mark + note()).style == f"Medium {style}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("To Coda 𝄌", Typed(to_coda="")), ("al Coda 2", Typed(to_coda="2")), ("poi segue la Coda", Typed(to_coda="")),
        ("D.S. al Coda", Typed(jump_to="§", until="coda")), ("Dal 𝄋 al 𝄌", Typed(jump_to="§", until="coda")),
        ("D.S.S. al Fine", Typed(jump_to="2", until="fine")), ("Da Capo senza replica", Typed(jump_to="")),
        ("from the top", Typed(jump_to="")), ("D.C. al 2nd ending", Typed(jump_to="")), ("Coda", Typed(coda="")),
        ("(Fine)", Typed(fine=True)), ("4x Fine", Typed(fine=True)), ("play 4 times", Typed(times=4)),
        ("x3", Typed(times=3)), ("4x only", Typed(rest="4x only")), ("120", Typed()),
        ("Pre-Chorus 2:", Typed(section="Pre-Chorus 2")),
        ("CHORUS  Slowly", Typed(section="CHORUS", rest="Slowly")),
        ("Bridge (half time)", Typed(section="Bridge", rest="half time")),
        ("vamp till cue", Typed(is_open=True, rest="vamp till cue")),
        ("repeat & fade", Typed(is_open=True, rest="repeat & fade")),
        ("Solo ad lib", Typed(rest="Solo ad lib")), ("Introduzione", Typed(section="Introduzione")),
        ("Verses of old", Typed(rest="Verses of old")), ("Bossa", Typed(rest="Bossa")),
        ("to the left", Typed(rest="to the left")),
    ],
)  # fmt: skip
def test_words_typed_over_the_staff(text: str, meant: Typed) -> None:
    assert typed(text) == meant


def test_signs_among_words_count_as_words() -> None:
    coda, segno = "<direction-type><coda/></direction-type>", "<direction-type><segno/></direction-type>"
    said = "<direction-type><words>{}</words></direction-type>"
    leave = f"<direction>{said.format('To')}{coda}</direction>"
    back = f"<direction>{said.format('Dal')}{segno}{said.format('al')}{coda}</direction>"
    bars = chart(
        f"<direction>{segno}</direction>" + note(),
        note() + leave,
        note() + back,
        f"<direction>{coda}</direction>" + note(),
    ).bars  # fmt: skip
    assert (bars[0].segno, bars[1].to_coda, bars[3].coda) == ("segno", "coda", "coda")
    assert bars[2].jump is not None
    assert (bars[2].jump.to, bars[2].jump.until) == ("segno", "coda")


def test_a_repeat_may_be_open_or_counted_by_words_within_it() -> None:
    start = '<barline location="left"><repeat direction="forward"/></barline>'
    end = '<barline location="right"><repeat direction="backward"/></barline>'
    bars = chart(
        start + words("vamp till cue") + note(), note() + end, start + words("3x") + note(), note() + end, note()
    ).bars
    assert [(bar.repeat_count, bar.open_repeat) for bar in bars] == [
        (1, False), (2, True), (1, False), (3, False), (1, False),
    ]  # fmt: skip


def test_cue_notes_and_ossia_staves_are_not_played() -> None:
    ossia = '<attributes><staff-details number="2"><staff-type>ossia</staff-type></staff-details></attributes>'
    back = "<backup><duration>8</duration></backup>"
    shown = note("E", 8, 5, "<voice>2</voice><staff>2</staff>")
    cue = note("G", 8, 5, "<voice>3</voice>").replace("<note>", "<note><cue/>")
    read_chart = chart(ossia + note("C") + back + shown + back + cue)
    assert [n.pitch for n in read_chart.parts[0].bars[0]] == [72]


def test_concert_parts_with_transposed_ones_to_choose_sound_as_written() -> None:
    for_part = (
        "<attributes><key><fifths>0</fifths></key><for-part><part-transpose><diatonic>-1</diatonic>"
        "<chromatic>-2</chromatic></part-transpose></for-part></attributes>"
    )
    read_chart = chart(for_part + note("C"))
    assert (read_chart.key, read_chart.bars[0].melody[0].pitch) == (Key("C"), 72)


def test_words_of_another_voice_serve_where_the_melody_has_none() -> None:
    lyric = "<lyric><syllabic>begin</syllabic><text>Quo</text></lyric><lyric number='2'><text>a-</text></lyric>"
    elided = "<lyric><text>o</text><elision/><text>e</text></lyric><lyric number='2'><text>men</text></lyric>"
    bars = chart(
        note("E") + "<backup><duration>8</duration></backup>"
        + note("C", 4, 5, "<voice>2</voice>" + lyric) + note("C", 4, 5, "<voice>2</voice>" + elided)
    ).bars  # fmt: skip
    assert bars[0].words == ("Quoo‿e", "amen")


def test_a_remark_in_a_score_of_several_parts_names_part_and_measure() -> None:
    score = scored(
        '<score-part id="P1"><part-name>Flute</part-name></score-part>'
        '<score-part id="P2"><part-name>Piano</part-name></score-part>',
        {"P1": bar(1, note()) + bar(2, note()), "P2": bar(1, note()) + bar(2, harmony("C", "odd") + note())},
    )
    assert [r.problem for r in score.remarks] == ["bar 2 of 'Piano': unknown kind of chord 'C odd'", "2 parts"]
    assert score.remarks[0].line == 1
