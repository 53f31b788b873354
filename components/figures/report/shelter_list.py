"""The list of evacuation shelters on paper, as the civil protection prints it: by department and commune."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components.figures.report.sheet import Stamp
from components.figures.report.wording import clean, known, number, said, word
from components.i18n import Words
from data.importers.words import fold

TEMPLATE = "shelter_list.typ"
COLUMNS = ("adm2_name", "adm3_name", "name", "shelter_type", "capacity_persons", "state", "occupancy_persons",
           "responsible_function", "shelter_id")  # fmt: skip
WIDTHS = (2.0, 2.0, 3.8, 2.4, 1.2, 3.0, 1.2, 2.2, 1.3)
NUMBERS = ("capacity_persons", "occupancy_persons")
LONGEST = 60
TERM = "binding_term"
_ORDER = ["adm1_name", "adm2_name", "adm3_name", "name", "shelter_id"]


def pdf(shelters: pd.DataFrame, stamp: Stamp, tr: Words) -> bytes:
    """The list as a PDF of as many pages as it needs (`content`)."""
    from components.figures.report import printing  # noqa: PLC0415 - heavy: typst

    return printing.pdf(content(shelters, stamp, tr), stamp.as_of, template=TEMPLATE)


def content(shelters: pd.DataFrame, stamp: Stamp, tr: Words) -> dict[str, Any]:
    """What the template sets.

    Parameters
    ----------
    shelters
        Rows of `Results.shelters_with_section`.
    stamp
        Day, labels and version of the picture.
    tr
        Words of the language.

    Notes
    -----
    Places of shelters that house displaced people are in no sum; a shelter of unknown places is counted apart. Who is
    in charge is told by function: no person is named and no number printed.
    """
    rows = shelters.sort_values(_ORDER, kind="stable", na_position="last", key=_spoken)
    groups = [_group(name, held, tr) for name, held in rows.groupby("adm1_name", sort=True, dropna=False)]
    return {
        "lang": tr.lang, "title": tr("shelter_list.title"), "as_of": tr("report.as_of", day=tr.day(stamp.as_of)),
        "stamps": [tr(f"report.stamp_{one}") for one in stamp.labels],
        "summary": _summary(rows, tr), "head": [tr(f"shelter_list.head_{name}") for name in COLUMNS],
        "widths": list(WIDTHS), "numbers": [COLUMNS.index(name) for name in NUMBERS], "groups": groups,
        "footer": [
            tr("shelter_list.note"),
            tr("report.version", day=tr.day(stamp.as_of), version=clean(stamp.version, 60) or tr("unit.blank")),
            *(tr(f"head.{one}") for one in stamp.credits),
        ],
    }  # fmt: skip


def _spoken(told: pd.Series) -> pd.Series:
    """Names in the order in which people look for them: É with E."""
    return told.map(fold, na_action="ignore")


def _group(name: Any, held: pd.DataFrame, tr: Words) -> dict[str, Any]:
    rows = [_row({str(key): value for key, value in row.items()}, tr) for row in held.to_dict("records")]
    return {"name": said(name, tr), "summary": _summary(held, tr), "rows": rows}


def state_of(row: dict[str, Any]) -> str:
    """State of a shelter: one that houses displaced people is not available, whatever else was told."""
    if known(row.get("occupied_by_idps")) and row["occupied_by_idps"]:
        return "occupied_by_idps"
    return str(row["shelter_status"]) if known(row.get("shelter_status")) else ""


def _row(row: dict[str, Any], tr: Words) -> list[str]:
    state = state_of(row)
    told = {
        **{name: clean(row[name], LONGEST) for name in ("adm2_name", "adm3_name", "name", "shelter_id")
           if known(row.get(name))},
        **{name: number(row[name], tr) for name in NUMBERS if known(row[name])},
        **{name: word(name, row[name], tr) for name in ("shelter_type", "responsible_function") if known(row[name])},
        **({"state": word(TERM if state == "occupied_by_idps" else "shelter_status", state, tr)} if state else {}),
    }  # fmt: skip
    blank = {"adm3_name": tr("unit.blank")}
    return [told.get(name, blank.get(name, tr("report.unknown"))) for name in COLUMNS]


def _summary(rows: pd.DataFrame, tr: Words) -> str:
    housing = pd.Series([state_of(row) == "occupied_by_idps" for row in rows.to_dict("records")], index=rows.index)
    places = rows["capacity_persons"].where(~housing.astype("bool"))
    free = rows[~housing.astype("bool")]
    return tr("shelter_list.summary", count=len(rows), places=float(places.sum()),
              unknown=int(free["capacity_persons"].isna().sum()), occupied=int(housing.sum()))  # fmt: skip
