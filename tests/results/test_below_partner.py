"""Nothing of stock, requests, ways, reach and prepositioning is computed for somebody below partner level."""

from __future__ import annotations

import inspect

import pytest

from data import demo
from data.access import LOCAL, NOBODY, allowed
from data.snapshot import Source
from geo.disclosure import disclosed
from geo.errors import NotAllowed
from geo.preposition_portfolio import Portfolio
from results import Results
from results.preposition_asked import PrepositionAsked
from results.prepositioning import Prepositioning
from results.reach_plans import ReachPlans
from results.reach_trials import ReachTrials
from results.requests import Requests
from results.stock_ledger import StockLedger
from results.stock_status import StockStatus
from results.stocks import Stocks
from results.warehouse_desk import WarehouseDesk
from results.ways import Ways

GROUPS = (Stocks, StockLedger, StockStatus, Requests, Ways, ReachPlans, ReachTrials, PrepositionAsked, Prepositioning,
          WarehouseDesk)  # fmt: skip
METHODS = [(group.__name__, name) for group in GROUPS for name, _ in inspect.getmembers(group, inspect.isfunction)
           if not name.startswith("_") and name in vars(group)]  # fmt: skip
# Names and rules that are shipped with the product, and what only turns round what it is handed.
NO_FIGURE = {"preposition_name", "kit", "kit_names", "stock_rules", "request_steps", "need_pairs"}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    return Source(demo.open_or_make(tmp_path_factory.mktemp("demo") / "pare.db"))


@pytest.fixture(scope="module")
def outside(source: Source) -> Results:
    return Results(source.take(audience=NOBODY.role), NOBODY)


@pytest.mark.parametrize(("group", "name"), [one for one in METHODS if one[1] not in NO_FIGURE])
def test_every_figure_is_refused_before_anything_is_read(outside: Results, group: str, name: str):
    method = getattr(outside, name)
    wanted = [one for one in inspect.signature(method).parameters.values() if one.default is one.empty]
    named = {one.name: None for one in wanted if one.kind is one.KEYWORD_ONLY}
    given = [None for one in wanted if one.kind is one.POSITIONAL_OR_KEYWORD]
    with pytest.raises(NotAllowed):
        method(*given, **named)


def test_work_is_named_by_the_view_so_that_another_audience_never_finds_it(source: Source, outside: Results):
    asked = (Portfolio("made", 300), "essential", "tarpaulin")
    inside = Results(source.take(audience=LOCAL.role), LOCAL)
    assert inside.preposition_name(*asked) == Results(source.take(audience=LOCAL.role), LOCAL).preposition_name(*asked)
    assert inside.preposition_name(*asked) != outside.preposition_name(*asked)


def test_a_picture_of_one_audience_is_no_use_to_another(source: Source):
    with pytest.raises(NotAllowed):
        Results(source.take(audience=LOCAL.role), NOBODY)
    with pytest.raises(NotAllowed):
        disclosed(object(), NOBODY.role)


@pytest.mark.parametrize("page", ["stock", "requests", "reach", "prepositioning", "warehouse"])
def test_the_pages_and_their_files_are_denied_by_default(page: str):
    for action in (f"{page}.view", f"{page}.write", "figures.view", "export.any"):
        assert not allowed(NOBODY, action).allowed
