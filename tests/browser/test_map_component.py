"""The map in a real Chromium without a network: names do no harm, the view stays, nothing is asked of others."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Frame, expect

from components.i18n import Words
from tests.browser.apps import hostile
from tests.browser.harness import LOOPBACK, Open, Serve, Visit, free_port, staged, streamlit

pytestmark = pytest.mark.browser
APPS = Path(__file__).parent / "apps"

# Every mark on the map, also those inside clusters, with the text of its title as a reader sees it.
TITLES = """kind => {
  const found = [];
  const visit = layer => {
    if (layer.getTooltip && layer.getTooltip()) {
      const card = document.createElement('div');
      card.innerHTML = layer.getTooltip().getContent();
      if (card.querySelector('span').textContent.startsWith('\\u2063' + kind + ':')) {
        found.push([card.querySelector('b').textContent, ...[...card.querySelectorAll('td')].map(c => c.textContent)]);
      }
    } else if (layer.getAllChildMarkers) { layer.getAllChildMarkers().forEach(visit); }
    else if (layer.eachLayer) { layer.eachLayer(visit); }
  };
  window.feature_group.forEach(visit);
  return found;
}"""


@pytest.fixture(scope="module")
def plain(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The map app as `streamlit run app.py`: the geometry is embedded."""
    return serve(streamlit(staged(tmp_path_factory.mktemp("plain"), APPS / "map_app.py")))


