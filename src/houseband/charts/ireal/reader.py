"""iReal Pro charts: ``irealb://`` (scrambled) and ``irealbook://`` (plain) links in a text file or a web page.

``link`` takes the links apart, ``grid`` reads the chords, ``beats`` counts them, ``words`` understands the texts.
"""

from dataclasses import replace

from houseband.charts.chart import Chart
from houseband.charts.draft import Draft
from houseband.charts.ireal.grid import SHOWN, Grid
from houseband.charts.ireal.link import Tune, find_links, key_or_none, tunes_of
from houseband.charts.source import Source
from houseband.errors import ChartError

SLOWEST_BPM, FASTEST_BPM = 20, 500


def read(source: Source) -> tuple[Chart, ...]:
    """Every tune of every link in the source. Raises ChartError if there is no link, or no link has a tune."""
    text = source.text
    # What a dash and a B mean in other charts is no question here.
    source = replace(source, reading=replace(source.reading, dash_is_minor=True, german=False))
    charts: list[Chart] = []
    unread: ChartError | None = None
    line, line_start, counted_to = 1, 0, 0
    for link in find_links(text):
        breaks = text.count("\n", counted_to, link.start)
        if breaks:
            line, line_start = line + breaks, text.rfind("\n", counted_to, link.start) + 1
        counted_to = link.start
        column = link.start - line_start + 1
        tunes, playlist = tunes_of(link.body)
        if not tunes:
            unread = unread or ChartError("an iReal link without a chart in it", source.name, line, column,
                                          hint="export the chart from iReal Pro again")  # fmt: skip
        for tune in tunes:
            try:
                charts.append(_chart(tune, playlist, source, line, column))
            except ChartError as error:
                unread = unread or error
    if charts:
        return tuple(charts)
    raise unread or ChartError("no irealb:// or irealbook:// link found", source.name, 1, 1)


def _chart(tune: Tune, playlist: str, source: Source, line: int, column: int) -> Chart:
    draft = Draft(source, "ireal")
    draft.title, draft.composer, draft.style, draft.key = tune.title, tune.composer, tune.style, key_or_none(tune.key)

    def remark(problem: str, hint: str = "") -> None:
        draft.remark(f"{problem} ({tune.title[:SHOWN]!r})", line, column, hint=hint)

    if tune.key and draft.key is None:
        remark(f"no such key {tune.key[:SHOWN]!r}")
    tempo = int(tune.tempo) if tune.tempo.isdecimal() and len(tune.tempo) < 5 else 0
    if SLOWEST_BPM <= tempo <= FASTEST_BPM:
        draft.tempo_bpm = float(tempo)
    elif tune.tempo.strip("0"):
        remark(f"no such tempo {tune.tempo[:SHOWN]!r}")
    if tune.shown_key:
        remark("the app transposes this chart for its player", f"read in its own key, {tune.key[:SHOWN]}")
    if tune.is_cut:
        remark("the link is cut off within the chords", "the last bars may be wrong: copy the whole link")
    said = {
        "playlist": playlist,
        "playing style": tune.playing_style if tune.playing_style not in (tune.style, "0") else "",
        "choruses": tune.choruses if tune.choruses.isdecimal() and int(tune.choruses[:4]) else "",
    }
    draft.credits = [(role, words) for role, words in said.items() if words]
    Grid(draft, remark).read(tune.music)
    return draft.finish()
