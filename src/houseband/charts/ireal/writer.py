"""Charts as a web page with an iReal Pro link on it: tapped on a phone that has the app, it opens there.

One chart is one song; several are a playlist in one link. The page holds nothing else that matters, and our ``reader``
reads it back. What does not fit is told (``fit``); chords are spelled as the app does (``quality``).
"""

import html
import re
from collections.abc import Sequence
from urllib.parse import quote

from houseband.charts.chart import Chart
from houseband.charts.ireal.fit import fit
from houseband.charts.ireal.link import SCRAMBLED, UNKNOWN_COMPOSER, scrambled, swapped
from houseband.charts.ireal.losses import Losses
from houseband.charts.ireal.song import progression
from houseband.charts.written import Written
from houseband.errors import ChartError, Remark
from houseband.music.key import Key, key_from_fifths

KEPT_CREDITS = frozenset(("playlist", "playing style", "choruses"))
APP_KEYS = frozenset(
    ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B", "A-", "Bb-", "B-", "C-", "C#-", "D-", "Eb-", "E-",
     "F-", "F#-", "G-", "G#-")
)  # fmt: skip
_ARTICLE = re.compile(r"(A|An|The) (.+)", re.DOTALL)
_LAST_FIRST = re.compile(r"(\S+), (\S+)")


def write(charts: Sequence[Chart]) -> Written:
    """A page with one link that holds all charts. Raises ChartError if there are none."""
    if not charts:
        raise ChartError("no chart to write", hint="an iReal Pro playlist has a song at least")
    songs, remarks = zip(*(_song(chart) for chart in charts), strict=True)
    name = _playlist(charts)
    body = "===".join([*songs, name] if len(songs) > 1 or name else songs)
    page = _page(charts, name, "irealb://" + quote(body, safe=""))
    return Written(page.encode(), tuple(remark for some in remarks for remark in some))


def _song(chart: Chart) -> tuple[str, tuple[Remark, ...]]:
    """The fields of one song, and what it lacks. Raises ChartError if it has no bars."""
    if not chart.bars:
        raise ChartError(f"{chart.title!r} has no bars to write")
    losses = Losses()
    music = progression(fit(chart, losses), losses)
    key, problem = _key(chart.key)
    if problem:
        losses.add(problem, f"iReal Pro is told {key}")
    tempo = 0 if chart.tempo_bpm is None else round(chart.tempo_bpm)
    if chart.tempo_bpm is not None and tempo != chart.tempo_bpm:
        losses.add(f"{chart.tempo_bpm:g} beats a minute", f"iReal Pro is told {tempo}")
    said = dict(reversed(chart.credits))
    for role in said:
        if role not in KEPT_CREDITS:
            losses.add(f"the {role}", "iReal Pro names the composer only: left out")
    choruses = said.get("choruses", "")
    fields = (
        _title(chart.title), _composer(chart.composer), "", _field(chart.style) or " ", key, "",
        SCRAMBLED + scrambled(music), _field(said.get("playing style", "")), str(tempo),
        choruses if choruses.isdecimal() else "0",
    )  # fmt: skip
    return "=".join(fields), losses.remarks(chart.title)


def _field(text: str) -> str:
    """A text that can stand between equals signs."""
    return " ".join(text.replace("=", "-").replace(SCRAMBLED, "").split())


def _title(title: str) -> str:
    found = _ARTICLE.fullmatch(title)
    return _field(f"{found[2]}, {found[1]}" if found else title) or "Untitled"


def _composer(composer: str) -> str:
    """Last name first, as the app sorts by it."""
    if found := _LAST_FIRST.fullmatch(composer.strip()):
        return _field(f"{found[1]} {found[2]}")
    return _field(swapped(composer)) or UNKNOWN_COMPOSER


def _key(key: Key | None) -> tuple[str, str]:
    """The key as the app names it, and what is not so; it has major and minor keys only."""
    if key is None:
        return "C", "no key given"
    mode = "minor" if key.is_minor else "major"
    suffix = "-" if key.is_minor else ""
    problem = "" if key.mode == mode else f"{key} is no key of iReal Pro"
    if key.tonic + suffix in APP_KEYS:
        return key.tonic + suffix, problem
    other = Key(key.tonic, "minor" if key.is_minor else "major")
    fifths = other.fifths - 12 if other.fifths > 0 else other.fifths + 12
    return key_from_fifths(fifths, other.mode).tonic + suffix, f"{key} is no key of iReal Pro"


def _playlist(charts: Sequence[Chart]) -> str:
    names = {_field(dict(chart.credits).get("playlist", "")) for chart in charts}
    return names.pop() if len(names) == 1 else "Playlist" if len(charts) > 1 else ""


def _page(charts: Sequence[Chart], name: str, link: str) -> str:
    title = html.escape(name or charts[0].title)
    items = "".join(
        f"<li>{html.escape(chart.title)}{html.escape(f' – {chart.composer}') if chart.composer else ''}</li>\n"
        for chart in charts
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title></head>\n<body>\n'
        f'<h1><a href="{link}">{title}</a></h1>\n<ol>\n{items}</ol>\n'
        "<p>Tap the title to open this in iReal Pro.</p>\n</body>\n</html>\n"
    )
