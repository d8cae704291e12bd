"""ChordPro songs: words with chords in brackets, directives in braces, and chord grids.

    {title: …} {t: …} {key: G} {time: 3/4} {tempo: 96} {capo: 3} {transpose: 2} {meta: key G} {comment: Verse 1}
    {start_of_verse: label="Verse 1"} … {end_of_verse}  {soc} … {eoc}  {chorus}  {start_of_grid} … {end_of_grid}  {ns}
    # a remark of the writer's       A[G]mazing [C]grace       [*an annotation]       [N.C.]       [(E)]       [|]

After the reference, ChordPro 6, at chordpro.org. Directives are in ``directive``, lines of words in ``words``, grids in
``barlines``, the head in ``facts``; ``song`` puts them in order. How long chords over words last is in ``lyricline``.
"""

from houseband.charts.chart import Chart
from houseband.charts.chordpro.brackets import look_at
from houseband.charts.chordpro.directive import Directive, directives, lines
from houseband.charts.chordpro.song import Song
from houseband.charts.source import Source
from houseband.errors import ChartError

MOST_SONGS = 10_000  # in one file


def read(source: Source) -> tuple[Chart, ...]:
    """Every song of the source. Raises ChartError if none has chords."""
    text = source.text
    brackets = look_at(source, text)
    song = Song(source, brackets)
    charts: list[Chart] = []
    unread: ChartError | None = None
    leaving = ""  # the passage that is left out, being for others
    for number, line in lines(text):
        found = directives(line) if "{" in line else None
        if found is None:
            if not leaving:
                song.read_line(line, number)
            continue
        if line.count("{") > line.count("}"):
            song.draft.remark("a directive that is not closed", number, line.find("{") + 1, line,
                              "taken to its line's end")  # fmt: skip
        for directive in found:
            if leaving:
                if directive.name == f"end_of_{leaving}":
                    leaving = ""
            elif directive.selector and song.metadata.selects(directive.selector) == directive.negated:
                leaving = _left_out(song, directive, number, line)
            elif directive.name == "new_song":
                if song.has_anything:
                    unread = _finish(song, charts) or unread
                    song = Song(source, brackets)
                if len(charts) >= MOST_SONGS:
                    raise ChartError(f"more than {MOST_SONGS:,} songs", source.name, number, hint="split the file")
            else:
                song.obey(directive, number, line)
    unread = unread or _finish(song, charts)
    if not charts and unread:
        raise unread
    return tuple(charts)


def _finish(song: Song, charts: list[Chart]) -> ChartError | None:
    """Add the song to the charts, or say why not."""
    try:
        charts.append(song.finish())
    except ChartError as error:
        return error
    return None


def _left_out(song: Song, directive: Directive, number: int, line: str) -> str:
    """A directive for others: the name of the passage that is left out with it, or ''."""
    whom = f"{'all but ' if directive.negated else ''}{directive.selector}"
    if directive.name.startswith("start_of_"):
        name = directive.name.removeprefix("start_of_")
        song.draft.remark(f"a passage of {name!r} for {whom}", number, 1, line, "left out")
        return name
    if directive.name in ("key", "time", "tempo", "capo", "transpose", "chorus"):
        song.draft.remark(f"{{{directive.name}}} for {whom}", number, 1, line, "left out")
    return ""
