"""Printed sheets: one page whatever comes, words in the text layer, nothing from data read as markup."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pypdf
import pytest

from components.figures import report
from components.figures.report import Around, Lists, content
from components.i18n import Words
from tests.components.figures.report.invented_sheets import LISTS, OUTLINE, STAMP, place_sheet, site_sheet, verdict_rows

FR = Words("fr")
HOSTILE = '#import "@preview/x:1.0.0": * ] $x^2$ \\ `raw` *b* _i_ <l> @ref #panic("no") // c /* d'
ENDLESS = "W" * 400
EVERY = [HOSTILE, ENDLESS, "\u202egnorw\u0007\u0000", "名前 🏕", "", "#", "\\", "]", "$", '"', "//", "= title"]


def read(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def words_of(data: bytes) -> str:
    """The text layer on one line, narrow spaces as spaces."""
    return re.sub(r"\s+", " ", read(data).pages[0].extract_text())


def crowded(text: str) -> Lists:
    rows = 9
    return Lists(
        partners=pd.DataFrame({"sector": [f"sector{at}" for at in range(rows)], "organisation": [text] * rows}),
        hazards=pd.DataFrame({"hazard": ["flood"] * rows, "hazard_class": ["high"] * rows, "zone_set": [text] * rows}),
        stock=pd.DataFrame({"kit": [text] * rows, "households": [9e5] * rows, "warehouse": [text] * rows, "travel_hours": [72.0] * rows}),
        actions=pd.DataFrame({"action": [text] * rows, "owner_organisation": [text] * rows, "due_on": ["2023-09-15"] * rows}),
        sites=pd.DataFrame({"name": [text] * rows, "people": [9e5] * rows, "short": [40] * rows}),
        doubts=pd.DataFrame({"sentence": [text] * 30, "standards": [f"{text} toilets"] * 30}),
    )  # fmt: skip


def hostile_site(text: str) -> report.SiteSheet:
    sheet = site_sheet()
    names = dict.fromkeys(("name", "site_id", "adm3_name", "adm2_name", "adm1_name", "manager_organisation"), text)
    points = pd.DataFrame({
        "kind": ["shelter", text] * 6, "name": [text] * 12, "longitude": -72.31 + np.arange(12) / 1e3, "latitude": 18.54,
    })  # fmt: skip
    stamp = replace(STAMP, labels=("fictional", "mixed", "exercise", "schematic"), sources=(text,) * 9, version=text,
                    recipient=text)  # fmt: skip
    return replace(sheet, site={**sheet.site, **names, "aliases": [text] * 20}, lists=crowded(text),
                   around=Around(OUTLINE, points), stamp=stamp)  # fmt: skip


@pytest.mark.parametrize("lang", ["fr", "en", "ht"])
def test_a_site_is_one_a4_page_in_every_language(lang):
    pages = read(report.site(site_sheet(), Words(lang))).pages
    assert len(pages) == 1
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [210, 297]


@pytest.mark.parametrize("lang", ["fr", "en", "ht"])
def test_a_place_is_one_page_in_every_language(lang):
    tr = Words(lang)
    data = report.place(place_sheet(), tr)
    assert len(read(data).pages) == 1
    told = words_of(data)
    for text in (
        "Delmas",
        "HT0112",
        "30 250" if lang != "en" else "30,250",
        tr("report.people_host"),
        "Lakou Kè Kontan",
    ):
        assert text in told


def test_what_a_reader_needs_is_in_the_text_layer():
    told = words_of(report.site(site_sheet(), FR))
    wanted = (
        "Lakou Kè Kontan", "S-0117", "Camp Kontan", "Bèl-Ève", "Delmas", "Ouest",  # who and where
        "FICTIF : DÉMONSTRATION", "Situation au 31 août 2023", "1 850", "Personnes sur site",
        "Eau, quantité", "≥ 15 l par personne et par jour", "✗ en dessous", "✓ atteint", "? non visité", "24 août 2023",
        "Première phase (≤ 50 personnes par toilette) : ✓ atteint",  # the other phase, where it says otherwise
        "École nationale Ti Mache", "390 m NE", "Association des femmes de la plaine", "Inondation : fort (Crue de 2021)",
        "essentiel : 260 ménages, 1,5 h", "Vidanger les toilettes du bloc B – ODLO, 15 septembre 2023", "sans responsable",
        "Sphere Handbook 2018", "évaluations des sites", "version seq 214", "Remis à : DGPC Ouest", "– sans objet (",
    )  # fmt: skip
    assert not [text for text in wanted if text not in told]


CONTRADICTED = pd.DataFrame(
    {
        "sentence": ["« Toilettes » (65) dépasse « Toilettes, en tout » (0)", "Tranche à l'envers", "Dates à l'envers"],
        "standards": ["toilets toilets_lit", "water_queue toilets", ""],
    }
)


@pytest.mark.parametrize("lang", ["fr", "en", "ht"])
def test_contradictions_and_what_rests_on_them_stand_on_the_one_page(lang: str):
    tr = Words(lang)
    data = report.site(site_sheet(lists=replace(LISTS, doubts=CONTRADICTED)), tr)
    told = words_of(data)
    assert len(read(data).pages) == 1
    assert tr("report.doubts", count=3) in told
    assert all(sentence in told for sentence in CONTRADICTED["sentence"])
    # each standard once, in the order in which they come up
    names = ", ".join(tr(f"standard.{key}") for key in ("toilets", "toilets_lit", "water_queue"))
    assert tr("quality.touches", names=names) in told
    assert tr("report.doubts", count=3) not in words_of(report.site(site_sheet(), tr))  # nothing found, nothing said


def test_many_contradictions_say_how_many_more():
    many = pd.DataFrame({"sentence": [f"Phrase {at}" for at in range(25)], "standards": ["toilets"] * 25})
    told = words_of(report.site(site_sheet(lists=replace(LISTS, doubts=many)), FR))
    assert "Phrase 19 · " + FR("report.more", count=5) in told
    assert "Phrase 20" not in told


def test_fonts_are_inside_and_nothing_says_when_or_where_it_was_made():
    data = report.site(site_sheet(), FR)
    reader = read(data)
    fonts = [one.get_object() for one in reader.pages[0]["/Resources"]["/Font"].values()]
    assert len(fonts) >= 2
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile3", "/FontFile2"} & set(inner)
    assert set(reader.metadata) <= {"/Title", "/Creator", "/CreationDate", "/ModDate"}
    assert "2023" in reader.metadata.get("/CreationDate", "2023")  # the day of the data, not of the machine
    assert reader.root_object["/Lang"] == "fr"


def test_the_same_values_give_the_same_bytes():
    first, other = report.site(site_sheet(), FR), report.place(place_sheet(), FR)
    assert report.site(site_sheet(), FR) == first
    assert report.place(place_sheet(), FR) == other


@pytest.mark.parametrize("text", EVERY)
def test_text_from_data_is_text_whatever_it_says(text):
    sheet = hostile_site(text)
    data = report.site(sheet, FR)
    assert len(read(data).pages) == 1
    assert len(read(report.place(replace(place_sheet(), lists=crowded(text)), FR)).pages) == 1
    if text == HOSTILE:
        assert '#import "@preview/x:1.0.0": * ] $x^2$ \\ `raw` *b* _i_ <l> @ref #panic("no")' in words_of(data)


def test_a_full_page_folds_what_is_met_first_and_says_so():
    told = words_of(report.site(site_sheet(), FR))
    services = verdict_rows()
    count = {one: int((services["status"] == one).sum()) for one in ("met", "short")}
    assert f"{count['met']} ✓ atteints · {count['short']} ✗ en dessous" in told
    line = re.search(r"ne sont pas détaillés : ([^.]+)\.", told)[1]
    folded = int(re.search(r"(\d+) atteints", line)[1])
    assert "en dessous" not in line
    assert told.count("✗ en dessous") == count["short"] + 1  # each row, and the summary
    assert told.count("✓ atteint ") + folded == count["met"] + 1  # the note on the other phase reads so too


def test_a_short_table_is_shown_whole():
    told = words_of(report.site(site_sheet(12), FR))
    assert "ne sont pas détaillés" not in told
    assert "Attente au point d'eau" in told


def test_rows_give_way_from_the_least_important():
    page = content.of_site(site_sheet(), FR)
    ranks = {row["rank"]: row["status"] for group in page["table"]["groups"] for row in group["rows"]}
    order = [ranks[at] for at in range(len(ranks))]
    assert order[: order.count("short")] == ["short"] * order.count("short")
    assert order[-1] == "met"
    assert page["table"]["folded"][len(order)] == ""
    assert str(order.count("met")) in page["table"]["folded"][0]


def test_unknown_is_said_and_never_a_zero():
    bare = {"site_id": "S1", "name": None, "adm2_name": None, "people": np.nan, "households": None}
    sheet = replace(site_sheet(), site=bare, services=verdict_rows().iloc[:0], other_phase=pd.DataFrame(),
                    trend=pd.DataFrame(), around=Around(), lists=Lists())  # fmt: skip
    told = words_of(report.site(sheet, FR))
    for text in (
        "sans nom",
        "lieu inconnu",
        "Personnes sur site inconnu",
        "Aucune norme n'a été comparée",
        "Ni point ni limites",
    ):
        assert text in told
    empty = Lists(*(getattr(LISTS, name).iloc[:0] for name in ("partners", "hazards", "stock", "actions")))
    told = words_of(report.site(replace(sheet, lists=empty), FR))
    for name in ("partners", "hazards", "stock", "actions"):
        assert FR(f"report.no_{name}") in told


def test_partners_that_are_not_there_are_not_named():
    states = ["active", "over", "unknown", "planned"]
    told = pd.DataFrame({"sector": ["wash"] * 4, "organisation": ["A1", "B2", "C3", "D4"], "activity_state": states})
    page = content.of_site(replace(site_sheet(6), lists=Lists(partners=told)), FR)
    assert page["blocks"][0]["lines"] == ["EPAH : A1, C3"]


def test_services_without_a_row_are_named_with_their_reason():
    rows = verdict_rows().assign(status="not_assessed", not_assessed_reason="not_asked", measured=np.nan)
    rows = rows.assign(measured_least=np.nan, measured_most=np.nan)
    page = content.of_site(replace(site_sheet(), services=rows, other_phase=pd.DataFrame()), FR)
    held = sum(len(group["rows"]) for group in page["table"]["groups"])
    assert held == int(rows["headline"].sum())  # the headline standards keep their row
    (line,) = page["table"]["aside"]
    assert line.startswith(f"? question non posée ({len(rows) - held}) : ")


def test_without_a_point_the_map_is_the_commune_alone():
    sheet = site_sheet()
    held = {**sheet.site, "longitude": None, "latitude": np.nan}
    page = content.of_site(replace(sheet, site=held), FR)
    assert page["map_note"] == FR("report.map_outline")
    assert (page["map"] != "", page["locator"], page["legend"]) == (True, "", [])


def test_neighbours_are_numbered_by_distance_with_the_way_to_them():
    # Kiosque: 0.0005 degrees west (53 m) and 0.0008 north (89 m) of the site: 103 m, north-west.
    lines = content.of_site(site_sheet(), FR)["legend"]
    assert lines[1] == ["2", "Point d'eau · Kiosque bò larivyè · 100\u00a0m\u00a0NO"]
    assert [number for number, _ in lines] == [
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
    ]  # the shelter without a point is not there


def test_a_place_held_against_both_phases_names_both_thresholds():
    rows = place_sheet().services.assign(threshold=np.nan, threshold_first=50.0, threshold_standard=20.0)
    page = content.of_place(replace(place_sheet(), services=rows), FR)
    cells = next(r["cells"] for g in page["table"]["groups"] for r in g["rows"] if r["name"] == FR("standard.toilets"))
    assert cells[0] == "≤ 50 puis 20 personnes par toilette"


def test_the_foot_explains_every_mark_that_stands_above():
    told = words_of(report.site(site_sheet(12), FR))
    assert ("≤ 30 minutes†" in told, FR("report.changed") in told) == (True, True)
    assert FR("report.unverified") in told
    plain = replace(site_sheet(12), services=verdict_rows(count=12).assign(changed=False))
    assert FR("report.changed") not in words_of(report.site(plain, FR))


def test_data_whose_licence_asks_for_it_name_their_source_at_the_foot():
    line = FR("head.dtm")
    assert line not in words_of(report.site(site_sheet(), FR))
    owed = replace(site_sheet(), stamp=replace(STAMP, labels=("dtm",), credits=("dtm",)))
    assert line in words_of(report.site(owed, FR))


def test_a_picture_is_a_png():
    assert report.picture(site_sheet(12), FR).startswith(b"\x89PNG")


def test_nothing_heavy_is_loaded_before_something_is_printed():
    asked = "import sys; from components.figures import report, master_list; print({'typst', 'matplotlib'} & {*sys.modules})"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "set()"
