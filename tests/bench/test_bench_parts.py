"""The bench's own arithmetic and reading; nothing is timed here."""

from __future__ import annotations

from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon
from streamlit.proto.WidgetStates_pb2 import WidgetStates

from geo.snapshot import Snapshot
from tests.bench import engine, ground, load_page, report, servers, walk
from tests.bench.report import BEGIN, END, CannotMeasure, Figure
from tests.bench.visitor import Trip, Visitor, key_of


def test_a_ratio_is_yardstick_over_value_and_a_target_holds_at_its_bound():
    figure = Figure("x", "ms", 50.0, 1000.0, at_most=50.0, at_least_times=20.0)
    assert figure.ratio == 20.0  # 1000 / 50
    assert figure.met is True
    assert Figure("x", "ms", 50.1, 1000.0, at_least_times=20.0).met is False  # 19.96
    assert Figure("x", "ms", 50.1, at_most=50.0).met is False
    assert Figure("x", "ms", 50.0, at_least_times=20.0).met is False  # no yardstick, nothing shown
    assert Figure("x", "ms", 50.0).met is None


@pytest.mark.parametrize(
    ("value", "told"), [(0.254, "0.25"), (4.12, "4.1"), (2.0, "2"), (38.4, "38"), (3104.4, "3,104"), (0.0, "0")]
)
def test_numbers_are_short(value: float, told: str):
    assert report.number(value) == told


def test_the_table_has_a_line_a_figure_and_numbers_its_notes():
    lines = report.table(
        [
            Figure("first", "ms", 50.0, 1000.0, at_least_times=10.0),
            Figure("second", "kB", 90.0, at_most=80.0, note="large"),
            Figure("third", "", 2.0, at_most=1.0, note="two"),
        ]
    ).splitlines()
    assert lines[2] == "| first | 50 ms | 1,000 ms | 20× | ≥ 10× | yes |"
    assert lines[3] == "| second [1] | 90 kB |  |  | ≤ 80 kB | **no** |"
    assert lines[4] == "| third [2] | 2 |  |  | ≤ 1 | **no** |"
    assert lines[6:] == ["1. large", "2. two"]


def test_figures_go_between_the_marks_and_the_text_around_them_stays(tmp_path):
    document = tmp_path / "performance.md"
    document.write_text(f"Before\n\n{BEGIN}\nold\n{END}\n\nAfter\n", encoding="utf-8")
    report.write(document, "new")
    report.write(document, "newer\n")
    assert document.read_text(encoding="utf-8") == f"Before\n\n{BEGIN}\n\nnewer\n\n{END}\n\nAfter\n"


def test_a_document_without_a_place_for_figures_is_said(tmp_path):
    with pytest.raises(CannotMeasure, match=r"performance\.md"):
        report.write(tmp_path / "performance.md", "new")


