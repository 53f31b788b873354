"""A withheld place does not come back in another table, nor in a free text: by its names, its id or its point."""

from __future__ import annotations

import pandas as pd
import pytest
from shapely import Polygon

from data import deny_list, intake, withholding
from data.importers.preview import sentence
from data.snapshot import Source
from data.withholding import Place
from tests.data.who_is_who_setting import everything, picture, site, store_at, tell

ME = {"author": "coordination", "reason": "pwoteksyon Foyer Lespwa"}
ELSEWHERE = {"adm2_pcode": "HT0111", "longitude": -72.20, "latitude": 18.55}
THERE = {"adm2_pcode": "HT0111", "longitude": -72.3002, "latitude": 18.5001}  # 24 m from the place
OTHERS = [("shelters", "shelter_id"), ("warehouses", "warehouse_id"), ("facilities", "facility_id")]


@pytest.fixture
def store(tmp_path):
    """SIT-01 is the place to protect, once called Kay Solèy; SIT-02 is another, 5 km away."""
    store = store_at(tmp_path)
    tell(store, "sites", site("SIT-01", "Kay Solèy Leve", -72.30, 18.50, observed_on="2023-01-01"),
         site("SIT-02", "Camp Corail", -72.25, 18.50))  # fmt: skip
    tell(store, "sites", site("SIT-01", "Camp Foyer Lespwa", -72.30, 18.50))
    return store


@pytest.mark.parametrize(("table", "key"), OTHERS)
@pytest.mark.parametrize(
    "again",
    [
        {"id": "X9", "name": "FOYE LESPWA", **ELSEWHERE}, {"id": "X9", "name": "Kay Soley Leve", **ELSEWHERE},
        {"id": "X9", "name": "Sant Nouvo", **THERE}, {"id": "SIT-01", "name": "Sant Nouvo", **ELSEWHERE},
    ],
)  # fmt: skip
def test_it_does_not_return_as_a_record_of_another_table(store, table, key, again):
    row = {key: again["id"]} | {name: value for name, value in again.items() if name != "id"}
    other = {key: "Y1", "name": "Lekòl Dezam", "adm2_pcode": "HT0111", "longitude": -72.31, "latitude": 18.60}
    tell(store, table, row, other, sender="other feed")
    assert set(picture(store).frame(table)[key]) == {row[key], "Y1"}
    withholding.withhold(store, "sites", Place("SIT-01"), **ME)
    assert set(picture(store).frame(table)[key]) == {"Y1"}
    assert deny_list.refused(store, table, pd.DataFrame([row, other])).tolist() == [True, False]
    assert picture(store).settings["withheld_records"] == "2"


@pytest.mark.parametrize(("table", "key"), OTHERS)
def test_what_is_withheld_elsewhere_does_not_return_as_a_site(store, table, key):
    tell(store, table, {key: "ABC-07", "name": "Foyer Lespwa", **THERE})
    withholding.withhold(store, table, Place("ABC-07"), **ME)
    assert set(picture(store).frame("sites")["site_id"]) == {"SIT-02"}


def test_what_an_entry_names_is_known_by_its_point_and_its_former_name_too(store):
    tell(store, "shelters", {"shelter_id": "A1", "name": "Sant Nouvo", **THERE},
         {"shelter_id": "A2", "name": "Kay Solèy Leve", **ELSEWHERE})  # fmt: skip
    withholding.withhold(store, "sites", Place(None, "Foyer Lespwa", "HT0111"), **ME)
    assert picture(store).frame("shelters").empty


def test_a_mere_number_means_nothing_in_another_table(store):
    tell(store, "sites", site("12", "Foyer Kache", -72.40, 18.40))
    tell(store, "shelters", {"shelter_id": "12", "name": "Lekòl Dezam", "adm2_pcode": "HT0111"})
    withholding.withhold(store, "sites", Place("12"), **ME)
    assert set(picture(store).frame("shelters")["shelter_id"]) == {"12"}


