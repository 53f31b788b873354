"""Names of places in words: French and Kreyòl spellings, numbers, sides, letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.reference_reconcile import place_words
from geo.errors import ReferenceProblem
from geo.place_words import parse_place_words, read_name, sound, without_one_letter

WORDS = place_words()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lycée de Pétion-Ville", "LISE PETION VIL"),
        ("École nationale II", "Lekòl Nasyonal 2"),
        ("Place d'Armes", "Plas Armes"),
        ("Église Saint-Joseph", "Legliz Sen Jozèf"),
        ("Camp de l'Église St. Michel", "Kan Legliz Sen Michel"),
        ("Ste. Thérèse", "Sainte Therese"),
        ("Camp  Corail", "Kan Corail"),
        ("2ème Rue Boyer", "Deuxième Ri Boyer"),
        ("Camp Corail (Nord)", "Kan Corail nord"),
        ("L’Hôpital", "Lopital"),
        ("Sainte Claire d?Assise", "Ste Claire d’Assise"),
        ("Camp 012", "Kan 12"),
    ],
)
def test_spellings_of_one_name_read_the_same(one: str, other: str):
    assert read_name(one, WORDS) == read_name(other, WORDS)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Camp 1", "Camp 2"), ("Bloc 12A", "Bloc 12B"), ("Delmas 33", "Delmas 31"), ("Camp Nord", "Kan Sid")],
)
def test_numbers_letters_and_sides_tell_apart(one: str, other: str):
    left, right = read_name(one, WORDS), read_name(other, WORDS)
    assert left.marks
    assert right.marks
    assert left.marks != right.marks


def test_what_a_name_is_made_of():
    read = read_name("Camp de l'École Toussaint 12a", WORDS)
    assert read.words == ("camp", "ecole", "toussaint")
    assert read.marks == ("12", "a")
    assert read.kinds == ("ecole",)
    assert read_name("l'", WORDS).empty
    assert read_name("— ** —", WORDS).empty


@pytest.mark.parametrize(
    ("french", "kreyol"),
    [
        ("toussaint", "tousen"), ("louverture", "louveti"), ("jacmel", "jakmel"), ("martissant", "matisan"),
        ("gonaives", "gonayiv"), ("therese", "terez"), ("benoit", "benwa"), ("georges", "joj"), ("hinche", "ench"),
    ],
)  # fmt: skip
def test_what_french_writes_and_kreyol_says_sound_alike(french: str, kreyol: str):
    assert sound(french, WORDS) == sound(kreyol, WORDS)


def test_two_words_one_letter_apart_share_a_spelling():
    # corail, corrail: one letter more; merlin, marlin: one other.
    assert without_one_letter("corail") & without_one_letter("corrail")
    assert without_one_letter("merlin") & without_one_letter("marlin")
    assert not without_one_letter("corail") & without_one_letter("canaan")


@given(st.text(max_size=40))
def test_any_text_is_read_and_reading_it_again_changes_nothing(text: str):
    read = read_name(text, WORDS)
    assert read == read_name(text, WORDS)
    assert list(read.words) == sorted(set(read.words))
    assert not set(read.words) & WORDS.articles


def test_a_table_that_lacks_something_or_says_two_things_is_refused():
    with pytest.raises(ReferenceProblem, match="missing_field"):
        parse_place_words({"same": {"camp": ["kan"]}})
    lists = {name: {"words": ["x"]} for name in ("articles", "kinds", "generic", "common")}
    twice = {
        "same": {"camp": ["kan"], "canne": ["kan"]},
        "numerals": {"1": ["i"]},
        "sounds": [{"what": "a", "says": "b"}],
    }
    with pytest.raises(ReferenceProblem, match="bad_value"):
        parse_place_words({**twice, **lists})