def test_the_document_has_a_place_for_the_figures():
    text = (servers.ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert text.count(BEGIN) == text.count(END) == 1
    assert text.index(BEGIN) < text.index(END)


def test_the_machine_is_described_without_its_name():
    assert "cores" in report.machine()
    assert "\n" not in report.machine()


def test_what_the_yardstick_prints_is_read():
    log = 'warning\nSERVER_MS {"department": "all", "ms": 2100}\nSERVER_MS {"department": "HT07", "ms": 310}\nother'
    assert servers.printed_ms(log) == [("all", 2100.0), ("HT07", 310.0)]


@pytest.mark.parametrize(
    ("widget_id", "key"),
    [("$$ID-0af3-dept", "dept"), ("$$ID-0af3-get-a-b", "get-a-b"), ("$$ID-0af3-None", ""), ("plain", ""), ("", "")],
)
def test_a_widget_is_known_by_the_key_of_the_script(widget_id: str, key: str):
    assert key_of(widget_id) == key


def visitor() -> Visitor:
    pills = SimpleNamespace(
        id="$$ID-1-layers", options=[SimpleNamespace(content=c) for c in ("Sites", "Abris", "Voies")]
    )
    lists = SimpleNamespace(id="$$ID-2-dept", options=["tous", "Ouest", "Sud"])
    return Visitor(socket=None, widgets={"layers": pills, "dept": lists})  # type: ignore[arg-type]


def test_choices_are_sent_as_the_labels_of_their_positions():
    states = {state.id: state for state in visitor().states(layers=[0, 1], dept=2).widgets}
    assert list(states["$$ID-1-layers"].string_array_value.data) == ["Sites", "Abris"]
    assert states["$$ID-2-dept"].string_value == "Sud"


def test_a_widget_that_is_not_there_is_said():
    with pytest.raises(CannotMeasure, match="'zones'"):
        visitor().states(zones=1)


def test_a_point_counts_once_however_often_it_is_named():
    side = walk.Side(None, "dept", r'"(?:SIT|ABR)-\d+')  # type: ignore[arg-type]
    assert side.points(Trip(0.1, 10, 20, '["SIT-0001", "ABR-0001", "SIT-0001", "MAG-01"]')) == 2


def test_medians_and_largest_answers():
    trips = [Trip(0.010, 2000, 1, ""), Trip(0.030, 5000, 1, ""), Trip(0.020, 1000, 1, "")]
    assert walk.median_ms(trips) == pytest.approx(20.0)
    assert walk.most_kb(trips) == 5.0


def test_load_py_gets_messages_with_the_choices_in_them():
    states = visitor().states(dept=1)
    make = load_page.filled(states.SerializeToString().hex())
    first, second = make(), make()
    first.rerun_script.query_string = "a=1"
    assert first.rerun_script.widget_states == states
    assert second.rerun_script.widget_states == states
    assert second.rerun_script.query_string == ""
    assert load_page.filled("-")().rerun_script.widget_states == WidgetStates()


def rows(*, name: str = "Camp", households: float | None = 12.0, x: float = -72.3) -> gpd.GeoDataFrame:
    told = {"name": [name, "Lekòl"], "households": [households, None], "adm1_pcode": ["HT01", "HT07"]}
    return gpd.GeoDataFrame(told, geometry=[Point(x, 18.5), Point(-73.7, 18.2)], crs="EPSG:4326")


def communes(shift: float = 0.0) -> gpd.GeoDataFrame:
    square = Polygon([(0, 0), (1 + shift, 0), (1, 1), (0, 1)])
    return gpd.GeoDataFrame({"name": ["Delmas"]}, geometry=[square], crs="EPSG:4326")


def test_the_hash_is_of_the_contents():
    told = ground.fingerprint(rows(), communes())
    turned = communes()
    turned.geometry = [Polygon([(1, 1), (0, 1), (0, 0), (1, 0)])]  # the same ring from another corner
    assert ground.fingerprint(rows().iloc[::-1], turned) == told
    assert ground.fingerprint(rows(name="Kan"), communes()) != told
    assert ground.fingerprint(rows(households=None), communes()) != told
    assert ground.fingerprint(rows(x=-72.31), communes()) != told
    assert ground.fingerprint(rows(), communes(0.01)) != told
    assert ground.fingerprint(rows(x=-72.3 + 1e-9), communes()) == told  # below a decimetre


def test_the_hash_survives_a_file(tmp_path):
    rows().to_file(tmp_path / "points.gpkg", driver="GPKG")
    assert ground.fingerprint(gpd.read_file(tmp_path / "points.gpkg"), communes()) == ground.fingerprint(
        rows(), communes()
    )


def test_the_first_closure_cuts_the_metropolitan_area_off():
    ends = [("HT0131", "HT0132"), ("HT0113", "HT0116"), ("HT0111", "HT0112"), ("HT0131", "HT0132")]
    ways = pd.DataFrame(ends, columns=["from_pcode", "to_pcode"]).assign(
        way_id=["a", "b", "c", "d"], mode=["road", "road", "road", "sea"]
    )
    assert engine.closures(ways, most=3) == [("a", "b"), ("a",), ("c",)]  # the sea way d stays; every second one


def snapshot(**frames: pd.DataFrame) -> Snapshot:
    return Snapshot("2023-08-31", 1, "coordinator", "store", {}, frames.__getitem__, {})


def test_sites_are_repeated_under_ids_of_their_own_with_their_answers():
    sites = pd.DataFrame({"site_id": ["S1", "S2"], "name": ["a", "b"]})
    answers = pd.DataFrame({"site_id": ["S1", "S2", "S2"], "round": [1, 1, 2]})
    places = pd.DataFrame({"adm2_pcode": ["HT0111"]})
    many = engine.replicated(snapshot(sites=sites, assessments=answers, places=places), sites=5)
    assert list(many.frame("sites")["site_id"]) == ["S1-0", "S2-0", "S1-1", "S2-1", "S1-2"]
    # S1 three times with one answer, S2 twice with two
    assert many.frame("assessments")["site_id"].value_counts().to_dict() == {
        "S2-0": 2, "S2-1": 2, "S1-0": 1, "S1-1": 1, "S1-2": 1,
    }  # fmt: skip
    assert list(many.frame("places")["adm2_pcode"]) == ["HT0111"]


def test_readings_of_a_store_are_counted_by_table_and_nothing_else_is():
    class Store:
        def records(self, name, **clocks):
            return name

        def balances(self, **clocks):
            return "balances"

        def head(self):
            return 7

    counted = engine.Counted(Store())  # type: ignore[arg-type]
    assert counted.records("sites", as_of="2023-08-31") == "sites"
    assert counted.balances() == "balances"
    assert counted.head() == 7
    assert dict(counted.read) == {"sites": 1, "balances": 1}


def test_each_run_is_timed_once_and_the_note_tells_the_spread():
    asked: list[int] = []
    times = engine.timed([lambda: asked.append(1), lambda: asked.append(2), lambda: asked.append(3)])
    assert asked == [1, 2, 3]
    assert len(times.wall_ms) == len(times.cpu_ms) == 3
    told = engine.Times((10.0, 30.0, 20.0), (9.0, 9.5, 9.9))
    assert told.median == 20.0
    assert told.note == "10 to 30 ms over 3; CPU 10 ms"


def test_the_cache_of_the_bench_computes_a_key_once():
    asked: list[str] = []
    keep = engine.keeping()
    for key in ("a", "b", "a"):
        keep(snapshot(), key, lambda key=key: asked.append(key))
    assert asked == ["a", "b"]
