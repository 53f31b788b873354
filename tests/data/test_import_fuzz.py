"""Whatever the file: a preview whose rows add up and whose problems are sentences, or a refusal that is one."""

from __future__ import annotations

import string
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from components.i18n import LANGUAGES, Words, texts
from data import intake
from data.importers.preview import sentence, sentence_in, sentence_key
from data.importers.sources import mappings
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import DashboardError, ImportRejected, Problem
from tests.data import hostile
from tests.data.in_process import parsing_here

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
TEXTS = sorted(
    path for path in FIXTURES.rglob("*") if path.suffix in {".csv", ".txt", ".json", ".geojson", ".kml", ".gpx"}
)
FUZZ = settings(
    deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow], phases=set(Phase) - {Phase.explain}
)
CSV = st.fixed_dictionaries({
    "separator": st.sampled_from([",", ";", "\t", "|"]),
    "coding": st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    "end": st.sampled_from(["\r\n", "\n", "\r"]),
})  # fmt: skip
PLAIN = {"separator": ",", "coding": "utf-8", "end": "\n"}
BOOK = st.fixed_dictionaries({
    "merged": st.none() | st.tuples(st.integers(0, 9), st.integers(0, 9)), "first_sheet": st.booleans(),
})  # fmt: skip


class StopBeforeItLastsError(Exception):
    """Raised from the progress, when everything is written and nothing is lasting."""


@pytest.fixture(scope="module")
def source() -> Iterator[Source]:
    """A store with the records that the sample tables speak of; the parsers run in this process."""
    store = Store(Path(tempfile.mkdtemp()) / "pare.db")
    sites = pd.DataFrame({"site_id": [f"S{n}" for n in range(1, 5)], "name": ["Lekòl", "Plas", "Legliz", "Kan"]})
    with store.batch(Told("before", "before")) as batch:
        batch.patch("sites", sites.assign(adm2_pcode="HT0111", observed_on="2023-01-01"))
        requests = {"request_id": [f"DEM-{n}" for n in range(1, 5)], "adm2_pcode": "HT0111"}
        batch.patch("requests", pd.DataFrame(requests))
        batch.patch("warehouses", pd.DataFrame([{"warehouse_id": "W1", "name": "Depo", "adm2_pcode": "HT0111"}]))
    with parsing_here():
        yield Source(store)


def looked_at(source: Source, kind: str, path: Path) -> intake.Intake | ImportRejected:
    """Look at a file and write it without letting it last; nothing but the product's own errors may escape."""
    try:
        looked = intake.look(source, kind, path, sender="partner")
    except ImportRejected as error:
        told(error)
        return error
    for one in looked.previews:
        assert one.rows_read == one.rows_accepted + one.rows_rejected
        assert one.problems_found >= sum(problem.code != "more_of_the_same" for problem in one.problems)
        assert {problem.row for problem in one.problems if problem.blocking} - {None} or one.rows_rejected in {
            0, one.rows_read,
        }  # fmt: skip
        for problem in one.problems:
            spoken(problem)
            assert all(sentence_in(one, problem, Words(lang)) for lang in LANGUAGES)
    head = source.store.head()
    if looked.rows_accepted:
        written(source, looked)
    assert source.store.head() == head
    return looked


def written(source: Source, looked: intake.Intake) -> None:
    def stop(share: float) -> None:
        if share == 1.0:
            raise StopBeforeItLastsError

    try:
        intake.keep(source.store, looked, author="a", reason="r", progress=stop)
    except DashboardError as error:
        told(error)
    except StopBeforeItLastsError:
        return


def told(error: DashboardError) -> None:
    """Every refusal has a sentence in every language, and all that its sentence names."""
    assert error.code != "internal"
    for lang in LANGUAGES:
        assert f"error.{error.code}" in texts(lang), error.code
        assert fields(texts(lang)[f"error.{error.code}"]) <= set(error.params), error.code
        assert Words(lang).error(error)


def spoken(problem: Problem) -> None:
    """Every problem has a sentence in every language, and all that its sentence names."""
    assert problem.code != "internal"
    key = sentence_key(problem)
    for lang in LANGUAGES:
        assert key in texts(lang), key
        assert fields(texts(lang)[key]) <= {"row", "column", "value", *problem.params}, key
        assert sentence(problem, Words(lang))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def file(folder: str, suffix: str) -> Path:
    return Path(folder) / f"table{suffix}"


