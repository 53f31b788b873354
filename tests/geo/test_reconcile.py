"""Who is who, worked by hand: which pairs are one, which wait for a person, which are never proposed.

Points: at 18.5 degrees north 0.001 degree of latitude is 110.7 m and of longitude 105.6 m; the tests say metres and
`at` turns them into degrees.
"""

from __future__ import annotations

import geopandas
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.reference_reconcile import place_words, rules
from geo.place_names import fold_name
from geo.reconcile import COLUMNS, candidates
from tests.geo import invented_places

WORDS, RULES = place_words(), rules()
PAP, DELMAS = "HT0111", "HT0112"


def at(east_m: float, north_m: float = 0.0) -> dict[str, float]:
    return {"longitude": -72.30 + east_m / 105_580, "latitude": 18.50 + north_m / 110_690}


def place(one: str, name: str | None, where: dict | None = None, commune: str = PAP, **more: object) -> dict:
    return (
        {"id": one, "name": name, "adm2_pcode": commune, "longitude": np.nan, "latitude": np.nan} | (where or {}) | more
    )


def rows(*places: dict) -> pd.DataFrame:
    frame = pd.DataFrame(list(places), columns=["id", "name", "adm2_pcode", "longitude", "latitude",
                                                "location_confidence", "source"])  # fmt: skip
    text = dict.fromkeys(("id", "name", "adm2_pcode", "location_confidence", "source"), "str")
    return frame.astype({**text, "longitude": "float64", "latitude": "float64"})


def found(new: pd.DataFrame, known: pd.DataFrame, **more: object) -> dict[tuple[str, str], tuple[str, set[str]]]:
    pairs = candidates(new, known, WORDS, RULES, **more)
    return {(r.left_id, r.right_id): (r.verdict, set(r.reasons.split())) for r in pairs.itertuples()}


def one(new: dict, known: dict) -> tuple[str, set[str]] | None:
    return found(rows(new), rows(known)).get((new["id"], known["id"]))


def test_two_sites_40_m_apart_with_different_names_are_never_certain():
    told = one(place("N", "Camp Corail", at(0)), place("K", "Terrain Acra", at(40)))
    assert told == ("uncertain", {"name_other", "near", "alone"})


def test_with_a_third_site_nearby_different_names_are_not_even_proposed():
    known = rows(place("K1", "Terrain Acra", at(40)), place("K2", "Place Boyer", at(120)))
    assert found(rows(place("N", "Camp Corail", at(0))), known) == {}


def test_one_site_under_a_french_and_a_kreyol_name_300_m_apart_is_asked_about():
    # Words: lycee (0.25) exact, toussaint and louverture by sound (0.95): (0.25 + 0.95 + 0.95) / 2.25 = 0.9556 >= 0.92.
    left, right = place("N", "Lise Tousen Louvèti", at(0)), place("K", "Lycée Toussaint Louverture", at(300))
    assert one(left, right) == ("uncertain", {"name_alike", "near"})
    row = candidates(rows(left), rows(right), WORDS, RULES).iloc[0]
    assert row["name_score"] == 0.9556
    assert row["distance_m"] == pytest.approx(300, abs=1)
    # 0.7 x 0.9556 + 0.3 x (1 - 0.3) = 0.8789
    assert row["score"] == pytest.approx(0.8789, abs=0.001)


@pytest.mark.parametrize(("metres", "verdict"), [(0, "certain"), (140, "certain"), (160, "uncertain")])
def test_names_that_only_sound_alike_are_one_place_within_150_m(metres: float, verdict: str):
    left, right = place("N", "Lise Tousen Louvèti", at(0)), place("K", "Lycée Toussaint Louverture", at(metres))
    assert one(left, right) == (verdict, {"name_alike", "near"})


def test_one_site_under_two_wholly_different_names_300_m_apart_is_proposed_where_nothing_else_is():
    told = one(place("N", "Camp Corail", at(0)), place("K", "Terrain Acra", at(300)))
    assert told == ("uncertain", {"name_other", "near", "alone"})
    assert one(place("N", "Camp Corail", at(0)), place("K", "Terrain Acra", at(400))) is None


