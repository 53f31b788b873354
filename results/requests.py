"""Requests to the common pipeline: what is asked, approved, late, and what stands behind one of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from data.reference_requests import request_steps
from data.snapshot import household_size
from geo.errors import DataProblem
from geo.explain import Result
from geo.places import department_of
from geo.post_distribution import post_distribution
from geo.request_lines import needed, request_lines, reserved_at, serving
from geo.request_months import request_months
from geo.request_overlaps import request_overlaps
from geo.request_steps import OVERLAP, Steps
from geo.requests import overdue_reports, requests_on, timeline, waiting
from results.core import Figures, figure
from results.stocks import STOCK_TABLES

REQUEST_TABLES = ("requests", "request_items", "movements", "warehouses", "places", "sites", "settings")
OVERLAP_TABLES = (*REQUEST_TABLES, "services")


@dataclass(frozen=True)
class RequestSheet:
    """Everything known of one request.

    Parameters
    ----------
    row
        Its row of `Requests.requests`.
    timeline
        `geo.requests.timeline`.
    lines, serving, overlaps, monitoring
        Results of `geo.request_lines`, `geo.request_overlaps` and `geo.post_distribution` for it.
    owed
        Reports that its partner owes (a row of `geo.requests.overdue_reports`); None where it owes none.
    point
        Longitude and latitude inside its commune; None where the commune is unknown.
    places
        Where its lines are reserved and left from (`geo.request_lines.reserved_at`), with `warehouse` (its name).
    hours
        Travel hours from each warehouse to its commune; a warehouse from which no way is open is not in it.
    """

    row: dict[str, Any]
    timeline: pd.DataFrame
    lines: Result
    serving: Result
    overlaps: Result
    monitoring: Result
    owed: dict[str, Any] | None
    point: tuple[float, float] | None
    places: pd.DataFrame
    hours: dict[str, float]


class Requests(Figures):
    """Figures of requests."""

    def request_steps(self) -> Steps:
        """Steps, targets and the window of overlaps in force."""
        return request_steps(self.snapshot.settings, self.said())  # type: ignore[attr-defined]

    @figure(*REQUEST_TABLES)
    def request_lines(self) -> Result:
        """Lines of every request with what is reserved and released (`geo.request_lines.request_lines`)."""
        return request_lines(self.snapshot.frame("request_items"), self.snapshot.asked("requested"))

    @figure(*REQUEST_TABLES)
    def requests(
        self, department: str = "", *, step: str = "", organisation: str = "", late: bool = False
    ) -> Result:  # fmt: skip
        """Requests as they stand on the day (`geo.requests.requests_on`), with names of places and sites.

        Parameters
        ----------
        department
            P-code of a department; "" for all.
        step
            Only those whose state it is; "" for all.
        organisation
            Only those of one partner; "" for all.
        late
            Only those that wait longer than they should.
        """
        told = requests_on(self.snapshot.frame("requests"), self.request_lines().frame, steps=self.request_steps(),
                           as_of=self.snapshot.as_of)  # fmt: skip
        rows = self._named(told.frame)
        for column, wanted in (("adm1_pcode", department), ("state", step), ("organisation", organisation)):
            rows = rows[(rows[column] == wanted).fillna(value=False)] if wanted else rows
        return replace(told, frame=(rows[rows["late"]] if late else rows).reset_index(drop=True))

    @figure(*REQUEST_TABLES)
    def requests_waiting(self, department: str = "") -> pd.DataFrame:
        """How many requests wait for each step, and on whom (`geo.requests.waiting`)."""
        return waiting(self.requests(department).frame)

    @figure(*REQUEST_TABLES)
    def reports_overdue(self) -> pd.DataFrame:
        """Partners that owe reports (`geo.requests.overdue_reports`)."""
        return overdue_reports(self.requests().frame, as_of=self.snapshot.as_of)

    @figure(*REQUEST_TABLES)
    def request_moves(self, tries: tuple[tuple[str, float], ...]) -> tuple[int, int]:
        """How many requests are late, and how many would be with other targets (setting, days)."""
        steps = request_steps({**self.snapshot.settings, **{name: str(days) for name, days in tries}})
        tried = requests_on(self.snapshot.frame("requests"), self.request_lines().frame, steps=steps,
                            as_of=self.snapshot.as_of)  # fmt: skip
        return int(self.requests().facts["late"]), int(tried.facts["late"])

    @figure(*REQUEST_TABLES)
    def request_months(self, department: str = "") -> Result:
        """Households by month (`geo.request_months`)."""
        return request_months(self.requests(department).frame)

    @figure(*STOCK_TABLES)
    def request_serving(self, wanted: tuple[tuple[str, float], ...]) -> Result:
        """Warehouses that could serve (item, units) pairs from what is free (`geo.request_lines.serving`)."""
        told = serving(pd.DataFrame(wanted, columns=["item", "quantity"]), self.stock().frame)  # type: ignore[attr-defined]
        names = self.snapshot.frame("warehouses").set_index("warehouse_id")["name"]
        return replace(told, frame=told.frame.assign(warehouse=told.frame["warehouse_id"].map(names)))

    @figure(*OVERLAP_TABLES)
    def overlaps_at(self, adm2_pcode: str, site_id: str, planned_on: str, items: tuple[str, ...] = ()) -> Result:
        """What overlaps with a request that is not made yet."""
        asked = {"request_id": "", "adm2_pcode": adm2_pcode or None, "site_id": site_id or None,
                 "planned_on": planned_on or None, "items": items}  # fmt: skip
        return self._overlaps(asked)

    @figure(*OVERLAP_TABLES, *STOCK_TABLES, "ways", "post_distribution", "boundaries")
    def request_sheet(self, request_id: str) -> RequestSheet:
        """Everything known of one request.

        Raises
        ------
        DataProblem
            ``request_unknown``.
        """
        every = self.requests()
        mine = every.frame[every.frame["request_id"] == request_id]
        if mine.empty:
            raise DataProblem("request_unknown", request=request_id)
        row = {str(name): value for name, value in mine.iloc[0].items()}
        lines = self._lines(request_id)
        items = tuple(lines.frame["item"])
        wanted = tuple(zip(items, lines.frame["quantity"].astype(float), strict=True))
        asked = post_distribution(self.snapshot.frame("post_distribution"))
        owed = self.reports_overdue()
        of = owed[owed["organisation"] == row["organisation"]]
        return RequestSheet(
            row, timeline(row, steps=self.request_steps(), as_of=self.snapshot.as_of), lines,
            self.request_serving(wanted), self._overlaps({**row, "items": items}),
            replace(asked, frame=asked.frame[asked.frame["request_id"] == request_id].reset_index(drop=True)),
            dict(of.iloc[0]) if len(of) else None, self._point(row["adm2_pcode"]),
            self._kept_at(request_id), self.hours_to(row["adm2_pcode"]),
        )  # fmt: skip

    @figure("kits", "settings", "changes")
    def request_needed(self, kit: str, households: float) -> Result:
        """Units of each item that so many households need of a kit (`geo.request_lines.needed`)."""
        self.kit(kit)  # type: ignore[attr-defined]  # refuses an unknown kit
        rows = self.kits()  # type: ignore[attr-defined]
        size = household_size(self.snapshot.settings, self.said().get("household_size"))  # type: ignore[attr-defined]
        return needed(rows[rows["kit"] == kit].reset_index(drop=True), households, size)

    @figure("ways", "warehouses", "places", "settings")
    def hours_to(self, adm2_pcode: Any) -> dict[str, float]:
        """Travel hours from each warehouse to a commune (`geo.network.travel_hours`), the nearest first."""
        ways = self.travel()  # type: ignore[attr-defined]
        here = ways[ways["adm2_pcode"] == adm2_pcode].dropna(subset=["travel_hours"]).sort_values("travel_hours")
        return dict(zip(here["warehouse_id"], here["travel_hours"].astype(float), strict=True))

    def _lines(self, request_id: str) -> Result:
        lines = self.request_lines()
        mine = lines.frame[lines.frame["request_id"] == request_id].reset_index(drop=True)
        names = self.snapshot.frame("warehouses").set_index("warehouse_id")["name"]
        main = mine["warehouse_id"].map(names)
        kept = self._kept_at(request_id).dropna(subset=["warehouse"])
        several = kept.groupby("item")["warehouse"].agg(", ".join).to_dict()
        told = [several.get(item, one) for item, one in zip(mine["item"], main, strict=True)]
        return replace(lines, frame=mine.assign(warehouse=pd.Series(told, mine.index, "str")))

    def _kept_at(self, request_id: str) -> pd.DataFrame:
        moved = self.snapshot.asked("requested")
        rows = reserved_at(moved[moved["request_id"] == request_id])
        names = self.snapshot.frame("warehouses").set_index("warehouse_id")["name"]
        return rows.assign(warehouse=rows["warehouse_id"].map(names).astype("str"))

    def _overlaps(self, asked: dict[str, Any]) -> Result:
        """Overlaps of a request; each request with the items that it asks for."""
        steps, frame = self.request_steps(), self.snapshot.frame
        window = steps.figures[OVERLAP].value
        centre = asked["planned_on"] if isinstance(asked["planned_on"], str) else self.snapshot.as_of
        first = (date.fromisoformat(centre) - timedelta(days=int(window) + 1)).isoformat()
        items = self.request_lines().frame.groupby("request_id")["item"].agg(tuple)
        every = self.requests().frame
        told = every.assign(items=[items.get(one, ()) for one in every["request_id"]])
        moved = self.snapshot.asked("distributed", first=first)
        of = frame("sites").drop_duplicates("site_id").set_index("site_id")["adm2_pcode"]
        moved = moved.assign(adm2_pcode=moved["site_id"].map(of).fillna(moved["adm2_pcode"]).astype("str"))
        found = request_overlaps(asked, told, moved, frame("services"), window_days=window, as_of=self.snapshot.as_of)
        return replace(found, frame=self._named(found.frame))

    def _named(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Add the names of commune, department and site."""
        places = self.snapshot.frame("places").drop_duplicates("adm2_pcode").set_index("adm2_pcode")
        sites = self.snapshot.frame("sites").drop_duplicates("site_id").set_index("site_id")["name"]
        commune = rows["adm2_pcode"]
        return rows.assign(
            adm1_pcode=department_of(commune), adm2_name=commune.map(places["name_fr"]).astype("str"),
            adm1_name=commune.map(places["adm1_name_fr"]).astype("str"),
            site_name=rows["site_id"].map(sites).astype("str"),
        )  # fmt: skip

    def _point(self, adm2_pcode: Any) -> tuple[float, float] | None:
        points = self.commune_points()  # type: ignore[attr-defined]
        here = points[points["adm2_pcode"] == adm2_pcode]
        return (float(here["longitude"].iloc[0]), float(here["latitude"].iloc[0])) if len(here) else None
