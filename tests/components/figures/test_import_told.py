"""What a file would do, in words and rows: tallies, rounds, days of messages, rows that stand twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from components.figures import import_help, import_told
from components.i18n import LANGUAGES, Words
from data.importers import opening
from data.importers.messages import vocabulary
from data.importers.preview import ImportPreview
from data.importers.words import table
from geo.errors import Problem

FR = Words("fr")
CONCERN = [
    {"row_number": 2, "organisation": "AAA", "activity": "Latrines", "sector": "wash", "adm2_pcode": "HT0111"},
]


def preview(frame: str, rows: list[dict], problems: list[Problem] = (), **told) -> ImportPreview:  # type: ignore[assignment]
    read = {"rows_read": len(rows), "rows_accepted": len(rows), "rows_rejected": 0, "people_in": None}
    read |= {"people_accepted": None, "sha256": "", "source": "", "file": "x.csv"} | told
    return ImportPreview(frame, pd.DataFrame(rows), list(problems), **read)


def problem(told: str, *, blocking: bool, **params) -> Problem:
    return Problem(3, "name", told, "x", params, blocking)


def test_a_tally_counts_what_is_beyond_the_list():
    """Listed: 2 that reject, 1 that is told; 5 more of a rejecting kind, 4 more of a told one: 7 and 5."""
    told = [
        problem("required", blocking=True), problem("required", blocking=True), problem("decimal_comma", blocking=False),
        problem("more_of_the_same", blocking=False, code="required", more=5),
        problem("more_of_the_same", blocking=False, code="decimal_comma", more=4),
    ]  # fmt: skip
    found = import_told.tally(preview("sites", [], told, problems_found=12, unmapped=("a", "b"), dropped=("c",)))
    assert (found.blocking, found.warnings, found.unused, found.dropped) == (7, 5, 2, 1)
    assert not found.clean


@pytest.mark.parametrize("left", [{"unmapped": ("a",)}, {"dropped": ("a",)}])
def test_a_file_that_leaves_a_column_out_is_not_faultless(left):
    assert import_told.tally(preview("sites", [])).clean
    assert not import_told.tally(preview("sites", [], **left)).clean


def test_rounds_are_told_by_the_last_one_and_never_added():
    """Operation A counts 10 + 20, then 5 + 6 people: 11 in the last of its 2 rounds; B counts 7 in its only one."""
    rows = [
        {"operation": op, "round": n, "observed_on": day, "adm_level": "adm1", "individuals": people}
        for op, n, day, people in (
            ("A", 1, "2024-01-31", 10), ("A", 1, "2024-01-31", 20), ("A", 2, "2024-02-29", 5),
            ("A", 2, "2024-02-29", 6), ("B", 1, "2023-05-31", 7),
        )
    ]  # fmt: skip
    found = import_told.last_rounds(preview("displacement", rows))
    told = found[["operation", "round", "individuals", "rounds"]].values.tolist()
    assert told == [["A", 2, 11, 2], ["B", 1, 7, 1]]


def test_a_row_twice_under_an_id_that_we_made_is_told_by_its_rows():
    twice = Problem(5, "service_id", "duplicate_id", "9f3c", {"first_row": 2}, blocking=True)
    one = preview("services", CONCERN, [twice])
    told = import_told.problem_rows(one, FR, {"HT0111": "Port-au-Prince"})["sentence"].iloc[0]
    assert "9f3c" not in told
    for part in ("2 et 5", "AAA", "Latrines", FR("choice.wash"), "Port-au-Prince"):
        assert part in told
    gone = replace(one, rows=one.rows.head(0))  # the first row was rejected: what it says is not known
    assert "9f3c" not in import_told.problem_rows(gone, FR)["sentence"].iloc[0]


def test_days_of_messages_are_told_and_those_without_are_counted(tmp_path: Path):
    path = tmp_path / "texte.txt"
    path.write_text("SIT A-1 MOUN 5 DAT 2026-11-20\nSIT A-2 MOUN 6\nDEPO D-1 BACH 3 SO 4\nSIT A-3 MOUN 7 DAT hier\n")
    days = import_told.days_of(opening.opened(None, path), "2026-11-22")
    assert days is not None
    assert (days.told, days.silent) == (("2026-11-20", "2026-11-21"), 2)  # the stock of two items is one message
    assert days.key == "DAT"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_tells_every_word_that_messages_are_read_by(lang):
    said = table("messages")
    for name, told in vocabulary().items():
        rows = import_help.message_rows(name, {}, Words(lang))
        words = {word for cell in rows["words"] for word in cell.split(", ")}
        assert words == {w for words in [*told["keys"].values(), *told.get("items", {}).values()] for w in words}
        assert not rows["meaning"].isin(list(told["keys"])).any()  # no column goes by its name in the code
    assert set(vocabulary()) == set(said) - {"lists"}
