"""Errors say where, what and what to do, and survive being sent to another process."""

import pickle

import pytest

from houseband.errors import ChartError, SoundError, StyleError, UserError, located


@pytest.mark.parametrize("kind", [ChartError, StyleError, SoundError])
def test_an_error_survives_pickling_whole(kind: type[UserError]) -> None:
    error = kind("unknown chord 'C7alt5'", "autumn.ireal", 12, 7, "| Fm7 C7alt5 |", "did you mean 'C7alt'?")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert str(again) == str(error)
    assert (again.line, again.column, again.hint) == (12, 7, "did you mean 'C7alt'?")


def test_an_error_shows_its_place_the_line_and_what_to_do() -> None:
    error = ChartError("unknown chord 'C7alt5'", "autumn.ireal", 12, 7, "| Fm7 C7alt5 |", "did you mean 'C7alt'?")
    assert str(error).splitlines() == [
        "autumn.ireal:12:7: unknown chord 'C7alt5'",
        "    | Fm7 C7alt5 |",
        "          ^",
        "    did you mean 'C7alt'?",
    ]


def test_a_very_long_line_is_shown_around_the_place() -> None:
    lines = located("odd", "x", 1, 5000, "y" * 4999 + "!" + "y" * 5000, "").splitlines()
    assert len(lines[1]) < 120
    assert lines[1][len(lines[2]) - 1] == "!"


def test_without_a_place_there_is_no_place() -> None:
    assert str(ChartError("nothing to play")) == "nothing to play"
    assert str(ChartError("not a chord: 'X'", column=1, text="X")).startswith("not a chord")
