"""ChordPro's directives: what each does to the chart, in small songs."""

from dataclasses import replace

import pytest

from houseband.charts.chart import Chart, Frame, Jump
from houseband.charts.chordpro.metadata import Metadata, substitute
from houseband.charts.chordpro.reader import read
from houseband.charts.formats import FORMATS, find_format
from houseband.charts.source import Source
from houseband.music.key import Key


def tune(text: str) -> Chart:
    (chart,) = read(Source(text.encode(), "song.cho"))
    return chart


def symbols(chart: Chart) -> str:
    return " ".join(change.symbol for bar in chart.bars for change in bar.chords)


def sections(chart: Chart) -> list[str]:
    return [bar.section for bar in chart.bars if bar.section is not None]


def problems(chart: Chart) -> list[tuple[str, int | None]]:
    return [(r.problem, r.line) for r in chart.remarks if "lyrics carry no durations" not in r.problem]


LINE = "[C]la la la la la [G]la la la la la"


# Keys, capo, transposition.


def test_a_transposition_moves_what_follows_and_is_taken_back_step_by_step() -> None:
    steps = ["", "{transpose: +4}", "{transpose: 2}", "{transpose -2}", "{transpose}", "{transpose}", "{transpose}"]
    chart = tune("\n".join(f"{step}\n[D]la [Bm7/A]la" for step in steps))
    assert symbols(chart) == (
        "D Bm7/A F# D#m7/C# G# Fm7/D# F# D#m7/C# G# Fm7/D# F# D#m7/C# D Bm7/A"
    )  # as chordpro_reference_tests_artistic2/cho004


@pytest.mark.parametrize(
    ("directives", "moved"),
    [
        ("{transpose: 1}", "C# F#"), ("{transpose: -11}", "Db Gb"), ("{transpose: 1f}", "Db Gb"),
        ("{transpose: -11s}", "C# F#"), ("{key: Bb}{transpose: 1k}", "C# F#"), ("{key: G}{transpose: 1k}", "Db Gb"),
    ],
)  # fmt: skip
def test_a_transposition_is_spelled_by_its_direction_or_as_it_says(directives: str, moved: str) -> None:
    assert symbols(tune(f"{directives}\n[C]la [F]la")) == moved


def test_the_key_goes_with_the_transposition_wherever_it_stands() -> None:
    assert tune("{key: C}\n{transpose: 2}\n[C]la").key == Key("D")
    assert tune("{transpose: 2}\n{key: C}\n[C]la").key == Key("D")
    chart = tune("{key: C}\n[C]la la\n{transpose: 3}\n[C]la la\n{transpose}\n[C]la la\n{key: Am}\n[Am]la la")
    assert chart.key == Key("C")
    assert [bar.key for bar in chart.bars if bar.key] == [Key("Eb"), Key("C"), Key("A", "minor")]


def test_a_capo_anywhere_is_for_the_whole_song_and_adds_to_a_transposition() -> None:
    chart = tune("{key: C}\n[C]la la\n{transpose: 1}\n[C]la la\n{capo: 2}")
    assert [change.chord.root for bar in chart.bars for change in bar.chords] == [2, 3]
    assert (chart.capo_fret, chart.key) == (2, Key("D"))
    assert [bar.key for bar in chart.bars if bar.key] == [Key("Eb")]


def test_a_repeated_bar_is_not_transposed_twice() -> None:
    assert symbols(tune("{sog}\n| C . |\n{transpose: 2}\n| G . | % . |\n{eog}")) == "C A A"


def test_offered_and_pushed_chords_are_moved_too() -> None:
    chart = tune("{transpose: 2}\n{sog}\n| C . (F) . | >G . . . |\n{eog}")
    assert symbols(chart) == "D A A"
    assert [change.symbol for change in chart.bars[0].alternates] == ["G"]


def test_a_chorus_called_back_in_another_key_is_moved() -> None:
    chart = tune('{soc}\n[C]la la [F]la la\n{eoc}\n{transpose: 2}\n{chorus}\n{transpose}\n{chorus: label="Last"}')
    assert symbols(chart) == "C F D G C F"
    assert sections(chart) == ["Chorus", "Chorus", "Last"]


