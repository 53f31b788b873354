"""The page of reach, run without a browser on a small store: the answer by hand, trials, what is refused, the text."""

from __future__ import annotations

import re
from functools import partial

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components.figures.changes_address import read, written
from components.i18n import Words
from components.widgets import area_corners, reach_ask
from data.home import store_path
from data.reference_logistics import kit
from data.reference_ways import reference_ways
from data.store.store import Store, Told
from geo.errors import DashboardError
from geo.what_if import Change
from jobs import FAILED, RUNNING, State, Task
from tests.components.page_runs import opened, text

FR = Words("fr")
PARTS = ("places", "left", "items", "plan", "send", "ways")
# The stock of W1 in Les Cayes makes 100 kits, that of W2 in Jérémie 10. By road Les Cayes is less than 24 h away.
HELD = {"W1": 100, "W2": 10}
NEED = {"need": "table", "households": "HT0811:50", "dept": "HT08"}
run = partial(opened, "stocks/reach.py")


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch) -> Store:
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.setattr("streamlit.page_link", lambda *_a, **_k: None)  # there is no navigation around the page
    monkeypatch.setattr("components.widgets.reach_work.PATIENCE_S", 60.0)  # a test waits for what a user watches
    made = Store(store_path())
    places = {"W1": ("Entrepôt Un", "HT0711", -73.75, 18.2), "W2": ("Entrepôt Deux", "HT0811", -74.12, 18.65)}
    warehouses = pd.DataFrame([(code, *told) for code, told in places.items()],
                              columns=["warehouse_id", "name", "adm2_pcode", "longitude", "latitude"])  # fmt: skip
    rows = [
        {"kind": "receipt", "warehouse_id": code, "item": item, "quantity": float(kits * each), "moved_on": "2024-01-02",
         "document": f"{code}-{item}", "line": 1}
        for code, kits in HELD.items() for item, each in zip(*_kit(), strict=True)
    ]  # fmt: skip
    with made.batch(Told("demo", "demo", "two warehouses", fictional=True)) as batch:
        batch.patch("warehouses", warehouses.assign(observed_on="2024-01-01"))
        batch.move(pd.DataFrame(rows))
        batch.patch("settings", pd.DataFrame([{"setting": "as_of", "value": "2024-03-31"}]))
    return made


def _kit() -> tuple[list[str], list[float]]:
    rows = kit("essential")
    return rows["item"].tolist(), rows["quantity"].tolist()


def cut_off() -> str:
    """Changes that close every way into Grand'Anse."""
    rows = reference_ways()
    crosses = rows["from_pcode"].str.startswith("HT08") != rows["to_pcode"].str.startswith("HT08")
    return written([Change("close", way) for way in rows.loc[crosses, "way_id"]])


def faces(app: AppTest) -> dict[str, tuple[str, str]]:
    return {one.label: (one.value, one.delta) for one in app.metric}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("lang", ["fr", "en", "ht"])
def test_every_part_is_drawn_in_every_language(part: str, lang: str):
    for address in ({}, {**NEED, "changes": written([Change("add", "rope", 5.0, "", "W2")])}):
        app = run(part=part, lang=lang, **address)
        assert not app.error
        assert not re.findall(r"\b(?:reach\w*|header|column|choice|map|export)\.[a-z_]+", text(app))


def test_the_answer_says_who_is_left_first_and_what_a_closure_changes():
    today = faces(run(**NEED))
    assert today[FR("reach.face_left", hours="24")] == ("0", "")
    assert today[FR("reach.face_reached", hours="24")] == ("50", "")
    # Without a way in only the 10 kits of Jérémie are left: 40 of 50 households have none.
    app = run(**NEED, changes=cut_off())
    cut = faces(app)
    assert cut[FR("reach.face_left", hours="24")] == ("40", FR("reach.delta", count=40.0))
    assert cut[FR("reach.face_reached", hours="24")] == ("10", FR("reach.delta", count=-40.0))
    assert FR("reach_text.left", hours="24", left="40", reached="10", need="50", place="x").split("(")[0] in text(app)


def test_stock_that_is_moved_there_serves_whoever_is_cut_off():
    moved = [Change("move", item, 15 * each, "W1", "W2") for item, each in zip(*_kit(), strict=True)]
    app = run(**NEED, changes=f"{cut_off()};{written(moved)}")
    assert faces(app)[FR("reach.face_reached", hours="24")][0] == "25"


def test_more_stock_than_there_is_is_not_moved_and_nothing_is_tried():
    app = run(**NEED, changes=written([Change("move", "rope", 9_999.0, "W2", "W1")]))
    assert [FR("error.what_if.not_there").split("{")[0] in one.value or "10" in one.value for one in app.error] == [
        True
    ]
    assert faces(app)[FR("reach.face_reached", hours="24")] == ("50", "")


