"""Messages as people write, paste and export them: one fixture an odd case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.i18n import Words
from data.forms.wording import header
from data.importers import chats, messages
from data.importers.opening import kinds_of, opened
from data.importers.preview import ImportPreview, sentence_in
from data.importers.read import World, previews_of
from data.intake import KEYS
from geo.frames import FRAMES, SHELTERS, WAYS
from tests.data.import_setting import TODAY, places, preview, told

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "messages"
SITES = ["ZM-014", "ZM-015", "ZM-016", "ZM-017", "ZM-018"]
SHELTER = {"shelter_id": ["AB-1"], "name": ["Lise A"], "adm2_pcode": ["HT0111"], "shelter_type": ["school"]}


def read(path: Path | str, **options: Any) -> dict[str, ImportPreview]:
    """Read messages of 30 August, held against five sites, one shelter and one way."""
    records = {
        "shelters": SHELTERS.conform(pd.DataFrame(SHELTER)),
        "ways": WAYS.conform(pd.DataFrame({"way_id": ["RN2-01"]})),
    }
    known = {"sites": SITES, "shelters": ["AB-1"], "warehouses": ["E-1"], "items": ["tarpaulin", "blanket"]}
    world = World(places(), known, TODAY, day="2023-08-30", records=records, **options)
    file = opened(None, path if isinstance(path, Path) else FOLDER / path)
    return {one.frame: one for one in previews_of(kinds_of(file), file, world, keys=KEYS, sender="test")}


def values(found: ImportPreview, *columns: str) -> list[list[Any]]:
    return found.rows[list(columns)].astype("object").where(found.rows[list(columns)].notna(), None).to_numpy().tolist()


def test_an_export_of_whatsapp_is_read_without_its_times_and_senders() -> None:
    """Three messages; the thanks of one is no message, and its words (a name) are not repeated."""
    found = read("whatsapp_brackets.txt")
    one = found["assessments"]
    columns = ("site_id", "households", "individuals", "toilets_functional", "toilets_total", "water_litres_person_day")
    assert values(one, *columns) == [["ZM-014", 412, 1850, 18, 24, 9]]
    assert (one.rows_read, one.rows_accepted) == (2, 1)
    assert values(found["shelters"], "shelter_id", "occupancy_persons") == [["AB-1", 20]]
    kept = str([part.as_record() for part in found.values()]) + "".join(part.rows.to_json() for part in found.values())
    for planted in ("Planted", "Jan", "3712", "14:05", "30/09"):
        assert planted not in kept


def test_an_export_with_dashes_goes_on_over_lines_and_codes_are_known_in_any_case() -> None:
    found = read("whatsapp_dash.txt")["assessments"]
    assert values(found, "site_id", "households", "individuals") == [["ZM-014", 412, 1850], ["ZM-015", None, 20]]
    assert (4, "site_id", "fix_applied") in told(found)  # zm-015 read as ZM-015
    assert "Mari" not in str(found.as_record())


def test_bullets_emoji_bold_and_numbering_are_decoration() -> None:
    found = read("bullets_emoji_crlf.txt")
    assert values(found["assessments"], "site_id", "individuals", "toilets_functional", "toilets_total") == [
        ["ZM-014", 1850, 18, 24]
    ]
    assert values(found["shelters"], "occupancy_persons") == [[20]]
    assert values(found["movements"], "warehouse_id", "item", "quantity", "kind") == [
        ["E-1", "tarpaulin", 200, "count"], ["E-1", "blanket", 1500, "count"],
    ]  # fmt: skip


def test_a_message_of_several_lines_is_one_message() -> None:
    found = read("several_lines.txt")["assessments"]
    assert values(found, "site_id", "households", "individuals", "row_number") == [
        ["ZM-014", 412, 1850, 1], ["ZM-015", None, 20, 5],
    ]  # fmt: skip


def test_numbers_glued_to_their_key_are_parted_and_a_comma_is_decimal() -> None:
    found = read("glued.txt")["assessments"]
    assert values(found, "households", "individuals", "toilets_functional", "toilets_total") == [[412, 1850, 18, 24]]
    assert values(found, "water_litres_person_day") == [[9.5]]
    assert told(found) == [(1, "water_litres_person_day", "decimal_comma")]


def test_french_english_and_kreyol_keys_in_any_case_and_without_accents() -> None:
    """The file is of the Western code page: "ménages: 412, personnes=1 850; toilettes 18 sur 24, eau 9 litres"."""
    found = read("french_english_cp1252.txt")["assessments"]
    columns = ("households", "individuals", "water_litres_person_day", "toilets_functional", "toilets_total")
    assert values(found, *columns) == [[412, 1850, 9, 18, 24], [5, 20, 7.5, None, None], [None, 7, None, None, None]]
    assert values(found, "lighting", "committee_present")[2] == [True, False]


def test_what_is_not_understood_is_told_and_nothing_of_it_is_stored() -> None:
    found = read("faults.txt")
    assert found["assessments"].rows_accepted == found["movements"].rows_accepted == 0
    assert told(found["assessments"]) == [
        (1, "", "message_word_unknown"), (2, "individuals", "below_least"), (3, "site_id", "unknown_reference"),
        (4, "", "message_without_value"), (5, "", "message_key_twice"), (6, "", "message_kind_unknown"),
        (6, "site_id", "required"),
    ]  # fmt: skip
    problems = {p.row: p for p in found["assessments"].problems}
    assert problems[1].value == "BAGAY"
    assert problems[3].params["near"] in SITES  # ZM-041: the nearest code is offered, not taken
    assert (7, "", "message_without_items") in told(found["movements"])


def test_days_may_be_words() -> None:
    """Read on 31 August 2023: "yè" is the 30th, "jodi a" the 31st; "madi" (Tuesday) could be any."""
    found = read("date_words.txt")["assessments"]
    assert found.rows["assessed_on"].tolist() == ["2023-08-30", "2023-08-30", "2023-08-31", "2023-08-29"]
    assert (5, "assessed_on", "not_a_date") in told(found)


def test_a_way_is_closed_by_a_message_and_an_unknown_one_is_not_made(tmp_path: Path) -> None:
    found = read("way_bom.txt")["ways"]
    assert values(found, "way_id", "status", "reason") == [["RN2-01", "closed", "inondasyon nan lari a"]]
    path = tmp_path / "message.txt"
    path.write_text("WOUT RN2-02 ETA fèmen", encoding="utf-8")
    other = read(path)["ways"]
    assert other.rows_accepted == 0
    assert [(p.code, p.params["near"]) for p in other.problems] == [("unknown_reference", "RN2-01")]


def test_one_unknown_shelter_does_not_refuse_the_other_messages(tmp_path: Path) -> None:
    path = tmp_path / "message.txt"
    path.write_text("SIT ZM-014 MOUN 5\nABRI AB-2 MOUN 7\nABRI ab1 MOUN 8", encoding="utf-8")
    found = read(path)
    assert values(found["assessments"], "individuals") == [[5]]
    assert values(found["shelters"], "shelter_id", "occupancy_persons") == [["AB-1", 8]]
    assert found["shelters"].rows_rejected == 1


@pytest.mark.parametrize(
    "text",
    [
        "Site, nom, moun\nA, B, 3", "site;nom;moun\n1;2;3", "Kan,Moun,Men\n", "site_id,individuals\nZM-1,5", "",
        "Camp, Code 1, Moun 5", "Stock au 30/09/2023\nArticle;Quantité\n", "site\tmoun\nZM-014\t5", "\x00\xff",
    ],
)  # fmt: skip
def test_tables_are_not_taken_for_messages(text: str) -> None:
    assert not messages.is_message(text.encode("utf-8"))


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_coding_of_a_text_is_read(coding: str) -> None:
    assert chats.text_of("SIT ZM-014 ménages 5".encode(coding)) == "SIT ZM-014 ménages 5"


_WORDS = st.sampled_from([
    "SIT", "ZM-014", "MOUN", "MOUN1850", "18/24", "DLO", "9,5", "ABRI", "DEPO", "BACH", "-", "•", "[30/09/2023 14:05] J:",
    "30/09/2023, 14:05 -", "DAT", "30 out 2023", "yè", "\n", "\r\n", "pa", "/", ":", "𝟙", "\u200e", "(1)", "*", "WOUT",
])  # fmt: skip


@given(st.lists(st.one_of(_WORDS, st.text(max_size=5)), max_size=25))
def test_any_text_is_looked_at_without_an_exception_and_rows_add_up(words: list[str]) -> None:
    text = " ".join(words)
    messages.is_message(text.encode())
    faults: list[dict[str, Any]] = []
    told_rows = [row for one in messages._messages(chats.lines_of(text)) for row in messages._rows(one, faults)]
    assert {fault["row"] for fault in faults} <= set(range(1, len(text.splitlines()) + 1))
    assert all(isinstance(value, str) for _, row in told_rows for value in row.values())


def test_a_message_s_columns_are_called_by_words_and_a_file_s_by_its_headers(tmp_path: Path) -> None:
    """A message has no headers: what stands for them are names of the vocabulary, which nobody wrote."""
    french = Words("fr")
    found = read("faults.txt")["assessments"]
    (low,) = [p for p in found.problems if p.code == "below_least"]
    assert low.column == "individuals"
    assert f"colonne {header(FRAMES['assessments'].by_name['individuals'], french)} " in sentence_in(found, low, french)
    path = tmp_path / "a.csv"
    path.write_text("site_id,assessed_on,individuals\nZM-014,2023-08-01,-5\n", encoding="utf-8")
    (told_of,) = [p for p in preview("assessments", path).problems if p.code == "below_least"]
    assert "colonne individuals " in sentence_in(preview("assessments", path), told_of, french)