def test_a_short_name_within_a_long_one_is_proposed():
    # corail found in both: agreement (1.25 + 1.25) / (1.25 + 2.25) = 0.714, contained whole: 0.6 x 0.714 + 0.4 = 0.829.
    told = one(place("N", "Camp Corail", at(0)), place("K", "Camp Corail Cesselesse", at(300)))
    assert told == ("uncertain", {"name_alike", "near"})


@pytest.mark.parametrize(
    ("new", "known"), [("Camp 1", "Camp 2"), ("Delmas 33", "Delmas 31"), ("Site Nord", "Site Sud")]
)
def test_numbers_and_sides_that_differ_are_two_places_at_any_distance(new: str, known: str):
    assert one(place("N", new, at(0)), place("K", known, at(0))) is None


def test_a_number_that_one_name_lacks_is_asked_about():
    told = one(place("N", "Camp Corail", at(0)), place("K", "Camp Corail 2", at(50)))
    assert told == ("uncertain", {"name_alike", "number_missing", "near"})


def test_a_school_and_the_church_beside_it_are_asked_about_never_joined():
    told = one(place("N", "École Saint Gérard", at(0)), place("K", "Legliz Sen Gérard", at(20)))
    assert told is not None
    assert told[0] == "uncertain"
    assert "other_kind" in told[1]


def test_names_without_points_are_certain_only_word_for_word_with_a_word_of_their_own():
    assert one(place("N", "Kan Corail"), place("K", "Camp Corail")) == ("certain", {"name_same", "no_point"})
    told = one(place("N", "Kan Tousen"), place("K", "Camp Toussaint"))
    assert told == ("uncertain", {"name_alike", "no_point"})
    told = one(place("N", "Lekòl Nasyonal"), place("K", "École nationale"))
    assert told == ("uncertain", {"name_same", "name_generic", "no_point"})


def test_generic_names_are_certain_only_close_by():
    assert one(place("N", "Kan 1", at(0)), place("K", "Camp 1", at(80)))[0] == "certain"
    assert one(place("N", "Kan 1", at(0)), place("K", "Camp 1", at(150)))[0] == "uncertain"


@pytest.mark.parametrize(
    ("metres", "verdict"), [(0, "certain"), (490, "certain"), (510, "uncertain"), (4_900, "uncertain"), (5_100, None)]
)
def test_one_name_at_growing_distance(metres: float, verdict: str | None):
    told = one(place("N", "Camp Corail", at(0)), place("K", "Camp Corail", at(metres)))
    assert (told and told[0]) == verdict


def test_the_other_commune_is_asked_about_only_near_the_border():
    told = one(place("N", "Camp Corail", at(0)), place("K", "Camp Corail", at(400), commune=DELMAS))
    assert told == ("uncertain", {"name_same", "near", "other_commune"})
    assert one(place("N", "Camp Corail", at(0)), place("K", "Camp Corail", at(600), commune=DELMAS)) is None
    assert one(place("N", "Camp Corail"), place("K", "Camp Corail", commune=DELMAS)) is None


def test_a_places_centre_is_no_evidence():
    centre = {**at(0), "location_confidence": "place_centre"}
    assert one(place("N", "Camp Corail", centre), place("K", "Terrain Acra", at(0))) is None
    told = candidates(rows(place("N", "Camp Corail", centre)), rows(place("K", "Camp Corail", at(3_000))), WORDS, RULES)
    assert told["distance_m"].isna().all()
    # Three rows on one point of a list: the point of the place, whatever the file calls it.
    crowd = [place(f"K{n}", f"Kan {name}", at(0)) for n, name in enumerate(("Acra", "Boyer", "Corail"))]
    told = candidates(rows(place("N", "Camp Corail", at(3_000))), rows(*crowd), WORDS, RULES)
    assert told[["right_id", "verdict"]].to_numpy().tolist() == [["K2", "certain"]]
    assert told["distance_m"].isna().all()


