"""Evacuation shelters in the terminal: the contract of the JSON, sums over levels, rules, bad questions."""

from __future__ import annotations

import json

import pytest

from tests.commands.conftest import run, told

CONTRACT = {
    "place", "declared_capacity", "net_safe_capacity", "binding_term", "people_expected", "allocated", "unserved",
    "unknown",
}  # fmt: skip
ADDED = ("declared_capacity", "net_safe_capacity", "people_expected", "allocated", "unserved", "unknown")


@pytest.mark.parametrize("level", ["shelter", "adm2", "adm1", "adm0"])
@pytest.mark.parametrize("zones", [(), ("--set", "earthquake")])
def test_shelters_keep_their_contract(with_demo, level, zones):
    rows = told("shelters", "--level", level, *zones)
    assert rows
    assert set(rows[0]) >= CONTRACT
    if not zones:
        assert {row[name] for row in rows for name in ("people_expected", "allocated", "unserved")} == {None}


def test_sums_from_communes_to_the_nation(with_demo):
    nation = told("shelters", "--level", "adm0", "--set", "flood")[0]
    for level in ("adm2", "adm1"):
        rows = told("shelters", "--level", level, "--set", "flood")
        for name in ADDED:
            assert sum(row[name] or 0 for row in rows) == pytest.approx(nation[name]), (level, name)
    assert nation["allocated"] + nation["unserved"] == pytest.approx(nation["people_expected"])
    by_shelter = told("shelters", "--level", "shelter", "--set", "flood")
    assert sum(row["allocated"] for row in by_shelter) == pytest.approx(nation["allocated"])
    assert sum(row["unknown"] for row in by_shelter) == nation["unknown"]


def test_a_hazard_without_shares_leaves_people_unknown(with_demo):
    """No share of people is known for closed access: the nation's people are unknown, not nobody."""
    nation = told("shelters", "--level", "adm0", "--set", "access")[0]
    assert nation["net_safe_capacity"] > 0
    assert nation["communes_without_expected"] > 0
    assert {nation[name] for name in ("people_expected", "allocated", "unserved", "balance")} == {None}


def test_the_optimum_serves_no_fewer_and_a_longer_walk_more(with_demo):
    ask = ("shelters", "--level", "adm0", "--set", "earthquake")
    quick, optimum = (told(*ask, "--rule", rule)[0]["allocated"] for rule in ("nearest", "optimal"))
    assert optimum >= quick - 1e-6
    assert told(*ask, "--walk-km", "10")[0]["allocated"] > optimum


def test_a_shelter_that_houses_displaced_people_has_no_safe_place(with_demo):
    rows = told("shelters", "--level", "shelter", "--set", "flood")
    housing = [row for row in rows if row["binding_term"] == "occupied_by_idps"]
    assert housing
    assert {row["net_safe_capacity"] for row in housing} == {0}
    assert {row["allocated"] for row in housing} == {0}
    words = run("shelters", "--level", "shelter", "--place", housing[0]["place"], "--explain").output
    assert "non disponible : accueille des PDI" in words


def test_zones_of_a_file(with_demo, tmp_path):
    here = [[-72.4, 18.5], [-72.3, 18.5], [-72.3, 18.6], [-72.4, 18.6], [-72.4, 18.5]]
    for name, ring in (("here", here),):
        (tmp_path / f"{name}.geojson").write_text(
            json.dumps({"type": "FeatureCollection", "features": [
                {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
                 "properties": {"zone_set": "x", "zone_id": name, "hazard": "flood", "hazard_class": "high",
                                "source": "test"}}
            ]}), "utf-8")  # fmt: skip
    here = told("shelters", "--level", "adm0", "--set", str(tmp_path / "here.geojson"))[0]
    dry = told("shelters", "--level", "adm0")[0]
    assert here["people_expected"] > 0
    assert here["net_safe_capacity"] < dry["net_safe_capacity"]


@pytest.mark.parametrize("more", [("--set", "nothing"), ("--set", "flood", "--walk-km", "-1"), ("--place", "HT99")])
def test_bad_questions_get_one_sentence(with_demo, more):
    refused = run("shelters", *more)
    assert refused.exit_code == 2
    assert len(refused.output.strip().splitlines()) == 1
