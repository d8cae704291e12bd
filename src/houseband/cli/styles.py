"""``styles``: what the band can play."""

import json
from pathlib import Path

import click

from houseband.cli import show


@click.command(short_help="List the styles.")
@click.option("--json", "as_json", is_flag=True, help="As data.")
@click.option("--audition", type=click.Path(path_type=Path), metavar="FOLDER", help="Record eight bars of each, there.")
@click.option("--only", multiple=True, metavar="STYLE", help="With --audition: only this style; may be repeated.")
@click.option("--check", type=click.Path(path_type=Path), metavar="FILE", help="Whether a style file can be played.")
def styles(as_json: bool, audition: Path | None, only: tuple[str, ...], check: Path | None) -> None:
    """Lists every style with its family, meters and tempo (slowest–usual–fastest).

    With --check, reads a style file of your own and says what is wrong with it, if anything is.
    """
    from houseband.page import style_line
    from houseband.styles.own import own_styles
    from houseband.styles.style import house_styles, parse_style, style_text

    if check is not None:
        style = parse_style(style_text(check), str(check))
        show.table(("name", "style", "family", "meters", "tempo"), [style_line(style)])
        click.echo(click.style(f"\nit can be played: houseband record CHART --style {check}", dim=True))
        return
    if audition is not None:
        _audition(audition, only)
        return
    own, broken = own_styles()
    found = [*house_styles().values(), *(one.style for one in own.values())]
    if as_json:
        keys = ("name", "title", "family")
        data = [
            {**{k: getattr(s, k) for k in keys}, "meters": s.meters, "tempo_bpm": s.tempo_bpm, "words": s.words}
            for s in found
        ]
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    show.table(("name", "style", "family", "meters", "tempo"), [style_line(style) for style in found])
    for one in own.values():
        click.echo(click.style(f"{one.style.name}: {one.path}", dim=True))
    for error in broken:
        click.echo(click.style(f"not played: {error}", fg="yellow"), err=True)


EIGHT_BARS = "| Cmaj7 | Am7 | Dm7 | G7 | Em7 | A7 | Dm7 G7 | Cmaj7 |"
EIGHT_PLAIN_BARS = "| C | Am | F | G7 | C | F | G7 | C |"
WITH_SEVENTHS = ("jazz", "latin", "soul")


def _audition(folder: Path, only: tuple[str, ...]) -> None:
    """Eight bars of every style, or of those that are named, as WAV files in a folder."""
    from houseband.charts.formats import read_charts
    from houseband.charts.source import Source
    from houseband.styles.choose import find_style
    from houseband.styles.own import own_styles
    from houseband.styles.style import house_styles
    from houseband.takes import take

    own = [one.style for one in own_styles()[0].values()]
    wanted = [find_style(name) for name in only] or [*house_styles().values(), *own]
    folder.mkdir(parents=True, exist_ok=True)
    with show.progress() as told:
        for number, style in enumerate(wanted):
            bars = EIGHT_BARS if style.family in WITH_SEVENTHS else EIGHT_PLAIN_BARS
            text = f"Title: {style.title}\nKey: C\nTime: {style.meters[0]}\n\n{bars}\n"
            chart = read_charts(Source(text.encode(), "audition.txt"))[0]
            take(chart, style=style.name).save(folder / f"{style.name}.wav")
            told("recording", (number + 1) / len(wanted))
    click.echo(f"{len(wanted)} style{'s' if len(wanted) != 1 else ''} in {folder}")
