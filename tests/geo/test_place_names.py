"""Names as people write them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.place_names import find_names, fold_name, names_index


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cornillon/Grd Bois", "Cornillon / Grand-Bois"),
        ("St. Jean Du Sud", "Saint-Jean du Sud"),
        ("Ste Suzanne", "Sainte-Suzanne"),
        ("CAP-HAÏTIEN", "cap haitien"),
        ("Grand’Anse", "Grand'Anse"),
        ("Pte. Rivière de Nippes", "petite riviere de nippes"),
        ("Ile à Vache", "Île\u00a0à Vache"),
        ("Côteaux", "Co\u0302teaux"),
        ("Sacré-Cœur", "sacre coeur"),
    ],
)
def test_two_spellings_share_their_folding(one, other):
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Nòdès", "Nòdwès"), ("Saint-Louis du Nord", "Saint-Louis du Sud"), ("Limbé", "Bas Limbé")]
)
def test_different_places_stay_different(one, other):
    assert fold_name(one) != fold_name(other)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    once = fold_name(text)
    assert fold_name(once) == once


@given(st.text(alphabet="-., '’/\t\n"))
def test_punctuation_alone_is_no_name(text):
    assert fold_name(text) == ""


def index():
    boundaries = pd.DataFrame(
        {
            "adm_pcode": ["HT01", "HT0111", "HT0211"],
            "adm_level": ["adm1", "adm2", "adm2"],
            "name_fr": ["Ouest", "La Source", "La Source"],
            "name_ht": ["Lwès", None, None],
            "name_en": ["West", None, None],
        }
    )
    return names_index(boundaries, pd.DataFrame({"adm_pcode": ["HT0211"], "alias": ["Sous"]}))


def test_levels_are_not_mixed():
    names = pd.Series(["ouest", "lwes", "sous", None, "-"], index=[9, 8, 7, 6, 5])
    departments = find_names(names, index(), level="adm1")
    assert departments["adm_pcode"].fillna("").tolist() == ["HT01", "HT01", "", "", ""]
    assert departments["named"].tolist() == [True, True, True, False, False]
    communes = find_names(names, index(), level="adm2")
    assert communes["adm_pcode"].fillna("").tolist() == ["", "", "HT0211", "", ""]
    assert communes.index.tolist() == [9, 8, 7, 6, 5]


def test_several_places_of_one_name():
    names = pd.Series(["la source"] * 3)
    within = pd.Series(["HT01", None, "HT02"], dtype="str")
    found = find_names(names, index(), level="adm2", within=within)
    assert found["adm_pcode"].fillna("").tolist() == ["HT0111", "", "HT0211"]
    assert found["several"].tolist() == [False, True, False]
