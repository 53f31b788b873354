"""Persons in the answers of a form: nowhere under the folder of the state after fetching and importing, WAL included."""

from __future__ import annotations

import json

import pytest

from data import intake
from data.connectors import fetch
from data.importers.answers import is_kept
from data.snapshot import Source
from data.store.store import Store
from tests.data.connectors.answers import PATHS, js

SITE = {
    "_id": 7, "_uuid": "0f1e2d3c-1111-2222-3333-444455556666", "_submission_time": "2025-07-01T10:00:00",
    "today": "2025-07-01", "meta/instanceID": "uuid:0f1e2d3c-1111-2222-3333-444455556666",
    "meta/instanceName": "Wilner Plante", "_validation_status": {"by_whom": "wplante"}, "_tags": ["Wilner Plante"],
    "sit/site_id": "ZM-991", "sit/name": "Kan Envante", "sit/adm2_pcode": "HT0111", "sit/position": "18.55 -72.33 0 0",
    "sit/individuals": "41", "sit/households": "9",
}  # fmt: skip
NAME, PHONE, EMAIL, TAX = "Wilner Plante", "3712-3456", "moun.plante@example.org", "003-456-789-1"
# Free texts: of columns of ours, and of questions that nothing is known about.
PLANTED = {
    "sit/manager_organisation": f"M. {NAME}", "sit/closed_reason": f"rele {PHONE}", "sit/materials_needed": f"wè {EMAIL}",
    "lòt/remak": f"Pale ak {NAME}, {PHONE}", "lòt/kisa_ankò": f"{EMAIL}", "lòt/nimewo": TAX, "lòt/moun": NAME,
    "lòt/kiyès": "Wilner", "lòt/istwa": "yon fanm te vin di nou ke pitit li malad depi twa jou",
    "lòt/lis": [{"lòt/lis/non": NAME, "lòt/lis/laj": "7"}, {"lòt/lis/non": "Wilner"}], "lòt/ki_nimewo": 37123456,
    "lòt/Avis de Mme Plante": "wi", "lòt/chwa": "dlo_pwi",
}  # fmt: skip


def everything(state) -> bytes:
    return b"".join(path.read_bytes() + path.name.encode() for path in state.rglob("*") if path.is_file())


def test_planted_persons_are_in_no_file_after_fetching_and_importing(source, asking, state):
    told = {"count": 1, "next": None, "previous": None, "results": [SITE | PLANTED]}
    source.routes[PATHS["kobo"][0]] = js(told)
    got = fetch("kobo", options=asking())
    store = Store(state / "pare.db")
    for kind in ("sites", "assessments", "observations"):
        looked = intake.look(Source(store), kind, got.path, sender=f"kobo {kind}")
        assert looked.rows_accepted, kind
        intake.keep(store, looked, author="test", reason="test")
    assert (state / "pare.db-wal").exists()  # searched too
    found = everything(state)
    for planted in (NAME, "Wilner", "Plante", PHONE, "37123456", EMAIL, TAX, "wplante", "fanm te vin"):
        for coding in (planted.encode(), json.dumps(planted).strip('"').encode()):
            assert coding not in found, planted
    site = Source(store).take(audience="coordinator").frame("sites").iloc[0]
    assert (site["name"], site["longitude"], site["latitude"]) == ("Kan Envante", -72.33, 18.55)


def test_what_an_import_needs_stays_and_what_is_left_out_is_told(source, asking):
    source.routes[PATHS["kobo"][0]] = js({"count": 1, "next": None, "previous": None, "results": [SITE | PLANTED]})
    got = fetch("kobo", options=asking())
    row = json.loads(got.path.read_bytes())["results"][0]
    gone = {"meta/instanceName", "_validation_status", "_tags"}
    assert {name: row[name] for name in SITE if name not in gone} == {n: v for n, v in SITE.items() if n not in gone}
    assert (row["lòt/chwa"], row["lòt/lis"]) == ("dlo_pwi", [{}, {}])
    assert {"lòt/remak", "lòt/moun", "sit/closed_reason"} <= set(got.dropped)
    assert "Plante" not in str(got.dropped)


@pytest.mark.parametrize(
    ("question", "answer", "kept"),
    [
        ("name", "Jean Rabel", True), ("name", "Lycée Jean Pierre", True), ("name", "appeler 3712-3456", False),
        ("adm2_name", "Port Margot", True), ("manager_organisation", "OIM", True), ("manager_organisation", "jean pierre", False),
        ("individuals", "41", True), ("individuals", "41 (3712-3456)", False), ("water_source", "Wilner Joseph", False),
        ("site_id", "37123456", True), ("telephone", "41", False), ("dlo", "wi", True), ("yon_lòt", "Kan Envante", False),
        ("dlo", "45 minit apye", True), ("geo", "18.55 -72.33 0 0", True),
    ],
)  # fmt: skip
def test_an_answer_stays_as_an_import_would_store_it(question, answer, kept):
    assert is_kept(question, answer) is kept
