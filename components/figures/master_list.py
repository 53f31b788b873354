"""The weekly master list of sites as a workbook for partners: one row a site, points coarsened, and notes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from components.figures.exports import cell, formatted, safe
from components.figures.report.sheet import Stamp
from components.i18n import Words
from data.reference_disclosure import disclosure_settings
from geo.disclosure import coarsened

COLUMNS = (
    "site_id", "name", "aliases", "adm2_name", "adm1_name", "adm3_name", "site_class", "site_type", "status", "access",
    "manager_organisation", "households", "people", "people_estimated", "assessed_on", "age_days", "headline_met",
    "headline_short", "headline_not_assessed", "longitude", "latitude", "source",
)  # fmt: skip
COUNTED = {"met": "headline_met", "short": "headline_short", "not_assessed": "headline_not_assessed"}
_CODED = ("site_class", "site_type", "status", "access")
_DATES = ("assessed_on",)
_WIDEST = 44


@dataclass(frozen=True)
class MasterList:
    """What the list is made from.

    Parameters
    ----------
    sites
        Rows of `Results.sites()` with, where known, `aliases` (a list of names), `adm3_name`, `access`, `source`.
        Points are exact here: `rows` coarsens them.
    services
        Rows of `Results.site_coverage("auto").frame`.
    stamp
        As for a printed sheet.
    """

    sites: pd.DataFrame
    services: pd.DataFrame
    stamp: Stamp


def rows(listed: MasterList) -> pd.DataFrame:
    """The list as a frame of `COLUMNS`, by department, commune, name and id.

    `headline_*` count the headline standards of a site by verdict, NaN for a site that none was held against;
    standards that do not apply are in no count. `age_days` is the age of the last assessment on the day of the list.
    """
    sites = listed.sites.reindex(columns=list(dict.fromkeys((*listed.sites.columns, *COLUMNS))))
    grid = disclosure_settings()["partner_grid"].value
    east, north = coarsened(sites["longitude"].to_numpy("float64"), sites["latitude"].to_numpy("float64"), grid_m=grid)
    counts = _headline_counts(listed.services)
    days = pd.to_datetime(pd.Series(listed.stamp.as_of, index=sites.index)) - pd.to_datetime(sites["assessed_on"])
    told = sites.assign(
        longitude=east,
        latitude=north,
        age_days=days.dt.days,
        aliases=[", ".join(map(str, one)) if isinstance(one, list | tuple) else None for one in sites["aliases"]],
        **{name: sites["site_id"].map(counts[status]) for status, name in COUNTED.items()},
    )
    order = ["adm1_name", "adm2_name", "name", "site_id"]
    return told[list(COLUMNS)].sort_values(order, kind="stable", ignore_index=True)


def xlsx(listed: MasterList, tr: Words) -> bytes:
    """The workbook: the list, and notes with the day, definitions, sources and what was coarsened and why."""
    book = Workbook()
    sheet = book.active
    sheet.title = tr("master_list.sheet")[:31]
    table = rows(listed)
    sheet.append([safe(tr(f"master_list.head_{name}")) for name in COLUMNS])
    fallback = _sources(listed.stamp, tr)
    for row in table.to_dict("records"):
        sheet.append([_written(name, row[name], fallback, tr) for name in COLUMNS])
    formatted(sheet, COLUMNS)
    _dress(sheet)
    sheet.auto_filter.ref = sheet.dimensions
    for label in listed.stamp.labels:
        sheet.append([safe(tr(f"report.stamp_{label}"))])
    _notes(book.create_sheet(tr("master_list.notes")[:31]), listed, len(table), tr)
    title = tr("master_list.title")
    book.properties.creator, book.properties.title = "Pare", title
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _headline_counts(services: pd.DataFrame) -> pd.DataFrame:
    """Sites x verdicts, of headline standards; a column for each verdict, also where none is."""
    held = services[services["headline"].astype("bool")] if len(services) else services
    if held.empty:
        return pd.DataFrame(columns=list(COUNTED), dtype="float64")
    return pd.crosstab(held["site_id"], held["status"]).reindex(columns=list(COUNTED), fill_value=0).astype("float64")


def _written(name: str, value: Any, fallback: str, tr: Words) -> Any:
    """A cell: words for codes, real dates, unknown empty, no formula."""
    if name == "source" and (value is None or pd.isna(value)):
        return safe(fallback)
    if value is None or pd.isna(value):
        return None
    if name in _CODED:
        return safe(tr.or_else(f"choice.{name}.{value}", tr.or_else(f"choice.{value}", str(value))))
    if name == "people_estimated":
        return tr("answer.yes") if value else tr("answer.no")
    if name in _DATES:
        return date.fromisoformat(str(value)[:10])
    return cell(value)


def _sources(stamp: Stamp, tr: Words) -> str:
    return "; ".join(tr.or_else(f"source.{one}", one) for one in stamp.sources)


def _notes(sheet: Worksheet, listed: MasterList, count: int, tr: Words) -> None:
    stamp, grid = listed.stamp, disclosure_settings()["partner_grid"]
    headline = [one for one in stamp.standards if one.headline]
    pairs = [
        (tr("master_list.title"), tr("report.as_of", day=tr.day(stamp.as_of))),
        *((tr("export.label_note"), tr(f"report.stamp_{one}")) for one in stamp.labels),
        (tr("master_list.count"), tr.number(count)),
        (tr("master_list.version"), stamp.version or tr("unit.blank")),
        *([(tr("master_list.recipient"), stamp.recipient)] if stamp.recipient else []),
        (tr("master_list.sources"), _sources(stamp, tr) or tr("report.unknown")),
        (tr("master_list.coarsened"), tr("master_list.coarsened_how", km=tr.number(grid.value / 1000, 1))),
        (tr("master_list.unknown"), tr("master_list.unknown_how")),
        (tr("master_list.headline"), ", ".join(tr(f"standard.{one.key}") for one in headline) or tr("unit.blank")),
        (tr("master_list.thresholds"), "; ".join(dict.fromkeys(one.source for one in headline)) or tr("unit.blank")),
        ("", ""),
        *((tr(f"master_list.head_{name}"), tr(f"master_list.about_{name}")) for name in COLUMNS),
    ]
    sheet.append([safe(tr("master_list.note")), safe(tr("master_list.told"))])
    for pair in pairs:
        sheet.append([safe(text) for text in pair])
    _dress(sheet)
    sheet.column_dimensions["B"].width = 100
    for one in sheet["B"]:
        one.alignment = Alignment(wrap_text=True, vertical="top")


def _dress(sheet: Worksheet) -> None:
    for at, column in enumerate(sheet.iter_cols(), start=1):
        longest = max(len(str(one.value or "")) for one in column)
        sheet.column_dimensions[get_column_letter(at)].width = min(_WIDEST, longest + 2)
    for one in sheet[1]:
        one.font = Font(bold=True)
        one.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "C2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
