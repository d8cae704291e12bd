"""``record`` and ``play``: the band plays a chart."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from houseband.cli import show
from houseband.cli.options import NamesType, reading_options, road_options, take_conventions, take_reading, with_options

if TYPE_CHECKING:
    from houseband.charts.chart import Chart
    from houseband.charts.source import Source
    from houseband.choices import SoundChoice
    from houseband.session import Session


def _session_options(command: Any) -> Any:
    """The options that decide a take, the same for ``record`` and ``play``."""
    return with_options(road_options(reading_options(command)), [
        click.option("--style", help="Style by name ('houseband styles') or file; default: as the chart says."),
        click.option("--key", help="Key to play in: Em, Bb, 'F# minor'; default: the chart's."),
        click.option("--tempo", "tempo_bpm", type=float, help="Beats a minute; default: the chart's, or the style's."),
        click.option("--choruses", type=click.IntRange(1, 999), help="Times through the form.  [default: 1]"),
        click.option("--seed", type=int, help="Another number, another take.  [default: 0]"),
        click.option("--band", type=NamesType(), help="Who plays, of drums,percussion,bass,guitar,keys,lead."),
        click.option("--without", type=NamesType(), help="Who sits out: drums."),
        click.option("--parts", type=NamesType(),
                     help="Parts of a score to play as written: all, or names or numbers; the band then lays out."),
        click.option("--swing", type=click.FloatRange(1, 4), help="First eighth to second: 1 even, 2 triplets."),
        click.option("--melody", type=click.Choice(["on", "off"]), help="Whether the lead plays.  [default: on]"),
        click.option("--sounds", multiple=True, metavar="[PLAYER=]FILE",
                     help="Samples (.sf2 .sf3 .sfz) for everybody, or PLAYER=FILE:BANK:PROGRAM; or house."),
        click.option("--desk", help="Desk: a .toml file with what is to be otherwise, or a house desk by name."),
        click.option("--intro", "intro_bars", type=click.IntRange(0, 64), metavar="BARS",
                     help="The tune's last bars before it, as an introduction."),
        click.option("--ending", type=click.Choice(["hold", "button", "ritardando", "tag", "fade"]),
                     help="How it ends; default: as is usual in the style."),
        click.option("--raise-last", type=click.IntRange(-6, 6), metavar="SEMITONES",
                     help="Another key for the last chorus."),
        click.option("--count-in/--no-count-in", default=None, help="One bar of sticks before the top."),
        click.option("--quiet", "-q", is_flag=True, help="No progress, no summary."),
    ])  # fmt: skip


@click.command(short_help="Have the band play a chart, into files.")
@click.argument("chart", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", "outputs", multiple=True, type=str,
    help="What to write: .wav .flac .mid, or a folder/ for mix, stems, MIDI and session.json. May be repeated.",
)  # fmt: skip
@_session_options
def record(chart: Path, outputs: tuple[str, ...], quiet: bool, **wishes: Any) -> None:
    """Reads CHART, has the band play it, and writes each OUTPUT.

    CHART may also be the session.json beside an earlier take: it gives that take again.
    """
    from houseband.takes import Take, kind_of

    paths = [Path(output) for output in outputs] or [Path(chart.stem + ".wav")]
    kinds = ["folder" if output.endswith(("/", "\\")) else kind_of(Path(output)) for output in outputs] or ["audio"]
    session = _session(chart, wishes)
    with show.progress(quiet) as told:
        take = Take(session, told)
        files = [file for path in paths for file in take.save(path)]
    if not quiet:
        show.summary(take, files, has_audio={"audio", "folder"} & set(kinds) != set())


@click.command(short_help="Have the band play a chart aloud (extra: live).")
@click.argument("chart", type=click.Path(path_type=Path))
@_session_options
def play(chart: Path, quiet: bool, **wishes: Any) -> None:
    """Reads CHART and plays it aloud on the default sound device."""
    from houseband.deliver.live import check_live, play_aloud
    from houseband.takes import Take

    check_live()
    session = _session(chart, wishes)
    with show.progress(quiet) as told:
        take = Take(session, told)
        with take.aloud() as band:
            if not quiet:
                show.summary(take, [], has_audio=False)
            play_aloud(band, lambda share: told("sounding", share))


def session_in(source: "Source") -> "Session | None":
    """The session in a session file; None for anything else."""
    if source.suffix != ".json":
        return None
    from houseband.session import is_session, parse_session

    return parse_session(source.data, source.name) if is_session(source.data) else None


def _session(path: Path, wishes: dict[str, Any]) -> "Session":
    """The session to play: of a session file, or of a chart; the wishes that were uttered come on top."""
    from dataclasses import replace

    from houseband.cli.settings import chosen
    from houseband.session import Session
    from houseband.stand import load, open_book

    song, reading = wishes.pop("song"), take_reading(wishes)
    wishes["conventions"] = take_conventions(wishes)
    if wishes["melody"] is not None:
        wishes["melody"] = wishes["melody"] == "on"
    if wishes["desk"] is not None:
        from houseband.desk.house_desks import read_wishes

        wishes["desk"] = read_wishes(wishes["desk"])
    sounds = wishes.pop("sounds")
    uttered = {name: value for name, value in wishes.items() if value is not None}
    session = session_in(load(path)) if path.suffix.lower() == ".json" else None
    if session is not None:
        if "style" in uttered:
            uttered["style_toml"] = ""
        return replace(session, **uttered, sounds=_sounds(session.sounds, sounds))
    book = open_book(path, reading)
    chart = book.pick(song).chart if song is not None else book.entries[0].chart
    if song is None and len(book.entries) > 1:
        chart = _with_book_remark(chart, len(book.entries))
    return Session(chart, **uttered, sounds=_sounds(chosen(), sounds))


def _sounds(usual: "tuple[SoundChoice, ...]", uttered: tuple[str, ...]) -> "tuple[SoundChoice, ...]":
    """Who plays which samples: what was uttered counts, and what is usual for those whom it does not name."""
    from houseband.choices import sound_choice

    said = tuple(map(sound_choice, uttered))
    return said if any(choice.player is None for choice in said) else (*usual, *said)


def _with_book_remark(chart: "Chart", count: int) -> "Chart":
    from dataclasses import replace

    from houseband.errors import Remark

    remark = Remark(f"the first of {count} songs is played", hint="choose another with --song NUMBER or --song TITLE")
    return replace(chart, remarks=(*chart.remarks, remark))
