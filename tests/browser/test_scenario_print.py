"""From the real files to the printed map, in a real browser without a network: advisory, HURDAT, ground motion, COD."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Page, expect

from components.i18n import Words
from tests.browser.harness import ROOT, Open, Serve, Visit, streamlit

pytestmark = [pytest.mark.browser, pytest.mark.shared]

TR = Words("fr")
POSITION = re.compile(r"(\d+\.\d)N(\s+)(\d+\.\d)W")
# The real advisory is of a storm 1,200 km away: moved by so many degrees it passes over the southern peninsula.
SOUTH, WEST = 5.0, 11.0


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    """The demonstration on the real limits, installed from their files."""
    folder = tmp_path_factory.mktemp("home")
    folder.chmod(0o700)
    files = [shared / "data" / "boundaries" / f"hti_admbnda_adm{at}_cnigs_20181129.geojson" for at in (1, 2)]
    for verb in (("init",), ("boundaries", "install", *map(str, files))):
        done = subprocess.run([sys.executable, "cli.py", *verb], cwd=ROOT, env={"PARE_HOME": str(folder)}, check=False,
                              capture_output=True, text=True)  # fmt: skip
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def address(serve: Serve, home: Path) -> str:
    return serve(streamlit(ROOT / "asgi.py"), {"PARE_HOME": str(home)})


def drawn(visit: Visit) -> None:
    """Wait until the run that a click started is done."""
    visit.page.wait_for_timeout(800)
    visit.settle()


def choose(visit: Visit, label: str, option: str) -> None:
    box = visit.page.locator("[data-testid=stSelectbox]").filter(has_text=label).locator("input")
    box.first.click()
    visit.page.keyboard.type(option)
    visit.page.get_by_role("option").filter(has_text=option).first.click()
    drawn(visit)


def builder(visit: Visit, kind: str, origin: str) -> Page:
    """The part that builds, at a form, beginning with a file."""
    page = visit.page
    page.wait_for_selector("h1", timeout=60_000)
    visit.settle()
    page.get_by_role("radio", name=TR(f"scenario_build.kind_{kind}"), exact=True).click()
    drawn(visit)
    choose(visit, TR("scenario_build.from"), TR(f"scenario_build.from_{origin}"))
    return page


def applied(visit: Visit, title: str) -> None:
    """Say who made it, and apply."""
    page = visit.page
    for name, value in (("title", title), ("author", "UHM")):
        page.get_by_label(TR(f"scenario_build.field.{name}"), exact=True).fill(value)
        page.keyboard.press("Tab")
    page.get_by_role("button", name=TR("scenario_build.apply")).click()
    drawn(visit)


def printed(visit: Visit, folder: Path) -> str:
    """The text of the printed map of what the page shows."""
    page = visit.page
    page.get_by_role("radio", name=TR("scenario.part.print"), exact=True).click()
    button = page.get_by_role("button", name=TR("scenario_print.get_pdf"))
    expect(button).to_be_visible(timeout=60_000)
    visit.settle()
    with page.expect_download(timeout=60_000) as told:
        button.click()
    path = folder / "map.pdf"
    told.value.save_as(path)
    book = pypdf.PdfReader(path)
    assert len(book.pages) == 1
    return re.sub(r"\s+", " ", book.pages[0].extract_text())


def test_an_advisory_that_is_pasted_becomes_a_printed_map(address, open_page: Open, shared, tmp_path):
    real = (shared / "data" / "feeds" / "nhc_tcm_example.txt").read_text(encoding="utf-8")

    def moved(at: re.Match[str]) -> str:
        return f"{float(at[1]) - SOUTH:.1f}N{at[2]}{float(at[3]) + WEST:.1f}W"

    visit = open_page(f"{address}/scenario?part=build")
    page = builder(visit, "cyclone", "paste")
    page.get_by_label(TR("scenario_build.paste")).fill(real)
    page.keyboard.press("Control+Enter")
    drawn(visit)
    applied(visit, "Lee, tel quel")
    visit.says(TR("error.scenario.no_zones"))  # the storm is far: said, not drawn
    page.get_by_label(TR("scenario_build.paste")).fill(POSITION.sub(moved, real))
    page.keyboard.press("Control+Enter")
    drawn(visit)
    applied(visit, "Lee, déplacé")
    told = printed(visit, tmp_path)
    assert "Lee, déplacé" in told
    assert TR("scenario_print.state_forecast").upper() in told
    assert "34 nœuds" in told
    assert TR("report.stamp_schematic").upper() not in told  # the limits are the real ones
    assert "UHM" in told


def test_rows_of_hurdat_become_a_printed_map(address, open_page: Open, shared, tmp_path):
    visit = open_page(f"{address}/scenario?part=build")
    page = builder(visit, "cyclone", "file")
    page.locator("[data-testid=stMain] [data-testid=stFileUploader] input[type=file]").last.set_input_files(
        shared / "data" / "hazards" / "sample_hurdat.txt"
    )
    which = page.get_by_text(TR("scenario_build.which_track", count=37))
    expect(which).to_be_visible(timeout=60_000)
    visit.settle()
    choose(visit, TR("scenario_build.which_track", count=37), "ELSA")
    expect(page.get_by_label(TR("scenario_build.field.title"), exact=True)).to_have_value(re.compile("ELSA"))
    applied(visit, "Elsa 2021")
    told = printed(visit, tmp_path)
    assert "Elsa 2021" in told
    assert TR("scenario_print.state_observed").upper() in told
    assert "2021" in told
    assert "Sud" in told


def test_a_grid_of_ground_motion_becomes_a_printed_map(address, open_page: Open, shared, tmp_path):
    visit = open_page(f"{address}/scenario?part=build")
    page = builder(visit, "zones", "file")
    grid = shared / "data" / "hazards" / "gem-earthquake-scenarios" / "20210814_M7.2_Haiti" / "gmf_median_PGA_30.csv"
    page.locator("[data-testid=stMain] [data-testid=stFileUploader] input[type=file]").last.set_input_files(grid)
    expect(page.get_by_label(TR("scenario_build.field.title"), exact=True)).to_be_visible(timeout=60_000)
    visit.settle()
    applied(visit, "Nippes 2021")
    told = printed(visit, tmp_path)
    assert "Nippes 2021" in told
    assert "MMI VIII" in told
    assert "Worden" in told
