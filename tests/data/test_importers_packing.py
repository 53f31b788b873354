"""Columns of texts on their way between two processes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers import packing


@given(texts=st.lists(st.text(max_size=4), max_size=30), cut=st.integers(0, 30))
def test_texts_come_back_as_they_were_blank_ones_as_none(texts: list[str], cut: int) -> None:
    column = packing.Texts()
    column.extend(texts[:cut])
    column.extend(texts[cut:])
    wanted = [text or None for text in texts]
    assert len(column) == len(texts)
    assert list(column) == wanted
    sent = json.loads(json.dumps({"columns": [column, ["a", None]]}, default=packing.plain))
    assert packing.unpacked(sent["columns"]) == [wanted, ["a", None]]  # a column that was no such one stays


def test_equal_texts_are_one_object_and_four_bytes_each() -> None:
    column = packing.Texts()
    column.extend(["long enough to be told apart"] * 1000)
    told = column.packed()
    assert told["words"] == ["long enough to be told apart"]
    assert len(told["codes"]) == 5336  # 1,000 x 4 bytes in base64: 4 signs for every 3 bytes begun
    (found,) = packing.unpacked([told])
    assert len({id(text) for text in found}) == 1


def test_only_columns_are_packed() -> None:
    with pytest.raises(TypeError, match="object"):
        json.dumps({"a": object()}, default=packing.plain)
