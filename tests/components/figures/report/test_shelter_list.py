"""The list of shelters on paper: order, words, no person, and hostile names that stay text."""

from __future__ import annotations

import io
import json

import pandas as pd
import pypdf
import pytest

from components.figures.report import shelter_list
from components.figures.report.sheet import Stamp
from components.i18n import LANGUAGES, Words
from geo import frames

STAMP = Stamp("2023-08-31", ("fictional",), ("shelters",), (), "7")
TR = Words("fr")


def rows(*told: dict[str, object]) -> pd.DataFrame:
    held = frames.SHELTERS.conform(pd.DataFrame(list(told)))
    return held.assign(adm1_name=held["adm2_pcode"].str[:4], adm2_name=held["adm2_pcode"], adm3_name="1re section")


LISTED = rows(
    {"shelter_id": "B", "name": "Salle", "adm2_pcode": "HT0711", "capacity_persons": 100, "shelter_status": "open",
     "occupancy_persons": 0, "responsible_function": "casec"},
    {"shelter_id": "A", "name": "École", "adm2_pcode": "HT0711", "capacity_persons": 80, "occupied_by_idps": True},
    {"shelter_id": "C", "name": "Temple #strike[x] <b>", "adm2_pcode": "HT0111"},
)  # fmt: skip


def test_the_list_by_hand():
    told = shelter_list.content(LISTED, STAMP, TR)
    assert [group["name"] for group in told["groups"]] == ["HT01", "HT07"]
    school, hall = told["groups"][1]["rows"]  # É is looked for with E, before S
    at = {name: n for n, name in enumerate(shelter_list.COLUMNS)}
    assert school[at["state"]] == "non disponible : accueille des PDI"
    assert [school[at[name]] for name in ("occupancy_persons", "responsible_function")] == [TR("report.unknown")] * 2
    assert [hall[at[name]] for name in ("state", "occupancy_persons", "responsible_function")] == [
        "ouvert",
        "0",
        "CASEC",
    ]
    # 80 places house displaced people: in no sum; the temple's are unknown
    assert told["summary"] == TR("shelter_list.summary", count=3, places=100.0, unknown=1, occupied=1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_prints_in_every_language_and_names_stay_text(lang):
    tr = Words(lang)
    made = shelter_list.pdf(LISTED, STAMP, tr)
    assert made == shelter_list.pdf(LISTED, STAMP, tr)  # the same bytes
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)
    assert tr("shelter_list.title") in text
    assert "#strike[x] <b>" in text
    assert tr("report.stamp_fictional").casefold() in text.casefold()


def test_many_shelters_take_more_pages_and_none_is_lost():
    many = rows(*({"shelter_id": f"S{n:03d}", "name": f"Abri {n}", "adm2_pcode": "HT0711"} for n in range(120)))
    book = pypdf.PdfReader(io.BytesIO(shelter_list.pdf(many, STAMP, TR)))
    text = " ".join(page.extract_text() for page in book.pages)
    assert len(book.pages) > 1
    assert all(f"S{n:03d}" in text for n in range(120))


def test_an_empty_register_prints_and_no_person_is_in_the_words():
    told = shelter_list.content(LISTED.head(0), STAMP, TR)
    assert told["groups"] == []
    assert shelter_list.pdf(LISTED.head(0), STAMP, TR).startswith(b"%PDF")
    assert "structure_evaluator" not in json.dumps(told)
