"""``styles``: what the band can play."""

import json

import click

from houseband.cli import show


@click.command(short_help="List the styles.")
@click.option("--json", "as_json", is_flag=True, help="As data.")
def styles(as_json: bool) -> None:
    """Lists every style with its family, meters and tempo (slowest–usual–fastest)."""
    from houseband.page import style_line
    from houseband.styles.style import house_styles

    found = house_styles().values()
    if as_json:
        keys = ("name", "title", "family")
        data = [
            {**{k: getattr(s, k) for k in keys}, "meters": s.meters, "tempo_bpm": s.tempo_bpm, "words": s.words}
            for s in found
        ]
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    show.table(("name", "style", "family", "meters", "tempo"), [style_line(style) for style in found])
