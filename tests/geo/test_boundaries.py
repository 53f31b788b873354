"""Where a row belongs, worked by hand on four squares in a row.

::

    18.6  +--------+--------+--------+--------+
          | HT0111 | HT0112 | HT0113 | HT0211 |      departments HT01 (three squares) and HT02 (one)
    18.5  +--------+--------+--------+--------+
        -72.6    -72.5    -72.4    -72.3    -72.2
"""

from __future__ import annotations

import json
import time

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data import bundled_geography
from geo import boundaries
from geo.frames import BOUNDARIES

CODES = ("HT0111", "HT0112", "HT0113", "HT0211")
NAMES = ("Saint-Paul", "Anse à Foleur", "La Source", "La Source")
MIDDLES = dict(zip(CODES, (-72.55, -72.45, -72.35, -72.25), strict=True))
ALIASES = pd.DataFrame({"adm_pcode": ["HT0112", "HT9999"], "alias": ["Ansafolè", "Ailleurs"]})


def drawn() -> pd.DataFrame:
    squares = [shapely.box(-72.6 + n / 10, 18.5, -72.5 + n / 10, 18.6) for n in range(4)]
    squares = list(shapely.set_precision(squares, 1e-6))  # -72.6 + 0.1 is not quite -72.5
    communes = pd.DataFrame({"adm_pcode": CODES, "name_fr": NAMES, "geometry": squares})
    communes = communes.assign(adm_level="adm2", parent_pcode=communes["adm_pcode"].str[:4])
    departments = pd.DataFrame(
        {
            "adm_pcode": ["HT01", "HT02"],
            "name_fr": ["Ouest", "Sud-Est"],
            "name_ht": ["Lwès", "Sidès"],
            "name_en": ["West", "South-East"],
            "geometry": [shapely.union_all(squares[:3]), squares[3]],
        }
    ).assign(adm_level="adm1", parent_pcode="HT")
    rows = pd.concat([departments, communes], ignore_index=True)
    return BOUNDARIES.conform(rows.assign(boundary_set="cod-ab-test"))


DRAWN = drawn()


def ask(*, schematic=False, **columns):
    """Locate one row of the given columns; the row is line 2 of its sheet."""
    rows = pd.DataFrame({name: [value] for name, value in columns.items()}, index=[2])
    found, problems = boundaries.locate(rows, DRAWN, ALIASES, schematic=schematic)
    assert all(problem.row == 2 for problem in problems)
    return found.iloc[0], [problem.code for problem in problems], problems


def at(code, **more):
    return {"longitude": MIDDLES[code], "latitude": 18.55, **more}


# --- found from one clue


@pytest.mark.parametrize("written", ["HT0112", " ht0112 "])
def test_from_the_code(written):
    found, codes, _ = ask(adm2_pcode=written)
    assert (found["adm2_pcode"], found["found_by"], codes) == ("HT0112", "pcode", [])


@pytest.mark.parametrize("written", ["SAINT PAUL", "St. Paul", "st-paul", "Saint Paul ", "Sáint-Pául"])
def test_from_the_name_however_written(written):
    found, codes, _ = ask(adm2_name=written)
    assert (found["adm2_pcode"], found["found_by"], codes) == ("HT0111", "name", [])


def test_from_an_alias():
    assert ask(adm2_name="ANSAFOLE")[0]["adm2_pcode"] == "HT0112"


def test_from_the_point_of_official_shapes():
    found, codes, _ = ask(**at("HT0113"))
    assert (found["adm2_pcode"], found["found_by"], codes) == ("HT0113", "point", [])


def test_a_point_of_schematic_shapes_only_proposes():
    found, codes, problems = ask(schematic=True, **at("HT0113"))
    assert (found["adm2_pcode"], codes) == ("HT0113", ["place_proposed"])
    assert not problems[0].blocking
    assert problems[0].params == {"proposed": "HT0113"}


# --- names that mean several places, or none


def test_a_name_of_two_places_is_not_guessed():
    found, codes, problems = ask(adm2_name="La Source")
    assert pd.isna(found["adm2_pcode"])
    assert codes == ["ambiguous_place_name"]
    assert problems[0].blocking


