"""The page prepositioning, run without a browser: the work is done at once instead of in a process of its own."""

from __future__ import annotations

from functools import partial

import pytest

from components import picture
from components.i18n import LANGUAGES, Words
from components.widgets import job_view, prepositioning_ask
from geo.errors import DataProblem
from geo.watch import Watch
from jobs import DONE, FAILED, LOST, RUNNING, WAITING, State, Task
from jobs.task import CANCELLED
from tests.components.page_runs import opened, text

TR = Words("fr")
page = partial(opened, "stocks/prepositioning.py")


class AtOnce:
    """A pool that does work when it is handed in, and remembers it."""

    def __init__(self) -> None:
        self.done: dict[str, State] = {}
        self.handed: list[Task] = []
        self.cancelled: list[str] = []

    def state(self, key: str) -> State | None:
        return self.done.get(key)

    def submit(self, task: Task) -> str:
        from geo.preposition_work import worked

        def told(share: float) -> None:
            assert 0 <= share <= 1

        self.handed.append(task)
        self.done[task.key] = State(DONE, 1.0, result=worked(**task.arguments, watch=Watch(told)))
        return task.key

    def cancel(self, key: str) -> None:
        self.cancelled.append(key)

    def forget(self, key: str) -> None:
        self.done.pop(key)


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.setattr("streamlit.page_link", lambda *_a, **_k: None)
    monkeypatch.setattr(prepositioning_ask, "EVENTS", ("60", "30"))
    return picture.source().store


@pytest.fixture
def pool(monkeypatch) -> AtOnce:
    made = AtOnce()
    monkeypatch.setattr(job_view, "jobs", lambda _task: made)
    return made


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_balance_never_stands_without_the_demand_that_both_cover(pool, lang):
    app = page(lang=lang)
    tr = Words(lang)
    figures = next(iter(pool.done.values())).result.told.figures
    balance = tr("prepositioning.balance_told", balance=tr.number(figures["balance"], 2),
                 now=tr.share(figures["demand_covered_share_actual"]),
                 best=tr.share(figures["demand_covered_share_optimal"]))  # fmt: skip
    assert balance in [one.value for one in app.markdown]
    shown = {one.label: one.value for one in app.metric}
    assert shown[tr("prepositioning.demand_covered_share")] == tr.share(figures["demand_covered_share_actual"])
    assert shown[tr("prepositioning.fraction_served")] == tr.share(figures["fraction_served"])
    assert "[prepositioning." not in text(app)


def test_the_same_question_is_asked_once_and_another_kit_item_anew(pool):
    app = page()
    assert len(pool.handed) == 1
    app.run()
    assert len(pool.handed) == 1
    app.selectbox(key="item").select_index(1).run()
    assert not app.exception
    assert len(pool.handed) == 2
    assert pool.handed[1].arguments["question"].item == app.selectbox(key="item").value


def test_transfers_are_sentences_with_what_each_buys(pool):
    app = page(part="transfers")
    moves = next(iter(pool.done.values())).result.moves.rows
    told = [one.value for one in app.markdown if one.value.startswith("1. ")]
    assert len(moves) > 0
    assert TR.number(moves["quantity"].iloc[0]) in told[0]
    assert TR.number(moves["balance_after"].iloc[0], 2) in told[0]
    assert TR("prepositioning.greedy_note") in text(app)


@pytest.mark.parametrize("part", ["more", "disasters", "plan"])
def test_every_part_is_drawn(pool, part):
    app = page(part=part)
    assert len(app.dataframe) >= 1
    assert not app.error


def test_the_plan_is_of_the_department_chosen(pool):
    app = page(part="plan", dept="HT07", rank="95")
    plan = next(iter(pool.done.values())).result.plan.frame
    mine = plan[(plan["adm1_pcode"] == "HT07") & (plan["percentile"] == 95)]
    assert len(app.dataframe[0].value) == len(mine) > 0


@pytest.mark.parametrize(
    ("state", "words"),
    [(State(WAITING, ahead=2), TR("job.ahead", count=2)), (State(RUNNING, 0.4), TR("job.running")),
     (State(CANCELLED), TR("job.cancelled")), (State(LOST), TR("job.lost")),
     (State(FAILED, error=DataProblem("job_memory")), TR.plain(TR("error.job_memory")))],
)  # fmt: skip
def test_what_is_known_of_work_is_told_and_nothing_is_shown_as_a_result(pool, monkeypatch, state, words):
    monkeypatch.setattr(pool, "state", lambda _key: state)
    app = page()
    told = [one.value for one in (*app.error, *app.warning)] + [str(one.proto) for one in app.get("progress")]
    assert any(words in one or words.encode("unicode_escape").decode() in one for one in told) or words in text(app)
    assert not app.metric
    assert not pool.handed


def test_work_is_cancelled_and_begun_again(pool, monkeypatch):
    monkeypatch.setattr(pool, "state", lambda _key: State(RUNNING, 0.4))
    app = page()
    next(one for one in app.button if one.label == TR("job.cancel")).click().run()
    assert len(pool.cancelled) == 1
    monkeypatch.undo()


def test_without_a_warehouse_the_page_says_what_to_load(pool, store):
    store.undo(int(store.batches()["seq"].max()), author="tester", reason="test")
    app = page()
    assert not app.exception
    assert TR("prepositioning.no_warehouse") in [one.value for one in app.info]
