"""Settings in the terminal."""

from __future__ import annotations

from tests.commands.conftest import run, told, write


def test_settings_are_changed_with_a_reason_and_change_the_figures(empty):
    sites = write(empty / "s.csv", [{"site_id": "S1", "adm2_pcode": "HT0116"}])
    told("import", "sites", sites)
    told(
        "import",
        "assessments",
        write(empty / "a.csv", [{"site_id": "S1", "assessed_on": "2023-08-01", "households": 10}]),
    )
    assert told("coverage", "--level", "adm0", "--standard", "toilets")[0]["people_total"] == 45.0  # 10 x 4.5
    assert run("coverage", "--level", "mapap", "--json").output.strip() == "[]"  # Gressier is not in the shipped list
    assert run("settings", "set", "household_size", "5", "--reason", "enquête").exit_code == 0
    assert run("settings", "set", "mapap_communes", "HT0111,HT0116", "--reason", "définition").exit_code == 0
    row = told("coverage", "--level", "mapap", "--standard", "toilets")[0]
    assert row["people_total"] == 50.0
    assert {r["setting"]: r["changed"] for r in told("settings", "list")} == {
        "household_size": True,
        "mapap_communes": True,
        "second_person": False,
        "first_phase_months": False,
        "walking_speed": False,
        "walking_distance": False,
        "sites_in_population": False,
        "people_spread": False,
        "planning_share": False,
        "stock_hazard_rank": False,
        "transfer_keep_share": False,
        "transfer_usd_tonne_hour": False,
        "reach_solve_seconds": False,
        "preposition_solve_seconds": False,
    }
    assert run("settings", "set", "household_size", "many", "--reason", "x").exit_code == 2
    assert run("settings", "set", "mapap_communes", "HT9999", "--reason", "x").exit_code == 2
    assert run("settings", "set", "colour", "red", "--reason", "x").exit_code == 2
