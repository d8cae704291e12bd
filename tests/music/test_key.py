"""Keys as people name them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houseband.music.key import Key, key_from_fifths, parse_key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("C", "C"), ("Em", "Em"), ("Bb", "Bb"), ("B♭", "Bb"), ("F# minor", "F#m"), ("G-", "Gm"), ("A min", "Am"),
        ("D dorian", "D dorian"), ("Gmix", "G mixolydian"), ("Cmaj", "C"), ("CM", "C"), ("Ebm", "Ebm"), ("c", "C"),
        ("E flat major", "Eb"), ("F sharp minor", "F#m"), ("C#m", "C#m"), ("Emi", "Em"), ("B", "B"), ("Bm", "Bm"),
        # German
        ("H", "B"), ("Hm", "Bm"), ("h-Moll", "Bm"), ("H-Dur", "B"), ("B-Dur", "Bb"), ("b-Moll", "Bbm"),
        ("Es-Dur", "Eb"), ("As Dur", "Ab"), ("fis-moll", "F#m"), ("Cis-Dur", "C#"), ("d-Moll", "Dm"),
        # solfège, in French, Italian, Spanish and Portuguese
        ("Do", "C"), ("Dom", "Cm"), ("Sol mineur", "Gm"), ("Si bémol majeur", "Bb"), ("Fa# m", "F#m"),
        ("La minore", "Am"),
        ("Reb maggiore", "Db"), ("Re menor", "Dm"), ("Mi mayor", "E"), ("Dó maior", "C"), ("Fa dièse mineur", "F#m"),
    ],
)  # fmt: skip
def test_a_key_is_named_in_many_ways(text: str, key: str) -> None:
    assert str(parse_key(text)) == key


@pytest.mark.parametrize(
    "text", ["", " ", "x", "Amen", "Go", "Abba", "-", "E min.", "Key", "Fabulous", "Dorian", "N.C."]
)
def test_other_words_are_no_keys(text: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        parse_key(text)


@given(st.integers(-7, 7), st.sampled_from(["major", "minor", "dorian", "phrygian", "lydian", "mixolydian", "locrian"]))
def test_a_key_is_read_as_it_is_written(fifths: int, mode: str) -> None:
    key = key_from_fifths(fifths, mode)  # type: ignore[arg-type]
    assert parse_key(str(key)) == key


@given(st.text(max_size=12))
def test_any_text_is_a_key_or_a_value_error(text: str) -> None:
    with suppress(ValueError):
        assert isinstance(parse_key(text), Key)
