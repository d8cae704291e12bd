"""The command line: a chart on the stand, a take on disk. Shown kindly; what the user can mend exits with status 2."""

import os
import sys
from typing import Any

import click

from houseband import __version__
from houseband.cli import charts, review, sounds, styles, takes
from houseband.errors import UserError

HELP = """Houseband, a session band in software: put a chart on the stand, get the take.

\b
  houseband record song.cho -o song.wav           the whole band, mixed
  houseband record song.cho -o takes/             mix, stems, MIDI and session.json
  houseband record tune.musicxml -o tune.mid --style bossa --key Em --tempo 140
  houseband read song.cho                         the chart as the band reads it
  houseband read songs/ --list                    what is in a folder or a song book
  houseband convert song.cho song.musicxml        the chart in another format
  houseband chord Bb7#11 C-7                      what is in a chord
  houseband review takes/                         a take beside what people play
  houseband sounds list                           the house's sounds, and SoundFonts on this machine

Charts: ChordPro, iReal Pro, MusicXML, ABC, MIDI, Guitar Pro, plain text (chord grids, chords over lyrics, numbers),
and more; docs/formats.md names them all.
"""


class Kind(click.Group):
    """Shows what the user can mend in red, without a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs)
        except UserError as error:
            click.echo(click.style("houseband: ", fg="red") + str(error), err=True)
            sys.exit(2)
        except BrokenPipeError:  # the reader of our output went away: head, less
            sys.stderr.close()
            sys.exit(0)


@click.group(cls=Kind, help=HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="houseband")
def main() -> None:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy's threads wait longer for each other than they work


for command in (
    takes.record,
    takes.play,
    charts.read,
    charts.convert,
    charts.chord,
    styles.styles,
    sounds.sounds,
    review.review,
):
    main.add_command(command)