def test_without_a_need_it_is_capacity_and_each_place_alone():
    app = run(dept="HT08", mode="together")
    assert FR("reach.face_left", hours="24") not in faces(app)
    assert faces(app)[FR("reach.face_reached", hours="24")][0] == "110"
    assert app.selectbox(key="mode-capacity").options == [FR("reach.mode_alone")]


def test_a_table_with_a_wrong_line_is_said_and_nothing_is_computed():
    app = run(need="table", dept="HT08")
    app.text_area(key="reach-table").set_value("Jérémie 50\nAtlantide 20").run()
    assert [one.value for one in app.error] == [FR("reach_need.need_unknown_place", line=2, value="Atlantide")]
    assert not app.metric
    app.text_area(key="reach-table").set_value("Jérémie 50").run()
    assert faces(app)[FR("reach.face_reached", hours="24")][0] == "50"
    assert app.query_params["households"] == "HT0811:50"


def test_a_planning_figure_is_a_share_of_the_department():
    app = run(need="share", dept="HT08")
    app.number_input(key="reach-percent").set_value(10.0).run()
    tenth = faces(app)[FR("reach.face_left", hours="24")][0]
    app.number_input(key="reach-percent").set_value(20.0).run()
    fifth = faces(app)[FR("reach.face_left", hours="24")][0]
    one, two = (int(re.sub(r"\D", "", told)) + 110 for told in (tenth, fifth))
    assert two == pytest.approx(2 * one, abs=2)  # all 110 kits reach the department, whatever the need


def test_the_list_of_changes_is_the_address():
    app = run(**NEED)
    app.multiselect(key="reach-close").select("RN2").run()
    assert read(app.query_params["changes"]) == (Change("close", "RN2"),)
    app.selectbox(key="reach-change-item").select("rope")
    app.number_input(key="reach-change-units").set_value(5)
    app.run()
    app.button(key="reach-change-add").click().run()
    assert [change.kind for change in read(app.query_params["changes"])] == ["close", "move"]
    app.button(key="reach-back-0").click().run()
    assert [change.kind for change in read(app.query_params["changes"])] == ["move"]
    app.button(key="reach-changes-clear").click().run()
    assert "changes" not in app.query_params


def test_two_trials_are_kept_beside_today():
    app = run(**NEED, changes=cut_off())
    app.button(key="reach-keep-a").click().run()
    assert app.query_params["kept_a"] == app.query_params["changes"]
    app.button(key="reach-changes-clear").click().run()
    shown = app.dataframe[0].value
    assert list(shown.columns) == [FR("filter.place"), FR("reach.today"), FR("reach.variant_a")]
    assert shown.iloc[0].tolist()[1:] == [50.0, 10.0]
    app.button(key="reach-forget-a").click().run()
    assert "kept_a" not in app.query_params


def test_the_plan_and_who_serves_whom_follow_the_need():
    app = run(**NEED, part="plan")
    told = text(app)
    assert "Entrepôt Un" in told
    assert "Entrepôt Deux" in told
    assert FR("reach_plan.note") in told
    assert FR("reach.plan_needs_need") in text(run(part="plan"))


def test_the_message_is_plain_text():
    app = run(**NEED, part="send", changes=cut_off())
    said = app.code[0].value
    assert FR("reach_text.left", hours="24", left="40", reached="10", need="50", place="Grand'Anse") in said
    assert FR("head.fictional") in said
    assert not re.search(r"&#|\*\*", said)


def test_a_drawn_area_is_one_place():
    corners = "-74.4,18.3;-73.9,18.3;-73.9,18.8;-74.4,18.8"
    app = run(need="table", households="HT0811:50", level="area", area=corners)
    assert faces(app)[FR("reach.face_reached", hours="24")][0] == "50"
    waiting = run(need="table", households="HT0811:50", level="area")
    assert FR("reach.draw_first") in text(waiting)
    assert not waiting.metric
    sea = run(need="table", households="HT0811:50", level="area", area="-72.9,18.9;-72.8,18.9;-72.8,18.95")
    assert not sea.metric
    assert [one.value for one in sea.error] == [FR.plain(FR("error.what_if.empty_area"))]


@pytest.mark.parametrize(
    ("typed", "bands"),
    [("6 12 24", (6.0, 12.0, 24.0)), ("48, 24;24", (24.0, 48.0)), ("36h", (36.0,)), ("", None), ("six", None),
     ("0 6", None), ("1 2 3 4 5 6 7 8 9", None), ("500", None)],
)  # fmt: skip
def test_bands_as_people_type_them(typed: str, bands: tuple[float, ...] | None):
    assert reach_ask.bands_of(typed) == bands


def test_corners_of_an_address_that_are_no_place_in_haiti_are_ignored():
    assert area_corners.parsed("-74.3,18.5;x;2.3,48.8;1", most=40) == [(-74.3, 18.5)]


