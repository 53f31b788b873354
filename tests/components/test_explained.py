"""Every word of every explanation, label and code that the demonstration makes stands in the locale files."""

from __future__ import annotations

import importlib
import re

import pytest

from components.figures import explain_text, table
from components.i18n import FOLDER, Words
from data import demo
from data.access import LOCAL
from data.snapshot import Source
from data.store.store import Store
from geo.explain import Explanation, Result
from geo.round_changes import CHANGES
from results import Results

TR = Words("fr")
PART = re.compile(r"\[.*\]$")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    store = Store(tmp_path_factory.mktemp("demo") / "pare.db")
    demo.load(store)
    return Results(Source(store).take(audience=LOCAL.role), LOCAL)


def missing(told: Explanation) -> set[str]:
    wanted = {f"figure.{told.figure}", f"status.{told.status}", *(f"note.{note}" for note in told.notes)}
    units = {told.unit, *(one.unit for one in told.inputs)} - {"", "share"}
    wanted |= {f"unit.{explain_text.slug(unit)}" for unit in units}
    lost = {key for key in wanted if not TR.has(key)}
    for one in told.inputs:
        base = PART.sub("", one.name)
        if not (TR.has(f"column.{base}") or TR.has(f"input.{base}")):
            lost.add(f"input.{base}")
    return lost


def every(result: Result) -> set[str]:
    rows = result.frame.to_dict("records")[:300]
    assert rows
    return set().union(*(missing(result.explain_row(row)) for row in rows))


@pytest.mark.parametrize("level", ["site", "adm2", "adm1", "mapap", "adm0"])
def test_coverage(results: Results, level: str):
    for phase in ("standard", "first"):
        assert not every(results.coverage(level, phase))


def test_headlines_stock_and_kits(results: Results):
    assert not every(results.headlines())
    assert not every(results.stock())
    for kit in results.kit_names()["kit"]:
        assert not every(results.kits_complete(kit))


def test_reach(results: Results):
    need = tuple((code, 100.0) for code in results.places()["adm2_pcode"])
    for kit in results.kit_names()["kit"]:
        assert not every(results.reach("adm1", kit))
    assert not every(results.reach("adm2", "essential"))
    assert not every(results.reach("adm1", "essential", mode="together", need=need))


def test_exposure(results: Results):
    for zone_set in results.zone_sets()["zone_set"]:
        assert not every(results.exposure(zone_set, "adm1"))
        assert not every(results.exposure(zone_set, "adm0"))


def test_every_column_that_a_page_shows_has_a_header_and_its_unit_a_word():
    lost = set()
    for path in (FOLDER.parent / "widgets").glob("*.py"):
        module = importlib.import_module(f"components.widgets.{path.stem}")
        for told in (value for name, value in vars(module).items() if name.endswith("COLUMNS")):
            for column in (name for part in told.values() for name in part) if isinstance(told, dict) else told:
                unit = table.COLUMNS[column].unit if column in table.COLUMNS else ""
                if not (TR.has(f"header.{column}") or TR.has(f"column.{column}")):
                    lost.add(column)
                if unit and not TR.has(f"unit.{table.slug(unit)}"):
                    lost.add(unit)
    assert not lost


def test_lines_say_unknown_where_nothing_is_known():
    told = Explanation("idp_individuals", "sum(people)", (), None, "persons")
    assert (TR("explain.value"), TR("unit.unknown")) in explain_text.lines(told, TR)


def test_displacement(results: Results):
    since, last = results.periods()[:2]
    assert not every(results.event_flows("HT", since))
    assert not every(results.host_and_sites())
    assert not every(results.displacement_series())
    assert not every(results.trends("MAPAP", "toilets"))
    assert not every(results.trends())
    assert not every(results.people_now("adm1"))
    shown = table.for_people(results.changed_sites("HT", last), ("change",), TR)
    assert set(shown.iloc[:, 0]) <= {TR(f"choice.change.{kind}") for kind in CHANGES}
    flows = table.for_people(results.flows_between("HT", since), ("went_to",), TR)
    assert "to_sites" not in set(flows.iloc[:, 0])
