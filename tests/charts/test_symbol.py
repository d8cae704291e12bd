"""Chord symbols: every spelling against its interval names, which are turned into semitones here from theory alone."""

import csv
import json
import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import CORPORA, needs_corpora
from houseband.charts.qualities import PLAIN_NAMES, STEMS, nearest_tail, plain_qualities, plain_tail, read_tail, table
from houseband.charts.symbol import looks_like_chord, parse_symbol, transpose_symbol, write_symbol
from houseband.errors import ChartError
from houseband.music.chord import NO_CHORD, Chord

MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)


def semitones(name: str) -> int:
    """An interval name such as ``b9``, by counting up the major scale and moving by its accidentals."""
    degree = int(name.lstrip("b#"))
    octave, step = divmod(degree - 1, 7)
    return 12 * octave + MAJOR_SCALE[step] + name.count("#") - name.count("b")


# Interval names, and all spellings that mean them. An underscore stands for a space within a spelling.
SPELLINGS = (
    # triads, power chords and added notes
    ("1 3 5", "C Cmaj CM Cma CMaj Cmajor CMA CMAJ C♮ (C)"),
    ("1 b3 5", "Cm C- Cmin Cmi CMIN CMI Cminor Cm(no9) C− C–"),
    ("1 b3 b5", "Cdim Co C° Cº CDIM Cdiminished Cmb5 Cm(b5) C-b5 Cmin(b5)"),
    ("1 3 #5", "Caug C+ C+5 C(#5) C(+5) Cmaj#5 CM#5 CAUG Caugmented Caug5 Cmaj+"),
    ("1 3 b5", "C(b5) C(♭5) Cmajb5 C(flat5) C(-5)"),
    ("1 5", "C5 C(no3) Cno3 C(no3rd) Comit3 C(omit3) C5th"),
    ("1 3", "C(no5) Cno5 Comit5 C(omit5) C(omit_5)"),
    ("1 3 5 9", "C2 Cadd9 Cadd2 C(add9) C(add2) C/9 C(9) Cmajadd9 Cmaj(add9) C_(add9) CMadd9 CADD9 Cmaadd9"),
    ("1 3 5 11", "Cadd11 Cadd4 C(add11) C(11) C(add4)"),
    ("1 3 5 #11", "C(#11) C(add#11) Cadd#11 C(#4) C(add#4)"),
    ("1 3 5 9 11", "Cadd9add11 C(add9,add11) C(9,11) Cadd9(11)"),
    ("1 b3 5 9", "Cm(add9) Cmadd9 C-add9 Cm2 Cm(9) Cmadd2 Cminadd9 Cm/9"),
    ("1 b3 5 11", "Cm(add11) Cmadd11 C-add4"),
    ("1 5 9", "C5add9 C5(9) Cadd9no3 C(add9,no3) C2(no3) C(no3,add9)"),
    ("1 3 5 b9", "C(addb9) Caddb9"),
    ("1 b3 5 b6", "C-b6 Cmb6 Cminb6 Cm(b6) Cmi(b6)"),
    ("1 b3 #5", "C-#5 Cm#5 Cm(#5) C-+"),
    # suspensions
    ("1 4 5", "Csus Csus4 C4 CSUS Csus(4) Cmsus4 Cmsus C(sus4) C(sus) C_sus4 Cmajsus4"),
    ("1 2 5", "Csus2 C(sus2) Cmsus2"),
    ("1 2 4 5", "Csus24 Csus2sus4 Csus4sus2 Csus2/4 Csus42"),
    ("1 5 #11", "Csus#4 Csus(#4)"),
    ("1 4 5 b7", "C7sus C7sus4 Csus7 Csus47 C7(sus4) C7(sus) Cm7sus4 Cm7sus Cdom7sus4"),
    ("1 2 5 b7", "C7sus2 Cm7sus2"),
    ("1 4 5 b7 9", "C9sus C9sus4 Csus9 C7sus9 C9(sus4) Csus79 C7sus4(9) C7sus4add9 C11sus"),
    ("1 4 5 b7 9 13", "C13sus C13sus4 Csus13 Csus7913"),
    ("1 3 4 5 b7", "C7susadd3 C7sus(add3) C7sus4add3 C7sus4(add3)"),
    ("1 4 5 b7 b9", "C7b9sus C7sus4b9 C7susb9 C7sus(b9) Csus(b9) C7sus4(b9) C79bsus C9bsus Csusb9"),
    ("1 4 5 b7 b13", "C7b13sus C7sus4b13 C713bsus C7sus(b13)"),
    ("1 4 5 b7 b9 13", "C13b9sus C13susb9 C13sus4b9"),
    ("1 4 5 7", "Cmaj7sus4 C^7sus CM7sus4"),
    # sixths
    ("1 3 5 6", "C6 Cmaj6 CM6 Cma6 Cadd6 C(add6) C(6)"),
    ("1 3 5 6 9", "C69 C6/9 C6(9) C6add9 C6(add9) Cmaj69 CM6/9 C6,9 C^69"),
    ("1 3 5 6 9 #11", "C69#11 C6/9#11 C6911# C69(#11)"),
    ("1 b3 5 6", "Cm6 C-6 Cmin6 Cmi6 Cm(6) Cmadd6"),
    ("1 b3 5 6 9", "Cm69 C-69 Cm6/9 C-6/9 Cm6(9) Cmin69 Cm6add9"),
    # major sevenths
    ("1 3 5 7",
     "Cmaj7 CM7 Cma7 Cj7 C^7 C^ CΔ CΔ7 C∆7 C△7 CMaj7 CMA7 CMAJ7 CΔ⁷ C7M Cmaj(7) C(maj7) C(M7) Cmajor7 Cmaj_7 C/maj7"),
    ("1 3 5 7 9", "Cmaj9 CM9 C^9 CΔ9 Cj9 Cj79 Cma9 Cmaj7(9) CM7(9) Cmaj7add9 Cmaj7/9 C7M(9)"),
    ("1 3 5 7 9 11", "Cmaj11 CM11 C^11"),
    ("1 3 5 7 9 13", "Cmaj13 CM13 C^13 CΔ13 Cma13 Cj7913"),
    ("1 3 5 7 #11", "C^7#11 Cmaj7#11 CΔ#11 C^#11 Cmaj7(#11) CM7+11 Cmaj#11 Cmaj711# Cmaj11# Cj711# CM7(♯11)"),
    ("1 3 5 7 9 #11", "C^9#11 Cmaj9#11 Cj7911# CM9(#11) Cmaj7(9,#11)"),
    ("1 3 5 7 9 #11 13", "Cmaj13#11 C^13#11"),
    ("1 3 #5 7", "C^7#5 Cmaj7#5 Cmaj7+ C+maj7 CaugM7 C+^7 Caugmaj7 C+j7 CM7+5 CΔ+ Cmaj7(#5) C+Δ C+(maj7)"),
    ("1 3 #5 7 9", "Cmaj9#5 C^9#5 C+maj9"),
    ("1 3 b5 7", "Cmaj7b5 C^7b5 CM7-5 Cmaj7(b5)"),
    ("1 3 5 7 #9", "Cmaj7#9 Cj79# Cmaj7(#9)"),
    ("1 3 5 7 #9 #11", "Cmaj7#9#11 Cmaj79#11# Cj79#11#"),
    ("1 3 7", "Cmaj7(no5) C^7no5 Cmaj7omit5"),
    # dominants
    ("1 3 5 b7", "C7 Cdom7 C7th Cdom C_7 C⁷ C(7) Cadd7"),
    ("1 3 5 b7 9", "C9 C79 Cdom9 C9th C7(9) C7add9 C7/9 C⁹"),
    ("1 3 5 b7 9 11", "C11 C11th C7911 Cdom11"),
    ("1 3 5 b7 9 13", "C13 C13th C7913 Cdom13 C¹³ C9(13) C9/13"),
    ("1 3 5 b7 13", "C7(13) C7add13 C7/13"),
    ("1 3 5 6 b7", "C7add6 C7/6 C7(6)"),
    ("1 5 b7", "C7no3 C7(no3) C7omit3 C7(omit_3rd) Cm7no3"),
    ("1 3 b7", "C7no5 C7(omit5) C7omit5 C7(no_5th)"),
    ("1 3 b5 b7", "C7b5 C7-5 C7(b5) C7(-5) C7♭5 C7flat5"),
    ("1 3 #5 b7", "C7#5 C7+5 C7+ C+7 C7aug Caug7 C7(#5) C7(+5) C7♯5 C7sharp5 C7(+) C+(7)"),
    ("1 3 b5 b7 9", "C9b5 C9-5 C9(b5)"),
    ("1 3 #5 b7 9", "C9#5 C9+ C+9 C9+5 Caug9 C9(#5) C+79 C9aug"),
    ("1 3 #5 b7 9 13", "C13#5 C+13 C13+"),
    ("1 3 5 b7 #11", "C7#11 C7+11 C7(#11) C711# C11# C7♯11 C7#4"),
    ("1 3 5 b7 9 #11", "C9#11 C9+11 C911# C9(#11) C7911# C11#11 C7(9,#11)"),
    ("1 3 5 b7 9 #11 13", "C13#11 C13(#11) C1311# C13+11 C9#11(13)"),
    ("1 3 5 b7 b13", "C7b13 C7(b13) C13b C713b C7-13 C7b6"),
    ("1 3 5 b7 9 b13", "C9b13 C9(b13) C7913b C13b13"),
    ("1 3 5 b7 b9", "C7b9 C7-9 C7(b9) C7(-9) C79b C9b C(b9) C7♭9 C7(♭9) C7/b9 C7addb9 C7flat9 C7_b9"),
    ("1 3 5 b7 #9", "C7#9 C7+9 C7(#9) C7(+9) C79# C9# C(#9) C7♯9 C7sharp9 C7add#9"),
    ("1 3 5 b7 b9 #9", "C7b9#9 C7(b9#9) C7(b9,#9) C79b9#"),
    ("1 3 b5 b7 b9", "C7b9b5 C7b5b9 C7(b5,b9) C79bb5 C7-5-9 C7(b9b5)"),
    ("1 3 #5 b7 b9", "C7b9#5 C7#5b9 C79b+ C9b+ C+7b9 C7+5b9 C+7(b9) C+(b9) Caug7b9 C7+b9"),
    ("1 3 5 b7 b9 #11", "C7b9#11 C7(b9,#11) C7(b9_#11) C7b9(#11) C79b11# C9b11# C7_(b9,_#11)"),
    ("1 3 5 b7 b9 b13", "C7b9b13 C7(b9,b13) C79b13b C13b9b C7b9(b13)"),
    ("1 3 5 b7 b9 13", "C13b9 C13(b9) C79b13 C139b C7b9,13 C7b9(13) C7b913 C13-9"),
    ("1 3 5 b7 #9 13", "C13#9 C13(#9) C79#13 C13+9"),
    ("1 3 #5 b7 #9", "C7#9#5 C7#5#9 C+7#9 C79#+ C+79# C7+9+5 C7(#5,#9) C7(#5#9)"),
    ("1 3 b5 b7 #9", "C7#9b5 C7b5#9 C79#b5"),
    ("1 3 5 b7 #9 #11", "C7#9#11 C79#11#"),
    ("1 3 5 b7 #9 b13", "C7#9b13 C79#13b"),
    ("1 3 5 b7 b9 #11 b13", "C7b9#11b13 C13b11#9b"),
    ("1 3 b7 b9 #9 b13", "C7alt Calt C7(alt) C7_alt C7altered Caltered C7ALT"),
    # minor sevenths
    ("1 b3 5 b7", "Cm7 C-7 Cmin7 Cmi7 CMI7 Cm(7) Cminor7 C−7 Cm⁷ Cm_7"),
    ("1 b3 5 b7 9", "Cm9 C-9 Cmin9 Cmi9 C-79 Cm7(9) Cm7add9 Cm7/9"),
    ("1 b3 5 b7 9 11", "Cm11 C-11 Cmin11 C-7911 Cmi11 Cm9(11)"),
    ("1 b3 5 b7 9 11 13", "Cm13 C-13 Cmin13"),
    ("1 b3 5 b7 9 13", "C-7913 Cm9(13)"),
    ("1 b3 5 b7 11", "Cm7(add11) Cm7add11 C-7(11) Cm7/11 Cm7add4 C-711"),
    ("1 b3 5 b7 b9", "Cm7b9 C-7(b9) C-79b"),
    ("1 b3 #5 b7", "Cm7#5 C-7#5 Cm7(#5) Cm7+5"),
    ("1 b3 5 7",
     "CmM7 Cm(maj7) CmMaj7 Cm/maj7 C-^7 C-^ C-Δ C-Δ7 Cminmaj7 Cmmaj7 C-j7 Cm^7 Cmi(ma7) Cm7M Cm(M7) Cm/M7 C-M7 Cm#7"
     " Cm+7 Cmin(maj7) C-(maj7) Cm_maj7 CmΔ"),
    ("1 b3 5 7 9", "C-^9 CmM9 Cm(maj9) Cmmaj9 C-j79 C-Δ9"),
    ("1 b3 5 7 9 #11", "C-j7911#"),
    ("1 b3 5 7 9 13", "C-j7913"),
    # half-diminished and diminished
    ("1 b3 b5 b7",
     "Cm7b5 C-7b5 Cm7-5 Cø Cø7 Ch Ch7 CØ CØ7 C∅7 Cm7(b5) Cmin7b5 Cm7(-5) Cmi7b5 Cm7♭5 C-7(b5) Cmin7(b5) Cm7flat5"),
    ("1 b3 b5 b7 9", "Ch9 Cø9 C-9b5 Cm9b5 Cm9(b5)"),
    ("1 b3 b5 b7 9 11", "Ch11 Cø11 Cm11b5"),
    ("1 b3 b5 bb7", "Co7 C°7 Cdim7 Cº7 CDIM7 Cdim(7)"),
    ("1 b3 b5 7", "Co^7 CoM7 Cdim(maj7) C°Δ7 Co^ Cdimmaj7"),
    ("1 b3 b5 bb7 9", "Co9 Cdim9"),
)  # fmt: skip


