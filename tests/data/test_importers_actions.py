"""Actions: a table as it is written in a meeting, through import, export, editing, closing, withholding and audiences."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from components.i18n import LANGUAGES, Words
from data import editing, intake, withholding
from data.access import LOCAL
from data.drafting import Wishes
from data.importers.cases import of_case, says_case
from data.importers.preview import sentence
from data.importers.template_book import write_rows
from data.snapshot import Source
from data.store.store import Store, Told
from data.withholding import Place
from geo.errors import DataProblem, ImportRejected
from geo.frames import ACTIONS
from geo.frames.sites import SECTORS
from tests.geo import small_haiti

FRENCH = """Code action;Action à mener;Organisation responsable;Code site;Commune;Secteur;Ouverte le;Échéance;Statut;Fait le;Sensibilité
ACT-1;Vidanger les fosses;ODLO;S1;;EPAH;01/08/2023;24/08/2023;en cours;;faible
ACT-2;Poser six lampes;;;Delmas;CCCM;01/08/2023;15/09/2030;à faire;;modérée
ACT-3;Afficher le plan;FOKAL;S3;;CCCM;10/08/2023;01/08/2023;ouverte;12/08/2023;
ACT-4;Remplacer deux robinets;ODLO;;;EPAH;01/08/2023;;terminée;05/08/2023;faible
ACT-5;Suivre la survivante du bloc B;ODLO;S1;;VBG;01/08/2023;;ouverte;;
ACT-6;Rappeler M. Jean Plantidor au 3712 3456;ODLO;S1;;EPAH;01/08/2023;;ouverte;;
"""
MEETING = [
    {"action_id": "ACT-1", "action": "Vidanger les fosses", "site_id": "S1", "due_on": "2023-08-24",
     "action_status": "open", "responsible_organisation": "ODLO", "opened_on": "2023-08-01", "sensitivity": "low"},
    {"action_id": "ACT-2", "action": "Rencontrer le propriétaire", "site_id": "S3", "action_status": "open",
     "sensitivity": "high", "adm2_pcode": "HT0711"},
    {"action_id": "ACT-3", "action": "Dresser une liste", "adm2_pcode": "HT0112", "action_status": "open"},
]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "pare.db")
    with made.batch(Told("tester", "test")) as batch:
        batch.patch("sites", small_haiti.sites())
    return made


@pytest.fixture
def met(store: Store) -> Store:
    with store.batch(Told("tester", "test")) as batch:
        batch.patch("actions", pd.DataFrame(MEETING).assign(observed_on="2023-08-20"))
    return store


def looked(store: Store, text: str, folder: Path, kind: str = "actions"):
    path = folder / "actions.csv"
    path.write_text(text, encoding="utf-8")
    return intake.look(Source(store), kind, path)


def shown(store: Store, audience: str = "coordinator", **clocks: object) -> pd.DataFrame:
    return Source(store).take(audience=audience, **clocks).frame("actions").set_index("action_id")


@pytest.mark.parametrize("kind", ["actions", "auto"])
def test_a_table_in_french_is_read_and_what_is_odd_is_told(store, tmp_path, kind):
    (found,) = looked(store, FRENCH, tmp_path, kind).previews
    assert found.frame == "actions"
    rows = found.rows.set_index("action_id")
    # A case is not taken in, nor a text that is emptied because it holds a person: then nothing is to be done.
    assert rows.index.tolist() == ["ACT-1", "ACT-2", "ACT-3", "ACT-4"]
    first = rows.loc["ACT-1", ["site_id", "sector", "due_on", "action_status", "sensitivity"]]
    assert first.tolist() == ["S1", "wash", "2023-08-24", "open", "low"]
    assert rows.loc["ACT-2", "adm2_pcode"] == "HT0112"
    assert rows.loc["ACT-4", ["action_status", "done_on"]].tolist() == ["done", "2023-08-05"]
    told = {(p.code, p.row, p.blocking) for p in found.problems}
    assert {("action_before_opened", 4, False), ("action_open_and_done", 4, False), ("action_without_place", 5, False),
            ("action_is_case", 6, True)} <= told  # fmt: skip
    assert not {p.column for p in found.problems if p.code == "future_date"}  # a due date lies ahead


def test_no_person_and_no_case_is_repeated_anywhere(store, tmp_path):
    (found,) = looked(store, FRENCH, tmp_path).previews
    said = " ".join(sentence(p, Words(lang)) for p in found.problems for lang in LANGUAGES) + found.rows.to_csv()
    for word in ("Plantidor", "3712", "survivante"):
        assert word not in said
    assert all("8840" in sentence(p, Words(lang))
               for p in found.problems if p.code == "action_is_case" for lang in LANGUAGES)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "standard", "case"),
    [
        ("Mettre à jour la carte de référencement VBG", "service_gbv", False),
        ("Mettre à jour la carte de référencement VBG", None, True),  # without a standard it may be a case
        ("Accompagner après un viol", "service_gbv", True),
        ("swiv ka kadejak la", None, True), ("follow up on sexual abuse", None, True), ("Deux VIOLS signalés", None, True),
        ("Réparer la clôture violemment secouée", None, False), ("Poser un voile d'ombrage", None, False),
        ("Curer le canal avant la mer agitée", None, False),
    ],
)  # fmt: skip
def test_cases_are_told_from_services(text, standard, case):
    assert of_case(pd.Series([text]), pd.Series([standard], dtype="str")).tolist() == [case]


def test_the_demonstration_and_the_product_tell_no_case():
    words = [Words("fr")(f"sector.{one}") for one in SECTORS if one != "gbv"]
    assert not [text for text in words if says_case(text)]


def test_an_export_comes_back_and_changes_nothing_then_only_what_was_edited(met, tmp_path):
    rows = shown(met).reset_index()
    out = tmp_path / "actions.xlsx"
    write_rows(ACTIONS, rows, out, tr=Words("fr"))
    (same,) = intake.look(Source(met), "actions", out).previews
    assert same.problems_found == {} or not [p for p in same.problems if p.blocking]
    pd.testing.assert_frame_equal(same.rows[[c.name for c in ACTIONS.columns]], rows, check_dtype=False)
    edited = rows.assign(action_status=["done", "open", "open"], done_on=["2023-08-22", None, None])
    write_rows(ACTIONS, edited.assign(observed_on="2023-08-22"), out, tr=Words("fr"))
    intake.keep(met, intake.look(Source(met), "actions", out), author="t", reason="t")
    after = shown(met)
    assert after["action_status"].tolist() == ["done", "open", "open"]
    assert after["action"].tolist() == rows["action"].tolist()


def test_without_codes_the_same_rows_are_the_same_actions(store, tmp_path):
    text = "Action;Code site;Organisation responsable\nVidanger;S1;ODLO\nVidanger;S3;ODLO\n"
    intake.keep(store, looked(store, text, tmp_path), author="t", reason="t")
    intake.keep(store, looked(store, text + "Poser;S3;ODLO\n", tmp_path), author="t", reason="t")
    assert len(shown(store)) == 3


def test_an_action_is_closed_with_a_reason_as_one_batch_and_undone(met):
    source = Source(met)
    opened = editing.open_table(source, "actions", LOCAL)
    wishes = Wishes({"ACT-1": {"action_status": "done", "done_on": "2023-08-25"}}, dated="2023-08-25")
    batch = editing.save(source, LOCAL, opened, wishes, reason="seen on a visit")
    assert shown(met).loc["ACT-1", ["action_status", "done_on"]].tolist() == ["done", "2023-08-25"]
    assert shown(met, as_of="2023-08-24").loc["ACT-1", "action_status"] == "open"  # on that day it still was
    met.undo(batch, author="t", reason="t")
    assert shown(met).loc["ACT-1", "action_status"] == "open"
    assert editing.fresh_id("actions").startswith("ACT-")


def test_a_case_is_neither_saved_nor_told_as_a_reason(met):
    source = Source(met)
    opened = editing.open_table(source, "actions", LOCAL)
    with pytest.raises(ImportRejected, match="edit_faults"):
        editing.save(source, LOCAL, opened, Wishes({"ACT-1": {"action": "Suivre le cas de viol"}}), reason="x")
    with pytest.raises(DataProblem, match="edit_reason_case"):
        editing.save(source, LOCAL, opened, Wishes({"ACT-1": {"sector": "wash"}}), reason="après un viol")
    assert shown(met).loc["ACT-1", "action"] == "Vidanger les fosses"


def test_others_than_the_coordinator_see_what_is_told_to_be_of_low_sensitivity(met):
    assert shown(met).index.tolist() == ["ACT-1", "ACT-2", "ACT-3"]
    assert shown(met, "partner").index.tolist() == ["ACT-1"]  # what does not tell its sensitivity is not shown


def test_a_withheld_site_takes_its_actions_with_it(met):
    with met.batch(Told("tester", "test")) as batch:
        batch.patch("sites", pd.DataFrame([{"site_id": "S1", "name": "Foyer Lespwa", "adm2_pcode": "HT0112"}]))
        batch.patch("actions", pd.DataFrame([{"action_id": "ACT-4", "action": "Relier au Foyer Lespwa",
                                              "adm2_pcode": "HT0112"}]))  # fmt: skip
    withholding.withhold(met, "sites", Place("S1"), author="t", reason="protection")
    left = shown(met)
    assert left.index.tolist() == ["ACT-2", "ACT-3", "ACT-4"]
    assert left["action"].isna().tolist() == [False, False, True]