def test_a_former_name_counts():
    aliases = pd.DataFrame({"id": ["K"], "alias": ["Camp Corail"]})
    told = found(rows(place("N", "Kan Corail", at(0))), rows(place("K", "Village Espoir", at(100))), aliases=aliases)
    assert told == {("N", "K"): ("certain", {"name_same", "former_name", "near"})}


def test_a_row_without_name_is_asked_about_where_it_is_alone_with_a_record():
    told = one(place("N", None, at(0)), place("K", "Camp Corail", at(100)))
    assert told == ("uncertain", {"name_missing", "near", "alone"})
    assert one(place("N", None), place("K", None)) is None
    row = candidates(rows(place("N", None, at(0))), rows(place("K", "Camp Corail", at(100))), WORDS, RULES).iloc[0]
    assert np.isnan(row["name_score"])


def test_of_two_certain_ones_the_same_name_wins_and_of_two_same_names_nobody():
    known = rows(place("K1", "Camp Toussaint Louverture", at(0)), place("K2", "Camp Toussain Louverture", at(60)))
    told = found(rows(place("N", "Kan Toussaint Louverture", at(10))), known)
    assert told["N", "K1"][0] == "certain"
    assert told["N", "K2"][0] == "uncertain"
    known = rows(place("K1", "Camp Corail", at(0)), place("K2", "Camp Corail", at(60)))
    told = found(rows(place("N", "Kan Corail", at(10))), known)
    assert {verdict for verdict, _ in told.values()} == {"uncertain"}
    assert all("several" in reasons for _, reasons in told.values())


def test_one_list_tells_its_own_rows_apart():
    mine = {"source": "partner"}
    listed = rows(place("A", "Camp Corail", at(0), **mine), place("B", "Terrain Acra", at(40), **mine))
    assert found(listed, listed) == {}
    listed = rows(place("A", "Camp Corail", at(0), **mine), place("B", "Terrain Acra", at(40), source="other"))
    assert set(found(listed, listed)) == {("A", "B"), ("B", "A")}
    doubled = rows(place("A", "Camp Corail", at(0), **mine), place("B", "Kan Corail", at(40), **mine))
    assert set(found(doubled, doubled)) == {("A", "B"), ("B", "A")}


def test_empty_lists_give_the_same_columns_and_dtypes():
    some = rows(place("K", "Camp Corail", at(0)))
    full = candidates(rows(place("N", "Camp Corail", at(0))), some, WORDS, RULES)
    for left, right in ((rows(), some), (some, rows()), (rows(), rows())):
        empty = candidates(left, right, WORDS, RULES)
        assert empty.empty
        assert tuple(empty.columns) == COLUMNS
        assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_what_is_handed_in_is_left_as_it_was():
    new, known = rows(place("N", "Camp Corail", at(0))), rows(place("K", "Camp Corail", at(0)))
    before = new.copy(), known.copy()
    candidates(new, known, WORDS, RULES)
    pd.testing.assert_frame_equal(new, before[0])
    pd.testing.assert_frame_equal(known, before[1])


# --- properties ------------------------------------------------------------------------------------------------

NAMES = st.sampled_from([
    "Camp Corail", "Kan Corail", "Camp 1", "Kan 2", "Lycée Toussaint", "Lise Tousen", "École Saint Jean", "Legliz Sen Jan",
    "Place Boyer", "Terrain Acra", "Camp Corail Cesselesse", "Site", None, "",
])  # fmt: skip
PLACES = st.lists(
    st.tuples(NAMES, st.sampled_from([PAP, DELMAS]), st.integers(0, 12), st.booleans()), min_size=0, max_size=9
)


def drawn(letter: str, told: list) -> pd.DataFrame:
    return rows(*(
        place(f"{letter}{n}", name, at(60.0 * step) if located else None, commune=commune)
        for n, (name, commune, step, located) in enumerate(told)
    ))  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(PLACES, PLACES, st.randoms())