# Meter, tempo.


def test_meter_and_tempo_are_found_in_what_people_write() -> None:
    chart = tune("{time: 6/8}\n{tempo: ♩ = 96 bpm}\n[C]la la\n{time: 3+2/8}\n{tempo: 120.5}\n[C]la la")
    assert (str(chart.meter), chart.tempo_bpm) == ("6/8", 96)
    assert chart.bars[-1].meter.groups == (3, 2)
    assert [bar.tempo_bpm for bar in chart.bars if bar.tempo_bpm] == [120.5]


@pytest.mark.parametrize(
    "wrong", ["time: 0/4", "tempo: slow", "tempo: 5", "key: X", "capo: low", "capo: 99", "transpose: up"]
)
def test_a_value_that_makes_no_sense_is_told_with_its_place(wrong: str) -> None:
    chart = tune("{title: T}\n{%s}\n[C]la" % wrong)  # noqa: UP031
    name, _, value = wrong.partition(": ")
    assert problems(chart) == [(f"{name} {value!r} is not understood", 2)]


# People and titles.


def test_people_are_kept_with_their_roles() -> None:
    head = "{t: A}{st: B}{artist: C}{artist: D}{composer: E}{composer: F}{lyricist: G}{meta: arranger H}"
    chart = tune(head + "{copyright: 1999 I}{meta: ccli 27862}{meta: style Bossa}{album J}\n[C]la")
    assert (chart.title, chart.composer, chart.style) == ("A", "E; F", "Bossa")
    assert chart.credits == (
        ("subtitle", "B"), ("artist", "C"), ("artist", "D"), ("lyricist", "G"), ("arranger", "H"),
        ("copyright", "1999 I"), ("ccli", "27862"), ("album", "J"),
    )  # fmt: skip
    assert tune("{artist: C}\n[C]la").composer == "C"


def test_the_flow_is_the_order_of_the_sections_if_they_are_there() -> None:
    song = "{flow: %s}\n{sov: A}\n[C]la\n{eov}\n{soc}\n[F]la\n{eoc}\n{sov: B}\n[G]la\n{eov}"
    assert tune(song % "A, chorus, B, Chorus").section_order == ("A", "Chorus", "B", "Chorus")
    assert tune(song % "A,Chorus,B").section_order == ()
    assert problems(tune(song % "A,Solo")) == [("flow: there is no section 'Solo'", None)]


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("%{title}", "Sea"), ("%{artist}", "A; B"), ("%{artist.2}", "B"), ("%{artist.-1}", "B"), ("%{artist.9}", ""),
        ("%{album}", ""), ("%{title|at %{}}", "at Sea"), ("%{album|on %{}|no album}", "no album"),
        ("%{title=Sea|yes|no}", "yes"), ("%{title=Land|yes|no}", "no"), ("%{a|%{b|c|%{title}}|d%{title}}", "dSea"),
        ("50% of {x}", "50% of {x}"), ("%{never closed", "%{never closed"), ("\\%{title}", "\\Sea"),
        ("%{title|\\}\\|}", "}|"), ("%{instrument.type}", "guitar"),
    ],
)  # fmt: skip
def test_items_are_filled_into_texts(text: str, filled: str) -> None:
    metadata = Metadata()
    for name, value in (("title", "Sea"), ("artist", "A"), ("artist", "B")):
        metadata.add(name, value)
    assert substitute(text, metadata) == filled


def test_items_that_double_each_other_do_not_fill_the_memory() -> None:
    text = "{meta: a x}\n" + "{meta: a %{a}%{a}}\n" * 60 + "{title: %{a}}\n[C]la"
    assert len(tune(text).title) <= 4000
    assert len(substitute("%{a|" * 5000 + "}" * 5000, Metadata())) <= 25_000


