"""Options that several commands share, and the types of their values."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from houseband.charts.conventions import Conventions
    from houseband.charts.source import Reading


class BarsType(click.ParamType):  # type: ignore[type-arg]
    """A positive number of bars, such as 2 or 1/2."""

    name = "bars"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        try:
            number = Fraction(value)
        except (ValueError, ZeroDivisionError):
            self.fail(f"{value!r} is not a number of bars such as 2 or 1/2", param, ctx)
        if not 0 < number <= 64:
            self.fail(f"a chord cannot last {value} bars", param, ctx)
        return number


class NamesType(click.ParamType):  # type: ignore[type-arg]
    """Names with commas between them."""

    name = "players"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        return (
            tuple(name.strip().lower() for name in value.split(",") if name.strip())
            if isinstance(value, str)
            else value
        )


def with_options(command: Any, options: list[Any]) -> Any:
    """The command with these options, in this order."""
    for option in reversed(options):
        command = option(command)
    return command


def dialect_options(command: Any) -> Any:
    """The options that say what letters mean."""
    return with_options(command, [
        click.option("--dash", type=click.Choice(["minor", "flat"]),
                     help="What the dash of C- means.  [default: minor]"),
        click.option("--german/--english", default=None,
                     help="Whether B is B flat; without either: where the chart shows it by an H."),
    ])  # fmt: skip


def reading_options(command: Any) -> Any:
    """The options that say which chart is meant and how to take what it leaves open; see ``take_reading``."""
    return with_options(dialect_options(command), [
        click.option("--song", help="Which song of a song book or folder: its number or title."),
        click.option("--bars-per-chord", type=BarsType(), help="Bars that a chord over lyrics lasts: 1, 2, 1/2."),
        click.option("--harmonise", type=click.Choice(["auto", "always", "never"]),
                     help="Whether a tune without chords gets some; auto: dance tunes do.  [default: auto]"),
    ])  # fmt: skip


def take_reading(wishes: dict[str, Any]) -> "Reading":
    """How to read, out of the wishes (they are taken from it)."""
    from houseband.charts.source import Reading

    dash = wishes.pop("dash")
    return Reading(
        bars_per_chord=wishes.pop("bars_per_chord", None),
        harmonise=wishes.pop("harmonise", None) or "auto",
        dash_is_minor=dash != "flat",
        german=wishes.pop("german"),
    )


def road_options(command: Any) -> Any:
    """The options that say what a roadmap leaves to custom; see ``take_conventions``."""
    return with_options(command, [
        click.option("--repeats-after-jump/--no-repeats-after-jump", default=None,
                     help="Take repeats again after a D.C. or D.S.  [default: no]"),
        click.option("--vamps", type=click.IntRange(1, 1000), help="How often an open vamp sounds.  [default: 4]"),
    ])  # fmt: skip


def take_conventions(wishes: dict[str, Any]) -> "Conventions | None":
    """The conventions of the form, out of the wishes (they are taken from it); None if nothing was wished."""
    from houseband.charts.conventions import CUSTOMARY, Conventions

    repeats, vamps = wishes.pop("repeats_after_jump"), wishes.pop("vamps")
    if repeats is None and vamps is None:
        return None
    return Conventions(bool(repeats), CUSTOMARY.vamp_passes if vamps is None else vamps)