def test_other_bands_are_answered_for():
    app = run(**NEED, bands="10_36", within="36")
    assert faces(app)[FR("reach.face_reached", hours="36")][0] == "50"


def test_vehicles_limit_only_the_modes_that_have_some(store: Store):
    # Two trucks in Les Cayes: what is far needs several trips. One more never lowers what is reached.
    fleet = pd.DataFrame([("V1", "small_truck", "W1", 1)],
                         columns=["vehicle_id", "vehicle_type", "warehouse_id", "vehicles"])  # fmt: skip
    without = faces(run(**NEED, fleet="1", changes=written([Change("vehicle", "truck", 1.0, "W2")])))
    assert without[FR("reach.face_reached", hours="24")][0] == "50"  # none is registered: no limit, with one more too
    with store.batch(Told("demo", "demo", "a truck", fictional=True)) as batch:
        batch.patch("vehicles", fleet.assign(observed_on="2024-01-01"))
    one = _reached(run(**NEED, fleet="1"))
    more = _reached(run(**NEED, fleet="1", changes=written([Change("vehicle", "truck", 5.0, "W1")])))
    assert one <= more <= 50


def _reached(app: AppTest, hours: str = "24") -> int:
    return int(faces(app)[FR("reach.face_reached", hours=hours)][0])


def test_the_plan_sends_each_commune_what_the_one_sharing_gives_it():
    # 110 kits for 200 + 20 households: the fairest sharing gives both communes half of their need.
    address = {"need": "table", "households": "HT0811:200;HT0711:20", "lang": "fr"}
    app = run(**address, part="plan", within="72")
    by_place = {}
    for frame in (one.value for one in app.dataframe):
        if FR("column.flow_households") in " ".join(map(str, frame.columns)):
            head = next(name for name in frame.columns if FR("column.flow_households") in name)
            by_place = frame.groupby(FR("column.adm2_name"))[head].sum().to_dict()
    assert by_place == {"Jérémie": pytest.approx(100, abs=1), "Les Cayes": pytest.approx(10, abs=1)}


def with_a_truck(store: Store) -> None:
    fleet = pd.DataFrame([("V1", "small_truck", "W1", 1)],
                         columns=["vehicle_id", "vehicle_type", "warehouse_id", "vehicles"])  # fmt: skip
    with store.batch(Told("demo", "demo", "a truck", fictional=True)) as batch:
        batch.patch("vehicles", fleet.assign(observed_on="2024-01-01"))


def test_the_programme_with_trucks_is_work_that_can_be_stopped(store: Store, monkeypatch):
    with_a_truck(store)
    pool = Asleep()
    for place in ("components.widgets.job_view.jobs", "components.widgets.reach_work.jobs"):
        monkeypatch.setattr(place, lambda _task: pool)
    monkeypatch.setattr("components.widgets.reach_work.PATIENCE_S", 0.0)
    app = run(**NEED, fleet="1")
    assert not app.metric  # nothing is shown that is not solved
    assert FR("reach_work.title", what=FR("reach.today")) in text(app)
    assert FR("job.cancel") in [one.label for one in app.button]
    assert app.multiselect(key="reach-close") is not None  # the trials stay open meanwhile
    assert pool.seconds == 60.0  # the setting as shipped
    pool.known = State(FAILED, error=DashboardError("reach.out_of_time"))
    told = text(run(**NEED, fleet="1"))
    # Without trucks all 50 are served: with them at most.
    assert FR("reach_work.at_most", count=50.0, hours="24", place="Grand&#39;Anse", seconds=60.0) in told


class Asleep:
    """A pool that never gets anywhere."""

    known = State(RUNNING, 0.4)
    seconds = 0.0

    def state(self, _key: str) -> State | None:
        return self.known if self.seconds else None

    def submit(self, task: Task) -> str:
        self.seconds = task.seconds
        return task.key

    def cancel(self, _key: str) -> None:
        """Nothing to end."""

    forget = cancel


def test_a_boat_of_known_capacity_limits_and_a_warehouse_comes_with_its_kits():
    # Grand'Anse is cut off: 10 kits there. A boat from Les Cayes brings what it can carry, at least one kit more.
    cut = cut_off()
    boat = written([Change("boat", "coaster", 100.0, "HT0711", "HT0811", 0.05, 50.0)])
    few = _reached(run(**NEED, within="72", bands="72", changes=f"{cut};{boat}"), hours="72")
    free = _reached(run(**NEED, within="72", bands="72", changes=f"{cut};boat,,100,HT0711,HT0811"), hours="72")
    assert 10 < few < free == 50
    stock = [Change("add", item, 20 * each, "", "NEW:HT0811") for item, each in zip(*_kit(), strict=True)]
    new = written([Change("warehouse", "Neuf", 0.0, "", "HT0811"), *stock])
    assert _reached(run(**NEED, changes=f"{cut};{new}")) == 30
