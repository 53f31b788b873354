"""What cells of one row say together: a reversal without what it reverses, more households than people."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pandas as pd

from data.importers.cases import of_case
from data.importers.findings import Findings
from data.importers.limits import limits
from geo.alerts import LEVELS_OF
from geo.frames import Frame
from geo.frames.events import UNMOVED
from geo.frames.monitoring import INTERVIEWED, OF_INTERVIEWED, OF_RECEIVED
from geo.request_steps import MAIN

_HAITI = "HTI"  # ISO 3166-1, three letters
CODE_SIGNS = {"national": (2,), "department": (4,), "commune": (6,), "local": (6, 8, 9)}  # of a P-code, by centre


def check_rules(frame: Frame, rows: pd.DataFrame, findings: Findings) -> None:
    """Check the rules of one table; a rule whose columns are not in the file says nothing.

    Parameters
    ----------
    frame
        The table.
    rows
        Typed columns, as `checks.check_cells` gives them.
    findings
        Takes what is found.
    """
    rule = _RULES.get(frame.name)
    if rule:
        rule(frame.conform(_with_key(frame, rows), shared=True), findings)


def _with_key(frame: Frame, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(**{name: None for name in frame.key if name not in rows.columns})


def _mask(condition: pd.Series) -> Any:
    return condition.fillna(value=False).to_numpy(dtype=bool)


def _movements(rows: pd.DataFrame, findings: Findings) -> None:
    kind, quantity = rows["kind"], rows["quantity"]
    findings.add(_mask((quantity == 0) & (kind != "count")), "quantity", "quantity_zero", quantity)
    reversal = kind == "reversal"
    findings.add(_mask(reversal & rows["reverses"].isna()), "reverses", "reversal_names_none")
    itself = rows["reverses"] == rows["movement_id"]
    findings.add(_mask(reversal & itself), "reverses", "reverses_itself", rows["reverses"])
    stray = ~reversal & rows["reverses"].notna()
    findings.add(_mask(stray), "reverses", "reverses_without_reversal", rows["reverses"])
    transfer = kind.isin(["transfer_in", "transfer_out"])
    findings.add(
        _mask(transfer & rows["counterpart"].isna()), "counterpart", "transfer_without_counterpart", blocking=False
    )
    nowhere = (kind == "distribution") & rows["site_id"].isna() & rows["adm2_pcode"].isna()
    findings.add(_mask(nowhere), "", "distribution_without_place", blocking=False)
    untied = kind.isin(["shortage", "surplus"]) & rows["shipment"].isna()
    findings.add(_mask(untied), "shipment", "shortage_without_shipment", kind)
    late = (kind == "receipt") & (rows["expiry"] < rows["moved_on"])
    findings.add(_mask(late), "expiry", "received_expired", rows["expiry"], blocking=False)


def _assessments(rows: pd.DataFrame, findings: Findings) -> None:
    people, households = rows["individuals"], rows["households"]
    size = people / households.where(households > 0)
    least, most = limits()["household_persons_least"], limits()["household_persons_most"]
    few = "more_households_than_people"
    findings.add(
        _mask(size < least), "households", few, households, blocking=False, people=people[size < least].tolist()
    )
    large = size > most
    findings.add(
        _mask(large), "individuals", "household_large", people, blocking=False,
        size=size[large].round(1).tolist(), most=most,
    )  # fmt: skip
    served = rows["households_with_nfi"] > households
    findings.add(
        _mask(served), "households_with_nfi", "more_served_than_there", rows["households_with_nfi"], blocking=False
    )
    answers = rows[["toilets_functional", "taps", "water_litres_person_day", "showers"]].notna().any(axis=1)
    both = rows["not_assessed_reason"].notna() & answers
    findings.add(_mask(both), "not_assessed_reason", "reason_with_answers", rows["not_assessed_reason"], blocking=False)


def _sites(rows: pd.DataFrame, findings: Findings) -> None:
    early = rows["closed_on"] < rows["opened_on"]
    findings.add(_mask(early), "closed_on", "closed_before_opened", rows["closed_on"])
    reopened = (rows["status"] == "active") & rows["closed_on"].notna()
    findings.add(_mask(reopened), "status", "active_but_closed", rows["status"], blocking=False)


def _events(rows: pd.DataFrame, findings: Findings) -> None:
    """An event should be somewhere, and say of those who left one thing about where they went."""
    kind, destination, site = rows["event_kind"], rows["destination"], rows["destination_site_id"]
    named = site.notna() | rows["destination_pcode"].notna()
    nowhere = rows["site_id"].isna() & rows["adm2_pcode"].isna()
    findings.add(_mask(nowhere), "", "event_without_place", blocking=False)
    itself = site == rows["site_id"]
    findings.add(_mask(itself), "destination_site_id", "destination_itself", site)
    untold = (destination == "known") & ~named
    findings.add(_mask(untold), "destination", "destination_not_named", destination, blocking=False)
    other = destination.isin(["unknown", "not_applicable"]) & named
    findings.add(_mask(other), "destination", "destination_contradicts", destination, blocking=False)
    for column in ("people_in", "people_out"):
        moved = kind.isin(UNMOVED) & (rows[column] > 0)
        findings.add(_mask(moved), column, "people_not_moved", rows[column], blocking=False)


def _actions(rows: pd.DataFrame, findings: Findings) -> None:
    """An action is somewhere, its days follow one another, and it is no case of violence: that is entered nowhere."""
    case = of_case(rows["action"], rows["standard"])
    findings.add(case, "action", "action_is_case")
    nowhere = rows["site_id"].isna() & rows["adm2_pcode"].isna()
    findings.add(_mask(nowhere), "", "action_without_place", blocking=False)
    for later in ("due_on", "done_on"):
        early = rows[later] < rows["opened_on"]
        findings.add(_mask(early), later, "action_before_opened", rows[later], blocking=False)
    both = (rows["action_status"] == "open") & rows["done_on"].notna()
    findings.add(_mask(both), "action_status", "action_open_and_done", rows["done_on"], blocking=False)


def _alerts(rows: pd.DataFrame, findings: Findings) -> None:
    """A level is one of its series: a colour is no phase. A bulletin does not end before it begins."""
    fits = pd.Series(False, index=rows.index)
    for series, levels in LEVELS_OF.items():
        fits |= _mask(rows["series"] == series) & rows["level"].isin(levels).to_numpy(dtype=bool)
    told = _mask(rows["series"].notna() & rows["level"].notna())
    findings.add(told & ~fits.to_numpy(dtype=bool), "level", "level_of_other_series", rows["level"])
    begins = rows["valid_from"].fillna(rows["issued_at"])
    findings.add(_mask(rows["valid_until"] < begins), "valid_until", "ends_before_it_begins", rows["valid_until"])


def _activations(rows: pd.DataFrame, findings: Findings) -> None:
    """A national centre is of the country, a departmental one of a department, and so on: the code says it."""
    for centre, signs in CODE_SIGNS.items():
        wrong = (rows["centre"] == centre) & ~rows["place"].str.len().isin(signs) & rows["place"].notna()
        findings.add(_mask(wrong), "place", "centre_of_other_level", rows["place"], blocking=False)


def _impacts(rows: pd.DataFrame, findings: Findings) -> None:
    """Families are made of people, and shelters that host were opened."""
    for fewer, more in (("people_affected", "families_affected"), ("people_in_shelters", "families_in_shelters"),
                        ("shelters_opened", "shelters_hosting")):  # fmt: skip
        wrong = _mask(rows[fewer] < rows[more])
        findings.add(wrong, more, f"more_than_{fewer}", rows[more], blocking=False)


def _ways(rows: pd.DataFrame, findings: Findings) -> None:
    loop = (rows["from_pcode"] == rows["to_pcode"]) & rows["geometry"].isna()  # a drawn way may stay in its commune
    findings.add(_mask(loop), "to_pcode", "way_to_itself", rows["to_pcode"])


def _requests(rows: pd.DataFrame, findings: Findings) -> None:
    """The days of a request's steps follow one another, and no more households are approved than were asked for."""
    for earlier, later in pairwise(f"{step}_on" for step in MAIN):
        wrong = _mask(rows[later] < rows[earlier])
        findings.add(wrong, later, "step_before_step", rows[later], blocking=False, earlier=earlier)
    more = _mask(rows["households_approved"] > rows["households"])
    findings.add(more, "households_approved", "more_approved_than_asked", rows["households_approved"], blocking=False)


