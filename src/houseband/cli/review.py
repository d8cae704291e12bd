"""``review``: a take beside what people play."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from houseband.cli import show

if TYPE_CHECKING:
    from houseband.review.hearing import Heard


@click.command(short_help="Measure a take against what people play.")
@click.argument("take", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As data.")
@click.option("--all", "show_all", is_flag=True, help="Every figure, not only those that are not people's.")
def review(take: Path, as_json: bool, show_all: bool) -> None:
    """Measures TAKE: a folder that record has made, a session.json, a MIDI file of anybody, or a chart to be played.

    For each figure the mean and the range of people (5th to 95th percentile), what it is here, and a verdict.
    """
    from houseband.page import review_line
    from houseband.review.verdict import GROUPS
    from houseband.review.verdict import review as reviewed

    found = reviewed(_heard(take))
    if as_json:
        lines = [
            {
                "name": line.band.name, "group": line.band.group, "about": line.band.about, "unit": line.band.unit,
                "people_mean": line.band.mean, "people_low": line.band.low, "people_high": line.band.high,
                "takes": line.band.n, "source": line.band.source, "ours": line.ours, "in_band": line.is_in_band,
                "score": line.score,
            }
            for line in found.lines
        ]  # fmt: skip
        data = {
            "take": found.name, "bars": found.bars, "tempo_bpm": found.tempo_bpm, "share_in_band": found.share(),
            "passes": found.passes, "failed": found.failed, "remarks": found.remarks, "figures": lines,
        }  # fmt: skip
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    for group, title in GROUPS.items():
        lines_of = [line for line in found.lines if line.band.group == group]
        shown = [line for line in lines_of if show_all or not line.is_in_band]
        if not lines_of:
            continue
        click.echo(click.style(title, bold=True) + f"  {found.share(group):.0%} of {len(lines_of)} as people do")
        if shown:
            show.table(("figure", "people", "range", "here", ""), [review_line(line) for line in shown], (1, 2, 3))
        click.echo()
    for remark in found.remarks:
        click.echo(click.style(remark, dim=True))
    click.echo(f"{found.share():.0%} of {len(found.lines)} figures are within the ranges of people.")
    verdict = (
        "It would pass for people." if found.passes else "It would not pass for people: " + "; ".join(found.failed)
    )
    click.echo(click.style(verdict, fg="green" if found.passes else "yellow"))


def _heard(path: Path) -> "Heard":
    """The take at a path; a chart or a session is played first."""
    from houseband.cli.takes import session_in
    from houseband.review.hearing import hear
    from houseband.stand import load

    if path.is_dir() and (path / "take.mid").is_file():
        path = path / "take.mid"
    if path.suffix.lower() in (".mid", ".midi"):
        return hear(load(path).data, path.name)
    from houseband.deliver.midi import midi_bytes
    from houseband.takes import Take, take

    session = session_in(load(path)) if path.suffix.lower() == ".json" else None
    played = Take(session) if session is not None else take(path)
    return hear(midi_bytes(played.performance), path.name)
