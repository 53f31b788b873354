"""Lines that licences ask for: whose data they are is known by the layout of the file or the name of the sender."""

from __future__ import annotations

import pandas as pd
import pytest

from data.access import Actor
from data.credits import credited, credits_due, credits_known
from data.importers.words import MAPPINGS
from data.snapshot import Source
from data.store.store import Store, Told
from results import Results

LINE = 'Source: "International Organization for Migration (IOM), Displacement Tracking Matrix (DTM)"'


def test_the_line_is_the_one_of_the_licence():
    assert credits_known()["dtm"].line.startswith(LINE)


def test_every_layout_that_is_named_exists():
    for one in credits_known().values():
        assert {f"{name}.toml" for name in one.layouts} <= {path.name for path in MAPPINGS.glob("*.toml")}


@pytest.mark.parametrize(
    ("sender", "layout", "expected"),
    [
        ("oim", "dtm_displacement", "oim (dtm)"),
        ("iom dtm haiti", "dtm_displacement", "iom dtm haiti"),  # named already
        ("mairie", "three_w", "mairie"),
        ("mairie", None, "mairie"),
    ],
)
def test_a_sender_whose_file_is_of_a_source_to_be_named_says_so(sender, layout, expected):
    assert credited(sender, layout) == expected


@pytest.mark.parametrize(
    ("source", "due"),
    [
        ("dtm_displacement", ("dtm",)), ("hapi_idps", ("dtm",)), ("oim (dtm)", ("dtm",)), ("DTM, ronde 12", ("dtm",)),
        ("mairie", ()), ("adtmo", ()), ("", ()),
    ],
)  # fmt: skip
def test_what_batches_owe(source, due):
    assert credits_due(["mairie", source]) == due


def test_a_picture_owes_what_its_active_batches_owe(tmp_path):
    store = Store(tmp_path / "pare.db")
    row = pd.DataFrame([{"site_id": "S1", "name": "Un", "adm2_pcode": "HT0111"}])
    with store.batch(Told("tester", "test", "mairie")) as batch:
        batch.patch("sites", row)

    def facts() -> dict:
        return Results(Source(store).take(audience="coordinator"), Actor("tester", "coordinator")).facts()

    assert facts()["credits"] == ()
    with store.batch(Told("tester", "test", "dtm_displacement")) as batch:
        batch.patch("sites", row.assign(site_id="S2"))
    assert facts()["credits"] == ("dtm",)
    assert facts()["labels"][-1] == "dtm"
    store.undo(batch.seq, author="tester", reason="test")
    assert facts()["credits"] == ()
