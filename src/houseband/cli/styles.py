"""``styles``: what the band can play."""

import json
from pathlib import Path

import click

from houseband.cli import show


@click.command(short_help="List the styles.")
@click.option("--json", "as_json", is_flag=True, help="As data.")
@click.option("--check", type=click.Path(path_type=Path), metavar="FILE", help="Whether a style file can be played.")
def styles(as_json: bool, check: Path | None) -> None:
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
