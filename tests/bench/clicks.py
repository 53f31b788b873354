"""Server time of clicks on the pages of services: a cell of the matrix of coverage, the map of priorities at first.

The pages run in a process of their own on the demonstration, warmed as the server is before its first visitor; a click
sets what the click on the page sets, and the whole page is drawn again: `python -m tests.bench.clicks HOME`.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from streamlit.testing.v1 import AppTest

from components import picture, warm
from data.access import LOCAL
from results import Results
from tests.bench import reach_edits, scenario_edits
from tests.bench.engine import Times, timed
from tests.bench.report import CannotMeasure
from tests.bench.servers import ROOT

PAGE = """
import runpy
from pathlib import Path

import components

runpy.run_path(str(Path(components.__file__).parents[1] / "pages" / "{page}.py"))
"""
WAIT_S = 90
LONGEST_S = 150
ONE_BY_ONE = ("toilets", "water_quantity", "bathing")  # standards that a click on a head chooses


def measured(home: Path) -> dict[str, Times]:
    """Time clicks on the matrix, each place for the first time, and the first map of priorities."""
    command = [sys.executable, "-m", "tests.bench.clicks", str(home)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PARE_HOME": str(home)}
    try:
        told = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=LONGEST_S, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise CannotMeasure(f"clicks: {error}\n{str(error.stderr)[-1500:]}") from error
    times = json.loads(told.stdout.strip().splitlines()[-1])
    return {name: Times(tuple(wall), tuple(cpu)) for name, (wall, cpu) in times.items()}


@contextmanager
def pages(home: Path) -> Iterator[None]:
    """Pages on the store of a folder, without the navigation round them."""
    no_link = mock.patch("streamlit.page_link")
    with mock.patch.dict(os.environ, {"PARE_HOME": str(home)}), no_link:
        yield


def opened(page: str, **address: str) -> AppTest:
    """A page (its path below pages/) after its first run, at an address."""
    app = AppTest.from_string(PAGE.format(page=page), default_timeout=WAIT_S)
    for name, value in address.items():
        app.query_params[name] = value
    return ran(app)


def clicks(app: AppTest, states: Sequence[Mapping[str, Any]]) -> list[Callable[[], AppTest]]:
    """One run each, after what a click put into the state of the page and its address."""

    def click(state: Mapping[str, Any]) -> Callable[[], AppTest]:
        def run() -> AppTest:
            for name, value in state.items():
                app.session_state[name] = value
            return ran(app)

        return run

    return [click(state) for state in states]


def ran(app: AppTest) -> AppTest:
    """Run a page; what it raises is raised."""
    app.run()
    if app.exception:
        raise CannotMeasure(str(app.exception[0].stack_trace))
    return app


def _here(home: Path) -> dict[str, Times]:
    with pages(home):
        warm.up()
        places = dict.fromkeys(Results(picture.take(), LOCAL).coverage("adm1").frame["place"])
        matrix, listed = opened("services/coverage"), opened("services/priorities")
        return {
            "map": timed(clicks(listed, [{"part": "map"}])),
            "cell": timed(clicks(matrix, [{"place": code, "level": "adm2"} for code in places])),
            "standard": timed(clicks(matrix, [{"standard": key} for key in ONE_BY_ONE])),
            **_scenarios(),
            **_reach(),
        }


def _reach() -> dict[str, Times]:
    """What-ifs on the page of reach, each never tried before, alone and together."""
    told = {}
    for mode in ("alone", "together"):
        app = opened("stocks/reach", need="share", mode=mode)
        told[f"reach_{mode}"] = timed(_addressed(app, reach_edits.tries()))
    return told


def _addressed(app: AppTest, addresses: Sequence[Mapping[str, str]]) -> list[Callable[[], AppTest]]:
    """One run each, at another address."""

    def go(address: Mapping[str, str]) -> Callable[[], AppTest]:
        def run() -> AppTest:
            for name, value in address.items():
                app.query_params[name] = value
            return ran(app)

        return run

    return [go(address) for address in addresses]


def _scenarios() -> dict[str, Times]:
    """Edits of a scenario, each the first of its kind, and the slider of a cyclone."""
    page, storms = opened("preparedness/scenario"), scenario_edits.cyclones()
    told = {
        "cyclone": timed(clicks(page, scenario_edits.states(storms))),
        "quake": timed(clicks(page, scenario_edits.states(scenario_edits.quakes()))),
    }
    last = scenario_edits.states(storms[-1:])
    hourly = opened("preparedness/scenario", shock_map="hours")
    clicks(hourly, last)[0]()
    return {**told, "hour": timed(clicks(hourly, scenario_edits.hours(storms[-1])))}


if __name__ == "__main__":
    logging.getLogger("streamlit").setLevel(logging.ERROR)
    print(json.dumps({name: [one.wall_ms, one.cpu_ms] for name, one in _here(Path(sys.argv[1])).items()}))