@pytest.mark.parametrize("kind", intake.KINDS)
def test_a_good_table_of_each_kind_is_taken(source: Source, kind: str, tmp_path: Path):
    """Otherwise the mutations would never get behind the first check."""
    hostile.write_csv(hostile.sample("sites" if kind == "auto" else kind), tmp_path / "good.csv")
    looked = looked_at(source, kind, tmp_path / "good.csv")
    assert isinstance(looked, intake.Intake), looked
    assert looked.rows_accepted == hostile.ROWS, [
        (p.row, p.column, p.code, p.value) for p in looked.previews[0].problems
    ]


@pytest.mark.parametrize("kind", intake.KINDS)
@FUZZ
@given(accidents=hostile.mutations(), how=CSV)
@example(accidents=[("drop column", 0, 0, 0), ("drop column", 128, 0, 0)], how=PLAIN)  # of sites: half of the point
def test_csv_tables_after_accidents(source: Source, kind: str, accidents: list, how: dict):
    grid = hostile.mutated(hostile.sample("assessments" if kind == "auto" else kind), accidents)
    with tempfile.TemporaryDirectory() as folder:
        hostile.write_csv(grid, file(folder, ".csv"), **how)
        looked_at(source, kind, file(folder, ".csv"))


@pytest.mark.parametrize("kind", intake.KINDS)
@FUZZ
@given(accidents=hostile.mutations(), how=BOOK)
def test_workbooks_after_accidents(source: Source, kind: str, accidents: list, how: dict):
    grid = hostile.mutated(hostile.sample("sites" if kind == "auto" else kind), accidents)
    with tempfile.TemporaryDirectory() as folder:
        hostile.write_book(grid, file(folder, ".xlsx"), **how)
        found = looked_at(source, kind, file(folder, ".xlsx"))
    assert not (isinstance(found, ImportRejected) and found.code == "file_corrupt")  # the workbook is whole


@pytest.mark.parametrize("layout", [mapping.name for mapping in mappings()])
@FUZZ
@given(accidents=hostile.mutations(), how=CSV, kind=st.sampled_from(["", "", *intake.KINDS]))
@example(accidents=[], how=PLAIN, kind="")
@example(accidents=[("drop column", 48, 0, 0)], how=PLAIN, kind="")  # of roads: that which their ids are made of
def test_tables_of_other_systems_after_accidents(source: Source, layout: str, accidents: list, how: dict, kind: str):
    grid = hostile.mutated(hostile.foreign(layout), accidents)
    with tempfile.TemporaryDirectory() as folder:
        hostile.write_csv(grid, file(folder, ".csv"), **how)
        looked_at(source, kind or "auto", file(folder, ".csv"))


@FUZZ
@given(kind=st.sampled_from(intake.KINDS), at=st.integers(0, 10**6), how=st.integers(0, 30))
@example(kind="sites", at=3, how=0)
def test_workbooks_with_broken_bytes(source: Source, kind: str, at: int, how: int):
    with tempfile.TemporaryDirectory() as folder:
        path = file(folder, ".xlsx")
        hostile.write_book(hostile.sample("sites"), path)
        path.write_bytes(hostile.damaged(path.read_bytes(), at, how))
        looked_at(source, kind, path)


@settings(FUZZ, max_examples=60)
@given(
    fixture=st.sampled_from(TEXTS), kind=st.sampled_from(intake.KINDS), at=st.integers(0, 10**6),
    how=st.integers(0, 30), suffix=st.sampled_from(["", "", ".csv", ".json", ".xlsx", ".geojson", ".txt"]),
)  # fmt: skip
def test_every_fixture_with_broken_bytes_as_every_kind(
    source: Source, fixture: Path, kind: str, at: int, how: int, suffix: str
):
    with tempfile.TemporaryDirectory() as folder:
        path = file(folder, suffix or fixture.suffix)
        path.write_bytes(hostile.damaged(fixture.read_bytes(), at, how))
        looked_at(source, kind, path)
