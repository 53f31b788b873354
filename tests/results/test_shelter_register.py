"""The register through the store: openings and closings as they were told, one shelter's sheet, sections."""

from __future__ import annotations

import pandas as pd
import pytest

from data.access import Actor
from data.home import store_path
from data.store.store import Store, Told
from geo.errors import NotAllowed
from tests.geo import small_haiti
from tests.results.test_shelters import made, results


def told(store: Store, *rows: dict[str, object]) -> int:
    with store.batch(Told("form", "Rose", "visite", fictional=True)) as batch:
        batch.patch("shelters", pd.DataFrame(list(rows)))
    return batch.seq


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    return made()


def test_openings_and_closings_are_what_was_told_of_the_state(store):
    told(store, {"shelter_id": "A1", "observed_on": "2023-08-29", "shelter_status": "open", "occupancy_persons": 12})
    closing = told(store, {"shelter_id": "A1", "observed_on": "2023-08-31", "shelter_status": "closed"})
    rows = results(store).openings()
    assert rows[["day", "shelter_id", "what"]].to_numpy().tolist() == [
        ["2023-08-31", "A1", "closed"], ["2023-08-29", "A1", "opened"], ["2023-06-01", "A4", "opened"],
    ]  # fmt: skip
    assert results(store).openings("HT07")["shelter_id"].tolist() == ["A4"]
    store.undo(closing, author="Rose", reason="erreur")
    assert "closed" not in set(results(store).openings()["what"])


def test_the_sheet_of_a_shelter_holds_its_history_and_what_was_told_later_is_not_in_an_earlier_picture(store):
    told(store, {"shelter_id": "A2", "observed_on": "2023-08-30", "structure_status": "good",
                 "structure_assessed_on": "2023-08-30", "rehabilitation_status": "needed",
                 "rehabilitation_cost_usd": 1_500})  # fmt: skip
    told(
        store, {"shelter_id": "A2", "observed_on": "2023-09-02", "shelter_status": "open"}
    )  # after the day of the picture
    sheet = results(store).shelter_sheet("A2")
    assert sheet.history["what"].tolist() == ["works", "inspected", "registered"]
    assert sheet.shelter["rehabilitation_cost_usd"] == 1_500
    assert (
        results(store).safe_capacity().frame.set_index("shelter_id").loc["A2", "binding_term"] == "unknown"
    )  # of unknown places
    assert results(store).shelter_sheet("nowhere") is None


def test_sections_are_named_where_their_shapes_are_in_force(store):
    assert results(store).shelters_with_section()["adm3_name"].isna().all()
    section = small_haiti.boundaries().head(1).assign(
        adm_level="adm3", adm_pcode="HT0711-01", name_fr="1re section", boundary_set="small",
        geometry=[small_haiti.rectangle(630, 2020, 640, 2030)],
    )  # fmt: skip
    with store.batch(Told("demo", "demo", "sections", fictional=True)) as batch:
        batch.patch("boundaries", section)
    asked = results(store)
    named = asked.shelters_with_section().set_index("shelter_id")["adm3_name"]
    assert named["A4"] == "1re section"
    assert pd.isna(named["A1"])
    assert asked.has_sections()
    assert set(asked.shelter_access(_everybody(), "adm3", "2SFCA").frame["place"]) == {"HT0711-01"}


def _everybody():
    from results.evacuation import Question

    return Question("")


def test_people_by_sex_and_age_are_known_or_unknown(store):
    assert results(store).shelter_occupants().frame.set_index("group").loc["not_told", "people"] == 30  # of A4
    told(store, {"shelter_id": "A4", "observed_on": "2023-08-31", "occupancy_persons": 40, "occupancy_girls": 25,
                 "occupancy_men": 15})  # fmt: skip
    people = results(store).shelter_occupants().frame.set_index("group")["people"]
    assert people[["girls", "men", "not_told"]].tolist() == [25, 15, 0]
    assert pd.isna(people["women"])


def test_partners_get_nothing(store):
    partner = results(Store(store_path()), Actor("somebody", "partner"))
    for ask in (partner.openings, partner.shelter_occupants, lambda: partner.shelter_sheet("A4")):
        with pytest.raises(NotAllowed):
            ask()