def _request_items(rows: pd.DataFrame, findings: Findings) -> None:
    more = _mask(rows["quantity_approved"] > rows["quantity"])
    findings.add(more, "quantity_approved", "more_approved_than_asked", rows["quantity_approved"], blocking=False)


def _post_distribution(rows: pd.DataFrame, findings: Findings) -> None:
    """No part of the households can be more than those it is a part of."""
    for whole, parts in ((INTERVIEWED, OF_INTERVIEWED), (OF_INTERVIEWED[0], OF_RECEIVED),
                         ("complaints_received", ("complaints_answered",))):  # fmt: skip
        for part in parts:
            findings.add(_mask(rows[part] > rows[whole]), part, "part_more_than_whole", rows[part], whole=whole)


def _portfolio(rows: pd.DataFrame, findings: Findings) -> None:
    """Disasters of other countries serve to compare: they are kept, and counted."""
    known = rows["country_iso3"].notna()
    here = known & (rows["country_iso3"].str.upper() == _HAITI)
    if (known & ~here).any():
        findings.file("rows_of_other_countries", words={"rows": int((known & ~here).sum()), "here": int(here.sum())})


_RULES: dict[str, Callable[[pd.DataFrame, Findings], None]] = {
    "movements": _movements, "assessments": _assessments, "sites": _sites, "ways": _ways,
    "portfolio": _portfolio, "events": _events, "actions": _actions,
    "alerts": _alerts, "activations": _activations, "impacts": _impacts,
    "requests": _requests, "request_items": _request_items, "post_distribution": _post_distribution,
}  # fmt: skip