def test_the_key_is_known_as_written_as_printed_and_as_it_sounds() -> None:
    text = "{key: C}\n{capo: 2}\n{transpose: 1}\n{c: in %{key}, %{key.print}, %{key.sound}}\n[C]la"
    assert tune(text).bars[0].directions == ("in C, Db, Eb",)  # chordpro.org/chordpro/keys_and_transpositions


# Conditions.


@pytest.mark.parametrize(
    ("condition", "taken"),
    [
        ("guitar", True), ("guitar!", False), ("ukulele", False), ("keyboard!", True), ("alto", True), ("tenor", False),
        ("tenor!", True), ("bass", False),
    ],
)  # fmt: skip
def test_conditions_hold_for_the_guitar_and_for_items_that_are_true(condition: str, taken: bool) -> None:
    text = "{meta: alto 1}\n{meta: bass false}\n{title-%s: Yes}\n{sov-%s}\n{key: D}\n[D]la\n{eov}\n[C]la"
    chart = tune(text % (condition, condition))
    assert symbols(chart) == ("D C" if taken else "C")
    assert chart.title == ("Yes" if taken else "song")
    assert chart.key == (Key("D") if taken else None)
    assert [line for _, line in problems(chart)] == ([] if taken else [4])


def test_another_instrument_may_be_set() -> None:
    assert symbols(tune("{+instrument.type: ukulele}\n{sov-ukulele}\n[D]la\n{eov}\n{sov-guitar}\n[E]la\n{eov}")) == "D"


# Diagrams.


@pytest.mark.parametrize(
    ("definition", "frame"),
    [
        ("define: C7 base-fret 1 frets x 3 2 3 1 0", Frame("C7", (None, 3, 2, 3, 1, 0))),
        ("define: D7 base-fret 3 frets x 3 2 3 1 x", Frame("D7", (None, 5, 4, 5, 3, None))),
        ("define: Am frets 0 0 2 2 1 0 fingers - - 2 3 1 -", Frame("Am", (0, 0, 2, 2, 1, 0), (0, 0, 2, 3, 1, 0))),
        ("define Ab base-fret 0 frets - - 1 1 1 N", Frame("Ab", (None, None, 1, 1, 1, None))),
        ("define: G 1 3 2 0 0 0 3", Frame("G", (3, 2, 0, 0, 0, 3))),
        ("define-guitar: G/B copy G frets x 2 0 0 0 3", Frame("G/B", (None, 2, 0, 0, 0, 3))),
        ("chord: B frets 1 2 3 4 5 6", Frame("B", (1, 2, 3, 4, 5, 6))),
        ("define: D keys 0 4 7", None), ("chord: Am", None), ("define-ukulele: C frets 0 0 0 3", None),
    ],
)  # fmt: skip
def test_a_diagram_has_the_real_frets(definition: str, frame: Frame | None) -> None:
    chart = tune("{%s}\n[C]la" % definition)  # noqa: UP031
    assert chart.frames == (() if frame is None else (frame,))
    assert problems(chart) == []


@pytest.mark.parametrize(
    "wrong", ["define:", "define: C frets a b c", "define: C frets 0 99 0", "define: C base-fret x frets 0 0"]
)
def test_a_diagram_that_is_none_is_told(wrong: str) -> None:
    assert [line for _, line in problems(tune("{%s}\n[C]la" % wrong))] == [1]  # noqa: UP031


# Comments, headings, passages.


def test_a_comment_is_a_heading_a_sign_or_words_over_the_next_bar() -> None:
    chart = tune(
        f"{{c: Verse 2}}\n{LINE}\n{{ci: softly}}\n{{cb: with brushes}}\n{LINE}\n{{c: D.C. al Fine}}\n{{c: the end}}"
    )
    assert sections(chart) == ["Verse 2"]
    assert chart.bars[2].directions == ("softly", "with brushes")
    assert chart.bars[-1].jump == Jump("", "fine")
    assert chart.bars[-1].directions == ("the end",)


