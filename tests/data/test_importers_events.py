"""Events between rounds: as a list is written in the field, through the template, the recogniser and editing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data import editing, intake
from data.access import LOCAL
from data.drafting import Wishes
from data.snapshot import Source
from data.store.store import Store, Told
from tests.geo import small_haiti

FRENCH = """Code événement;Date de l'événement;Type d'événement;Code site;Commune;Arrivés;Partis;Destination;Site de destination;Confirmé;Sensibilité;Heure de l'événement;Remarque
EV-1;29/02/2024;Site vidé;S1;Delmas;;1 200;inconnue;;oui;élevée;29/02/2024 06:30;
EV-2;29/02/2024;Nouveau site;S4;Delmas;400;;;;oui;faible;;près de la route
EV-3;01/03/2024;menace d'expulsion;S2;Delmas;;50;;;non;modérée;;
EV-4;01/03/2024;départs;S2;Delmas;;30;connue;;oui;;;
EV-5;01/03/2024;départs;S2;Delmas;;30;inconnue;S3;oui;;;
EV-6;01/03/2024;départs;S2;Delmas;;30;;S2;oui;;;
EV-7;01/03/2024;attaque;;;;30;;;oui;;;
"""


def looked(text: str, folder: Path, kind: str = "events"):
    path = folder / "evenements.csv"
    path.write_text(text, encoding="utf-8")
    store = Store(folder / "pare.db")
    with store.batch(Told("tester", "test")) as batch:
        batch.patch("sites", small_haiti.sites())
    return intake.look(Source(store), kind, path)


@pytest.mark.parametrize("kind", ["events", "auto"])
def test_a_list_in_french_is_read_and_what_is_odd_is_told(tmp_path, kind):
    (found,) = looked(FRENCH, tmp_path, kind).previews
    assert found.frame == "events"
    rows = found.rows.set_index("event_id")
    assert rows["event_kind"].tolist() == [
        "emptied",
        "new_site",
        "eviction_threat",
        "departures",
        "departures",
        "attack",
    ]
    first = rows.loc["EV-1"]
    assert first[["occurred_on", "people_out", "destination", "sensitivity"]].tolist() == [
        "2024-02-29", 1_200, "unknown", "high"]  # fmt: skip
    assert first["occurred_at"] == "2024-02-29T11:30Z"  # 06:30 in Haiti
    assert bool(first["confirmed"])
    told = {(p.code, p.column, p.blocking) for p in found.problems}
    assert {
        ("people_not_moved", "Partis", False), ("destination_not_named", "Destination", False),
        ("destination_contradicts", "Destination", False), ("destination_itself", "Site de destination", True),
        ("event_without_place", "", False),
    } <= told  # fmt: skip


def test_an_event_is_edited_like_any_record(tmp_path):
    store = Store(tmp_path / "pare.db")
    with store.batch(Told("tester", "test")) as batch:
        batch.patch("sites", small_haiti.sites())
        batch.patch("events", pd.DataFrame([{"event_id": "EV-1", "occurred_on": "2023-08-20", "event_kind": "departures",
                                             "site_id": "S1", "adm2_pcode": "HT0111", "people_out": 40}]))  # fmt: skip
    source = Source(store)
    opened = editing.open_table(source, "events", LOCAL)
    wishes = Wishes({"EV-1": {"confirmed": "true", "destination_pcode": "HT0711"}}, dated="2023-08-20")
    assert editing.save(source, LOCAL, opened, wishes, reason="phone call") is not None
    row = source.take(audience="coordinator").frame("events").iloc[0]
    assert (bool(row["confirmed"]), row["destination_pcode"], row["people_out"]) == (True, "HT0711", 40)
    assert editing.fresh_id("events").startswith("EVT-")
