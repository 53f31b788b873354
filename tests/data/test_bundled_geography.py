"""What ships: the two series by their published totals, the schematic shapes, names and the metropolitan list."""

from __future__ import annotations

import pandas as pd
import pytest

from data import bundled_geography as bundled
from geo.boundaries import places
from geo.frames import BOUNDARIES, POPULATION

# COD-PS as published (OCHA/UNFPA), by department: 2024 and 2019.
DEPARTMENTS = {
    "HT01": (3_975_839, 5_010_206), "HT02": (835_423, 893_901), "HT03": (1_154_133, 1_159_762),
    "HT04": (459_528, 444_463), "HT05": (1_773_668, 2_047_153), "HT06": (1_013_663, 845_594),
    "HT07": (984_356, 791_085), "HT08": (554_374, 481_065), "HT09": (759_729, 868_581), "HT10": (388_842, 351_593),
}  # fmt: skip


def series(name, level):
    rows = bundled.bundled_population()
    return rows[(rows["population_set"] == name) & (rows["adm_level"] == level)].set_index("adm_pcode")


def test_totals_of_the_two_series():
    assert series("cod-ps-2024", "adm0")["population"].to_dict() == {"HT": 11_899_555}
    assert series("cod-ps-2019", "adm0")["population"]["HT"] == pytest.approx(12_893_402, abs=3)  # rounded communes
    for code, (latest, former) in DEPARTMENTS.items():
        assert series("cod-ps-2024", "adm1").loc[code, "population"] == latest
        assert series("cod-ps-2019", "adm1").loc[code, "population"] == pytest.approx(former, abs=2)


def test_the_metropolitan_area_in_2024():
    mapap = bundled.bundled_mapap()
    assert mapap == ["HT0111", "HT0112", "HT0113", "HT0114", "HT0115", "HT0117", "HT0118", "HT0131"]
    assert series("cod-ps-2024", "adm2").loc[mapap, "population"].sum() == 2_840_103


def test_levels_of_the_series():
    rows = bundled.bundled_population()
    assert tuple(rows.columns) == tuple(POPULATION.by_name)
    assert rows.groupby(["population_set", "adm_level"]).size().to_dict() == {
        ("cod-ps-2019", "adm0"): 1, ("cod-ps-2019", "adm1"): 10, ("cod-ps-2019", "adm2"): 140,
        ("cod-ps-2019", "adm3"): 570, ("cod-ps-2024", "adm0"): 1, ("cod-ps-2024", "adm1"): 10,
        ("cod-ps-2024", "adm2"): 140,
    }  # fmt: skip
    assert not rows.duplicated(["population_set", "adm_pcode"]).any()
    assert rows["source"].notna().all()


def test_the_schematic_set():
    rows = bundled.bundled_boundaries()
    assert tuple(rows.columns) == tuple(BOUNDARIES.by_name)
    assert set(rows["boundary_set"]) == {"schematic"}
    assert rows.groupby("adm_level").size().to_dict() == {"adm0": 1, "adm1": 10, "adm2": 140}
    assert rows["parent_pcode"].dropna().isin(rows["adm_pcode"]).all()
    by_level = rows.groupby("adm_level")["source"].agg(set)
    assert all(source.startswith("Natural Earth") for source in by_level["adm1"])
    assert all(source.startswith("Schematic") for source in by_level["adm2"])


def test_names_of_departments_in_three_languages():
    rows = bundled.bundled_boundaries().set_index("adm_pcode")
    assert rows.loc["HT04", ["name_fr", "name_ht", "name_en"]].tolist() == ["Nord-Est", "Nòdès", "North-East"]
    assert rows.loc["HT09", "name_ht"] == "Nòdwès"
    assert rows.loc["HT08", ["name_fr", "name_ht"]].tolist() == ["Grand'Anse", "Grandans"]
    assert rows.loc["HT0111", "name_ht"] == "Pòtoprens"


def test_hasc_crosswalk_puts_every_department_where_its_communes_are():
    crosswalk = pd.read_csv(bundled.NATURAL_EARTH / "crosswalk.csv", dtype="str").set_index("adm1_pcode")
    assert crosswalk.loc["HT08", ["code_hasc", "iso_3166_2", "geonames_a1"]].tolist() == ["HT.GR", "HT-GA", "14"]
    assert crosswalk.loc["HT04", "code_hasc"] == "HT.NE"
    assert crosswalk["geonames_a1"].is_unique


def test_places_from_the_bundled_set():
    found = places(bundled.bundled_boundaries(), bundled.bundled_mapap())
    assert len(found) == 140
    assert found["in_mapap"].sum() == 8
    assert found["adm1_name_ht"].notna().all()
    assert found["name_ht"].notna().sum() >= 80


def test_what_is_handed_out_is_a_copy():
    first, second = bundled.bundled_boundaries(), bundled.bundled_boundaries()
    first.loc[:, "name_fr"] = "changed"
    assert "changed" not in set(second["name_fr"])
    assert "changed" not in set(bundled.bundled_boundaries()["name_fr"])
    population = bundled.bundled_population()
    population.loc[:, "population"] = 0.0
    assert bundled.bundled_population()["population"].sum() > 0
    aliases = bundled.bundled_aliases()
    aliases.loc[:, "alias"] = "x"
    assert "x" not in set(bundled.bundled_aliases()["alias"])