@pytest.mark.parametrize("department", [{"adm1_name": "south east"}, {"adm1_pcode": "ht02"}])
def test_the_department_decides_between_two_places_of_one_name(department):
    found, codes, _ = ask(adm2_name="La Source", **department)
    assert (found["adm2_pcode"], codes) == ("HT0211", [])


def test_an_unknown_name_blocks_only_where_nothing_else_places_the_row():
    _, codes, problems = ask(adm2_name="Nulle part")
    assert (codes, problems[0].blocking, problems[0].value) == (["unknown_place_name"], True, "Nulle part")
    found, codes, problems = ask(adm2_name="Nulle part", adm2_pcode="HT0111")
    assert (found["adm2_pcode"], codes, problems[0].blocking) == ("HT0111", ["unknown_place_name"], False)


def test_an_alias_of_a_place_that_the_shapes_lack_is_unknown():
    assert ask(adm2_name="Ailleurs")[1] == ["unknown_place_name"]


def test_nothing_said():
    found, codes, problems = ask(adm2_name="  ", adm2_pcode=None)
    assert pd.isna(found["adm2_pcode"])
    assert (codes, problems[0].blocking) == (["no_place"], True)


# --- codes that do not exist


def test_an_unknown_code_blocks_and_proposes_what_the_other_clues_say():
    found, codes, problems = ask(adm2_pcode="HT0199", **at("HT0112"))
    assert pd.isna(found["adm2_pcode"])
    assert (codes, problems[0].blocking, problems[0].value) == (["unknown_pcode"], True, "HT0199")
    assert problems[0].params == {"proposed": "HT0112"}


# --- clues that disagree


def test_official_shapes_tell_every_disagreement_and_keep_the_declared_code():
    found, codes, problems = ask(adm2_pcode="HT0111", **at("HT0112"))
    assert (found["adm2_pcode"], found["point_pcode"], found["place_disagrees"]) == ("HT0111", "HT0112", True)
    assert (codes, problems[0].blocking) == (["place_disagrees"], False)
    assert problems[0].params == {
        "chosen": "HT0111", "chosen_by": "adm2_pcode", "other": "HT0112", "other_by": "longitude, latitude",
    }  # fmt: skip


def test_schematic_shapes_are_not_believed_about_the_cell_next_door():
    assert ask(schematic=True, adm2_pcode="HT0111", **at("HT0112"))[1] == []
    found, codes, _ = ask(schematic=True, adm2_pcode="HT0111", **at("HT0113"))
    assert (found["adm2_pcode"], codes) == ("HT0111", ["place_disagrees"])


def test_a_name_beside_another_code_is_told_whatever_the_shapes():
    for schematic in (True, False):
        found, codes, _ = ask(schematic=schematic, adm2_pcode="HT0111", adm2_name="Anse-à-Foleur")
        assert (found["adm2_pcode"], codes) == ("HT0111", ["place_disagrees"])


def test_a_name_is_taken_before_a_point():
    found, codes, _ = ask(adm2_name="Saint-Paul", **at("HT0113"))
    assert (found["adm2_pcode"], found["found_by"], codes) == ("HT0111", "name", ["place_disagrees"])


def test_another_department_is_told():
    found, codes, problems = ask(adm2_pcode="HT0111", adm1_name="Sidès")
    assert (found["adm2_pcode"], codes) == ("HT0111", ["place_disagrees"])
    assert problems[0].params["other"] == "HT02"


# --- points


def test_null_island():
    found, codes, problems = ask(adm2_pcode="HT0111", longitude=0.0, latitude=0.0)
    assert (codes, problems[0].blocking) == (["null_island"], True)
    assert found["adm2_pcode"] == "HT0111"


def test_swapped_coordinates_propose_the_fix():
    _, codes, problems = ask(adm2_pcode="HT0111", longitude=18.55, latitude=-72.55)
    assert (codes, problems[0].blocking) == (["swapped_coordinates"], True)
    assert problems[0].params == {"longitude": -72.55, "latitude": 18.55}


@pytest.mark.parametrize(
    ("longitude", "latitude"),
    [(15.05, 12.10), (-72.55, 19.5), (-69.93, 18.49)],  # N'Djamena; in the box, far from any shape; Santo Domingo
)
def test_outside_haiti(longitude, latitude):
    _, codes, problems = ask(adm2_pcode="HT0111", longitude=longitude, latitude=latitude)
    assert (codes, problems[0].blocking) == (["outside_haiti"], True)


