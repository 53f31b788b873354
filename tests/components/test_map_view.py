"""What a page sends to the map: the same script on every run, own links only, layers apart, clicks looked up."""

import json
import re
import time
from typing import Any

import numpy as np
import pandas as pd
import pytest
import streamlit_folium

from components.figures import base_map, layers, offline
from components.figures.base_map import Ground, Tiles
from components.i18n import LANGUAGES, Words
from components.widgets import map_view
from components.widgets.map_view import Clicked

TR = Words("fr")
GROUND = Ground(geometry_url="/basemap/0123abc", label="Limites <schématiques>", attribution="COD-AB")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Everything that would go to the browser, call by call; the legend under "legend"."""
    calls: list[dict[str, Any]] = []

    def component(**arguments: Any) -> dict[str, Any]:
        calls.append(arguments)
        return arguments["default"]

    monkeypatch.setattr(streamlit_folium, "_component_func", component)
    monkeypatch.setattr("streamlit.html", lambda body: calls[-1].update(legend=body))
    return calls


def points(count: int, key: str) -> pd.DataFrame:
    return pd.DataFrame({
        key: [f"X{i}" for i in range(count)], "name": [f"Nom {i}" for i in range(count)],
        "adm2_name": [f"Commune {i % 140}" for i in range(count)], "individuals": np.arange(count, dtype=float),
        "latitude": np.linspace(18, 20, count), "longitude": np.linspace(-74, -72, count),
    })  # fmt: skip


def every_layer(count: int = 5) -> list[layers.Layer]:
    return [layers.shelters(points(count, "shelter_id"), TR), layers.sites(points(count, "site_id"), TR)]


def show(shown: list[layers.Layer], ground: Ground = GROUND, **more: Any) -> Clicked | None:
    return map_view.show(base_map.base_map(ground, TR), shown, key="map", **more)


def test_the_base_script_is_the_same_on_every_run(sent: list[dict[str, Any]]) -> None:
    for shown in (every_layer(), [], every_layer(9), every_layer()):
        show(shown)
    # The component's key is a hash of the script: one key, one frame in the browser, zoom and place kept.
    assert len({call["script"] for call in sent}) == 1
    assert len({call["key"] for call in sent}) == 1
    assert len({call["header"] for call in sent}) == 1
    assert sent[0]["feature_group"] == sent[3]["feature_group"] != sent[2]["feature_group"]


def test_another_geometry_is_another_script(sent: list[dict[str, Any]]) -> None:
    show([])
    show([], Ground(geometry_url="/basemap/0123abd"))
    assert sent[0]["key"] != sent[1]["key"]


def test_every_link_is_a_file_of_ours(sent: list[dict[str, Any]]) -> None:
    show(every_layer())
    show([])
    links = [*sent[0]["js_links"], *sent[0]["css_links"]]
    assert (sent[1]["js_links"], sent[1]["css_links"]) == (sent[0]["js_links"], sent[0]["css_links"])
    assert links[0] == "/app/static/vendor/leaflet/leaflet.js"  # all others stand on it
    for link in links:
        assert (offline.FOLDER / link.removeprefix(offline.PREFIX + "/").partition("?")[0]).is_file(), link


def test_nothing_that_is_sent_names_another_machine(sent: list[dict[str, Any]]) -> None:
    show(every_layer(), returned=True)
    plain = json.dumps({k: v for k, v in sent[0].items() if k != "on_change"})
    assert not re.search(r"https?:|//[a-z]+\.", plain)
    assert "$(" not in plain  # jQuery is not here


def test_tiles_are_asked_for_only_where_they_are_configured(sent: list[dict[str, Any]]) -> None:
    with_tiles = base_map.base_map(GROUND, TR, tiles=Tiles("http://tiles.local/{z}/{x}/{y}.png", "<b>"))
    map_view.show(with_tiles, [], key="map")
    assert (
        'pare.tiles(map_div, {"url":"http://tiles.local/{z}/{x}/{y}.png","attribution":"&lt;b&gt;"' in sent[0]["script"]
    )


def test_geometry_is_embedded_where_there_is_no_route(sent: list[dict[str, Any]]) -> None:
    land = {"type": "FeatureCollection", "schematic": True, "features": []}
    show([], Ground(embedded=land))
    assert '"url":null' in sent[0]["script"]
    assert '"data":{"type":"FeatureCollection","schematic":true,"features":[]}' in sent[0]["script"]
    with pytest.raises(ValueError, match="geometry_url or embedded"):
        base_map.base_map(Ground(), TR)


def test_caveat_and_attribution_are_escaped(sent: list[dict[str, Any]]) -> None:
    show([], Ground(geometry_url="/basemap/x", label="<b>`${x}", attribution="</script>"))
    assert '"label":"&lt;b&gt;&#96;&#36;&#123;x&#125;","attribution":"&lt;/script&gt;"' in sent[0]["script"]


def test_layers_stay_out_of_the_script_and_come_in_order(sent: list[dict[str, Any]]) -> None:
    show(every_layer())
    assert "Nom 1" not in sent[0]["script"]
    group = sent[0]["feature_group"]
    assert group.index("pare.fresh()") < group.index('"kind":"shelters"') < group.index('"kind":"sites"')
    assert group.count("map_div.addLayer(") == 1


def test_no_rerun_is_asked_for_unless_clicks_are_wanted(sent: list[dict[str, Any]]) -> None:
    assert show(every_layer()) is None
    assert show(every_layer(), returned=True) is None
    assert [call["returned_objects"] for call in sent] == [[], ["last_object_clicked_tooltip"]]
    assert {call["zoom"] for call in sent} == {call["center"] for call in sent} == {None}


def test_the_legend_stands_under_the_map(sent: list[dict[str, Any]]) -> None:
    show(every_layer())
    assert "Sites de PDI" in sent[0]["legend"]
    show([])
    assert "legend" not in sent[1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (None, None),
        ("", None),
        ("Nom 1 Commune 1\u2063sites:X1", Clicked("sites", "X1")),
        ("Nom 1\u2063shelters:X4", Clicked("shelters", "X4")),
        ("a name that lies \u2063sites:X2 Commune 1\u2063sites:X3", Clicked("sites", "X3")),  # the last mark is ours
        ("Nom\u2063sites:X99", None),  # not on this map
        ("Nom\u2063warehouses:X1", None),  # no such layer here
        ("sites:X1", Clicked("sites", "X1")),
        ("just text", None),
    ],
)
def test_a_click_is_looked_up_on_the_map(text: str | None, found: Clicked | None) -> None:
    assert map_view.clicked(text, every_layer()) == found


def test_ids_with_separators_come_back_whole() -> None:
    frame = points(1, "site_id").assign(site_id="A:B:C")
    assert map_view.clicked("x\u2063sites:A:B:C", [layers.sites(frame, TR)]) == Clicked("sites", "A:B:C")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_of_the_map_is_in_the_catalogue(lang: str, sent: list[dict[str, Any]]) -> None:
    map_view.show(base_map.base_map(GROUND, Words(lang)), [layers.sites(points(2, "site_id"), Words(lang))], key="map")
    assert "map." not in sent[0]["script"].replace("pare.", "")
    assert "map.field" not in sent[0]["feature_group"]
    assert "map.state" not in sent[0]["feature_group"]


def test_755_marks_cost_little(sent: list[dict[str, Any]]) -> None:
    # A bound that a loaded machine holds too; the figures are in docs/performance.md.
    frames = points(620, "shelter_id"), points(135, "site_id")

    def once() -> float:
        started = time.process_time()
        show([layers.shelters(frames[0], TR), layers.sites(frames[1], TR)])
        return time.process_time() - started

    once()
    assert min(once() for _ in range(5)) < 0.030
