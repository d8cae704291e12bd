"""Choices of sounds, as people write them."""

import pytest

from houseband.choices import SoundChoice, choice_for, choices_of, sound_choice
from houseband.errors import SoundError


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("band.sf2", SoundChoice("band.sf2")),
        ("/a b/band.sf3", SoundChoice("/a b/band.sf3")),
        ("FluidR3_GM", SoundChoice("FluidR3_GM")),
        ("house", SoundChoice("house")),
        ("guitar=nylon.sfz", SoundChoice("nylon.sfz", "guitar")),
        ("Grand Piano = band.sf2", SoundChoice("band.sf2", "grand piano")),
        ("keys=band.sf2:0:4", SoundChoice("band.sf2", "keys", 0, 4)),
        ("drums=band.sf2:128:0", SoundChoice("band.sf2", "drums", 128, 0)),
        ("keys=FluidR3_GM:8:4", SoundChoice("FluidR3_GM", "keys", 8, 4)),
        ("lead=band.sf2:Tenor Sax", SoundChoice("band.sf2", "lead", preset="Tenor Sax")),
        (r"C:\sounds\band.sf2", SoundChoice(r"C:\sounds\band.sf2")),
        (r"lead=C:\sounds\band.sf2:0:66", SoundChoice(r"C:\sounds\band.sf2", "lead", 0, 66)),
        ("guitar=house", SoundChoice("house", "guitar")),
    ],
)
def test_a_choice_is_read_and_written(text: str, choice: SoundChoice) -> None:
    assert sound_choice(text) == choice
    assert sound_choice(choice.text) == choice


@pytest.mark.parametrize("text", ["", "  ", "guitar=", "=", "a=b=c", "keys=band.sf2:"])
def test_what_is_no_choice_is_refused(text: str) -> None:
    with pytest.raises(SoundError, match="no choice of sounds") as refused:
        sound_choice(text)
    assert "PLAYER=FILE" in refused.value.hint


def test_a_player_counts_before_his_instrument_and_that_before_everybody() -> None:
    choices = [sound_choice(text) for text in ("all.sf2", "grand piano=piano.sfz", "keys=keys.sf2")]
    fonts = {
        (player, instrument): getattr(choice_for(choices, player, instrument), "font", None)
        for player, instrument in (("keys", "grand piano"), ("lead", "grand piano"), ("lead", "flute"))
    }
    assert list(fonts.values()) == ["keys.sf2", "piano.sfz", "all.sf2"]
    assert choice_for([sound_choice("English Horn=a.sfz")], "Oboist", "English horn") == sound_choice(
        "english horn=a.sfz"
    )
    assert choice_for([sound_choice("violin i=a.sfz")], "Violin I", "violin") == sound_choice("violin i=a.sfz")
    assert choice_for([], "keys", "grand piano") is None
    assert choice_for([*choices, sound_choice("keys=later.sf2")], "keys", "flute") == sound_choice("keys=later.sf2")


def test_a_table_of_choices() -> None:
    table = {"all": "band.sf2", "Guitar": "nylon.sfz", "keys": "band.sf2:0:4"}
    assert [choice.text for choice in choices_of(table, "x")] == ["band.sf2", "guitar=nylon.sfz", "keys=band.sf2:0:4"]


@pytest.mark.parametrize("value", [4, "", "guitar=x.sf2", ["a.sf2"]])
def test_a_wrong_value_in_a_table_is_named_with_its_place(value: object) -> None:
    with pytest.raises(SoundError, match=r"^my\.toml: keys = "):
        choices_of({"keys": value}, "my.toml")