def test_a_chorus_that_a_comment_only_names_is_played_again() -> None:
    chorus = "{soc}\n[F]la la\n{eoc}\n"
    assert symbols(tune(f"{chorus}\n{{sov}}\n[C]la la\n{{eov}}\n{{comment: Chorus}}\n")) == "F C F"
    assert symbols(tune(f"{chorus}{{c: Chorus}}\n\n[C]la la\n\n{{c: Chorus 2x}}")) == "F F C F"
    assert symbols(tune(f"{chorus}{{c: Chorus}}\n[G]written out")) == "F G"
    assert symbols(tune(f"{chorus}{{c: Chorus}}\n{chorus}{{c: Chorus}}\n{{chorus}}")) == "F F F"


def test_a_heading_with_nothing_under_it_is_told() -> None:
    chart = tune("{c: Intro}\n{c: Verse}\n[C]la la\n{c: Bridge}\n{sov}\n[C]la\n{eov}\n{c: Solo}")
    assert problems(chart) == [
        ("nothing to play under 'Intro'", 1),
        ("nothing to play under 'Bridge'", 4),
        ("nothing to play under 'Solo'", 8),
    ]
    assert problems(tune("{c: Chorus}\n{soc}\n[C]la\n{eoc}\n{c: Repeat Chorus}")) == []


@pytest.mark.parametrize(
    "text", ["{sov}\n[C]la la\n[G]la la\n{eov}\n{c: x3}", "{c: Verse}\n[C]la la\n[G]la la\n{c: (3 times)}"]
)
def test_a_comment_that_counts_repeats_the_section(text: str) -> None:
    assert [(bar.repeat_start, bar.repeat_count) for bar in tune(text).bars] == [
        (True, 1), (False, 1), (False, 1), (False, 3)]  # fmt: skip


@pytest.mark.parametrize("line", ["[C]la la (x2)", "[C]la la x2", "[C]la la 2x", "[C]la la [x2]"])
def test_a_line_that_counts_is_repeated(line: str) -> None:
    bars = tune(f"{line}\n[G]la la").bars
    assert [(bar.repeat_start, bar.repeat_count) for bar in bars] == [(True, 1), (False, 2), (False, 1), (False, 1)]
    assert bars[0].words == ("la la",)


def test_a_section_named_with_a_number_of_times_is_repeated() -> None:
    bars = tune("{c: Intro x3}\n| C | G |\n\n{c: Verse}\n[C]la la").bars
    assert [(bar.section, bar.repeat_start, bar.repeat_count) for bar in bars[:2]] == [
        ("Intro", True, 1), (None, False, 3)]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "name"),
    [
        ('start_of_verse: label="Verse 1"', "Verse 1"), ("start_of_verse Verse 1", "Verse 1"), ("sov", "Verse"),
        ("start_of_verse: label='A \"b\"'", 'A "b"'), ('start_of_verse: label="Verse 1\\nAll"', "Verse 1 All"),
        ('start_of_verse: label=""', ""), ("start_of_pre-chorus", "Pre chorus"), ("start_of_intro", "Intro"),
        ("sob", "Bridge"), ("start_of_verse: <b>One</b>", "One"), ('start_of_part: label="%{title}"', "T"),
    ],
)  # fmt: skip
def test_a_passage_has_its_label_or_its_kind_for_a_name(start: str, name: str) -> None:
    chart = tune("{title: T}\n{%s}\n[C]la\n{end_of_x}" % start)  # noqa: UP031
    assert sections(chart) == [name]


def test_a_grid_may_stand_in_another_passage_and_belongs_to_it() -> None:
    text = "{soc}\n{sog}\n| C . | G . |\n{eog}\n[F]la la\n{eoc}\n{sov}\n[D]la\n{eov}\n{chorus}"
    assert symbols(tune(text)) == "C G F D C G F"


def test_passages_that_do_not_end_are_told_of() -> None:
    chart = tune("{soc}\n[C]la\n{sov}\n[D]la\n{eov}\n{eov}\n{chorus}")
    assert problems(chart) == [
        ("passage 'chorus' is not ended before the next one", 3),
        ("{end_of_verse}, but no passage is open", 6),
    ]
    assert symbols(chart) == "C D C"