def test_swapping_the_lists_swaps_the_sides_and_the_order_does_not_matter(left: list, right: list, draw):
    new, known = drawn("N", left), drawn("K", right)
    told = candidates(new, known, WORDS, RULES)
    turned = candidates(known, new, WORDS, RULES).rename(columns={"left_id": "right_id", "right_id": "left_id"})
    turned = turned[list(COLUMNS)].sort_values(["left_id", "right_id"], ignore_index=True)
    pd.testing.assert_frame_equal(told, turned)
    mixed = new.iloc[draw.sample(range(len(new)), len(new))], known.iloc[draw.sample(range(len(known)), len(known))]
    pd.testing.assert_frame_equal(told, candidates(*mixed, WORDS, RULES))


@settings(max_examples=40, deadline=None)
@given(PLACES, PLACES)
def test_scores_are_shares_and_nobody_is_certainly_two(left: list, right: list):
    told = candidates(drawn("N", left), drawn("K", right), WORDS, RULES)
    assert told["score"].between(0, 1).all()
    assert told["name_score"].dropna().between(0, 1).all()
    assert set(told["verdict"]) <= {"certain", "uncertain"}
    assert not told.duplicated(["left_id", "right_id"]).any()
    certain = told[told["verdict"] == "certain"]
    assert certain["left_id"].is_unique
    assert certain["right_id"].is_unique
    assert certain["same_commune"].all()


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1_000))
def test_two_equal_lists_of_distinct_names_join_row_by_row(seed: int):
    _, known = invented_places.lists(80, seed=seed, communes=4)
    known = known.drop_duplicates(["name", "adm2_pcode"])
    told = candidates(known.assign(id="N" + known["id"]), known, WORDS, RULES)
    certain = told[told["verdict"] == "certain"]
    assert (certain["left_id"] == "N" + certain["right_id"]).all()
    # Names of common words alone ("École Nationale") may wait where there is no point; these all have one of their own.
    assert len(certain) == len(known)


def test_a_file_of_the_same_sites_written_otherwise_is_joined_without_a_wrong_one():
    new, known = invented_places.lists(600)
    told = candidates(new, known, WORDS, RULES)
    certain = told[told["verdict"] == "certain"]
    same = certain["left_id"].str[1:] == certain["right_id"].str[1:]
    assert same.all()
    # Every tenth row is another site; the others are the same places in Kreyòl or capitals, up to 100 m off.
    assert len(certain) >= 0.95 * 540


@pytest.mark.shared
def test_two_releases_of_a_public_list_of_health_facilities_join_without_a_wrong_one(shared):
    """The same list as a shapefile and as a workbook: what has one name and one point on both sides is the same."""
    folder = shared / "data" / "health"
    shape = geopandas.read_file(folder / "facilities.shp")
    book = pd.read_excel(folder / "haiti-healthsites_hdx.xlsx", engine="openpyxl", dtype=str).drop_duplicates()
    book = book[book["Institution name"].notna()]
    new = rows(*(
        place(f"N{n}", r.Institutio, {"longitude": r.geometry.x, "latitude": r.geometry.y}, commune=str(r.adm2code))
        for n, r in enumerate(shape.itertuples())
    ))  # fmt: skip
    names, points = book["Institution name"], book[["LongDD", "LatDD"]].apply(pd.to_numeric, errors="coerce").to_numpy()
    known = rows(*(
        place(f"K{n}", name, {"longitude": x, "latitude": y}, commune=code)
        for n, (name, code, (x, y)) in enumerate(zip(names, book["adm2code"], points, strict=True))
    ))  # fmt: skip
    told = candidates(new, known, WORDS, RULES)
    certain = told[told["verdict"] == "certain"]
    left, right = (frame.set_index("id").loc[certain[side]] for side, frame in (("left_id", new), ("right_id", known)))
    same_name = left["name"].map(fold_name).to_numpy() == right["name"].map(fold_name).to_numpy()
    same_point = (certain["distance_m"] < 1).to_numpy()
    assert (same_name | same_point).all()
    assert len(certain) >= 440
    assert len(told) - len(certain) < 120  # what a person is asked about
