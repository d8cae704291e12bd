"""What charts and people call styles leads to one of them."""

from pathlib import Path

import pytest

from houseband.music.meter import parse_meter
from houseband.styles.choose import find_style
from houseband.styles.style import house_styles

TABLE = Path(__file__).parent / "cases" / "styles" / "names.tsv"
ROWS = [
    tuple(line.split("\t")) for line in TABLE.read_text("utf-8").splitlines()[1:] if line and not line.startswith("#")
]


@pytest.mark.parametrize(("words", "meter", "style"), ROWS)
def test_words_lead_to_a_style(words: str, meter: str, style: str) -> None:
    assert find_style(words, parse_meter(meter) if meter else None).name == style


def test_every_style_is_called_something_in_the_table() -> None:
    assert {style for _, _, style in ROWS} | {"pulse"} >= set(house_styles())


def test_there_are_at_least_forty_styles() -> None:
    assert len(house_styles()) >= 40


@pytest.mark.parametrize("name", list(house_styles()))
def test_a_style_is_found_by_each_of_its_names(name: str) -> None:
    style = house_styles()[name]
    assert find_style(name).name == name
    assert find_style(style.title).name == name
    for word in style.words:
        found = [find_style(word, parse_meter(meter)).name for meter in style.meters]
        assert name in found, word