def test_an_observation_at_the_point_leaves_and_is_refused(store):
    row = {"theme": "gbv", "subject": "commune", "subject_id": "HT0111", "indicator": "q", "value": 1,
           "observed_on": "2024-02-01"}  # fmt: skip
    here = row | {"adm2_pcode": "HT0111", "longitude": -72.3001, "latitude": 18.5}
    there = row | {"indicator": "r", "adm2_pcode": "HT0111", "longitude": -72.2, "latitude": 18.5}
    tell(store, "observations", here, there)
    withholding.withhold(store, "sites", Place("SIT-01"), **ME)
    assert picture(store).frame("observations")["indicator"].tolist() == ["r"]
    assert deny_list.refused(store, "observations", pd.DataFrame([here, there])).tolist() == [True, False]


def test_free_texts_that_name_it_are_blank_in_every_picture(store):
    tell(store, "warehouses", {"warehouse_id": "W2", "name": "Dépôt Sud", "adm2_pcode": "HT0711"})
    row = {"moved_on": "2024-01-10", "kind": "receipt", "item": "tarpaulin", "quantity": 30, "warehouse_id": "W2"}
    tell(store, "movements", row | {"note": "livrezon pou foyer lespwa a", "line": 1, "document": "D1"},
         row | {"counterpart": "Kan Kay Soley Leve", "line": 2, "document": "D1"},
         row | {"counterpart": "Camp Corail", "note": "Lespwa fè viv", "line": 3, "document": "D1"})  # fmt: skip
    tell(store, "sites", {"site_id": "SIT-02", "closed_reason": "moun yo ale SIT-01", "observed_on": "2024-02-01"})
    ring = Polygon([(-72.5, 18.5), (-72.4, 18.5), (-72.4, 18.6)])
    tell(store, "zones", {"zone_set": "s", "zone_id": "z", "hazard": "flood", "hazard_class": "high", "geometry": ring,
                          "name": "Zone Foyer Lespwa"})  # fmt: skip
    withholding.withhold(store, "sites", Place("SIT-01"), **ME)
    moved = picture(store).frame("movements").sort_values("line")
    assert moved["note"].isna().tolist() == [True, True, False]
    assert moved["counterpart"].isna().tolist() == [True, True, False]
    assert len(picture(store).frame("zones")) == 1  # a danger stays, without the name
    assert picture(store).frame("zones")["name"].isna().all()
    assert "ESPWA A" not in everything(store).upper()
    assert "SIT-01" not in everything(store)
    assert "Foyer" not in picture(store).frame("batches").to_csv()  # the reason of withholding itself
    assert "Foyer" not in picture(store).frame("decisions").to_csv()


def test_an_import_blanks_and_tells_without_naming(store, tmp_path):
    withholding.withhold(store, "sites", Place("SIT-01"), **ME)
    path = tmp_path / "file.csv"
    path.write_text(
        "site_id;name;adm2_pcode;closed_reason\nS7;Lekòl Dezam;HT0111;ale Foyer Lespwa\nS8;Foye Lespwa;HT0111;\n",
        encoding="utf-8",
    )
    one = intake.look(Source(store), "sites", path, sender="test").previews[0]
    assert one.rows["site_id"].tolist() == ["S7"]
    assert one.rows["closed_reason"].isna().all()
    assert {"withheld_text_dropped", "withheld_place"} <= {problem.code for problem in one.problems}
    said = [sentence(problem, lambda key, **words: f"{key} {words}") for problem in one.problems]
    assert "lespwa" not in str(said).casefold()


def test_a_name_that_any_place_may_bear_blanks_only_what_is_that_name(store):
    tell(store, "sites", site("SIT-09", "Lycée", -72.45, 18.45))
    tell(store, "warehouses", {"warehouse_id": "W2", "name": "Dépôt Sud", "adm2_pcode": "HT0711"})
    row = {"moved_on": "2024-01-10", "kind": "receipt", "item": "tarpaulin", "quantity": 30, "warehouse_id": "W2"}
    tell(store, "movements", row | {"counterpart": "lycée", "line": 1, "document": "D1"},
         row | {"counterpart": "Lycée de Jacmel", "line": 2, "document": "D1"})  # fmt: skip
    withholding.withhold(store, "sites", Place("SIT-09"), **ME)
    assert picture(store).frame("movements")["counterpart"].dropna().tolist() == ["Lycée de Jacmel"]
