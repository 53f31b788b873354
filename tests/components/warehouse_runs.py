"""The warehouse desk run without a browser: opened at a task, its fields filled in, and what the ledger has then."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import picture
from components.i18n import Words
from data import demo, stock_moves
from data.access import LOCAL
from data.stock_moves import Slip
from data.store.store import Told

HERE, FROM, TR, WAIT = "MAG-04", "MAG-01", Words("fr"), 60
PACK, LOT, PARTNER = 25, "ESSAI-1", "ONG Q (fictif)"


def script() -> None:
    from components import session
    from components.widgets import warehouse_desk

    warehouse_desk.show(session.open_page("warehouse.view"))


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Path:
    """The demonstration, made once."""
    path = tmp_path_factory.mktemp("made") / "pare.db"
    demo.open_or_make(path).engine.dispose()
    return path


@pytest.fixture
def home(made, tmp_path, monkeypatch):
    """The demonstration, tarpaulins in cartons of 25, and a lot of 100 of them that expires first."""
    shutil.copy(made, tmp_path / "pare.db")
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.delenv("PARE_SERVED_BY", raising=False)
    picture._source.cache_clear()
    with picture.source().store.batch(Told("demo", "demo", "demo", fictional=True)) as batch:
        packs = {"tarpaulin": float(PACK), "blanket": 1.0, "rope": 1.0}  # the last two come loose
        batch.patch("items", pd.DataFrame(packs.items(), columns=["item", "pack_units"]))
    kept("receipt", {"item": "tarpaulin", "lot": LOT, "expiry": "2023-09-30", "quantity": "100"}, counterpart="Don")
    yield tmp_path
    picture._source.cache_clear()


def kept(
    kind: str, *lines: dict, document: str = "", warehouse: str = HERE, day: str = "2023-08-30", **head: str
) -> Slip:
    one = Slip(kind, document or stock_moves.new_document(kind), day, lines, {"warehouse_id": warehouse, **head})
    looked = stock_moves.look(picture.source(), one)
    assert not looked.blocked, looked.faults
    assert stock_moves.save(picture.source(), LOCAL, one, looked, reason="essai") is not None
    return one


def opened(task: str = "", lang: str = "fr", warehouse: str = HERE) -> AppTest:
    app = AppTest.from_function(script, default_timeout=WAIT)
    app.session_state["lang"] = lang
    app.query_params["warehouse"] = warehouse
    app.run()
    if task:
        press(app, f"desk-begin-{task}")
    return clean(app)


def clean(app: AppTest) -> AppTest:
    assert not app.exception, app.exception[0].stack_trace
    return app


def press(app: AppTest, key: str) -> None:
    clean(app.button(key=key).click().run())


def work(app: AppTest):
    return app.session_state["desk-open"]


def field(app: AppTest, kind: str, name: str, line: int | None = None):
    return getattr(app, kind)(key=f"desk-{work(app).document}-{'' if line is None else line}-{name}")


def put(app: AppTest, kind: str, name: str, value: object, line: int | None = None) -> None:
    clean(field(app, kind, name, line).set_value(value).run())


def click(app: AppTest, name: str) -> None:
    clean(field(app, "button", name).click().run())


def store(app: AppTest, reason: str = "bon n° 1") -> None:
    click(app, "to-check")
    put(app, "text_input", "reason", reason)
    click(app, "save")


def text(app: AppTest) -> str:
    kinds = ("markdown", "caption", "info", "warning", "success", "error", "subheader")
    return " ".join(str(one.value) for kind in kinds for one in getattr(app, kind)).replace("&#160;", " ")


def held(item: str, lot: str = "", warehouse: str = HERE) -> float:
    rows = picture.source().store.balances()
    mine = rows[(rows["warehouse_id"] == warehouse) & (rows["item"] == item)]
    return float((mine[mine["lot"] == lot] if lot else mine)["held"].sum())


def last(kind: str) -> pd.DataFrame:
    rows = picture.source().store.movements()
    return rows[(rows["batch"] == rows["batch"].max()) & (rows["kind"] == kind)]


def transfer() -> None:
    kept("receipt", {"item": "blanket", "lot": "BL-1", "quantity": "40"}, {"item": "tarpaulin", "lot": "T-1", "quantity": "60"},
         warehouse=FROM, day="2023-08-27")  # fmt: skip
    kept("transfer_out", {"item": "tarpaulin", "lot": "T-1", "quantity": "60"},
         {"item": "blanket", "lot": "BL-1", "quantity": "40"}, warehouse=FROM, day="2023-08-28", counterpart=HERE,
         shipment="EXP-7")  # fmt: skip


def choose_arrival(app: AppTest, code: str) -> None:
    clean(app.selectbox(key=f"desk-arrival-{work(app).token}").set_value(code).run())