def test_a_bad_point_alone_is_told_once():
    assert ask(longitude=0.0, latitude=0.0)[1] == ["null_island"]


def test_a_point_just_off_the_coast_belongs_to_the_nearest_shape():
    # 0.005 degree of latitude is about 553 m: within 1 km of official shapes. 0.02 is about 2.2 km: beyond it,
    # but within the 5 km by which schematic shapes may miss the coast.
    assert ask(longitude=-72.45, latitude=18.605)[0]["point_pcode"] == "HT0112"
    assert ask(longitude=-72.45, latitude=18.62)[1] == ["outside_haiti"]
    assert ask(schematic=True, longitude=-72.45, latitude=18.62)[0]["point_pcode"] == "HT0112"


def test_a_point_on_a_border_agrees_with_either_side():
    for code in ("HT0111", "HT0112"):
        assert ask(adm2_pcode=code, longitude=-72.5, latitude=18.55)[1] == []
    assert ask(longitude=-72.5, latitude=18.55)[0]["adm2_pcode"] == "HT0111"


def test_half_a_point_is_told_and_not_used():
    found, codes, problems = ask(adm2_pcode="HT0111", longitude=-72.45, latitude=None)
    assert (codes, problems[0].blocking) == (["incomplete_point"], False)
    assert pd.isna(found["point_pcode"])


def test_rows_keep_their_lines_and_their_order():
    rows = pd.DataFrame({"adm2_pcode": ["HT0111", "X", "HT0112", "Y"]}, index=[7, 3, 11, 5])
    found, problems = boundaries.locate(rows, DRAWN, ALIASES, schematic=False)
    assert found.index.tolist() == [7, 3, 11, 5]
    assert [problem.row for problem in problems] == [3, 5]
    assert rows["adm2_pcode"].tolist() == ["HT0111", "X", "HT0112", "Y"]


def test_no_rows_have_the_same_columns():
    some, _ = boundaries.locate(pd.DataFrame({"adm2_pcode": ["HT0111"]}), DRAWN, ALIASES, schematic=False)
    none, problems = boundaries.locate(
        pd.DataFrame({"adm2_pcode": pd.Series(dtype="str")}), DRAWN, ALIASES, schematic=False
    )
    assert problems == []
    assert none.dtypes.to_dict() == some.dtypes.to_dict()


@given(st.floats(-72.6, -72.2), st.floats(18.5, 18.6))
def test_every_point_of_the_squares_is_in_the_square_that_arithmetic_says(longitude, latitude):
    found, _, _ = ask(longitude=longitude, latitude=latitude)
    nearest_middles = sorted(CODES, key=lambda code: abs(MIDDLES[code] - longitude))[:2]
    assert found["adm2_pcode"] in nearest_middles
    if abs(MIDDLES[nearest_middles[0]] - longitude) < 0.049:
        assert found["adm2_pcode"] == nearest_middles[0]


# --- places and neighbours


def test_places_of_communes():
    kreyol = pd.DataFrame({"adm_pcode": ["HT0112"], "alias": ["Ansafolè"]})
    found = boundaries.places(DRAWN, ["HT0111"], kreyol=kreyol)
    assert tuple(found.columns) == boundaries.PLACES
    assert found["adm2_pcode"].tolist() == list(CODES)
    assert found["adm1_name_ht"].tolist() == ["Lwès"] * 3 + ["Sidès"]
    assert found["in_mapap"].tolist() == [True, False, False, False]
    assert found["name_ht"].isna().tolist() == [True, False, True, True]


def test_neighbours_touch():
    pairs = boundaries.neighbours(DRAWN)
    assert set(pairs.itertuples(index=False, name=None)) == {
        ("HT0111", "HT0112"), ("HT0112", "HT0111"), ("HT0112", "HT0113"), ("HT0113", "HT0112"),
        ("HT0113", "HT0211"), ("HT0211", "HT0113"),
    }  # fmt: skip


# --- the bundled and the real geography


def test_every_commune_point_is_found_in_its_schematic_cell():
    shapes, aliases = bundled_geography.bundled_boundaries(), bundled_geography.bundled_aliases()
    table = pd.read_csv(bundled_geography.HAITI / "commune_points.csv", dtype={"adm2_pcode": "str"})
    found, problems = boundaries.locate(table, shapes, aliases, schematic=True)
    assert problems == []
    assert (found["point_pcode"] == table["adm2_pcode"]).all()
    assert (found["name_pcode"] == table["adm2_pcode"]).all()


