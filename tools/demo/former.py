"""Sites under a name or an id that they had before: the same row, some weeks earlier, with another name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.demo.luck import shifted
from tools.demo.plan import draw_for

if TYPE_CHECKING:
    from tools.demo.names import Names

Row = dict[str, Any]
KEPT = ("adm2_pcode", "longitude", "latitude", "site_type", "site_class", "opened_on")


def make_former(plan: Row, sites: list[Row], names: Names) -> tuple[list[Row], list[Row]]:
    """Return the older rows of sites, and which ids of another list are ids of ours."""
    draw, part = draw_for(plan, "former names"), plan["former"]
    by_id = {site["site_id"]: site for site in sites if site["status"] == "active" and site["opened_on"]}
    others = [key for key in by_id if key not in part["always"]]
    keys = sorted([*part["always"], *draw.some(others, part["renamed"] - len(part["always"]))])
    rows = [_older(by_id[key], key, names, part) for key in keys]
    rows += [_older(by_id[new], old, names, part) for old, new in part["same"].items()]
    return rows, [{"old_id": old, "new_id": new} for old, new in part["same"].items()]


def _older(site: Row, key: str, names: Names, part: Row) -> Row:
    kind = "planned_site" if site["site_class"] == "planned_site" else site["site_type"]
    about = {name: site[name] for name in KEPT}
    return about | {
        "site_id": key,
        "name": names.next(kind),
        "observed_on": shifted(site["observed_on"], -part["days_before"]),
    }
