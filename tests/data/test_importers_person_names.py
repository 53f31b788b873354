"""Names of persons inside texts: found by a title or a usual first name, never in the name of a place or a body."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from components.i18n import LANGUAGES, Words
from data import intake, senders
from data.bundled_geography import bundled_boundaries
from data.importers.opening import opened, shown_headers
from data.importers.person_names import holds_name, is_name, without_names
from data.importers.personal import holds_person, masked
from data.importers.propose import proposals
from data.importers.sources import everything_expected
from data.rejected import reasons
from data.snapshot import Source
from data.store.store import Store
from geo.frames import FRAMES
from tests.data.test_importers_personal import everything

PERSONS = [
    "M. Jean Pierre", "Mme Dorvil", "Pasteur Exantus", "Chèf Bòb", "Wilner Joseph", "JOSEPH Wilner", "PIERRE JEAN",
    "Jean-Baptiste Pierre", "M Jean", "Dr. Wisly", "Madanm Jozèf", "mme marie joseph",
]  # fmt: skip
IN_TEXTS = {
    "appeler Wilner Joseph le soir": "appeler … le soir", "chef du camp Jean Pierre": "chef du camp …",
    "site géré par Mme Dorvil": "site géré par …", "Dépôt de M. Exantus": "Dépôt de …", "livré à Dr Wisly": "livré à …",
    "Parler avec Jean Baptiste Pierre, puis fermer": "Parler avec …, puis fermer", "Rele Wilner Joseph": "Rele …",
}  # fmt: skip
PLACES = [
    "Saint Jean", "Place Jean Jacques Dessalines", "Lycée Alexandre Pétion", "Fondation Jean Bosco", "Delmas 33",
    "Croix Rouge Haïtienne", "Hôpital Dr Albert Schweitzer", "École Père Basile", "Camp Jean Marie Vincent", "Dame Marie",
    "Église de Dieu de Jean Rabel", "Marie Stopes International", "Médecins Sans Frontières", "DPC Ouest", "Madan Sara",
    "Chef Section", "Lekòl Nasyonal Jan Jak Desalin", "Port Salut", "Rue Jean-Claude Duvalier", "comité du site",
    "chef de dépôt", "se yon lekòl", "Distribution de kits WASH", "jusqu'en Juin", "OIM", "UNICEF Haïti",
]  # fmt: skip


@pytest.mark.parametrize("text", PERSONS)
def test_names_with_a_title_or_a_first_name_are_known(text: str):
    assert is_name(text)


@pytest.mark.parametrize("text", IN_TEXTS)
def test_a_name_inside_a_text_is_masked_and_the_rest_stays(text: str):
    assert holds_name(text)
    assert without_names(text) == IN_TEXTS[text]


@pytest.mark.parametrize("text", PLACES)
def test_places_and_bodies_that_bear_a_name_stay(text: str):
    assert not is_name(text)
    assert masked(text) == text


@pytest.mark.parametrize("text", ["vaccinations", "cinquante personnes", "Signification", "manifestations", "canif 12"])
def test_words_that_hold_the_name_of_a_document_are_none(text: str):
    assert not holds_person(text)


def test_no_word_of_the_product_and_no_commune_is_a_person():
    communes = bundled_boundaries()
    names = {name for column in ("name_fr", "name_ht", "name_en") for name in communes[column].dropna()}
    assert [name for name in names if is_name(name)] == []
    assert [header for header in everything_expected() if shown_headers([header]) != [header]] == []
    for lang in LANGUAGES:
        tr = Words(lang)
        told = {column.name: tr.or_else(f"column.{column.name}", "") for f in FRAMES.values() for column in f.columns}
        assert [text for text in told.values() if shown_headers([text]) != [text]] == []


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ("Téléphone Jean Pierre", "Téléphone …"), ("Téléphone Wisly Exantus", "Téléphone …"), ("TEL DORVIL EXANTUS", "TEL …"),
        ("Contact (Marie Joseph)", "Contact (…)"), ("jean_pierre_phone", "…_phone"), ("Avis de Mme Dorvil", "Avis de …"),
        ("Commentaire Jean Baptiste", "Commentaire …"), ("Jean Pierre 3712-3456", "…"), ("Tel 3712-3456", "Tel …"),
        ("Nom du responsable du site", "Nom du responsable du site"), ("SMC focal point name", "SMC focal point name"),
        ("Latitude", "Latitude"), ("Lycée Jean Pierre", "Lycée Jean Pierre"),
    ],
)  # fmt: skip
def test_headers_name_nobody(header: str, shown: str):
    assert shown_headers([header]) == [shown]


def test_headers_that_became_alike_stay_apart():
    assert shown_headers(["Avis de Mme A. Bo", "Avis de Jean Paul", "site_id"])[2] == "site_id"
    one, other = shown_headers(["Avis de Jean Pierre", "Avis de Jean Paul"])
    assert (one, one == other) == ("Avis de …", False)


FILES = {
    "sites": ("manager_organisation", "site_id;name;adm2_pcode;status;manager_organisation\nS1;Lycée A;HT0111;{p};{p}\n"),
    "shelters": ("owner_organisation", "shelter_id;name;adm2_pcode;status;owner_organisation\nA1;Lycée A;HT0111;{p};{p}\n"),
    "warehouses": ("operator", "warehouse_id;name;adm2_pcode;operator\nE1;Dépôt A;HT0111;{p}\n"),
    "movements": ("counterpart", "moved_on;kind;warehouse_id;item;quantity;counterpart;note\n2024-03-01;{p};E1;tarpaulin;5;{p};vu avec {p}\n"),
    "facilities": ("operator", "facility_id;name;adm2_pcode;operator\nF1;Dispensaire A;HT0111;{p}\n"),
    "services": ("organisation_name", "service_id;sector;organisation;organisation_name;adm2_pcode\nV1;{p};O;{p};HT0111\n"),
    "actions": ("responsible_organisation", "action_id;action;adm2_pcode;responsible_organisation\nC1;Vidanger;HT0111;{p}\n"),
    "observations": ("answer", "theme;subject;subject_id;indicator;observed_on;answer\nt;commune;HT0111;q;2024-03-01;{p}\n"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("planted", ["M. Jean Plantidor", "Wilner Plantidor", "PLANTIDOR Wilner"])
def test_planted_names_are_nowhere_values_and_headers_included(tmp_path: Path, kind: str, planted: str):
    """In a column of bodies, in a remark, as an unknown choice, and in headers that are dropped and not used."""
    store = Store(tmp_path / "home" / "pare.db")
    path = tmp_path / "file.csv"
    column, text = FILES[kind]
    first, row = text.format(p=planted).splitlines()
    path.write_text(f"{first};Téléphone {planted};Avis de {planted}\n{row};x;y\n", encoding="utf-8")
    looked = intake.look(Source(store), kind, path, sender="test")
    codes = {(problem.column, problem.code) for one in looked.previews for problem in one.problems}
    assert (column, "person_name_dropped") in codes
    assert all(one.dropped[0] in ("Téléphone …", "Téléphone M. …") for one in looked.previews)
    assert [one.unmapped for one in looked.previews] == [("Avis de …",)]
    if looked.rows_accepted:
        intake.keep(store, looked, author="test", reason="test")
    said = str([reasons(looked.previews, Words(lang)) for lang in LANGUAGES]).encode()
    file = opened(FRAMES[kind], path)
    senders.remember(store, "test", kind, file, dict.fromkeys(file.sheet["headers"], ""), author="test")
    shown = str(proposals(file, FRAMES[kind])).encode()
    found = everything(store, looked) + said + shown + json.dumps(intake.as_record(looked, None), default=str).encode()
    assert b"lantidor" not in found.lower()


def test_names_of_sites_are_never_touched(tmp_path: Path):
    path = tmp_path / "sites.csv"
    path.write_text("site_id;name;adm2_pcode\nS1;M. Jean Pierre;HT0111\nS2;Wilner Joseph;HT0111\n", encoding="utf-8")
    looked = intake.look(Source(Store(tmp_path / "pare.db")), "sites", path, sender="test")
    assert looked.previews[0].rows["name"].tolist() == ["M. Jean Pierre", "Wilner Joseph"]


@pytest.mark.shared
def test_organisations_and_answers_of_real_files_are_no_persons(shared: Path):
    """Measured: every cell of the 3W list (organisations, activities, communes) and of the two site assessments."""
    folders = [shared / "data" / "operational_presence", shared / "data" / "sites"]
    wrong = []
    for path in (one for folder in folders for one in sorted(folder.glob("*.xlsx"))):
        book = openpyxl.load_workbook(path, read_only=True)
        cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
        wrong += [cell for cell in cells if isinstance(cell, str) and is_name(cell)]
    assert wrong == []


@pytest.mark.shared
def test_names_of_real_facilities_would_stay_even_in_a_column_of_bodies(shared: Path):
    """Bare names of persons borne by facilities ("Marie Curie") are the only ones: 6 of 721, in a column of names."""
    rows = pd.read_excel(shared / "data" / "health" / "haiti-healthsites_hdx.xlsx", dtype="str", engine="calamine")
    names = rows["Institution name"].dropna().unique()
    assert sum(map(is_name, names)) <= 7
