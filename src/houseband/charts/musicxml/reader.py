"""MusicXML, plain and compressed: chords, melody, words, roadmap and every written part of a lead sheet or a score.

MusicXML 4.0: https://www.w3.org/2021/06/musicxml40/ . Of a score with several parts, the chart is of the one with the
most chord symbols; the melody is its own, or else that of the first part with one. Signs of the road count in every
part.
"""

from dataclasses import replace
from xml.etree.ElementTree import Element

from houseband.charts.chart import Chart, Frame
from houseband.charts.draft import MOST_BARS
from houseband.charts.musicxml import head
from houseband.charts.musicxml.bars import bars_of, written_part
from houseband.charts.musicxml.document import measures_by_part, parse, places, score_bytes
from houseband.charts.musicxml.grid import Grid
from houseband.charts.musicxml.lengths import infer_meter
from houseband.charts.musicxml.margin import Place, remarks
from houseband.charts.musicxml.part import Part, read_part
from houseband.charts.musicxml.signs import Signs, count_repeats, merge, read_signs
from houseband.charts.source import Source
from houseband.errors import ChartError, Remark


def read(source: Source) -> tuple[Chart, ...]:
    """The one chart of a MusicXML file. Raises ChartError, with its place, for what is no score or has no music."""
    data = score_bytes(source)
    root = parse(data, source.name)
    elements = measures_by_part(root)
    if not elements:
        raise ChartError("a score without a bar", source.name, 1, hint="is it the right file?")
    if max(map(len, elements.values())) > MOST_BARS:
        raise ChartError(f"more than {MOST_BARS:,} bars", source.name, hint="split the score")
    grid = Grid(divisions.text for divisions in root.iter("divisions"))
    heads = head.score_parts(root)
    parts = [
        read_part(measures, _named(heads.get(id_, head.ScorePart("")), id_), grid)
        for id_, measures in elements.items()
    ]  # fmt: skip
    chosen = max(parts, key=lambda part: part.chord_count)
    with_melody = next((part for part in parts if part.has_melody), None)
    has_music = chosen.chord_count or any(note.pitch is not None for part in parts for note in part.notes)
    if has_music and not chosen.chord_count:
        chosen = with_melody or next(part for part in parts if any(note.pitch is not None for note in part.notes))
    if chosen.has_melody or with_melody is None:
        with_melody = chosen
    chart = _chart(root, parts, chosen, with_melody, grid)
    told = remarks(chosen.margin, _places(root, parts, chosen), data)
    if not has_music:
        line, column, text = places(data).of(0)
        told = (Remark("neither notes nor chords in it: the bars are silent", line, column, text), *told)
    return (replace(chart, remarks=told),)


def _named(found: head.ScorePart, id_: str) -> head.ScorePart:
    return found if found.name else replace(found, name=id_)


def _chart(root: Element, parts: list[Part], chosen: Part, with_melody: Part, grid: Grid) -> Chart:
    margin = chosen.margin
    infer_meter(chosen.measures, grid, margin)
    signs = _signs(parts, chosen, with_melody)
    if with_melody is not chosen:
        for measure, other in zip(chosen.measures, with_melody.measures, strict=False):
            measure.content = max(measure.content, other.content)
            measure.fermatas += other.fermatas
    with_words = next((part for part in (with_melody, *parts) if any(note.lyrics for note in part.notes)), with_melody)
    with_kicks = next(
        (part for part in (chosen, *parts) if any(note.is_rhythm is not False for note in part.notes)), chosen
    )
    if chosen.first_grace is not None:
        measure_index, count = chosen.first_grace
        margin.add("1 grace note" if count == 1 else f"{count} grace notes", "they are not played", measure_index)
    bars, lengths = bars_of(chosen, with_melody, with_words, with_kicks, signs, grid, margin)
    if len(parts) > 1:
        margin.add(f"{len(parts)} parts", f"the chart is of {chosen.head.name!r}; each is kept as it is written")
    style, swing = signs[0].style, signs[0].swing
    frames = dict.fromkeys(frame for part in (chosen, *parts) for frame in part.frames)
    return Chart(
        title=head.title(root),
        bars=bars,
        format="musicxml",
        composer=head.composer(root),
        key=next((measure.key for measure in chosen.measures[:2] if measure.key), None),
        style=", ".join(
            word for word in (style, swing) if word and (word == style or swing.lower() not in style.lower())
        ),
        tempo_bpm=next((bar.tempo_bpm for bar in bars[:2] if bar.tempo_bpm), None),
        credits=head.other_credits(root),
        frames=tuple[Frame, ...](frames),
        parts=tuple(
            written_part(part, lengths, grid) for part in parts if any(note.pitch is not None for note in part.notes)
        ),
    )


def _signs(parts: list[Part], chosen: Part, with_melody: Part) -> list[Signs]:
    """The signs of every bar: all that any part has, and the words of the chosen, the melody's and the first part."""
    signs = _own_signs(chosen)
    for part in parts:
        if part is chosen:
            continue
        others = read_signs(
            [measure.signs for measure in part.measures], [measure.content for measure in part.measures]
        )
        for sign, other in zip(signs, others, strict=False):
            merge(sign, other)
            if part is with_melody or part is parts[0]:
                sign.directions += other.directions
                if other.style and other.style != sign.style:
                    sign.directions.append(other.style)
    for sign in signs[1:]:
        for word in (sign.swing, sign.style):  # later in the tune, words are directions
            if word:
                sign.directions.insert(0, word)
    count_repeats(signs)
    return signs


def _own_signs(part: Part) -> list[Signs]:
    return read_signs([measure.signs for measure in part.measures], [measure.content for measure in part.measures])


def _places(root: Element, parts: list[Part], chosen: Part) -> list[Place]:
    """Where each measure of the chosen part is found, and what it is called."""
    first = 0  # the place of its first measure among all in the file
    if root.tag == "score-partwise":
        first = sum(len(part.measures) for part in parts[: parts.index(chosen)])
    of = f" of {chosen.head.name!r}" if len(parts) > 1 else ""
    return [
        Place(first + index, f"bar {measure.number or index + 1}{of}") for index, measure in enumerate(chosen.measures)
    ]