def test_folded_names_and_aliases_of_communes_are_unique():
    shapes, aliases = bundled_geography.bundled_boundaries(), bundled_geography.bundled_aliases()
    rows = pd.DataFrame({"adm2_name": aliases.loc[aliases["adm_pcode"].str.len() == 6, "alias"]})
    found, problems = boundaries.locate(rows, shapes, aliases, schematic=True)
    assert problems == []
    assert (found["adm2_pcode"] == aliases.loc[rows.index, "adm_pcode"]).all()


@pytest.mark.shared
def test_spellings_of_the_displacement_tables_are_all_known(shared):
    recorded = json.loads((shared / "data/dtm/displacement-admin2-admin0pcode-hti.json").read_text("utf-8"))
    told = pd.DataFrame(recorded["result"])[["admin1Name", "admin2Name", "admin2Pcode"]].drop_duplicates(
        ignore_index=True
    )
    rows = told.rename(columns={"admin1Name": "adm1_name", "admin2Name": "adm2_name"})[["adm1_name", "adm2_name"]]
    shapes, aliases = bundled_geography.bundled_boundaries(), bundled_geography.bundled_aliases()
    found, problems = boundaries.locate(rows, shapes, aliases, schematic=True)
    assert problems == []
    assert found["adm2_pcode"].tolist() == told["admin2Pcode"].tolist()
    assert found["adm2_pcode"].nunique() == 139  # HT0135 never appears there


def test_two_hundred_thousand_rows_in_five_seconds():
    shapes, aliases = bundled_geography.bundled_boundaries(), bundled_geography.bundled_aliases()
    table = pd.read_csv(bundled_geography.HAITI / "commune_points.csv", dtype={"adm2_pcode": "str"})
    random = np.random.default_rng(1)
    rows = table.iloc[random.integers(0, len(table), 200_000)].reset_index(drop=True)
    rows["longitude"] += random.normal(0, 0.01, len(rows))
    wrong = random.random(len(rows)) < 0.2
    rows.loc[wrong, "adm2_pcode"] = random.choice(table["adm2_pcode"], wrong.sum())
    begun = time.process_time()
    found, problems = boundaries.locate(rows, shapes, aliases, schematic=True)
    assert time.process_time() - begun < 5
    assert len(found) == 200_000
    # A wrong code contradicts the name, and the point too unless the cells touch or the lot drew the right one.
    told = {problem.row for problem in problems if problem.code == "place_disagrees"}
    assert 0.95 * wrong.sum() < len(told & set(np.flatnonzero(wrong))) <= wrong.sum()


# --- a name in the column of codes, a longitude without its minus


@pytest.mark.parametrize("written", ["Anse à Foleur", "ANSE-A-FOLEUR", " Ansafolè "])
@pytest.mark.parametrize("schematic", [True, False])
def test_a_commune_s_name_in_the_column_of_codes_wins_over_name_and_point(written, schematic):
    found, codes, problems = ask(adm2_pcode=written, adm2_name="Saint-Paul", schematic=schematic, **at("HT0111"))
    assert pd.isna(found["adm2_pcode"])
    told = problems[codes.index("name_as_pcode")]
    assert (told.blocking, told.params) == (True, {"proposed": "HT0112"})
    assert "unknown_pcode" not in codes


def test_schematic_shapes_propose_nothing_for_an_unknown_code():
    assert ask(adm2_pcode="HT0199", schematic=True, **at("HT0112"))[2][0].params == {"proposed": ""}
    named = ask(adm2_pcode="HT0199", adm2_name="Anse à Foleur", schematic=True, **at("HT0111"))[2]
    assert next(p.params for p in named if p.code == "unknown_pcode") == {"proposed": "HT0112"}


def test_a_longitude_without_its_minus_is_told_with_the_point_it_means():
    _, codes, problems = ask(longitude=72.35, latitude=18.55)
    assert codes == ["longitude_unsigned"]
    assert (problems[0].blocking, problems[0].params) == (True, {"longitude": -72.35, "latitude": 18.55})