def rows(groups: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(spelling, interval names). Raises ValueError if a spelling stands twice."""
    found: dict[str, str] = {}
    for names, spellings in groups:
        for spelling in spellings.split():
            if spelling in found:
                raise ValueError(f"{spelling} stands twice")
            found[spelling] = names
    return [(spelling.replace("_", " "), names) for spelling, names in found.items()]


ROWS = rows(SPELLINGS)


@pytest.mark.parametrize(("text", "names"), ROWS)
def test_a_spelling_means_its_intervals(text: str, names: str) -> None:
    symbol = parse_symbol(text)
    assert symbol.remarks == ()
    assert symbol.chord == Chord(0, 0, tuple(sorted(semitones(name) for name in names.split())))
    assert parse_symbol(symbol.read_as).chord == symbol.chord


def test_the_table_of_spellings_is_long_enough_to_mean_something() -> None:
    assert len(ROWS) >= 300


def test_a_spelling_that_stands_twice_is_refused_here_and_in_the_program() -> None:
    with pytest.raises(ValueError, match="C7 stands twice"):
        rows([("1 3 5 b7", "C7"), ("1 3 5", "C C7")])
    with pytest.raises(ValueError, match="spelled twice in the table: 'm7'"):
        table([("m7", "1 b3 5 b7"), ("m7", "1 3 5")])


# The chord qualities of iReal Pro's editor, as it spells them, beside what one would type elsewhere.
IREAL = (
    ("", "maj"), ("5", "(no3)"), ("2", "add9"), ("add9", "(add9)"), ("+", "aug"), ("o", "dim"), ("h", "m7b5"),
    ("sus", "sus4"), ("^", "maj7"), ("-", "m"), ("^7", "maj7"), ("-7", "m7"), ("7", "dom7"), ("7sus", "7sus4"),
    ("h7", "m7b5"), ("o7", "dim7"), ("^9", "maj9"), ("^13", "maj13"), ("6", "maj6"), ("69", "6/9"),
    ("^7#11", "maj7#11"), ("^9#11", "maj9#11"), ("^7#5", "maj7#5"), ("-6", "m6"), ("-69", "m6/9"), ("-^7", "m(maj7)"),
    ("-^9", "m(maj9)"), ("-9", "m9"), ("-11", "m11"), ("-7b5", "m7b5"), ("h9", "m9b5"), ("-b6", "mb6"), ("-#5", "m#5"),
    ("9", "7(9)"), ("7b9", "7(b9)"), ("7#9", "7(#9)"), ("7#11", "7(#11)"), ("7b5", "7(b5)"), ("7#5", "aug7"),
    ("9#11", "9(#11)"), ("9b5", "9(b5)"), ("9#5", "aug9"), ("7b13", "7(b13)"), ("7#9#5", "7(#5,#9)"),
    ("7#9b5", "7(b5,#9)"), ("7#9#11", "7(#9,#11)"), ("7b9#11", "7(b9,#11)"), ("7b9b5", "7(b5,b9)"),
    ("7b9#5", "7(#5,b9)"), ("7b9#9", "7(b9,#9)"), ("7b9b13", "7(b9,b13)"), ("7alt", "alt"), ("13", "9(13)"),
    ("13#11", "13(#11)"), ("13b9", "13(b9)"), ("13#9", "13(#9)"), ("7b9sus", "7sus4(b9)"), ("7susadd3", "7sus4(add3)"),
    ("9sus", "9sus4"), ("13sus", "13sus4"), ("7b13sus", "7sus4(b13)"), ("11", "dom11"),
)  # fmt: skip


@pytest.mark.parametrize(("ireal", "ascii_spelling"), IREAL)
def test_ireal_qualities_are_read_in_both_spellings(ireal: str, ascii_spelling: str) -> None:
    for root in ("Eb", "F#", "B"):
        first, second = parse_symbol(root + parenthesised(ireal)), parse_symbol(root + ascii_spelling)
        assert first.remarks == second.remarks == ()
        assert first.chord == second.chord


def parenthesised(tail: str) -> str:
    """A tail that begins with an accidental in brackets, so that the root does not take it."""
    return f"({tail})" if tail[:1] in ("#", "b") else tail


ROOTS = (
    ("C", 0), ("C#", 1), ("Db", 1), ("D", 2), ("D#", 3), ("Eb", 3), ("E", 4), ("Fb", 4), ("E#", 5), ("F", 5),
    ("F#", 6), ("Gb", 6), ("G", 7), ("G#", 8), ("Ab", 8), ("A", 9), ("A#", 10), ("Bb", 10), ("B", 11), ("Cb", 11),
    ("B#", 0), ("H", 11), ("C♯", 1), ("D♭", 1), ("B♭", 10), ("F♯", 6), ("F##", 7), ("Fx", 7), ("F𝄪", 7), ("Bbb", 9),
    ("D𝄫", 0), ("Ebb", 2), ("G♮", 7),
)  # fmt: skip


@pytest.mark.parametrize(("name", "pc"), ROOTS)
@pytest.mark.parametrize("tail", ["", "m7", "-", "7#9", "sus", "^7", "h", "9", "6/9", "add9", "5", "dim"])
def test_roots_are_read_in_every_spelling(name: str, pc: int, tail: str) -> None:
    symbol = parse_symbol(name + tail)
    assert symbol.remarks == ()
    assert symbol.chord == Chord(pc, pc, parse_symbol("C" + tail).chord.intervals)
    assert symbol.tail == tail


@pytest.mark.parametrize(
    ("text", "root", "tail", "names"),
    [
        ("C#5", "C#", "5", "1 5"), ("Cb5", "Cb", "5", "1 5"), ("C(b5)", "C", "(b5)", "1 3 b5"),
        ("Bb", "Bb", "", "1 3 5"), ("Eb9", "Eb", "9", "1 3 5 b7 9"), ("Abm", "Ab", "m", "1 b3 5"),
        ("Asus", "A", "sus", "1 4 5"), ("Aadd9", "A", "add9", "1 3 5 9"), ("Adim", "A", "dim", "1 b3 b5"),
        ("Aaug", "A", "aug", "1 3 #5"), ("Emaj7", "E", "maj7", "1 3 5 7"), ("Dm", "D", "m", "1 b3 5"),
        ("Db5", "Db", "5", "1 5"), ("C-", "C", "-", "1 b3 5"), ("E79#", "E", "79#", "1 3 5 b7 #9"),
        ("F79b", "F", "79b", "1 3 5 b7 b9"), ("Dbmaj7+", "Db", "maj7+", "1 3 #5 7"), ("Bb#5", "Bb", "#5", "1 3 #5"),
        ("Abb5", "Abb", "5", "1 5"),
    ],
)  # fmt: skip
def test_the_root_takes_the_accidentals_that_follow_it(text: str, root: str, tail: str, names: str) -> None:
    symbol = parse_symbol(text)
    assert (symbol.root_name, symbol.tail, symbol.remarks) == (root, tail, ())
    assert symbol.chord.intervals == tuple(semitones(name) for name in names.split())


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("C-7", "Cm7"), ("C^7", "Cmaj7"), ("C^", "Cmaj7"), ("Co7", "Cdim7"), ("Ch7", "Cm7b5"), ("CØ", "Cm7b5"),
        ("n.c.", "N.C."), ("Csus", "Csus4"), ("C+", "Caug"), ("C-^7", "Cm(maj7)"), ("E79#", "E7#9"), ("H7", "B7"),
        ("B♭7", "Bb7"), ("C6/9/E", "C69/E"), ("C7(-9)", "C7b9"), ("Fx", "F##"), ("Cm7b5/Gb", "Cm7b5/Gb"),
        ("C7b9#9#11b13", "C7b9#9#11b13"), ("C13#9b5", "C7#9b5(add13)"), ("C/C", "C"), ("(Am)", "Am"),
    ],
)  # fmt: skip
def test_what_was_understood_is_said_in_a_plain_spelling(text: str, read_as: str) -> None:
    assert parse_symbol(text).read_as == read_as


@pytest.mark.parametrize(
    ("text", "root", "bass", "bass_name", "tail"),
    [
        ("Cmaj7/E", 0, 4, "E", "maj7"), ("Am7/G", 9, 7, "G", "m7"), ("C/Bb", 0, 10, "Bb", ""),
        ("Cm7b5/Gb", 0, 6, "Gb", "m7b5"), ("C6/9/G", 0, 7, "G", "6/9"), ("C/9/E", 0, 4, "E", "/9"),
        ("D / F#", 2, 6, "F#", ""), ("Am/g", 9, 7, "G", "m"), ("E♭/D♭", 3, 1, "Db", ""), ("G/H", 7, 11, "B", ""),
        ("Cm/maj7/Eb", 0, 3, "Eb", "m/maj7"), ("C7(b9,#11)/Bb", 0, 10, "Bb", "7(b9,#11)"), ("(C/E)", 0, 4, "E", ""),
        ("F/E#", 5, 5, "E#", ""),
    ],
)  # fmt: skip
def test_a_slash_before_a_note_names_the_bass(text: str, root: int, bass: int, bass_name: str, tail: str) -> None:
    symbol = parse_symbol(text)
    assert (symbol.chord.root, symbol.chord.bass) == (root, bass)
    assert (symbol.bass_name, symbol.tail, symbol.remarks) == (bass_name, tail, ())


def test_a_bare_slash_bass_keeps_the_chord_before_it() -> None:
    symbol = parse_symbol("/B", previous=parse_symbol("Am7").chord)
    assert symbol.chord == Chord(9, 11, (0, 3, 7, 10))
    assert (symbol.bass_name, symbol.read_as) == ("B", "Am7/B")
    for previous in (None, NO_CHORD):
        with pytest.raises(ChartError, match="a bass with no chord: '/B'"):
            parse_symbol("/B", previous)


@pytest.mark.parametrize("text", ["N.C.", "NC", "NC.", "n.c.", "N.C", "No Chord", " N.C. "])
def test_no_chord_is_a_chord_symbol(text: str) -> None:
    symbol = parse_symbol(text)
    assert symbol.chord == NO_CHORD
    assert (symbol.root_name, symbol.read_as, symbol.remarks) == ("", "N.C.", ())
    assert transpose_symbol(text, 3, flats=True) == text


def test_a_polychord_sounds_both_chords_over_the_root_of_the_lower() -> None:
    symbol = parse_symbol("C|D")
    assert (symbol.chord.root, symbol.chord.bass) == (2, 2)
    assert symbol.chord.pitch_classes == (0, 2, 4, 6, 7, 9)
    assert parse_symbol("D|C7").chord == parse_symbol("C13#11").chord
    assert transpose_symbol("C|D", 2, flats=False) == "D|E"


@pytest.mark.parametrize(
    ("text", "played", "column", "hint"),
    [
        ("C7alt5", "C7alt", 6, "did you mean 'C7alt'?"),
        ("F#m7q", "F#m7", 5, "did you mean 'F#m7'?"),
        ("Ebmaj7#12/G", "Ebmaj7/G", 7, "did you mean 'Ebmaj7#11/G'?"),
        ("AminD7", "Am", 5, "did you mean 'Amin7'?"),
        ("A7-9/unk", "A7b9", 5, "did you mean 'A7-9'?"),
        ("Cfoo", "C", 2, ""),
        ("C(", "C", 2, ""),
        ("C/E/G", "C/G", 2, ""),
        ("C-5", "Cm", 3, ""),
        ("C (Em)", "C", 2, ""),
        ("C77", "C7", 3, "did you mean 'C7'?"),
    ],
)
def test_an_unknown_tail_is_played_as_far_as_it_goes_and_told(text: str, played: str, column: int, hint: str) -> None:
    symbol = parse_symbol(text)
    assert symbol.read_as == played
    assert symbol.chord == parse_symbol(played).chord
    (remark,) = symbol.remarks
    assert remark.problem == f"unknown chord '{text}'"
    assert (remark.column, remark.text) == (column, text)
    assert hint in remark.hint
    assert f"Played as {played}." in remark.hint


def test_the_column_counts_from_the_start_of_the_whole_symbol() -> None:
    assert [parse_symbol(text).remarks[0].column for text in (" C7q", "(G7b8)", "C|Dmq")] == [4, 4, 5]


@pytest.mark.parametrize("text", ["7", "(b5)", "IV", "b7"])
def test_a_number_is_no_chord_without_a_key_and_stays_when_moved(text: str) -> None:
    with pytest.raises(ChartError, match="not a chord"):
        parse_symbol(text)
    assert not looks_like_chord(text)
    assert transpose_symbol(text, 1, flats=True) == text


@pytest.mark.parametrize("text", ["Xyz", "", " ", "%", "/", "-", "|", "n", "#", "\n", "do it", "Capo 2", "B's March"])
def test_what_has_no_root_is_not_a_chord(text: str) -> None:
    with pytest.raises(ChartError, match="not a chord"):
        parse_symbol(text)
    with pytest.raises(ChartError, match="not a chord"):
        transpose_symbol(text, 1, flats=True)
    assert not looks_like_chord(text)


def test_a_very_long_word_is_read_in_no_time() -> None:
    for filler in (" ", "/", "(", "b9", "no3", "Δ", "7 "):
        assert parse_symbol("C" + filler * 20_000 + "?").remarks


@given(st.text(alphabet="ABCGbmaj#715963-+o()/, susdinx|^hΔø♭", max_size=14))
def test_any_text_is_a_symbol_or_a_chart_error(text: str) -> None:
    try:
        symbol = parse_symbol(text, previous=Chord(0, 0, (0, 4, 7)))
    except ChartError:
        return
    assert symbol.text == text
    for remark in symbol.remarks:
        assert 1 <= (remark.column or 0) <= len(text)


@pytest.mark.parametrize(
    "word", ["A", "Am", "N.C.", "NC", "G7", "F#m7b5", "Bb/D", "Esus4", "Cmaj7", "Do7", "Co", "D2", "Ab", "H7"]
)
def test_chords_look_like_chords(word: str) -> None:
    assert looks_like_chord(word)


@pytest.mark.parametrize(
    "word",
    [
        "Add", "Bad", "Amen", "Dad", "Go", "Do", "Be", "Fade", "Bed", "Cafe", "Face", "Ago", "Age", "Ad", "Ed",
        "Egg", "Ah", "Eh", "Ho", "Hm", "Had", "He", "Hi", "Dog", "Good", "God", "Gone", "Come", "Can", "Call",
        "Cause", "Em-", "Alone", "All", "And", "Any", "Are", "Babe", "Baby", "Blue", "Dear", "Deep", "Each", "Ease",
        "Even", "Ever", "Far", "Free", "Feel", "Gee", "Glad", "Amazing", "Grace", "Dim", "Aug", "Abba", "Beg", "Dom",
        "Damsel", "Addis", "Ex", "Basic", "a", "am", "e", "I", "O", "Chorus:", "[A]", "C,", "D.", "A/", "A!", "B:",
        "Cm*", "x2", "|", "%", "/", "-", "4", "Am7b", "Fmin.", "Dm7sus9q", "Gm7/unk", "Bridge", "Coda", "Verse",
        "Fine", "Gm7?",
    ],
)  # fmt: skip
def test_words_do_not_look_like_chords(word: str) -> None:
    assert not looks_like_chord(word)


@pytest.mark.parametrize(
    ("text", "up", "flats", "moved"),
    [
        ("Cm7b5/Gb", 2, False, "Dm7b5/G#"), ("Cm7b5/Gb", 2, True, "Dm7b5/Ab"), ("Bb#5", 2, True, "C(#5)"),
        ("F♯m7", -1, True, "Fm7"), ("H7", 1, True, "C7"), ("C - 7", 1, False, "C# - 7"), ("/B", 1, True, "/C"),
        ("Cb", 12, True, "Cb"), ("(Em)", 1, True, "(Fm)"), ("C7alt5", 5, True, "F7alt5"), ("C/9", 2, True, "D/9"),
        ("CΔ7/E", 3, True, "EbΔ7/G"), ("D / F#", 1, False, "D# / G"),
    ],
)  # fmt: skip
def test_a_symbol_moves_with_its_tail_as_written(text: str, up: int, flats: bool, moved: str) -> None:
    assert transpose_symbol(text, up, flats) == moved


roots = st.sampled_from([name for name, _ in ROOTS])
tails = st.sampled_from([parse_symbol(text).tail for text, _ in ROWS if not text.startswith("(")])


@given(roots, tails, st.none() | roots, st.integers(-13, 13), st.booleans())
def test_a_symbol_moved_up_and_down_again_sounds_the_same(
    root: str, tail: str, bass: str | None, up: int, flats: bool
) -> None:
    text = root + parenthesised(tail) + (f"/{bass}" if bass else "")
    chord = parse_symbol(text).chord
    moved = transpose_symbol(text, up, flats)
    assert parse_symbol(moved).chord == chord.transposed(up)
    assert parse_symbol(transpose_symbol(moved, -up, not flats)).chord == chord


@pytest.mark.parametrize("names", ["", *PLAIN_NAMES])
def test_a_plain_name_reads_back_as_itself_on_all_roots(names: str) -> None:
    intervals, _ = read_tail(names)
    for root in range(12):
        chord = Chord(root, root, intervals)
        for flats in (True, False):
            assert parse_symbol(write_symbol(chord, flats)).chord == chord
            assert parse_symbol(write_symbol(chord, flats)).remarks == ()
    assert plain_tail(intervals) == names


@pytest.mark.parametrize("stem", STEMS)
def test_every_stem_can_be_written_plainly(stem: str) -> None:
    assert read_tail(plain_tail(STEMS[stem])) == (STEMS[stem], len(plain_tail(STEMS[stem])))


def test_the_names_of_qualities_are_all_their_own() -> None:
    assert len(plain_qualities()) == len(PLAIN_NAMES) + 1


# What symbols can stack: any of these above a root, which a score may give in any mixture.
stacks = st.sets(st.sampled_from([3, 4, 6, 7, 8, 9, 10, 11, 13, 14, 15, 17, 18, 20, 21])).map(lambda s: {0} | s)
suspended = st.sets(st.sampled_from([7, 10, 13, 14, 20, 21])).map(lambda s: {0, 5} | s)


@given(st.integers(0, 11), st.integers(0, 11), stacks | suspended, st.booleans())
def test_any_stack_can_be_written_and_read_back(root: int, bass: int, tones: set[int], flats: bool) -> None:
    chord = Chord(root, bass, tuple(sorted(tones)))
    written = parse_symbol(write_symbol(chord, flats))
    assert written.chord == chord
    assert written.remarks == ()


@given(st.integers(0, 11), st.sets(st.integers(0, 24), min_size=1), st.booleans())
def test_whatever_is_written_sounds_its_pitch_classes(root: int, tones: set[int], flats: bool) -> None:
    chord = Chord(root, root, tuple(sorted(tones)))
    assert parse_symbol(write_symbol(chord, flats)).chord.pitch_classes == chord.pitch_classes


def test_no_chord_is_written_as_such() -> None:
    assert parse_symbol(write_symbol(NO_CHORD, flats=True)).chord == NO_CHORD


@pytest.mark.parametrize(("tail", "near"), [("7alt5", "7alt"), ("maj77", "maj7"), ("7susb4", "7sus4"), ("?!", None)])
def test_the_nearest_tail_is_suggested(tail: str, near: str | None) -> None:
    assert nearest_tail(tail) == near


# What the sources have where a chord should be: slips, titles, two chords in one, and readers' own test cases.
NOT_CHORDS = {
    "irb": {"AminD7"},
    "wjd": set(),
    "abc": {"Bonaparte's March", "Napoleon Crossing the Alps", "C (Em)", "Em (C)", "Nancy", "Morpeth Rant",
            "It was an old tune then, and she was old."},
    "chordpro": {"*Bis", "1", "4", "5", "/", "unknown", "Interlude:", "THREE LINE TAB:", "A7-9/unk", "A13/unk",
                 "Tablature, chords, Tablature with blank line after strum marks on 3 line tab",
                 "Tablature, chords, Tablature no blank line after strum marks on 3 line tab"},
}  # fmt: skip


def corpus_symbols(corpus: str) -> set[str]:
    """Every distinct chord symbol of a corpus."""
    if corpus == "irb":
        lines = (CORPORA / "charts_jazz_irb_mit" / "irb.jsonl").read_text("utf-8").splitlines()
        return {symbol for line in lines for _, symbol, _ in json.loads(line)["chords"]}
    if corpus == "wjd":
        with (CORPORA / "charts_jazz_irb_mit" / "wjd_chords.csv").open(encoding="utf-8", newline="") as file:
            return {row["original"] for row in csv.DictReader(file)}
    patterns = {"abc": ("abc_chords_*/*.abc", r'"([^"]*)"'), "chordpro": ("chordpro_*/**/*", r"\[([^\]]+)\]")}
    files, symbol = patterns[corpus]
    texts = [path.read_text("utf-8", errors="replace") for path in CORPORA.glob(files) if path.is_file()]
    return {found for text in texts for found in re.findall(symbol, text) if found[:1] not in "^_<>@"}


@needs_corpora
@pytest.mark.parametrize("corpus", ["irb", "wjd", "abc", "chordpro"])
def test_real_charts_are_read_without_a_remark(corpus: str) -> None:
    symbols = corpus_symbols(corpus)
    assert len(symbols) > 20
    odd = set()
    for text in symbols:
        try:
            if parse_symbol(text).remarks:
                odd.add(text)
        except ChartError:
            odd.add(text)
    assert odd <= NOT_CHORDS[corpus]
