"""JSON of the field's services and forms as raw tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers.json_tables import parse
from data.importers.limits import limits
from geo.errors import ImportRejected


def read(path: Path, document: Any, **options: Any) -> dict[str, Any]:
    path.write_text(json.dumps(document), encoding=options.pop("coding", "utf-8"))
    return parse(path, limits={**limits(), **options})


@pytest.mark.parametrize("key", ["result", "results", "value", "data", None])
def test_every_envelope_is_opened(tmp_path: Path, key: str | None) -> None:
    records = [{"a": "1", "g": {"b": 2.0, "c": None}}, {"a": True, "d": ["x", "y"]}]
    found = read(tmp_path / "a.json", {key: records} if key else records, coding="utf-8-sig")
    assert found["headers"] == ["a", "g/b", "d"]
    assert found["columns"] == [["1", "true"], ["2", None], [None, "x y"]]  # what was not answered is blank
    assert found["rows"] == [1, 2]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"isSuccess": False, "errorMessages": ["Round must be 1 or more."]}, "answer_is_failure"),
        ({"isSuccess": False, "errorMessages": None}, "answer_is_failure"),
        ({"results": []}, "file_no_rows"), ([], "file_no_rows"), ([1, 2], "json_not_records"), ("text", "json_not_records"),
        ({"data": [[1]]}, "json_not_records"), (None, "json_not_records"),
    ],
)  # fmt: skip
def test_what_holds_no_records_is_said_so(tmp_path: Path, document: Any, code: str) -> None:
    with pytest.raises(ImportRejected) as error:
        read(tmp_path / "a.json", document)
    assert error.value.code == code


@pytest.mark.parametrize("text", ["{", "", "\ufeff", "[1,", "nul", '{"a": 1}{"b": 2}'])
def test_a_cut_answer_is_corrupt(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ImportRejected) as error:
        parse(path, limits=limits())
    assert error.value.code == "file_corrupt"


def test_more_records_or_keys_than_the_limit_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRejected, match="too_many_rows"):
        read(tmp_path / "a.json", [{"a": 1}] * 3, table_rows=2)
    with pytest.raises(ImportRejected, match="too_many_columns"):
        read(tmp_path / "a.json", [{"a": 1, "b": 2, "c": 3}], table_columns=2)


def test_repeats_are_left_out_and_counted_and_points_have_two_columns(tmp_path: Path) -> None:
    record = {
        "r": [{"x": 1}, {"x": 2}], "p": {"type": "Point", "coordinates": [-72.3, 18.5, 10]}, "_geolocation": [18.5, -72.3],
        "rep@odata.navigationLink": "Submissions/rep",
    }  # fmt: skip
    found = read(tmp_path / "a.json", [record, {"_geolocation": [None, None]}])
    assert found["headers"] == ["p/longitude", "p/latitude", "_geolocation/latitude", "_geolocation/longitude"]
    assert [(note["value"], note["params"]["count"]) for note in found["notes"]] == [("r", 2), ("rep", 1)]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(_JSON)
def test_any_document_is_a_table_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, document: Any) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    try:
        found = read(path, document)
    except ImportRejected:
        return
    assert {len(column) for column in found["columns"]} <= {len(found["rows"])}
    assert len(found["headers"]) == len(set(found["headers"]))
    assert all(cell is None or isinstance(cell, str) for column in found["columns"] for cell in column)
