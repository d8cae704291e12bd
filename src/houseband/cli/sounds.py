"""``sounds``: which sounds there are, who plays which, where more come from, and the bank of tones."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from houseband.cli import show

if TYPE_CHECKING:
    from houseband.sound.fonts.getting import Library

as_data = click.option("--json", "as_json", is_flag=True, help="As data.")


@click.group(short_help="The house's sounds, SoundFonts and SFZ libraries.")
def sounds() -> None:
    """Which sounds there are and who plays which.

    \b
      houseband sounds list                             the house kit, and the libraries on this machine
      houseband sounds info FluidR3_GM                  a library's presets and licence
      houseband sounds use FluidR3_GM                   everybody plays it from now on
      houseband sounds use nylon.sfz --for guitar       the guitar only
      houseband sounds use house                        back to the house's own sounds
      houseband sounds get musescore-general            fetch a free library

    For one take: houseband record song.cho --sounds FILE, or --sounds guitar=FILE:BANK:PROGRAM.
    """


@sounds.command("list", short_help="List the house kit and the libraries found.")
@as_data
def list_(as_json: bool) -> None:
    """Lists the instruments of the house kit, and the libraries (.sf2 .sf3 .sfz) that are on this machine."""
    from houseband.cli.settings import chosen
    from houseband.page import library_line
    from houseband.sound.fonts.catalogue import entries, folders

    found = entries()
    if as_json:
        from houseband.music.instrument import INSTRUMENTS

        data = {
            "house": [
                {"name": name, "program": one.program, "lowest": one.lowest, "highest": one.highest}
                for name, one in INSTRUMENTS.items()
            ],
            "libraries": [
                {"name": one.found.name, "path": str(one.found.path), "bytes": one.found.bytes}
                | (
                    {"problem": one.problem}
                    if one.font is None
                    else {"format": one.font.format, "presets": len(one.font.presets), "licence": one.licence}
                )
                for one in found
            ],
            "chosen": [choice.text for choice in chosen()],
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    _list_house()
    click.echo(click.style("\nLibraries on this machine", bold=True))
    if found:
        lines = [library_line(one) for one in found]
        show.table(("name", "kind", "presets", "size", "licence"), lines, numbers=(2, 3))
    else:
        click.echo("none; houseband sounds get: fetches one, and $HOUSEBAND_SOUNDS names more folders. Looked in:")
        for folder in folders():
            click.echo(click.style(f"  {folder}", dim=True))
    if chosen():
        click.echo()
    _tell_chosen()


def _list_house() -> None:
    from houseband.music.general_midi import DRUM_KITS, FAMILIES, family
    from houseband.music.instrument import INSTRUMENTS

    click.echo(click.style("The house kit", bold=True) + click.style("  modelled, nothing to download", dim=True))
    for wanted in (*FAMILIES, DRUM_KITS):
        show.wrapped(wanted, [name for name, one in INSTRUMENTS.items() if family(one) == wanted])


def _tell_chosen() -> None:
    from houseband.cli.settings import chosen, settings_file

    choices = chosen()
    if choices:
        click.echo(click.style("Chosen for good", bold=True) + click.style(f"  {settings_file()}", dim=True))
        for choice in choices:
            click.echo(f"{choice.player or 'everybody'}: {choice.text.removeprefix(f'{choice.player}=')}")


@sounds.command(short_help="Show a library's presets and licence.")
@click.argument("name")
@as_data
def info(name: str, as_json: bool) -> None:
    """Shows the library NAME (a name of 'sounds list', or a file): what it says of itself, its presets, and what of it
    is not played."""
    from houseband.page import library_notes
    from houseband.sound.fonts.catalogue import licence_of, locate
    from houseband.sound.fonts.opening import open_font

    font = open_font(locate(name))
    ranges = [sorted(font.keys(index)) for index in range(len(font.presets))]
    if as_json:
        about = font.about
        data = {
            "path": str(font.path), "format": font.format, "title": about.title, "author": about.author,
            "copyright": about.copyright, "comment": about.comment, "samples": font.sample_count,
            "presets": [
                {"name": preset.name, "bank": preset.bank, "program": preset.program,
                 "lowest": keys[0] if keys else None, "highest": keys[-1] if keys else None}
                for preset, keys in zip(font.presets, ranges, strict=True)
            ],
            "remarks": [remark.problem for remark in font.remarks],
        }  # fmt: skip
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    click.echo(click.style(font.about.title or font.path.stem, bold=True) + click.style(f"  {font.path}", dim=True))
    for label, text in library_notes(font, licence_of(font.about, font.path)):
        click.echo(click.style(label.ljust(show.NOTE_WIDTH + 2), dim=True) + text)
    click.echo()
    rows = [
        (f"{preset.bank}:{preset.program}", preset.name, f"{keys[0]}–{keys[-1]}" if keys else "silent")
        for preset, keys in zip(font.presets, ranges, strict=True)
    ]
    show.table(("preset", "name", "keys"), rows, numbers=(0,))
    show.remarks(font.remarks)


@sounds.command(short_help="Choose a library for good, for everybody or for one player.")
@click.argument("name", required=False)
@click.option("--for", "player", help="A player (guitar) or an instrument (grand piano); default: everybody.")
def use(name: str | None, player: str | None) -> None:
    """Has takes played by the library NAME from now on; NAME may end in :BANK:PROGRAM or :PRESET.

    'house' goes back to the house's own sounds: for everybody, or for one player with --for. Without a NAME, shows
    what is chosen.
    """
    from dataclasses import replace

    from houseband.choices import sound_choice
    from houseband.cli.settings import choose, chosen, save
    from houseband.sound.fonts.catalogue import locate
    from houseband.sound.fonts.opening import open_font
    from houseband.sound.fonts.presets import check_preset

    if name is None:
        if not chosen():
            click.echo("everybody plays the house's own sounds")
        _tell_chosen()
        return
    choice = sound_choice(name)
    choice = replace(choice, player=player.strip().lower()) if player else choice
    if choice.is_house and choice.player is None:
        path = save(())
        click.echo(f"everybody plays the house's own sounds  {click.style(str(path), dim=True)}")
        return
    if not choice.is_house:
        font = open_font(locate(choice.font))
        check_preset(font, choice)
        choice = replace(choice, font=str(font.path))
    path = choose(choice)
    who = choice.player or "everybody"
    click.echo(f"{who} plays {Path(choice.font).name}  {click.style(str(path), dim=True)}")


@sounds.command(short_help="Fetch a free library of samples.")
@click.argument("name", required=False)
@click.option("--from", "url", help="Any other address of a .sf2, .sf3 or .zip file.")
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="Where to put it.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
def get(name: str | None, url: str | None, folder: Path | None, yes: bool) -> None:
    """Fetches the library NAME, after showing its licence. Without a NAME, lists those that are known.

    A download that broke off goes on where it was. This command alone uses the network.
    """
    from houseband.page import size_text
    from houseband.sound.fonts import getting
    from houseband.sound.fonts.catalogue import data_folder

    if name is None and url is None:
        rows = [(one.name, one.title, size_text(one.bytes_about), one.licence) for one in getting.libraries()]
        show.table(("name", "library", "size", "licence"), rows, numbers=(2,))
        click.echo(click.style("\nhouseband sounds get NAME: fetches one", dim=True))
        return
    library = getting.library(name or "") if url is None else getting.from_url(url, name)
    _show_library(library)
    if not yes and not click.confirm("Fetch it?", default=True):
        return
    with show.progress() as told:
        where = getting.get(library, folder or data_folder(), _share_of(told))
    click.echo(str(where))
    hint = "list: shows what is in it" if where.is_dir() else f"use '{library.name}': has the band play it"
    click.echo(click.style(f"houseband sounds {hint}", dim=True))


def _show_library(library: "Library") -> None:
    from houseband.page import size_text

    click.echo(click.style(library.title, bold=True))
    for label, text in (
        ("from", library.url),
        ("size", size_text(library.bytes_about) if library.bytes_about else "not known"),
        ("licence", " ".join(part for part in (library.licence or "not known: ask its makers", library.licence_url))),
    ):
        click.echo(click.style(label.ljust(show.NOTE_WIDTH), dim=True) + text.strip())


def _share_of(told: Any) -> Any:
    """Progress in bytes, told as a share."""
    return lambda done, total: told("fetching", done / total if total else 0.0)


@sounds.command(short_help="Show or empty the bank of tones on disk.")
@click.option("--clear", is_flag=True, help="Take every tone out.")
@click.option("--shrink", type=click.IntRange(0), metavar="MB", help="Take out what was not used for longest.")
@as_data
def cache(clear: bool, shrink: int | None, as_json: bool) -> None:
    """Shows where tones are kept between runs, how many there are, and the limit ($HOUSEBAND_CACHE_MB)."""
    from houseband.page import counted, size_text
    from houseband.sound import shelf
    from houseband.sound.bank import default_folder, folder_limit_bytes

    folder = default_folder()
    freed = shelf.clear(folder) if clear else shelf.prune(folder, shrink * 10**6) if shrink is not None else 0
    count, size = shelf.cache_size(folder)
    limit = folder_limit_bytes()
    if as_json:
        data = {"folder": str(folder), "tones": count, "bytes": size, "limit_bytes": limit, "freed_bytes": freed}
        click.echo(json.dumps(data, indent=2))
        return
    if freed:
        click.echo(f"{size_text(freed)} freed")
    click.echo(f"{counted(count, 'tone')}, {size_text(size)} of {size_text(limit)} at most")
    click.echo(click.style(str(folder), dim=True))