@pytest.fixture(scope="module")
def routed(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The map app behind a server of its own: the geometry comes by address."""
    return serve(streamlit(staged(tmp_path_factory.mktemp("routed"), APPS / "map_asgi.py", APPS / "map_app.py")))


@pytest.fixture(params=["plain", "routed"])
def address(request: pytest.FixtureRequest) -> str:
    """Both."""
    found: str = request.getfixturevalue(request.param)
    return found


def _unhurt(visit: Visit) -> None:
    for frame in visit.page.frames:
        assert frame.evaluate("typeof window.hit") == "undefined"
        assert frame.locator("img[src='x'], svg[onload]").count() == 0


def _view(frame: Frame, latitude: float, longitude: float, zoom: int) -> None:
    frame.evaluate("([a, o, z]) => { map.setView([a, o], z, {animate: false}); }", [latitude, longitude, zoom])


def _spot(visit: Visit, frame: Frame, latitude: float, longitude: float) -> tuple[float, float]:
    """Where a place lies on the screen."""
    visit.page.locator("iframe[title='streamlit_folium.st_folium']").scroll_into_view_if_needed()
    box = frame.frame_element().bounding_box()
    assert box is not None
    x, y = frame.evaluate(
        "([a, o]) => { const p = map.latLngToContainerPoint([a, o]); return [p.x, p.y]; }", [latitude, longitude]
    )
    return box["x"] + x, box["y"] + y


def _choose(visit: Visit, layers: str) -> None:
    visit.page.get_by_role("radio", name=layers, exact=True).or_(
        visit.page.get_by_role("button", name=layers, exact=True)
    ).first.click()
    visit.settle()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_hostile_names_read_verbatim_and_do_nothing(address: str, open_page: Open, size: str) -> None:
    visit = open_page(address, size=size)
    frame = visit.map_frame()
    shown = frame.evaluate(TITLES, "sites")
    assert sorted(row[0] for row in shown) == sorted([*hostile.NAMES, *["Cité serrée"] * 10])
    # title, then commune, state, people, day: the communes are the names in reverse
    assert {row[0]: row[1] for row in shown if row[0] in hostile.NAMES} == dict(
        zip(hostile.NAMES, hostile.NAMES[::-1], strict=True)
    )
    for kind, expected in {
        "shelters": hostile.NAMES[:4],
        "warehouses": hostile.NAMES[4:6],
        "zones": [hostile.NAMES[2], "Inondation", hostile.NAMES[5], hostile.NAMES[6]],
        "places": hostile.NAMES[:3],
    }.items():
        assert sorted(row[0] for row in frame.evaluate(TITLES, kind)) == sorted(expected)
    assert len(frame.evaluate(TITLES, "ways")) == 3  # the fourth ends in a commune that is not there
    _unhurt(visit)


def test_hover_and_click_on_each_hostile_site(routed: str, open_page: Open) -> None:
    visit = open_page(routed)
    frame = visit.map_frame()
    for site in hostile.sites().head(len(hostile.NAMES)).to_dict("records"):
        _view(frame, site["latitude"], site["longitude"], 13)
        x, y = _spot(visit, frame, site["latitude"], site["longitude"])
        visit.page.mouse.move(x, y)
        expect(frame.locator(".pare-tip b")).to_have_count(1)
        assert frame.locator(".pare-tip b").text_content() == site["name"]
        visit.page.mouse.click(x, y)
        expect(frame.locator(".pare-pop b")).to_have_count(1)
        assert frame.locator(".pare-pop b").text_content() == site["name"]
        expect(frame.locator(".pare-tip")).to_have_count(0)  # one card, not two
        visit.page.get_by_text(f"clicked: sites {site['site_id']}", exact=True).wait_for()
        frame.evaluate("() => { map.closePopup(); }")
        expect(frame.locator(".pare-pop")).to_have_count(0)
    _unhurt(visit)


def test_zoom_and_place_stay_over_a_filter_change(address: str, open_page: Open) -> None:
    visit = open_page(address)
    frame = visit.map_frame()
    _view(frame, 18.42, -73.7, 11)
    frame.evaluate("() => { window.same = 1; }")
    for layers, marks in (("points", 24), ("rien", 0), ("couverture", 0), ("tout", 24)):
        _choose(visit, layers)
        frame.wait_for_function(f"({TITLES})('sites').length === {marks}")
        assert visit.map_frame().evaluate("window.same") == 1  # the very same document
        assert frame.evaluate("[map.getZoom(), map.getCenter().lat, map.getCenter().lng]") == pytest.approx(
            [11, 18.42, -73.7], abs=1e-3
        )
        assert frame.evaluate("window.feature_group.length") == 1  # groups of earlier runs are let go


def test_moving_the_map_never_reruns_the_page(routed: str, open_page: Open) -> None:
    visit = open_page(routed)
    frame = visit.map_frame()
    visit.settle()
    runs = visit.page.get_by_text("runs: ").text_content()
    for zoom in (9, 12, 10):
        _view(frame, 18.4, -73.0, zoom)
        visit.page.wait_for_timeout(500)  # the component waits 250 ms before it would tell the server
    assert visit.page.get_by_text("runs: ").text_content() == runs


def test_what_lies_in_one_place_is_a_cluster_that_opens(routed: str, open_page: Open) -> None:
    visit = open_page(routed)
    frame = visit.map_frame()
    _view(frame, 18.5, -74.0, 19)
    cluster = frame.locator(".pare-cluster-circle", has_text="10")
    expect(cluster).to_have_count(1)
    cluster.click()
    frame.wait_for_function(
        "[...Object.values(map._layers)].filter(l => l instanceof pare.Mark && l._spiderLeg).length === 10"
    )


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_legend_and_the_caveat_are_seen(routed: str, open_page: Open, size: str) -> None:
    visit = open_page(routed, size=size)
    frame = visit.map_frame()
    legend = visit.page.locator(".pare-legend")
    legend.wait_for()
    text = legend.inner_text()
    for words in ("Sites de PDI", "Norme atteinte", "Non évalué", "Abris provisoires", "Fermée", "20", "Moins de 50"):
        assert words in text
    assert hostile.NAMES[0] in text  # a hazard that nobody knows, by its own word
    assert frame.locator(".pare-note").inner_text() == Words("fr")("head.schematic")
    assert frame.locator(".leaflet-control-attribution").inner_text() == f"Limites : {hostile.NAMES[0]}"
    assert frame.locator("a[href*='leafletjs']").count() == 0
    wide = visit.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0  # nothing to scroll sideways
    _unhurt(visit)


def test_controls_speak_the_page_s_language(routed: str, open_page: Open) -> None:
    visit = open_page(routed)
    frame = visit.map_frame()
    titles = frame.eval_on_selector_all(".leaflet-bar a", "all => all.map(a => a.title)")
    assert titles == ["Agrandir", "Réduire", "Voir tout le pays", "Plein écran"]
    assert frame.locator(".leaflet-container").get_attribute("aria-label") == "Carte d'Haïti"
    whole = frame.evaluate("map.getZoom()")
    _view(frame, 18.4, -73.0, 13)
    frame.get_by_title("Voir tout le pays").click()
    frame.wait_for_function(f"map.getZoom() === {whole}")


def test_the_view_is_remembered_in_the_tab(routed: str, open_page: Open) -> None:
    visit = open_page(routed)
    _view(visit.map_frame(), 18.31, -73.33, 10)
    visit.page.reload()
    assert visit.map_frame().evaluate("[map.getZoom(), map.getCenter().lat]") == pytest.approx([10, 18.31], abs=1e-3)


def test_a_place_without_enough_assessed_is_hatched(routed: str, open_page: Open) -> None:
    visit = open_page(routed)
    frame = visit.map_frame()
    _choose(visit, "couverture")
    frame.wait_for_function(f"({TITLES})('places').length === 3 && ({TITLES})('zones').length === 0")
    _view(frame, 18.35, -73.8, 9)
    visit.page.wait_for_timeout(300)  # drawn in the next animation frame
    # Colours in a square of 24 pixels inside each commune: one where it is plain, more where lines run over it.
    colours = """([lat, lng]) => {
      const canvas = map.getPane('overlayPane').querySelector('canvas'), ratio = canvas.width / canvas.clientWidth;
      const p = map.latLngToLayerPoint([lat, lng]).subtract(L.DomUtil.getPosition(canvas)).multiplyBy(ratio);
      const data = canvas.getContext('2d').getImageData(p.x - 12, p.y - 12, 24, 24).data, seen = new Set();
      for (let i = 0; i < data.length; i += 4) { seen.add(data.slice(i, i + 4).join()); }
      return seen.size;
    }"""
    assert frame.evaluate(colours, [18.25, -74.0]) > 3
    assert frame.evaluate(colours, [18.25, -73.6]) == 1


def test_the_geometry_is_fetched_once_and_kept(address: str, open_page: Open) -> None:
    visit = open_page(address)
    frame = visit.map_frame()
    _choose(visit, "points")
    fetched = (
        "performance.getEntriesByType('resource').filter(e => e.name.includes('/basemap/')).map(e => e.transferSize)"
    )
    sizes = frame.evaluate(fetched)
    visit.page.reload()
    again = visit.map_frame().evaluate(fetched)
    assert [size > 0 for size in sizes] == [True] * len(again)
    assert again in ([], [0])  # embedded: never asked for; by address: from the browser's own store


def test_a_base_map_that_is_not_there_is_said_and_the_marks_stay(serve: Serve, open_page: Open, tmp_path: Path) -> None:
    # Under a plain app an address that is nobody's answers 200 with Streamlit's own page.
    script = staged(tmp_path, APPS / "map_app.py")
    visit = open_page(serve(streamlit(script), {"PARE_TEST_BASEMAP": "/basemap/unknown"}))
    frame = visit.map_frame()
    frame.locator(".pare-note", has_text="Fond de carte indisponible").wait_for()
    assert len(frame.evaluate(TITLES, "sites")) == 24
    assert frame.evaluate(TITLES, "places") == []  # areas have no shapes without it


def test_tiles_that_do_not_come_go_away(serve: Serve, open_page: Open, tmp_path: Path) -> None:
    closed = f"http://{LOOPBACK}:{free_port()}/{{z}}/{{x}}/{{y}}.png"
    script = staged(tmp_path, APPS / "map_app.py")
    visit = open_page(serve(streamlit(script), {"PARE_TEST_TILES": closed}))
    frame = visit.map_frame()
    frame.wait_for_function("!Object.values(map._layers).some(l => l instanceof L.TileLayer)")
    assert len(frame.evaluate(TITLES, "sites")) == 24
    assert frame.evaluate("pare.land.then(land => land.length)") == 6  # the land was there all the time
    assert visit.errors
    assert all("ERR_CONNECTION_REFUSED" in error for error in visit.errors)
    visit.errors.clear()
