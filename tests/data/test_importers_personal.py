"""Personal data, planted in every kind of file: searched for in all that is shown, kept or stored. What only looks like
them stays."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import intake
from data.importers.opening import opened
from data.importers.personal import holds_person
from data.importers.propose import proposals
from data.importers.words import is_personal
from data.snapshot import Source
from data.store.store import Store
from geo.errors import ImportRejected
from geo.frames import FRAMES

PLANTED = {
    "phone": "3712-3456", "spaced": "37 12 34 56", "joined": "37123456", "abroad": "+509 4833 2211", "zeros": "(509) 2811-0042",
    "dominican": "+1 809 555 0147", "email": "jan.planted@example.org", "tax": "003-456-789-1",
    "identity": "01-01-99-1985-06-00123", "national": "CIN: 4471220931", "passport": "passeport RD4471220",
}  # fmt: skip
# Header and cell that make a row of each kind, with a free text and a number where it has one.
FILES = {
    "sites": "site_id;name;adm2_pcode;closed_reason\nS1;Lycée A;HT0111;{text}\n",
    "assessments": "site_id;assessed_on;individuals;materials_needed\nS1;2024-03-01;5;{text}\nS1;2024-03-02;{number};\n",
    "shelters": "shelter_id;name;adm2_pcode;capacity_persons;owner_organisation\nA1;Lycée A;HT0111;300;{text}\n"
    "A2;Lycée B;HT0111;{number};\n",
    "warehouses": "warehouse_id;name;adm2_pcode;operator\nE1;Dépôt A;HT0111;{text}\n",
    "movements": "movement_id;moved_on;kind;warehouse_id;item;quantity;note\nM1;2024-03-01;count;E1;tarpaulin;5;{text}\n",
    "services": "service_id;sector;organisation;adm2_pcode;activity\nV1;wash;ORG-A;HT0111;{text}\nV2;{number};ORG-A;HT0111;\n",
    "facilities": "facility_id;name;adm2_pcode;operator\nF1;Dispensaire A;HT0111;{text}\n",
    "observations": "theme;subject;subject_id;indicator;observed_on;answer\nt;commune;HT0111;q;2024-03-01;{text}\n",
    "displacement": "adm_pcode;observed_on;individuals;operation\nHT0111;2024-03-01;5;{text}\nHT0111;2024-03-02;{number};a\n",
    "ways": "way_id;status;reason\nR1;closed;{text}\n",
    "portfolio": "disaster_id;name;started_on\nD1;{text};2021-08-14\n",
}  # fmt: skip


def everything(store: Store, looked: intake.Intake | None) -> bytes:
    """All that an import shows, keeps in memory, hands out for correction, and writes to the disk."""
    shown = b""
    if looked:
        record = json.dumps(intake.as_record(looked, None), ensure_ascii=False, default=str)
        rows = "".join(one.rows.astype(str).to_csv() for one in looked.previews)
        shown = (record + rows + repr(looked)).encode()
    return shown + b"".join(path.read_bytes() for path in store.path.parent.rglob("*") if path.is_file())


def squeezed(data: bytes) -> bytes:
    """Without spaces and dashes: a number must not hide behind another spelling."""
    return b"".join(data.split()).replace(b"-", b"")


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("planted", PLANTED.values(), ids=list(PLANTED))
def test_planted_numbers_and_addresses_are_nowhere(tmp_path: Path, kind: str, planted: str) -> None:
    store = Store(tmp_path / "home" / "pare.db")
    path = tmp_path / "file.csv"
    text = FILES[kind].format(text=f"appeler Jan {planted} le soir", number=f"300 ({planted})")
    first, *rest = text.splitlines()
    lines = [f"{first};Nom du responsable;Téléphone", *(f"{line};Jan Planted;{planted}" for line in rest)]
    path.write_text("\n".join(lines), encoding="utf-8")
    looked = intake.look(Source(store), kind, path, sender="test")
    if looked.rows_accepted:
        intake.keep(store, looked, author="test", reason="test")
    found = squeezed(everything(store, looked))
    assert squeezed(planted.encode()) not in found
    assert b"JanPlanted" not in found
    dropped = {header for one in looked.previews for header in one.dropped}
    assert dropped == {"Nom du responsable", "Téléphone"}
    codes = {problem.code for one in looked.previews for problem in one.problems}
    assert "personal_text_dropped" in codes


@pytest.mark.parametrize("planted", PLANTED.values(), ids=list(PLANTED))
def test_a_proposed_mapping_shows_no_numbers(tmp_path: Path, planted: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f"site_id;Commune;Divers\nS1;Jacmel;voir {planted}\nS2;Jacmel;rien\n", encoding="utf-8")
    told = proposals(opened(FRAMES["sites"], path), FRAMES["sites"])
    assert planted not in str(told)
    assert next(one for one in told if one.header == "Divers").samples == ("rien",)


@pytest.mark.parametrize("planted", PLANTED.values(), ids=list(PLANTED))
def test_a_message_with_a_number_keeps_none(tmp_path: Path, planted: str) -> None:
    store = Store(tmp_path / "home" / "pare.db")
    path = tmp_path / "message.txt"
    path.write_text(f"[01/03/2024 14:05] {planted}: WOUT RN2 ETA fèmen REZON rele {planted}\n", encoding="utf-8")
    try:
        looked = intake.look(Source(store), "auto", path, asked=intake.Asked("test", day="2024-03-01"))
    except ImportRejected as error:
        assert planted not in str(error)  # noqa: PT017  # either way
        return
    assert squeezed(planted.encode()) not in squeezed(everything(store, looked))


@pytest.mark.parametrize(
    "text",
    [
        "HT0111", "HT0111-02", "HT071155", "711-01", "2024-03-01", "01/03/2024", "31.05.2024", "2023-07-19T02:00:00Z",
        "18.5432, -72.3412", "-72.33881, 18.54345", "18.594395 -72.307433 12 4.5", "2010-0017-HTI", "EQ-2021-000116-HTI",
        "TC-2016-000106-HTI", "al142016", "1 200", "12 500 bâches", "2 500 000", "1,234,567", "45 443", "300-350 personnes",
        "RN2 km 34,5", "BR-2024-0031", "3 bâches 4 x 6 m", "de 10 à 30 minutes", "lot L-2024/07", "25 %", "5 à 7 litres",
        "4 x 6 m, 200 pièces", "Route nationale 2, 33 km", "évaluation 2021-08-14 08:29", "UTM 18N 783000", "",
    ],
)  # fmt: skip
def test_codes_dates_points_and_quantities_are_no_persons(text: str) -> None:
    assert not holds_person(text)


@pytest.mark.parametrize("planted", PLANTED.values(), ids=list(PLANTED))
@pytest.mark.parametrize("around", ["{}", "({})", "appeler {} svp", "tél.{}", "{}, {}", "x:{};"])
def test_each_spelling_is_known_wherever_it_stands(planted: str, around: str) -> None:
    assert holds_person(around.format(planted, planted))


@given(st.floats(-74.6, -71.5), st.floats(17.9, 20.2))
def test_no_point_of_haiti_is_a_person(x: float, y: float) -> None:
    assert not holds_person(f"{y:.6f} {x:.6f}")
    assert not holds_person(f"{y:.5f}, {x:.5f}")


@given(st.dates(pd.Timestamp("1950-01-01").date(), pd.Timestamp("2099-12-31").date()))
def test_no_date_is_a_person(day: object) -> None:
    for form in ("{:%Y-%m-%d}", "{:%d/%m/%Y}", "{:%d.%m.%Y}", "{:%d-%m-%Y}", "{:%Y%m%d}"):
        assert not holds_person(form.format(day))


@pytest.mark.parametrize(
    "header",
    [
        "Nom du responsable", "Téléphone", "Tel.", "Contact", "E-mail", "phoneNumber", "__system/submitterName", "_submitted_by",
        "Nom de l'enquêteur", "Non ak siyati", "CIN", "SMC focal point name", "Responsable (nom et tél.)", "Personne de contact",
    ],
)  # fmt: skip
def test_headers_of_persons(header: str) -> None:
    assert is_personal(header)


@pytest.mark.parametrize(
    "header",
    [
        "Nom du site", "Nom de l'abri", "Name of SMA", "Femmes chefs de ménage", "Réseau téléphonique", "Organisation gestionnaire",
        "Type d'organisation", "Points de contact", "Cellules", "Number of female-headed households", "Institution name",
    ],
)  # fmt: skip
def test_headers_of_no_person(header: str) -> None:
    assert not is_personal(header)
