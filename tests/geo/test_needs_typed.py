"""A need as people type and paste it."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.needs_typed import MOST_LINES, typed_need

PLACES = pd.DataFrame({
    "adm2_pcode": ["HT0811", "HT0815", "HT0121", "HT0221", "HT0812"],
    "name_fr": ["Jérémie", "Moron", "Saint-Marc", "Saint Marc", "Anse d'Hainault"],
    "adm1_name_fr": ["Grand'Anse"] * 5,
})  # fmt: skip


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Jérémie 1 200", ("HT0811", 1200.0)),
        ("jeremie\t1200", ("HT0811", 1200.0)),
        ("HT0811;1200", ("HT0811", 1200.0)),
        ("ht0811,1200", ("HT0811", 1200.0)),
        ("Jérémie : 1\u202f200", ("HT0811", 1200.0)),
        ("Jérémie 1,200", ("HT0811", 1200.0)),
        ("Jérémie 12,5", ("HT0811", 12.5)),
        ("Anse d'Hainault 0", ("HT0812", 0.0)),
        ("Moron\tGrand'Anse\t300", ("HT0815", 300.0)),
        ('"Moron","300"', ("HT0815", 300.0)),
    ],
)
def test_one_line(line: str, expected: tuple[str, float]):
    typed = typed_need(line, PLACES)
    assert typed.need == (expected,)
    assert not typed.problems


def test_a_header_and_blank_lines_say_nothing():
    typed = typed_need("commune;ménages\n\nMoron;300\n   \nJérémie;20\n", PLACES)
    assert typed.need == (("HT0815", 300.0), ("HT0811", 20.0))
    assert not typed.problems


def test_every_line_that_is_wrong_is_said_with_its_number():
    typed = typed_need("Moron 300\nParis 20\nSaint Marc 5\nJérémie\nMoron 1\nJérémie -4", PLACES)
    assert typed.need == (("HT0815", 300.0),)
    assert [(one.row, one.code) for one in typed.problems] == [
        (2, "need_unknown_place"), (3, "need_two_places"), (4, "need_no_number"), (5, "need_twice"),
        (6, "need_unknown_place"),
    ]  # fmt: skip


def test_a_first_line_that_names_a_commune_is_no_header():
    assert [one.code for one in typed_need("Moron", PLACES).problems] == ["need_no_number"]


def test_too_many_lines():
    typed = typed_need("Moron 1\n" * (MOST_LINES + 1), PLACES)
    assert (typed.need, typed.problems[0].code) == ((), "need_lines")


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str):
    typed = typed_need(text, PLACES)
    assert all(households >= 0 for _, households in typed.need)
    assert len(dict(typed.need)) == len(typed.need)
