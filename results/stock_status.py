"""Is there enough of each item, until when is it usable, what is coming, and what did the month do."""

from __future__ import annotations

from calendar import monthrange

import pandas as pd

from data.ledger_asked import ISSUED
from data.reference_logistics import default_kit
from data.reference_stock import stock_rules
from geo.errors import DataProblem
from geo.explain import Result
from geo.stock import kit_contents, usable_stock
from geo.stock_expiry import expiring
from geo.stock_fill import fill
from geo.stock_headlines import stock_headlines
from geo.stock_month import Month, month_report
from geo.stock_pipeline import COMING, expected, pipeline
from geo.stock_projection import Coming, projection
from geo.stock_rules import StockRules
from geo.stock_status import STATUSES, Sources, by_warehouse, stock_status, window_first
from geo.stock_swaps import after_swaps, swaps
from geo.transit import in_transit
from results.core import figure
from results.stock_ledger import StockLedger
from results.stocks import STOCK_TABLES, Stocks

LEVELS = ("warehouse", "adm1", "adm0")
COUNTRY = "HT"
LEDGER = ("movements", *STOCK_TABLES, "pipeline", "settings")
NATION = ""
Chosen = tuple[str, ...]


class StockStatus(StockLedger, Stocks):
    """Figures of the page *stock*."""

    def stock_rules(self) -> StockRules:
        """Limits of stock in force."""
        return stock_rules(self.snapshot.settings, self.said())  # type: ignore[attr-defined]

    @figure(*LEDGER)
    def stock_status(self, level: str = "warehouse", *, until: str = "") -> Result:
        """Status of every item at every warehouse, department or the nation (`geo.stock_status`)."""
        rows = by_warehouse(self._sources(until))
        return stock_status(rows, self._places(rows, level), self.stock_rules(), on=until or self.snapshot.as_of)

    @figure(*LEDGER, "ways", "places")
    def stock_swaps(self, *, until: str = "") -> Result:
        """Transfers between warehouses that bring what lacks from what is too much (`geo.stock_swaps`)."""
        status = self.stock_status("warehouse", until=until).frame
        homes = self.snapshot.frame("warehouses").set_index("warehouse_id")["adm2_pcode"]
        hours = self.travel().merge(homes.rename_axis("to_warehouse").reset_index(), on="adm2_pcode")
        return swaps(status, hours, homes.str[:4].to_dict(), self.items())

    @figure(*LEDGER, "ways", "places")
    def stock_needs(self, *, until: str = "") -> Result:
        """Status by warehouse with what transfers bring and take, and what is left to order."""
        told = self.stock_status("warehouse", until=until)
        made = self.stock_swaps(until=until)
        return Result(after_swaps(told.frame, made.frame), told.explain_row, told.facts | made.facts)

    @figure(*LEDGER)
    def stock_headlines(self, warehouses: Chosen) -> Result:
        """What is short, expires, is late and on the way, at some warehouses (`geo.stock_headlines`)."""
        kit = default_kit()
        status, lots = self.stock_status().frame, self.expiring_lots(kit).frame
        coming, way = self.stock_pipeline(kit).frame, self.in_transit().frame
        to, at = way["to_warehouse_id"].isin(warehouses), lots["warehouse_id"].isin(warehouses)
        near = coming["warehouse_id"].isin(warehouses) | coming["warehouse_id"].isna()
        mine = status[status["place"].isin(warehouses)]
        return stock_headlines(mine, lots[at], coming[near], way[to], on=self.snapshot.as_of)

    @figure(*STOCK_TABLES, "settings")
    def expiring_lots(self, kit: str) -> Result:
        """Lots that have expired or do within the two windows (`geo.stock_expiry`)."""
        lots = self.snapshot.frame("balances")
        return expiring(lots, self._contents(kit), self.stock_rules(), on=self.snapshot.as_of)

    @figure(*STOCK_TABLES)
    def warehouse_fill(self) -> Result:
        """How full each warehouse is (`geo.stock_fill`)."""
        frame = self.snapshot.frame
        return fill(frame("balances"), self.items(), frame("warehouses"))

    @figure("pipeline", "items", "kits")
    def stock_pipeline(self, kit: str) -> Result:
        """Deliveries that have not come yet (`geo.stock_pipeline`)."""
        return pipeline(self._pipeline(), self._contents(kit), on=self.snapshot.as_of)

    @figure(*LEDGER)
    def stock_projection(self, place: str = NATION) -> Result:
        """Stock of each item month by month at a warehouse, in a department or (``""``) in the nation."""
        level = "adm0" if place == NATION else "adm1" if place.startswith(COUNTRY) else "warehouse"
        status = self.stock_status(level).frame
        status = status[status["place"] == (place or COUNTRY)]
        lots = self._of_place(self._usable_lots(), level, place)
        coming = self._of_place(self._pipeline(), level, place)
        coming = coming[coming["pipeline_status"].isin(COMING)]
        told = Coming(lots, coming, status.set_index("item")["use_month"])
        months = int(self.stock_rules().of("projection_months"))
        return projection(told, on=self.snapshot.as_of, months=months)

    @figure(*LEDGER)
    def stock_month(self, month: str) -> Result:
        """Report of a month (YYYY-MM), up to the day of the picture (`geo.stock_month`)."""
        first, last = _days(month, self.snapshot.as_of)
        before = str((pd.Timestamp(first) - pd.DateOffset(days=1)).date())
        ask = self.snapshot.asked
        told = Month(
            first, last, ask("balances", until=before), ask("balances", until=last),
            ask("flows", first=first, until=last), ask("counted", first=first, until=last),
        )  # fmt: skip
        return month_report(told)

    @figure(*LEDGER, "ways", "places")
    def month_needs(self, month: str) -> Result:
        """Report of a month, with each item's status on its last day, what to transfer and what to order."""
        report = self.stock_month(month)
        needs = self.stock_needs(until=report.facts["last"]).frame.rename(columns={"place": "warehouse_id"})
        columns = ["warehouse_id", "item", "stock_status", "months_of_stock", "transfer_in", "transfer_out", "to_order"]
        rows = report.frame.merge(needs[columns], on=["warehouse_id", "item"], how="left")
        rows["stock_status"] = rows["stock_status"].fillna("not_evaluated")
        return Result(rows, report.explain_row, report.facts)

    @figure("movements", "warehouses", "items")
    def stock_movements(
        self, warehouses: Chosen = (), items: Chosen = (), kinds: Chosen = (), *, first: str = "", page: int = 0,
        size: int = 200,
    ) -> tuple[pd.DataFrame, int]:  # fmt: skip
        """Movements that count, the newest first, one page of them; and how many there are in all.

        Empty choices are all; `first` (ISO) is the first day; `page` counts from 0.
        """
        where = {"warehouses": warehouses, "items": items, "kinds": kinds, "first": first}
        count = self.snapshot.asked("count", **where)
        rows = self.snapshot.asked("movements", **where, limit=size, offset=page * size)
        return rows, int(count["movements"].iloc[0])

    @figure(*LEDGER)
    def stock_moves(self, tries: tuple[tuple[str, float], ...]) -> pd.DataFrame:
        """Items in warehouses by `stock_status`, `before` and `after`, as they would be with other limits."""
        asked = self.tried(tries)  # type: ignore[attr-defined]
        counts = [one.stock_status().frame["stock_status"].value_counts() for one in (self, asked)]
        told = {
            name: [int(held.get(one, 0)) for one in STATUSES]
            for name, held in zip(("before", "after"), counts, strict=True)
        }
        return pd.DataFrame({"stock_status": list(STATUSES), **told})

    def months_told(self) -> list[str]:
        """Months (YYYY-MM) that the ledger holds movements of, the newest first."""
        begun = self._begun()["begun"]
        if begun.empty:
            return []
        span = pd.period_range(begun.min()[:7], self.snapshot.as_of[:7], freq="M")
        return [str(month) for month in reversed(span)]

    @figure("movements", "warehouses", "items")
    def _begun(self) -> pd.DataFrame:
        return self.snapshot.asked("begun")

    def _contents(self, kit: str) -> pd.Series:
        return kit_contents(self.kit(kit))

    def _sources(self, until: str) -> Sources:
        on = until or self.snapshot.as_of
        first = window_first(on, self.stock_rules().of("use_months"))
        ask = self.snapshot.asked
        balances = ask("balances", until=until) if until else self.snapshot.frame("balances")
        flows = ask("flows", first=first, until=on)
        way = in_transit(ask("shipped", until=on), on=on).frame
        way = way[way["on_the_way"] > 0].rename(columns={"to_warehouse_id": "warehouse_id", "on_the_way": "quantity"})
        known = self.snapshot.frame("warehouses")["warehouse_id"]
        way["warehouse_id"] = way["warehouse_id"].where(way["warehouse_id"].isin(known))
        used, begun = flows[flows["kind"].isin(ISSUED)], self._begun()
        ordered = self._pipeline()
        ordered = ordered[~(ordered["ordered_on"].fillna(on) > on)]
        return Sources(balances, usable_stock(balances, on=on).frame, used, begun, way, expected(ordered))

    def _pipeline(self) -> pd.DataFrame:
        rows = self.snapshot.frame("pipeline")
        return rows[rows["quantity"].notna()].reset_index(drop=True)

    def _usable_lots(self) -> pd.DataFrame:
        lots, on = self.snapshot.frame("balances"), self.snapshot.as_of
        usable = (lots["held"].fillna(0) - lots["reserved"].fillna(0)).clip(lower=0.0)
        fresh = ~(lots["expiry"].fillna(on) < on)
        return lots.assign(quantity=usable.where(fresh, 0.0))

    def _of_place(self, rows: pd.DataFrame, level: str, place: str) -> pd.DataFrame:
        if level == "adm0":
            return rows
        return rows[self._places(rows, level) == place]

    def _places(self, rows: pd.DataFrame, level: str) -> pd.Series:
        """Place of each row by its warehouse; null where it has none."""
        if level == "warehouse":
            return rows["warehouse_id"]
        if level == "adm0":
            return pd.Series(COUNTRY, index=rows.index, dtype="str")
        if level != "adm1":
            raise DataProblem("unknown_value", column="level", value=level)
        homes = self.snapshot.frame("warehouses").set_index("warehouse_id")["adm2_pcode"]
        return rows["warehouse_id"].map(homes).str[:4]


def _days(month: str, as_of: str) -> tuple[str, str]:
    """First and last day (ISO) of a month, as far as the picture goes."""
    try:
        year, number = (int(part) for part in month.split("-"))
        last = f"{year:04d}-{number:02d}-{monthrange(year, number)[1]:02d}"
    except ValueError as error:
        raise DataProblem("bad_month", value=month) from error
    first = f"{last[:7]}-01"
    if first > as_of:
        raise DataProblem("month_to_come", value=month, day=as_of)
    return first, min(last, as_of)
