"""Every page in real Chromium without a network: in three languages, guarded, hostile names shown verbatim."""

from __future__ import annotations

import http.client
import re
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest

from components.i18n import LANGUAGES, Words, texts
from components.navigation import ENTRIES
from data import demo, land
from data.store.store import Store, Told
from tests.browser.harness import Open, Serve, Visit, received, streamlit

pytestmark = pytest.mark.browser

HOSTILE = (
    "<img src=x onerror=window.__ran=1>", "`${window.__ran=2}`", '"><script>window.__ran=3</script>', "a\\b'c\"d",
    "**gras** [lien](http://x) :red[rouge] $x^2$", "{{7*7}} &amp; <b>b</b>",
)  # fmt: skip
SECRET = "Lakou Sekrè Anpil"


@pytest.fixture(scope="module")
def hostile(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The product on a store whose names are attacks."""
    folder = tmp_path_factory.mktemp("hostile")
    write(folder, list(HOSTILE))
    return serve(streamlit("asgi.py"), {"PARE_HOME": str(folder)})


def write(folder: Path, names: list[str]) -> None:
    store = Store(folder / "pare.db")
    rows = pd.DataFrame({"site_id": [f"S{n}" for n in range(len(names))], "name": names, "observed_on": "2024-01-01"})
    place = {"adm2_pcode": "HT0111", "longitude": -72.336, "latitude": 18.531}
    people = pd.DataFrame({"site_id": rows["site_id"], "assessed_on": "2024-02-01", "individuals": 120, "round": 1})
    with store.batch(Told("tester", "test")) as batch:
        batch.patch("sites", rows.assign(**place, manager_organisation=names))
        batch.patch("assessments", people.assign(toilets_functional=3))
        batch.patch("shelters", rows.rename(columns={"site_id": "shelter_id"}).assign(**place, capacity_persons=50))
        batch.patch("warehouses", rows.rename(columns={"site_id": "warehouse_id"}).assign(**place, operator=names))


def path_of(stem: str) -> str:
    return "/" if next(e for e in ENTRIES if e.stem == stem).default else f"/{stem}"


def ready(visit: Visit) -> str:
    """Text of the page once its script is done."""
    visit.page.wait_for_selector("h1", timeout=60_000)
    visit.settle()
    return visit.page.inner_text("body")


def visible_keys(text: str) -> set[str]:
    roots = {key.split(".")[0] for key in texts("fr")}
    return {
        word
        for word in re.findall(r"\b[a-z_]+(?:\.[a-z0-9_]+)+\b", text)
        if word.split(".")[0] in roots and "/" not in word
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_in_every_language(address: str, open_page: Open, lang: str):
    """One visit for all pages: what the browser loaded for the first one, it keeps."""
    visit, tr = open_page(address), Words(lang)
    sections = {tr(f"section.{entry.section}") for entry in ENTRIES}
    for entry in ENTRIES:
        visit.page.goto(f"{address}{path_of(entry.stem)}?lang={lang}", wait_until="domcontentloaded")
        text = ready(visit)
        assert visit.page.inner_text("h1") == tr(f"page.{entry.stem}.title"), entry.stem
        assert tr("head.fictional") in text, entry.stem
        assert not visible_keys(text), entry.stem
        assert "Traceback" not in text, entry.stem
        assert sections <= set(text.splitlines()), entry.stem


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_menu_of_each_section_names_its_pages(address: str, open_page: Open, lang: str):
    visit, tr = open_page(f"{address}/help?lang={lang}"), Words(lang)
    ready(visit)
    for section in dict.fromkeys(entry.section for entry in ENTRIES):
        visit.page.get_by_test_id("stTopNavSection").filter(has_text=tr(f"section.{section}")).click()
        links = visit.page.get_by_test_id("stTopNavDropdownLink")
        links.first.wait_for(timeout=30_000)
        told = [text.split("\n")[-1] for text in links.all_inner_texts()]
        assert told == [tr(f"page.{entry.stem}.title") for entry in ENTRIES if entry.section == section]
        visit.page.keyboard.press("Escape")
        links.first.wait_for(state="detached", timeout=30_000)


def test_on_a_phone_the_panel_names_every_page(address: str, open_page: Open):
    visit, tr = open_page(f"{address}/help", size="phone"), Words("fr")
    ready(visit)
    visit.page.get_by_test_id("stExpandSidebarButton").click()
    for entry in ENTRIES:
        visit.page.get_by_role("link", name=tr(f"page.{entry.stem}.title"), exact=True).wait_for(timeout=30_000)


def test_the_browsers_language_is_the_first_one(address: str, open_page: Open):
    visit = open_page(address, locale="ht-HT")
    ready(visit)
    assert visit.page.inner_text("h1") == Words("ht")("page.map.title")


def test_nothing_hangs_over_the_edge_of_a_phone(address: str, open_page: Open):
    visit = open_page(address, size="phone")
    for entry in ENTRIES:
        visit.page.goto(f"{address}{path_of(entry.stem)}", wait_until="domcontentloaded")
        ready(visit)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390, entry.stem


def test_zoom_is_kept_over_a_filter_change_and_the_address_says_what_was_chosen(address: str, open_page: Open):
    visit = open_page(address)
    ready(visit)
    frame = visit.map_frame()
    frame.evaluate("window.map.setView([18.55, -72.33], 12, {animate: false}).getZoom()")
    visit.page.wait_for_timeout(500)
    visit.page.get_by_label(Words("fr")("shell.department")).click()
    visit.page.get_by_text("Ouest", exact=True).last.click()
    visit.settle()
    visit.page.wait_for_function("location.search.includes('dept=HT01')")
    frame = visit.map_frame()
    assert frame.evaluate("window.map.getZoom()") == 12
    assert abs(frame.evaluate("window.map.getCenter().lat") - 18.55) < 0.01


def test_a_link_opens_what_it_names(address: str, open_page: Open):
    visit = open_page(f"{address}/sites?site=SIT-0001&dept=HT01&lang=en")
    text = ready(visit)
    assert "SIT-0001" in text
    assert Words("en")("sites.rounds") in text
    visit = open_page(f"{address}/sites?site=NOT-A-SITE&dept=HT99")
    text = ready(visit)
    assert "NOT-A-SITE" not in text
    assert Words("fr")("sites.unknown_site") in text


def test_a_leading_number_opens_its_explanation(address: str, open_page: Open):
    visit = open_page(f"{address}/sites?site=SIT-0001")
    ready(visit)
    tr = Words("fr")
    # The first one explains the state of the site, the second its toilets.
    visit.page.get_by_role("button", name=tr("explain.open")).nth(1).click()
    told = visit.page.get_by_text(tr("explain.formula"), exact=True)
    told.wait_for(timeout=30_000)
    text = visit.page.inner_text("body")
    assert "persons_per_toilet" in text
    assert "p. 118" in text


def test_search_opens_a_sheet(address: str, open_page: Open):
    visit = open_page(address)
    ready(visit)
    tr = Words("fr")
    box = visit.page.get_by_label(tr("shell.search"))
    box.fill("SIT-0002")
    box.press("Enter")
    link = visit.page.get_by_role("link", name=re.compile("Chapelle|SIT|Site :"))
    link.first.wait_for(timeout=30_000)
    link.first.click()
    visit.page.wait_for_url(re.compile("site=SIT-0002"), timeout=30_000)
    assert "SIT-0002" in ready(visit)


def test_a_table_is_handed_over_once_and_not_kept(address: str, open_page: Open):
    visit = open_page(f"{address}/sites")
    ready(visit)
    fetched: list[str] = []
    visit.page.on("request", lambda request: fetched.append(request.url))
    with visit.page.expect_download(timeout=60_000) as waiting:
        visit.page.get_by_role("button", name="XLSX").first.click()
    download = waiting.value
    assert download.suggested_filename == "pare-sites-de-pdi-2023-08-31-fictif.xlsx"
    book = pd.read_excel(download.path(), sheet_name=None, header=None, engine="openpyxl")
    first, _, about = book.values()
    assert first.shape[0] == 1 + 132  # header, sites; what the data are is no row
    assert Words("fr")("head.fictional") in about.to_numpy().astype(str)
    address_of_file = next(url for url in fetched if "/export/" in url)
    assert visit.page.request.get(address_of_file).status == 404
    assert not [url for url in fetched if "/media/" in url and url.endswith("xlsx")]


NAMED = ("map", "sites", "coverage", "priorities", "partners", "shelters", "stock", "reach", "imports", "sources")


def test_names_that_are_attacks_are_shown_verbatim_and_never_run(hostile: str, open_page: Open):
    visit = open_page(hostile)
    for stem in NAMED:
        path = f"{path_of(stem)}{'?part=map' if stem == 'shelters' else ''}"
        visit.page.goto(f"{hostile}{path}", wait_until="domcontentloaded")
        ready(visit)
        if stem in {"map", "shelters"}:
            visit.map_frame()
        visit.page.wait_for_timeout(800)
        for frame in visit.page.frames:
            assert frame.evaluate("window.__ran") is None, stem


def test_a_hostile_name_stands_on_its_sheet_as_it_is(hostile: str, open_page: Open):
    visit = open_page(hostile)
    for number, name in enumerate(HOSTILE):
        visit.page.goto(f"{hostile}/sites?site=S{number}", wait_until="domcontentloaded")
        text = ready(visit)
        assert name in text, text[:500]
        assert visit.page.evaluate("window.__ran") is None
        assert not visit.page.query_selector_all("img[onerror]")


def ask(address: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    where = urlsplit(address)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=20)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    told = {name.lower(): value for name, value in answer.getheaders()}
    body = answer.read()
    connection.close()
    return answer.status, told, body


def test_foreign_hosts_and_metrics_are_refused_by_the_running_server(address: str):
    for path in ("/", "/sites", "/_stcore/health", "/basemap/x", "/media/x", "/app/static/vendor/vendor.lock.json"):
        assert ask(address, path, Host="evil.example")[0] == 403
    assert ask(address, "/_stcore/metrics")[0] == 404
    assert ask(address, "/export/x")[0] == 404
    status, told, _ = ask(address, "/")
    assert (status, told["cache-control"]) == (200, "no-store")
    upgrade = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "x" * 22 + "==",
        "Sec-WebSocket-Version": "13",
    }
    assert ask(address, "/_stcore/stream", Host="evil.example", **upgrade)[0] == 403
    assert ask(address, "/_stcore/stream", Origin="http://evil.example", **upgrade)[0] == 403


@pytest.mark.parametrize("stem", [entry.stem for entry in ENTRIES])
def test_no_page_file_runs_unguarded_on_a_fresh_server(serve: Serve, tmp_path: Path, stem: str):
    """Plain app.py must not serve real data: whatever the address, every page refuses and none of it is sent."""
    entry = next(e for e in ENTRIES if e.stem == stem)
    write(tmp_path, [SECRET])
    fresh = serve(streamlit("app.py"), {"PARE_HOME": str(tmp_path)})  # nobody was here before
    refusal = Words("fr")("reason.real_data_without_gate").split(",")[0].encode()
    for page in (f"{entry.section}/{stem}", f"pages/{entry.section}/{stem}.py", "" if entry.default else stem):
        got = received(fresh, page)
        assert refusal in got, page
        assert SECRET.encode() not in got, page
    got = received(fresh, "", file=entry.file)
    assert refusal in got
    assert SECRET.encode() not in got


def test_the_search_for_the_secret_finds_it_where_it_is_shown(serve: Serve, tmp_path: Path):
    """Positive control: behind the gate the same messages do hold the name."""
    write(tmp_path, [SECRET])
    behind = serve(streamlit("asgi.py"), {"PARE_HOME": str(tmp_path)})
    assert SECRET.encode() in received(behind, "sites")


def test_plain_app_shows_the_demonstration_with_its_map(serve: Serve, open_page: Open, tmp_path: Path):
    plain = serve(streamlit("app.py"), {"PARE_HOME": str(tmp_path)})
    visit = open_page(plain)
    text = ready(visit)
    assert Words("fr")("head.fictional") in text
    visit.map_frame()


@pytest.mark.shared
def test_the_map_shows_official_shapes_once_they_are_installed(
    serve: Serve, open_page: Open, tmp_path: Path, shared: Path
):
    store = demo.open_or_make(tmp_path / "pare.db")
    source = shared / "data" / "boundaries" / "hti_admbnda_adm2_cnigs_20181129_dv.json"
    land.install_boundaries(store, (source,), author="tester")
    official = serve(streamlit("asgi.py"), {"PARE_HOME": str(tmp_path)})
    visit = open_page(official)
    text = ready(visit)
    tr = Words("fr")
    assert tr("head.schematic") not in text
    assert tr("head.fictional") in text  # the sites are still the demonstration's
    frame = visit.map_frame()
    assert frame.evaluate("pare.land.then(land => land.features ? land.features.length : -1)") in {150, -1}
    assert source.name in text or "cod-ab" in text.casefold()
    assert tr("head.schematic") not in frame.inner_text("body")
