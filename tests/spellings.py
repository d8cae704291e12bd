"""What chord symbols mean: every spelling beside its interval names, made semitones from theory alone."""

from collections.abc import Iterable

MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)


def semitones(name: str) -> int:
    """An interval name such as ``b9``, by counting up the major scale and moving by its accidentals."""
    degree = int(name.lstrip("b#"))
    octave, step = divmod(degree - 1, 7)
    return 12 * octave + MAJOR_SCALE[step] + name.count("#") - name.count("b")


# Interval names, and all spellings that mean them. An underscore stands for a space within a spelling. Where books
# disagree: 7alt is as in Levine, The Jazz Theory Book, ch. 3; C^ is a seventh, C-b6 and C7susadd3 are chords, as in
# iReal Pro's list of qualities; signs behind their degrees, as C5+ and C7(9-), are Cifra Club's, a Brazilian songbook
# (suporte.cifraclub.com.br, "padrão de cifragem de acordes").
SPELLINGS = (
    # triads, power chords and added notes
    ("1 3 5", "C Cmaj CM Cma CMaj Cmajor CMA CMAJ C♮ (C)"
     " C, C. C: C* C! C; C… [C] <C> ((C)) Ｃ C:maj C(maj) Cmaj."),
    ("1 b3 5", "Cm C- Cmin Cmi CMIN CMI Cminor Cm(no9) C− C–"
     " C_m C_min Cmin. C(m) C:min cm cmin C_minor Cᵐ C‐ C—"),
    ("1 b3 b5", "Cdim Co C° Cº CDIM Cdiminished Cmb5 Cm(b5) C-b5 Cmin(b5)"
     " C_dim C(dim) Cdim. C0 CO Cm5- Cm(5-) C∘ Cmin-5 C_diminished"),
    ("1 3 #5", "Caug C+ C+5 C(#5) C(+5) Cmaj#5 CM#5 CAUG Caugmented Caug5 Cmaj+"
     " C_aug C(aug) Caug. C5+ C(5+) C_+ C⁺"),
    ("1 3 b5", "C(b5) C(♭5) Cmajb5 C(flat5) C(-5)"
     " C5- C(5-)"),
    ("1 5", "C5 C(no3) Cno3 C(no3rd) Comit3 C(omit3) C5th"
     " C5(no3) C_5 C⁵"),
    ("1 3", "C(no5) Cno5 Comit5 C(omit5) C(omit_5)"),
    ("1 3 5 9", "C2 Cadd9 Cadd2 C(add9) C(add2) C/9 C(9) Cmajadd9 Cmaj(add9) C_(add9) CMadd9 CADD9 Cmaadd9"
     " C(2) C_add9 C_add_9 Cadd.9 C_add2 C(add_9) C²"),
    ("1 3 5 11", "Cadd11 Cadd4 C(add11) C(11) C(add4)"
     " C_add11 C_add4"),
    ("1 3 5 #11", "C(#11) C(add#11) Cadd#11 C(#4) C(add#4)"),
    ("1 3 5 9 11", "Cadd9add11 C(add9,add11) C(9,11) Cadd9(11)"),
    ("1 b3 5 9", "Cm(add9) Cmadd9 C-add9 Cm2 Cm(9) Cmadd2 Cminadd9 Cm/9"
     " C_m_add9 Cmin(add9) Cmi(add9) Cm_add9"),
    ("1 b3 5 11", "Cm(add11) Cmadd11 C-add4"),
    ("1 5 9", "C5add9 C5(9) Cadd9no3 C(add9,no3) C2(no3) C(no3,add9)"),
    ("1 3 5 b9", "C(addb9) Caddb9"),
    ("1 b3 5 b6", "C-b6 Cmb6 Cminb6 Cm(b6) Cmi(b6)"),
    ("1 b3 #5", "C-#5 Cm#5 Cm(#5) C-+"),
    # suspensions
    ("1 4 5", "Csus Csus4 C4 CSUS Csus(4) Cmsus4 Cmsus C(sus4) C(sus) C_sus4 Cmajsus4"
     " C_sus Csus. Csus_4 C(sus_4) C⁴"),
    ("1 2 5", "Csus2 C(sus2) Cmsus2"
     " C_sus2 Csus_2"),
    ("1 2 4 5", "Csus24 Csus2sus4 Csus4sus2 Csus2/4 Csus42"
     " C(sus2/4) C(sus2,4) C4sus2"),
    ("1 5 #11", "Csus#4 Csus(#4)"),
    ("1 4 5 b7", "C7sus C7sus4 Csus7 Csus47 C7(sus4) C7(sus) Cm7sus4 Cm7sus Cdom7sus4"
     " C7_sus4 C7sus_4 C7(4) C7/4 C4/7 Csus4(b7) Csus4/7 Csus(7) C⁷sus⁴ C7_sus Csus4_7"),
    ("1 2 5 b7", "C7sus2 Cm7sus2"),
    ("1 4 5 b7 9", "C9sus C9sus4 Csus9 C7sus9 C9(sus4) Csus79 C7sus4(9) C7sus4add9 C11sus"
     " C9_sus4 C7(4,9) C7(4/9) C4/7/9 C9sus_4 C9(4)"),
    ("1 4 5 b7 9 13", "C13sus C13sus4 Csus13 Csus7913"
     " C13_sus4 C9sus(13) C13(sus4)"),
    ("1 3 4 5 b7", "C7susadd3 C7sus(add3) C7sus4add3 C7sus4(add3)"),
    ("1 4 5 b7 b9", "C7b9sus C7sus4b9 C7susb9 C7sus(b9) Csus(b9) C7sus4(b9) C79bsus C9bsus Csusb9"),
    ("1 4 5 b7 b13", "C7b13sus C7sus4b13 C713bsus C7sus(b13)"),
    ("1 4 5 b7 b9 13", "C13b9sus C13susb9 C13sus4b9"
     " C7sus(b9,13) C13sus(b9) C13sus4(b9)"),
    ("1 4 5 7", "Cmaj7sus4 C^7sus CM7sus4"),
    # sixths
    ("1 3 5 6", "C6 Cmaj6 CM6 Cma6 Cadd6 C(add6) C(6)"
     " C⁶ C_6"),
    ("1 3 5 6 9", "C69 C6/9 C6(9) C6add9 C6(add9) Cmaj69 CM6/9 C6,9 C^69"
     " C⁶⁄₉ C₆₉ C6_9 C(6/9) Cmaj6(9) CM69"),
    ("1 3 5 6 9 #11", "C69#11 C6/9#11 C6911# C69(#11)"),
    ("1 b3 5 6", "Cm6 C-6 Cmin6 Cmi6 Cm(6) Cmadd6"
     " Cm⁶ Cmi(6) C-⁶"),
    ("1 b3 5 6 9", "Cm69 C-69 Cm6/9 C-6/9 Cm6(9) Cmin69 Cm6add9"
     " Cm(6/9) Cmin6/9 C-6(9)"),
    # major sevenths
    ("1 3 5 7",
     "Cmaj7 CM7 Cma7 Cj7 C^7 C^ CΔ CΔ7 C∆7 C△7 CMaj7 CMA7 CMAJ7 CΔ⁷ C7M Cmaj(7) C(maj7) C(M7) Cmajor7 Cmaj_7 C/maj7"
     " CＭ７ Cᵐᵃʲ⁷ Cmaj⁷ C▲7 C▵ Cmaj.7 C:maj7 C_major_7 C_maj7 C_M7 C_Δ Cmaj+7"),
    ("1 3 5 7 9", "Cmaj9 CM9 C^9 CΔ9 Cj9 Cj79 Cma9 Cmaj7(9) CM7(9) Cmaj7add9 Cmaj7/9 C7M(9)"
     " Cmaj7,9 CΔ⁹ CM7/9 C(maj9) C_maj9"),
    ("1 3 5 7 9 11", "Cmaj11 CM11 C^11"),
    ("1 3 5 7 9 13", "Cmaj13 CM13 C^13 CΔ13 Cma13 Cj7913"
     " Cmaj9(13) Cmaj9/13 CM9(13)"),
    ("1 3 5 7 #11", "C^7#11 Cmaj7#11 CΔ#11 C^#11 Cmaj7(#11) CM7+11 Cmaj#11 Cmaj711# Cmaj11# Cj711# CM7(♯11)"
     " CΔ(#11) Cmaj7/#11 C7M(#11) C7M(11+)"),
    ("1 3 5 7 9 #11", "C^9#11 Cmaj9#11 Cj7911# CM9(#11) Cmaj7(9,#11)"),
    ("1 3 5 7 9 #11 13", "Cmaj13#11 C^13#11"),
    ("1 3 #5 7", "C^7#5 Cmaj7#5 Cmaj7+ C+maj7 CaugM7 C+^7 Caugmaj7 C+j7 CM7+5 CΔ+ Cmaj7(#5) C+Δ C+(maj7)"
     " C7M(5+) CM7aug Cmaj7(5+) Caug(maj7) CM7(#5) CΔ#5 CΔ(#5)"),
    ("1 3 #5 7 9", "Cmaj9#5 C^9#5 C+maj9"),
    ("1 3 b5 7", "Cmaj7b5 C^7b5 CM7-5 Cmaj7(b5)"
     " CΔb5 C7M(5-) CM7b5"),
    ("1 3 5 7 #9", "Cmaj7#9 Cj79# Cmaj7(#9)"),
    ("1 3 5 7 #9 #11", "Cmaj7#9#11 Cmaj79#11# Cj79#11#"),
    ("1 3 7", "Cmaj7(no5) C^7no5 Cmaj7omit5"),
    # dominants
    ("1 3 5 b7", "C7 Cdom7 C7th Cdom C_7 C⁷ C(7) Cadd7"
     " C_dominant_7 C７ C:7"),
    ("1 3 5 b7 9", "C9 C79 Cdom9 C9th C7(9) C7add9 C7/9 C⁹"
     " C9/7 C7,9 C:9"),
    ("1 3 5 b7 9 11", "C11 C11th C7911 Cdom11"),
    ("1 3 5 b7 9 13", "C13 C13th C7913 Cdom13 C¹³ C9(13) C9/13"
     " C7(9,13) C7/9/13 C:13"),
    ("1 3 5 b7 13", "C7(13) C7add13 C7/13"),
    ("1 3 5 6 b7", "C7add6 C7/6 C7(6)"),
    ("1 5 b7", "C7no3 C7(no3) C7omit3 C7(omit_3rd) Cm7no3"),
    ("1 3 b7", "C7no5 C7(omit5) C7omit5 C7(no_5th)"),
    ("1 3 b5 b7", "C7b5 C7-5 C7(b5) C7(-5) C7♭5 C7flat5"
     " C7(5-) C7/5- C7/b5"),
    ("1 3 #5 b7", "C7#5 C7+5 C7+ C+7 C7aug Caug7 C7(#5) C7(+5) C7♯5 C7sharp5 C7(+) C+(7)"
     " C7(5+) C7/5+ C7/#5 C⁷⁺⁵ C7(aug)"),
    ("1 3 b5 b7 9", "C9b5 C9-5 C9(b5)"),
    ("1 3 #5 b7 9", "C9#5 C9+ C+9 C9+5 Caug9 C9(#5) C+79 C9aug"),
    ("1 3 #5 b7 9 13", "C13#5 C+13 C13+"),
    ("1 3 5 b7 #11", "C7#11 C7+11 C7(#11) C711# C11# C7♯11 C7#4"
     " C7(11+) C7/11+ C7/#11"),
    ("1 3 5 b7 9 #11", "C9#11 C9+11 C911# C9(#11) C7911# C11#11 C7(9,#11)"),
    ("1 3 5 b7 9 #11 13", "C13#11 C13(#11) C1311# C13+11 C9#11(13)"),
    ("1 3 5 b7 b13", "C7b13 C7(b13) C13b C713b C7-13 C7b6"
     " C7(13-) C7/b13 C7/13-"),
    ("1 3 5 b7 9 b13", "C9b13 C9(b13) C7913b C13b13"),
    ("1 3 5 b7 b9", "C7b9 C7-9 C7(b9) C7(-9) C79b C9b C(b9) C7♭9 C7(♭9) C7/b9 C7addb9 C7flat9 C7_b9"
     " C7(9-) C7/9- C7,b9 C⁷♭⁹"),
    ("1 3 5 b7 #9", "C7#9 C7+9 C7(#9) C7(+9) C79# C9# C(#9) C7♯9 C7sharp9 C7add#9"
     " C7(9+) C7/9+ C7/#9 C7,#9 C7_#9"),
    ("1 3 5 b7 b9 #9", "C7b9#9 C7(b9#9) C7(b9,#9) C79b9#"),
    ("1 3 b5 b7 b9", "C7b9b5 C7b5b9 C7(b5,b9) C79bb5 C7-5-9 C7(b9b5)"),
    ("1 3 #5 b7 b9", "C7b9#5 C7#5b9 C79b+ C9b+ C+7b9 C7+5b9 C+7(b9) C+(b9) Caug7b9 C7+b9"
     " C7(5+,9-) C7(#5,b9) C+7-9"),
    ("1 3 5 b7 b9 #11", "C7b9#11 C7(b9,#11) C7(b9_#11) C7b9(#11) C79b11# C9b11# C7_(b9,_#11)"
     " C7(b9/#11) C7b9/#11 C7(9-,11+)"),
    ("1 3 5 b7 b9 b13", "C7b9b13 C7(b9,b13) C79b13b C13b9b C7b9(b13)"
     " C7-9-13 C7(9-,13-)"),
    ("1 3 5 b7 b9 13", "C13b9 C13(b9) C79b13 C139b C7b9,13 C7b9(13) C7b913 C13-9"
     " C7b9/13 C7(9-,13) C7(b9,13)"),
    ("1 3 5 b7 #9 13", "C13#9 C13(#9) C79#13 C13+9"),
    ("1 3 #5 b7 #9", "C7#9#5 C7#5#9 C+7#9 C79#+ C+79# C7+9+5 C7(#5,#9) C7(#5#9)"),
    ("1 3 b5 b7 #9", "C7#9b5 C7b5#9 C79#b5"
     " C7-5+9 C7(b5,#9) C7(#9b5)"),
    ("1 3 5 b7 #9 #11", "C7#9#11 C79#11#"),
    ("1 3 5 b7 #9 b13", "C7#9b13 C79#13b"),
    ("1 3 5 b7 b9 #11 b13", "C7b9#11b13 C13b11#9b"),
    ("1 3 b7 b9 #9 b13", "C7alt Calt C7(alt) C7_alt C7altered Caltered C7ALT"
     " C_alt Calt. C7_altered"),
    # minor sevenths
    ("1 b3 5 b7", "Cm7 C-7 Cmin7 Cmi7 CMI7 Cm(7) Cminor7 C−7 Cm⁷ Cm_7"
     " C_m7 C_minor_7 C_min7 cm7 cmin7 Cmin.7 C(m7) C:min7 Cｍ７ Cmin⁷ C-⁷"),
    ("1 b3 5 b7 9", "Cm9 C-9 Cmin9 Cmi9 C-79 Cm7(9) Cm7add9 Cm7/9"
     " Cm7,9 Cm⁹ C:min9 C_m9"),
    ("1 b3 5 b7 9 11", "Cm11 C-11 Cmin11 C-7911 Cmi11 Cm9(11)"),
    ("1 b3 5 b7 9 11 13", "Cm13 C-13 Cmin13"),
    ("1 b3 5 b7 9 13", "C-7913 Cm9(13)"),
    ("1 b3 5 b7 11", "Cm7(add11) Cm7add11 C-7(11) Cm7/11 Cm7add4 C-711"
     " Cm7,11"),
    ("1 b3 5 b7 b9", "Cm7b9 C-7(b9) C-79b"),
    ("1 b3 #5 b7", "Cm7#5 C-7#5 Cm7(#5) Cm7+5"),
    ("1 b3 5 7",
     "CmM7 Cm(maj7) CmMaj7 Cm/maj7 C-^7 C-^ C-Δ C-Δ7 Cminmaj7 Cmmaj7 C-j7 Cm^7 Cmi(ma7) Cm7M Cm(M7) Cm/M7 C-M7 Cm#7"
     " Cm+7 Cmin(maj7) C-(maj7) Cm_maj7 CmΔ"
     " C-maj7 C-ma7 Cmin_maj7 Cm(maj_7) CmΔ7 C:minmaj7 C_m(maj7)"),
    ("1 b3 5 7 9", "C-^9 CmM9 Cm(maj9) Cmmaj9 C-j79 C-Δ9"
     " Cm9(maj7) Cm(maj7,9) Cm(maj7/9) Cmmaj7(9) Cminmaj9"),
    ("1 b3 5 7 9 #11", "C-j7911#"),
    ("1 b3 5 7 9 13", "C-j7913"),
    # half-diminished and diminished
    ("1 b3 b5 b7",
     "Cm7b5 C-7b5 Cm7-5 Cø Cø7 Ch Ch7 CØ CØ7 C∅7 Cm7(b5) Cmin7b5 Cm7(-5) Cmi7b5 Cm7♭5 C-7(b5) Cmin7(b5) Cm7flat5"
     " Cm7(5-) Cm7/5- Cm5-/7 C% C%7 C_half-diminished C_half_dim_7 Chalfdim7 C_ø Cφ Cϕ7 C⌀7 Cm7/b5"),
    ("1 b3 b5 b7 9", "Ch9 Cø9 C-9b5 Cm9b5 Cm9(b5)"),
    ("1 b3 b5 b7 9 11", "Ch11 Cø11 Cm11b5"),
    ("1 b3 b5 bb7", "Co7 C°7 Cdim7 Cº7 CDIM7 Cdim(7)"
     " C07 CO7 C_dim7 C:dim7 C_dim_7 C°⁷ C_o7"),
    ("1 b3 b5 7", "Co^7 CoM7 Cdim(maj7) C°Δ7 Co^ Cdimmaj7"),
    ("1 b3 b5 bb7 9", "Co9 Cdim9 Cdim7(9)"),
    ("1 b3 b5 bb7 9 11", "Co11 Cdim11"),
    ("1 b3 b5 9", "Cdim(add9) Cdimadd9"),
    ("1 b3 b5 b7 b9", "Cm7b5b9 Cø7b9 Cm7b5(b9)"),
    ("1 b3 b5 b7 11", "Cm7b5(11) Cm7(b5,11) Cm7b5/11"),
    ("1 b3 b5 b7 b13", "Cø(b13) Cm7b5(b13)"),
    # a pedal tone, and things that need all their brackets
    ("1", "Cped Cpedal C(pedal) C_pedal"),
    ("1 3 5 b7 11", "C7(11) C7add11 C7/11 C7add4"),
    ("1 b3 5 b7 13", "Cm7(13) Cm7add13 Cm7/13"),
    ("1 3 5 7 13", "Cmaj7(13) Cmaj7add13 Cmaj7/13"),
    ("1 2 5 7", "Cmaj7sus2 CΔsus2"),
    ("1 4 5 6", "C6sus C6sus4"),
    ("1 4 5 9", "Csusadd9 Csus4add9 Csus(add9) C2sus4 C2/4"),
    ("1 5 11", "C5add11 C5(11) Cadd11no3"),
    ("1 3 5 6 11", "C6add11 C6(11)"),
    ("1 3 5 6 #11", "C6#11 C6(#11)"),
    ("1 b3 5 6 9 11", "Cm69(11) Cm6/9/11"),
    ("1 3 5 b7 b9 #11 13", "C13b9#11 C13(b9,#11)"),
    ("1 3 5 b7 #9 #11 13", "C13#9#11 C13(#9,#11)"),
    ("1 3 5 b7 #11 b13", "C7#11b13 C7(#11,b13)"),
    ("1 3 #5 b7 #11", "C+7#11 C7#5#11"),
    ("1 3 5 b7 b9 11", "C11b9"),
    ("1 b3 5 b7 b9 11", "Cm11b9"),
    ("1 b3 5 b7 b13", "Cm7b6 C-7b6 Cm7b13"),
    ("1 b3 #5 b7 9", "Cm9#5"),
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


def parenthesised(tail: str) -> str:
    """A tail that begins with an accidental in brackets, so that the root does not take it."""
    return f"({tail})" if tail[:1] in ("#", "b") else tail


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
