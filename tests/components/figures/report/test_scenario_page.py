"""The printed map of a scenario: one page, its state on the face, what is unknown said, nothing read as markup."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pandas as pd
import pypdf
import pytest
import shapely

from components.figures import palette
from components.figures.report import printing, scenario_content, scenario_page
from components.i18n import LANGUAGES, Words
from data.scenario_files import presets
from geo.frames import TRACKS
from geo.shaking import Quake
from results.scenario_sheet import DISPLACED, ScenarioFacts

NAN = float("nan")
FR = Words("fr")
HOSTILE = '#import "@preview/x:1.0.0": * ] $x^2$ `raw` *b* _i_ @ref #panic("no") // c'
FACTS = {
    "as_of": "2023-08-31", "fictional": False, "mixed": False, "schematic": False, "credits": (),
    "population_source": "COD-PS", "population_year": 2024.0, "boundaries_source": "COD-AB",
}  # fmt: skip
TOLD = {"state": "forecast", "source": "NHC", "author": "UHM", "status": "unverified", "made_on": "2023-08-30",
        "fictional": False, "dated": "2023-08-30", "shipped": ""}  # fmt: skip


def land() -> pd.DataFrame:
    """Two departments side by side, one commune each."""
    boxes = [shapely.box(-74, 18, -73, 19), shapely.box(-73, 18, -72, 19)] * 2
    return pd.DataFrame({
        "adm_level": ["adm1", "adm1", "adm2", "adm2"], "adm_pcode": ["HT01", "HT02", "HT0111", "HT0211"],
        "name_fr": ["Ouest", "Sud-Est", "Léogâne", "Jacmel"], "name_en": ["West", "South-East", None, None],
        "name_ht": ["Lwès", "Sidès", "Leyogàn", "Jakmèl"], "geometry": boxes,
    })  # fmt: skip


def facts(**changes: object) -> ScenarioFacts:
    """Strong flood over half of Ouest: 1,000 people exposed, 80 (40 to 160) displaced; Sud-Est is not met."""
    displaced = dict(zip(DISPLACED, ([40.0, 0.0], [80.0, 0.0], [160.0, 0.0]), strict=True))
    rows = pd.DataFrame({
        "place": ["HT01", "HT02"], "name": ["Ouest", "Sud-Est"], "hazard": "flood", "hazard_class": "medium",
        "people": [1000.0, 0.0], "sites": [2, 0], "idp_individuals": [300.0, 0.0], "shelters": [1, 0],
        "shelter_capacity": [120.0, 0.0], **displaced,
    })  # fmt: skip
    zones = pd.DataFrame({
        "hazard": ["flood"], "hazard_class": ["medium"], "rank": [2], "geometry": [shapely.box(-74, 18, -73.5, 19)]
    })  # fmt: skip
    sites = pd.DataFrame(
        {"adm2_pcode": ["HT0111"], "longitude": [-73.4], "latitude": [18.5], "sites": [2], "people": [300.0]}
    )
    shelters = pd.DataFrame({"longitude": [-73.6], "latitude": [18.4], "capacity_persons": [120.0]})
    held = ScenarioFacts("Crue", "", TOLD, zones, rows, land(), sites, shelters, FACTS)
    return replace(held, **changes)


def made(held: ScenarioFacts, lang: str = "fr") -> pypdf.PdfReader:
    page = scenario_content.of_scenario(held, Words(lang))
    return pypdf.PdfReader(io.BytesIO(printing.pdf(page, "2023-08-31", template=scenario_page.TEMPLATE)))


def text(held: ScenarioFacts, lang: str = "fr") -> str:
    book = made(held, lang)
    assert len(book.pages) == 1
    return re.sub(r"\s+", " ", book.pages[0].extract_text())


@pytest.mark.parametrize(("lang", "state", "place"), [
    ("fr", "PRÉVISION", "Ouest"), ("en", "FORECAST", "West"), ("ht", "PREVIZYON", "Lwès"),
])  # fmt: skip
def test_one_page_in_the_language_of_the_reader(lang, state, place) -> None:
    told = text(facts(), lang)
    assert state in told
    assert place in told
    assert "COD-PS" in told
    assert "UHM" in told
    assert "40 – 160" in told
    others = [Words(one)("scenario_print.legend") for one in LANGUAGES if one != lang]
    assert not [word for word in others if f" {word} " in told]


def test_the_table_has_classes_totals_and_names_who_is_outside() -> None:
    table = scenario_content.of_scenario(facts(), FR)["tables"][0]
    assert table["rows"] == [["Ouest", "1\u202f000", "1\u202f000", "80 (40\u00a0–\u00a0160)", "300", "1 (120)"]]
    assert table["total"][1:] == table["rows"][0][1:]
    assert "Sud-Est" in table["outside"]
    assert table["colours"][1] == palette.table("hazard")["flood"]["colours"][2]


def test_unknown_is_said_and_a_part_that_is_known_is_a_least() -> None:
    held = facts()
    nothing = held.rows.assign(**dict.fromkeys(DISPLACED, NAN))
    assert scenario_content.of_scenario(replace(held, rows=nothing), FR)["tables"][0]["total"][3] == FR("unit.unknown")
    part = pd.concat([held.rows, nothing.head(1).assign(hazard_class="high")])
    assert scenario_content.of_scenario(replace(held, rows=part), FR)["tables"][0]["rows"][0][4].startswith("≥ 80")


def test_an_exercise_says_so_above_below_and_across() -> None:
    assert "EXERCICE EXERCICE" not in text(facts())
    told = text(facts(told=TOLD | {"state": "exercise"}))
    assert told.count("EXERCICE EXERCICE EXERCICE") == 2
    assert "STATUT NON PRÉCISÉ" in text(facts(told=TOLD | {"state": ""}))


def test_made_up_zones_over_real_data_are_marked_as_mixed() -> None:
    assert FR("report.stamp_mixed").upper() in text(facts(told=TOLD | {"fictional": True})).upper()
    assert FR("report.stamp_fictional").upper() in text(facts(facts=FACTS | {"fictional": True})).upper()
    assert FR("report.stamp_mixed").upper() not in text(facts()).upper()


def test_a_storm_has_times_and_a_quake_its_epicentre() -> None:
    track = TRACKS.conform(pd.DataFrame({
        "storm_id": "AL01", "valid_at": ["2023-08-30T06:00Z", "2023-08-30T12:00Z"], "longitude": [-73.2, -72.8],
        "latitude": [18.3, 18.7], "wind_kt": [100, 110],
    }))  # fmt: skip
    storm = facts(track=track, arrivals=pd.Series({"HT01": "2023-08-30T03:00Z"}))
    told = text(storm)
    assert "30/08 06:00" in told
    assert "30/08 03:00" in told  # first gale, in the table
    quake = facts(quake=Quake(-73.4, 18.5, 7.2, 10.0, 86.0, 40.0, 6.0))
    assert "magnitude 7,2, profondeur 10 km" in text(quake)
    assert "(40 km)" in text(quake)
    assert scenario_content.scenario_map(storm, FR) != scenario_content.scenario_map(facts(), FR)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_source_of_a_shipped_scenario_is_told_in_the_language(lang) -> None:
    for key in presets():
        told = text(facts(told=TOLD | {"shipped": key, "source": "in English"}), lang)
        assert "in English" not in told
        assert Words(lang)(f"scenario_source.{key}")[:20] in told


def test_the_map_has_the_colours_of_its_legend_and_no_other_class() -> None:
    drawn = scenario_content.scenario_map(facts(), FR).lower()
    ramp = palette.table("hazard")["flood"]["colours"]
    assert ramp[2] in drawn
    assert not [one for one in (*ramp[:2], *ramp[3:]) if one in drawn]
    areas = [one for one in scenario_content.legend(facts(), FR) if one["shape"] == "area"]
    assert [one["fill"] for one in areas] == [ramp[2]]


def test_hostile_words_are_words() -> None:
    held = facts(name=HOSTILE, told=TOLD | {"source": HOSTILE, "author": HOSTILE})
    told = text(replace(held, land=held.land.assign(name_fr=HOSTILE)))
    assert "@preview" in told


def test_many_communes_still_are_one_page_and_the_same_bytes() -> None:
    held = facts()
    many = pd.concat([held.rows.head(1).assign(place=f"HT01{at:02d}", name=f"Commune {at}") for at in range(20)])
    crowded = replace(held, rows=many)
    assert len(made(crowded).pages) == 1
    page = scenario_content.of_scenario(crowded, FR)
    first, second = (printing.pdf(page, "2023-08-31", template=scenario_page.TEMPLATE) for _ in range(2))
    assert first == second


def test_data_whose_licence_asks_for_it_name_their_source_at_the_foot():
    line = FR("head.dtm")
    assert line not in text(facts())
    assert line in text(facts(facts=FACTS | {"credits": ("dtm",)}))