def test_paper_fonts_and_names_with_x_are_passed_over_and_the_unknown_is_told() -> None:
    layout = "{columns: 2}{colb}{np}{textfont: Times}{cs 12}{diagrams: off}{g}{x_mspro_pedal: 3}{duration: 3:05}"
    layout += "{image: src='a|b.png'}"
    assert problems(tune(layout + "\n[C]la")) == []
    assert problems(tune("{wobble: 3}\n[C]la")) == [("directive {wobble} is not known", 1)]
    assert problems(tune("{title: Never closed\n[C]la")) == [("a directive that is not closed", 1)]
    assert tune("{title: Never closed\n[C]la").title == "Never closed"


# Passages in other notations.


def test_pictures_are_told_of_and_tablature_is_passed_over() -> None:
    text = "{start_of_%s}\n| C | F |\n[E]la\n{end_of_%s}\n[G]la"
    assert symbols(tune(text % ("tab", "tab"))) == "G"
    for kind in ("ly", "svg", "textblock", "musicxml"):
        chart = tune(text % (kind, kind))
        assert symbols(chart) == "G"
        assert problems(chart) == [(f"a passage of '{kind}' is not read", 1)]


def test_abc_is_read_by_its_own_reader_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "{key: C}\n{transpose: 2}\n[C]la\n{start_of_abc}\n%s\n{end_of_abc}\n[G]la"
    monkeypatch.setitem(FORMATS, "abc", replace(FORMATS["abc"], module=None, refusal="not yet"))
    chart = tune(text % "X:1\nK:C\n| C | F |")
    assert symbols(chart) == "D A"
    assert problems(chart) == [("a passage of 'abc' is not read: not yet", 4)]
    monkeypatch.setitem(FORMATS, "abc", replace(FORMATS["abc"], module="houseband.charts.text.reader"))
    chart = tune(text % "scale=1\nX: 1\n| C | F |")
    assert symbols(chart) == "D D G A"


def test_a_passage_of_abc_has_its_label_its_own_repeat_and_the_pitch_that_it_has() -> None:
    abc = 'X:1\nM:2/4\nL:1/8\nK:G\n"G"GABc|"D"d4:|'
    chart = tune('{key: C}\n{capo: 2}\n[C]la la\n{start_of_abc: label="Tune"}\n' + abc + "\n\n{end_of_abc}\n[C]la la")
    assert symbols(chart) == "D G D D"
    assert sections(chart)[1] == "Tune"
    assert [(bar.repeat_start, bar.repeat_count) for bar in chart.bars[2:4]] == [(True, 1), (False, 2)]
    assert [bar.key for bar in chart.bars if bar.key] == [Key("G"), Key("D")]
    assert [note.pitch for note in chart.bars[2].melody] == [67, 69, 71, 72]
    assert ("the passages in ABC are taken as they sound", None) in problems(chart)


@pytest.mark.parametrize("name", ["song.cho", "song.txt"])
def test_a_song_with_a_passage_of_abc_is_a_song(name: str) -> None:
    song = b"{title: T}\n[C]la\n{start_of_abc}\nX:1\nK:C\nCDEF|\n{end_of_abc}\n"
    assert find_format(Source(song, name)).name == "chordpro"


# Characters and lines.


def test_lines_may_be_continued_and_characters_escaped() -> None:
    chart = tune("{title: One \\\n    Two}\n[C]caf\\u00e9 la \\\n   la [G]la la\n")
    assert (chart.title, chart.bars[0].words) == ("One Two", ("café la la",))
    assert symbols(chart) == "C G"


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_the_coding_is_found(coding: str) -> None:
    (chart,) = read(Source("{title: Café}\r\n[C]là là".encode(coding), "song.cho"))
    assert chart.title == "Café"


def test_songs_without_anything_in_them_are_no_songs() -> None:
    assert [c.title for c in read(Source(b"{ns}\n{t: A}\n[C]la\n{ns}\n\n{ns}\n{t: B}\n[C]la\n{ns}\n"))] == ["A", "B"]
